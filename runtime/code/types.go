package code

import (
	"lab/runtime/code/quoted"
	"lab/runtime/code/types"
	"lab/runtime/term"
)

// This file passes a module to package types and implements types.Host.

// typed returns the module in the form of package types.
func (r *bodyRun) typed() *types.Module {
	m := &types.Module{Name: r.mod.name, Host: typeHost{r}}
	for _, d := range r.mod.order {
		f := &types.Function{Kind: d.kind, Name: d.name, Replaced: d.replaced}
		for _, c := range d.clauses {
			if !c.done {
				continue
			}
			env := c.env
			f.Clauses = append(f.Clauses, types.Clause{Meta: c.meta, Args: c.out.Args[max(len(c.out.Args)-len(c.args), 0):],
				Guards: c.out.Guards, Body: c.out.Body, Env: &env})
		}
		m.Functions = append(m.Functions, f)
	}
	return m
}

// keepSignatures stores the inferred types of public functions for modules that call them.
func (s *Server) keepSignatures(mod term.Atom, inferred map[quoted.NameArity]*types.Signature) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(inferred) == 0 {
		delete(s.signatures, mod)
		return
	}
	s.signatures[mod] = inferred
}

// A typeHost answers questions about other modules.
type typeHost struct{ r *bodyRun }

func (h typeHost) Fields(mod term.Atom) []term.Atom {
	info := h.r.mod.structure
	if h.r.mod.name != mod {
		info = h.r.s.structure(h.r.job, mod)
	}
	if info == nil {
		return nil
	}
	return info.Fields
}

func (h typeHost) Signature(mod term.Atom, fn quoted.NameArity) *types.Signature {
	h.r.s.mu.Lock()
	defer h.r.s.mu.Unlock()
	return h.r.s.signatures[mod][fn]
}

func (h typeHost) Missing(mod term.Atom, fn quoted.NameArity) string {
	if h.r.silenced()(mod, fn) {
		return ""
	}
	return h.r.s.missing(h.r.job, mod, fn)
}
