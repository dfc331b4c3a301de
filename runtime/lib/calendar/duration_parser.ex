defmodule Duration.Parser do
  @moduledoc false

  @dates [year: "Y", month: "M", week: "W", day: "D"]
  @times [hour: "H", minute: "M", second: "S"]

  # Returns {:ok, pairs} with the last unit first.
  def parse("-P" <> rest), do: with({:ok, pairs} <- read(rest), do: {:ok, Enum.map(pairs, &negated/1)})
  def parse("+P" <> rest), do: read(rest)
  def parse("P" <> rest), do: read(rest)
  def parse(_text), do: {:error, :invalid_duration}

  defp negated({:microsecond, {value, precision}}), do: {:microsecond, {-value, precision}}
  defp negated({unit, value}), do: {unit, -value}

  defp read(""), do: {:error, :invalid_duration}

  defp read(text) do
    case String.split(text, "T", parts: 2) do
      [dates] -> fields(dates, @dates, [])
      [_, ""] -> {:error, :invalid_date_component}
      [dates, times] -> with({:ok, pairs} <- fields(dates, @dates, []), do: fields(times, @times, pairs))
    end
  end

  # Units must be in this order, each at most once.
  defp fields("", _units, pairs), do: {:ok, pairs}

  defp fields(text, units, pairs) do
    with {number, fraction, <<letter::binary-size(1), rest::binary>>} <- number(text),
         [{unit, ^letter} | later] <- Enum.drop_while(units, fn {_, l} -> l != letter end),
         true <- fraction == "" or unit == :second do
      fields(rest, later, seconds(unit, number, fraction) ++ pairs)
    else
      _ -> {:error, if(units == @dates or units -- @dates == [], do: :invalid_date_component, else: :invalid_time_component)}
    end
  end

  defp number(text) do
    with [all, sign, whole, fraction] <- Regex.run(~r/^([-+]?)(\d+)(?:[.,](\d+))?(?=[A-Z])/, text <> "Z", capture: :all) |> padded() do
      number = String.to_integer(whole)
      {if(sign == "-", do: {-1, number}, else: {1, number}), fraction, binary_part(text, byte_size(all), byte_size(text) - byte_size(all))}
    end
  end

  defp padded([all, sign, whole]), do: [all, sign, whole, ""]
  defp padded(found), do: found

  defp seconds(unit, {sign, n}, ""), do: [{unit, sign * n}]

  defp seconds(:second, {sign, n}, fraction) do
    precision = min(byte_size(fraction), 6)
    us = fraction |> String.slice(0, 6) |> String.pad_trailing(6, "0") |> String.to_integer()
    [second: sign * n, microsecond: {sign * us, precision}]
  end
end
