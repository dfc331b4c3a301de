package trace_test

import (
	"regexp"
	"strings"
	"testing"

	"lab/runtime/lib/station"
	"lab/runtime/term"
	"lab/runtime/vm"
)

const traced = `
defmodule Traced do
  def f(x), do: g(x) + 1
  def g(0), do: 0
  def g(x), do: h(x) * 2
  defp h(x), do: x + 1
  def bad(x), do: raise "no #{x}"
  def digits(x), do: Integer.to_string(x)
  def loop do
    receive do
      {:call, from, name, args} ->
        send(from, {:r, try(do: apply(__MODULE__, name, args), rescue: (_ -> :raised))})
        loop()
      {:do, fun} -> fun.(); loop()
      :stop -> :ok
    end
  end

  # tell runs fun and returns what came until the process was at rest, pids as names.
  def tell(p, fun, names \\ []) do
    fun.()
    ref = :erlang.trace_delivered(:all)
    send(p, {:do, fn -> :ok end})
    _ = :sys
    wait(p)
    collect(ref, names ++ [{p, :p}, {self(), :me}], [])
  end

  def wait(p) do
    case Process.info(p, [:status, :message_queue_len]) do
      [status: :waiting, message_queue_len: 0] -> :ok
      nil -> :ok
      _ -> :erlang.yield(); wait(p)
    end
  end

  defp collect(ref, names, seen) do
    receive do
      {:trace_delivered, _, ^ref} -> collect(ref, names, seen)
      message -> collect(ref, names, [named(message, names) | seen])
    after
      0 -> seen |> Enum.reverse() |> Enum.reject(&match?({:trace, :p, :receive, {:do, _}}, &1))
    end
  end

  defp named(t, names) when is_tuple(t), do: t |> Tuple.to_list() |> Enum.map(&named(&1, names)) |> List.to_tuple()
  defp named(t, names) when is_list(t), do: Enum.map(t, &named(&1, names))
  defp named(t, names), do: Enum.find_value(names, t, fn {k, v} -> k == t && v end)
end`

