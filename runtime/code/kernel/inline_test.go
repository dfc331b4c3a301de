package kernel

import (
	"testing"

	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// TestCall checks the calls of Erlang functions that replace calls of Elixir functions.
func TestCall(t *testing.T) {
	for _, c := range []struct {
		mod, name string
		args      string // the source of a list
		want      string
	}{
		{"Kernel", "!==", "[a, b]", ":erlang.\"=/=\"(a, b)"},
		{"Kernel", "===", "[a, b]", ":erlang.\"=:=\"(a, b)"},
		{"Kernel", "self", "[]", ":erlang.self()"},
		{"Kernel", "elem", "[a, 0]", ":erlang.element(1, a)"},
		{"Kernel", "elem", "[a, i]", ":erlang.element(:erlang.+(i, 1), a)"},
		{"Kernel", "put_elem", "[a, 1, b]", ":erlang.setelement(2, a, b)"},
		{"Kernel", "is_map_key", "[m, k]", ":erlang.is_map_key(k, m)"},
		{"Kernel", "-", "[1]", "-1"},
		{"Kernel", "-", "[1.5]", "-1.5"},
		{"Kernel", "+", "[7]", "7"},
		{"Kernel", "-", "[a]", ":erlang.-(a)"},
		{"Bitwise", "|||", "[a, b]", ":erlang.bor(a, b)"},
		{"Map", "fetch!", "[m, k]", ":maps.get(k, m)"},
		{"Map", "has_key?", "[m, k]", ":maps.is_key(k, m)"},
		{"Map", "keys", "[m]", ":maps.keys(m)"},
		{"System", "os_time", "[]", ":os.system_time()"},
		{"Map", "put", "[m, k, v]", ":maps.put(k, v, m)"},
		{"Process", "alive?", "[p]", ":erlang.is_process_alive(p)"},
	} {
		args, err := syntax.Parse(c.args, syntax.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := Call(term.Empty, term.Empty, elixirModule(c.mod), term.Intern(c.name), quoted.Slice(args))
		want, err := syntax.Parse(c.want, syntax.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !term.Equal(bare(got), bare(want)) {
			t.Errorf("%s.%s%s: %s", c.mod, c.name, c.args, term.Inspect(got, term.Opts{}))
		}
	}
}

// bare removes the metadata of a form. It replaces aliases by atoms, and the negation of a number
// by a negative number.
func bare(form term.Term) term.Term {
	return quoted.Postwalk(form, func(t term.Term) term.Term {
		head, _, args, ok := quoted.IsNode(t)
		if !ok {
			return t
		}
		if name, _, parts, ok := quoted.IsCall(t); ok && name == quoted.AAliases {
			return term.Sym("Elixir." + parts[0].Atom().String())
		}
		if name, _, a, ok := quoted.IsCall(t); ok && name == quoted.AMinus && len(a) == 1 && a[0].IsNumber() {
			v, _ := signed(name, a[0])
			return v
		}
		return term.Tup(head, term.Empty, args)
	})
}

func TestInlined(t *testing.T) {
	mod, name, ok := Inlined(elixirModule("List"), term.Intern("to_tuple"), 1)
	if !ok || mod != quoted.AErlang || name.String() != "list_to_tuple" {
		t.Errorf("List.to_tuple/1 is %v.%v (%v)", mod, name, ok)
	}
	if _, _, ok := Inlined(elixirModule("List"), term.Intern("to_tuple"), 2); ok {
		t.Error("List.to_tuple/2 is a function of Erlang")
	}
}

func TestNames(t *testing.T) {
	got := quoted.SortedNames(Names("//2 is_map/1\n|>/2"))
	if len(got) != 3 || got[0].String() != "//2" || got[1].String() != "is_map/1" || got[2].String() != "|>/2" {
		t.Errorf("%v", got)
	}
	for _, f := range []string{"self/0", "inspect/2", "to_timeout/1"} {
		for n := range Names(f) {
			if !Functions[n] || Macros[n] {
				t.Errorf("%s is not a function of Kernel alone", f)
			}
		}
	}
}
