package data

import (
	"math"
	"slices"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A keyed is a list of tuples with the position of the key. Keys are compared with ==, as :lists
// documents: 1 finds 1.0.
type keyed struct {
	elems []term.Term
	rest  term.Term // follows the elements: the empty list, or an improper tail
	at    int       // zero-based
}

func (l keyed) list(elems []term.Term) term.Term { return term.ListTail(elems, l.rest) }

func (l keyed) find(key term.Term) int {
	return slices.IndexFunc(l.elems, func(e term.Term) bool { return has(e, l.at, key) })
}

// has reports whether e is a tuple with key at position at.
func has(e term.Term, at int, key term.Term) bool {
	fields := e.Elems()
	return at < len(fields) && term.LooseEqual(fields[at], key)
}

// lookedUp returns the first tuple with the key. Like OTP's native functions, it does not inspect
// the list any further.
func lookedUp(key, at, list term.Term) (e term.Term, found bool, err error) {
	i, ok := library.Index(at)
	if !ok || i < 1 {
		return e, false, badKeyed(at, list)
	}
	rest := list
	for c := rest.Cons(); c != nil; c = rest.Cons() {
		if has(c.Head, i-1, key) {
			return c.Head, true, nil
		}
		rest = c.Tail
	}
	if !rest.IsEmpty() {
		err = badKeyed(at, list)
	}
	return e, false, err
}

// badKeyed returns the error for an invalid position or list (arguments 2 and 3) of a native key
// function.
func badKeyed(at, list term.Term) error {
	badAt, badList := "", ""
	i, ok := library.Index(at)
	switch {
	case !at.IsInteger():
		badAt = "not an integer"
	case !ok || i < 1:
		badAt = "out of range"
	}
	if !list.IsProper() {
		badList = library.NotProper(list)
	}
	switch {
	case badAt != "" && badList != "":
		return library.BadMany(map[int]string{2: badAt, 3: badList})
	case badAt != "":
		return library.Bad(2, badAt)
	}
	return library.Bad(3, badList)
}

// installListsKey registers the key functions of :lists.
func installListsKey(x library.Module) {
	lookup := func(name string, found func(e term.Term) term.Term) {
		x.Func(name, 3, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			e, ok, err := lookedUp(a[0], a[1], a[2])
			if err != nil || !ok {
				return term.False, err
			}
			return found(e), nil
		})
	}
	lookup("keyfind", func(e term.Term) term.Term { return e })
	lookup("keymember", func(term.Term) term.Term { return term.True })
	lookup("keysearch", func(e term.Term) term.Term { return term.Tup(term.Sym("value"), e) })

	onKeyed(x, "keydelete", "keydelete3", 3, func(l keyed, i int, a []term.Term) term.Term {
		if i < 0 {
			return a[2]
		}
		return l.list(slices.Delete(l.elems, i, i+1))
	})
	onKeyed(x, "keytake", "keytake", 3, func(l keyed, i int, a []term.Term) term.Term {
		if i < 0 {
			return term.False
		}
		e := l.elems[i]
		return term.Tup(term.Sym("value"), e, l.list(slices.Delete(l.elems, i, i+1)))
	})
	onKeyed(x, "keyreplace", "keyreplace3", 4, func(l keyed, i int, a []term.Term) term.Term {
		if i < 0 {
			return a[2]
		}
		l.elems[i] = a[3]
		return l.list(l.elems)
	})
	onKeyed(x, "keystore", "keystore2", 4, func(l keyed, i int, a []term.Term) term.Term {
		if i < 0 {
			return term.List(append(l.elems, a[3])...)
		}
		l.elems[i] = a[3]
		return l.list(l.elems)
	})
}

// onKeyed registers a key function that OTP implements in Erlang. The function fails for a wrong
// position, and for a fourth argument that is not a tuple. Its helper walks the list. The helper
// fails if it reaches an improper tail before it finds the key. f gets a copy of the list to
// modify, and the index of the key, which is -1 if the list lacks the key.
func onKeyed(x library.Module, name, helper string, arity int, f func(l keyed, i int, a []term.Term) term.Term) {
	x.Func(name, arity, func(p *vm.Process, a []term.Term) (term.Term, error) {
		if !a[1].IsInteger() || term.Compare(a[1], term.Int(1)) < 0 || arity == 4 && !a[3].IsTuple() {
			return term.Term{}, library.NoClause("lists", name, a...)
		}
		l := keyed{at: math.MaxInt, rest: term.Empty}
		if at, ok := library.Index(a[1]); ok {
			l.at = at - 1
		}
		defer p.Secure(cellsIn(a[2]) * sortedBytes)()
		var proper bool
		if l.elems, proper = a[2].Slice(); !proper {
			l.elems, l.rest = heads(a[2]), end(a[2])
		}
		i := l.find(a[0])
		if i < 0 && !proper {
			return term.Term{}, walkFailed(helper, l, a)
		}
		return f(l, i, a), nil
	})
}

// heads returns the elements before the improper tail of a list.
func heads(list term.Term) []term.Term {
	var elems []term.Term
	for c := list.Cons(); c != nil; c = c.Tail.Cons() {
		elems = append(elems, c.Head)
	}
	return elems
}

// walkFailed returns the error of a helper that reached the improper tail of its list.
func walkFailed(helper string, l keyed, a []term.Term) error {
	args := append([]term.Term{a[0], a[1], l.rest}, a[3:]...)
	if helper == "keytake" {
		args = append(args, ReverseOnto(l.elems, term.Empty))
	}
	return library.NoClause("lists", helper, args...)
}
