defmodule Map do
  @moduledoc "Functions on maps."

  @type key :: any
  @type value :: any

  @doc "Creates an empty map, or a map of pairs, optionally mapped by a function."
  def new, do: %{}

  def new(enumerable)
  def new(map) when is_map(map) and not is_struct(map), do: map
  def new(enumerable), do: :maps.from_list(Enum.to_list(enumerable))

  def new(enumerable, transform)
  def new(map, transform) when is_non_struct_map(map), do: new_from_map(map, transform)
  def new(enumerable, transform), do: new_from_enum(enumerable, transform)

  defp new_from_map(map, transform) when is_function(transform, 1), do: :maps.from_list(Enum.map(map, transform))
  defp new_from_enum(enumerable, transform) when is_function(transform, 1), do: :maps.from_list(Enum.map(enumerable, transform))

  @doc "Returns the keys, in the map's own order."
  def keys(map), do: :maps.keys(map)

  @doc "Returns the values, in the order of the keys."
  def values(map), do: :maps.values(map)

  @doc "Returns the pairs of keys and values."
  def to_list(map), do: :maps.to_list(map)

  @doc "Returns whether the key exists."
  def has_key?(map, key), do: :maps.is_key(key, map)

  @doc "Returns the map with the value of the key set."
  def put(map, key, value), do: :maps.put(key, value, map)

  @doc "Returns the map without the key."
  def delete(map, key), do: :maps.remove(key, map)

  @doc "Merges two maps. A key in both has the value of the second map."
  def merge(map1, map2)
  def merge(left, right), do: :maps.merge(left, right)

  @doc "Merges two maps. The function returns the value of a key that is in both."
  def merge(map1, map2, fun)
  def merge(left, right, fun) when is_map(left) and is_map(right) and is_function(fun, 3) do
    :maps.fold(
      fn key, value, acc ->
        case acc do
          %{^key => old} -> %{acc | key => fun.(key, old, value)}
          %{} -> :maps.put(key, value, acc)
        end
      end,
      left,
      right
    )
  end

  def merge(left, right, fun) when is_function(fun, 3), do: not_a_map(if(is_map(left), do: right, else: left))

  @doc "Returns the value of the key, or the default."
  def get(map, key, default \\ nil)

  def get(map, key, default) when not is_map(map), do: :maps.get(key, map, default)

  def get(map, key, default) do
    case map do
      %{^key => value} -> value
      %{} -> default
    end
  end

  @doc "Returns the value of the key, or the result of the function."
  def get_lazy(map, key, fun) when is_map(map) and is_function(fun, 0) do
    case map do
      %{^key => value} -> value
      %{} -> fun.()
    end
  end

  def get_lazy(map, _key, fun) when is_function(fun, 0), do: not_a_map(map)

  # The error for a value that is not a map takes precedence over other errors.
  defp not_a_map(term), do: :erlang.error({:badmap, term})

  @doc "Returns `{:ok, value}`, or `:error` if the key is missing."
  def fetch(map, key), do: :maps.find(key, map)

  @doc "Returns the value of the key. Raises KeyError if the key is missing."
  def fetch!(map, key), do: :erlang.map_get(key, map)

  @doc "Sets the value of the key unless the key exists."
  def put_new(map, key, value) when is_map(map) do
    case map do
      %{^key => _} -> map
      %{} -> :maps.put(key, value, map)
    end
  end

  def put_new(other, _key, _value), do: not_a_map(other)

  @doc "Sets the value of the key to the result of the function, unless the key exists."
  def put_new_lazy(map, key, fun) when is_map(map) and is_function(fun, 0) do
    case map do
      %{^key => _} -> map
      %{} -> :maps.put(key, fun.(), map)
    end
  end

  def put_new_lazy(map, _key, fun) when is_function(fun, 0), do: not_a_map(map)

  @doc "Replaces the value of the key, if the key exists."
  def replace(map, key, value) when is_map(map) do
    case map do
      %{^key => _} -> %{map | key => value}
      %{} -> map
    end
  end

  def replace(map, _key, _value), do: not_a_map(map)

  @doc "Replaces the value of the key. Raises KeyError if the key is missing."
  def replace!(map, key, value), do: :maps.update(key, value, map)

  @doc """
  Replaces the value of the key, if the key exists, with the result of the function for the old
  value.
  """
  def replace_lazy(map, key, fun) when is_map(map) and is_function(fun, 1) do
    case map do
      %{^key => old} -> :maps.put(key, fun.(old), map)
      _ -> map
    end
  end

  @doc "Updates the value of the key with the function. Stores the default if the key is missing."
  def update(map, key, default, fun) when is_map(map) and is_function(fun, 1) do
    value =
      case map do
        %{^key => old} -> fun.(old)
        _ -> default
      end

    :maps.put(key, value, map)
  end

  def update(map, _key, _default, fun) when is_function(fun, 1), do: not_a_map(map)

  @doc "Updates the value of the key with the function. Raises KeyError if the key is missing."
  def update!(map, key, fun) when is_function(fun, 1), do: :maps.put(key, fun.(:erlang.map_get(key, map)), map)

  @doc "Returns the value of the key, or the default, and the map without the key."
  def pop(map, key, default \\ nil) do
    case :maps.take(key, map) do
      {_, _} = taken -> taken
      :error -> {default, map}
    end
  end

  @doc """
  Returns the value of the key, and the map without the key. Raises KeyError if the key is
  missing.
  """
  def pop!(map, key) do
    case :maps.take(key, map) do
      {_, _} = taken -> taken
      :error -> raise KeyError, key: key, term: map
    end
  end

  @doc "Returns the value of the key, or the result of the function, and the map without the key."
  def pop_lazy(map, key, fun) when is_map(map) and is_function(fun, 0) do
    case :maps.take(key, map) do
      {_, _} = taken -> taken
      :error -> {fun.(), map}
    end
  end

  def pop_lazy(map, _key, fun) when is_function(fun, 0), do: not_a_map(map)

  @doc """
  Passes the value of the key to the function, which returns `{result, new_value}` or `:pop`.
  Returns the result, and the map with the new value or without the key.
  """
  def get_and_update(map, key, fun) when is_function(fun, 1) do
    current = get(map, key)
    updated(map, key, current, fun.(current))
  end

  @doc """
  Changes the value of the key like `get_and_update/3`. Raises KeyError if the key is missing.
  """
  def get_and_update!(map, key, fun) when is_map(map) and is_function(fun, 1) do
    current = fetch!(map, key)
    updated(map, key, current, fun.(current))
  end

  def get_and_update!(map, _key, fun) when is_function(fun, 1), do: not_a_map(map)

  defp updated(map, key, _current, {result, value}), do: {result, :maps.put(key, value, map)}
  defp updated(map, key, current, :pop), do: {current, :maps.remove(key, map)}

  defp updated(_map, _key, _current, other) do
    raise "the given function must return a two-element tuple or :pop, got: #{inspect(other)}"
  end

  @doc "Returns a map of the pairs whose key is in `keys`."
  def take(map, keys)
  def take(map, keys) when is_map(map), do: :maps.with(listed(keys, "take"), map)
  def take(map, _keys), do: not_a_map(map)

  # Keys in a collection other than a list are deprecated.
  defp listed(keys, _function) when is_list(keys), do: keys

  defp listed(keys, function) do
    IO.warn("Map.#{function}/2 with an Enumerable of keys that is not a list is deprecated.  Use a list of keys instead.")
    Enum.to_list(keys)
  end

  @doc "Returns the map without the keys."
  def drop(map, keys)
  def drop(map, keys) when is_map(map), do: :maps.without(listed(keys, "drop"), map)
  def drop(map, _keys), do: not_a_map(map)

  @doc "Returns a map of the pairs whose key is in `keys`, and a map of the others."
  def split(map, keys)

  def split(map, keys) when is_map(map) do
    keys = listed(keys, "split")
    {:maps.with(keys, map), :maps.without(keys, map)}
  end

  def split(map, _keys), do: not_a_map(map)

  @doc "Returns the pairs for which the function returns a truthy value, and the other pairs."
  def split_with(map, fun) when is_map(map) and is_function(fun, 1) do
    {yes, no} = Enum.split_with(:maps.to_list(map), fun)
    {:maps.from_list(yes), :maps.from_list(no)}
  end

  @doc "Returns the pairs for which the function returns a truthy value."
  def filter(map, fun) when is_map(map) and is_function(fun, 1) do
    :maps.from_list(for pair <- :maps.to_list(map), fun.(pair), do: pair)
  end

  @doc "Returns the pairs for which the function returns a falsy value."
  def reject(map, fun) when is_map(map) and is_function(fun, 1) do
    :maps.from_list(for pair <- :maps.to_list(map), !fun.(pair), do: pair)
  end

  @doc "Returns a map of the keys that are in both maps, with the values of the second map."
  def intersect(left, right), do: :maps.intersect(left, right)

  @doc """
  Returns a map of the keys that are in both maps. The function returns the value of each key.
  """
  def intersect(left, right, fun) when is_map(left) and is_map(right) and is_function(fun, 3) do
    :maps.from_list(for {key, a} <- :maps.to_list(left), is_map_key(right, key), do: {key, fun.(key, a, :maps.get(key, right))})
  end

  @doc "Creates a map of the keys, all with the same value."
  def from_keys(keys, value), do: :maps.from_keys(keys, value)

  @doc "Returns the fields of a struct as a plain map."
  def from_struct(struct)
  def from_struct(%_{} = struct), do: :maps.remove(:__struct__, struct)

  def from_struct(module) when is_atom(module) do
    IO.warn("Map.from_struct/1 with a module is deprecated, please pass a struct instead")
    :maps.remove(:__struct__, module.__struct__())
  end

  @doc "Returns whether both maps have the same pairs."
  def equal?(map1, map2)
  def equal?(left, right) when is_map(left) and is_map(right), do: left === right
  def equal?(left, right) when is_map(left), do: not_a_map(right)
  def equal?(left, _right), do: not_a_map(left)

  # Deprecated names

  @doc false
  @deprecated "Use Kernel.map_size/1 instead"
  def size(map), do: map_size(map)

  @doc false
  @deprecated "Use Map.new/2 instead (invoke Map.from_struct/1 before if you have a struct)"
  def map(map, fun) when is_map(map), do: Map.new(:maps.to_list(map), fn {key, value} -> {key, fun.({key, value})} end)
end
