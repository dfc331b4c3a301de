package node

import (
	"slices"
	"strings"
	"testing"

	"lab/runtime/lib"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// TestANodeWithoutPackages checks that a node without packages has fewer modules, functions,
// sources, and bytes of source that can be loaded.
func TestANodeWithoutPackages(t *testing.T) {
	type sizes struct{ modules, functions, sources, bytes int }
	measure := func(packages []string) (s sizes, n *Node) {
		n, err := Start(Config{Library: packages})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(n.Close)
		known, err := n.Machine().Call(term.Intern("code"), term.Intern("known_modules"))
		if err != nil {
			t.Fatal(err)
		}
		list, _ := known.Slice()
		s.modules = len(list)
		for _, m := range n.Machine().Modules() {
			s.functions += len(n.Machine().Exports(m.Name))
		}
		subjects, err := library.Choose(lib.All(), packages)
		if err != nil {
			t.Fatal(err)
		}
		for _, src := range library.Sources(subjects) {
			_, text := src.Read()
			s.sources++
			s.bytes += len(text)
		}
		return s, n
	}
	all, _ := measure(nil)
	horde, _ := measure([]string{"horde", "cluster"})
	none, bare := measure([]string{})
	t.Logf("all %+v; horde and cluster %+v; none %+v", all, horde, none)
	for _, c := range []struct{ less, more sizes }{{horde, all}, {none, horde}} {
		if c.less.modules >= c.more.modules || c.less.functions > c.more.functions || c.less.sources >= c.more.sources || c.less.bytes >= c.more.bytes {
			t.Errorf("%+v saves nothing beside %+v", c.less, c.more)
		}
	}
	// Packages are more than a third of the whole library.
	if 3*(all.modules-none.modules) < all.modules {
		t.Errorf("%d of %d modules are packages'", all.modules-none.modules, all.modules)
	}
	v, _, _, err := bare.Code().EvalString(`{Enum.sum([1, 2]), Code.ensure_loaded?(Horde.Registry), Code.ensure_loaded?(Phoenix.Router), Code.ensure_loaded?(GenServer)}`, term.Empty, nil)
	if got := term.Inspect(v, term.Opts{}); err != nil || got != "{3, false, false, true}" {
		t.Errorf("a node without packages answered %s, %v", got, err)
	}
	if slices.ContainsFunc(bare.Machine().Modules(), func(m *vm.Module) bool { return m.Name.String() == "lab_crdt" }) {
		t.Error("a node without Horde has the natives of its map")
	}
	if _, err := Start(Config{Library: []string{"hord"}}); err == nil || !strings.Contains(err.Error(), "horde") {
		t.Errorf("an unknown package: %v", err)
	}
}
