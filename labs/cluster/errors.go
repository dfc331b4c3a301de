package cluster

import (
	"cmp"
	"fmt"
	"strings"
)

// This file defines the errors for damage that programs cause to their nodes. None of them is the
// machine's fault, so all of them count as verdicts on the program.

// A FallenError reports that a node ended by itself. Only the node's own programs can cause that.
type FallenError struct {
	Node string
	// Halted reports whether a program ended the node deliberately. Place is the position in its
	// code, if known.
	Halted bool
	Place  string
	// Said is the node's last output.
	Said string
}

func (e *FallenError) Error() string {
	if e.Halted {
		return fmt.Sprintf("the node %s was ended by your code: %s", e.Node, cmp.Or(e.Place, "by System.stop or the like"))
	}
	return fmt.Sprintf("the node %s ended: %s", e.Node, lastLines(e.Said))
}

// An UnloadedError reports that a project did not finish its start.
type UnloadedError struct{ Node, Place, Said string }

func (e *UnloadedError) Error() string {
	text := "the project does not finish its start"
	if e.Place != "" {
		text += ": " + e.Place
	}
	if e.Said != "" {
		text += "\n" + lastLines(e.Said)
	}
	return text
}

// A SilentError reports that a running node does not answer, because its programs leave it no
// time. Place is the position in the code, if known.
type SilentError struct{ Node, Place string }

func (e *SilentError) Error() string {
	text := fmt.Sprintf("the node %s is so busy that it does not answer", e.Node)
	if e.Place != "" {
		text += ": " + e.Place
	}
	return text
}

// maxLines is the maximum number of lines of a node's last output to show.
const maxLines = 12

func lastLines(said string) string {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	return strings.Join(lines[max(0, len(lines)-maxLines):], "\n")
}
