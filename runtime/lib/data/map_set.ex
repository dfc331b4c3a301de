defmodule MapSet do
  @moduledoc "Sets."

  defstruct map: %{}

  @type value :: term
  @type t :: t(term)
  @opaque internal(value) :: %{optional(value) => []}
  @type t(value) :: %MapSet{map: internal(value)}

  @doc "Creates an empty set, or a set of the elements, optionally mapped by a function."
  def new, do: %MapSet{}
  def new(enumerable)
  def new(%MapSet{} = set), do: set
  def new(enumerable), do: %MapSet{map: :maps.from_keys(Enum.to_list(enumerable), [])}
  def new(enumerable, transform) when is_function(transform, 1), do: new(Enum.map(enumerable, transform))

  @doc "Returns the number of elements."
  def size(map_set)
  def size(%MapSet{map: map}), do: map_size(map)

  @doc "Returns whether the element is in the set."
  def member?(map_set, value)
  def member?(%MapSet{map: map}, value), do: is_map_key(map, value)

  @doc "Returns the elements as a list."
  def to_list(map_set)
  def to_list(%MapSet{map: map}), do: :maps.keys(map)

  @doc "Adds the element to the set."
  def put(map_set, value)
  def put(%MapSet{map: map} = set, value), do: %{set | map: :maps.put(value, [], map)}

  @doc "Removes the element from the set."
  def delete(map_set, value)
  def delete(%MapSet{map: map} = set, value), do: %{set | map: :maps.remove(value, map)}

  @doc "Returns whether both sets have the same elements."
  def equal?(map_set1, map_set2)
  def equal?(%MapSet{map: a}, %MapSet{map: b}), do: a === b

  @doc "Returns the elements of either set."
  def union(map_set1, map_set2)
  def union(%MapSet{map: a}, %MapSet{map: b}), do: %MapSet{map: :maps.merge(a, b)}

  @doc "Returns the elements of the first set that are not in the second."
  def difference(map_set1, map_set2)
  def difference(%MapSet{map: a}, %MapSet{map: b}), do: %MapSet{map: :maps.without(:maps.keys(b), a)}

  @doc "Returns the elements that are in both sets."
  def intersection(%MapSet{map: a}, %MapSet{map: b}), do: %MapSet{map: :maps.with(:maps.keys(b), a)}

  @doc "Returns the elements that are in only one of the sets."
  def symmetric_difference(map_set1, map_set2)
  def symmetric_difference(%MapSet{} = a, %MapSet{} = b), do: union(difference(a, b), difference(b, a))

  @doc "Returns whether all elements of the first set are in the second."
  def subset?(map_set1, map_set2)
  def subset?(%MapSet{map: a}, %MapSet{map: b}), do: Enum.all?(:maps.keys(a), &is_map_key(b, &1))

  @doc "Returns whether the sets have no element in common."
  def disjoint?(map_set1, map_set2)
  def disjoint?(%MapSet{map: a}, %MapSet{map: b}), do: not Enum.any?(:maps.keys(a), &is_map_key(b, &1))

  @doc "Returns the elements for which the function returns a truthy value."
  def filter(map_set, fun)
  def filter(%MapSet{} = set, fun) when is_function(fun), do: set |> to_list() |> Enum.filter(fun) |> new()

  @doc "Returns the elements for which the function returns a falsy value."
  def reject(map_set, fun)
  def reject(%MapSet{} = set, fun) when is_function(fun), do: set |> to_list() |> Enum.reject(fun) |> new()

  @doc "Returns the elements for which the function returns a truthy value, and the other elements."
  def split_with(%MapSet{} = set, fun) when is_function(fun, 1) do
    {yes, no} = Enum.split_with(to_list(set), fun)
    {new(yes), new(no)}
  end
end
