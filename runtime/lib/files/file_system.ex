defmodule FileSystem do
  @moduledoc """
  Tells processes of files that change, below one folder or several:

      {:ok, pid} = FileSystem.start_link(dirs: ["lib"])
      FileSystem.subscribe(pid)
      receive do {:file_event, ^pid, {path, events}} -> {path, events} end

  Events are `:created`, `:modified`, `:removed`, `:renamed` and `:attribute`.
  """

  use GenServer

  @doc "Starts to watch. Options: `:dirs`, `:name`."
  def start_link(opts) do
    {name, opts} = Keyword.split(opts, [:name])
    GenServer.start_link(__MODULE__, Keyword.fetch!(opts, :dirs), name)
  end

  @doc "Has the calling process told of changes."
  def subscribe(pid), do: GenServer.call(pid, :subscribe)

  @doc "Tells the subscribers that a file has changed which is not on the disk; nobody has to watch."
  def changed(name, path) do
    if pid = Process.whereis(name), do: send(pid, {:file_changed, path, [:modified]})
    :ok
  end

  @impl true
  def init(dirs) do
    Enum.reduce_while(dirs, {:ok, %{}}, fn dir, ok ->
      case :lab_file.watch(Path.expand(dir)) do
        :ok -> {:cont, ok}
        {:error, reason} -> {:halt, {:stop, reason}}
      end
    end)
  end

  # The state are the subscribers, by the monitors of their processes.

  @impl true
  def handle_call(:subscribe, {pid, _}, subscribers), do: {:reply, :ok, Map.put(subscribers, Process.monitor(pid), pid)}

  @impl true
  def handle_info({:file_changed, path, events}, subscribers) do
    for {_, pid} <- subscribers, do: send(pid, {:file_event, self(), {path, events}})
    {:noreply, subscribers}
  end

  def handle_info({:DOWN, monitor, _, _, _}, subscribers), do: {:noreply, Map.delete(subscribers, monitor)}
end
