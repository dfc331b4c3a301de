defmodule :lab_linear_hash do
  @moduledoc """
  The hash table of `:sets` and `:dict`: linear hashing (P.-A. Larson, Dynamic Hash Tables, 1988) over segments of
  sixteen slots. It has OTP's layout, so that both return their elements in the same order as in OTP.

  A table is `{kind, size, slots, limit, split, grow_at, shrink_at, empty, segments}`. A slot is a list of entries.
  The caller determines which entry has a key.
  """

  @segment 16
  @grow 5
  @shrink 3

  def new(kind) do
    empty = :erlang.make_tuple(@segment, [])
    {kind, 0, @segment, @segment, div(@segment, 2), @segment * @grow, @segment * @shrink, empty, {empty}}
  end

  @doc "Returns the table if it is of the given kind. Raises badrecord otherwise."
  def record(table, kind) when is_tuple(table) and tuple_size(table) == 9 and elem(table, 0) == kind, do: table
  def record(other, _kind), do: :erlang.error({:badrecord, other})

  def slot(key, {_, _, slots, limit, split, _, _, _, _}) do
    hash = :erlang.phash(key, limit)
    if hash > slots, do: hash - split, else: hash
  end

  def get(slot, table), do: bucket(elem(table, 8), slot)

  defp bucket(segments, slot) do
    segments |> elem(div(slot - 1, @segment)) |> elem(rem(slot - 1, @segment))
  end

  @doc "Stores the entries of a slot. `by` is the change in the number of entries."
  def put(slot, entries, by, table) do
    table = put_elem(table, 8, with_bucket(elem(table, 8), slot, entries))
    resized(put_elem(table, 1, elem(table, 1) + by), by)
  end

  defp with_bucket(segments, slot, entries) do
    at = div(slot - 1, @segment)
    put_elem(segments, at, put_elem(elem(segments, at), rem(slot - 1, @segment), entries))
  end

  defp resized({_, size, _, _, _, grow_at, _, _, _} = table, by) when by > 0 and size > grow_at, do: grown(table)

  defp resized({_, size, slots, _, _, _, shrink_at, _, _} = table, by)
       when by < 0 and size < shrink_at and slots > @segment,
       do: shrunk(table)

  defp resized(table, _), do: table

  # Adds a slot, and distributes the entries of an existing slot between both slots.
  defp grown({kind, size, slots, limit, split, _, _, empty, segments}) do
    {limit, split, segments} =
      if slots == limit, do: {limit * 2, limit, doubled(segments, empty)}, else: {limit, split, segments}

    slots = slots + 1
    {stay, go} = parted(bucket(segments, slots - split), kind, slots, limit)
    segments = segments |> with_bucket(slots - split, stay) |> with_bucket(slots, go)
    {kind, size, slots, limit, split, slots * @grow, slots * @shrink, empty, segments}
  end

  defp parted(entries, kind, slots, limit) do
    {go, stay} = :lists.partition(&(:erlang.phash(key_of(kind, &1), limit) == slots), entries)
    {stay, go}
  end

  defp key_of(:set, element), do: element
  defp key_of(:dict, [key | _]), do: key

  defp doubled(segments, empty) do
    list = :erlang.tuple_to_list(segments)
    :erlang.list_to_tuple(list ++ :lists.duplicate(length(list), empty))
  end

  defp shrunk({kind, size, slots, limit, split, _, _, empty, segments}) do
    last = bucket(segments, slots)
    kept = slots - split
    segments = segments |> with_bucket(kept, bucket(segments, kept) ++ last) |> with_bucket(slots, [])
    slots = slots - 1

    {limit, split, segments} =
      if slots == split, do: {div(limit, 2), div(split, 2), halved(segments)}, else: {limit, split, segments}

    {kind, size, slots, limit, split, slots * @grow, slots * @shrink, empty, segments}
  end

  defp halved(segments) do
    list = :erlang.tuple_to_list(segments)
    :erlang.list_to_tuple(:lists.sublist(list, div(length(list), 2)))
  end

  @doc """
  Replaces the entries of each slot with the result of `fun`, which may drop entries. The table
  shrinks by at most one slot.
  """
  def filter(fun, table) do
    segments = mapped(elem(table, 8), fn segment -> mapped(segment, fun) end)
    left = fold_slots(segments, 0, fn segment, n -> fold_slots(segment, n, &(length(&1) + &2)) end)
    by = left - elem(table, 1)
    table |> put_elem(8, segments) |> put_elem(1, left) |> resized(by)
  end

  defp mapped(tuple, fun), do: :erlang.list_to_tuple(:lists.map(fun, :erlang.tuple_to_list(tuple)))

  @doc "Folds over the entries, from the last slot to the first."
  def fold(fun, acc, table) do
    fold_slots(elem(table, 8), acc, fn segment, acc -> fold_slots(segment, acc, &:lists.foldl(fun, &2, &1)) end)
  end

  defp fold_slots(tuple, acc, fun), do: tuple |> :erlang.tuple_to_list() |> :lists.reverse() |> then(&:lists.foldl(fun, acc, &1))
end
