defmodule Mix.Tasks.Compile do
  @moduledoc "Compiles the project's files."
  use Mix.Task
  @shortdoc "Compiles source files"

  @impl true
  def run(_args) do
    compiled? = :application.get_env(:mix, :compiled) != :undefined

    case if(compiled?, do: Mix.CLI.recompile(), else: Mix.CLI.compile_project()) do
      :ok -> {:ok, []}
      :noop -> {:noop, []}
      _ -> exit({:shutdown, 1})
    end
  end
end

defmodule Mix.Tasks.App.Start do
  @moduledoc "Compiles the project and starts its application."
  use Mix.Task
  @shortdoc "Starts all registered apps"

  @impl true
  def run(_args), do: Mix.CLI.load_project()
end

defmodule Mix.Tasks.App.Config do
  @moduledoc "Compiles the project and reads its configuration."
  use Mix.Task
  @shortdoc "Configures all registered apps"

  @impl true
  def run(_args), do: Mix.CLI.compile_project()
end

defmodule Mix.Tasks.Loadpaths do
  @moduledoc "There is nothing to load: what a project may use is bundled or below deps/."
  use Mix.Task

  @impl true
  def run(_args), do: :ok
end

defmodule Mix.Tasks.Phx.Server do
  @moduledoc "Starts the application and its web server, and stays."
  use Mix.Task
  @shortdoc "Starts applications and their servers"

  @impl true
  def run(_args) do
    :application.set_env(:phoenix, :serve_endpoints, true)
    # A prompt that comes after it keeps the node; without one the task does.
    with :ok <- Mix.CLI.load_project(), do: if(Mix.Task.prompt?(), do: :ok, else: Process.sleep(:infinity))
  end
end

defmodule Mix.Tasks.Phx.Routes do
  @moduledoc "Prints the routes of a router: that of the project, or the one given."
  use Mix.Task
  @shortdoc "Prints all routes"

  @impl true
  def run(args) do
    with :ok <- Mix.CLI.compile_project(), do: routes(args)
  end

  defp routes(args) do
    base = Mix.Project.config()[:app] |> to_string() |> Macro.camelize()

    router =
      case Enum.reject(args, &String.starts_with?(&1, "-")) do
        [name | _] -> Module.concat([name])
        [] -> Module.concat([base <> "Web", "Router"])
      end

    unless Code.ensure_loaded?(router), do: Mix.raise("no router found at #{inspect(router)}. A router may be given as argument: mix phx.routes MyAppWeb.Router")
    endpoint = Module.concat([base <> "Web", "Endpoint"])
    endpoint = if Code.ensure_loaded?(endpoint), do: endpoint
    IO.write(Phoenix.Router.ConsoleFormatter.format(router, endpoint))
  end
end

defmodule Mix.Tasks.Deps do
  @moduledoc "Lists the project's dependencies and where each comes from."
  use Mix.Task
  @shortdoc "Lists dependencies and their status"

  @impl true
  def run(_args) do
    if Mix.Project.get() == nil and File.regular?("mix.exs"), do: Code.require_file("mix.exs")

    for dep <- Mix.Project.config()[:deps] || [] do
      app = elem(dep, 0)
      IO.puts("* #{app}\n  #{status(app)}")
    end

    :ok
  end

  defp status(app) do
    cond do
      File.dir?("deps/#{app}") -> "deps/#{app}"
      :application.load(app) in [:ok, {:error, {:already_loaded, app}}] -> "bundled with lab"
      true -> "not available: lab does not fetch packages"
    end
  end
end

