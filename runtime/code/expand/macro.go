package expand

import (
	"errors"
	"slices"
	"strings"
	"sync"

	"lab/runtime/code/compile"
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file finds and calls macros.

// A Macro returns code for the code of its arguments.
type Macro func(x *Expander, meta term.Term, args []term.Term) term.Term

// macroLimit bounds the depth of macros that expand to macros.
const macroLimit = 2000

// macroOf returns the macro mod.name/arity, or nil if the code may not call it here.
func (x *Expander) macroOf(mod, name term.Atom, arity int, meta term.Term) Macro {
	if mod == quoted.AKernel {
		return kernelMacro(name, arity)
	}
	if mod != x.Env.Module && !x.Env.Required(mod) {
		return nil
	}
	return x.MacroIn(mod, name, arity)
}

// MacroIn returns the macro mod.name/arity, whether or not mod is required.
func (x *Expander) MacroIn(mod, name term.Atom, arity int) Macro {
	if mod == quoted.AKernel {
		return kernelMacro(name, arity)
	}
	fn := term.InternDerived("MACRO-" + name.String())
	if !x.exported(mod, fn, arity+1) && !x.LoadFor(mod, fn, arity+1) {
		return nil
	}
	return func(x *Expander, meta term.Term, args []term.Term) term.Term {
		out, err := x.Host.Call(mod, fn, append([]term.Term{x.CallerEnv(meta)}, args...)...)
		if err != nil {
			x.Raise(err)
		}
		return x.Linify(meta, mod, out)
	}
}

func (x *Expander) exported(mod, fn term.Atom, arity int) bool {
	return x.Host.Exports(mod, fn, arity)
}

// LoadFor loads a module to find a function in it. It looks for the function even if the module is
// loaded already, because another file may have loaded the module in the meantime.
func (x *Expander) LoadFor(mod, fn term.Atom, arity int) bool {
	return (x.Host.Loaded(mod) || x.Host.Load(mod)) && x.exported(mod, fn, arity)
}

// CallerEnv returns the __CALLER__ of a macro.
func (x *Expander) CallerEnv(meta term.Term) term.Term {
	env := *x.Env
	if l := quoted.LineOf(meta); l > 0 {
		env.Line = l
	}
	return env.Term()
}

func (x *Expander) expandMacro(mod, name term.Atom, meta term.Term, args []term.Term) term.Term {
	mac := x.MacroIn(mod, name, len(args))
	if mac == nil {
		x.Fail(meta, diagnostic.UndefinedMacro, diagnostic.Inspect(mod.Term()), name, len(args))
	}
	if m := x.Host.Module(); m == nil || !m.Lazy() {
		x.warnOutdated(mod, quoted.NameArity{Name: name, Arity: len(args)}, meta)
	}
	return x.expandResult(meta, mod, name, mac, args)
}

// expandResult calls a macro and expands the result.
func (x *Expander) expandResult(meta term.Term, mod, name term.Atom, mac Macro, args []term.Term) term.Term {
	x.enterMacro(meta)
	defer x.leaveMacro()
	defer func() {
		if r := recover(); r != nil {
			if a, ok := r.(abort); ok {
				r = abort{err: x.inMacro(a, meta, mod, name, len(args)), printed: a.printed}
			}
			panic(r)
		}
	}()
	return x.Expand(mac(x, meta, args))
}

// enterMacro enters the expansion of a macro's result. leaveMacro ends it.
func (x *Expander) enterMacro(meta term.Term) {
	if x.macros++; x.macros > macroLimit {
		x.Fail(meta, diagnostic.EndlessMacro)
	}
	if x.macros == 1 {
		x.outermost = quoted.LineOf(meta)
	}
}

func (x *Expander) leaveMacro() { x.macros-- }

// kernelPlaces holds the functions of Elixir's Kernel that stack traces show when a macro fails.
var kernelPlaces = map[string][]vm.StackEntry{
	"def": {kernelPlace("assert_module_scope", 3, 6836), kernelPlace("define", 4, 5318)},
	"@":   {kernelPlace("assert_module_scope", 3, 6836)},
	"<>":  {kernelPlace("wrap_concatenation", 3, 2074), kernelPlace("extract_concatenations", 2, 2065), kernelPlace("extract_concatenations", 2, 2061)},
}

func kernelPlace(name string, arity, line int) vm.StackEntry {
	return vm.StackEntry{Module: quoted.AKernel, Name: term.Intern(name), Arity: arity, File: "lib/kernel.ex", Line: line}
}

// expanding returns the calls of Elixir's compiler that a stack trace shows above the macro when a
// diagnostic ends the expansion of its result.
var expanding = sync.OnceValue(func() []vm.StackEntry {
	at := func(name string, arity, line int) vm.StackEntry {
		return vm.StackEntry{Module: term.Intern("elixir_expand"), Name: term.Intern(name), Arity: arity, File: "src/elixir_expand.erl", Line: line}
	}
	return []vm.StackEntry{at("expand", 3, 117), at("expand_block", 5, 634), at("expand", 3, 48)}
})

// inMacro adds the macro and its call to the stack trace of a. Enclosing macro calls come below
// it.
func (x *Expander) inMacro(a abort, meta term.Term, mod, name term.Atom, arity int) error {
	e := AsException(a.err)
	if a.printed && len(e.Stack) == 0 {
		e.Stack = expanding()
	}
	e = e.Complete()
	fn := term.InternDerived("MACRO-" + name.String())
	if len(e.Stack) == 0 && mod == quoted.AKernel {
		what := name.String()
		if strings.HasPrefix(what, "def") && !strings.HasPrefix(what, "defm") || what == "defmacro" || what == "defmacrop" {
			what = "def"
		}
		e.Stack = kernelPlaces[what]
	}
	at := vm.StackEntry{Module: mod, Name: name, Arity: arity, File: "expanding macro"}
	stack := slices.Clone(e.Stack)
	if i := slices.IndexFunc(stack, func(s vm.StackEntry) bool { return s.Module == mod && s.Name == fn && s.Arity == arity+1 }); i >= 0 {
		stack = stack[:i]
	}
	stack = append(stack, at, x.caller(meta))
	made := &vm.Exception{Class: e.Class, Reason: e.Reason, Stack: stack[:min(len(stack), vm.BacktraceDepth)]}
	return made.Complete()
}

// caller returns the location of meta as a stack trace entry.
func (x *Expander) caller(meta term.Term) vm.StackEntry {
	at := vm.StackEntry{Module: x.Env.Module, Name: diagnostic.Body, File: diagnostic.Relative(x.Env.File), Line: quoted.LineOf(meta)}
	if at.Line == 0 {
		at.Line = x.Env.Line
	}
	switch {
	case at.Module == 0:
		at.Module, at.Name, at.Arity = compile.AElixirEval, compile.AFileFun, 1
	case x.Env.Function != nil:
		at.Name, at.Arity = x.Env.Function.Name, x.Env.Function.Arity
	}
	return at
}

// ExpandOnce expands t once: a macro call, an alias, `__MODULE__`, `__DIR__`, `__ENV__` or a field
// of it. ok is false if there is nothing to expand.
func (x *Expander) ExpandOnce(t term.Term) (out term.Term, ok bool) {
	if mod, name, meta, args, ok := quoted.IsRemote(t); ok {
		if _, _, isAlias := quoted.IsCallOf(mod, quoted.AAliases, -1); isAlias {
			mod = x.Expand(mod)
		}
		if !mod.IsAtom() {
			if x.Env.Context == quoted.AMatchCtx {
				return t, false
			}
			field, ok := x.envField(mod, name, args)
			if !ok {
				field = t
			}
			return field, ok
		}
		mac := x.macroOf(mod.Atom(), name, len(args), meta)
		if mac == nil {
			return t, false
		}
		return mac(x, meta, args), true
	}
	if meta, args, ok := quoted.IsCallOf(t, quoted.AAliases, -1); ok {
		return x.aliasOnce(t, meta, args)
	}
	if v, meta, ctx, ok := quoted.IsVar(t); ok {
		switch v {
		case quoted.AModuleVar, quoted.ADirVar:
			return x.expandPseudo(v, meta, ctx), true
		case quoted.AEnvVar:
			if x.Env.Context != quoted.AMatchCtx {
				return quoted.Escape(x.CallerEnv(meta)), true
			}
		}
		return t, false
	}
	name, meta, args, ok := quoted.IsCall(t)
	if !ok || Forms[name] != nil {
		return t, false
	}
	mod, isMacro := x.FindImport(meta, name, len(args))
	if mod == 0 && x.localMacro(name, len(args)) {
		return x.Host.Module().CallMacro(name, meta, args), true
	}
	if mod == 0 && x.Env.Module != 0 && x.Host.Loaded(x.Env.Module) && !x.Host.BeingDefined(x.Env.Module) {
		mod, isMacro = x.Env.Module, true // a complete module sees its own macros
	}
	if mod == 0 || !isMacro {
		return t, false
	}
	mac := x.MacroIn(mod, name, len(args))
	if mac == nil {
		return t, false
	}
	return mac(x, meta, args), true
}

// aliasOnce expands an alias. Its first part can be code that expands to a module.
func (x *Expander) aliasOnce(t, meta term.Term, args []term.Term) (term.Term, bool) {
	parts := lexical.AtomsFrom(term.List(args...))
	if len(args) > 0 && !args[0].IsAtom() {
		first := x.MacroExpand(args[0])
		if !first.IsAtom() {
			return t, false
		}
		parts = append([]term.Atom{first.Atom()}, lexical.AtomsFrom(term.List(args[1:]...))...)
		return lexical.ConcatAlias(parts).Term(), true
	}
	mod := x.resolve(meta, parts).Term()
	x.Trace("alias_reference", meta, mod)
	return mod, true
}

// MacroExpand expands t until ExpandOnce has nothing to expand.
func (x *Expander) MacroExpand(t term.Term) term.Term {
	before := x.macros
	defer func() { x.macros = before }()
	for {
		x.enterMacro(quoted.MetaOf(t))
		out, ok := x.ExpandOnce(t)
		if !ok {
			return t
		}
		t = out
	}
}

// Linify prepares the code that a macro of mod returned. Nodes without a line get the line of the
// call, and variables get the counter of this expansion.
func (x *Expander) Linify(meta term.Term, mod term.Atom, t term.Term) term.Term {
	switch err := x.Host.Room(t); {
	case errors.Is(err, term.ErrTooDeep):
		x.Fail(meta, diagnostic.MacroNestedTooDeeply, diagnostic.Inspect(mod.Term()))
	case err != nil:
		x.Raise(err)
	}
	l := &Linifier{Line: quoted.LineOf(meta), Mod: mod, Counter: term.Int(x.Host.Counter())}
	_, l.Generated = quoted.KwGet(meta, quoted.AGenerated)
	return l.Walk(t)
}

// A Linifier sets the location of nodes.
type Linifier struct {
	Line    int
	Mod     term.Atom
	Counter term.Term
	Kept    bool // restore the location noted by location: :keep, and change nothing else
	Plain   bool // set the line, and change nothing else
	Over    bool // replace existing lines
	// Generated marks all nodes as generated. It is set if the macro call is generated.
	Generated bool
}

func (l *Linifier) Walk(t term.Term) term.Term {
	switch t.Kind() {
	case term.KindCons:
		var out []term.Term
		for c := t.Cons(); c != nil; c = t.Cons() {
			out = append(out, l.Walk(c.Head))
			t = c.Tail
		}
		if !t.IsEmpty() {
			t = l.Walk(t)
		}
		return term.ListTail(out, t)
	case term.KindTuple:
		el := t.Elems()
		switch {
		case len(el) == 2:
			return term.Tup(l.Walk(el[0]), l.Walk(el[1]))
		case len(el) == 3 && el[1].IsList():
			return l.triple(el)
		}
	}
	return t
}

func (l *Linifier) triple(el []term.Term) term.Term {
	if el[0].Is(aElixirOwned) {
		return term.Tup(el...)
	}
	meta := l.meta(el[1])
	if l.Generated {
		meta = quoted.KwNew(meta, quoted.AGenerated, term.True)
	}
	if el[0].IsAtom() && el[2].IsAtom() {
		if !l.Kept && !l.Plain && el[2].Is(l.Mod) && !el[0].Is(quoted.AUnderscore) {
			meta = quoted.KwNew(meta, quoted.ACounter, l.Counter)
		}
		return term.Tup(el[0], meta, el[2])
	}
	if el[0].IsAtom() && !l.Kept && !l.Plain {
		switch el[0].Atom() {
		case quoted.AQuote: // its bindings and the variables of its body belong together
			if ctx, _ := quoted.KwGet(meta, quoted.AContext); ctx.Is(l.Mod) {
				meta = quoted.KwNew(meta, quoted.ACounter, l.Counter)
			}
		case quoted.AAlias, quoted.AImport, quoted.ARequire, quoted.AAliases:
			if el[2].Cons() != nil {
				meta = quoted.KwNew(meta, quoted.ACounter, l.Counter)
			}
		}
	}
	head := el[0]
	if !head.IsAtom() {
		head = l.Walk(head)
	}
	return term.Tup(head, meta, l.Walk(el[2]))
}

// meta sets the line in m.
func (l *Linifier) meta(m term.Term) term.Term {
	if l.Kept {
		if _, line, ok := quoted.KeptPlace(m); ok {
			return quoted.KwStore(quoted.KwDelete(m, quoted.AKeep), quoted.ALine, line)
		}
		return m
	}
	if l.Over {
		m = quoted.KwDelete(quoted.KwDelete(m, quoted.ALine), quoted.AColumn)
	}
	if _, ok := quoted.KwGet(m, quoted.ALine); ok || l.Line == 0 {
		return m
	}
	return term.NewCons(term.Tup(quoted.ALine.Term(), term.Int(int64(l.Line))), m)
}

// An abort is the panic value that ends an expansion.
type abort struct {
	err error
	// printed reports whether err follows a printed diagnostic.
	printed bool
}

// Raise aborts the expansion with an exception.
func (x *Expander) Raise(err error) { panic(abort{err: err}) }

// Guarded runs f and returns the error if the expansion is aborted.
func Guarded(f func() term.Term) (v term.Term, err error) {
	defer func() {
		if r := recover(); r != nil {
			a, ok := r.(abort)
			if !ok {
				panic(r)
			}
			v, err = term.Nil, a.err
		}
	}()
	return f(), nil
}

func AsException(err error) *vm.Exception {
	var e *vm.Exception
	if errors.As(err, &e) {
		return e
	}
	if errors.Is(err, term.ErrTooDeep) || errors.Is(err, term.ErrAtoms) {
		return vm.ErrorOf(term.Sym("system_limit"))
	}
	return vm.Raise("RuntimeError", "message", err.Error())
}
