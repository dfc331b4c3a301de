# This file measures messages between this node and the node far on the same host. The node far
# runs echo.exs.

defmodule Nodes do
  def ping(_to, 0), do: :ok

  def ping(to, n) do
    send(to, {:ping, self()})

    receive do
      :pong -> ping(to, n - 1)
    end
  end

  def pour(_to, _data, 0), do: :ok

  def pour(to, data, n) do
    send(to, data)
    pour(to, data, n - 1)
  end

  def best(name, turns, count, fun) do
    times =
      for _ <- 1..turns do
        start = System.monotonic_time(:nanosecond)
        fun.()
        System.monotonic_time(:nanosecond) - start
      end

    IO.puts("#{name} #{div(Enum.min(times), count)}")
  end
end

far = node() |> Atom.to_string() |> String.replace("near@", "far@") |> String.to_atom()
true = Node.connect(far)
to = {:echo, far}

Nodes.best("round-trip-2-nodes", 3, 5_000, fn -> Nodes.ping(to, 5_000) end)

for {name, bytes, count} <- [{"64B", 64, 50_000}, {"1KB", 1024, 50_000}, {"64KB", 65_536, 2_000}] do
  data = String.duplicate("x", bytes)

  Nodes.best("one-way-#{name}-2-nodes", 3, count, fn ->
    Nodes.pour(to, data, count)
    send(to, {:count, self()})

    receive do
      {:counted, ^count} -> :ok
    end
  end)
end
