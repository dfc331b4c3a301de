defmodule :orddict do
  @moduledoc "Erlang's dictionaries as ordered lists of pairs."

  def new, do: []
  def to_list(dict), do: dict
  def from_list([]), do: []
  def from_list([{_, _}] = dict), do: dict
  def from_list(pairs), do: :lists.foldl(fn {key, value}, dict -> store(key, value, dict) end, [], pairs)
  def size(dict), do: length(dict)
  def is_empty(dict), do: dict === []

  def is_key(key, [{at, _} | _]) when key < at, do: false
  def is_key(key, [{at, _} | rest]) when key > at, do: is_key(key, rest)
  def is_key(_, [{_, _} | _]), do: true
  def is_key(_, []), do: false

  def fetch(key, [{at, _} | rest]) when key > at, do: fetch(key, rest)
  def fetch(key, [{at, value} | _]) when key == at, do: value

  def find(key, [{at, _} | _]) when key < at, do: :error
  def find(key, [{at, _} | rest]) when key > at, do: find(key, rest)
  def find(_, [{_, value} | _]), do: {:ok, value}
  def find(_, []), do: :error

  def fetch_keys(dict), do: for({key, _} <- dict, do: key)

  def erase(key, [{at, _} | _] = dict) when key < at, do: dict
  def erase(key, [{at, _} = pair | rest]) when key > at, do: [pair | erase(key, rest)]
  def erase(_, [{_, _} | rest]), do: rest
  def erase(_, []), do: []

  def take(key, dict) do
    case find(key, dict) do
      {:ok, value} -> {value, erase(key, dict)}
      :error -> :error
    end
  end

  def store(key, value, [{at, _} | _] = dict) when key < at, do: [{key, value} | dict]
  def store(key, value, [{at, _} = pair | rest]) when key > at, do: [pair | store(key, value, rest)]
  def store(key, value, [{_, _} | rest]), do: [{key, value} | rest]
  def store(key, value, []), do: [{key, value}]

  def append(key, value, dict), do: append_list(key, [value], dict)
  def append_list(key, values, dict), do: update(key, &(&1 ++ values), values, dict)

  def update(key, fun, [{at, _} = pair | rest]) when key > at, do: [pair | update(key, fun, rest)]
  def update(key, fun, [{at, value} | rest]) when key == at, do: [{key, fun.(value)} | rest]

  def update(key, _, initial, [{at, _} | _] = dict) when key < at, do: [{key, initial} | dict]
  def update(key, fun, initial, [{at, _} = pair | rest]) when key > at, do: [pair | update(key, fun, initial, rest)]
  def update(key, fun, _, [{_, value} | rest]), do: [{key, fun.(value)} | rest]
  def update(key, _, initial, []), do: [{key, initial}]

  def update_counter(key, increment, dict) when is_number(increment), do: update(key, &(&1 + increment), increment, dict)

  def fold(fun, acc, dict) when is_function(fun, 3) do
    :lists.foldl(fn {key, value}, acc -> fun.(key, value, acc) end, acc, dict)
  end

  def map(fun, dict) when is_function(fun, 2), do: for({key, value} <- dict, do: {key, fun.(key, value)})
  def filter(fun, dict) when is_function(fun, 2), do: for({key, value} <- dict, fun.(key, value), do: {key, value})

  def merge(fun, [{key1, _} = pair | rest], [{key2, _} | _] = dict2) when key1 < key2, do: [pair | merge(fun, rest, dict2)]
  def merge(fun, [{key1, _} | _] = dict1, [{key2, _} = pair | rest]) when key1 > key2, do: [pair | merge(fun, dict1, rest)]
  def merge(fun, [{key, v1} | rest1], [{_, v2} | rest2]), do: [{key, fun.(key, v1, v2)} | merge(fun, rest1, rest2)]
  def merge(fun, [], dict2) when is_function(fun, 3), do: dict2
  def merge(fun, dict1, []) when is_function(fun, 3), do: dict1
end
