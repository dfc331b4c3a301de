package code

import (
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements reflection: __info__/1, module_info, behaviour_info and documentation.

func (m *module) reflection() []*vm.Func {
	out := []*vm.Func{
		goFunc(m, "__info__", 1, m.info),
		goFunc(m, "module_info", 0, func(p *vm.Process, _ []term.Term) (term.Term, error) { return m.moduleInfo(p), nil }),
		goFunc(m, "module_info", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
			v, ok := quoted.KwGet(m.moduleInfo(p), a[0].Atom())
			if !ok {
				return term.Nil, vm.Badarg()
			}
			return v, nil
		}),
	}
	if len(m.callbacks) > 0 || m.protocol {
		out = append(out, goFunc(m, "behaviour_info", 1, m.behaviourInfo))
	}
	if m.structure != nil {
		for _, f := range m.structFunctions() {
			if m.defs[quoted.NameArity{Name: f.Name, Arity: f.Arity}] == nil {
				out = append(out, f)
			}
		}
	}
	if m.protocol {
		out = append(out, m.protocolFunctions()...)
	}
	if !m.implOf.IsNone() {
		out = append(out, goFunc(m, "__impl__", 1, m.implInfo))
	}
	return out
}

// exported returns the public functions or macros.
func (m *module) exported(macros bool) []quoted.NameArity {
	set := map[quoted.NameArity]bool{}
	for _, d := range m.order {
		if d.public() && isMacroKind(d.kind) == macros {
			set[d.name] = true
		}
	}
	if !macros {
		if m.structure != nil {
			set[quoted.NameArity{Name: term.AStruct, Arity: 0}] = true
			set[quoted.NameArity{Name: term.AStruct, Arity: 1}] = true
		}
		if m.protocol {
			for _, f := range m.protocolFns {
				set[f.name] = true
			}
			set[quoted.NameArity{Name: term.Intern("impl_for"), Arity: 1}] = true
			set[quoted.NameArity{Name: term.Intern("impl_for!"), Arity: 1}] = true
			set[quoted.NameArity{Name: term.Intern("__protocol__"), Arity: 1}] = true
		}
		if !m.implOf.IsNone() {
			set[quoted.NameArity{Name: aImpl, Arity: 1}] = true
		}
		if len(m.callbacks) > 0 {
			set[quoted.NameArity{Name: term.Intern("behaviour_info"), Arity: 1}] = true
		}
	}
	return quoted.SortedNames(set)
}

// functions returns the public functions of a module, including those implemented in Go.
func (m *module) functions(machine *vm.Machine) []quoted.NameArity {
	set := map[quoted.NameArity]bool{}
	for _, n := range m.exported(false) {
		set[n] = true
	}
	for _, f := range machine.Exports(m.name) {
		switch name := f.Name.String(); {
		case name == "__info__", name == "module_info", name == "behaviour_info", strings.HasPrefix(name, "MACRO-"):
		default:
			set[quoted.NameArity{Name: f.Name, Arity: f.Arity}] = true
		}
	}
	return quoted.SortedNames(set)
}

func (m *module) info(p *vm.Process, a []term.Term) (term.Term, error) {
	switch a[0].Atom().String() {
	case "module":
		return m.name.Term(), nil
	case "functions":
		return quoted.NamesTerm(m.functions(p.Machine())), nil
	case "macros":
		return quoted.NamesTerm(m.exported(true)), nil
	case "struct":
		return m.structInfoTerm(), nil
	case "attributes":
		return m.attributesTerm(), nil
	case "compile":
		return m.compileInfo(), nil
	case "deprecated":
		return term.List(m.outdated...), nil
	case "md5", "exports_md5":
		return term.Str(strings.Repeat("\x00", 16)), nil
	}
	return term.Nil, vm.FunctionClauseAt(m.name, quoted.AInfo, a, stackFile(m.file), m.line)
}

func (m *module) structInfoTerm() term.Term {
	if m.structure == nil {
		return term.Nil
	}
	var out []term.Term
	for _, f := range m.structure.Fields {
		v, _ := m.structure.Defaults.Get(f.Term())
		out = append(out, term.MapOf(term.Sym("field"), f.Term(), term.Sym("default"), v))
	}
	return term.List(out...)
}

func (m *module) compileInfo() term.Term {
	return term.List(quoted.Pair("version", term.Charlist("8.2.3")), quoted.Pair("options", term.Empty), quoted.Pair("source", term.Charlist(lexical.Whole(m.env.Base, m.file))))
}

func (m *module) moduleInfo(p *vm.Process) term.Term {
	var names []quoted.NameArity
	for _, f := range p.Machine().Exports(m.name) {
		names = append(names, quoted.NameArity{Name: f.Name, Arity: f.Arity})
	}
	return term.List(quoted.Pair("module", m.name.Term()), quoted.Pair("exports", quoted.NamesTerm(names)), quoted.Pair("functions", quoted.NamesTerm(names)),
		quoted.Pair("attributes", m.attributesTerm()), quoted.Pair("compile", m.compileInfo()), quoted.Pair("md5", term.Str(strings.Repeat("\x00", 16))))
}

func (m *module) behaviourInfo(_ *vm.Process, a []term.Term) (term.Term, error) {
	switch a[0].Atom().String() {
	case "callbacks":
		return quoted.NamesTerm(m.callbackNames()), nil
	case "optional_callbacks":
		var out []quoted.NameArity
		for _, n := range m.callbackNames() {
			if m.optional[n] {
				out = append(out, n)
			}
		}
		return quoted.NamesTerm(out), nil
	}
	return term.Nil, vm.FunctionClauseAt(m.name, term.Intern("behaviour_info"), a, stackFile(m.file), m.line)
}

