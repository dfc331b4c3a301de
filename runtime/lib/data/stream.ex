defmodule Stream do
  @moduledoc "Lazy collections: nothing is computed until somebody asks for elements."

  # A stream is a function of arity 2 that folds, as Enumerable.reduce/3 does.

  defp lazy(enumerable, acc, step), do: lazy(enumerable, acc, step, fn _, result -> result end)

  # Folds `enumerable` with a state of the stream's own beside the accumulator:
  # step.(element, state, inner_acc, fun) is {:cont | :halt, inner_acc, state}.
  defp lazy(enumerable, initial, step, finish) do
    fn acc, fun -> run(&Enumerable.reduce(enumerable, &1, &2), initial, acc, step, finish, fun) end
  end

  defp run(_reducer, _state, {:halt, acc}, _step, _finish, _fun), do: {:halted, acc}

  defp run(reducer, state, {:suspend, acc}, step, finish, fun) do
    {:suspended, acc, &run(reducer, state, &1, step, finish, fun)}
  end

  defp run(reducer, state, {:cont, acc}, step, finish, fun) do
    inner = fn element, {_tag, acc, state} ->
      case step.(element, state, acc, fun) do
        {{:cont, acc}, state} -> {:cont, {:cont, acc, state}}
        {{:suspend, acc}, state} -> {:suspend, {:suspend, acc, state}}
        {{:halt, acc}, state} -> {:halt, {:halt, acc, state}}
        {:stop, acc, state} -> {:halt, {:stop, acc, state}}
      end
    end

    case reducer.({:cont, {:cont, acc, state}}, inner) do
      {:done, {_, acc, state}} -> close(finish.(state, {:done, acc}), fun, finish)
      {:halted, {:stop, acc, _state}} -> {:done, acc}
      {:halted, {_, acc, _state}} -> {:halted, acc}
      {:suspended, {_, acc, state}, continuation} -> {:suspended, acc, &resume(continuation, state, &1, step, finish, fun)}
    end
  end

  defp resume(continuation, state, {:halt, acc}, _step, _finish, _fun) do
    continuation.({:halt, {:halt, acc, state}})
    {:halted, acc}
  end

  defp resume(continuation, state, {:suspend, acc}, step, finish, fun) do
    {:suspended, acc, &resume(continuation, state, &1, step, finish, fun)}
  end

  defp resume(continuation, state, {:cont, acc}, step, finish, fun) do
    run(fn {tag, inner}, _fun -> continuation.({tag, inner}) end, state, {:cont, acc}, step, finish, fun)
  end

  # What is left at the end of the collection is given out as the last elements.
  defp close({:emit, elements, acc}, fun, _finish) do
    Enumerable.List.reduce(elements, {:cont, acc}, fun)
  end

  defp close(result, _fun, _finish), do: result

  def map(enumerable, fun) when is_function(fun, 1) do
    lazy(enumerable, nil, fn x, s, acc, f -> {f.(fun.(x), acc), s} end)
  end

  def filter(enumerable, fun) when is_function(fun, 1) do
    lazy(enumerable, nil, fn x, s, acc, f -> if fun.(x), do: {f.(x, acc), s}, else: {{:cont, acc}, s} end)
  end

  def reject(enumerable, fun) when is_function(fun, 1), do: filter(enumerable, &(!fun.(&1)))

  def each(enumerable, fun) when is_function(fun, 1) do
    lazy(enumerable, nil, fn x, s, acc, f ->
      fun.(x)
      {f.(x, acc), s}
    end)
  end

  def take(_enumerable, 0), do: later(fn -> [] end)

  def take(enumerable, count) when is_integer(count) and count > 0 do
    lazy(enumerable, count, fn x, left, acc, f ->
      case f.(x, acc) do
        {:cont, acc} when left == 1 -> {:stop, acc, 0}
        result -> {result, left - 1}
      end
    end)
  end

  def take(enumerable, count) when is_integer(count), do: later(fn -> Enum.take(enumerable, count) end)

  def drop(enumerable, count) when is_integer(count) and count >= 0 do
    lazy(enumerable, count, fn
      x, 0, acc, f -> {f.(x, acc), 0}
      _x, left, acc, _f -> {{:cont, acc}, left - 1}
    end)
  end

  def drop(enumerable, count) when is_integer(count), do: later(fn -> Enum.drop(enumerable, count) end)

  def take_while(enumerable, fun) when is_function(fun, 1) do
    lazy(enumerable, nil, fn x, s, acc, f -> if fun.(x), do: {f.(x, acc), s}, else: {:stop, acc, s} end)
  end

  def drop_while(enumerable, fun) when is_function(fun, 1) do
    lazy(enumerable, true, fn x, dropping, acc, f ->
      if dropping and fun.(x), do: {{:cont, acc}, true}, else: {f.(x, acc), false}
    end)
  end

  def take_every(enumerable, nth) when is_integer(nth) and nth >= 0, do: every(enumerable, nth, fn i, n -> n != 0 and rem(i, n) == 0 end)
  def drop_every(enumerable, nth) when is_integer(nth) and nth >= 0, do: every(enumerable, nth, fn i, n -> n == 0 or rem(i, n) != 0 end)

  defp every(enumerable, nth, keep?) do
    lazy(enumerable, 0, fn x, i, acc, f -> if keep?.(i, nth), do: {f.(x, acc), i + 1}, else: {{:cont, acc}, i + 1} end)
  end

  def map_every(enumerable, nth, fun) when is_integer(nth) and nth >= 0 do
    lazy(enumerable, 0, fn x, i, acc, f -> {f.(if(nth != 0 and rem(i, nth) == 0, do: fun.(x), else: x), acc), i + 1} end)
  end

  def with_index(enumerable, fun_or_offset \\ 0)
  def with_index(enumerable, offset) when is_integer(offset), do: lazy(enumerable, offset, fn x, i, acc, f -> {f.({x, i}, acc), i + 1} end)
  def with_index(enumerable, fun) when is_function(fun, 2), do: lazy(enumerable, 0, fn x, i, acc, f -> {f.(fun.(x, i), acc), i + 1} end)

  def dedup(enumerable), do: dedup_by(enumerable, & &1)

  def dedup_by(enumerable, fun) when is_function(fun, 1) do
    lazy(enumerable, :none, fn x, last, acc, f ->
      value = {:some, fun.(x)}
      if value === last, do: {{:cont, acc}, last}, else: {f.(x, acc), value}
    end)
  end

  def uniq(enumerable), do: uniq_by(enumerable, & &1)

  def uniq_by(enumerable, fun) when is_function(fun, 1) do
    lazy(enumerable, %{}, fn x, seen, acc, f ->
      value = fun.(x)
      if is_map_key(seen, value), do: {{:cont, acc}, seen}, else: {f.(x, acc), Map.put(seen, value, true)}
    end)
  end

  def intersperse(enumerable, separator) do
    lazy(enumerable, false, fn
      x, false, acc, f ->
        {f.(x, acc), true}

      x, true, acc, f ->
        case f.(separator, acc) do
          {:cont, acc} -> {f.(x, acc), true}
          other -> {other, true}
        end
    end)
  end

  def scan(enumerable, fun) when is_function(fun, 2) do
    lazy(enumerable, :none, fn
      x, :none, acc, f -> {f.(x, acc), {:some, x}}
      x, {:some, last}, acc, f -> scanned(fun.(x, last), acc, f)
    end)
  end

  def scan(enumerable, initial, fun) when is_function(fun, 2) do
    lazy(enumerable, {:some, initial}, fn x, {:some, last}, acc, f -> scanned(fun.(x, last), acc, f) end)
  end

  defp scanned(next, acc, f), do: {f.(next, acc), {:some, next}}

  def flat_map(enumerable, mapper) when is_function(mapper, 1), do: transform(enumerable, nil, fn x, nil -> {mapper.(x), nil} end)

  def concat(enumerables), do: flat_map(enumerables, & &1)
  def concat(first, second), do: flat_map([first, second], & &1)

  def transform(enumerable, acc, reducer) when is_function(reducer, 2) do
    transform(enumerable, fn -> acc end, reducer, fn acc -> {[], acc} end, fn _ -> :ok end)
  end

  def transform(enumerable, start_fun, reducer, after_fun) do
    transform(enumerable, start_fun, reducer, fn acc -> {[], acc} end, after_fun)
  end

  def transform(enumerable, start_fun, reducer, last_fun, after_fun) do
    fn acc, fun ->
      next = &Enumerable.reduce(enumerable, &1, fn x, _ -> {:suspend, {:element, x}} end)
      transforming(next, start_fun.(), acc, fun, reducer, last_fun, after_fun)
    end
  end

  defp transforming(next, state, {:halt, acc}, _fun, _reducer, _last, after_fun) do
    next.({:halt, nil})
    after_fun.(state)
    {:halted, acc}
  end

  defp transforming(next, state, {:suspend, acc}, fun, reducer, last, after_fun) do
    {:suspended, acc, &transforming(next, state, &1, fun, reducer, last, after_fun)}
  end

  defp transforming(next, state, {:cont, acc}, fun, reducer, last, after_fun) do
    guarded(next, state, after_fun, fn -> pull(next, state, reducer, last) end)
    |> case do
      {:emit, elements, next, state} -> emitting(elements, next, state, acc, fun, reducer, last, after_fun)
      {:last, elements, state} -> finishing(elements, state, acc, fun, after_fun)
      {:halt, next, state} -> transforming(next, state, {:halt, acc}, fun, reducer, last, after_fun) |> then(fn {_, acc} -> {:done, acc} end)
    end
  end

  defp pull(next, state, reducer, last) do
    case next.({:cont, nil}) do
      {:suspended, {:element, x}, next} ->
        case reducer.(x, state) do
          {:halt, state} -> {:halt, next, state}
          {elements, state} -> {:emit, elements, next, state}
        end

      {_, _} ->
        case last.(state) do
          {:halt, state} -> {:last, [], state}
          {elements, state} -> {:last, elements, state}
        end
    end
  end

  defp guarded(next, state, after_fun, work) do
    work.()
  catch
    kind, reason ->
      next.({:halt, nil})
      after_fun.(state)
      :erlang.raise(kind, reason, __STACKTRACE__)
  end

  defp emitting(elements, next, state, acc, fun, reducer, last, after_fun) do
    result =
      guarded(next, state, after_fun, fn -> Enumerable.reduce(elements, {:cont, acc}, fun) end)

    emitted(result, next, state, fun, reducer, last, after_fun)
  end

  defp emitted(result, next, state, fun, reducer, last, after_fun) do
    case result do
      {:done, acc} -> transforming(next, state, {:cont, acc}, fun, reducer, last, after_fun)
      {:halted, acc} -> transforming(next, state, {:halt, acc}, fun, reducer, last, after_fun)
      {:suspended, acc, more} -> {:suspended, acc, &emitted(more.(&1), next, state, fun, reducer, last, after_fun)}
    end
  end

  defp finishing(elements, state, acc, fun, after_fun) do
    finished(guarded(fn _ -> :ok end, state, after_fun, fn -> Enumerable.reduce(elements, {:cont, acc}, fun) end), state, after_fun)
  end

  defp finished({:suspended, acc, more}, state, after_fun), do: {:suspended, acc, &finished(more.(&1), state, after_fun)}

  defp finished(result, state, after_fun) do
    after_fun.(state)
    result
  end

  def resource(start_fun, next_fun, after_fun) do
    transform(repeatedly(fn -> nil end), start_fun, fn _, state -> next_fun.(state) end, after_fun)
  end

  def unfold(next_acc, next_fun) when is_function(next_fun, 1) do
    resource(fn -> next_acc end, fn state -> unfolded(next_fun.(state), state) end, fn _ -> :ok end)
  end

  defp unfolded(nil, state), do: {:halt, state}
  defp unfolded({x, state}, _state), do: {[x], state}

  def iterate(start_value, next_fun) when is_function(next_fun, 1) do
    unfold({:first, start_value}, fn
      {:first, x} -> {x, {:next, x}}
      {:next, x} -> next_fun.(x) |> then(&{&1, {:next, &1}})
    end)
  end

  def repeatedly(generator) when is_function(generator, 0), do: &repeat(generator, &1, &2)

  defp repeat(generator, {:suspend, acc}, fun), do: {:suspended, acc, &repeat(generator, &1, fun)}
  defp repeat(_generator, {:halt, acc}, _fun), do: {:halted, acc}
  defp repeat(generator, {:cont, acc}, fun), do: repeat(generator, fun.(generator.(), acc), fun)

  def duplicate(value, n) when is_integer(n) and n >= 0, do: take(repeatedly(fn -> value end), n)

  def from_index(fun_or_offset \\ 0)
  def from_index(offset) when is_integer(offset), do: iterate(offset, &(&1 + 1))
  def from_index(fun) when is_function(fun, 1), do: 0 |> iterate(&(&1 + 1)) |> map(fun)

  def cycle([]), do: raise(ArgumentError, "cannot cycle over an empty enumerable")

  def cycle(enumerable) do
    if Enum.empty?(enumerable), do: raise(ArgumentError, "cannot cycle over an empty enumerable")
    flat_map(repeatedly(fn -> nil end), fn _ -> enumerable end)
  end

  def interval(n) when is_integer(n) and n >= 0, do: unfold(0, fn i -> Process.sleep(n); {i, i + 1} end)
  def timer(n) when is_integer(n) and n >= 0, do: take(interval(n), 1)

  def chunk_every(enumerable, count), do: chunk_every(enumerable, count, count)

  def chunk_every(enumerable, count, step, leftover \\ []) when is_integer(count) and count > 0 and is_integer(step) and step > 0 do
    chunk_while(
      enumerable,
      {[], 0, 0},
      fn
        _x, {buffer, size, skip} when skip > 0 -> {:cont, {buffer, size, skip - 1}}
        x, {buffer, size, 0} when size + 1 == count -> full([x | buffer], count, step)
        x, {buffer, size, 0} -> {:cont, {[x | buffer], size + 1, 0}}
      end,
      &rest(&1, count, step, leftover)
    )
  end

  defp full(buffer, count, step) do
    chunk = :lists.reverse(buffer)
    kept = max(count - step, 0)
    {:cont, chunk, {Enum.take(buffer, kept), kept, max(step - count, 0)}}
  end

  defp rest({_buffer, 0, _skip} = state, _count, _step, _leftover), do: {:cont, state}
  defp rest(state, _count, _step, :discard), do: {:cont, state}

  defp rest({buffer, size, _skip} = state, count, step, leftover) do
    if size == count - step, do: {:cont, state}, else: {:cont, :lists.reverse(buffer, Enum.take(leftover, count - size)), state}
  end

  def chunk_by(enumerable, fun) when is_function(fun, 1) do
    chunk_while(
      enumerable,
      :none,
      fn
        x, :none -> {:cont, {[x], fun.(x)}}
        x, {buffer, value} -> fun.(x) |> then(&if(&1 == value, do: {:cont, {[x | buffer], value}}, else: {:cont, :lists.reverse(buffer), {[x], &1}}))
      end,
      fn
        :none -> {:cont, :none}
        {buffer, _} -> {:cont, :lists.reverse(buffer), :none}
      end
    )
  end

  def chunk_while(enumerable, acc, chunk_fun, after_fun) do
    transform(
      enumerable,
      fn -> acc end,
      fn x, acc ->
        case chunk_fun.(x, acc) do
          {:cont, chunk, acc} -> {[chunk], acc}
          {:cont, acc} -> {[], acc}
          {:halt, acc} -> {:halt, acc}
        end
      end,
      fn acc ->
        case after_fun.(acc) do
          {:cont, acc} -> {[], acc}
          {:cont, chunk, acc} -> {[chunk], acc}
        end
      end,
      fn _ -> :ok end
    )
  end

  def zip(enumerables), do: zip_with(enumerables, &List.to_tuple/1)
  def zip(left, right), do: zip_with([left, right], &List.to_tuple/1)
  def zip_with(left, right, fun) when is_function(fun, 2), do: zip_with([left, right], fn [a, b] -> fun.(a, b) end)

  def zip_with(enumerables, fun) when is_function(fun, 1) do
    resource(
      fn -> Enum.map(enumerables, fn e -> &Enumerable.reduce(e, &1, fn x, _ -> {:suspend, {:element, x}} end) end) end,
      fn nexts -> zipped(nexts, [], [], fun) end,
      fn nexts -> Enum.each(nexts, & &1.({:halt, nil})) end
    )
  end

  defp zipped([], [], [], _fun), do: {:halt, []}
  defp zipped([], values, nexts, fun), do: {[fun.(:lists.reverse(values))], :lists.reverse(nexts)}

  defp zipped([next | rest], values, nexts, fun) do
    case next.({:cont, nil}) do
      {:suspended, {:element, x}, next} -> zipped(rest, [x | values], [next | nexts], fun)
      {_, _} -> {:halt, :lists.reverse(nexts, rest)}
    end
  end

  def into(enumerable, collectable, transform \\ & &1) do
    fn acc, fun ->
      {initial, collector} = Collectable.into(collectable)
      stream = each(enumerable, fn _ -> :ok end)

      {tag, {acc, collected}} =
        Enumerable.reduce(stream, {:cont, {elem(acc, 1), initial}}, fn x, {acc, collected} ->
          {tag, acc} = fun.(x, acc)
          {tag, {acc, collector.(collected, {:cont, transform.(x)})}}
        end)

      collector.(collected, :done)
      {tag, acc}
    end
  end

  def run(stream) do
    Enum.each(stream, fn _ -> :ok end)
  end

  # A stream of a list that is made when it is first asked for.
  defp later(make), do: fn acc, fun -> Enumerable.List.reduce(make.(), acc, fun) end
end
