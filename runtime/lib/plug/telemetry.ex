defmodule :telemetry do
  @moduledoc "Events for measurements: an event has a name, numbers and metadata."

  @table :telemetry_handlers

  @doc "Calls `function` at every `event`."
  def attach(id, event, function, config), do: attach_many(id, [event], function, config)

  @doc "Calls `function` at every one of `events`."
  def attach_many(id, events, function, config) when is_function(function, 4) do
    if Enum.any?(handlers(), &(&1.id == id)) do
      {:error, :already_exists}
    else
      for event <- events, do: change(event, &(&1 ++ [%{id: id, event_name: event, function: function, config: config}]))
      :ok
    end
  end

  @doc "Detaches a handler."
  def detach(id) do
    mine = Enum.filter(handlers(), &(&1.id == id))
    for %{event_name: event} <- mine, do: change(event, fn all -> Enum.reject(all, &(&1.id == id)) end)
    if mine == [], do: {:error, :not_found}, else: :ok
  end

  @doc "Emits `event`."
  def execute(event, measurements), do: execute(event, measurements, %{})
  def execute(event, value, metadata) when is_number(value), do: execute(event, %{value: value}, metadata)

  def execute(event, measurements, metadata) when is_map(measurements) and is_map(metadata) do
    case :persistent_term.get({@table, event}, []) do
      [] -> :ok
      handlers -> each(handlers, event, measurements, metadata)
    end
  end

  defp each([], _event, _measurements, _metadata), do: :ok

  # A handler that fails is removed, so that it cannot end the process that emits events.
  defp each([%{id: id, function: function, config: config} | rest], event, measurements, metadata) do
    try do
      function.(event, measurements, metadata, config)
    catch
      kind, reason ->
        detach(id)
        stack = __STACKTRACE__
        text = "Handler #{inspect(id)} has failed and has been detached. Class=#{inspect(kind)}\nReason=#{inspect(reason)}\nStacktrace=#{inspect(stack)}\n"
        :logger.error(text)
    end

    each(rest, event, measurements, metadata)
  end

  @doc "Emits events for the start and the end or failure of `function`."
  def span(event, metadata, function) do
    start = :erlang.monotonic_time()
    context = make_ref()
    execute(event ++ [:start], %{monotonic_time: start, system_time: :erlang.system_time()}, Map.put_new(metadata, :telemetry_span_context, context))

    try do
      function.()
    catch
      kind, reason ->
        stop = :erlang.monotonic_time()
        failed = Map.merge(%{telemetry_span_context: context, kind: kind, reason: reason, stacktrace: __STACKTRACE__}, metadata)
        execute(event ++ [:exception], %{duration: stop - start, monotonic_time: stop}, failed)
        :erlang.raise(kind, reason, __STACKTRACE__)
    else
      {result, stopped} -> stopped(event, start, result, %{}, stopped, context)
      {result, extra, stopped} -> stopped(event, start, result, extra, stopped, context)
    end
  end

  defp stopped(event, start, result, extra, metadata, context) do
    stop = :erlang.monotonic_time()
    measurements = Map.merge(extra, %{duration: stop - start, monotonic_time: stop})
    execute(event ++ [:stop], measurements, Map.put_new(metadata, :telemetry_span_context, context))
    result
  end

  @doc "Returns the handlers of events that start with `prefix`."
  def list_handlers(prefix), do: Enum.filter(handlers(), &List.starts_with?(&1.event_name, prefix))

  defp handlers(), do: :persistent_term.get(@table, [])

  # Changes of the list are serialised. Every event reads it without a lock.
  defp change(event, fun) do
    :global.trans({@table, self()}, fn ->
      of_event = fun.(:persistent_term.get({@table, event}, []))
      :persistent_term.put({@table, event}, of_event)
      others = Enum.reject(handlers(), &(&1.event_name == event))
      :persistent_term.put(@table, others ++ of_event)
    end, [node()])
  end
end

defmodule Telemetry.Metrics do
  @moduledoc "Definitions of metrics, which a generated project lists. In lab no reporter collects them."

  for name <- [:counter, :sum, :last_value, :summary, :distribution] do
    @doc "Defines a #{name}."
    def unquote(name)(event, opts \\ []), do: {unquote(name), event, opts}
  end
end
