defmodule Registry do
  @moduledoc "A registry of the processes of this node by name or topic, in tables that all processes can read."

  @type registry :: atom
  @type keys :: :unique | :duplicate
  @type key :: term
  @type value :: term

  @doc "Returns a specification to start a registry under a supervisor."
  def child_spec(options) do
    %{
      id: Keyword.get(options, :name, Registry),
      start: {Registry, :start_link, [options]},
      type: :supervisor
    }
  end

  @doc "Starts a registry."
  def start_link(options) do
    keys = expect!(options[:keys], &(&1 in [:unique, :duplicate]), ":keys to be given and be one of :unique or :duplicate")
    unless Keyword.has_key?(options, :name), do: raise(ArgumentError, "expected :name option to be present")
    name = expect!(options[:name], &is_atom/1, ":name to be an atom")
    meta = expect!(Keyword.get(options, :meta, []), &Keyword.keyword?/1, ":meta to be a keyword list")
    partitions = expect!(Keyword.get(options, :partitions, 1), &(is_integer(&1) and &1 >= 1), ":partitions to be a positive integer")
    listeners = expect!(Keyword.get(options, :listeners, []), &atoms?/1, ":listeners to be a list of named processes")
    Supervisor.start_link(Registry.Supervisor, {keys, name, partitions, meta, listeners}, name: name)
  end

  @doc false
  @deprecated "Use Registry.start_link/1 instead"
  def start_link(keys, name, options \\ []) when is_list(options), do: start_link([keys: keys, name: name] ++ options)

  defp atoms?(list), do: is_list(list) and Enum.all?(list, &is_atom/1)

  defp expect!(value, valid?, text) do
    if valid?.(value), do: value, else: raise(ArgumentError, "expected #{text}, got: #{inspect(value)}")
  end

  # The following functions allow {:via, Registry, {registry, key}}.

  @doc false
  def register_name({registry, key}, pid), do: register_name({registry, key, nil}, pid)

  def register_name({registry, key, value}, pid) when pid == self() do
    if match?({:ok, _}, register(registry, key, value)), do: :yes, else: :no
  end

  @doc false
  def unregister_name({registry, key}), do: unregister(registry, key)
  def unregister_name({registry, key, _value}), do: unregister_name({registry, key})

  @doc false
  def whereis_name({registry, key}), do: named(registry, key)
  def whereis_name({registry, key, _value}), do: named(registry, key)

  defp named(registry, key) do
    with {:duplicate, _} <- info!(registry), do: raise(ArgumentError, ":via is not supported for duplicate registries")
    with [] <- lookup(registry, key), do: :undefined, else: ([{pid, _}] -> pid)
  end

  @doc false
  def send({registry, key, _value}, msg), do: Registry.send({registry, key}, msg)

  def send({registry, key} = name, msg) do
    with [{pid, _}] <- lookup(registry, key), do: Kernel.send(pid, msg), else: ([] -> :erlang.error(:badarg, [name, msg]))
  end

  @doc "Registers the calling process under `key`, with a value."
  def register(registry, key, value) when is_atom(registry) do
    {kind, listeners} = info!(registry)

    case insert(kind, registry, key, value) do
      :ok ->
        owner = partition!(registry, self())
        Process.link(owner)
        for listener <- listeners, do: notify(listener, {:register, registry, key, self(), value})
        {:ok, owner}

      {:error, _} = error ->
        error
    end
  end

  defp insert(:unique, registry, key, value) do
    if :ets.insert_new(registry, {key, {self(), value}}) do
      :ets.insert(pids(registry), {self(), key})
      :ok
    else
      case :ets.lookup(registry, key) do
        [{^key, {pid, _}} = current] -> taken(registry, key, value, pid, current)
        [] -> insert(:unique, registry, key, value)
      end
    end
  end

  defp insert(:duplicate, registry, key, value) do
    :ets.insert(pids(registry), {self(), key})
    :ets.insert(registry, {key, {self(), value}})
    :ok
  end

  # The entry of an ended process may not have been removed yet.
  defp taken(registry, key, value, pid, current) do
    if Process.alive?(pid) do
      {:error, {:already_registered, pid}}
    else
      :ets.delete_object(registry, current)
      insert(:unique, registry, key, value)
    end
  end

  defp notify(listener, msg) do
    if Process.whereis(listener), do: Kernel.send(listener, msg)
  end

  @doc "Removes the entries of the calling process under `key`."
  def unregister(registry, key) when is_atom(registry) do
    {_, listeners} = info!(registry)
    pid = self()
    present = for {_, {^pid, _}} = entry <- :ets.lookup(registry, key), do: entry
    Enum.each(present, &:ets.delete_object(registry, &1))
    left(registry, key, 0)

    if present != [] do
      for listener <- listeners, do: notify(listener, {:unregister, registry, key, pid})
    end

    :ok
  end

  @doc "Removes the entries of the calling process under `key` whose values match."
  def unregister_match(registry, key, pattern, guards \\ []) when is_list(guards) do
    info!(registry)
    pid = self()
    {head, guards} = for_key(key, {pid, pattern}, guards)
    :ets.select_delete(registry, [{head, guards, [true]}])
    left(registry, key, Enum.count(:ets.lookup(registry, key), &match?({_, {^pid, _}}, &1)))
    :ok
  end

  # Sets the number of entries that the calling process has left for the key.
  defp left(registry, key, count) do
    :ets.delete_object(pids(registry), {self(), key})
    for _ <- 1..count//1, do: :ets.insert(pids(registry), {self(), key})
    if :ets.lookup(pids(registry), self()) == [], do: registry |> partition!(self()) |> Process.unlink()
  end

  # A key that could be read as a pattern is compared in a guard.
  defp for_key(key, entry, guards) when is_binary(key) or is_number(key) or is_pid(key), do: {{key, entry}, guards}
  defp for_key(key, entry, guards), do: {{:_, entry}, [{:"=:=", {:element, 1, :"$_"}, {:const, key}} | guards]}

  @doc "Updates the value of the calling process under a unique `key`."
  def update_value(registry, key, callback) when is_atom(registry) and is_function(callback, 1) do
    case info!(registry) do
      {:unique, _} -> do_update(registry, key, callback)
      {kind, _} -> raise ArgumentError, "Registry.update_value/3 is not supported for #{kind} registries"
    end
  end

  defp do_update(registry, key, callback) do
    pid = self()

    case :ets.lookup(registry, key) do
      [{^key, {^pid, old}}] ->
        new = callback.(old)
        :ets.insert(registry, {key, {pid, new}})
        {new, old}

      _ ->
        :error
    end
  end

  @doc "Returns the processes under `key` with their values."
  def lookup(registry, key) when is_atom(registry) do
    {kind, _} = info!(registry)
    for {_, {pid, _} = entry} <- :ets.lookup(registry, key), kind == :duplicate or Process.alive?(pid), do: entry
  end

  @doc "Calls `mfa_or_fun` with the entries under `key`. With `parallel: true`, calls it in a process for each partition that has entries."
  def dispatch(registry, key, mfa_or_fun, opts \\ [])
      when is_atom(registry) and (is_function(mfa_or_fun, 1) or tuple_size(mfa_or_fun) == 3) and is_list(opts) do
    {kind, _} = info!(registry)
    entries = lookup(registry, key)
    partitions = :ets.lookup_element(info_table(registry), :partitions, 2)

    cond do
      entries == [] -> :ok
      kind == :unique or partitions == 1 -> apply_to(mfa_or_fun, entries)
      true -> dispatch_each(Enum.group_by(entries, fn {pid, _} -> :erlang.phash2(pid, partitions) end), mfa_or_fun, opts[:parallel])
    end

    :ok
  end

  defp dispatch_each(partitions, mfa_or_fun, true) do
    tasks = for {_, entries} <- partitions, do: Task.async(fn -> apply_to(mfa_or_fun, entries) end)
    Task.await_many(tasks, :infinity)
    Enum.each(tasks, &forget_link(&1.pid))
  end

  defp dispatch_each(partitions, mfa_or_fun, _parallel), do: Enum.each(partitions, fn {_, entries} -> apply_to(mfa_or_fun, entries) end)

  # A caller that traps exits must not receive exit messages of these tasks.
  defp forget_link(pid) do
    Process.unlink(pid)

    receive do
      {:EXIT, ^pid, _} -> :ok
    after
      0 -> :ok
    end
  end

  defp apply_to({module, function, args}, entries), do: apply(module, function, [entries | args])
  defp apply_to(fun, entries), do: fun.(entries)

  @doc "Returns the keys of a process."
  def keys(registry, pid) when is_atom(registry) and is_pid(pid) do
    info!(registry)
    for {_, key} <- :ets.lookup(pids(registry), pid), do: key
  end

  @doc "Returns the values of a process under `key`."
  def values(registry, key, pid) when is_atom(registry) do
    info!(registry)
    for {_, {^pid, value}} <- :ets.lookup(registry, key), do: value
  end

  @doc "Returns the entries under `key` whose values match a pattern."
  def match(registry, key, pattern, guards \\ []) when is_atom(registry) and is_list(guards) do
    info!(registry)
    guards = [{:"=:=", {:element, 1, :"$_"}, {:const, key}} | guards]
    :ets.select(registry, [{{:_, {:_, pattern}}, guards, [{:element, 2, :"$_"}]}])
  end

  @doc "Returns the number of entries under `key` that match a pattern."
  def count_match(registry, key, pattern, guards \\ []) when is_atom(registry) and is_list(guards) do
    length(match(registry, key, pattern, guards))
  end

  @doc "Returns the results of a match specification over `{key, pid, value}`."
  def select(registry, spec) when is_atom(registry) and is_list(spec) do
    spec = Enum.map(spec, &select_spec(&1, "select", spec))
    info!(registry)
    :ets.select(registry, spec)
  end

  @doc "Returns the number of entries that a match specification over `{key, pid, value}` selects."
  def count_select(registry, spec) when is_atom(registry) and is_list(spec) do
    spec = for part <- spec, do: part |> select_spec("count_select", spec) |> put_elem(2, [true])
    info!(registry)
    :ets.select_count(registry, spec)
  end

  defp select_spec({{key, pid, value}, guards, body}, _function, _spec), do: {{key, {pid, value}}, guards, body}

  defp select_spec(_other, function, spec) do
    raise ArgumentError, "invalid match specification in Registry.#{function}/2: #{inspect(spec)}"
  end

  @doc "Returns the number of entries."
  def count(registry) when is_atom(registry) do
    info!(registry)
    :ets.info(registry, :size)
  end

  @doc "Returns the metadata under `key`."
  def meta(registry, key) when is_atom(registry) and (is_atom(key) or is_tuple(key)) do
    case :ets.lookup(info_table(registry), {:meta, key}) do
      [{_, value}] -> {:ok, value}
      [] -> :error
    end
  rescue
    ArgumentError ->
      raise ArgumentError,
            "unknown registry: #{inspect(registry)}. Either the registry name is invalid or the registry is not running, possibly because its application isn't started"
  end

  @doc "Stores metadata under `key`."
  def put_meta(registry, key, value) when is_atom(registry) and (is_atom(key) or is_tuple(key)) do
    info!(registry)
    :ets.insert(info_table(registry), {{:meta, key}, value})
    :ok
  end

  @doc "Removes the metadata under `key`."
  def delete_meta(registry, key) when is_atom(registry) and (is_atom(key) or is_tuple(key)) do
    info!(registry)
    :ets.delete(info_table(registry), {:meta, key})
    :ok
  end

  @doc false
  def pids(registry), do: Module.concat(registry, "Pids")

  @doc false
  def info_table(registry), do: Module.concat(registry, "Info")

  @doc """
  Runs `function` while holding the lock `lock_key` of this registry.

      iex> Registry.start_link(keys: :unique, name: Registry.LockDoc)
      iex> Registry.lock(Registry.LockDoc, :rent, fn -> :paid end)
      :paid
  """
  def lock(registry, lock_key, function) when is_atom(registry) and is_function(function, 0) do
    info!(registry)
    owner = partition!(registry, lock_key)
    :ok = GenServer.call(owner, {:lock, lock_key}, :infinity)

    try do
      function.()
    after
      GenServer.call(owner, {:unlock, lock_key}, :infinity)
    end
  end

  # Returns the partition that is linked to a process, or that has the lock of a key.
  defp partition!(registry, process_or_key) do
    n = :ets.lookup_element(info_table(registry), :partitions, 2)
    registry |> partition(:erlang.phash2(process_or_key, n)) |> Process.whereis()
  end

  @doc false
  def partition(registry, i), do: Module.concat(registry, "PIDPartition#{i}")

  defp info!(registry) do
    [{:info, kind, listeners}] = :ets.lookup(info_table(registry), :info)
    {kind, listeners}
  catch
    :error, _ -> raise ArgumentError, "unknown registry: #{inspect(registry)}"
  end
