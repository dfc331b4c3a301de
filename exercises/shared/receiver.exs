# Code that the labs on the Receiver share.

code :receivers do
  # Starts a Receiver unless the application has started one. It stays linked to a process that
  # outlives this code.
  if Process.whereis(PhoenixHello.Receiver) == nil do
    asker = self()

    {keeper, ref} =
      spawn_monitor(fn ->
        Process.flag(:trap_exit, true)
        PhoenixHello.Receiver.start_link()
        send(asker, {:started, self()})
        Process.sleep(:infinity)
      end)

    receive do
      {:started, ^keeper} -> Process.demonitor(ref, [:flush])
      {:DOWN, ^ref, _, _, {%{} = error, stack}} -> reraise error, stack
      {:DOWN, ^ref, _, _, reason} -> exit(reason)
    end
  end

  Process.whereis(PhoenixHello.Receiver) ||
    raise "no process is registered as PhoenixHello.Receiver after PhoenixHello.Receiver.start_link(), and this exercise needs one on each node"

  :ok
end

code :meshed do
  # A link may have been lost on a slow machine or in an earlier check.
  Enum.each(nodes -- [node()], &Node.connect/1)

  Enum.find(1..250, fn _ -> length(Node.list()) == length(nodes) - 1 or Process.sleep(20) != :ok end) ||
    raise "the nodes did not find each other: #{inspect(Node.list())}"
end

code :receiver_off do
  # A Receiver that is not an OTP process would not answer GenServer.stop/1.
  if pid = Process.whereis(PhoenixHello.Receiver) do
    ref = Process.monitor(pid)
    Process.exit(pid, :kill)
    receive do {:DOWN, ^ref, _, _, _} -> :ok end
  end
end
