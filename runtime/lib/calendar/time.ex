defmodule Time do
  @moduledoc "Times of a day: hours, minutes, seconds and microseconds with a precision."

  import Calendar.Common, only: [built!: 2, made!: 4, order: 2]

  @enforce_keys [:hour, :minute, :second]
  defstruct [:hour, :minute, :second, microsecond: {0, 0}, calendar: Calendar.ISO]

  @type t :: %Time{
          hour: Calendar.hour(),
          minute: Calendar.minute(),
          second: Calendar.second(),
          microsecond: Calendar.microsecond(),
          calendar: Calendar.calendar()
        }

  @per_day 86_400_000_000

  def utc_now(calendar \\ Calendar.ISO) do
    {:ok, time} = DateTime.utc_now() |> DateTime.to_time() |> convert(calendar)
    time
  end

  def new(hour, minute, second, microsecond \\ {0, 0}, calendar \\ Calendar.ISO)
  def new(hour, minute, second, n, calendar) when is_integer(n), do: new(hour, minute, second, {n, 6}, calendar)

  def new(hour, minute, second, {n, precision} = microsecond, calendar)
      when is_integer(hour) and is_integer(minute) and is_integer(second) and is_integer(n) and is_integer(precision) do
    if calendar.valid_time?(hour, minute, second, microsecond),
      do: {:ok, %Time{hour: hour, minute: minute, second: second, microsecond: microsecond, calendar: calendar}},
      else: {:error, :invalid_time}
  end

  def new!(hour, minute, second, microsecond \\ {0, 0}, calendar \\ Calendar.ISO) do
    hour |> new(minute, second, microsecond, calendar) |> built!("time")
  end

  # Parsing, formatting and Erlang's format

  def to_string(%{calendar: calendar, hour: hour, minute: minute, second: second, microsecond: microsecond}) do
    calendar.time_to_string(hour, minute, second, microsecond)
  end

  def to_iso8601(%{calendar: _} = time, format \\ :extended) when format in [:basic, :extended] do
    %{hour: hour, minute: minute, second: second, microsecond: microsecond} = if time.calendar == Calendar.ISO, do: time, else: convert!(time, Calendar.ISO)
    Calendar.ISO.time_to_string(hour, minute, second, microsecond, format)
  end

  def from_iso8601(string, calendar_or_format \\ Calendar.ISO)
  def from_iso8601(string, format) when format in [:basic, :extended], do: from_iso8601(string, Calendar.ISO, format)
  def from_iso8601(string, calendar), do: string |> Calendar.ISO.parse_time() |> parsed(calendar)

  def from_iso8601(string, calendar, format), do: string |> Calendar.ISO.parse_time(format) |> parsed(calendar)

  defp parsed(result, calendar) do
    with {:ok, {hour, minute, second, microsecond}} <- result do
      convert(%Time{hour: hour, minute: minute, second: second, microsecond: microsecond}, calendar)
    end
  end

  def from_iso8601!(string, calendar_or_format \\ Calendar.ISO) do
    string |> from_iso8601(calendar_or_format) |> made!(string, "parse", "as time")
  end

  def from_iso8601!(string, calendar, format), do: string |> from_iso8601(calendar, format) |> made!(string, "parse", "as time")

  def to_erl(time) do
    %{hour: hour, minute: minute, second: second} = convert!(time, Calendar.ISO)
    {hour, minute, second}
  end

  def from_erl({hour, minute, second}, microsecond \\ {0, 0}, calendar \\ Calendar.ISO) do
    with {:ok, time} <- new(hour, minute, second, microsecond), do: convert(time, calendar)
  end

  def from_erl!(tuple, microsecond \\ {0, 0}, calendar \\ Calendar.ISO) do
    tuple |> from_erl(microsecond, calendar) |> made!(tuple, "convert", "to time")
  end

  def from_seconds_after_midnight(seconds, {_, precision} = microsecond \\ {0, 0}, calendar \\ Calendar.ISO) when is_integer(seconds) do
    from_microseconds(seconds * 1_000_000 + elem(microsecond, 0), precision, calendar)
  end

  def to_seconds_after_midnight(%{microsecond: {n, _}} = time), do: {div(to_microseconds(time), 1_000_000), n}

  # Arithmetic

  defp to_microseconds(time) do
    {parts, per_day} = to_day_fraction(time)
    div(parts * @per_day, per_day)
  end

  defp to_day_fraction(%{calendar: calendar, hour: hour, minute: minute, second: second, microsecond: {_, _} = microsecond}) do
    calendar.time_to_day_fraction(hour, minute, second, microsecond)
  end

  defp from_microseconds(total, precision, calendar) do
    {hour, minute, second, {n, _}} = calendar.time_from_day_fraction({Integer.mod(total, @per_day), @per_day})
    %Time{hour: hour, minute: minute, second: second, microsecond: {n, precision}, calendar: calendar}
  end

  @units [:hour, :minute]

  def add(time, amount, unit \\ :second)
  def add(time, amount, :day) when is_integer(amount), do: add(time, amount * 24, :hour)

  def add(%{calendar: calendar, microsecond: microsecond} = time, amount, unit) when is_integer(amount) do
    total = to_microseconds(time) + Calendar.Common.microseconds(amount, unit, @units)
    from_microseconds(total, Calendar.Common.precision(microsecond, unit), calendar)
  end

  def shift(%{calendar: calendar} = time, duration) do
    %{hour: hour, minute: minute, second: second, microsecond: microsecond} = time
    {hour, minute, second, microsecond} = calendar.shift_time(hour, minute, second, microsecond, Duration.of!(duration, :time))
    %Time{hour: hour, minute: minute, second: second, microsecond: microsecond, calendar: calendar}
  end

  def compare(time1, time2), do: order(to_microseconds(time1), to_microseconds(time2))
  def before?(time1, time2), do: compare(time1, time2) == :lt
  def after?(time1, time2), do: compare(time1, time2) == :gt

  def diff(time1, time2, unit \\ :second)

  def diff(time1, time2, unit) do
    names = if unit in @units, do: @units, else: []
    Calendar.Common.in_unit(to_microseconds(time1) - to_microseconds(time2), 0, unit, names)
  end

  def truncate(%Time{microsecond: microsecond} = time, unit), do: %{time | microsecond: Calendar.truncate(microsecond, unit)}

  def convert(%{calendar: calendar, hour: _, minute: _, second: _, microsecond: _} = time, calendar) do
    {:ok, %Time{hour: time.hour, minute: time.minute, second: time.second, microsecond: time.microsecond, calendar: calendar}}
  end

  def convert(%{microsecond: {_, precision}} = time, calendar) do
    total = to_microseconds(time)
    {:ok, from_microseconds(total, precision, calendar)}
  end

  def convert!(time, calendar), do: time |> convert(calendar) |> made!(time, "convert", "to target calendar #{inspect(calendar)}")

  defimpl String.Chars do
    def to_string(time), do: Time.to_string(time)
  end
end
