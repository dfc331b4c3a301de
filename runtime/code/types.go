package code

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file finds operators that are given what they cannot take, where that can be
// seen: literals, variables that a literal is assigned to, arguments that match a struct.

// A typing is what is known of a variable or an expression.
type typing struct {
	kind string // integer, float, binary, atom, struct; "" for anything
	text string // as Elixir shows the type
	mod  term.Atom
	// name, form and meta tell where a variable was given the type.
	name term.Atom
	form term.Term
	meta term.Term
}

func (t typing) shown() string {
	if t.kind == "" {
		return "dynamic()"
	}
	return t.text
}

func (t typing) number() bool { return t.kind == "integer" || t.kind == "float" }

// typesOf checks one clause.
type typesOf struct {
	r    *bodyRun
	d    *definition
	env  *lexical.Env
	vars map[int64]typing
	out  []*diagnostic.Diagnostic
}

// checkTypes looks at every function; what it finds is told with the undefined functions.
func (r *bodyRun) checkTypes() []*diagnostic.Diagnostic {
	var out []*diagnostic.Diagnostic
	for _, d := range r.mod.order {
		for _, c := range d.clauses {
			if !c.done {
				continue
			}
			env := c.env
			t := &typesOf{r: r, d: d, env: &env, vars: map[int64]typing{}}
			skip := len(c.out.Args) - len(c.args)
			for i, a := range c.out.Args[max(skip, 0):] {
				t.argument(a, c.args[i])
			}
			t.walk(c.out.Body)
			out = append(out, t.out...)
		}
	}
	return out
}

// argument notes `%Mod{} = name` in a head.
func (t *typesOf) argument(a, written term.Term) {
	m, sides, ok := quoted.IsCallOf(a, quoted.AMatch, 2)
	if !ok {
		return
	}
	for i, side := range sides {
		name, vm, _, isVar := quoted.IsVar(side)
		_, fields, isMap := quoted.IsCallOf(sides[1-i], quoted.AMapForm, -1)
		if !isVar || !isMap || len(fields) == 0 {
			continue
		}
		st := fields[0].Elems()
		if len(st) != 2 || !st[0].Is(term.AStruct) || !st[1].IsAtom() {
			continue
		}
		for _, f := range fields[1:] {
			if _, _, _, plain := quoted.IsVar(f.Elems()[1]); !plain {
				return
			}
		}
		t.note(vm, typing{kind: "struct", text: "dynamic(%" + diagnostic.Inspect(st[1]) + "{})", mod: st[1].Atom(), name: name, form: written, meta: m})
	}
}

func (t *typesOf) note(varMeta term.Term, ty typing) {
	v, _ := quoted.KwGet(varMeta, quoted.AVersion)
	n, _ := v.AsInt()
	t.vars[n] = ty
}

func (t *typesOf) of(e term.Term) typing {
	if _, meta, _, ok := quoted.IsVar(e); ok {
		v, _ := quoted.KwGet(meta, quoted.AVersion)
		n, _ := v.AsInt()
		return t.vars[n]
	}
	switch {
	case e.IsInteger():
		return typing{kind: "integer", text: "integer()"}
	case e.Kind() == term.KindFloat:
		return typing{kind: "float", text: "float()"}
	case e.IsBits():
		return typing{kind: "binary", text: "binary()"}
	case e.Is(term.ATrue) || e.Is(term.AFalse):
		return typing{kind: "atom", text: diagnostic.Inspect(e)}
	case e.IsAtom():
		return typing{kind: "atom", text: diagnostic.Inspect(e)}
	}
	return typing{}
}

// walk looks at the forms within e in the order in which they run.
func (t *typesOf) walk(e term.Term) {
	switch e.Kind() {
	case term.KindCons:
		for c := e.Cons(); c != nil; c = e.Cons() {
			t.walk(c.Head)
			e = c.Tail
		}
	case term.KindTuple:
		el := e.Elems()
		if m, a, ok := quoted.IsCallOf(e, quoted.AMatch, 2); ok {
			t.walk(a[1])
			t.assigned(m, a)
			return
		}
		if len(el) == 3 && el[1].IsList() {
			if !el[0].IsAtom() {
				t.walk(el[0])
			}
			t.walk(el[2])
			t.call(e)
			return
		}
		for _, x := range el {
			t.walk(x)
		}
	}
}

func (t *typesOf) assigned(meta term.Term, sides []term.Term) {
	name, vm, ctx, ok := quoted.IsVar(sides[0])
	ty := t.of(sides[1])
	if _, _, _, copied := quoted.IsVar(sides[1]); !ok || ctx != term.ANil || copied || ty.kind == "" {
		return
	}
	ty.name, ty.meta, ty.form = name, meta, quoted.Node("=", term.Empty, quoted.Variable(name.String(), term.Empty, term.ANil), sides[1])
	t.note(vm, ty)
}

// operators are Erlang's names for those of Elixir that are checked.
var operators = map[string]string{"+": "+", "-": "-", "*": "*", "/": "/", "div": "div", "rem": "rem",
	"<": "<", ">": ">", "=<": "<=", ">=": ">=", "==": "==", "/=": "!=", "=:=": "===", "=/=": "!=="}

