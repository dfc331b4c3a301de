package exunit_test

import (
	"strconv"
	"strings"
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
)

// suites holds test modules and parts of their output, which are also in the output of Elixir 1.18.
// The output must not contain a part with the prefix !.
var suites = []struct {
	name, opts, src string
	want            []string
}{
	{"received", "", `test "a" do
		send(self(), {:n, 1, 2})
		assert_receive {:n, x, y} when x < y
		send(self(), {:m, 1})
		assert_receive {:m, z}
		assert z == 1
	end`, []string{"1 test, 0 failures", "!warning"}},
	{"macros in patterns", "", `defmacro pair(a, b), do: quote(do: {unquote(a), unquote(b)})
	test "a" do
		assert pair(l, r) = {1, 2}
		assert l + r == 3
		assert "ab" <> rest = "abc"
		assert rest == "c"
		assert <<n::8, _::binary>> = rest
		assert n == ?c
	end`, []string{"1 test, 0 failures"}},
	{"excluded", "exclude: [:slow]", `@moduletag :slow
	test "a", do: :ok`, []string{"All tests have been excluded.\n", "1 test, 0 failures, 1 excluded\n"}},
	{"setup_all that exits", "", `setup_all do: exit(:no)
	test "a", do: :ok`, []string{"failure on setup_all callback, all tests have been invalidated\n     ** (exit) :no", "1 test, 0 failures, 1 invalid\n"}},
	{"setup_all that is killed", "", `setup_all do: Process.exit(self(), :kill)
	test "a", do: :ok`, []string{"** (EXIT from #PID<", "killed", "1 test, 0 failures, 1 invalid\n"}},
	{"setup of the wrong kind", "", `setup do: {:ok, 1}
	test "a", do: :ok`, []string{"expected ExUnit setup callback in " + suite + " to return the atom :ok, a keyword, or a map, got {:ok, 1} instead"}},
	{"names imported in a describe", "", `describe "d" do
		import Map
		setup :to_list
		test "a", %{describe: d}, do: assert(d == "d")
	end`, []string{"1 test, 0 failures"}},
	{"most failures", "max_failures: 1", `test "a", do: flunk()
	test "b", do: flunk()`, []string{"--max-failures reached, aborting test suite", "\n1 test, 1 failure\n"}},
	{"most failures side by side", "max_failures: 1, max_cases: 2", `:persistent_term.put(:sides, :counters.new(1, []))
	test "a" do
		sides = :persistent_term.get(:sides)
		:counters.add(sides, 1, 1)
		Stream.repeatedly(fn -> :counters.get(sides, 1) end) |> Enum.find(&(&1 == 2))
		flunk()
	end`, []string{"--max-failures reached, aborting test suite", "\n1 test, 1 failure\n"}},
	{"again until it fails", "repeat_until_failure: 2", `test "a", do: :ok`, []string{"1 test, 0 failures\nRunning ExUnit", "!Running ExUnit 4"}},
	{"slowest", "slowest: 1", `test "a", do: :ok
	test "b", do: Enum.sum(1..200_000) > 0`, []string{"Top 1 slowest (0.0", "% of total time:\n\n  * test b (" + suite + ") ("}},
	{"trace of many lines", "trace: true", `test "one\n  two", do: :ok`, []string{"* test one two (", "max_cases: 1"}},
	{"parameters", "trace: true", `test "a", %{n: n}, do: assert(n > 0)`, []string{"Parameters: %{n: 1}", "Parameters: %{n: 2}", "2 tests, 0 failures"}},
	{"started once more", "", `test "a" do
		start_supervised!({Agent, fn -> 1 end})
		start_supervised!({Agent, fn -> 1 end})
	end
	test "b", do: start_supervised!(%{id: 1, start: :no})
	test "c", do: start_supervised!(%{id: 1, start: {Kernel, :apply, [fn -> {:error, :no} end, []]}})`, []string{
		"Reason: bad child specification, got: {:already_started, #PID<", "Reason: bad child specification, invalid mfa: :no", "Reason: :no\n"}},
	{"a link that fails an assertion", "", `test "a" do
		Process.flag(:trap_exit, false)
		spawn_link(fn -> assert 1 == 2 end)
		receive do: (:never -> :ok)
	end`, []string{"an exception was raised:\n", "          Assertion with == failed\n          code:  assert 1 == 2\n          left:  1\n          right: 2\n"}},
	{"a server without a clause", "", `defmodule Clauseless do
		use GenServer
		def init(n), do: {:ok, n}
		def handle_call(:known, _from, n), do: {:reply, n, n}
	end
	test "a" do
		{:ok, pid} = GenServer.start(Clauseless, 8)
		GenServer.call(pid, :unknown)
	end`, []string{":unknown, 5000)\n        ** (EXIT) an exception was raised:\n          ** (FunctionClauseError) no function clause matching in Suited.Clauseless.handle_call/3\n\n          The following arguments were given to",
		"\n\n              # 3\n              8\n\n", "\n          stacktrace:\n            nofile:", ": Suited.Clauseless.handle_call/3\n", "\n\n     stacktrace:\n       (elixir 1.18.4) "}},
	{"clauses that were tried", "", `def pick(:a, n) when n > 1, do: n
	test "a", do: pick(:b, 0)`, []string{"     The following arguments were given to Suited.pick/2:\n\n         # 1\n         :b\n\n", "nofile:", ": Suited.pick/2\n", "!Suited.pick(:b, 0)"}},
	{"arguments at once", "", `def differ(a, b), do: a != b
	test "a" do
		n = 1
		assert differ(n = 2, n)
		assert n == 2
	end`, []string{"1 test, 0 failures"}},
	{"guard in a match", "", `test "a", do: assert_raise(ArgumentError, ~r/To assert with guards, use match\?\/2:\n\n  assert match\?\(\(?x when x > 1/, fn -> Code.eval_string("import ExUnit.Assertions; assert (x when x > 1) = 2") end)`, []string{"1 test, 0 failures"}},
	{"same looks", "", `test "a", do: assert("e\u0301" == "\u00e9")`, []string{"hint:  you are comparing strings that have the same visual representation but are made of different Unicode codepoints\n"}},
	{"attributes", "", `ExUnit.Case.register_attribute(__MODULE__, :one, accumulate: true)
	ExUnit.Case.register_describe_attribute(__MODULE__, :two)
	ExUnit.Case.register_module_attribute(__MODULE__, :three)
	@three 3
	describe "d" do
		@two 2
		@one 1
		test "a", %{registered: r}, do: assert(r == %{one: [1], two: 2, three: 3})
	end
	test "b", %{registered: r}, do: assert(r == %{one: [], two: nil, three: 3})`, []string{"2 tests, 0 failures"}},
	{"seeds of each test", "", `test "a", do: assert(:rand.uniform(1_000_000) != 1)
	test "b", do: assert(elem(:rand.export_seed(), 0) == :exsss)`, []string{"2 tests, 0 failures"}},
	{"folder", "", `@tag :tmp_dir
	test "a?/b", %{tmp_dir: dir}, do: assert(Path.basename(dir) =~ ~r/^test-a--b-[0-9a-f]{8}$/)`, []string{"1 test, 0 failures"}},
}

