package vm

import (
	"testing"

	"lab/runtime/term"
)

// TestEndedLoopHoldsNoArguments checks that the process of an ended loop is not charged for the
// arguments of the next process, which uses the same argument slice.
func TestEndedLoopHoldsNoArguments(t *testing.T) {
	m := New(Config{Workers: 1})
	defer m.Close()
	grown, err := m.CallWith(SpawnOpts{}, func(p *Process) Step {
		var again Again
		args := []term.Term{term.Empty}
		before := p.weigh(firstWeighed).own
		p.ArgsAre(args)
		again.Begin(p, term.Nil, 1)
		again.End(p)
		args[0] = term.List(make([]term.Term, 1000)...) // as the next process does
		return p.Return(term.Int(int64(p.weigh(firstWeighed).own - before)))
	})
	if err != nil || grown.Small() != 0 {
		t.Errorf("the process grew by %v bytes, %v", grown.Small(), err)
	}
}
