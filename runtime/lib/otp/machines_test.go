package otp_test

import (
	"strings"
	"testing"

	"lab/runtime/lib/station"
)

const door = `
defmodule Door do
  @behaviour :gen_statem
  def callback_mode, do: [:state_functions, :state_enter]
  def init(code), do: {:ok, :locked, %{code: code, log: []}}
  def locked(:enter, old, d), do: {:keep_state, %{d | log: [{old, :locked} | d.log]}}
  def locked(:cast, {:code, c}, %{code: c} = d), do: {:next_state, :open, d, [{:state_timeout, 1, :lock}]}
  def locked(:cast, {:code, _}, _), do: :keep_state_and_data
  def locked({:call, _}, :walk, _), do: {:keep_state_and_data, :postpone}
  def locked({:call, from}, :log, d), do: {:keep_state_and_data, {:reply, from, Enum.reverse(d.log)}}
  def locked(:info, :boom, _), do: raise "boom"
  def open(:enter, old, d), do: {:keep_state, %{d | log: [{old, :open} | d.log]}}
  def open(:state_timeout, :lock, d), do: {:next_state, :locked, d}
  def open({:call, from}, :walk, d), do: {:keep_state, %{d | log: [:walked | d.log]}, [{:reply, from, :through}]}
  def open({:call, _}, :log, _), do: {:keep_state_and_data, :postpone}
end
defmodule Events do
  @behaviour :gen_statem
  def callback_mode, do: :handle_event_function
  def init(actions), do: {:ok, 0, [], actions}
  def handle_event({:call, from}, :get, s, d), do: {:keep_state_and_data, [{:reply, from, {s, Enum.reverse(d)}}]}
  def handle_event({:call, from}, {:act, actions}, _, d), do: {:keep_state, d, [{:reply, from, :ok} | actions]}
  def handle_event({:call, from}, :stop, _, _), do: {:stop_and_reply, :normal, {:reply, from, :bye}}
  def handle_event({:call, from}, :next, s, d), do: {:next_state, s + 1, d, [{:reply, from, :ok}]}
  def handle_event({:timeout, :last}, pid, _, _), do: (send(pid, :last); :keep_state_and_data)
  def handle_event(:cast, {:later, n}, s, _) when s < n, do: {:keep_state_and_data, [:postpone]}
  def handle_event(type, content, s, d), do: {:keep_state, [{type, content, s} | d]}
end
defmodule Handler do
  @behaviour :gen_event
  def init(x), do: {:ok, x}
  def handle_event(:bad, _), do: raise "bad"
  def handle_event(:remove, _), do: :remove_handler
  def handle_event({:tell, pid}, s), do: (send(pid, {:told, s}); {:ok, s})
  def handle_call(:get, s), do: {:ok, s, s}
  def terminate(_, s), do: {:was, s}
end`

