defmodule DeltaCrdt do
  @moduledoc """
  A map that several processes on several nodes can write to concurrently. All of them end up with the same
  contents.

      {:ok, one} = DeltaCrdt.start_link(DeltaCrdt.AWLWWMap)
      {:ok, two} = DeltaCrdt.start_link(DeltaCrdt.AWLWWMap)
      DeltaCrdt.set_neighbours(one, [two])
      DeltaCrdt.set_neighbours(two, [one])
      DeltaCrdt.put(one, "CRDT", "is magic!")

  A write is sent to the neighbours, and further writes are collected for `:sync_interval` milliseconds. Neighbours
  compare digests of their contents, so that a map that was disconnected receives only the missing entries.
  """

  @type key :: term
  @type value :: term
  @type t :: GenServer.server()

  @doc "Starts a map. Options: `:name`, `:sync_interval` (milliseconds, 200), `:on_diffs` (a function or `{m, f, a}` that is called with changes)."
  def start_link(crdt_module, opts \\ []) do
    init = Keyword.put(opts, :crdt_module, crdt_module)
    GenServer.start_link(DeltaCrdt.CausalCrdt, init, Keyword.take(opts, [:name]))
  end

  @doc "Returns a specification to start a map under a supervisor. `:crdt` is the module."
  def child_spec(opts \\ []) do
    name = Keyword.get(opts, :name, nil)
    crdt_module = Keyword.get(opts, :crdt, nil)
    shutdown = Keyword.get(opts, :shutdown, 5000)

    if is_nil(crdt_module) do
      raise "must specify :crdt in options, got: #{inspect(opts)}"
    end

    %{
      id: name || DeltaCrdt,
      start: {DeltaCrdt, :start_link, [crdt_module, opts]},
      shutdown: shutdown
    }
  end

  @doc """
  Sets the maps that this map sends its writes to. For both directions, call the function for both
  maps.
  """
  def set_neighbours(crdt, neighbours) when is_list(neighbours) do
    send(crdt, {:set_neighbours, neighbours})
    :ok
  end

  @doc "Writes a value."
  def put(crdt, key, value, timeout \\ 5000) do
    :ok = GenServer.call(crdt, {:put, [{key, value}]}, timeout)
    crdt
  end

  @doc "Writes the values of a map."
  def merge(crdt, map, timeout \\ 5000) do
    :ok = GenServer.call(crdt, {:put, Map.to_list(map)}, timeout)
    crdt
  end

  @doc "Removes keys."
  def drop(crdt, keys, timeout \\ 5000) do
    :ok = GenServer.call(crdt, {:delete, keys}, timeout)
    crdt
  end

  @doc "Removes a key."
  def delete(crdt, key, timeout \\ 5000), do: drop(crdt, [key], timeout)

  @doc "Returns the value of a key, or nil."
  def get(crdt, key, timeout \\ 5000), do: GenServer.call(crdt, {:get, key}, timeout)

  @doc "Returns the keys among `keys` that have a value, with their values."
  def take(crdt, keys, timeout \\ 5000), do: Map.take(to_map(crdt, timeout), keys)

  @doc "Returns all keys and values."
  def to_map(crdt, timeout \\ 5000), do: GenServer.call(crdt, :to_map, timeout)

  @doc false
  def read(crdt, timeout \\ 5000), do: to_map(crdt, timeout)

  @doc "Calls a function of the map: `:add` with key and value, or `:remove` with a key."
  def mutate(crdt, function, arguments, timeout \\ 5000) do
    GenServer.call(crdt, operation(function, arguments), timeout)
  end

  @doc "Calls a function of the map like `mutate/4`, but does not wait."
  def mutate_async(crdt, function, arguments) do
    GenServer.cast(crdt, operation(function, arguments))
  end

  defp operation(:add, [key, value]), do: {:put, [{key, value}]}
  defp operation(:remove, [key]), do: {:delete, [key]}
  defp operation(:clear, []), do: :clear
end

defmodule DeltaCrdt.AWLWWMap do
  @moduledoc """
  The map of `DeltaCrdt`. *Add wins*: a write survives a concurrent removal. *Last write wins*: of
  two concurrent writes, the write with the later time determines the value.
  """
end
