package room

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// This file validates students' names. A name is also the name of a folder, so it must be valid on
// every file system.

// Projector lists the user names for watching the projection.
var Projector = []string{"room", "projector"}

// Teacher is the name of the teacher's own place.
const Teacher = "teacher"

// longest is the maximum length of a name in bytes.
const longest = 32

var (
	nameForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9_.-]*$`) })
	// device matches names that Windows reserves for devices.
	device = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)`) })
)

// Name validates and normalises a name. It converts to lower case, so that ANN and ann are the
// same student on every file system.
func Name(text string) (string, error) {
	name := strings.ToLower(strings.TrimSpace(text))
	switch {
	case name == "":
		return "", errors.New("the name is missing: connect as NAME@HOST")
	case len(name) > longest:
		return "", fmt.Errorf("a name has at most %d characters; choose a shorter one", longest)
	case !nameForm().MatchString(name) || strings.HasSuffix(name, "."):
		return "", fmt.Errorf("%q is not a valid name: use letters a to z and digits, with . - _ between them", name)
	case device().MatchString(name):
		return "", fmt.Errorf("the name %s is reserved by Windows; choose another", name)
	case name == Teacher || slices.Contains(Projector, name):
		return "", fmt.Errorf("the room itself uses the name %s; choose another", name)
	}
	return name, nil
}

// Watches reports whether a user name is for watching the projection.
func Watches(name string) bool { return slices.Contains(Projector, strings.ToLower(name)) }
