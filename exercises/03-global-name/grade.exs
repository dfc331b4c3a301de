# How lab 3 is graded. docs/authoring.md explains every name.

node :red, project: true
node :green, project: true
node :blue, project: true
tap PhoenixHello.Receiver

include :receiver

code :start_held do
  # Starts the Receiver in a process that outlives this code, because start_link/0 links to it. The
  # reference distinguishes the result from messages that start_link/0 sends.
  asker = self()
  mark = make_ref()

  {_, ref} =
    spawn_monitor(fn ->
      Process.flag(:trap_exit, true)
      {:links, before} = Process.info(self(), :links)

      result =
        try do
          {:ok, PhoenixHello.Receiver.start_link()}
        rescue
          error -> {:raised, error, __STACKTRACE__}
        end

      {:links, linked} = Process.info(self(), :links)
      send(asker, {mark, result, linked -- before})
      Process.sleep(:infinity)
    end)

  receive do
    {^mark, {:ok, result}, links} -> {result, links}
    {^mark, {:raised, error, stack}, _} -> reraise error, stack
    {:DOWN, ^ref, _, _, reason} -> exit(reason)
  end
end

code :fresh do
  case :global.whereis_name(PhoenixHello.Receiver) do
    pid when is_pid(pid) and node(pid) == node() ->
      ref = Process.monitor(pid)
      Process.exit(pid, :kill)
      receive do {:DOWN, ^ref, _, _, _} -> :ok end
      # The name may still be registered after this node has received :DOWN.
      :global.whereis_name(PhoenixHello.Receiver) == pid && :global.unregister_name(PhoenixHello.Receiver)
    _ -> :ok
  end
end

code :start_again do
  # The project's supervisor may start the Receiver first. Both starts fail while the name still
  # belongs to the ended process.
  if :global.whereis_name(PhoenixHello.Receiver) == :undefined do
    asker = self()

    {_, ref} =
      spawn_monitor(fn ->
        Process.flag(:trap_exit, true)
        PhoenixHello.Receiver.start_link()
        send(asker, :started)
        Process.sleep(:infinity)
      end)

    receive do
      :started -> Process.demonitor(ref, [:flush])
      {:DOWN, ^ref, _, _, _} -> :failed
    end
  end

  :global.whereis_name(PhoenixHello.Receiver)
end

code :receiver_pid do
  # This node may have been disconnected, on a slow machine, while the name was registered.
  if :global.whereis_name(PhoenixHello.Receiver) == :undefined do
    Enum.each(nodes -- [node()], &Node.connect/1)
    :global.sync()
  end

  :global.whereis_name(PhoenixHello.Receiver)
end

code :at do
  is_pid(receiver) && node(receiver)
end

before do
  eval(on: :each, code: :meshed)
  # Nodes exchange their global names only after they have connected.
  eval(on: :each, do: :global.sync())
  heard()
end

check "registered", "start_link/0 registers one Receiver for the whole cluster, and links to it" do
  first_start = attempt(on: :red, code: :start_held, until: outcome when outcome != :hangs, within: 6_000)
  second_start = attempt(on: :green, code: :start_held, until: outcome when outcome != :hangs, within: 6_000)
  found = eval(on: :blue, until: pid when is_pid(pid), within: 2_000, do: :global.whereis_name(PhoenixHello.Receiver))
  local = eval(on: :red, do: Process.whereis(PhoenixHello.Receiver))
  names = eval(on: :red, do: :global.registered_names())

  started = eval on: :checker do
    for start <- [first_start, second_start] do
      case start do
        {:ok, {result, _links}} -> {:ok, result}
        other -> other
      end
    end
  end

  first = eval(on: :checker, do: hd(started))
  second = eval(on: :checker, do: Enum.at(started, 1))

  linked = eval on: :checker do
    case first_start do
      {:ok, {{:ok, pid}, links}} -> pid in links
      _ -> true
    end
  end

  judge do
    %{first: {:ok, {:ok, p}}, second: {:ok, {:error, {:already_started, p}}}, found: p, linked: false} when is_pid(p) -> :not_linked
    %{first: {:ok, {:ok, p}}, second: {:ok, {:error, {:already_started, p}}}, found: p} when is_pid(p) -> :pass
    %{first: {:ok, {:ok, p}}, second: {:ok, :ignore}, found: p, linked: true} when is_pid(p) -> :pass
    # The application has started the Receiver.
    %{first: {:ok, {:error, {:already_started, p}}}, second: {:ok, {:error, {:already_started, p}}}, found: p} when is_pid(p) -> :pass
    %{first: {:ok, :ignore}, second: {:ok, :ignore}, found: p} when is_pid(p) -> :pass
    %{first: {:ok, {:ok, p}}, second: {:ok, {:error, {:already_started, p}}}, names: [_ | _]} -> :other_name
    %{first: {:ok, {:ok, p}}, second: {:ok, {:ok, p}}} -> :second_ok
    %{first: {:ok, {:ok, p}}, second: {:ok, {:ok, _}}, found: p, local: nil} -> :nameless
    %{first: {:ok, {:ok, _}}, second: {:ok, {:ok, q}}, found: q, local: nil} -> :taken_over
    %{first: {:ok, {:ok, _}}, second: {:ok, {:ok, _}}, local: p} when is_pid(p) -> :local_name
    %{first: {:ok, {:ok, _}}, second: {:ok, {:ok, _}}, names: [_, _ | _]} -> :name_per_node
    %{first: {:ok, {:ok, _}}, second: {:ok, {:ok, _}}, names: []} -> :no_name
    %{first: {:ok, {:ok, _}}, names: []} -> :local_name
    %{first: {:ok, {:ok, _}}, second: {:ok, {:error, _}}} -> :second_fails
    %{first: {:ok, {:ok, _}}, second: {:raised, _, _, _, _}} -> :second_fails
    %{first: {:ok, {:ok, _}}, second: {:exit, _}} -> :second_fails
    %{first: {:ok, {:error, _}}} -> :not_started
    %{first: {:raised, _, message, _, place}} -> {:start_raised, message <> "\n" <> place}
    %{first: :hangs} -> :hangs
    %{second: :hangs} -> :hangs
    %{first: {:loops, where}} -> {:loops, where}
    %{second: {:loops, where}} -> {:loops, where}
    _ -> :start_other
  end
