defmodule NaiveDateTime do
  @moduledoc "Dates with times, without a time zone."

  @enforce_keys [:year, :month, :day, :hour, :minute, :second]
  defstruct [:year, :month, :day, :hour, :minute, :second, microsecond: {0, 0}, calendar: Calendar.ISO]

  def utc_now(calendar_or_unit \\ Calendar.ISO), do: DateTime.utc_now(calendar_or_unit) |> DateTime.to_naive()

  def local_now(_calendar \\ Calendar.ISO), do: from_erl!(:calendar.local_time())

  def new(%{} = date, %{} = time) do
    new(date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond)
  end

  def new(year, month, day, hour, minute, second, microsecond \\ {0, 0}, calendar \\ Calendar.ISO)

  def new(year, month, day, hour, minute, second, microsecond, calendar) do
    microsecond = if is_integer(microsecond), do: {microsecond, 6}, else: microsecond

    with {:date, true} <- {:date, calendar.valid_date?(year, month, day)},
         {:time, true} <- {:time, calendar.valid_time?(hour, minute, second, microsecond)} do
      {:ok, build({year, month, day, hour, minute, second, microsecond})}
    else
      {:date, false} -> {:error, :invalid_date}
      {:time, false} -> {:error, :invalid_time}
    end
  end

  defp build({year, month, day, hour, minute, second, microsecond}) do
    %NaiveDateTime{year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: microsecond}
  end

  def new!(%{} = date, %{} = time), do: date |> new(time) |> Calendar.ISO.built!("naive datetime")

  def new!(year, month, day, hour, minute, second, microsecond \\ {0, 0}, calendar \\ Calendar.ISO) do
    year |> new(month, day, hour, minute, second, microsecond, calendar) |> Calendar.ISO.built!("naive datetime")
  end

  @doc false
  def iso_days(%{} = t) do
    Calendar.ISO.naive_datetime_to_iso_days(t.year, t.month, t.day, t.hour, t.minute, t.second, t.microsecond)
  end

  @doc false
  def microseconds(naive), do: Calendar.ISO.iso_days_to_unit(iso_days(naive), :microsecond)

  def add(naive, amount, unit \\ :second)
  def add(naive, amount, :day), do: add(naive, amount * 86_400, :second)
  def add(naive, amount, :hour), do: add(naive, amount * 3600, :second)
  def add(naive, amount, :minute), do: add(naive, amount * 60, :second)

  def add(%{microsecond: {_, precision}} = naive, amount, unit) when is_integer(amount) do
    moved = System.convert_time_unit(amount, unit, :microsecond)
    {year, month, day, hour, minute, second, {microsecond, _}} = Calendar.ISO.shift_microseconds(iso_days(naive), moved)
    precision = max(precision, Calendar.ISO.time_unit_to_precision(unit))
    build({year, month, day, hour, minute, second, {microsecond, precision}})
  end

  def shift(naive, duration) do
    {dates, times} = Enum.split_with(Duration.pairs(duration), fn {unit, _} -> unit in [:year, :month, :week, :day] end)
    date = naive |> to_date() |> Date.shift(dates)

    Enum.reduce(times, new!(date, to_time(naive)), fn
      {:microsecond, {n, precision}}, naive ->
        naive = add(naive, n, :microsecond)
        %{naive | microsecond: {elem(naive.microsecond, 0), precision}}

      {unit, n}, naive ->
        add(naive, n, unit)
    end)
  end

  def diff(naive1, naive2, unit \\ :second)
  def diff(naive1, naive2, :day), do: div(diff(naive1, naive2, :second), 86_400)
  def diff(naive1, naive2, :hour), do: div(diff(naive1, naive2, :second), 3600)
  def diff(naive1, naive2, :minute), do: div(diff(naive1, naive2, :second), 60)

  def diff(naive1, naive2, unit) do
    per_second = System.convert_time_unit(1, :second, unit)
    div((microseconds(naive1) - microseconds(naive2)) * per_second, 1_000_000)
  end

  def compare(%{} = naive1, %{} = naive2), do: Calendar.ISO.order(microseconds(naive1), microseconds(naive2))

  def before?(naive1, naive2), do: compare(naive1, naive2) == :lt
  def after?(naive1, naive2), do: compare(naive1, naive2) == :gt

  def truncate(%NaiveDateTime{microsecond: microsecond} = naive, unit), do: %{naive | microsecond: Calendar.truncate(microsecond, unit)}

  def to_date(%{year: year, month: month, day: day}), do: %Date{year: year, month: month, day: day}

  def to_time(%{hour: hour, minute: minute, second: second, microsecond: microsecond}) do
    %Time{hour: hour, minute: minute, second: second, microsecond: microsecond}
  end

  def beginning_of_day(%{} = naive), do: %{naive | hour: 0, minute: 0, second: 0, microsecond: {0, elem(naive.microsecond, 1)}}

  def end_of_day(%{microsecond: {_, precision}} = naive) do
    microsecond = Calendar.ISO.cut({999_999, 6}, Integer.pow(10, precision))
    %{naive | hour: 23, minute: 59, second: 59, microsecond: microsecond}
  end

  def to_string(%{} = t) do
    Calendar.ISO.naive_datetime_to_string(t.year, t.month, t.day, t.hour, t.minute, t.second, t.microsecond)
  end

  def to_iso8601(%{} = t, format \\ :extended) when format in [:basic, :extended] do
    Calendar.ISO.date_to_string(t.year, t.month, t.day, format) <>
      "T" <> Calendar.ISO.time_to_string(t.hour, t.minute, t.second, t.microsecond, format)
  end

  def from_iso8601(string, calendar \\ Calendar.ISO)
  def from_iso8601(string, format) when format in [:basic, :extended], do: parsed(Calendar.ISO.parse_naive_datetime(string, format))
  def from_iso8601(string, _calendar), do: parsed(Calendar.ISO.parse_naive_datetime(string))

  defp parsed({:ok, parts}), do: {:ok, build(parts)}
  defp parsed(error), do: error

  def from_iso8601!(string, calendar \\ Calendar.ISO) do
    string |> from_iso8601(calendar) |> Calendar.ISO.made!(string, "parse", "as naive datetime")
  end

  def to_erl(%{} = t), do: {{t.year, t.month, t.day}, {t.hour, t.minute, t.second}}

  def from_erl({{year, month, day}, {hour, minute, second}}, microsecond \\ {0, 0}, calendar \\ Calendar.ISO) do
    new(year, month, day, hour, minute, second, microsecond, calendar)
  end

  def from_erl!(tuple, microsecond \\ {0, 0}, calendar \\ Calendar.ISO) do
    tuple |> from_erl(microsecond, calendar) |> Calendar.ISO.made!(tuple, "convert", "to naive datetime")
  end

  def from_gregorian_seconds(seconds, microsecond \\ {0, 0}, _calendar \\ Calendar.ISO) when is_integer(seconds) do
    {year, month, day, hour, minute, second, _} = Calendar.ISO.shift_microseconds({0, {0, 86_400_000_000}}, seconds * 1_000_000)
    build({year, month, day, hour, minute, second, microsecond})
  end

  def to_gregorian_seconds(%{microsecond: {microsecond, _}} = naive) do
    {Calendar.ISO.iso_days_to_unit(iso_days(%{naive | microsecond: {0, 0}}), :second), microsecond}
  end

  def convert(%{} = t, Calendar.ISO), do: {:ok, build({t.year, t.month, t.day, t.hour, t.minute, t.second, t.microsecond})}

  def convert!(naive, calendar) do
    {:ok, naive} = convert(naive, calendar)
    naive
  end

  defimpl String.Chars do
    def to_string(naive), do: NaiveDateTime.to_string(naive)
  end
end
