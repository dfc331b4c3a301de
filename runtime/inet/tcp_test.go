package inet_test

import (
	"testing"
)

// openTCP begins most examples: it opens a listener and two connected sockets.
const openTCP = `
hear = fn -> receive do {:tcp, _, data} -> data; {:tcp_closed, _} -> :closed; {:tcp_passive, _} -> :passive after 30_000 -> :nothing end end
home = {127, 0, 0, 1}
pair = fn options ->
  {:ok, l} = :gen_tcp.listen(0, [:binary, active: false, reuseaddr: true] ++ options)
  {:ok, port} = :inet.port(l)
  {:ok, c} = :gen_tcp.connect(home, port, [:binary, active: false] ++ options)
  {:ok, s} = :gen_tcp.accept(l, 30_000)
  {l, c, s}
end
`

func TestTCP(t *testing.T) {
	eval := boot(t, 0)
	for _, c := range []struct{ name, src, want string }{
		{"there and back", `{_, c, s} = pair.([]); :ok = :gen_tcp.send(c, ["he", ?l, "lo"]); {:ok, "hello"} = :gen_tcp.recv(s, 5); :gen_tcp.send(s, "x"); :gen_tcp.recv(c, 0, 30_000)`, `{:ok, "x"}`},
		{"by name", `{l, _, _} = pair.([]); {:ok, port} = :inet.port(l); elem(:gen_tcp.connect(~c"localhost", port, []), 0)`, ":ok"},
		{"lines", `{_, c, s} = pair.(packet: :line); :gen_tcp.send(c, "a\nb\nc"); for _ <- 1..2, do: :gen_tcp.recv(s, 0)`, `[ok: "a\n", ok: "b\n"]`},
		{"lengths", `for n <- [1, 2, 4] do {_, c, s} = pair.(packet: n); :ok = :gen_tcp.send(c, "one"); :ok = :gen_tcp.send(c, "second"); {:gen_tcp.recv(s, 0), :gen_tcp.recv(s, 0)} end |> Enum.uniq()`, `[{{:ok, "one"}, {:ok, "second"}}]`},
		{"too long for its length", `{_, c, _} = pair.(packet: 1); :gen_tcp.send(c, String.duplicate("x", 256))`, "{:error, :einval}"},
		{"active", `{_, c, s} = pair.([]); :ok = :inet.setopts(s, active: true); :gen_tcp.send(c, "a"); one = hear.(); :gen_tcp.close(c); {one, hear.(), :gen_tcp.send(s, "x")}`, `{"a", :closed, {:error, :closed}}`},
		{"once", `{_, c, s} = pair.(packet: :line); :inet.setopts(s, active: :once); :gen_tcp.send(c, "a\nb\n"); {hear.(), :inet.getopts(s, [:active, :packet]), :gen_tcp.recv(s, 0)}`, `{"a\n", {:ok, [active: false, packet: :line]}, {:ok, "b\n"}}`},
		{"a number", `{_, c, s} = pair.(packet: :line); :inet.setopts(s, active: 2); :gen_tcp.send(c, "a\nb\nc\n"); {hear.(), hear.(), hear.(), :gen_tcp.recv(s, 0)}`, `{"a\n", "b\n", :passive, {:ok, "c\n"}}`},
		{"recv while active", `{_, _, s} = pair.([]); :inet.setopts(s, active: true); :gen_tcp.recv(s, 0)`, "{:error, :einval}"},
		{"as a list", `{:ok, l} = :gen_tcp.listen(0, active: false); {:ok, port} = :inet.port(l); {:ok, c} = :gen_tcp.connect(home, port, []); {:ok, s} = :gen_tcp.accept(l); :gen_tcp.send(s, "hi"); hear.() == ~c"hi" and is_port(c)`, "true"},
		{"closed by the other end", `{_, c, s} = pair.([]); :gen_tcp.send(c, "last"); :gen_tcp.close(c); {:gen_tcp.recv(s, 0), :gen_tcp.recv(s, 0), :gen_tcp.recv(c, 0)}`, `{{:ok, "last"}, {:error, :closed}, {:error, :closed}}`},
		{"half closed", `{_, c, s} = pair.([]); :ok = :gen_tcp.shutdown(c, :write); :gen_tcp.recv(s, 0)`, "{:error, :closed}"},
		{"nothing comes", `{l, _, s} = pair.([]); {:gen_tcp.recv(s, 0, 1), :gen_tcp.accept(l, 1)}`, "{{:error, :timeout}, {:error, :timeout}}"},
		{"nobody listens", `{l, _, _} = pair.([]); {:ok, port} = :inet.port(l); :gen_tcp.close(l); {:gen_tcp.connect(home, port, []), :gen_tcp.accept(l)}`, "{{:error, :econnrefused}, {:error, :closed}}"},
		{"closed while it is accepted", `{l, _, _} = pair.([]); t = Task.async(fn -> :gen_tcp.accept(l) end); :gen_tcp.close(l); Task.await(t)`, "{:error, :closed}"},
		{"a port that is taken", `{l, _, _} = pair.([]); {:ok, port} = :inet.port(l); :gen_tcp.listen(port, [])`, "{:error, :eaddrinuse}"},
		{"out of the machine", `{:gen_tcp.connect({192, 0, 2, 1}, 80, []), :gen_tcp.listen(0, ip: {192, 0, 2, 1})}`, "{{:error, :enetunreach}, {:error, :eaddrnotavail}}"},
		{"given away", `{_, c, s} = pair.([]); me = self(); pid = spawn(fn -> receive do :go -> send(me, :gen_tcp.recv(s, 0)) end end)
			:ok = :gen_tcp.controlling_process(s, pid); send(pid, :go); :gen_tcp.send(c, "g"); got = receive(do: (r -> r)); {got, :gen_tcp.recv(c, 0), :gen_tcp.controlling_process(c, pid)}`, `{{:ok, "g"}, {:error, :closed}, {:error, :badarg}}`},
		{"ends with its owner", `{l, _, _} = pair.([]); {:ok, port} = :inet.port(l); me = self(); spawn(fn -> {:ok, c} = :gen_tcp.connect(home, port, []); send(me, {:connected, c}) end); {:ok, s} = :gen_tcp.accept(l); :gen_tcp.recv(s, 0)`, "{:error, :closed}"},
		{"addresses", `{l, c, s} = pair.([]); {:ok, port} = :inet.port(l); {:inet.peername(c) == {:ok, {home, port}}, :inet.sockname(c) == :inet.peername(s), :inet.peername(l)}`, "{true, true, {:error, :enotconn}}"},
		{"a wrong option", `for o <- [[:nonsense], [packet: 3], [broadcast: true]], do: (try do :gen_tcp.listen(0, o) catch :exit, r -> r end)`, "[:badarg, :badarg, :badarg]"},
		{"much", `{_, c, s} = pair.([]); data = :binary.copy("0123456789", 200_000); t = Task.async(fn -> :gen_tcp.recv(s, 2_000_000) end); :ok = :gen_tcp.controlling_process(s, t.pid); :ok = :gen_tcp.send(c, data); Task.await(t, 60_000) == {:ok, data}`, "true"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := eval(openTCP + c.src); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
