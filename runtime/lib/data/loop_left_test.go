package data_test

import (
	"testing"

	"lab/runtime/lib/station"
	"lab/runtime/vm"
)

// TestLoopsLeftInTheMiddle checks that another process cannot reuse a loop that was left before its
// end. Processes leave loops in all possible ways, while other processes compute with loops and
// compare the results.
func TestLoopsLeftInTheMiddle(t *testing.T) {
	st := station.BootWith(t, vm.Config{Workers: 4})
	st.Eval(t, `defmodule Left do
  def id(x), do: x

  def sum(n) do
    inner = fn x -> Enum.reduce(1..n, 0, fn y, sum -> sum + id(y) * x end) end
    squares = Enum.map(1..n, fn x -> Enum.filter(1..n, &(id(&1) == x)) end)
    {^n, _} = Enum.reduce_while(1..(n + 5), {0, []}, fn x, {k, l} -> if id(k) == n, do: {:halt, {k, l}}, else: {:cont, {k + 1, [x | l]}} end)
    {Enum.sum(Enum.map(1..n, inner)), length(List.flatten(squares)), Enum.find_value(1..n, &(id(&1) == n and &1))}
  end

  def wanted(n), do: {div(n * (n + 1), 2) ** 2, n, n}

  # Computes until it is told to stop.
  def steady(n) do
    true = sum(n) == wanted(n)
    receive do :stop -> :ok after 0 -> steady(n) end
  end

  def leave(:raise, n), do: (try do Enum.map(1..9, fn x -> if id(x) == n, do: raise("left"), else: sum(2) end) rescue e -> e.message end)
  def leave(:throw, n), do: (try do Enum.each(1..9, fn x -> if id(x) == n, do: throw(sum(x)) end) catch x -> x end)
  def leave(:exit, n), do: (try do Enum.group_by(1..9, fn x -> if id(x) == n, do: exit(:left) end) catch :exit, x -> x end)
  def leave(:error, n), do: (try do Enum.map([1, 2 | n], &id/1) rescue e -> e.__struct__ end)
  def leave(:pure, n), do: (try do Enum.map([1, n, 0], fn x -> div(6, x) end) rescue e -> e.__struct__ end)
  def leave(:value, n), do: (try do Enum.reduce_while(1..9, 0, fn _, _ -> id(n) end) rescue e -> e.__struct__ end)

  # Ends a process in the middle of its loops from outside.
  def stop(how, n) do
    me = self()
    {pid, ref} = spawn_monitor(fn ->
      send(me, :begun)
      Enum.each(1..2, fn _ -> Enum.each(1..1000, fn x -> Enum.map([x, n], &id/1) end) end)
      exit({:done, sum(n)})
    end)
    receive do :begun -> :ok end
    Process.exit(pid, how)
    receive do
      {:DOWN, ^ref, _, _, why} when why in [:killed, :left] -> :ok
      {:DOWN, ^ref, _, _, {:done, sum}} -> if sum == wanted(n), do: :ok, else: sum
    end
  end
end`)
	got := st.Eval(t, `steady = for n <- 1..6, do: spawn_monitor(fn -> Left.steady(n) end)
left =
  1..12
  |> Task.async_stream(fn n ->
    for _ <- 1..10, how <- [:raise, :throw, :exit, :error, :pure, :value] do
      Left.leave(how, rem(n, 7) + 1)
    end
    |> Enum.uniq()
    |> Enum.count()
  end, max_concurrency: 12)
  |> Enum.map(&elem(&1, 1))
stopped = for how <- [:kill, :left], n <- 1..12, do: Left.stop(how, n)
:erlang.trace(:new_processes, true, [:call])
:erlang.trace_pattern({Left, :id, 1}, true, [:local])
traced = 1..4 |> Task.async_stream(fn n -> Left.sum(n) == Left.wanted(n) end) |> Enum.map(&elem(&1, 1))
:erlang.trace(:new_processes, false, [:call])
loaded = Enum.map(1..4, fn n -> Code.eval_string("defmodule Left.Hot do\n def of(f), do: Enum.map([#{n}, 2], f)\nend"); Left.Hot.of(fn x -> (if x == n, do: Code.eval_string("defmodule Left.Hot do\n def of(f), do: Enum.reduce([3], 0, fn x, _ -> f.(x) end)\nend")); Left.id(x) end) end)
ended = for {pid, ref} <- steady do
  send(pid, :stop)
  receive do {:DOWN, ^ref, _, _, why} -> why end
end
{Enum.uniq(left), Enum.uniq(stopped), Enum.uniq(traced), loaded, Enum.uniq(ended)}`)
	if want := "{[5], [:ok], [true], [[1, 2], [2, 2], [3, 2], [4, 2]], [:normal]}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
