package etf

import (
	"encoding/hex"
	"math/big"
	"strings"
	"testing"

	"lab/runtime/term"
)

func power(base, exp int64) term.Term {
	return term.Big(new(big.Int).Exp(big.NewInt(base), big.NewInt(exp), nil))
}

func squares() term.Term {
	m := term.NewMap()
	for i := int64(1); i <= 40; i++ {
		m = m.Put(term.Int(i), term.Int(i*i))
	}
	return term.FromMap(m)
}

// TestGolden compares with erlang:term_to_binary/2 of OTP 25 with minor_version 2 and
// deterministic.
func TestGolden(t *testing.T) {
	for _, test := range []struct {
		in   term.Term
		want string
	}{
		{term.Int(0), "836100"},
		{term.Int(255), "8361ff"},
		{term.Int(256), "836200000100"},
		{term.Int(-1), "8362ffffffff"},
		{term.Int(2147483647), "83627fffffff"},
		{term.Int(2147483648), "836e040000000080"},
		{term.Int(-2147483648), "836280000000"},
		{term.Int(-2147483649), "836e040101000080"},
		{power(2, 100), "836e0d0000000000000000000000000010"},
		{power(-2, 101), "836e0d0100000000000000000000000020"},
		{term.Float(1.5), "83463ff8000000000000"},
		{term.Float(-2.25e100), "8346d4c492e2ca475bed"},
		{term.Ok, "8377026f6b"},
		{term.Sym("cześć"), "837707637a65c59bc487"},
		{term.Sym(""), "837700"},
		{term.Empty, "836a"},
		{term.Charlist("hello"), "836b000568656c6c6f"},
		{term.List(term.Int(1), term.Int(256)), "836c00000002610162000001006a"},
		{term.ListTail([]term.Term{term.Int(1)}, term.Int(2)), "836c0000000161016102"},
		{term.List(term.Int(1), term.Ok), "836c00000002610177026f6b6a"},
		{term.Tup(), "836800"},
		{term.Tup(term.Ok, term.Str("x")), "83680277026f6b6d0000000178"},
		{term.Str(""), "836d00000000"},
		{term.Str("hello"), "836d0000000568656c6c6f"},
		{term.Bitstring("\xa0", 3), "834d0000000103a0"},
		{term.MapOf(), "837400000000"},
		{term.MapOf(term.Sym("a"), term.Int(1), term.Str("b"), term.Float(2), term.Int(3), term.Nil), "837400000003610377036e696c77016161016d0000000162464000000000000000"},
		{term.FromFun(&term.Fun{Module: term.Intern("lists"), Name: term.Intern("map"), Arity: 2, External: true}), "837177056c6973747377036d61706102"},
		{squares(), "837400000028610161016102610461036109610461106105611961066124610761316108614061096151610a6164610b6179610c6190610d61a9610e61c4610f61e16110620000010061116200000121611262000001446113620000016961146200000190611562000001b9611662000001e4611762000002116118620000024061196200000271611a62000002a4611b62000002d9611c6200000310611d6200000349611e6200000384611f62000003c1612062000004006121620000044161226200000484612362000004c96124620000051061256200000559612662000005a4612762000005f161286200000640"},
	} {
		b, err := Encode(nil, test.in, EncodeOpts{Deterministic: true})
		if err != nil || hex.EncodeToString(b) != test.want {
			t.Errorf("%s is %x, want %s (%v)", term.Inspect(test.in, term.Opts{}), b, test.want, err)
		}
		got, rest, err := Decode(b, DecodeOpts{})
		if err != nil || len(rest) > 0 || !term.Equal(got, test.in) {
			t.Errorf("%s came back as %s (%v)", test.want, term.Inspect(got, term.Opts{}), err)
		}
	}
}

