package live

import (
	"context"
	"time"

	"lab/labs/catalogue"
	book "lab/labs/workbook"
	"lab/repl/workbook"
)

// This file carries out faults, and compares the student's guesses with the processes counted
// afterwards.

// A strike is a fault with the student's guess about its effect. The guess may be nil.
type strike struct {
	fault catalogue.Fault
	guess *book.Guess
}

// Fault implements workbook.Driver.
func (d *Driver) Fault(f catalogue.Fault, g *book.Guess) {
	select {
	case d.strikes <- strike{f, g}:
	default:
		d.out.put(workbook.Struck{Fault: f, Failed: "too many faults at once; wait until the earlier ones are done"})
	}
}

// faultTime is the timeout of a single fault.
const faultTime = 40 * time.Second

// strike carries out faults, one after the other.
func (d *Driver) strike() {
	for {
		select {
		case <-d.ctx.Done():
			return
		case s := <-d.strikes:
			d.met(careful) // the step may compare with the state before the fault
			d.record.struck(s.fault)
			d.keep(book.Typed{Fault: s.fault.String()})
			ctx, cancel := context.WithTimeout(d.ctx, faultTime)
			err := d.scenario.Strike(ctx, s.fault)
			cancel()
			switch {
			case err == nil:
				d.out.put(workbook.Struck{Fault: s.fault})
				if s.guess != nil {
					d.work.Go(func() { d.compare(*s.guess) })
				}
			case d.ctx.Err() == nil:
				d.out.put(workbook.Struck{Fault: s.fault, Failed: err.Error()})
			}
		}
	}
}

// compare counts the processes at the time that the guess is about, and records both numbers.
func (d *Driver) compare(g book.Guess) {
	select {
	case <-d.ctx.Done():
		return
	case <-time.After(g.After):
	}
	n := d.record.count(g.Node)
	g.Fact, g.At = &n, time.Now().UTC().Truncate(time.Second)
	d.record.said(g)
	d.out.put(workbook.Counted(g))
}
