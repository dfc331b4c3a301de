defmodule :timer do
  @moduledoc "Erlang's timer: waiting, sending and calling later, measuring."

  def sleep(time) do
    receive do
    after
      time -> :ok
    end
  end

  def send_after(time, message), do: send_after(time, self(), message)

  def send_after(time, destination, message) when is_integer(time) and time >= 0 do
    {:ok, {:once, :erlang.send_after(time, destination, message)}}
  end

  def apply_after(time, module, function, args), do: later(time, fn -> apply(module, function, args) end)
  def apply_after(time, fun) when is_function(fun, 0), do: later(time, fun)

  defp later(time, fun) do
    pid = spawn(fn -> sleep(time) && fun.() end)
    {:ok, {:process, pid}}
  end

  def send_interval(time, message), do: send_interval(time, self(), message)

  def send_interval(time, destination, message) when is_integer(time) and time > 0 do
    owner = if is_pid(destination), do: destination, else: self()

    pid =
      spawn(fn ->
        ref = Process.monitor(owner)
        repeat(time, ref, fn -> send(destination, message) end)
      end)

    {:ok, {:process, pid}}
  end

  def apply_interval(time, module, function, args) when is_integer(time) and time > 0 do
    owner = self()

    pid =
      spawn(fn ->
        ref = Process.monitor(owner)
        repeat(time, ref, fn -> spawn(module, function, args) end)
      end)

    {:ok, {:process, pid}}
  end

  # Each turn is timed from the start, so that the work does not add up.
  defp repeat(time, ref, fun), do: repeat(time, ref, fun, :erlang.monotonic_time(:millisecond) + time)

  defp repeat(time, ref, fun, next) do
    receive do
      {:DOWN, ^ref, _, _, _} -> :ok
    after
      max(next - :erlang.monotonic_time(:millisecond), 0) ->
        fun.()
        repeat(time, ref, fun, next + time)
    end
  end

  def exit_after(time, reason), do: exit_after(time, self(), reason)
  def exit_after(time, pid, reason), do: later(time, fn -> Process.exit(pid, reason) end)
  def kill_after(time), do: exit_after(time, :kill)
  def kill_after(time, pid), do: exit_after(time, pid, :kill)

  def cancel({:once, ref}) do
    :erlang.cancel_timer(ref)
    {:ok, :cancel}
  end

  def cancel({:process, pid}) do
    Process.exit(pid, :kill)
    {:ok, :cancel}
  end

  def cancel(_other), do: {:error, :badarg}

  def tc(fun) when is_function(fun, 0), do: measure(fun)
  def tc(fun, args) when is_function(fun), do: measure(fn -> apply(fun, args) end)
  def tc(module, function, args), do: measure(fn -> apply(module, function, args) end)

  defp measure(fun) do
    start = :erlang.monotonic_time()
    value = fun.()
    {:erlang.convert_time_unit(:erlang.monotonic_time() - start, :native, :microsecond), value}
  end

  def now_diff({m1, s1, u1}, {m2, s2, u2}), do: ((m1 - m2) * 1_000_000 + (s1 - s2)) * 1_000_000 + (u1 - u2)
  def seconds(n), do: n * 1000
  def minutes(n), do: n * 60_000
  def hours(n), do: n * 3_600_000
  def hms(h, m, s), do: hours(h) + minutes(m) + seconds(s)
end
