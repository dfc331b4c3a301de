defmodule Kernel.ParallelCompiler do
  @moduledoc "Compiles files concurrently. A file waits for modules that other files define."

  @type warning :: {file :: Path.t(), Code.position(), message :: String.t()}
  @type error :: {file :: Path.t(), Code.position(), message :: String.t()}

  @doc """
  Compiles files and loads their modules.

  Returns `{:ok, modules, warnings}` or `{:error, errors, warnings}`. With
  `return_diagnostics: true`, the errors have the form of `Code.with_diagnostics/2`. The warnings
  are then in a map, which separates the warnings about a single file from the warnings that
  depend on other files.
  """
  def compile(files, options \\ []) when is_list(files) and is_list(options), do: run(files, options)

  @doc "Compiles scripts and loads their modules, like `compile/2`."
  def require(files, options \\ []) when is_list(files) and is_list(options), do: run(files, options)

  @doc """
  Compiles files like `compile/2`. Ignores `path`, because lab keeps modules in memory and writes
  no object code.
  """
  def compile_to_path(files, _path, options \\ []) when is_list(files) and is_list(options), do: run(files, options)

  # These options have no effect: the compiler reports neither the modules one by one nor the
  # steps.
  @hooks [:each_file, :each_module, :each_long_compilation, :each_long_verification, :each_cycle, :after_compile, :dest, :beam_timestamp]

  defp run(files, options) do
    for {key, _} <- options, key in @hooks, do: IO.warn("option #{inspect(key)} of Kernel.ParallelCompiler is not part of lab, and has no effect", [])
    {modules, failed, said} = :lab_compiler.compile_files(Enum.map(files, &IO.chardata_to_string/1))
    {errors, warnings} = Enum.split_with(said, &(&1.severity == :error))
    errors = errors ++ Enum.map(failed, &ended/1)
    deadlock(for {file, _, _, _, module} when module != nil <- failed, do: {Path.relative_to_cwd(file), module})
    maps? = Keyword.get(options, :return_diagnostics, false)
    if failed == [], do: {:ok, modules, warnings(warnings, maps?)}, else: {:error, errors(errors, maps?), warnings(warnings, maps?)}
  end

  # Prints an error that ended the compilation of a file, and returns it as a diagnostic.
  defp ended({file, kind, reason, stacktrace, awaits}) do
    message = Kernel.CLI.format_error(kind, reason, stacktrace)
    IO.write(:stderr, ["\n== Compilation error in file ", Path.relative_to_cwd(file), " ==\n", message])
    path = Path.expand(file)
    {position, span} = if awaits, do: {nil, nil}, else: place(reason, file, stacktrace)

    %{
      file: path,
      source: path,
      position: position,
      span: span,
      severity: :error,
      message: if(awaits, do: reason.description, else: message),
      stacktrace: stacktrace,
      details: {kind, reason}
    }
  end

  defp deadlock([]), do: :ok

  defp deadlock(waiting) do
    width = waiting |> Enum.map(fn {file, _} -> String.length(file) end) |> Enum.max()
    lines = for {file, module} <- waiting, do: ["  ", String.pad_leading(file, width), " => ", inspect(module), ?\n]

    IO.write(:stderr, [
      "\nCompilation failed because of a deadlock between files.\nThe following files depended on the following modules:\n\n",
      lines,
      "\nEnsure there are no compile-time dependencies between those files and that the modules they reference exist and are correctly named\n\n"
    ])
  end

  defp place(%{line: line, column: column} = reason, _, _) when is_integer(line) and is_integer(column) do
    {{line, column}, with(%{end_line: last, end_column: until} <- reason, do: {last, until}, else: (_ -> nil))}
  end

  defp place(%{line: line}, _, _) when is_integer(line), do: {line, nil}

  defp place(_, file, stacktrace) do
    lines = for {_, _, _, at} <- stacktrace, at[:line], Path.expand(List.to_string(at[:file])) == Path.expand(file), do: at[:line]
    {List.first(lines, 0), nil}
  end

  defp errors(errors, true), do: errors
  defp errors(errors, false), do: Enum.map(errors, &triple/1)

  defp warnings(warnings, maps?) do
    {late, early} = Enum.split_with(warnings, &is_map_key(&1, :group))
    if maps?, do: %{runtime_warnings: late, compile_warnings: early}, else: Enum.map(late ++ early, &triple/1)
  end

  defp triple(diagnostic), do: {diagnostic.file, diagnostic.position, diagnostic.message}
end
