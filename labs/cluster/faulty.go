package labs

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

// A SlowError says that what programs do takes so long, all in all, that there is no end
// of the checks to see.
type SlowError struct{}

func (e *SlowError) Error() string {
	return fmt.Sprintf("what the checks ask of your nodes took longer than %s in all, though no single answer took too long", slowTotal)
}

// maxLines bounds what is shown of a node's last words.
const maxLines = 12

func lastLines(said string) string {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	return strings.Join(lines[max(0, len(lines)-maxLines):], "\n")
}

// The mistakes that can be made in any lab.
const (
	mistakeHalts     = "halts"
	mistakeEnded     = "ended"
	mistakeEndless   = "endless"
	mistakeSilent    = "silent"
	mistakeSlow      = "slow"
	mistakeLoops     = "loops" // of labs whose checks tell it from others
	mistakeHangs     = "hangs" // as well
	mistakeCaddyfile = "caddyfile"
	mistakeRedefines = "redefines"
)

// mistakes are the hints for them.
var mistakes = map[string]string{
	mistakeHalts:     "Your code ended one of the nodes. Which of its lines stops the system, and what is it there for?",
	mistakeEnded:     "A node ended while your code ran on it. What do its last words say?",
	mistakeEndless:   "The project does not come to the end of its start. What runs when mix.exs, a module body or start/2 is run, and where does it end?",
	mistakeSlow:      "Each answer comes, and takes its time. What does your code wait for, and who is kept waiting by it?",
	mistakeSilent:    "A node was so busy with your code that it answered nobody. How many processes does your code start, and what ends them?",
	mistakeCaddyfile: "Caddy does not run with this Caddyfile. Below is what it says, with the line.",
	mistakeRedefines: "The project defines a module that is Elixir's own, or one of the checks. Give yours a name of its own.",
}

// Mistake is the hint for a mistake: the lab's own, or the one for all labs.
func (l *Lab) Mistake(name string) string {
	if hint, ok := l.Mistakes[name]; ok {
		return hint
	}
	return mistakes[name]
}
