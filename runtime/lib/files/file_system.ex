defmodule FileSystem do
  @moduledoc """
  Notifies processes of changed files in one or several folders:

      {:ok, pid} = FileSystem.start_link(dirs: ["lib"])
      FileSystem.subscribe(pid)
      receive do {:file_event, ^pid, {path, events}} -> {path, events} end

  Events are `:created`, `:modified`, `:removed`, `:renamed` and `:attribute`.
  """

  use GenServer

  @doc "Starts a watcher. Options: `:dirs`, `:name`."
  def start_link(opts) do
    {name, opts} = Keyword.split(opts, [:name])
    GenServer.start_link(__MODULE__, Keyword.fetch!(opts, :dirs), name)
  end

  @doc "Subscribes the calling process to changes."
  def subscribe(pid), do: GenServer.call(pid, :subscribe)

  @doc "Reports a change of a file that is not on disk. Does nothing without a watcher of that name."
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

  # The state maps the monitor of each subscriber to its pid.

  @impl true
  def handle_call(:subscribe, {pid, _}, subscribers), do: {:reply, :ok, Map.put(subscribers, Process.monitor(pid), pid)}

  @impl true
  def handle_info({:file_changed, path, events}, subscribers) do
    for {_, pid} <- subscribers, do: send(pid, {:file_event, self(), {path, events}})
    {:noreply, subscribers}
  end

  def handle_info({:DOWN, monitor, _, _, _}, subscribers), do: {:noreply, Map.delete(subscribers, monitor)}
end
