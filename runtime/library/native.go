package library

import (
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A Module is where the natives of one module are registered.
type Module struct {
	Machine *vm.Machine
	Name    string
	growth  map[string]int
	long    map[string]Long
}

// A Long says of which arguments a function may take long. Its process is set aside
// meanwhile, so that it can be ended; the function touches nothing of the process.
type Long func(a []term.Term) bool

// Always is for functions that may take long whatever they are given.
func Always([]term.Term) bool { return true }

// LargeFirst is for functions that may where the first argument is large: it is
// compared with many.
func LargeFirst(a []term.Term) bool { return vm.AnyLarge(a[:1]) }

// Large is for functions that may where an argument is large.
func Large(a []term.Term) bool { return vm.AnyLarge(a) }

// Of is another module of the same machine and subject.
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

// large is the size of a binary from which it is asked whether there is room for what
// is made of it.
const large = 4 << 10

// withRoom refuses what f would make of binaries where there is no room for it.
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

// Step registers a function that runs as steps: one that waits, or calls a fun.
func (x Module) Step(name string, arity int, f vm.StepNative) {
	x.Machine.StepNative(x.Name, name, arity, f)
}

// Private is Step for a function that is shown in stack traces as a private one of a
// module of Elixir, which is in file. Its arguments are the registers: f copies what it
// keeps.
func (x Module) Private(of, file, name string, arity int, f vm.StepNative) {
	made := x.Machine.PlainNative(x.Name, name, arity, f)
	made.Within, made.File = vm.ModuleAtom(of), file
}
