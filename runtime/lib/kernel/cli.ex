defmodule Kernel.CLI do
  @moduledoc false
  # The end of a script: what is still to be printed, and the functions of System.at_exit/1.

  @turns 20

  @doc "Has `fun` called when the program ends, before those that are there."
  def at_exit(fun), do: :application.set_env(:elixir, :at_exit, [fun | :application.get_env(:elixir, :at_exit, [])])

  @doc "Calls the functions, also those that are given meanwhile: gives the exit status."
  def run_at_exit(status) do
    # Processes that can run are given turns, and what they have printed is out.
    for _ <- 1..@turns, do: :erlang.yield()
    :io.getopts()
    called(status)
  end

  defp called(status) do
    case :application.get_env(:elixir, :at_exit, []) do
      [] ->
        status

      [fun | rest] ->
        :application.set_env(:elixir, :at_exit, rest)
        fun |> call(status) |> called()
    end
  end

  # Each has a process of its own. An exit with a number changes the status.
  defp call(fun, status) do
    {_, ref} = spawn_monitor(fn -> fun.(status) end)

    receive do
      {:DOWN, ^ref, _, _, {:shutdown, code}} when is_integer(code) -> code
      {:DOWN, ^ref, _, _, _} -> status
    end
  end
end
