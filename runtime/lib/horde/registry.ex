defmodule Horde.Registry do
  @moduledoc """
  Names for processes, shared by all nodes.

  It is used like `Registry`, by a `:via` tuple or by `register/3`:

      {Horde.Registry, name: MyRegistry, keys: :unique, members: :auto}

      GenServer.start_link(Worker, [], name: {:via, Horde.Registry, {MyRegistry, "one"}})

  Every node has a copy of the whole table and looks names up in it. The other nodes learn of a new name after a
  moment, so two nodes can register the same name concurrently. When they notice, one process keeps the name, and
  the other receives an exit signal: `{:name_conflict, {key, value}, registry, winner}`. A process that traps exits
  receives it as a message.

  Options: `:name`, `:keys` (only `:unique`), `:members` (a list, or `:auto` for the connected nodes), `:listeners`,
  `:meta`, `:delta_crdt_options` (`sync_interval: 300`, in milliseconds).

  A module can `use Horde.Registry` and set the options in `init/1`.
  """

  use Supervisor

  @type option ::
          {:keys, :unique}
          | {:name, atom}
          | {:delta_crdt_options, keyword}
          | {:members, [Horde.Cluster.member()] | :auto}

  @callback init(options :: keyword) :: {:ok, [option]} | :ignore
  @callback child_spec(options :: [option]) :: Supervisor.child_spec()

  @doc false
  defmacro __using__(options), do: Horde.StartUp.using(__MODULE__, options)

  @doc "Returns a specification to start a registry under a supervisor."
  def child_spec(options) when is_list(options), do: Supervisor.ChildSpec.named(Horde.Registry, options)

  @doc "Starts a registry with options."
  def start_link(options) when is_list(options) do
    {own, others} =
      Keyword.split(options, [:keys, :members, :listeners, :meta, :delta_crdt_options, :distribution_strategy])

    start_link(Supervisor.Default, init(own), others)
  end

  @doc "Starts the registry of a module that uses `Horde.Registry`."
  def start_link(mod, init_arg, opts \\ []), do: Horde.StartUp.start_link(__MODULE__, mod, init_arg, opts)

  @doc "Checks options and returns them as the result of `init/1` of a module."
  def init(options)

  def init(options) when is_list(options) do
    case Keyword.get(options, :keys) do
      :unique -> :ok
      nil -> raise ArgumentError, "expected :keys option to be given"
      _ -> raise ArgumentError, "Only `keys: :unique` is supported."
    end

    {:ok,
     %{
       keys: :unique,
       listeners: Keyword.get(options, :listeners, []),
       meta: Keyword.get(options, :meta),
       distribution_strategy: Keyword.get(options, :distribution_strategy, Horde.UniformDistribution),
       members: Keyword.get(options, :members, []),
       delta_crdt_options: Horde.Options.delta_crdt(options)
     }}
  end

  def init({_mod, _init_arg, _name} = start), do: Horde.StartUp.init(start, 3, &tree/2)

  defp tree(name, flags) do
    [{Horde.RegistryImpl, [name: name, listeners: flags.listeners, meta: flags.meta, members: Horde.Options.members(flags.members, name)]}]
  end

  @doc "Ends a registry on this node."
  def stop(registry, reason \\ :normal, timeout \\ 5000) do
    Supervisor.stop(:"#{registry}.Supervisor", reason, timeout)
  end

  @doc "Registers the calling process under a name, with a value."
  @spec register(atom, term, term) :: {:ok, pid} | {:error, {:already_registered, pid}}
  def register(registry, name, value) when is_atom(registry) do
    case lookup(registry, name) do
      [] -> GenServer.call(registry, {:register, name, value, self()})
      [{pid, _value}] -> {:error, {:already_registered, pid}}
    end
  end

  @doc "Unregisters a name of the calling process."
  def unregister(registry, name) when is_atom(registry) do
    GenServer.call(registry, {:unregister, name, self()})
  end

  @doc false
  def whereis(search), do: lookup(search)

  @doc """
  Returns the process registered under a name, and its value, as a list of one pair or an empty list.

  The name is looked up on this node. If its process is on another node, that node is asked whether the process is
  alive.
  """
  def lookup({:via, _, {registry, name}}), do: lookup(registry, name)

  def lookup(registry, key) when is_atom(registry) do
    case known(registry, key) do
      [{pid, _value}] = found when node(pid) == node() -> found
      [{pid, _value}] = found -> if alive_there?(pid), do: found, else: []
      [] -> []
    end
  end

  defp alive_there?(pid), do: :rpc.call(node(pid), Process, :alive?, [pid]) == true

  # Returns the local result, without asking other nodes.
  @doc false
  def known(registry, key) do
    with [{_key, {member, pid, value}}] <- :ets.lookup(keys_table(registry), key),
         true <- :ets.member(members_table(registry), member),
         true <- if(node(pid) == node(), do: Process.alive?(pid), else: node(pid) in Node.list()) do
      [{pid, value}]
    else
      _ -> []
    end
  end

  @doc "Returns the value stored for a key by `put_meta/3`."
  def meta(registry, key) when is_atom(registry) do
    case :ets.lookup(registry, key) do
      [{_key, value}] -> {:ok, value}
      _ -> :error
    end
  end

  @doc "Stores a value for a key, on all nodes."
  def put_meta(registry, key, value) when is_atom(registry) do
    GenServer.call(registry, {:put_meta, key, value})
  end

  @doc "Removes the value stored by `put_meta/3`."
  def delete_meta(registry, key) when is_atom(registry) do
    GenServer.call(registry, {:delete_meta, key})
  end

  @doc "Returns the number of names."
  def count(registry) when is_atom(registry), do: :ets.info(keys_table(registry), :size)

  @doc """
  Returns the process registered under a name, and its value, if the value matches a pattern. The
  result is a list of one pair or an empty list.
  """
  def match(registry, key, pattern, guards \\ []) when is_atom(registry) and is_list(guards) do
    :ets.select(keys_table(registry), [{{:_, {:_, :_, pattern}}, [named(key) | guards], [{{entry(2), entry(3)}}]}])
  end

  @doc "Returns the number of entries that `match/4` would return."
  def count_match(registry, key, pattern, guards \\ []) when is_atom(registry) and is_list(guards) do
    :ets.select_count(keys_table(registry), [{{:_, {:_, :_, pattern}}, [named(key) | guards], [true]}])
  end

  @doc "Unregisters a name of the calling process if its value matches a pattern."
  def unregister_match(registry, key, pattern, guards \\ []) when is_atom(registry) and is_list(guards) do
    spec = [{{:_, {:_, self(), pattern}}, [named(key) | guards], [:"$_"]}]

    for {key, {_member, pid, _value}} <- :ets.select(keys_table(registry), spec) do
      GenServer.call(registry, {:unregister, key, pid})
    end

    :ok
  end

  defp named(key), do: {:"=:=", {:element, 1, :"$_"}, {:const, key}}
  defp entry(place), do: {:element, place, {:element, 2, :"$_"}}

  @doc "Returns the names of a process."
  def keys(registry, pid) when is_atom(registry) do
    case :ets.lookup(pids_table(registry), pid) do
      [] -> []
      [{_pid, keys}] -> keys
    end
  end

  @doc "Calls a function with the process registered under a name, if the name is registered."
  def dispatch(registry, key, mfa_or_fun, _opts \\ []) when is_atom(registry) do
    case :ets.lookup(keys_table(registry), key) do
      [] -> :ok
      [{_key, {_member, pid, value}}] -> call_with(mfa_or_fun, [{pid, value}])
    end

    :ok
  end

  defp call_with({m, f, a}, entries), do: apply(m, f, [entries | a])
  defp call_with(fun, entries), do: fun.(entries)

  @doc "Updates the value of a name of the calling process. Returns the new and the old value."
  def update_value(registry, key, callback) when is_atom(registry) do
    case :ets.lookup(keys_table(registry), key) do
      [{_key, {_member, pid, value}}] when pid == self() ->
        new_value = callback.(value)
        :ok = GenServer.call(registry, {:update_value, key, pid, new_value})
        {new_value, value}

      _ ->
        :error
    end
  end

  @doc false
  @deprecated "Use `select/2` instead."
  def processes(registry) when is_atom(registry) do
    for {key, {_member, pid, value}} <- :ets.tab2list(keys_table(registry)), into: %{}, do: {key, {pid, value}}
  end

  @doc "Returns the results of a match specification over `{key, pid, value}`."
  def select(registry, spec) when is_atom(registry) and is_list(spec) do
    spec =
      for part <- spec do
        case part do
          {{key, pid, value}, guards, select} ->
            {{key, {:_, pid, value}}, guards, select}

          _ ->
            raise ArgumentError, "invalid match specification in Registry.select/2: #{inspect(spec)}"
        end
      end

    :ets.select(keys_table(registry), spec)
  end

  # The following functions allow {:via, Horde.Registry, {registry, key}}.

  @doc false
  def whereis_name({registry, key}), do: named(registry, key)
  def whereis_name({registry, key, _value}), do: named(registry, key)

  # The caller may be about to take the name, so the node of a remote process is asked whether it
  # is still alive.
  defp named(registry, key) when is_atom(registry) do
    case known(registry, key) do
      [] -> :undefined
      [{pid, _value}] when node(pid) == node() -> pid
      [_elsewhere] -> GenServer.call(registry, {:whereis, key})
    end
  end

  @doc false
  def send({registry, key, _value}, msg), do: Horde.Registry.send({registry, key}, msg)

  def send({registry, key} = name, msg) when is_atom(registry) do
    with [{pid, _value}] <- lookup(registry, key), do: Kernel.send(pid, msg), else: ([] -> :erlang.error(:badarg, [name, msg]))
  end

  @doc false
  def register_name({registry, key}, pid), do: register_name({registry, key, nil}, pid)

  def register_name({registry, key, value}, pid) when is_atom(registry) do
    answer = GenServer.call(registry, {:register, key, value, pid})
    if match?({:ok, _}, answer), do: :yes, else: :no
  end

  @doc false
  def unregister_name({registry, key}), do: unregister(registry, key)
  def unregister_name({registry, key, _value}), do: unregister_name({registry, key})

  defp pids_table(registry), do: :"pids_#{registry}"
  defp keys_table(registry), do: :"keys_#{registry}"
  defp members_table(registry), do: :"members_#{registry}"
end
