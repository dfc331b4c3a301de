defmodule NaiveDateTime do
  @moduledoc "Dates with times, without a time zone."

  import Calendar.Common, only: [built!: 2, made!: 4, order: 2, compatible!: 3, comparison: 3, difference: 2, converted!: 3]

  @enforce_keys [:year, :month, :day, :hour, :minute, :second]
  defstruct [:year, :month, :day, :hour, :minute, :second, microsecond: {0, 0}, calendar: Calendar.ISO]

  @type t :: %NaiveDateTime{
          year: Calendar.year(),
          month: Calendar.month(),
          day: Calendar.day(),
          hour: Calendar.hour(),
          minute: Calendar.minute(),
          second: Calendar.second(),
          microsecond: Calendar.microsecond(),
          calendar: Calendar.calendar()
        }

  def utc_now(calendar_or_unit \\ Calendar.ISO), do: DateTime.utc_now(calendar_or_unit) |> DateTime.to_naive()
  def utc_now(unit, calendar) when unit in [:second, :millisecond, :microsecond, :native], do: DateTime.utc_now(unit, calendar) |> DateTime.to_naive()

  def local_now(calendar \\ Calendar.ISO) do
    case :calendar.local_time() |> from_erl!() |> convert(calendar) do
      {:ok, naive} ->
        naive

      {:error, :incompatible_calendars} ->
        raise ArgumentError,
              ~s(cannot get "local now" in target calendar #{inspect(calendar)}, reason: ) <>
                "cannot convert from Calendar.ISO to #{inspect(calendar)}."
    end
  end

  # The date and the time are assumed to be valid.
  def new(%Date{calendar: calendar} = date, %Time{calendar: calendar} = time) do
    {:ok, build({date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond}, calendar)}
  end

  def new(year, month, day, hour, minute, second, microsecond \\ {0, 0}, calendar \\ Calendar.ISO)

  def new(year, month, day, hour, minute, second, n, calendar) when is_integer(n) do
    new(year, month, day, hour, minute, second, {n, 6}, calendar)
  end

  def new(year, month, day, hour, minute, second, microsecond, calendar) do
    cond do
      not calendar.valid_date?(year, month, day) -> {:error, :invalid_date}
      not calendar.valid_time?(hour, minute, second, microsecond) -> {:error, :invalid_time}
      true -> {:ok, build({year, month, day, hour, minute, second, microsecond}, calendar)}
    end
  end

  defp build({year, month, day, hour, minute, second, microsecond}, calendar) do
    %NaiveDateTime{
      year: year,
      month: month,
      day: day,
      hour: hour,
      minute: minute,
      second: second,
      microsecond: microsecond,
      calendar: calendar
    }
  end

  def new!(%Date{calendar: calendar} = date, %Time{calendar: calendar} = time), do: date |> new(time) |> built!("naive datetime")

  def new!(year, month, day, hour, minute, second, microsecond \\ {0, 0}, calendar \\ Calendar.ISO) do
    year |> new(month, day, hour, minute, second, microsecond, calendar) |> built!("naive datetime")
  end

  # Arithmetic and conversion

  @doc false
  def to_iso_days(%{calendar: calendar, year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: microsecond}) do
    calendar.naive_datetime_to_iso_days(year, month, day, hour, minute, second, microsecond)
  end

  @doc false
  def from_iso_days(iso_days, calendar, precision) do
    {year, month, day, hour, minute, second, {n, _}} = calendar.naive_datetime_from_iso_days(iso_days)
    build({year, month, day, hour, minute, second, {n, precision}}, calendar)
  end

  @doc false
  def microseconds(naive), do: naive |> to_iso_days() |> Calendar.ISO.iso_days_to_unit(:microsecond)

  @units [:day, :hour, :minute]

  def add(%{calendar: calendar, microsecond: microsecond} = naive, amount, unit \\ :second) when is_integer(amount) do
    moved = Calendar.Common.microseconds(amount, unit, @units)
    naive |> to_iso_days() |> Calendar.ISO.shift_microseconds(moved) |> from_iso_days(calendar, Calendar.Common.precision(microsecond, unit))
  end

  def shift(%{calendar: calendar} = t, duration) do
    duration = Duration.of!(duration, :all)
    t.year |> calendar.shift_naive_datetime(t.month, t.day, t.hour, t.minute, t.second, t.microsecond, duration) |> build(calendar)
  end

  def diff(%{calendar: _} = naive1, %{calendar: _} = naive2, unit \\ :second) do
    compatible!(naive1, naive2, &difference/2)
    Calendar.Common.in_unit(microseconds(naive1), microseconds(naive2), unit, @units)
  end

  def compare(%{calendar: _} = naive1, %{calendar: _} = naive2) do
    compatible!(naive1, naive2, &comparison(&1, &2, "`DateTime`s"))
    order(microseconds(naive1), microseconds(naive2))
  end

  def before?(naive1, naive2), do: compare(naive1, naive2) == :lt
  def after?(naive1, naive2), do: compare(naive1, naive2) == :gt

  def truncate(%NaiveDateTime{microsecond: microsecond} = naive, unit), do: %{naive | microsecond: Calendar.truncate(microsecond, unit)}

  def truncate(%{calendar: calendar, microsecond: microsecond} = t, unit) do
    build({t.year, t.month, t.day, t.hour, t.minute, t.second, Calendar.truncate(microsecond, unit)}, calendar)
  end

  def beginning_of_day(%{calendar: calendar, microsecond: {_, precision}} = naive) do
    naive |> to_iso_days() |> calendar.iso_days_to_beginning_of_day() |> from_iso_days(calendar, precision)
  end

  def end_of_day(%{calendar: calendar, microsecond: {_, precision}} = naive) do
    last = naive |> to_iso_days() |> calendar.iso_days_to_end_of_day() |> from_iso_days(calendar, precision)
    %{last | microsecond: Calendar.ISO.cut({elem(last.microsecond, 0), 6}, Integer.pow(10, precision))}
  end

  def to_date(%{calendar: calendar, year: year, month: month, day: day, hour: _, minute: _, second: _, microsecond: _}) do
    %Date{year: year, month: month, day: day, calendar: calendar}
  end

  def to_time(%{calendar: calendar, year: _, month: _, day: _, hour: hour, minute: minute, second: second, microsecond: microsecond}) do
    %Time{hour: hour, minute: minute, second: second, microsecond: microsecond, calendar: calendar}
  end

  # Raises MatchError if a field is missing.
  defp fields(naive) do
    %{year: _, month: _, day: _, hour: _, minute: _, second: _, microsecond: _} = naive
  end

  # Parsing, formatting and Erlang's format

  def to_string(%{calendar: calendar} = naive) do
    t = fields(naive)
    calendar.naive_datetime_to_string(t.year, t.month, t.day, t.hour, t.minute, t.second, t.microsecond)
  end

  def to_iso8601(naive, format \\ :extended)

  def to_iso8601(%{calendar: Calendar.ISO} = naive, format) when format in [:basic, :extended] do
    t = fields(naive)
    Calendar.ISO.date_to_string(t.year, t.month, t.day, format) <>
      "T" <> Calendar.ISO.time_to_string(t.hour, t.minute, t.second, t.microsecond, format)
  end

  def to_iso8601(%{calendar: _} = naive, format) when format in [:basic, :extended], do: naive |> convert!(Calendar.ISO) |> to_iso8601(format)

  def from_iso8601(string, calendar_or_format \\ Calendar.ISO)
  def from_iso8601(string, format) when format in [:basic, :extended], do: from_iso8601(string, Calendar.ISO, format)
  def from_iso8601(string, calendar), do: string |> Calendar.ISO.parse_naive_datetime() |> parsed(calendar)

  def from_iso8601(string, calendar, format), do: string |> Calendar.ISO.parse_naive_datetime(format) |> parsed(calendar)

  defp parsed(result, calendar) do
    with {:ok, parts} <- result, do: parts |> build(Calendar.ISO) |> convert(calendar)
  end

  def from_iso8601!(string, calendar_or_format \\ Calendar.ISO) do
    string |> from_iso8601(calendar_or_format) |> made!(string, "parse", "as naive datetime")
  end

  def from_iso8601!(string, calendar, format) do
    string |> from_iso8601(calendar, format) |> made!(string, "parse", "as naive datetime")
  end

  def to_erl(%{calendar: _} = naive) do
    t = convert!(naive, Calendar.ISO)
    {{t.year, t.month, t.day}, {t.hour, t.minute, t.second}}
  end

  def from_erl({{year, month, day}, {hour, minute, second}}, microsecond \\ {0, 0}, calendar \\ Calendar.ISO) do
    with {:ok, naive} <- new(year, month, day, hour, minute, second, microsecond), do: convert(naive, calendar)
  end

  def from_erl!(tuple, microsecond \\ {0, 0}, calendar \\ Calendar.ISO) do
    tuple |> from_erl(microsecond, calendar) |> made!(tuple, "convert", "to naive datetime")
  end

  def from_gregorian_seconds(seconds, {n, precision} \\ {0, 0}, calendar \\ Calendar.ISO) when is_integer(seconds) do
    {0, {0, 86_400_000_000}} |> Calendar.ISO.shift_microseconds(seconds * 1_000_000 + n) |> from_iso_days(calendar, precision)
  end

  def to_gregorian_seconds(%{microsecond: {n, _}} = naive) do
    {Integer.floor_div(microseconds(naive), 1_000_000), n}
  end

  def convert(%{calendar: calendar, year: _, month: _, day: _, hour: _, minute: _, second: _, microsecond: _} = t, calendar) do
    {:ok, build({t.year, t.month, t.day, t.hour, t.minute, t.second, t.microsecond}, calendar)}
  end

  def convert(%{calendar: other, microsecond: {_, precision}} = naive, calendar) do
    if Calendar.compatible_calendars?(other, calendar),
      do: {:ok, naive |> to_iso_days() |> from_iso_days(calendar, precision)},
      else: {:error, :incompatible_calendars}
  end

  def convert!(naive, calendar), do: naive |> convert(calendar) |> converted!(naive, calendar)

  defimpl String.Chars do
    def to_string(naive), do: NaiveDateTime.to_string(naive)
  end
end
