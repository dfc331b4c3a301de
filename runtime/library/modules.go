package library

import (
	"strings"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// installModules registers what the prompt asks about modules. Those that come
// as sources (embedded) are known before they are first used.
func installModules(m *vm.Machine, embedded map[term.Atom]Source) {
	m.Native("code", "is_embedded", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if _, ok := embedded[a[0].Atom()]; ok {
			return term.True, nil
		}
		mod := m.Module(a[0].Atom())
		return term.Bool(mod != nil && mod.Native && strings.HasPrefix(mod.Name.String(), "Elixir.")), nil
	})
	// may_define tells, without loading a module, whether its source has a word; of a module without one it may.
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
