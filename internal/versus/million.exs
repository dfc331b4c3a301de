# This file starts a million processes that wait, then asks each of them for an answer. It prints the
# times of both, and pauses in between, so that the memory can be read from outside.

defmodule Million do
  @count 1_000_000

  def wait do
    receive do
      {:ask, from} -> send(from, :here)
    end
  end

  def start, do: for(_ <- 1..@count, do: spawn(&wait/0))

  def ask(pids) do
    Enum.each(pids, &send(&1, {:ask, self()}))
    Enum.each(pids, fn _ -> receive(do: (:here -> :ok)) end)
  end

  def timed(name, fun) do
    {us, value} = :timer.tc(fun)
    IO.puts("#{name} #{us * 1000}")
    value
  end
end

pids = Million.timed("million-spawned", &Million.start/0)
IO.gets("")
Million.timed("million-asked", fn -> Million.ask(pids) end)
