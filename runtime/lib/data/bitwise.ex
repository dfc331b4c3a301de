defmodule Bitwise do
  @moduledoc "Operations on the bits of integers. They are Erlang's, which guards may call too."

  @deprecated "import Bitwise instead"
  defmacro __using__(_opts) do
    quote do: import(Bitwise)
  end

  @doc "Each bit turned over."
  def bnot(expr), do: :erlang.bnot(expr)

  @doc "The bits that are set in both."
  def band(left, right), do: :erlang.band(left, right)

  @doc "The bits that are set in either."
  def bor(left, right), do: :erlang.bor(left, right)

  @doc "The bits that are set in one only."
  def bxor(left, right), do: :erlang.bxor(left, right)

  @doc "The bits moved to the left."
  def bsl(left, right), do: :erlang.bsl(left, right)

  @doc "The bits moved to the right."
  def bsr(left, right), do: :erlang.bsr(left, right)

  @doc "The bits that are set in both."
  def left &&& right, do: :erlang.band(left, right)

  @doc "The bits that are set in either."
  def left ||| right, do: :erlang.bor(left, right)

  @doc false
  def left ^^^ right, do: :erlang.bxor(left, right)

  @doc false
  def ~~~expr, do: :erlang.bnot(expr)

  @doc "The bits moved to the left."
  def left <<< right, do: :erlang.bsl(left, right)

  @doc "The bits moved to the right."
  def left >>> right, do: :erlang.bsr(left, right)
end
