defmodule Integer do
  @moduledoc "Functions on integers."

  @doc "Returns whether the integer is odd. Allowed in guards."
  defguard is_odd(integer) when is_integer(integer) and :erlang.band(integer, 1) == 1

  @doc "Returns whether the integer is even. Allowed in guards."
  defguard is_even(integer) when is_integer(integer) and :erlang.band(integer, 1) == 0

  @doc "Returns the base to the power of the exponent."
  def pow(base, exponent) when is_integer(base) and is_integer(exponent) do
    if exponent < 0, do: :erlang.error(:badarith, [base, exponent])
    power(base, exponent)
  end

  defp power(_base, 0), do: 1
  defp power(base, 1), do: base
  defp power(base, e) when rem(e, 2) == 0, do: power(base * base, div(e, 2))
  defp power(base, e), do: base * power(base * base, div(e, 2))

  @doc "Returns the remainder of a division, with the sign of the divisor."
  def mod(dividend, divisor) do
    remainder = rem(dividend, divisor)
    if remainder != 0 and remainder < 0 != divisor < 0, do: remainder + divisor, else: remainder
  end

  @doc "Returns the quotient of a division, rounded down."
  def floor_div(dividend, divisor) do
    if dividend < 0 != divisor < 0 and rem(dividend, divisor) != 0, do: div(dividend, divisor) - 1, else: div(dividend, divisor)
  end

  @doc "Returns the quotient of a division, rounded up."
  def ceil_div(dividend, divisor), do: -floor_div(-dividend, divisor)

  @doc "Returns the digits of an integer in a base."
  def digits(integer, base \\ 10)

  def digits(integer, base) when is_integer(integer) and is_integer(base) and base >= 2 do
    if integer < 0, do: Enum.map(:lab_integer.digits(-integer, base), &-/1), else: :lab_integer.digits(integer, base)
  end

  @doc "Returns the integer with the given digits in a base."
  def undigits(digits, base \\ 10) when is_list(digits) and is_integer(base) and base >= 2 do
    :lab_integer.undigits(digits, base) || undigits(digits, base, 0)
  end

  # Raises for an invalid digit. The native leaves large digits and large integers to this
  # function.
  defp undigits([], _base, acc), do: acc

  defp undigits([digit | _], base, _acc) when is_integer(digit) and digit >= base do
    raise ArgumentError, "invalid digit #{digit} in base #{base}"
  end

  defp undigits([digit | rest], base, acc) when is_integer(digit), do: undigits(rest, base, acc * base + digit)

  @doc "Parses an integer at the start of a text. Returns `{integer, rest}`, or `:error`."
  def parse(binary, base \\ 10)

  def parse(_binary, base) when not (is_integer(base) and (base >= 2 and base <= 36)) do
    raise ArgumentError, "invalid base #{inspect(base)}"
  end

  def parse(binary, base) when is_binary(binary), do: :lab_integer.parse(binary, base)

  @doc "Returns the text of an integer in a base."
  def to_string(integer, base \\ 10), do: :erlang.integer_to_binary(integer, base)

  @doc "Returns the text of an integer as a charlist."
  def to_charlist(integer, base \\ 10), do: :erlang.integer_to_list(integer, base)

  @doc "Returns the greatest common divisor."
  def gcd(integer1, integer2)
  def gcd(a, b) when is_integer(a) and is_integer(b), do: euclid(abs(a), abs(b))

  defp euclid(a, 0), do: a
  defp euclid(a, b), do: euclid(b, rem(a, b))

  @doc "Returns `{gcd, m, n}`. `gcd` is the greatest common divisor, and equals `m * a + n * b`."
  def extended_gcd(a, b)
  def extended_gcd(0, 0), do: {0, 0, 0}
  def extended_gcd(0, b), do: {b, 0, 1}
  def extended_gcd(a, 0), do: {a, 1, 0}
  def extended_gcd(a, b) when is_integer(a) and is_integer(b), do: bezout(b, a, 0, 1, 1, 0)

  defp bezout(0, r, _s, s0, _t, t0) when r < 0, do: {-r, -s0, -t0}
  defp bezout(0, r, _s, s0, _t, t0), do: {r, s0, t0}

  defp bezout(r1, r0, s1, s0, t1, t0) do
    q = div(r0, r1)
    bezout(r0 - q * r1, r1, s0 - q * s1, s1, t0 - q * t1, t1)
  end

  # Deprecated names

  @doc false
  @deprecated "Use Integer.to_charlist/1 instead"
  def to_char_list(integer), do: to_charlist(integer)

  @doc false
  @deprecated "Use Integer.to_charlist/2 instead"
  def to_char_list(integer, base), do: to_charlist(integer, base)
end
