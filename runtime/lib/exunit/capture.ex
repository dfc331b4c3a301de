defmodule ExUnit.CaptureIO do
  @moduledoc "Captures the output of functions, and provides their input."

  @doc """
  Returns the output of `fun`, on the standard output or on another device. A string before `fun`
  is the input that `fun` reads.
  """
  def capture_io(fun) when is_function(fun, 0), do: capture_io(:stdio, [], fun)

  def capture_io(device, fun) when is_atom(device) and is_function(fun, 0), do: capture_io(device, [], fun)
  def capture_io(pid, fun) when is_pid(pid) and is_function(fun, 0), do: capture_io(pid, [], fun)
  def capture_io(input, fun) when is_binary(input), do: capture_io(:stdio, [input: input], fun)
  def capture_io(opts, fun) when is_list(opts), do: capture_io(:stdio, opts, fun)

  @doc "Returns the output of `fun` on a device. `input:` is the input."
  def capture_io(device, input, fun) when is_binary(input), do: capture_io(device, [input: input], fun)
  def capture_io(device, opts, fun) when is_function(fun, 0), do: device |> captured(opts, fun) |> elem(1)

  @doc "Returns the result of `fun`, and its output as `capture_io` does."
  def with_io(fun) when is_function(fun, 0), do: with_io(:stdio, [], fun)
  def with_io(device, fun) when (is_atom(device) or is_pid(device)) and is_function(fun, 0), do: with_io(device, [], fun)
  def with_io(input, fun) when is_binary(input), do: with_io(:stdio, [input: input], fun)
  def with_io(opts, fun) when is_list(opts), do: with_io(:stdio, opts, fun)

  def with_io(device, input, fun) when is_binary(input), do: with_io(device, [input: input], fun)
  def with_io(device, opts, fun), do: captured(device, opts, fun)

  # Captures the standard output of one process and the processes that it starts.
  defp captured(:stdio, opts, fun), do: captured(self(), opts, fun)

  defp captured(pid, opts, fun) when is_pid(pid) do
    {:ok, io} = ExUnit.CaptureServer.open(opts)
    {:group_leader, old} = Process.info(pid, :group_leader)
    Process.group_leader(pid, io)

    try do
      {fun.(), io |> StringIO.contents() |> elem(1)}
    after
      Process.group_leader(pid, old)
      StringIO.close(io)
    end
  end

  defp captured(:stderr, opts, fun), do: captured(:standard_error, opts, fun)

  # Concurrent captures of a named device receive everything that any process prints on the
  # device.
  defp captured(device, opts, fun) do
    ref = device |> ExUnit.CaptureServer.capture_device(opts) |> allowed(device)

    try do
      {fun.(), ExUnit.CaptureServer.device_output(ref)}
    after
      ExUnit.CaptureServer.release_device(ref)
    end
  end

  defp allowed({:ok, ref}, _device), do: ref
  defp allowed({:error, :no_device}, device), do: raise("could not find IO device registered at #{inspect(device)}")

  defp allowed({:error, :input}, device) do
    raise ArgumentError,
          "attempted multiple captures on device #{inspect(device)} with input. " <>
            "If you need to give an input to a captured device, you cannot run your test asynchronously"
  end

  defp allowed({:error, {:encoding, encoding}}, device) do
    raise ArgumentError, """
    attempted to change the encoding for a currently captured device #{inspect(device)}.

    Currently set as: #{inspect(encoding)}

    If you need to use multiple encodings on a captured device, you cannot run your test asynchronously
    """
  end
end

defmodule ExUnit.CaptureLog do
  @moduledoc """
  Captures log messages while a function runs. The messages are not printed meanwhile.
  """

  @doc "Returns the log messages while `fun` runs. Options: `level:`."
  def capture_log(opts \\ [], fun), do: opts |> with_log(fun) |> elem(1)

  @doc "Returns the result of `fun`, and the log messages while it runs."
  def with_log(opts \\ [], fun) when is_function(fun, 0) do
    {:ok, io} = StringIO.open("")
    id = :"#{__MODULE__}#{:erlang.unique_integer([:positive])}"
    level = if opts[:level] == :warn, do: :warning, else: opts[:level] || :all
    ExUnit.CaptureServer.capture(id, io, level, Logger.default_formatter([colors: [enabled: false]] |> Keyword.merge(Keyword.take(opts, [:format, :metadata, :colors]))))

    try do
      result = fun.()
      {result, io |> StringIO.contents() |> elem(1)}
    after
      ExUnit.CaptureServer.release(id)
      StringIO.close(io)
    end
  end
end

