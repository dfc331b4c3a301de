defmodule Bitwise do
  @moduledoc "Operations on the bits of integers."

  defmacro __using__(_opts) do
    quote do: import(Bitwise)
  end

  @doc "Each bit turned over."
  defguard bnot(expr) when :erlang.bnot(expr)

  @doc "The bits that are set in both."
  defguard band(left, right) when :erlang.band(left, right)

  @doc "The bits that are set in either."
  defguard bor(left, right) when :erlang.bor(left, right)

  @doc "The bits that are set in one only."
  defguard bxor(left, right) when :erlang.bxor(left, right)

  @doc "The bits moved to the left."
  defguard bsl(left, right) when :erlang.bsl(left, right)

  @doc "The bits moved to the right."
  defguard bsr(left, right) when :erlang.bsr(left, right)
  defguard left &&& right when :erlang.band(left, right)
  defguard left ||| right when :erlang.bor(left, right)
  defguard left ^^^ right when :erlang.bxor(left, right)
  defguard left <<< right when :erlang.bsl(left, right)
  defguard left >>> right when :erlang.bsr(left, right)
end
