package library

import (
	"strings"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// installModules registers the natives with which the prompt looks up modules. Embedded modules
// are known before they are loaded.
func installModules(m *vm.Machine, embedded map[term.Atom]Source) {
	m.Native("code", "is_embedded", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if _, ok := embedded[a[0].Atom()]; ok {
			return term.True, nil
		}
		mod := m.Module(a[0].Atom())
		return term.Bool(mod != nil && mod.Native && strings.HasPrefix(mod.Name.String(), "Elixir.")), nil
	})
	// embedded_source returns {file, text} of an embedded module, or nil.
	m.Native("code", "embedded_source", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		src, ok := embedded[a[0].Atom()]
		if !ok {
			return term.Nil, nil
		}
		_, text := src.Read()
		return term.Tup(term.Str("lib/"+src.File), term.Str(text)), nil
	})
	// may_define reports whether the source of an embedded module contains a word, without loading
	// the module. For any other module it returns true.
	m.Native("code", "may_define", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		src, ok := embedded[a[0].Atom()]
		if !ok {
			return term.True, nil
		}
		word, _ := a[1].AsStr()
		_, text := src.Read()
		return term.Bool(strings.Contains(text, word)), nil
	})
	m.Native("code", "known_modules", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		names := map[term.Atom]bool{}
		for mod := range embedded {
			names[mod] = true
		}
		for _, mod := range m.Modules() {
			names[mod.Name] = true
		}
		list := make([]term.Term, 0, len(names))
		for mod := range names {
			list = append(list, mod.Term())
		}
		return term.List(list...), nil
	})
}
