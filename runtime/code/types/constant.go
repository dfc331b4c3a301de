package types

import (
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/kernel"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file follows constant values. Erlang's compiler evaluates calls with constant arguments
// when a module is complete, and warns of calls that will fail.

// constant returns the literal form of an expression if its value is constant.
func (w *walk) constant(e term.Term) (term.Term, bool) {
	defer func() { w.depth-- }()
	if !w.enter() {
		return e, false
	}
	if _, ok := literalType(e); ok {
		return e, true
	}
	if e.Kind() == term.KindCons {
		elems, tail := unpacked(e)
		forms, ok := w.constants(append(elems, tail))
		if !ok {
			return e, false
		}
		last := len(forms) - 1
		return term.ListTail(forms[:last], forms[last]), true
	}
	if _, meta, _, ok := quoted.IsVar(e); ok {
		v := w.vars[versionOf(meta)]
		if v == nil || v.constant == nil {
			return e, false
		}
		return *v.constant, true
	}
	if el := e.Elems(); len(el) == 2 {
		forms, ok := w.constants(el)
		return term.Tup(forms...), ok
	}
	name, meta, args, ok := quoted.IsCall(e)
	if ok && name == quoted.ACapture {
		_, of, is := quoted.IsCallOf(args[0], quoted.ASlash, 2)
		return e, is && of[0].IsTuple() && of[0].Elems()[0].IsTuple()
	}
	if !ok || name != quoted.ATuple && name != quoted.AMapForm {
		return e, false
	}
	forms, ok := w.constants(args)
	return quoted.Node(name.String(), meta, forms...), ok
}

func (w *walk) constants(es []term.Term) ([]term.Term, bool) {
	out := make([]term.Term, len(es))
	for i, e := range es {
		form, ok := w.constant(e)
		if !ok {
			return es, false
		}
		out[i] = form
	}
	return out, true
}

// bind records the constant values of the variables in a pattern.
func (w *walk) bind(pattern, form term.Term) {
	if name, meta, _, ok := quoted.IsVar(pattern); ok {
		if v := w.vars[versionOf(meta)]; v != nil && name != quoted.AUnderscore {
			v.constant = &form
		}
		return
	}
	for i, p := range parts(pattern) {
		if fs := parts(form); i < len(fs) && len(fs) == len(parts(pattern)) {
			w.bind(p, fs[i])
		}
	}
}

// parts returns the elements of a tuple's form.
func parts(e term.Term) []term.Term {
	if el := e.Elems(); len(el) == 2 {
		return el
	}
	_, args, _ := quoted.IsCallOf(e, quoted.ATuple, -1)
	return args
}

// willFail warns of a call with constant arguments that its function rejects.
func (w *walk) willFail(e term.Term) {
	mod, name, meta, args, ok := quoted.IsRemote(e)
	if !ok {
		return
	}
	if m, n, inlined := kernel.Inlined(mod.Atom(), name, len(args)); inlined {
		mod, name = m.Term(), n
	}
	if !mod.Is(quoted.AErlang) || acting[name.String()] {
		return
	}
	if _, ok := w.constants(args); !ok {
		return
	}
	fn := quoted.NameArity{Name: name, Arity: len(args)}
	kind, reason := diagnostic.CallWillFail, "badarg"
	if arithmetic[name.String()] {
		reason = "badarith"
	}
	if arithmetic[name.String()] || slices.Contains([]string{"not", "and", "or", "++", "--"}, name.String()) {
		kind = diagnostic.OperatorWillFail
	}
	w.fault(meta, kind, fn.Name, fn.Arity, reason)
}

var (
	arithmetic = setOf("+ - * / div rem band bor bxor bnot bsl bsr")
	// acting holds functions with side effects.
	acting = setOf("send spawn spawn_link spawn_monitor error node")
)

func setOf(names string) map[string]bool {
	out := map[string]bool{}
	for name := range strings.FieldsSeq(names) {
		out[name] = true
	}
	return out
}

// fault records a warning that Erlang's compiler reports. Guards and generated code cause no such
// warnings. A module is visited once with telling and once without. fault records the warning only
// without telling, so that it is reported once.
func (w *walk) fault(meta term.Term, k diagnostic.Warning, args ...any) {
	if w.telling || w.inGuard || isGenerated(meta) {
		return
	}
	w.faults = append(w.faults, spanned(k.At(w.env, meta, args...)))
}
