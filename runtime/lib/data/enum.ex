defmodule Enum do
  @moduledoc """
  Functions on collections that implement Enumerable. Lists are traversed directly, other collections through the
  protocol.
  """

  @type t :: Enumerable.t()
  @type element :: any
  @type acc :: any
  @type default :: any
  @type index :: integer

  # Traversal

  @doc "Folds the elements into `acc` with `fun.(element, acc)`."
  def reduce(enumerable, acc, fun) when is_list(enumerable), do: :lab_enum.reduce_list(enumerable, acc, fun)

  def reduce(enumerable, acc, fun) do
    case walkable(enumerable) do
      nil -> reduce_enumerable(enumerable, acc, fun)
      [] -> acc
      source -> :lab_enum.reduce_list(source, acc, fun)
    end
  end

  # Returns a collection in the form for `:lab_enum`: a list, or {first, step, count} for
  # integers. Returns nil for a collection that only its protocol can traverse.
  defp walkable(list) when is_list(list), do: list

  defp walkable(%Range{} = range), do: :lab_enum.span(range)
  defp walkable(map) when is_non_struct_map(map), do: :maps.to_list(map)
  defp walkable(%MapSet{} = set), do: MapSet.to_list(set)
  defp walkable(_enumerable), do: nil

  @doc """
  Folds the elements with `fun.(element, acc)`. The first element is the initial accumulator.
  """
  def reduce(enumerable, fun)
  def reduce([first | rest], fun), do: reduce(rest, first, fun)
  def reduce([], _fun), do: raise(Enum.EmptyError)

  def reduce(enumerable, fun) do
    case to_list(enumerable) do
      [first | rest] -> reduce(rest, first, fun)
      [] -> raise Enum.EmptyError
    end
  end

  defp reduce_enumerable(enumerable, acc, fun) do
    enumerable |> Enumerable.reduce({:cont, acc}, fn x, acc -> {:cont, fun.(x, acc)} end) |> elem(1)
  end


  @doc "Folds with `fun.(element, acc)`, which returns `{:cont, acc}`, or `{:halt, acc}` to stop."
  def reduce_while(enumerable, acc, fun) when is_list(enumerable), do: :lab_enum.reduce_while_list(enumerable, acc, fun)

  def reduce_while(enumerable, acc, fun) do
    case walkable(enumerable) do
      nil -> Enumerable.reduce(enumerable, {:cont, acc}, fun) |> elem(1)
      source -> :lab_enum.reduce_while_list(source, acc, fun)
    end
  end

  @doc "Returns the elements as a list."
  def to_list(enumerable) when is_list(enumerable), do: enumerable

  def to_list(enumerable) do
    case walkable(enumerable) do
      nil -> enumerable |> reduce_enumerable([], &[&1 | &2]) |> :lists.reverse()
      {_first, _step, 0} -> []
      {first, step, n} -> :lists.seq(first, first + (n - 1) * step, step)
      list -> list
    end
  end

  @doc "Returns the results of `fun` for each element."
  def map(enumerable, fun) when is_list(enumerable), do: :lab_enum.map_list(enumerable, fun)

  def map(enumerable, fun) do
    case walkable(enumerable) do
      nil -> enumerable |> reduce_enumerable([], &[fun.(&1) | &2]) |> :lists.reverse()
      [] -> []
      source -> :lab_enum.map_list(source, fun)
    end
  end

  @doc "Calls `fun` for each element."
  def each(enumerable, fun)
  def each(enumerable, fun) when is_list(enumerable), do: :lab_enum.each_list(enumerable, fun)

  def each(enumerable, fun) do
    case walkable(enumerable) do
      nil -> each_enumerable(enumerable, fun)
      [] -> :ok
      source -> :lab_enum.each_list(source, fun)
    end
  end

  defp each_enumerable(enumerable, fun) do
    reduce_enumerable(enumerable, nil, fn x, _ ->
      fun.(x)
      nil
    end)

    :ok
  end

  @doc "Returns the elements for which `fun` is truthy."
  def filter(enumerable, fun)
  def filter(enumerable, fun) when is_list(enumerable), do: :lab_enum.filter_list(enumerable, fun)

  def filter(enumerable, fun) do
    case walkable(enumerable) do
      nil -> enumerable |> reduce_enumerable([], fn x, acc -> if fun.(x), do: [x | acc], else: acc end) |> :lists.reverse()
      source -> :lab_enum.filter_list(source, fun)
    end
  end

  @doc "Returns the elements for which `fun` is falsy."
  def reject(enumerable, fun)
  def reject(enumerable, fun) when is_list(enumerable), do: :lab_enum.reject_list(enumerable, fun)

  def reject(enumerable, fun) do
    case walkable(enumerable) do
      nil -> enumerable |> reduce_enumerable([], fn x, acc -> if fun.(x), do: acc, else: [x | acc] end) |> :lists.reverse()
      source -> :lab_enum.reject_list(source, fun)
    end
  end

  @doc "Maps each element to a collection and concatenates the results."
  def flat_map(enumerable, fun)
  def flat_map(enumerable, fun) when is_list(enumerable), do: flat_map_list(enumerable, fun, [])

  def flat_map(enumerable, fun) do
    enumerable
    |> reduce([], fn x, acc -> reverse_onto(fun.(x), acc) end)
    |> :lists.reverse()
  end

  defp flat_map_list([], _fun, acc), do: :lists.reverse(acc)
  defp flat_map_list([x | rest], fun, acc), do: flat_map_list(rest, fun, reverse_onto(fun.(x), acc))

  defp reverse_onto(list, acc) when is_list(list), do: :lists.reverse(list, acc)
  defp reverse_onto(enumerable, acc), do: reduce(enumerable, acc, &[&1 | &2])

  @doc """
  Maps each element to a collection, with an accumulator. Returns the concatenated collections and
  the accumulator. The function stops with `{:halt, acc}`.
  """
  def flat_map_reduce(enumerable, acc, fun) do
    {_, {list, acc}} =
      Enumerable.reduce(enumerable, {:cont, {[], acc}}, fn x, {list, acc} ->
        case fun.(x, acc) do
          {:halt, acc} -> {:halt, {list, acc}}
          {entries, acc} -> {:cont, {reverse_onto(entries, list), acc}}
        end
      end)

    {:lists.reverse(list), acc}
  end

  @doc "Maps and folds in one pass. Returns the mapped elements and the accumulator."
  def map_reduce(enumerable, acc, fun) when is_list(enumerable), do: :lab_enum.map_reduce_list(enumerable, acc, fun)

  def map_reduce(enumerable, acc, fun) do
    {list, acc} =
      reduce(enumerable, {[], acc}, fn x, {list, acc} ->
        {y, acc} = fun.(x, acc)
        {[y | list], acc}
      end)

    {:lists.reverse(list), acc}
  end

  @doc "Maps every nth element, starting with the first."
  def map_every(enumerable, nth, fun)
  def map_every(enumerable, 1, fun), do: map(enumerable, fun)
  def map_every(enumerable, 0, _fun), do: to_list(enumerable)

  def map_every(enumerable, nth, fun) when is_integer(nth) and nth > 1 do
    enumerable
    |> reduce({[], 0}, fn x, {list, i} ->
      {[if(rem(i, nth) == 0, do: fun.(x), else: x) | list], i + 1}
    end)
    |> elem(0)
    |> :lists.reverse()
  end

  @doc """
  Returns the accumulator of a fold after each element. The first element is the initial
  accumulator.
  """
  def scan(enumerable, fun) do
    case to_list(enumerable) do
      [] -> []
      [first | rest] -> [first | :lab_enum.scan_list(rest, first, fun)]
    end
  end

  @doc "Returns the accumulator of a fold after each element."
  def scan(enumerable, acc, fun) do
    case walkable(enumerable) do
      nil ->
        {list, _} =
          map_reduce(enumerable, acc, fn x, acc ->
            next = fun.(x, acc)
            {next, next}
          end)

        list

      source ->
        :lab_enum.scan_list(source, acc, fun)
    end
  end

  # Queries

  @doc "Returns the number of elements."
  def count(enumerable) when is_list(enumerable), do: length(enumerable)

  def count(enumerable) do
    case Enumerable.count(enumerable) do
      {:ok, n} -> n
      {:error, _} -> reduce(enumerable, 0, fn _, n -> n + 1 end)
    end
  end

  @doc "Returns the number of elements for which `fun` is truthy."
  def count(enumerable, fun)
  def count(enumerable, fun) when is_list(enumerable), do: :lab_enum.count_list(enumerable, fun)

  def count(enumerable, fun) do
    case walkable(enumerable) do
      nil -> reduce_enumerable(enumerable, 0, fn x, n -> if fun.(x), do: n + 1, else: n end)
      source -> :lab_enum.count_list(source, fun)
    end
  end

  @doc "Returns the number of elements, but counts at most `limit`."
  def count_until(enumerable, limit) when is_integer(limit) and limit > 0 do
    reduce_while(enumerable, 0, fn _, n -> if n + 1 == limit, do: {:halt, limit}, else: {:cont, n + 1} end)
  end

  @doc "Returns the number of elements for which `fun` is truthy, but counts at most `limit`."
  def count_until(enumerable, fun, limit) when is_integer(limit) and limit > 0 do
    reduce_while(enumerable, 0, fn x, n ->
      cond do
        !fun.(x) -> {:cont, n}
        n + 1 == limit -> {:halt, limit}
        true -> {:cont, n + 1}
      end
    end)
  end

  @doc "Returns whether there are no elements."
  def empty?(enumerable) when is_list(enumerable), do: enumerable == []

  def empty?(enumerable) do
    case Enumerable.slice(enumerable) do
      {:ok, n, _} -> n == 0
      {:ok, n, _, _} -> n == 0
      {:error, _} -> enumerable |> reduce_while(true, fn _, _ -> {:halt, false} end)
    end
  end

  @doc "Returns whether `element` is one of the elements (by ===)."
  def member?(enumerable, element) when is_list(enumerable), do: :lists.member(element, enumerable)

  def member?(enumerable, element) do
    case Enumerable.member?(enumerable, element) do
      {:ok, answer} -> answer
      {:error, _} -> any?(enumerable, &(&1 === element))
    end
  end

  @doc "Returns whether all elements are truthy."
  def all?(enumerable), do: all?(enumerable, & &1)

  @doc "Returns whether `fun` is truthy for all elements."
  def all?(enumerable, fun)
  def all?(enumerable, fun) when is_list(enumerable), do: :lab_enum.predicate_list(enumerable, true, fun)

  def all?(enumerable, fun) do
    case walkable(enumerable) do
      nil -> reduce_while(enumerable, true, fn x, _ -> if fun.(x), do: {:cont, true}, else: {:halt, false} end)
      source -> :lab_enum.predicate_list(source, true, fun)
    end
  end

  @doc "Returns whether any element is truthy."
  def any?(enumerable), do: any?(enumerable, & &1)

  @doc "Returns whether `fun` is truthy for any element."
  def any?(enumerable, fun)
  def any?(enumerable, fun) when is_list(enumerable), do: :lab_enum.predicate_list(enumerable, false, fun)

  def any?(enumerable, fun) do
    case walkable(enumerable) do
      nil -> reduce_while(enumerable, false, fn x, _ -> if fun.(x), do: {:halt, true}, else: {:cont, false} end)
      source -> :lab_enum.predicate_list(source, false, fun)
    end
  end

  @doc "Returns the first element for which `fun` is truthy, or `default`."
  def find(enumerable, default \\ nil, fun)
  def find(enumerable, default, fun) when is_list(enumerable), do: :lab_enum.find_list(enumerable, default, fun)

  def find(enumerable, default, fun) do
    case walkable(enumerable) do
      nil -> reduce_while(enumerable, default, fn x, default -> if fun.(x), do: {:halt, x}, else: {:cont, default} end)
      source -> :lab_enum.find_list(source, default, fun)
    end
  end

  @doc "Returns the index of the first element for which `fun` is truthy, or nil."
  def find_index(enumerable, fun) do
    case walkable(enumerable) do
      nil -> find_index_in(enumerable, fun)
      source -> :lab_enum.find_index_list(source, fun)
    end
  end

  defp find_index_in(enumerable, fun) do
    enumerable
    |> reduce_while({:none, 0}, fn x, {_, i} ->
      if fun.(x), do: {:halt, {:found, i}}, else: {:cont, {:none, i + 1}}
    end)
    |> case do
      {:found, i} -> i
      _ -> nil
    end
  end

  @doc "Returns the first truthy result of `fun`, or `default`."
  def find_value(enumerable, default \\ nil, fun)
  def find_value(enumerable, default, fun) when is_list(enumerable), do: :lab_enum.find_value_list(enumerable, default, fun)

  def find_value(enumerable, default, fun) do
    case walkable(enumerable) do
      nil -> find_value_in(enumerable, default, fun)
      source -> :lab_enum.find_value_list(source, default, fun)
    end
  end

  defp find_value_in(enumerable, default, fun) do
    reduce_while(enumerable, default, fn x, default ->
      found = fun.(x)
      if found, do: {:halt, found}, else: {:cont, default}
    end)
  end

  # Selection

  @doc "Returns the element at `index`, or `default`. A negative index counts from the end."
  def at(enumerable, index, default \\ nil) when is_integer(index) do
    case nth(enumerable, index) do
      [x] -> x
      [] -> default
    end
  end

  @doc "Returns `{:ok, element}` for the element at `index`, or `:error` if it does not exist."
  def fetch(enumerable, index) when is_integer(index) do
    case nth(enumerable, index) do
      [x] -> {:ok, x}
      [] -> :error
    end
  end

  @doc "Returns the element at `index`. Raises Enum.OutOfBoundsError if it does not exist."
  def fetch!(enumerable, index) when is_integer(index) do
    case nth(enumerable, index) do
      [x] -> x
      [] -> raise Enum.OutOfBoundsError
    end
  end

  @doc "Returns the elements in a range of indices."
  def slice(enumerable, index_range)
  # A range from before Elixir 1.12 has no step.
  def slice(enumerable, %{__struct__: Range, first: first, last: last} = range) when not is_map_key(range, :step) do
    slice(enumerable, %Range{first: first, last: last, step: if(first <= last, do: 1, else: -1)})
  end

  def slice(enumerable, %Range{first: first, last: last, step: step}) do
    cond do
      step > 0 ->
        slice_range(enumerable, first, last, step)

      step == -1 and first > last ->
        IO.warn("negative steps are not supported in Enum.slice/2, pass #{first}..#{last}//1 instead")
        slice_range(enumerable, first, last, 1)

      true ->
        raise ArgumentError, "Enum.slice/2 does not accept ranges with negative steps, got: #{inspect(first..last//step)}"
    end
  end

  @doc "Returns `amount` elements from `start` on."
  def slice(enumerable, start_index, amount)
  def slice(enumerable, start, amount) when is_integer(start) and is_integer(amount) and amount >= 0 do
    slice_any(enumerable, start, amount)
  end

  defp slice_range(enumerable, first, last, step) do
    n = if first < 0 or last < 0, do: count(enumerable), else: 0
    first = if first < 0, do: Kernel.max(first + n, 0), else: first
    last = if last < 0, do: last + n, else: last
    if last >= first, do: enumerable |> slice_any(first, last - first + 1) |> take_every(step), else: nothing_of(enumerable)
  end

  # An invalid enumerable raises even for an empty range.
  defp nothing_of(enumerable) do
    if is_list(enumerable), do: length(enumerable), else: Enumerable.slice(enumerable)
    []
  end

  # Returns the element at an index in a list, or [] if the index is out of bounds.
  defp nth(enumerable, index) when index >= 0, do: slice_any(enumerable, index, 1)

  defp nth(enumerable, index) do
    case index + count(enumerable) do
      index when index < 0 -> []
      index -> slice_any(enumerable, index, 1)
    end
  end

  defp slice_any(_enumerable, _start, 0), do: []

  defp slice_any(enumerable, start, amount) when is_list(enumerable) do
    start = if start < 0, do: Kernel.max(start + length(enumerable), 0), else: start
    enumerable |> drop_list(start) |> take_list(amount)
  end

  defp slice_any(enumerable, start, amount) do
    case Enumerable.slice(enumerable) do
      {:ok, n, list} when is_function(list, 1) -> cut(n, start, amount, fn from, left -> list.(enumerable) |> drop_list(from) |> take_list(left) end)
      {:ok, n, slicer} -> cut(n, start, amount, fn from, left -> slicer.(from, left, 1) end)
      {:error, _} when start >= 0 -> walk(enumerable, start, amount)
      {:error, _} -> slice_any(to_list(enumerable), start, amount)
    end
  end

  # The enumerable may be infinite or expensive, so no element after the slice is requested.
  defp walk(enumerable, start, amount) do
    {_, _, slice} =
      reduce_while(enumerable, {start, amount, []}, fn
        _, {before, left, slice} when before > 0 -> {:cont, {before - 1, left, slice}}
        x, {_, 1, slice} -> {:halt, {0, 0, [x | slice]}}
        x, {_, left, slice} -> {:cont, {0, left - 1, [x | slice]}}
      end)

    :lists.reverse(slice)
  end

  defp cut(n, start, amount, slicer) do
    from = if start < 0, do: Kernel.max(start + n, 0), else: start
    if from >= n, do: [], else: slicer.(from, Kernel.min(amount, n - from))
  end

  @doc "Returns the first `amount` elements, or the last elements if `amount` is negative."
  def take(enumerable, amount)
  def take(_enumerable, 0), do: []
  def take(enumerable, amount) when is_list(enumerable) and is_integer(amount) and amount > 0, do: take_list(enumerable, amount)

  def take(enumerable, amount) when is_integer(amount) and amount > 0 do
    enumerable
    |> Enumerable.reduce({:cont, {[], amount}}, fn
      x, {list, 1} -> {:halt, {[x | list], 0}}
      x, {list, left} -> {:cont, {[x | list], left - 1}}
    end)
    |> elem(1)
    |> elem(0)
    |> :lists.reverse()
  end

  def take(enumerable, amount) when is_integer(amount) do
    list = to_list(enumerable)
    drop_list(list, Kernel.max(length(list) + amount, 0))
  end

  defp take_list(list, n), do: :lab_enum.take(list, n)

  @doc "Drops the first `amount` elements, or the last elements if `amount` is negative."
  def drop(enumerable, amount) when is_integer(amount) and amount >= 0, do: drop_list(to_list(enumerable), amount)

  def drop(enumerable, amount) when is_integer(amount) do
    list = to_list(enumerable)
    take_list(list, Kernel.max(length(list) + amount, 0))
  end

  defp drop_list(list, n), do: :lab_enum.drop(list, n)

  @doc "Returns the leading elements for which `fun` is truthy."
  def take_while(enumerable, fun) when is_list(enumerable), do: :lab_enum.take_while_list(enumerable, fun)

  def take_while(enumerable, fun) do
    enumerable
    |> reduce_while([], fn x, acc -> if fun.(x), do: {:cont, [x | acc]}, else: {:halt, acc} end)
    |> :lists.reverse()
  end

  @doc "Drops the leading elements for which `fun` is truthy."
  def drop_while(enumerable, fun), do: :lab_enum.drop_while_list(to_list(enumerable), fun)

  @doc "Returns every nth element, starting with the first."
  def take_every(enumerable, nth)
  def take_every(enumerable, 1), do: to_list(enumerable)
  def take_every(_enumerable, 0), do: []

  def take_every(enumerable, nth) when is_integer(nth) and nth > 1 do
    enumerable
    |> reduce({[], 0}, fn x, {list, i} -> {if(rem(i, nth) == 0, do: [x | list], else: list), i + 1} end)
    |> elem(0)
    |> :lists.reverse()
  end

  @doc "Drops every nth element, starting with the first."
  def drop_every(enumerable, nth)
  def drop_every(_enumerable, 1), do: []
  def drop_every(enumerable, 0), do: to_list(enumerable)

  def drop_every(enumerable, nth) when is_integer(nth) and nth > 1 do
    enumerable
    |> reduce({[], 0}, fn x, {list, i} -> {if(rem(i, nth) == 0, do: list, else: [x | list]), i + 1} end)
    |> elem(0)
    |> :lists.reverse()
  end

  # Splitting

  @doc "Splits after `count` elements. A negative number counts from the end."
  def split(enumerable, count)
  def split(enumerable, amount) when is_integer(amount) and amount >= 0 do
    :lab_enum.split(to_list(enumerable), amount)
  end

  def split(enumerable, amount) when is_integer(amount) do
    list = to_list(enumerable)
    split(list, Kernel.max(length(list) + amount, 0))
  end

  @doc "Splits before the first element for which `fun` is falsy."
  def split_while(enumerable, fun), do: :lab_enum.split_while_list(to_list(enumerable), fun)

  @doc "Returns the elements for which `fun` is truthy, and the other elements."
  def split_with(enumerable, fun)
  def split_with(enumerable, fun) do
    case walkable(enumerable) do
      nil -> split_with_in(enumerable, fun)
      source -> :lab_enum.split_with_list(source, fun)
    end
  end

  defp split_with_in(enumerable, fun) do
    {yes, no} = reduce_enumerable(enumerable, {[], []}, fn x, {yes, no} -> if fun.(x), do: {[x | yes], no}, else: {yes, [x | no]} end)
    {:lists.reverse(yes), :lists.reverse(no)}
  end

  @doc "Splits into lists of `count` elements. The last list can be shorter."
  def chunk_every(enumerable, count), do: chunk_every(enumerable, count, count)

  @doc """
  Splits into lists of `count` elements that start `step` elements apart. `leftover` fills up the
  last list. With `:discard`, a shorter last list is dropped.
  """
  def chunk_every(enumerable, count, step, leftover \\ [])

  def chunk_every(enumerable, count, step, leftover) when is_integer(count) and count > 0 and is_integer(step) and step > 0 do
    case leftover do
      :discard -> :lab_enum.chunk_every(to_list(enumerable), count, step, false)
      [] -> :lab_enum.chunk_every(to_list(enumerable), count, step, true)
      _ -> chunks(to_list(enumerable), count, step, leftover)
    end
  end

  defp chunks([], _count, _step, _leftover), do: []

  defp chunks(list, count, step, leftover) do
    chunk = take_list(list, count)

    case count - length(chunk) do
      0 -> [chunk | chunks(drop_list(list, step), count, step, leftover)]
      missing -> [chunk ++ take(leftover, missing)]
    end
  end

  @doc "Splits wherever the result of `fun` changes."
  def chunk_by(enumerable, fun), do: :lab_enum.chunk_by_list(to_list(enumerable), fun)

  @doc "Splits into the chunks that `chunk_fun` returns. `after_fun` can return a last chunk."
  def chunk_while(enumerable, acc, chunk_fun, after_fun) do
    {_, {chunks, acc}} =
      Enumerable.reduce(enumerable, {:cont, {[], acc}}, fn x, {chunks, acc} ->
        case chunk_fun.(x, acc) do
          {:cont, chunk, acc} -> {:cont, {[chunk | chunks], acc}}
          {:cont, acc} -> {:cont, {chunks, acc}}
          {:halt, acc} -> {:halt, {chunks, acc}}
        end
      end)

    case after_fun.(acc) do
      {:cont, _acc} -> :lists.reverse(chunks)
      {:cont, chunk, _acc} -> :lists.reverse([chunk | chunks])
    end
  end

  # Combining

  @doc "Concatenates the collections."
  def concat(enumerables), do: flat_map(enumerables, & &1)

  @doc "Concatenates the collections."
  def concat(left, right) when is_list(left) and is_list(right), do: left ++ right
  def concat(left, right), do: concat([left, right])

  @doc "Joins the elements to a string, with `joiner` between them."
  def join(enumerable, joiner \\ "") when is_binary(joiner) do
    enumerable |> map(&String.Chars.to_string/1) |> intersperse(joiner) |> IO.iodata_to_binary()
  end

  @doc "Joins the results of `mapper` for the elements to a string, with `joiner` between them."
  def map_join(enumerable, joiner \\ "", mapper) when is_binary(joiner) do
    enumerable |> map(&String.Chars.to_string(mapper.(&1))) |> intersperse(joiner) |> IO.iodata_to_binary()
  end

  @doc "Returns the elements with `separator` between them."
  def intersperse(enumerable, separator), do: between(to_list(enumerable), separator)

  @doc "Returns the results of `mapper` for the elements, with `separator` between them."
  def map_intersperse([], _separator, _mapper), do: []
  def map_intersperse(enumerable, separator, mapper), do: enumerable |> map(mapper) |> between(separator)

  defp between([], _separator), do: []
  defp between([last], _separator), do: [last]
  defp between([head | tail], separator), do: [head, separator | between(tail, separator)]

  @doc "Fills `collectable` with the elements."
  def into(enumerable, []), do: to_list(enumerable)
  def into(%_{} = enumerable, collectable), do: into_protocol(enumerable, collectable, & &1)
  def into(enumerable, %_{} = collectable), do: into_protocol(enumerable, collectable, & &1)
  def into(%{} = enumerable, %{} = collectable), do: :maps.merge(collectable, enumerable)

  def into(enumerable, %{} = collectable) when is_list(enumerable) do
    :maps.merge(collectable, :maps.from_list(enumerable))
  end

  def into(enumerable, collectable), do: into_protocol(enumerable, collectable, & &1)

  @doc "Fills `collectable` with the results of `transform` for the elements."
  def into(enumerable, collectable, transform) when is_list(collectable), do: collectable ++ map(enumerable, transform)
  def into(%_{} = enumerable, collectable, transform), do: into_protocol(enumerable, collectable, transform)
  def into(enumerable, %_{} = collectable, transform), do: into_protocol(enumerable, collectable, transform)
  def into(enumerable, %{} = collectable, transform) when map_size(collectable) == 0, do: enumerable |> map(transform) |> :maps.from_list()

  def into(enumerable, %{} = collectable, transform) do
    reduce(enumerable, collectable, fn x, acc ->
      {key, value} = transform.(x)
      Map.put(acc, key, value)
    end)
  end

  def into(enumerable, collectable, transform), do: into_protocol(enumerable, collectable, transform)

  defp into_protocol(enumerable, collectable, transform) do
    {initial, collector} = Collectable.into(collectable)

    try do
      reduce(enumerable, initial, fn x, acc -> collector.(acc, {:cont, transform.(x)}) end)
    catch
      kind, reason ->
        collector.(initial, :halt)
        :erlang.raise(kind, reason, __STACKTRACE__)
    else
      acc -> collector.(acc, :done)
    end
  end

  @doc "Combines the elements at the same index of both collections to pairs."
  def zip(enumerable1, enumerable2)
  def zip(left, right) when is_list(left) and is_list(right), do: :lab_enum.zip(left, right)
  def zip(left, right), do: zip_with(left, right, &{&1, &2})
  @doc "Combines the elements at the same index of the collections to tuples."
  def zip(enumerables), do: zip_with(enumerables, &:erlang.list_to_tuple/1)

  @doc "Returns the results of `fun` for the elements at the same index."
  def zip_with(enumerable1, enumerable2, zip_fun)
  def zip_with(left, right, fun) when is_list(left) and is_list(right) and is_function(fun, 2), do: zip_two(left, right, fun)
  def zip_with(left, right, fun) when is_function(fun, 2), do: left |> Stream.zip_with(right, fun) |> to_list()

  @doc "Returns the results of `fun` for the elements at the same index."
  def zip_with(enumerables, zip_fun)
  def zip_with([], _fun), do: []
  def zip_with(enumerables, fun) when not is_list(enumerables), do: enumerables |> to_list() |> zip_with(fun)

  def zip_with(enumerables, fun) do
    if all?(enumerables, &is_list/1) do
      zip_many(enumerables, fun)
    else
      enumerables |> Stream.zip_with(fun) |> to_list()
    end
  end

  defp zip_two([a | as], [b | bs], fun), do: [fun.(a, b) | zip_two(as, bs, fun)]
  defp zip_two(_, _, _), do: []

  defp zip_many(lists, fun) do
    case :lab_enum.heads_tails(lists) do
      {heads, tails} -> [fun.(heads) | zip_many(tails, fun)]
      nil -> []
    end
  end

  @doc "Folds over the elements at the same index."
  def zip_reduce(left, right, acc, reducer) when is_list(left) and is_list(right) and is_function(reducer, 3) do
    fold_two(left, right, acc, reducer)
  end

  def zip_reduce(left, right, acc, reducer) when is_function(reducer, 3) do
    left |> Stream.zip(right) |> reduce(acc, fn {a, b}, acc -> reducer.(a, b, acc) end)
  end

  defp fold_two([a | as], [b | bs], acc, reducer), do: fold_two(as, bs, reducer.(a, b, acc), reducer)
  defp fold_two(_, _, acc, _), do: acc

  @doc "Folds over the elements at the same index."
  def zip_reduce(enums, acc, reducer)
  def zip_reduce([], acc, reducer) when is_function(reducer, 2), do: acc

  def zip_reduce(enumerables, acc, reducer) when is_function(reducer, 2) do
    enumerables |> Stream.zip_with(& &1) |> reduce(acc, reducer)
  end

  @doc "Splits a collection of pairs into two lists."
  def unzip(list)
  def unzip(enumerable) do
    case :lab_enum.unzip(to_list(enumerable)) do
      {left, right, []} -> {left, right}
      {_, _, _} when is_list(enumerable) -> raise FunctionClauseError, module: Enum, function: :unzip, arity: 3
      {_, _, _} -> raise FunctionClauseError, module: Enum, function: :"-unzip/1-fun-0-", arity: 2
    end
  end

  @doc "Returns the elements with their indices, or the results of a function of both."
  def with_index(enumerable, offset_or_fun \\ 0)

  def with_index(enumerable, offset) when is_integer(offset), do: :lab_enum.with_index(to_list(enumerable), offset)

  def with_index(enumerable, fun) when is_function(fun, 2) do
    case walkable(enumerable) do
      nil -> enumerable |> map_reduce(0, fn x, i -> {fun.(x, i), i + 1} end) |> elem(0)
      source -> :lab_enum.with_index_list(source, fun)
    end
  end

  # Sorting

  @doc "Returns the elements in reverse order."
  def reverse(enumerable) when is_list(enumerable), do: :lists.reverse(enumerable)
  def reverse(enumerable), do: reduce(enumerable, [], &[&1 | &2])

  @doc "Returns the elements in reverse order, followed by `tail`."
  def reverse(enumerable, tail), do: reduce(enumerable, to_list(tail), &[&1 | &2])

  @doc "Reverses the order of `count` elements from `start_index` on."
  def reverse_slice(enumerable, start_index, count)
  def reverse_slice(enumerable, start, count) when is_integer(start) and start >= 0 and is_integer(count) and count >= 0 do
    list = to_list(enumerable)
    {before, rest} = split(list, start)
    {middle, rest} = split(rest, count)
    before ++ :lists.reverse(middle) ++ rest
  end

  @doc "Moves an element or a range of elements to another index."
  def slide(enumerable, range_or_single_index, insertion_index)

  def slide(enumerable, index, insertion) when is_integer(index), do: slide(enumerable, index..index, insertion)

  def slide(enumerable, first..last//step, insertion) do
    if step != 1, do: raise(ArgumentError, "Enum.slide/3 does not accept ranges with custom steps, got: #{inspect(first..last//step)}")
    list = to_list(enumerable)
    n = length(list)
    first = if first < 0, do: Kernel.max(first + n, 0), else: first
    last = if last < 0, do: last + n, else: last
    to = if insertion < 0, do: insertion + n, else: insertion

    cond do
      first == to or first >= n or first > last ->
        list

      to > first and to <= last ->
        raise ArgumentError,
              "insertion index for slide must be outside the range being moved " <>
                "(tried to insert #{inspect(first..last)} at #{inspect(insertion)})"

      true ->
        {before, rest} = split(list, first)
        {moved, after_} = split(rest, last - first + 1)
        others = before ++ after_
        {left, right} = split(others, if(to > first, do: to - length(moved) + 1, else: to))
        left ++ moved ++ right
    end
  end

  @doc "Sorts the elements in ascending order of Erlang terms."
  def sort(enumerable), do: :lists.sort(to_list(enumerable))

  @doc "Sorts the elements by `sorter`: a function, :asc, :desc, a module, or {:desc, module}."
  def sort(enumerable, sorter)
  def sort(enumerable, :asc), do: sort(enumerable)
  def sort(enumerable, :desc), do: :lab_enum.sort_desc(to_list(enumerable))
  def sort(enumerable, sorter), do: :lists.sort(to_sort_fun(sorter), to_list(enumerable))

  defp to_sort_fun(sorter) when is_function(sorter, 2), do: sorter
  defp to_sort_fun(:asc), do: &<=/2
  defp to_sort_fun(:desc), do: &>=/2
  defp to_sort_fun({:asc, module}), do: &(module.compare(&1, &2) != :gt)
  defp to_sort_fun({:desc, module}), do: &(module.compare(&1, &2) != :lt)
  defp to_sort_fun(module) when is_atom(module), do: to_sort_fun({:asc, module})

  @doc "Sorts the elements by the results of `mapper`."
  def sort_by(enumerable, mapper, sorter \\ :asc)
  def sort_by(enumerable, mapper, :asc) when is_function(mapper, 1), do: enumerable |> keyed(mapper) |> then(&:lists.keysort(1, &1)) |> unkeyed()

  def sort_by(enumerable, mapper, :desc) when is_function(mapper, 1) do
    enumerable |> keyed(mapper) |> :lists.reverse() |> then(&:lists.keysort(1, &1)) |> :lists.reverse() |> unkeyed()
  end

  def sort_by(enumerable, mapper, sorter) when is_function(mapper, 1) do
    enumerable |> keyed(mapper) |> List.keysort(0, sorter) |> unkeyed()
  end

  defp keyed(list, mapper) when is_list(list), do: :lab_enum.keyed_list(list, mapper)
  defp keyed(enumerable, mapper), do: map(enumerable, &{mapper.(&1), &1})
  defp unkeyed(pairs), do: :lab_enum.unkeyed(pairs)

  @doc "Removes duplicate elements and keeps the first of each."
  def uniq(enumerable), do: :lists.uniq(to_list(enumerable))

  @doc "Removes elements for which `fun` returns a result that it returned before."
  def uniq_by(enumerable, fun) when is_list(enumerable), do: :lab_enum.uniq_list(enumerable, fun)

  def uniq_by(enumerable, fun) do
    {list, _} =
      reduce(enumerable, {[], %{}}, fn x, {list, seen} ->
        key = fun.(x)
        if is_map_key(seen, key), do: {list, seen}, else: {[x | list], :maps.put(key, true, seen)}
      end)

    :lists.reverse(list)
  end

  @doc "Removes consecutive duplicate elements."
  def dedup(enumerable), do: dedup_by(enumerable, & &1)

  @doc "Removes consecutive elements for which `fun` returns the same result."
  def dedup_by(enumerable, fun) do
    :lab_enum.dedup_list(to_list(enumerable), fun)
  end

  # Grouping

  @doc "Groups the elements by the results of `key_fun`."
  def group_by(enumerable, key_fun) when is_function(key_fun), do: :lab_enum.group_by_list(reverse(enumerable), key_fun)
  def group_by(enumerable, dict), do: group_by(enumerable, dict, & &1)

  @doc "Groups the results of `value_fun` by the results of `key_fun`."
  def group_by(enumerable, key_fun, value_fun)
  def group_by(enumerable, key_fun, value_fun) when is_function(key_fun) do
    enumerable
    |> reverse()
    |> reduce(%{}, fn x, groups ->
      value = value_fun.(x)
      key = key_fun.(x)

      case groups do
        %{^key => list} -> %{groups | key => [value | list]}
        %{} -> :maps.put(key, [value], groups)
      end
    end)
  end

  # The former form takes a dictionary before the fun.
  def group_by(enumerable, dict, fun) do
    IO.warn(
      "Enum.group_by/3 with a map/dictionary as second element is deprecated. " <>
        "A map is used by default and it is no longer required to pass one to this function"
    )

    # Elixir calls :Dict here instead of its module Dict. :Dict does not exist, so the call
    # raises, as in Elixir.
    reduce(reverse(enumerable), dict, fn x, groups -> :Dict.update(groups, fun.(x), [x], &[x | &1]) end)
  end

  @doc "Returns a map from each element to the number of its occurrences."
  def frequencies(enumerable), do: frequencies_by(enumerable, & &1)

  @doc "Returns a map from each result of `key_fun` to the number of its occurrences."
  def frequencies_by(enumerable, key_fun) when is_function(key_fun) do
    case walkable(enumerable) do
      nil -> frequencies_in(enumerable, key_fun)
      source -> :lab_enum.frequencies_list(source, key_fun)
    end
  end

  defp frequencies_in(enumerable, key_fun) do
    reduce_enumerable(enumerable, %{}, fn x, counts ->
      key = key_fun.(x)

      case counts do
        %{^key => n} -> %{counts | key => n + 1}
        %{} -> :maps.put(key, 1, counts)
      end
    end)
  end

  # Numbers

  @doc "Returns the sum of the elements."
  def sum(enumerable)
  def sum(%Range{first: first, last: last, step: step}) do
    n = Range.size(first, last, step)
    div(n * (2 * first + (n - 1) * step), 2)
  end

  def sum(enumerable) when is_list(enumerable), do: :lab_enum.sum(enumerable) || reduce(enumerable, 0, &+/2)
  def sum(enumerable), do: reduce(enumerable, 0, &+/2)

  @doc "Returns the sum of the results of `mapper`."
  def sum_by(enumerable, mapper) when is_function(mapper, 1), do: reduce(enumerable, 0, fn x, acc -> acc + mapper.(x) end)

  @doc "Returns the product of the elements."
  def product(enumerable) when is_list(enumerable), do: :lab_enum.product(enumerable) || reduce(enumerable, 1, &*/2)
  def product(enumerable), do: reduce(enumerable, 1, &*/2)

  @doc "Returns the product of the results of `mapper`."
  def product_by(enumerable, mapper) when is_function(mapper, 1), do: reduce(enumerable, 1, fn x, acc -> acc * mapper.(x) end)

  @doc false
  def max([_ | _] = list), do: :lists.max(list)

  @doc false
  def max(enumerable, empty_fallback) when is_function(empty_fallback, 0) do
    best(enumerable, & &1, &>=/2, empty_fallback)
  end

  @doc "Returns the largest element."
  def max(enumerable, sorter \\ &>=/2, empty_fallback \\ fn -> raise Enum.EmptyError end)

  def max(enumerable, sorter, empty_fallback) do
    keep = max_sort_fun(sorter)

    if is_struct(enumerable, Range) and sorter == (&>=/2) and not empty?(enumerable),
      do: elem(ends(enumerable), 1),
      else: best(enumerable, & &1, keep, empty_fallback)
  end

  @doc false
  def max_by(enumerable, fun, empty_fallback) when is_function(fun, 1) and is_function(empty_fallback, 0) do
    best(enumerable, fun, &>=/2, empty_fallback)
  end

  @doc "Returns the element with the largest result of `fun`."
  def max_by(enumerable, fun, sorter \\ &>=/2, empty_fallback \\ fn -> raise Enum.EmptyError end)

  def max_by(enumerable, fun, sorter, empty_fallback) when is_function(fun, 1) do
    best(enumerable, fun, max_sort_fun(sorter), empty_fallback)
  end

  @doc false
  def min([_ | _] = list), do: :lists.min(list)

  @doc false
  def min(enumerable, empty_fallback) when is_function(empty_fallback, 0) do
    best(enumerable, & &1, &<=/2, empty_fallback)
  end

  @doc "Returns the smallest element."
  def min(enumerable, sorter \\ &<=/2, empty_fallback \\ fn -> raise Enum.EmptyError end)

  def min(enumerable, sorter, empty_fallback) do
    keep = min_sort_fun(sorter)

    if is_struct(enumerable, Range) and sorter == (&<=/2) and not empty?(enumerable),
      do: elem(ends(enumerable), 0),
      else: best(enumerable, & &1, keep, empty_fallback)
  end

  @doc false
  def min_by(enumerable, fun, empty_fallback) when is_function(fun, 1) and is_function(empty_fallback, 0) do
    best(enumerable, fun, &<=/2, empty_fallback)
  end

  @doc "Returns the element with the smallest result of `fun`."
  def min_by(enumerable, fun, sorter \\ &<=/2, empty_fallback \\ fn -> raise Enum.EmptyError end)

  def min_by(enumerable, fun, sorter, empty_fallback) when is_function(fun, 1) do
    best(enumerable, fun, min_sort_fun(sorter), empty_fallback)
  end

  defp max_sort_fun(sorter) when is_function(sorter, 2), do: sorter
  defp max_sort_fun(module) when is_atom(module), do: &(module.compare(&1, &2) != :lt)

  defp min_sort_fun(sorter) when is_function(sorter, 2), do: sorter
  defp min_sort_fun(module) when is_atom(module), do: &(module.compare(&1, &2) != :gt)

  # Returns the ends of a range in ascending order.
  defp ends(%Range{first: first, last: last, step: step}) do
    far = first + (Range.size(first, last, step) - 1) * step
    {Kernel.min(first, far), Kernel.max(first, far)}
  end

  defp best(enumerable, fun, keep, empty_fallback) do
    list = to_list(enumerable)

    cond do
      list == [] -> empty_fallback.()
      keep == (&>=/2) -> :lab_enum.largest_list(list, fun)
      keep == (&<=/2) -> :lab_enum.smallest_list(list, fun)
      true -> kept(list, fun, keep)
    end
  end

  defp kept([first | rest], fun, keep) do
    {found, _} =
      reduce(rest, {first, fun.(first)}, fn x, {_, best_value} = best ->
        value = fun.(x)

        case keep.(best_value, value) do
          true -> best
          false -> {x, value}
        end
      end)

    found
  end

  @doc "Returns the smallest and the largest element."
  def min_max(enumerable, empty_fallback \\ fn -> raise Enum.EmptyError end) when is_function(empty_fallback, 0) do
    case to_list(enumerable) do
      [] -> empty_fallback.()
      list -> {:lists.min(list), :lists.max(list)}
    end
  end

  @doc false
  def min_max_by(enumerable, fun, empty_fallback) when is_function(fun, 1) and is_function(empty_fallback, 0) do
    min_max_by(enumerable, fun, &</2, empty_fallback)
  end

  @doc "Returns the elements with the smallest and the largest result of `fun`."
  def min_max_by(enumerable, fun, sorter_or_empty_fallback \\ &</2, empty_fallback \\ fn -> raise Enum.EmptyError end)

  def min_max_by(enumerable, fun, sorter, empty_fallback)
      when is_function(fun, 1) and (is_atom(sorter) or is_function(sorter, 2)) and is_function(empty_fallback, 0) do
    less = if is_function(sorter, 2), do: sorter, else: &(sorter.compare(&1, &2) == :lt)

    case to_list(enumerable) do
      [] -> empty_fallback.()
      list -> least_and_greatest(map(list, &{fun.(&1), &1}), less)
    end
  end

  defp least_and_greatest(keyed, less) do
    {_, least} = best(keyed, &elem(&1, 0), &(not less.(&2, &1)), nil)
    {_, greatest} = best(keyed, &elem(&1, 0), &(not less.(&1, &2)), nil)
    {least, greatest}
  end

  # Random selection

  @doc "Returns a random element."
  def random(enumerable) do
    if is_list(enumerable) or sliceable?(enumerable) do
      case count(enumerable) do
        0 -> raise Enum.EmptyError
        n -> at(enumerable, random_up_to(n - 1))
      end
    else
      case take_random(enumerable, 1) do
        [] -> raise Enum.EmptyError
        [element] -> element
      end
    end
  end

  defp sliceable?(enumerable), do: elem(Enumerable.slice(enumerable), 0) == :ok

  @doc "Returns the elements in a random order."
  def shuffle(enumerable) do
    enumerable
    |> reduce([], fn x, acc -> [{:rand.uniform(), x} | acc] end)
    |> then(&:lists.keysort(1, &1))
    |> unkeyed()
  end

  @doc "Returns `count` random elements."
  def take_random(enumerable, count)
  def take_random(_enumerable, 0), do: []
  def take_random([], _count), do: []

  # Algorithm L (Kim-Hung Li, 1994) computes how many elements to skip before the next
  # replacement, so few random numbers are needed. For the same seed, the sample is the same as in
  # Elixir 1.18.
  def take_random(enumerable, count) when is_integer(count) and count > 0 do
    {seen, _next, _weight, chosen} =
      reduce(enumerable, {0, count - 1, 1.0, %{}}, fn
        x, {i, next, weight, chosen} when i < count ->
          j = random_up_to(i)
          chosen = chosen |> Map.put(i, Map.get(chosen, j)) |> Map.put(j, x)
          {next, weight} = if i == next, do: next_chosen(i, weight, count), else: {next, weight}
          {i + 1, next, weight, chosen}

        x, {i, i, weight, chosen} ->
          j = random_up_to(count - 1)
          {next, weight} = next_chosen(i, weight, count)
          {i + 1, next, weight, Map.put(chosen, j, x)}

        _x, {i, next, weight, chosen} ->
          {i + 1, next, weight, chosen}
      end)

    for i <- 0..(Kernel.min(seen, count) - 1)//1, do: Map.fetch!(chosen, i)
  end

  defp next_chosen(i, weight, count) do
    weight = weight * :math.exp(:math.log(:rand.uniform()) / count)
    {i + :erlang.floor(:math.log(:rand.uniform()) / :math.log(1 - weight)) + 1, weight}
  end

  defp random_up_to(0), do: 0
  defp random_up_to(limit), do: :rand.uniform(limit + 1) - 1

  # Deprecated names

  @doc false
  @deprecated "Use Enum.chunk_every/2 instead"
  def chunk(enumerable, count), do: chunk(enumerable, count, count, nil)

  @doc false
  @deprecated "Use Enum.chunk_every/3 instead"
  def chunk(enumerable, count, step), do: chunk(enumerable, count, step, nil)

  @doc false
  @deprecated "Use Enum.chunk_every/4 instead"
  def chunk(enumerable, count, step, leftover), do: chunk_every(enumerable, count, step, leftover || :discard)

  @doc false
  @deprecated "Use Enum.filter/2 + Enum.map/2 or for comprehensions instead"
  def filter_map(enumerable, filter, mapper), do: for(x <- enumerable, filter.(x), do: mapper.(x))

  @doc false
  @deprecated "Use Enum.split_with/2 instead"
  def partition(enumerable, fun), do: split_with(enumerable, fun)

  @doc false
  @deprecated "Use Enum.uniq_by/2 instead"
  def uniq(enumerable, fun), do: uniq_by(enumerable, fun)
end
