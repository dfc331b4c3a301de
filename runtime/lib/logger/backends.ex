defmodule Logger.Backends.Internal do
  @moduledoc false
  # Handles backends, the older kind of log handlers: modules with the callbacks of :gen_event.
  # The manager named Logger calls them with
  # `{level, group_leader, {Logger, message, timestamp, metadata}}`. The first backend starts the
  # manager.

  @doc "Adds a backend: a module, or a module and an argument."
  def add(backend) do
    manager = started()

    if present?(backend), do: {:error, :already_present}, else: added(watched(backend), backend, manager)
  end

  # A watcher process adds a failed backend again.
  defp watched(backend) do
    caller = self()
    ref = make_ref()
    {_watcher, monitor} = spawn_monitor(fn -> watch(backend, &send(caller, {ref, &1})) end)

    receive do
      {^ref, answer} ->
        Process.demonitor(monitor, [:flush])
        answer

      {:DOWN, ^monitor, _, _, reason} ->
        {:error, reason}
    end
  end

  defp watch(backend, tell) do
    answer = :gen_event.add_sup_handler(Logger, backend, backend)
    tell.(answer)
    if answer == :ok, do: watching(backend)
  end

  defp watching(backend) do
    receive do
      {:gen_event_EXIT, ^backend, reason} when reason in [:normal, :shutdown] -> :ok
      {:gen_event_EXIT, ^backend, {:swapped, _, _}} -> :ok
      {:gen_event_EXIT, ^backend, _failed} -> watch(backend, fn _answer -> :ok end)
    end
  end

  # A backend that returns :ignore is not added, which is not an error.
  defp added(answer, _backend, manager) when answer in [:ok, {:error, :ignore}], do: {:ok, manager}
  defp added({:error, reason}, backend, _manager), do: {:error, {reason, backend}}
  defp added(reason, backend, _manager), do: {:error, {reason, backend}}

  @doc "Removes a backend."
  def remove(backend) do
    if present?(backend) do
      :gen_event.delete_handler(Logger, backend, :removed)
      :ok
    else
      {:error, :not_found}
    end
  end

  @doc "Changes the options of a backend. The backend decides what they mean."
  def configure(backend, options) do
    started()
    :gen_event.call(Logger, backend, {:configure, options})
  end

  @doc "Waits until the backends have received all logged events."
  def flush(), do: if(Process.whereis(Logger), do: :gen_event.sync_notify(Logger, :flush), else: :ok)

  @doc "Adds the backends of `config :logger, :backends`, once."
  def configured() do
    if Process.whereis(Logger) == nil and named() != [], do: started()
    :ok
  end

  @doc "Returns the configured backends without the console, which is the default handler."
  def named(), do: Application.get_env(:logger, :backends, []) -- [:console]

  @doc "Stops the manager and all backends."
  def stop() do
    if Process.whereis(Logger), do: :gen_event.stop(Logger)
    :logger.remove_handler(Logger)
    :ok
  end

  defp present?(backend), do: Process.whereis(Logger) != nil and backend in :gen_event.which_handlers(Logger)

  defp started() do
    case :gen_event.start({:local, Logger}) do
      {:ok, manager} ->
        :logger.add_handler(Logger, Logger.Backends.Handler, %{level: :all})
        Enum.each(named(), &watched/1)
        manager

      {:error, {:already_started, manager}} ->
        manager
    end
  end
end

defmodule Logger.Backends.Handler do
  @moduledoc false

  def log(%{level: level, meta: meta} = event, _config) do
    message = Logger.Formatter.format_event(event, Application.get_env(:logger, :truncate, 8096))
    time = Map.get_lazy(meta, :time, fn -> :os.system_time(:microsecond) end)
    at = Logger.Formatter.system_time_to_date_time_ms(time, Application.get_env(:logger, :utc_log, false))
    :gen_event.notify(Logger, {coarse(level), meta[:gl], {Logger, message, at, [erl_level: level] ++ as_keywords(meta)}})
  end

  # Backends know only the levels that Elixir had before 1.11.
  defp coarse(level) when level in [:emergency, :alert, :critical, :error], do: :error
  defp coarse(:warning), do: :warn
  defp coarse(:notice), do: :info
  defp coarse(level), do: level

  defp as_keywords(meta) do
    meta = with %{mfa: {module, function, arity}} <- meta, do: Map.merge(%{module: module, function: "#{function}/#{arity}"}, meta)
    meta = with %{file: file} when is_list(file) <- meta, do: %{meta | file: List.to_string(file)}
    Map.to_list(meta)
  end
end

defmodule Logger.Backends.Console do
  @moduledoc """
  The backend that prints: `config :logger, backends: [Logger.Backends.Console]`.

  Its options are `:format`, `:metadata`, `:colors`, `:level` and `:device`.
  """

  @behaviour :gen_event

  @impl true
  def init({__MODULE__, options}) when is_list(options), do: {:ok, state(merged(options))}

  def init(_name) do
    options = merged([])
    if Process.whereis(Keyword.get(options, :device, :user)), do: {:ok, state(options)}, else: {:error, :ignore}
  end

  defp merged(options) do
    Application.get_env(:logger, :console, [])
    |> Keyword.merge(Application.get_env(:logger, __MODULE__, []))
    |> Keyword.merge(options, fn key, old, new -> if key == :colors, do: Keyword.merge(old, new), else: new end)
  end

  defp state(options) do
    {_, formatter} = options |> Keyword.take([:format, :metadata, :colors]) |> Logger.Formatter.new()
    %{formatter: formatter, level: options[:level], device: Keyword.get(options, :device, :user)}
  end

  @impl true
  def handle_call({:configure, options}, _state) do
    options = merged(options)
    Application.put_env(:logger, __MODULE__, options)
    {:ok, :ok, state(options)}
  end

  @impl true
  def handle_event({level, _leader, {Logger, message, at, metadata}}, state) do
    level = Keyword.get(metadata, :erl_level, level)
    if state.level == nil or Logger.compare_levels(level, state.level) != :lt, do: print(level, message, at, metadata, state)
    {:ok, state}
  end

  def handle_event(_other, state), do: {:ok, state}

  defp print(level, message, at, metadata, state) do
    text = level |> Logger.Formatter.written(message, at, Map.new(metadata), state.formatter) |> IO.chardata_to_string()
    :io.request(state.device, {:put_chars, :unicode, text})
  end

  @impl true
  def handle_info(_message, state), do: {:ok, state}

  @impl true
  def code_change(_old, state, _extra), do: {:ok, state}

  @impl true
  def terminate(_reason, _state), do: :ok
end
