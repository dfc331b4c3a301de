defmodule Map do
  @moduledoc "Functions on maps."

  def new, do: %{}
  def new(list) when is_list(list), do: :maps.from_list(list)
  def new(%_{} = enumerable), do: from_pairs(enumerable)
  def new(%{} = map), do: map
  def new(enumerable), do: from_pairs(enumerable)

  defp from_pairs(enumerable), do: enumerable |> Enum.to_list() |> :maps.from_list()

  def new(enumerable, transform) when is_function(transform, 1) do
    enumerable |> Enum.map(transform) |> :maps.from_list()
  end

  def keys(map), do: :maps.keys(map)
  def values(map), do: :maps.values(map)
  def to_list(map), do: :maps.to_list(map)
  def has_key?(map, key), do: :maps.is_key(key, map)
  def put(map, key, value), do: :maps.put(key, value, map)
  def delete(map, key), do: :maps.remove(key, map)
  def merge(left, right), do: :maps.merge(left, right)

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

  def get(map, key, default \\ nil)

  def get(map, key, default) when is_map(map) do
    case map do
      %{^key => value} -> value
      %{} -> default
    end
  end

  def get(other, _key, _default), do: :erlang.error({:badmap, other})

  def get_lazy(map, key, fun) when is_map(map) and is_function(fun, 0) do
    case map do
      %{^key => value} -> value
      %{} -> fun.()
    end
  end

  def fetch(map, key), do: :maps.find(key, map)
  def fetch!(map, key), do: :maps.get(key, map)

  def put_new(map, key, value) when is_map(map) do
    case map do
      %{^key => _} -> map
      %{} -> :maps.put(key, value, map)
    end
  end

  def put_new(other, _key, _value), do: :erlang.error({:badmap, other})

  def put_new_lazy(map, key, fun) when is_map(map) and is_function(fun, 0) do
    case map do
      %{^key => _} -> map
      %{} -> :maps.put(key, fun.(), map)
    end
  end

  def replace(map, key, value) when is_map(map) do
    case map do
      %{^key => _} -> %{map | key => value}
      %{} -> map
    end
  end

  def replace!(map, key, value), do: :maps.update(key, value, map)

  def replace_lazy(map, key, fun) when is_map(map) and is_function(fun, 1) do
    case map do
      %{^key => value} -> %{map | key => fun.(value)}
      %{} -> map
    end
  end

  def update(map, key, default, fun) when is_map(map) and is_function(fun, 1) do
    case map do
      %{^key => value} -> %{map | key => fun.(value)}
      %{} -> :maps.put(key, default, map)
    end
  end

  def update!(map, key, fun) when is_function(fun, 1), do: :maps.put(key, fun.(:maps.get(key, map)), map)

  def pop(map, key, default \\ nil) when is_map(map) do
    case :maps.take(key, map) do
      {_, _} = taken -> taken
      :error -> {default, map}
    end
  end

  def pop!(map, key) do
    case :maps.take(key, map) do
      {_, _} = taken -> taken
      :error -> raise KeyError, key: key, term: map
    end
  end

  def pop_lazy(map, key, fun) when is_map(map) and is_function(fun, 0) do
    case :maps.take(key, map) do
      {_, _} = taken -> taken
      :error -> {fun.(), map}
    end
  end

  def get_and_update(map, key, fun) when is_map(map) and is_function(fun, 1) do
    current = get(map, key)

    case fun.(current) do
      {get, update} -> {get, put(map, key, update)}
      :pop -> {current, delete(map, key)}
      other -> raise "the given function must return a two-element tuple or :pop, got: #{inspect(other)}"
    end
  end

  def get_and_update!(map, key, fun) when is_map(map) and is_function(fun, 1) do
    value = fetch!(map, key)

    case fun.(value) do
      {get, update} -> {get, put(map, key, update)}
      :pop -> {value, delete(map, key)}
      other -> raise "the given function must return a two-element tuple or :pop, got: #{inspect(other)}"
    end
  end

  def take(map, keys) when is_map(map) and is_list(keys), do: :maps.with(keys, map)
  def drop(map, keys) when is_map(map) and is_list(keys), do: :maps.without(keys, map)

  def split(map, keys) when is_map(map) and is_list(keys) do
    {:maps.with(keys, map), :maps.without(keys, map)}
  end

  def split_with(map, fun) when is_map(map) and is_function(fun, 1) do
    {yes, no} = Enum.split_with(:maps.to_list(map), fun)
    {:maps.from_list(yes), :maps.from_list(no)}
  end

  def filter(map, fun) when is_map(map) and is_function(fun, 1) do
    :maps.from_list(for pair <- :maps.to_list(map), fun.(pair), do: pair)
  end

  def reject(map, fun) when is_map(map) and is_function(fun, 1) do
    :maps.from_list(for pair <- :maps.to_list(map), !fun.(pair), do: pair)
  end

  def intersect(left, right) when is_map(left) and is_map(right), do: :maps.with(:maps.keys(left), right)

  def intersect(left, right, fun) when is_map(left) and is_map(right) and is_function(fun, 3) do
    :maps.from_list(for {key, a} <- :maps.to_list(left), is_map_key(right, key), do: {key, fun.(key, a, :maps.get(key, right))})
  end

  def from_keys(keys, value) when is_list(keys), do: :maps.from_keys(keys, value)
  def from_keys(keys, value), do: :maps.from_keys(Enum.to_list(keys), value)

  def from_struct(%_{} = struct), do: :maps.remove(:__struct__, struct)
  def from_struct(module) when is_atom(module), do: :maps.remove(:__struct__, module.__struct__())

  def equal?(left, right) when is_map(left) and is_map(right), do: left === right
  def size(map), do: map_size(map)
end
