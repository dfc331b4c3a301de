package kernel

import (
	"slices"
	"sync"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file finds the Elixir call that was compiled to a given Erlang call.

// An Original is a call as it was written. Order[i] is the index in the Erlang call of the
// argument at position i.
type Original struct {
	MFA
	Args  []term.Term
	Order []int
}

// originals maps Erlang functions to Elixir functions. Kernel takes precedence as the most common
// module.
var originals = sync.OnceValue(func() map[MFA]MFA {
	out := map[MFA]MFA{}
	for ex, erl := range Inlines {
		if old, ok := out[erl]; !ok || before(ex, old) {
			out[erl] = ex
		}
	}
	return out
})

// before orders functions of Kernel first, then by name in descending order, so that words come
// before operators.
func before(a, b MFA) bool {
	if (a.Mod == quoted.AKernel) != (b.Mod == quoted.AKernel) {
		return a.Mod == quoted.AKernel
	}
	return a.Name.String() > b.Name.String()
}

// turned holds the Elixir functions whose arguments are in a different order in Erlang.
var turned = map[string]struct {
	mod, name string
	order     []int
	index     bool // the first argument in Erlang is a one-based index
}{
	"erlang.element/2":        {"Kernel", "elem", []int{1, 0}, true},
	"erlang.setelement/3":     {"Kernel", "put_elem", []int{1, 0, 2}, true},
	"erlang.delete_element/2": {"Tuple", "delete_at", []int{1, 0}, true},
	"erlang.insert_element/3": {"Tuple", "insert_at", []int{1, 0, 2}, true},
	"erlang.make_tuple/2":     {"Tuple", "duplicate", []int{1, 0}, false},
	"erlang.is_map_key/2":     {"Kernel", "is_map_key", []int{1, 0}, false},
	"erlang.andalso/2":        {"Kernel", "and", []int{0, 1}, false},
	"erlang.orelse/2":         {"Kernel", "or", []int{0, 1}, false},
	"maps.get/2":              {"Map", "fetch!", []int{1, 0}, false},
	"maps.remove/2":           {"Map", "delete", []int{1, 0}, false},
	"maps.find/2":             {"Map", "fetch", []int{1, 0}, false},
	"maps.is_key/2":           {"Map", "has_key?", []int{1, 0}, false},
	"maps.put/3":              {"Map", "put", []int{2, 0, 1}, false},
	"maps.update/3":           {"Map", "replace!", []int{2, 0, 1}, false},
}

// Written returns the Elixir call that was compiled to this Erlang call.
func Written(mod, name term.Atom, args []term.Term) (Original, bool) {
	fn := MFA{mod, name, len(args)}
	if ex, ok := originals()[fn]; ok {
		return Original{MFA: ex, Args: args, Order: inOrder(len(args))}, true
	}
	t, ok := turned[mod.String()+"."+quoted.NameArity{Name: name, Arity: len(args)}.String()]
	if !ok {
		return Original{}, false
	}
	args = slices.Clone(args)
	if t.index {
		at, known := fromZero(args[0])
		if !known {
			return Original{}, false
		}
		args[0] = at
	}
	o := Original{MFA: MFA{elixirModule(t.mod), term.Intern(t.name), len(args)}, Order: t.order}
	for _, i := range t.order {
		o.Args = append(o.Args, args[i])
	}
	return o, true
}

func inOrder(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// fromZero converts a one-based index to a zero-based index. It is the reverse of plusOne.
func fromZero(t term.Term) (term.Term, bool) {
	if n, ok := t.AsInt(); ok {
		return term.Int(n - 1), true
	}
	_, name, _, args, ok := quoted.IsRemote(t)
	if ok && name == quoted.APlus && len(args) == 2 {
		if n, one := args[1].AsInt(); one && n == 1 {
			return args[0], true
		}
	}
	return t, false
}
