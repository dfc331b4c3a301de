package types

import (
	"slices"
	"strconv"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/kernel"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// This file formats warnings.

// tell reports an error, unless this clause has an error already. The text ends with traced, a
// description of the variables.
func (w *walk) tell(meta term.Term, k diagnostic.Warning, traced string, args ...any) {
	w.tellSpan(meta, 0, k, traced, args...)
}

func (w *walk) tellSpan(meta term.Term, span int, k diagnostic.Warning, traced string, args ...any) {
	if w.failed || isGenerated(meta) {
		return
	}
	w.failed = true
	w.warn(meta, span, k, traced, args...)
}

func isGenerated(meta term.Term) bool {
	v, ok := quoted.KwGet(meta, quoted.AGenerated)
	return ok && v.Is(term.ATrue)
}

// warn reports a finding without suppressing further findings in the clause.
func (w *walk) warn(meta term.Term, span int, k diagnostic.Warning, traced string, args ...any) {
	if !w.telling || isGenerated(meta) {
		return
	}
	env := *w.env
	d := k.At(&env, meta, append(args, any(traced))...)
	d.Span = max(span, 1)
	_, d.Bare = quoted.KwGet(meta, quoted.ANoParens)
	d.Lead = diagnostic.FoundAt
	w.out = append(w.out, d)
}

func (w *walk) writer(collapse bool) writer {
	return writer{collapse: collapse, fields: w.Host.Fields}
}

func (w *walk) text(t Type) string { return w.writer(false).text(t) }

// indented formats a type and indents all lines but the first.
func (w *walk) indented(t Type) string { return indent(w.text(t)) }

// indent indents all lines but the first by four spaces.
func indent(text string) string { return strings.ReplaceAll(text, "\n", "\n    ") }

// shown formats an expression as source code.
func (w *walk) shown(e term.Term) string { return indent(syntax.Format(restored(e))) }

func (w *walk) variableText(v *variable) string {
	if v.context == term.ANil {
		return strconv.Quote(v.name.String())
	}
	return strconv.Quote(v.name.String()) + " (context " + diagnostic.Inspect(v.context.Term()) + ")"
}

// traced describes where the variables of an expression got their types.
func (w *walk) traced(e term.Term) string {
	seen := map[*variable]bool{}
	var vars []*variable
	quoted.Contains(e, func(x term.Term) bool {
		if _, meta, _, ok := quoted.IsVar(x); ok {
			if v := w.vars[versionOf(meta)]; v != nil && !seen[v] {
				seen[v] = true
				vars = append(vars, v)
			}
		}
		return false
	})
	slices.SortStableFunc(vars, func(a, b *variable) int { return byName(a.name, b.name) })
	var out strings.Builder
	for _, v := range vars {
		w.traceOf(&out, v)
	}
	return out.String()
}

func (w *walk) traceOf(out *strings.Builder, v *variable) {
	traces := slices.DeleteFunc(slices.Clone(v.traces), func(t trace) bool { return t.t.isDynamic() })
	if len(traces) == 0 {
		traces = slices.Clone(v.traces)
	}
	slices.SortStableFunc(traces, func(a, b trace) int {
		ma, mb := quoted.MetaOf(a.form), quoted.MetaOf(b.form)
		if d := quoted.LineOf(ma) - quoted.LineOf(mb); d != 0 {
			return d
		}
		return quoted.ColumnOf(ma) - quoted.ColumnOf(mb)
	})
	var shown []string
	for _, t := range traces {
		if s := w.traceText(t); len(shown) == 0 || shown[len(shown)-1] != s {
			shown = append(shown, s)
		}
	}
	noun := "type"
	if len(shown) != 1 {
		noun = "types"
	}
	out.WriteString(diagnostic.TypeGiven.Text(w.variableText(v), noun) + strings.Join(shown, ""))
}

func (w *walk) traceText(t trace) string {
	meta := quoted.MetaOf(t.form)
	place := diagnostic.Relative(w.env.File)
	if line := quoted.LineOf(meta); line > 0 {
		place += ":" + strconv.Itoa(line)
	}
	if c := quoted.ColumnOf(meta); c > 0 {
		place += ":" + strconv.Itoa(c)
	}
	form, hint := w.shown(t.form), ""
	switch {
	case t.how == inRescue:
		form = "rescue " + form + " ->"
	case t.how == inAnyRescue:
		form, hint = "rescue "+form+" ->", diagnostic.HintOfRescue
	case inferredSegment(t.form):
		hint = diagnostic.HintOfSegment
	}
	return diagnostic.TypeFrom.Text(indent(w.writer(true).text(t.t)), place, form) + hint
}

// compared formats the types of a comparison as left op right.
func (w *walk) compared(name string, args []Type) string {
	wr := w.writer(true)
	e := quoted.Erlang(term.Empty, name, wr.form(args[0]), wr.form(args[1]))
	return indent(syntax.Format(restored(e)))
}

// badCall reports that a function in another module does not accept its arguments.
func (w *walk) badCall(e term.Term, s *Signature, args []Type) {
	w.willFail(e)
	mod, name, meta, forms, _ := quoted.IsRemote(e)
	order := indexes(len(args))
	fn := kernel.MFA{Mod: mod.Atom(), Name: name, Arity: len(args)}
	if back, ok := kernel.Written(mod.Atom(), name, forms); ok {
		fn, order = back.MFA, back.Order
	}
	w.tell(meta, diagnostic.BadArguments, w.traced(e), diagnostic.FunctionName(fn.Mod, quoted.NameArity{Name: fn.Name, Arity: fn.Arity}),
		w.shown(e), w.given(args, s, order), w.explained(args, s, order))
}

func (w *walk) badLocal(e, meta term.Term, f *Function, s *Signature, args []Type) {
	order := indexes(len(args))
	given := w.given(args, s, order)
	if place, ok := quoted.KwGet(meta, quoted.ADefault); ok {
		w.tell(place, diagnostic.BadDefaults, w.traced(e), f.Name, given, w.explained(args, s, order))
		return
	}
	w.tell(meta, diagnostic.BadArguments, w.traced(e), f.Name.String(), w.shown(e), given, w.explained(args, s, order))
}

// given formats the types of the arguments. Types that do not fit are enclosed in dashes.
func (w *walk) given(args []Type, s *Signature, order []int) string {
	domain := s.domain()
	var shown []string
	for _, i := range order {
		text := w.text(args[i])
		if !compatible(args[i], domain[i]) {
			text = "-" + text + "-"
		}
		shown = append(shown, text)
	}
	return indent(listed(shown))
}

// width is the maximum width of a line in a list of types.
const width = 98

// listed formats types on one line. If the types are too wide for that, each type gets a line of
// its own, and the list is enclosed in parentheses.
func listed(texts []string) string {
	line := strings.Join(texts, ", ")
	if len(texts) == 1 || len(line)+2 <= width && !strings.Contains(line, "\n") {
		return line
	}
	for i, t := range texts {
		texts[i] = strings.ReplaceAll(t, "\n", "\n  ")
	}
	return "(\n  " + strings.Join(texts, ",\n  ") + "\n)"
}

// explained lists the arguments that would fit, or reports that an argument never has a value.
func (w *walk) explained(args []Type, s *Signature, order []int) string {
	for n, i := range order {
		if args[i].empty() {
			return diagnostic.ArgumentIsEmpty.Text(ordinal(n + 1))
		}
	}
	var out strings.Builder
	for n, c := range s.clauses {
		var shown []string
		for _, i := range order {
			shown = append(shown, w.text(c.args[i]))
		}
		out.WriteString("\n    ")
		if len(s.clauses) > 1 {
			out.WriteString("#" + strconv.Itoa(n+1) + "\n    ")
		}
		out.WriteString(indent(listed(shown)) + "\n")
	}
	return diagnostic.ExpectedOneOf.Text(out.String())
}

func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}
