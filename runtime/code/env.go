package code

import (
	"sort"
	"sync"

	"lab/runtime/term"
)

// An aliasing is one alias: from stands for to. Those that macros make are told
// apart by the counter of the expansion.
type aliasing struct {
	from, to term.Atom
	counter  int64
}

// An imported is what a module brought into scope by import.
type imported struct {
	module term.Atom
	names  map[nameArity]bool
	// quoted is the same as [{name, arity}], made when first asked for.
	once   *sync.Once
	quoted *term.Term
}

func newImported(mod term.Atom, names map[nameArity]bool) imported {
	return imported{mod, names, &sync.Once{}, &term.Term{}}
}

func (i imported) list() term.Term {
	i.once.Do(func() { *i.quoted = namesTerm(sortedNames(i.names)) })
	return *i.quoted
}

// An Env is the lexical environment of a piece of code (Macro.Env). Its slices
// are never written to: a change makes a new slice.
type Env struct {
	Module       term.Atom // 0 outside of a module
	File         string
	Line         int
	Function     *nameArity
	Context      term.Atom // 0, match or guard
	Aliases      []aliasing
	MacroAliases []aliasing
	Requires     []term.Atom
	Functions    []imported
	Macros       []imported
	Contexts     []term.Atom // context_modules
	Scope        *binding    // the variables in scope
}

// The imports that every file begins with.
var (
	kernelFunctions = newImported(aKernel, kernelFunctionSet)
	kernelMacros    = newImported(aKernel, kernelMacroSet)
)

// NewEnv is the environment in which a file or a prompt begins.
func NewEnv(file string, line int) *Env {
	return &Env{
		File: file, Line: line,
		Requires:  append([]term.Atom(nil), baseRequires...),
		Functions: []imported{kernelFunctions},
		Macros:    []imported{kernelMacros},
	}
}

var baseRequires = []term.Atom{
	term.Intern("Elixir.Application"), aKernel, term.Intern("Elixir.Kernel.Typespec"),
}

// moduleTerm is the module as Macro.Env shows it.
func (e *Env) moduleTerm() term.Term {
	if e.Module == 0 {
		return term.Nil
	}
	return e.Module.Term()
}

// Term returns e as %Macro.Env{}.
func (e *Env) Term() term.Term {
	fn := term.Nil
	if e.Function != nil {
		fn = e.Function.term()
	}
	ctx := term.Nil
	if e.Context != 0 {
		ctx = e.Context.Term()
	}
	vars := term.NewMap()
	for b := e.Scope; b != nil; b = b.next {
		k := term.Tup(b.name.Term(), b.kindTerm())
		if _, ok := vars.Get(k); !ok {
			vars = vars.Put(k, term.Int(int64(b.version)))
		}
	}
	return term.MapOf(
		term.AStruct.Term(), aMacroEnv.Term(),
		aAliasesField, aliasTerm(e.Aliases, false),
		aContext.Term(), ctx,
		aContextModules, atomList(e.Contexts),
		aFile.Term(), term.Str(e.File),
		aFunction.Term(), fn,
		aFunctions.Term(), importTerm(e.Functions),
		aLexicalTracker, term.Nil,
		aLine.Term(), term.Int(int64(e.Line)),
		aMacroAliases, aliasTerm(e.MacroAliases, true),
		aMacros.Term(), importTerm(e.Macros),
		aModule.Term(), e.moduleTerm(),
		aRequires, atomList(e.Requires),
		aTracers, term.Empty,
		aVersionedVars, term.FromMap(vars),
	)
}

var (
	aAliasesField   = term.Sym("aliases")
	aContextModules = term.Sym("context_modules")
	aLexicalTracker = term.Sym("lexical_tracker")
	aMacroAliases   = term.Sym("macro_aliases")
	aRequires       = term.Sym("requires")
	aTracers        = term.Sym("tracers")
	aVersionedVars  = term.Sym("versioned_vars")
)

func atomList(as []term.Atom) term.Term {
	out := make([]term.Term, len(as))
	for i, a := range as {
		out[i] = a.Term()
	}
	return term.List(out...)
}

func aliasTerm(as []aliasing, counters bool) term.Term {
	out := make([]term.Term, len(as))
	for i, a := range as {
		to := a.to.Term()
		if counters {
			to = term.Tup(term.Int(a.counter), to)
		}
		out[i] = term.Tup(a.from.Term(), to)
	}
	return term.List(out...)
}

func importTerm(is []imported) term.Term {
	out := make([]term.Term, len(is))
	for i, im := range is {
		out[i] = term.Tup(im.module.Term(), im.list())
	}
	return term.List(out...)
}

