# Starts 100,000 processes that wait for a message. It pauses before and after, so that the memory
# of the node can be read from outside.

wait = fn ->
  receive do
    :stop -> :ok
  end
end

IO.puts("before")
IO.gets("")
pids = for _ <- 1..100_000, do: spawn(wait)
IO.puts("after")
IO.gets("")
Enum.each(pids, &send(&1, :stop))
