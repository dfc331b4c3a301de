defmodule Horde.DynamicSupervisor do
  @moduledoc """
  A supervisor whose children run on the nodes of its members.

      {Horde.DynamicSupervisor, name: MySupervisor, strategy: :one_for_one, members: :auto}

      Horde.DynamicSupervisor.start_child(MySupervisor, {Worker, "one"})

  Its `:distribution_strategy` chooses the member for a child by the child specification alone. A
  child that ends is restarted on the same member, as by a `DynamicSupervisor`. The children of a
  lost member are started again on other members. The children of a node that is stopped with
  `:init.stop/0` are started on other members before the node stops. The state of a child is not
  moved.

  Options, besides those of `DynamicSupervisor`:

    * `:members` - a list of `{name, node}`, or `:auto` for the connected nodes
    * `:distribution_strategy` - `Horde.UniformDistribution` (the default), `Horde.UniformQuorumDistribution`,
      `Horde.UniformRandomDistribution`, or your own module
    * `:process_redistribution` - `:active` moves running children to a new member if the strategy assigns them to
      it; `:passive` (the default) does not
    * `:proxy_message_ttl` - the number of members over which a request can be passed on (`:infinity`)
    * `:delta_crdt_options` - `[sync_interval: 300]`: the number of milliseconds for which changes are collected
      before they are sent to the other members

  A module can `use Horde.DynamicSupervisor` and set the options in `init/1`.
  """

  use Supervisor

  @type option ::
          {:name, atom}
          | {:strategy, :one_for_one}
          | {:max_restarts, integer}
          | {:max_seconds, integer}
          | {:extra_arguments, [term]}
          | {:distribution_strategy, Horde.DistributionStrategy.t()}
          | {:proxy_message_ttl, integer | :infinity}
          | {:shutdown, integer}
          | {:members, [Horde.Cluster.member()] | :auto}
          | {:delta_crdt_options, keyword}
          | {:process_redistribution, :active | :passive}

  @callback init(options :: keyword) :: {:ok, [option]} | :ignore
  @callback child_spec(options :: [option]) :: Supervisor.child_spec()

  @doc false
  defmacro __using__(options), do: Horde.StartUp.using(__MODULE__, options)

  @doc "Returns a specification to start this supervisor under another supervisor."
  def child_spec(options) when is_list(options), do: Supervisor.ChildSpec.named(Horde.DynamicSupervisor, options)

  # These are the options shared with DynamicSupervisor, and the options about members.
  @local [:strategy, :max_restarts, :max_seconds, :max_children, :extra_arguments]
  @shared [:members, :distribution_strategy, :process_redistribution, :delta_crdt_options, :proxy_message_ttl]

  @doc "Starts a supervisor with options."
  def start_link(options) when is_list(options) do
    {own, others} = Keyword.split(options, @local ++ @shared)
    start_link(Supervisor.Default, init(own), others)
  end

  @doc "Starts the supervisor of a module that uses `Horde.DynamicSupervisor`."
  def start_link(mod, init_arg, opts \\ []), do: Horde.StartUp.start_link(__MODULE__, mod, init_arg, opts)

  @doc "Checks options and returns them as the result of `init/1` of a module."
  def init(options)

  def init(options) when is_list(options) do
    unless options[:strategy], do: raise(ArgumentError, "expected :strategy option to be given")

    {:ok,
     %{
       strategy: options[:strategy],
       max_restarts: Keyword.get(options, :max_restarts, 3),
       max_seconds: Keyword.get(options, :max_seconds, 5),
       max_children: Keyword.get(options, :max_children, :infinity),
       extra_arguments: Keyword.get(options, :extra_arguments, []),
       distribution_strategy: Keyword.get(options, :distribution_strategy, Horde.UniformDistribution),
       proxy_message_ttl: Keyword.get(options, :proxy_message_ttl, :infinity),
       members: Keyword.get(options, :members, []),
       delta_crdt_options: Horde.Options.delta_crdt(options),
       process_redistribution: Keyword.get(options, :process_redistribution, :passive)
     }}
  end

  def init({_mod, _init_arg, _name} = start), do: Horde.StartUp.init(start, 0, &tree/2)

  defp tree(name, flags) do
    [
      {Horde.DynamicSupervisorImpl,
       [
         name: name,
         distribution_strategy: flags.distribution_strategy,
         process_redistribution: flags.process_redistribution,
         proxy_message_ttl: flags.proxy_message_ttl,
         sync_interval: flags.delta_crdt_options[:sync_interval],
         members: Horde.Options.members(flags.members, name)
       ]},
      {Horde.ProcessesSupervisor,
       [
         root_name: name,
         strategy: flags.strategy,
         max_children: flags.max_children,
         max_restarts: flags.max_restarts,
         max_seconds: flags.max_seconds,
         extra_arguments: flags.extra_arguments
       ]},
      {Horde.SignalShutdown, [signal_to: [name]]}
    ]
  end

  @doc "Ends the supervisor's member on this node."
  def stop(supervisor, reason \\ :normal, timeout \\ :infinity) do
    Supervisor.stop(:"#{supervisor}.Supervisor", reason, timeout)
  end

  @doc "Starts a child on the member that the strategy chooses."
  def start_child(supervisor, child_spec) do
    call(supervisor, {:start_child, Supervisor.child_spec(child_spec, [])})
  end

  @doc "Ends a child on any member."
  @spec terminate_child(Supervisor.supervisor(), pid) ::
          :ok | {:error, :not_found} | {:error, {:node_dead_or_shutting_down, String.t()}}
  def terminate_child(supervisor, child_pid) when is_pid(child_pid) do
    call(supervisor, {:terminate_child, child_pid})
  end

  @doc "Returns the children of all members: undefined, pid, type and modules."
  def which_children(supervisor), do: call(supervisor, :which_children)

  @doc "Returns the numbers of children of all members, by kind and state."
  def count_children(supervisor), do: call(supervisor, :count_children)

  @doc "Waits until the members have a quorum according to the strategy."
  @spec wait_for_quorum(GenServer.server(), timeout) :: :ok
  def wait_for_quorum(horde, timeout), do: GenServer.call(horde, :wait_for_quorum, timeout)

  defp call(supervisor, msg), do: GenServer.call(supervisor, msg, :infinity)
end

defmodule Horde.SignalShutdown do
  @moduledoc false

  # This process is the last child of the supervisor, so it is ended first. It tells the other
  # members while everything still runs.

  use GenServer

  def child_spec(options) do
    %{
      id: __MODULE__,
      start: {GenServer, :start_link, [__MODULE__, Keyword.get(options, :signal_to)]},
      shutdown: :infinity
    }
  end

  @impl true
  def init(signal_to) do
    Process.flag(:trap_exit, true)
    {:ok, signal_to}
  end

  @impl true
  def terminate(_reason, signal_to) do
    for name <- signal_to, do: signal(name)
  end

  defp signal(name) do
    GenServer.call(name, :horde_shutting_down, :infinity)
  catch
    :exit, _ -> :ok
  end
end
