package code

import (
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file checks @impl attributes.

// An implMark is a definition with an @impl attribute.
type implMark struct {
	d        *definition
	value    term.Term
	meta     term.Term
	defaults int
}

// names returns the name with every arity that the definition has through default arguments.
func (i implMark) names() []quoted.NameArity {
	var out []quoted.NameArity
	for arity := i.d.name.Arity - i.defaults; arity <= i.d.name.Arity; arity++ {
		out = append(out, quoted.NameArity{Name: i.d.name.Name, Arity: arity})
	}
	return out
}

// found returns the callbacks that the definition can implement.
func (i implMark) found(known map[quoted.NameArity][]callback) []callback {
	var out []callback
	for _, n := range i.names() {
		for _, cb := range known[n] {
			if i.value.Is(term.ATrue) || i.value.Is(term.AFalse) || i.value.Is(cb.behaviour) {
				out = append(out, cb)
			}
		}
	}
	return out
}

// checkImpls warns of wrong @impl attributes. It returns the callbacks that have an @impl, and a
// function that prints further warnings. Those come after the warnings about missing callbacks.
func (r *bodyRun) checkImpls(behaviours []term.Atom, known map[quoted.NameArity][]callback) (marked map[quoted.NameArity]bool, warn func()) {
	marked = map[quoted.NameArity]bool{}
	var late []func()
	// contexts holds, for each behaviour, the macros that mark its callbacks, or 0 for the
	// module's own source. Callbacks from the same context need @impl too.
	contexts := map[term.Atom]map[term.Atom]bool{}
	for _, mark := range r.mod.impls {
		if text := mark.wrong(behaviours, known); text != "" {
			warnMark := func() { r.warnText(quoted.LineMeta(quoted.LineOf(mark.meta)), text) }
			if !mark.d.public() {
				warnMark()
			} else {
				late = append(late, warnMark)
			}
			continue
		}
		for _, cb := range mark.found(known) {
			marked[cb.name] = true
			if contexts[cb.behaviour] == nil {
				contexts[cb.behaviour] = map[term.Atom]bool{}
			}
			contexts[cb.behaviour][mark.d.context] = true
		}
	}
	return marked, func() {
		if len(r.mod.impls) > 0 {
			r.warnUnmarked(without(known, marked), contexts)
		}
		for _, f := range late {
			f()
		}
	}
}

func without(known map[quoted.NameArity][]callback, marked map[quoted.NameArity]bool) map[quoted.NameArity][]callback {
	out := map[quoted.NameArity][]callback{}
	for n, cbs := range known {
		if !marked[n] {
			out[n] = cbs
		}
	}
	return out
}

// wrong returns the text of the warning for a wrong @impl, or "".
func (i implMark) wrong(behaviours []term.Atom, known map[quoted.NameArity][]callback) string {
	value, what := diagnostic.Inspect(i.value), describe(i.d)
	found := i.found(known)
	switch {
	case !i.d.public():
		return diagnostic.ImplOfPrivate.Text(what)
	case len(behaviours) == 0:
		return diagnostic.ImplWithoutBehaviour.Text(value, what)
	case i.value.Is(term.AFalse) && len(found) > 0:
		return diagnostic.ImplFalseOfCallback.Text(what, diagnostic.Inspect(found[0].behaviour.Term()))
	case i.value.Is(term.AFalse) || len(found) > 0:
		return ""
	case i.value.Is(term.ATrue):
		return diagnostic.ImplOfNoCallback.Text(what, knownText(known))
	case !slices.Contains(behaviours, i.value.Atom()):
		return diagnostic.ImplOfOtherBehaviour.Text(value, what)
	}
	return diagnostic.ImplNotInBehaviour.Text(value, what, knownText(known))
}

// warnUnmarked warns of callbacks that should have @impl.
func (r *bodyRun) warnUnmarked(known map[quoted.NameArity][]callback, contexts map[term.Atom]map[term.Atom]bool) {
	for _, d := range r.mod.order {
		if d.made || !d.public() {
			continue
		}
		for _, cb := range known[d.name] {
			asked := d.context == 0
			if known := contexts[cb.behaviour]; known != nil {
				asked = known[d.context]
			}
			if asked {
				r.warnModule(quoted.LineMeta(quoted.LineOf(d.meta)), diagnostic.ImplMissing, describe(d), diagnostic.Inspect(cb.behaviour.Term()))
				break
			}
		}
	}
}

func describe(d *definition) string { return kindWord(d.kind) + " " + d.name.String() }

func (c callback) describe() string { return kindWord(c.kind) + " " + c.name.String() }

func kindWord(kind term.Atom) string {
	if isMacroKind(kind) {
		return "macro"
	}
	return "function"
}

// knownText lists the callbacks that @impl could refer to.
func knownText(known map[quoted.NameArity][]callback) string {
	if len(known) == 0 {
		return ". There are no known callbacks, please specify the proper @behaviour and make sure it defines callbacks"
	}
	var lines []string
	for n, cbs := range known {
		for _, cb := range cbs {
			lines = append(lines, "\n  * "+diagnostic.FunctionName(cb.behaviour, n)+" ("+kindWord(cb.kind)+")")
		}
	}
	slices.Sort(lines)
	return ". The known callbacks are:\n" + strings.Join(lines, "") + "\n"
}
