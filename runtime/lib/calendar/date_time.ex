defmodule DateTime do
  @moduledoc "Dates with times in a time zone."

  import Calendar.Common, only: [order: 2, converted!: 3]

  @enforce_keys [:year, :month, :day, :hour, :minute, :second, :time_zone, :zone_abbr, :utc_offset, :std_offset]
  defstruct [
    :year,
    :month,
    :day,
    :hour,
    :minute,
    :second,
    :time_zone,
    :zone_abbr,
    :utc_offset,
    :std_offset,
    microsecond: {0, 0},
    calendar: Calendar.ISO
  ]

  @type t :: %DateTime{}

  @unix_days 719_528
  @per_day 86_400_000_000
  @utc %{std_offset: 0, utc_offset: 0, zone_abbr: "UTC"}

  # Construction

  def utc_now(calendar_or_unit \\ Calendar.ISO)
  def utc_now(unit) when unit in [:second, :millisecond, :microsecond, :native], do: utc_now(unit, Calendar.ISO)
  def utc_now(calendar), do: utc_now(:native, calendar)

  def utc_now(unit, calendar) when unit in [:second, :millisecond, :microsecond, :native] do
    now = :os.system_time(:microsecond) |> from_unix!(:microsecond, calendar)
    truncate(now, if(unit == :native, do: :microsecond, else: unit))
  end

  def now(time_zone, database \\ Calendar.get_time_zone_database())
  def now("Etc/UTC", _database), do: {:ok, utc_now()}
  def now(time_zone, database), do: shift_zone(utc_now(), time_zone, database)

  def now!(time_zone, database \\ Calendar.get_time_zone_database()) do
    case now(time_zone, database) do
      {:ok, datetime} -> datetime
      {:error, reason} -> raise ArgumentError, "cannot get current datetime in #{inspect(time_zone)} time zone, reason: #{inspect(reason)}"
    end
  end

  def new(date, time, time_zone \\ "Etc/UTC", database \\ Calendar.get_time_zone_database()) do
    with {:ok, naive} <- NaiveDateTime.new(date, time), do: from_naive(naive, time_zone, database)
  end

  def new!(date, time, time_zone \\ "Etc/UTC", database \\ Calendar.get_time_zone_database()) do
    date |> new(time, time_zone, database) |> the_one!(time_zone, fn -> "cannot build datetime with #{inspect(date)} and #{inspect(time)}" end)
  end

  @doc "Returns the moment at which clocks in a zone show this time: `{:ok, _}`, `{:ambiguous, first, second}` or `{:gap, before, after}`."
  def from_naive(naive, time_zone, database \\ Calendar.get_time_zone_database())
  def from_naive(%{} = naive, "Etc/UTC", _database), do: {:ok, in_zone(naive, "Etc/UTC", @utc)}

  def from_naive(%{calendar: calendar} = naive, time_zone, database) do
    with {:ok, in_iso} <- if(calendar == Calendar.ISO, do: {:ok, naive}, else: NaiveDateTime.convert(naive, Calendar.ISO)) do
      case database.time_zone_periods_from_wall_datetime(in_iso, time_zone) do
        {:ok, period} ->
          {:ok, in_zone(naive, time_zone, period)}

        {:ambiguous, first, second} ->
          {:ambiguous, in_zone(naive, time_zone, first), in_zone(naive, time_zone, second)}

        {:gap, {first, first_limit}, {second, second_limit}} ->
          just_before = first_limit |> NaiveDateTime.add(-1, :microsecond) |> NaiveDateTime.convert!(calendar)
          just_after = NaiveDateTime.convert!(second_limit, calendar)
          {:gap, in_zone(just_before, time_zone, first), in_zone(just_after, time_zone, second)}

        error ->
          error
      end
    end
  end

  def from_naive!(naive, time_zone, database \\ Calendar.get_time_zone_database()) do
    naive |> from_naive(time_zone, database) |> the_one!(time_zone, fn -> "cannot convert #{inspect(naive)} to datetime" end)
  end

  defp the_one!({:ok, datetime}, _zone, _what), do: datetime

  defp the_one!({:ambiguous, first, second}, zone, what) do
    raise ArgumentError,
          "#{what.()} because such instant is ambiguous in time zone #{zone} as there is an overlap " <>
            "between #{inspect(first)} and #{inspect(second)}"
  end

  defp the_one!({:gap, just_before, just_after}, zone, what) do
    raise ArgumentError,
          "#{what.()} because such instant does not exist in time zone #{zone} as there is a gap " <>
            "between #{inspect(just_before)} and #{inspect(just_after)}"
  end

  defp the_one!({:error, reason}, _zone, what), do: raise(ArgumentError, "#{what.()}, reason: #{inspect(reason)}")

  defp in_zone(%{calendar: calendar} = t, zone, %{std_offset: std, utc_offset: utc, zone_abbr: abbr}) do
    %DateTime{
      year: t.year,
      month: t.month,
      day: t.day,
      hour: t.hour,
      minute: t.minute,
      second: t.second,
      microsecond: t.microsecond,
      calendar: calendar,
      std_offset: std,
      utc_offset: utc,
      zone_abbr: abbr,
      time_zone: zone
    }
  end

  def from_unix(integer, unit \\ :second, calendar \\ Calendar.ISO) when is_integer(integer) do
    with {:ok, {year, month, day}, {hour, minute, second}, microsecond} <- Calendar.ISO.from_unix(integer, unit) do
      %NaiveDateTime{year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: microsecond}
      |> in_zone("Etc/UTC", @utc)
      |> convert(calendar)
    end
  end

  def from_unix!(integer, unit \\ :second, calendar \\ Calendar.ISO) do
    case from_unix(integer, unit, calendar) do
      {:ok, datetime} -> datetime
      {:error, :invalid_unix_time} -> raise ArgumentError, "invalid Unix time #{integer}"
    end
  end

  def to_unix(%{utc_offset: _, std_offset: _} = datetime, unit \\ :second) do
    per_second = System.convert_time_unit(1, :second, unit)
    Integer.floor_div((utc_microseconds(datetime) - @unix_days * @per_day) * per_second, 1_000_000)
  end

  # Returns the microseconds since the start of year 0, in UTC.
  defp utc_microseconds(%{utc_offset: utc, std_offset: std} = datetime) do
    NaiveDateTime.microseconds(datetime) - (utc + std) * 1_000_000
  end

  # Without a time zone

  def to_naive(%{calendar: calendar, year: _, month: _, day: _, hour: _, minute: _, second: _, microsecond: _, time_zone: _} = t) do
    %NaiveDateTime{
      year: t.year,
      month: t.month,
      day: t.day,
      hour: t.hour,
      minute: t.minute,
      second: t.second,
      microsecond: t.microsecond,
      calendar: calendar
    }
  end

  def to_date(%{calendar: _, year: _, month: _, day: _, hour: _, minute: _, second: _, microsecond: _, time_zone: _} = datetime), do: NaiveDateTime.to_date(datetime)
  def to_time(%{calendar: _, year: _, month: _, day: _, hour: _, minute: _, second: _, microsecond: _, time_zone: _} = datetime), do: NaiveDateTime.to_time(datetime)

  # Time zones

  def shift_zone(datetime, time_zone, database \\ Calendar.get_time_zone_database())
  def shift_zone(%{time_zone: zone} = datetime, zone, _database), do: {:ok, datetime}

  def shift_zone(datetime, time_zone, database) do
    %{utc_offset: utc, std_offset: std} = datetime
    datetime |> to_naive() |> NaiveDateTime.add(-(utc + std)) |> from_utc(time_zone, database)
  end

  # Returns the local time in a zone for a time in UTC.
  defp from_utc(naive, "Etc/UTC", _database), do: {:ok, in_zone(naive, "Etc/UTC", @utc)}

  defp from_utc(naive, time_zone, database) do
    with {:ok, period} <- database.time_zone_period_from_utc_iso_days(NaiveDateTime.to_iso_days(naive), time_zone) do
      {:ok, naive |> NaiveDateTime.add(period.utc_offset + period.std_offset) |> in_zone(time_zone, period)}
    end
  end

  def shift_zone!(datetime, time_zone, database \\ Calendar.get_time_zone_database()) do
    case shift_zone(datetime, time_zone, database) do
      {:ok, datetime} -> datetime
      {:error, reason} -> raise ArgumentError, "cannot shift #{inspect(datetime)} to #{inspect(time_zone)} time zone, reason: #{inspect(reason)}"
    end
  end

  # Parsing, formatting and other representations

  def to_string(%{calendar: calendar} = datetime) do
    t = fields(datetime)

    calendar.datetime_to_string(
      t.year,
      t.month,
      t.day,
      t.hour,
      t.minute,
      t.second,
      t.microsecond,
      t.time_zone,
      t.zone_abbr,
      t.utc_offset,
      t.std_offset
    )
  end

  # Raises MatchError if a field is missing.
  defp fields(datetime) do
    %{year: _, month: _, day: _, hour: _, minute: _, second: _, microsecond: _, time_zone: _, zone_abbr: _, utc_offset: _, std_offset: _} = datetime
  end

  def to_iso8601(datetime, format \\ :extended, offset \\ nil)

  def to_iso8601(%{calendar: Calendar.ISO} = datetime, format, nil) when format in [:basic, :extended] do
    t = fields(datetime)
    NaiveDateTime.to_iso8601(t, format) <> Calendar.ISO.offset_to_string(t.utc_offset, t.std_offset, t.time_zone, format)
  end

  def to_iso8601(%{calendar: Calendar.ISO, utc_offset: utc, std_offset: std} = t, format, offset) when format in [:basic, :extended] do
    moved = t |> to_naive() |> NaiveDateTime.add(offset - utc - std)
    NaiveDateTime.to_iso8601(moved, format) <> Calendar.ISO.offset_to_string(offset, 0, "", format)
  end

  def to_iso8601(%{calendar: calendar} = datetime, format, offset) when calendar != Calendar.ISO and format in [:basic, :extended], do: datetime |> convert!(Calendar.ISO) |> to_iso8601(format, offset)

  def from_iso8601(string, calendar_or_format \\ Calendar.ISO)
  def from_iso8601(string, format) when format in [:basic, :extended], do: from_iso8601(string, Calendar.ISO, format)
  def from_iso8601(string, calendar) when is_atom(calendar), do: from_iso8601(string, calendar, :extended)

  def from_iso8601(string, calendar, format) do
    with {:ok, {year, month, day, hour, minute, second, microsecond}, offset} <- Calendar.ISO.parse_utc_datetime(string, format),
         naive = %NaiveDateTime{year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: microsecond},
         {:ok, datetime} <- naive |> in_zone("Etc/UTC", @utc) |> convert(calendar) do
      {:ok, datetime, offset}
    end
  end

  def from_gregorian_seconds(seconds, {_, _} = microsecond \\ {0, 0}, calendar \\ Calendar.ISO) when is_integer(seconds) do
    seconds |> NaiveDateTime.from_gregorian_seconds(microsecond, calendar) |> in_zone("Etc/UTC", @utc)
  end

  def to_gregorian_seconds(%{utc_offset: utc, std_offset: std} = datetime) do
    {seconds, microsecond} = NaiveDateTime.to_gregorian_seconds(datetime)
    {seconds - utc - std, microsecond}
  end

  # Arithmetic

  def compare(%{utc_offset: _, std_offset: _} = datetime1, %{utc_offset: _, std_offset: _} = datetime2), do: order(utc_microseconds(datetime1), utc_microseconds(datetime2))
  def before?(datetime1, datetime2), do: compare(datetime1, datetime2) == :lt
  def after?(datetime1, datetime2), do: compare(datetime1, datetime2) == :gt

  def diff(%{utc_offset: _, std_offset: _} = datetime1, %{utc_offset: _, std_offset: _} = datetime2, unit \\ :second) do
    Calendar.Common.in_unit(utc_microseconds(datetime1), utc_microseconds(datetime2), unit, [:day, :hour, :minute])
  end

  def add(%{calendar: _} = datetime, amount, unit \\ :second, database \\ Calendar.get_time_zone_database()) when is_integer(amount) do
    datetime
    |> fields()
    |> to_naive()
    |> NaiveDateTime.add(amount, unit)
    |> at_offset(datetime, database, fn -> "cannot add #{amount} #{unit} to #{inspect(datetime)}" end)
  end

  def shift(%{calendar: _} = datetime, duration, database \\ Calendar.get_time_zone_database()) do
    datetime
    |> fields()
    |> to_naive()
    |> NaiveDateTime.shift(duration)
    |> at_offset(datetime, database, fn -> "cannot shift #{inspect(datetime)} to #{inspect(duration)}" end)
  end

  # Returns the time on a clock that keeps the UTC offset of datetime.
  defp at_offset(naive, %{time_zone: zone, utc_offset: utc, std_offset: std}, database, what) do
    case naive |> NaiveDateTime.add(-(utc + std)) |> from_utc(zone, database) do
      {:ok, datetime} ->
        datetime

      {:error, reason} ->
        raise ArgumentError,
              "#{what.()} (with time zone database #{inspect(database)}), reason: #{inspect(reason)}"
    end
  end

  def truncate(%DateTime{microsecond: microsecond} = datetime, unit), do: %{datetime | microsecond: Calendar.truncate(microsecond, unit)}
  def truncate(%{time_zone: zone} = datetime, unit), do: datetime |> in_zone(zone, datetime) |> truncate(unit)

  def convert(%{calendar: calendar} = datetime, calendar), do: {:ok, in_zone(datetime, datetime.time_zone, datetime)}

  def convert(%{calendar: _, microsecond: _} = datetime, calendar) do
    with {:ok, naive} <- datetime |> to_naive() |> NaiveDateTime.convert(calendar), do: {:ok, in_zone(naive, datetime.time_zone, datetime)}
  end

  def convert!(datetime, calendar), do: datetime |> convert(calendar) |> converted!(datetime, calendar)

  defimpl String.Chars do
    def to_string(datetime), do: DateTime.to_string(datetime)
  end
end
