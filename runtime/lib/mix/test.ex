defmodule Mix.Tasks.Test do
  @moduledoc """
  Runs the project's tests: `test/test_helper.exs`, then `test/**/*_test.exs` or the given files.

      mix test
      mix test test/some_test.exs:12
      mix test --only external --seed 0 --trace
  """

  use Mix.Task
  @shortdoc "Runs a project's tests"
  @recursive true

  @switches [
    only: :keep,
    include: :keep,
    exclude: :keep,
    seed: :integer,
    trace: :boolean,
    failed: :boolean,
    stale: :boolean,
    force: :boolean,
    max_failures: :integer,
    max_cases: :integer,
    max_requires: :integer,
    timeout: :integer,
    slowest: :integer,
    slowest_modules: :integer,
    partitions: :integer,
    formatter: :keep,
    color: :boolean,
    start: :boolean,
    compile: :boolean,
    deps_check: :boolean,
    archives_check: :boolean,
    elixir_version_check: :boolean,
    listen_on_stdin: :boolean,
    warnings_as_errors: :boolean,
    all_warnings: :boolean,
    raise: :boolean,
    exit_status: :integer,
    repeat_until_failure: :integer,
    preload_modules: :boolean,
    cover: :boolean,
    profile_require: :string,
    dry_run: :boolean
  ]

  # Options without effect here are reported once.
  @unknown_here [:cover, :profile_require]

  @manifest "_build/.lab_test"

  @impl true
  def run(args) do
    {opts, files} = Mix.Task.options!("test", args, @switches)
    for name <- @unknown_here, opts[name], do: IO.puts(:stderr, "--#{name |> to_string() |> String.replace("_", "-")} is not part of lab and is ignored")

    with :ok <- Mix.CLI.load_project(opts[:start] != false) do
      {files, located} = ExUnit.Filters.parse_paths(files)
      ExUnit.Server.ensure_started()
      Application.put_env(:ex_unit, :autorun, false)
      ExUnit.configure(options(opts, located))
      helpers()
      # The command line can include tests that test_helper.exs excludes.
      ExUnit.configure(merged(opts, located))

      case chosen(test_files(files), opts) do
        {:none, said} -> IO.puts(said)
        tests -> tests |> part(opts[:partitions]) |> run_files(opts)
      end
    end
  end

  defp run_files(files, opts) do
    Enum.each(files, &load/1)
    ExUnit.configure(formatters: formatters(opts) ++ [Mix.Tasks.Test.Manifest])
    result = ExUnit.run()
    Mix.Tasks.Test.Manifest.save_sources(@manifest)

    cond do
      result.failures > 0 -> exit({:shutdown, opts[:exit_status] || 2})
      result.total == result.excluded and opts[:only] -> nothing_ran(result)
      true -> :ok
    end
  end

  # A file that does not compile ends the run, below the heading for tests.
  defp load(file) do
    Code.require_file(Path.expand(file))
  catch
    kind, reason ->
      ExUnit.configuration() |> ExUnit.__seeded__() |> ExUnit.CLIFormatter.heading()
      IO.write(:stderr, "\n== Compilation error in file #{file} ==\n" <> Kernel.CLI.format_error(kind, reason, __STACKTRACE__))
      exit({:shutdown, 1})
  end

  defp nothing_ran(%{total: 0}), do: :ok

  defp nothing_ran(_result) do
    IO.puts(:stderr, "The --only option was given to \"mix test\" but no test was executed")
    exit({:shutdown, 1})
  end

  defp helpers() do
    for folder <- folders() do
      helper = Path.join(folder, "test_helper.exs")

      if File.regular?(helper),
        do: Code.require_file(Path.expand(helper)),
        else: Mix.raise("Cannot run tests because test helper file #{inspect(helper)} does not exist")
    end
  end

  defp folders(), do: Mix.Project.config()[:test_paths] || if(File.dir?("test"), do: ["test"], else: [])

  defp test_files([]), do: Enum.flat_map(folders(), &in_folder/1)

  defp test_files(given) do
    case Enum.flat_map(given, &matching/1) do
      [] ->
        IO.puts(:stderr, "Paths given to \"mix test\" did not match any directory/file: #{Enum.join(given, ", ")}")
        exit({:shutdown, 1})

      files ->
        files
    end
  end

  defp matching(path) do
    cond do
      File.dir?(path) -> in_folder(path)
      File.regular?(path) -> [path]
      true -> Path.wildcard(path)
    end
  end

  # Returns the files of this partition. With n partitions, it has every nth file.
  defp part(files, partitions) when partitions in [nil, 1], do: files

  defp part(files, partitions) when partitions > 1 do
    given = System.get_env("MIX_TEST_PARTITION")

    case given && Integer.parse(given) do
      {partition, ""} when partition in 1..partitions//1 -> files |> Enum.drop(partition - 1) |> Enum.take_every(partitions)
      _ -> Mix.raise("The MIX_TEST_PARTITION environment variable must be set to an integer between 1..#{partitions} when the --partitions option is set, got: #{inspect(given)}")
    end
  end

  defp part(_files, partitions), do: Mix.raise("--partitions : expected to be positive integer, got #{partitions}")

  defp in_folder(folder), do: folder |> Path.join(Mix.Project.config()[:test_pattern] || "**/*_test.exs") |> Path.wildcard()

  defp chosen(files, opts) do
    cond do
      opts[:failed] -> failed(files)
      opts[:stale] -> stale(files, opts)
      true -> files
    end
  end

  defp failed(files) do
    case Mix.Tasks.Test.Manifest.failed(@manifest) do
      [] ->
        {:none, "There are no tests to run"}

      failed ->
        ExUnit.configure(only_test_ids: for({id, _file} <- failed, do: id))
        wanted = for {_, file} <- failed, do: Path.expand(file)
        Enum.filter(files, &(Path.expand(&1) in wanted))
    end
  end

  defp stale(files, opts) do
    case if(opts[:force], do: files, else: Mix.Tasks.Test.Manifest.stale(@manifest, files)) do
      [] -> {:none, "No stale tests"}
      files -> files
    end
  end

  # Returns the configuration from the command line.
  defp options(opts, located) do
    plain = Keyword.take(opts, [:seed, :trace, :max_failures, :max_cases, :timeout, :slowest, :slowest_modules, :exit_status, :dry_run])
    plain = if opts[:trace], do: plain ++ [max_cases: 1, timeout: :infinity], else: plain
    color = if is_boolean(opts[:color]), do: [colors: [enabled: opts[:color]]], else: []
    plain ++ color ++ merged(opts, located)
  end

  defp merged(opts, located) do
    only = opts |> Keyword.get_values(:only) |> ExUnit.Filters.parse()
    include = only ++ (opts |> Keyword.get_values(:include) |> ExUnit.Filters.parse()) ++ Keyword.get(located, :include, [])
    exclude = if(only != [], do: [:test], else: []) ++ (opts |> Keyword.get_values(:exclude) |> ExUnit.Filters.parse()) ++ Keyword.get(located, :exclude, [])
    known = ExUnit.configuration()

    for {key, list} <- [include: include, exclude: exclude], list != [] do
      {key, Enum.uniq(list ++ known[key])}
    end
  end

  defp formatters(opts) do
    case Keyword.get_values(opts, :formatter) do
      [] -> ExUnit.configuration()[:formatters]
      names -> Enum.map(names, &Module.concat([&1]))
    end
  end
