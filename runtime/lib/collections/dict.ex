defmodule :dict do
  @moduledoc "Erlang's dictionaries as hash tables with entries `[key | value]`. Keys are compared by matching, so 1 and 1.0 differ."

  def new, do: :lab_linear_hash.new(:dict)
  def from_list(pairs), do: :lists.foldl(fn {key, value}, dict -> store(key, value, dict) end, new(), pairs)
  def size(dict) when is_tuple(dict) and tuple_size(dict) == 9 and elem(dict, 0) == :dict, do: elem(dict, 1)
  def is_empty(dict) when is_tuple(dict) and tuple_size(dict) == 9 and elem(dict, 0) == :dict, do: elem(dict, 1) == 0
  def to_list(dict), do: fold(&[{&1, &2} | &3], [], dict)
  def fetch_keys(dict), do: fold(fn key, _, keys -> [key | keys] end, [], dict)

  def is_key(key, dict), do: find(key, dict) != :error

  def find(key, dict) do
    dict = :lab_linear_hash.record(dict, :dict)

    case entry(key, :lab_linear_hash.get(:lab_linear_hash.slot(key, dict), dict)) do
      [_ | value] -> {:ok, value}
      nil -> :error
    end
  end

  defp entry(key, [[at | _] = entry | _]) when at === key, do: entry
  defp entry(key, [_ | rest]), do: entry(key, rest)
  defp entry(_, []), do: nil

  def fetch(key, dict) do
    case find(key, dict) do
      {:ok, value} -> value
      :error -> :erlang.error(:badarg)
    end
  end

  def store(key, value, dict), do: change(key, dict, fn _ -> value end, value)
  def append(key, value, dict), do: append_list(key, [value], dict)
  def append_list(key, values, dict), do: change(key, dict, &(&1 ++ values), values)
  def update(key, fun, initial, dict), do: change(key, dict, fun, initial)

  def update(key, fun, dict) do
    if is_key(key, dict), do: change(key, dict, fun, nil), else: :erlang.error(:badarg)
  end

  def update_counter(key, increment, dict) when is_number(increment), do: change(key, dict, &(&1 + increment), increment)

  # A new entry is appended to its slot.
  defp change(key, dict, fun, initial) do
    dict = :lab_linear_hash.record(dict, :dict)
    slot = :lab_linear_hash.slot(key, dict)
    entries = :lab_linear_hash.get(slot, dict)

    if entry(key, entries) do
      changed = for [at | value] = entry <- entries, do: if(at === key, do: [key | fun.(value)], else: entry)
      :lab_linear_hash.put(slot, changed, 0, dict)
    else
      :lab_linear_hash.put(slot, entries ++ [[key | initial]], 1, dict)
    end
  end

  def erase(key, dict) do
    case take(key, dict) do
      {_, dict} -> dict
      :error -> dict
    end
  end

  def take(key, dict) do
    dict = :lab_linear_hash.record(dict, :dict)
    slot = :lab_linear_hash.slot(key, dict)
    entries = :lab_linear_hash.get(slot, dict)

    case entry(key, entries) do
      nil -> :error
      [_ | value] -> {value, :lab_linear_hash.put(slot, :lists.filter(fn [at | _] -> at !== key end, entries), -1, dict)}
    end
  end

  def fold(fun, acc, dict) do
    :lab_linear_hash.fold(fn [key | value], acc -> fun.(key, value, acc) end, acc, :lab_linear_hash.record(dict, :dict))
  end

  def map(fun, dict) do
    fold(fn key, value, dict -> store(key, fun.(key, value), dict) end, dict, dict)
  end

  def filter(fun, dict) do
    dict = :lab_linear_hash.record(dict, :dict)
    :lab_linear_hash.filter(&:lists.filter(fn [key | value] -> fun.(key, value) end, &1), dict)
  end

  def merge(fun, dict1, dict2) do
    if size(dict1) < size(dict2),
      do: fold(fn key, value, dict -> update(key, &fun.(key, value, &1), value, dict) end, dict2, dict1),
      else: fold(fn key, value, dict -> update(key, &fun.(key, &1, value), value, dict) end, dict1, dict2)
  end
end
