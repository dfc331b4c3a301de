package node

import "testing"

// TestSendWithoutConnecting checks that a send with noconnect returns :noconnect if the nodes are
// not connected, and that the send does not connect the nodes.
func TestSendWithoutConnecting(t *testing.T) {
	t.Parallel()
	n1, n2 := twoLiving(t)
	n2.eval(`spawn(fn -> Process.register(self(), :box); receive do m -> IO.puts("got #{m}") end end)`)
	eventually(t, "a box", func() bool { return n2.eval("Process.whereis(:box) != nil") == "true" })
	const send = `:erlang.send({:box, :node2@localhost}, "it", [:noconnect])`
	for src, want := range map[string]string{
		send: ":noconnect",
		`:erlang.send({:box, node()}, "it", [:noconnect])`:                                 ":ok",
		`Process.send(self(), "it", [:noconnect, :nosuspend])`:                             ":ok",
		`try do :erlang.send(self(), "it", [:other]) rescue e -> Exception.message(e) end`: `"errors were found at the given arguments:\n\n  * 3rd argument: invalid option in list\n"`,
	} {
		if got := n1.eval(src); got != want {
			t.Errorf("%s: %s, want %s", src, got, want)
		}
	}
	n1.eval("Node.connect(:node2@localhost)")
	if got := n1.eval(send); got != ":ok" {
		t.Errorf("over a link: %s", got)
	}
	n2.printed("got it\n", 1)
	n1.eval("Node.disconnect(:node2@localhost)")
	if got := n1.eval(send); got != ":noconnect" {
		t.Errorf("after the link: %s", got)
	}
}

// TestEndedLinkStaysEnded checks that a process does not connect again when it learns of a node
// only after the link to the node has ended.
func TestEndedLinkStaysEnded(t *testing.T) {
	t.Parallel()
	n1, _ := twoLiving(t)
	n1.eval(`:pg.start_link() |> elem(1) |> Process.unlink()`)
	for _, late := range []string{
		`send(:global_name_server, {:nodeup, :node2@localhost})`,
		`:gen_server.cast(:global_name_server, {:names, :node2@localhost, [{:name, pid, &:global.random_exit_name/3}]})`,
		`send(:pg, {:nodeup, :node2@localhost})`,
	} {
		n1.eval(`
		Node.connect(:node2@localhost)
		pid = :rpc.call(:node2@localhost, :erlang, :whereis, [:rex])
		:global.sync()
		Node.disconnect(:node2@localhost)
		` + late + `
		:global.sync()
		:pg.which_groups()
		GenServer.call(:pg, :monitor)`)
		// A message with noconnect is sent if a connection attempt is already in progress.
		if got := n1.eval(`:erlang.send({:nobody, :node2@localhost}, 1, [:noconnect])`); got != ":noconnect" {
			t.Errorf("%s: a link is made: %s", late, got)
		}
	}
}
