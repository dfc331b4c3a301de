# This file is the remote node of nodes.exs. It answers pings, and counts messages that need no
# answer.

defmodule Echo do
  def loop(count) do
    receive do
      {:ping, from} ->
        send(from, :pong)
        loop(count)

      {:count, from} ->
        send(from, {:counted, count})
        loop(0)

      _data ->
        loop(count + 1)
    end
  end
end

Process.register(self(), :echo)
IO.puts("up #{node()}")
Echo.loop(0)
