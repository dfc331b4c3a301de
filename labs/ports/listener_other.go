//go:build !linux && !windows

package ports

import (
	"os/exec"
	"strconv"
	"strings"
)

// listener asks lsof, which is part of macOS and available for the BSDs.
func listener(port int) (pid int, program string) {
	out, err := exec.Command("lsof", "-nP", "-iTCP:"+strconv.Itoa(port), "-sTCP:LISTEN", "-Fpc").Output()
	if err != nil {
		return 0, ""
	}
	for line := range strings.Lines(string(out)) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "p") && pid == 0:
			pid, _ = strconv.Atoi(line[1:])
		case strings.HasPrefix(line, "c") && program == "":
			program = line[1:]
		}
	}
	return pid, program
}