// The expected messages are those of OTP 25 for the same programs.
func TestTraceMessages(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, traced)
	const begin = "me = self(); p = spawn(&Traced.loop/0); "
	call := func(name, args string) string {
		return "Traced.tell(p, fn -> send(p, {:call, me, " + name + ", " + args + "}) end)"
	}
	for _, c := range []struct{ name, src, want string }{
		{"messages", begin + `1 = :erlang.trace(p, true, [:send, :receive]); ` + call(":f", "[3]"),
			"[{:trace, :p, :receive, {:call, :me, :f, [3]}}, {:trace, :p, :send, {:r, 9}, :me}, {:r, 9}]"},
		{"sends that are picked", begin + `:erlang.trace(p, true, [:send]); :erlang.trace_pattern(:send, [{[:_, {:r, 9}], [], []}], [])
			a = ` + call(":f", "[3]") + "; b = " + call(":f", "[4]") + `; :erlang.trace_pattern(:send, true, []); {a, b}`,
			"{[{:trace, :p, :send, {:r, 9}, :me}, {:r, 9}], [r: 11]}"},
		{"a send to nobody", begin + `:erlang.trace(p, true, [:send]); q = spawn(fn -> :ok end); Traced.wait(q)
			Traced.tell(p, fn -> send(p, {:do, fn -> send(q, 1); send({:nope, node()}, 2) end}) end, [{q, :q}, {node(), :here}])`,
			"[{:trace, :p, :send_to_non_existing_process, 1, :q}, {:trace, :p, :send, 2, {:nope, :here}}]"},
		{"starts and ends", begin + `:erlang.trace(p, true, [:procs]); Traced.tell(p, fn -> send(p, {:do, fn -> spawn(Traced, :g, [0]) end}) end) |> Enum.map(&Tuple.delete_at(&1, 3))`,
			"[{:trace, :p, :spawn, {Traced, :g, [0]}}]"},
		{"what children inherit", begin + `:erlang.trace(p, true, [:procs, :set_on_first_spawn])
			for _ <- 1..2, e <- Traced.tell(p, fn -> send(p, {:do, fn -> Traced.wait(spawn(Traced, :g, [0])) end}) end), do: elem(e, 2)`,
			"[:spawn, :spawned, :exit, :spawn]"},
		{"links and names", begin + `q = spawn(&Traced.loop/0); :erlang.trace(p, true, [:procs]); :erlang.trace(q, true, [:procs])
			Traced.tell(p, fn -> send(p, {:do, fn -> Process.link(q); Traced.wait(q); Process.unlink(q); Traced.wait(q); Process.register(self(), :nm); Process.unregister(:nm) end}) end, [{q, :q}])`,
			"[{:trace, :p, :link, :q}, {:trace, :q, :getting_linked, :p}, {:trace, :p, :unlink, :q}, {:trace, :q, :getting_unlinked, :p}, {:trace, :p, :register, :nm}, {:trace, :p, :unregister, :nm}]"},
		{"an end with a name", begin + `Process.register(p, :nm); :erlang.trace(p, true, [:procs]); Traced.tell(p, fn -> send(p, :stop) end)`,
			"[{:trace, :p, :exit, :normal}, {:trace, :p, :unregister, :nm}]"},
		{"turns", begin + `Traced.wait(p); :erlang.trace(p, true, [:running]); Traced.tell(p, fn -> send(p, {:call, me, :f, [1]}) end) |> Enum.take(3)`,
			"[{:trace, :p, :in, {Traced, :loop, 0}}, {:r, 5}, {:trace, :p, :out, {Traced, :loop, 0}}]"},
		{"calls from outside", begin + `:erlang.trace(p, true, [:call]); n = :erlang.trace_pattern({Traced, :_, :_}, true, [])
			a = ` + call(":f", "[3]") + `; {n > 5, a, :erlang.trace_pattern({Traced, :_, :_}, false, []) == n, ` + call(":f", "[3]") + `}`,
			"{true, [{:trace, :p, :call, {Traced, :f, [3]}}, {:r, 9}], true, [r: 9]}"},
		{"calls from within", begin + `:erlang.trace(p, true, [:call, :arity]); :erlang.trace_pattern({Traced, :h, 1}, [{[:"$1"], [{:>, :"$1", 3}], [{:return_trace}, {:message, {{:was, :"$1"}}}]}], [:local])
			r = {` + call(":f", "[3]") + ", " + call(":f", "[4]") + `}; :erlang.trace_pattern({:_, :_, :_}, false, [:local]); r`,
			"{[r: 9], [{:trace, :p, :call, {Traced, :h, 1}, {:was, 4}}, {:trace, :p, :return_from, {Traced, :h, 1}, 5}, {:r, 11}]}"},
		{"what is raised", begin + `:erlang.trace(p, true, [:call]); :erlang.trace_pattern({Traced, :bad, 1}, [{:_, [], [{:exception_trace}, {:message, {:caller}}]}], [:local])
			r = ` + call(":bad", "[1]") + `; :erlang.trace_pattern({:_, :_, :_}, false, [:local]); Enum.map(r, &(&1 |> Tuple.to_list() |> Enum.take(4)))`,
			"[[:trace, :p, :call, {Traced, :bad, [1]}], [:trace, :p, :exception_from, {Traced, :bad, 1}], [:r, :raised]]"},
		{"returns", begin + `:erlang.trace(p, true, [:call, :return_to]); :erlang.trace_pattern({Traced, :g, 1}, true, [:local])
			r = ` + call(":f", "[3]") + `; :erlang.trace_pattern({:_, :_, :_}, false, [:local]); r`,
			"[{:trace, :p, :call, {Traced, :g, [3]}}, {:trace, :p, :return_to, {Traced, :f, 1}}, {:r, 9}]"},
		{"a function in Go", begin + `:erlang.trace(p, true, [:call]); :erlang.trace_pattern({:erlang, :integer_to_binary, 1}, [{:_, [], [{:return_trace}]}], [])
			r = ` + call(":digits", "[31]") + `; :erlang.trace_pattern({:_, :_, :_}, false, [:local]); r`,
			`[{:trace, :p, :call, {:erlang, :integer_to_binary, [31]}}, {:trace, :p, :return_from, {:erlang, :integer_to_binary, 1}, "31"}, {:r, "31"}]`},
		{"flags", begin + `:erlang.trace(p, true, [:send, :procs, :call]); {:erlang.trace_info(p, :flags), :erlang.trace_info(p, :tracer) == {:tracer, self()}, :erlang.trace(p, false, [:all]), :erlang.trace_info(p, :flags), :erlang.trace_info(p, :tracer)}`,
			"{{:flags, [:procs, :call, :send]}, true, 1, {:flags, []}, {:tracer, []}}"},
		{"functions", `:erlang.trace_pattern({Traced, :f, 1}, [{[:_], [], []}], [:local]); r = {:erlang.trace_info({Traced, :f, 1}, :all), :erlang.trace_info({Traced, :g, 1}, :traced), :erlang.trace_info({Traced, :no, 1}, :traced)}; :erlang.trace_pattern({:_, :_, :_}, false, [:local]); r`,
			"{{:all, [traced: :local, match_spec: [{[:_], [], []}], meta: false, meta_match_spec: false, call_time: false, call_count: false]}, {:traced, false}, {:traced, :undefined}}"},
		{"processes to come", `n = :erlang.trace(:new, true, [:procs]); i = :erlang.trace_info(:new, :flags); p = spawn(Traced, :g, [0]); Traced.wait(p); r = Traced.tell(p, fn -> :ok end); :erlang.trace(:new, false, [:all]); {n, i, r}`,
			"{0, {:flags, [:procs]}, [{:trace, :p, :spawned, :me, {Traced, :g, [0]}}, {:trace, :p, :exit, :normal}]}"},
	} {
		if got := st.Eval(t, c.src); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestTraceRefusals(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ src, want string }{
		{":erlang.trace(:foo, true, [:send])", "1st argument: invalid spec for pid or port"},
		{":erlang.trace(self(), :maybe, [:send])", "2nd argument: not a boolean ('true' or 'false')"},
		{":erlang.trace(self(), true, [:sned])", "3rd argument: invalid option in list"},
		{":erlang.trace(self(), true, :send)", "3rd argument: not a list"},
		{":erlang.trace(self(), true, [:garbage_collection])", "garbage_collection is not traced"},
		{":erlang.trace_pattern({:lists, :seq, :foo}, true, [:local])", "1st argument: invalid MFA specification"},
		{":erlang.trace_pattern({:_, :seq, 2}, true, [:local])", "1st argument: invalid MFA specification"},
		{":erlang.trace_pattern({:lists, :seq, 2}, [{:foo, [], []}], [:local])", "2nd argument: invalid match specification"},
		{":erlang.trace_pattern({:lists, :seq, 2}, true, [:lcal])", "3rd argument: invalid option in list"},
		{":erlang.trace_info(:foo, :flags)", "1st argument: not a valid tracee specification"},
		{":erlang.trace_delivered(:foo)", "1st argument: not a pid or 'all'"},
		{":seq_trace.set_system_tracer(:foo)", "2nd argument: invalid value for this system flag"},
	} {
		got := st.Eval(t, "try do "+c.src+" rescue e -> Exception.message(e) end")
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: got %s, want %s", c.src, got, c.want)
		}
	}
}

