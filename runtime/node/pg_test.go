package node

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"lab/runtime/term"
)

// whole starts a node with the library.
func (w *world) whole(name string) *Node {
	w.t.Helper()
	n, err := Start(Config{Cookie: "secret", EpmdPort: w.port, Net: NetConfig{Name: name}})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(n.Close)
	return n
}

// eval returns the inspected value of an expression.
func (n *Node) eval(t testing.TB, src string) string {
	t.Helper()
	v, err := n.m.Call(term.Intern("Elixir.Code"), term.Intern("eval_string"), term.Str(src))
	if err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	return term.Inspect(v.Elems()[0], term.Opts{})
}

// TestProcessGroups checks that all nodes know the members of a group, except those of a lost
// node. A real Erlang node takes part.
func TestProcessGroups(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.whole("a@localhost"), w.whole("b@localhost")
	const join = `spawn(fn -> :pg.start_link(); :pg.join(:g, self()); Process.sleep(:infinity) end); :ok`
	members := func(n *Node, want ...string) {
		t.Helper()
		eventually(t, strings.Join(want, " "), func() bool {
			return n.eval(t, `:pg.get_members(:g) |> Enum.map(&node/1) |> Enum.sort() |> Enum.join(" ")`) == strconv.Quote(strings.Join(want, " "))
		})
	}
	a.eval(t, join)
	b.eval(t, join)
	a.eval(t, `true = Node.connect(:b@localhost)`)
	members(a, "a@localhost", "b@localhost")
	members(b, "a@localhost", "b@localhost")

	if path, err := exec.LookPath("erl"); err == nil {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		cmd := exec.CommandContext(ctx, path, "-sname", "c@localhost", "-hidden", "-setcookie", "secret", "-start_epmd", "false", "-noinput", "-eval", `
			pong = net_adm:ping('a@localhost'), {ok, _} = pg:start_link(),
			{pg, 'a@localhost'} ! {discover, whereis(pg)},
			{R, Now} = pg:monitor(g),
			(fun Wait(0) -> ok; Wait(N) -> receive {R, join, g, Pids} -> Wait(N - length(Pids)) end end)(1 - length(Now)),
			ok = pg:join(g, self()),
			io:format("~p", [lists:sort([node(P) || P <- pg:get_members(g)])]),
			[receive {R, leave, g, _} -> halt() end || _ <- [x]].`)
		cmd.Env = append(os.Environ(), "ERL_EPMD_PORT="+strconv.Itoa(w.port))
		var out, log strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		members(a, "a@localhost", "b@localhost", "c@localhost")
		a.eval(t, `for p <- :pg.get_members(:g), node(p) == node(), do: :pg.leave(:g, p)`)
		if err := cmd.Wait(); err != nil || out.String() != "[a@localhost,c@localhost]" {
			t.Errorf("%v: %s\n%s", err, out.String(), log.String())
		}
		members(a, "b@localhost")
	}
	b.Close()
	eventually(t, "none of b", func() bool {
		return a.eval(t, `Enum.any?(:pg.get_members(:g), &(node(&1) == :b@localhost))`) == "false"
	})
}
