defmodule :digraph_utils do
  @moduledoc "Algorithms on directed graphs: traversal orders, components, reachability, cycles."

  def preorder(graph), do: :lists.reverse(:lists.append(pretrees(graph)))

  defp pretrees(graph), do: trees(:digraph.vertices(graph), &:digraph.out_neighbours(graph, &1))

  # Returns, for each start vertex in turn, the newly reached vertices in reverse order.
  defp trees(vertices, next) do
    {trees, _} =
      :lists.foldl(
        fn vertex, {trees, seen} ->
          case reach([vertex], next, seen, []) do
            {[], seen} -> {trees, seen}
            {tree, seen} -> {[tree | trees], seen}
          end
        end,
        {[], %{}},
        vertices
      )

    trees
  end

  defp reach([vertex | rest], next, seen, found) when is_map_key(seen, vertex), do: reach(rest, next, seen, found)

  defp reach([vertex | rest], next, seen, found) do
    {found, seen} = reach(next.(vertex), next, :maps.put(vertex, true, seen), [vertex | found])
    reach(rest, next, seen, found)
  end

  defp reach([], _, seen, found), do: {found, seen}

  def postorder(graph), do: :lists.reverse(left(graph))

  # Returns the vertices in reverse postorder.
  defp left(graph) do
    {left, _} = leave(:digraph.vertices(graph), &:digraph.out_neighbours(graph, &1), [], %{})
    left
  end

  defp leave([vertex | rest], next, left, seen) when is_map_key(seen, vertex), do: leave(rest, next, left, seen)

  defp leave([vertex | rest], next, left, seen) do
    {left, seen} = leave(next.(vertex), next, left, :maps.put(vertex, true, seen))
    leave(rest, next, [vertex | left], seen)
  end

  defp leave([], _, left, seen), do: {left, seen}

  def topsort(graph) do
    order = left(graph)
    if loop_vertices(graph) == [] and length(strong(graph, order)) == length(order), do: order, else: false
  end

  def strong_components(graph), do: strong(graph, left(graph))

  defp strong(graph, order), do: trees(order, &:digraph.in_neighbours(graph, &1))

  def cyclic_strong_components(graph) do
    :lists.filter(
      fn
        [vertex] -> loop?(graph, vertex)
        _ -> true
      end,
      strong_components(graph)
    )
  end

  def components(graph) do
    trees(:digraph.vertices(graph), &(:digraph.out_neighbours(graph, &1) ++ :digraph.in_neighbours(graph, &1)))
  end

  def loop_vertices(graph), do: :lists.filter(&loop?(graph, &1), :digraph.vertices(graph))

  defp loop?(graph, vertex), do: :lists.member(vertex, :digraph.out_neighbours(graph, vertex))

  def is_acyclic(graph), do: loop_vertices(graph) == [] and topsort(graph) != false

  def is_tree(graph) do
    :digraph.no_edges(graph) == :digraph.no_vertices(graph) - 1 and length(components(graph)) == 1
  end

  def is_arborescence(graph), do: arborescence_root(graph) != :no

  def arborescence_root(graph) do
    degrees = for vertex <- :digraph.vertices(graph), do: {:digraph.in_degree(graph, vertex), vertex}

    with true <- is_tree(graph),
         [{0, root} | rest] <- :lists.sort(degrees),
         true <- :lists.all(fn {degree, _} -> degree == 1 end, rest) do
      {:yes, root}
    else
      _ -> :no
    end
  end

  def reachable(vertices, graph), do: all(vertices, &:digraph.out_neighbours(graph, &1))
  def reaching(vertices, graph), do: all(vertices, &:digraph.in_neighbours(graph, &1))
  def reachable_neighbours(vertices, graph), do: neighbours(vertices, &:digraph.out_neighbours(graph, &1))
  def reaching_neighbours(vertices, graph), do: neighbours(vertices, &:digraph.in_neighbours(graph, &1))

  defp all(vertices, next), do: elem(reach(vertices, next, %{}, []), 0)
  defp neighbours(vertices, next), do: all(:lists.flatmap(next, vertices), next)

  def subgraph(graph, vertices), do: subgraph(graph, vertices, [])

  def subgraph(graph, vertices, options) do
    type = :proplists.get_value(:type, options, :inherit)
    labels = :proplists.get_value(:keep_labels, options, true)
    sub = :digraph.new(if type == :inherit, do: type_of(graph), else: type)

    for vertex <- vertices, {_, label} <- [:digraph.vertex(graph, vertex)] do
      :digraph.add_vertex(sub, vertex, if(labels, do: label, else: []))
    end

    for edge <- :digraph.edges(graph), {_, from, to, label} = :digraph.edge(graph, edge), :digraph.vertex(sub, from), :digraph.vertex(sub, to) do
      :digraph.add_edge(sub, edge, from, to, if(labels, do: label, else: []))
    end

    sub
  end

  defp type_of(graph) do
    info = :digraph.info(graph)
    [:proplists.get_value(:cyclicity, info), :proplists.get_value(:protection, info)]
  end

  def condensation(graph) do
    components = strong_components(graph)
    condensed = :digraph.new()
    home = :maps.from_list(for component <- components, vertex <- component, do: {vertex, component})
    for component <- components, do: :digraph.add_vertex(condensed, component)

    pairs = for component <- components, from <- component, to <- :digraph.out_neighbours(graph, from), do: {component, :maps.get(to, home)}
    for {from, to} <- :lists.usort(pairs), do: :digraph.add_edge(condensed, from, to)
    condensed
  end
end
