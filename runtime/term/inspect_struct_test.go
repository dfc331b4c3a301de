package term

import "testing"

func structOf(module string, kv ...Term) Term {
	return FromMap(MapOf(kv...).Map().Put(AStruct.Term(), Sym(module)))
}

func TestStructs(t *testing.T) {
	point := Intern("Elixir.Point")
	o := Opts{Fields: func(module Atom) []Atom {
		if module == point {
			return []Atom{Intern("x"), Intern("name")}
		}
		return []Atom{}
	}}
	zoned := structOf("Elixir.DateTime", Sym("calendar"), Sym("Elixir.Calendar.ISO"),
		Sym("year"), Int(2000), Sym("month"), Int(2), Sym("day"), Int(29), Sym("hour"), Int(23), Sym("minute"), Int(0), Sym("second"), Int(7),
		Sym("microsecond"), Tup(Int(0), Int(0)), Sym("utc_offset"), Int(3600), Sym("std_offset"), Int(0),
		Sym("time_zone"), Str("Europe/Warsaw"), Sym("zone_abbr"), Str("CET"))
	for _, test := range []struct {
		in   Term
		want string
	}{
		{structOf("Elixir.Point", Sym("name"), Int(1), Sym("x"), Int(2)), "%Point{x: 2, name: 1}"},
		{structOf("Elixir.Point", Sym("name"), Int(1)), "%{__struct__: Point, name: 1}"},
		{structOf("Elixir.Gone", Sym("a"), Int(1)), "%{__struct__: Gone, a: 1}"},
		{structOf("Elixir.Bare"), "%Bare{}"},
		{structOf("Elixir.Regex", Sym("source"), Str("a/b"), Sym("opts"), List(Sym("unicode"), Sym("ucp"), Sym("caseless"))), `~r/a\/b/iu`},
		{structOf("Elixir.Regex", Sym("source"), Str("a"), Sym("opts"), List(Sym("dotall"), Tup(Sym("newline"), Sym("anycrlf")), Sym("multiline"))), `~r/a/ms`},
		{structOf("Elixir.Regex", Sym("source"), Str("a"), Sym("opts"), List(Sym("unicode"))), `Regex.compile!("a", [:unicode])`},
		{zoned, "#DateTime<2000-02-29 23:00:07+01:00 CET Europe/Warsaw>"},
	} {
		if got := Inspect(test.in, o); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

func TestPrintableLimit(t *testing.T) {
	o := Opts{PrintableLimit: 3}
	if got, want := Inspect(Tup(Str("abcd"), Charlist("abcd")), o), `{"abc" <> ..., ~c"abc" ++ ...}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