// envFrom reads a %Macro.Env{} back.
func envFrom(t term.Term) (*Env, bool) {
	m := t.Map()
	if m == nil {
		return nil, false
	}
	get := func(k term.Term) term.Term {
		v, ok := m.Get(k)
		if !ok {
			return term.Nil
		}
		return v
	}
	e := &Env{File: str(get(aFile.Term()))}
	line, _ := get(aLine.Term()).AsInt()
	e.Line = int(line)
	if mod := get(aModule.Term()); mod.IsAtom() && !mod.Is(term.ANil) {
		e.Module = mod.Atom()
	}
	if ctx := get(aContext.Term()); ctx.IsAtom() && !ctx.Is(term.ANil) {
		e.Context = ctx.Atom()
	}
	if n, ok := nameArityOf(get(aFunction.Term())); ok {
		e.Function = &n
	}
	e.Aliases = aliasesFrom(get(aAliasesField))
	e.MacroAliases = aliasesFrom(get(aMacroAliases))
	e.Requires = atomsFrom(get(aRequires))
	e.Contexts = atomsFrom(get(aContextModules))
	e.Functions = importsFrom(get(aFunctions.Term()), kernelFunctions)
	e.Macros = importsFrom(get(aMacros.Term()), kernelMacros)
	if vars := get(aVersionedVars).Map(); vars != nil {
		vars.Each(func(k, v term.Term) bool {
			el, n := k.Elems(), int64(0)
			n, _ = v.AsInt()
			if len(el) == 2 {
				e.Scope = &binding{name: el[0].Atom(), kind: kindOfTerm(el[1]), version: int(n), used: new(bool), next: e.Scope}
			}
			return true
		})
	}
	return e, true
}

func atomsFrom(t term.Term) []term.Atom {
	var out []term.Atom
	for _, a := range slice(t) {
		out = append(out, a.Atom())
	}
	return out
}

func aliasesFrom(t term.Term) []aliasing {
	var out []aliasing
	for _, p := range slice(t) {
		el := p.Elems()
		if len(el) != 2 {
			continue
		}
		a := aliasing{from: el[0].Atom(), to: el[1].Atom()}
		if c := el[1].Elems(); len(c) == 2 {
			a.counter, _ = c[0].AsInt()
			a.to = c[1].Atom()
		}
		out = append(out, a)
	}
	return out
}

// importsFrom reads imports back. Kernel's are long and nearly always whole, so
// that they are known by identity.
func importsFrom(t term.Term, kernel imported) []imported {
	var out []imported
	for _, p := range slice(t) {
		el := p.Elems()
		if len(el) != 2 {
			continue
		}
		if c := el[1].Cons(); c != nil && c == kernel.list().Cons() {
			out = append(out, kernel)
			continue
		}
		names := map[nameArity]bool{}
		for _, n := range slice(el[1]) {
			if na, ok := nameArityOf(n); ok {
				names[na] = true
			}
		}
		out = append(out, newImported(el[0].Atom(), names))
	}
	return out
}

// required reports whether macros of mod may be used.
func (e *Env) required(mod term.Atom) bool {
	for _, r := range e.Requires {
		if r == mod {
			return true
		}
	}
	return false
}

func (e *Env) require(mod term.Atom) {
	if !e.required(mod) {
		e.Requires = append(append([]term.Atom(nil), e.Requires...), mod)
		sort.Slice(e.Requires, func(i, j int) bool { return e.Requires[i].String() < e.Requires[j].String() })
	}
}

// addAlias makes from stand for to; an alias to itself is taken away.
func (e *Env) addAlias(from, to term.Atom, counter int64) {
	if counter != 0 {
		e.MacroAliases = withAlias(e.MacroAliases, aliasing{from, to, counter})
	} else {
		e.Aliases = withAlias(e.Aliases, aliasing{from, to, 0})
	}
}

func withAlias(as []aliasing, a aliasing) []aliasing {
	out := []aliasing{}
	if a.from != a.to {
		out = append(out, a)
	}
	for _, o := range as {
		if o.from != a.from || o.counter != a.counter {
			out = append(out, o)
		}
	}
	return out
}

// expandAlias resolves [:Foo, :Bar] to the module's atom.
func (e *Env) expandAlias(meta term.Term, parts []term.Atom) term.Atom {
	if a, ok := e.lookupAlias(meta, parts); ok {
		return a
	}
	return concatAlias(parts)
}

// lookupAlias is expandAlias for names that an alias applies to.
func (e *Env) lookupAlias(meta term.Term, parts []term.Atom) (term.Atom, bool) {
	as := e.Aliases
	var counter int64
	if v, ok := kwGet(meta, aAlias); ok {
		if v.IsAtom() && !v.Is(term.AFalse) {
			return v.Atom(), true
		}
		as = e.MacroAliases
		if c, ok := kwGet(meta, aCounter); ok {
			counter, _ = c.AsInt()
		}
	}
	if len(parts) == 0 || parts[0] == aElixir {
		return 0, false
	}
	if len(as) == 0 {
		return 0, false
	}
	from := term.Intern("Elixir." + parts[0].String())
	for _, a := range as {
		if a.from == from && a.counter == counter {
			if len(parts) == 1 {
				return a.to, true
			}
			return concatAlias(append([]term.Atom{a.to}, parts[1:]...)), true
		}
	}
	return 0, false
}

// concatAlias joins the parts of a module's name.
func concatAlias(parts []term.Atom) term.Atom {
	s := "Elixir"
	for i, p := range parts {
		n := p.String()
		if n == "nil" {
			continue
		}
		if len(n) > 7 && n[:7] == "Elixir." {
			n = n[7:]
		} else if n == "Elixir" {
			if i == 0 {
				continue
			}
		}
		s += "." + n
	}
	return term.Intern(s)
}
