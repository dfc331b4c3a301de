package library

import (
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installModuleInfo adds module_info/0,1 to the modules that consist only of natives. Compiled
// modules already have it.
func installModuleInfo(m *vm.Machine, compiled map[term.Atom]Source) {
	for _, md := range m.Modules() {
		if _, ok := compiled[md.Name]; ok || !md.Native {
			continue
		}
		x := Module{Machine: m, Name: md.Name.String()}
		info := func() map[string]term.Term {
			return map[string]term.Term{
				"module": md.Name.Term(), "exports": exportsOf(m, md.Name), "functions": exportsOf(m, md.Name),
				"attributes": term.Empty, "compile": term.Empty, "native": term.False,
			}
		}
		x.Func("module_info", 0, func(*vm.Process, []term.Term) (term.Term, error) {
			var out []term.Term
			for _, key := range []string{"module", "exports", "attributes", "compile"} {
				out = append(out, term.Tup(term.Sym(key), info()[key]))
			}
			return term.List(out...), nil
		})
		x.Func("module_info", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			v, ok := info()[AtomName(a[0])]
			if !ok {
				return term.Term{}, vm.Badarg()
			}
			return v, nil
		})
	}
}

func exportsOf(m *vm.Machine, mod term.Atom) term.Term {
	var out []term.Term
	for _, f := range m.Exports(mod) {
		out = append(out, term.Tup(f.Name.Term(), term.Int(int64(f.Arity))))
	}
	return term.List(out...)
}
