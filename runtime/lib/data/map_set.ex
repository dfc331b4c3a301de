defmodule MapSet do
  @moduledoc "Sets, kept as the keys of a map."

  defstruct map: %{}

  @type value :: term
  @type t :: t(term)
  @opaque internal(value) :: %{optional(value) => []}
  @type t(value) :: %MapSet{map: internal(value)}

  @doc "A set of nothing, or of the elements, each perhaps changed by a function."
  def new, do: %MapSet{}
  def new(enumerable)
  def new(%MapSet{} = set), do: set
  def new(enumerable), do: %MapSet{map: :maps.from_keys(Enum.to_list(enumerable), [])}
  def new(enumerable, transform) when is_function(transform, 1), do: new(Enum.map(enumerable, transform))

  @doc "How many elements there are."
  def size(map_set)
  def size(%MapSet{map: map}), do: map_size(map)

  @doc "Whether the element is in the set."
  def member?(map_set, value)
  def member?(%MapSet{map: map}, value), do: is_map_key(map, value)

  @doc "The elements as a list."
  def to_list(map_set)
  def to_list(%MapSet{map: map}), do: :maps.keys(map)

  @doc "The set with the element."
  def put(map_set, value)
  def put(%MapSet{map: map} = set, value), do: %{set | map: :maps.put(value, [], map)}

  @doc "The set without the element."
  def delete(map_set, value)
  def delete(%MapSet{map: map} = set, value), do: %{set | map: :maps.remove(value, map)}

  @doc "Whether both sets have the same elements."
  def equal?(map_set1, map_set2)
  def equal?(%MapSet{map: a}, %MapSet{map: b}), do: a === b

  @doc "The elements of either set."
  def union(map_set1, map_set2)
  def union(%MapSet{map: a}, %MapSet{map: b}), do: %MapSet{map: :maps.merge(a, b)}

  @doc "The elements of the first set that are not in the second."
  def difference(map_set1, map_set2)
  def difference(%MapSet{map: a}, %MapSet{map: b}), do: %MapSet{map: :maps.without(:maps.keys(b), a)}

  @doc "The elements that are in both sets."
  def intersection(%MapSet{map: a}, %MapSet{map: b}), do: %MapSet{map: :maps.with(:maps.keys(b), a)}

  @doc "The elements that are in one of the sets only."
  def symmetric_difference(map_set1, map_set2)
  def symmetric_difference(%MapSet{} = a, %MapSet{} = b), do: union(difference(a, b), difference(b, a))

  @doc "Whether all elements of the first set are in the second."
  def subset?(map_set1, map_set2)
  def subset?(%MapSet{map: a}, %MapSet{map: b}), do: Enum.all?(:maps.keys(a), &is_map_key(b, &1))

  @doc "Whether the sets have no element in common."
  def disjoint?(map_set1, map_set2)
  def disjoint?(%MapSet{map: a}, %MapSet{map: b}), do: not Enum.any?(:maps.keys(a), &is_map_key(b, &1))

  @doc "The elements for which the function returns a truthy value."
  def filter(map_set, fun)
  def filter(%MapSet{} = set, fun) when is_function(fun), do: set |> to_list() |> Enum.filter(fun) |> new()

  @doc "The elements for which the function returns a falsy value."
  def reject(map_set, fun)
  def reject(%MapSet{} = set, fun) when is_function(fun), do: set |> to_list() |> Enum.reject(fun) |> new()

  @doc "The elements for which the function returns a truthy value, and the others."
  def split_with(%MapSet{} = set, fun) when is_function(fun, 1) do
    {yes, no} = Enum.split_with(to_list(set), fun)
    {new(yes), new(no)}
  end
end
