defmodule Calendar.Common do
  @moduledoc false

  # Code shared by Date, Time, NaiveDateTime and DateTime.

  # Unwraps a result for the functions with !.
  def built!({:ok, built}, _kind), do: built
  def built!({:error, reason}, kind), do: raise(ArgumentError, "cannot build #{kind}, reason: #{inspect(reason)}")

  def made!({:ok, made}, _source, _verb, _into), do: made

  def made!({:error, reason}, source, verb, into) do
    raise ArgumentError, "cannot #{verb} #{inspect(source)} #{into}, reason: #{inspect(reason)}"
  end

  def order(a, b) when a < b, do: :lt
  def order(a, b) when a > b, do: :gt
  def order(_a, _b), do: :eq

  # Calendars whose days start at different moments cannot be compared without a time.
  def compatible!(%{calendar: calendar1} = value1, %{calendar: calendar2} = value2, into) do
    unless Calendar.compatible_calendars?(calendar1, calendar2), do: raise(ArgumentError, into.(inspect(value1), inspect(value2)))
  end

  def difference(value1, value2) do
    "cannot calculate the difference between #{value1} and #{value2} because their calendars " <>
      "are not compatible and thus the result would be ambiguous"
  end

  def comparison(value1, value2, exact) do
    "cannot compare #{value1} with #{value2}.\n\nThis comparison would be ambiguous as their calendars have " <>
      "incompatible day rollover moments.\nSpecify an exact time of day (using #{exact}) to resolve this ambiguity\n"
  end

  def converted!({:ok, converted}, _value, _calendar), do: converted

  def converted!({:error, :incompatible_calendars}, value, calendar) do
    raise ArgumentError,
          "cannot convert #{inspect(value)} to target calendar #{inspect(calendar)}, reason: " <>
            "#{inspect(value.calendar)} and #{inspect(calendar)} have different day rollover moments, " <>
            "making this conversion ambiguous"
  end

  # Returns the text of a value with the name of its calendar: a sigil, or #DateTime<...> in
  # another time zone than UTC.
  def shown(%module{calendar: calendar} = value) do
    text = module.to_string(value) <> " " <> inspect(calendar)

    case value do
      %DateTime{time_zone: zone, utc_offset: utc, std_offset: std} when zone != "Etc/UTC" or utc + std != 0 -> "#DateTime<#{text}>"
      %DateTime{} -> "~U[#{text}]"
      %NaiveDateTime{} -> "~N[#{text}]"
      %Time{} -> "~T[#{text}]"
      %Date{} -> "~D[#{text}]"
    end
  end

  # Converts an amount in a unit to microseconds. names lists the accepted units in addition to
  # those of System.
  def microseconds(amount, unit, names) when is_integer(amount) do
    case unit do
      :day -> if :day in names, do: amount * 86_400_000_000, else: unknown_unit(unit, names)
      :hour -> if :hour in names, do: amount * 3_600_000_000, else: unknown_unit(unit, names)
      :minute -> if :minute in names, do: amount * 60_000_000, else: unknown_unit(unit, names)
      unit when unit in [:second, :millisecond, :microsecond, :nanosecond] -> System.convert_time_unit(amount, unit, :microsecond)
      unit when is_integer(unit) and unit > 0 -> System.convert_time_unit(amount, unit, :microsecond)
      _ -> if(:day in names, do: unknown_unit(unit, names), else: unsupported(unit, names))
    end
  end

  # Returns the difference of two numbers of microseconds in a unit. Both are first rounded to
  # whole units, or to seconds for the units in names.
  def in_unit(to, from, unit, names) do
    case List.keyfind([day: 86_400, hour: 3600, minute: 60], unit, 0) do
      {_, seconds} -> if unit in names, do: div(in_unit(to, from, :second, names), seconds), else: unknown_unit(unit, names)
      nil -> whole(to, unit, names) - whole(from, unit, names)
    end
  end

  defp whole(microseconds, unit, _names) when unit in [:second, :millisecond, :microsecond, :nanosecond, :native] or (is_integer(unit) and unit > 0) do
    System.convert_time_unit(microseconds, :microsecond, unit)
  end

  defp whole(_microseconds, unit, names), do: unknown_unit(unit, names)

  # System.convert_time_unit/3 accepts numbers as units, but no units longer than a second.
  defp unknown_unit(unit, [_ | _]) when is_integer(unit), do: unknown_unit(unit, [])

  defp unknown_unit(unit, names), do: unsupported(unit, names)

  defp unsupported(unit, names) do
    known = Enum.map_join(names ++ [:second, :millisecond, :microsecond, :nanosecond], ", ", &inspect/1)
    raise ArgumentError, "unsupported time unit. Expected #{known}, or a positive integer, got #{inspect(unit)}"
  end

  # Returns the precision of a value after adding units.
  def precision({_, precision}, unit) when unit in [:day, :hour, :minute], do: precision
  def precision({_, precision}, unit), do: max(precision, Calendar.ISO.time_unit_to_precision(unit))
end
