defmodule MapSet do
  @moduledoc "Sets, kept as the keys of a map."

  defstruct map: %{}

  def new, do: %MapSet{}
  def new(%MapSet{} = set), do: set
  def new(enumerable), do: %MapSet{map: :maps.from_keys(Enum.to_list(enumerable), [])}
  def new(enumerable, transform) when is_function(transform, 1), do: new(Enum.map(enumerable, transform))

  def size(%MapSet{map: map}), do: map_size(map)
  def member?(%MapSet{map: map}, value), do: is_map_key(map, value)
  def to_list(%MapSet{map: map}), do: :maps.keys(map)
  def put(%MapSet{map: map} = set, value), do: %{set | map: :maps.put(value, [], map)}
  def delete(%MapSet{map: map} = set, value), do: %{set | map: :maps.remove(value, map)}
  def equal?(%MapSet{map: a}, %MapSet{map: b}), do: a === b
  def union(%MapSet{map: a}, %MapSet{map: b}), do: %MapSet{map: :maps.merge(a, b)}
  def difference(%MapSet{map: a}, %MapSet{map: b}), do: %MapSet{map: :maps.without(:maps.keys(b), a)}
  def intersection(%MapSet{map: a}, %MapSet{map: b}), do: %MapSet{map: :maps.with(:maps.keys(b), a)}
  def symmetric_difference(a, b), do: union(difference(a, b), difference(b, a))
  def subset?(%MapSet{map: a}, %MapSet{map: b}), do: Enum.all?(:maps.keys(a), &is_map_key(b, &1))
  def disjoint?(%MapSet{map: a}, %MapSet{map: b}), do: not Enum.any?(:maps.keys(a), &is_map_key(b, &1))
  def filter(%MapSet{} = set, fun) when is_function(fun, 1), do: set |> to_list() |> Enum.filter(fun) |> new()
  def reject(%MapSet{} = set, fun) when is_function(fun, 1), do: set |> to_list() |> Enum.reject(fun) |> new()

  def split_with(%MapSet{} = set, fun) when is_function(fun, 1) do
    {yes, no} = Enum.split_with(to_list(set), fun)
    {new(yes), new(no)}
  end
end