defmodule Mix.Tasks.Format do
  @moduledoc "Formats the files that are given, or those that `.formatter.exs` names."
  use Mix.Task
  @shortdoc "Formats the given files/patterns"

  @impl true
  def run(args) do
    {opts, files} = Mix.Task.options!("format", args, check_formatted: :boolean, dry_run: :boolean, dot_formatter: :string, migrate: :boolean)
    config = config(opts[:dot_formatter] || ".formatter.exs")
    patterns = if files == [], do: config[:inputs] || [], else: files
    if patterns == [], do: Mix.raise("Expected one or more files/patterns to be given to mix format or for a .formatter.exs file to exist with an :inputs key")
    files = patterns |> List.wrap() |> Enum.flat_map(&Path.wildcard/1) |> Enum.uniq() |> Enum.filter(&(Path.extname(&1) in [".ex", ".exs"]))
    changed = for file <- files, text = File.read!(file), new = formatted(text, file, config), new != text, do: {file, new}

    cond do
      opts[:check_formatted] && changed != [] ->
        Mix.raise("mix format failed due to --check-formatted.\nThe following files are not formatted:\n\n" <> Enum.map_join(changed, "\n", fn {file, _} -> "  * #{file}" end))

      opts[:dry_run] ->
        :ok

      true ->
        for {file, new} <- changed, do: File.write!(file, new)
        :ok
    end
  end

  defp config(file) do
    if File.regular?(file), do: file |> Code.eval_file() |> elem(0), else: []
  end

  # The calls that packages want without parentheses, where their folder is not there.
  @verbs for verb <- [:connect, :delete, :get, :head, :options, :patch, :post, :put, :trace], arity <- [2, 3, 4], do: {verb, arity}
  @exports %{
    plug: [plug: 1, plug: 2, forward: 2, forward: 3, forward: 4, match: 2, match: 3] ++ @verbs,
    phoenix:
      [plug: 1, plug: 2, forward: 2, forward: 3, forward: 4, match: 4, match: 5, pipeline: 2, pipe_through: 1, resources: 2, resources: 3, resources: 4] ++
        [intercept: 1, action_fallback: 1, socket: 2, socket: 3, channel: 2, channel: 3, embed_templates: 1, embed_templates: 2] ++
        @verbs ++ for(check <- [:broadcast, :push, :reply], kind <- ["assert", "refute"], arity <- [2, 3, 4], do: {:"#{kind}_#{check}", arity}),
    phoenix_live_view: [attr: 2, attr: 3, slot: 1, slot: 2, slot: 3, live: 2, live: 3, live: 4, on_mount: 1, embed_templates: 1, embed_templates: 2]
  }

  defp exported(dep) do
    file = "deps/#{dep}/.formatter.exs"
    if File.regular?(file), do: config(file)[:export][:locals_without_parens] || [], else: @exports[dep] || []
  end

  defp formatted(text, file, config) do
    opts = Keyword.take(config, [:line_length, :locals_without_parens])
    exported = Enum.flat_map(config[:import_deps] || [], &exported/1)
    opts = Keyword.update(opts, :locals_without_parens, exported, &(&1 ++ exported))
    IO.iodata_to_binary([Code.format_string!(text, [file: file] ++ opts), ?\n])
  end
end

defmodule Mix.Tasks.Help do
  @moduledoc "Lists the tasks, or tells about one."
  use Mix.Task
  @shortdoc "Prints help information for tasks"

  @tasks [Mix.Tasks.App.Config, Mix.Tasks.App.Start, Mix.Tasks.Compile, Mix.Tasks.Deps, Mix.Tasks.Esbuild, Mix.Tasks.Esbuild.Install, Mix.Tasks.Format, Mix.Tasks.Help, Mix.Tasks.New, Mix.Tasks.Phx.Digest, Mix.Tasks.Phx.Digest.Clean, Mix.Tasks.Phx.Routes, Mix.Tasks.Phx.Server, Mix.Tasks.Run, Mix.Tasks.Tailwind, Mix.Tasks.Tailwind.Install, Mix.Tasks.Test]

  @doc false
  def modules() do
    own = for module <- :application.get_env(:mix, :modules, []), match?("Elixir.Mix.Tasks." <> _, Atom.to_string(module)), do: module
    Enum.uniq(@tasks ++ own)
  end

  @impl true
  def run([]) do
    if File.regular?("mix.exs") and :application.get_env(:mix, :compiled) == :undefined, do: Mix.CLI.compile_project()
    docs = for module <- modules(), text = Mix.Task.shortdoc(module), do: {"mix " <> Mix.Task.task_name(module), text}
    width = docs |> Enum.map(&String.length(elem(&1, 0))) |> Enum.max()
    for {name, text} <- Enum.sort(docs), do: IO.puts(String.pad_trailing(name, width) <> " # " <> text)
    :ok
  end

  def run([task | _]) do
    module = Mix.Task.get!(task)
    IO.puts("mix #{task}\n\n#{String.trim(Mix.Task.moduledoc(module) || "")}")
  end
