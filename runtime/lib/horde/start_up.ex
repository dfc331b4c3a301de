defmodule Horde.StartUp do
  @moduledoc false

  # Implements the common start of Horde.Registry and Horde.DynamicSupervisor. A module of the
  # program may set the options. A supervisor runs the shared map, the processes specific to a
  # registry or a supervisor, and a listener for `members: :auto`.

  alias Horde.Options

  @doc "Returns the code for modules that use a registry or a supervisor."
  def using(behaviour, options) do
    quote location: :keep do
      @behaviour unquote(behaviour)
      @options unquote(options)

      unless Module.has_attribute?(__MODULE__, :doc) do
        @doc """
        Returns a specification to start this module under a supervisor.

        See `Supervisor`.
        """
      end

      @impl true
      def child_spec(arg) do
        Supervisor.child_spec(
          %{id: __MODULE__, start: {__MODULE__, :start_link, [arg]}, type: :supervisor},
          @options
        )
      end

      defoverridable child_spec: 1
    end
  end

  def start_link(kind, mod, init_arg, opts) do
    start_options = Keyword.put(opts, :name, :"#{opts[:name]}.Supervisor")
    Supervisor.start_link(kind, {mod, init_arg, opts[:name]}, start_options)
  end

  @doc """
  Implements `init/1` of the supervisor. `tree` returns the children besides the map and the
  listener.
  """
  def init({mod, init_arg, name}, max_restarts, tree) do
    case mod.init(init_arg) do
      {:ok, flags} when is_map(flags) ->
        children = [map(name, flags) | tree.(name, flags)] ++ Options.listener(flags.members, name)
        Supervisor.init(children, strategy: :one_for_all, max_restarts: max_restarts)

      :ignore ->
        :ignore

      other ->
        {:stop, {:bad_return, {mod, :init, other}}}
    end
  end

  defp map(name, flags) do
    {DeltaCrdt,
     [crdt: DeltaCrdt.AWLWWMap, name: Options.crdt(name), on_diffs: {Horde.Shared, :tell, [name]}] ++
       flags.delta_crdt_options}
  end
end

defmodule Horde.Options do
  @moduledoc false

  def crdt(name), do: :"#{name}.Crdt"

  def delta_crdt(options) do
    given = Keyword.get(options, :delta_crdt_options, [])

    [
      sync_interval: Keyword.get(given, :sync_interval, 300),
      max_sync_size: Keyword.get(given, :max_sync_size, :infinite),
      shutdown: Keyword.get(given, :shutdown, 30_000)
    ]
  end

  def members(:auto, _name), do: :auto
  def members(members, name), do: if(name in members, do: members, else: [name | members])

  def listener(:auto, name), do: [{Horde.NodeListener, name}]
  def listener(_members, _name), do: []

  @doc "Returns the name of a member with its node."
  def full({name, node}) when is_atom(name) and is_atom(node), do: {name, node}
  def full(name) when is_atom(name), do: {name, node()}
end
