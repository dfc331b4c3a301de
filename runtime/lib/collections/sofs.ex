defmodule :sofs do
  @moduledoc """
  Erlang's sets of sets. A set is `{:Set, elements, type}` with sorted elements; any other value is `{:OrdSet, term,
  type}`. A type is the name of an atomic type, a tuple of types, `[type]` for a set, or `:_` for the elements of an
  empty set.
  """

  # Construction

  def empty_set, do: {:Set, [], :_}
  def from_term(term), do: made(term, nil)
  def from_term(term, type), do: made(term, type)

  defp made(term, type) do
    case typed(term, type) do
      {elements, [inner]} -> {:Set, elements, inner}
      {term, type} -> {:OrdSet, term, type}
    end
  end

  # Returns the term with its sets in order, and its type. That is the given type, or else a type
  # derived from the term. The name of an atomic type accepts every term.
  defp typed(term, given) when is_atom(given) and given not in [nil, :_], do: {term, given}

  defp typed(list, given) when is_list(list) and (given in [nil, :_] or is_list(given)) do
    if not List.improper?(list), do: typed_set(list, given), else: :erlang.error(:badarg)
  end

  defp typed(tuple, given) when is_tuple(tuple) and tuple_size(tuple) > 0 and (given in [nil, :_] or is_tuple(given)) do
    types = if is_tuple(given), do: Tuple.to_list(given), else: List.duplicate(nil, tuple_size(tuple))
    if length(types) != tuple_size(tuple), do: :erlang.error(:badarg)
    {terms, types} = tuple |> Tuple.to_list() |> Enum.zip_with(types, &typed/2) |> Enum.unzip()
    {List.to_tuple(terms), List.to_tuple(types)}
  end

  defp typed(term, given) when given in [nil, :_] and not is_tuple(term), do: {term, :atom}
  defp typed(_term, _given), do: :erlang.error(:badarg)

  defp typed_set(list, given) do
    inner =
      case given do
        [type] -> type
        given when is_atom(given) -> nil
        _ -> :erlang.error(:badarg)
      end

    {elements, types} = list |> Enum.map(&typed(&1, inner)) |> Enum.unzip()
    {Enum.sort(Enum.uniq(elements)), [Enum.reduce(types, inner || :_, &common(&1, &2, :badarg))]}
  end

  # Returns the common type of two types. An unknown type is compatible with any other.
  defp common(type, type, _error), do: type
  defp common(:_, type, _error), do: type
  defp common(type, :_, _error), do: type
  defp common([left], [right], error), do: [common(left, right, error)]

  defp common(left, right, error) when is_tuple(left) and is_tuple(right) and tuple_size(left) == tuple_size(right) do
    Enum.zip_with(Tuple.to_list(left), Tuple.to_list(right), &common(&1, &2, error)) |> List.to_tuple()
  end

  defp common(_left, _right, error), do: :erlang.error(error)

  def set(elements, type \\ [:atom])
  def set(elements, [_] = type) when is_list(elements), do: made(elements, type)
  def set(_elements, _type), do: :erlang.error(:badarg)

  def relation([tuple | _] = tuples) when is_tuple(tuple), do: relation(tuples, tuple_size(tuple))
  def relation(tuples), do: relation(tuples, 2)
  def relation(tuples, size) when is_integer(size), do: relation(tuples, [:atom |> List.duplicate(size) |> List.to_tuple()])
  def relation(tuples, [type]) when is_list(tuples) and is_tuple(type), do: made(tuples, [type])
  def relation(_tuples, _type), do: :erlang.error(:badarg)

  def a_function(pairs, type \\ [{:atom, :atom}]) do
    function = relation(pairs, type)
    if is_a_function(function), do: function, else: :erlang.error(:bad_function)
  end

  def family(pairs, type \\ [{:atom, [:atom]}]), do: a_function(pairs, type)

  def from_external(elements, [type]), do: {:Set, elements, type}
  def from_external(term, type), do: {:OrdSet, term, type}

  def from_sets(sets) when is_list(sets) do
    type = sets |> Enum.map(&inner/1) |> Enum.reduce(:_, &common(&1, &2, :type_mismatch))
    {:Set, sets |> Enum.map(&to_external/1) |> Enum.sort() |> Enum.uniq(), type}
  end

  def from_sets(sets) when is_tuple(sets) do
    sets = Tuple.to_list(sets)
    {:OrdSet, sets |> Enum.map(&to_external/1) |> List.to_tuple(), sets |> Enum.map(&inner/1) |> List.to_tuple()}
  end

  # Decomposition

  def to_external({:Set, elements, _}), do: elements
  def to_external({:OrdSet, term, _}), do: term

  def type({:Set, _, type}), do: [type]
  def type({:OrdSet, _, type}), do: type

  # Returns the type that a set has when it is an element of another set.
  defp inner(set), do: type(set)

  # Returns an element with its type: as a set if its type is a set, and as an ordered set
  # otherwise.
  defp element(term, [type]), do: {:Set, term, type}
  defp element(term, type), do: {:OrdSet, term, type}

  def to_sets({:Set, elements, type}), do: Enum.map(elements, &element(&1, type))
  def to_sets({:OrdSet, terms, types}) when is_tuple(terms), do: Enum.zip_with(Tuple.to_list(terms), Tuple.to_list(types), &element/2) |> List.to_tuple()
  def to_sets({:OrdSet, _, _}), do: :erlang.error(:badarg)

  def no_elements({:Set, elements, _}), do: length(elements)
  def no_elements({:OrdSet, term, _}) when is_tuple(term), do: tuple_size(term)
  def no_elements({:OrdSet, _, _}), do: :erlang.error(:badarg)

  # Predicates

  def is_set({:Set, _, _}), do: true
  def is_set({:OrdSet, _, _}), do: false
  def is_sofs_set({kind, _, _}) when kind in [:Set, :OrdSet], do: true
  def is_sofs_set(_other), do: false
  def is_empty_set({:Set, elements, _}), do: elements == []
  def is_empty_set({:OrdSet, _, _}), do: false

  def is_type([type]), do: is_type(type)
  def is_type(type) when is_tuple(type) and tuple_size(type) > 0, do: type |> Tuple.to_list() |> Enum.all?(&is_type/1)
  def is_type(type), do: is_atom(type)

  def is_equal(left, right) do
    common(type(left), type(right), :type_mismatch)
    to_external(left) == to_external(right)
  end

  def is_subset({:Set, left, type1}, {:Set, right, type2}) do
    common(type1, type2, :type_mismatch)
    left -- right == []
  end

  def is_disjoint({:Set, left, type1}, {:Set, right, type2}) do
    common(type1, type2, :type_mismatch)
    not Enum.any?(left, &(&1 in right))
  end

  def is_a_function({:Set, pairs, type}) when type == :_ or (is_tuple(type) and tuple_size(type) == 2) do
    keys = Enum.map(pairs, &elem(&1, 0))
    keys == Enum.uniq(keys)
  end

  def is_a_function(_set), do: :erlang.error(:badarg)

  # Operations on two sets

  def union(left, right), do: both(left, right, &Enum.uniq(&1 ++ &2))
  def intersection(left, right), do: both(left, right, fn l, r -> Enum.filter(l, &(&1 in r)) end)
  def difference(left, right), do: both(left, right, &(&1 -- &2))
  def symdiff(left, right), do: both(left, right, &((&1 -- &2) ++ (&2 -- &1)))
  def symmetric_partition(left, right), do: {difference(left, right), intersection(left, right), difference(right, left)}

  defp both({:Set, left, type1}, {:Set, right, type2}, fun) do
    {:Set, Enum.sort(fun.(left, right)), common(type1, type2, :type_mismatch)}
  end

  def product(left, right), do: product({left, right})

  def product(sets) when is_tuple(sets) do
    sets = Tuple.to_list(sets)
    tuples = Enum.reduce(Enum.reverse(sets), [[]], fn {:Set, elements, _}, rest -> for(e <- elements, r <- rest, do: [e | r]) end)
    {:Set, Enum.map(tuples, &List.to_tuple/1), sets |> Enum.map(&elem(&1, 2)) |> List.to_tuple()}
  end

  # Operations on sets of sets

  def union({:Set, sets, type}), do: {:Set, sets |> Enum.concat() |> Enum.uniq() |> Enum.sort(), unwrapped(type)}

  def intersection({:Set, [first | rest], [type]}), do: {:Set, Enum.reduce(rest, first, fn set, common -> Enum.filter(common, &(&1 in set)) end), type}
  def intersection(_sets), do: :erlang.error(:badarg)

  defp unwrapped(:_), do: :_
  defp unwrapped([type]), do: type
  defp unwrapped(_type), do: :erlang.error(:badarg)

  def canonical_relation({:Set, sets, [type]}) do
    {:Set, Enum.sort(for(set <- sets, element <- set, do: {element, set})), {type, [type]}}
  end

  # Binary relations. A set of unknown type is empty.

  defp pairs({:Set, pairs, :_}), do: {pairs, :_, :_}
  defp pairs({:Set, pairs, {type1, type2}}), do: {pairs, type1, type2}
  defp pairs(_set), do: :erlang.error(:badarg)

  defp sorted(elements, type), do: {:Set, elements |> Enum.sort() |> Enum.uniq(), type}

  def domain(relation) do
    {pairs, type, _} = pairs(relation)
    sorted(Enum.map(pairs, &elem(&1, 0)), type)
  end

  def range(relation) do
    {pairs, _, type} = pairs(relation)
    sorted(Enum.map(pairs, &elem(&1, 1)), type)
  end

  def field(relation), do: union(domain(relation), range(relation))

  def converse(relation) do
    {pairs, type1, type2} = pairs(relation)
    sorted(for({a, b} <- pairs, do: {b, a}), {type2, type1})
  end

  def inverse(function) do
    inverse = converse(function)
    if is_a_function(function) and is_a_function(inverse), do: inverse, else: :erlang.error(:bad_function)
  end

  def image(relation, {:Set, elements, _}) do
    {pairs, _, type} = pairs(relation)
    sorted(for({a, b} <- pairs, a in elements, do: b), type)
  end

  def inverse_image(relation, set), do: relation |> converse() |> image(set)

  def strict_relation(relation) do
    {pairs, _, _} = pairs(relation)
    put_elem(relation, 1, for({a, b} = pair <- pairs, a != b, do: pair))
  end

  def weak_relation(relation) do
    {pairs, type1, type2} = pairs(relation)
    same = for element <- to_external(field(relation)), do: {element, element}
    type = common(type1, type2, :type_mismatch)
    sorted(pairs ++ same, {type, type})
  end

  def relative_product1(left, right), do: relative_product(converse(left), right)

  def relative_product({:Set, _, _} = left, {:Set, _, _} = right) do
    {lefts, type1, joint1} = pairs(left)
    {rights, joint2, type2} = pairs(right)
    common(joint1, joint2, :type_mismatch)
    sorted(for({a, b} <- lefts, {^b, c} <- rights, do: {a, c}), {type1, type2})
  end

  def relative_product(relations, relation) when is_tuple(relations), do: relative_product(Tuple.to_list(relations), relation)
  def relative_product(relations, relation) when is_list(relations), do: relations |> relative_product() |> relative_product(relation)

  def relative_product(relations) when is_tuple(relations), do: relative_product(Tuple.to_list(relations))

  def relative_product([first | _] = relations) do
    {_, key, _} = pairs(first)
    types = for relation <- relations, do: relation |> pairs() |> elem(2)
    keys = first |> domain() |> to_external()

    joined =
      for a <- keys, values <- each_of(for(relation <- relations, do: for({^a, b} <- elem(relation, 1), do: b))) do
        {a, List.to_tuple(values)}
      end

    sorted(joined, {key, List.to_tuple(types)})
  end

  defp each_of([]), do: [[]]
  defp each_of([values | rest]), do: for(value <- values, others <- each_of(rest), do: [value | others])

  def multiple_relative_product(relations, relation) when is_tuple(relations) do
    relations = Tuple.to_list(relations)
    {pairs, _, _} = pairs(relation)
    types = for {:Set, _, {from, into}} <- relations, do: {from, into}

    found =
      for pair <- pairs, values <- each_of(Enum.zip_with(Tuple.to_list(pair), relations, fn a, {:Set, ps, _} -> for({^a, b} <- ps, do: b) end)) do
        {pair, List.to_tuple(values)}
      end

    sorted(found, {types |> Enum.map(&elem(&1, 0)) |> List.to_tuple(), types |> Enum.map(&elem(&1, 1)) |> List.to_tuple()})
  end

  def join({:Set, lefts, type1}, at1, {:Set, rights, type2}, at2) do
    joined = for l <- lefts, r <- rights, elem(l, at1 - 1) == elem(r, at2 - 1), do: append(l, Tuple.delete_at(r, at2 - 1))
    sorted(joined, append(type1, Tuple.delete_at(type2, at2 - 1)))
  end

  defp append(left, right), do: List.to_tuple(Tuple.to_list(left) ++ Tuple.to_list(right))

  # Functions

  def constant_function({:Set, elements, type}, value) do
    {:Set, Enum.map(elements, &{&1, to_external(value)}), {type, inner(value)}}
  end

  def composite(first, second) do
    {_, _, into} = pairs(first)
    {_, from, _} = pairs(second)
    common(into, from, :type_mismatch)
    total? = is_subset(range(first), domain(second))
    if is_a_function(first) and is_a_function(second) and total?, do: relative_product(first, second), else: :erlang.error(:bad_function)
  end

  def extension(relation, set, value), do: union(relation, constant_function(difference(set, domain(relation)), value))

  # Applies a function on sets to an element and returns the result with its type. The function is
  # a position in a tuple, or a function on terms or sets.
  defp answer(at, term, type) when is_integer(at), do: {elem(term, at - 1), elem(type, at - 1)}
  defp answer({:external, fun}, term, type), do: {fun.(term), fun.(type)}

  defp answer(fun, term, type) when is_function(fun, 1) do
    set = fun.(element(term, type))
    {to_external(set), inner(set)}
  end

  defp answers(fun, {:Set, elements, type}) do
    {terms, types} = elements |> Enum.map(&answer(fun, &1, type)) |> Enum.unzip()
    {Enum.zip(elements, terms), Enum.reduce(types, :_, &common(&1, &2, :type_mismatch))}
  end

  def projection(fun, set) do
    {answers, type} = answers(fun, set)
    sorted(Enum.map(answers, &elem(&1, 1)), type)
  end

  def substitution(fun, {:Set, _, type} = set) do
    {answers, into} = answers(fun, set)
    {:Set, answers, {type, into}}
  end

  def restriction(relation, set), do: restriction(1, relation, set)
  def restriction(fun, relation, {:Set, kept, _}), do: chosen(fun, relation, &(&1 in kept))
  def drestriction(relation, set), do: drestriction(1, relation, set)
  def drestriction(fun, relation, {:Set, gone, _}), do: chosen(fun, relation, &(&1 not in gone))

  defp chosen(fun, set, wanted?) do
    {answers, _} = answers(fun, set)
    put_elem(set, 1, for({element, answer} <- answers, wanted?.(answer), do: element))
  end

  def specification({:external, fun}, {:Set, elements, type}), do: {:Set, Enum.filter(elements, fun), type}
  def specification(fun, {:Set, elements, type}), do: {:Set, Enum.filter(elements, &fun.(element(&1, type))), type}

  def partition(fun, {:Set, _, type} = set) do
    {answers, _} = answers(fun, set)
    groups = Enum.group_by(answers, &elem(&1, 1), &elem(&1, 0))
    {:Set, groups |> Map.values() |> Enum.sort(), [type]}
  end

  def partition(fun, set, picked), do: {restriction(fun, set, picked), drestriction(fun, set, picked)}

  # Groups the elements that belong to the same sets.
  def partition({:Set, sets, type}) do
    groups = sets |> Enum.concat() |> Enum.uniq() |> Enum.sort() |> Enum.group_by(fn element -> Enum.filter(sets, &(element in &1)) end)
    {:Set, groups |> Map.values() |> Enum.sort(), type}
  end

  def partition_family(fun, {:Set, _, type} = set) do
    {answers, key} = answers(fun, set)
    groups = Enum.group_by(answers, &elem(&1, 1), &elem(&1, 0))
    {:Set, Enum.sort(groups), {key, [type]}}
  end

  # Families are functions whose values are sets.

  def relation_to_family(relation) do
    {pairs, type1, type2} = pairs(relation)
    {:Set, pairs |> Enum.group_by(&elem(&1, 0), &elem(&1, 1)) |> Enum.sort(), {type1, [type2]}}
  end

  def rel2fam(relation), do: relation_to_family(relation)

  def family_to_relation({:Set, pairs, {key, [type]}}), do: {:Set, for({k, set} <- pairs, element <- set, do: {k, element}), {key, type}}
  def family_to_relation({:Set, [], :_}), do: empty_set()
  def family_to_relation(_family), do: :erlang.error(:badarg)
  def fam2rel(family), do: family_to_relation(family)

  def union_of_family(family), do: family |> range() |> union()
  def intersection_of_family(family), do: family |> range() |> intersection()

  def family_projection(fun, {:Set, _, {key, _}} = family), do: each_value(family, key, &answer(fun, &1, &2))

  defp each_value({:Set, pairs, {key, type}}, key, fun) do
    {values, types} = pairs |> Enum.map(fn {_, set} -> fun.(set, type) end) |> Enum.unzip()
    {:Set, Enum.zip_with(pairs, values, fn {k, _}, value -> {k, value} end), {key, Enum.reduce(types, :_, &common(&1, &2, :type_mismatch))}}
  end

  def family_specification({:external, fun}, {:Set, pairs, type}), do: {:Set, Enum.filter(pairs, fn {_, set} -> fun.(set) end), type}
  def family_specification(fun, {:Set, pairs, {_, inner} = type}), do: {:Set, Enum.filter(pairs, fn {_, set} -> fun.(element(set, inner)) end), type}

  def family_union(family), do: family_projection(&union/1, family)
  def family_intersection(family), do: family_projection(&intersection/1, family)
  def family_domain(family), do: family_projection(&domain/1, family)
  def family_range(family), do: family_projection(&range/1, family)
  def family_field(family), do: family_projection(&field/1, family)

  def family_union(left, right) do
    merged(left, right, fn l, r -> Map.merge(l, r, fn _, a, b -> Enum.sort(Enum.uniq(a ++ b)) end) end)
  end

  def family_intersection(left, right) do
    merged(left, right, fn l, r -> for({key, set} <- l, is_map_key(r, key), do: {key, Enum.filter(set, &(&1 in r[key]))}) end)
  end

  def family_difference(left, right) do
    merged(left, right, fn l, r -> for({key, set} <- l, do: {key, set -- Map.get(r, key, [])}) end)
  end

  defp merged({:Set, left, type1}, {:Set, right, type2}, fun) do
    {:Set, fun.(Map.new(left), Map.new(right)) |> Enum.sort(), common(type1, type2, :type_mismatch)}
  end

  # Graphs

  def family_to_digraph(family, type \\ []) do
    {pairs, _, _} = pairs(family)
    graph = :digraph.new(type)

    for {vertex, neighbours} <- pairs, other <- [vertex | neighbours], do: :digraph.add_vertex(graph, other)

    for {vertex, neighbours} <- pairs, neighbour <- neighbours do
      with {:error, {:bad_edge, _}} <- :digraph.add_edge(graph, vertex, neighbour), do: :erlang.error(:cyclic)
    end

    graph
  end

  def digraph_to_family(graph, type \\ [{:atom, [:atom]}]) do
    made(for(vertex <- :digraph.vertices(graph), do: {vertex, :digraph.out_neighbours(graph, vertex)}), type)
  end
end
