defmodule IEx.Pry do
  @moduledoc """
  Debugging of running code: at `IEx.pry()` in a function, or at a breakpoint set from the prompt, the prompt has
  access to the variables until `continue`.
  """

  use GenServer

  alias IEx.Pry.{Instrument, Place}

  @doc "Opens a prompt with this binding and environment. Returns `:ok` when it continues, or `{:error, reason}` if there is no prompt or it refuses."
  def pry(binding, %Macro.Env{} = env), do: halt(binding, env, "Break reached: ")

  @doc false
  def __hit__(binding, env, id) do
    if GenServer.call(server(), {:hit, id}, :infinity), do: halt(binding, env, "Break reached: "), else: :ok
  end

  defp halt(binding, env, title) do
    place = Place.new(env)

    case IEx.Server.shell_for(self()) do
      nil ->
        IO.puts(:stdio, "Cannot pry #{inspect(self())} at #{Place.shown(place)}. Is an IEx shell running?")
        {:error, :no_iex}

      {:own, shell} ->
        asked(shell, binding, env, place, {:own, title <> Place.described(place, 3)})

      {:other, shell} ->
        asked(shell, binding, env, place, {:other, "Request to pry #{inspect(self())} at " <> Place.described(place, 3)})
    end
  end

  defp asked(shell, binding, env, place, how) do
    ref = Process.monitor(shell)
    send(shell, {:take_over, self(), ref, how})

    receive do
      {^ref, :taken, leader, counter} ->
        Process.demonitor(ref, [:flush])
        IEx.Evaluator.pried(shell, leader, counter, binding, env, place)

      {^ref, :refused} ->
        Process.demonitor(ref, [:flush])
        {:error, :refused}

      {:DOWN, ^ref, _, _, _} ->
        {:error, :no_iex}
    end
  end

  @doc "Sets a breakpoint on a function. Returns its number, or an error."
  def break(module, function, arity, stops \\ 1), do: break(module, function, arity, nil, stops)

  @doc false
  def break(module, function, arity, condition, stops) do
    with {:ok, file} <- source(module),
         :ok <- Instrument.known(module, function, arity) do
      id = GenServer.call(server(), {:break, {module, function, arity}, condition, stops})
      rebuild(module, file)
      {:ok, id}
    end
  end

  @doc "Sets a breakpoint, or raises."
  def break!(module, function, arity, condition \\ nil, stops) do
    case break(module, function, arity, condition, stops) do
      {:ok, id} -> id
      {:error, text} -> raise "could not set breakpoint, " <> text
    end
  end

  # lab's own modules are built in and have no source file.
  defp source(module) do
    cond do
      not Code.ensure_loaded?(module) -> {:error, "could not find .beam file for #{inspect(module)}"}
      :code.is_embedded(module) -> {:error, "#{inspect(module)} is a part of lab"}
      file = IEx.Compile.source(module) -> {:ok, file}
      true -> {:error, "could not find .beam file for #{inspect(module)}"}
    end
  end

  @doc "Returns the breakpoints: `{id, {module, {function, arity}}, pending}`."
  def breaks(), do: for({id, {module, function, arity}, _condition, pending} <- all(), do: {id, {module, {function, arity}}, max(pending, 0)})

  defp all(), do: GenServer.call(server(), :all)

  @doc "Resets the number of stops of a breakpoint to 0. The breakpoint stays in the list."
  def reset_break(id), do: GenServer.call(server(), {:reset, &(elem(&1, 0) == id)})
  def reset_break(module, function, arity), do: GenServer.call(server(), {:reset, &(elem(&1, 1) == {module, function, arity})})

  @doc "Removes all breakpoints."
  def remove_breaks(), do: removed(fn _ -> true end)
  @doc "Removes the breakpoints of a module."
  def remove_breaks(module), do: removed(&(elem(elem(&1, 1), 0) == module))

  defp removed(which) do
    modules = for {_, {module, _, _}, _, _} = break <- all(), which.(break), uniq: true, do: module
    GenServer.call(server(), {:remove, which})
    for module <- modules, {:ok, file} <- [source(module)], do: rebuild(module, file)
    :ok
  end

  # Recompiles the module with its breakpoints, without repeating its warnings.
  defp rebuild(module, file) do
    breaks = for {id, {^module, function, arity}, condition, _} <- all(), do: {id, function, arity, condition}
    Instrument.compile(module, file, breaks)
  end

  defp server(), do: :lab_on_demand.server(__MODULE__, [])

  @impl true
  def init(_), do: {:ok, {1, []}}

  @impl true
  def handle_call({:break, mfa, condition, stops}, _from, {next, breaks}) do
    case Enum.find(breaks, &(elem(&1, 1) == mfa)) do
      nil -> {:reply, next, {next + 1, breaks ++ [{next, mfa, condition, stops}]}}
      {id, _, _, _} -> {:reply, id, {next, List.keyreplace(breaks, id, 0, {id, mfa, condition, stops})}}
    end
  end

  def handle_call({:hit, id}, _from, {next, breaks}) do
    case List.keyfind(breaks, id, 0) do
      {_, mfa, condition, pending} when pending > 0 -> {:reply, true, {next, List.keyreplace(breaks, id, 0, {id, mfa, condition, pending - 1})}}
      _ -> {:reply, false, {next, breaks}}
    end
  end

  def handle_call(:all, _from, {_, breaks} = state), do: {:reply, breaks, state}

  def handle_call({:reset, which}, _from, {next, breaks}) do
    reply = if Enum.any?(breaks, which), do: :ok, else: :not_found
    {:reply, reply, {next, Enum.map(breaks, fn break -> if which.(break), do: put_elem(break, 3, 0), else: break end)}}
  end

  def handle_call({:remove, which}, _from, {next, breaks}) do
    left = Enum.reject(breaks, which)
    {:reply, :ok, {if(left == [], do: 1, else: next), left}}
  end
