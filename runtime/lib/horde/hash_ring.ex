defmodule HashRing do
  @moduledoc """
  Distributes keys over nodes so that adding or removing a node moves few keys.

  Each node has 128 points on a ring of 2^32. A key belongs to the node of the next point. The
  points are the same as in the library libring, so a key belongs to the same node as in libring.
  """

  defstruct ring: {}, nodes: []

  @range 4_294_967_295

  @doc "Returns an empty ring."
  def new(), do: %HashRing{}

  @doc "Returns a ring of one node."
  def new(node, weight \\ 128), do: add_node(new(), node, weight)

  @doc "Returns the nodes, newest first."
  def nodes(%HashRing{nodes: nodes}), do: nodes

  @doc "Adds a node with `weight` points."
  def add_node(ring, node, weight \\ 128) when is_integer(weight) and weight > 0 do
    add_nodes(ring, [{node, weight}])
  end

  @doc "Adds nodes. `{node, weight}` is a node with its own number of points."
  def add_nodes(%HashRing{} = ring, nodes) when is_list(nodes) do
    taken = Map.new(Tuple.to_list(ring.ring))

    {points, names} =
      Enum.reduce(nodes, {taken, ring.nodes}, fn added, {points, names} ->
        {node, weight} = with_weight(added)
        if node in names, do: {points, names}, else: {points(points, node, weight), [node | names]}
      end)

    %HashRing{ring: points |> Map.to_list() |> Enum.sort() |> List.to_tuple(), nodes: names}
  end

  defp with_weight({node, weight}) when is_integer(weight) and weight > 0, do: {node, weight}
  defp with_weight(node), do: {node, 128}

  defp points(points, node, weight) do
    Enum.reduce(1..weight, points, fn i, acc -> Map.put_new(acc, :erlang.phash2({node, i}, @range), node) end)
  end

  @doc "Removes a node."
  def remove_node(%HashRing{} = ring, node) do
    left = for {_, owner} = point <- Tuple.to_list(ring.ring), owner != node, do: point
    %HashRing{ring: List.to_tuple(left), nodes: List.delete(ring.nodes, node)}
  end

  @doc "Returns the node that a key belongs to."
  def key_to_node(%HashRing{nodes: []}, _key), do: {:error, {:invalid_ring, :no_nodes}}
  def key_to_node(ring, key) when is_atom(key), do: key_to_node(ring, :erlang.term_to_binary(key))

  def key_to_node(%HashRing{ring: ring}, key) do
    hash = :erlang.phash2(key, @range)
    size = tuple_size(ring)

    case search(ring, hash, 0, size) do
      ^size -> elem(elem(ring, 0), 1)
      at -> elem(elem(ring, at), 1)
    end
  end

  # Returns the first point that is not less than hash.
  defp search(_ring, _hash, low, high) when low == high, do: low

  defp search(ring, hash, low, high) do
    middle = div(low + high, 2)

    if elem(elem(ring, middle), 0) < hash,
      do: search(ring, hash, middle + 1, high),
      else: search(ring, hash, low, middle)
  end
end
