defmodule HashDict do
  @moduledoc "Dictionaries from before maps. Deprecated: use maps and the Map module."

  @instead "Use maps and the Map module instead"

  @behaviour Access

  defstruct pairs: %{}

  @doc false
  @deprecated @instead
  def new, do: %HashDict{}

  # These functions return the same values as the functions of Map.
  for {name, arity} <- [fetch!: 2, get: 2, get: 3, get_lazy: 3, has_key?: 2, keys: 1, to_list: 1, values: 1] do
    args = Macro.generate_arguments(arity - 1, __MODULE__)

    @doc false
    @deprecated @instead
    def unquote(name)(%HashDict{pairs: pairs}, unquote_splicing(args)), do: Map.unquote(name)(pairs, unquote_splicing(args))
  end

  # These functions return a dictionary.
  for {name, arity} <- [delete: 2, drop: 2, put: 3, put_new: 3, put_new_lazy: 3, take: 2, update: 4, update!: 3] do
    args = Macro.generate_arguments(arity - 1, __MODULE__)

    @doc false
    @deprecated @instead
    def unquote(name)(%HashDict{pairs: pairs}, unquote_splicing(args)), do: %HashDict{pairs: Map.unquote(name)(pairs, unquote_splicing(args))}
  end

  # These functions return a dictionary together with another value.
  for {name, arity} <- [get_and_update: 3, pop: 2, pop: 3, pop_lazy: 3] do
    args = Macro.generate_arguments(arity - 1, __MODULE__)

    @doc false
    @deprecated @instead
    def unquote(name)(%HashDict{pairs: pairs}, unquote_splicing(args)) do
      {value, pairs} = Map.unquote(name)(pairs, unquote_splicing(args))
      {value, %HashDict{pairs: pairs}}
    end
  end

  @doc false
  @deprecated @instead
  def fetch(%HashDict{pairs: pairs}, key), do: Map.fetch(pairs, key)

  @doc false
  @deprecated @instead
  def size(%HashDict{pairs: pairs}), do: map_size(pairs)

  @doc false
  @deprecated @instead
  def equal?(%HashDict{pairs: left}, %HashDict{pairs: right}), do: left === right

  @doc false
  @deprecated @instead
  def merge(%HashDict{pairs: left}, %HashDict{pairs: right}), do: %HashDict{pairs: Map.merge(left, right)}

  @doc false
  @deprecated @instead
  def merge(%HashDict{pairs: left}, %HashDict{pairs: right}, fun), do: %HashDict{pairs: Map.merge(left, right, fun)}

  @doc false
  @deprecated @instead
  def split(%HashDict{pairs: pairs}, keys) do
    {taken, left} = Map.split(pairs, keys)
    {%HashDict{pairs: taken}, %HashDict{pairs: left}}
  end

  defimpl Enumerable do
    def count(%{pairs: pairs}), do: {:ok, map_size(pairs)}
    def member?(%{pairs: pairs}, {key, value}), do: {:ok, match?(%{^key => ^value}, pairs)}
    def member?(_dict, _other), do: {:ok, false}
    def slice(_dict), do: {:error, __MODULE__}
    def reduce(%{pairs: pairs}, acc, fun), do: Enumerable.reduce(pairs, acc, fun)
  end

  defimpl Collectable do
    def into(dict) do
      {dict,
       fn
         %{pairs: pairs} = dict, {:cont, {key, value}} -> %{dict | pairs: Map.put(pairs, key, value)}
         dict, :done -> dict
         _dict, :halt -> :ok
       end}
    end
  end

  defimpl Inspect do
    import Inspect.Algebra

    def inspect(%{pairs: pairs}, opts), do: concat(["#HashDict<", to_doc(Map.to_list(pairs), opts), ">"])
  end
end

defmodule HashSet do
  @moduledoc "Sets from before MapSet. Deprecated: use MapSet."

  @instead "Use the MapSet module instead"

  defstruct elements: %{}

  @doc false
  @deprecated @instead
  def new, do: %HashSet{}

  @doc false
  @deprecated @instead
  def put(%HashSet{elements: elements}, element), do: %HashSet{elements: Map.put(elements, element, [])}

  @doc false
  @deprecated @instead
  def delete(%HashSet{elements: elements}, element), do: %HashSet{elements: Map.delete(elements, element)}

  @doc false
  @deprecated @instead
  def member?(%HashSet{elements: elements}, element), do: is_map_key(elements, element)

  @doc false
  @deprecated @instead
  def size(%HashSet{elements: elements}), do: map_size(elements)

  @doc false
  @deprecated @instead
  def to_list(%HashSet{elements: elements}), do: Map.keys(elements)

  @doc false
  @deprecated @instead
  def union(%HashSet{elements: left}, %HashSet{elements: right}), do: %HashSet{elements: Map.merge(left, right)}

  @doc false
  @deprecated @instead
  def intersection(%HashSet{elements: left}, %HashSet{elements: right}), do: %HashSet{elements: Map.intersect(left, right)}

  @doc false
  @deprecated @instead
  def difference(%HashSet{elements: left}, %HashSet{elements: right}), do: %HashSet{elements: Map.drop(left, Map.keys(right))}

  @doc false
  @deprecated @instead
  def equal?(%HashSet{elements: left}, %HashSet{elements: right}), do: left === right

  @doc false
  @deprecated @instead
  def subset?(%HashSet{elements: left}, %HashSet{elements: right}), do: Enum.all?(Map.keys(left), &is_map_key(right, &1))

  @doc false
  @deprecated @instead
  def disjoint?(%HashSet{elements: left}, %HashSet{elements: right}), do: not Enum.any?(Map.keys(left), &is_map_key(right, &1))

  defimpl Enumerable do
    def count(%{elements: elements}), do: {:ok, map_size(elements)}
    def member?(%{elements: elements}, element), do: {:ok, is_map_key(elements, element)}
    def slice(_set), do: {:error, __MODULE__}
    def reduce(%{elements: elements}, acc, fun), do: Enumerable.reduce(Map.keys(elements), acc, fun)
  end

  defimpl Collectable do
    def into(set) do
      {set,
       fn
         %{elements: elements} = set, {:cont, element} -> %{set | elements: Map.put(elements, element, [])}
         set, :done -> set
         _set, :halt -> :ok
       end}
    end
  end

  defimpl Inspect do
    import Inspect.Algebra

    def inspect(%{elements: elements}, opts), do: concat(["#HashSet<", to_doc(Map.keys(elements), opts), ">"])
  end
end

defmodule Set do
  @moduledoc "Functions for sets of any type. Deprecated: use MapSet."

  @instead "Use the MapSet module for working with sets"

  for {name, arity} <- [delete: 2, empty: 1, member?: 2, put: 2, size: 1, to_list: 1] do
    [set | _] = args = Macro.generate_arguments(arity, __MODULE__)

    @doc false
    @deprecated @instead
    def unquote(name)(unquote_splicing(args)), do: module(unquote(set)).unquote(name)(unquote_splicing(args))
  end

  # Two sets of the same module are handled by that module. Otherwise the right set is treated as
  # an enumerable.
  for name <- [:difference, :disjoint?, :equal?, :intersection, :subset?, :union] do
    @doc false
    @deprecated @instead
    def unquote(name)(left, right) do
      kind = module(left)
      right = if module(right) == kind, do: right, else: Enum.into(right, kind.new())
      kind.unquote(name)(left, right)
    end
  end

  defp module(%module{}), do: module
  defp module(other), do: raise(ArgumentError, "unsupported set: #{inspect(other)}")
end
