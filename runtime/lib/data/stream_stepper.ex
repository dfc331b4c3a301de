defmodule Stream.Stepper do
  @moduledoc false

  # A stepper is what gives the next element of an enumerable. An enumerable may end with
  # several elements at once, which the stepper after that gives one by one.
  def new(enum) do
    fn command -> Enumerable.reduce(enum, command, fn x, _before -> {:suspend, [x]} end) end
  end

  # One step: {:element, x, stepper}, or :over.
  def step(next) do
    case next.({:cont, []}) do
      {:suspended, [x], next} -> {:element, x, next}
      {_end, [x | left]} -> {:element, x, fn _command -> {:done, left} end}
      {_end, []} -> :over
    end
  end

  # The stepper of an enumerable that has no more elements.
  def ended(_command), do: {:done, []}

  # No more elements are wanted of any of them.
  def halt_all(steppers), do: Enum.each(steppers, fn next -> next.({:halt, []}) end)
end
