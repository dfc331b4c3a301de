defmodule PhoenixHello.ManagerSupervisor do
  @moduledoc """
  Supervises the managers on all nodes. Each node runs some of them. If a node is lost,
  the other nodes start its managers again.
  """

  use Horde.DynamicSupervisor

  alias PhoenixHello.DistributedRegistry
  alias PhoenixHello.Manager

  @names ~w(Ethan Olivia Mason Sophia Liam Ava Noah Isabella Lucas Mia)

  def start_link(options) do
    Horde.DynamicSupervisor.start_link(__MODULE__, options, name: __MODULE__)
  end

  @impl true
  def init(options) do
    [
      strategy: :one_for_one,
      members: :auto,
      # Whether managers move to a node that joins: see Horde.DynamicSupervisor.
      process_redistribution: :active,
      distribution_strategy: Horde.UniformDistribution
    ]
    |> Keyword.merge(options)
    |> Horde.DynamicSupervisor.init()
  end

  @doc "Starts ten managers somewhere in the cluster, and returns their names."
  def start_random do
    Enum.map(@names, fn name ->
      start_manager(name)
      name
    end)
  end

  @doc "Starts managers with random names, somewhere in the cluster."
  def start_random(count) do
    Enum.map(1..count//1, fn _ -> start_manager(random_name()) end)
  end

  @doc "Starts a manager somewhere in the cluster, unless one with the name exists."
  def start_manager(nil) do
    {:error, nil}
  end

  def start_manager(name) do
    case lookup(name) do
      nil -> start_new(name)
      pid -> {:ok, pid}
    end
  end

  @doc "Stops a manager. It is not restarted."
  def stop_manager(pid) do
    Horde.DynamicSupervisor.terminate_child(__MODULE__, pid)
  end

  @doc "Returns the manager with a name, or nil."
  def lookup(name) do
    case Horde.Registry.lookup(DistributedRegistry, name) do
      [{pid, _value}] -> pid
      [] -> nil
    end
  end

  defp start_new(name) do
    case Horde.DynamicSupervisor.start_child(__MODULE__, {Manager, name}) do
      {:ok, pid} -> {:ok, pid}
      {:error, {:already_started, pid}} -> {:ok, pid}
    end
  end

  defp random_name do
    Base.encode16(:crypto.strong_rand_bytes(8))
  end
end
