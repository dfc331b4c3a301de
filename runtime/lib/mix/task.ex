defmodule Mix.Task do
  @moduledoc """
  The tasks of Mix and of projects: modules `Mix.Tasks.*` that `use Mix.Task`.
  """

  @callback run(command_line_args :: [binary]) :: any

  @doc false
  defmacro __using__(_opts) do
    quote do
      @behaviour Mix.Task
      for name <- [:shortdoc, :recursive, :requirements, :preferred_cli_env], do: Module.register_attribute(__MODULE__, name, persist: true)
    end
  end

  @doc "Runs a task, once per project. An alias of that name takes precedence."
  def run(task, args \\ []) when is_binary(task) and is_list(args) do
    if Mix.Project.get() == nil and File.regular?("mix.exs"), do: Code.require_file(Path.expand("mix.exs"))
    project = Mix.Project.get()
    steps = Mix.Project.config()[:aliases][String.to_atom(task)]

    cond do
      steps != nil and first?({:alias, task, project}) -> run_alias(task, List.wrap(steps), args, project)
      first?({:task, task, project}) -> run_task(task, args)
      true -> :noop
    end
  end

  @doc "Runs a task, even if it has run already."
  def rerun(task, args \\ []) do
    reenable(task)
    run(task, args)
  end

  @doc "Makes a task run again when it is next called."
  def reenable(task) do
    :application.set_env(:mix, :ran, Enum.reject(ran(), fn {_, name, _} -> name == task end))
    :ok
  end

  def clear(), do: :application.set_env(:mix, :ran, [])

  defp ran(), do: :application.get_env(:mix, :ran, [])
  defp first?(key), do: key not in ran() and note(key) == :ok
  defp note(key), do: :application.set_env(:mix, :ran, [key | ran()])

  # The arguments go to the step that has the alias's own name, or to the last step.
  defp run_alias(task, steps, args, project) do
    own = Enum.find_index(steps, &(is_binary(&1) and List.first(OptionParser.split(&1)) == task)) || length(steps) - 1
    results = for {step, n} <- Enum.with_index(steps), do: run_step(step, if(n == own, do: args, else: []))
    note({:task, task, project})
    List.last(results, :ok)
  end

  defp run_step(step, args) when is_function(step, 1), do: step.(args)

  defp run_step(step, args) when is_binary(step) do
    [task | given] = OptionParser.split(step)
    run(task, given ++ args)
  end

  defp run_step(step, _args) do
    Mix.raise("Invalid Mix alias format, aliases can be either a string (representing a tasks with arguments) or a function that takes one argument (a list of alias arguments), got: #{inspect(step)}")
  end

  defp run_task(task, args) do
    module = get!(task)
    for step <- requirements(module), do: run_step(step, [])

    told(task, args, fn ->
      if recursive?(module) and Mix.Project.get() != nil and Mix.Project.umbrella?(), do: Mix.Task.Umbrella.run(module, args), else: module.run(args)
    end)
  rescue
    error in OptionParser.ParseError -> Mix.raise("Could not invoke task #{inspect(task)}: " <> Exception.message(error))
  end

  defp told(task, args, fun) do
    if Mix.debug?() do
      Mix.shell().info("-> Running mix #{Enum.join([task | args], " ")}")
      {time, result} = :timer.tc(fun)
      Mix.shell().info("<- Ran mix #{task} in #{div(time, 1000)}ms")
      result
    else
      fun.()
    end
  end

  @doc "Returns whether a task of an umbrella project runs in each of its applications: `@recursive true`."
  def recursive?(module), do: match?([true], for({:recursive, [value]} <- module.module_info(:attributes), do: value))

  @doc "Returns the module of a task, or nil."
  def get(task) do
    with nil <- module_of(task), do: project_task(task)
  end

  @doc "Returns the module of a task. Raises if the task does not exist."
  def get!(task) do
    cond do
      module = get(task) -> module
      Code.ensure_loaded?(module_name(task)) -> raise(Mix.InvalidTaskError, task: task)
      true -> missing!(task)
    end
  end

  # A task that a project defines is available after the project is compiled.
  defp project_task(task) do
    if not compiled?() and File.regular?("mix.exs"), do: Mix.CLI.compile_project()
    module_of(task)
  end

  defp compiled?(), do: :application.get_env(:mix, :compiled) != :undefined

  @doc false
  def module_name(task), do: Module.concat(Mix.Tasks, task |> String.split(".") |> Enum.map_join(".", &Macro.camelize/1))

  defp module_of(task) do
    module = module_name(task)
    if Code.ensure_loaded?(module) and function_exported?(module, :run, 1), do: module
  end

  @known_elsewhere ~w(cmd clean eval deps.get deps.update deps.clean deps.compile deps.tree deps.unlock local.hex local.rebar archive.install hex.info ecto.create ecto.migrate release docs dialyzer credo xref profile.fprof)

  defp missing!(task) do
    if task in @known_elsewhere or String.starts_with?(task, ["phx.gen.", "phx.new", "ecto."]), do: Mix.raise("The task \"#{task}\" is not part of lab"), else: raise(Mix.NoTaskError, task: task)
  end

  @doc "Returns all tasks."
  def all_modules() do
    loaded = for {module, _} <- :code.all_loaded(), match?("Elixir.Mix.Tasks." <> _, Atom.to_string(module)), function_exported?(module, :run, 1), do: module
    Enum.uniq(Mix.Tasks.Help.modules() ++ loaded)
  end

  @doc "Loads all tasks and returns them."
  def load_all(), do: Enum.filter(all_modules(), &Code.ensure_loaded?/1)

  @doc "Returns whether a task runs in each application of an umbrella project."
  def recursive(module), do: recursive?(module)

  @doc "Returns whether a task is running in an application of an umbrella project."
  def recursing?(), do: :application.get_env(:mix, :recursing, false)

  @doc "Returns the tasks that run before a task."
  def requirements(module), do: for({:requirements, list} <- attributes(module), step <- List.flatten(list), do: step)

  defp attributes(module), do: Enum.map(module.module_info(:attributes), fn {key, value} -> {key, List.wrap(value)} end)

  @doc "Returns the preferred environment of a task, or nil."
  def preferred_cli_env(task) do
    if module = get(to_string(task)), do: for({:preferred_cli_env, [env]} <- module.module_info(:attributes), do: env) |> List.first()
  end

  @doc "Runs a task in the named applications of an umbrella project."
  def run_in_apps(task, apps, args \\ []) do
    if not Mix.Project.umbrella?(), do: Mix.raise("Mix.Task.run_in_apps/3 can only be used in umbrella projects")
    for app <- apps, do: Mix.Project.in_project(app, Map.fetch!(Mix.Project.apps_paths(), app), fn _ -> rerun(task, args) end)
  end

  def task?(module), do: match?(["Mix", "Tasks" | _], Module.split(module)) and function_exported?(module, :run, 1)
  def task_name(module), do: module |> Module.split() |> Enum.drop(2) |> Enum.map_join(".", &Macro.underscore/1)
  def shortdoc(module), do: for({:shortdoc, [text]} <- module.module_info(:attributes), do: text) |> List.first()
  def moduledoc(module) do
    with {:docs_v1, _, _, _, %{"en" => text}, _, _} <- Code.fetch_docs(module), do: text, else: (_ -> nil)
  end
  def alias?(task) when is_binary(task), do: alias?(String.to_atom(task))
  def alias?(task) when is_atom(task), do: Keyword.has_key?(Mix.Project.config()[:aliases], task)

  @doc false
  def prompt?(), do: :application.get_env(:mix, :prompt, false)

  @doc false
  def options!(task, args, switches) do
    {opts, rest, invalid} = OptionParser.parse(args, strict: switches)

    if invalid != [] do
      lines = Enum.map(invalid, fn
        {name, nil} -> "#{name} : Unknown option"
        {name, value} -> "#{name} : Expected type #{switches[name |> String.trim_leading("-") |> String.replace("-", "_") |> String.to_atom()]}, got #{inspect(value)}"
      end)

      count = length(lines)
      Mix.raise("Could not invoke task #{inspect(task)}: #{count} error#{if count > 1, do: "s"} found!\n#{Enum.join(lines, "\n")}")
    end

    {opts, rest}
  end
