defmodule Dict do
  @moduledoc """
  Functions that work on maps, keyword lists and similar types. Deprecated: use the modules of
  these types.
  """

  @instead "Use the Map module for working with maps or the Keyword module for working with keyword lists"

  forwarded = [delete: 2, drop: 2, empty: 1, fetch: 2, fetch!: 2, get: 2, get: 3, get_and_update: 3, get_lazy: 3, has_key?: 2, keys: 1] ++
    [merge: 3, pop: 2, pop: 3, pop_lazy: 3, put: 3, put_new: 3, put_new_lazy: 3, size: 1, split: 2, take: 2, to_list: 1, update: 4, update!: 3, values: 1]

  for {name, arity} <- forwarded do
    [dict | _] = args = Macro.generate_arguments(arity, __MODULE__)

    @doc false
    @deprecated @instead
    def unquote(name)(unquote_splicing(args)), do: module(unquote(dict)).unquote(name)(unquote_splicing(args))
  end

  @doc "Merges two dictionaries. The result has the type of the first dictionary."
  @deprecated @instead
  def merge(left, right) do
    case {module(left), module(right)} do
      {same, same} -> same.merge(left, right)
      {Keyword, other} -> Keyword.merge(left, other.to_list(right))
      {kind, other} -> Enum.reduce(other.to_list(right), left, fn {key, value}, acc -> kind.put(acc, key, value) end)
    end
  end

  @doc "Returns whether both dictionaries have the same keys and values."
  @deprecated @instead
  def equal?(left, right) do
    case {module(left), module(right)} do
      {same, same} -> same.equal?(left, right)
      {kind, other} -> Enum.sort(kind.to_list(left)) == Enum.sort(other.to_list(right))
    end
  end

  defp module(%module{}), do: module
  defp module(%{}), do: Map
  defp module(list) when is_list(list), do: Keyword
  defp module(other), do: raise(ArgumentError, "unsupported dict: #{inspect(other)}")
end
