package erlang

import (
	"slices"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installTuple registers the functions of :erlang on tuples.
func installTuple(x library.Module) {
	x.Func("element", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		elems := a[1].Elems()
		i, err := position(a[0], elems, len(elems))
		if err != nil {
			return term.Term{}, err
		}
		return elems[i], nil
	})
	x.Func("setelement", 3, func(p *vm.Process, a []term.Term) (term.Term, error) {
		elems := a[1].Elems()
		p.Need(len(elems) * term.TermBytes)
		i, err := position(a[0], elems, len(elems))
		if err != nil {
			return term.Term{}, err
		}
		out := slices.Clone(elems)
		out[i] = a[2]
		return term.Tup(out...), nil
	})
	x.Func("insert_element", 3, func(p *vm.Process, a []term.Term) (term.Term, error) {
		elems := a[1].Elems()
		p.Need(len(elems) * term.TermBytes)
		i, err := position(a[0], elems, len(elems)+1)
		if err != nil {
			return term.Term{}, err
		}
		return term.Tup(slices.Insert(slices.Clone(elems), i, a[2])...), nil
	})
	x.Func("delete_element", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		elems := a[1].Elems()
		p.Need(len(elems) * term.TermBytes)
		i, err := position(a[0], elems, len(elems))
		if err != nil {
			return term.Term{}, err
		}
		return term.Tup(slices.Delete(slices.Clone(elems), i, i+1)...), nil
	})
	x.Func("append_element", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		if !a[0].IsTuple() {
			return term.Term{}, library.Bad(1, "not a tuple")
		}
		p.Need((len(a[0].Elems()) + 1) * term.TermBytes)
		return term.Tup(append(slices.Clone(a[0].Elems()), a[1])...), nil
	})
	x.Func("tuple_size", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if !a[0].IsTuple() {
			return term.Term{}, library.Bad(1, "not a tuple")
		}
		return term.Int(int64(len(a[0].Elems()))), nil
	})
	x.Func("tuple_to_list", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		if !a[0].IsTuple() {
			return term.Term{}, library.Bad(1, "not a tuple")
		}
		defer p.Secure(len(a[0].Elems()) * term.ConsBytes)()
		return term.List(a[0].Elems()...), nil
	})
	x.Func("list_to_tuple", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		defer p.Secure(cellsIn(a[0]) * term.TermBytes)()
		elems, ok := a[0].Slice()
		if !ok {
			return term.Term{}, library.Bad(1, "not a list")
		}
		return term.Tup(elems...), nil
	})
	x.Func("make_tuple", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		elems, err := filled(p, a[0], a[1])
		if err != nil {
			return term.Term{}, err
		}
		return term.Tup(elems...), nil
	})
	x.Func("make_tuple", 3, makeTuple)
}

// maxTuple is the maximum size of a tuple (Erlang efficiency guide, "System limits").
const maxTuple = 1<<24 - 1

func filled(p *vm.Process, size, value term.Term) ([]term.Term, error) {
	n, ok := library.Index(size)
	if !ok || n < 0 || n > maxTuple {
		return nil, library.Bad(1, "out of range")
	}
	defer p.Secure(n * term.TermBytes)()
	elems := make([]term.Term, n)
	for i := range elems {
		elems[i] = value
	}
	return elems, nil
}

func makeTuple(p *vm.Process, a []term.Term) (term.Term, error) {
	elems, err := filled(p, a[0], a[1])
	if err != nil {
		return term.Term{}, err
	}
	inits, ok := a[2].Slice()
	if !ok {
		return term.Term{}, library.Bad(3, "not a list")
	}
	for _, init := range inits {
		pair := init.Elems()
		if len(pair) != 2 {
			return term.Term{}, vm.Badarg()
		}
		i, ok := library.Index(pair[0])
		if !ok || i < 1 || i > len(elems) {
			return term.Term{}, vm.Badarg()
		}
		elems[i-1] = pair[1]
	}
	return term.Tup(elems...), nil
}

// position checks a one-based index (argument 1) into a tuple (argument 2). The valid positions
// are 1 to limit.
func position(at term.Term, elems []term.Term, limit int) (int, error) {
	whatIndex, whatTuple := "", ""
	if !at.IsInteger() {
		whatIndex = "not an integer"
	} else if term.Compare(at, term.Int(1)) < 0 {
		whatIndex = "out of range"
	}
	if elems == nil {
		whatTuple = "not a tuple"
	}
	if whatIndex != "" || whatTuple != "" {
		return 0, library.BadTwo(whatIndex, whatTuple)
	}
	i, ok := library.Index(at)
	if !ok || i < 1 || i > limit {
		return 0, library.Bad(1, "out of range")
	}
	return i - 1, nil
}
