package lint

import (
	"crypto/rand"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"lab/labs/catalogue"
	"lab/runtime/lib"
	"lab/runtime/node"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles Elixir code on a separate node.

// A compiler compiles code on an unnamed node and collects the errors.
type compiler struct {
	n       *node.Node
	printed []string // diagnostics of the current compilation
	found   catalogue.Problems
	sealed  bool // the code tried to replace a module of Elixir
}

func newCompiler() (*compiler, error) {
	n, err := node.Start(node.Config{Cookie: rand.Text()})
	if err != nil {
		return nil, fmt.Errorf("starting the compiler: %w", err)
	}
	c := &compiler{n: n}
	n.Code().Print = func(text string) { c.printed = append(c.printed, text) }
	library := lib.Modules(n.Machine())
	n.Code().Sealed = func(mod term.Atom, _ string, _ int) bool {
		c.sealed = c.sealed || library[mod]
		return library[mod]
	}
	return c, nil
}

func (c *compiler) close() { c.n.Close() }

var (
	aCode       = vm.ModuleAtom("Code")
	aEvalQuoted = term.Intern("eval_quoted")
	aCompile    = term.Intern("compile_string")
	aFile       = term.Intern("file")
)

// compile compiles an expression and returns its errors. The expression may use the given
// variables and value. It is compiled as the body of a function that is never called. Modules in
// it are defined, because there is no other way to compile them.
func (c *compiler) compile(file string, quoted term.Term, known []string) catalogue.Problems {
	names := slices.Sorted(slices.Values(append(slices.Clone(known), "value")))
	var parameters []term.Term
	for _, name := range slices.Compact(names) {
		parameters = append(parameters, variable(name))
	}
	fn := term.Tup(aFn.Term(), term.Empty, term.List(term.Tup(aArrow.Term(), term.Empty, term.List(term.List(parameters...), quoted))))
	all := c.evaluate(file, fn)
	for _, module := range modulesIn(quoted) {
		all = append(all, c.evaluate(file, module)...)
	}
	return all
}

func (c *compiler) evaluate(file string, quoted term.Term) catalogue.Problems {
	return c.call(file, aEvalQuoted, quoted, term.Empty, term.List(term.Tup(aFile.Term(), term.Str(file))))
}

// text compiles a file.
func (c *compiler) text(file, text string) catalogue.Problems {
	return c.call(file, aCompile, term.Str(text), term.Str(file))
}

func (c *compiler) call(file string, fn term.Atom, args ...term.Term) catalogue.Problems {
	c.printed = nil
	_, err := c.n.Machine().Call(aCode, fn, args...)
	if err == nil {
		return nil
	}
	if all := read(c.printed); len(all) > 0 {
		return all
	}
	return catalogue.Problems{c.explain(file, err)}
}

// explain converts an exception to a problem.
func (c *compiler) explain(file string, err error) catalogue.Problem {
	p := catalogue.Problem{File: file, Text: err.Error()}
	e, ok := err.(*vm.Exception)
	if !ok {
		return p
	}
	if m := e.Reason.Map(); m != nil {
		p.Line, p.Column = number(m, "line"), number(m, "column")
		if d, ok := m.Get(term.Sym("description")); ok {
			if s, ok := d.AsStr(); ok {
				p.Text = s
				return p
			}
		}
	}
	v, failed := c.n.Machine().Call(vm.ModuleAtom("Exception"), term.Intern("format_banner"), e.Class.Term(), e.Reason, e.StackTerm())
	if s, ok := v.AsStr(); ok && failed == nil {
		p.Text = s
	}
	return p
}

func number(m *term.Map, key string) int {
	v, _ := m.Get(term.Sym(key))
	n, _ := v.AsInt()
	return int(n)
}

var (
	errorForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^ *error: `) })
	placeForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`└─ (.+?):(\d+)(?::(\d+))?(?:: .*)?\s*$`) })
)

// read extracts the errors from printed diagnostics.
func read(printed []string) catalogue.Problems {
	var all catalogue.Problems
	for _, text := range printed {
		at := errorForm().FindStringIndex(text)
		place := placeForm().FindStringSubmatch(strings.TrimRight(text, "\n"))
		if at == nil || place == nil {
			continue
		}
		message, _, _ := strings.Cut(text[at[1]:], "\n")
		line, _ := strconv.Atoi(place[2])
		column, _ := strconv.Atoi(place[3])
		all = append(all, catalogue.Problem{File: place[1], Line: line, Column: max(1, column), Text: message})
	}
	return all
}

// modulesIn returns the module definitions among the statements of a block.
func modulesIn(quoted term.Term) []term.Term {
	list := []term.Term{quoted}
	if e := quoted.Elems(); len(e) == 3 && e[0].Is(term.Intern("__block__")) {
		list, _ = e[2].Slice()
	}
	return slices.DeleteFunc(slices.Clone(list), func(t term.Term) bool {
		e := t.Elems()
		return len(e) != 3 || !e[0].Is(term.Intern("defmodule"))
	})
}
