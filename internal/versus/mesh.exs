# This file is one node of a full mesh: mesh.exs FIRST COUNT. It connects to the node FIRST and waits
# until it sees COUNT nodes. Then, for each line of its input, it sends a message to all nodes each
# second, ten times.

defmodule Mesh do
  def await(count) do
    receive do
      {:nodeup, _} -> if length(Node.list()) < count - 1, do: await(count), else: :ok
    end
  end

  def broadcast(0), do: :ok

  def broadcast(times) do
    for node <- Node.list(), do: send({:mesh, node}, {:tick, node()})
    Process.send_after(self(), :next, 1000)
    count(0)
    broadcast(times - 1)
  end

  defp count(ticks) do
    receive do
      {:tick, _} -> count(ticks + 1)
      :next -> ticks
    end
  end
end

[first, count] = System.argv()
Process.register(self(), :mesh)
:ok = :net_kernel.monitor_nodes(true)
IO.puts("up")
"mesh\n" = IO.gets("")
Node.connect(String.to_atom(first <> "@" <> (node() |> Atom.to_string() |> String.split("@") |> List.last())))
Mesh.await(String.to_integer(count))
IO.puts("meshed")

for _ <- IO.stream() do
  Mesh.broadcast(10)
  IO.puts("done")
end
