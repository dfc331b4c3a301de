package cluster

import (
	"cmp"
	"fmt"
	"strings"
)

// This file is about what programs do to the nodes that they run on. None of it is
// the machine's fault, so all of it is a verdict on the work.

// A FallenError says that a node ended although nobody but its programs could have
// ended it.
type FallenError struct {
	Node string
	// Halted says that a program asked for it, and Place where, as far as that is known.
	Halted bool
	Place  string
	// Said is what it printed last.
	Said string
}

func (e *FallenError) Error() string {
	if e.Halted {
		return fmt.Sprintf("the node %s was ended by your code: %s", e.Node, cmp.Or(e.Place, "by System.stop or the like"))
	}
	return fmt.Sprintf("the node %s ended: %s", e.Node, lastLines(e.Said))
}

// An UnloadedError says that a project did not come to the end of its start.
type UnloadedError struct{ Node, Place, Said string }

func (e *UnloadedError) Error() string {
	text := "the project does not come to the end of its start"
	if e.Place != "" {
		text += ": " + e.Place
	}
	if e.Said != "" {
		text += "\n" + lastLines(e.Said)
	}
	return text
}

// A SilentError says that a node runs and does not answer: its programs leave it no
// time to.
type SilentError struct{ Node string }

func (e *SilentError) Error() string {
	return fmt.Sprintf("the node %s is so busy that it does not answer", e.Node)
}

// maxLines bounds what is shown of a node's last words.
const maxLines = 12

func lastLines(said string) string {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	return strings.Join(lines[max(0, len(lines)-maxLines):], "\n")
}
