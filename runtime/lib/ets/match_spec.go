package ets

import (
	"slices"
	"strconv"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A matchSpec is a list of clauses {head, guards, body} (ERTS user's guide,
// "Match Specifications in Erlang", the part for ETS).
type matchSpec []matchClause

type matchClause struct {
	head         term.Term
	guards, body []term.Term
}

// newMatchSpec reads a match specification; ok is false for what is none.
func newMatchSpec(t term.Term) (matchSpec, bool) {
	clauses, ok := t.Slice()
	if !ok || len(clauses) == 0 {
		return nil, false
	}
	spec := make(matchSpec, len(clauses))
	for i, c := range clauses {
		e := c.Elems()
		if len(e) != 3 || !e[0].IsTuple() && !e[0].IsAtom() {
			return nil, false
		}
		guards, ok1 := e[1].Slice()
		body, ok2 := e[2].Slice()
		if !ok1 || !ok2 || len(body) == 0 {
			return nil, false
		}
		spec[i] = matchClause{e[0], guards, body}
		for _, x := range append(slices.Clone(guards), body...) {
			if !validMatchExpr(x, 0) {
				return nil, false
			}
		}
	}
	return spec, true
}

// maxMatchDepth bounds the nesting of patterns and expressions.
const maxMatchDepth = 1000

// matchFunctions are the functions that guards and bodies may call.
var matchFunctions = map[string]int{
	"is_atom": 1, "is_float": 1, "is_integer": 1, "is_list": 1, "is_number": 1, "is_pid": 1, "is_port": 1,
	"is_reference": 1, "is_tuple": 1, "is_map": 1, "is_binary": 1, "is_bitstring": 1, "is_boolean": 1,
	"is_function": 1, "is_map_key": 2, "map_get": 2, "map_size": 1, "not": 1, "and": 2, "or": 2, "xor": 2,
	"andalso": -1, "orelse": -1, "abs": 1, "element": 2, "hd": 1, "tl": 1, "length": 1, "round": 1,
	"trunc": 1, "floor": 1, "ceil": 1, "float": 1, "size": 1, "bit_size": 1, "byte_size": 1, "tuple_size": 1,
	"+": 2, "-": 2, "*": 2, "/": 2, "div": 2, "rem": 2, "band": 2, "bor": 2, "bxor": 2, "bnot": 1, "bsl": 2,
	"bsr": 2, ">": 2, ">=": 2, "<": 2, "=<": 2, "=:=": 2, "==": 2, "=/=": 2, "/=": 2, "min": 2, "max": 2,
	"self": 0, "node": 0, "const": 1, "binary_part": 3, "is_record": 3,
}

// validMatchExpr checks that every call in an expression is one that is allowed.
func validMatchExpr(t term.Term, depth int) bool {
	if depth > maxMatchDepth {
		return false
	}
	for c := t.Cons(); c != nil; c = t.Cons() {
		if !validMatchExpr(c.Head, depth+1) {
			return false
		}
		t = c.Tail
	}
	if m := t.Map(); m != nil {
		valid := true
		m.Each(func(_, v term.Term) bool {
			valid = validMatchExpr(v, depth+1)
			return valid
		})
		return valid
	}
	e := t.Elems()
	if e == nil {
		return true
	}
	args := e
	if len(e) == 1 && e[0].IsTuple() {
		args = e[0].Elems()
	} else {
		if len(e) == 0 {
			return false
		}
		arity, known := matchFunctions[library.AtomName(e[0])]
		if !known || arity >= 0 && arity != len(e)-1 {
			return false
		}
		if e[0].Is(aConst) {
			return true
		}
		args = e[1:]
	}
	return !slices.ContainsFunc(args, func(e term.Term) bool { return !validMatchExpr(e, depth+1) })
}

var (
	aConst      = term.Intern("const")
	aUnderscore = term.Intern("_")
	aWhole      = term.Intern("$_")
	aAllBound   = term.Intern("$$")
	aAndalso    = term.Intern("andalso")
	aOrelse     = term.Intern("orelse")
)

// matchVar is the number of a variable $N, -1 for anything else.
func matchVar(t term.Term) int {
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

// A matching is the try of one clause on one object.
type matching struct {
	p     *vm.Process
	obj   term.Term
	bound map[int]term.Term
}

// run returns what the first clause that matches makes of obj.
func (s matchSpec) run(p *vm.Process, obj term.Term) (term.Term, bool) {
	for _, c := range s {
		m := matching{p: p, obj: obj, bound: map[int]term.Term{}}
		if m.match(c.head, obj, 0) && m.holds(c.guards) {
			v, err := m.eval(c.body[len(c.body)-1])
			if err != nil {
				return term.Sym("EXIT"), true
			}
			return v, true
		}
	}
	return term.Term{}, false
}

func (m *matching) match(pattern, v term.Term, depth int) bool {
	if depth > maxMatchDepth {
		panic(term.ErrTooDeep)
	}
	if n := matchVar(pattern); n >= 0 {
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

// variable is what an atom stands for.
func (m *matching) variable(t term.Term) term.Term {
	switch {
	case t.Is(aWhole):
		return m.obj
	case t.Is(aAllBound):
		return m.allBound()
	}
	if n := matchVar(t); n >= 0 {
		if v, ok := m.bound[n]; ok {
			return v
		}
	}
	return t
}

// allBound are the values of the variables in the order of their numbers.
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
	f := m.p.Machine().Export(term.AErlang, fn.Atom(), len(vals)).Func()
	if f == nil || f.Leaf == nil {
		return term.Term{}, vm.Badarg()
	}
	return f.Leaf(m.p, vals)
}
