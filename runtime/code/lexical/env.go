package lexical

import (
	"path/filepath"
	"sort"
	"sync"

	"lab/runtime/code/kernel"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// An aliasing is an alias: from stands for to. counter identifies the macro expansion that defined
// it, or is 0.
type aliasing struct {
	from, to term.Atom
	counter  int64
}

// An Imported is the set of names imported from a module.
type Imported struct {
	Module term.Atom
	Names  map[quoted.NameArity]bool
	// quoted is Names as [{name, arity}], built on first use.
	once   *sync.Once
	quoted *term.Term
}

func NewImported(mod term.Atom, names map[quoted.NameArity]bool) Imported {
	return Imported{mod, names, &sync.Once{}, &term.Term{}}
}

func (i Imported) list() term.Term {
	i.once.Do(func() { *i.quoted = quoted.NamesTerm(quoted.SortedNames(i.Names)) })
	return *i.quoted
}

// An Env is the lexical environment of a piece of code (Macro.Env). Its slices are immutable: a
// change makes a new slice.
type Env struct {
	Module       term.Atom // 0 outside a module
	File         string
	Base         string // the folder of a relative File, empty for the working directory
	Named        bool   // File is a name given to evaluated code, not the path of a file
	Line         int
	Function     *quoted.NameArity
	Context      term.Atom // match or guard, 0 for neither
	Aliases      []aliasing
	MacroAliases []aliasing
	Requires     []term.Atom
	Functions    []Imported
	Macros       []Imported
	Contexts     []term.Atom // context_modules
	Scope        *Binding    // the variables in scope
	Tracker      *Tracker    // nil if unused aliases and imports are not reported
	Tracers      []term.Atom // modules that are told what the code uses
}

// kernelFunctions and kernelMacros are the imports of every file.
var (
	kernelFunctions = NewImported(quoted.AKernel, kernel.Functions)
	kernelMacros    = NewImported(quoted.AKernel, kernel.Macros)
)

// NewEnv returns the initial environment of a file or prompt.
func NewEnv(file string, line int) *Env {
	return &Env{
		File: file, Line: line,
		Requires:  append([]term.Atom(nil), baseRequires...),
		Functions: []Imported{kernelFunctions},
		Macros:    []Imported{kernelMacros},
	}
}

var baseRequires = []term.Atom{term.Intern("Elixir.Application"), quoted.AKernel}

// ModuleTerm returns the module as Macro.Env shows it.
func (e *Env) ModuleTerm() term.Term {
	if e.Module == 0 {
		return term.Nil
	}
	return e.Module.Term()
}

// Term returns e as %Macro.Env{}.
func (e *Env) Term() term.Term {
	fn := term.Nil
	if e.Function != nil {
		fn = e.Function.Term()
	}
	ctx := term.Nil
	if e.Context != 0 {
		ctx = e.Context.Term()
	}
	vars := term.NewMap()
	for b := e.Scope; b != nil; b = b.Next {
		k := term.Tup(b.Name.Term(), b.KindTerm())
		if _, ok := vars.Get(k); !ok {
			vars = vars.Put(k, term.Int(int64(b.Version)))
		}
	}
	return term.MapOf(
		term.AStruct.Term(), quoted.AMacroEnv.Term(),
		AAliasesField, aliasTerm(e.Aliases, false),
		quoted.AContext.Term(), ctx,
		aContextModules, atomList(e.Contexts),
		quoted.AFile.Term(), term.Str(e.Whole()),
		quoted.AFunction.Term(), fn,
		quoted.AFunctions.Term(), importTerm(e.Functions),
		aLexicalTracker, e.Tracker.term(),
		quoted.ALine.Term(), term.Int(int64(e.Line)),
		aMacroAliases, aliasTerm(e.MacroAliases, true),
		quoted.AMacros.Term(), importTerm(e.Macros),
		quoted.AModule.Term(), e.ModuleTerm(),
		aRequires, atomList(e.Requires),
		aTracers, atomList(e.Tracers),
		aVersionedVars, term.FromMap(vars),
	)
}

var (
	AAliasesField   = term.Sym("aliases")
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

func importTerm(is []Imported) term.Term {
	out := make([]term.Term, len(is))
	for i, im := range is {
		out[i] = term.Tup(im.Module.Term(), im.list())
	}
	return term.List(out...)
}

// Whole returns the absolute path of an Elixir source file in the folder base, as programs see it.
// It returns other names unchanged. An empty base is the working directory.
func Whole(base, file string) string {
	if ext := filepath.Ext(file); filepath.IsAbs(file) || ext != ".ex" && ext != ".exs" {
		return file
	}
	if base != "" {
		return filepath.Join(base, file)
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return file
	}
	return abs
}

// Whole returns the path of the file as programs see it.
func (e *Env) Whole() string {
	if e.Named {
		return e.File
	}
	return Whole(e.Base, e.File)
}

// NewNamed returns the environment of evaluated code that was given the name of a file.
func NewNamed(file string, line int) *Env {
	e := NewEnv(file, line)
	e.Named = !filepath.IsAbs(file)
	return e
}

// EnvFrom converts a %Macro.Env{} to an Env.
func EnvFrom(t term.Term) (*Env, bool) {
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
	file := quoted.Str(get(quoted.AFile.Term()))
	e := &Env{File: file, Named: !filepath.IsAbs(file)}
	line, _ := get(quoted.ALine.Term()).AsInt()
	e.Line = int(line)
	if mod := get(quoted.AModule.Term()); mod.IsAtom() && !mod.Is(term.ANil) {
		e.Module = mod.Atom()
	}
	if ctx := get(quoted.AContext.Term()); ctx.IsAtom() && !ctx.Is(term.ANil) {
		e.Context = ctx.Atom()
	}
	if n, ok := quoted.NameArityOf(get(quoted.AFunction.Term())); ok {
		e.Function = &n
	}
	e.Tracker = trackerFrom(get(aLexicalTracker))
	e.Tracers = AtomsFrom(get(aTracers))
	e.Aliases = AliasesFrom(get(AAliasesField))
	e.MacroAliases = AliasesFrom(get(aMacroAliases))
	e.Requires = AtomsFrom(get(aRequires))
	e.Contexts = AtomsFrom(get(aContextModules))
	e.Functions = importsFrom(get(quoted.AFunctions.Term()), kernelFunctions)
	e.Macros = importsFrom(get(quoted.AMacros.Term()), kernelMacros)
	if vars := get(aVersionedVars).Map(); vars != nil {
		vars.Each(func(k, v term.Term) bool {
			el, n := k.Elems(), int64(0)
			n, _ = v.AsInt()
			if len(el) == 2 {
				e.Scope = &Binding{Name: el[0].Atom(), Kind: KindOfTerm(el[1]), Version: int(n), Used: new(bool), Next: e.Scope}
			}
			return true
		})
	}
	return e, true
}

func AtomsFrom(t term.Term) []term.Atom {
	var out []term.Atom
	for _, a := range quoted.Slice(t) {
		out = append(out, a.Atom())
	}
	return out
}

func AliasesFrom(t term.Term) []aliasing {
	var out []aliasing
	for _, p := range quoted.Slice(t) {
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

// importsFrom converts the imports of a %Macro.Env{}. Kernel's list is long and almost always
// complete, so it is recognised by identity.
func importsFrom(t term.Term, kernel Imported) []Imported {
	var out []Imported
	for _, p := range quoted.Slice(t) {
		el := p.Elems()
		if len(el) != 2 {
			continue
		}
		if c := el[1].Cons(); c != nil && c == kernel.list().Cons() {
			out = append(out, kernel)
			continue
		}
		names := map[quoted.NameArity]bool{}
		for _, n := range quoted.Slice(el[1]) {
			if na, ok := quoted.NameArityOf(n); ok {
				names[na] = true
			}
		}
		out = append(out, NewImported(el[0].Atom(), names))
	}
	return out
}

// Required reports whether macros of mod may be called.
func (e *Env) Required(mod term.Atom) bool {
	for _, r := range e.Requires {
		if r == mod {
			return true
		}
	}
	return false
}

func (e *Env) Require(mod term.Atom) {
	if !e.Required(mod) {
		e.Requires = append(append([]term.Atom(nil), e.Requires...), mod)
		sort.Slice(e.Requires, func(i, j int) bool { return e.Requires[i].String() < e.Requires[j].String() })
	}
}

// AddAlias defines from as an alias of to. An alias to itself removes the alias. A name in a
// macro's code finds the alias of the same expansion. Other names find the newest alias.
func (e *Env) AddAlias(from, to term.Atom, counter int64) {
	e.Aliases = withAlias(e.Aliases, aliasing{from, to, 0})
	if counter != 0 {
		e.MacroAliases = withAlias(e.MacroAliases, aliasing{from, to, counter})
	}
}

func withAlias(as []aliasing, a aliasing) []aliasing {
	out := []aliasing{}
	placed := a.from == a.to
	for _, o := range as {
		switch {
		case o.from != a.from:
			out = append(out, o)
		case !placed:
			out, placed = append(out, a), true
		}
	}
	if !placed {
		out = append(out, a)
	}
	return out
}

// ExpandAlias resolves [:Foo, :Bar] to the module's atom.
func (e *Env) ExpandAlias(meta term.Term, parts []term.Atom) term.Atom {
	if a, ok := e.LookupAlias(meta, parts); ok {
		return a
	}
	return ConcatAlias(parts)
}

// LookupAlias is like ExpandAlias, but reports false if no alias applies.
func (e *Env) LookupAlias(meta term.Term, parts []term.Atom) (term.Atom, bool) {
	as := e.Aliases
	var counter int64
	if v, ok := quoted.KwGet(meta, quoted.AAlias); ok {
		if v.IsAtom() && !v.Is(term.AFalse) {
			return v.Atom(), true
		}
		as = e.MacroAliases
		if c, ok := quoted.KwGet(meta, quoted.ACounter); ok {
			counter, _ = c.AsInt()
		}
	}
	if len(parts) == 0 || parts[0] == quoted.AElixir {
		return 0, false
	}
	if len(as) == 0 {
		return 0, false
	}
	from := term.InternDerived("Elixir." + parts[0].String())
	for _, a := range as {
		if a.from == from && (a.counter == 0 || a.counter == counter) {
			e.Tracker.useAlias(from)
			if len(parts) == 1 {
				return a.to, true
			}
			return ConcatAlias(append([]term.Atom{a.to}, parts[1:]...)), true
		}
	}
	return 0, false
}

// ConcatAlias joins the parts of a module's name.
func ConcatAlias(parts []term.Atom) term.Atom {
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
	return term.InternDerived(s)
}
