defmodule Cluster.Strategy.Gossip do
  @moduledoc """
  Finds nodes by announcing this node to a multicast group.

      topologies = [
        class: [
          strategy: Cluster.Strategy.Gossip,
          config: [
            port: 45892,
            if_addr: "0.0.0.0",
            multicast_addr: "233.252.1.32",
            multicast_ttl: 1,
            multicast_if: "127.0.0.1",
            secret: "between us"
          ]
        ]
      ]

  At least every five seconds, each node sends its name in a UDP datagram to the multicast group.
  A node that receives the name of an unconnected node connects to it. So nodes find new nodes,
  and nodes that they have lost. `broadcast_only: true` sends broadcasts instead of multicasts.
  With a `:secret`, datagrams are encrypted, and a node ignores datagrams that are not encrypted
  with its own secret.
  """

  use GenServer
  use Cluster.Strategy

  import Cluster.Logger

  alias Cluster.Strategy.State

  @port 45892
  @group {233, 252, 1, 32}
  @any {0, 0, 0, 0}
  @prelude "heartbeat::"
  @block 16

  @impl true
  def start_link(args), do: GenServer.start_link(__MODULE__, args)

  @impl true
  def init([%State{config: config} = state]) do
    port = Keyword.get(config, :port, @port)
    group = address(Keyword.get(config, :multicast_addr, @group))

    options = [
      :binary,
      active: true,
      ip: address(Keyword.get(config, :if_addr, @any)),
      reuseaddr: true,
      broadcast: true
    ]

    {:ok, socket} = :gen_udp.open(port, options ++ multicast(config, group))
    {:ok, %{state | meta: {group, port, socket, Keyword.get(config, :secret)}}, {:continue, nil}}
  end

  defp multicast(config, group) do
    ttl = Keyword.get(config, :multicast_ttl, 1)

    cond do
      Keyword.get(config, :broadcast_only, false) ->
        []

      interface = Keyword.get(config, :multicast_if) ->
        interface = address(interface)
        [multicast_if: interface, multicast_ttl: ttl, multicast_loop: true, add_membership: {group, interface}]

      true ->
        [multicast_ttl: ttl, multicast_loop: true, add_membership: {group, @any}]
    end
  end

  defp address({_, _, _, _} = ip), do: ip

  defp address(ip) when is_binary(ip) do
    {:ok, address} = :inet.parse_ipv4_address(String.to_charlist(ip))
    address
  end

  @impl true
  def handle_continue(_, state), do: handle_info(:heartbeat, state)

  @impl true
  def handle_info(:heartbeat, %State{meta: {group, port, socket, secret}} = state) do
    debug(state.topology, "heartbeat")
    :gen_udp.send(socket, group, port, heartbeat(secret))
    Process.send_after(self(), :heartbeat, :rand.uniform(5_000))
    {:noreply, state}
  end

  def handle_info({:udp, _socket, _ip, _port, packet}, %State{meta: {_, _, _, secret}} = state) do
    with {:ok, @prelude <> told} <- open(packet, secret), do: heard(read(told), state)
    {:noreply, state}
  end

  @impl true
  def terminate(_reason, %State{meta: {_, _, socket, _}}), do: :gen_udp.close(socket)

  # Anyone can send datagrams, so invalid datagrams are ignored.
  defp read(told) do
    :erlang.binary_to_term(told)
  rescue
    ArgumentError -> :error
  end

  defp heard(%{node: name}, state) when is_atom(name) and name != node() do
    debug(state.topology, "received heartbeat from #{name}")
    Cluster.Strategy.connect_nodes(state.topology, state.connect, state.list_nodes, [name])
  end

  defp heard(_, _state), do: :ok

  defp heartbeat(secret) do
    plain = @prelude <> :erlang.term_to_binary(%{node: node()})
    if secret, do: seal(plain, secret), else: plain
  end

  # Encrypts with AES-256 in CBC mode. The key is the digest of the secret, the padding is PKCS #7
  # (RFC 5652, 6.3), and the initialisation vector comes first.
  defp seal(plain, secret) do
    iv = :crypto.strong_rand_bytes(@block)
    padding = @block - rem(byte_size(plain), @block)
    padded = plain <> :binary.copy(<<padding>>, padding)
    iv <> :crypto.crypto_one_time(:aes_256_cbc, key(secret), iv, padded, true)
  end

  defp open(packet, nil), do: {:ok, packet}

  defp open(<<iv::binary-size(@block), sealed::binary>>, secret) when sealed != "" and rem(byte_size(sealed), @block) == 0 do
    padded = :crypto.crypto_one_time(:aes_256_cbc, key(secret), iv, sealed, false)
    padding = :binary.last(padded)
    size = byte_size(padded) - padding

    if padding in 1..@block and binary_part(padded, size, padding) == :binary.copy(<<padding>>, padding) do
      {:ok, binary_part(padded, 0, size)}
    else
      :error
    end
  end

  defp open(_packet, _secret), do: :error

  defp key(secret), do: :crypto.hash(:sha256, secret)
end
