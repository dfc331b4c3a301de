package live

import (
	"strings"
	"testing"
)

func TestMisread(t *testing.T) {
	clause := func(function, arg string) string {
		return "** (FunctionClauseError) no function clause matching in " + function + "    \n    \n    The following arguments were given to " + function +
			":\n    \n        # 1\n        " + arg + "\n    \n"
	}
	exit := func(target, why string) string {
		return "** (exit) exited in: GenServer.call(" + target + ", {:hello, :node1@localhost}, 5000)\n    ** (EXIT) " + why + "\n    (elixir 1.18.4)\n"
	}
	const nobody = "no process: the process is not alive or there's no process currently associated with the given name"
	const destination = "** (ArgumentError) errors were found at the given arguments:\n\n  * 1st argument: invalid destination\n\n    "
	for _, c := range []struct{ printed, want string }{
		{clause(":net_kernel.connect_node/1", `"node2@localhost"`), textual},
		{clause(":net_kernel.connect_node/1", "7"), ""},
		{clause("Node.set_cookie/2", ":node1@localhost"), "a cookie is an atom, too: it begins with a colon"},
		{"    error: invalid character \"@\" (code point U+0040) in identifier: node1@localhost\n", "node1@localhost names a node only as an atom, with a colon before it"},
		{clause("GenServer.whereis/1", `{PhoenixHello.Receiver, "node2@localhost"}`), textual},
		{clause("GenServer.whereis/1", "{PhoenixHello.Receiver, [:node2@localhost]}"), "{name, node} takes one node, and this is a list of nodes"},
		{destination + ":erlang.send(:counter, 1)\n", "no process on this node is registered as :counter"},
		{destination + ":erlang.send({:shell, \"node2@localhost\"}, 1)\n", textual},
		{exit("{:node2@localhost, Shop}", "no connection to Elixir.Shop"), "Shop is in the place of a node: in {name, node} the name comes first"},
		{exit("{Shop, :node2}", "no connection to node2"), ":node2 is not the name of a node: what comes after the @?"},
		{exit("{Shop, :node2@localhost}", "no connection to node2@localhost"), ""},
		{exit("#PID<0.150.0>", nobody), "#PID<0.150.0> has ended: is there a new process in its place?"},
		{exit("{Shop, :node2@localhost}", nobody), "no process is registered as {Shop, :node2@localhost} now: was it started, and has it crashed since?"},
		{exit("Shop", nobody), "no process is registered as Shop now: was it started, and has it crashed since?"},
		{"[:node2@localhost]\n", ""},
	} {
		if got := misread(c.printed); got != c.want {
			t.Errorf("%s\nsays %q, want %q", c.printed, got, c.want)
		}
	}
}

// TestUnhosted checks lines that send messages to nodes. The class's own text has such a line.
func TestUnhosted(t *testing.T) {
	const says = ":node1 is not the name of a node: what comes after the @?"
	for typed, want := range map[string]string{
		`send({PhoenixHello.Receiver, :node1}, "hello")`:           says,
		"send {Receiver, :node1}, 1":                               says,
		"GenServer.cast({Receiver, :node1}, :stop)":                says,
		`send({PhoenixHello.Receiver, :node1@localhost}, "hello")`: "",
		`send({PhoenixHello.Receiver, :"node1@host"}, "hello")`:    "",
		"send(self(), {Receiver, :node1})":                         "",
		"send({Receiver, node()}, 1)":                              "",
	} {
		if got := unhostedIn(typed); got != want {
			t.Errorf("%s says %q", typed, got)
		}
	}
}

// TestWithdrawnLines checks the number of lines that an interrupt discards: those of an expression
// that is not complete, or that is being evaluated.
func TestWithdrawnLines(t *testing.T) {
	p := &prompt{some: make(chan struct{}, 1)}
	for _, c := range []struct {
		does string
		want int
	}{
		{"asks iex(node1@localhost)1> ", 0}, {"x = [1,", 1}, {"asks ...(node1@localhost)1> ", 1}, {"2,", 2}, {"asks ...(node1@localhost)1> ", 2},
		{"3]", 3}, {"asks iex(node1@localhost)2> ", 0}, {"endless()", 1},
	} {
		if ask, ok := strings.CutPrefix(c.does, "asks "); ok {
			p.asks(ask)
		} else {
			p.answer(c.does)
		}
		if p.unfinished != c.want {
			t.Errorf("after %q, %d lines are not finished, want %d", c.does, p.unfinished, c.want)
		}
	}
	if n := p.withdraw(); n != 1 || p.withdraw() != 0 {
		t.Errorf("withdrew %d lines", n)
	}
}

// TestWantsOut checks that a line such as exit counts as an attempt to leave only if it fails to
// compile.
func TestWantsOut(t *testing.T) {
	const unknown = "** (CompileError) cannot compile code (errors have been logged)\n"
	for _, c := range []struct {
		typed, printed string
		want           bool
	}{
		{"exit", unknown, true},
		{" quit() ", unknown, true},
		{"exit", "1\n", false},
		{"exit(:normal)", unknown, false},
		{"", "", false},
	} {
		if got := wantsOut(c.typed, c.printed); got != c.want {
			t.Errorf("%q, which printed %q: %v", c.typed, c.printed, got)
		}
	}
}
