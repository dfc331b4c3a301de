defmodule Stream.Transform do
  @moduledoc false

  # Continues Stream.transform/5 after a command of its consumer. The position is {acc, next}: the
  # accumulator, and the stepper (Stream.Stepper) of the enumerable or :over. The parameters are
  # {reducer, last_fun, after_fun, fun}, where fun is the consumer's.

  alias Stream.Stepper

  def advance({_acc, _next} = at, {:suspend, out}, t) do
    {:suspended, out, fn command -> advance(at, command, t) end}
  end

  def advance(at, {:halt, out}, t) do
    close(at, t)
    {:halted, out}
  end

  def advance({acc, :over}, {:cont, out}, {_reducer, _last, after_fun, _fun}) do
    after_fun.(acc)
    {:done, out}
  end

  def advance({acc, next} = at, {:cont, out} = command, {reducer, last_fun, _after, _fun} = t) do
    case guarded({acc, &Stepper.ended/1}, t, fn -> Stepper.step(next) end) do
      {:element, x, next} ->
        at = {acc, next}

        case guarded(at, t, fn -> reducer.(x, acc) end) do
          {:halt, acc} -> advance({acc, next}, {:halt, out}, t)
          {:last, acc} ->
            next.({:halt, []})
            last(acc, command, last_fun, t)

          {inner, acc} -> emit(inner, {acc, next}, command, t)
        end

      :over when last_fun == nil -> advance(put_elem(at, 1, :over), command, t)
      :over -> last(acc, command, last_fun, t)
    end
  end

  defp last(acc, {:cont, out} = command, last_fun, t) do
    case guarded({acc, :over}, t, fn -> last_fun.(acc) end) do
      {:halt, acc} -> advance({acc, :over}, {:halt, out}, t)
      {inner, acc} -> emit(inner, {acc, :over}, command, t)
    end
  end

  defp emit([], at, command, t), do: advance(at, command, t)
  defp emit(_inner, at, {:halt, _out} = command, t), do: advance(at, command, t)

  defp emit(inner, at, {:suspend, out}, t) do
    {:suspended, out, fn command -> emit(inner, at, command, t) end}
  end

  defp emit([x | inner], at, {:cont, out}, {_reducer, _last, _after, fun} = t) do
    emit(inner, at, guarded(at, t, fn -> fun.(x, out) end), t)
  end

  # The accumulator of the inner enumerable is the consumer's last result, so that the end of the
  # enumerable can be told from a halt.
  defp emit(inner, at, {:cont, out}, {_reducer, _last, _after, fun} = t) do
    step = fn x, {_tag, out} ->
      {tag, out} = fun.(x, out)
      {tag, {tag, out}}
    end

    emit_rest(fn command -> Enumerable.reduce(inner, command, step) end, at, {:cont, out}, t)
  end

  defp emit_rest(inner, at, {tag, out}, t) do
    case guarded(at, t, fn -> inner.({tag, {tag, out}}) end) do
      {:suspended, {_tag, out}, inner} ->
        {:suspended, out, fn command -> emit_rest(inner, at, command, t) end}

      {_end, command} ->
        advance(at, command, t)
    end
  end

  defp close({acc, next}, {_reducer, _last, after_fun, _fun}) do
    if next != :over, do: next.({:halt, []})
    after_fun.(acc)
  end

  defp guarded(at, t, fun) do
    try do
      fun.()
    catch
      kind, reason ->
        close(at, t)
        :erlang.raise(kind, reason, __STACKTRACE__)
    end
  end
end
