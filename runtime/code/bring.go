package code

import (
	"slices"

	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file lets a project define modules that lab also includes, such as Jason or Plug. The
// project's modules replace lab's modules before anything is compiled, so that no file uses both.

// AddPackage is like AddSource, but for a file of a package that a project may replace.
func (s *Server) AddPackage(modules []string, read func() (file, text string)) {
	s.addSource(modules, &source{read: read, replaceable: true})
}

// withdraw removes each package file that defines one of the modules, unless the file is being
// loaded or the module is sealed. From then on, the program defines the modules of that file.
func (s *Server) withdraw(mods []term.Atom, file string) {
	gone := map[*source]bool{}
	s.mu.Lock()
	for _, mod := range mods {
		if src := s.sources[mod]; src != nil && src.replaceable && src.idle() && (s.Sealed == nil || !s.Sealed(mod, file, 0)) {
			gone[src] = true
		}
	}
	var loaded []term.Atom
	if len(gone) > 0 {
		for mod, src := range s.sources {
			if !gone[src] {
				continue
			}
			delete(s.sources, mod)
			if src.done {
				loaded = append(loaded, mod)
				s.forget(mod)
				delete(s.lazy, mod)
			}
		}
	}
	s.mu.Unlock()
	for _, mod := range loaded {
		s.m.Delete(mod)
	}
}

// idle reports whether the source is not being loaded.
func (src *source) idle() bool { return src.loading == nil || src.done }

var (
	aDefmodule   = term.Intern("defmodule")
	aDefprotocol = term.Intern("defprotocol")
	aWhen        = []term.Atom{term.Intern("if"), term.Intern("unless")}
)

// modulesOf returns the modules of a file that have literal names and are defined outside of
// functions.
func modulesOf(form term.Term) []term.Atom {
	type part struct {
		form  term.Term
		under term.Atom
	}
	var out []term.Atom
	open := []part{{form, 0}}
	for len(open) > 0 {
		p := open[len(open)-1]
		open = open[:len(open)-1]
		if _, forms, ok := quoted.IsCallOf(p.form, quoted.ABlock, -1); ok {
			for _, f := range forms {
				open = append(open, part{f, p.under})
			}
			continue
		}
		name, _, args, ok := quoted.IsCall(p.form)
		if !ok || len(args) != 2 {
			continue
		}
		under := p.under
		switch {
		case name == aDefmodule || name == aDefprotocol:
			if under = plainName(args[0], p.under); under == 0 {
				continue
			}
			out = append(out, under)
		case !slices.Contains(aWhen, name):
			continue
		}
		for _, clause := range quoted.Slice(args[1]) {
			if el := clause.Elems(); len(el) == 2 {
				open = append(open, part{el[1], under})
			}
		}
	}
	return out
}

// plainName returns the module that an alias names inside the module under, or 0 for any other
// form.
func plainName(form term.Term, under term.Atom) term.Atom {
	_, parts, ok := quoted.IsCallOf(form, quoted.AAliases, -1)
	if !ok {
		return 0
	}
	var names []term.Atom
	if under != 0 {
		names = append(names, under)
	}
	for _, p := range parts {
		if !p.IsAtom() {
			return 0
		}
		names = append(names, p.Atom())
	}
	return lexical.ConcatAlias(names)
}
