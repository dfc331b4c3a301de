defmodule :peer do
  @moduledoc """
  Starts other nodes, which stop with the process that controls them.

  A peer is a process of the operating system that runs this same program. A node of a lab cannot
  start a peer.
  """

  use GenServer

  @wait_boot 15_000

  @doc "Returns a unique name."
  def random_name, do: random_name("peer")
  def random_name(prefix), do: ~c"#{prefix}-#{:erlang.unique_integer([:positive])}-#{:os.getpid()}"

  @doc "Starts a peer that stops with its control process: `name:`, `host:`, `args:`, `connection:`, `longnames:`, `wait_boot:`."
  def start(options), do: begin(:start, options)

  @doc """
  Starts a peer, and links its control process to the caller. Without options, the name of the
  peer is random.
  """
  def start_link, do: start_link(%{name: random_name()})
  def start_link(options), do: begin(:start_link, options)

  defp begin(how, options) do
    cond do
      not Map.has_key?(options, :connection) and not Node.alive?() ->
        {:error, :not_alive}

      not Map.has_key?(options, :connection) and not Map.has_key?(options, :name) ->
        begin(how, Map.put(options, :name, random_name()))

      true ->
        # A peer that fails to start must not end the caller, so the link comes later.
        case GenServer.start(__MODULE__, options) do
          {:ok, pid} ->
            if how == :start_link, do: Process.link(pid)
            booted(pid, options)

          {:error, :boot} ->
            exit(:timeout)

          other ->
            other
        end
    end
  end

  defp booted(pid, %{wait_boot: wait}) when not is_integer(wait) and wait != :infinity, do: {:ok, pid}
  defp booted(pid, _), do: {:ok, pid, GenServer.call(pid, :node)}

  @doc "Stops a peer."
  def stop(peer), do: GenServer.stop(peer)

  @doc "Returns `:running`, `:booting` or `{:down, reason}`."
  def get_state(peer), do: GenServer.call(peer, :state)

  @doc "Calls a function of a peer over its control connection, which `connection: :standard_io` creates."
  def call(peer, module, function, args), do: call(peer, module, function, args, 5000)

  def call(peer, module, function, args, timeout) do
    case GenServer.call(peer, {:call, module, function, args}, timeout) do
      {:ok, value} -> value
      {class, reason, stack} -> :erlang.raise(class, reason, stack)
      {:error, reason} -> :erlang.error(reason)
    end
  end

  @doc "Calls a function of a peer, and does not wait for the value."
  def cast(peer, module, function, args), do: GenServer.cast(peer, {:cast, module, function, args})

  @doc "Sends a message to a pid or a name on a peer over its control connection."
  def send(peer, to, message), do: GenServer.cast(peer, {:send, to, message})

  @impl true
  def init(options) do
    Process.flag(:trap_exit, true)
    {flags, paths, ignored} = flags(Map.get(options, :args, []), [], [], [])
    for word <- ignored, do: IO.puts(:stderr, "args: #{word} is not part of lab and is ignored")
    line = :lab_peer.open(name(options) ++ flags)
    state = %{line: line, node: nil, direct: Map.has_key?(options, :connection), calls: %{}, next: 1, tell: nil, paths: paths}

    case Map.get(options, :wait_boot, @wait_boot) do
      {pid, tag} -> {:ok, %{state | tell: {pid, tag}}}
      false -> {:ok, state}
      limit -> wait(state, limit)
    end
  end

  defp wait(%{line: line} = state, limit) do
    receive do
      {:lab_peer, ^line, {:data, data}} -> {:ok, started(:erlang.binary_to_term(data), state)}
      {:lab_peer, ^line, {:output, text}} -> said(text) && wait(state, limit)
      {:lab_peer, ^line, {:exited, _}} -> {:stop, :boot}
    after
      limit -> {:stop, :boot}
    end
  end

  defp started({:started, node}, state) do
    unless state.direct, do: Node.connect(node)
    if state.paths != [], do: request(state, {:cast, :code, :add_pathsa, [state.paths]})

    case state.tell do
      {pid, tag} -> Kernel.send(pid, {tag, {:started, node, self()}})
      nil -> :ok
    end

    %{state | node: node}
  end

  defp name(%{name: name} = options) do
    name = to_string(name)
    host = Map.get(options, :host)
    long = Map.get(options, :longnames, Node.alive?() and :net_kernel.longnames())

    full =
      cond do
        String.contains?(name, "@") -> name
        host != nil -> "#{name}@#{host}"
        Node.alive?() -> "#{name}@#{node() |> to_string() |> String.split("@") |> List.last()}"
        true -> name
      end

    [if(long or String.contains?(full, "."), do: "--name", else: "--sname"), full]
  end

  defp name(_), do: []

  defp flags([], flags, paths, ignored), do: {flags, Enum.reverse(paths), Enum.reverse(ignored)}
  defp flags([word | rest], flags, paths, ignored), do: flag(to_string(word), rest, flags, paths, ignored)

  defp flag("-setcookie", [cookie | rest], flags, paths, ignored), do: flags(rest, ["--cookie", to_string(cookie) | flags], paths, ignored)
  defp flag("-hidden", rest, flags, paths, ignored), do: flags(rest, ["--hidden" | flags], paths, ignored)
  defp flag("-connect_all", [value | rest], flags, paths, ignored), do: flags(rest, ["--erl", "-connect_all #{value}" | flags], paths, ignored)
  defp flag(word, rest, flags, paths, ignored) when word in ["-noshell", "-noinput", "-detached"], do: flags(rest, flags, paths, ignored)

  defp flag(word, rest, flags, paths, ignored) when word in ["-pa", "-pz"] do
    {more, rest} = Enum.split_while(rest, &(not String.starts_with?(to_string(&1), "-")))
    flags(rest, flags, Enum.reverse(more) ++ paths, ignored)
  end

  defp flag(word, rest, flags, paths, ignored), do: flags(rest, flags, paths, [word | ignored])

  @impl true
  def handle_call(:node, _from, state), do: {:reply, state.node, state}
  def handle_call(:state, _from, %{node: nil} = state), do: {:reply, :booting, state}
  def handle_call(:state, _from, state), do: {:reply, :running, state}
  def handle_call({:call, _, _, _}, _from, %{direct: false} = state), do: {:reply, {:error, :noconnection}, state}

  def handle_call({:call, module, function, args}, from, state) do
    request(state, {:call, state.next, module, function, args})
    {:noreply, %{state | calls: Map.put(state.calls, state.next, from), next: state.next + 1}}
  end

  @impl true
  def handle_cast(_, %{direct: false} = state), do: {:noreply, state}

  def handle_cast(asked, state) do
    request(state, asked)
    {:noreply, state}
  end

  defp request(state, asked), do: :lab_peer.write(state.line, :erlang.term_to_binary(asked))

  @impl true
  def handle_info({:lab_peer, line, event}, %{line: line} = state), do: event(event, state)
  def handle_info({:EXIT, _, _}, state), do: {:stop, :shutdown, state}
  def handle_info(_, state), do: {:noreply, state}

  defp event({:output, text}, state) do
    said(text)
    {:noreply, state}
  end

  defp event({:exited, _}, state), do: {:stop, :normal, %{state | line: nil}}

  defp event({:data, data}, state) do
    case :erlang.binary_to_term(data) do
      {:started, _} = started ->
        {:noreply, started(started, state)}

      {:reply, number, answer} ->
        {from, calls} = Map.pop(state.calls, number)
        GenServer.reply(from, answer)
        {:noreply, %{state | calls: calls}}
    end
  end

  defp said(text) do
    IO.write(text)
    true
  end

  @impl true
  def terminate(_reason, %{line: nil}), do: :ok

  # After the peer has ended, this process waits until the node is disconnected.
  def terminate(_reason, %{line: line, node: peer}) do
    watched = peer != nil and peer in Node.list(:connected)
    if watched, do: Node.monitor(peer, true)
    :lab_peer.close(line)

    receive do
      {:nodedown, ^peer} when watched -> :ok
    after
      if(watched, do: 5000, else: 0) -> :ok
    end
  end
end

defmodule :peer_origin do
  @moduledoc "The peer's side of `:peer`: executes the requests of the node that started it."

  @doc "Starts the process, and reports to the other side that this node is running."
  def start do
    server = spawn(&serve/0)
    answer({:started, node()})
    server
  end

  defp serve do
    receive do
      {:lab_peer, data} -> asked(:erlang.binary_to_term(data))
    end

    serve()
  end

  defp asked({:call, number, module, function, args}) do
    spawn(fn ->
      answer(
        try do
          {:reply, number, {:ok, apply(module, function, args)}}
        catch
          class, reason -> {:reply, number, {class, reason, __STACKTRACE__}}
        end
      )
    end)
  end

  defp asked({:cast, module, function, args}), do: spawn(module, function, args)

  defp asked({:send, to, message}) do
    Kernel.send(to, message)
  rescue
    ArgumentError -> :ok
  end

  defp answer(term), do: :lab_peer.reply(:erlang.term_to_binary(term))
end
