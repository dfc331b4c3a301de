defmodule Node do
  @moduledoc "Nodes: connections, monitoring, and processes on other nodes."

  @type t :: node
  @type state :: :visible | :hidden | :connected | :this | :known

  @doc "Makes this node reachable for other nodes."
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

  @doc "Makes this node unreachable for other nodes."
  def stop(), do: :net_kernel.stop()

  @doc "Returns the name of this node."
  def self(), do: :erlang.node()

  @doc "Returns whether this node can be part of a distributed system."
  def alive?(), do: :erlang.is_alive()

  @doc "Returns the visible nodes that this node is connected to."
  def list(), do: :erlang.nodes()

  @doc "Returns the nodes in the given state or states."
  def list(args), do: :erlang.nodes(args)

  @doc "Starts or ends the monitoring of `node`."
  def monitor(node, flag), do: checked(:erlang.monitor_node(node, flag))

  @doc "Starts or ends the monitoring of `node`, with options."
  def monitor(node, flag, options), do: checked(:erlang.monitor_node(node, flag, options))

  # Prevents a tail call, so that a failure names the caller.
  defp checked(true), do: true

  @doc "Pings `node`. Returns `:pong`, or `:pang` if it cannot be reached."
  def ping(node), do: :net_adm.ping(node)

  @doc "Disconnects from `node`."
  def disconnect(node), do: :erlang.disconnect_node(node)

  @doc "Connects to `node`. Returns true, false, or `:ignored` if this node has no name."
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

  @doc "Sets the cookie for `node`, by default for all nodes."
  def set_cookie(node \\ Node.self(), cookie) when is_atom(cookie) do
    :erlang.set_cookie(node, cookie)
  end

  @doc "Returns the cookie of this node, or `:nocookie`."
  def get_cookie(), do: :erlang.get_cookie()
end