end

defmodule Mix.Task.Umbrella do
  @moduledoc false
  # Runs a task in each application of an umbrella, with a heading for each. If the task fails in
  # an application, it still runs in the others. It then fails as a whole.

  def run(module, args) do
    if Mix.CLI.compile_project() != :ok, do: exit({:shutdown, 1})
    :application.set_env(:mix, :umbrella, true)
    apps = Mix.Project.apps_paths() |> Enum.sort() |> in_order()
    meant = for {app, path} <- apps, own = args_for(module, args, path), do: {app, path, own}
    results = for {app, path, args} <- meant, do: Mix.Project.in_project(app, path, fn _ -> one(module, app, path, args) end)
    statuses = for {:exit, status} <- results, do: status
    if statuses == [], do: Enum.map(results, &elem(&1, 1)), else: exit({:shutdown, Enum.max(statuses)})
  end

  defp one(module, app, path, args) do
    Mix.shell().info("==> #{app}")
    :application.set_env(:ex_unit, :test_location_relative_path, path)
    {:ok, module.run(args)}
  catch
    :exit, {:shutdown, status} when is_integer(status) -> {:exit, status}
  end

  # Applications come after the applications that they depend on, in the order of compilation.
  defp in_order(apps) do
    compiled = for {app, _} <- :application.get_env(:mix, :specs, []), do: app
    Enum.sort_by(apps, fn {app, _} -> Enum.find_index(compiled, &(&1 == app)) || length(compiled) end)
  end

  # A test given by its path from the root runs only in its application.
  defp args_for(Mix.Tasks.Test, args, path) do
    {elsewhere, mine} = Enum.split_with(args, &(not String.starts_with?(&1, path <> "/") and String.starts_with?(&1, Path.dirname(path) <> "/")))
    if elsewhere != [] and not Enum.any?(mine, &String.starts_with?(&1, path <> "/")), do: nil, else: Enum.map(mine, &String.replace_prefix(&1, path <> "/", ""))
  end

  defp args_for(_module, args, _path), do: args
end
