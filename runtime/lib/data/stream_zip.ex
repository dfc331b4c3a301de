defmodule Stream.Zip do
  @moduledoc false

  # Continues Stream.zip_with/2 after a command of its consumer. The steppers (Stream.Stepper) of
  # all enumerables advance together.

  alias Stream.Stepper

  def step(steppers, {:suspend, out}, fun, zip_fun) do
    {:suspended, out, fn command -> step(steppers, command, fun, zip_fun) end}
  end

  def step(steppers, {:halt, out}, _fun, _zip_fun) do
    Stepper.halt_all(steppers)
    {:halted, out}
  end

  def step(steppers, {:cont, out}, fun, zip_fun) do
    case next(steppers, [], []) do
      :over ->
        {:done, out}

      {elements, steppers} ->
        command =
          try do
            fun.(zip_fun.(elements), out)
          catch
            kind, reason ->
              Stepper.halt_all(steppers)
              :erlang.raise(kind, reason, __STACKTRACE__)
          end

        step(steppers, command, fun, zip_fun)
    end
  end

  defp next([], elements, stepped), do: {:lists.reverse(elements), :lists.reverse(stepped)}

  defp next([next | rest], elements, stepped) do
    answer =
      try do
        Stepper.step(next)
      catch
        kind, reason ->
          halt_after_error(:lists.reverse(stepped, rest))
          :erlang.raise(kind, reason, __STACKTRACE__)
      end

    case answer do
      {:element, x, next} ->
        next(rest, [x | elements], [next | stepped])

      :over ->
        Stepper.halt_all(:lists.reverse(stepped, rest))
        :over
    end
  end

  # A stepper that fails to halt must not hide the first error.
  defp halt_after_error(steppers) do
    Stepper.halt_all(steppers)
  catch
    _, _ -> :ok
  end
end
