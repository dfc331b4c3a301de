package workbook

import (
	"os/exec"

	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/labs/messages"
	"lab/labs/report"
	book "lab/labs/workbook"
)

// This file defines the messages to the model and the interface that the model calls.

// A Driver performs the student's actions. Its methods do not block. Results arrive as messages.
type Driver interface {
	// Submit submits a line to the prompt of a node.
	Submit(node, text string)
	// Interrupt interrupts the evaluation at the prompt of a node.
	Interrupt(node string)
	// Complete requests completions of the text before the cursor.
	Complete(node, before string)
	// Resize sets the width of the prompts in columns.
	Resize(columns int)
	// Fault injects a fault into nodes or links. The guess g is the student's forecast, or nil if
	// the lab asked for none.
	Fault(f catalogue.Fault, g *book.Guess)
	// Grade runs the lab's checks.
	Grade()
	// Watch sets the step whose expectations are watched.
	Watch(step *catalogue.Step)
	// Edit opens a file of the lab in the student's editor. It returns the command of an editor
	// that needs the terminal, and nil otherwise.
	Edit(file string) *exec.Cmd
	// Open opens the lab's page in the student's browser.
	Open()
	// Save saves the progress.
	Save()
}

// Output is output at a node's prompt.
type Output struct{ Node, Text string }

// Ready reports that a node's prompt waits for a line.
type Ready struct{ Node, Prompt string }

// Proxy reports whether Caddy runs.
type Proxy struct{ Up bool }

// Gone reports that a node's prompt has ended.
type Gone struct{ Node string }

// States holds the state of each node.
type States []census.State

// Cluster is a view of the cluster, as reported by its nodes.
type Cluster census.View

// Heard is a view of the messages between processes.
type Heard messages.View

// Counted is a guess together with the actual number.
type Counted book.Guess

// Met says which expectations of a step are met now.
type Met struct {
	Step string
	Done []bool
	// Seen is the signed record of the step if all expectations are met, and nil otherwise.
	Seen *book.Record
}

// Graded is the result of Driver.Grade.
type Graded report.Result

// Completed is the result of Driver.Complete.
type Completed struct {
	Node, Before string
	// Insert is the text common to all completions. Choices lists them if there are several.
	Insert  string
	Choices []string
}

// Edited reports that the editor has returned the terminal, with the editor's error.
type Edited struct{ Err error }

// Saved reports that the student saved a file of the lab.
type Saved struct{ File string }

// Checking is the state of the running checks.
type Checking report.Running

// Struck reports the result of a fault. Failed is the reason if the fault could not be carried out.
// Otherwise Failed is "".
type Struck struct {
	Fault  catalogue.Fault
	Failed string
}
