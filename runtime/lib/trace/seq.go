package trace

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// seqFlags maps the names of a token's flags to bits.
var seqFlags = map[string]int64{
	"send": vm.SeqSend, "receive": vm.SeqReceive, "print": vm.SeqPrint, "timestamp": vm.SeqTimestamp,
	"strict_monotonic_timestamp": vm.SeqStrictMonotonic, "monotonic_timestamp": vm.SeqMonotonic,
}

// installSeq registers the functions behind :seq_trace.
func installSeq(x library.Module) {
	x.Func("seq_trace", 2, setSeq)
	x.Func("seq_trace_info", 1, func(p *vm.Process, a []term.Term) (term.Term, error) { return seqInfo(p, a[0]) })
	x.Func("seq_trace_print", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		return term.Bool(printed(p, a[0])), nil
	})
	x.Func("seq_trace_print", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		if t := p.SeqToken(); t == nil || !term.Equal(t.Label, a[0]) {
			return term.False, nil
		}
		return term.Bool(printed(p, a[1])), nil
	})
	seq := x.Of("seq_trace")
	seq.Func("reset_trace", 0, func(p *vm.Process, _ []term.Term) (term.Term, error) {
		p.SetSeqToken(nil)
		p.Machine().ResetSeq()
		return term.True, nil
	})
	seq.Func("get_system_tracer", 0, func(p *vm.Process, _ []term.Term) (term.Term, error) {
		return tracerTerm(p.Machine().SeqTracer()), nil
	})
	seq.Func("set_system_tracer", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		q := p.Machine().Lookup(a[0])
		if q == nil && !a[0].Is(term.AFalse) {
			return term.Term{}, vm.ErrorIn(library.Bad(2, "invalid value for this system flag"), "erlang", "system_flag",
				term.Sym("sequential_tracer"), a[0])
		}
		return tracerTerm(p.Machine().SetSeqTracer(q)), nil
	})
}

func tracerTerm(p *vm.Process) term.Term {
	if p == nil {
		return term.False
	}
	return p.PID()
}

func printed(p *vm.Process, info term.Term) bool {
	p.SeqPrint(info)
	t := p.SeqToken()
	return t != nil && t.Flags&vm.SeqPrint != 0
}

// setSeq implements erlang:seq_trace(Component, Value). It returns the old value.
func setSeq(p *vm.Process, a []term.Term) (term.Term, error) {
	name := library.AtomName(a[0])
	if name == "sequential_trace_token" {
		return setToken(p, a[1])
	}
	token := vm.SeqToken{Label: term.Int(0), From: p.PID()}
	token.Last, token.Serial = p.SeqCounts()
	if old := p.SeqToken(); old != nil {
		token = *old
	}
	switch bit := seqFlags[name]; {
	case bit != 0 && (a[1].Is(term.ATrue) || a[1].Is(term.AFalse)):
		was := token.Flags&bit != 0
		token.Flags &^= bit
		if a[1].Is(term.ATrue) {
			token.Flags |= bit
		}
		p.SetSeqToken(&token)
		return term.Bool(was), nil
	case name == "label":
		was := token.Label
		token.Label = a[1]
		p.SetSeqToken(&token)
		return was, nil
	case name == "serial":
		return setSerial(p, token, a[1])
	}
	return term.Term{}, vm.Badarg()
}

func setSerial(p *vm.Process, token vm.SeqToken, v term.Term) (term.Term, error) {
	e := v.Elems()
	if len(e) != 2 {
		return term.Term{}, vm.Badarg()
	}
	last, ok1 := e[0].AsInt()
	now, ok2 := e[1].AsInt()
	if !ok1 || !ok2 {
		return term.Term{}, vm.Badarg()
	}
	was := term.Tup(term.Int(token.Last), term.Int(token.Serial))
	p.SetSeqToken(&token)
	p.SetSeqCounts(last, now)
	return was, nil
}

func setToken(p *vm.Process, v term.Term) (term.Term, error) {
	token, ok := vm.ReadSeqToken(v)
	if !ok {
		return term.Term{}, vm.Badarg()
	}
	was := p.SeqToken().Term()
	if token != nil {
		own := *token
		own.From = p.PID()
		token = &own
	}
	p.SetSeqToken(token)
	return was, nil
}

// seqInfo implements erlang:seq_trace_info(Component).
func seqInfo(p *vm.Process, component term.Term) (term.Term, error) {
	token, name := p.SeqToken(), library.AtomName(component)
	bit := seqFlags[name]
	switch {
	case name == "sequential_trace_token":
		return term.Tup(component, token.Term()), nil
	case bit == 0 && name != "label" && name != "serial":
		return term.Term{}, vm.Badarg()
	case token == nil:
		return term.Empty, nil
	case name == "label":
		return term.Tup(component, token.Label), nil
	case name == "serial":
		return term.Tup(component, term.Tup(term.Int(token.Last), term.Int(token.Serial))), nil
	}
	return term.Tup(component, term.Bool(token.Flags&bit != 0)), nil
}
