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
	if long != nil {
		f = vm.SetAside(f, long)
	}
	if times, ok := x.growth[x.Name+":"+name]; ok {
		f = withRoom(times, f)
	}
	x.Machine.Native(x.Name, name, arity, f)
}

// large is the size, in bytes, above which the binary arguments of a function are checked against
// the memory limit.
const large = 4 << 10

// withRoom wraps f: it fails before calling f if there is no memory for times bytes per byte of
// the large binary arguments.
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
		for _, t := range a {
			if b := t.Bits(); b.N > large*8 {
				if err := p.Room(times * (b.N / 8)); err != nil {
					return term.Term{}, err
				}
			}
		}
		return f(p, a)
	}
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
