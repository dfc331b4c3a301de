package quoted_test

import (
	"testing"

	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

func parse(t *testing.T, src string) term.Term {
	t.Helper()
	form, err := syntax.Parse(src, syntax.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return form
}

func shown(t term.Term) string { return term.Inspect(t, term.Opts{Width: 200}) }

// TestKindsOfForms checks the functions that distinguish calls, variables and other forms.
func TestKindsOfForms(t *testing.T) {
	for _, c := range []struct {
		src                  string
		node, call, variable bool
		remote               bool
	}{
		{"x", true, false, true, false},
		{"f()", true, true, false, false},
		{"f(1, 2)", true, true, false, false},
		{"1 + 2", true, true, false, false},
		{"M.f(1)", true, false, false, true},
		{":m.f()", true, false, false, true},
		{"f.(1)", true, false, false, false},
		{"{1, 2, 3}", true, true, false, false},
		{"{1, 2}", false, false, false, false},
		{"[1, 2]", false, false, false, false},
		{":a", false, false, false, false},
	} {
		form := parse(t, c.src)
		_, _, _, node := quoted.IsNode(form)
		_, _, _, call := quoted.IsCall(form)
		_, _, _, variable := quoted.IsVar(form)
		_, _, _, _, remote := quoted.IsRemote(form)
		if node != c.node || call != c.call || variable != c.variable || remote != c.remote {
			t.Errorf("%s: node %v, call %v, variable %v, remote %v", c.src, node, call, variable, remote)
		}
	}
}

func TestIsCallOf(t *testing.T) {
	form := parse(t, "f(1, 2)")
	f := term.Intern("f")
	if _, args, ok := quoted.IsCallOf(form, f, 2); !ok || len(args) != 2 {
		t.Error("f/2 is not a call of f/2")
	}
	if _, _, ok := quoted.IsCallOf(form, f, -1); !ok {
		t.Error("f/2 is not a call of f of any arity")
	}
	if _, _, ok := quoted.IsCallOf(form, f, 1); ok {
		t.Error("f/2 is a call of f/1")
	}
	if _, _, ok := quoted.IsCallOf(form, term.Intern("g"), 2); ok {
		t.Error("f/2 is a call of g/2")
	}
}

func TestKeywords(t *testing.T) {
	a, b := term.Intern("a"), term.Intern("b")
	kw := parse(t, "[a: 1, b: 2, a: 3]")
	for _, c := range []struct {
		what string
		got  term.Term
		want string
	}{
		{"delete", quoted.KwDelete(kw, a), "[b: 2]"},
		{"delete what is not there", quoted.KwDelete(kw, term.Intern("c")), "[a: 1, b: 2, a: 3]"},
		{"store replaces all", quoted.KwStore(kw, a, term.Int(9)), "[a: 9, b: 2]"},
		{"store appends", quoted.KwStore(quoted.KwDelete(kw, b), b, term.Int(9)), "[a: 1, a: 3, b: 9]"},
		{"new keeps", quoted.KwNew(kw, a, term.Int(9)), "[a: 1, b: 2, a: 3]"},
		{"new puts first", quoted.KwNew(kw, term.Intern("c"), term.Int(9)), "[c: 9, a: 1, b: 2, a: 3]"},
	} {
		if shown(c.got) != c.want {
			t.Errorf("%s: %s", c.what, shown(c.got))
		}
	}
	if v, ok := quoted.KwGet(kw, a); !ok || v.Small() != 1 {
		t.Error("the first of a key is not the one that is found")
	}
	for src, want := range map[string]bool{"[]": true, "[a: 1]": true, "[{1, 2}]": false, "[b, a: 1]": false, "1": false} {
		if quoted.Keyword(parse(t, src)) != want {
			t.Errorf("%s: a keyword list is %v", src, !want)
		}
	}
}

func TestPlaces(t *testing.T) {
	meta := quoted.MetaOf(parse(t, "\n\nf(1)"))
	if quoted.LineOf(meta) != 3 || quoted.ColumnOf(meta) != 0 {
		t.Errorf("line %d, column %d", quoted.LineOf(meta), quoted.ColumnOf(meta))
	}
	if got := shown(quoted.LineMeta(0)) + shown(quoted.LineMeta(7)); got != "[][line: 7]" {
		t.Errorf("metadata of lines: %s", got)
	}
	if !quoted.MetaOf(term.Int(1)).IsEmpty() {
		t.Error("a number has metadata")
	}
}

// TestEscape checks that Escape returns a form that evaluates to the value.
func TestEscape(t *testing.T) {
	a := term.Sym("a")
	for _, c := range []struct {
		value term.Term
		want  string
	}{
		{term.Tup(), "{:{}, [], []}"},
		{term.Tup(a, a), "{:a, :a}"},
		{term.Tup(a, a, a), "{:{}, [], [:a, :a, :a]}"},
		{term.List(term.Tup(a)), "[{:{}, [], [:a]}]"},
		{term.NewCons(a, a), "[{:|, [], [:a, :a]}]"},
		{term.MapOf(a, term.Tup(a)), "{:%{}, [], [a: {:{}, [], [:a]}]}"},
		{term.Str("s"), `"s"`},
	} {
		if got := shown(quoted.Escape(c.value)); got != c.want {
			t.Errorf("%s: %s, want %s", shown(c.value), got, c.want)
		}
	}
}

func TestWalks(t *testing.T) {
	form := parse(t, "f(x, [y | z], {x, 1})")
	doubled := quoted.Postwalk(form, func(t term.Term) term.Term {
		if n, ok := t.AsInt(); ok {
			return term.Int(2 * n)
		}
		return t
	})
	if want := parse(t, "f(x, [y | z], {x, 2})"); !term.Equal(doubled, want) {
		t.Errorf("%s", shown(doubled))
	}
	names := func(name string) func(term.Term) bool {
		return func(t term.Term) bool {
			v, _, _, ok := quoted.IsVar(t)
			return ok && v.String() == name
		}
	}
	for name, want := range map[string]bool{"x": true, "z": true, "f": false} {
		if quoted.Contains(form, names(name)) != want {
			t.Errorf("the form names %s: %v", name, !want)
		}
	}
}
