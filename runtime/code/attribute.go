package code

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file keeps the attributes of modules during their definition.

// An attribute is the state of one module attribute. The value is the zero Term if the attribute
// was registered but not set.
type attribute struct {
	value      term.Term
	accumulate bool
	persist    bool
	line       int
	unread     bool // set by @name in the module's source and not read since
}

var accumulating = []string{"behaviour", "derive", "before_compile", "after_compile", "after_verify", "on_definition",
	"compile", "dialyzer", "external_resource", "on_load"}

func (m *module) initAttributes() {
	for _, n := range accumulating {
		m.attrs[term.Intern(n)] = &attribute{value: term.Empty, accumulate: true}
	}
	m.attrs[term.Intern("behaviour")].persist = true
	m.attrs[term.Intern("external_resource")].persist = true
	m.attrs[term.Intern("vsn")] = &attribute{value: term.Term{}, persist: true}
}

// readAttribute returns the value of an attribute and marks it as read. It reports true if the
// attribute has a value or is persistent.
func (m *module) readAttribute(name term.Atom) (term.Term, bool) {
	if typeAttributes[name.String()] {
		return m.typesOf(name)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.attrs[name]
	if a == nil || a.value.IsNone() {
		return term.Nil, a != nil && a.value.IsNone() && a.persist
	}
	a.unread = false
	switch name.String() {
	case "doc", "moduledoc", "typedoc":
		if el := a.value.Elems(); len(el) == 2 {
			return el[1], true
		}
	}
	return a.value, true
}

// wasSet reports whether an attribute has a value. A registered attribute can have none.
func (m *module) wasSet(name term.Atom) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.attrs[name]
	return a != nil && !a.value.IsNone()
}

func (m *module) putAttribute(name term.Atom, v term.Term, line int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed && !m.lazy {
		return expand.ArgumentError("could not call Module.put_attribute/3 because the module %s is already compiled", diagnostic.Inspect(m.name.Term()))
	}
	a := m.attrs[name]
	if a == nil {
		a = &attribute{}
		m.attrs[name] = a
	}
	a.line, a.unread = line, line > 0
	if name.String() == "optional_callbacks" {
		m.optionalCallbacks(v)
	}
	if a.accumulate {
		a.value = term.NewCons(v, a.value)
		return nil
	}
	a.value = v
	if name.String() == "moduledoc" {
		m.moduledoc = v
	}
	return nil
}

// typesOf returns the types of one kind, newest first, as {kind, quoted form, {module, nil}}.
func (m *module) typesOf(kind term.Atom) (term.Term, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := term.Term(term.Empty)
	for _, t := range m.types {
		if el := t.Elems(); el[0].Is(kind) {
			list = term.NewCons(term.Tup(el[0], el[1], term.Tup(m.name.Term(), term.Nil)), list)
		}
	}
	return list, true
}

// optionalCallbacks records the callbacks in @optional_callbacks.
func (m *module) optionalCallbacks(list term.Term) {
	if !list.IsList() {
		list = term.List(list)
	}
	for _, t := range quoted.Slice(list) {
		m.optionalTerms = append(m.optionalTerms, t)
		n, ok := quoted.NameArityOf(t)
		if !ok {
			continue
		}
		m.optional[n] = true
		m.optional[quoted.NameArity{Name: term.InternDerived("MACRO-" + n.Name.String()), Arity: n.Arity + 1}] = true
	}
}

// take returns and deletes an attribute that applies to the next definition. It also returns the
// line of the attribute.
func (m *module) take(name string) (term.Term, int) {
	a := m.attrs[term.Intern(name)]
	if a == nil || a.value.IsNone() {
		return term.Term{}, 0
	}
	v, line := a.value, a.line
	delete(m.attrs, term.Intern(name))
	return v, line
}

