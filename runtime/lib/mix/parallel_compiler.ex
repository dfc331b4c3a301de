defmodule Kernel.ParallelCompiler do
  @moduledoc "Compiles files, those first that others need to be compiled."

  @doc "Compiles the files: `{:ok, modules, warnings}` or `{:error, errors, warnings}`."
  def compile(files, _options \\ []) do
    found = for file <- files, do: {file, scan(file)}
    {modules, errors} = Enum.reduce(order(found, []), {[], []}, &compile_file/2)
    if errors == [], do: {:ok, modules, []}, else: {:error, Enum.reverse(errors), []}
  end

  defp compile_file({file, {defined, _needed}}, {modules, errors}) do
    Code.compile_file(file)
    {modules ++ defined, errors}
  catch
    kind, reason ->
      text = Exception.format(kind, reason, shown(reason, __STACKTRACE__))
      IO.puts(:stderr, "\n== Compilation error in file #{file} ==\n#{text}")
      {modules, [{file, 0, text} | errors]}
  end

  # The frames of the compiler say nothing about an error of the text.
  defp shown(%struct{}, _stack) when struct in [SyntaxError, TokenMissingError, MismatchedDelimiterError, CompileError], do: []
  defp shown(_reason, stack), do: stack

  # Puts the files that define what others need before those.
  defp order([], done), do: Enum.reverse(done)

  defp order(files, done) do
    waiting = for {_, {defined, _}} <- files, module <- defined, do: module

    case Enum.split_with(files, fn {_, {defined, needed}} -> Enum.any?(needed, &(&1 in waiting and &1 not in defined)) end) do
      {_, []} -> Enum.reverse(done, files)
      {later, now} -> order(later, Enum.reverse(now, done))
    end
  end

  # The modules that a file defines, and those that it needs while it is compiled.
  defp scan(file) do
    case Code.string_to_quoted(File.read!(file)) do
      {:ok, quoted} -> collect(quoted, nil, {[], []})
      {:error, _} -> {[], []}
    end
  end

  defp collect({:defmodule, _, [name, body]}, outer, {defined, needed}) do
    module = if outer, do: Module.concat(outer, alias_of(name)), else: alias_of(name)
    collect(body, module, {[module | defined], needed})
  end

  defp collect({word, _, [name | rest]}, outer, {defined, needed}) when word in [:use, :import, :require, :%] do
    collect(rest, outer, {defined, [alias_of(name) | needed]})
  end

  defp collect({:@, _, [{:behaviour, _, [name]}]}, _outer, {defined, needed}), do: {defined, [alias_of(name) | needed]}
  defp collect({form, _, args}, outer, acc), do: collect(args, outer, collect(form, outer, acc))
  defp collect({left, right}, outer, acc), do: collect(right, outer, collect(left, outer, acc))
  defp collect(list, outer, acc) when is_list(list), do: Enum.reduce(list, acc, &collect(&1, outer, &2))
  defp collect(_other, _outer, acc), do: acc

  defp alias_of({:__aliases__, _, [first | _] = parts}) when is_atom(first), do: Module.concat(parts)
  defp alias_of(name) when is_atom(name), do: name
  defp alias_of(_), do: nil
end
