package mix_test

import (
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
)

// TestTasks compares tasks with those of Mix 1.18.
func TestTasks(t *testing.T) {
	st := station.Boot(t)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	st.Eval(t, `Mix.shell(Mix.Shell.Process)
		defmodule Mix.Tasks.Tea do
			use Mix.Task
			@shortdoc "Makes tea"
			def run(["--strong" | args]), do: OptionParser.parse!(args, strict: [cups: :integer])
			def run(args), do: Enum.join(["tea" | args], " ")
		end
		defmodule Mix.Tasks.Broken do
		end
		defmodule Kitchen do
			def project, do: [app: :kitchen, aliases: [t: "tea with", both: ["tea", &Enum.count/1], odd: [:no]]]
		end
		defmodule Said do
			def all(), do: Stream.repeatedly(fn -> receive do {:mix_shell, _, [text]} -> text after 0 -> nil end end) |> Enum.take_while(& &1)
			def failed(fun), do: (try do fun.() rescue e -> {e.__struct__, Exception.message(e)} end)
		end`)
	for _, c := range []struct{ name, src, want string }{
		{"once", `[Mix.Task.run("tea", ["two"]), Mix.Task.run("tea"), Mix.Task.rerun("tea", ["three"])]`, `["tea two", :noop, "tea three"]`},
		{"no such task", `for name <- ["te", "broken", "unheard"], do: Said.failed(fn -> Mix.Task.run(name) end)`,
			`[{Mix.NoTaskError, "The task \"te\" could not be found. Did you mean \"tea\"?\nNote no mix.exs was found in the current directory"}, {Mix.InvalidTaskError, "The task \"broken\" does not export run/1"}, {Mix.NoTaskError, "The task \"unheard\" could not be found\nNote no mix.exs was found in the current directory"}]`},
		{"wrong options", `(Mix.Task.clear(); Said.failed(fn -> Mix.Task.run("tea", ["--strong", "--cups", "few"]) end))`,
			`{Mix.Error, "Could not invoke task \"tea\": 1 error found!\n--cups : Expected type integer, got \"few\""}`},
		{"aliases", `(Mix.Task.clear(); Mix.Project.push(Kitchen)
			run = [Mix.Task.run("t", ["milk"]), Mix.Task.run("t"), Mix.Task.run("both", ["a", "b"]), Said.failed(fn -> Mix.Task.run("odd") end)]
			{run, Mix.Task.alias?("both"), Mix.Task.alias?(:none), Mix.Project.pop().name})`,
			`{["tea with milk", :noop, 2, {Mix.Error, "Invalid Mix alias format, aliases can be either a string (representing a tasks with arguments) or a function that takes one argument (a list of alias arguments), got: :no"}], true, false, Kitchen}`},
		{"projects", `(Mix.Project.push(Kitchen, "k.exs"); Mix.ProjectStack.post_config(deps_path: "/d"); Mix.Project.push(nil)
			twice = Said.failed(fn -> Mix.Project.push(Kitchen, "other.exs") end)
			inner = {Mix.Project.get(), Mix.Project.config()[:deps_path]}
			{twice, inner, Mix.Project.pop().name, Mix.Project.config()[:app], Mix.Project.project_file(), Mix.Project.pop().file, Mix.Project.pop(), Said.failed(&Mix.Project.get!/0)})`,
			`{{Mix.Error, "Trying to load Kitchen from \"other.exs\" but another project with the same name was already defined at \"k.exs\""}, {nil, "/d"}, nil, :kitchen, "k.exs", "k.exs", nil, {Mix.NoProjectError, "Could not find a Mix.Project, please ensure you are running Mix in a directory with a mix.exs file"}}`},
		{"dependencies in folders", `(for dir <- ["telemetry", "kv", "mine"], do: File.mkdir_p!(Path.join(dir, "src"))
			for file <- ["telemetry/src/t.erl", "kv/src/kv.erl", "mine/src/m.txt"], do: File.write!(file, "")
			defmodule Pantry do
				def project, do: [app: :pantry, deps: [{:telemetry, path: "telemetry"}, {:kv, path: "kv"}, {:jason, path: "mine"}]]
			end
			Mix.Project.push(Pantry)
			found = for dep <- Mix.Dep.load(), do: {dep.app, dep.from, Mix.Dep.trouble(dep)}
			Mix.Project.pop()
			found)`,
			`[{:telemetry, :lab, nil}, {:kv, :path, "the dependency :kv has Erlang sources (kv/src), which are not part of lab"}, {:jason, :path, nil}]`},
		{"help", `(Mix.Project.push(Kitchen); Said.all(); Mix.Tasks.Help.run(["--aliases"]); aliases = Said.all(); Mix.Tasks.Help.run(["--search", "te"]); found = Said.all(); Mix.Project.pop()
			{aliases, Enum.any?(found, &(&1 =~ ~r/^mix tea +# Makes tea$/)), Said.failed(fn -> Mix.Tasks.Help.run(["a", "b"]) end)})`,
			`{["mix both # Alias for tea, &count/1", "mix odd  # Alias for :no", "mix t    # Alias for tea with"], true, {Mix.Error, "Unexpected arguments, expected \"mix help\" or \"mix help TASK\""}}`},
		{"one after the other", `{Mix.Tasks.Do.gather_commands(["a", "-x,", "b", "+", "c"]), elem(Said.failed(fn -> Mix.Tasks.Do.run(["tea", "+"]) end), 0), elem(Said.failed(fn -> Mix.Tasks.Do.run(["--app", "k", "tea"]) end), 1)}`,
			`{[["a", "-x"], ["b"], ["c"]], Mix.Error, "Could not run \"tea\" with the --app option because this is not an umbrella project"}`},
		{"a new project", `(Said.all(); Mix.Tasks.New.run(["shop", "--sup", "--module", "Shop.Front"])
			{Said.all() |> Enum.drop(-1), File.read!("shop/mix.exs") =~ "mod: {Shop.Front.Application, []}"})`,
			`{["* creating README.md", "* creating .formatter.exs", "* creating .gitignore", "* creating mix.exs", "* creating lib/shop", "* creating lib/shop/front.ex", "* creating lib/shop/front", "* creating lib/shop/front/application.ex", "* creating test", "* creating test/test_helper.exs", "* creating test/shop", "* creating test/shop/front_test.exs"], true}`},
		{"no new project", `for args <- [["7up"], ["iex"], ["a", "--module", "low"], ["a", "--module", "Enum"]], do: Said.failed(fn -> Mix.Tasks.New.run(args) end) |> elem(1) |> String.slice(0, 45)`,
			`["Application name must start with a lowercase ", "Cannot use application name \"iex\" because it ", "Module name must be a valid Elixir alias (for", "Module name Enum is already taken, please cho"]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestFormat compares the displayed differences with those of Mix 1.18.
func TestFormat(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"differences", `Mix.Tasks.Format.text_diff_format("one\ntwo\nthree\nfour\nfive\nsix\n", "one\ntwo\nthree\nfour\nFive\nsix\nseven\n", color: false) |> IO.iodata_to_binary()`,
			`"     |\n3 3  |three\n4 4  |four\n5   -|five\n  5 +|Five\n6 6  |six\n  7 +|seven\n"`},
		{"in colours", `Mix.Tasks.Format.text_diff_format("a  b", "a b", color: true) |> IO.iodata_to_binary()`, `"1  \e[31m -\e[0m|a \e[31m\e[0m\e[41m \e[0m\e[31m\e[0mb\n  1\e[32m +\e[0m|a b\n"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
