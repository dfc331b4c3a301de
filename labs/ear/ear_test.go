package ear

import (
	"testing"

	"lab/runtime/lib"
	"lab/runtime/lib/station"
)

// watch makes a watcher run the code that follows it. told.() returns the messages heard since the
// last call, as a list of {:sent | :got, kind, text, nobody} sorted by time, and the number of sent
// messages that were only counted.
const watch = `
{true, _, 0, false, [_ | _], _, []} = :lab_watch.heard()
told = fn ->
  case :lab_watch.heard() do
    nil -> {[], 0}
    {false, _, more, _, _, _, heard} ->
      {heard |> Enum.sort() |> Enum.map(fn {_, sent, _, _, _, kind, text, nobody} -> {if(sent, do: :sent, else: :got), kind, text, nobody} end), more}
  end
end
me = self()
# Runs a fun as a process of the student and waits for its end.
run = fn f -> {_, ref} = spawn_monitor(f); receive(do: ({:DOWN, ^ref, _, _, :normal} -> :ok)) end
# A process that takes messages until it is told to stop.
sink = fn -> spawn(fn -> f = fn f -> receive(do: (:stop -> :ok; {:sync, to} -> send(to, :synced); f.(f); _ -> f.(f))) end; f.(f) end) end
sync = fn p -> send(p, {:sync, me}); receive(do: (:synced -> :ok)) end
`

func TestHeard(t *testing.T) {
	for _, test := range []struct{ what, code, want string }{
		{"both halves", `s = sink.(); run.(fn -> send(s, {:hello, "you"}) end); sync.(s)
			{all, 0} = told.(); Enum.filter(all, fn {_, _, text, _} -> text =~ "hello" end)`,
			`[{:sent, "message", "{:hello, \"you\"}", false}, {:got, "message", "{:hello, \"you\"}", false}]`},
		{"what processes print is machinery", `run.(fn -> IO.puts("hello") end); told.()`, `{[], 0}`},
		{"the watcher itself", `send(self(), :x); told.()`, `{[], 0}`},
		{"a GenServer and its caller", `defmodule Told do
				use GenServer
				def init(s), do: {:ok, s}
				def handle_call(m, _, s), do: {:reply, {:was, m}, s}
				def handle_cast(_, s), do: {:noreply, s}
			end
			run.(fn -> {:ok, p} = GenServer.start_link(Told, []); GenServer.cast(p, :c); GenServer.call(p, :q) end)
			{all, 0} = told.(); all |> Enum.map(fn {half, kind, text, _} -> {half, kind, text} end) |> Enum.sort()`,
			`[{:got, "call", ":q"}, {:got, "cast", ":c"}, {:got, "reply", "{:was, :q}"}, {:sent, "call", ":q"}, {:sent, "cast", ":c"}, {:sent, "reply", "{:was, :q}"}]`},
		{"what :global is asked", `run.(fn -> :global.register_name(:x, self()) end); {all, 0} = told.(); for({:sent, _, _, _} = m <- all, do: m)`, `[]`},
		{"a supervisor that the project has named", `run.(fn -> {:ok, _} = DynamicSupervisor.start_link(name: Told.Supervisor); DynamicSupervisor.which_children(Told.Supervisor) end)
			{all, 0} = told.(); for({:sent, kind, text, _} <- all, do: {kind, text})`, `[{"call", ":which_children"}]`},
		{"a package of the library", `run.(fn -> {:ok, _} = DeltaCrdt.start_link(DeltaCrdt.AWLWWMap, sync_interval: 10) end); {all, 0} = told.(); all`, `[]`},
		{"nobody", `s = sink.(); send(s, :stop); ref = Process.monitor(s); receive(do: ({:DOWN, ^ref, _, _, _} -> :ok)); told.(); run.(fn -> send(s, :x) end); told.()`,
			`{[{:sent, "message", ":x", true}], 0}`},
		{"signals", `run.(fn -> {_, ref} = spawn_monitor(fn -> :ok end); receive(do: ({:DOWN, ^ref, _, _, _} -> :ok)) end)
			{[{:got, kind, _, _}], 0} = told.(); kind`, `"signal"`},
		{"a flood", `a = sink.(); b = sink.()
			run.(fn -> for i <- 1..100_000, do: send(a, i) end)
			run.(fn -> send(b, :seen_all_the_same) end)
			sync.(a); sync.(b)
			{all, more} = told.()
			{Enum.count(all, fn {half, _, text, _} -> half == :sent and text != ":seen_all_the_same" end), more, length(all) <= 50,
				for({half, _, ":seen_all_the_same", _} <- all, do: half)}`,
			`{12, 99989, true, [:sent, :got]}`}, // including the answer to sync
		{"many that say little", `s = sink.(); for i <- 1..200, do: run.(fn -> send(s, i) end)
			{all, more} = told.(); {length(all), more + Enum.count(all, fn {half, _, _, _} -> half == :sent end)}`, `{50, 200}`},
		{"a message without an end", `s = sink.(); run.(fn -> send(s, {Enum.to_list(1..100_000), String.duplicate("x", 1_000_000)}) end)
			{[{_, _, text, _} | _], 0} = told.(); byte_size(text) < 600`, `true`},
		{"an agent of the student", `run.(fn -> {:ok, a} = Agent.start_link(fn -> 1 end); Agent.get(a, & &1) end)
			{all, 0} = told.(); for({half, kind, _, _} <- all, do: {half, kind})`,
			`[sent: "call", got: "call", sent: "reply", got: "reply"]`},
	} {
		t.Run(test.what, func(t *testing.T) {
			st := station.Boot(t)
			Install(st.M, lib.Modules(st.M))
			if got := st.Eval(t, watch+test.code); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// TestAnotherWatcherBeginsAfresh checks that a new watcher hears only new messages, and that
// nothing is recorded for a watcher that has ended.
func TestAnotherWatcherBeginsAfresh(t *testing.T) {
	st := station.Boot(t)
	Install(st.M, lib.Modules(st.M))
	got := st.Eval(t, `me = self()
		{_, ref} = spawn_monitor(fn -> send(me, {elem(:lab_watch.heard(), 0), :lab_watch.heard()}) end)
		receive(do: ({:DOWN, ^ref, _, _, _} -> :ok))
		{receive(do: (m -> m)), elem(:lab_watch.heard(), 0)}`)
	if want := "{{true, nil}, true}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
