package kernel

import (
	"slices"
	"sync"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file finds the call of Elixir that was compiled to a call of Erlang.

// An Original is a call as it was written. Order says which of the arguments of Erlang's function stands at each place.
type Original struct {
	MFA
	Args  []term.Term
	Order []int
}

// originals are the functions of Elixir behind those of Erlang. Kernel's come first, as they are the commonest.
var originals = sync.OnceValue(func() map[MFA]MFA {
	out := map[MFA]MFA{}
	for ex, erl := range Inlines {
		if old, ok := out[erl]; !ok || before(ex, old) {
			out[erl] = ex
		}
	}
	return out
})

// before prefers Kernel, and of the others the name that is a word.
func before(a, b MFA) bool {
	if (a.Mod == quoted.AKernel) != (b.Mod == quoted.AKernel) {
		return a.Mod == quoted.AKernel
	}
	return a.Name.String() > b.Name.String()
}

// turned are the functions whose arguments stand in another order in Erlang.
var turned = map[string]struct {
	mod, name string
	order     []int
	index     bool // the first argument of Erlang's function counts from one
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

// Written returns the call of Elixir that was compiled to this one of Erlang.
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

// fromZero is a zero-based index of a one-based one, the reverse of plusOne.
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
