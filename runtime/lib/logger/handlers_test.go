package logger_test

import (
	"strings"
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
)

// TestHandlers adds handlers and backends, and formats events by templates. The outputs are those
// of OTP 25 and Elixir 1.18.
func TestHandlers(t *testing.T) {
	st := station.Boot(t)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	st.Eval(t, `defmodule Told do
			def log(event, %{formatter: {module, config}, config: %{to: pid}}), do: send(pid, {:told, event |> module.format(config) |> IO.chardata_to_string()})
		end
		defmodule Failing do
			def log(_event, _config), do: raise("broken")
		end
		defmodule Backend do
			@behaviour :gen_event
			def init({_, pid}), do: {:ok, pid}
			def init(__MODULE__), do: {:error, :ignore}
			def handle_call(:fail, _pid), do: raise("gone")
			def handle_call({:configure, options}, pid), do: {:ok, options, pid}
			def handle_event({level, _, {Logger, text, {{_, _, _}, {_, _, _, _}}, meta}}, pid), do: (send(pid, {:event, level, IO.chardata_to_string(text), meta[:erl_level], meta[:rank]}); {:ok, pid})
			def handle_event(_, pid), do: {:ok, pid}
		end
		defmodule Written2 do
			def by(config, msg, meta \\ %{}) do
				%{level: :warning, msg: msg, meta: Map.merge(%{time: 1_000_000_123_456}, meta)} |> :logger_formatter.format(Map.put(config, :time_offset, ~c"Z")) |> IO.chardata_to_string()
			end
		end`)
	for _, c := range []struct{ name, src, want string }{
		{"a handler has OTP's formatter", `(:logger.add_handler(:told, Told, %{config: %{to: self()}, formatter: {:logger_formatter, %{template: [:level, ~c": ", :msg, {:user, [~c" by ", :user], []}]}}})
			Logger.notice("up", user: "ann"); Logger.error(a: 1, b: ~c"x")
			:ok = :logger.remove_handler(:told)
			for _ <- 1..2, do: (receive do {:told, text} -> text end))`, `["notice: up by ann", "error: a: 1, b: x"]`},
		{"a file", `(:ok = :logger.add_handler(:disk, :logger_std_h, %{level: :error, config: %{file: "app.log"}, formatter: {:logger_formatter, %{template: [:msg, ~c"\n"]}}})
			Logger.warning("too low"); Logger.error("down"); :logger.critical(~c"~p left", [2])
			:ok = :logger_std_h.filesync(:disk)
			:ok = :logger.remove_handler(:disk)
			File.read!("app.log"))`, `"down\n2 left\n"`},
		{"files that are full", `(:ok = :logger.add_handler(:disk, :logger_std_h, %{level: :critical, config: %{file: "full.log", max_no_bytes: 3, max_no_files: 2}, formatter: {:logger_formatter, %{template: [:msg]}}})
			for n <- 1..4, do: Logger.critical("no #{n}")
			:logger.remove_handler(:disk)
			for name <- ["full.log", "full.log.0", "full.log.1", "full.log.2"], do: File.read(name))`, `[ok: "no 4", ok: "no 3", ok: "no 2", error: :enoent]`},
		{"what cannot be added", `[:logger.add_handler(:w, NoSuch, %{}), :logger.add_handler(:w, :logger_std_h, %{config: %{fil: 1}}), :logger.add_handler(:w, Told, %{level: :loud}), :logger.add_handler(:w, Told, %{formatter: {:logger_formatter, %{dept: 1}}})]`,
			`[error: {:invalid_handler, {:function_not_exported, {NoSuch, :log, 2}}}, error: {:handler_not_added, {:invalid_config, :logger_std_h, %{fil: 1}}}, error: {:invalid_level, :loud}, error: {:invalid_formatter_config, :logger_formatter, {:dept, 1}}]`},
		{"a handler that fails goes", `(:logger.add_handler(:failing, Failing, %{}); Logger.info("x"); :failing in :logger.get_handler_ids())`, `false`},
		{"templates", `[Written2.by(%{}, {:string, "a\n  b"}), Written2.by(%{single_line: false}, {:string, "a\nb"}), Written2.by(%{legacy_header: true}, {~c"~w", [:x]}), Written2.by(%{max_size: 14, template: [:msg]}, {:string, "a long long text"})]`,
			`["1970-01-12T13:46:40.123456Z warning: a, b\n", "1970-01-12T13:46:40.123456Z warning:\na\nb\n", "=WARNING REPORT==== 12-Jan-1970::13:46:40.123456 UTC ===\nx\n", "a long long..."]`},
		{"fields", `Written2.by(%{template: [:mfa, ~c" ", [:at, :file], ~c" ", :none, :pid]}, {:string, ""}, %{mfa: {M, :f, 1}, at: %{file: "x.ex"}})`, `"'Elixir.M':f/1 x.ex "`},
		{"terms in formats are Elixir's", `Logger.Formatter.format_event(%{msg: {~c"~p and ~ts: ~5.2f ~*c", [%{a: "b"}, "c", 1.0, 2, ?z]}, meta: %{}}, 100) |> IO.chardata_to_string()`, `"%{a: \"b\"} and c:  1.00 zz"`},
		{"filters of OTP", `{:logger_filters.level(%{level: :info}, {:stop, :lt, :error}), :logger_filters.domain(%{meta: %{domain: [:a, :b]}} = %{meta: %{domain: [:a, :b]}}, {:stop, :sub, [:a]}), :logger_filters.domain(%{meta: %{}}, {:stop, :sub, [:a]})}`, `{:stop, :stop, :ignore}`},
		{"formatter of a handler", `(:logger.add_handler(:told, Told, %{config: %{to: self()}}); :logger.update_formatter_config(:told, :single_line, false); {:ok, %{formatter: f}} = :logger.get_handler_config(:told); :logger.remove_handler(:told); f)`, `{:logger_formatter, %{single_line: false}}`},
		{"backends", `({:ok, manager} = Logger.add_backend({Backend, self()})
			again = Logger.add_backend({Backend, self()})
			Logger.warning("w", rank: 3); Logger.notice("n")
			own = Logger.configure_backend({Backend, self()}, level: :info)
			events = for _ <- 1..2, do: (receive do {:event, _, _, _, _} = event -> event end)
			gone = Logger.remove_backend({Backend, self()})
			{is_pid(manager), again, own, events, gone, Logger.remove_backend({Backend, self()}), elem(Logger.add_backend(Backend), 0), elem(Logger.add_backend(NoBackend), 0)})`,
			`{true, {:error, :already_present}, [level: :info], [{:event, :warn, "w", :warning, 3}, {:event, :info, "n", :notice, nil}], :ok, {:error, :not_found}, :ok, :error}`},
		{"a backend that fails is added again", `({:ok, _} = Logger.add_backend({Backend, self()})
			:gen_event.call(Logger, {Backend, self()}, :fail)
			back = Stream.repeatedly(fn -> {Backend, self()} in :gen_event.which_handlers(Logger) end) |> Enum.find(& &1)
			Logger.remove_backend({Backend, self()})
			back)`, `true`},
		{"a default handler that writes a file anew", `(File.write!("new.log", "old")
			Application.put_env(:logger, :default_handler, config: [file: "new.log", modes: [:write]], formatter: {:logger_formatter, %{template: [:msg, ~c";"]}})
			Logger.error("one"); Logger.error("two")
			Application.delete_env(:logger, :default_handler)
			File.read!("new.log"))`, `"one;two;"`},
		{"without a default handler", `(Application.put_env(:logger, :default_handler, false)
			ids = :logger.get_handler_ids()
			Application.put_env(:logger, :default_handler, level: :alert)
			{:ok, %{level: level}} = :logger.get_handler_config(:default)
			Application.delete_env(:logger, :default_handler)
			{:default in ids, level})`, `{false, :alert}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, "require Logger; "+c.src); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	if out := st.Printed(); !strings.Contains(out, "removed_failing_handler") {
		t.Errorf("printed %q", out)
	}
}
