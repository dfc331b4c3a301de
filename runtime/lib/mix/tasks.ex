defmodule Mix.Tasks.Compile do
  @moduledoc "Compiles the project's files. With `--return-errors`, the task returns `{:error, []}` on a failure and does not end the program."
  use Mix.Task
  @shortdoc "Compiles source files"

  @impl true
  def run(args) do
    compiled? = :application.get_env(:mix, :compiled) != :undefined

    case if(compiled?, do: Mix.CLI.recompile(), else: Mix.CLI.compile_project()) do
      :ok -> {:ok, []}
      :noop -> {:noop, []}
      failed when failed in [:error, {:error, :compile}] -> if "--return-errors" in args, do: {:error, []}, else: exit({:shutdown, 1})
    end
  end
end

defmodule Mix.Tasks.App.Start do
  @moduledoc "Compiles the project and starts its application."
  use Mix.Task
  @shortdoc "Starts all registered apps"

  @impl true
  def run(args) do
    {opts, _, _} = OptionParser.parse(args, switches: [start: :boolean])
    Mix.CLI.load_project(opts[:start] != false)
  end
end

defmodule Mix.Tasks.App.Config do
  @moduledoc "Compiles the project and reads its configuration."
  use Mix.Task
  @shortdoc "Configures all registered apps"

  @impl true
  def run(_args), do: Mix.CLI.compile_project()
end

defmodule Mix.Tasks.Loadconfig do
  @moduledoc "Reads the project's configuration, or the given file, into the application environments."
  use Mix.Task
  @shortdoc "Loads and persists the given configuration"

  @impl true
  def run(args) do
    files = if args == [], do: for(file <- [Mix.Project.config()[:config_path]], File.regular?(file) or file != "config/config.exs", do: file), else: args

    for file <- files do
      if not File.regular?(file), do: raise(File.Error, reason: :enoent, action: "read file", path: Path.expand(file))
      Mix.CLI.configure(file)
    end

    :ok
  end
end

defmodule Mix.Tasks.Loadpaths do
  @moduledoc "Does nothing. The packages of a project are part of lab, in a folder that the project names, or below deps/."
  use Mix.Task

  @impl true
  def run(_args), do: :ok
end

defmodule Mix.Tasks.Phx.Server do
  @moduledoc "Starts the application and its web server, and keeps running."
  use Mix.Task
  @shortdoc "Starts applications and their servers"

  @impl true
  def run(_args) do
    :application.set_env(:phoenix, :serve_endpoints, true)
    # With a prompt, the prompt keeps the node alive. Otherwise the task does.
    with :ok <- Mix.CLI.load_project(), do: if(Mix.Task.prompt?(), do: :ok, else: Process.sleep(:infinity))
  end
end

defmodule Mix.Tasks.Phx.Routes do
  @moduledoc "Prints the routes of the project's router, or of the given router."
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
  @moduledoc "Lists the project's dependencies with their sources."
  use Mix.Task
  @shortdoc "Lists dependencies and their status"

  @impl true
  def run(_args) do
    if Mix.Project.umbrella?(), do: for({app, path} <- Enum.sort(Mix.Project.apps_paths()), do: IO.puts("* #{app} (#{path})\n  ok"))
    for dep <- Mix.Dep.load(), do: IO.puts("* #{dep.app}#{where(dep)}\n  #{Mix.Dep.trouble(dep) || status(dep)}")
    :ok
  end

  defp where(%{from: :path, path: path}), do: " (#{Path.relative_to_cwd(path)})"
  defp where(_dep), do: ""

  defp status(%{from: :path}), do: "ok"
  defp status(%{from: :deps, path: path}), do: Path.relative_to_cwd(path)
  defp status(%{from: :none}), do: "not available: lab does not fetch packages"

  defp status(%{from: :lab, app: app}) do
    below = Path.relative_to_cwd(Path.join(Mix.Project.deps_path(), Atom.to_string(app)))
    if File.dir?(below), do: "bundled with lab, and used instead of #{below}", else: "bundled with lab"
  end
end

defmodule Mix.Tasks.Do do
  @moduledoc """
  Runs tasks in order: `mix do compile + test`. `--app NAME` runs them in an application of an umbrella project.
  """
  use Mix.Task
  @shortdoc "Executes the tasks separated by plus"

  @impl true
  def run(args) do
    {apps, args} = apps(args, [])
    tasks = gather_commands(args)

    case apps do
      [] -> for [task | rest] <- tasks, do: Mix.Task.run(task, rest)
      apps -> for app <- apps, do: in_app(String.to_atom(app), tasks)
    end
  end

  defp apps(["--app", app | rest], apps), do: apps(rest, apps ++ [app])
  defp apps(rest, apps), do: {apps, rest}

  @doc false
  # A comma can replace the plus, also at the end of a word.
  def gather_commands(args) do
    commands = args |> Enum.flat_map(&words/1) |> split([], [])
    if [] in commands, do: Mix.raise("One of the commands passed to \"mix do\" is empty. Each command passed to \"mix do\" must be separated by a plus sign, such as: mix do deps.get + compile"), else: commands
  end

  defp words(word), do: if(String.ends_with?(word, ","), do: Enum.reject([String.trim_trailing(word, ","), "+"], &(&1 == "")), else: [word])

  defp split([], command, done), do: Enum.reverse([Enum.reverse(command) | done])
  defp split(["+" | rest], command, done), do: split(rest, [], [Enum.reverse(command) | done])
  defp split([word | rest], command, done), do: split(rest, [word | command], done)

  defp in_app(app, tasks) do
    [[first | _] | _] = tasks
    if not Mix.Project.umbrella?(), do: Mix.raise("Could not run #{inspect(first)} with the --app option because this is not an umbrella project")
    path = Mix.Project.apps_paths()[app] || Mix.raise("Could not find application #{inspect(app)} among those of this umbrella project")
    if Mix.CLI.compile_project() != :ok, do: exit({:shutdown, 1})
    Mix.Project.in_project(app, path, fn _ -> for [task | rest] <- tasks, do: Mix.Task.rerun(task, rest) end)
  end
end
