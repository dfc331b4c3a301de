package trace

import (
	"slices"

	"lab/runtime/lib/ets/matchspec"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A callPattern is the specification given to trace_pattern. A nil spec matches all calls.
type callPattern struct{ spec matchspec.Spec }

// Call runs the specification on the arguments of a call. Without a specification, it requests a
// message for every call.
func (c callPattern) Call(p *vm.Process, _ *vm.Func, args []term.Term) vm.CallTold {
	if c.spec == nil {
		return vm.CallTold{Tell: true}
	}
	d := &deeds{p: p, told: vm.CallTold{Tell: true}}
	if !c.spec.RunCall(p, term.List(args...), d) {
		return vm.CallTold{}
	}
	return d.told
}

// setPattern implements erlang:trace_pattern(What, Spec, Flags).
func setPattern(p *vm.Process, a []term.Term) vm.Step {
	spec, off, err := readSpec(a[1])
	if err != nil {
		return p.Fail(err)
	}
	local, err := readScope(a[2:])
	if err != nil {
		return p.Fail(err)
	}
	if name := library.AtomName(a[0]); name == "send" || name == "receive" {
		return setEvents(p, name == "send", spec, off, a[1])
	}
	f, ok := readFunctions(a[0])
	if !ok {
		return p.Fail(library.Bad(1, "invalid MFA specification"))
	}
	return withModule(p, f, func() (term.Term, error) {
		m := p.Machine()
		found := f.find(m, local)
		var pattern vm.CallPattern
		if !off {
			pattern = callPattern{spec}
		}
		source := a[1]
		if source.Is(term.ATrue) {
			source = term.Empty
		}
		err := m.TraceCalls(found, local, source, pattern)
		return term.Int(int64(len(found))), err
	})
}

// withModule loads the module of the functions and runs f, outside the workers.
func withModule(p *vm.Process, fs functions, f func() (term.Term, error)) vm.Step {
	m := p.Machine()
	return p.Block(func() (term.Term, error) {
		if md := m.Module(fs.mod); fs.mod != 0 && (md == nil || md.Native) && m.OnUndefined != nil {
			if err := m.OnUndefined(p, fs.mod); err != nil {
				return term.Term{}, err
			}
		}
		return f()
	})
}

func setEvents(p *vm.Process, sends bool, spec matchspec.Spec, off bool, source term.Term) vm.Step {
	var matches func(p *vm.Process, args ...term.Term) bool
	switch {
	case off:
		matches = func(*vm.Process, ...term.Term) bool { return false }
	case spec != nil:
		matches = func(p *vm.Process, args ...term.Term) bool {
			d := &deeds{p: p, told: vm.CallTold{Tell: true}}
			return spec.RunCall(p, term.List(args...), d) && d.told.Tell
		}
	}
	p.Machine().TraceEvents(sends, source, matches)
	return p.Return(term.Int(1))
}

// readSpec converts the match specification of a pattern. A nil specification matches every call.
// off reports whether the pattern switches tracing off.
func readSpec(t term.Term) (spec matchspec.Spec, off bool, err error) {
	switch {
	case t.Is(term.ATrue), t.IsEmpty():
		return nil, false, nil
	case t.Is(term.AFalse):
		return nil, true, nil
	}
	spec, ok := matchspec.NewCall(t)
	if !ok {
		return nil, false, library.Bad(2, "invalid match specification")
	}
	return spec, false, nil
}

// readScope parses the flags of trace_pattern. local reports whether local calls are traced.
func readScope(a []term.Term) (local bool, err error) {
	if len(a) == 0 {
		return false, nil
	}
	list, ok := a[0].Options()
	if !ok {
		return false, library.Bad(3, "not a list")
	}
	for _, f := range list {
		switch library.AtomName(f) {
		case "local":
			local = true
		case "global":
			local = false
		case "meta", "call_count", "call_time":
			return false, library.Bad(3, library.AtomName(f)+" is not part of lab: trace calls with local or global")
		default:
			return false, library.Bad(3, "invalid option in list")
		}
	}
	return local, nil
}

// functions is a set of functions given by an MFA. 0 and -1 are wildcards.
type functions struct {
	mod, name term.Atom
	arity     int
}

func readFunctions(t term.Term) (functions, bool) {
	e := t.Elems()
	if len(e) != 3 || !e[0].IsAtom() || !e[1].IsAtom() {
		return functions{}, false
	}
	f := functions{mod: named(e[0]), name: named(e[1]), arity: -1}
	if n, ok := library.Index(e[2]); ok {
		f.arity = n
	} else if library.AtomName(e[2]) != "_" {
		return functions{}, false
	}
	ordered := (f.mod != 0 || f.name == 0) && (f.name != 0 || f.arity < 0)
	return f, ordered
}

// named returns the atom t, or 0 if t is the wildcard '_'.
func named(t term.Term) term.Atom {
	if library.AtomName(t) == "_" {
		return 0
	}
	return t.Atom()
}

// find returns the functions. It includes private functions if local calls are traced.
func (f functions) find(m *vm.Machine, local bool) []vm.Callable {
	mods := []term.Atom{f.mod}
	if f.mod == 0 {
		mods = nil
		for _, md := range m.Modules() {
			mods = append(mods, md.Name)
		}
	}
	var out []vm.Callable
	for _, mod := range mods {
		for _, c := range m.Callables(mod) {
			if (f.name == 0 || c.Func.Name == f.name) && (f.arity < 0 || c.Func.Arity == f.arity) && (local || c.Exported) {
				out = append(out, c)
			}
		}
	}
	return out
}

// callInfo implements trace_info for a function.
func callInfo(p *vm.Process, mfa, item term.Term) vm.Step {
	f, ok := readFunctions(mfa)
	if !ok || f.mod == 0 || f.name == 0 || f.arity < 0 {
		return p.Fail(library.Bad(1, "not a valid tracee specification"))
	}
	name := library.AtomName(item)
	if !slices.Contains(callItems, name) {
		return p.Fail(library.Bad(2, "invalid trace item"))
	}
	return withModule(p, f, func() (term.Term, error) {
		found := f.find(p.Machine(), true)
		if len(found) == 0 {
			return term.Tup(item, term.Undefined), nil
		}
		source, local := p.Machine().CallTraced(found[0].Func)
		if name == "all" && !source.IsNone() {
			return term.Tup(item, callItemsOf(source, local)), nil
		}
		return term.Tup(item, callItem(name, source, local)), nil
	})
}

// callItems are the items of trace_info for a function, in the order of all.
var callItems = []string{"all", "traced", "match_spec", "meta", "meta_match_spec", "call_time", "call_count"}

func callItemsOf(source term.Term, local bool) term.Term {
	var all []term.Term
	for _, item := range callItems[1:] {
		all = append(all, term.Tup(term.Sym(item), callItem(item, source, local)))
	}
	return term.List(all...)
}

func callItem(name string, source term.Term, local bool) term.Term {
	traced := !source.IsNone()
	switch {
	case name == "match_spec" && traced:
		return source
	case name == "traced" && traced && local:
		return term.Sym("local")
	case name == "traced" && traced:
		return term.Sym("global")
	}
	return term.False
}
