//go:build unix

package cli

import (
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// ownerHome returns the home folder of the user who owns a folder.
func ownerHome(dir string) (string, bool) {
	info, err := os.Stat(dir)
	if err != nil {
		return "", false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "", false
	}
	u, err := user.LookupId(strconv.FormatUint(uint64(stat.Uid), 10))
	if err != nil {
		return "", false
	}
	return u.HomeDir, true
}
