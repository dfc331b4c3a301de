defmodule DateTime do
  @moduledoc "Dates with times in a time zone."

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

  def utc_now(calendar_or_unit \\ Calendar.ISO)

  def utc_now(unit) when unit in [:second, :millisecond, :microsecond, :native] do
    :os.system_time(:microsecond) |> from_unix!(:microsecond) |> truncate(if(unit == :native, do: :microsecond, else: unit))
  end

  def utc_now(_calendar), do: from_unix!(:os.system_time(:microsecond), :microsecond)
  def utc_now(unit, _calendar), do: utc_now(unit)

  def now(time_zone, database \\ Calendar.get_time_zone_database())
  def now("Etc/UTC", _database), do: {:ok, utc_now()}
  def now(time_zone, database), do: shift_zone(utc_now(), time_zone, database)

  def now!(time_zone, database \\ Calendar.get_time_zone_database()) do
    case now(time_zone, database) do
      {:ok, datetime} ->
        datetime

      {:error, reason} ->
        raise ArgumentError,
              "cannot get current datetime in #{inspect(time_zone)} time zone, reason: #{inspect(reason)}"
    end
  end

  def new(%{} = date, %{} = time, time_zone \\ "Etc/UTC", database \\ Calendar.get_time_zone_database()) do
    with {:ok, naive} <- NaiveDateTime.new(date, time), do: from_naive(naive, time_zone, database)
  end

  def new!(%{} = date, %{} = time, time_zone \\ "Etc/UTC", database \\ Calendar.get_time_zone_database()) do
    case new(date, time, time_zone, database) do
      {:ok, datetime} ->
        datetime

      {:error, reason} ->
        raise ArgumentError,
              "cannot build datetime with #{inspect(date)} and #{inspect(time)} because reason: #{inspect(reason)}"
    end
  end

  def from_naive(naive, time_zone, database \\ Calendar.get_time_zone_database())

  def from_naive(%{} = naive, time_zone, database) do
    case database.time_zone_periods_from_wall_datetime(naive, time_zone) do
      {:ok, period} -> {:ok, in_zone(naive, time_zone, period)}
      {:ambiguous, first, second} -> {:ambiguous, in_zone(naive, time_zone, first), in_zone(naive, time_zone, second)}
      error -> error
    end
  end

  defp in_zone(t, zone, %{std_offset: std, utc_offset: utc, zone_abbr: abbr}) do
    %DateTime{
      year: t.year,
      month: t.month,
      day: t.day,
      hour: t.hour,
      minute: t.minute,
      second: t.second,
      microsecond: t.microsecond,
      std_offset: std,
      utc_offset: utc,
      zone_abbr: abbr,
      time_zone: zone
    }
  end

  def from_naive!(naive, time_zone, database \\ Calendar.get_time_zone_database()) do
    case from_naive(naive, time_zone, database) do
      {:ok, datetime} -> datetime
      {:error, reason} -> raise ArgumentError, "cannot convert #{inspect(naive)} to datetime, reason: #{inspect(reason)}"
    end
  end

  @utc %{std_offset: 0, utc_offset: 0, zone_abbr: "UTC"}

  def from_unix(integer, unit \\ :second, _calendar \\ Calendar.ISO) do
    with {:ok, date, time, microsecond} <- Calendar.ISO.from_unix(integer, unit), do: {:ok, in_utc(date, time, microsecond)}
  end

  defp in_utc({year, month, day}, {hour, minute, second}, microsecond) do
    naive = %{year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: microsecond}
    in_zone(naive, "Etc/UTC", @utc)
  end

  def from_unix!(integer, unit \\ :second, calendar \\ Calendar.ISO) do
    with {:error, :invalid_unix_time} <- from_unix(integer, unit, calendar) do
      raise ArgumentError, "invalid Unix time #{integer}"
    else
      {:ok, datetime} -> datetime
    end
  end

  def to_unix(%{} = datetime, unit \\ :second) do
    per_second = System.convert_time_unit(1, :second, unit)
    Integer.floor_div((utc_microseconds(datetime) - 719_528 * 86_400_000_000) * per_second, 1_000_000)
  end

  defp utc_microseconds(%{utc_offset: utc, std_offset: std} = datetime) do
    NaiveDateTime.microseconds(datetime) - (utc + std) * 1_000_000
  end

  def to_naive(%{} = t) do
    %NaiveDateTime{
      year: t.year,
      month: t.month,
      day: t.day,
      hour: t.hour,
      minute: t.minute,
      second: t.second,
      microsecond: t.microsecond
    }
  end

  def to_date(%{} = datetime), do: NaiveDateTime.to_date(datetime)
  def to_time(%{} = datetime), do: NaiveDateTime.to_time(datetime)

  def shift_zone(datetime, time_zone, database \\ Calendar.get_time_zone_database())
  def shift_zone(%{time_zone: zone} = datetime, zone, _database), do: {:ok, datetime}

  def shift_zone(%{utc_offset: utc, std_offset: std} = datetime, time_zone, database) do
    in_utc = datetime |> to_naive() |> NaiveDateTime.add(-(utc + std))

    with {:ok, period} <- database.time_zone_period_from_utc_iso_days(NaiveDateTime.iso_days(in_utc), time_zone) do
      wall = NaiveDateTime.add(in_utc, period.utc_offset + period.std_offset)
      {:ok, in_zone(wall, time_zone, period)}
    end
  end

  def shift_zone!(datetime, time_zone, database \\ Calendar.get_time_zone_database()) do
    case shift_zone(datetime, time_zone, database) do
      {:ok, datetime} ->
        datetime

      {:error, reason} ->
        raise ArgumentError,
              "cannot shift #{inspect(datetime)} to #{inspect(time_zone)} time zone, reason: #{inspect(reason)}"
    end
  end

  def to_string(%{} = t) do
    Calendar.ISO.datetime_to_string(
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

  def to_iso8601(datetime, format \\ :extended, offset \\ nil)

  def to_iso8601(%{} = t, format, nil) when format in [:basic, :extended] do
    NaiveDateTime.to_iso8601(t, format) <> Calendar.ISO.offset_to_string(t.utc_offset, t.std_offset, t.time_zone, format)
  end

  def to_iso8601(%{utc_offset: utc, std_offset: std} = t, format, offset) when is_integer(offset) do
    moved = t |> to_naive() |> NaiveDateTime.add(offset - utc - std)
    NaiveDateTime.to_iso8601(moved, format) <> Calendar.ISO.offset_to_string(offset, 0, "", format)
  end

  def from_iso8601(string, format_or_calendar \\ Calendar.ISO)
  def from_iso8601(string, format) when format in [:basic, :extended], do: parsed(Calendar.ISO.parse_utc_datetime(string, format))
  def from_iso8601(string, _calendar), do: parsed(Calendar.ISO.parse_utc_datetime(string))
  def from_iso8601(string, _calendar, format), do: from_iso8601(string, format)

  defp parsed({:ok, {year, month, day, hour, minute, second, microsecond}, offset}) do
    {:ok, in_utc({year, month, day}, {hour, minute, second}, microsecond), offset}
  end

  defp parsed(error), do: error

  def from_gregorian_seconds(seconds, microsecond \\ {0, 0}, calendar \\ Calendar.ISO) do
    seconds |> NaiveDateTime.from_gregorian_seconds(microsecond, calendar) |> in_zone("Etc/UTC", @utc)
  end

  def to_gregorian_seconds(%{utc_offset: utc, std_offset: std} = datetime) do
    {seconds, microsecond} = NaiveDateTime.to_gregorian_seconds(datetime)
    {seconds - utc - std, microsecond}
  end

  def compare(%{} = datetime1, %{} = datetime2), do: Calendar.ISO.order(utc_microseconds(datetime1), utc_microseconds(datetime2))

  def before?(datetime1, datetime2), do: compare(datetime1, datetime2) == :lt
  def after?(datetime1, datetime2), do: compare(datetime1, datetime2) == :gt

  def diff(datetime1, datetime2, unit \\ :second)
  def diff(datetime1, datetime2, :day), do: div(diff(datetime1, datetime2, :second), 86_400)
  def diff(datetime1, datetime2, :hour), do: div(diff(datetime1, datetime2, :second), 3600)
  def diff(datetime1, datetime2, :minute), do: div(diff(datetime1, datetime2, :second), 60)

  def diff(datetime1, datetime2, unit) do
    per_second = System.convert_time_unit(1, :second, unit)
    div((utc_microseconds(datetime1) - utc_microseconds(datetime2)) * per_second, 1_000_000)
  end

  def add(datetime, amount, unit \\ :second, database \\ Calendar.get_time_zone_database())

  def add(%{time_zone: zone, utc_offset: utc, std_offset: std} = datetime, amount, unit, database) do
    moved = datetime |> to_naive() |> NaiveDateTime.add(amount, unit)
    in_utc = moved |> NaiveDateTime.add(-(utc + std)) |> in_zone("Etc/UTC", @utc)

    case shift_zone(in_utc, zone, database) do
      {:ok, datetime} -> datetime
      {:error, _} -> in_zone(moved, zone, Map.take(datetime, [:std_offset, :utc_offset, :zone_abbr]))
    end
  end

  def shift(%{time_zone: zone} = datetime, duration, database \\ Calendar.get_time_zone_database()) do
    {:ok, shifted} = datetime |> to_naive() |> NaiveDateTime.shift(duration) |> from_naive(zone, database)
    shifted
  end

  def truncate(%DateTime{microsecond: microsecond} = datetime, unit) do
    %{datetime | microsecond: Calendar.truncate(microsecond, unit)}
  end

  def convert(%{} = datetime, Calendar.ISO), do: {:ok, in_zone(datetime, datetime.time_zone, datetime)}

  def convert!(datetime, calendar) do
    {:ok, datetime} = convert(datetime, calendar)
    datetime
  end

  defimpl String.Chars do
    def to_string(datetime), do: DateTime.to_string(datetime)
  end
end
