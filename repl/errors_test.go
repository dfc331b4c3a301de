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

// told returns the group leader of a prompt as another node knows it.
func told(t *testing.T, prompt *repl.Shell, n *node.Node) term.Term {
	t.Helper()
	leader, err := prompt.Run("erlang", "group_leader")
	if err == nil {
		_, err = prompt.Run("erpc", "call", term.Sym("far@localhost"), term.Sym("persistent_term"), term.Sym("put"), term.List(term.Sym("leader"), leader))
	}
	if err == nil {
		leader, err = n.Machine().Call(term.Intern("persistent_term"), term.Intern("get"), term.Sym("leader"))
	}
	if err != nil {
		t.Fatal(err)
	}
	return leader
}

// TestErrorsFollowThePrompt writes to standard error on behalf of a prompt on another node. Errors
// and other output must reach the prompt in order. After the prompt has ended, errors must go to
// the standard error of the node itself.
func TestErrorsFollowThePrompt(t *testing.T) {
	port := epmdtest.Start(t)
	far, near := named(t, port, "far@localhost"), named(t, port, "near@localhost")
	var console, screen paper
	shell := repl.Attach(far.Machine(), repl.NewPlain(strings.NewReader(""), &console), &console)
	if err := shell.PromptsElsewhere(); err != nil {
		t.Fatal(err)
	}
	prompt := repl.Open(near.Machine(), repl.NewPlain(strings.NewReader(""), &screen))
	if ok, err := prompt.Run("net_kernel", "connect_node", term.Sym("far@localhost")); err != nil || !ok.Is(term.ATrue) {
		t.Fatalf("connect_node: %v, %v", ok, err)
	}
	leader := told(t, prompt, far)
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
	if got := screen.read(); got != want || console.read() != "" {
		t.Errorf("the prompt has\n%s\nand the node\n%s", got, console.read())
	}
	log := func(text string) {
		t.Helper()
		_, err := far.Machine().CallWith(vm.SpawnOpts{GroupLeader: leader}, func(p *vm.Process) vm.Step {
			return p.TailApply(term.Intern("logger"), term.Intern("error"), term.Str(text))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	log("an event")
	if got := strings.TrimPrefix(screen.read(), want); !strings.HasSuffix(got, "[error] an event\n") {
		t.Errorf("the log at the prompt is %q", got)
	}
	if _, err := far.Machine().Call(term.Intern("erlang"), term.Intern("exit"), leader, term.Sym("kill")); err != nil {
		t.Fatal(err)
	}
	write("stderr", "late")
	log("late event")
	if got := console.read(); !strings.HasPrefix(got, "late\n") || !strings.HasSuffix(got, "[error] late event\n") {
		t.Errorf("without a prompt, the node has %q", got)
	}
}
