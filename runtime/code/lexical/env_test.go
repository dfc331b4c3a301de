package lexical

import (
	"path/filepath"
	"testing"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

func atoms(names ...string) []term.Atom {
	out := make([]term.Atom, len(names))
	for i, name := range names {
		out[i] = term.Intern(name)
	}
	return out
}

func TestAliases(t *testing.T) {
	e := NewEnv("nofile", 1)
	c, abc := term.Intern("Elixir.C"), term.Intern("Elixir.A.B.C")
	expand := func(want string, meta term.Term, parts ...string) {
		t.Helper()
		if got := e.ExpandAlias(meta, atoms(parts...)).String(); got != want {
			t.Errorf("%v: %s, want %s", parts, got, want)
		}
	}
	expand("Elixir.C", term.Empty, "C")
	e.AddAlias(c, abc, 0)
	expand("Elixir.A.B.C", term.Empty, "C")
	expand("Elixir.A.B.C.D", term.Empty, "C", "D")
	expand("Elixir.C", term.Empty, "Elixir", "C")
	expand("Elixir.D.C", term.Empty, "D", "C")
	expand("Elixir.X", term.List(term.Tup(quoted.AAlias.Term(), term.Sym("Elixir.X"))), "C")

	// An alias that a macro defines is known both inside and outside of its expansion. So `use` can
	// define aliases.
	inMacro := term.List(term.Tup(quoted.AAlias.Term(), term.False), term.Tup(quoted.ACounter.Term(), term.Int(-7)))
	expand("Elixir.C", inMacro, "C")
	e.AddAlias(c, term.Intern("Elixir.M"), -7)
	expand("Elixir.M", inMacro, "C")
	expand("Elixir.M", term.Empty, "C")
	e.AddAlias(c, abc, 0)
	expand("Elixir.M", inMacro, "C")
	expand("Elixir.A.B.C", term.Empty, "C")

	e.AddAlias(c, c, 0) // an alias to itself is removed
	expand("Elixir.C", term.Empty, "C")
}

func TestConcatAlias(t *testing.T) {
	for want, parts := range map[string][]string{
		"Elixir.A.B":   {"A", "B"},
		"Elixir.A":     {"Elixir", "A"},
		"Elixir.A.B.C": {"Elixir.A.B", "C"},
		"Elixir.B":     {"nil", "B"},
		"Elixir":       {},
	} {
		if got := ConcatAlias(atoms(parts...)).String(); got != want {
			t.Errorf("%v: %s, want %s", parts, got, want)
		}
	}
}

func TestRequire(t *testing.T) {
	e := NewEnv("nofile", 1)
	inner := *e
	b, a := term.Intern("Elixir.Zed"), term.Intern("Elixir.Abel")
	inner.Require(b)
	inner.Require(a)
	inner.Require(b)
	if !inner.Required(a) || !inner.Required(b) || e.Required(a) {
		t.Error("what an inner scope requires is not its own")
	}
}

// TestEnvAsTerm converts an environment to a __CALLER__ struct and back. The struct contains the
// full path of the file.
func TestEnvAsTerm(t *testing.T) {
	e := NewEnv("lib/a.ex", 7)
	e.Module = term.Intern("Elixir.A")
	e.Require(term.Intern("Elixir.B"))
	e.AddAlias(term.Intern("Elixir.C"), term.Intern("Elixir.D.C"), 0)
	back, ok := EnvFrom(e.Term())
	if !ok {
		t.Fatal("it is not an environment")
	}
	if filepath.Base(back.File) != "a.ex" || back.Line != e.Line || back.Module != e.Module || !back.Required(term.Intern("Elixir.B")) ||
		back.ExpandAlias(term.Empty, atoms("C")) != term.Intern("Elixir.D.C") {
		t.Errorf("%+v", back)
	}
	if _, ok := EnvFrom(term.Int(1)); ok {
		t.Error("a number is an environment")
	}
}

func TestBindings(t *testing.T) {
	x, y := term.Intern("x"), term.Intern("y")
	outer := &Binding{Name: x, Kind: 0, Version: 1}
	inner := &Binding{Name: x, Kind: -3, Version: 2, Next: outer}
	inner = &Binding{Name: y, Kind: 0, Version: 3, Next: inner}
	if b := inner.Find(x, 0); b == nil || b.Version != 1 {
		t.Error("the variable of another hygiene was found")
	}
	if b := inner.Find(x, -3); b == nil || b.Version != 2 {
		t.Error("the variable of a macro was not found")
	}
	if inner.Find(y, -3) != nil {
		t.Error("a variable was found that is not there")
	}
	if since := inner.Since(outer); len(since) != 2 || since[0].Version != 2 || since[1].Version != 3 {
		t.Errorf("%v", since)
	}
	meta := term.List(term.Tup(quoted.ACounter.Term(), term.Int(-3)))
	if KindOf(meta, x) != -3 || KindOf(term.Empty, x) != int64(x) {
		t.Error("the kind is not the counter, and else the context")
	}
}

func TestTracker(t *testing.T) {
	tr := NewTracker()
	defer tr.Close()
	line := func(n int) term.Term { return quoted.LineMeta(n) }
	name := func(s string) quoted.NameArity { return quoted.NameArity{Name: term.Intern(s), Arity: 1} }
	e := NewEnv("nofile", 1)
	e.Tracker = tr
	for i, s := range []string{"A", "B", "C"} {
		tr.Alias(term.Intern("Elixir."+s), line(i+1), s != "C")
		e.AddAlias(term.Intern("Elixir."+s), term.Intern("Elixir.X."+s), 0)
	}
	e.ExpandAlias(term.Empty, atoms("A"))
	tr.Import(term.Intern("Elixir.M"), line(5), nil, true)
	tr.Import(term.Intern("Elixir.N"), line(4), nil, true)
	tr.Import(term.Intern("Elixir.O"), line(6), []quoted.NameArity{name("f"), name("g")}, true)
	tr.UseImport(term.Intern("Elixir.O"), name("f"))
	aliases, imports := tr.Unused()
	if len(aliases) != 1 || aliases[0].Name.String() != "Elixir.B" {
		t.Errorf("aliases: %v", aliases)
	}
	var got []string
	for _, i := range imports {
		s := i.Name.String()
		if i.Function != nil {
			s += "." + i.Function.String()
		}
		got = append(got, s)
	}
	if len(got) != 3 || got[0] != "Elixir.N" || got[1] != "Elixir.M" || got[2] != "Elixir.O.g/1" {
		t.Errorf("imports: %v", got)
	}
	var none *Tracker // the prompt has none
	none.Alias(term.Intern("Elixir.A"), term.Empty, true)
	none.UseImport(term.Intern("Elixir.A"), name("f"))
}
