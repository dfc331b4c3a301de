package expand

import (
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file warns of code without effect and of unused variables.

// warnsOf reports whether an unused alias or import causes a warning. In code from a macro, it does
// so only with `warn: true`.
func warnsOf(meta, opts term.Term) bool {
	if v, ok := quoted.KwGet(opts, term.Intern("warn")); ok {
		return v.Is(term.ATrue)
	}
	_, made := quoted.KwGet(meta, quoted.AContext)
	return !made
}

// promptFile is the name of the file at IEx's prompt.
const promptFile = "iex"

// warnUseless warns of an expression without effect before the end of a block. Like iex, it does
// not warn at a prompt.
func (x *Expander) warnUseless(meta, t term.Term) {
	if x.Env.File == promptFile && x.Env.Module == 0 {
		return
	}
	x.warnUniq(t)
	if quoted.LineOf(meta) == 0 && x.macros > 0 {
		meta = quoted.LineMeta(x.outermost) // a block has no line of its own
	}
	if t.IsBits() || t.IsInteger() || t.Kind() == term.KindFloat {
		x.Warn(meta, diagnostic.UnusedLiteral, diagnostic.Inspect(t))
		return
	}
	if am, a, ok := quoted.IsCallOf(t, term.Intern("@"), 1); ok {
		if n, _, _, isVar := quoted.IsVar(a[0]); isVar {
			x.Warn(am, diagnostic.AttributeWithoutEffect, n)
		}
		return
	}
	if n, vm, _, ok := quoted.IsVar(t); ok && !strings.HasPrefix(n.String(), "__") {
		x.Warn(vm, diagnostic.VariableWithoutEffect, n)
	}
}

// warnUniq warns of a comprehension with :uniq whose result is ignored.
func (x *Expander) warnUniq(t term.Term) {
	if _, sides, ok := quoted.IsCallOf(t, quoted.AMatch, 2); ok {
		if n, _, _, isVar := quoted.IsVar(sides[0]); isVar && n == quoted.AUnderscore {
			t = sides[1]
		}
	}
	meta, args, ok := quoted.IsCallOf(t, forForm, -1)
	if !ok || len(args) == 0 {
		return
	}
	if uniq, ok := quoted.KwGet(args[len(args)-1], quoted.AUniq); ok && uniq.Is(term.ATrue) {
		x.Warn(meta, diagnostic.UniqWithoutEffect)
	}
}

// warnLength warns of a guard that computes the length of a list to test whether it is empty.
func (x *Expander) warnLength(guard term.Term) {
	_, name, meta, args, ok := quoted.IsRemote(guard)
	if !ok || len(args) != 2 || name != quoted.AExactly && name != quoted.AEquals && name != quoted.AGreater {
		return
	}
	_, length, _, list, ok := quoted.IsRemote(args[0])
	if n, isInt := args[1].AsInt(); !ok || length.String() != "length" || !isInt || n != 0 {
		return
	}
	text := written(list[0])
	if name == quoted.AGreater {
		x.Warn(meta, diagnostic.LengthAboveZero, text, text)
		return
	}
	x.Warn(meta, diagnostic.LengthOfZero, text, text)
}

// WarnUnused warns of all unused variables that x has bound.
func (x *Expander) WarnUnused() { x.warnUnusedSince(0, true) }

// warnUnusedSince warns of the unused variables among those bound after the first n. Elixir
// underlines the whole name at the end of a function or file, and only the first letter at the end
// of a clause inside a function.
func (x *Expander) warnUnusedSince(n int, whole bool) {
	those := x.seen[min(n, len(x.seen)):]
	slices.SortStableFunc(those, func(a, b *seen) int { return strings.Compare(a.name.String(), b.name.String()) })
	for _, v := range those {
		if *v.used {
			continue
		}
		if v.name.String()[0] == '_' {
			x.Print(diagnostic.UnknownCompilerVariable.At(v.env, v.meta, v.name))
			continue
		}
		unused := diagnostic.UnusedVariable
		if v.again {
			unused = diagnostic.UnusedVariableAgain
		}
		d := unused.At(v.env, v.meta, v.name)
		if d.Span = 1; whole {
			d.Span = len([]rune(v.name.String()))
		}
		x.Print(d)
	}
	x.seen = x.seen[:min(n, len(x.seen))]
}
