# Measures messages between this node and far@ the same host, which runs
# echo.exs.

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
data = String.duplicate("x", 64)

Nodes.best("round-trip-2-nodes", 3, 5_000, fn -> Nodes.ping(to, 5_000) end)

Nodes.best("one-way-64B-2-nodes", 3, 50_000, fn ->
  Nodes.pour(to, data, 50_000)
  send(to, {:count, self()})

  receive do
    {:counted, 50_000} -> :ok
  end
end)
