package etf

import (
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"os/exec"
	"strings"
	"testing"

	"lab/runtime/term"
)

var us = EncodeOpts{Node: term.Intern("a@localhost"), Creation: 7}

func back(o EncodeOpts) DecodeOpts { return DecodeOpts{Node: o.Node, Creation: o.Creation} }

func samples() []term.Term {
	huge := new(big.Int).Exp(big.NewInt(3), big.NewInt(2000), nil)
	return []term.Term{
		term.Int(0), term.Int(255), term.Int(256), term.Int(-1), term.Int(1 << 40), term.Int(-1 << 59), term.Big(huge), term.Big(new(big.Int).Neg(huge)),
		term.Float(1.5), term.Float(math.Copysign(0, -1)), term.Nil, term.Sym("cześć"), term.Sym(strings.Repeat("ż", 200)),
		term.Empty, term.Charlist("abc"), term.List(term.Int(1), term.Int(256)), term.ListTail([]term.Term{term.Int(1)}, term.Ok),
		term.Tup(), term.Tup(term.Ok, term.Str("x")), term.Str(""), term.Str("\x00\xff"), term.Bitstring("\xa0", 3),
		term.MapOf(), term.MapOf(term.Sym("a"), term.Int(1), term.Str("b"), term.Float(2)),
		term.FromPid(&term.Pid{ID: 5, Serial: 1}), term.FromPid(&term.Pid{Node: term.Intern("b@localhost"), ID: 5, Creation: 9}),
		term.FromRef(&term.Ref{ID: [5]uint32{1, 2, 3}, N: 3}), term.FromPort(&term.Port{Node: term.Intern("b@localhost"), ID: 1 << 33, Creation: 2}),
		term.FromFun(&term.Fun{Module: term.Intern("lists"), Name: term.Intern("map"), Arity: 2, External: true}),
		term.FromFun(&term.Fun{Module: evalModule, Name: term.Intern("-expr/6-fun-0-"), Arity: 1, Index: 42, Version: term.ShortVersion(3), Source: term.Tup(term.Ok), Free: []term.Term{term.Int(9)}}),
	}
}

func TestRoundTrip(t *testing.T) {
	for _, want := range samples() {
		b, err := Encode(nil, want, us)
		if err != nil {
			t.Fatal(err)
		}
		got, rest, err := Decode(b, back(us))
		if err != nil || len(rest) != 0 || !term.Equal(got, want) {
			t.Errorf("%s came back as %s (%v)", term.Inspect(want, term.Opts{}), term.Inspect(got, term.Opts{}), err)
		}
	}
}

func TestCutShort(t *testing.T) {
	for _, s := range samples() {
		b, _ := Encode(nil, s, us)
		for n := range b {
			if _, _, err := Decode(b[:n], back(us)); err == nil {
				t.Errorf("%d of %d bytes of %s were enough", n, len(b), term.Inspect(s, term.Opts{}))
			}
		}
	}
}

func TestHostileCounts(t *testing.T) {
	for _, h := range []string{"836cffffffff", "8374ffffffff", "8369ffffffff", "836dffffffff", "836fffffffff00", "8370ffffffff", "8350ffffffff789c"} {
		b, _ := hex.DecodeString(h)
		if _, _, err := Decode(b, DecodeOpts{}); err == nil {
			t.Errorf("%s was believed", h)
		}
	}
	if _, _, err := Decode(append([]byte{version}, []byte(strings.Repeat("\x68\x01", maxDepth+1))...), DecodeOpts{}); err == nil {
		t.Error("any depth was believed")
	}
}

// TestAgainstErlang compares encoding and decoding with the real Erlang.
func TestAgainstErlang(t *testing.T) {
	erl, err := exec.LookPath("erl")
	if err != nil {
		t.Skip("there is no erl on the PATH")
	}
	exprs := map[string]term.Term{
		`{ok, <<"x">>, [1, 2, 300], "abc", 1.5}`: term.Tup(term.Ok, term.Str("x"), term.List(term.Int(1), term.Int(2), term.Int(300)), term.Charlist("abc"), term.Float(1.5)),
		`#{a => 1, b => [c | d]}`:                term.MapOf(term.Sym("a"), term.Int(1), term.Sym("b"), term.ListTail([]term.Term{term.Sym("c")}, term.Sym("d"))),
		`-(1 bsl 100)`:                           term.Big(new(big.Int).Neg(new(big.Int).Lsh(big.NewInt(1), 100))),
		`<<5:3>>`:                                term.Bitstring("\xa0", 3),
		`fun lists:map/2`:                        term.FromFun(&term.Fun{Module: term.Intern("lists"), Name: term.Intern("map"), Arity: 2, External: true}),
	}
	for expr, want := range exprs {
		ours, err := Encode(nil, want, us)
		if err != nil {
			t.Fatal(err)
		}
		code := `T = ` + expr + `, B = binary:decode_hex(<<"` + hex.EncodeToString(ours) + `">>), T = binary_to_term(B), ` +
			`io:format("~s~n~s~n", [binary:encode_hex(term_to_binary(T)), binary:encode_hex(term_to_binary(T, [compressed]))]), halt().`
		out, err := exec.Command(erl, "-noshell", "-eval", code).Output()
		if err != nil {
			t.Fatalf("%s: %v: %s", expr, err, out)
		}
		for _, line := range strings.Fields(string(out)) {
			theirs, err := hex.DecodeString(line)
			if err != nil {
				t.Fatalf("%s: %s", expr, out)
			}
			got, _, err := Decode(theirs, back(us))
			if err != nil || !term.Equal(got, want) {
				t.Errorf("%s was read as %s (%v)", expr, term.Inspect(got, term.Opts{}), err)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range samples() {
		b, _ := Encode(nil, s, us)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, _, err := Decode(b, DecodeOpts{Safe: true})
		if err != nil {
			return
		}
		again, err := Encode(nil, got, us)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := Decode(again, back(us)); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
	})
}

// TestPairsOfAtoms checks that equal pairs of atoms share one tuple, and that the cache never
// returns a wrong pair, even if it is full.
func TestPairsOfAtoms(t *testing.T) {
	decode := func(v term.Term) term.Term {
		b, err := Encode(nil, v, us)
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := Decode(b, back(us))
		if err != nil || !term.Equal(got, v) {
			t.Fatalf("%s came as %s: %v", term.Inspect(v, term.Opts{}), term.Inspect(got, term.Opts{}), err)
		}
		return got
	}
	for i := range 1000 {
		pair := term.Tup(term.Sym(fmt.Sprint("name", i%700)), term.Sym("node"))
		one, other := decode(pair), decode(term.List(pair)).Cons().Head
		if &one.Elems()[0] != &other.Elems()[0] {
			t.Fatalf("%s is there twice", term.Inspect(pair, term.Opts{}))
		}
	}
}
