package code

import (
	"testing"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// Another process may load a module after a lookup has failed and before the module is requested.
// These tests load the module at that moment.

func TestMacroOfAModuleThatWasLoadedMeanwhile(t *testing.T) {
	s := newServer(t)
	x := newExpander(s, &job{}, nil, nil)
	mod, fn := vm.ModuleAtom("Late"), term.Intern("MACRO-twice")
	if x.Exports(mod, fn, 2) || x.LoadFor(mod, fn, 2) {
		t.Fatal("a macro that is nowhere was found")
	}
	if _, err := evalChunks(s, "defmodule Late do\n defmacro twice(x), do: {x, x}\nend"); err != nil {
		t.Fatal(err)
	}
	if !x.LoadFor(mod, fn, 2) {
		t.Error("a macro whose module was loaded meanwhile was not found")
	}
	if x.LoadFor(mod, term.Intern("MACRO-thrice"), 2) {
		t.Error("a macro that its module lacks was found")
	}
}

func TestImplementationThatWasLoadedMeanwhile(t *testing.T) {
	s := newServer(t)
	if _, err := evalChunks(s, "defprotocol Size do\n def size(x)\nend"); err != nil {
		t.Fatal(err)
	}
	table := &protocolTable{s: s, name: vm.ModuleAtom("Size")}
	// found reports whether load finds the implementation for an integer.
	found := func() bool {
		v, err := s.m.CallWith(vm.SpawnOpts{Quiet: true}, func(p *vm.Process) vm.Step {
			return table.load(p, term.Int(1), func(p *vm.Process, mod term.Atom) vm.Step { return p.Return(term.Bool(mod != 0)) })
		})
		if err != nil {
			t.Fatal(err)
		}
		return v.Is(term.ATrue)
	}
	if found() {
		t.Fatal("an implementation that is nowhere was found")
	}
	if _, err := evalChunks(s, "defimpl Size, for: Integer do\n def size(x), do: x\nend"); err != nil {
		t.Fatal(err)
	}
	if !found() {
		t.Error("an implementation that was loaded meanwhile was not found")
	}
}
