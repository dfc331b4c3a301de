package term

import (
	"math/big"
	"strings"
	"testing"
)

func kw(pairs ...Term) Term {
	var elems []Term
	for i := 0; i+1 < len(pairs); i += 2 {
		elems = append(elems, Tup(pairs[i], pairs[i+1]))
	}
	return List(elems...)
}

func numbers(n int) Term {
	var elems []Term
	for i := range n {
		elems = append(elems, Int(int64(i+200)))
	}
	return List(elems...)
}

func TestInspect(t *testing.T) {
	huge, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
	for _, test := range []struct {
		in   Term
		want string
	}{
		{Int(-5), "-5"}, {Big(huge), "123456789012345678901234567890"},
		{Float(1), "1.0"}, {Float(1e10), "10000000000.0"}, {Float(1e16), "1.0e16"}, {Float(1.5e-7), "1.5e-7"}, {Float(0.1), "0.1"}, {Float(123456.789), "123456.789"}, {Float(1e22), "1.0e22"}, {Float(100), "100.0"},
		{Nil, "nil"}, {True, "true"}, {Ok, ":ok"}, {Sym("node1@localhost"), ":node1@localhost"}, {Sym("Elixir.Foo.Bar"), "Foo.Bar"},
		{Sym("two words"), `:"two words"`}, {Sym("a?"), ":a?"}, {Sym("+"), ":+"}, {Sym("::"), `:"::"`}, {Sym("..//"), ":..//"}, {Sym(""), `:""`}, {Sym("111"), `:"111"`}, {Sym("Elixir"), "Elixir"}, {Sym("Abc"), ":Abc"},
		{Empty, "[]"}, {List(Int(1), Int(2)), "[1, 2]"}, {ListTail([]Term{Int(1)}, Int(2)), "[1 | 2]"}, {Charlist("abc"), `~c"abc"`},
		{kw(Sym("a"), Int(1), Sym("two words"), Int(2)), `[a: 1, "two words": 2]`},
		{Tup(), "{}"}, {Tup(Ok, Str("x")), `{:ok, "x"}`},
		{Str("a\n\"#{x}\t\x1b"), `"a\n\"\#{x}\t\e"`}, {Str("a\x00"), "<<97, 0>>"}, {Str("cześć"), `"cześć"`}, {Str("\xff"), "<<255>>"}, {Bitstring("\x80", 1), "<<1::size(1)>>"}, {Str(""), `""`},
		{MapOf(Sym("b"), Int(1), Sym("a"), Int(2)), "%{a: 2, b: 1}"}, {MapOf(Str("k"), Int(1)), `%{"k" => 1}`}, {MapOf(), "%{}"},
		{MapOf(AStruct.Term(), Sym("Elixir.RuntimeError"), AException.Term(), True, Sym("message"), Str("boom")), `%RuntimeError{message: "boom"}`},
		{MapOf(AStruct.Term(), Sym("Elixir.Range"), Sym("first"), Int(1), Sym("last"), Int(5), Sym("step"), Int(1)), "1..5"},
		{FromFun(&Fun{Module: Intern("Elixir.Enum"), Name: Intern("map"), Arity: 2, External: true}), "&Enum.map/2"},
		{FromFun(&Fun{Module: Intern("erl_eval"), Name: Intern("-expr/6-fun-2-"), Arity: 1, Index: 42, Version: ShortVersion(3316493)}), "#Function<42.3316493/1 in :erl_eval.expr/6>"},
		{FromPid(&Pid{ID: 112}), "#PID<0.112.0>"},
		{numbers(60), "[" + strings.TrimSuffix(strings.Repeat("x, ", 50), ", ")},
	} {
		got := Inspect(test.in, Opts{})
		if strings.HasPrefix(test.want, "[x") {
			if !strings.HasSuffix(got, "249, ...]") {
				t.Errorf("long list: %s", got)
			}
			continue
		}
		if got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

func TestInspectFoldsLines(t *testing.T) {
	node := func(n string) Term { return Sym(n + "@localhost") }
	multi := Tup(kw(node("node1"), Tup(Str("multi"), node("node1")), node("node2"), Tup(Str("multi"), node("node2")), node("node3"), Tup(Str("multi"), node("node3"))), Empty)
	for _, test := range []struct {
		in   Term
		want string
	}{
		{multi, `{[
   node1@localhost: {"multi", :node1@localhost},
   node2@localhost: {"multi", :node2@localhost},
   node3@localhost: {"multi", :node3@localhost}
 ], []}`},
		{List(Tup(Str("hello"), node("node1")), Tup(Str("hello"), node("node2")), Tup(Str("hello"), node("node3"))), `[
  {"hello", :node1@localhost},
  {"hello", :node2@localhost},
  {"hello", :node3@localhost}
]`},
		{numbers(20), `[200, 201, 202, 203, 204, 205, 206, 207, 208, 209, 210, 211, 212, 213, 214, 215,
 216, 217, 218, 219]`},
	} {
		if got := Inspect(test.in, Opts{Width: 80}); got != test.want {
			t.Errorf("got\n%s\nwant\n%s", got, test.want)
		}
	}
}

func TestColours(t *testing.T) {
	o := Opts{Colours: map[string]string{"atom": Colour("cyan"), "reset": Colour("reset")}}
	if got, want := Inspect(Tup(Ok), o), "{\x1b[36m:ok\x1b[0m}"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
