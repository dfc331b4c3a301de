defmodule :proplists do
  @moduledoc "Lists of `{key, value}` pairs, in which an atom stands for `{atom, true}`."

  def property(key, true) when is_atom(key), do: key
  def property(key, value), do: {key, value}

  def get_value(key, list), do: get_value(key, list, :undefined)

  def get_value(key, list, default) do
    case lookup(key, list) do
      {_, value} -> value
      _ -> default
    end
  end

  def get_bool(key, list), do: get_value(key, list, false) == true

  def is_defined(key, list), do: lookup(key, list) != :none

  def lookup(_key, []), do: :none
  def lookup(key, [key | _]) when is_atom(key), do: {key, true}
  def lookup(key, [entry | rest]), do: if(entry?(key, entry), do: entry, else: lookup(key, rest))

  def lookup_all(key, list), do: for(entry <- list, entry?(key, entry), do: pair(entry))
  def get_all_values(key, list), do: for({_, value} <- lookup_all(key, list), do: value)
  def append_values(key, list), do: :lists.flatmap(fn v -> if is_list(v), do: v, else: [v] end, get_all_values(key, list))

  def get_keys(list), do: :lists.usort(for(entry <- list, is_atom(entry) or is_tuple(entry), do: key(entry)))

  def delete(key, list), do: for(entry <- list, not entry?(key, entry), do: entry)

  def compact(list), do: for(entry <- list, do: if(is_tuple(entry), do: shorten(entry), else: entry))
  def unfold(list), do: for(entry <- list, do: pair(entry))

  def to_map(list), do: :maps.from_list(:lists.reverse(for(entry <- list, do: pair(entry))))
  def from_map(map), do: :maps.to_list(map)

  defp shorten({key, true}) when is_atom(key), do: key
  defp shorten(entry), do: entry

  defp pair(entry) when is_atom(entry), do: {entry, true}
  defp pair(entry), do: entry

  defp key(entry) when is_atom(entry), do: entry
  defp key(entry), do: elem(entry, 0)

  defp entry?(key, entry) when is_atom(entry), do: key == entry
  defp entry?(key, entry) when is_tuple(entry) and tuple_size(entry) >= 1, do: elem(entry, 0) == key
  defp entry?(_key, _entry), do: false

  def property(property), do: if(is_tuple(property), do: shorten(property), else: property)

  def split(list, keys) do
    {found, rest} =
      :lists.foldl(
        fn entry, {found, rest} ->
          key = (is_atom(entry) or is_tuple(entry)) && key(entry)
          if is_map_key(found, key), do: {:maps.update_with(key, &[entry | &1], found), rest}, else: {found, [entry | rest]}
        end,
        {:maps.from_keys(keys, []), []},
        list
      )

    {for(key <- keys, do: :lists.reverse(:maps.get(key, found))), :lists.reverse(rest)}
  end

  def substitute_aliases(aliases, list) do
    for entry <- list do
      case is_tuple(entry) or is_atom(entry) do
        true -> renamed(entry, :lists.keyfind(key(entry), 1, aliases))
        false -> entry
      end
    end
  end

  defp renamed(entry, false), do: entry
  defp renamed(entry, {_, key}) when is_atom(entry), do: key
  defp renamed(entry, {_, key}), do: shorten(put_elem(entry, 0, key))

  def substitute_negations(negations, list) do
    for entry <- list do
      negation = (is_atom(entry) or is_tuple(entry)) && :lists.keyfind(key(entry), 1, negations)

      case {negation, is_tuple(entry) && entry} do
        {false, _} -> entry
        {{_, key}, false} -> {key, false}
        {{_, key}, {_, true}} -> {key, false}
        {{_, key}, _} -> :proplists.property(key, true)
      end
    end
  end

  def expand(expansions, list) do
    :lists.flatmap(
      fn entry ->
        case :lists.filter(fn {property, _} -> pair(property) === pair(entry) end, expansions) do
          [{_, expansion} | _] -> expansion
          [] -> [entry]
        end
      end,
      list
    )
  end

  def normalize(list, stages) do
    compact(
      :lists.foldl(
        fn
          {:aliases, aliases}, list -> substitute_aliases(aliases, list)
          {:negations, negations}, list -> substitute_negations(negations, list)
          {:expand, expansions}, list -> expand(expansions, list)
        end,
        list,
        stages
      )
    )
  end

  def to_map(list, stages), do: to_map(normalize(list, stages))
end
