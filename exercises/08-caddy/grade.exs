# How lab 8 is graded. docs/authoring.md explains every name.

node :red, project: true, serve: true, port: 4005
node :green, project: true, serve: true, port: 4006
proxy config: "Caddyfile", port: 8080

include :managers

prepare do
  eval(on: :red, do: Node.connect(green))
  eval(on: :each, code: :managers_seen, seal: [LabManagers])
end

check "node", "A node shows its page" do
  red_page = browse(:red, get: "/hello")

  judge do
    %{red_page: %{status: 200}} -> :pass
    %{red_page: %{error: "no answer"}} -> :hangs
    %{red_page: %{error: error}} -> {:node_page, error}
    %{red_page: %{text: text}} -> {:node_page, String.slice(text, 0, 300)}
  end
end

check "page", "The page comes through Caddy, from a node, and the supervisor of lab 6 runs", needs: ["node"] do
  runs = eval on: :each do
    Process.whereis(PhoenixHello.ManagerSupervisor) != nil and Process.whereis(PhoenixHello.DistributedRegistry) != nil
  end

  members = eval(on: :red, until: {:ok, [_, _]}, do: LabManagers.members(PhoenixHello.ManagerSupervisor))
  green_page = browse(:green, get: "/hello")
  # Only health checks request this path.
  health = eval(on: :checker, do: proxy.health && hd(String.split(proxy.health, "?")))
  asked = served(until: _ when health == nil or health == "/hello", within: 2_000)
  through = browse(:proxy, get: "/hello", visits: 8)

  page = eval on: :checker do
    said = for {_node, list} <- asked, {path, status} <- list, hd(String.split(path, "?")) == health, do: status
    servers = Enum.filter([4005, 4006], &(&1 in proxy.servers))

    cond do
      not match?(%{status: 200}, green_page) -> {:node_page, green_page[:error] || "status #{green_page[:status]}"}
      proxy.listens != [] and 8080 not in proxy.listens -> :no_site
      proxy.servers == [] -> :no_proxy
      through.unmade > 0 and 200 in through.statuses -> :not_made
      health != nil and health != "/hello" and Enum.any?(said, &(&1 >= 400)) -> {:wrong_health, "#{health} answers #{Enum.max(said)}"}
      through.failed == 0 and through.by != [] -> :comes
      servers == [] -> :no_page
      length(servers) == 1 -> :one_server
      health != nil and through.statuses == [503] -> :wrong_health
      true -> {:no_page, Enum.join(Enum.uniq(through.errors), "\n")}
    end
  end

  judge do
    %{runs: %{^red => false}} -> :no_supervisor
    %{page: {:node_page, text}} -> {:node_page, text}
    %{page: :no_proxy} -> :no_proxy
    %{page: :no_site} -> :no_site
    %{page: :not_made} -> :not_made
    %{page: {:wrong_health, text}} -> {:wrong_health, text}
    %{page: :wrong_health} -> :wrong_health
    %{page: :one_server} -> :one_server
    %{page: :comes, members: {:ok, [_, _]}} -> :pass
    %{page: :comes} -> :no_supervisor
    %{page: {:no_page, text}} -> {:no_page, text}
    _ -> :no_page
  end
end

check "ten", "start_random/0 starts the ten and returns their names", needs: ["page"] do
  answer = attempt(on: :red, do: PhoenixHello.ManagerSupervisor.start_random())

  registered = eval on: :each, until: %{^red => [_, _, _, _, _, _, _, _, _, _], ^green => [_, _, _, _, _, _, _, _, _, _]}, within: 5_000 do
    PhoenixHello.DistributedRegistry |> Horde.Registry.select([{{:"$1", :_, :_}, [], [:"$1"]}]) |> Enum.sort()
  end

  # Counts the processes themselves, because a registry could hide a duplicate.
  processes = count(PhoenixHello.Manager, until: %{^red => a, ^green => b} when a + b == 10, within: 5_000)

  ten = eval on: :checker do
    names = Enum.sort(~w(Ethan Olivia Mason Sophia Liam Ava Noah Isabella Lucas Mia))
    known = registered[red]

    cond do
      answer == :hangs or match?({:loops, _}, answer) -> :hangs
      elem(answer, 0) != :ok -> :raised
      known == [] -> :none_started
      not match?({:ok, list} when is_list(list), answer) or List.improper?(elem(answer, 1)) -> :not_names
      not Enum.all?(elem(answer, 1), &is_binary/1) -> :not_names
      known == names and Enum.sum(Map.values(processes)) > 10 -> :twice
      known == names and Enum.sort(elem(answer, 1)) == names -> :ten
      known == names -> :not_names
      known -- names != [] -> :other_names
      true -> :some_missing
    end
  end

  judge do
    %{ten: :ten} -> :pass
    %{ten: :hangs} -> :hangs
    %{ten: :raised, answer: {:raised, _, message, _, place}} -> {:raised, message <> " (" <> place <> ")"}
    %{ten: :raised} -> :raised
    %{ten: :none_started} -> :none_started
    %{ten: :twice} -> :twice
    %{ten: :not_names} -> :not_names
    %{ten: :other_names} -> :other_names
    _ -> :some_missing
  end
