package types

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"lab/runtime/code/kernel"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// This file parses types and signatures. A table has the name of a module on a line, followed by
// its functions, indented by two spaces.

// strong.txt holds the signatures that Elixir 1.18's compiler defines for Erlang's functions. These
// functions fail for arguments of any other type. library.txt holds the signatures that this
// compiler infers for its library. An underscore stands for dynamic().
var (
	//go:embed strong.txt
	strongText string
	//go:embed library.txt
	libraryText string
)

// A clause holds the argument types and the result type of one clause of a function.
type clause struct {
	args []Type
	out  Type
}

// A Signature holds the types of a function's arguments and results, by clause.
type Signature struct {
	clauses []clause
	// strong reports whether the function fails for arguments that no clause accepts, and the
	// clauses are disjoint.
	strong bool
}

// A table holds signatures as text. They are parsed on first use.
type table struct {
	lines  map[kernel.MFA]string
	strong bool
	parsed sync.Map // kernel.MFA to *Signature
}

var (
	strongTable  = sync.OnceValue(func() *table { return readTable(strongText, true) })
	libraryTable = sync.OnceValue(func() *table { return readTable(libraryText, false) })
)

func readTable(text string, strong bool) *table {
	t := &table{lines: map[kernel.MFA]string{}, strong: strong}
	var mod term.Atom
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		entry, indented := strings.CutPrefix(line, "  ")
		if !indented {
			mod = moduleNamed(line, strong)
			continue
		}
		name, clauses, _ := strings.Cut(entry, " ")
		arity := 0
		if i := strings.LastIndexByte(name, '/'); !strong && i > 0 {
			arity, _ = strconv.Atoi(name[i+1:])
			name = name[:i]
		} else {
			arity = arityOf(clauses)
		}
		t.lines[kernel.MFA{Mod: mod, Name: term.Intern(name), Arity: arity}] = clauses
	}
	return t
}

func moduleNamed(name string, erlang bool) term.Atom {
	if erlang {
		return term.Intern(name)
	}
	return term.Intern("Elixir." + name)
}

// arityOf returns the number of arguments of the first clause.
func arityOf(clauses string) int {
	head, _, _ := strings.Cut(clauses, "->")
	if strings.TrimSpace(head) == "" {
		return 0
	}
	n, depth := 1, 0
	for _, r := range head {
		switch {
		case strings.ContainsRune("([{", r):
			depth++
		case strings.ContainsRune(")]}", r):
			depth--
		case r == ',' && depth == 0:
			n++
		}
	}
	return n
}

// find returns the signature of a function, or nil.
func (t *table) find(fn kernel.MFA) *Signature {
	text, ok := t.lines[fn]
	if !ok {
		return nil
	}
	if s, ok := t.parsed.Load(fn); ok {
		return s.(*Signature)
	}
	s := &Signature{strong: t.strong}
	q, err := syntax.Parse("("+text+")", syntax.Options{Library: true})
	if err != nil {
		panic("types: " + text + ": " + err.Error())
	}
	for _, arrow := range arrows(q) {
		_, sides, _ := quoted.IsCallOf(arrow, quoted.AArrow, 2)
		c := clause{out: read(sides[1])}
		for _, a := range quoted.Slice(sides[0]) {
			c.args = append(c.args, read(a))
		}
		if !t.strong {
			for i := range c.args {
				c.args[i] = c.args[i].loose()
			}
		}
		s.clauses = append(s.clauses, c)
	}
	t.parsed.Store(fn, s)
	return s
}

// arrows returns the clauses of a parsed function type, such as "(a -> b; c -> d)".
func arrows(q term.Term) []term.Term {
	if _, in, ok := quoted.IsCallOf(q, quoted.ABlock, 1); ok {
		q = in[0]
	}
	return quoted.Slice(q)
}

// named holds the types that are written as a call without arguments.
var named = map[string]Type{
	"term": anyTerm, "dynamic": dynamic, "none": none, "integer": integer, "float": float, "binary": binary, "pid": pid,
	"port": {sure: ofKind(ports)}, "reference": {sure: ofKind(references)}, "fun": function, "atom": atom, "boolean": boolean,
	"empty_list": emptyList, "empty_map": mapOf(false, nil), "not_set": {sure: missing},
}

// read converts the quoted form of a type.
func read(q term.Term) Type {
	if q.IsAtom() {
		return atomsOf(q.Atom())
	}
	if el := q.Elems(); len(el) == 2 {
		return readTuple(el)
	}
	if name, _, _, ok := quoted.IsVar(q); ok && name == quoted.AUnderscore {
		return dynamic
	}
	name, _, args, ok := quoted.IsCall(q)
	if !ok {
		panic("types: not a type: " + term.Inspect(q, term.Opts{}))
	}
	switch name.String() {
	case "or":
		return union(read(args[0]), read(args[1]))
	case "list", "non_empty_list":
		tail := emptyList
		if len(args) == 2 {
			tail = read(args[1])
		}
		if name.String() == "list" {
			return listOf(read(args[0]), tail)
		}
		return nonEmptyList(read(args[0]), tail)
	case "dynamic":
		if len(args) == 1 {
			return read(args[0]).loose()
		}
	case "if_set":
		t := read(args[0])
		return Type{sure: plus(t.sure, missing)}
	case "__aliases__":
		return atomsOf(aliasOf(args))
	case "{}":
		return readTuple(args)
	case "%{}":
		return readMap(args, nil)
	case "%":
		_, fields, _ := quoted.IsCallOf(args[1], quoted.AMapForm, -1)
		return readMap(fields, []pair{{term.AStruct, read(args[0])}})
	}
	t, ok := named[name.String()]
	if !ok {
		panic("types: not a type: " + name.String())
	}
	return t
}

func aliasOf(segments []term.Term) term.Atom {
	var names []string
	for _, s := range segments {
		names = append(names, s.Atom().String())
	}
	return term.Intern("Elixir." + strings.Join(names, "."))
}

func isDots(q term.Term) bool {
	el := q.Elems()
	return len(el) == 3 && el[0].Is(term.Intern("..."))
}

func readTuple(args []term.Term) Type {
	if n := len(args); n > 0 && isDots(args[n-1]) {
		t := tuple{open: true}
		for _, a := range args[:n-1] {
			t.elems = append(t.elems, read(a).upper())
		}
		return Type{sure: (&set{tuples: []tuple{t}}).weigh()}
	}
	var elems []Type
	for _, a := range args {
		elems = append(elems, read(a))
	}
	return tupleOf(elems...)
}

func readMap(fields []term.Term, pairs []pair) Type {
	open := len(fields) > 0 && isDots(fields[0])
	if open {
		fields = fields[1:]
	}
	for _, f := range fields {
		el := f.Elems()
		pairs = append(pairs, pair{read(el[0]).sure.atoms.names[0], read(el[1])})
	}
	return mapOf(open, pairs)
}
