package cli

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"slices"
)

// This file knows the home folders that programs may not reach.

// errNoHome is the error of newBarrier if the user's home folder is unknown.
var errNoHome = errors.New("lab keeps programs out of your home folder, and does not know where it is: set HOME to it")

// parentsOfHomes are the folders in which systems keep the home folders of their users.
var parentsOfHomes = []string{"/home", "/Users", "/var/home", "/usr/home", "/export/home", "/mnt/c/Users", `C:\Users`}

// rootsHomes are the home folders of root.
var rootsHomes = []string{"/root", "/var/root"}

// A barrier knows home folders, and the folders whose entries are home folders.
type barrier struct{ homes, parents []string }

// newBarrier returns the barrier for programs of the project in dir. It knows the homes of the
// user, of the owner of the project and of root. It fails if it does not know the user's.
func newBarrier(dir string) (barrier, error) {
	var b barrier
	if home, err := os.UserHomeDir(); err == nil {
		b.add(home)
	}
	if u, err := user.Current(); err == nil {
		b.add(u.HomeDir)
	}
	if len(b.homes) == 0 {
		return b, errNoHome
	}
	if home, ok := ownerHome(dir); ok {
		b.add(home)
	}
	for _, home := range rootsHomes {
		b.add(home)
	}
	for _, parent := range parentsOfHomes {
		if isFolder(parent) {
			b.parents = append(b.parents, parent)
		}
	}
	return b, nil
}

// add adds a home folder if it exists.
func (b *barrier) add(home string) {
	if isFolder(home) {
		b.homes = append(b.homes, home)
	}
}

// isFolder reports whether path is the absolute path of a folder.
func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir() && filepath.IsAbs(path)
}

// allows returns nil if the folder dir neither is nor contains a home folder. Links and different
// spellings of a path do not mislead it.
func (b barrier) allows(dir string) error {
	if dir == filepath.Dir(dir) {
		return fmt.Errorf("%s is the root of the file system", dir)
	}
	for _, home := range slices.Concat(b.homes, b.parents) {
		if sameFile(dir, home) {
			return fmt.Errorf("%s is a home folder", dir)
		}
		if contains(dir, home) {
			return fmt.Errorf("%s contains the home folder %s", dir, home)
		}
	}
	for _, parent := range b.parents {
		if sameFile(filepath.Dir(dir), parent) {
			return fmt.Errorf("%s is a home folder", dir)
		}
	}
	return nil
}

// contains reports whether dir is the given file or a folder above it. It checks the path of the file
// as it is written and with its links resolved.
func contains(dir, file string) bool {
	paths := []string{file}
	if real, err := filepath.EvalSymlinks(file); err == nil {
		paths = append(paths, real)
	}
	for _, at := range paths {
		at, err := filepath.Abs(at)
		if err != nil {
			return true // a path that cannot be compared is not out of reach
		}
		for ; at != filepath.Dir(at); at = filepath.Dir(at) {
			if sameFile(dir, at) {
				return true
			}
		}
	}
	return false
}

// sameFile reports whether both paths exist and lead to the same file.
func sameFile(a, b string) bool {
	left, err := os.Stat(a)
	if err != nil {
		return false
	}
	right, err := os.Stat(b)
	return err == nil && os.SameFile(left, right)
}
