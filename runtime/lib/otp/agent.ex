defmodule Agent do
  @moduledoc "A process that keeps a state and nothing else."

  @type agent :: pid | {atom, node} | name
  @type name :: atom | {:global, term} | {:via, module, term}
  @type on_start :: {:ok, pid} | {:error, {:already_started, pid} | term}
  @type state :: term

  @doc "Returns a specification to start an agent under a supervisor."
  def child_spec(arg) do
    %{id: Agent, start: {Agent, :start_link, [arg]}}
  end

  @doc false
  defmacro __using__(opts) do
    quote location: :keep, bind_quoted: [opts: opts] do
      unless Module.has_attribute?(__MODULE__, :doc) do
        @doc """
        Returns a specification to start this module under a supervisor.

        See `Supervisor`.
        """
      end

      def child_spec(arg) do
        default = %{
          id: __MODULE__,
          start: {__MODULE__, :start_link, [arg]}
        }

        Supervisor.child_spec(default, unquote(Macro.escape(opts)))
      end

      defoverridable child_spec: 1
    end
  end

  @doc "Starts an agent linked to the calling process; `fun` gives its first state."
  def start_link(fun, options \\ [])

  def start_link(fun, options) when is_function(fun, 0) do
    GenServer.start_link(Agent.Server, fun, options)
  end

  @doc "Starts a linked agent whose first state a module's function gives."
  def start_link(module, fun, args, options \\ []) do
    GenServer.start_link(Agent.Server, {module, fun, args}, options)
  end

  @doc "Starts an agent without a link."
  def start(fun, options \\ []) when is_function(fun, 0) do
    GenServer.start(Agent.Server, fun, options)
  end

  @doc "Starts an agent without a link; a module's function gives its first state."
  def start(module, fun, args, options \\ []) do
    GenServer.start(Agent.Server, {module, fun, args}, options)
  end

  @doc "What `fun` makes of the state."
  def get(agent, fun, timeout \\ 5000)

  def get(agent, fun, timeout) when is_function(fun, 1) do
    GenServer.call(agent, {:get, fun}, timeout)
  end

  @doc "What a module's function makes of the state."
  def get(agent, module, fun, args, timeout \\ 5000) do
    GenServer.call(agent, {:get, {module, fun, args}}, timeout)
  end

  @doc "Gets a value and updates the state by the `{value, state}` of `fun`."
  def get_and_update(agent, fun, timeout \\ 5000)

  def get_and_update(agent, fun, timeout) when is_function(fun, 1) do
    GenServer.call(agent, {:get_and_update, fun}, timeout)
  end

  @doc "Gets a value and updates the state by a module's function."
  def get_and_update(agent, module, fun, args, timeout \\ 5000) do
    GenServer.call(agent, {:get_and_update, {module, fun, args}}, timeout)
  end

  @doc "Updates the state by `fun`."
  def update(agent, fun, timeout \\ 5000)

  def update(agent, fun, timeout) when is_function(fun, 1) do
    GenServer.call(agent, {:update, fun}, timeout)
  end

  @doc "Updates the state by a module's function."
  def update(agent, module, fun, args, timeout \\ 5000) do
    GenServer.call(agent, {:update, {module, fun, args}}, timeout)
  end

  @doc "Updates the state by `fun` without waiting."
  def cast(agent, fun) when is_function(fun, 1), do: GenServer.cast(agent, {:cast, fun})

  @doc "Updates the state by a module's function without waiting."
  def cast(agent, module, fun, args), do: GenServer.cast(agent, {:cast, {module, fun, args}})

  @doc "Ends the agent."
  def stop(agent, reason \\ :normal, timeout \\ :infinity) do
    GenServer.stop(agent, reason, timeout)
  end
end

defmodule Agent.Server do
  @moduledoc false
  use GenServer

  def init(fun) do
    _ = initial_call(fun)
    {:ok, run(fun, [])}
  end

  def handle_call({:get, fun}, _from, state), do: {:reply, run(fun, [state]), state}

  def handle_call({:get_and_update, fun}, _from, state) do
    case run(fun, [state]) do
      {reply, state} -> {:reply, reply, state}
      other -> {:stop, {:bad_return_value, other}, state}
    end
  end

  def handle_call({:update, fun}, _from, state), do: {:reply, :ok, run(fun, [state])}

  def handle_cast({:cast, fun}, state), do: {:noreply, run(fun, [state])}

  def handle_info(_msg, state), do: {:noreply, state}

  defp initial_call({module, fun, args}), do: Process.put(:"$initial_call", {module, fun, length(args)})

  defp initial_call(fun) do
    {:module, module} = Function.info(fun, :module)
    {:name, name} = Function.info(fun, :name)
    Process.put(:"$initial_call", {module, name, 0})
  end

  defp run({module, fun, args}, extra), do: apply(module, fun, extra ++ args)
  defp run(fun, extra), do: apply(fun, extra)
end
