defmodule Stream do
  @moduledoc "Lazy enumerables: operations on the elements are performed when the stream is run."

  @type element :: any
  @type acc :: any
  @type default :: any
  @type index :: non_neg_integer
  @type timer :: non_neg_integer | :infinity

  defstruct enum: nil, funs: [], accs: [], done: nil

  # A lazy stream holds an enumerable and the steps for its elements in funs, last step first. A
  # step is a function from the next reducer to a reducer. A step with its own state (initial
  # value in accs, nil for the others) gets {own, inner}, where inner is the accumulator of the
  # later steps.

  @doc "Emits chunks of successive elements for which the function returns the same value."
  def chunk_by(enum, fun) when is_function(fun, 1) do
    chunk_while(
      enum,
      nil,
      fn
        x, nil -> {:cont, {fun.(x), [x]}}
        x, {key, chunk} ->
          case fun.(x) do
            ^key -> {:cont, {key, [x | chunk]}}
            other -> {:cont, :lists.reverse(chunk), {other, [x]}}
          end
      end,
      fn
        nil -> {:cont, nil}
        {_key, chunk} -> {:cont, :lists.reverse(chunk), nil}
      end
    )
  end

  @doc "Emits chunks of `count` elements."
  def chunk_every(enum, count), do: chunk_every(enum, count, count, [])

  @doc """
  Emits chunks of `count` elements that start `step` elements apart. `leftover` fills up the last
  chunk. With `:discard`, an incomplete last chunk is dropped.
  """
  def chunk_every(enum, count, step, leftover \\ [])
      when is_integer(count) and count > 0 and is_integer(step) and step > 0 do
    chunk_while(enum, {[], 0}, &chunk_element(&1, &2, count, step), &chunk_rest(&1, count, leftover))
  end

  # The buffer holds the newest elements first. size counts them, and is negative while elements
  # between two chunks are skipped.
  defp chunk_element(_x, {[], size}, _count, _step) when size < 0, do: {:cont, {[], size + 1}}

  defp chunk_element(x, {buffer, size}, count, step) when size + 1 == count do
    buffer = [x | buffer]
    chunk = :lists.reverse(buffer)
    kept = if step < count, do: Enum.take(buffer, count - step), else: []
    {:cont, chunk, {kept, count - step}}
  end

  defp chunk_element(x, {buffer, size}, _count, _step), do: {:cont, {[x | buffer], size + 1}}

  defp chunk_rest({[], _size}, _count, _leftover), do: {:cont, []}
  defp chunk_rest(_state, _count, :discard), do: {:cont, []}

  defp chunk_rest({buffer, size}, count, leftover) do
    {:cont, :lists.reverse(buffer, Enum.take(leftover, count - size)), []}
  end

  @doc "Emits the chunks that `chunk_fun` returns. `after_fun` can return a last chunk."
  def chunk_while(enum, acc, chunk_fun, after_fun)
      when is_function(chunk_fun, 2) and is_function(after_fun, 1) do
    to_end(enum, chunk_fun, transform_to_last(
      enum,
      fn -> acc end,
      fn x, acc ->
        case chunk_fun.(x, acc) do
          {:cont, chunk, acc} -> {[chunk], acc}
          {:cont, acc} -> {[], acc}
          {:halt, acc} -> {:last, acc}
        end
      end,
      fn acc ->
        case after_fun.(acc) do
          {:cont, chunk, acc} -> {[chunk], acc}
          {:cont, acc} -> {[], acc}
        end
      end,
      fn _acc -> :ok end
    ))
  end

  @doc "Drops elements that equal the element before."
  def dedup(enum), do: dedup_by(enum, fn x -> x end)

  @doc "Drops elements for which the function returns the same value as for the element before."
  def dedup_by(enum, fun) when is_function(fun, 1) do
    with_state(enum, :none, fn next ->
      fn x, {last, inner} ->
        case {:key, fun.(x)} do
          ^last -> {:cont, {last, inner}}
          key -> keep(next.(x, inner), key)
        end
      end
    end)
  end

  @doc "Drops the first `n` elements, or the last elements if `n` is negative."
  def drop(enum, n) when is_integer(n) and n >= 0 do
    with_state(enum, n, fn next ->
      fn
        x, {0, inner} -> keep(next.(x, inner), 0)
        _x, {left, inner} -> {:cont, {left - 1, inner}}
      end
    end)
  end

  def drop(enum, n) when is_integer(n) and n < 0 do
    size = -n

    # A queue holds the newest elements. An element leaves the queue after `size` newer elements
    # have arrived.
    step = fn
      x, {count, back, front} when count < size -> {[], {count + 1, [x | back], front}}
      x, {count, back, [out | front]} -> {[out], {count, [x | back], front}}
      x, {count, back, []} ->
        [out | front] = :lists.reverse(back)
        {[out], {count, [x], front}}
    end

    to_end(enum, step, transform(enum, {0, [], []}, step))
  end

  @doc "Drops every `nth` element, starting with the first."
  def drop_every(enum, nth)
  def drop_every(enum, nth) when nth === 0 or enum == [], do: %Stream{enum: enum}

  def drop_every(enum, nth) when is_integer(nth) and nth > 0 do
    every(enum, nth, fn _x, inner, _next -> {:cont, inner} end, fn x, inner, next -> next.(x, inner) end)
  end

  @doc "Drops elements as long as the function returns a truthy value."
  def drop_while(enum, fun) when is_function(fun, 1) do
    with_state(enum, true, fn next ->
      fn x, {dropping, inner} ->
        if dropping && fun.(x), do: {:cont, {true, inner}}, else: keep(next.(x, inner), false)
      end
    end)
  end

  @doc "Returns a stream of `n` times the value."
  def duplicate(value, n) when is_integer(n) and n >= 0 do
    unfold(n, &if(&1 > 0, do: {value, &1 - 1}))
  end

  @doc "Calls the function with each element and passes the element on."
  def each(enum, fun) when is_function(fun, 1) do
    stateless(enum, fn next ->
      fn x, state ->
        fun.(x)
        next.(x, state)
      end
    end)
  end

  @doc "Emits the elements of the enumerables that the function returns."
  def flat_map(enum, mapper) when is_function(mapper, 1) do
    transform(enum, nil, fn x, nil -> {mapper.(x), nil} end)
  end

  @doc "Keeps elements for which the function returns a truthy value."
  def filter(enum, fun) when is_function(fun, 1) do
    stateless(enum, fn next ->
      fn x, state -> if fun.(x), do: next.(x, state), else: {:cont, state} end
    end)
  end

  @doc "Emits a number every `n` milliseconds, from 0."
  def interval(n) when n == :infinity or (is_integer(n) and n >= 0) do
    unfold(0, fn number -> with :ok <- Process.sleep(n), do: {number, number + 1} end)
  end

  @doc "Stores each element in the collectable and passes it on."
  def into(enum, collectable, transform \\ fn x -> x end) when is_function(transform, 1) do
    fn command, fun ->
      {start, collect} = Collectable.into(collectable)

      step = fn x, {collected, out} ->
        collected = collect.(collected, {:cont, transform.(x)})
        {tag, out} = fun.(x, out)
        {tag, {collected, out}}
      end

      fill(&Enumerable.reduce(enum, &1, step), start, command, collect)
    end
  end

  # If the consumer halts, the collected elements are kept. They are dropped only on a failure.
  defp fill(next, collected, {tag, out}, collect) do
    answer =
      try do
        next.({tag, {collected, out}})
      catch
        kind, reason ->
          collect.(collected, :halt)
          :erlang.raise(kind, reason, __STACKTRACE__)
      end

    case answer do
      {:suspended, {collected, out}, next} ->
        {:suspended, out, fn command -> fill(next, collected, command, collect) end}

      {ended, {collected, out}} ->
        collect.(collected, :done)
        {ended, out}
    end
  end

  @doc "Emits the result of the function for each element."
  def map(enum, fun) when is_function(fun, 1) do
    stateless(enum, fn next -> fn x, state -> next.(fun.(x), state) end end)
  end

  @doc "Calls the function with every `nth` element, starting with the first, and emits the results."
  def map_every(enum, nth, fun)
  def map_every(enum, 1, fun), do: map(enum, fun)
  def map_every(enum, 0, _fun), do: %Stream{enum: enum}
  def map_every([], nth, fun) when is_integer(nth) and nth > 0 and is_function(fun, 1), do: %Stream{enum: []}

  def map_every(enum, nth, fun) when is_integer(nth) and nth >= 0 and is_function(fun, 1) do
    every(enum, nth, fn x, inner, next -> next.(fun.(x), inner) end, fn x, inner, next -> next.(x, inner) end)
  end

  @doc "Drops elements for which the function returns a truthy value."
  def reject(enum, fun) when is_function(fun, 1) do
    stateless(enum, fn next ->
      fn x, state -> if fun.(x), do: {:cont, state}, else: next.(x, state) end
    end)
  end

  @doc "Runs the stream for its side effects."
  def run(stream) do
    _ = Enumerable.reduce(stream, {:cont, nil}, fn _x, _acc -> {:cont, nil} end)
    :ok
  end

  @doc """
  Emits the first element. Then emits the result of the function for each later element and the
  previous result.
  """
  def scan(enum, fun) when is_function(fun, 2) do
    scan_with(enum, :none, fun)
  end

  @doc """
  Emits the result of the function for each element and the previous result, which is `acc` at
  first.
  """
  def scan(enum, acc, fun) when is_function(fun, 2) do
    scan_with(enum, {:last, acc}, fun)
  end

  defp scan_with(enum, start, fun) do
    with_state(enum, start, fn next ->
      fn x, {last, inner} ->
        value =
          case last do
            :none -> x
            {:last, acc} -> fun.(x, acc)
          end

        keep(next.(value, inner), {:last, value})
      end
    end)
  end

  @doc "Emits the first `n` elements, or the last elements if `n` is negative."
  def take(enum, count)
  def take(_enum, 0), do: %Stream{enum: []}
  def take([], n) when is_integer(n), do: %Stream{enum: []}

  def take(enum, n) when is_integer(n) and n > 0 do
    with_state(enum, n, fn next ->
      fn
        _x, {0, inner} -> {:halt, {0, inner}}
        x, {1, inner} ->
          {_tag, inner} = next.(x, inner)
          {:halt, {0, inner}}

        x, {left, inner} -> keep(next.(x, inner), left - 1)
      end
    end)
  end

  def take(enum, n) when is_integer(n) and n < 0 do
    fn command, fun -> Enumerable.reduce(Enum.take(enum, n), command, fun) end
  end

  @doc "Emits every `nth` element, starting with the first."
  def take_every(enum, nth)
  def take_every(_enum, 0), do: %Stream{enum: []}
  def take_every([], nth) when is_integer(nth) and nth > 0, do: %Stream{enum: []}

  def take_every(enum, nth) when is_integer(nth) and nth > 0 do
    every(enum, nth, fn x, inner, next -> next.(x, inner) end, fn _x, inner, _next -> {:cont, inner} end)
  end

  @doc "Emits elements as long as the function returns a truthy value."
  def take_while(enum, fun) when is_function(fun, 1) do
    stateless(enum, fn next ->
      fn x, state -> if fun.(x), do: next.(x, state), else: {:halt, state} end
    end)
  end

  @doc "Emits a single 0 after `n` milliseconds."
  def timer(n) when is_integer(n) and n >= 0 or n == :infinity, do: take(interval(n), 1)

  @doc "Drops elements that occurred before."
  def uniq(enum), do: uniq_by(enum, fn x -> x end)

  @doc "Drops elements for which the function returns a value that it returned before."
  def uniq_by(enum, fun) when is_function(fun, 1) do
    with_state(enum, %{}, fn next ->
      fn x, {seen, inner} ->
        key = fun.(x)
        case seen do
          %{^key => _} -> {:cont, {seen, inner}}
          _ -> keep(next.(x, inner), Map.put(seen, key, []))
        end
      end
    end)
  end

  @doc "Emits each element with its index, counted from `offset`, or the result of a function of both."
  def with_index(enum, fun_or_offset \\ 0)

  def with_index(enum, offset) when is_integer(offset) do
    with_state(enum, offset, fn next ->
      fn x, {i, inner} -> keep(next.({x, i}, inner), i + 1) end
    end)
  end

  def with_index(enum, fun) when is_function(fun, 2) do
    with_state(enum, 0, fn next ->
      fn x, {i, inner} -> keep(next.(fun.(x, i), inner), i + 1) end
    end)
  end

  # Steps

  # accs holds the start values of the steps with a state.
  defp stateless(enum, step), do: add_step(enum, step, [])
  defp with_state(enum, start, step), do: add_step(enum, step, [start])

  defp add_step(%Stream{done: nil, funs: funs, accs: accs} = stream, step, start) do
    %Stream{stream | funs: [step | funs], accs: start ++ accs}
  end

  defp add_step(enum, step, start), do: %Stream{enum: enum, funs: [step], accs: start}

  # Returns a stream that also emits at the end of enum. The function `done` reduces it.
  defp to_end(%Stream{done: nil, funs: funs} = stream, step, done), do: %Stream{stream | funs: [step | funs], done: done}
  defp to_end(enum, step, done), do: %Stream{enum: enum, funs: [step], done: done}

  defp keep({tag, inner}, own), do: {tag, {own, inner}}

  # own counts down to the next selected element.
  defp every(enum, nth, meant, other) do
    with_state(enum, 1, fn next ->
      fn
        x, {1, inner} -> keep(meant.(x, inner, next), nth)
        x, {left, inner} -> keep(other.(x, inner, next), left - 1)
      end
    end)
  end

  # Sources

  @doc "Concatenates several enumerables."
  def concat(enumerables), do: flat_map(enumerables, fn x -> x end)

  @doc "Concatenates two enumerables."
  def concat(first, second), do: flat_map([first, second], fn x -> x end)

  @doc "Repeats the elements of an enumerable forever."
  def cycle(enumerable)
  def cycle([]), do: raise(ArgumentError, "cannot cycle over an empty enumerable")

  def cycle(enumerable) do
    fn command, fun -> cycle_round(enumerable, command, fun) end
  end

  defp cycle_round(enum, command, fun) do
    step = fn x, {_seen, out} ->
      {tag, out} = fun.(x, out)
      {tag, {tag, out}}
    end

    cycle_result(Enumerable.reduce(enum, mark(command, :empty), step), enum, fun)
  end

  defp cycle_result({:suspended, {_tag, out}, k}, enum, fun) do
    {:suspended, out, fn {tag, out} -> cycle_result(k.({tag, {tag, out}}), enum, fun) end}
  end

  defp cycle_result({:done, {:empty, _out}}, _enum, _fun) do
    raise ArgumentError, "cannot cycle over an empty enumerable"
  end

  defp cycle_result({_end, {:halt, out}}, _enum, _fun), do: {:halted, out}
  defp cycle_result({_end, {:empty, out}}, _enum, _fun), do: {:halted, out}
  defp cycle_result({_end, {tag, out}}, enum, fun), do: cycle_round(enum, {tag, out}, fun)

  defp mark({tag, out}, mark), do: {tag, {mark, out}}

  @doc "Emits the results of the function for 0, 1, 2..., or the integers from an offset on."
  def from_index(fun_or_offset \\ 0)
  def from_index(offset) when is_integer(offset), do: unfold(offset, fn i -> {i, i + 1} end)
  def from_index(fun) when is_function(fun), do: unfold(0, fn i -> {fun.(i), i + 1} end)

  @doc """
  Emits the start value, and then again and again the result of the function for the previous
  value.
  """
  def iterate(start_value, next_fun) when is_function(next_fun, 1) do
    unfold({:first, start_value}, fn
      {:first, value} -> {value, {:next, value}}
      {:next, value} ->
        value = next_fun.(value)
        {value, {:next, value}}
    end)
  end

  @doc "Emits the results of repeated calls of the function."
  def repeatedly(generator_fun) when is_function(generator_fun, 0) do
    &repeat(generator_fun, &1, &2)
  end

  defp repeat(generator_fun, {:cont, acc}, fun), do: repeat(generator_fun, fun.(generator_fun.(), acc), fun)
  defp repeat(generator_fun, {:suspend, acc}, fun), do: {:suspended, acc, &repeat(generator_fun, &1, fun)}
  defp repeat(_generator_fun, {:halt, acc}, _fun), do: {:halted, acc}

  @doc "Opens a resource with `start_fun`, emits the elements that `next_fun` returns, and closes the resource with `after_fun`."
  def resource(start_fun, next_fun, after_fun)
      when is_function(start_fun, 0) and is_function(next_fun, 1) and is_function(after_fun, 1) do
    transform(repeatedly(fn -> nil end), start_fun, fn nil, acc -> next_fun.(acc) end, after_fun)
  end

  @doc "Emits values that the function returns with a new accumulator, until it returns nil."
  def unfold(next_acc, next_fun) when is_function(next_fun, 1) do
    fn command, fun -> unfold_step(next_acc, next_fun, command, fun) end
  end

  defp unfold_step(acc, next_fun, {:cont, out}, fun) do
    case next_fun.(acc) do
      nil -> {:done, out}
      {value, acc} -> unfold_step(acc, next_fun, fun.(value, out), fun)
    end
  end

  defp unfold_step(acc, next_fun, {:suspend, out}, fun) do
    {:suspended, out, fn command -> unfold_step(acc, next_fun, command, fun) end}
  end

  defp unfold_step(_acc, _next_fun, {:halt, out}, _fun), do: {:halted, out}

  @doc "Emits `intersperse_element` between the elements."
  def intersperse(enumerable, intersperse_element) do
    transform(enumerable, :first, fn
      x, :first -> {[x], :rest}
      x, :rest -> {[intersperse_element, x], :rest}
    end)
  end

  # Transformation

  @doc "Emits the elements of the enumerables that the reducer returns with a new accumulator."
  def transform(enum, acc, reducer) when is_function(reducer, 2) do
    transform_to_last(enum, fn -> acc end, reducer, nil, fn _acc -> :ok end)
  end

  @doc """
  Transforms like `transform/3`, with an accumulator from `start_fun`. `after_fun` gets the
  accumulator when the stream ends.
  """
  def transform(enum, start_fun, reducer, after_fun)
      when is_function(start_fun, 0) and is_function(reducer, 2) and is_function(after_fun, 1) do
    transform_to_last(enum, start_fun, reducer, nil, after_fun)
  end

  @doc "Transforms like `transform/4`. `last_fun` can emit more elements after the last element."
  def transform(enum, start_fun, reducer, last_fun, after_fun)
      when is_function(start_fun, 0) and is_function(reducer, 2) and is_function(last_fun, 1) and
             is_function(after_fun, 1) do
    transform_to_last(enum, start_fun, reducer, last_fun, after_fun)
  end

  defp transform_to_last(enum, start_fun, reducer, last_fun, after_fun) do
    fn command, fun ->
      acc = start_fun.()
      Stream.Transform.advance({acc, Stream.Stepper.new(enum)}, command, {reducer, last_fun, after_fun, fun})
    end
  end

  # Zipping

  @doc "Emits tuples of the elements at the same index, until one enumerable ends."
  def zip(enumerables), do: zip_with(enumerables, &:erlang.list_to_tuple/1)

  @doc "Emits pairs of the elements at the same index."
  def zip(enumerable1, enumerable2), do: zip_with(enumerable1, enumerable2, fn x, y -> {x, y} end)

  @doc "Emits the results of the function for lists of the elements at the same index."
  def zip_with(enumerables, zip_fun) when is_function(zip_fun, 1) do
    fn command, fun ->
      steppers = Enum.map(enumerables, &Stream.Stepper.new/1)
      if steppers == [], do: {:done, elem(command, 1)}, else: Stream.Zip.step(steppers, command, fun, zip_fun)
    end
  end

  @doc "Emits the results of the function for the elements at the same index of both."
  def zip_with(enumerable1, enumerable2, zip_fun) when is_function(zip_fun, 2) do
    zip_with([enumerable1, enumerable2], &apply(zip_fun, &1))
  end

  # Evaluation

  @doc false
  def reduce(%Stream{enum: enum, funs: funs, accs: accs, done: nil}, {tag, out}, fun) do
    # The last step of funs sees an element first.
    step = Enum.reduce(funs, fun, fn step, next -> step.(next) end)
    state = Enum.reduce(accs, out, fn start, inner -> {start, inner} end)
    result(Enumerable.reduce(enum, {tag, state}, step), length(accs))
  end

  def reduce(%Stream{done: done}, command, fun), do: done.(command, fun)

  defp result({:suspended, state, k}, depth) do
    {:suspended, inner(state, depth),
     fn {tag, out} -> result(k.({tag, put_inner(state, depth, out)}), depth) end}
  end

  defp result({ending, state}, depth), do: {ending, inner(state, depth)}

  defp inner(state, 0), do: state
  defp inner({_own, inner}, depth), do: inner(inner, depth - 1)

  defp put_inner(_state, 0, out), do: out
  defp put_inner({own, inner}, depth, out), do: {own, put_inner(inner, depth - 1, out)}

  # Deprecated names

  @doc false
  @deprecated "Use Stream.chunk_every/2 instead"
  def chunk(enum, count), do: chunk(enum, count, count, nil)

  @doc false
  @deprecated "Use Stream.chunk_every/3 instead"
  def chunk(enum, count, step), do: chunk(enum, count, step, nil)

  @doc false
  @deprecated "Use Stream.chunk_every/4 instead"
  def chunk(enum, count, step, leftover), do: chunk_every(enum, count, step, leftover || :discard)

  @doc false
  @deprecated "Use Stream.filter/2 + Stream.map/2 instead"
  def filter_map(enum, filter, mapper), do: enum |> filter(filter) |> map(mapper)

  @doc false
  @deprecated "Use Stream.uniq_by/2 instead"
  def uniq(enum, fun), do: uniq_by(enum, fun)
end

defimpl Enumerable, for: Stream do
  def count(_stream), do: {:error, __MODULE__}
  def member?(_stream, _value), do: {:error, __MODULE__}
  def slice(_stream), do: {:error, __MODULE__}
  def reduce(stream, command, fun), do: Stream.reduce(stream, command, fun)
end

defimpl Inspect, for: Stream do
  import Inspect.Algebra

  def inspect(%{enum: enum, funs: funs}, opts) do
    concat(["#Stream<", to_doc([enum: enum, funs: :lists.reverse(funs)], opts), ">"])
  end
end
