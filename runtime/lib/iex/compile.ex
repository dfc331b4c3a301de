defmodule IEx.Compile do
  @moduledoc false

  @doc "Compiles a file. If the file has errors, prints them and raises."
  def file(file) do
    case compiled(file) do
      {:ok, modules} ->
        for module <- modules, do: :persistent_term.put({:iex, :source, module}, Path.expand(file))
        modules

      {:error, error} ->
        IO.puts(:stderr, "\n== Compilation error in file #{file} ==\n" <> shown(error))
        raise CompileError, description: "compile error"
    end
  end

  defp compiled(file) do
    {:ok, for({module, _} <- Code.compile_file(file), do: module)}
  rescue
    error -> {:error, error}
  end

  defp shown(%CompileError{} = error), do: Exception.format(:error, error) <> "\n"
  defp shown(error), do: Exception.format(:error, error)

  @doc "Returns the file from which a module was compiled, or nil."
  def source(module) do
    case :persistent_term.get({:iex, :source, module}, nil) do
      nil -> compiled_source(module)
      file -> file
    end
  end

  defp compiled_source(module) do
    with true <- Code.ensure_loaded?(module) and function_exported?(module, :module_info, 1),
         source when is_list(source) or is_binary(source) <- module.module_info(:compile)[:source],
         file = to_string(source),
         true <- File.exists?(file) do
      file
    else
      _ -> nil
    end
  end

  @doc "Returns whether a module comes from a script, which must not run again to compile the module."
  def script?(module) do
    file = source(module)
    file != nil and Path.extname(file) == ".exs"
  end

  @doc "Returns `{file, text}` of the source of a module, or nil. The modules of Elixir have the sources in lab."
  def source_text(module) do
    case :code.embedded_source(module) do
      nil -> with file when is_binary(file) <- source(module), {:ok, text} <- File.read(file), do: {file, text}, else: (_ -> nil)
      embedded -> embedded
    end
  end

  @doc "Returns whether a project is loaded."
  def project?(), do: Code.ensure_loaded?(Mix.Project) and Mix.Project.get() != nil

  @doc "Recompiles the project. Returns :ok, :noop or :error."
  def project(_options) do
    case apply(Mix.Task, :rerun, ["compile", ["--return-errors"]]) do
      {:error, _} -> :error
      {:noop, _} -> :noop
      _ -> :ok
    end
  end
end
