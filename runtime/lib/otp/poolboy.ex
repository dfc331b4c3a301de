defmodule :poolboy do
  @moduledoc "A pool of workers: `transaction/2` lends a worker for the time of a function."

  use GenServer

  @timeout 5000

  @doc "Returns the specification of a pool for a supervisor: a tuple, or a map if asked for."
  def child_spec(id, pool), do: child_spec(id, pool, [], :tuple)
  def child_spec(id, pool, worker), do: child_spec(id, pool, worker, :tuple)

  def child_spec(id, pool, worker, :tuple), do: {id, {:poolboy, :start_link, [pool, worker]}, :permanent, 5000, :worker, [:poolboy]}

  def child_spec(id, pool, worker, :map) do
    %{id: id, start: {:poolboy, :start_link, [pool, worker]}, restart: :permanent, shutdown: 5000, type: :worker, modules: [:poolboy]}
  end

  @doc "Starts a pool. The options of the pool are `:name`, `:worker_module`, `:size`, `:max_overflow` and `:strategy`."
  def start(pool, worker \\ []), do: started(:start, pool, worker)

  @doc "Starts a pool linked to the calling process."
  def start_link(pool, worker \\ []), do: started(:start_link, pool, worker)

  defp started(how, pool, worker) do
    case List.keyfind(pool, :name, 0) do
      {:name, name} -> apply(:gen_server, how, [name, __MODULE__, {pool, worker}, []])
      nil -> apply(:gen_server, how, [__MODULE__, {pool, worker}, []])
    end
  end

  @doc "Stops a pool with its workers."
  def stop(pool), do: GenServer.call(pool, :stop)

  @doc "Returns `{state, idle, overflow, lent}`: the state is `:ready`, `:overflow` or `:full`, the others are numbers of workers."
  def status(pool), do: GenServer.call(pool, :status)

  @doc """
  Lends a worker. If all workers are lent, waits for a worker if `block` is true, and returns
  `:full` otherwise.
  """
  def checkout(pool, block \\ true, timeout \\ @timeout) do
    request = make_ref()

    try do
      GenServer.call(pool, {:checkout, request, block}, timeout)
    catch
      kind, reason ->
        GenServer.cast(pool, {:cancel, request})
        :erlang.raise(kind, reason, __STACKTRACE__)
    end
  end

  @doc "Returns a worker to the pool."
  def checkin(pool, worker) when is_pid(worker), do: GenServer.cast(pool, {:checkin, worker})

  @doc "Calls a function with a worker, and returns the worker afterwards."
  def transaction(pool, fun, timeout \\ @timeout) do
    worker = checkout(pool, true, timeout)

    try do
      fun.(worker)
    after
      checkin(pool, worker)
    end
  end

  # size and most are the numbers of permanent and of additional workers. lent maps a worker to the
  # request it was lent for and the monitor of the borrower. Waiting requests are in a queue.
  @impl true
  def init({pool, args}) do
    Process.flag(:trap_exit, true)

    state = %{
      start: {Keyword.fetch!(pool, :worker_module), args},
      size: Keyword.get(pool, :size, 5),
      most: Keyword.get(pool, :max_overflow, 10),
      strategy: Keyword.get(pool, :strategy, :lifo),
      idle: [],
      overflow: 0,
      lent: %{},
      waiting: :queue.new()
    }

    {:ok, %{state | idle: for(_ <- 1..state.size//1, do: new_worker(state))}}
  end

  defp new_worker(%{start: {module, args}}) do
    {:ok, worker} = module.start_link(args)
    worker
  end

  @impl true
  def handle_call({:checkout, request, block}, {borrower, _} = from, state) do
    case state do
      %{idle: [worker | idle]} ->
        {:reply, worker, lend(%{state | idle: idle}, worker, request, borrower)}

      %{overflow: overflow, most: most} when overflow < most ->
        worker = new_worker(state)
        {:reply, worker, lend(%{state | overflow: overflow + 1}, worker, request, borrower)}

      _ when block ->
        ref = Process.monitor(borrower)
        {:noreply, %{state | waiting: :queue.in({from, request, ref}, state.waiting)}}

      _ ->
        {:reply, :full, state}
    end
  end

  def handle_call(:status, _from, state), do: {:reply, {state_name(state), length(state.idle), state.overflow, map_size(state.lent)}, state}
  def handle_call(:stop, _from, state), do: {:stop, :normal, :ok, state}
  def handle_call(_other, _from, state), do: {:reply, {:error, :invalid_message}, state}

  defp lend(state, worker, request, borrower), do: put_in(state.lent[worker], {request, Process.monitor(borrower)})

  defp state_name(%{idle: [_ | _], overflow: 0}), do: :ready
  defp state_name(%{overflow: most, most: most}), do: :full
  defp state_name(_state), do: :overflow

  @impl true
  def handle_cast({:checkin, worker}, state), do: {:noreply, take_back(state, worker)}

  # The borrower gave up. It may have got a worker meanwhile.
  def handle_cast({:cancel, request}, state) do
    case Enum.find(state.lent, &match?({_, {^request, _}}, &1)) do
      {worker, _} -> {:noreply, take_back(state, worker)}
      nil -> {:noreply, not_waiting(state, fn {_, other, _} -> other == request end)}
    end
  end

  def handle_cast(_other, state), do: {:noreply, state}

  defp take_back(state, worker) do
    case Map.pop(state.lent, worker) do
      {nil, _} ->
        state

      {{_, ref}, lent} ->
        Process.demonitor(ref, [:flush])
        available(%{state | lent: lent}, worker)
    end
  end

  # The first waiting request gets the worker. If no request waits, an additional worker ends.
  defp available(state, worker) do
    case :queue.out(state.waiting) do
      {{:value, {{borrower, _} = from, request, ref}}, waiting} ->
        Process.demonitor(ref, [:flush])
        GenServer.reply(from, worker)
        lend(%{state | waiting: waiting}, worker, request, borrower)

      {:empty, _} when state.overflow > 0 ->
        dismiss(worker)
        %{state | overflow: state.overflow - 1}

      {:empty, _} when state.strategy == :fifo ->
        %{state | idle: state.idle ++ [worker]}

      {:empty, _} ->
        %{state | idle: [worker | state.idle]}
    end
  end

  defp dismiss(worker) do
    Process.unlink(worker)
    Process.exit(worker, :shutdown)
  end

  defp not_waiting(state, which) do
    {out, left} = state.waiting |> :queue.to_list() |> Enum.split_with(which)
    for {_, _, ref} <- out, do: Process.demonitor(ref, [:flush])
    %{state | waiting: :queue.from_list(left)}
  end

  @impl true
  def handle_info({:DOWN, ref, _, _, _}, state) do
    case Enum.find(state.lent, &match?({_, {_, ^ref}}, &1)) do
      {worker, _} -> {:noreply, take_back(state, worker)}
      nil -> {:noreply, not_waiting(state, fn {_, _, other} -> other == ref end)}
    end
  end

  def handle_info({:EXIT, worker, _reason}, state) do
    case {Map.pop(state.lent, worker), worker in state.idle} do
      {{{_, ref}, lent}, _} ->
        Process.demonitor(ref, [:flush])
        {:noreply, replaced(%{state | lent: lent})}

      {_, true} ->
        {:noreply, %{state | idle: [new_worker(state) | List.delete(state.idle, worker)]}}

      _ ->
        {:noreply, state}
    end
  end

  def handle_info(_other, state), do: {:noreply, state}

  # A lent worker has ended.
  defp replaced(%{overflow: overflow} = state) do
    if overflow > 0 and :queue.is_empty(state.waiting), do: %{state | overflow: overflow - 1}, else: available(state, new_worker(state))
  end

  @impl true
  def terminate(_reason, state) do
    for worker <- state.idle ++ Map.keys(state.lent), do: dismiss(worker)
    :ok
  end
end
