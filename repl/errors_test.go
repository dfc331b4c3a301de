package repl_test

import (
	"strings"
	"sync"
	"testing"

	"lab/repl"
	"lab/runtime/dist/epmd/epmdtest"
	"lab/runtime/node"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A paper is a terminal and an io.Writer that keep the written text.
type paper struct {
	mu   sync.Mutex
	text strings.Builder
}

func (p *paper) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *paper) read() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

func named(t *testing.T, port int, name string) *node.Node {
	t.Helper()
	n, err := node.Start(node.Config{Cookie: "secret", EpmdPort: port, Net: node.NetConfig{Name: name}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	return n
}

// TestErrorsFollowThePrompt writes to standard error on behalf of a prompt on another node. Errors
// and other output must reach the prompt in order. After the prompt has ended, errors must go to
// the standard error of the node itself.
func TestErrorsFollowThePrompt(t *testing.T) {
	port := epmdtest.Start(t)
	far, near := named(t, port, "far@localhost"), named(t, port, "near@localhost")
	var log, screen paper
	shell := repl.Attach(far.Machine(), repl.NewPlain(strings.NewReader(""), &log), &log)
	shell.RelayErrors()
	prompt := repl.Open(near.Machine(), repl.NewPlain(strings.NewReader(""), &screen))
	if ok, err := prompt.Run("net_kernel", "connect_node", term.Sym("far@localhost")); err != nil || !ok.Is(term.ATrue) {
		t.Fatalf("connect_node: %v, %v", ok, err)
	}
	leader, err := prompt.Run("erlang", "group_leader")
	if err != nil {
		t.Fatal(err)
	}
	write := func(device, text string) {
		t.Helper()
		_, err := far.Machine().CallWith(vm.SpawnOpts{GroupLeader: leader}, func(p *vm.Process) vm.Step {
			return p.TailApply(vm.ModuleAtom("IO"), term.Intern("puts"), term.Sym(device), term.Str(text))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	want := ""
	for range 20 {
		write("stderr", "error")
		write("stdio", "exception")
		want += "error\nexception\n"
	}
	if got := screen.read(); got != want || log.read() != "" {
		t.Errorf("the prompt has\n%s\nand the node\n%s", got, log.read())
	}
	if _, err := prompt.Run("erlang", "exit", leader, term.Sym("kill")); err != nil {
		t.Fatal(err)
	}
	write("stderr", "late")
	if got := log.read(); got != "late\n" {
		t.Errorf("without a prompt, the node has %q", got)
	}
}
