defmodule Bitwise do
  @moduledoc "Operations on the bits of integers. They are functions of Erlang and allowed in guards."

  @deprecated "import Bitwise instead"
  defmacro __using__(_opts) do
    quote do: import(Bitwise)
  end

  @doc "Inverts each bit."
  def bnot(expr), do: :erlang.bnot(expr)

  @doc "Returns the bits that are set in both integers."
  def band(left, right), do: :erlang.band(left, right)

  @doc "Returns the bits that are set in either integer."
  def bor(left, right), do: :erlang.bor(left, right)

  @doc "Returns the bits that are set in exactly one of the integers."
  def bxor(left, right), do: :erlang.bxor(left, right)

  @doc """
  Shifts the bits of the first integer to the left. The second integer is the number of bits.
  """
  def bsl(left, right), do: :erlang.bsl(left, right)

  @doc """
  Shifts the bits of the first integer to the right. The second integer is the number of bits.
  """
  def bsr(left, right), do: :erlang.bsr(left, right)

  @doc "Returns the bits that are set in both integers."
  def left &&& right, do: :erlang.band(left, right)

  @doc "Returns the bits that are set in either integer."
  def left ||| right, do: :erlang.bor(left, right)

  @doc false
  def left ^^^ right, do: :erlang.bxor(left, right)

  @doc false
  def ~~~expr, do: :erlang.bnot(expr)

  @doc """
  Shifts the bits of the first integer to the left. The second integer is the number of bits.
  """
  def left <<< right, do: :erlang.bsl(left, right)

  @doc """
  Shifts the bits of the first integer to the right. The second integer is the number of bits.
  """
  def left >>> right, do: :erlang.bsr(left, right)
end