// The expected values are those of OTP 25 for the same programs.
func TestMachinesAndManagers(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, door)
	for _, c := range []struct{ name, src, want string }{
		{"states", `{:ok, p} = :gen_statem.start(Door, 7, []); me = self()
			walker = spawn(fn -> send(me, {:walked, :gen_statem.call(p, :walk)}) end)
			:gen_statem.cast(p, {:code, 1}); :sys.get_state(p); _ = walker
			wait = fn wait -> case Process.info(walker, :status) do {_, :waiting} -> :ok; _ -> (:erlang.yield(); wait.(wait)) end end
			wait.(wait); :gen_statem.cast(p, {:code, 7})
			{receive(do: ({:walked, w} -> w)), :gen_statem.call(p, :log)}`,
			"{:through, [{:locked, :locked}, {:locked, :open}, :walked, {:open, :locked}]}"},
		{"actions of init", `{:ok, m} = :gen_statem.start(Events, [{:next_event, :internal, :first}, {:timeout, 0, :zero}, {{:timeout, :a}, 0, :named}], []); :gen_statem.call(m, :get)`,
			"{0, [{:internal, :first, 0}, {{:timeout, :a}, :named, 0}]}"},
		{"order of events", `{:ok, m} = :gen_statem.start(Events, [], [])
			:gen_statem.call(m, {:act, [{:next_event, :internal, 1}, {:next_event, :cast, 2}, {:timeout, 0, :gone}, {:state_timeout, 0, :state}, {{:timeout, :off}, 1, :off}, {{:timeout, :off}, :cancel}, {{:timeout, :last}, 2, self()}]})
			receive(do: (:last -> :ok)); :gen_statem.call(m, :get)`,
			"{0, [{:internal, 1, 0}, {:cast, 2, 0}, {:state_timeout, :state, 0}]}"},
		{"postponed", `{:ok, m} = :gen_statem.start(Events, [], []); :gen_statem.cast(m, {:later, 2}); :gen_statem.cast(m, {:later, 1}); :gen_statem.call(m, :next); :gen_statem.call(m, :next); :gen_statem.call(m, :get)`,
			"{2, [{:cast, {:later, 1}, 1}, {:cast, {:later, 2}, 2}]}"},
		{"update of a timeout", `{:ok, m} = :gen_statem.start(Events, [{{:timeout, :last}, 100_000, nil}], []); :gen_statem.call(m, {:act, [{{:timeout, :last}, :update, nil}, {{:timeout, :last}, 0, self()}]}); receive(do: (m -> m))`, ":last"},
		{"an end with an answer", `{:ok, m} = :gen_statem.start({:local, :m}, Events, [], []); r = Process.monitor(m); {:gen_statem.call(:m, :stop), receive(do: ({:DOWN, ^r, _, _, why} -> why)), try do :gen_statem.call(:m, :x) catch :exit, e -> e end}`,
			"{:bye, :normal, {:noproc, {:gen_statem, :call, [:m, :x, :infinity]}}}"},
		{"state", `{:ok, m} = :gen_statem.start(Events, [], []); {:sys.get_state(m), :sys.replace_state(m, fn {s, d} -> {s + 9, d} end), :gen_statem.stop(m)}`, "{{0, []}, {9, []}, :ok}"},
		{"bad return", `Logger.configure(level: :none); {:ok, m} = :gen_statem.start(Events, [], []); r = Process.monitor(m); :gen_statem.cast(m, :x); catch_exit = try do :gen_statem.call(m, {:act, [:nonsense]}) catch :exit, _ -> :gone end; {catch_exit, receive(do: ({:DOWN, ^r, _, _, {why, _}} -> why))}`,
			"{:ok, {:bad_action_from_state_function, :nonsense}}"},
		{"handlers", `{:ok, e} = :gen_event.start(); :ok = :gen_event.add_handler(e, Handler, 1); :ok = :gen_event.add_handler(e, {Handler, :two}, 2)
			:gen_event.sync_notify(e, {:tell, self()})
			{:gen_event.which_handlers(e), :gen_event.call(e, {Handler, :two}, :get), :gen_event.call(e, Nope, :get), for(_ <- 1..2, do: receive(do: ({:told, n} -> n))), :gen_event.delete_handler(e, Handler, :x), :gen_event.delete_handler(e, Handler, :x), :gen_event.stop(e)}`,
			"{[{Handler, :two}, Handler], 2, {:error, :bad_module}, [2, 1], {:was, 1}, {:error, :module_not_found}, :ok}"},
		{"supervised handlers", `{:ok, e} = :gen_event.start(); :gen_event.add_sup_handler(e, {Handler, 1}, 1); :gen_event.add_sup_handler(e, {Handler, 2}, 2); :gen_event.sync_notify(e, :remove); for _ <- 1..2, do: receive(do: ({:gen_event_EXIT, h, r} -> {h, r}))`,
			"[{{Handler, 2}, :normal}, {{Handler, 1}, :normal}]"},
		{"a handler that fails", `{:ok, e} = :gen_event.start(); :gen_event.add_handler(e, Handler, 1); :gen_event.sync_notify(e, :bad); {:gen_event.which_handlers(e), Process.alive?(e)}`, "{[], true}"},
		{"statistics and log", `{:ok, a} = Agent.start(fn -> 1 end); :sys.statistics(a, true); :sys.log(a, true); Agent.update(a, & &1 + 1)
			{:ok, s} = :sys.statistics(a, :get); {:ok, [{:in, _}, {:out, :ok, _, 2}]} = :sys.log(a, :get)
			{s[:messages_in], s[:messages_out], :sys.no_debug(a), :sys.log(a, :get), :sys.statistics(a, :get)}`, "{1, 1, :ok, {:ok, []}, {:ok, :no_statistics}}"},
		{"installed", `{:ok, a} = Agent.start(fn -> 1 end); me = self(); :sys.install(a, {fn n, event, _ -> send(me, {n, elem(event, 0)}); n + 1 end, 0}); Agent.get(a, & &1); for _ <- 1..2, do: receive(do: (m -> m))`, "[{0, :in}, {1, :out}]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}

func TestTraceOfAServer(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `{:ok, a} = Agent.start(fn -> 1 end, name: :shown); :sys.trace(a, true); Agent.cast(a, & &1); send(a, :hi); :sys.trace(a, false)`)
	for _, want := range []string{"*DBG* shown got cast {cast,", "*DBG* shown new state 1\n", "*DBG* shown got hi\n"} {
		if !strings.Contains(st.Printed(), want) {
			t.Errorf("%q is missing in %q", want, st.Printed())
		}
	}
}

func TestEndsOfMachinesAreLogged(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, door+`
{:ok, p} = :gen_statem.start(Door, 7, []); r = Process.monitor(p); send(p, :boom); receive do {:DOWN, ^r, _, _, _} -> :ok end
{:ok, e} = :gen_event.start({:local, :manager}); :gen_event.add_handler(e, Handler, 1); :gen_event.sync_notify(e, :bad)`)
	for _, want := range []string{
		":gen_statem #PID<", "terminating\n** (RuntimeError) boom\n", "\nQueue: [info: :boom]\nPostponed: []\nState: {:locked, ", "\nCallback mode: :state_functions, state_enter: true",
		":gen_event handler Handler installed in :manager terminating\n** (RuntimeError) bad\n", "\nLast message: :bad\nState: 1",
	} {
		if !strings.Contains(st.Printed(), want) {
			t.Errorf("%q is missing in %q", want, st.Printed())
		}
	}
}