end

defmodule IEx.Pry.Place do
  @moduledoc false
  # Formats a location in a file with the surrounding lines.

  defstruct [:file, :line, :module, :function, :stack]

  def new(env) do
    {:current_stacktrace, stack} = Process.info(self(), :current_stacktrace)
    stack = Enum.drop_while(stack, fn {module, _, _, _} -> module in [Process, IEx.Pry, IEx.Pry.Place] end)
    %__MODULE__{file: env.file, line: env.line, module: env.module, function: env.function, stack: stack}
  end

  def shown(%{module: module, function: {name, arity}} = place) when module != nil, do: "#{Exception.format_mfa(module, name, arity)} (#{location(place)})"
  def shown(place), do: location(place)

  defp location(place), do: "#{Path.relative_to_cwd(place.file)}:#{place.line}"

  @doc "Describes the location, with the surrounding lines if the file can be read."
  def described(place, radius), do: shown(place) <> around(place, radius)

  @doc "Returns the location of the prompt for whereami."
  def whereami(place, radius) do
    "Location: " <> location(place) <> around(place, radius) <> Enum.map_join(frames(place), &("    " <> Exception.format_stacktrace_entry(&1) <> "\n"))
  end

  # The first entry names the stopped function. The shell's entries are omitted.
  defp frames(%{module: nil}), do: []

  defp frames(%{module: module, function: {name, arity}, stack: stack}) do
    below = Enum.drop_while(stack, fn {other, _, _, _} -> other == module end)
    below = Enum.take_while(below, fn {other, _, _, _} -> other not in [IEx.Evaluator, :elixir, :erl_eval, :elixir_compiler, :proc_lib] end)
    [{module, name, arity, []} | below]
  end

  defp frames(_place), do: []

  defp around(%{file: file, line: line}, radius) do
    case File.read(file) do
      {:ok, text} ->
        lines = text |> String.split("\n") |> Enum.with_index(1) |> Enum.filter(fn {_, n} -> n in max(line - radius, 1)..(line + radius) end)
        "\n\n" <> Enum.map_join(lines, fn {text, n} -> String.pad_leading(Integer.to_string(n), 5) <> ": " <> text <> "\n" end) <> "\n"

      {:error, _} ->
        "\n"
    end
  end
end

