package compile

import (
	"slices"
	"sync"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file builds the errors of code typed at a prompt. Elixir evaluates such code with OTP's
// erl_eval, whose errors differ from those of compiled code.

// typed reports whether the code comes from a prompt.
func (c *compiler) typed() bool { return typedAt(c.fn) }

func typedAt(f *vm.Func) bool {
	return f.File == "iex" && (!f.Source.IsNone() || f.Module == AElixirEval)
}

// updating returns the stack below :maps.update/3, up to the maximum depth.
var updating = sync.OnceValue(func() []vm.StackEntry {
	eval, iex := term.Intern("erl_eval"), vm.ModuleAtom("IEx.Evaluator")
	return []vm.StackEntry{
		{Module: eval, Name: funName(term.Intern("expr"), 6, 5), Arity: 2, File: "erl_eval.erl", Line: 309},
		{Module: term.Intern("lists"), Name: term.Intern("foldl"), Arity: 3, File: "lists.erl", Line: 1350},
		{Module: eval, Name: term.Intern("expr"), Arity: 6, File: "erl_eval.erl", Line: 306},
		{Module: term.Intern("elixir"), Name: term.Intern("eval_forms"), Arity: 4, File: "src/elixir.erl", Line: 364},
		{Module: vm.ModuleAtom("Module.ParallelChecker"), Name: term.Intern("verify"), Arity: 1, File: "lib/module/parallel_checker.ex", Line: 120},
		{Module: iex, Name: term.Intern("eval_and_inspect"), Arity: 3, File: "lib/iex/evaluator.ex", Line: 336},
		{Module: iex, Name: term.Intern("eval_and_inspect_parsed"), Arity: 3, File: "lib/iex/evaluator.ex", Line: 310},
	}
})

// lacksKey returns the error for updating a map without the key.
func (c *compiler) lacksKey(key, value, in term.Term, fn *vm.Func, line int) error {
	if !c.typed() {
		return vm.At(vm.ErrorOf(c.noKey(key, in)), fn, line)
	}
	e := vm.ErrorOf(term.Tup(aBadkey, key))
	at := vm.StackEntry{Module: aMaps, Name: term.Intern("update"), Arity: 3, Args: []term.Term{key, value, in}}
	e.Stack = slices.Concat([]vm.StackEntry{at}, updating())
	return e.Complete()
}

// notBits returns the error for a segment that should be a binary. erl_eval fails when it computes
// the size.
func notBits(v term.Term, fn *vm.Func, line int) error {
	e := vm.BadargAt(1, "not a bitstring")
	at := &e.Stack[0]
	at.Module, at.Name, at.Arity, at.Args = term.Intern("erlang"), term.Intern("bit_size"), 1, []term.Term{v}
	e.Stack = append(e.Stack, vm.StackEntry{Module: term.Intern("eval_bits"), Name: term.Intern("eval_exp_field1"), Arity: 9, File: "eval_bits.erl", Line: 114})
	return vm.At(e, fn, line)
}
