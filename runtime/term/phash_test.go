package term

import (
	"math/big"
	"testing"
)

func power(base, exp, plus int64) Term {
	n := new(big.Int).Exp(big.NewInt(base), big.NewInt(exp), nil)
	return Big(n.Add(n, big.NewInt(plus)))
}

// TestPhash2 compares with the results of erlang:phash2/1 and phash2/2 of OTP 25.
func TestPhash2(t *testing.T) {
	hundred := NewMap()
	for i := int64(1); i <= 100; i++ {
		hundred = hundred.Put(Int(i), Tup(Sym("v"), Int(i)))
	}
	for _, test := range []struct {
		in   Term
		want uint32
		full uint32
	}{
		{Int(0), 88723725, 3175731469},
		{Int(1), 2614250, 539485162},
		{Int(-1), 44071773, 1117813597},
		{Int(134217727), 112602999, 4273352567},
		{Int(134217728), 12354923, 2562491755},
		{Int(-134217728), 69672967, 874979335},
		{Int(-134217729), 76739502, 1418916782},
		{Int(1152921504606846976), 31803508, 1373980788},
		{power(2, 100, 7), 124918388, 4151450228},
		{power(-2, 67, 0), 100134714, 1979182906},
		{Int(1 << 32), 95057355, 2108323275},
		{Float(1.5), 10380315, 2023646235},
		{Float(0), 20875736, 423528920},
		{Float(-2.25e100), 19609194, 556480106},
		{Ok, 1883, 1883},
		{Nil, 29948, 29948},
		{Sym("cześć"), 51509159, 185726887},
		{Sym("é"), 233, 233},
		{Sym("node1@localhost"), 67624612, 67624612},
		{Empty, 113427502, 3468870702},
		{List(Int(1), Int(2), Int(3)), 25788620, 4186538188},
		{Charlist("hello"), 81920127, 753008767},
		{List(Int(1), Int(2), Sym("a"), Int(3), Int(300), Int(4)), 102056164, 2249539812},
		{ListTail([]Term{Int(1)}, Int(2)), 86124794, 3844221178},
		{ListTail([]Term{Sym("a")}, Sym("b")), 74710280, 2356411656},
		{List(List(Int(1)), List(Int(2), List(Int(3))), Str("x")), 106706496, 1583101504},
		{Tup(), 87486268, 221703996},
		{Tup(Ok, Int(1), Str("abc")), 29857158, 432510342},
		{Str(""), 13708901, 147926629},
		{Str("hello"), 47480723, 1658093459},
		{Str("hello world!"), 25699699, 965223795},
		{Str("the quick brown fox jumps over"), 40318988, 40318988},
		{Bitstring("\xa0", 3), 133543196, 3354768668},
		{Bitstring("\x01\x02\x30", 20), 11286013, 2292987389},
		{MapOf(), 39679005, 844985373},
		{MapOf(Sym("a"), Int(1), Sym("b"), List(Int(2)), Str("c"), MapOf(Sym("d"), Nil)), 87990649, 2772345209},
		{Tup(Int(1), MapOf(Sym("x"), Int(1)), Int(2)), 2626378, 1881674570},
		{FromMap(hundred), 81559789, 3437002989},
		{FromFun(&Fun{Module: Intern("Elixir.Enum"), Name: Intern("map"), Arity: 2, External: true}), 71569656, 3561230584},
		{Tup(Str("a"), Str("b"), Sym("c"), Empty, Int(-5)), 2241426, 3357684626},
		{List(Str("foo"), Sym("bar")), 87042936, 1160784760},
		{Tup(Int(-300), List(Int(-1), Empty)), 125869596, 394305052},
		{FromPid(&Pid{Node: Intern("b"), ID: 123, Serial: 5}), 89735749, 1163477573},
		{FromPid(&Pid{Node: Intern("b"), ID: 40000, Serial: 5}), 72736572, 4233486140},
		{FromPid(&Pid{Node: Intern("b"), ID: 200000, Serial: 5}), 56582231, 1935630423},
		{FromPid(&Pid{Node: Intern("b"), ID: 1<<32 - 1, Serial: 5}), 89530718, 1163272542},
		{FromRef(&Ref{Node: Intern("b"), ID: [5]uint32{1, 2, 3}, N: 3}), 118531908, 118531908},
		{FromPort(&Port{Node: Intern("b"), ID: 1<<33 + 5}), 1366736, 3625245392},
	} {
		if got := Phash2(test.in, func(int) {}); got != test.want {
			t.Errorf("phash2(%s) is %d, want %d", Inspect(test.in, Opts{}), got, test.want)
		}
		if got := Phash2Range(test.in, 1<<32, func(int) {}); got != test.full {
			t.Errorf("phash2(%s, 2^32) is %d, want %d", Inspect(test.in, Opts{}), got, test.full)
		}
	}
}
