defmodule Horde.Cluster do
  @moduledoc """
  The members of a registry or a supervisor of Horde.

  With `members: :auto`, they are set automatically. Otherwise, set them once, on any of the members:

      Horde.Cluster.set_members(MySupervisor, [{MySupervisor, :a@host}, {MySupervisor, :b@host}])
  """

  @type name :: atom
  @type member :: name | {name, node}

  @doc "Sets the members. A name alone is a member on this node."
  @spec set_members(GenServer.server(), [member], timeout) :: :ok | {:error, term}
  def set_members(horde, members, timeout \\ 5000) do
    GenServer.call(horde, {:set_members, members}, timeout)
  end

  @doc "Returns the members."
  @spec members(GenServer.server()) :: [{name, node}]
  def members(horde), do: GenServer.call(horde, :members)
end

defmodule Horde.NodeListener do
  @moduledoc """
  Implements `members: :auto`: the members are the visible connected nodes.
  """

  use GenServer

  @doc "Starts a listener for a registry or a supervisor."
  def start_link(cluster), do: GenServer.start_link(__MODULE__, cluster, name: Module.concat(cluster, NodeListener))

  @doc "Returns a member for each visible node."
  def make_members(cluster), do: Enum.map(Node.list([:visible, :this]), &{cluster, &1})

  @impl true
  def init(cluster) do
    Horde.Shared.watch_nodes(node_type: :visible)
    set_members(cluster)
    {:ok, cluster}
  end

  @impl true
  def handle_info({kind, _node, _info}, cluster) when kind in [:nodeup, :nodedown] do
    set_members(cluster)
    {:noreply, cluster}
  end

  def handle_info(_, cluster), do: {:noreply, cluster}

  # Sends a message instead of a call, so that a busy member does not crash its listener.
  defp set_members(cluster), do: send(cluster, {:set_members, make_members(cluster)})
end
