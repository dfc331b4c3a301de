package code

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file warns of clauses that come after one that matches everything.

// matchesAll reports whether the expanded patterns of a clause match any values: they
// are variables, each another one.
func matchesAll(patterns []term.Term) bool {
	seen := map[int64]bool{}
	for _, p := range patterns {
		for {
			_, a, ok := quoted.IsCallOf(p, quoted.AMatch, 2)
			if !ok {
				break
			}
			if !matchesAll(a[:1]) {
				return false
			}
			p = a[1]
		}
		name, meta, _, ok := quoted.IsVar(p)
		if !ok {
			return false
		}
		if name == quoted.AUnderscore {
			continue
		}
		v, _ := quoted.KwGet(meta, quoted.AVersion)
		n, _ := v.AsInt()
		if seen[n] {
			return false
		}
		seen[n] = true
	}
	return true
}

// warnShadowed warns of the expanded clauses of a case, fn or receive after one that
// always matches.
func (x *expander) warnShadowed(clauses []term.Term) {
	if x.job.quiet {
		return
	}
	line := 0
	for _, c := range clauses {
		m, a, ok := quoted.IsCallOf(c, quoted.AArrow, 2)
		if _, made := quoted.KwGet(m, quoted.AGenerated); !ok || made {
			return
		}
		head := quoted.Slice(a[0])
		if line > 0 {
			x.s.warnShadow(x.job, x.env.File, m, diagnostic.ShadowedClause, line)
			continue
		}
		if len(head) == 1 {
			if _, _, guarded := quoted.IsCallOf(head[0], quoted.AWhen, -1); guarded {
				continue
			}
		}
		if matchesAll(head) {
			line = quoted.LineOf(m)
		}
	}
}

// warnShadowed is the same for the functions of a module.
func (r *bodyRun) warnShadowed() {
	for _, d := range r.mod.order {
		line := 0
		for _, c := range d.clauses {
			if _, made := quoted.KwGet(c.meta, quoted.AGenerated); made || !c.done {
				break
			}
			if line > 0 {
				r.s.warnShadow(r.job, d.file, c.meta, diagnostic.ShadowedClauseOf, d.name.Name, d.name.Arity, line)
			} else if len(c.out.Guards) == 0 && matchesAll(c.out.Args) {
				line = c.out.Line
			}
		}
	}
}

func (s *Server) warnShadow(j *job, file string, meta term.Term, k diagnostic.Warning, args ...any) {
	env := lexical.Env{File: file}
	d := k.At(&env, meta, args...)
	d.Span = 1
	s.diagnose(j, d)
}
