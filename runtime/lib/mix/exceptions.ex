defmodule Mix.Error do
  defexception [:message, mix: 1]
end

defmodule Mix.NoProjectError do
  defexception message: "Could not find a Mix.Project, please ensure you are running Mix in a directory with a mix.exs file", mix: true
end

defmodule Mix.InvalidTaskError do
  defexception [:task, :message, mix: true]

  @impl true
  def exception(options), do: %__MODULE__{task: options[:task], message: "The task #{inspect(options[:task])} does not export run/1"}
end

defmodule Mix.NoTaskError do
  defexception [:task, :message, mix: true]

  @impl true
  def exception(options) do
    task = options[:task]
    %__MODULE__{task: task, message: "The task #{inspect(task)} could not be found" <> hint(task)}
  end

  defp hint(task) do
    near = for module <- Mix.Task.all_modules(), name = Mix.Task.task_name(module), like = String.jaro_distance(task, name), like > 0.8, do: {like, name, module}

    case Enum.sort(near, :desc) do
      [{_, ^task, module} | _] -> " because the module is named #{inspect(module)} instead of #{inspect(Mix.Task.module_name(task))} as expected. Please rename it and try again"
      [{_, name, _} | _] -> ". Did you mean #{inspect(name)}?" <> where()
      [] -> where()
    end
  end

  defp where(), do: if(Mix.Project.get(), do: "", else: "\nNote no mix.exs was found in the current directory")
end
