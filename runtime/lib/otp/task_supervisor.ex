defmodule Task.Supervisor do
  @moduledoc "A supervisor of tasks."

  @doc "Returns a specification to start a task supervisor under a supervisor."
  def child_spec(opts) when is_list(opts) do
    id =
      case Keyword.get(opts, :name, Task.Supervisor) do
        name when is_atom(name) -> name
        {:global, name} -> name
        {:via, _module, name} -> name
      end

    %{id: id, start: {Task.Supervisor, :start_link, [opts]}, type: :supervisor}
  end

  @doc "Starts a supervisor of tasks."
  def start_link(options \\ []) do
    {start, options} = Keyword.split(options, [:name, :timeout, :spawn_opt, :debug])
    DynamicSupervisor.start_link(__MODULE__, options, start)
  end

  @doc false
  def init(options) do
    Process.put(__MODULE__, {Keyword.get(options, :restart, :temporary), Keyword.get(options, :shutdown, 5000)})
    DynamicSupervisor.init([strategy: :one_for_one] ++ options)
  end

  @doc "Starts a task linked to the caller, whose result is to be awaited."
  def async(supervisor, fun, options \\ []) do
    async(supervisor, :erlang, :apply, [fun, []], options)
  end

  @doc "Starts a task linked to the caller that applies a function."
  def async(supervisor, module, fun, args, options \\ []) do
    do_async(supervisor, :link, module, fun, args, options)
  end

  @doc "Starts a task that is not linked to the caller, whose result is to be awaited."
  def async_nolink(supervisor, fun, options \\ []) do
    async_nolink(supervisor, :erlang, :apply, [fun, []], options)
  end

  @doc "Starts a task that is not linked to the caller and applies a function."
  def async_nolink(supervisor, module, fun, args, options \\ []) do
    do_async(supervisor, :nolink, module, fun, args, options)
  end

  @doc "A stream of the results of tasks that are linked to the caller."
  def async_stream(supervisor, enumerable, fun, options \\ []) when is_function(fun, 1) do
    Task.Supervised.stream(enumerable, fun, options, {:link, supervisor})
  end

  @doc "A stream of the results of tasks that apply a function and are linked to the caller."
  def async_stream(supervisor, enumerable, module, function, args, options \\ []) do
    Task.Supervised.stream(enumerable, {module, function, args}, options, {:link, supervisor})
  end

  @doc "A stream of the results of tasks that are not linked to the caller."
  def async_stream_nolink(supervisor, enumerable, fun, options \\ []) when is_function(fun, 1) do
    Task.Supervised.stream(enumerable, fun, options, {:nolink, supervisor})
  end

  @doc "A stream of the results of tasks that apply a function and are not linked to the caller."
  def async_stream_nolink(supervisor, enumerable, module, function, args, options \\ []) do
    Task.Supervised.stream(enumerable, {module, function, args}, options, {:nolink, supervisor})
  end

  @doc "Ends the child with this pid."
  def terminate_child(supervisor, pid) when is_pid(pid), do: DynamicSupervisor.terminate_child(supervisor, pid)

  @doc "The pids of the children."
  def children(supervisor) do
    for {_, pid, _, _} <- DynamicSupervisor.which_children(supervisor), is_pid(pid), do: pid
  end

  @doc "Starts a task as a child; its result is not kept."
  def start_child(supervisor, fun, options \\ []) do
    start_child(supervisor, :erlang, :apply, [fun, []], options)
  end

  @doc "Starts a task that applies a function as a child; its result is not kept."
  def start_child(supervisor, module, fun, args, options \\ [])
      when is_atom(fun) and is_list(args) do
    owner = Task.Supervised.owner(self())
    callers = [self() | Process.get(:"$callers", [])]
    start_task(supervisor, [owner, callers, {module, fun, args}], options[:restart], options[:shutdown])
  end

  @doc false
  def start_reply(supervisor, owner, restart, shutdown) do
    start_task(supervisor, [Task.Supervised.owner(owner), :monitor], restart, shutdown)
  end

  # The shape of Elixir's own request, so that the supervisor may be one of hers.
  defp start_task(supervisor, args, restart, shutdown) do
    GenServer.call(supervisor, {:start_task, args, restart, shutdown}, :infinity)
  end

  defp do_async(supervisor, link, module, fun, args, options) do
    owner = self()

    case start_reply(supervisor, owner, :temporary, options[:shutdown]) do
      {:ok, pid} ->
        if link == :link, do: Process.link(pid)
        ref = Process.monitor(pid, alias: :demonitor)
        send(pid, {owner, ref, ref, [owner | Process.get(:"$callers", [])], {module, fun, args}})
        %Task{pid: pid, ref: ref, owner: owner, mfa: {module, fun, length(args)}}

      {:error, :max_children} ->
        raise """
        reached the maximum number of tasks for this task supervisor. The maximum number \
        of tasks that are allowed to run at the same time under this supervisor can be \
        configured with the :max_children option passed to Task.Supervisor.start_link/1
        """
    end
  end
end
