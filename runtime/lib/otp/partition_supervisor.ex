defmodule PartitionSupervisor do
  @moduledoc """
  A supervisor that starts a child several times, so that callers are distributed over the copies by a key: `{:via,
  PartitionSupervisor, {name, key}}`.

  A table with the supervisor's name maps partitions to children.
  """

  @behaviour Supervisor

  @doc "Returns a specification to start a partition supervisor under a supervisor."
  def child_spec(opts) when is_list(opts) do
    id =
      case Keyword.get(opts, :name, DynamicSupervisor) do
        name when is_atom(name) -> name
        {:via, _module, name} -> name
      end

    %{id: id, start: {PartitionSupervisor, :start_link, [opts]}, type: :supervisor}
  end

  @doc "Starts `:partitions` children of `:child_spec`."
  def start_link(opts) when is_list(opts) do
    name = opts[:name]

    unless name do
      raise ArgumentError, "the :name option must be given to PartitionSupervisor"
    end

    unless is_atom(name) or match?({:via, _, _}, name) do
      raise ArgumentError, "the :name option given to PartitionSupervisor must be an atom or a {:via, module, name} tuple, got: #{inspect(name)}"
    end

    {child_spec, opts} = Keyword.pop(opts, :child_spec)

    unless child_spec do
      raise ArgumentError, "the :child_spec option must be given to PartitionSupervisor"
    end

    {partitions, opts} = Keyword.pop(opts, :partitions, System.schedulers_online())

    unless is_integer(partitions) and partitions >= 1 do
      raise ArgumentError, "the :partitions option must be a positive integer, got: #{inspect(partitions)}"
    end

    {with_arguments, opts} = Keyword.pop(opts, :with_arguments, fn args, _partition -> args end)

    unless is_function(with_arguments, 2) do
      raise ArgumentError, "the :with_arguments option must be a function that receives two arguments, the current call arguments and the partition, got: #{inspect(with_arguments)}"
    end

    unless Keyword.get(opts, :auto_shutdown, :never) == :never do
      raise ArgumentError, "the :auto_shutdown option must be :never, got: #{inspect(opts[:auto_shutdown])}"
    end

    {start_opts, init_opts} = Keyword.split(opts, [:name, :timeout, :debug, :spawn_opt, :hibernate_after])
    child = Supervisor.child_spec(child_spec, [])
    Supervisor.start_link(__MODULE__, {name, partitions, child, with_arguments, init_opts}, start_opts)
  end

  @impl true
  def init({name, partitions, %{start: {mod, fun, args}} = child, with_arguments, init_opts}) do
    table = :ets.new(if(is_atom(name), do: name, else: __MODULE__), [:set, :public, read_concurrency: true] ++ if(is_atom(name), do: [:named_table], else: []))
    unless is_atom(name), do: :persistent_term.put({__MODULE__, name}, table)
    :ets.insert(table, [{:partitions, partitions}, {:most, partitions}])

    children =
      for partition <- 0..(partitions - 1) do
        args = with_arguments.(args, partition)

        unless is_list(args) do
          raise "the call to the function in :with_arguments must return a list, got: #{inspect(args)}"
        end

        start = {__MODULE__, :start_child, [mod, fun, args, table, partition]}
        Map.merge(child, %{id: partition, start: start, modules: Map.get(child, :modules, [mod])})
      end

    Supervisor.init(children, Keyword.put_new(init_opts, :strategy, :one_for_one))
  end

  @doc false
  def start_child(mod, fun, args, table, partition) do
    case apply(mod, fun, args) do
      {:ok, pid} ->
        :ets.insert(table, {partition, pid})
        {:ok, pid}

      {:ok, pid, info} ->
        :ets.insert(table, {partition, pid})
        {:ok, pid, info}

      other ->
        other
    end
  end

  # Returns the table of a supervisor, or nil.
  defp table(name) when is_atom(name), do: if(:ets.whereis(name) != :undefined, do: name)
  defp table(name), do: :persistent_term.get({__MODULE__, name}, nil)

  defp table!(name) do
    table(name) || exit({:noproc, {__MODULE__, :partitions, [name]}})
  end

  @doc "Returns the number of partitions."
  def partitions(supervisor), do: :ets.lookup_element(table!(supervisor), :partitions, 2)

  @doc "Changes the number of partitions, up to the initial number."
  def resize!(name, partitions) when is_integer(partitions) do
    table = table!(name)
    most = :ets.lookup_element(table, :most, 2)

    unless partitions in 0..most do
      raise ArgumentError, "the number of partitions to resize to must be a number between 0 and #{most}, got: #{partitions}"
    end

    before = partitions(name)
    if partitions < before, do: :ets.insert(table, {:partitions, partitions})

    for partition <- (before - 1)..partitions//-1 do
      Supervisor.terminate_child(name, partition)
      :ets.delete(table, partition)
    end

    for partition <- before..(partitions - 1)//1, do: {:ok, _} = Supervisor.restart_child(name, partition)
    :ets.insert(table, {:partitions, partitions})
    before
  end

  @doc "Returns the children: `{partition, pid, type, modules}`."
  def which_children(name) when is_atom(name) or elem(name, 0) == :via, do: Supervisor.which_children(name)

  @doc "Returns the numbers of children by kind and state."
  def count_children(supervisor), do: Supervisor.count_children(supervisor)

  @doc "Stops the supervisor."
  def stop(supervisor, reason \\ :normal, timeout \\ :infinity), do: Supervisor.stop(supervisor, reason, timeout)

  ## The names of partitions

  @doc false
  def whereis_name({name, key}) do
    table = table!(name)

    with [{:partitions, partitions}] <- :ets.lookup(table, :partitions),
         true <- partitions > 0 or raise(ArgumentError, "#{inspect(name)} has zero partitions, no process can be looked up"),
         [{_, pid}] <- :ets.lookup(table, partition(key, partitions)) do
      pid
    else
      _ -> :undefined
    end
  end

  defp partition(key, partitions) when is_integer(key), do: rem(abs(key), partitions)
  defp partition(key, partitions), do: :erlang.phash2(key, partitions)

  @doc false
  def send(name_key, message) do
    case whereis_name(name_key) do
      :undefined -> :erlang.error(:badarg, [name_key, message])
      pid -> Kernel.send(pid, message)
    end
  end

  @doc false
  def register_name(_, _), do: raise("PartitionSupervisor cannot register names")
  @doc false
  def unregister_name(_), do: raise("PartitionSupervisor cannot unregister names")
end
