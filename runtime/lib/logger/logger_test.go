package logger_test

import (
	"strings"
	"testing"

	"lab/runtime/lib/station"
)

func TestCrashReports(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `Process.flag(:trap_exit, true)
{:ok, a} = Agent.start_link(fn -> 0 end, name: :counter)
try do Agent.update(a, fn n -> n + "x" end) catch :exit, _ -> :ok end`)
	for _, want := range []string{
		" [error] GenServer :counter terminating\n** (ArithmeticError) bad argument in arithmetic expression\n    :erlang.+(0, \"x\")\n",
		"\nState: 0\nClient #PID<",
	} {
		if !strings.Contains(st.Printed(), want) {
			t.Errorf("no %q in\n%s", want, st.Printed())
		}
	}
}

// TestFormatters compares formatted events with those of Elixir 1.18.
func TestFormatters(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Written do
		def event(level \\ :info, msg, meta), do: %{level: level, msg: msg, meta: meta}
		def by(options, event) do
			{module, formatter} = Logger.Formatter.new(options ++ [colors: [enabled: false]])
			event |> module.format(formatter) |> IO.chardata_to_string()
		end
	end`)
	for _, c := range []struct{ src, want string }{
		{`Written.by([format: "$level $metadata$message"], Written.event({:report, %{a: 1}}, %{}))`, `"info [a: 1]"`},
		{`Written.by([format: "$message"], Written.event({:report, %{a: 1}}, %{report_cb: fn %{a: a} -> {"a is ~B", [a]} end}))`, `"a is 1"`},
		{`Written.by([format: "$metadata|$message", metadata: [:user, :mfa, :function]], Written.event({:string, "x"}, %{mfa: {M, :f, 2}, user: "me", other: 1}))`, `"user=me mfa=M.f/2 function=f/2 |x"`},
		{`Written.by([format: "$time", utc_log: true], Written.event({:string, ""}, %{time: 1_000_000_123_000}))`, `"13:46:40.123"`},
		{`Written.by([format: "$date", utc_log: true], Written.event({:string, ""}, %{time: 0}))`, `"1970-01-01"`},
		{`Written.by([format: "$message", truncate: 3], Written.event({:string, "abcdef"}, %{}))`, `"abc (truncated)"`},
		{`Written.by([format: "$message", colors: [enabled: true, info: :blue]], Written.event({:string, "x"}, %{}))`, `"\e[34mx\e[0m"`},
		{`Written.by([format: "$message", colors: [enabled: true]], Written.event({:string, "x"}, %{ansi_color: :red}))`, `"\e[31mx\e[0m"`},
		{`try do Logger.Formatter.compile("$nothing") rescue e -> e.message end`, `"$nothing is an invalid format pattern"`},
		{`Logger.Formatter.prune(<<"a", 255>>)`, `"a�"`},
		{`:logger.add_primary_filter(:own, {fn event, _ -> if event.meta[:quiet], do: :stop, else: :ignore end, nil}); require Logger; Logger.error("silent", quiet: true); Logger.error("loud"); :logger.remove_primary_filter(:own)`, `:ok`},
		{`Logger.put_application_level(:nothing, :error)`, `{:error, {:not_loaded, :nothing}}`},
	} {
		t.Run(c.src, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	if out := st.Printed(); strings.Contains(out, "silent") || !strings.Contains(out, "loud") {
		t.Errorf("printed %q", out)
	}
}

// TestPurged checks that compile_time_purge_matching removes calls, and that crash_reason is in the
// metadata of a crash.
func TestPurged(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ src, want string }{
		{`Logger.configure(compile_time_purge_matching: [[function: "gone/0"], [level_lower_than: :info]])
defmodule Purging do
	require Logger
	def gone, do: Logger.error("one that is gone")
	def low, do: Logger.debug("two that is gone")
	def kept, do: Logger.error("three")
end
Logger.configure(compile_time_purge_matching: [])
{Purging.gone(), Purging.low(), Purging.kept()}`, "{:ok, :ok, :ok}"},
		{`me = self()
:logger.add_handler_filter(:default, :watch, {fn event, _ -> send(me, event.meta[:crash_reason]); :ignore end, nil})
{:ok, pid} = GenServer.start(Agent.Server, fn -> 0 end, name: :watched)
try do Agent.get(pid, fn _ -> raise "in it" end) catch :exit, _ -> :ok end
receive do {error, [_ | _]} -> error end`, `%RuntimeError{message: "in it"}`},
	} {
		if got := st.Eval(t, c.src); got != c.want {
			t.Errorf("%s\n got  %s\nwant %s", c.src, got, c.want)
		}
	}
	if out := st.Printed(); strings.Contains(out, "gone") || !strings.Contains(out, "three") {
		t.Errorf("printed %q", out)
	}
}

// TestReportsOfOTP checks that handle_sasl_reports makes Logger show the reports of supervisors and
// of crashed processes.
func TestReportsOfOTP(t *testing.T) {
	st := station.Boot(t)
	got := st.Eval(t, `Application.put_env(:logger, :handle_sasl_reports, true)
defmodule Fragile do
	use GenServer
	def start_link(_), do: GenServer.start_link(__MODULE__, 7, name: __MODULE__)
	def init(n), do: with({:ok, _linked} <- Agent.start_link(fn -> n end), do: {:ok, n})
	def handle_call(:fall, _from, _n), do: raise("fallen")
end
Process.flag(:trap_exit, true)
{:ok, sup} = Supervisor.start_link([{Fragile, nil}], strategy: :one_for_one, max_restarts: 0)
me = self()
:logger.add_handler_filter(:default, :watch, {fn event, _ -> if(event.meta[:initial_call], do: send(me, {:crashed, event.meta})); :ignore end, nil})
try do GenServer.call(Fragile, :fall) catch :exit, _ -> :ok end
receive do {:EXIT, ^sup, :shutdown} -> :ok end
receive do {:crashed, meta} -> {meta.initial_call, meta.registered_name, elem(meta.crash_reason, 0), length(meta.ancestors)} end`)
	if want := `{{Fragile, :init, 1}, Fragile, %RuntimeError{message: "fallen"}, 2}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, want := range []string{
		"[info] Child Fragile of Supervisor #PID<",
		"(Supervisor.Default) started\nPid: #PID<",
		"\nStart Call: Fragile.start_link(nil)\nRestart: :permanent\nShutdown: 5000\nType: :worker\n",
		"[error] Process Fragile (#PID<",
		") terminating\n** (RuntimeError) fallen\n",
		"\nInitial Call: Fragile.init/1\nAncestors: [#PID<",
		"\nTrapping Exits: false\n",
		"\nNeighbours:\n    #PID<",
		"(Supervisor.Default) terminated\n** (exit) an exception was raised:\n",
		"(Supervisor.Default) caused shutdown\n** (exit) :reached_max_restart_intensity\nStart Call: Fragile",
	} {
		if !strings.Contains(st.Printed(), want) {
			t.Errorf("no %q in\n%s", want, st.Printed())
		}
	}
}

