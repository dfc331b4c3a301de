defmodule Float do
  @moduledoc "Functions on floats."

  @doc "Returns the base to the power of the exponent."
  def pow(base, exponent) when is_float(base) and is_number(exponent), do: :math.pow(base, exponent)

  @doc "Returns the smallest finite float."
  def min_finite, do: -1.7976931348623157e308

  @doc "Returns the largest finite float."
  def max_finite, do: 1.7976931348623157e308
  def to_string(float), do: :erlang.float_to_binary(float, [:short])
  def to_charlist(float), do: :erlang.float_to_list(float, [:short])

  @doc "Rounds a float to at most `precision` decimals. Ties are rounded away from zero."
  def round(float, precision \\ 0)
  def round(zero, 0) when zero == 0, do: zero
  def round(float, precision) when is_float(float) and precision in 0..15, do: :lab_float.round(float, precision)
  def round(float, precision) when is_float(float), do: raise(ArgumentError, invalid(precision))

  @doc """
  Returns the smallest float with at most `precision` decimals that is not less than `number`.
  """
  def ceil(number, precision \\ 0)
  def ceil(number, precision) when is_float(number) and precision in 0..15, do: :lab_float.ceil(number, precision)
  def ceil(number, precision) when is_float(number), do: raise(ArgumentError, invalid(precision))

  @doc """
  Returns the largest float with at most `precision` decimals that is not greater than `number`.
  """
  def floor(number, precision \\ 0)
  def floor(number, precision) when is_float(number) and precision in 0..15, do: :lab_float.floor(number, precision)
  def floor(number, precision) when is_float(number), do: raise(ArgumentError, invalid(precision))

  defp invalid(precision), do: "precision #{precision} is out of valid range of 0..15"

  @doc "Returns a float as the ratio of two integers."
  def ratio(float) when is_float(float), do: :lab_float.ratio(float)

  @doc "Parses a float at the start of a text. Returns `{float, rest}`, or `:error`."
  def parse(binary)
  def parse("-" <> unsigned = binary) when unsigned != "", do: :lab_float.parse(binary)
  def parse("+" <> unsigned = binary) when unsigned != "", do: :lab_float.parse(binary)
  def parse(binary), do: parse_unsigned(binary)

  defp parse_unsigned(binary) when is_binary(binary), do: :lab_float.parse(binary)

  # Deprecated names

  @doc false
  @deprecated "Use Float.to_charlist/1 instead"
  def to_char_list(float), do: to_charlist(float)

  @doc false
  @deprecated "Use :erlang.float_to_list/2 instead"
  def to_char_list(float, options), do: :erlang.float_to_list(float, options)

  @doc false
  @deprecated "Use :erlang.float_to_binary/2 instead"
  def to_string(float, options), do: :erlang.float_to_binary(float, options)
end
