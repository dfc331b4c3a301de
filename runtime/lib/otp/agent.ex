defmodule Agent do
  @moduledoc "A process that keeps a state."

  @type agent :: pid | {atom, node} | name
  @type name :: atom | {:global, term} | {:via, module, term}
  @type on_start :: {:ok, pid} | {:error, {:already_started, pid} | term}
  @type state :: term

  @doc "Returns a specification to start an agent under a supervisor."
  def child_spec(arg) do
    %{id: Agent, start: {Agent, :start_link, [arg]}}
  end

  @doc false
  defmacro __using__(opts), do: Supervisor.ChildSpec.using([], opts)

  for {start, link} <- [start_link: "linked to the calling process", start: "without a link"] do
    @doc "Starts an agent #{link}. `fun` returns its initial state."
    def unquote(start)(fun, options \\ []) when is_function(fun, 0) do
      GenServer.unquote(start)(Agent.Server, fun, options)
    end

    @doc "Starts an agent #{link}. A function of a module returns its initial state."
    def unquote(start)(module, fun, args, options \\ []) do
      GenServer.unquote(start)(Agent.Server, {module, fun, args}, options)
    end
  end

  for {request, what} <- [
        get: "Returns the result of {fun} for the state.",
        get_and_update: "Passes the state to {fun}, which returns `{value, new_state}`. Returns the value.",
        update: "Replaces the state with the result of {fun} for the state."
      ] do
    @doc String.replace(what, "{fun}", "`fun`")
    def unquote(request)(agent, fun, timeout \\ 5000) when is_function(fun, 1) do
      GenServer.call(agent, {unquote(request), fun}, timeout)
    end

    @doc String.replace(what, "{fun}", "a module's function")
    def unquote(request)(agent, module, fun, args, timeout \\ 5000) do
      GenServer.call(agent, {unquote(request), {module, fun, args}}, timeout)
    end
  end

  @doc "Replaces the state with the result of `fun`, and does not wait."
  def cast(agent, fun) when is_function(fun, 1), do: GenServer.cast(agent, {:cast, fun})

  @doc "Replaces the state with the result of a module's function, and does not wait."
  def cast(agent, module, fun, args), do: GenServer.cast(agent, {:cast, {module, fun, args}})

  @doc "Stops the agent."
  def stop(agent, reason \\ :normal, timeout \\ :infinity) do
    GenServer.stop(agent, reason, timeout)
  end
end

defmodule Agent.Server do
  @moduledoc false
  use GenServer

  def init(fun) do
    Process.put(:"$initial_call", shown(fun))
    {:ok, run(fun, [])}
  end

  def handle_call({request, fun}, _from, state), do: answer(request, run(fun, [state]), state)

  defp answer(:update, new_state, _state), do: {:reply, :ok, new_state}
  defp answer(:get, value, state), do: {:reply, value, state}
  defp answer(:get_and_update, {value, new_state}, _state), do: {:reply, value, new_state}
  defp answer(:get_and_update, other, state), do: {:stop, {:bad_return_value, other}, state}

  def handle_cast({:cast, fun}, state), do: {:noreply, run(fun, [state])}

  def handle_info(_msg, state), do: {:noreply, state}

  def code_change(_old, state, fun), do: {:ok, run(fun, [state])}

  # Returns the function that identifies an agent in reports.
  defp shown({module, fun, args}), do: {module, fun, length(args)}

  defp shown(fun) do
    [module, name] = for item <- [:module, :name], do: fun |> Function.info(item) |> elem(1)
    {module, name, 0}
  end

  defp run(fun, [state]) when is_function(fun, 1), do: fun.(state)
  defp run({module, fun, args}, extra), do: apply(module, fun, extra ++ args)
  defp run(fun, extra), do: apply(fun, extra)
end
