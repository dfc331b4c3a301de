defmodule Mix.ProjectStack do
  @moduledoc false
  # The projects that were entered and not left, the current one first: each a map of its name (its module, or nil), its
  # file, and what was configured for it from outside.

  @doc "The current project, or nil."
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

  @doc "What is to be configured for the project that is entered next."
  def post_config(config) do
    put(:post, Keyword.merge(get(:post, []), config))
    :ok
  end

  @doc "Leaves all projects."
  def clear_stack() do
    put(:stack, [])
    put(:post, [])
  end

  @doc "How many there are."
  def depth(), do: length(all())

  defp all(), do: get(:stack, [])
  defp get(key, default), do: :application.get_env(:mix, {__MODULE__, key}, default)
  defp put(key, value), do: :application.set_env(:mix, {__MODULE__, key}, value)
end
