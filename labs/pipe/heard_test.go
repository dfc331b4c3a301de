package pipe

import (
	"testing"
	"time"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// TestHeard checks that requests to processes of a module are recorded, whatever names the
// processes have.
func TestHeard(t *testing.T) {
	l, _ := connect(t)
	code := `
		defmodule Ear do
			use GenServer
			def init(a), do: {:ok, a}
			def handle_call(m, _, s) do
				send(self(), {:io_reply, make_ref(), :ok})
				{:reply, m, s}
			end
			def handle_cast(_, s), do: {:noreply, s}
			def handle_info(_, s), do: {:noreply, s}
		end
		{:ok, before} = GenServer.start(Ear, 1)
		:persistent_term.put(:before, before)`
	if _, err := l.Eval(t.Context(), 10*time.Second, code, term.Empty); err != nil {
		t.Fatal(err)
	}
	if err := l.Tap(t.Context(), vm.ModuleAtom("Ear").Term()); err != nil {
		t.Fatal(err)
	}
	code = `
		{:ok, later} = GenServer.start(Ear, 1, name: :ear)
		GenServer.call(:persistent_term.get(:before), {:a, 1})
		GenServer.cast(later, :b)
		send(later, :c)
		:sys.get_state(later)
		{:ok, other} = Agent.start(fn -> 1 end)
		Agent.get(other, & &1)
		fake = fn -> Process.put(:"$initial_call", {Ear, :init, 1}); receive do {:"$gen_call", _, _} -> :ok end; Process.sleep(:infinity) end
		send(spawn(fake), {:"$gen_call", {self(), make_ref()}, :forged})
		send(:proc_lib.spawn(fake), {:"$gen_call", {self(), make_ref()}, :forged})`
	if _, err := l.Eval(t.Context(), 10*time.Second, code, term.Empty); err != nil {
		t.Fatal(err)
	}
	n, list, err := l.Heard(t.Context())
	if got := term.Inspect(term.List(list...), term.Opts{}); err != nil || n != 3 || got != "[call: {:a, 1}, cast: :b, info: :c]" {
		t.Errorf("%d, %s, %v", n, got, err)
	}
	if n, list, err := l.Heard(t.Context()); err != nil || n != 0 || len(list) != 0 {
		t.Errorf("%d, %v, %v", n, list, err)
	}
	if n, err := l.Count(t.Context(), vm.ModuleAtom("Ear").Term()); err != nil || n != 2 {
		t.Errorf("%d, %v", n, err)
	}
	// A process of another module counts if it has the name.
	code = `
		defmodule Deaf do
			use GenServer
			def init(a), do: {:ok, a}
			def handle_call(m, _, s), do: {:reply, m, s}
		end
		{:ok, _} = GenServer.start(Deaf, 1, name: Ear)
		{:ok, _} = GenServer.start(Deaf, 1, name: {:global, Ear})
		{:ok, _} = GenServer.start(Deaf, 1, name: {:global, Deaf})
		{:ok, late} = GenServer.start(Deaf, 1)
		GenServer.call(late, :early)
		GenServer.call(Ear, :here)
		GenServer.call({:global, Ear}, :anywhere)
		GenServer.call({:global, Deaf}, :another)
		Process.unregister(Ear)
		Process.register(late, Ear)
		GenServer.call(Ear, :named)`
	if _, err := l.Eval(t.Context(), 10*time.Second, code, term.Empty); err != nil {
		t.Fatal(err)
	}
	_, list, err = l.Heard(t.Context())
	if got := term.Inspect(term.List(list...), term.Opts{}); err != nil || got != "[call: :here, call: :anywhere, call: :named]" {
		t.Errorf("%s, %v", got, err)
	}
}

// TestHeardOfOtherBehaviours checks that a module counts whatever behaviour its process has, and
// that a process counts from the moment when it gets the global name. Messages to the agents that a
// module uses are not recorded.
func TestHeardOfOtherBehaviours(t *testing.T) {
	l, _ := connect(t)
	if err := l.Tap(t.Context(), vm.ModuleAtom("Ear").Term()); err != nil {
		t.Fatal(err)
	}
	code := `
		defmodule Ear do
			@behaviour :gen_statem
			def init(a), do: {:ok, :on, a}
			def callback_mode, do: :handle_event_function
			def handle_event({:call, from}, m, _, _), do: {:keep_state_and_data, {:reply, from, m}}
			def agent, do: Agent.start(fn -> 1 end)
			def agent_of_call, do: Agent.start(Ear, :one, [])
			def one, do: 1
		end
		defmodule Plain do
			def loop do
				receive do
					{:"$gen_call", from, m} -> GenServer.reply(from, m)
				end
				loop()
			end
		end
		{:ok, machine} = :gen_statem.start(Ear, 1, [])
		:gen_statem.call(machine, :state)
		{:ok, agent} = Ear.agent()
		Agent.cast(agent, fn n -> n end)
		{:ok, _} = Ear.agent_of_call()
		{:ok, _} = Agent.start(fn -> 1 end)
		plain = spawn(Plain, :loop, [])
		GenServer.call(plain, :early)
		:yes = :global.register_name(Ear, plain)
		GenServer.call(plain, :plain)`
	if _, err := l.Eval(t.Context(), 10*time.Second, code, term.Empty); err != nil {
		t.Fatal(err)
	}
	n, list, err := l.Heard(t.Context())
	if err != nil || n != 2 || !term.Equal(list[0], term.Tup(aCall.Term(), term.Sym("state"))) || !term.Equal(list[1], term.Tup(aCall.Term(), term.Sym("plain"))) {
		t.Errorf("%d, %s, %v", n, term.Inspect(term.List(list...), term.Opts{}), err)
	}
	if n, err := l.Count(t.Context(), vm.ModuleAtom("Ear").Term()); err != nil || n != 3 {
		t.Errorf("%d, %v", n, err)
	}
}
