package code

import (
	"strings"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file looks for types that specifications name and nothing defines.

var builtinTypes = map[string]bool{}

func init() {
	for _, n := range strings.Fields(`any/0 term/0 none/0 no_return/0 dynamic/0 pid/0 port/0 reference/0 atom/0 map/0 struct/0 tuple/0
		integer/0 float/0 number/0 neg_integer/0 non_neg_integer/0 pos_integer/0 arity/0 bitstring/0 binary/0 nonempty_bitstring/0
		nonempty_binary/0 boolean/0 byte/0 char/0 charlist/0 char_list/0 nonempty_charlist/0 fun/0 fun/1 function/0 identifier/0 iodata/0
		iolist/0 keyword/0 keyword/1 list/0 list/1 nonempty_list/0 nonempty_list/1 maybe_improper_list/0 maybe_improper_list/2
		nonempty_improper_list/2 nonempty_maybe_improper_list/0 nonempty_maybe_improper_list/2 mfa/0 module/0 node/0 timeout/0
		string/0 nonempty_string/0 required/1 optional/1 record/1 record/2 as_boolean/1 var/0 ''/0 nil/0 true/0 false/0`) {
		builtinTypes[n] = true
	}
}

// checkTypespecs raises for the first specification that names an unknown type.
func (r *bodyRun) checkTypespecs() {
	m := r.mod
	known := map[string]bool{"t/0": m.protocol}
	for _, t := range m.types {
		if el := t.Elems(); strings.HasPrefix(el[0].Atom().String(), "type") || el[0].Is(term.Intern("opaque")) {
			if n, ok := specName(el[1]); ok {
				known[n.String()] = true
			}
		}
	}
	for i, t := range m.types {
		spec := t.Elems()[1]
		bound := map[string]bool{}
		if _, a, ok := quoted.IsCallOf(spec, quoted.AWhen, 2); ok {
			for _, v := range quoted.Slice(a[1]) {
				if el := v.Elems(); len(el) == 2 && el[0].IsAtom() {
					bound[el[0].Atom().String()+"/0"] = true
				}
			}
		}
		_, sides, ok := quoted.IsCallOf(withoutWhen(spec), quoted.AColons, 2)
		if !ok {
			continue
		}
		_, _, params, _ := quoted.IsCall(sides[0])
		kind := t.Elems()[0].Atom().String()
		if strings.HasPrefix(kind, "type") || kind == "opaque" {
			for _, p := range params {
				if n, _, _, ok := quoted.IsVar(p); ok {
					bound[n.String()+"/0"] = true
				}
			}
			params = nil
		}
		c := &typeNames{known: func(n quoted.NameArity) bool {
			return known[n.String()] || bound[n.String()] || builtinTypes[n.String()] || r.isMacro(n)
		}}
		for _, p := range append(params, sides[1]) {
			c.walk(p)
		}
		if c.missing != nil {
			e := asException(vm.Raise("Kernel.TypespecError", "file", relative(m.file), "line", m.typeLines[i],
				"description", "type "+c.missing.String()+" undefined (no such type in "+inspect(m.name.Term())+")"))
			e.Stack = typespecPlaces
			r.x.raise(e.Complete())
		}
	}
}

func withoutWhen(spec term.Term) term.Term {
	if _, a, ok := quoted.IsCallOf(spec, quoted.AWhen, 2); ok {
		return a[0]
	}
	return spec
}

// isMacro reports whether a name of a type is a macro of the module or of an import.
func (r *bodyRun) isMacro(n quoted.NameArity) bool {
	if d := r.mod.defs[n]; d != nil && isMacroKind(d.kind) {
		return true
	}
	for _, i := range r.x.env.Macros {
		if i.Names[n] {
			return true
		}
	}
	return false
}

// typespecPlaces are the places within Elixir's Kernel.Typespec that raise.
var typespecPlaces = []vm.StackEntry{
	typespecPlace("Elixir.Kernel.Typespec", "compile_error", 2, "lib/kernel/typespec.ex", 980),
	typespecPlace("Elixir.Kernel.Typespec", "translate_spec", 8, "lib/kernel/typespec.ex", 393),
	typespecPlace("lists", "mapfoldl_1", 3, "lists.erl", 1462),
	typespecPlace("Elixir.Kernel.Typespec", "translate_typespecs_for_module", 2, "lib/kernel/typespec.ex", 236),
}

func typespecPlace(mod, name string, arity int, file string, line int) vm.StackEntry {
	return vm.StackEntry{Module: term.Intern(mod), Name: term.Intern(name), Arity: arity, File: file, Line: line}
}

// typeNames looks for the first name that is not known.
type typeNames struct {
	known   func(quoted.NameArity) bool
	missing *quoted.NameArity
}

func (c *typeNames) walk(t term.Term) {
	if c.missing != nil {
		return
	}
	if t.Cons() != nil {
		for cell := t.Cons(); cell != nil; cell = t.Cons() {
			c.walk(cell.Head)
			t = cell.Tail
		}
		return
	}
	if n, _, _, ok := quoted.IsVar(t); ok {
		c.name(quoted.NameArity{Name: n})
		return
	}
	name, _, args, ok := quoted.IsCall(t)
	switch {
	case !ok && len(t.Elems()) == 3 && t.Elems()[0].IsTuple():
		c.walk(t.Elems()[2]) // a type of another module
	case !ok:
		for _, e := range t.Elems() {
			c.walk(e)
		}
	case name == quoted.ABits || name == quoted.AAliases || name == quoted.AUnquote || name.String() == "@" || name == quoted.ADot:
	case name == quoted.AColons && len(args) == 2:
		c.walk(args[1]) // name :: type
	case name == quoted.APercent && len(args) == 2:
		if _, fields, ok := quoted.IsCallOf(args[1], quoted.AMapForm, -1); ok {
			c.walk(term.List(fields...))
		}
	default:
		if isTypeName(name.String()) {
			c.name(quoted.NameArity{Name: name, Arity: len(args)})
		}
		c.walk(term.List(args...))
	}
}

func (c *typeNames) name(n quoted.NameArity) {
	if s := n.Name.String(); c.missing == nil && isTypeName(s) && !strings.HasPrefix(s, "_") && !c.known(n) {
		c.missing = &n
	}
}

func isTypeName(s string) bool { return s != "" && (s[0] >= 'a' && s[0] <= 'z' || s[0] == '_') }
