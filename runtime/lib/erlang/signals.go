package erlang

import (
	"os"
	"os/signal"
	"sync"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file delivers operating system signals to a process of the node.

// A watch is a signal and the process that receives it.
type watch struct {
	caught chan os.Signal
	end    chan struct{}
}

// installSignals registers :lab_signal. watch(Signal, Pid) sends {notify, Signal} to Pid for each
// signal. unwatch(Signal) restores the default action of the operating system.
func installSignals(x library.Module) {
	var mu sync.Mutex
	watched := map[string]watch{}
	stop := func(name string) {
		if w, ok := watched[name]; ok {
			signal.Stop(w.caught)
			close(w.end)
			delete(watched, name)
		}
	}
	x.Func("watch", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		name := library.AtomName(a[0])
		known, ok := signals[name]
		if !ok {
			return term.Term{}, library.Bad(1, "invalid signal name")
		}
		mu.Lock()
		defer mu.Unlock()
		stop(name)
		w := watch{make(chan os.Signal, 8), make(chan struct{})}
		watched[name] = w
		signal.Notify(w.caught, known)
		m, to, told := p.Machine(), a[1], term.Tup(term.Sym("notify"), a[0])
		go func() {
			for {
				select {
				case <-w.caught:
					m.Send(to, told)
				case <-w.end:
					return
				}
			}
		}()
		return term.Ok, nil
	})
	x.Func("unwatch", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		mu.Lock()
		defer mu.Unlock()
		stop(library.AtomName(a[0]))
		return term.Ok, nil
	})
}