// takeDocs attaches the preceding @doc, @impl and similar attributes to a definition.
func (m *module) takeDocs(x *expander, d *definition, args []term.Term, defaults []defaultArg, head bool) {
	if !m.lazy && d.public() {
		args, defaults = m.withAttributes(args, defaults)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	doc, docLine := m.take("doc")
	meta := m.takeMeta("doc")
	impl, _ := m.take("impl")
	m.take("since")
	if reason, _ := m.take("deprecated"); reason.IsBits() {
		meta = meta.Put(term.Sym("deprecated"), reason)
		for arity := d.name.Arity - len(defaults); arity <= d.name.Arity; arity++ {
			n := quoted.NameArity{Name: d.name.Name, Arity: arity}
			m.outdated = append(m.outdated, term.Tup(n.Term(), reason))
		}
	}
	if !impl.IsNone() {
		m.impls = append(m.impls, implMark{d, impl, d.meta, len(defaults)})
		if doc.IsNone() && !m.documented(d) {
			doc = term.Tup(term.Int(0), term.False)
		}
	}
	if !d.public() {
		if el := doc.Elems(); len(el) == 2 && el[1].IsBits() && !m.lazy {
			m.mu.Unlock()
			env := *x.Env
			env.Function = &d.name
			x.Print(diagnostic.DocOfPrivate.At(&env, quoted.LineMeta(docLine), d.kind, d.name))
			m.mu.Lock()
		}
		return
	}
	text := term.Term{}
	if el := doc.Elems(); len(el) == 2 {
		text = el[1]
	}
	if before := m.addDoc(d, text, args, defaults, meta, docLine, head); before > 0 && !m.lazy {
		m.mu.Unlock()
		x.Warn(quoted.LineMeta(docLine), diagnostic.DocTwice, before, d.name.Name)
		m.mu.Lock()
	}
}

// A docEntry is the documentation of a definition.
type docEntry struct {
	d         *definition
	text      term.Term // a string, or None or false
	signature signature
	meta      *term.Map
	line      int
}

// documentedAt returns the line of the text, or of the definition if there is no text.
func (e *docEntry) documentedAt() int {
	if e.text.IsBits() && e.line > 0 {
		return e.line
	}
	return quoted.LineOf(e.d.meta)
}

// documented reports whether an earlier clause has a text.
func (m *module) documented(d *definition) bool {
	return slices.ContainsFunc(m.docEntries, func(e docEntry) bool { return e.d == d && e.text.IsBits() })
}

// addDoc adds documentation. It returns the line of the text that it replaces, or 0.
func (m *module) addDoc(d *definition, text term.Term, args []term.Term, defaults []defaultArg, meta *term.Map, line int, head bool) (before int) {
	for i := range m.docEntries {
		e := &m.docEntries[i]
		if e.d == d {
			if !m.lazy {
				e.signature.merge(args)
			}
			if !e.text.IsNone() && e.text.IsBits() && text.IsBits() && !head && d.context == 0 {
				before = e.line
			}
			if !text.IsNone() {
				e.text, e.line = text, line
			}
			meta.Each(func(k, v term.Term) bool {
				e.meta = e.meta.Put(k, v)
				return true
			})
			return before
		}
	}
	m.docEntries = append(m.docEntries, docEntry{d, text, newSignature(args, defaults), meta, line})
	return 0
}

// docOf returns a documentation text in the form of Code.fetch_docs/1.
func docOf(t term.Term) term.Term {
	switch {
	case t.IsNone() || t.Is(term.ANil):
		return term.Sym("none")
	case t.Is(term.AFalse):
		return term.Sym("hidden")
	}
	return term.MapOf(term.Str("en"), t)
}

// docTuple returns an entry in the form of Code.fetch_docs/1.
func docTuple(kind string, n quoted.NameArity, line int, signature, text term.Term, meta *term.Map) term.Term {
	return term.Tup(term.Tup(term.Sym(kind), n.Name.Term(), term.Int(int64(n.Arity))), term.Int(int64(line)), signature, docOf(text), term.FromMap(meta))
}

// docsTerm returns the module's documentation in the form of Code.fetch_docs/1.
func (m *module) docsTerm() term.Term {
	moduledoc, line := term.Term{}, m.line
	if el := m.moduledoc.Elems(); len(el) == 2 {
		moduledoc = el[1]
		if n, ok := el[0].AsInt(); ok && n > 0 {
			line = int(n)
		}
	}
	var out []term.Term
	for _, e := range m.docEntries {
		kind := "function"
		if isMacroKind(e.d.kind) {
			kind = "macro"
		}
		meta := e.meta
		if n := len(e.signature.defaults); n > 0 {
			meta = meta.Put(term.Sym("defaults"), term.Int(int64(n)))
		}
		head := term.List(term.Str(e.signature.text(m.s, e.d)))
		out = append(out, docTuple(kind, e.d.name, e.documentedAt(), head, e.text, meta))
	}
	slices.SortStableFunc(out, func(a, b term.Term) int { return term.Compare(a.Elems()[0], b.Elems()[0]) })
	slices.SortStableFunc(m.specDocs, func(a, b term.Term) int { return term.Compare(a.Elems()[0].Elems()[0], b.Elems()[0].Elems()[0]) })
	return term.Tup(term.Sym("docs_v1"), term.Int(int64(line)), term.Sym("elixir"), term.Str("text/markdown"), docOf(moduledoc),
		term.FromMap(m.takeMeta("moduledoc")), term.List(append(out, m.specDocs...)...))
}