// TestOptions compares with OTP 25, whose default is minor_version 1.
func TestOptions(t *testing.T) {
	minor := func(n int64) term.Term { return term.Tup(minorVersionAtom.Term(), term.Int(n)) }
	for _, test := range []struct {
		in      term.Term
		options []term.Term
		want    string
	}{
		{term.Ok, nil, "836400026f6b"},
		{term.Ok, []term.Term{minor(2)}, "8377026f6b"},
		{term.Sym("é"), nil, "83640001e9"},
		{term.Sym("é"), []term.Term{minor(2)}, "837702c3a9"},
		{term.Sym("cześć"), nil, "837707637a65c59bc487"},
		{term.Sym(strings.Repeat("a", 255)), nil, "836400ff" + strings.Repeat("61", 255)},
		{term.Sym(strings.Repeat("ż", 200)), nil, "83760190" + strings.Repeat("c5bc", 200)},
		{term.Float(1.5), []term.Term{minor(0)}, "8363312e3530303030303030303030303030303030303030652b30300000000000"},
		{term.FromFun(&term.Fun{Module: term.Intern("lists"), Name: term.Intern("map"), Arity: 2, External: true}), nil, "83716400056c697374736400036d61706102"},
		{term.FromPid(&term.Pid{ID: 0x60}), nil, "835864000d6e6f6e6f6465406e6f686f7374000000600000000000000000"},
		{term.Str("ab"), []term.Term{term.Sym("compressed")}, "836d000000026162"},
	} {
		o, ok := ReadOptions(EncodeOpts{}, test.options)
		b, err := Encode(nil, test.in, o)
		if !ok || err != nil || hex.EncodeToString(b) != test.want {
			t.Errorf("%s is %x, want %s (%v)", term.Inspect(test.in, term.Opts{}), b, test.want, err)
		}
	}
	for _, wrong := range []term.Term{term.Sym("foo"), term.Tup(compressedAtom.Term(), term.Int(10)), minor(3), minor(-1), term.Int(1)} {
		if _, ok := ReadOptions(EncodeOpts{}, []term.Term{wrong}); ok {
			t.Errorf("the option %s was taken", term.Inspect(wrong, term.Opts{}))
		}
	}
}

func TestCompressed(t *testing.T) {
	want := term.Str(strings.Repeat("a", 5000))
	b, err := Encode(nil, want, EncodeOpts{Compression: 9})
	if err != nil || len(b) > 100 {
		t.Fatalf("%d bytes (%v)", len(b), err)
	}
	if got, rest, err := Decode(append(b, 1, 2), DecodeOpts{}); err != nil || len(rest) != 2 || !term.Equal(got, want) {
		t.Errorf("%d bytes are left (%v)", len(rest), err)
	}
	// theirs is a list of forty binaries <<"abc">>, encoded and compressed by OTP 25.
	theirs, _ := hex.DecodeString("835000000146789ccb616060d0c80512cc8949c9a334797416008d40406f")
	abc := make([]term.Term, 40)
	for i := range abc {
		abc[i] = term.Str("abc")
	}
	if got, _, err := Decode(theirs, DecodeOpts{}); err != nil || !term.Equal(got, term.List(abc...)) {
		t.Errorf("read as %s (%v)", term.Inspect(got, term.Opts{}), err)
	}
}

// TestOlderTags decodes tags that only older nodes send.
func TestOlderTags(t *testing.T) {
	node := "6400016e" // n as ATOM_EXT
	n := term.Intern("n")
	for in, want := range map[string]term.Term{
		"8373026f6b":                                          term.Ok,
		"8363312e35" + strings.Repeat("00", 28):               term.Float(1.5),
		"8367" + node + "000000050000000102":                  term.FromPid(&term.Pid{Node: n, ID: 5, Serial: 1, Creation: 2}),
		"8366" + node + "0000000502":                          term.FromPort(&term.Port{Node: n, ID: 5, Creation: 2}),
		"8359" + node + "0000000500000002":                    term.FromPort(&term.Port{Node: n, ID: 5, Creation: 2}),
		"8365" + node + "0000000502":                          term.FromRef(&term.Ref{Node: n, ID: [5]uint32{5}, N: 1, Creation: 2}),
		"83720003" + node + "02" + "000000010000000200000003": term.FromRef(&term.Ref{Node: n, ID: [5]uint32{1, 2, 3}, N: 3, Creation: 2}),
		"835a0001" + node + "00000002" + "00000009":           term.FromRef(&term.Ref{Node: n, ID: [5]uint32{9}, N: 1, Creation: 2}),
		"8378" + node + "0000000200000005" + "00000002":       term.FromPort(&term.Port{Node: n, ID: 1<<33 + 5, Creation: 2}),
	} {
		b, err := hex.DecodeString(in)
		if err != nil {
			t.Fatal(err)
		}
		if got, rest, err := Decode(b, DecodeOpts{}); err != nil || len(rest) > 0 || !term.Equal(got, want) {
			t.Errorf("%s was read as %s (%v)", in, term.Inspect(got, term.Opts{}), err)
		}
	}
}