end

defmodule Mix.Tasks.Test.Manifest do
  @moduledoc false
  # Records which tests failed, and the sources with which test files passed.

  use GenServer

  @impl true
  def init(_opts), do: {:ok, %{failed: %{}, bad_files: []}}

  @impl true
  def handle_cast({:test_finished, %{state: state} = test}, known) do
    case state do
      {kind, _} when kind in [:failed, :invalid] ->
        {:noreply, %{known | failed: Map.put(known.failed, {test.module, test.name}, test.tags.file)}}

      _ ->
        {:noreply, known}
    end
  end

  def handle_cast({:suite_finished, _}, known) do
    put("_build/.lab_test", :failed, Map.to_list(known.failed))
    {:noreply, known}
  end

  def handle_cast(_event, known), do: {:noreply, known}

  def failed(file), do: get(file)[:failed] || []

  @doc "Returns the test files that have changed since they passed, or use modules in changed sources."
  def stale(file, files) do
    before = get(file)[:sources] || %{}
    failed = for {_, path} <- failed(file), do: Path.expand(path)
    sources = sources()
    homes = for {path, {_, defined, _}} <- sources, module <- defined, into: %{}, do: {module, path}
    Enum.filter(files, fn test -> Path.expand(test) in failed or changed?(test, sources, homes, before) end)
  end

  def save_sources(file), do: put(file, :sources, sources())

  defp changed?(path, sources, homes, before) do
    path |> reached(sources, homes, []) |> Enum.any?(fn path -> hash(before[path]) != hash(sources[path]) end)
  end

  defp hash({hash, _, _}), do: hash
  defp hash(nil), do: nil

  # Returns a file and the files of the modules that it refers to, transitively.
  defp reached(path, sources, homes, seen) do
    if path in seen do
      seen
    else
      {_, _, named} = Map.get(sources, path, {nil, [], []})
      Enum.reduce(named, [path | seen], fn module, seen -> if home = homes[module], do: reached(home, sources, homes, seen), else: seen end)
    end
  end

  defp sources() do
    for path <- Path.wildcard("{lib,test}/**/*.{ex,exs}"), {:ok, text} <- [File.read(path)], into: %{} do
      {path, {:erlang.md5(text), defined(text), named(text)}}
    end
  end

  defp defined(text), do: for([_, name] <- Regex.scan(~r/^\s*defmodule\s+([\w.]+)/m, text), do: name)
  defp named(text), do: ~r/[A-Z]\w*(?:\.[A-Z]\w*)*/ |> Regex.scan(text) |> List.flatten() |> Enum.uniq()

  defp get(file) do
    with {:ok, binary} <- File.read(file), do: :erlang.binary_to_term(binary), else: (_ -> %{})
  rescue
    ArgumentError -> %{}
  end

  defp put(file, key, value) do
    File.mkdir_p!(Path.dirname(file))
    File.write!(file, file |> get() |> Map.put(key, value) |> :erlang.term_to_binary())
  end
end