const suite = "Suited"

// run is the source of a module that runs test modules and prints their output.
const run = `defmodule Suite do
	def run(source, opts) do
		import ExUnit.CaptureIO
		ExUnit.start([autorun: false, seed: 0, colors: [enabled: false]])
		before = Application.get_all_env(:ex_unit)
		for {key, value} <- opts, do: ExUnit.configure([{key, value}])

		try do
			capture_io(fn -> told(source) end)
		after
			for {key, _} <- opts, not Keyword.has_key?(before, key), do: Application.delete_env(:ex_unit, key)
			:code.purge(Suited)
			:code.delete(Suited)
		end
	end

	defp told(source) do
		old = Process.whereis(:standard_error)
		if old, do: Process.unregister(:standard_error)
		Process.register(Process.group_leader(), :standard_error)

		try do
			Code.eval_string(source)
			ExUnit.run()
		after
			Process.unregister(:standard_error)
			if old, do: Process.register(old, :standard_error)
		end
	end
end`

func TestSuites(t *testing.T) {
	st := station.Boot(t)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	st.Eval(t, run)
	for _, c := range suites {
		t.Run(c.name, func(t *testing.T) {
			use := "use ExUnit.Case"
			switch c.name {
			case "parameters":
				use += ", parameterize: [%{n: 1}, %{n: 2}]"
			case "most failures side by side":
				use += ", async: true, parameterize: [%{n: 1}, %{n: 2}]"
			}
			out := st.Eval(t, "Suite.run(~S'''\ndefmodule "+suite+" do\n"+use+"\n"+c.src+"\nend\n''', ["+c.opts+"])")
			got, err := strconv.Unquote(strings.ReplaceAll(out, "\\#{", "#{"))
			if err != nil {
				t.Fatalf("%s: %v", out, err)
			}
			for _, want := range c.want {
				if absent, ok := strings.CutPrefix(want, "!"); ok == strings.Contains(got, absent) {
					t.Errorf("want %q in\n%s", want, got)
				}
			}
		})
	}
}