defmodule IEx.Pry.Instrument do
  @moduledoc false
  # Inserts breakpoints into a module's source.

  @doc "Returns :ok if a module has a function, public or private, and otherwise an error."
  def known(module, function, arity) do
    known? = function_exported?(module, function, arity) or macro_exported?(module, function, arity) or private?(module, function, arity)
    if known?, do: :ok, else: {:error, "unknown function/macro #{Exception.format_mfa(module, function, arity)}"}
  end

  defp private?(module, function, arity) do
    with file when is_binary(file) <- IEx.Compile.source(module),
         {:ok, quoted} <- file |> File.read!() |> Code.string_to_quoted(file: file) do
      {_, found} = Macro.prewalk(quoted, false, fn node, found -> {node, found or match?({^function, ^arity}, head(node))} end)
      found
    else
      _ -> false
    end
  end

  def compile(module, file, breaks) do
    quoted = file |> File.read!() |> Code.string_to_quoted!(file: file)
    quiet(fn -> quoted |> within([], module, breaks) |> Code.eval_quoted([], file: file) end)
    :ok
  end

  # The compiler has printed its warnings before.
  defp quiet(fun) do
    {:ok, io} = StringIO.open("")
    error = Process.whereis(:standard_error)
    Process.unregister(:standard_error)
    Process.register(io, :standard_error)

    try do
      fun.()
    after
      Process.unregister(:standard_error)
      Process.register(error, :standard_error)
    end
  end

  # Finds the definition of the module, also inside other modules.
  defp within({:defmodule, meta, [name, [{:do, body}]]}, outer, module, breaks) do
    names = outer ++ parts(name)
    body = if names != [] and Module.concat(names) == module, do: body(body, breaks), else: within(body, names, module, breaks)
    {:defmodule, meta, [name, [{:do, body}]]}
  end

  defp within({:__block__, meta, list}, outer, module, breaks), do: {:__block__, meta, Enum.map(list, &within(&1, outer, module, breaks))}
  defp within(other, _outer, _module, _breaks), do: other

  defp parts({:__aliases__, _, parts}), do: if(Enum.all?(parts, &is_atom/1), do: parts, else: [])
  defp parts(name) when is_atom(name), do: [name]
  defp parts(_), do: []

  defp body({:__block__, meta, list}, breaks), do: {:__block__, meta, Enum.map(list, &definition(&1, breaks))}
  defp body(one, breaks), do: definition(one, breaks)

  defp definition({kind, meta, [head, [{:do, body} | rest]]} = node, breaks) do
    with {name, arity} <- head(node),
         {id, _, _, condition} <- Enum.find(breaks, &match?({_, ^name, ^arity, _}, &1)) do
      {head, call} = if condition, do: conditional(head, condition, id, line(body, meta)), else: {head, stop(id, line(body, meta))}
      {kind, meta, [head, [{:do, {:__block__, [], [call, body]}} | rest]]}
    else
      _ -> node
    end
  end

  defp definition(node, _breaks), do: node

  defp head({kind, _, [head | _]}) when kind in [:def, :defp] do
    case head do
      {:when, _, [{name, _, args} | _]} when is_atom(name) -> {name, length(args || [])}
      {name, _, args} when is_atom(name) and (is_list(args) or is_atom(args)) -> {name, if(is_list(args), do: length(args), else: 0)}
      _ -> nil
    end
  end

  defp head(_), do: nil

  # The location is that of the first expression. For a literal, which has none, it is that of the
  # function.
  defp line({:__block__, _, [first | _]}, meta), do: line(first, meta)
  defp line({_, own, _}, meta) when is_list(own), do: own[:line] || meta[:line]
  defp line(_, meta), do: meta[:line]

  defp stop(id, line) do
    at(quote(do: IEx.Pry.__hit__(binding(), __ENV__, unquote(id))), line)
  end

  defp at(quoted, line) do
    Macro.prewalk(quoted, fn
      {name, meta, args} when is_list(meta) -> {name, Keyword.put(meta, :line, line), args}
      other -> other
    end)
  end

  # If a breakpoint has patterns, it stops only for matching arguments.
  defp conditional({:when, meta, [call, guard]}, condition, id, line) do
    {call, stop} = conditional(call, condition, id, line)
    {{:when, meta, [call, guard]}, stop}
  end

  defp conditional({name, meta, args}, {patterns, guard}, id, line) do
    vars = for n <- 1..length(args)//1, do: Macro.var(:"arg#{n}", __MODULE__)
    bound = for {arg, var} <- Enum.zip(args, vars), do: bound(arg, var)
    pattern = if guard, do: {:when, [], [{:{}, [], patterns}, guard]}, else: {:{}, [], patterns}
    pattern = Macro.prewalk(pattern, &unused/1)

    stop =
      quote do
        case {unquote_splicing(vars)} do
          unquote(pattern) -> IEx.Pry.__hit__(binding(), __ENV__, unquote(id))
          _ -> :ok
        end
      end

    {{name, meta, bound}, at(stop, line)}
  end

  defp unused({name, meta, context}) when is_atom(name) and is_atom(context), do: {name, [generated: true] ++ meta, __MODULE__}
  defp unused(node), do: node

  defp bound({:\\, meta, [arg, default]}, var), do: {:\\, meta, [{:=, [], [arg, var]}, default]}
  defp bound(arg, var), do: {:=, [], [arg, var]}
end
