defmodule Mix.Tasks.Help do
  @moduledoc """
  Lists the tasks and the aliases of the project. `mix help TASK` describes a task.

  `--search TEXT` lists the tasks whose names contain the text, `--names` lists only the names,
  and `--aliases` lists only the aliases.
  """
  use Mix.Task
  @shortdoc "Prints help information for tasks"

  @tasks [Mix.Tasks.App.Config, Mix.Tasks.App.Start, Mix.Tasks.Compile, Mix.Tasks.Deps, Mix.Tasks.Do, Mix.Tasks.Esbuild, Mix.Tasks.Esbuild.Install, Mix.Tasks.Format, Mix.Tasks.Help, Mix.Tasks.Loadconfig, Mix.Tasks.New, Mix.Tasks.Phx.Digest, Mix.Tasks.Phx.Digest.Clean, Mix.Tasks.Phx.Routes, Mix.Tasks.Phx.Server, Mix.Tasks.Run, Mix.Tasks.Tailwind, Mix.Tasks.Tailwind.Install, Mix.Tasks.Test]

  @doc false
  def modules() do
    own = for module <- :application.get_env(:mix, :modules, []), match?("Elixir.Mix.Tasks." <> _, Atom.to_string(module)), do: module
    Enum.uniq(@tasks ++ own)
  end

  @impl true
  def run([]) do
    compile()
    listed([{"mix", "Runs the default task (current: \"mix #{Mix.Project.config()[:default_task]}\")"} | tasks()] ++ aliases())
    :ok
  end

  def run(["--names"]) do
    compile()
    for name <- Enum.sort(Enum.map(Mix.Task.all_modules(), &Mix.Task.task_name/1) ++ Enum.map(alias_steps(), &elem(&1, 0))) |> Enum.uniq(), do: Mix.shell().info(name)
    :ok
  end

  def run(["--aliases"]), do: listed(aliases())
  def run(["--search"]), do: Mix.raise("Unexpected arguments, expected \"mix help --search PATTERN\"")

  def run(["--search", text]) do
    compile()
    listed(for {"mix " <> name, _} = line <- tasks() ++ aliases(), String.contains?(name, text), do: line)
  end

  def run([task]) do
    steps = List.keyfind(alias_steps(), task, 0)
    if steps, do: alias_told(task, elem(steps, 1)), else: task_told(task, Mix.Task.get!(task))
    if steps && Mix.Task.get(task), do: also_told(task)
    :ok
  end

  def run(_args), do: Mix.raise("Unexpected arguments, expected \"mix help\" or \"mix help TASK\"")

  # The project's own tasks exist only after it is compiled.
  defp compile() do
    if File.regular?("mix.exs") and :application.get_env(:mix, :compiled) == :undefined, do: Mix.CLI.compile_project()
  end

  defp tasks(), do: for(module <- Mix.Task.all_modules(), text = Mix.Task.shortdoc(module), do: {"mix " <> Mix.Task.task_name(module), text})
  defp aliases(), do: for({name, steps} <- alias_steps(), do: {"mix " <> name, "Alias for " <> Enum.map_join(List.wrap(steps), ", ", &step/1)})
  defp alias_steps(), do: for({name, steps} <- Mix.Project.config()[:aliases], do: {Atom.to_string(name), steps})

  defp step(step) when not is_function(step), do: if(is_binary(step), do: step, else: inspect(step))

  defp step(step) do
    info = Function.info(step)
    if info[:type] == :external or not String.starts_with?(Atom.to_string(info[:name]), "-"), do: "&#{info[:name]}/#{info[:arity]}", else: of_name(info)
  end

  # A captured function of the project is a closure. Its name contains the name of the captured function.
  defp of_name(info) do
    case Regex.run(~r{^-fun\.(.+)/\d+-}, Atom.to_string(info[:name])) do
      [_, name] -> "&#{name}/#{info[:arity]}"
      nil -> "a function"
    end
  end

  defp listed(lines) do
    width = lines |> Enum.map(&String.length(elem(&1, 0))) |> Enum.max(fn -> 0 end)
    for {name, text} <- Enum.sort(lines), do: Mix.shell().info(String.pad_trailing(name, width) <> " # " <> text)
    :ok
  end

  defp alias_told(name, steps) do
    shown = steps |> inspect(pretty: true, width: 20) |> String.replace("\n", "\n    ")
    IO.puts("mix #{name}\n\nAlias for\n\n    #{shown}\n\nLocation: mix.exs")
  end

  defp also_told(task) do
    IO.puts("\nThere is also a task named #{inspect(task)}. The documentation is shown next.\n")
    task_told(task, Mix.Task.get!(task))
  end

  defp task_told(task, module) do
    IO.puts("mix #{task}\n\n#{String.trim(Mix.Task.moduledoc(module) || "There is no documentation for this task")}")
    IO.puts("\nLocation: #{place(module)}")
  end

  defp place(module) do
    if :code.is_embedded(module), do: "lab", else: module.module_info(:compile)[:source] |> List.to_string() |> Path.relative_to_cwd()
  end
end
