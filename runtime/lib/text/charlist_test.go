package text

import (
	"strings"
	"testing"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// TestCharlistsClaim makes a list of characters that fits, and one that does not fit beside other
// work.
func TestCharlistsClaim(t *testing.T) {
	m := vm.New(vm.Config{Workers: 1, MaxMemory: 1 << 30})
	defer m.Close()
	s := strings.Repeat("a", 1<<20)
	refused := func() bool {
		answer := make(chan bool, 1)
		m.SpawnStep(vm.SpawnOpts{}, func(p *vm.Process) vm.Step {
			defer func() { answer <- recover() != nil }()
			charlist(p, s)
			return p.Return(term.Ok)
		})
		return <-answer
	}
	if refused() {
		t.Error("a list that fits is refused")
	}
	for size := 1 << 30; size >= 8<<20; size /= 2 {
		if release, err := m.Claim(size); err == nil {
			defer release()
		}
	}
	if !refused() {
		t.Error("a list without room is made")
	}
}
