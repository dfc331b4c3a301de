package expand

import (
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file warns of what a program says and makes no use of.

// warnsOf reports whether an alias or import that nothing uses is warned of: one that a
// Macro makes is not, unless `warn: true` says so.
func warnsOf(meta, opts term.Term) bool {
	if v, ok := quoted.KwGet(opts, term.Intern("warn")); ok {
		return v.Is(term.ATrue)
	}
	_, made := quoted.KwGet(meta, quoted.AContext)
	return !made
}

// promptFile is what IEx calls the file of what is typed.
const promptFile = "iex"

// warnUseless warns of an expression of a block, before its last one, that does nothing.
// At a prompt nothing is said, as iex has it: what is typed there is tried out.
func (x *Expander) warnUseless(meta, t term.Term) {
	if x.Env.File == promptFile && x.Env.Module == 0 {
		return
	}
	x.warnUniq(t)
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

// warnUniq warns of a comprehension that drops what is there twice from a result that nobody looks at.
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

// warnLength warns of a guard that counts a list to see whether it is empty.
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

// WarnUnused tells of the variables bound by x that nothing used.
func (x *Expander) WarnUnused() { x.warnUnusedSince(0, true) }

// warnUnusedSince is the same for those seen since there were n. Elixir underlines the names of those that end with a
// function or a file, and of those of a clause within it the first letter.
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