func (m *module) takeMeta(attr string) *term.Map {
	meta := m.docMeta[attr]
	delete(m.docMeta, attr)
	if meta == nil {
		return term.NewMap()
	}
	return meta
}

// A hook is a callback that a module registered with an attribute such as @before_compile.
type hook struct{ mod, name term.Atom }

func (m *module) hooks(attr, name string) []hook {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []hook
	for _, v := range quoted.Slice(m.attrs[term.Intern(attr)].value) {
		h := hook{v.Atom(), term.Intern(name)}
		if el := v.Elems(); len(el) == 2 {
			h = hook{el[0].Atom(), el[1].Atom()}
		}
		out = append([]hook{h}, out...)
	}
	return out
}

// hookForms returns the code that runs the @before_compile hooks.
func (m *module) hookForms() []term.Term {
	var out []term.Term
	meta := quoted.LineMeta(m.line)
	for _, h := range m.hooks("before_compile", "__before_compile__") {
		out = append(out, quoted.Node("require", quoted.KwStore(meta, quoted.ADefined, term.True), h.mod.Term()))
		out = append(out, quoted.Node(hookForm, meta, h.mod.Term(), h.name.Term(), m.env.Term()))
	}
	return out
}

const hookForm = "lab hook"

func init() { expand.Forms[term.Intern(hookForm)] = expand.AnyArity(expandHook) }

// expandHook expands the call of a hook. A macro takes the environment itself, a function takes its
// quoted form.
func expandHook(x *expand.Expander, _, meta term.Term, a []term.Term) term.Term {
	env := a[2]
	if x.MacroIn(a[0].Atom(), a[1].Atom(), 1) == nil {
		env = quoted.Escape(env)
	}
	return x.Expand(quoted.Remote(meta, a[0], a[1].Atom().String(), env))
}

func (m *module) definitionHooks() []hook { return m.hooks("on_definition", "__on_definition__") }

// attributesTerm returns __info__(:attributes).
func (m *module) attributesTerm() term.Term {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := []term.Term{term.Tup(term.Sym("vsn"), term.List(term.Int(int64(term.Hash(m.name.Term())>>8))))}
	if m.protocol {
		any := m.attrs[term.Intern("fallback_to_any")]
		out = append(out, term.Tup(term.Sym("__protocol__"), term.List(quoted.Pair("fallback_to_any", term.Bool(any != nil && any.value.Is(term.ATrue))))))
	}
	if !m.implOf.IsNone() {
		out = append(out, term.Tup(aImpl.Term(), term.List(quoted.Pair("protocol", m.implOf), quoted.Pair("for", m.implFor))))
	}
	var names []term.Atom
	for n, a := range m.attrs {
		if a.persist && !a.value.IsNone() {
			names = append(names, n)
		}
	}
	expand.SortAtoms(names)
	for _, n := range names {
		a := m.attrs[n]
		if !a.accumulate {
			out = append(out, term.Tup(n.Term(), term.List(a.value)))
			continue
		}
		vs := quoted.Slice(a.value)
		for i := len(vs) - 1; i >= 0; i-- {
			out = append(out, term.Tup(n.Term(), term.List(vs[i])))
		}
	}
	return term.List(out...)
}

// readers are the functions of Module that do not change the module.
var readers = map[string]bool{"get_attribute/2": true, "get_last_attribute/2": true, "has_attribute?/2": true, "attributes_in/1": true}

// open returns the module called name for a native of Module. If the module is already compiled,
// open returns an error that names the native fn.
func (s *Server) open(name term.Term, fn string) (*module, error) {
	if m := s.moduleState(name.Atom()); m != nil && !(m.lazy && m.closed) {
		return m, nil
	}
	if c, ok := s.closing.Load(name.Atom()); ok {
		if !readers[fn] {
			return nil, expand.ArgumentError("could not call Module.%s because the module %s is in read-only mode (@after_compile)", fn, diagnostic.Inspect(name))
		}
		return c.(*closing).mod, nil
	}
	hint := ""
	if readers[fn] {
		hint = ". Use the Module.__info__/1 callback or Code.fetch_docs/1 instead"
	}
	return nil, expand.ArgumentError("could not call Module.%s because the module %s is already compiled%s", fn, diagnostic.Inspect(name), hint)
}

