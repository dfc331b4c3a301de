package workbook

import (
	"os/exec"

	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/labs/messages"
	"lab/labs/report"
	book "lab/labs/workbook"
)

// This file lists what the world tells the model, and what the model asks of
// the world.

// A Driver does what the student asks for. Its methods return at once; what
// comes of them arrives as messages.
type Driver interface {
	// Submit gives a line to the prompt of a node.
	Submit(node, text string)
	// Interrupt stops what the prompt of a node is evaluating.
	Interrupt(node string)
	// Complete asks for what could follow the text before the cursor.
	Complete(node, before string)
	// Resize says how many columns a prompt has.
	Resize(columns int)
	// Fault strikes nodes, or the links between two groups of them; g is what was
	// said before, if anything was asked.
	Fault(f catalogue.Fault, g *book.Guess)
	// Grade runs the lab's checks.
	Grade()
	// Watch says which expectations are to be looked at from now on.
	Watch(step *catalogue.Step)
	// Edit opens a file of the lab in the student's editor. It returns a program that takes
	// the terminal, nil where none does.
	Edit(file string) *exec.Cmd
	// Open opens the lab's page in the student's browser.
	Open()
	// Save keeps the progress.
	Save()
}

// Output is text that appeared at a node's prompt.
type Output struct{ Node, Text string }

// Ready says that a node's prompt waits for a line.
type Ready struct{ Node, Prompt string }

// Proxy says whether Caddy runs.
type Proxy struct{ Up bool }

// Gone says that a node's prompt has ended.
type Gone struct{ Node string }

// States says how each node is.
type States []census.State

// Cluster is what the nodes tell of themselves and of each other.
type Cluster census.View

// Heard is what the nodes' processes said to each other.
type Heard messages.View

// Counted is a guess with the fact.
type Counted book.Guess

// Met says which expectations of a step are true now.
type Met struct {
	Step string
	Done []bool
	// Seen is the record of a step all of which is done.
	Seen *book.Record
}

// Graded is the outcome of Driver.Grade.
type Graded report.Result

// Completed answers Driver.Complete.
type Completed struct {
	Node, Before string
	// Insert is what can be added without a choice; Choices are shown otherwise.
	Insert  string
	Choices []string
}

// Edited says that an editor has given the terminal back, and with what error.
type Edited struct{ Err error }

// Saved says that the student saved a file of the lab.
type Saved struct{ File string }

// Checking is what the checks are doing now.
type Checking report.Running

// Struck says that a fault was carried out, or why it could not be.
type Struck struct {
	Fault  catalogue.Fault
	Failed string
}
