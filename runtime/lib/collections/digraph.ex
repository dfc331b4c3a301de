defmodule :digraph do
  @moduledoc "Erlang's directed graphs: three tables, of vertices, edges and neighbours, which live as long as the process that created them."

  def new(type \\ [])

  def new(type) do
    if not is_list(type), do: :erlang.error(:badarg)
    {cyclic, protection} = :lists.foldl(&option/2, {true, :protected}, type)
    vertices = :ets.new(:vertices, [:set, protection])
    edges = :ets.new(:edges, [:set, protection])
    neighbours = :ets.new(:neighbours, [:bag, protection])
    :ets.insert(neighbours, [{:"$vid", 0}, {:"$eid", 0}])
    {:digraph, vertices, edges, neighbours, cyclic}
  end

  defp option(:cyclic, {_, p}), do: {true, p}
  defp option(:acyclic, {_, p}), do: {false, p}
  defp option(p, {cyclic, _}) when p in [:protected, :private], do: {cyclic, p}
  defp option(_other, _), do: :erlang.error(:badarg)

  # Return the tables of a graph, or raise badrecord.
  defp vertices_of({:digraph, vertices, _, _, _}), do: vertices
  defp vertices_of(other), do: :erlang.error({:badrecord, other})
  defp edges_of({:digraph, _, edges, _, _}), do: edges
  defp edges_of(other), do: :erlang.error({:badrecord, other})
  defp neighbours_of({:digraph, _, _, neighbours, _}), do: neighbours
  defp neighbours_of(other), do: :erlang.error({:badrecord, other})

  def delete(graph) do
    :ets.delete(vertices_of(graph))
    :ets.delete(edges_of(graph))
    :ets.delete(neighbours_of(graph))
  end

  def info(graph) do
    words = for table <- [vertices_of(graph), edges_of(graph), neighbours_of(graph)], do: :ets.info(table, :memory)
    cyclicity = if elem(graph, 4), do: :cyclic, else: :acyclic
    [cyclicity: cyclicity, memory: :lists.sum(words), protection: :ets.info(vertices_of(graph), :protection)]
  end

  # New vertices are named [:"$v" | 0] and so on, new edges [:"$e" | 0] and so on.
  defp fresh(kind, counter, graph) do
    neighbours = neighbours_of(graph)
    [{^counter, n}] = :ets.lookup(neighbours, counter)
    :ets.delete(neighbours, counter)
    :ets.insert(neighbours, {counter, n + 1})
    [kind | n]
  end

  def add_vertex(graph), do: add_vertex(graph, fresh(:"$v", :"$vid", graph))
  def add_vertex(graph, vertex), do: add_vertex(graph, vertex, [])

  def add_vertex(graph, vertex, label) do
    :ets.insert(vertices_of(graph), {vertex, label})
    vertex
  end

  def vertex(graph, vertex), do: one(vertices_of(graph), vertex)
  def no_vertices(graph), do: :ets.info(vertices_of(graph), :size)
  def vertices(graph), do: for({vertex, _} <- :ets.tab2list(vertices_of(graph)), do: vertex)
  def source_vertices(graph), do: for(vertex <- vertices(graph), in_degree(graph, vertex) == 0, do: vertex)
  def sink_vertices(graph), do: for(vertex <- vertices(graph), out_degree(graph, vertex) == 0, do: vertex)

  def del_vertices(graph, vertices) do
    :lists.foreach(&del_vertex(graph, &1), vertices)
    true
  end

  def del_vertex(graph, vertex) do
    del_edges(graph, edges(graph, vertex))
    :ets.delete(vertices_of(graph), vertex)
  end

  defp one(table, key) do
    case :ets.lookup(table, key) do
      [row] -> row
      [] -> false
    end
  end

  def add_edge(graph, from, to), do: add_edge(graph, from, to, [])
  def add_edge(graph, from, to, label), do: add_edge(graph, fresh(:"$e", :"$eid", graph), from, to, label)

  def add_edge(graph, edge, from, to, label) do
    {vertices, edges, neighbours, cyclic} = {vertices_of(graph), edges_of(graph), neighbours_of(graph), elem(graph, 4)}
    known = one(edges, edge)

    cond do
      known && not match?({_, ^from, ^to, _}, known) ->
        {:error, {:bad_edge, edge}}

      not :ets.member(vertices, from) ->
        {:error, {:bad_vertex, from}}

      not :ets.member(vertices, to) ->
        {:error, {:bad_vertex, to}}

      known ->
        :ets.insert(edges, {edge, from, to, label})
        edge

      not cyclic and from === to ->
        {:error, {:bad_edge, [from]}}

      path = not cyclic && get_path(graph, to, from) ->
        {:error, {:bad_edge, path}}

      true ->
        :ets.insert(neighbours, [{{:out, from}, edge}, {{:in, to}, edge}])
        :ets.insert(edges, {edge, from, to, label})
        edge
    end
  end

  def edge(graph, edge), do: one(edges_of(graph), edge)
  def no_edges(graph), do: :ets.info(edges_of(graph), :size)
  def edges(graph), do: for({edge, _, _, _} <- :ets.tab2list(edges_of(graph)), do: edge)
  def edges(graph, vertex), do: :lists.usort(at(graph, :out, vertex) ++ at(graph, :in, vertex))

  def in_degree(graph, vertex), do: length(at(graph, :in, vertex))
  def out_degree(graph, vertex), do: length(at(graph, :out, vertex))
  # The newest edge comes first.
  def in_edges(graph, vertex), do: :lists.reverse(at(graph, :in, vertex))
  def out_edges(graph, vertex), do: :lists.reverse(at(graph, :out, vertex))

  def in_neighbours(graph, vertex) do
    edges = edges_of(graph)
    for edge <- in_edges(graph, vertex), do: :ets.lookup_element(edges, edge, 2)
  end

  def out_neighbours(graph, vertex) do
    edges = edges_of(graph)
    for edge <- out_edges(graph, vertex), do: :ets.lookup_element(edges, edge, 3)
  end

  defp at(graph, way, vertex), do: for({_, edge} <- :ets.lookup(neighbours_of(graph), {way, vertex}), do: edge)

  def del_edges(graph, edges) do
    :lists.foreach(&del_edge(graph, &1), edges)
    true
  end

  def del_edge(graph, edge) do
    {edges, neighbours} = {edges_of(graph), neighbours_of(graph)}

    with {_, from, to, _} <- one(edges, edge) do
      :ets.delete_object(neighbours, {{:out, from}, edge})
      :ets.delete_object(neighbours, {{:in, to}, edge})
      :ets.delete(edges, edge)
    end

    true
  end

  def del_path(graph, from, to) do
    case get_path(graph, from, to) do
      false ->
        true

      path ->
        for {a, b} <- :lists.zip(:lists.droplast(path), tl(path)), edge <- out_edges(graph, a), {_, _, ^b, _} <- [edge(graph, edge)] do
          del_edge(graph, edge)
        end

        del_path(graph, from, to)
    end
  end

  def get_path(graph, from, to), do: depth(graph, out_neighbours(graph, from), to, [from], [from])

  # Searches depth-first for a path, in the order of the neighbours.
  defp depth(graph, next, to, path, seen) do
    case deeper(graph, next, to, path, seen) do
      {:found, path} -> path
      _ -> false
    end
  end

  defp deeper(_, [to | _], to, path, _), do: {:found, :lists.reverse([to | path])}

  defp deeper(graph, [vertex | rest], to, path, seen) do
    if :lists.member(vertex, seen) do
      deeper(graph, rest, to, path, seen)
    else
      case deeper(graph, out_neighbours(graph, vertex), to, [vertex | path], [vertex | seen]) do
        {:found, _} = found -> found
        seen -> deeper(graph, rest, to, path, seen)
      end
    end
  end

  defp deeper(_, [], _, _, seen), do: seen

  def get_cycle(graph, vertex) do
    case get_path(graph, vertex, vertex) do
      [vertex, vertex] -> [vertex]
      path -> path
    end
  end

  def get_short_path(graph, from, to), do: breadth(graph, [[from]], [], to, %{})

  def get_short_cycle(graph, vertex), do: get_short_path(graph, vertex, vertex)

  defp breadth(_, [], [], _, _), do: false
  defp breadth(graph, [], later, to, seen), do: breadth(graph, :lists.reverse(later), [], to, seen)

  defp breadth(graph, [[at | _] = path | rest], later, to, seen) do
    next = :lists.reverse(out_neighbours(graph, at))

    if :lists.member(to, next) do
      :lists.reverse([to | path])
    else
      new = for vertex <- next, not is_map_key(seen, vertex), do: vertex
      seen = :lists.foldl(&:maps.put(&1, true, &2), seen, new)
      later = :lists.foldl(&[[&1 | path] | &2], later, new)
      breadth(graph, rest, later, to, seen)
    end
  end
end
