package code

import (
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file sets attributes, and rejects invalid values of built-in attributes.

// nativePut implements @name value, which passes a line, and Module.put_attribute/3.
func (s *Server) nativePut(p *vm.Process, a []term.Term) vm.Step {
	m, err := s.open(a[0], "put_attribute/3")
	if err != nil {
		return p.Fail(err)
	}
	name, v, line := a[1].Atom(), a[2], 0
	if len(a) > 3 {
		n, _ := a[3].AsInt()
		line = int(n)
	} else if v, err = dynamic(name, v); err != nil {
		return p.Fail(err)
	}
	if err := m.refused(name, v); err != nil {
		return p.Fail(err)
	}
	var warnings []string
	switch name.String() {
	case "doc", "moduledoc", "typedoc":
		if v.Cons() != nil {
			warnings, err = m.addDocMeta(name.String(), line, v)
			if err != nil {
				return p.Fail(err)
			}
			return m.told(p, line, warnings)
		}
		v = term.Tup(term.Int(int64(line)), v)
	}
	if before := m.unreadLine(name); before > 0 && line > 0 && onceSet[name.String()] {
		warnings = append(warnings, diagnostic.AttributeTwice.Text(name, before))
	}
	if err := m.putAttribute(name, v, line); err != nil {
		return p.Fail(err)
	}
	return m.told(p, line, warnings)
}

// dynamic returns the value that Module.put_attribute/3 gives to an attribute. The value of a
// documentation attribute comes with its line.
func dynamic(name term.Atom, v term.Term) (term.Term, error) {
	switch {
	case typeAttributes[name.String()]:
		return v, expand.ArgumentError("attributes type, typep, opaque, spec, callback, and macrocallback must be set directly via the @ notation")
	case name.String() == "doc", name.String() == "moduledoc", name.String() == "typedoc":
		el := v.Elems()
		if len(el) != 2 || !el[0].IsInteger() {
			return v, expand.ArgumentError("@%s is a built-in module attribute for documentation. When set dynamically, it should be {line, doc} (where \"doc\" is either false, nil, a string, or a keyword list), got: %s", name, diagnostic.Inspect(v))
		}
		return el[1], nil
	}
	return v, nil
}

// onceSet holds the attributes that apply to the next definition. A second value of such an
// attribute replaces the first.
var onceSet = map[string]bool{"doc": true, "typedoc": true, "moduledoc": true, "impl": true, "deprecated": true}

// unreadLine returns the line at which an attribute was set, or 0 if the attribute has been read
// since.
func (m *module) unreadLine(name term.Atom) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	if a := m.attrs[name]; a != nil && a.unread && !a.value.IsNone() {
		return a.line
	}
	return 0
}

// told prints warnings and returns :ok.
func (m *module) told(p *vm.Process, line int, warnings []string) vm.Step {
	if len(warnings) == 0 {
		return p.Return(term.Ok)
	}
	env := m.env
	return p.Block(func() (term.Term, error) {
		for _, w := range warnings {
			m.s.diagnose(m.job, diagnostic.New(&env, "warning", quoted.LineMeta(line), w))
		}
		return term.Ok, nil
	})
}

// addDocMeta adds metadata such as `@doc since: "1.0"` to the documentation of the next
// definition.
func (m *module) addDocMeta(attr string, line int, kw term.Term) (warnings []string, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	meta := m.docMeta[attr]
	if meta == nil {
		meta = term.NewMap()
	}
	for _, e := range quoted.Slice(kw) {
		el := e.Elems()
		if len(el) != 2 || !el[0].IsAtom() {
			return nil, vm.FunctionClause("Module", "preprocess_doc_meta", []term.Term{kw, m.name.Term(), term.Int(int64(line)), term.FromMap(meta)})
		}
		switch key := el[0].Atom().String(); {
		case key == "opaque" || key == "defaults":
			warnings = append(warnings, diagnostic.ReservedDocKey.Text(key))
			continue
		case key == "since" && !el[1].IsBits():
			return nil, expand.ArgumentError(":since is a built-in documentation metadata key. It should be a string representing the version in which the documented entity was added, got: %s", diagnostic.Inspect(el[1]))
		case key == "deprecated" && !el[1].IsBits():
			return nil, expand.ArgumentError(":deprecated is a built-in documentation metadata key. It should be a string representing the replacement for the deprecated entity, got: %s", diagnostic.Inspect(el[1]))
		}
		meta = meta.Put(el[0], el[1])
	}
	if m.docMeta == nil {
		m.docMeta = map[string]*term.Map{}
	}
	m.docMeta[attr] = meta
	return warnings, nil
}