end

defmodule Registry.Supervisor do
  @moduledoc false
  use Supervisor

  # The supervisor owns the tables, so that they outlive a partition.
  def init({kind, name, partitions, meta, listeners}) do
    type = if kind == :unique, do: :set, else: :duplicate_bag
    :ets.new(Registry.info_table(name), [:named_table, :public, :set, read_concurrency: true])
    :ets.new(Registry.pids(name), [:named_table, :public, :duplicate_bag])
    :ets.new(name, [:named_table, :public, type, read_concurrency: true])
    :ets.insert(Registry.info_table(name), [{:info, kind, listeners}, {:partitions, partitions}])
    for {key, value} <- meta, do: :ets.insert(Registry.info_table(name), {{:meta, key}, value})

    children =
      for i <- 0..(partitions - 1) do
        partition = Registry.partition(name, i)
        %{id: partition, start: {Registry.Partition, :start_link, [partition, {name, listeners}]}}
      end

    Supervisor.init(children, strategy: :one_for_all)
  end
end

defmodule Registry.Partition do
  @moduledoc false
  use GenServer

  # A partition is linked to the processes that register with it, and removes their entries when
  # they end. It also manages the locks of its keys.
  def start_link(partition, arg), do: GenServer.start_link(__MODULE__, arg, name: partition)

  def init({name, listeners}) do
    Process.flag(:trap_exit, true)
    {:ok, %{name: name, listeners: listeners, locks: %{}}}
  end

  # The reply to a sync confirms that all earlier exits have been handled.
  def handle_call(:sync, _from, state), do: {:reply, :ok, state}

  # A lock consists of its holder with a monitor, and the waiting processes, newest first.
  def handle_call({:lock, key}, {pid, _} = from, %{locks: locks} = state) do
    case locks do
      %{^key => {holder, waiting}} -> {:noreply, put_in(state.locks[key], {holder, [from | waiting]})}
      %{} -> {:reply, :ok, put_in(state.locks[key], {{pid, Process.monitor(pid)}, []})}
    end
  end

  def handle_call({:unlock, key}, _from, state), do: {:reply, :ok, next_holder(state, key)}

  defp next_holder(state, key) do
    {{_, ref}, waiting} = state.locks[key]
    Process.demonitor(ref, [:flush])

    case Enum.reverse(waiting) do
      [] ->
        %{state | locks: Map.delete(state.locks, key)}

      [{pid, _} = from | rest] ->
        GenServer.reply(from, :ok)
        put_in(state.locks[key], {{pid, Process.monitor(pid)}, Enum.reverse(rest)})
    end
  end

  def handle_info({:EXIT, pid, _reason}, %{name: name} = state) do
    for {_, key} <- :ets.take(Registry.pids(name), pid) do
      :ets.match_delete(name, {key, {pid, :_}})
      for listener <- state.listeners, Process.whereis(listener), do: send(listener, {:unregister, name, key, pid})
    end

    {:noreply, state}
  end

  def handle_info({:DOWN, ref, :process, _, _}, state) do
    case Enum.find(state.locks, fn {_, {{_, held}, _}} -> held == ref end) do
      {key, _} -> {:noreply, next_holder(state, key)}
      nil -> {:noreply, state}
    end
  end

  def handle_info(_msg, state), do: {:noreply, state}
end
