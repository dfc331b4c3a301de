defmodule Stream.Stepper do
  @moduledoc false

  # A stepper is what gives the next element of an enumerable: called with
  # {:cont, :none} it answers {:suspended, {:some, x}, stepper}, or that it is
  # :done or :halted, with {:some, x} if an element came with the end.
  def new(enum) do
    fn command -> Enumerable.reduce(enum, command, fn x, _none -> {:suspend, {:some, x}} end) end
  end

  # The stepper of an enumerable that has no more elements.
  def ended(_command), do: {:done, :none}

  # No more elements are wanted of any of them.
  def halt_all(steppers), do: Enum.each(steppers, fn next -> next.({:halt, :none}) end)
end