end

defmodule Mix.Tasks.New do
  @moduledoc """
  Makes a new project.

      mix new PATH [--app APP] [--module MODULE] [--sup]
  """
  use Mix.Task
  @shortdoc "Creates a new Elixir project"

  @impl true
  def run(args) do
    {opts, rest} = Mix.Task.options!("new", args, app: :string, module: :string, sup: :boolean, umbrella: :boolean)
    if opts[:umbrella], do: Mix.raise("mix new --umbrella is not part of lab")

    case rest do
      [path | _] -> create(path, opts)
      [] -> Mix.raise("Expected PATH to be given, please use \"mix new PATH\"")
    end
  end

  defp create(path, opts) do
    app = opts[:app] || Path.basename(Path.expand(path))
    unless app =~ ~r/^[a-z][a-z0-9_]*$/, do: Mix.raise("Application name must start with a lowercase ASCII letter, followed by lowercase ASCII letters, numbers, or underscores, got: #{inspect(app)}")
    module = opts[:module] || Macro.camelize(app)

    for {file, text} <- files(app, module, opts[:sup]) do
      target = Path.join(path, file)
      File.mkdir_p!(Path.dirname(target))
      if File.exists?(target), do: Mix.raise("#{target} is there already")
      IO.puts("* creating #{file}")
      File.write!(target, text)
    end

    IO.puts("""

    Your Mix project was created successfully.
    You can use "mix" to compile it, test it, and more:

        cd #{path}
        mix test

    Run "mix help" for more commands.
    """)
  end

  defp files(app, module, sup?) do
    [
      {"README.md", "# #{module}\n\nA project of its own: `mix test` runs its tests.\n"},
      {".formatter.exs", ~s([\n  inputs: ["{mix,.formatter}.exs", "{config,lib,test}/**/*.{ex,exs}"]\n]\n)},
      {".gitignore", "/_build/\n/deps/\n/cover/\nerl_crash.dump\n"},
      {"mix.exs", project(app, module, sup?)},
      {"lib/#{app}.ex", library(app, module)},
      {"test/test_helper.exs", "ExUnit.start()\n"},
      {"test/#{app}_test.exs", tests(module)}
    ] ++ if(sup?, do: [{"lib/#{app}/application.ex", application(module)}], else: [])
  end

  defp project(app, module, sup?) do
    start = if sup?, do: ",\n      mod: {#{module}.Application, []}", else: ""

    """
    defmodule #{module}.MixProject do
      use Mix.Project

      def project do
        [
          app: :#{app},
          version: "0.1.0",
          elixir: "~> 1.18",
          start_permanent: Mix.env() == :prod,
          deps: deps()
        ]
      end

      def application do
        [
          extra_applications: [:logger]#{start}
        ]
      end

      defp deps do
        []
      end
    end
    """
  end

  defp library(_app, module) do
    """
    defmodule #{module} do
      @moduledoc \"\"\"
      The module `#{module}`.
      \"\"\"

      @doc \"\"\"
      Greets.

          iex> #{module}.hello()
          :world

      \"\"\"
      def hello do
        :world
      end
    end
    """
  end

  defp tests(module) do
    """
    defmodule #{module}Test do
      use ExUnit.Case
      doctest #{module}

      test "greets the world" do
        assert #{module}.hello() == :world
      end
    end
    """
  end

  defp application(module) do
    """
    defmodule #{module}.Application do
      use Application

      @impl true
      def start(_type, _args) do
        children = []
        Supervisor.start_link(children, strategy: :one_for_one, name: #{module}.Supervisor)
      end
    end
    """
  end
end
