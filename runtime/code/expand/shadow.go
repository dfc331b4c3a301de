package expand

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file warns of clauses that come after one that matches everything.

// MatchesAll reports whether the expanded patterns of a clause match any values: they
// are variables, each another one.
func MatchesAll(patterns []term.Term) bool {
	seen := map[int64]bool{}
	for _, p := range patterns {
		for {
			_, a, ok := quoted.IsCallOf(p, quoted.AMatch, 2)
			if !ok {
				break
			}
			if !MatchesAll(a[:1]) {
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
func (x *Expander) warnShadowed(clauses []term.Term) {
	if x.Host.Quiet() {
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
			d := diagnostic.ShadowedClause.At(x.Env, m, line)
			d.Span = 1
			x.Print(d)
			continue
		}
		if len(head) == 1 {
			if _, _, Guarded := quoted.IsCallOf(head[0], quoted.AWhen, -1); Guarded {
				continue
			}
		}
		if MatchesAll(head) {
			line = quoted.LineOf(m)
		}
	}
}
