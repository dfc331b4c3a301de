package code

import (
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file warns of what a program says and makes no use of.

// warnsOf reports whether an alias or import that nothing uses is warned of: one that a
// macro makes is not, unless `warn: true` says so.
func warnsOf(meta, opts term.Term) bool {
	if v, ok := quoted.KwGet(opts, term.Intern("warn")); ok {
		return v.Is(term.ATrue)
	}
	_, made := quoted.KwGet(meta, quoted.AContext)
	return !made
}

// tracked runs f for a file and warns of its aliases and imports that nothing used.
func (s *Server) tracked(j *job, env *lexical.Env, f func() (term.Term, error)) (term.Term, error) {
	t := lexical.NewTracker()
	defer t.Close()
	env.Tracker = t
	v, err := f()
	if err != nil {
		return v, err
	}
	s.warnTracked(j, env, t)
	return v, nil
}

// warnTracked warns of the aliases and imports that a tracker has not seen used.
func (s *Server) warnTracked(j *job, env *lexical.Env, t *lexical.Tracker) {
	if t == nil {
		return
	}
	defer t.Close()
	aliases, imports := t.Unused()
	for _, u := range aliases {
		s.diagnose(j, diagnostic.UnusedAlias.At(env, u.Meta, inspect(u.Name.Term())))
	}
	for _, u := range imports {
		name := inspect(u.Name.Term())
		if u.Function != nil {
			name = diagnostic.FunctionName(u.Name, *u.Function)
		}
		s.diagnose(j, diagnostic.UnusedImport.At(env, u.Meta, name))
	}
}

// useSkipped counts what definitions use that the body of the module never came to, as
// within `if false`: they may be meant for another time.
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
				importsOf(&env, name)
			}
			return t
		})
	}
}

// promptFile is what IEx calls the file of what is typed.
const promptFile = "iex"

// warnUseless warns of an expression of a block, before its last one, that does nothing.
// At a prompt nothing is said, as iex has it: what is typed there is tried out.
func (x *expander) warnUseless(meta, t term.Term) {
	if x.env.File == promptFile && x.env.Module == 0 {
		return
	}
	if t.Bits() != nil || t.IsInteger() || t.Kind() == term.KindFloat {
		x.warn(meta, diagnostic.UnusedLiteral, inspect(t))
		return
	}
	if am, a, ok := quoted.IsCallOf(t, term.Intern("@"), 1); ok {
		if n, _, _, isVar := quoted.IsVar(a[0]); isVar {
			x.warn(am, diagnostic.AttributeWithoutEffect, n)
		}
		return
	}
	if op, om, ok := idleOperator(t); ok && x.env.Context == 0 {
		x.warn(om, diagnostic.OperatorWithoutEffect, op)
		return
	}
	if n, vm, _, ok := quoted.IsVar(t); ok && !strings.HasPrefix(n.String(), "__") {
		x.warn(vm, diagnostic.VariableWithoutEffect, n)
	}
}

// idleOperator takes a comparison, whose value is all that it has.
func idleOperator(t term.Term) (op string, meta term.Term, ok bool) {
	name, m, args, ok := quoted.IsCall(t)
	if !ok || len(args) != 2 {
		return "", m, false
	}
	switch op := name.String(); op {
	case "==", "!=", "===", "!==", "<", ">", "<=", ">=":
		return op, m, true
	}
	return "", m, false
}

// warnLength warns of a guard that counts a list to see whether it is empty.
func (x *expander) warnLength(guard term.Term) {
	_, name, meta, args, ok := quoted.IsRemote(guard)
	if !ok || len(args) != 2 || name != quoted.AExactly && name != quoted.AEquals && name != quoted.AGreater {
		return
	}
	_, length, _, list, ok := quoted.IsRemote(args[0])
	if n, isInt := args[1].AsInt(); !ok || length.String() != "length" || !isInt || n != 0 {
		return
	}
	text := x.s.text(list[0])
	if name == quoted.AGreater {
		x.warn(meta, diagnostic.LengthAboveZero, text, text)
		return
	}
	x.warn(meta, diagnostic.LengthOfZero, text, text)
}

// reserved are the attributes that something other than the module itself may read.
var reserved = map[string]bool{}

func init() {
	for _, n := range strings.Fields(`after_compile after_verify before_compile behaviour compile deprecated derive dialyzer doc
		enforce_keys external_resource fallback_to_any file for impl moduledoc nifs on_definition on_load opaque optional_callbacks
		protocol since spec type typedoc typep undefined_impl_description vsn callback macrocallback struct`) {
		reserved[n] = true
	}
}

var danglers = []struct{ name, what string }{{"typedoc", "type"}, {"doc", "definition"}, {"impl", "definition"}, {"deprecated", "definition"}}

// warnAttributes warns of attributes that were set and not read.
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
	sortAtoms(names)
	for _, n := range names {
		tell(m.attrs[n].line, diagnostic.UnusedAttribute, n)
	}
}

// warnUnused tells of the variables bound by x that nothing used.
func (x *expander) warnUnused() { x.warnUnusedSince(0) }

// warnUnusedSince is the same for those seen since there were n.
func (x *expander) warnUnusedSince(n int) {
	for _, v := range x.seen[min(n, len(x.seen)):] {
		if *v.used {
			continue
		}
		if v.name.String()[0] == '_' {
			x.print(diagnostic.UnknownCompilerVariable.At(v.env, v.meta, v.name))
			continue
		}
		unused := diagnostic.UnusedVariable
		if v.again {
			unused = diagnostic.UnusedVariableAgain
		}
		d := unused.At(v.env, v.meta, v.name)
		d.Span = len([]rune(v.name.String()))
		x.print(d)
	}
	x.seen = x.seen[:min(n, len(x.seen))]
}
