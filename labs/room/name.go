package room

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// This file says what a student may be called. A name is also the name of a folder, on any
// file system.

// Projector lists the names under which the projection is watched.
var Projector = []string{"room", "projector"}

// Teacher is the name of the teacher's own place.
const Teacher = "teacher"

// longest is how long a name may be.
const longest = 32

var (
	nameForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9_.-]*$`) })
	// device is a name that Windows keeps to itself, with any extension.
	device = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)`) })
)

// Name is the form in which the room knows a name: in small letters, so that ANN and ann are
// one student on every file system.
func Name(text string) (string, error) {
	name := strings.ToLower(strings.TrimSpace(text))
	switch {
	case name == "":
		return "", errors.New("a name is missing: come as NAME@HOST")
	case len(name) > longest:
		return "", fmt.Errorf("a name has at most %d letters", longest)
	case !nameForm().MatchString(name) || strings.HasSuffix(name, "."):
		return "", fmt.Errorf("%q is not a name here: use the letters a to z, digits, and . - _ within", name)
	case device().MatchString(name):
		return "", fmt.Errorf("%s is a name that Windows keeps to itself; choose another", name)
	case name == Teacher || slices.Contains(Projector, name):
		return "", fmt.Errorf("%s is a name of the room's own; choose another", name)
	}
	return name, nil
}

// Watches reports whether a name is one under which the projection is watched.
func Watches(name string) bool { return slices.Contains(Projector, strings.ToLower(name)) }
