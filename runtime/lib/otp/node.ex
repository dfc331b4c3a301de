defmodule Node do
  @moduledoc "Nodes: who is connected, connecting, monitoring, starting processes elsewhere."

  @type t :: node
  @type state :: :visible | :hidden | :connected | :this | :known

  @doc "Turns this node into one that other nodes can reach."
  def start(name, opts_or_type \\ [])

  def start(name, opts) when is_list(opts) do
    {domain, opts} = Keyword.pop(opts, :name_domain, :longnames)
    start_node(name, Enum.into(opts, %{name_domain: domain}))
  end

  def start(name, type) when is_atom(type), do: start_node(name, %{name_domain: type})

  @doc "Starts distribution with the kind of names and the tick time in milliseconds."
  def start(name, type, tick_time) do
    start_node(name, %{name_domain: type, net_ticktime: tick_time})
  end

  defp start_node(name, options), do: :net_kernel.start(name, options)

  @doc "Turns this node into one that cannot be reached."
  def stop(), do: :net_kernel.stop()

  @doc "The name of this node."
  def self(), do: :erlang.node()

  @doc "Tells whether this node can be part of a distributed system."
  def alive?(), do: :erlang.is_alive()

  @doc "The visible nodes this one is connected to."
  def list(), do: :erlang.nodes()

  @doc "The nodes with the given state or states."
  def list(args), do: :erlang.nodes(args)

  @doc "Starts or ends the monitoring of `node`."
  def monitor(node, flag), do: checked(:erlang.monitor_node(node, flag))

  @doc "Starts or ends the monitoring of `node`, with options."
  def monitor(node, flag, options), do: checked(:erlang.monitor_node(node, flag, options))

  # Prevents a tail call, so that a failure names the caller.
  defp checked(true), do: true

  @doc "Asks `node` for a sign of life: `:pong`, or `:pang` when it cannot be reached."
  def ping(node), do: :net_adm.ping(node)

  @doc "Disconnects from `node`."
  def disconnect(node), do: :erlang.disconnect_node(node)

  @doc "Connects to `node`: true, false, or `:ignored` when this node has no name."
  def connect(node), do: :net_kernel.connect_node(node)

  @doc "Spawns `fun` on `node`."
  def spawn(node, fun), do: :erlang.spawn(node, fun)

  @doc "Spawns `fun` on `node`, with options."
  def spawn(node, fun, opts), do: :erlang.spawn_opt(node, fun, opts)

  @doc "Spawns a process on `node` that applies a function."
  def spawn(node, module, fun, args), do: :erlang.spawn(node, module, fun, args)

  @doc "Spawns a process on `node` that applies a function, with options."
  def spawn(node, module, fun, args, opts), do: :erlang.spawn_opt(node, module, fun, args, opts)

  @doc "Spawns `fun` on `node`, linked to the calling process."
  def spawn_link(node, fun), do: :erlang.spawn_link(node, fun)

  @doc "Spawns a process on `node` that applies a function, linked to the calling process."
  def spawn_link(node, module, fun, args), do: :erlang.spawn_link(node, module, fun, args)

  @doc "Spawns `fun` on `node`, monitored by the calling process."
  def spawn_monitor(node, fun), do: :erlang.spawn_monitor(node, fun)

  @doc "Spawns a process on `node` that applies a function, monitored by the calling process."
  def spawn_monitor(node, module, fun, args), do: :erlang.spawn_monitor(node, module, fun, args)

  @doc "Sets the cookie used with `node`, by default with every node."
  def set_cookie(node \\ Node.self(), cookie) when is_atom(cookie) do
    :erlang.set_cookie(node, cookie)
  end

  @doc "The cookie of this node, or `:nocookie`."
  def get_cookie(), do: :erlang.get_cookie()
end
