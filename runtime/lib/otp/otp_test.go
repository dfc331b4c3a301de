package otp_test

import (
	"testing"

	"lab/runtime/lib/station"
	"lab/runtime/vm"
)

func TestProcesses(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"agent", `{:ok, a} = Agent.start_link(fn -> 1 end); Agent.update(a, & &1 + 1); Agent.get(a, & &1)`, "2"},
		{"applications", `for m <- [Enum, IEx, Horde.Registry, Phoenix.LiveView.JS, Phoenix.Router, :ets, Nowhere], do: Application.get_application(m)`,
			"[:elixir, :iex, :horde, :phoenix_live_view, :phoenix, :stdlib, nil]"},
		{"name taken", `{:ok, a} = Agent.start(fn -> 0 end, name: :taken); Agent.start(fn -> 0 end, name: :taken) == {:error, {:already_started, a}}`, "true"},
		{"no process", `catch_exit = try do GenServer.call(:nope, :hi) catch :exit, r -> r end; catch_exit`, "{:noproc, {GenServer, :call, [:nope, :hi, 5000]}}"},
		{"itself", `try do GenServer.call(self(), :hi) catch :exit, {r, _} -> r end`, ":calling_self"},
		{"call times out", `{:ok, a} = Agent.start(fn -> 0 end); try do Agent.get(a, fn _ -> Process.sleep(:infinity) end, 10) catch :exit, {r, _} -> r end`, ":timeout"},
		{"stop", `{:ok, a} = Agent.start(fn -> 0 end); {Agent.stop(a), Process.alive?(a)}`, "{:ok, false}"},
		{"stop leaves no message", `{:ok, a} = Agent.start(fn -> 0 end); Agent.stop(a); receive do m -> m after 0 -> :none end`, ":none"},
		{"state", `{:ok, a} = Agent.start(fn -> 7 end); {:sys.get_state(a), :sys.replace_state(a, & &1 + 1), Agent.get(a, & &1)}`, "{7, 8, 8}"},
		{"requests", `{:ok, a} = Agent.start(fn -> 7 end, name: {:global, :requested})
			Process.register(a, :requested)
			for to <- [a, :requested, {:requested, node()}, {:global, :requested}, {:via, :global, :requested}, {:global, :nobody}, :nobody],
				do: :gen_server.receive_response(:gen_server.send_request(to, {:get, fn n -> n end}), 1000)`,
			"[reply: 7, reply: 7, reply: 7, reply: 7, reply: 7, error: {:noproc, {:global, :nobody}}, error: {:noproc, :nobody}]"},
		{"task", `Task.await(Task.async(fn -> 40 + 2 end))`, "42"},
		{"tasks", `Task.await_many([Task.async(fn -> 1 end), Task.async(fn -> 2 end)])`, "[1, 2]"},
		{"yield", `t = Task.async(fn -> Process.sleep(:infinity) end); {Task.yield(t, 0), Task.shutdown(t, :brutal_kill)}`, "{nil, nil}"},
		{"stream", `1..5 |> Task.async_stream(& &1 * 2, max_concurrency: 2) |> Enum.to_list()`, "[ok: 2, ok: 4, ok: 6, ok: 8, ok: 10]"},
		{"stream of the first", `{1..8 |> Stream.take(4) |> Task.async_stream(& &1) |> Enum.to_list(), 1..8 |> Stream.take_while(& &1 < 4) |> Task.async_stream(& &1) |> Enum.count()}`,
			"{[ok: 1, ok: 2, ok: 3, ok: 4], 3}"},
		{"timer at a time", `Process.send_after(self(), :a, System.monotonic_time(:millisecond) - 10, abs: true); receive do m -> m end`, ":a"},
		{"timer cancelled in the background", `t = Process.send_after(self(), :x, 100_000)
			{Process.cancel_timer(t, async: true), receive do {:cancel_timer, ^t, left} -> is_integer(left) end, Process.cancel_timer(t, info: false)}`, "{:ok, true, :ok}"},
		{"status of oneself", `spawn(fn -> receive do :never -> 0 end end) |> then(&{Process.info(&1, :status), Process.info(self(), :status)}) |> elem(1)`, "{:status, :running}"},
		{"what a server shows", `defmodule Shy do
				use GenServer
				def init(x), do: {:ok, x}
				def format_status(s), do: Map.put(s, :state, :hidden)
			end
			{:ok, p} = GenServer.start(Shy, :secret, name: Shy)
			{:status, ^p, {:module, :gen_server}, [_, :running, ^p, [], [header, {:data, [status | _]}, state]]} = :sys.get_status(p)
			{header, status, state}`, `{{:header, ~c"Status for generic server Elixir.Shy"}, {~c"Status", :running}, {:data, [{~c"State", :hidden}]}}`},
		{"registry in partitions", `{:ok, r} = Registry.start_link(keys: :unique, name: Parts, partitions: 2)
			{:ok, _} = Registry.register(Parts, :a, 1)
			{Registry.lock(Parts, :k, fn -> Registry.lookup(Parts, :a) == [{self(), 1}] end), Supervisor.count_children(r).workers, Registry.count(Parts)}`, "{true, 2, 1}"},
		{"registry lock is handed on", `{:ok, _} = Registry.start_link(keys: :unique, name: Locks)
			me = self()
			holder = spawn(fn -> Registry.lock(Locks, :k, fn -> send(me, :held); receive do :never -> 0 end end) end)
			receive do :held -> :ok end
			waiting = Task.async(fn -> Registry.lock(Locks, :k, fn -> :mine end) end)
			Process.exit(holder, :kill)
			Task.await(waiting)`, ":mine"},
		{"stream timeout", `[1] |> Task.async_stream(fn _ -> Process.sleep(:infinity) end, timeout: 5, on_timeout: :kill_task) |> Enum.to_list()`, "[exit: :timeout]"},
		{"task supervisor", `{:ok, s} = Task.Supervisor.start_link(); Task.await(Task.Supervisor.async(s, fn -> :done end))`, ":done"},
		{"timer refuses", "{:timer.send_after(-1, :hi), :timer.send_interval(:soon, :hi), :timer.apply_interval(-7, :erlang, :self, []), :timer.apply_after(7, \"erlang\", :self, []), :timer.exit_after(0.5, :hi), :timer.cancel({:once, 7})}",
			"{{:error, :badarg}, {:error, :badarg}, {:error, :badarg}, {:error, :badarg}, {:error, :badarg}, {:error, :badarg}}"},
		{"timer for a name", `Process.register(self(), :late); {:ok, {:once, _}} = :timer.send_after(0, :late, :hi); {:ok, {:send_local, _}} = :timer.send_after(7, :hi); receive do m -> m end`, ":hi"},
		{"call without end", `defmodule Tagged do
				use GenServer
				def init(_), do: {:ok, nil}
				def handle_call(:late, {_, tag} = from, state) do
					spawn(fn -> GenServer.reply(from, is_reference(tag)) end)
					{:noreply, state}
				end
				def handle_call(_, {_, tag}, state), do: {:reply, is_reference(tag), state}
			end
			{:ok, pid} = GenServer.start_link(Tagged, nil)
			{GenServer.call(pid, :now), GenServer.call(pid, :now, :infinity), GenServer.call(pid, :late, :infinity)}`, "{false, true, true}"},
		{"applications to start", `{Application.ensure_all_started(nil), Application.ensure_all_started([]), Application.ensure_all_started(:ex_unit), Application.get_application(ExUnit.Case)}`,
			`{{:error, {nil, {~c"no such file or directory", ~c"nil.app"}}}, {:ok, []}, {:ok, [:ex_unit]}, :ex_unit}`},
		{"timer", `:timer.send_after(1, :hi); receive do m -> m end`, ":hi"},
		{"global", `{:global.register_name(:g, self()), :global.whereis_name(:g) == self(), :global.unregister_name(:g), :global.whereis_name(:g)}`, "{:yes, true, :ok, :undefined}"},
		{"global and Erlang's own", `before = Process.whereis(:global_name_server)
			GenServer.cast(:global_name_server, {:init_connect, {8, 1}, :real@localhost, {:locker, :no_longer_a_pid, %{}, self()}})
			GenServer.cast(:global_name_server, {:in_sync, :real@localhost, true})
			{:global.sync(), Process.whereis(:global_name_server) == before}`, "{:ok, true}"},
		{"global send", `try do :global.send(:nobody, 1) catch :exit, r -> r end`, "{:badarg, {:nobody, 1}}"},
		{"global lock", `:global.trans({:r, self()}, fn -> :held end)`, ":held"},
		{"rpc", `{:rpc.call(node(), Enum, :sum, [[1, 2]]), :rpc.call(node(), :erlang, :error, [:x])|> elem(0)}`, "{3, :badrpc}"},
		{"rpc throws", `:rpc.call(node(), :erlang, :throw, [:ball])`, ":ball"},
		{"erpc", `:erpc.call(node(), fn -> 3 end)`, "3"},
		{"erpc raises", `try do :erpc.call(node(), fn -> raise "oops" end) rescue e in ErlangError -> elem(e.original, 1) end`, `%RuntimeError{message: "oops"}`},
		{"multicall", `:rpc.multicall([node()], Kernel, :+, [1, 2])`, "{[3], []}"},
		{"the application of a process", `(defmodule Keeper do
				use Application
				def start(_, _), do: Agent.start_link(fn -> {:application.get_application(), :application.get_env(:door), :application.get_all_env()} end, name: :keeper)
			end
			:ok = :application.load({:application, :keeper, mod: {Keeper, []}, env: [door: :shut], vsn: ~c"1"})
			:ok = Application.start(:keeper)
			told = Agent.get(:keeper, & &1)
			pid = Process.whereis(:keeper)
			{told, :application.get_application(pid), :application.get_application(), :application.get_all_env(), :application.get_key(:vsn)})`,
			`{{{:ok, :keeper}, {:ok, :shut}, [door: :shut]}, {:ok, :keeper}, :undefined, [], :undefined}`},
		{"no such key", `try do Application.spec(:elixir, :colour) rescue e -> e.__struct__ end`, `FunctionClauseError`},
		{"no such implementation", `for f <- [fn -> Protocol.assert_protocol!(Nowhere) end, fn -> Protocol.assert_impl!(Enumerable, Enum) end, fn -> Protocol.assert_protocol!(Enum) end], do: (try do f.() rescue e -> Exception.message(e) end)`,
			`["could not load module Nowhere due to reason :nofile", "could not load module Enumerable.Enum due to reason :nofile", "Enum is not a protocol"]`},
		{"environment", `Application.put_env(:a, :k, 1); {Application.get_env(:a, :k), Application.fetch_env(:a, :z), Application.get_all_env(:a)}`, "{1, :error, [k: 1]}"},
		{"string io", `{:ok, io} = StringIO.open("a\nb"); l = IO.read(io, :line); IO.write(io, "x"); {l, StringIO.contents(io)}`, `{"a\n", {"b", "x"}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}

func TestSupervisors(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `
defmodule T do
  def child(id, opts \\ []) do
    Map.merge(%{id: id, start: {Agent, :start_link, [fn -> id end, [name: id]]}}, Map.new(opts))
  end

  # Kills the named process and waits until another has its name.
  def kill(name) do
    pid = Process.whereis(name)
    ref = Process.monitor(pid)
    Process.exit(pid, :kill)
    receive do {:DOWN, ^ref, _, _, _} -> :ok end
    again(name, pid)
  end

  defp again(name, pid) do
    case Process.whereis(name) do
      other when is_pid(other) and other != pid -> other
      _ -> Process.sleep(1); again(name, pid)
    end
  end
end`)
	for _, c := range []struct{ name, src, want string }{
		{"one for one", `Logger.configure(level: :none); {:ok, s} = Supervisor.start_link([T.child(:a), T.child(:b)], strategy: :one_for_one); b = Process.whereis(:b); T.kill(:a); r = {Process.whereis(:b) == b, Supervisor.count_children(s).active}; Supervisor.stop(s); r`, "{true, 2}"},
		{"one for all", `{:ok, s} = Supervisor.start_link([T.child(:a), T.child(:b)], strategy: :one_for_all); b = Process.whereis(:b); T.kill(:a); r = Process.whereis(:b) == b; Supervisor.stop(s); r`, "false"},
		{"rest for one", `{:ok, s} = Supervisor.start_link([T.child(:a), T.child(:b), T.child(:c)], strategy: :rest_for_one); [a, c] = Enum.map([:a, :c], &Process.whereis/1); T.kill(:b); r = {Process.whereis(:a) == a, Process.whereis(:c) == c}; Supervisor.stop(s); r`, "{true, false}"},
		{"order", `{:ok, s} = Supervisor.start_link([T.child(:a), T.child(:b)], strategy: :one_for_one); r = for {id, _, type, mods} <- Supervisor.which_children(s), do: {id, type, mods}; Supervisor.stop(s); r`, "[{:b, :worker, [Agent]}, {:a, :worker, [Agent]}]"},
		{"children come and go", `{:ok, s} = Supervisor.start_link([], strategy: :one_for_one); {:ok, _} = Supervisor.start_child(s, T.child(:a)); r = {Supervisor.terminate_child(s, :a), Supervisor.restart_child(s, :a) |> elem(0), Supervisor.delete_child(s, :a), Supervisor.terminate_child(s, :zzz)}; Supervisor.stop(s); r`, "{:ok, :ok, {:error, :running}, {:error, :not_found}}"},
		{"gives up", `Process.flag(:trap_exit, true); {:ok, s} = Supervisor.start_link([T.child(:a)], strategy: :one_for_one, max_restarts: 0); Process.exit(Process.whereis(:a), :kill); receive do {:EXIT, ^s, r} -> r end`, ":shutdown"},
		{"cannot start", `Process.flag(:trap_exit, true); Supervisor.start_link([%{id: :x, start: {Agent, :start_link, [fn -> exit(:no) end]}}], strategy: :one_for_one)`, "{:error, {:shutdown, {:failed_to_start_child, :x, :no}}}"},
		{"dynamic", `{:ok, s} = DynamicSupervisor.start_link(strategy: :one_for_one, max_children: 1); {:ok, p} = DynamicSupervisor.start_child(s, {Agent, fn -> 1 end}); {DynamicSupervisor.start_child(s, {Agent, fn -> 1 end}), DynamicSupervisor.terminate_child(s, p), DynamicSupervisor.count_children(s).active}`, "{{:error, :max_children}, :ok, 0}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}

// TestServersSeenFromOutside checks the visible parts of generic servers: callback modules,
// functions and the names passed to a module of their kind.
func TestServersSeenFromOutside(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ src, want string }{
		{`{:ok, s} = Supervisor.start_link([], strategy: :one_for_one); :supervisor.get_callback_module(s)`, `Supervisor.Default`},
		{`{:ok, s} = DynamicSupervisor.start_link([]); (try do :supervisor.get_callback_module(s) rescue e in ErlangError -> elem(e.original, 0) end)`, `:badrecord`},
		{`pid = spawn(:erlang, :hibernate, [Kernel, :exit, [:normal]])
			wait = fn wait -> if(Process.info(pid, :status) == {:status, :waiting}, do: Process.info(pid, :current_function), else: wait.(wait)) end
			wait.(wait)`, `{:current_function, {:erlang, :hibernate, 3}}`},
		{`defmodule OwnKind do
				def init_it(starter, _parent, name, _mod, _args, _options), do: :proc_lib.init_ack(starter, {:ok, name == self()})
			end
			:gen.start(OwnKind, :nolink, :mod, [], [])`, `{:ok, true}`},
	} {
		if got := st.Eval(t, c.src); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.src, got, c.want)
		}
	}
}

// TestNoPrograms checks that programs cannot run others, except for epmd, which is a part of lab.
func TestNoPrograms(t *testing.T) {
	st := station.Boot(t)
	for src, want := range map[string]string{
		`try do System.cmd("ls", []) rescue e -> e.message end`:          `"System.cmd/3 is not part of lab: programs here cannot run \"ls\""`,
		`try do System.cmd("epmd", ["-kill"]) rescue e -> e.message end`: `"System.cmd/3 is not part of lab: programs here cannot run \"epmd\""`,
		`try do :os.cmd(~c"ls") rescue e -> e.message end`:               `":os.cmd/1 is not part of lab: programs here cannot run a shell"`,
		`System.Tool.run("/usr/bin/epmd", ["-kill"])`:                    `:unknown`,
	} {
		if got := st.Eval(t, src); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", src, got, want)
		}
	}
}

func TestRegistry(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `{:ok, _} = Supervisor.start_link([{Registry, keys: :unique, name: U}, {Registry, keys: :duplicate, name: D}], strategy: :one_for_one) |> then(fn {:ok, s} -> Process.unlink(s); {:ok, s} end)`)
	for _, c := range []struct{ name, src, want string }{
		{"via", `{:ok, a} = Agent.start(fn -> 5 end, name: {:via, Registry, {U, :v}}); {Agent.get({:via, Registry, {U, :v}}, & &1), Registry.lookup(U, :v) == [{a, nil}]}`, "{5, true}"},
		{"taken", `{:ok, _} = Registry.register(U, :k, 1); {:error, {:already_registered, p}} = Registry.register(U, :k, 2); p == self()`, "true"},
		{"update", `{:ok, _} = Registry.register(U, :n, 1); Registry.update_value(U, :n, & &1 + 1)`, "{2, 1}"},
		{"keys", `Registry.register(D, "b", 1); Registry.register(D, "b", 2); {Registry.keys(D, self()), Registry.values(D, "b", self()), Registry.unregister(D, "b"), Registry.keys(D, self())}`, `{["b", "b"], [1, 2], :ok, []}`},
		{"dispatch", `Registry.register(D, :t, :x); Registry.dispatch(D, :t, fn es -> for {p, v} <- es, do: send(p, v) end); receive do m -> m end`, ":x"},
		{"match", `Registry.register(D, :m, {1, :a}); Registry.register(D, :m, {2, :b}); for {_, v} <- Registry.match(D, :m, {:"$1", :_}, [{:>, :"$1", 1}]), do: v`, "[{2, :b}]"},
		{"select", `Registry.register(U, :s, 9); Registry.select(U, [{{:"$1", :_, :"$3"}, [{:==, :"$3", 9}], [{{:"$1", :"$3"}}]}])`, "[s: 9]"},
		{"meta", `Registry.put_meta(U, :a, 1); {Registry.meta(U, :a), Registry.meta(U, :b)}`, "{{:ok, 1}, :error}"},
		{"unknown", `try do Registry.lookup(Nope, 1) rescue e -> e.message end`, `"unknown registry: Nope"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}

// TestLinksAreToldFirst checks that the processes linked to an ended process have a turn before its
// monitors deliver :DOWN.
func TestLinksAreToldFirst(t *testing.T) {
	st := station.BootWith(t, vm.Config{Workers: 1})
	got := st.Eval(t, `run = fn ->
		{p, ref} = spawn_monitor(fn -> Supervisor.start_link([], strategy: :one_for_one, name: Linked) end)
		receive do {:DOWN, ^ref, _, ^p, _} -> Process.whereis(Linked) end
	end
	run.()
	wait = fn wait -> if Process.whereis(Linked), do: wait.(wait) end
	wait.(wait)
	Enum.uniq(for _ <- 1..50, do: run.())`)
	if got != "[nil]" {
		t.Errorf("the supervisor is still there: %s", got)
	}
}