defmodule ExUnit.CaptureServer do
  @moduledoc false
  # Counts captures. Nothing is printed while logs are captured. The first capture of a device
  # takes over the name of the device, and the end of the last capture gives the name back.

  use GenServer

  def capture(id, io, level, formatter), do: GenServer.call(server(), {:capture, id, io, level, formatter})
  def release(id), do: GenServer.call(server(), {:release, id})

  def capture_device(name, opts), do: GenServer.call(server(), {:device, name, opts})
  def device_output(ref), do: GenServer.call(server(), {:output, ref})
  def release_device(ref), do: GenServer.call(server(), {:give_back, ref})

  def open(opts) do
    StringIO.open(Keyword.get(opts, :input, ""),
      capture_prompt: Keyword.get(opts, :capture_prompt, true),
      encoding: Keyword.get(opts, :encoding, :unicode)
    )
  end

  defp server(), do: :lab_on_demand.server(__MODULE__, [])

  # logs holds the monitor of each capture. devices holds the stand-in for each device. refs holds
  # the start of each capture in the device's output.
  @impl true
  def init(_), do: {:ok, %{logs: %{}, devices: %{}, refs: %{}}}

  @impl true
  def handle_call({:capture, id, io, level, formatter}, {pid, _}, state) do
    if state.logs == %{}, do: :logger.remove_handler(:default)
    :ok = :logger.add_handler(id, __MODULE__, %{level: level, formatter: formatter, config: %{io: io}})
    {:reply, :ok, put_in(state.logs[id], Process.monitor(pid))}
  end

  def handle_call({:release, id}, _from, state), do: {:reply, :ok, released(state, id)}

  def handle_call({:device, name, opts}, {pid, _}, state) do
    state = without_dead(state)

    with {:ok, device} <- device(state.devices[name], name, opts) do
      ref = Process.monitor(pid)
      start = byte_size(written(device))
      state = put_in(state.devices[name], %{device | holders: device.holders + 1})
      {:reply, {:ok, ref}, put_in(state.refs[ref], {name, start, pid})}
    else
      refused -> {:reply, refused, state}
    end
  end

  def handle_call({:output, ref}, _from, state) do
    {name, start, _pid} = state.refs[ref]
    all = written(state.devices[name])
    {:reply, binary_part(all, start, byte_size(all) - start), state}
  end

  def handle_call({:give_back, ref}, _from, state) do
    Process.demonitor(ref, [:flush])
    {:reply, :ok, given_back(state, ref)}
  end

  @impl true
  def handle_info({:DOWN, ref, _, _, _}, state) do
    case Enum.find(state.logs, fn {_, held} -> held == ref end) do
      {id, _} -> {:noreply, released(state, id)}
      nil when is_map_key(state.refs, ref) -> {:noreply, given_back(state, ref)}
      nil -> {:noreply, state}
    end
  end

  # A process may have ended before its :DOWN arrives.
  defp without_dead(state) do
    for {ref, {_, _, pid}} <- state.refs, not Process.alive?(pid), reduce: state do
      state ->
        Process.demonitor(ref, [:flush])
        given_back(state, ref)
    end
  end

  defp released(state, id) do
    {ref, left} = Map.pop!(state.logs, id)
    Process.demonitor(ref, [:flush])
    :logger.remove_handler(id)
    if left == %{}, do: :logger.restore_default()
    %{state | logs: left}
  end

  defp device(nil, name, opts) do
    case Process.whereis(name) do
      nil ->
        {:error, :no_device}

      old ->
        {:ok, io} = open(opts)
        hand_over(name, io)
        {:ok, %{io: io, old: old, holders: 0, encoding: encoding(opts), reads?: Keyword.has_key?(opts, :input)}}
    end
  end

  defp device(device, _name, opts) do
    cond do
      encoding(opts) != device.encoding -> {:error, {:encoding, device.encoding}}
      device.reads? or Keyword.has_key?(opts, :input) -> {:error, :input}
      true -> {:ok, device}
    end
  end

  defp encoding(opts), do: Keyword.get(opts, :encoding, :unicode)

  # Returns the output of a device in the encoding of the device. The start of a capture is an offset
  # in bytes for both encodings.
  defp written(device), do: device.io |> StringIO.contents() |> elem(1)

  defp given_back(state, ref) do
    {{name, _start, _pid}, refs} = Map.pop!(state.refs, ref)
    state = %{state | refs: refs}

    case state.devices[name] do
      %{holders: 1} = device ->
        hand_over(name, device.old)
        StringIO.close(device.io)
        %{state | devices: Map.delete(state.devices, name)}

      device ->
        put_in(state.devices[name], %{device | holders: device.holders - 1})
    end
  end

  defp hand_over(name, pid) do
    if Process.whereis(name), do: Process.unregister(name)
    Process.register(pid, name)
  end

  @doc false
  def log(event, %{config: %{io: io}} = config) do
    IO.write(io, :logger.text(event, config))
  rescue
    ErlangError -> :ok # the capture has just ended
  end
end
