# Measures the same as work.exs, in many short pieces. Each output line is a name and the
# nanoseconds of the best piece.

defmodule Short do
  def fib(n) when n < 2, do: n
  def fib(n), do: fib(n - 1) + fib(n - 2)

  def loop(0, acc), do: acc
  def loop(n, acc), do: loop(n - 1, acc + n)

  def sum([]), do: 0
  def sum([h | t]), do: h + sum(t)

  def pong do
    receive do
      {:ping, from} ->
        send(from, :pong)
        pong()
    end
  end

  def ping(_pid, 0), do: :ok

  def ping(pid, n) do
    send(pid, {:ping, self()})

    receive do
      :pong -> ping(pid, n - 1)
    end
  end

  def spawn_exit(0), do: :ok

  def spawn_exit(n) do
    {pid, ref} = spawn_monitor(fn -> :ok end)

    receive do
      {:DOWN, ^ref, _, ^pid, _} -> spawn_exit(n - 1)
    end
  end

  def best(name, fun), do: IO.puts("#{name} #{best_of(300, fun, nil)}")

  defp best_of(0, _fun, least), do: least

  defp best_of(n, fun, least) do
    start = System.monotonic_time(:nanosecond)
    fun.()
    best_of(n - 1, fun, min(System.monotonic_time(:nanosecond) - start, least))
  end
end

list = Enum.to_list(1..10_000)
pong = spawn(&Short.pong/0)
{:ok, agent} = Agent.start_link(fn -> 0 end)

Short.best("fib(20)", fn -> Short.fib(20) end)
Short.best("loop-50k", fn -> Short.loop(50_000, 0) end)
Short.best("body-recursive-sum-10k", fn -> Short.sum(list) end)
Short.best("Enum.map-10k", fn -> Enum.map(list, fn x -> x + 1 end) end)
Short.best("Enum.reduce-10k", fn -> Enum.reduce(list, 0, fn x, acc -> x + acc end) end)
Short.best("Enum.filter-10k", fn -> Enum.filter(list, fn x -> rem(x, 2) == 0 end) end)
Short.best("for-10k", fn -> for x <- list, do: x * 2 end)
Short.best("Enum.reduce-range-10k", fn -> Enum.reduce(1..10_000, 0, fn x, acc -> x + acc end) end)
Short.best("Map.put-1k", fn -> Enum.reduce(1..1000, %{}, fn x, map -> Map.put(map, x, x) end) end)
Short.best("ping-pong-500", fn -> Short.ping(pong, 500) end)
Short.best("spawn-monitor-exit-200", fn -> Short.spawn_exit(200) end)
Short.best("GenServer.call-100", fn -> Enum.each(1..100, fn _ -> Agent.get(agent, fn x -> x end) end) end)
