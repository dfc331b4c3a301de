package trace

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// deeds performs the actions of a specification's body for one call.
type deeds struct {
	p    *vm.Process
	told vm.CallTold
}

// Act performs one of matchspec.Actions.
func (d *deeds) Act(name string, a []term.Term) (term.Term, error) {
	switch name {
	case "return_trace":
		d.told.Return = true
	case "exception_trace":
		d.told.Return, d.told.Exception = true, true
	case "message":
		d.message(a[0])
	case "caller":
		return d.p.Caller(), nil
	case "caller_line":
		return d.p.CallerLine(), nil
	case "current_stacktrace":
		return d.stack(a), nil
	case "enable_trace", "disable_trace":
		return d.flags(name == "enable_trace", a[len(a)-1], d.whose(a, 1))
	case "trace":
		if _, err := d.flags(false, a[len(a)-2], d.whose(a, 2)); err != nil {
			return term.Term{}, err
		}
		return d.flags(true, a[len(a)-1], d.whose(a, 2))
	case "silent":
		if a[0].Is(term.ATrue) || a[0].Is(term.AFalse) {
			d.switchTo(d.p, a[0].Is(term.ATrue), vm.TraceSilent)
		}
	case "set_seq_token":
		_, err := setSeq(d.p, a)
		return term.True, err
	case "get_seq_token":
		return d.p.SeqToken().Term(), nil
	case "is_seq_trace":
		return term.Bool(d.p.SeqToken() != nil), nil
	case "display":
		return d.p.Machine().Export(term.AErlang, term.Intern("display"), 1).Func().Leaf(d.p, a)
	}
	return term.True, nil
}

func (d *deeds) message(v term.Term) {
	switch {
	case v.Is(term.AFalse):
		d.told.Tell = false
	case v.Is(term.ATrue):
		d.told.Tell, d.told.Message = true, term.Term{}
	default:
		d.told.Tell, d.told.Message = true, v
	}
}

func (d *deeds) stack(a []term.Term) term.Term {
	e := &vm.Exception{Stack: d.p.Calls()}
	depth := len(e.Stack)
	if len(a) == 1 {
		n, _ := library.Index(a[0])
		depth = min(depth, n)
	}
	e.Stack = e.Stack[:depth]
	return e.StackTerm()
}

// whose returns the process that the first argument names, by pid or registered name, or nil if it
// does not exist. If there are only n arguments, none of them names a process, and whose returns
// the running one.
func (d *deeds) whose(a []term.Term, n int) *vm.Process {
	if len(a) == n {
		return d.p
	}
	if id := a[0]; id.IsAtom() {
		return d.p.Machine().Lookup(d.p.Machine().WhereIs(id.Atom()))
	}
	return d.p.Machine().Lookup(a[0])
}

// flags sets or clears flags of q. t is a flag or a list of flags.
func (d *deeds) flags(on bool, t term.Term, q *vm.Process) (term.Term, error) {
	if t.IsAtom() {
		t = term.List(t)
	}
	flags, _, err := readFlags(d.p, t)
	if err != nil || q == nil {
		return term.False, err
	}
	d.switchTo(q, on, flags)
	return term.True, nil
}

// switchTo adds flags of q with the tracer of the running process, or removes flags of q. It does
// nothing if the running process is not traced.
func (d *deeds) switchTo(q *vm.Process, on bool, flags vm.TraceFlags) {
	if _, tracer := d.p.TracedBy(); tracer != nil {
		q.Trace(on, flags, tracer)
	}
}