end

check "survives", "A node is killed, and the ten go on on the other", needs: ["ten"] do
  fault "kill green"
  # Requests the page immediately, while the failure may still be visible.
  without_green = browse(:proxy, get: "/hello", visits: 12)

  local = eval on: :red, until: [_, _, _, _, _, _, _, _, _, _], within: 10_000, steady: 5_000 do
    for name <- Enum.uniq(LabManagers.local()), name in registered[red], do: name
  end

  running = count(PhoenixHello.Manager, until: %{^red => n} when n >= 10, within: 2_000)
  page = browse(:red, get: "/hello")

  judge do
    %{local: [_, _, _, _, _, _, _, _, _, _], running: %{^red => n}, page: %{status: 200}} when n >= 10 -> :pass
    _ -> :lost
  end
end

# If all ten managers ran on the surviving node, the check "survives" has shown nothing. This check
# kills the other node.
check "returns", "It comes back, the first is killed, and the ten go on", needs: ["survives"] do
  fault "restart green"
  eval(on: :green, code: :managers_seen, seal: [LabManagers])
  eval(on: :green, until: true, do: Node.connect(red))
  # A node that is killed before it has sent its changes loses them. That is not a mistake of the
  # student.
  eval on: :each, until: %{^red => {10, 10}, ^green => {10, 10}}, within: 20_000, steady: 5_000 do
    {Horde.Registry.count(PhoenixHello.DistributedRegistry), GenServer.call(PhoenixHello.ManagerSupervisor, :get_telemetry).global_supervised_process_count}
  end

  # The restart resets the health state of the servers in Caddy.
  fault "restart proxy"
  fault "kill red"
  without_red = browse(:proxy, get: "/hello", visits: 12)

  local = eval on: :green, until: [_, _, _, _, _, _, _, _, _, _], within: 10_000, steady: 5_000 do
    for name <- Enum.uniq(LabManagers.local()), name in registered[red], do: name
  end

  running = count(PhoenixHello.Manager, until: %{^green => n} when n >= 10, within: 2_000)
  page = browse(:green, get: "/hello")

  judge do
    %{local: [_, _, _, _, _, _, _, _, _, _], running: %{^green => n}, page: %{status: 200}} when n >= 10 -> :pass
    _ -> :lost
  end
end

check "retry", "Nobody who uses the page sees an error meanwhile, whichever node is gone", needs: ["returns"] do
  retry = eval on: :checker do
    # A random retry can choose the dead server repeatedly.
    allowed = if proxy.retries, do: 3, else: 0
    fine = fn met, node -> met.failed <= allowed and met.unmade == 0 and met.by == [node] end

    bad = for {met, node} <- [{without_green, red}, {without_red, green}], not fine.(met, node), do: met

    cond do
      # If only one server is listed, the other node could listen on its port while it is down.
      4005 not in proxy.servers or 4006 not in proxy.servers -> :one_server
      bad == [] -> :works
      Enum.any?(bad, &(&1.unmade > 0)) -> :not_made
      true -> :no_retry
    end
  end

  judge do
    %{retry: :works} -> :pass
    %{retry: :one_server} -> :one_server
    %{retry: :not_made} -> :not_made
    _ -> :no_retry
  end
end
