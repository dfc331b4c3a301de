defmodule Code do
  @moduledoc "Options and diagnostics of the compiler."

  @boolean [:docs, :debug_info, :ignore_already_consolidated, :ignore_module_conflict, :relative_paths]
  @list [:no_warn_undefined, :tracers, :parser_options]
  @available @boolean ++ [:infer_signatures, :on_undefined_variable] ++ @list

  @doc "Returns the names of the options of `compiler_options/1`."
  def available_compiler_options, do: @available

  @doc "Returns the options of the compiler."
  def compiler_options, do: Map.new(:lab_compiler.options())

  @doc "Sets options of the compiler. Returns their old values."
  def compiler_options(options) do
    Map.new(options, fn {key, value} -> {key, swap_option(key, value)} end)
  end

  defp swap_option(key, value) do
    before = get_compiler_option(key)
    put_compiler_option(key, value)
    before
  end

  @doc "Returns the value of an option of the compiler."
  def get_compiler_option(key) when key in @available, do: Keyword.fetch!(:lab_compiler.options(), key)
  def get_compiler_option(key) when is_atom(key), do: unknown(key)

  @doc "Sets an option of the compiler."
  def put_compiler_option(key, value) when key in @boolean do
    is_boolean(value) || raise "compiler option #{inspect(key)} should be a boolean, got: #{inspect(value)}"
    :lab_compiler.put_option(key, value)
  end

  def put_compiler_option(:no_warn_undefined, value) do
    value == :all or is_list(value) || raise "compiler option :no_warn_undefined should be a list or the atom :all, got: #{inspect(value)}"
    :lab_compiler.put_option(:no_warn_undefined, value)
  end

  def put_compiler_option(:parser_options, value) do
    is_list(value) || raise "compiler option :parser_options should be a keyword list, got: #{inspect(value)}"
    columns = Keyword.get(value, :columns, true)
    :lab_compiler.put_option(:parser_options, Keyword.put(value, :columns, columns))
  end

  def put_compiler_option(:on_undefined_variable, value) do
    value in [:raise, :warn] || raise "compiler option :on_undefined_variable should be either :raise or :warn, got: #{inspect(value)}"
    :lab_compiler.put_option(:on_undefined_variable, value)
  end

  def put_compiler_option(:infer_signatures, value) do
    is_boolean(value) or is_list(value) || raise "compiler option :infer_signatures should be a boolean or a list of applications, got: #{inspect(value)}"
    :lab_compiler.put_option(:infer_signatures, value)
  end

  def put_compiler_option(key, value) when key in @list do
    is_list(value) || raise "compiler option #{inspect(key)} should be a list, got: #{inspect(value)}"
    :lab_compiler.put_option(key, value)
  end

  def put_compiler_option(key, _value) when is_atom(key), do: unknown(key)

  defp unknown(key), do: raise("unknown compiler option: #{inspect(key)}")

  @doc "Returns whether the calling code is part of a compilation of several files."
  def can_await_module_compilation?, do: :lab_compiler.compiling()

  @doc "Runs a function. Returns its value, and the warnings and errors of the code that it compiled."
  def with_diagnostics(options \\ [], fun) when is_list(options) and is_function(fun, 0) do
    :lab_compiler.collect(Keyword.get(options, :log, false))

    try do
      fun.()
    rescue
      error ->
        :lab_compiler.collected()
        reraise error, __STACKTRACE__
    catch
      kind, reason ->
        :lab_compiler.collected()
        :erlang.raise(kind, reason, __STACKTRACE__)
    else
      value -> {value, Enum.reverse(:lab_compiler.collected())}
    end
  end

  @doc "Prints a diagnostic on the standard error."
  def print_diagnostic(diagnostic, options \\ []) do
    IO.write(:stderr, :lab_compiler.format_diagnostic(diagnostic, Keyword.get(options, :snippet, true)))
    :ok
  end

  @doc """
  Loads modules. Returns `:ok`, or `{:error, [{module, reason}]}` for the modules that could not
  be loaded.
  """
  def ensure_all_loaded(modules), do: all(modules, &ensure_loaded/1)

  @doc "Loads modules. Raises if a module could not be loaded."
  def ensure_all_loaded!(modules), do: all!(ensure_all_loaded(modules))

  @doc """
  Waits until modules are compiled. Returns `:ok`, or `{:error, [{module, reason}]}` for the
  modules that could not be loaded.
  """
  def ensure_all_compiled(modules), do: all(modules, &ensure_compiled/1)

  @doc "Waits until modules are compiled. Raises if a module could not be loaded."
  def ensure_all_compiled!(modules), do: all!(ensure_all_compiled(modules))

  defp all(modules, fun) do
    case for(module <- Enum.uniq(modules), {:error, reason} <- [fun.(module)], do: {module, reason}) do
      [] -> :ok
      errors -> {:error, errors}
    end
  end

  defp all!(:ok), do: :ok

  defp all!({:error, errors}) do
    lines = for {module, reason} <- errors, do: "\n  * #{inspect(module)} due to reason #{inspect(reason)}"
    raise ArgumentError, "could not load the following modules:\n#{lines}"
  end

  @doc "Returns the files that `require_file/2` has loaded."
  def required_files, do: :lab_compiler.required()

  @doc "Removes files from the list of loaded files, so that `require_file/2` loads them again."
  def unrequire_files(files) when is_list(files), do: :lab_compiler.unrequire(files)

  @doc "Returns the quoted form of a text with its comments: `{:ok, form, comments}`, or an error like `string_to_quoted/2`."
  def string_to_quoted_with_comments(text, options \\ []) do
    case Code.Encoded.parse(text, options) do
      {:ok, form, comments} -> {:ok, form, comments}
      {:error, triple, _exception} -> {:error, triple}
    end
  end

  @doc "Returns the quoted form of a text, and its comments. Raises if the text is invalid."
  def string_to_quoted_with_comments!(text, options \\ []) do
    case Code.Encoded.parse(text, options) do
      {:ok, form, comments} -> {form, comments}
      {:error, _triple, exception} -> raise exception
    end
  end

  @doc "Returns the formatted text of a file."
  def format_file!(file, options \\ []) when is_binary(file) and is_list(options) do
    [format_string!(File.read!(file), [file: file, line: 1] ++ options), ?\n]
  end

  @doc "Prepends a folder to the folders that modules are loaded from."
  def prepend_path(path, _options \\ []), do: :code.add_patha(String.to_charlist(Path.expand(path)))

  @doc "Appends a folder to the folders that modules are loaded from."
  def append_path(path, _options \\ []), do: :code.add_pathz(String.to_charlist(Path.expand(path)))

  @doc "Prepends folders to the folders that modules are loaded from."
  def prepend_paths(paths, _options \\ []) when is_list(paths), do: Enum.each(paths, &prepend_path/1)

  @doc "Appends folders to the folders that modules are loaded from."
  def append_paths(paths, _options \\ []) when is_list(paths), do: Enum.each(paths, &append_path/1)

  @doc "Removes a folder from the folders that modules are loaded from."
  def delete_path(path), do: :code.del_path(String.to_charlist(Path.expand(path)))

  @doc "Removes folders from the folders that modules are loaded from."
  def delete_paths(paths) when is_list(paths), do: Enum.each(paths, &delete_path/1)
end
