defmodule Stream.Stepper do
  @moduledoc false

  # A stepper is a function that returns the next element of an enumerable. If the enumerable ends
  # with several elements at once, the next stepper returns them one by one.
  def new(enum) do
    fn command -> Enumerable.reduce(enum, command, fn x, _before -> {:suspend, [x]} end) end
  end

  # Returns {:element, x, stepper} or :over.
  def step(next) do
    case next.({:cont, []}) do
      {:suspended, [x], next} -> {:element, x, next}
      {_end, [x | left]} -> {:element, x, fn _command -> {:done, left} end}
      {_end, []} -> :over
    end
  end

  # This is the stepper of an exhausted enumerable.
  def ended(_command), do: {:done, []}

  # Halts all steppers.
  def halt_all(steppers), do: Enum.each(steppers, fn next -> next.({:halt, []}) end)
end
