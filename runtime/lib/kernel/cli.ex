defmodule Kernel.CLI do
  @moduledoc false
  # Ends a script: waits for pending output, and calls the functions of System.at_exit/1.

  @turns 20

  @doc """
  Registers a function that is called when the program ends, before the functions registered
  earlier.
  """
  def at_exit(fun), do: :application.set_env(:elixir, :at_exit, [fun | :application.get_env(:elixir, :at_exit, [])])

  # These modules belong to the compiler. They are omitted from stack traces.
  @internals [:elixir, :elixir_aliases, :elixir_expand, :elixir_compiler, :elixir_module, :elixir_clauses, :elixir_lexical] ++
               [:elixir_def, :elixir_map, :elixir_erl_compiler, Kernel.ErrorHandler, Module.ParallelChecker]

  @doc "Formats an error that ends a script."
  def format_error(kind, reason, stacktrace) do
    {blamed, stacktrace} = Exception.blame(kind, reason, stacktrace)

    banner =
      case blamed do
        %FunctionClauseError{} ->
          given = FunctionClauseError.blame(blamed, &inspect/1, &blame_match/1)
          [Exception.format_banner(kind, reason, stacktrace), "    ", String.replace(given, "\n", "\n    ")]

        _ ->
          Exception.format_banner(kind, blamed, stacktrace)
      end

    shown = stacktrace |> Enum.reject(fn {module, _, _, _} -> module in @internals end) |> logged(blamed)
    IO.iodata_to_binary([banner, ?\n, if(shown == [], do: "\n", else: Exception.format_stacktrace(shown))])
  end

  # Removes the entries of the file and the module body from the start of the stack trace if the
  # errors were already printed, each with its own location.
  defp logged(stacktrace, %CompileError{description: "cannot compile file (errors have been logged)"}), do: Enum.drop_while(stacktrace, &outside?/1)
  defp logged([{_, :__FILE__, _, _} | _] = stacktrace, %CompileError{description: "cannot compile module " <> _}), do: Enum.drop_while(stacktrace, &outside?/1)

  defp logged(stacktrace, _error), do: stacktrace

  defp outside?({_, name, _, _}), do: name in [:__FILE__, :__MODULE__]

  defp blame_match(%{match?: true, node: node}), do: blamed(:normal, "+", node)
  defp blame_match(%{match?: false, node: node}), do: blamed(:red, "-", node)

  defp blamed(color, mark, node) do
    text = Macro.to_string(node)
    if IO.ANSI.enabled?(), do: IO.iodata_to_binary(IO.ANSI.format([color | text], true)), else: mark <> text <> mark
  end

  @doc """
  Calls the registered functions, and also functions that they register. Returns the exit status.
  """
  def run_at_exit(status) do
    settle(@turns)
    call_at_exit(status)
  end

  # Gives turns to processes that are runnable or waiting for library code, and flushes their
  # output.
  defp settle(turns) do
    :io.getopts()
    if turns > 0 and :lab_compiler.settle(), do: settle(turns - 1), else: :ok
  end

  @doc "Calls the registered functions without waiting for other processes."
  def call_at_exit(status) do
    case :application.get_env(:elixir, :at_exit, []) do
      [] ->
        status

      [fun | rest] ->
        :application.set_env(:elixir, :at_exit, rest)
        fun |> call(status) |> call_at_exit()
    end
  end

  # Each function runs in its own process. An exit with a number changes the status.
  defp call(fun, status) do
    {_, ref} = spawn_monitor(fn -> fun.(status) end)

    receive do
      {:DOWN, ^ref, _, _, {:shutdown, code}} when is_integer(code) -> code
      {:DOWN, ^ref, _, _, _} -> status
    end
  end
end
