# Measures operations of the Elixir runtime that runs this file. Each output line is a name and the
# nanoseconds of the best of several runs.

defmodule Work do
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

      :stop ->
        :ok
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

  def best(name, turns, fun) do
    times =
      for _ <- 1..turns do
        start = System.monotonic_time(:nanosecond)
        fun.()
        System.monotonic_time(:nanosecond) - start
      end

    IO.puts("#{name} #{Enum.min(times)}")
  end
end

list = Enum.to_list(1..1_000_000)
pong = spawn(&Work.pong/0)

Work.best("fib(30)", 5, fn -> Work.fib(30) end)
Work.best("loop-10M", 3, fn -> Work.loop(10_000_000, 0) end)
Work.best("body-recursive-sum-1M", 3, fn -> Work.sum(list) end)
Work.best("Enum.map-1M", 3, fn -> Enum.map(list, fn x -> x + 1 end) end)
Work.best("Enum.reduce-1M", 3, fn -> Enum.reduce(list, 0, fn x, acc -> x + acc end) end)
Work.best("ping-pong-100k", 3, fn -> Work.ping(pong, 100_000) end)
Work.best("spawn-monitor-exit-100k", 3, fn -> Work.spawn_exit(100_000) end)

{:ok, agent} = Agent.start_link(fn -> 0 end)

Work.best("GenServer.call-20k", 3, fn ->
  Enum.each(1..20_000, fn _ -> Agent.get(agent, fn x -> x end) end)
end)

typed = """
fib = fn
  _self, n when n < 2 -> n
  self, n -> self.(self, n - 1) + self.(self, n - 2)
end

fib.(fib, 20)
"""

Work.best("typed-fib(20)", 3, fn -> Code.eval_string(typed) end)
