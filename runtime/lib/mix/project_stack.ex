defmodule Mix.ProjectStack do
  @moduledoc false
  # This is the stack of entered projects, with the current project first. Each project is a map
  # with its module or nil, its file, and the configuration that was pushed for it.

  @doc "Returns the current project, or nil."
  def peek(), do: List.first(all())

  @doc "Enters a project."
  def push(module, file, app) do
    twice = module && Enum.find(all(), &(&1.name == module and &1.file != file))

    if twice && file && twice.file do
      Mix.raise("Trying to load #{inspect(module)} from #{inspect(file)} but another project with the same name was already defined at #{inspect(twice.file)}")
    end

    {post, state} = {get(:post, []), all()}
    put(:post, [])
    put(:stack, [%{name: module, file: file, app: app, post: post} | state])
    :ok
  end

  @doc "Leaves the current project."
  def pop() do
    case all() do
      [top | rest] ->
        put(:stack, rest)
        top

      [] ->
        nil
    end
  end

  @doc "Sets configuration for the project that is entered next."
  def post_config(config) do
    put(:post, Keyword.merge(get(:post, []), config))
    :ok
  end

  @doc "Leaves all projects."
  def clear_stack() do
    put(:stack, [])
    put(:post, [])
  end

  @doc "Returns the number of entered projects."
  def depth(), do: length(all())

  defp all(), do: get(:stack, [])
  defp get(key, default), do: :application.get_env(:mix, {__MODULE__, key}, default)
  defp put(key, value), do: :application.set_env(:mix, {__MODULE__, key}, value)
end
