package code

import (
	"errors"

	"lab/runtime/code/compile"
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file stores and compiles the functions and macros of a module.

// A definition is a function or macro of a module being defined.
type definition struct {
	kind    term.Atom
	name    quoted.NameArity
	meta    term.Term
	file    string
	clauses []*defClause
	// defaults is the number of arguments with defaults.
	defaults int
	// bodyDefaults reports whether the defaults are in the head of a clause with a body.
	bodyDefaults bool
	hasBody      bool
	// place is the number of the definition in the module.
	place uint32
	// calls maps the local functions that the clauses call to the calls' metadata.
	calls map[quoted.NameArity][]term.Term
	// plain holds the called functions that were not macros at the time of the call.
	plain map[quoted.NameArity]term.Term
	// made reports whether the definition was generated for default arguments.
	made bool
	// replaced reports whether another definition overrides this definition. super in the other
	// definition calls this definition.
	replaced bool
	compiled *vm.Func
	context  term.Atom // module of the macro that defined it, or 0
	// written reports whether the first clause appears literally in the source.
	written bool
	doc     bool
}

// A defClause is a clause of a definition. done is set once it is expanded.
type defClause struct {
	env   lexical.Env
	meta  term.Term
	args  []term.Term
	guard term.Term // None if the clause has no guard
	body  term.Term
	done  bool
	out   compile.Clause
	// defaults reports whether the clause fills in default arguments of another function.
	defaults bool
}

func isMacroKind(kind term.Atom) bool { return kind == quoted.ADefmacro || kind == quoted.ADefmacrop }

func (d *definition) public() bool { return d.kind == quoted.ADef || d.kind == quoted.ADefmacro }

// callName and callArity return the name and arity of the compiled function. The function of a
// macro takes the caller's environment as its first argument.
func (d *definition) callName() term.Atom {
	if isMacroKind(d.kind) {
		return term.InternDerived("MACRO-" + d.name.Name.String())
	}
	return d.name.Name
}

func (d *definition) callArity() int {
	if isMacroKind(d.kind) {
		return d.name.Arity + 1
	}
	return d.name.Arity
}

// headsTerm returns {kind, [{args, guards}]} with the clauses as written, for Exception.blame/3.
func (d *definition) headsTerm() term.Term {
	var out []term.Term
	for _, c := range d.clauses {
		var gs []term.Term
		for g := c.guard; !g.IsNone(); {
			if _, a, ok := quoted.IsCallOf(g, quoted.AWhen, 2); ok {
				gs = append(gs, a[0])
				g = a[1]
				continue
			}
			gs = append(gs, g)
			break
		}
		out = append(out, term.Tup(term.List(c.args...), term.List(gs...)))
	}
	return term.Tup(d.kind.Term(), term.List(out...))
}

// A defSite is a def in the body of a module, recorded when the body is expanded.
type defSite struct {
	kind   term.Atom
	env    lexical.Env
	meta   term.Term
	call   term.Term
	body   term.Term // None for a head without a body
	ctx    term.Atom
	stored bool // the body of the module has reached it
	// built reports whether the definition contains unquote fragments.
	built bool
}

// written reports whether the definition appears literally in the source.
func (s *defSite) written() bool { return s.ctx == 0 && !s.built }

// storeDefinition implements :elixir_def.store(module, site, call, body). It runs when the body of
// the module reaches a def.
func (s *Server) storeDefinition(p *vm.Process, a []term.Term) vm.Step {
	m := s.definedModule(a[0].Atom())
	if m == nil {
		return p.Fail(expand.ArgumentError("could not call Module.def/2 because the module %s is already compiled", diagnostic.Inspect(a[0])))
	}
	i, _ := a[1].AsInt()
	m.mu.Lock()
	m.sites[i].stored = true
	site := *m.sites[i]
	m.mu.Unlock()
	if len(a) == 4 {
		if err := s.shallow(term.Tup(a[2], a[3])); err != nil {
			return p.Fail(err)
		}
		site.call, site.body, site.built = a[2], a[3], true
	}
	if site.body.Is(quoted.AOpaque) {
		site.body = term.Term{}
	}
	j := m.job
	var hooks []hook
	var d *definition
	var c *defClause
	return p.BlockThen(func() (term.Term, error) {
		v, err := expand.Guarded(func() term.Term {
			x := newExpander(s, j, &site.env, m)
			d, c = x.store(&site)
			hooks = m.definitionHooks()
			for _, h := range hooks {
				x.traceHook(h, 6)
			}
			return d.name.Term()
		})
		if e := (*vm.Exception)(nil); errors.As(err, &e) && len(e.Stack) == 0 {
			return v, m.atEnd(e)
		}
		return v, err
	}, func(p *vm.Process, v term.Term) vm.Step {
		if len(hooks) == 0 {
			return p.Return(v)
		}
		return runDefinitionHooks(p, hooks, site.env.Term(), d, c, v)
	})
}

// runDefinitionHooks calls the @on_definition hooks.
func runDefinitionHooks(p *vm.Process, hooks []hook, env term.Term, d *definition, c *defClause, v term.Term) vm.Step {
	if len(hooks) == 0 {
		return p.Return(v)
	}
	guards := term.Term(term.Empty)
	if !c.guard.IsNone() {
		guards = term.List(c.guard)
	}
	body := c.body
	if body.IsNone() {
		body = term.Nil
	} else {
		body = term.List(quoted.Pair("do", body))
	}
	args := []term.Term{env, d.kind.Term(), d.name.Name.Term(), term.List(c.args...), guards, body}
	return p.ApplyThen(hooks[0].mod, hooks[0].name, args, func(p *vm.Process, _ term.Term) vm.Step {
		return runDefinitionHooks(p, hooks[1:], env, d, c, v)
	})
}

// parseHead splits name(args) when guard.
func (x *expander) parseHead(kind term.Atom, call term.Term) (name term.Atom, meta term.Term, args []term.Term, guard term.Term) {
	if _, a, ok := quoted.IsCallOf(call, quoted.AWhen, 2); ok {
		call, guard = a[0], a[1]
	}
	if n, m, as, ok := quoted.IsCall(call); ok && n != quoted.AAliases {
		return n, m, as, guard
	}
	if n, m, _, ok := quoted.IsVar(call); ok {
		return n, m, nil, guard
	}
	if _, _, ok := quoted.IsCallOf(call, quoted.AAliases, -1); ok {
		x.Fail(quoted.MetaOf(call), diagnostic.InvalidFunctionName, x.s.text(call))
	}
	at := quoted.LineOf(quoted.MetaOf(call))
	if at == 0 {
		at = x.Env.Line
	}
	x.Fail(quoted.LineMeta(at), diagnostic.InvalidDefinition, kind, x.s.text(call))
	return
}

// bodyOf converts the keywords of a def to a single expression.
func (x *expander) bodyOf(kind term.Atom, meta, body term.Term) term.Term {
	if body.IsNone() {
		return body
	}
	do, ok := quoted.KwGet(body, quoted.ADo)
	if !ok || !quoted.Keyword(body) {
		x.Fail(meta, diagnostic.MissingDo, kind)
	}
	if ok && len(quoted.Slice(body)) == 1 {
		return do
	}
	return quoted.Node("try", quoted.KwStore(meta, expand.AOrigin, kind.Term()), body)
}

// store adds the clause of a def to the module.
func (x *expander) store(site *defSite) (*definition, *defClause) {
	x.takeFile(site)
	x.relocate(site)
	name, meta, args, guard := x.parseHead(site.kind, site.call)
	if quoted.LineOf(meta) == 0 {
		meta = site.meta
	}
	if site.body.IsNone() && !guard.IsNone() {
		env := site.env
		env.Function = &quoted.NameArity{Name: name, Arity: len(args)}
		x.in(&env).Fail(meta, diagnostic.MissingDo, site.kind)
	}
	x.checkReserved(site.kind, name, meta, len(args))
	body := x.bodyOf(site.kind, meta, site.body)
	args, defaults := x.splitDefaults(site, name, meta, args)
	m := x.mod
	n := quoted.NameArity{Name: name, Arity: len(args)}
	for arity := n.Arity - len(defaults); arity <= n.Arity; arity++ {
		x.overriding(site.kind, quoted.NameArity{Name: name, Arity: arity}, meta)
	}
	d := x.definitionOf(site, n, meta)
	if body.IsNone() {
		return d, x.storeHead(site, d, meta, args, defaults)
	}
	d.context = site.ctx
	m.takeDocs(x, d, args, defaults, false)
	c := &defClause{env: site.env, meta: meta, args: args, guard: guard, body: body}
	c.env.Function = &quoted.NameArity{Name: name, Arity: len(args)}
	c.env.Scope = nil
	if l := quoted.LineOf(meta); l > 0 {
		c.env.Line = l
	}
	if !m.lazy {
		x.expandClause(d, c)
		x.checkGrouped(site, d, meta)
	}
	x.checkDefaults(d, meta, defaults, body)
	d.hasBody = true
	m.mu.Lock()
	d.clauses = append(d.clauses, c)
	if site.written() {
		m.last = d
	}
	m.mu.Unlock()
	x.storeDefaults(site, d, args, defaults)
	return d, c
}

// storeHead records a head without a body. It provides the defaults and names of the arguments.
func (x *expander) storeHead(site *defSite, d *definition, meta term.Term, args []term.Term, defaults []defaultArg) *defClause {
	m := x.mod
	x.checkDefaults(d, meta, defaults, term.Term{})
	d.context = site.ctx
	m.takeDocs(x, d, args, defaults, true)
	if len(d.clauses) > 0 && d.written && site.written() && !m.lazy {
		x.Warn(meta, diagnostic.HeadAfterClauses, d.kind, d.name)
	}
	if len(defaults) == 0 {
		d.doc = true
	}
	for _, a := range args {
		if _, _, _, ok := quoted.IsVar(a); !ok {
			env := site.env
			env.Function = &d.name
			x.in(&env).Fault(meta, diagnostic.PatternInHead)
		}
	}
	if site.written() {
		m.mu.Lock()
		m.last = d
		m.mu.Unlock()
	}
	x.storeDefaults(site, d, args, defaults)
	return &defClause{args: args}
}

func (x *expander) checkGrouped(site *defSite, d *definition, meta term.Term) {
	last := x.mod.last
	if !d.written || !site.written() || len(d.clauses) == 0 || last == d || last == nil || last.made {
		return
	}
	what := "name and arity (number of arguments)"
	if last.name.Name == d.name.Name {
		what = "name"
	}
	x.Warn(meta, diagnostic.UngroupedClauses, what, d.kind, d.name, diagnostic.Relative(d.file), quoted.LineOf(d.meta))
}

// checkReserved fails for names that are reserved in every module.
func (x *expander) checkReserved(kind, name term.Atom, meta term.Term, arity int) {
	switch name.String() {
	case "__info__":
		if arity == 1 {
			x.Fail(meta, diagnostic.ReservedInfo, kind)
		}
	case "module_info":
		if arity < 2 {
			x.Fail(meta, diagnostic.ReservedModuleInfo, kind, arity)
		}
	}
}

// failIn is like Fail, but with a function as the location.
func (x *expander) failIn(n quoted.NameArity, meta term.Term, k diagnostic.Failure, args ...any) {
	env := *x.Env
	env.Function = &n
	x.in(&env).Fail(meta, k, args...)
}

// definitionOf returns the definition of a name, and creates it if necessary.
func (x *expander) definitionOf(site *defSite, n quoted.NameArity, meta term.Term) *definition {
	m, kind := x.mod, site.kind
	m.mu.Lock()
	defer m.mu.Unlock()
	if d := m.defs[n]; d != nil {
		if d.kind != kind {
			m.mu.Unlock()
			defer m.mu.Lock()
			x.Fail(meta, diagnostic.AlreadyDefined, kind, n, d.kind, diagnostic.Relative(d.file), quoted.LineOf(d.meta))
		}
		if d.made {
			m.mu.Unlock()
			defer m.mu.Lock()
			x.failIn(n, meta, diagnostic.ConflictsWithDefaults, kind, n, n.Name, d.defaults)
		}
		return d
	}
	d := &definition{kind: kind, name: n, meta: meta, file: site.env.File, calls: map[quoted.NameArity][]term.Term{}, place: m.nextPlace(), written: site.written()}
	m.defs[n] = d
	m.order = append(m.order, d)
	return d
}

// expandClause expands a clause of a definition.
func (x *expander) expandClause(d *definition, c *defClause) {
	env := c.env
	y := newExpander(x.s, x.job, &env, x.mod)
	y.def = d
	var args []term.Term
	line := quoted.LineOf(c.meta)
	y.Definition = line
	if isMacroKind(d.kind) {
		caller := y.Bind(quoted.ACaller, expand.Generated(quoted.LineMeta(line)), term.ANil)
		args = append(args, caller)
	}
	args = append(args, y.Patterns(c.args)...)
	y.CheckRecursive(c.meta, func() string { return x.s.text(quoted.Node(d.name.Name.String(), term.Empty, c.args...)) })
	var guards []term.Term
	if !c.guard.IsNone() {
		guards = splitGuards(y.Guard(c.guard))
	}
	var body term.Term
	if _, a, ok := quoted.IsCallOf(c.body, aDefaultMacro, 2); ok {
		pass := append([]term.Term{y.ExpandVar(quoted.ACaller, term.Empty, term.ANil)}, y.ExpandArgs(quoted.Slice(a[1]))...)
		body = quoted.Form(a[0], c.meta, pass...)
	} else {
		body = y.Expand(c.body)
	}
	y.WarnUnused()
	c.out = compile.Clause{Args: args, Guards: guards, Body: body, Line: line}
	c.done = true
}

var aDefaultMacro = term.Intern("lab default macro")

// splitGuards returns the alternatives of a guard.
func splitGuards(g term.Term) []term.Term {
	var out []term.Term
	for {
		_, a, ok := quoted.IsCallOf(g, quoted.AWhen, 2)
		if !ok {
			return append(out, g)
		}
		out = append(out, a[0])
		g = a[1]
	}
}
