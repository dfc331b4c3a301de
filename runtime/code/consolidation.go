package code

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file consolidates protocols, as Mix does after it has compiled a project. A consolidated
// protocol accepts no new implementations.

// A consolidation records which protocols are consolidated.
type consolidation struct {
	on atomic.Bool
	mu sync.Mutex
	// protocols holds the program's protocols. The protocols of the library are always consolidated
	// together with these.
	protocols map[term.Atom]bool
	// refused holds the modules of implementations that were defined after consolidation.
	refused map[term.Atom]bool
	// tables holds the dispatch tables of the protocols.
	tables map[term.Atom]*protocolTable
}

// consolidate implements :lab_compiler.consolidate(on). It is called with true after a project is
// compiled, and with false before.
func (s *Server) consolidate(_ *vm.Process, a []term.Term) (term.Term, error) {
	c := &s.consolidation
	c.mu.Lock()
	defer c.mu.Unlock()
	c.on.Store(a[0].Is(term.ATrue))
	c.protocols = map[term.Atom]bool{}
	for _, mod := range s.m.Modules() {
		if s.m.Export(mod.Name, aProtocolInfo, 1).Func() != nil {
			c.protocols[mod.Name] = true
		}
	}
	return term.Ok, nil
}

var (
	aProtocolInfo   = term.Intern("__protocol__")
	aProtocol       = term.Intern("protocol")
	aConsolidated   = term.Intern("consolidated")
	aUnconsolidated = term.Intern("not_consolidated")
	// noSign is a function name that no module defines.
	noSign = term.Intern("no implementation")
)

// consolidated reports whether a protocol is consolidated.
func (s *Server) consolidated(proto term.Atom) bool {
	c := &s.consolidation
	if !c.on.Load() {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.protocols[proto] || s.isEmbedded(proto)
}

func (s *Server) isEmbedded(mod term.Atom) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sources[mod] != nil
}

// admit records whether the implementation m of a protocol takes effect. If it does not, admit
// warns in the surrounding module.
func (s *Server) admit(m *module, proto term.Atom, target, around term.Term, line int) {
	if s.isEmbedded(m.name) {
		return
	}
	late := s.consolidated(proto)
	c := &s.consolidation
	c.mu.Lock()
	if c.refused == nil {
		c.refused = map[term.Atom]bool{}
	}
	c.refused[m.name] = late
	if t := c.tables[proto]; t != nil {
		t.forget()
	}
	c.mu.Unlock()
	if late && !s.option("ignore_already_consolidated").Is(term.ATrue) {
		env := lexical.Env{File: m.env.File, Line: line}
		if !around.Is(term.ANil) {
			env.Module = around.Atom()
		}
		d := diagnostic.Consolidated.At(&env, quoted.LineMeta(line), diagnostic.Inspect(proto.Term()), diagnostic.Inspect(target))
		if env.Module == 0 {
			d.Where = "(file)"
		}
		s.diagnose(m.job, d)
	}
}

// refuses reports whether an implementation was defined after consolidation.
func (s *Server) refuses(mod term.Atom) bool {
	c := &s.consolidation
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refused[mod]
}

func (s *Server) keepTable(t *protocolTable) {
	c := &s.consolidation
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.tables == nil {
		c.tables = map[term.Atom]*protocolTable{}
	}
	c.tables[t.name] = t
}

// impls returns the types that implement a consolidated protocol, sorted by name. It loads the
// library's implementations.
func (s *Server) impls(j *job, proto term.Atom) term.Term {
	prefix := proto.String() + "."
	s.mu.Lock()
	var names []term.Atom
	for mod := range s.sources {
		if strings.HasPrefix(mod.String(), prefix) {
			names = append(names, mod)
		}
	}
	s.mu.Unlock()
	for _, mod := range names {
		s.ensureLoaded(j, mod)
	}
	var out []term.Term
	for _, mod := range s.m.Modules() {
		if strings.HasPrefix(mod.Name.String(), prefix) && !s.refuses(mod.Name) && s.implements(j, mod.Name, proto) {
			out = append(out, term.InternDerived("Elixir."+strings.TrimPrefix(mod.Name.String(), prefix)).Term())
		}
	}
	slices.SortFunc(out, term.Compare)
	return term.List(out...)
}

// implements reports whether mod is an implementation of proto. Its name alone does not tell: A.B.C
// is A's implementation for B.C, or A.B's for C.
func (s *Server) implements(j *job, mod, proto term.Atom) bool {
	if s.m.Export(mod, aImpl, 1).Func() == nil {
		return false
	}
	of, err := s.call(j, mod, aImpl, aProtocol.Term())
	return err == nil && of.Is(proto)
}
