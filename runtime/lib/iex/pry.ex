defmodule IEx.Pry do
  @moduledoc """
  Debugging of running code: at `IEx.pry()` in a function, or at a breakpoint set from the prompt, the prompt has
  access to the variables until `continue`.
  """

  use GenServer

  alias IEx.Pry.{Instrument, Place}

  @doc "Returns `{:ok, lines}` around a line of a file, with the line itself in bold, or `:error`."
  def whereami(file, line, radius) when is_integer(line) and is_integer(radius) and radius > 0, do: Place.lines(file, nil, line, radius)

  @doc """
  Opens a prompt with this binding and environment. Returns `:ok` when the program continues, or
  `{:error, reason}` if there is no prompt or the user refuses.
  """
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

  @doc """
  Sets a breakpoint on a function. Returns `{:ok, id}`, or `{:error, reason}` with `:unknown_function_arity`,
  `:no_beam_file` for a module without a source, or `:non_elixir_module`.
  """
  def break(module, function, arity, stops \\ 1), do: break(module, function, arity, nil, stops)

  @doc false
  def break(module, function, arity, condition, stops) do
    with {:ok, source} <- source(module),
         :ok <- Instrument.known(module, function, arity) do
      id = GenServer.call(server(), {:break, {module, function, arity}, condition, stops})
      rebuild_with(module, source, id)
      {:ok, id}
    end
  end

  # A breakpoint whose condition does not compile is removed.
  defp rebuild_with(module, source, id) do
    rebuild(module, source)
  rescue
    exception ->
      GenServer.call(server(), {:remove, &(elem(&1, 0) == id)})
      reraise exception, __STACKTRACE__
  end

  @doc "Sets a breakpoint. Returns its id, or raises."
  def break!(module, function, arity, condition \\ nil, stops) do
    case break(module, function, arity, condition, stops) do
      {:ok, id} -> id
      {:error, reason} -> raise "could not set breakpoint, " <> explained(reason, module, function, arity)
    end
  end

  defp explained(:no_beam_file, module, _, _), do: "could not find .beam file for #{inspect(module)}"
  defp explained(:non_elixir_module, module, _, _), do: "module #{inspect(module)} was not written in Elixir"
  defp explained(:unknown_function_arity, module, function, arity), do: "unknown function/macro #{Exception.format_mfa(module, function, arity)}"

  defp source(module) do
    cond do
      not Code.ensure_loaded?(module) -> {:error, :no_beam_file}
      not elixir?(module) -> {:error, :non_elixir_module}
      IEx.Compile.script?(module) -> {:error, :no_beam_file}
      source = IEx.Compile.source_text(module) -> {:ok, source}
      true -> {:error, :no_beam_file}
    end
  end

  # Erlang's modules are written in Elixir here.
  defp elixir?(module), do: function_exported?(module, :__info__, 1) and not (:code.is_embedded(module) and not match?("Elixir." <> _, Atom.to_string(module)))

  @doc "Returns the breakpoints: `{id, module, {function, arity}, pending}`."
  def breaks(), do: for({id, {module, function, arity}, _condition, pending} <- all(), do: {id, module, {function, arity}, max(pending, 0)})

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
    for module <- modules, {:ok, source} <- [source(module)], do: rebuild(module, source)
    :ok
  end

  # Recompiles the module with its breakpoints, without repeating its warnings.
  defp rebuild(module, source) do
    breaks = for {id, {^module, function, arity}, condition, _} <- all(), do: {id, function, arity, condition}
    Instrument.compile(module, source, breaks)
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

  defp around(%{file: file, line: line, module: module}, radius) do
    case lines(file, module, line, radius) do
      {:ok, lines} -> "\n\n#{lines}\n"
      :error -> "\n"
    end
  end

  @doc "Returns the lines around a line, each with its number."
  def lines(file, module, line, radius) do
    with {:ok, text} <- lines_of(file, module),
         [_ | _] = lines <- text |> String.split("\n") |> Enum.with_index(1) |> Enum.filter(fn {_, n} -> n in max(line - radius, 1)..(line + radius) end),
         true <- List.keymember?(lines, line, 1) do
      {:ok, Enum.map(lines, fn {text, n} -> numbered("#{String.pad_leading(Integer.to_string(n), 5)}: #{text}\n", n == line) end)}
    else
      _ -> :error
    end
  end

  defp numbered(text, false), do: text
  defp numbered(text, true), do: IO.ANSI.format_fragment([:bright, text, :normal])

  defp lines_of(file, module) do
    case module && :code.embedded_source(module) do
      {^file, text} -> {:ok, text}
      _ -> File.read(file)
    end
  end
end
