package library

import (
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A Module registers the natives of one module.
type Module struct {
	Machine *vm.Machine
	Name    string
	growth  map[string]int
	long    map[string]Long
}

// A Long reports for which arguments a function may be slow. In that case the process is set aside
// during the call, so that it can be killed meanwhile (vm.SetAside). The function must not access
// its process.
type Long func(a []term.Term) bool

// Always is the Long of functions that may be slow for any arguments.
func Always([]term.Term) bool { return true }

// LargeFirst is the Long of functions that may be slow if their first argument is large.
func LargeFirst(a []term.Term) bool { return vm.AnyLarge(a[:1]) }

// Large is the Long of functions that may be slow if any argument is large.
func Large(a []term.Term) bool { return vm.AnyLarge(a) }

// Of returns another module of the same machine and subject.
func (x Module) Of(name string) Module {
	x.Name = name
	return x
}

// Func registers a function that takes terms and returns one.
func (x Module) Func(name string, arity int, f vm.Native) {
	long, ok := x.long[x.Name+":"+name]
	if !ok {
		long = x.long[x.Name]
	}
	times, grows := x.growth[x.Name+":"+name]
	slow := f
	if grows || long != nil {
		slow = withRoom(times, f)
	}
	if grows {
		f = slow
	}
	if long != nil {
		f = aside(f, slow, long)
	}
	x.Machine.Native(x.Name, name, arity, f)
}

// aside returns a native that sets its process aside and calls slow if long reports that the call
// may take long, and calls f otherwise.
func aside(f, slow vm.Native, long Long) vm.Native {
	return func(p *vm.Process, a []term.Term) (term.Term, error) {
		if !long(a) {
			return f(p, a)
		}
		return p.Aside(func() (term.Term, error) { return slow(p, a) })
	}
}

const (
	// large is the size, in bytes, above which the binary and integer arguments of a function are
	// checked against the memory limit.
	large = 4 << 10
	// integerGrowth is the number of bytes that a function allocates per byte of its integers,
	// including temporary data.
	integerGrowth = 6
)

// withRoom wraps f: it claims times bytes per byte of the large binary arguments until f returns,
// and fails before calling f if there is no memory for them. It does so for large integers, too.
func withRoom(times int, f vm.Native) vm.Native {
	return func(p *vm.Process, a []term.Term) (v term.Term, err error) {
		defer func() {
			switch r := recover().(type) {
			case nil:
			case *vm.Exception:
				err = r
			default:
				panic(r)
			}
		}()
		n := 0
		for _, t := range a {
			n += growth(t, times)
		}
		if n > 0 {
			if err := p.Room(n); err != nil {
				return term.Term{}, err
			}
			defer p.Claim(n)()
		}
		return f(p, a)
	}
}

// growth returns the number of bytes that a function with an argument t allocates, for withRoom.
func growth(t term.Term, times int) int {
	if t.Kind() == term.KindBig {
		if i, _ := t.AsBig(); i.BitLen() > large*8 {
			return integerGrowth * (i.BitLen() / 8)
		}
	}
	if b := t.Bits(); b.N > large*8 {
		return times * (b.N / 8)
	}
	return 0
}

// Step registers a function that runs in steps, because it waits or calls a fun.
func (x Module) Step(name string, arity int, f vm.StepNative) {
	x.Machine.StepNative(x.Name, name, arity, f)
}

// Private registers a step function. Stack traces show it as a private function of the Elixir
// module named by of, in the given file. The arguments of f are the registers, so f must copy the
// arguments that it keeps.
func (x Module) Private(of, file, name string, arity int, f vm.StepNative) {
	made := x.Machine.PlainNative(x.Name, name, arity, f)
	made.Within, made.File = vm.ModuleAtom(of), file
}