end

check "found", "send_msg/1 reaches it from every node, wherever it runs", needs: ["registered"], from: [:red, :green, :blue], times: 2 do
  eval(on: :each, code: :fresh)
  eval(on: :green, do: :global.sync())
  eval(on: :green, code: :start_again, until: pid when is_pid(pid), within: 6_000)
  receiver = eval(on: :here, code: :receiver_pid, until: pid when is_pid(pid), within: 5_000)
  heard()
  answer = attempt(on: :here, do: PhoenixHello.Receiver.send_msg(nonce))
  heard = heard()
  at = eval(on: :checker, code: :at)

  judge do
    %{answer: {:ok, {m, n}}, heard: [{n, {:call, {m, h}}}], nonce: m, here: h, at: n} -> :pass
    %{answer: :hangs} -> :hangs
    %{answer: {:loops, where}} -> {:loops, where}
    %{answer: {:ok, {:badrpc, {:EXIT, {:system_limit, _}}}}} -> :loops
    %{heard: heard} when length(heard) > 100 -> :loops
    %{answer: {:ok, {m, _}}, heard: [{_, {:call, {m, from}}}], nonce: m} when is_atom(from) -> :wrong_sender
    %{answer: {:ok, {m, _}}, heard: [], nonce: m} -> :faked
    %{answer: {:ok, list}} when is_list(list) -> :list
    %{heard: [{_, {:info, _}} | _]} -> :sent
    %{heard: [{_, {:cast, _}} | _]} -> :cast
    %{heard: [{_, {:call, request}} | _]} when not is_tuple(request) or tuple_size(request) != 2 or not is_atom(elem(request, 1)) -> :shape
    %{answer: {:exit, :noproc}} -> :noproc
    %{answer: {:exit, {:nodedown, _}}} -> :hard_coded
    %{answer: {:raised, MatchError, _, _, _}} -> :node_list
    %{answer: {:raised, FunctionClauseError, message, {module, _, _}, place}} ->
      if inspect(module) =~ ~r/^PhoenixHello/, do: {:raised, message <> "\n" <> place}, else: :address
    %{answer: {:raised, _, message, _, place}} -> {:raised, message <> "\n" <> place}
    %{answer: {:exit, _}} -> :noproc
    %{heard: []} -> :nobody
    _ -> :other
  end
end

check "all", "send_msg_to_all_nodes/1 finds it too", needs: ["found"], from: [:red, :green] do
  eval(on: :each, code: :fresh)
  eval(on: :green, do: :global.sync())
  eval(on: :green, code: :start_again, until: pid when is_pid(pid), within: 6_000)
  receiver = eval(on: :here, code: :receiver_pid, until: pid when is_pid(pid), within: 5_000)
  heard()
  answer = attempt(on: :here, do: PhoenixHello.Receiver.send_msg_to_all_nodes(nonce))
  heard = heard()
  at = eval(on: :checker, code: :at)

  right = eval on: :checker do
    with {:ok, [_ | _] = list} <- answer, false <- List.improper?(list) do
      Enum.all?(list, &(&1 == {nonce, at})) and length(list) == length(heard) and
        Enum.all?(heard, &match?({^at, {:call, {^nonce, _}}}, &1))
    else
      _ -> false
    end
  end

  judge do
    %{right: true} -> :pass
    %{answer: :hangs} -> :hangs
    %{answer: {:loops, where}} -> {:loops, where}
    %{answer: {:ok, {m, _}}, nonce: m} -> :all_one
    %{answer: {:ok, :ok}} -> :thrown_away
    %{answer: {:exit, _}} -> :all_local
    %{answer: {:raised, _, message, _, place}} -> {:raised, message <> "\n" <> place}
    %{heard: []} -> :nobody
    _ -> :all_other
  end
end