func (t *typesOf) call(e term.Term) {
	mod, name, meta, args, ok := quoted.IsRemote(e)
	if _, made := quoted.KwGet(meta, quoted.AGenerated); !ok || made || quoted.ColumnOf(meta) == 0 {
		return
	}
	if _, field := quoted.KwGet(meta, quoted.ANoParens); field && len(args) == 0 {
		t.field(mod, name, meta)
		return
	}
	op, known := operators[name.String()]
	if !known || !mod.Is(quoted.AErlang) || len(args) != 2 {
		return
	}
	l, r := t.of(args[0]), t.of(args[1])
	switch op {
	case "+", "-", "*", "/", "div", "rem":
		t.arithmetic(op, meta, args, l, r)
	default:
		t.comparison(op, meta, args, l, r)
	}
}

// written is the call of an operator as it stands in the program.
func (t *typesOf) written(op string, args []term.Term) string {
	return t.r.s.text(quoted.Node(op, term.Empty, args...))
}

func (t *typesOf) arithmetic(op string, meta term.Term, args []term.Term, l, r typing) {
	domain := []string{"integer(), integer()", "integer(), float()", "float(), integer()", "float(), float()"}
	fits := func(ty typing) bool { return ty.kind == "" || ty.number() }
	switch op {
	case "/":
		domain = []string{"float() or integer(), float() or integer()"}
	case "div", "rem":
		domain = domain[:1]
		fits = func(ty typing) bool { return ty.kind == "" || ty.kind == "integer" }
	}
	if fits(l) && fits(r) {
		return
	}
	if l.kind != "" && r.kind != "" && l.kind != "struct" && r.kind != "struct" {
		d := diagnostic.BadArithmetic.At(t.env, meta, erlangAtom(op))
		d.Span = 1
		t.r.s.diagnose(t.r.job, d)
	}
	given := func(ty typing) string {
		if fits(ty) {
			return ty.shown()
		}
		return "-" + ty.shown() + "-"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "incompatible types given to Kernel.%s/2:\n\n    %s\n\ngiven types:\n\n    %s, %s\n\nbut expected one of:\n", op, t.written(op, args), given(l), given(r))
	for i, d := range domain {
		if len(domain) > 1 {
			d = "#" + strconv.Itoa(i+1) + "\n    " + d
		}
		b.WriteString("\n    " + d + "\n")
	}
	t.tell(meta, b.String()+t.traces(l, r), 1)
}

// erlangAtom is the name of an operator as Erlang's compiler shows it.
func erlangAtom(op string) string {
	if op == "div" || op == "rem" {
		return op
	}
	return "'" + op + "'"
}

func (t *typesOf) comparison(op string, meta term.Term, args []term.Term, l, r typing) {
	types := "given types:\n\n    " + l.shown() + " " + op + " " + r.shown() + "\n"
	ordering := strings.ContainsAny(op, "<>")
	switch {
	case ordering && (l.kind == "struct" || r.kind == "struct"):
		t.tell(meta, "comparison with structs found:\n\n    "+t.written(op, args)+"\n\n"+types+t.traces(l, r)+
			"\nComparison operators (>, <, >=, <=, min, and max) perform structural and not semantic comparison. "+
			"Comparing with a struct won't give meaningful results. Structs that can be compared typically define a compare/2 function "+
			"within their modules that can be used for semantic comparison.\n", 1)
	case l.kind == "" || r.kind == "" || l.kind == r.kind || l.name == 0 && r.name == 0 || op != "===" && op != "!==" && l.number() && r.number():
	default:
		t.tell(meta, "comparison between distinct types found:\n\n    "+t.written(op, args)+"\n\n"+types+t.traces(l, r)+
			"\nWhile Elixir can compare across all types, you are comparing across types which are always disjoint, "+
			"and the result is either always true or always false\n", 1)
	}
}

// field checks name in variable.name.
func (t *typesOf) field(target term.Term, key term.Atom, meta term.Term) {
	ty := t.of(target)
	if ty.kind != "struct" {
		return
	}
	info := t.r.s.structure(t.r.job, ty.mod)
	if t.r.mod.name == ty.mod {
		info = t.r.mod.structure
	}
	if info == nil {
		return
	}
	if _, ok := info.Defaults.Get(key.Term()); ok {
		return
	}
	var fields []string
	for _, f := range info.Fields {
		fields = append(fields, strings.TrimPrefix(diagnostic.Inspect(f.Term()), ":")+": term()")
	}
	sort.Strings(fields)
	t.tell(meta, fmt.Sprintf("unknown key .%s in expression:\n\n    %s.%s\n\nthe given type does not have the given key:\n\n    dynamic(%%%s{%s})\n",
		key, ty.name, key, diagnostic.Inspect(ty.mod.Term()), strings.Join(fields, ", "))+t.traces(ty), len([]rune(key.String())))
}

// traces say where the variables were given their types.
func (t *typesOf) traces(tys ...typing) string {
	out := ""
	told := map[term.Atom]bool{}
	for _, ty := range tys {
		if ty.name == 0 || told[ty.name] {
			continue
		}
		told[ty.name] = true
		out += fmt.Sprintf("\nwhere \"%s\" was given the type:\n\n    # type: %s\n    # from: %s:%d:%d\n    %s\n", ty.name, ty.text,
			diagnostic.Relative(t.env.File), quoted.LineOf(ty.meta), quoted.ColumnOf(ty.meta), t.r.s.text(ty.form))
	}
	return out
}

func (t *typesOf) tell(meta term.Term, text string, span int) {
	env := *t.env
	env.Function = &t.d.name
	d := diagnostic.New(&env, "warning", meta, text+"\ntyping violation found at:")
	d.Span = span
	t.out = append(t.out, d)
}
