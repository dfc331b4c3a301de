package code

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"strings"
)

// This file warns of unused aliases, imports, attributes and clauses.

// tracked runs f for a file and warns of unused aliases and imports.
func (s *Server) tracked(j *job, env *lexical.Env, f func() (term.Term, error)) (term.Term, error) {
	s.beginContext(env)
	err := s.trace(j, env, term.Sym("start"))
	v := term.Nil
	if err == nil {
		v, err = f()
	}
	return v, s.endContext(j, env, err)
}

// warnTracked warns of the aliases and imports that are unused in a lexical context.
func (s *Server) warnTracked(j *job, env *lexical.Env) {
	aliases, imports := env.Tracker.Unused()
	for _, u := range aliases {
		s.diagnose(j, diagnostic.UnusedAlias.At(env, u.Meta, diagnostic.Inspect(u.Name.Term())))
	}
	for _, u := range imports {
		name := diagnostic.Inspect(u.Name.Term())
		if u.Function != nil {
			name = diagnostic.FunctionName(u.Name, *u.Function)
		}
		s.diagnose(j, diagnostic.UnusedImport.At(env, u.Meta, name))
	}
}

// useSkipped marks aliases and imports as used if they occur in definitions that the body never
// reached, such as those inside `if false`.
func (m *module) useSkipped() {
	for _, site := range m.sites {
		if site.stored || m.lazy || site.body.IsNone() {
			continue
		}
		env := site.env
		quoted.Postwalk(site.body, func(t term.Term) term.Term {
			if meta, parts, ok := quoted.IsCallOf(t, quoted.AAliases, -1); ok && len(parts) > 0 && parts[0].IsAtom() {
				env.LookupAlias(meta, lexical.AtomsFrom(term.List(parts...)))
			} else if name, _, _, ok := quoted.IsCall(t); ok {
				expand.ImportsOf(&env, name)
			}
			return t
		})
	}
}

// reserved holds the attributes that are read by something other than the module itself.
var reserved = map[string]bool{}

func init() {
	for _, n := range strings.Fields(`after_compile after_verify before_compile behaviour compile deprecated derive dialyzer doc
		enforce_keys external_resource fallback_to_any file for impl moduledoc nifs on_definition on_load opaque optional_callbacks
		protocol spec type typedoc typep undefined_impl_description vsn callback macrocallback struct`) {
		reserved[n] = true
	}
}

var danglers = []struct{ name, what string }{{"typedoc", "type"}, {"doc", "definition"}, {"impl", "definition"}, {"deprecated", "definition"}}

// warnAttributes warns of attributes that were set but not read.
func (r *bodyRun) warnAttributes() {
	m := r.mod
	env := m.env
	env.Function = nil
	tell := func(line int, k diagnostic.Warning, args ...any) {
		r.s.diagnose(r.job, k.At(&env, quoted.LineMeta(line), args...))
	}
	if a := m.attrs[term.Intern("derive")]; a != nil && a.value.Cons() != nil && !m.lazy {
		derive := diagnostic.DeriveBeforeStruct
		if m.structure != nil {
			derive = diagnostic.DeriveAfterStruct
		}
		tell(m.line, derive)
	}
	for _, d := range danglers {
		if a := m.attrs[term.Intern(d.name)]; !m.protocol && a != nil && !a.value.IsNone() && a.unread {
			tell(a.line, diagnostic.AttributeWithoutTarget, d.name, d.what)
		}
	}
	var names []term.Atom
	for n, a := range m.attrs {
		if a.unread && !a.accumulate && !a.persist && !a.value.IsNone() && !reserved[n.String()] {
			names = append(names, n)
		}
	}
	expand.SortAtoms(names)
	for _, n := range names {
		tell(m.attrs[n].line, diagnostic.UnusedAttribute, n)
	}
}

// warnShadowed warns of function clauses, and clauses inside functions, that can never match
// because of an earlier clause.
func (r *bodyRun) warnShadowed() {
	found := r.mod.atTheEnd
	for _, d := range r.mod.order {
		found = append(found, shadowedOf(d)...)
	}
	r.s.diagnoseInOrder(r.job, found)
}

func shadowedOf(d *definition) []*diagnostic.Diagnostic {
	var out []*diagnostic.Diagnostic
	var before expand.Shadows
	for _, c := range d.clauses {
		if _, made := quoted.KwGet(c.meta, quoted.AGenerated); made && !c.defaults || !c.done {
			break
		}
		env := &lexical.Env{File: d.file}
		s := before.Of(c.out.Args)
		switch {
		case s == nil && len(c.out.Guards) == 0:
			before = append(before, expand.Shadow{Patterns: c.out.Args, Line: c.out.Line})
		case s == nil:
		case expand.MatchesAll(s.Patterns):
			out = append(out, diagnostic.ShadowedClauseOf.At(env, c.meta, d.name.Name, d.name.Arity, s.Line))
		default:
			out = append(out, diagnostic.ShadowedClause.At(env, c.meta, s.Line))
		}
	}
	for _, o := range out {
		o.Span = 1
	}
	return out
}
