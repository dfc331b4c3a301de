package code

import (
	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file parses and formats source text for the functions of Code that take functions as
// options.

func (s *Server) parseNatives() {
	m := s.m
	m.StepNative("lab_compiler", "parse", 2, s.parseMarked)
	m.Native("Code", "quoted_to_algebra", 1, vm.SetAside(s.quotedToAlgebra, vm.AnyLarge))
	m.Native("Code", "quoted_to_algebra", 2, vm.SetAside(s.quotedToAlgebra, vm.AnyLarge))
}

var (
	aLiteralEncoder = term.Intern("literal_encoder")
	aStaticEncoder  = term.Intern("static_atoms_encoder")
	aCursor         = term.Intern("cursor in the text") // its value is the text after the cursor
)

// literalMark is the name of the nodes that wrap literals until they are encoded.
const literalMark = "literal in the text"

// encodes reports whether the options contain an encoder function.
func encodes(opts term.Term) bool {
	for _, key := range []term.Atom{aLiteralEncoder, aStaticEncoder} {
		if f, ok := quoted.KwGet(opts, key); ok && f.Kind() == term.KindFun {
			return true
		}
	}
	return false
}

// parseMarked implements :lab_compiler.parse(text, options). It returns {:ok, quoted form,
// comments, names} or {:error, {meta, message, token}, exception}.
func (s *Server) parseMarked(p *vm.Process, a []term.Term) vm.Step {
	src, ok := text(a[0])
	if !ok {
		return p.Fail(vm.FunctionClause("Code", "string_to_quoted_with_comments", a))
	}
	o := parseOptions(a[1])
	if f, ok := quoted.KwGet(a[1], aLiteralEncoder); ok && f.Kind() == term.KindFun {
		o.Wrap = literalMark
	}
	if v, ok := quoted.KwGet(a[1], aCursor); ok {
		o.Cursor, o.Following = true, quoted.Str(v)
	}
	var names []syntax.Name
	if f, ok := quoted.KwGet(a[1], aStaticEncoder); ok && f.Kind() == term.KindFun {
		o.Names = &names
	}
	j := s.jobFor(p)
	v, _ := quoted.KwGet(a[1], term.Intern("emit_warnings"))
	j.quiet = v.Is(term.AFalse)
	return p.Block(func() (term.Term, error) {
		plain := o
		q, comments, err := s.parseNoted(j, src, o)
		if err != nil {
			if noRoom(err) {
				return term.Nil, err
			}
			plain.Names = nil
			return term.Tup(term.Error, s.syntaxTriple(src, plain), expand.AsException(err).Reason), nil
		}
		return term.Tup(term.Ok, q, comments, namesTerm(names)), nil
	})
}

func namesTerm(names []syntax.Name) term.Term {
	out := make([]term.Term, len(names))
	for i, n := range names {
		out[i] = term.Tup(n.StandIn, term.Str(n.Text), term.Int(int64(n.Line)), term.Int(int64(n.Column)))
	}
	return term.List(out...)
}

// quotedToAlgebra implements Code.quoted_to_algebra/2.
func (s *Server) quotedToAlgebra(_ *vm.Process, a []term.Term) (term.Term, error) {
	if err := s.shallow(a[0]); err != nil {
		return term.Nil, err
	}
	o, comments, escape := syntax.Options{}, term.Term(term.Empty), true
	if len(a) > 1 {
		formatOptions(&o, a[1])
		if c, ok := quoted.KwGet(a[1], term.Intern("comments")); ok {
			comments = c
		}
		v, given := quoted.KwGet(a[1], term.Intern("escape"))
		escape = !given || !v.Is(term.AFalse)
	}
	return syntax.Algebra(a[0], comments, escape, o), nil
}
