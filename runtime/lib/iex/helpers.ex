defmodule IEx.Helpers do
  @moduledoc """
  The helper functions of the prompt.

  `h Enum.map` shows documentation, `i value` describes a value, `v` returns the last value,
  `flush` shows the messages of the shell, `c "file.ex"` compiles a file, `recompile` compiles the
  project, `r Module` recompiles a module's file, `exports Module` lists functions, `b` and `t`
  show callbacks and types. `#iex:break` on a separate line ends an incomplete expression.
  """

  import IEx, only: [dont_display_result: 0]

  @doc "Prints an overview of the helpers."
  def h() do
    IEx.Introspection.h(IEx.Helpers)
    dont_display_result()
  end

  @doc "Prints the documentation of a module, function or macro."
  defmacro h(term) do
    quote do: IEx.Introspection.h(unquote(IEx.Introspection.decompose(term, __CALLER__)))
  end

  @doc "Prints the callbacks of a behaviour."
  defmacro b(term) do
    quote do: IEx.Types.b(unquote(IEx.Introspection.decompose(term, __CALLER__)))
  end

  @doc "Prints the types of a module."
  defmacro t(term) do
    quote do: IEx.Types.t(unquote(IEx.Introspection.decompose(term, __CALLER__)))
  end

  @doc "Prints information about the last value."
  def i(), do: i(v(-1))

  @doc "Prints information about a value."
  def i(term) do
    IEx.Describe.print(term)
    dont_display_result()
  end

  @doc "Returns the value of an earlier line: by its number, or relative to the last line if negative."
  def v(n \\ -1) do
    {_counter, _code, value} = IEx.History.nth(Process.get(:iex_history), n)
    value
  end

  @doc "Prints and removes the messages in the shell's mailbox."
  def flush() do
    do_flush(IEx.inspect_opts())
  end

  defp do_flush(opts) do
    receive do
      msg ->
        IO.puts(inspect(msg, opts))
        do_flush(opts)
    after
      0 -> :ok
    end
  end

  @doc "Compiles files."
  def c(files, path \\ :in_memory) when is_binary(path) or path == :in_memory do
    files = List.wrap(files)

    unless Enum.all?(files, &is_binary/1) do
      raise ArgumentError, "expected a binary or a list of binaries as argument"
    end

    {found, missing} = Enum.split_with(files, &File.exists?/1)

    if missing != [] do
      raise ArgumentError, "could not find files #{Enum.map_join(missing, ", ", &(&1 <> :prim_file.outside(&1)))}"
    end

    Enum.flat_map(found, fn file -> IEx.Compile.file(file) end)
  end

  @doc "Recompiles the file of a module."
  def r(module_or_modules) do
    modules = List.wrap(module_or_modules)

    sources =
      for module <- modules do
        IEx.Compile.source(module) || raise ArgumentError, "could not load nor find module: #{inspect(module)}"
      end

    {:reloaded, Enum.flat_map(Enum.uniq(sources), &IEx.Compile.file/1)}
  end

  @doc "Recompiles the changed files of the project."
  def recompile(options \\ []) do
    if IEx.Compile.project?() do
      IEx.Compile.project(options)
    else
      IO.puts(IEx.color(:eval_error, "Mix is not running. Please start IEx with: iex -S mix"))
      :error
    end
  end

  @doc "Loads a module on other nodes."
  def nl(nodes \\ Node.list(), module) when is_list(nodes) and is_atom(module) do
    file = IEx.Compile.source(module)

    cond do
      sticky?(module) -> {:ok, for(node <- nodes, do: {node, :error, :sticky_directory})}
      file == nil or IEx.Compile.script?(module) -> {:error, :nofile}
      true -> {:ok, for(node <- nodes, code = File.read!(file), do: {node, remote_load(node, module, code, file)})}
    end
  end

  # Modules of Erlang cannot be replaced.
  defp sticky?(module), do: match?({:ok, app} when app in [:kernel, :stdlib, :compiler], :application.get_application(module))

  defp remote_load(node, module, code, file) do
    case :rpc.call(node, Code, :compile_string, [code, file]) do
      {:badrpc, reason} -> {:badrpc, reason}
      _ -> {:loaded, module}
    end
  end

  @doc """
  Returns the pid that a text such as `0.21.32` denotes, or the pid registered under a name.
  """
  def pid(string) when is_binary(string) do
    :erlang.list_to_pid(~c"<" ++ inner(string, "#PID<") ++ ~c">")
  end

  def pid(name) when is_atom(name) do
    Process.whereis(name) || raise(ArgumentError, "could not find registered process with name: #{inspect(name)}")
  end

  @doc "Returns the pid that three numbers denote."
  def pid(x, y, z)
      when is_integer(x) and x >= 0 and is_integer(y) and y >= 0 and is_integer(z) and z >= 0 do
    checked(:erlang.list_to_pid(~c"<#{x}.#{y}.#{z}>"))
  end

  @doc "Returns the port that a text such as `0.4` denotes."
  def port(string) when is_binary(string) do
    checked(:erlang.list_to_port(~c"#Port<" ++ inner(string, "#Port<") ++ ~c">"))
  end

  @doc "Returns the port that two numbers denote."
  def port(major, minor) when is_integer(major) and major >= 0 and is_integer(minor) and minor >= 0 do
    checked(:erlang.list_to_port(~c"#Port<#{major}.#{minor}>"))
  end

  @doc "Returns the reference that a text such as `0.1.2.3` denotes."
  def ref(string) when is_binary(string) do
    :erlang.list_to_ref(~c"#Ref<" ++ inner(string, "#Reference<") ++ ~c">")
  end

  @doc "Returns the reference that four numbers denote."
  def ref(w, x, y, z)
      when is_integer(w) and w >= 0 and is_integer(x) and x >= 0 and is_integer(y) and y >= 0 and is_integer(z) and z >= 0 do
    checked(:erlang.list_to_ref(~c"#Ref<#{w}.#{x}.#{y}.#{z}>"))
  end

  defp inner(string, prefix) do
    string |> String.replace_prefix(prefix, "") |> String.trim_trailing(">") |> String.trim_leading("<") |> String.to_charlist()
  end

  # Prevents a tail call, so that a failure names the caller.
  defp checked(value), do: value

  @doc "Lists the functions and macros of IEx.Helpers."
  def exports(), do: exports(IEx.Helpers)

  @doc "Lists the functions and macros of a module."
  def exports(module) do
    for({name, arity} <- IEx.Introspection.exports(module), do: "#{name}/#{arity}")
    |> print_table()

    dont_display_result()
  end

  defp print_table([]), do: :ok

  # From 80 columns on, a row is full.
  defp print_table(items) do
    width = min(items |> Enum.map(&String.length/1) |> Enum.max(), 30) + 4

    items
    |> Enum.map(&(String.pad_trailing(&1, width) <> " "))
    |> Enum.chunk_while({"", 0}, &add_to_row/2, fn {row, _at} -> {:cont, row, nil} end)
    |> Enum.each(&IO.puts/1)
  end

  defp add_to_row(item, {row, at}) when at >= 80, do: {:cont, row, {item, String.length(item)}}
  defp add_to_row(item, {row, at}), do: {:cont, {row <> item, at + String.length(item)}}

  @doc "Prints the current folder."
  def pwd() do
    IO.puts(IEx.color(:eval_info, File.cwd!()))
    dont_display_result()
  end

  @doc "Changes the current folder."
  def cd(directory) when is_binary(directory) do
    with {:error, reason} <- File.cd(directory) do
      IO.puts(IEx.color(:eval_error, not_changed(directory, reason)))
      dont_display_result()
    else
      :ok -> pwd()
    end
  end

  defp not_changed(directory, :enoent), do: "No directory #{directory}"
  defp not_changed(directory, reason), do: "Could not change to #{directory}: #{:file.format_error(reason)}#{:prim_file.outside(directory)}"

  @doc "Lists the files of a folder."
  def ls(path \\ ".") when is_binary(path) do
    path = if String.starts_with?(path, "~"), do: Path.expand(path), else: path

    case File.ls(path) do
      {:ok, items} -> items |> Enum.sort() |> print_table()
      {:error, :enoent} -> IO.puts(IEx.color(:eval_error, "No such file or directory #{path}"))
      {:error, :enotdir} -> IO.puts(IEx.color(:eval_info, Path.absname(path)))
      {:error, reason} -> IO.puts(IEx.color(:eval_error, "Could not list #{path}: #{reason}#{:prim_file.outside(path)}"))
    end

    dont_display_result()
  end

  @doc "Clears the screen."
  def clear() do
    case IO.ANSI.format_fragment([:home, :clear]) do
      [] -> IO.puts("Cannot clear the screen because ANSI escape codes are not enabled on this shell")
      sequences -> IO.write(sequences)
    end

    dont_display_result()
  end

  @doc "Restarts the shell with a new process and without variables."
  def respawn() do
    send(Process.get(:iex_server), {:respawn, self()})
    dont_display_result()
  end

  @doc "Loads a module."
  def l(module) when is_atom(module), do: if(sticky?(module), do: {:error, :sticky_directory}, else: Code.ensure_loaded(module))

  @doc "Prints information about a process, given by pid or name: its name, links, monitors, memory and current function."
  def process_info(pid) when is_pid(pid) or is_atom(pid) do
    IEx.ProcessInfo.print(pid)
    dont_display_result()
  end

  @doc "Prints the versions, memory and limits of the node."
  def runtime_info(topics \\ [:system, :memory, :limits]) do
    topics |> List.wrap() |> IEx.RuntimeInfo.print()
    dont_display_result()
  end

  @doc "Evaluates a file at the prompt, including imports and variables. With `optional: true`, the file need not exist."
  defmacro import_file(path, opts \\ []) when is_binary(path) do
    if opts[:optional] != true or File.exists?(path), do: quoted_file(path)
  end

  @doc "Evaluates a file at the prompt if it exists."
  defmacro import_file_if_available(path) when is_binary(path) do
    if File.exists?(path), do: quoted_file(path)
  end

  defp quoted_file(path) do
    file = Path.expand(path)
    Code.string_to_quoted!(File.read!(file), file: file)
  end

  @doc "Imports a module if it exists."
  defmacro import_if_available(module, opts \\ []) do
    if Code.ensure_loaded?(Macro.expand(module, __CALLER__)) do
      quote do: import(unquote(module), unquote(opts))
    end
  end

  @doc "Uses a module if it exists."
  defmacro use_if_available(module, opts \\ []) do
    if Code.ensure_loaded?(Macro.expand(module, __CALLER__)) do
      quote do: use(unquote(module), unquote(opts))
    end
  end

  @doc "Sets a breakpoint on a function of a project: `break! MyApp.f/1`, or with patterns, `break! MyApp.f(:a, n) when n > 1`."
  defmacro break!(ast, stops \\ 1), do: IEx.__break__!(ast, stops, __CALLER__)

  @doc "Sets a breakpoint on a function."
  defdelegate break!(module, function, arity, stops \\ 1), to: IEx

  @doc "Lists the breakpoints."
  def breaks() do
    case IEx.Pry.breaks() do
      [] -> IO.puts("No breakpoints set")
      breaks -> print_breaks(for {id, module, {function, arity}, pending} <- breaks, do: {Integer.to_string(id), Exception.format_mfa(module, function, arity), Integer.to_string(pending)})
    end

    dont_display_result()
  end

  defp print_breaks(rows) do
    titles = {"ID", "Module.function/arity", "Pending stops"}
    widths = for n <- 0..2, do: [titles | rows] |> Enum.map(&String.length(elem(&1, n))) |> Enum.max()
    IO.puts("")
    IO.puts(row(titles, widths))
    IO.puts(Enum.map_join(widths, " ", &String.duplicate("-", &1 + 2)))
    for row <- rows, do: IO.puts(row(row, widths))
    IO.puts("")
  end

  defp row(row, widths), do: row |> Tuple.to_list() |> Enum.zip(widths) |> Enum.map_join("  ", fn {text, width} -> " " <> String.pad_trailing(text, width) end) |> String.trim_trailing()

  @doc "Resets the number of stops of a breakpoint to 0, by its number."
  defdelegate reset_break(id), to: IEx.Pry
  @doc "Resets the number of stops of a breakpoint to 0."
  defdelegate reset_break(module, function, arity), to: IEx.Pry

  @doc "Removes all breakpoints."
  defdelegate remove_breaks(), to: IEx.Pry
  @doc "Removes the breakpoints of a module."
  defdelegate remove_breaks(module), to: IEx.Pry

  @doc "Prints the location of the prompt with the surrounding lines."
  def whereami(radius \\ 2) do
    case Process.get(:iex_whereami) do
      nil -> IO.puts(IEx.color(:eval_error, "Pry session is not currently enabled"))
      place -> IO.puts(IEx.Pry.Place.whereami(place, radius))
    end

    dont_display_result()
  end

  @doc "Continues after `IEx.pry/0` or a breakpoint."
  def continue() do
    Process.put(:iex_continue, true)
    dont_display_result()
  end

  for name <- [:c, :n, :next] do
    @doc "Continues like `continue/0`."
    def unquote(name)(), do: continue()
  end

  @doc "Prints the location at which the process of the prompt has stopped."
  def open() do
    case Process.get(:iex_whereami) do
      nil -> IO.puts(IEx.color(:eval_error, "Pry session is not currently enabled"))
      place -> IEx.Source.open(place.file, place.line)
    end

    dont_display_result()
  end

  @doc "Prints the location of a module or function, since lab starts no editor."
  defmacro open(term) do
    quote do: IEx.Source.open(unquote(IEx.Introspection.decompose(term, __CALLER__)))
  end

  # Shows the source of a module, function or macro. This helper comes from a later version of
  # Elixir and is not listed.
  @doc false
  defmacro source(term) do
    quote do: IEx.Source.print(unquote(IEx.Introspection.decompose(term, __CALLER__)))
  end
end
