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
  @moduledoc "Does nothing, because the packages that a project may use are bundled, in a folder that it names, or below deps/."
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
  @moduledoc "Prints the routes of the project's router, or of a given one."
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
    tasks = args |> Enum.flat_map(&comma/1) |> Enum.chunk_by(&(&1 in ["+", ","])) |> Enum.reject(&(&1 in [["+"], [","]]))

    case apps do
      [] -> for [task | rest] <- tasks, do: Mix.Task.run(task, rest)
      apps -> for app <- apps, do: in_app(String.to_atom(app), tasks)
    end
  end

  defp apps(["--app", app | rest], apps), do: apps(rest, apps ++ [app])
  defp apps(rest, apps), do: {apps, rest}

  # A word may end with a comma.
  defp comma(word), do: if(String.ends_with?(word, ",") and word != ",", do: [String.trim_trailing(word, ","), ","], else: [word])

  defp in_app(app, tasks) do
    path = (Mix.Project.apps_paths() || %{})[app] || Mix.raise("Could not find application #{inspect(app)} among those of this umbrella project")
    if Mix.CLI.compile_project() != :ok, do: exit({:shutdown, 1})
    Mix.Project.in_project(app, path, fn _ -> for [task | rest] <- tasks, do: Mix.Task.rerun(task, rest) end)
  end
end

defmodule Mix.Tasks.Format do
  @moduledoc "Formats the given files, or those listed in `.formatter.exs`."
  use Mix.Task
  @shortdoc "Formats the given files/patterns"

  @impl true
  def run(args) do
    {opts, files} = Mix.Task.options!("format", args, check_formatted: :boolean, dry_run: :boolean, dot_formatter: :string, migrate: :boolean)
    config = config(opts[:dot_formatter] || ".formatter.exs")
    below = if files == [], do: Enum.flat_map(config[:subdirectories] || [], &Path.wildcard/1), else: []
    for folder <- below, File.regular?(Path.join(folder, ".formatter.exs")), do: File.cd!(folder, fn -> run(args) end)
    patterns = if files == [], do: config[:inputs] || [], else: files
    if below == [] and patterns == [], do: Mix.raise("Expected one or more files/patterns to be given to mix format or for a .formatter.exs file to exist with an :inputs key")
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

  # Functions that packages export to the formatter as calls without parentheses, for packages
  # without a folder.
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
  @moduledoc "Lists the tasks, or documents one."
  use Mix.Task
  @shortdoc "Prints help information for tasks"

  @tasks [Mix.Tasks.App.Config, Mix.Tasks.App.Start, Mix.Tasks.Compile, Mix.Tasks.Deps, Mix.Tasks.Do, Mix.Tasks.Esbuild, Mix.Tasks.Esbuild.Install, Mix.Tasks.Format, Mix.Tasks.Help, Mix.Tasks.New, Mix.Tasks.Phx.Digest, Mix.Tasks.Phx.Digest.Clean, Mix.Tasks.Phx.Routes, Mix.Tasks.Phx.Server, Mix.Tasks.Run, Mix.Tasks.Tailwind, Mix.Tasks.Tailwind.Install, Mix.Tasks.Test]

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
