package expand

import (
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file selects the names that an import brings into scope.

func (x *Expander) checkOnly(meta term.Term, mod term.Atom, only, opts term.Term, fns, macros map[quoted.NameArity]bool) {
	names, ok := PairsOf(only)
	if !ok {
		x.Fail(meta, diagnostic.InvalidOnly, written(only))
	}
	if !emitsWarnings(opts) {
		return
	}
	x.warnTwice(meta, "only", names)
	for _, n := range names {
		if !fns[n] && !macros[n] {
			x.Warn(meta, diagnostic.ImportOfUndefined, diagnostic.Inspect(mod.Term()), n)
		}
	}
}

func (x *Expander) checkExcept(meta, except term.Term) {
	names, ok := PairsOf(except)
	if !ok {
		x.Fail(meta, diagnostic.InvalidExcept, written(except))
	}
	x.warnTwice(meta, "except", names)
}

// warnTwice warns of duplicate names in an option.
func (x *Expander) warnTwice(meta term.Term, option string, names []quoted.NameArity) {
	seen := map[quoted.NameArity]bool{}
	for _, n := range names {
		if seen[n] {
			x.Warn(meta, diagnostic.DuplicateInImport, option, n)
		}
		seen[n] = true
	}
}

// emitsWarnings returns the option :emit_warnings of Macro.Env.define_import/4.
func emitsWarnings(opts term.Term) bool {
	v, _ := quoted.KwGet(opts, term.Intern("emit_warnings"))
	return !v.Is(term.AFalse)
}

// PairsOf converts a list of {name, arity}.
func PairsOf(t term.Term) ([]quoted.NameArity, bool) {
	list, ok := t.Slice()
	if !ok {
		return nil, false
	}
	out := make([]quoted.NameArity, len(list))
	for i, o := range list {
		if out[i], ok = quoted.NameArityOf(o); !ok {
			return nil, false
		}
	}
	return out, true
}

// notSpecial removes the names of special forms, which cannot be imported.
func (x *Expander) notSpecial(meta term.Term, mod term.Atom, opts term.Term, set map[quoted.NameArity]bool) map[quoted.NameArity]bool {
	if mod == quoted.AKernel {
		return set
	}
	return selectNames(set, func(n quoted.NameArity) bool {
		if !isSpecialForm(n) {
			return true
		}
		if emitsWarnings(opts) {
			x.Warn(meta, diagnostic.ImportOfSpecialForm, diagnostic.Inspect(mod.Term()), n)
		}
		return false
	})
}

// fixedForms holds the special forms with a fixed number of arguments, as name/arity. anyForms
// holds the others.
var fixedForms = map[string]bool{}

var anyForms = map[string]bool{}

func init() {
	for _, n := range strings.Fields("&/1 ^/1 =/2 %/2 |/2 ./2 ::/2 alias/1 alias/2 require/1 require/2 import/1 import/2 __ENV__/0 __CALLER__/0 " +
		"__STACKTRACE__/0 __MODULE__/0 __DIR__/0 quote/1 quote/2 unquote/1 unquote_splicing/1 cond/1 case/2 try/1 receive/1") {
		fixedForms[n] = true
	}
	for _, n := range strings.Fields("__aliases__ __block__ __cursor__ -> <<>> {} %{} fn super for with") {
		anyForms[n] = true
	}
}

func isSpecialForm(n quoted.NameArity) bool {
	return anyForms[n.Name.String()] || fixedForms[n.String()]
}

func importedFrom(is []lexical.Imported, mod term.Atom) map[quoted.NameArity]bool {
	for _, i := range is {
		if i.Module == mod {
			return i.Names
		}
	}
	return nil
}

func withImport(is []lexical.Imported, mod term.Atom, names map[quoted.NameArity]bool) []lexical.Imported {
	out := []lexical.Imported{}
	if len(names) > 0 {
		out = append(out, lexical.NewImported(mod, names))
	}
	for _, i := range is {
		if i.Module != mod {
			out = append(out, i)
		}
	}
	return out
}

func selectNames(set map[quoted.NameArity]bool, keep func(quoted.NameArity) bool) map[quoted.NameArity]bool {
	out := map[quoted.NameArity]bool{}
	for n := range set {
		if keep(n) {
			out[n] = true
		}
	}
	return out
}

func namesOf(t term.Term) map[quoted.NameArity]bool {
	out := map[quoted.NameArity]bool{}
	for _, o := range quoted.Slice(t) {
		if n, ok := quoted.NameArityOf(o); ok {
			out[n] = true
		}
	}
	return out
}

func withoutNames(set map[quoted.NameArity]bool, except term.Term) map[quoted.NameArity]bool {
	no := namesOf(except)
	return selectNames(set, func(n quoted.NameArity) bool { return !no[n] })
}

func onlyNames(set map[quoted.NameArity]bool, only term.Term) map[quoted.NameArity]bool {
	yes := namesOf(only)
	return selectNames(set, func(n quoted.NameArity) bool { return yes[n] })
}

func sigilsOf(set map[quoted.NameArity]bool) map[quoted.NameArity]bool {
	return selectNames(set, func(n quoted.NameArity) bool { return n.Arity == 2 && strings.HasPrefix(n.Name.String(), "sigil_") })
}

// plainNames removes the names that start with an underscore.
func plainNames(set map[quoted.NameArity]bool) map[quoted.NameArity]bool {
	return selectNames(set, func(n quoted.NameArity) bool { return !strings.HasPrefix(n.Name.String(), "_") })
}
