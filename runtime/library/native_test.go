package library

import (
	"math/big"
	"strings"
	"testing"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// TestFunctionsClaimUntilTheyReturn runs a function several times at once. A call whose memory does
// not fit beside that of the others is refused, also if their processes have been killed.
func TestFunctionsClaimUntilTheyReturn(t *testing.T) {
	m := vm.New(vm.Config{Workers: 4, MaxMemory: 1 << 30})
	defer m.Close()
	const growth = 40
	x := Module{Machine: m, Name: "t", growth: map[string]int{"t:work": growth}, long: map[string]Long{"t": Always}}
	begun, done, returned := make(chan struct{}), make(chan struct{}), make(chan struct{})
	x.Func("work", 1, func(*vm.Process, []term.Term) (term.Term, error) {
		begun <- struct{}{}
		<-done
		return term.Ok, nil
	})
	data := term.Str(strings.Repeat("a", 10<<20))
	call := func() error {
		_, err := m.Call(term.Intern("t"), term.Intern("work"), data)
		return err
	}
	for range 2 {
		gone := make(chan struct{})
		pid := m.SpawnStep(vm.SpawnOpts{}, func(p *vm.Process) vm.Step {
			p.OnExit(func() { close(gone) })
			return p.TailApply(term.Intern("t"), term.Intern("work"), data)
		})
		<-begun
		m.Exit(pid, pid, term.AKill.Term())
		<-gone
	}
	if err := call(); err == nil {
		t.Error("a call is accepted beside two others")
	}
	for range 2 {
		done <- struct{}{}
	}
	go func() {
		for call() != nil { // until the workers of the two have noticed the return
		}
		close(returned)
	}()
	<-begun
	done <- struct{}{}
	<-returned
}

// TestGrowth checks which arguments count.
func TestGrowth(t *testing.T) {
	for want, v := range map[int]term.Term{
		0: term.Int(1), 5 * (8 << 10): term.Str(strings.Repeat("a", 8<<10)),
		integerGrowth * (1 << 20): term.Big(new(big.Int).Lsh(big.NewInt(1), 8<<20)),
	} {
		if got := growth(v, 5); got != want {
			t.Errorf("got %d, want %d", got, want)
		}
	}
	if got := growth(term.Str("abc"), 5); got != 0 {
		t.Errorf("a small binary: got %d", got)
	}
}
