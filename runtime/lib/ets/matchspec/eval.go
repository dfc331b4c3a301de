package matchspec

import (
	"slices"
	"strconv"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

var (
	aConst      = term.Intern("const")
	aUnderscore = term.Intern("_")
	aWhole      = term.Intern("$_")
	aAllBound   = term.Intern("$$")
	aAndalso    = term.Intern("andalso")
	aOrelse     = term.Intern("orelse")
)

// Var returns the number of a variable $N, or -1 for any other term.
func Var(t term.Term) int {
	name := library.AtomName(t)
	if len(name) < 2 || name[0] != '$' || erlang.DigitsAt(name, 1) != len(name)-1 {
		return -1
	}
	n, err := strconv.Atoi(name[1:])
	if err != nil {
		return -1
	}
	return n
}

// valueBytes is the size of a value of a body in its result.
const valueBytes = 16

// A matching is an attempt to match one clause with one object.
type matching struct {
	p     *vm.Process
	obj   term.Term
	bound map[int]term.Term
	actor Actor // nil for objects of a table
}

// Run evaluates the first matching clause for obj.
func (s Spec) Run(p *vm.Process, obj term.Term) (term.Term, bool) {
	for _, c := range s {
		if c.parts >= mostParts {
			panic(term.ErrTooDeep)
		}
		p.Work(c.parts)
		m := matching{p: p, obj: obj, bound: map[int]term.Term{}}
		if m.match(c.head, obj, 0) && m.holds(c.guards) {
			p.Need(c.parts * valueBytes)
			v, err := m.eval(c.body[len(c.body)-1])
			if err != nil {
				return term.Sym("EXIT"), true
			}
			return v, true
		}
	}
	return term.Term{}, false
}

// An Actor performs the actions in bodies of trace specifications.
type Actor interface {
	// Act performs an action listed in Actions.
	Act(name string, args []term.Term) (term.Term, error)
}

// RunCall matches the clauses with the arguments of a call. actor performs the actions of the first
// matching clause, up to the first error. RunCall reports whether a clause matched.
func (s Spec) RunCall(p *vm.Process, args term.Term, actor Actor) bool {
	for _, c := range s {
		m := matching{p: p, obj: args, bound: map[int]term.Term{}, actor: actor}
		if m.match(c.head, args, 0) && m.holds(c.guards) {
			for _, x := range c.body {
				if _, err := m.eval(x); err != nil {
					break
				}
			}
			return true
		}
	}
	return false
}

func (m *matching) match(pattern, v term.Term, depth int) bool {
	if depth > maxDepth {
		panic(term.ErrTooDeep)
	}
	if n := Var(pattern); n >= 0 {
		old, ok := m.bound[n]
		if ok {
			return term.Equal(old, v)
		}
		m.bound[n] = v
		return true
	}
	switch pattern.Kind() {
	case term.KindAtom:
		return pattern.Is(aUnderscore) || term.Equal(pattern, v)
	case term.KindTuple:
		pe, ve := pattern.Elems(), v.Elems()
		if ve == nil || len(pe) != len(ve) {
			return false
		}
		for i := range pe {
			if !m.match(pe[i], ve[i], depth+1) {
				return false
			}
		}
		return true
	case term.KindCons:
		for c := pattern.Cons(); c != nil; c = pattern.Cons() {
			vc := v.Cons()
			if vc == nil || !m.match(c.Head, vc.Head, depth+1) {
				return false
			}
			pattern, v = c.Tail, vc.Tail
		}
		return m.match(pattern, v, depth+1)
	case term.KindMap:
		return m.matchMap(pattern.Map(), v.Map(), depth)
	}
	return term.Equal(pattern, v)
}

func (m *matching) matchMap(pattern, v *term.Map, depth int) bool {
	if v == nil {
		return false
	}
	same := true
	pattern.Each(func(k, sub term.Term) bool {
		got, ok := v.Get(k)
		same = ok && m.match(sub, got, depth+1)
		return same
	})
	return same
}

// holds reports whether all guards are true.
func (m *matching) holds(guards []term.Term) bool {
	for _, g := range guards {
		v, err := m.eval(g)
		if err != nil || !v.Is(term.ATrue) {
			return false
		}
	}
	return true
}

func (m *matching) eval(t term.Term) (term.Term, error) {
	switch t.Kind() {
	case term.KindAtom:
		return m.variable(t), nil
	case term.KindCons:
		return m.evalList(t)
	case term.KindMap:
		out := term.NewMap()
		var failed error
		t.Map().Each(func(k, v term.Term) bool {
			got, err := m.eval(v)
			failed = err
			out = out.Put(k, got)
			return err == nil
		})
		return term.FromMap(out), failed
	case term.KindTuple:
		e := t.Elems()
		if len(e) == 1 && e[0].IsTuple() {
			elems, err := m.evalAll(e[0].Elems())
			return term.Tup(elems...), err
		}
		if len(e) > 0 {
			return m.call(e[0], e[1:])
		}
	}
	return t, nil
}

func (m *matching) evalAll(exprs []term.Term) ([]term.Term, error) {
	out := make([]term.Term, len(exprs))
	for i, x := range exprs {
		v, err := m.eval(x)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func (m *matching) evalList(t term.Term) (term.Term, error) {
	var elems []term.Term
	for c := t.Cons(); c != nil; c = t.Cons() {
		elems = append(elems, c.Head)
		t = c.Tail
	}
	tail, err := m.eval(t)
	if err != nil {
		return tail, err
	}
	elems, err = m.evalAll(elems)
	return term.ListTail(elems, tail), err
}

// variable returns the value of an atom, which may be a variable.
func (m *matching) variable(t term.Term) term.Term {
	switch {
	case t.Is(aWhole):
		return m.obj
	case t.Is(aAllBound):
		return m.allBound()
	}
	if n := Var(t); n >= 0 {
		if v, ok := m.bound[n]; ok {
			return v
		}
	}
	return t
}

// allBound returns the values of the variables, ordered by number.
func (m *matching) allBound() term.Term {
	var nums []int
	for n := range m.bound {
		nums = append(nums, n)
	}
	slices.Sort(nums)
	out := make([]term.Term, len(nums))
	for i, n := range nums {
		out[i] = m.bound[n]
	}
	return term.List(out...)
}

func (m *matching) call(fn term.Term, args []term.Term) (term.Term, error) {
	switch {
	case fn.Is(aConst):
		return args[0], nil
	case fn.Is(aAndalso), fn.Is(aOrelse):
		stop := term.Bool(fn.Is(aOrelse))
		for _, x := range args {
			v, err := m.eval(x)
			if err != nil || term.Equal(v, stop) {
				return v, err
			}
		}
		return term.Bool(fn.Is(aAndalso)), nil
	}
	vals, err := m.evalAll(args)
	if err != nil {
		return term.Term{}, err
	}
	if name := library.AtomName(fn); m.actor != nil && actionArity(name, len(vals)) {
		return m.actor.Act(name, vals)
	}
	f := m.p.Machine().Export(term.AErlang, fn.Atom(), len(vals)).Func()
	if f == nil || f.Leaf == nil {
		return term.Term{}, vm.Badarg()
	}
	return f.Leaf(m.p, vals)
}
