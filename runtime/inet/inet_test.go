package inet_test

import (
	"net"
	"net/netip"
	"strings"
	"testing"

	"lab/runtime/code"
	"lab/runtime/inet"
	"lab/runtime/lib"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// boot starts an engine with sockets in the given network.
func boot(t *testing.T, network int) func(src string) string {
	t.Helper()
	m := vm.New(vm.Config{Workers: 2})
	t.Cleanup(m.Close)
	library.Install(m, code.New(m), lib.All())
	home := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	h := inet.Install(m, inet.Config{Home: func() netip.Addr { return home }, Network: network, Name: func() string { return "a@localhost" }})
	t.Cleanup(h.Close)
	if err := library.Boot(m); err != nil {
		t.Fatal(err)
	}
	return func(src string) string {
		t.Helper()
		v, err := m.Call(vm.ModuleAtom("Code"), term.Intern("eval_string"), term.Str("inspect(("+src+"\n))"))
		if err != nil {
			return "** " + err.Error()
		}
		text, _ := v.Elems()[0].AsStr()
		return text
	}
}

// open begins most examples. It opens a socket and defines hear, which receives a datagram.
const open = `
hear = fn -> receive do {:udp, _, ip, port, data} -> {ip, port, data}; {:udp_passive, _} -> :passive after 30_000 -> :nothing end end
{:ok, s} = :gen_udp.open(0, [:binary, broadcast: true])
{:ok, port} = :inet.port(s)
home = {127, 0, 0, 1}
`

func TestUDP(t *testing.T) {
	eval := boot(t, 14001)
	for _, c := range []struct{ name, src, want string }{
		{"unicast", `:ok = :gen_udp.send(s, home, port, ["he", ?l, "lo"]); hear.() == {home, port, "hello"}`, "true"},
		{"by name", `:ok = :gen_udp.send(s, ~c"localhost", port, "x"); elem(hear.(), 2)`, `"x"`},
		{"to an address and port", `:ok = :gen_udp.send(s, {home, port}, "x"); elem(hear.(), 2)`, `"x"`},
		{"to IPv6", `v6 = {0, 0, 0, 0, 0, 0, 0, 1}; :inet_db.add_host(v6, [~c"six"]); for to <- [v6, ~c"::1", ~c"six"], do: {:gen_udp.send(s, to, port, "x"), :gen_udp.connect(s, to, port)}`,
			"[{{:error, :eafnosupport}, {:error, :eafnosupport}}, {{:error, :nxdomain}, {:error, :nxdomain}}, {{:error, :nxdomain}, {:error, :nxdomain}}]"},
		{"as a list", `{:ok, l} = :gen_udp.open(0); {:ok, p} = :inet.port(l); :gen_udp.send(s, home, p, "hi"); elem(hear.(), 2)`, `~c"hi"`},
		{"multicast", `:ok = :inet.setopts(s, add_membership: {{233, 252, 1, 32}, {0, 0, 0, 0}}); :ok = :gen_udp.send(s, {233, 252, 1, 32}, port, "m"); hear.() == {home, port, "m"}`, "true"},
		{"broadcast", `:ok = :gen_udp.send(s, {255, 255, 255, 255}, port, "b"); elem(hear.(), 2)`, `"b"`},
		{"broadcast without leave", `{:ok, n} = :gen_udp.open(0); :gen_udp.send(n, {255, 255, 255, 255}, 9, "b")`, "{:error, :eacces}"},
		{"out of the machine", `:gen_udp.send(s, {192, 0, 2, 1}, 9, "x")`, "{:error, :enetunreach}"},
		{"an address of others", `:gen_udp.open(0, ip: {192, 0, 2, 1})`, "{:error, :eaddrnotavail}"},
		{"a port that is taken", `:gen_udp.open(port)`, "{:error, :eaddrinuse}"},
		{"a port that is shared", `{:ok, a} = :gen_udp.open(0, reuseaddr: true); {:ok, p} = :inet.port(a); elem(:gen_udp.open(p, reuseaddr: true), 0)`, ":ok"},
		{"passive", `:ok = :inet.setopts(s, active: false); :gen_udp.send(s, home, port, "p"); {:ok, {^home, ^port, "p"}} = :gen_udp.recv(s, 0, 30_000); :gen_udp.recv(s, 0, 1)`, "{:error, :timeout}"},
		{"recv while active", `:gen_udp.recv(s, 0)`, "{:error, :einval}"},
		{"once", `:inet.setopts(s, active: :once); for x <- ["1", "2"], do: :gen_udp.send(s, home, port, x); {elem(hear.(), 2), :inet.getopts(s, [:active]), elem(elem(:gen_udp.recv(s, 0, 30_000), 1), 2)}`, `{"1", {:ok, [active: false]}, "2"}`},
		{"a number", `:inet.setopts(s, active: false); :inet.setopts(s, active: 2); for x <- ["1", "2"], do: :gen_udp.send(s, home, port, x); {elem(hear.(), 2), elem(hear.(), 2), hear.()}`, `{"1", "2", :passive}`},
		{"connected", `:ok = :gen_udp.connect(s, home, port); :ok = :gen_udp.send(s, "c"); {elem(hear.(), 2), :inet.peername(s) == {:ok, {home, port}}}`, `{"c", true}`},
		{"given away", `me = self(); pid = spawn(fn -> send(me, {:got, hear.()}) end); :ok = :gen_udp.controlling_process(s, pid); :gen_udp.send(s, home, port, "g"); receive do {:got, {_, _, d}} -> d end`, `"g"`},
		{"not ours", `me = self(); spawn(fn -> send(me, :gen_udp.controlling_process(s, self())) end); receive do r -> r end`, "{:error, :not_owner}"},
		{"closed", `:ok = :gen_udp.close(s); {:gen_udp.close(s), :gen_udp.send(s, home, port, "x"), :gen_udp.recv(s, 0), :inet.port(s)}`, "{:ok, {:error, :closed}, {:error, :closed}, {:error, :einval}}"},
		{"a wrong option", `try do :gen_udp.open(0, [:nonsense]) catch :exit, r -> r end`, ":badarg"},
		{"a wrong option later", `:inet.setopts(s, nonsense: 1)`, "{:error, :einval}"},
		{"no socket", `try do :gen_udp.send(:foo, home, 9, "x") rescue e -> e.__struct__ end`, "FunctionClauseError"},
		{"a port", `{is_port(s), :inet.getopts(s, [:mode, :broadcast, :multicast_ttl])}`, "{true, {:ok, [mode: :binary, broadcast: true, multicast_ttl: 1]}}"},
		{"left", `g = {{233, 1, 1, 1}, {0, 0, 0, 0}}; :ok = :inet.setopts(s, add_membership: g); :ok = :inet.setopts(s, drop_membership: g); :inet.setopts(s, drop_membership: g)`, "{:error, :eaddrnotavail}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := eval(open + c.src); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestOwnerEnds checks that a socket is closed when its owner exits.
func TestOwnerEnds(t *testing.T) {
	eval := boot(t, 14002)
	got := eval(`
	me = self()
	{pid, ref} = spawn_monitor(fn -> {:ok, s} = :gen_udp.open(0); send(me, {s, :inet.port(s)}) end)
	{s, {:ok, port}} = receive do {s, {:ok, _}} = m when is_port(s) -> m end
	receive do {:DOWN, ^ref, _, ^pid, _} -> :ok end
	again = fn again -> case :gen_udp.open(port) do {:ok, _} -> :free; {:error, :eaddrinuse} -> again.(again) end end
	{again.(again), :inet.port(s)}`)
	if got != "{:free, {:error, :einval}}" {
		t.Error(got)
	}
}

// TestNetworksAreApart checks that nodes of different networks do not receive each other's
// multicasts, even with the same group address and port. Nodes of the same network do.
func TestNetworksAreApart(t *testing.T) {
	a, b, c := boot(t, 14003), boot(t, 14003), boot(t, 14004)
	const group = "{233, 252, 1, 32}"
	free, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(free.LocalAddr().String())
	free.Close()
	listener := `
	spawn(fn ->
	  {:ok, s} = :gen_udp.open(` + port + `, [:binary, reuseaddr: true, add_membership: {` + group + `, {0, 0, 0, 0}}])
	  Process.register(self(), :listener)
	  loop = fn loop, seen -> receive do {:udp, _, _, _, m} -> loop.(loop, [m | seen]); {:seen, to} -> send(to, seen); loop.(loop, seen) end end
	  loop.(loop, [])
	end)
	again = fn again -> if Process.whereis(:listener), do: :ok, else: again.(again) end
	again.(again)`
	for _, eval := range []func(string) string{b, c} {
		if got := eval(listener); got != ":ok" {
			t.Fatal(got)
		}
	}
	a(`{:ok, s} = :gen_udp.open(0); :gen_udp.send(s, ` + group + `, ` + port + `, "from a")`)
	c(`{:ok, s} = :gen_udp.open(0); :gen_udp.send(s, ` + group + `, ` + port + `, "from c")`)
	const seen = `again = fn again -> send(:listener, {:seen, self()}); receive do [] -> again.(again); list -> list end end; again.(again)`
	if got := b(seen); got != `["from a"]` {
		t.Errorf("b heard %s", got)
	}
	if got := c(seen); got != `["from c"]` {
		t.Errorf("c heard %s", got)
	}
}

func TestAddresses(t *testing.T) {
	eval := boot(t, 0)
	for _, c := range []struct{ src, want string }{
		{`for a <- [~c"1.2.3.4", ~c"127.1", ~c"1", ~c"0x7f.1", ~c"010.1.1.1", "1.2.3.4"], do: elem(:inet.parse_ipv4_address(a), 1)`,
			"[{1, 2, 3, 4}, {127, 0, 0, 1}, {0, 0, 0, 1}, {127, 0, 0, 1}, {8, 1, 1, 1}, {1, 2, 3, 4}]"},
		{`for a <- [~c"1.2.3.256", ~c"1.2.3.", ~c"", ~c" 1.2.3.4", ~c"a", ~c"::1"], uniq: true, do: :inet.parse_ipv4_address(a)`, "[error: :einval]"},
		{`:inet.parse_address(~c"::1")`, "{:ok, {0, 0, 0, 0, 0, 0, 0, 1}}"},
		{`{:inet.ntoa({1, 2, 3, 4}), :inet.ntoa({0, 0, 0, 0, 0, 0, 0, 1}), :inet.ntoa({1, 2, 3})}`, `{~c"1.2.3.4", ~c"::1", {:error, :einval}}`},
		{`{:inet.getaddr(~c"localhost", :inet), :inet.getaddr(~c"no.example", :inet), :inet_res.lookup(~c"no.example", :in, :a)}`, "{{:ok, {127, 0, 0, 1}}, {:error, :nxdomain}, []}"},
		{`:inet_db.add_host({127, 0, 0, 2}, [~c"App.example"]); :inet_db.add_host({127, 0, 0, 3}, [~c"app.example"]); :inet_res.lookup(~c"app.example", :in, :a)`, "[{127, 0, 0, 2}, {127, 0, 0, 3}]"},
		{`:inet_db.del_host({127, 0, 0, 2}); :inet_res.lookup("app.example", :in, :a)`, "[{127, 0, 0, 3}]"},
	} {
		if got := eval(c.src); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
	}
	if got := eval(`:inet.gethostname()`); !strings.HasPrefix(got, "{:ok, ~c\"") {
		t.Error(got)
	}
}

// TestHostsHaveTheirLimit adds names until the host refuses more.
func TestHostsHaveTheirLimit(t *testing.T) {
	run := boot(t, 0)
	got := run(`try do for i <- 1..5000, do: :inet_db.add_host({127, 0, 0, 1}, [~c"h#{i}"]) rescue e -> e.__struct__ end`)
	if got != "SystemLimitError" {
		t.Errorf("got %s", got)
	}
}
