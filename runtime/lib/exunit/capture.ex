defmodule ExUnit.CaptureIO do
  @moduledoc "What a function prints, and what it reads."

  @doc "What `fun` prints."
  def capture_io(fun) when is_function(fun, 0), do: capture_io(:stdio, [], fun)

  def capture_io(device, fun) when is_atom(device) and is_function(fun, 0), do: capture_io(device, [], fun)
  def capture_io(pid, fun) when is_pid(pid) and is_function(fun, 0), do: capture_io(pid, [], fun)
  def capture_io(input, fun) when is_binary(input), do: capture_io(:stdio, [input: input], fun)
  def capture_io(opts, fun) when is_list(opts), do: capture_io(:stdio, opts, fun)

  @doc "What `fun` prints on a device; it reads `input:`."
  def capture_io(device, input, fun) when is_binary(input), do: capture_io(device, [input: input], fun)
  def capture_io(device, opts, fun) when is_function(fun, 0), do: device |> captured(opts, fun) |> elem(1)

  @doc "As capture_io, with the function's result."
  def with_io(fun) when is_function(fun, 0), do: with_io(:stdio, [], fun)
  def with_io(device, fun) when (is_atom(device) or is_pid(device)) and is_function(fun, 0), do: with_io(device, [], fun)
  def with_io(input, fun) when is_binary(input), do: with_io(:stdio, [input: input], fun)
  def with_io(opts, fun) when is_list(opts), do: with_io(:stdio, opts, fun)

  def with_io(device, input, fun) when is_binary(input), do: with_io(device, [input: input], fun)
  def with_io(device, opts, fun), do: captured(device, opts, fun)

  defp captured(device, opts, fun) do
    {:ok, io} = StringIO.open(Keyword.get(opts, :input, ""), capture_prompt: Keyword.get(opts, :capture_prompt, true))
    restore = redirect(device, io)

    try do
      {fun.(), io |> StringIO.contents() |> elem(1)}
    after
      restore.()
      StringIO.close(io)
    end
  end

  # The standard output is that of this process and those it starts.
  defp redirect(:stdio, io), do: leader_of(self(), io)
  defp redirect(pid, io) when is_pid(pid), do: leader_of(pid, io)

  defp redirect(device, io) do
    name = if device == :stderr, do: :standard_error, else: device
    old = Process.whereis(name) || raise "could not find IO device registered at #{inspect(device)}"
    Process.unregister(name)
    Process.register(io, name)

    fn ->
      Process.unregister(name)
      Process.register(old, name)
    end
  end

  defp leader_of(pid, io) do
    {:group_leader, old} = Process.info(pid, :group_leader)
    Process.group_leader(pid, io)
    fn -> Process.group_leader(pid, old) end
  end
end

defmodule ExUnit.CaptureLog do
  @moduledoc "What is logged while a function runs. Meanwhile it is not printed."

  @doc "What is logged while `fun` runs. Options: `level:`."
  def capture_log(opts \\ [], fun), do: opts |> with_log(fun) |> elem(1)

  @doc "As capture_log, with the function's result."
  def with_log(opts \\ [], fun) when is_function(fun, 0) do
    {:ok, io} = StringIO.open("")
    id = :"#{__MODULE__}#{:erlang.unique_integer([:positive])}"
    ExUnit.CaptureServer.capture(id, io, opts[:level] || :all)

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
  # Keeps count of the captures of logs: the first silences the printing, the last
  # lets it speak again.

  use GenServer

  def capture(id, io, level), do: GenServer.call(server(), {:capture, id, io, level})
  def release(id), do: GenServer.call(server(), {:release, id})

  defp server() do
    case GenServer.start(__MODULE__, [], name: __MODULE__) do
      {:ok, pid} -> pid
      {:error, {:already_started, pid}} -> pid
    end
  end

  @impl true
  def init(_), do: {:ok, %{}}

  @impl true
  def handle_call({:capture, id, io, level}, {pid, _}, captures) do
    if captures == %{}, do: :logger.remove_handler(:default)
    :ok = :logger.add_handler(id, __MODULE__, %{level: level, config: %{io: io}})
    {:reply, :ok, Map.put(captures, id, Process.monitor(pid))}
  end

  def handle_call({:release, id}, _from, captures), do: {:reply, :ok, released(captures, id)}

  @impl true
  def handle_info({:DOWN, ref, _, _, _}, captures) do
    {id, _} = Enum.find(captures, fn {_, held} -> held == ref end)
    {:noreply, released(captures, id)}
  end

  defp released(captures, id) do
    {ref, left} = Map.pop!(captures, id)
    Process.demonitor(ref, [:flush])
    :logger.remove_handler(id)
    if left == %{}, do: :logger.restore_default()
    left
  end

  @doc false
  def log(event, %{config: %{io: io}}) do
    IO.write(io, :logger.text(event))
  rescue
    ErlangError -> :ok # the capture has just ended
  end
end
