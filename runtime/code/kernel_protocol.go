package code

import (
	"strings"
	"sync"
	"sync/atomic"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements defprotocol and defimpl, and the dispatch of protocols.

func protocolMacros() {
	protocol := expand.NewTemplate(`defmodule unquote(name) do
  :elixir_module.protocol(__MODULE__)
  unquote(body)
  {:__protocol__, 1}
end`)
	defModuleMacro("defprotocol", 2, func(x *expander, meta term.Term, a []term.Term) term.Term {
		body, ok := quoted.KwGet(a[1], quoted.ADo)
		if !ok {
			body = term.Nil
		}
		return protocol.Fill(x.Expander, meta, expand.Slots{"name": a[0], "body": quoted.Node("lab protocol", meta, body)})
	})
	defModuleMacro("defimpl", 2, func(x *expander, meta term.Term, a []term.Term) term.Term {
		return x.defimpl(meta, a[0], a[1], term.Empty)
	})
	defModuleMacro("defimpl", 3, func(x *expander, meta term.Term, a []term.Term) term.Term {
		return x.defimpl(meta, a[0], a[1], a[2])
	})
	expand.Forms[term.Intern("lab protocol")] = anyArityHere(func(x *expander, _, meta term.Term, a []term.Term) term.Term {
		x.mod.protocol = true
		return quoted.Node("__block__", meta, x.Expand(a[0]), term.Tup(aProtocolInfo.Term(), term.Int(1)))
	})
}

// protocolDef expands def in a protocol to a dispatching function.
func (x *expander) protocolDef(m *module, meta, call term.Term) term.Term {
	name, _, args, ok := quoted.IsCall(call)
	if !ok || len(args) == 0 {
		x.Raise(expand.ArgumentError("protocol functions expect at least one argument"))
	}
	out := []term.Term{quoted.Remote(meta, quoted.AElixirMod.Term(), "protocol_def", m.name.Term(), name.Term(), term.Int(int64(len(args))), quoted.Escape(term.List(args...)), term.Int(int64(quoted.LineOf(meta))))}
	for given := range countDefaults(args) {
		out = append(out, x.shorter(m, meta, name.String(), args, given))
	}
	return quoted.Block(meta, append(out[1:], out[0])...)
}

// defimpl defines one module for each type.
func (x *expander) defimpl(meta, name, opts, block3 term.Term) term.Term {
	all := append(quoted.Slice(opts), quoted.Slice(block3)...)
	kw := term.List(all...)
	body, ok := quoted.KwGet(kw, quoted.ADo)
	if !ok {
		x.Raise(expand.ArgumentError("missing :do option in \"defimpl\""))
	}
	proto := x.Expand(name)
	target, given := quoted.KwGet(kw, term.Intern("for"))
	if !given {
		if x.Env.Module == 0 {
			x.Raise(expand.ArgumentError("defimpl/3 expects a :for option when declared outside a module"))
		}
		target = x.Env.Module.Term()
	}
	types := x.Expand(target)
	if !types.IsAtom() && types.Cons() == nil {
		types = target // an expression, evaluated at run time in the program's body
	}
	if types.Cons() == nil {
		types = term.List(types)
	}
	around := term.Nil
	if x.Env.Module != 0 {
		around = x.Env.Module.Term()
	}
	var out []term.Term
	for _, t := range quoted.Slice(types) {
		if !proto.IsAtom() || !t.IsAtom() {
			out = append(out, x.lateImpl(meta, name, t, around, body))
			continue
		}
		mod := lexical.ConcatAlias([]term.Atom{proto.Atom(), t.Atom()})
		out = append(out, x.implModule(meta, mod.Term(), proto, t, around, body))
	}
	return quoted.Block(meta, out...)
}

// implModule returns the code of the module that implements a protocol for a type.
func (x *expander) implModule(meta, mod, proto, t, around, body term.Term) term.Term {
	begin := quoted.Remote(meta, quoted.AElixirMod.Term(), "impl", quoted.Node("__MODULE__", meta), proto, t, term.Int(int64(quoted.LineOf(meta))), around)
	return quoted.Node("defmodule", meta, mod, term.List(quoted.Pair("do", quoted.Node("__block__", meta, begin, body))))
}

// lateImpl is like implModule, but for a protocol or type that is given by an expression.
func (x *expander) lateImpl(meta, proto, t, around, body term.Term) term.Term {
	p, of := x.FreshVar("protocol"), x.FreshVar("for")
	mod := quoted.Remote(meta, term.Sym("Elixir.Module"), "concat", p, of)
	return quoted.Block(meta,
		quoted.Node("=", meta, p, proto), quoted.Node("=", meta, of, t),
		x.implModule(meta, mod, p, of, around, body))
}

// A protocolFn is a function declared by a def in a protocol.
type protocolFn struct {
	name quoted.NameArity
	args []term.Term
	line int
}

// builtinImpl returns the last part of the implementation's module name for a value that is not a
// struct.
func builtinImpl(t term.Term) string {
	switch t.Kind() {
	case term.KindInt, term.KindBig:
		return "Integer"
	case term.KindAtom:
		return "Atom"
	case term.KindEmpty, term.KindCons:
		return "List"
	case term.KindTuple:
		return "Tuple"
	case term.KindMap:
		return "Map"
	case term.KindBits:
		return "BitString"
	case term.KindFun:
		return "Function"
	case term.KindPid:
		return "PID"
	case term.KindPort:
		return "Port"
	case term.KindRef:
		return "Reference"
	}
	return "Float"
}

// A protocolTable looks up and caches implementations.
type protocolTable struct {
	s    *Server
	name term.Atom
	any  bool
	// builtin holds the implementations by kind. structs holds the implementations for structs, by
	// the module of the struct.
	builtin [16]atomic.Pointer[implementation]
	structs sync.Map // module as a term.Term to *implementation
}

// An implementation is the module that implements a protocol for a type. The module need not
// exist.
type implementation struct {
	mod term.Atom
	// sign is the module's __impl__/1. It is undefined if the module does not exist or was defined
	// after consolidation.
	sign *vm.Export
}

func (t *protocolTable) implementation(mod term.Atom) *implementation {
	sign := mod
	if t.s.refuses(mod) {
		sign = noSign
	}
	return &implementation{mod, t.s.m.Export(sign, aImpl, 1)}
}

// forget clears the cache.
func (t *protocolTable) forget() {
	for i := range t.builtin {
		t.builtin[i].Store(nil)
	}
	t.structs.Clear()
}

var aImpl = term.Intern("__impl__")

// implOf returns the module that implements the protocol for a value, if that module is loaded.
func (t *protocolTable) implOf(v term.Term) (mod term.Atom, found bool) {
	impl := t.lookup(v)
	return impl.mod, impl.sign.Func() != nil
}

func (t *protocolTable) lookup(v term.Term) *implementation {
	if m := v.Map(); m != nil {
		if st, ok := m.Get(term.AStruct.Term()); ok && st.IsAtom() {
			if impl, ok := t.structs.Load(st); ok {
				return impl.(*implementation)
			}
			impl := t.implementation(joinAlias(t.name, st.Atom()))
			t.structs.Store(st, impl)
			return impl
		}
	}
	at := &t.builtin[v.Kind()]
	impl := at.Load()
	if impl == nil {
		impl = t.implementation(term.InternDerived(t.name.String() + "." + builtinImpl(v)))
		at.Store(impl)
	}
	return impl
}

func (t *protocolTable) target(v term.Term) term.Atom { return t.lookup(v).mod }

func joinAlias(a, b term.Atom) term.Atom {
	return term.InternDerived(a.String() + "." + strings.TrimPrefix(b.String(), "Elixir."))
}

func (t *protocolTable) has(mod term.Atom) bool {
	return t.implementation(mod).sign.Func() != nil
}

func (t *protocolTable) anyImpl() term.Atom { return term.InternDerived(t.name.String() + ".Any") }

// find passes to k the module that implements the protocol for v, or 0.
func (t *protocolTable) find(p *vm.Process, v term.Term, k func(p *vm.Process, mod term.Atom) vm.Step) vm.Step {
	if mod, ok := t.implOf(v); ok {
		return k(p, mod)
	}
	return t.load(p, v, k)
}

// load is like find, but for a missing implementation: it loads the module that may contain the
// implementation, and looks again.
func (t *protocolTable) load(p *vm.Process, v term.Term, k func(p *vm.Process, mod term.Atom) vm.Step) vm.Step {
	fallback := func() term.Atom {
		if t.any && t.has(t.anyImpl()) {
			return t.anyImpl()
		}
		return 0
	}
	target := t.target(v)
	var owner term.Atom
	if m := v.Map(); m != nil {
		if st, ok := m.Get(term.AStruct.Term()); ok {
			owner = st.Atom()
		}
	}
	if !t.s.mayLoad(target) && !t.s.mayLoad(owner) && !t.s.mayLoad(t.anyImpl()) {
		// Another process may have loaded the implementation since the first lookup.
		if mod, ok := t.implOf(v); ok {
			return k(p, mod)
		}
		return k(p, fallback())
	}
	j := &job{leader: p.GroupLeader(), parent: t.s.jobOf(p)}
	return p.BlockThen(func() (term.Term, error) {
		for _, mod := range []term.Atom{target, owner, t.anyImpl()} {
			if mod != 0 && t.s.mayLoad(mod) {
				t.s.ensureLoaded(j, mod)
			}
		}
		return term.Nil, nil
	}, func(p *vm.Process, _ term.Term) vm.Step {
		if mod, ok := t.implOf(v); ok {
			return k(p, mod)
		}
		return k(p, fallback())
	})
}

// protocolFunctions generates the dispatching functions of a protocol's module.
func (m *module) protocolFunctions() []*vm.Func {
	t := &protocolTable{s: m.s, name: m.name}
	m.s.keepTable(t)
	if a := m.attrs[term.Intern("fallback_to_any")]; a != nil && a.value.Is(term.ATrue) {
		t.any = true
	}
	var out []*vm.Func
	for _, f := range m.protocolFns {
		out = append(out, t.dispatch(m, f))
	}
	out = append(out, stepFunc(m, "impl_for", 1, func(p *vm.Process, a []term.Term) vm.Step {
		return t.find(p, a[0], func(p *vm.Process, mod term.Atom) vm.Step {
			if mod == 0 {
				return p.Return(term.Nil)
			}
			return p.Return(mod.Term())
		})
	}), stepFunc(m, "impl_for!", 1, func(p *vm.Process, a []term.Term) vm.Step {
		return t.find(p, a[0], func(p *vm.Process, mod term.Atom) vm.Step {
			if mod == 0 {
				return p.Fail(t.undefined(m, a[0], nil))
			}
			return p.Return(mod.Term())
		})
	}), stepFunc(m, "__protocol__", 1, m.protocolInfo))
	return out
}

// warnEmpty warns of a protocol without functions.
func (r *bodyRun) warnEmpty() {
	if m := r.mod; m.protocol && len(m.protocolFns) == 0 {
		r.warnModule(quoted.LineMeta(m.line), diagnostic.NothingDefined)
	}
}

// undefined returns the error for a value without an implementation.
func (t *protocolTable) undefined(m *module, v term.Term, f *vm.Func) error {
	e := vm.Raise("Protocol.UndefinedError", "protocol", m.name, "value", v, "description", m.hintOfImpl())
	e.Stack = []vm.StackEntry{{Module: m.name, Name: term.Intern("impl_for!"), Arity: 1, File: stackFile(m.file), Line: m.line}}
	if f != nil {
		e.Stack = append(e.Stack, vm.StackEntry{Module: m.name, Name: f.Name, Arity: f.Arity, File: f.File, Line: f.Line})
	}
	return e
}

// hintOfImpl returns the value of @undefined_impl_description.
func (m *module) hintOfImpl() term.Term {
	if a := m.attrs[term.Intern("undefined_impl_description")]; a != nil && a.value.IsBits() {
		return a.value
	}
	return term.Str("")
}

func (t *protocolTable) dispatch(m *module, f protocolFn) *vm.Func {
	var fn *vm.Func
	fn = stepFunc(m, f.name.Name.String(), f.name.Arity, func(p *vm.Process, a []term.Term) vm.Step {
		return t.find(p, a[0], func(p *vm.Process, mod term.Atom) vm.Step {
			if mod == 0 {
				return p.Fail(t.undefined(m, a[0], fn))
			}
			return p.TailApply(mod, f.name.Name, a...)
		})
	})
	fn.Line = f.line
	find := fn.Entry
	fn.Entry = func(p *vm.Process) vm.Step {
		if mod, ok := t.implOf(p.R[0]); ok {
			return p.CallExport(p.Export(mod, f.name.Name, f.name.Arity))
		}
		return find(p)
	}
	return fn
}

// stepFunc is like goFunc, but for a function that calls other functions.
func stepFunc(m *module, name string, arity int, fn func(p *vm.Process, a []term.Term) vm.Step) *vm.Func {
	f := &vm.Func{Module: m.name, Name: term.Intern(name), Arity: arity, Regs: arity, File: stackFile(m.file), Line: m.line}
	f.Entry = func(p *vm.Process) vm.Step { return fn(p, append([]term.Term(nil), p.R[:arity]...)) }
	return f
}

// protocolInfo implements __protocol__/1 of a protocol.
func (m *module) protocolInfo(p *vm.Process, a []term.Term) vm.Step {
	s := m.s
	switch a[0].Atom().String() {
	case "module":
		return p.Return(m.name.Term())
	case "functions":
		var names []quoted.NameArity
		for _, f := range m.protocolFns {
			names = append(names, f.name)
		}
		return p.Return(quoted.NamesTerm(names))
	case "consolidated?":
		return p.Return(term.Bool(s.consolidated(m.name)))
	case "impls":
		if !s.consolidated(m.name) {
			return p.Return(aUnconsolidated.Term())
		}
		j := &job{leader: p.GroupLeader(), parent: s.jobOf(p)}
		return p.Block(func() (term.Term, error) { return term.Tup(aConsolidated.Term(), s.impls(j, m.name)), nil })
	}
	return p.Fail(vm.FunctionClauseAt(m.name, aProtocolInfo, a, stackFile(m.file), m.line))
}

// implInfo implements __impl__/1 of an implementation.
func (m *module) implInfo(_ *vm.Process, a []term.Term) (term.Term, error) {
	switch a[0].Atom().String() {
	case "for":
		return m.implFor, nil
	case "target":
		return m.name.Term(), nil
	case "protocol":
		return m.implOf, nil
	}
	return term.Nil, vm.FunctionClauseAt(m.name, aImpl, a, stackFile(m.file), m.line)
}