// The expected lines are those of OTP 25's dbg:dhandler/2.
func TestLinesOfDbg(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `p = :erlang.list_to_pid(~c"<0.105.0>"); q = :erlang.list_to_pid(~c"<0.106.0>")
		for e <- [[:receive, {:call, p, 3}], [:send, {:r, 1}, q], [:send, :x, {:name, :n@h}], [:send_to_non_existing_process, :m, q],
			[:call, {:lists, :seq, [1, 2]}], [:call, {:lists, :seq, 2}], [:call, {:lists, :seq, [1, 2]}, :msg], [:return_to, {:a, :b, 1}],
			[:return_to, :undefined], [:return_from, {:a, :b, 1}, ~c"abc"], [:exception_from, {:a, :b, 1}, {:error, :oops}],
			[:spawn, q, {:a, :b, [1, "x"]}], [:spawned, q, {:a, :b, []}], [:exit, :normal], [:link, q], [:register, :nm], [:in, {:a, :b, 1}],
			[:call, {:"Elixir.D1", :"x y", []}]], do: :dbg.dhandler(List.to_tuple([:trace, p | e]), Process.group_leader())
		:dbg.dhandler({:trace_ts, p, :exit, :normal, {1795, 968886, 1}}, Process.group_leader())
		:dbg.dhandler({:seq_trace, 17, {:send, {1, 2}, p, q, :hi}}, Process.group_leader())
		:dbg.dhandler({:seq_trace, 17, {:receive, {1, 2}, p, q, :hi}}, Process.group_leader())
		:dbg.dhandler({:seq_trace, 17, {:print, {1, 2}, p, [], "hi"}, {1, 2, 3}}, Process.group_leader())`)
	want := `(<0.105.0>) << {call,<0.105.0>,3}
(<0.105.0>) <0.106.0> ! {r,1}
(<0.105.0>) {name,n@h} ! x
(<0.105.0>) send_to_non_existing_process m <0.106.0>
(<0.105.0>) call lists:seq(1,2)
(<0.105.0>) call lists:seq/2
(<0.105.0>) call lists:seq(1,2) (msg)
(<0.105.0>) returning to a:b/1
(<0.105.0>) returning to undefined
(<0.105.0>) returned from a:b/1 -> "abc"
(<0.105.0>) exception_from {a,b,1} {error,oops}
(<0.105.0>) spawn <0.106.0> as a:b(1,<<"x">>)
(<0.105.0>) spawned <0.106.0> {a,b,[]}
(<0.105.0>) exit normal
(<0.105.0>) link <0.106.0>
(<0.105.0>) register nm
(<0.105.0>) in {a,b,1}
(<0.105.0>) call 'Elixir.D1':'x y'()
(<0.105.0>) exit normal (Timestamp: {1795,968886,1})
SeqTrace [17]: (<0.105.0>) <0.106.0> ! hi [Serial: {1,2}]
SeqTrace [17]: (<0.106.0>) << hi [Serial: {1,2}, From: <0.105.0>]
SeqTrace {1,2,3} [17]: -> <<"hi">> [Serial: {1,2}, From: <0.105.0>]
`
	if got := st.Printed(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDbg(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, traced)
	got := st.Eval(t, `{:ok, _} = :dbg.tracer(); second = :dbg.tracer(); p = spawn(&Traced.loop/0)
		a = [:dbg.p(p, [:m]), :dbg.p(p, :c), :dbg.tpl(Traced, :h, :x), :dbg.tp(Traced, :g, 1, [{:_, [], [{:return_trace}]}]), :dbg.tp(Traced, :g, 1, [{:_, [], [{:return_trace}]}]), :dbg.ctp(Traced, :g, 1), :dbg.tp(Traced, :f, :nope), :dbg.p(p, :foo), :dbg.p(:foo, :m)]
		send(p, {:call, self(), :f, [3]}); x = receive(do: (r -> r)); Traced.wait(p)
		{second, x, a, :dbg.stop_clear(), :dbg.stop(), :dbg.p(p, :m)}`)
	want := `{{:error, :already_started}, {:r, 9}, [ok: [{:matched, :nonode@nohost, 1}], ok: [{:matched, :nonode@nohost, 1}], ok: [{:matched, :nonode@nohost, 1}, {:saved, :x}], ok: [{:matched, :nonode@nohost, 1}, {:saved, 1}], ok: [{:matched, :nonode@nohost, 1}, {:saved, 1}], ok: [{:matched, :nonode@nohost, 1}], error: :unknown_pattern, error: {:bad_flags, [:foo]}, ok: [{:matched, :nonode@nohost, 0, {:no_proc, :foo}}]], :ok, :ok, {:error, {:no_tracer_on_node, :nonode@nohost}}}`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	lines := regexp.MustCompile(`<0\.\d+\.0>`).ReplaceAllString(st.Printed(), "P")
	if want := "(P) << {call,P,f,[3]}\n(P) call 'Elixir.Traced':h(3)\n(P) returned from 'Elixir.Traced':h/1 -> 4\n(P) P ! {r,9}\n"; lines != want {
		t.Errorf("printed\n%s\nwant\n%s", lines, want)
	}
}