// refused returns the error for an invalid value of a built-in attribute, or nil.
func (m *module) refused(name term.Atom, v term.Term) error {
	if m.lazy {
		return nil
	}
	builtin := func(what string) error {
		return expand.ArgumentError("@%s is a built-in module attribute %s, got: %s", name, what, diagnostic.Inspect(v))
	}
	el := v.Elems()
	switch name.String() {
	case "behaviour":
		if !v.IsAtom() {
			return expand.ArgumentError("@behaviour expects a module, got: %s", diagnostic.Inspect(v))
		}
	case "doc", "moduledoc", "typedoc":
		if !v.IsList() && !v.IsBits() && !v.Is(term.ANil) && !v.Is(term.AFalse) {
			return builtin("for documentation. It should be either false, nil, a string, or a keyword list")
		}
	case "impl":
		if !v.IsAtom() || v.Is(term.ANil) {
			return builtin("that marks the next definition as a callback implementation. It should be a module or a boolean")
		}
	case "file":
		if !(v.IsBits() || len(el) == 2 && el[0].IsBits() && el[1].IsInteger()) {
			return builtin("that annotates the file and line the next definition comes from. It should be a string or {string, line} tuple as value")
		}
	case "external_resource":
		if !v.IsBits() {
			return builtin("used for specifying file dependencies. It should be a string path to a file")
		}
	case "deprecated":
		if !v.IsBits() {
			return builtin("that annotates a definition as deprecated. It should be a string with the reason for the deprecation")
		}
	case "nifs":
		if _, ok := expand.PairsOf(v); !ok {
			return builtin("for specifying a list of functions and their arities that are NIFs")
		}
	case "on_load":
		return m.refusedOnLoad(v)
	case "dialyzer":
		for _, d := range quoted.Wrapped(v) {
			if !isDialyzer(d) {
				return expand.ArgumentError("invalid value for @dialyzer attribute: %s", diagnostic.Inspect(d))
			}
		}
	}
	return nil
}

func (m *module) refusedOnLoad(v term.Term) error {
	el := v.Elems()
	if !v.IsAtom() && !(len(el) == 2 && el[0].IsAtom() && isZero(el[1])) {
		return expand.ArgumentError("@on_load is a built-in module attribute that annotates a function to be invoked when the module is loaded. It should be an atom or an {atom, 0} tuple, got: %s", diagnostic.Inspect(v))
	}
	if a := m.attrs[term.Intern("on_load")]; a != nil && a.value.Cons() != nil {
		return expand.ArgumentError("the @on_load attribute can only be set once per module")
	}
	return nil
}

var dialyzerOptions = strings.Fields("no_return no_unused no_improper_lists no_fun_app no_match no_opaque no_fail_call no_contracts no_behaviours " +
	"no_undefined_callbacks unmatched_returns error_handling race_conditions no_missing_calls specdiffs overspecs underspecs unknown no_underspecs " +
	"extra_return no_extra_return no_missing_return missing_return no_unknown")

func isDialyzer(t term.Term) bool {
	if el := t.Elems(); len(el) == 2 {
		for _, f := range quoted.Wrapped(el[1]) {
			if _, ok := quoted.NameArityOf(f); !ok {
				return false
			}
		}
		t = el[0]
		if t.Is(term.Intern("nowarn_function")) {
			return true
		}
	}
	return t.IsAtom() && slices.Contains(dialyzerOptions, t.Atom().String())
}

// checkNamed reports functions that attributes name but the module does not define. It also reports
// macros named there, and parse transforms.
func (r *bodyRun) checkNamed() {
	m := r.mod
	for _, o := range m.options("compile") {
		if el := o.Elems(); len(el) == 2 && el[0].Is(term.Intern("parse_transform")) {
			r.warnModule(quoted.LineMeta(m.line), diagnostic.ParseTransform, diagnostic.Inspect(el[1]))
		}
		if el := o.Elems(); len(el) == 2 && el[0].Is(term.Intern("inline")) {
			r.checkFunctions("@compile :inline", quoted.Wrapped(el[1]))
		}
	}
	for _, o := range m.options("dialyzer") {
		if el := o.Elems(); len(el) == 2 && el[0].IsAtom() {
			r.checkFunctions("@dialyzer :"+el[0].Atom().String(), quoted.Wrapped(el[1]))
		}
	}
	if a := m.attrs[term.Intern("nifs")]; a != nil && a.value.IsList() {
		r.checkFunctions("@nifs", quoted.Slice(a.value))
	}
	for _, v := range quoted.Slice(m.attrs[term.Intern("on_load")].value) {
		if v.IsAtom() {
			v = term.Tup(v, term.Int(0))
		}
		r.checkFunctions("@on_load", []term.Term{v})
	}
}

// options returns the values of an accumulating attribute. It flattens lists.
func (m *module) options(attr string) []term.Term {
	var out []term.Term
	for _, v := range quoted.Slice(m.attrs[term.Intern(attr)].value) {
		out = append(out, quoted.Wrapped(v)...)
	}
	return out
}

func (r *bodyRun) checkFunctions(attr string, names []term.Term) {
	env := r.mod.env
	for _, t := range names {
		n, ok := quoted.NameArityOf(t)
		if !ok {
			continue
		}
		wrong := diagnostic.UndefinedInAttribute
		switch d := r.mod.defs[n]; {
		case d == nil:
		case isMacroKind(d.kind):
			wrong = diagnostic.MacroInAttribute
		default:
			continue
		}
		r.s.diagnose(r.job, wrong.At(&env, quoted.LineMeta(r.mod.line), n, attr))
		r.mod.taint()
	}
}

func isZero(t term.Term) bool {
	n, ok := t.AsInt()
	return ok && n == 0
}
