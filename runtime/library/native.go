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
}

// Of is another module of the same machine and subject.
func (x Module) Of(name string) Module {
	x.Name = name
	return x
}

// Func registers a function that takes terms and returns one.
func (x Module) Func(name string, arity int, f vm.Native) {
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
			if b := t.Bits(); b != nil && b.N > large*8 {
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