// The expected messages are those of OTP 25 for the same program.
func TestSeqTrace(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, traced)
	for _, c := range []struct{ name, src, want string }{
		{"a token", `a = :seq_trace.get_token(); b = :seq_trace.set_token(:label, 17); c = :seq_trace.set_token(:print, true)
			r = {a, b, c, Tuple.delete_at(:seq_trace.get_token(), 3), :seq_trace.get_token(:label), :seq_trace.get_token(:send), :seq_trace.get_token(:serial)}
			:seq_trace.set_token([]); {r, :seq_trace.get_token(), :seq_trace.get_token(:label)}`,
			"{{[], 0, false, {4, 17, 0, 0}, {:label, 17}, {:send, false}, {:serial, {0, 0}}}, [], []}"},
		{"along with messages", `me = self(); server = spawn(fn -> receive do {from, x} -> :seq_trace.print(:got); send(from, {:r, x}) end end)
			tracer = spawn(fn -> (fn loop, seen -> receive do {:seq_trace, _, _} = m -> loop.(loop, [m | seen]); {:all, from} -> send(from, Enum.reverse(seen)) end end) |> then(& &1.(&1, [])) end)
			false = :seq_trace.set_system_tracer(tracer)
			:seq_trace.set_token(:label, 17); for f <- [:send, :receive, :print], do: :seq_trace.set_token(f, true)
			:seq_trace.print(17, :hello); :seq_trace.print(18, :other)
			send(server, {me, 1}); receive(do: ({:r, 1} -> :ok)); token = :seq_trace.get_token()
			:seq_trace.set_token([]); send(tracer, {:all, me}); seen = receive(do: (l when is_list(l) -> l))
			true = :seq_trace.set_system_tracer(false) == tracer; :seq_trace.reset_trace()
			name = fn ^me -> :me; ^server -> :server; o -> o end
			{for({_, 17, m} <- seen, do: m |> Tuple.to_list() |> Enum.map(fn {^me, x} -> {:me, x}; o -> name.(o) end)), Tuple.delete_at(token, 3)}`,
			"{[[:print, {0, 1}, :me, [], :hello], [:send, {0, 2}, :me, :server, {:me, 1}], [:receive, {0, 2}, :me, :server, {:me, 1}], [:print, {2, 3}, :server, [], :got], [:send, {2, 4}, :server, :me, {:r, 1}], [:receive, {2, 4}, :server, :me, {:r, 1}]], {7, 17, 4, 2}}"},
	} {
		if got := st.Eval(t, c.src); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// TestEar checks that Go code can record the messages that a chosen process receives and sends. A
// closed ear must record nothing.
func TestEar(t *testing.T) {
	st := station.Boot(t)
	heard := make(chan vm.Heard, 16)
	st.Eval(t, `Process.register(spawn(fn -> receive do {from, x} -> send(from, {:r, x}) end; receive do :end -> :ok end end), :heard)`)
	pid := st.M.WhereIs(term.Intern("heard"))
	ear := st.M.Listen(func(b vm.Begun) bool { return b.Process.PID().Pid() == pid.Pid() || b.Child }, func(h vm.Heard) { heard <- h })
	st.Eval(t, `send(:heard, {self(), 1}); receive(do: ({:r, 1} -> :ok))`)
	got, sent := <-heard, <-heard
	if got.Sent || got.Process != pid.Pid() || len(got.Message.Elems()) != 2 {
		t.Errorf("heard %+v, want the message that came", got)
	}
	if !sent.Sent || sent.To.Pid() != got.Message.Elems()[0].Pid() {
		t.Errorf("heard %+v, want the answer", sent)
	}
	ear.Close()
	st.Eval(t, `send(:heard, :end)`)
	if len(heard) != 0 {
		t.Errorf("a closed ear has heard %+v", <-heard)
	}
}
