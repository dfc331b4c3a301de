defmodule IEx.Source do
  @moduledoc false
  # Finds source code for open and source.

  @doc "Prints the location of a module or function."
  def open(file) when is_binary(file) do
    IO.puts(IEx.color(:eval_error, "Invalid arguments for open helper: #{inspect(file)}"))
    IEx.dont_display_result()
  end

  def open({file, line}) when is_binary(file) and is_integer(line) do
    if File.regular?(file) do
      open(file, line)
    else
      IO.puts(IEx.color(:eval_error, "Could not open #{inspect(file)}, file is not available."))
    end

    IEx.dont_display_result()
  end

  def open(asked) do
    case lacks(asked) == "source code" && found(asked) do
      {file, [{first, _} | _]} -> open(file, first)
      _ -> missing("open", asked)
    end

    IEx.dont_display_result()
  end

  def open(file, line), do: IO.puts(IEx.color(:eval_info, "#{Path.relative_to_cwd(file)}:#{line} (lab starts no editor: open it in yours)"))

  @doc "Prints source code."
  def print(asked) do
    case lacks(asked) == "source code" && found(asked) do
      {file, [_ | _] = ranges} ->
        lines = file |> File.read!() |> String.split("\n")
        IO.puts("#{Path.relative_to_cwd(file)}:#{ranges |> hd() |> elem(0)}\n")
        for {first, last} <- ranges, do: IO.puts(lines |> Enum.slice((first - 1)..(last - 1)//1) |> Enum.join("\n") |> Kernel.<>("\n"))

      _ ->
        missing("show source of", asked)
    end

    IEx.dont_display_result()
  end

  defp missing(what, asked), do: IO.puts(IEx.color(:eval_error, "Could not #{what} #{name(asked)}, #{lacks(asked)} is not available"))

  defp lacks({module, function}), do: lacks(module, fn -> Enum.any?(known(module), &match?({^function, _}, &1)) end)
  defp lacks({module, function, arity}), do: lacks(module, fn -> {function, arity} in known(module) end)
  defp lacks(module) when is_atom(module), do: lacks(module, fn -> true end)
  defp lacks(_other), do: "source code"

  defp lacks(module, known?) do
    cond do
      not Code.ensure_loaded?(module) -> "module"
      not known?.() -> "function/macro"
      true -> "source code"
    end
  end

  defp known(module), do: module.module_info(:exports) ++ if(function_exported?(module, :__info__, 1), do: module.__info__(:macros), else: [])

  defp name({module, function}), do: "#{inspect(module)}.#{function}"
  defp name({module, function, arity}), do: Exception.format_mfa(module, function, arity)
  defp name(other), do: inspect(other)

  defp found(module) when is_atom(module), do: ranges(module, &module?(&1, module))
  defp found({module, function}), do: ranges(module, &clause?(&1, function, :any))
  defp found({module, function, arity}), do: ranges(module, &clause?(&1, function, arity))
  defp found(_other), do: nil

  defp ranges(module, wanted) do
    with file when is_binary(file) <- IEx.Compile.source(module),
         {:ok, quoted} <- file |> File.read!() |> Code.string_to_quoted(token_metadata: true) do
      {_, found} = Macro.prewalk(quoted, [], fn node, found -> {node, if(wanted.(node), do: [{line(node), last(node)} | found], else: found)} end)
      {file, Enum.reverse(found)}
    else
      _ -> nil
    end
  end

  defp module?({:defmodule, _, [{:__aliases__, _, parts} | _]}, module), do: List.last(Module.split(module)) == to_string(List.last(parts))
  defp module?(_node, _module), do: false

  defp clause?({kind, _, [head | _]}, function, arity) when kind in [:def, :defp, :defmacro, :defmacrop] do
    case head do
      {:when, _, [{^function, _, args} | _]} -> arity in [:any, length(args || [])]
      {^function, _, args} when is_list(args) -> arity in [:any, length(args)]
      {^function, _, _} -> arity in [:any, 0]
      _ -> false
    end
  end

  defp clause?(_node, _function, _arity), do: false

  defp line({_, meta, _}), do: meta[:line]

  # The last line is that of `end`, or of the last expression.
  defp last(node) do
    {_, last} =
      Macro.prewalk(node, 0, fn
        {_, meta, _} = node, last when is_list(meta) -> {node, Enum.max([last, meta[:line] || 0, meta[:end][:line] || 0, meta[:closing][:line] || 0])}
        node, last -> {node, last}
      end)

    last
  end
end
