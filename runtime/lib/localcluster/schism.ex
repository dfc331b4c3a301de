defmodule Schism do
  @moduledoc """
  Partitions connected nodes into groups that cannot reach each other, by giving each group its own cookie.

      Schism.partition([a, b])
      Schism.heal([a, b])

  The calling node can always reach all nodes.
  """

  @doc "Separates nodes from all nodes but each other and the calling node. Returns the nodes."
  @spec partition([node()], String.t()) :: [node()]
  def partition(nodes, id \\ random()) when is_list(nodes) and is_binary(id) do
    # Otherwise :global would disconnect partitioned nodes from all other nodes too.
    for node <- [node() | Node.list()], do: :erpc.call(node, Application, :put_env, [:kernel, :prevent_overlapping_partitions, false])
    change(nodes, String.to_atom(id))
    for node <- nodes, other <- :erpc.call(node, Node, :list, []), other not in [node() | nodes], do: :erpc.call(node, Node, :disconnect, [other])
    nodes
  end

  @doc "Reconnects nodes to the calling node and to the nodes that it is connected to. Returns the nodes."
  @spec heal([node()]) :: [node()]
  def heal(nodes) when is_list(nodes) do
    cookie = Node.get_cookie()
    change(nodes, cookie)
    others = for other <- Node.list(), :erpc.call(other, Node, :get_cookie, []) == cookie, do: other
    for node <- nodes, other <- others, other != node, do: :erpc.call(node, Node, :connect, [other])
    nodes
  end

  # Nodes with the same new cookie can reconnect. Existing connections are not affected.
  defp change(nodes, cookie) do
    for node <- nodes do
      Node.set_cookie(node, cookie)
      :erpc.call(node, Node, :set_cookie, [node, cookie])
      :erpc.call(node, Node, :set_cookie, [node(), cookie])
    end
  end

  defp random, do: Base.encode16(:crypto.strong_rand_bytes(16))
end
