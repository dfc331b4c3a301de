package code

import (
	"fmt"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file generates the functions for default arguments.

func (x *expander) checkDefaults(d *definition, meta term.Term, defaults []defaultArg, body term.Term) {
	if len(defaults) > 0 && d.defaults > 0 {
		x.Fail(meta, diagnostic.DefaultsTwice, d.kind, d.name)
	}
	mixed := len(defaults) > 0 && !body.IsNone() && (len(d.clauses) > 0 || d.doc) || d.bodyDefaults && len(d.clauses) == 1 && !body.IsNone()
	if mixed && !x.mod.lazy {
		x.Warn(meta, diagnostic.DefaultsInClauses, d.kind, d.name)
	}
	if len(defaults) > 0 {
		d.defaults, d.bodyDefaults = len(defaults), !body.IsNone()
	}
}

// A defaultArg is the default value of the argument at index.
type defaultArg struct {
	index int
	value term.Term
	meta  term.Term
}

func (x *expander) splitDefaults(site *defSite, name term.Atom, meta term.Term, args []term.Term) ([]term.Term, []defaultArg) {
	out := make([]term.Term, len(args))
	var defaults []defaultArg
	for i, a := range args {
		out[i] = a
		if m, d, ok := quoted.IsCallOf(a, term.Intern("\\\\"), 2); ok {
			out[i] = d[0]
			defaults = append(defaults, defaultArg{i, d[1], m})
		}
	}
	return out, defaults
}

// storeDefaults generates the functions with fewer arguments.
func (x *expander) storeDefaults(site *defSite, d *definition, args []term.Term, defaults []defaultArg) {
	for missing := 1; missing <= len(defaults); missing++ {
		// The last defaults are omitted first.
		gone := map[int]term.Term{}
		for _, def := range defaults[len(defaults)-missing:] {
			gone[def.index] = def.value
		}
		var params, pass []term.Term
		for i := range args {
			if v, ok := gone[i]; ok {
				pass = append(pass, v)
				continue
			}
			v := term.Tup(term.Sym(fmt.Sprintf("x%d", i)), quoted.LineMeta(quoted.LineOf(d.meta)), aDefaultCtx.Term())
			params = append(params, v)
			pass = append(pass, v)
		}
		x.storeDefault(site, d, defaults[len(defaults)-missing].meta, params, pass)
	}
}

var aDefaultCtx = term.Intern("Elixir.Default")

// storeDefault generates one function for default arguments. If a function of that arity has its
// own clauses, the generated clause comes after these clauses. So it does after the clause of an
// overridden function with the same name and arity. Two functions with defaults conflict.
func (x *expander) storeDefault(site *defSite, d *definition, place term.Term, params, pass []term.Term) {
	n := quoted.NameArity{Name: d.name.Name, Arity: len(params)}
	m := x.mod
	m.mu.Lock()
	nd := m.defs[n]
	if own := nd != nil && nd.made && nd.defaults == d.name.Arity; nd != nil && nd.defaults > 0 && !own {
		m.mu.Unlock()
		x.failIn(d.name, d.meta, diagnostic.DefaultsConflict, d.kind, d.name.Name, d.name.Arity, n)
	}
	if nd == nil {
		nd = &definition{kind: d.kind, name: n, meta: d.meta, file: d.file, calls: map[quoted.NameArity][]term.Term{}, made: true, hasBody: true, place: m.nextPlace(), defaults: d.name.Arity, doc: true}
		m.defs[n] = nd
		m.order = append(m.order, nd)
	}
	m.mu.Unlock()
	gen := expand.Generated(quoted.LineMeta(quoted.LineOf(d.meta)))
	c := &defClause{env: site.env, meta: expand.Generated(d.meta), args: params, body: quoted.Form(d.name.Name.Term(), quoted.KwStore(gen, quoted.ADefault, place), pass...), defaults: true}
	c.env.Function = &n
	c.env.Scope = nil
	if isMacroKind(d.kind) {
		// The generated macro calls the macro's compiled function directly.
		c.body = quoted.Node("lab default macro", gen, d.callName().Term(), term.List(pass...))
		nd.calls[d.name] = []term.Term{gen}
	}
	if !m.lazy {
		x.expandClause(nd, c)
	}
	nd.clauses = append(nd.clauses, c)
}