// opened wraps a native of Module that reads or changes a module during its definition. do runs
// with m locked.
func (s *Server) opened(fn string, do func(m *module, a []term.Term) (term.Term, error)) vm.Native {
	return func(_ *vm.Process, a []term.Term) (term.Term, error) {
		m, err := s.open(a[0], fn)
		if err != nil {
			return term.Nil, err
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		return do(m, a)
	}
}

// nativeGet implements @name in the body of a module.
func (s *Server) nativeGet(p *vm.Process, a []term.Term) vm.Step {
	m, err := s.open(a[0], "get_attribute/2")
	if err != nil {
		return p.Fail(err)
	}
	v, ok := m.readAttribute(a[1].Atom())
	if ok {
		return p.Return(v)
	}
	line, _ := a[2].AsInt()
	name := a[1].Atom().String()
	env := m.env
	d := diagnostic.UndefinedAttribute.At(&env, quoted.LineMeta(int(line)), name)
	return p.Block(func() (term.Term, error) {
		s.diagnose(m.job, d)
		return v, nil
	})
}

func (s *Server) moduleGet(_ *vm.Process, a []term.Term) (term.Term, error) {
	m, err := s.open(a[0], "get_attribute/2")
	if err != nil {
		return term.Nil, err
	}
	if v, ok := m.readAttribute(a[1].Atom()); ok && m.wasSet(a[1].Atom()) {
		if onceSet[a[1].Atom().String()] {
			m.mu.Lock()
			defer m.mu.Unlock()
			return m.attrs[a[1].Atom()].value, nil
		}
		return v, nil
	}
	if len(a) == 3 {
		return a[2], nil
	}
	return term.Nil, nil
}

// moduleLast implements Module.get_last_attribute. It returns the newest value of an accumulating
// attribute.
func (s *Server) moduleLast(_ *vm.Process, a []term.Term) (term.Term, error) {
	m, err := s.open(a[0], "get_last_attribute/2")
	if err != nil {
		return term.Nil, err
	}
	none := term.Nil
	if len(a) == 3 {
		none = a[2]
	}
	v, ok := m.readAttribute(a[1].Atom())
	if !ok || !m.wasSet(a[1].Atom()) {
		return none, nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch c := v.Cons(); {
	case !m.attrs[a[1].Atom()].accumulate:
		return v, nil
	case c == nil:
		return none, nil
	default:
		return c.Head, nil
	}
}

func (m *module) registerAttribute(a []term.Term) (term.Term, error) {
	at := m.attrs[a[1].Atom()]
	if at == nil {
		at = &attribute{}
		m.attrs[a[1].Atom()] = at
	}
	if v, _ := quoted.KwGet(a[2], term.Intern("persist")); v.Is(term.ATrue) {
		at.persist = true
	}
	if v, _ := quoted.KwGet(a[2], term.Intern("accumulate")); v.Is(term.ATrue) {
		at.accumulate = true
		if at.value.IsNone() {
			at.value = term.Empty
		}
	}
	return term.Ok, nil
}

func (m *module) deleteAttribute(a []term.Term) (term.Term, error) {
	at := m.attrs[a[1].Atom()]
	if at == nil || at.value.IsNone() {
		return term.Nil, nil
	}
	v := at.value
	if at.accumulate {
		at.value = term.Empty
	} else {
		delete(m.attrs, a[1].Atom())
	}
	return v, nil
}

func (m *module) hasAttribute(a []term.Term) (term.Term, error) {
	at := m.attrs[a[1].Atom()]
	return term.Bool(at != nil), nil
}
