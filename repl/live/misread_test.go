package live

import "testing"

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
		{clause("GenServer.whereis/1", "{PhoenixHello.Receiver, [:node2@localhost]}"), "in {name, node} stands one node, and that is a list of them"},
		{destination + ":erlang.send(:counter, 1)\n", "nobody on this node is registered as :counter"},
		{destination + ":erlang.send({:shell, \"node2@localhost\"}, 1)\n", textual},
		{exit("{:node2@localhost, Shop}", "no connection to Elixir.Shop"), "Shop was taken for a node: in {name, node} the name stands first"},
		{exit("{Shop, :node2}", "no connection to node2"), ":node2 is not the name of a node: what stands behind the @?"},
		{exit("{Shop, :node2@localhost}", "no connection to node2@localhost"), ""},
		{exit("#PID<0.150.0>", nobody), "#PID<0.150.0> has ended: who took its place, if anybody?"},
		{exit("{Shop, :node2@localhost}", nobody), "nobody is known as {Shop, :node2@localhost} now: was it started, and has it crashed since?"},
		{exit("Shop", nobody), "nobody is known as Shop now: was it started, and has it crashed since?"},
		{"[:node2@localhost]\n", ""},
	} {
		if got := misread(c.printed); got != c.want {
			t.Errorf("%s\nsays %q, want %q", c.printed, got, c.want)
		}
	}
}
