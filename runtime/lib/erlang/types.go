package erlang

import (
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installTypes registers the type tests of :erlang.
func installTypes(x library.Module) {
	for name, is := range map[string]func(t term.Term) bool{
		"is_atom":      term.Term.IsAtom,
		"is_binary":    func(t term.Term) bool { _, ok := t.AsStr(); return ok },
		"is_bitstring": func(t term.Term) bool { return t.Kind() == term.KindBits },
		"is_boolean":   func(t term.Term) bool { return t.Is(term.ATrue) || t.Is(term.AFalse) },
		"is_float":     func(t term.Term) bool { return t.Kind() == term.KindFloat },
		"is_integer":   term.Term.IsInteger,
		"is_list":      term.Term.IsList,
		"is_map":       func(t term.Term) bool { return t.Kind() == term.KindMap },
		"is_number":    term.Term.IsNumber,
		"is_pid":       func(t term.Term) bool { return t.Kind() == term.KindPid },
		"is_port":      func(t term.Term) bool { return t.Kind() == term.KindPort },
		"is_reference": func(t term.Term) bool { return t.Kind() == term.KindRef },
		"is_tuple":     term.Term.IsTuple,
	} {
		x.Func(name, 1, func(_ *vm.Process, a []term.Term) (term.Term, error) { return term.Bool(is(a[0])), nil })
	}
	x.Func("is_record", 2, isRecord)
	x.Func("is_record", 3, isRecord)
}

func isRecord(_ *vm.Process, a []term.Term) (term.Term, error) {
	var r library.Remarks
	if !a[1].IsAtom() {
		r.Add(2, "not an atom")
	}
	if len(a) == 3 && !a[2].IsInteger() {
		r.Add(3, "not an integer")
	}
	if r != nil {
		return term.Term{}, r.Err()
	}
	e := a[0].Elems()
	is := len(e) > 0 && term.Equal(e[0], a[1])
	if len(a) == 3 {
		n, ok := a[2].AsInt()
		if !ok {
			return term.Term{}, vm.Badarg()
		}
		is = is && n == int64(len(e))
	}
	return term.Bool(is), nil
}
