defmodule Mix.Task do
  @moduledoc "The tasks of a project. Compiling is the one there is."

  def run(task, args \\ []), do: rerun(task, args)

  def rerun(task, args \\ [])

  def rerun("compile" <> _, _args) do
    case Mix.CLI.recompile() do
      :ok -> {:ok, []}
      :noop -> {:noop, []}
      :error -> {:error, []}
    end
  end

  def rerun(task, _args) do
    Mix.raise("The task #{inspect(task)} is not part of lab")
  end

  def reenable(_task), do: :ok
end