// TestLevelOfWords checks that the report of a crash is shorter unless the level is debug. It also
// checks that a process can disable its report, and the translation of an Erlang report.
func TestLevelOfWords(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `Logger.configure(level: :info)
{:ok, pid} = Agent.start(fn -> 41 end)
try do Agent.get(pid, fn _ -> exit(:enough) end) catch :exit, _ -> :ok end`)
	if out := st.Printed(); !strings.Contains(out, "\nLast message (from #PID<") || strings.Contains(out, "State: 41") {
		t.Errorf("printed %q", out)
	}
	st.Eval(t, `Logger.disable(self()); pid = :proc_lib.spawn(fn -> Logger.disable(self()); raise "unheard" end); ref = Process.monitor(pid); receive do {:DOWN, ^ref, _, _, _} -> :ok end`)
	if out := st.Printed(); strings.Contains(out, "unheard") {
		t.Errorf("printed %q", out)
	}
	got := st.Eval(t, `{:ok, words, meta} = Logger.Translator.translate(:info, :error, :format, {~c"Error in process ~p with exit value:~n~p~n", [self(), {:badarith, []}]}); {IO.iodata_to_binary(words) =~ "bad argument in arithmetic", elem(meta[:crash_reason], 0).__struct__}`)
	if want := `{true, ArithmeticError}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	got = st.Eval(t, `{:ok, words, meta} = Logger.Translator.translate(:debug, :error, :format, {~c"** Generic server ~p terminating", [:s, :m, %{n: 1}, {:abnormal, 1}]}); {IO.iodata_to_binary(words), meta[:registered_name]}`)
	if want := `{"GenServer :s terminating\n** (stop) {:abnormal, 1}\nLast message: :m\nState: %{n: 1}", :s}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
