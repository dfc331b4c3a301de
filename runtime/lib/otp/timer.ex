defmodule :timer do
  @moduledoc "Time in milliseconds: sleep, measurement, and delayed or repeated calls."

  @doc "Sleeps for a number of milliseconds."
  def sleep(time) do
    receive do
    after
      time -> :ok
    end
  end

  @doc "Does nothing: timers need no server."
  def start(), do: :ok

  @doc "Converts seconds to milliseconds."
  def seconds(n), do: 1000 * n

  @doc "Converts minutes to milliseconds."
  def minutes(n), do: 60_000 * n

  @doc "Converts hours to milliseconds."
  def hours(n), do: 3_600_000 * n

  @doc "Converts hours, minutes and seconds to milliseconds."
  def hms(h, m, s), do: hours(h) + minutes(m) + seconds(s)

  @doc "Measures the time that a function takes, in microseconds."
  def tc(fun) do
    before = :erlang.monotonic_time()
    value = fun.()
    {elapsed(before, :microsecond), value}
  end

  def tc(fun, unit) when is_function(fun) and is_atom(unit) do
    before = :erlang.monotonic_time()
    value = fun.()
    {elapsed(before, unit), value}
  end

  def tc(fun, args) when is_list(args) do
    before = :erlang.monotonic_time()
    value = apply(fun, args)
    {elapsed(before, :microsecond), value}
  end

  def tc(mod, fun, args) do
    before = :erlang.monotonic_time()
    value = apply(mod, fun, args)
    {elapsed(before, :microsecond), value}
  end

  defp elapsed(before, unit), do: :erlang.convert_time_unit(:erlang.monotonic_time() - before, :native, unit)

  @doc "Returns the number of microseconds between two timestamps."
  def now_diff({a2, b2, c2}, {a1, b1, c1}), do: ((a2 - a1) * 1_000_000 + b2 - b1) * 1_000_000 + c2 - c1

  defguardp whole(time) when is_integer(time) and time >= 0
  defguardp destination(dest) when is_pid(dest) or is_atom(dest) or (is_tuple(dest) and tuple_size(dest) == 2 and is_atom(elem(dest, 0)) and is_atom(elem(dest, 1)))

  @doc "Sends a message after a time."
  def send_after(time, message), do: send_after(time, self(), message)

  def send_after(time, pid, message) when whole(time) and is_pid(pid) and node(pid) == node() do
    {:ok, {:send_local, :erlang.send_after(time, pid, message)}}
  end

  def send_after(time, dest, message) when whole(time) and destination(dest), do: once(time, fn -> send_to(dest, message) end)
  def send_after(_time, _dest, _message), do: {:error, :badarg}

  @doc "Calls a function after a time."
  def apply_after(time, mod, fun, args) when whole(time) and is_atom(mod) and is_atom(fun) and is_list(args), do: once(time, fn -> apply(mod, fun, args) end)
  def apply_after(_time, _mod, _fun, _args), do: {:error, :badarg}

  def apply_after(time, fun), do: apply_after(time, :erlang, :apply, [fun, []])
  def apply_after(time, fun, args), do: apply_after(time, :erlang, :apply, [fun, args])

  defp once(time, action) do
    waiting = fn ->
      receive do
        :cancel -> :ok
      after
        time -> action.()
      end
    end

    {:ok, {:once, start(waiting)}}
  end

  # Starts a process and returns its alias, which is the reference of its timer.
  defp start(run) do
    starter = self()

    pid =
      spawn(fn ->
        send(starter, {self(), :erlang.alias()})
        run.()
      end)

    receive do
      {^pid, timer} -> timer
    end
  end

  # A message to an unregistered name is dropped.
  defp send_to(dest, message) do
    :erlang.send(dest, message)
  catch
    :error, :badarg -> :ok
  end

  @doc "Sends a message repeatedly."
  def send_interval(time, message), do: send_interval(time, self(), message)

  def send_interval(time, dest, message) when whole(time) and destination(dest) do
    watched = if is_pid(dest), do: dest
    start_interval(time, watched, fn -> send(dest, message) end)
  end

  def send_interval(_time, _dest, _message), do: {:error, :badarg}

  @doc "Calls a function repeatedly."
  def apply_interval(time, mod, fun, args) when whole(time) and is_atom(mod) and is_atom(fun) and is_list(args) do
    start_interval(time, nil, fn -> spawn(mod, fun, args) end)
  end

  def apply_interval(_time, _mod, _fun, _args), do: {:error, :badarg}

  defp start_interval(time, watched, action) do
    timer =
      start(fn ->
        if watched, do: Process.monitor(watched)
        interval(time, :erlang.monotonic_time(:millisecond) + time, action)
      end)

    {:ok, {:interval, timer}}
  end

  defp interval(time, due, action) do
    receive do
      :cancel -> :ok
      {:DOWN, _, _, _, _} -> :ok
    after
      max(due - :erlang.monotonic_time(:millisecond), 0) ->
        action.()
        interval(time, due + time, action)
    end
  end

  @doc "Ends the calling process with a reason after a time."
  def exit_after(time, reason), do: exit_after(time, self(), reason)
  def exit_after(time, pid, reason), do: apply_after(time, :erlang, :exit, [pid, reason])

  @doc "Kills the calling process after a time."
  def kill_after(time), do: exit_after(time, :kill)
  def kill_after(time, pid), do: exit_after(time, pid, :kill)

  @doc "Cancels a timer."
  def cancel({:send_local, ref}) do
    :erlang.cancel_timer(ref)
    {:ok, :cancel}
  end

  def cancel({kind, timer}) when kind in [:once, :interval] and is_reference(timer) do
    send(timer, :cancel)
    {:ok, :cancel}
  end

  def cancel(_), do: {:error, :badarg}
end
