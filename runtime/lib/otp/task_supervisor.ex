defmodule Task.Supervisor do
  @moduledoc "A dynamic supervisor for tasks. By default it does not restart them."

  @doc "Returns a specification to start a task supervisor under a supervisor."
  def child_spec(opts) when is_list(opts), do: Supervisor.ChildSpec.named(Task.Supervisor, opts)

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

  for {async, stream, link, how} <- [
        {:async, :async_stream, :link, "linked"},
        {:async_nolink, :async_stream_nolink, :nolink, "not linked"}
      ] do
    @doc "Starts a task that is #{how} to the caller and whose result is awaited."
    def unquote(async)(supervisor, fun, options \\ []) do
      awaited(supervisor, unquote(link), {:erlang, :apply, [fun, []]}, options)
    end

    @doc "Starts a task that calls a function and is #{how} to the caller."
    def unquote(async)(supervisor, module, fun, args, options \\ []) do
      awaited(supervisor, unquote(link), {module, fun, args}, options)
    end

    @doc "Returns a stream of the results of concurrent tasks that are #{how} to the caller."
    def unquote(stream)(supervisor, enumerable, fun, options \\ []) when is_function(fun, 1) do
      Task.Supervised.stream(enumerable, fun, options, {unquote(link), supervisor})
    end

    @doc "Returns a stream of the results of concurrent tasks that call a function and are #{how} to the caller."
    def unquote(stream)(supervisor, enumerable, module, function, args, options \\ []) do
      Task.Supervised.stream(enumerable, {module, function, args}, options, {unquote(link), supervisor})
    end
  end

  @doc "Terminates the child with a pid."
  def terminate_child(supervisor, pid) when is_pid(pid), do: DynamicSupervisor.terminate_child(supervisor, pid)

  @doc "Returns the pids of the children."
  def children(supervisor) do
    supervisor |> DynamicSupervisor.which_children() |> Enum.map(&elem(&1, 1)) |> Enum.filter(&is_pid/1)
  end

  @doc "Starts a task as a child. Its result is dropped."
  def start_child(supervisor, fun, options \\ []) do
    start_child(supervisor, :erlang, :apply, [fun, []], options)
  end

  @doc "Starts a task that calls a function as a child. Its result is dropped."
  def start_child(supervisor, module, fun, args, options \\ [])
      when is_atom(fun) and is_list(args) do
    task = [Task.Supervised.owner(self()), Task.Supervised.callers(), {module, fun, args}]
    start_task(supervisor, task, options[:restart], options[:shutdown])
  end

  @doc false
  def start_reply(supervisor, owner, restart, shutdown) do
    with {:error, :max_children} <- start_task(supervisor, [Task.Supervised.owner(owner), :monitor], restart, shutdown) do
      raise """
      reached the maximum number of tasks for this task supervisor. The maximum number \
      of tasks that are allowed to run at the same time under this supervisor can be \
      configured with the :max_children option passed to Task.Supervisor.start_link/1
      """
    end
  end

  # The request has the format of Elixir's request, so that the supervisor may also run on a node
  # of Elixir.
  defp start_task(supervisor, args, restart, shutdown) do
    GenServer.call(supervisor, {:start_task, args, restart, shutdown}, :infinity)
  end

  defp awaited(supervisor, link, mfa, options) do
    {:ok, pid} = start_reply(supervisor, self(), :temporary, options[:shutdown])
    if link == :link, do: Process.link(pid)
    Task.Supervised.entrust(pid, mfa)
  end
end
