package walk

import (
	"os"
	"time"

	"lab/labs/beats"
)

// This file waits for lines, messages and signals.

// InterruptBy makes signals interrupt an evaluation. At a prompt, a signal ends the walk.
func (w *Walk) InterruptBy(c <-chan os.Signal) { w.ctrlC = c }

// interrupted handles a signal.
func (w *Walk) interrupted() {
	if prompt, started := w.prompts[w.node]; started && prompt == "" && !w.gone[w.node] {
		w.driver.Interrupt(w.node)
		return
	}
	w.leaving = true
}

// answerTime is the longest wait for the evaluation of a line.
const answerTime = 15 * time.Second

// read returns the next line of input. It handles messages while it waits. If the messages
// interrupt or change the prompt, it prints the prompt again.
func (w *Walk) read(lines <-chan string) (string, bool) {
	for asked := w.prompt(); ; {
		select {
		case line, ok := <-lines:
			if w.echo && ok {
				w.print(line + "\n")
			}
			w.column = w.column && w.echo
			return line, ok
		case msg := <-w.told:
			w.take(msg)
		case <-w.ctrlC:
			if w.interrupted(); w.leaving {
				return "", false
			}
		}
		if w.column && w.prompt() != asked {
			w.print("\n")
		}
		if !w.column {
			asked = w.prompt()
			w.ask()
		}
	}
}

// await handles messages until done returns true, answerTime has passed or the student leaves.
func (w *Walk) await(done func() bool) {
	limit := time.After(answerTime)
	for !done() && !w.leaving {
		select {
		case msg := <-w.told:
			w.take(msg)
		case <-w.ctrlC:
			w.interrupted()
		case <-limit:
			return
		}
	}
}

// linger handles messages for a moment, to show the effects of a line on other nodes and on the
// step's expectations. The time is stretched on a busy machine.
func (w *Walk) linger() {
	wait := 100 * time.Millisecond
	if len(w.way.Step().Until) > 0 && !w.way.Done() {
		wait = 600 * time.Millisecond
	}
	late, stop := beats.After(wait)
	defer stop()
	for {
		select {
		case msg := <-w.told:
			w.take(msg)
		case <-late:
			return
		}
	}
}
