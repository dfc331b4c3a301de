package vm_test

import (
	"runtime"
	"slices"
	"testing"

	"lab/runtime/lib/station"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// TestFunctionsSecureWhatTheyAllocate gives large lists, tuples and maps to all functions in Go of
// some modules. A function must announce what it allocates. Only a slice of the elements may be
// missing, for lists of options. enum.ex calls with_index only with an integer.
func TestFunctionsSecureWhatTheyAllocate(t *testing.T) {
	st := station.BootWith(t, vm.Config{Workers: 2})
	const n = 20_000
	const tolerated = n * (term.TermBytes + 12)
	var ints, pairs []term.Term
	var m term.MapBuilder
	for i := range n {
		ints = append(ints, term.Int(int64(i*7919%1_000_003)))
		pairs = append(pairs, term.Tup(ints[i], term.Int(int64(i))))
		m.Put(ints[i], ints[i])
	}
	large := []term.Term{term.List(ints...), term.List(pairs...), term.Tup(ints...), term.FromMap(m.Map())}
	others := []term.Term{term.Int(2), term.Empty, term.Sym("a")}
	for _, f := range st.M.Leaves() {
		if !slices.Contains([]string{"lists", "maps", "lab_enum", "lab_list", "erlang"}, f.Module.String()) ||
			slices.Contains([]string{"halt", "display", "phash", "with_index"}, f.Name.String()) {
			continue
		}
		for at := range f.Arity {
			for _, v := range large {
				for _, other := range append(others, v) {
					args := slices.Repeat([]term.Term{other}, f.Arity)
					args[at] = v
					if over := overdrawn(st.M, f, args); over > tolerated {
						t.Errorf("%v with %v as argument %d allocates %d bytes that it does not announce", f, v.Kind(), at+1, over)
					}
				}
			}
		}
	}
}

// overdrawn calls f in a new process, and returns the number of bytes that it allocates without an
// announcement.
func overdrawn(m *vm.Machine, f *vm.Func, args []term.Term) int64 {
	over := make(chan int64, 1)
	m.SpawnStep(vm.SpawnOpts{}, func(p *vm.Process) vm.Step {
		var before, after runtime.MemStats
		announced := p.Announced()
		runtime.ReadMemStats(&before)
		func() {
			defer func() { _ = recover() }() // most of the arguments are wrong
			_, _ = f.Leaf(p, args)
		}()
		runtime.ReadMemStats(&after)
		over <- int64(after.TotalAlloc-before.TotalAlloc) - (p.Announced() - announced)
		return p.Return(term.Ok)
	})
	return <-over
}

// TestReadsOfTablesSecureTheirMemory reads all rows of a table at once.
func TestReadsOfTablesSecureTheirMemory(t *testing.T) {
	const n = 20_000
	st := station.BootWith(t, vm.Config{Workers: 2})
	st.Eval(t, `me = self()
spawn(fn ->
  :ets.new(:secured, [:named_table, :public])
  :ets.insert(:secured, for(i <- 1..20_000, do: {i, i}))
  send(me, :made)
  receive do :never -> :ok end
end)
receive do :made -> :ok end`)
	ets, tab, row := vm.ModuleAtom("ets"), term.Sym("secured"), term.Tup(term.Sym("$1"), term.Sym("_"))
	spec := term.List(term.Tup(row, term.Empty, term.List(term.Sym("$1"))))
	for name, args := range map[string][]term.Term{
		"tab2list": {tab}, "match_object": {tab, row}, "match": {tab, row}, "select": {tab, spec},
	} {
		f := st.M.NativeOf(ets, term.Intern(name), len(args))
		if over := overdrawn(st.M, f, args); over > n*2*term.TermBytes {
			t.Errorf("%s allocates %d bytes that it does not announce", name, over)
		}
	}
}
