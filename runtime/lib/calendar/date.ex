defmodule Date do
  @moduledoc "Dates: a year, a month and a day."

  import Calendar.Common, only: [built!: 2, made!: 4, order: 2, compatible!: 3, comparison: 3, difference: 2]

  @enforce_keys [:year, :month, :day]
  defstruct [:year, :month, :day, calendar: Calendar.ISO]

  @type t :: %Date{year: Calendar.year(), month: Calendar.month(), day: Calendar.day(), calendar: Calendar.calendar()}

  def new(year, month, day, calendar \\ Calendar.ISO) do
    if calendar.valid_date?(year, month, day),
      do: {:ok, %Date{year: year, month: month, day: day, calendar: calendar}},
      else: {:error, :invalid_date}
  end

  def new!(year, month, day, calendar \\ Calendar.ISO), do: year |> new(month, day, calendar) |> built!("date")

  def utc_today(calendar \\ Calendar.ISO), do: DateTime.utc_now(calendar) |> DateTime.to_date()

  # Ranges

  def range(%{calendar: calendar} = first, %{calendar: calendar} = last) do
    step = if elem(to_iso_days(first), 0) > elem(to_iso_days(last), 0), do: -1, else: 1
    range(first, last, step)
  end

  def range(%{calendar: _, year: _, month: _, day: _}, %{calendar: _, year: _, month: _, day: _}) do
    raise ArgumentError, "both dates must have matching calendars"
  end

  def range(%{calendar: calendar} = first, %{calendar: calendar} = last, step) when is_integer(step) and step != 0 do
    {days1, days2} = {elem(to_iso_days(first), 0), elem(to_iso_days(last), 0)}
    %Date.Range{first: bare(first), last: bare(last), first_in_iso_days: days1, last_in_iso_days: days2, step: step}
  end

  def range(%{calendar: _, year: _, month: _, day: _} = first, %{calendar: _, year: _, month: _, day: _} = last, step) do
    raise ArgumentError,
          "both dates must have matching calendar and the step must be a non-zero integer, " <>
            "got: #{inspect(first)}, #{inspect(last)}, #{step}"
  end

  defp bare(%{calendar: calendar, year: year, month: month, day: day}) do
    %Date{year: year, month: month, day: day, calendar: calendar}
  end

  # Queries of the calendar

  def leap_year?(%{calendar: calendar, year: year}), do: calendar.leap_year?(year)
  def days_in_month(%{calendar: calendar, year: year, month: month}), do: calendar.days_in_month(year, month)
  def months_in_year(%{calendar: calendar, year: year}), do: calendar.months_in_year(year)

  def day_of_week(%{calendar: _, year: _, month: _, day: _} = date, starting_on \\ :default), do: date |> week(starting_on) |> elem(0)

  defp week(%{calendar: calendar} = date, starting_on) do
    %{year: year, month: month, day: day} = date
    calendar.day_of_week(year, month, day, starting_on)
  end

  def day_of_year(%{calendar: calendar, year: _, month: _, day: _} = date), do: calendar.day_of_year(date.year, date.month, date.day)
  def quarter_of_year(%{calendar: calendar, year: _, month: _, day: _} = date), do: calendar.quarter_of_year(date.year, date.month, date.day)
  def year_of_era(%{calendar: calendar, year: _, month: _, day: _} = date), do: calendar.year_of_era(date.year, date.month, date.day)
  def day_of_era(%{calendar: calendar, year: _, month: _, day: _} = date), do: calendar.day_of_era(date.year, date.month, date.day)

  def beginning_of_week(%{calendar: _} = date, starting_on \\ :default) do
    {day, first, _last} = week(date, starting_on)
    add(date, first - day)
  end

  def end_of_week(%{calendar: _} = date, starting_on \\ :default) do
    {day, _first, last} = week(date, starting_on)
    add(date, last - day)
  end

  def beginning_of_month(%{calendar: _, year: _, month: _} = date), do: %{bare(date) | day: 1}
  def end_of_month(%{calendar: _, year: _, month: _} = date), do: %{bare(date) | day: days_in_month(date)}

  # Parsing, formatting and Erlang's format

  def to_string(%{calendar: calendar, year: _, month: _, day: _} = date), do: calendar.date_to_string(date.year, date.month, date.day)

  def to_iso8601(%{calendar: other} = date, format \\ :extended) when format in [:basic, :extended] do
    %{year: year, month: month, day: day} = if other == Calendar.ISO, do: date, else: convert!(date, Calendar.ISO)
    Calendar.ISO.date_to_string(year, month, day, format)
  end

  def from_iso8601(string, calendar_or_format \\ Calendar.ISO)
  def from_iso8601(string, format) when format in [:basic, :extended], do: from_iso8601(string, Calendar.ISO, format)
  def from_iso8601(string, calendar), do: string |> Calendar.ISO.parse_date() |> parsed(calendar)

  def from_iso8601(string, calendar, format), do: string |> Calendar.ISO.parse_date(format) |> parsed(calendar)

  defp parsed(result, calendar) do
    with {:ok, {year, month, day}} <- result do
      convert(%Date{year: year, month: month, day: day}, calendar)
    end
  end

  def from_iso8601!(string, calendar_or_format \\ Calendar.ISO) do
    string |> from_iso8601(calendar_or_format) |> made!(string, "parse", "as date")
  end

  def from_iso8601!(string, calendar, format), do: string |> from_iso8601(calendar, format) |> made!(string, "parse", "as date")

  def to_erl(date) do
    %{year: year, month: month, day: day} = convert!(date, Calendar.ISO)
    {year, month, day}
  end

  def from_erl({year, month, day}, calendar \\ Calendar.ISO) do
    with {:ok, date} <- new(year, month, day), do: convert(date, calendar)
  end

  def from_erl!(tuple, calendar \\ Calendar.ISO), do: tuple |> from_erl(calendar) |> made!(tuple, "convert", "to date")

  def from_gregorian_days(days, calendar \\ Calendar.ISO) when is_integer(days), do: from_iso_days({days, {0, 1}}, calendar)
  def to_gregorian_days(date), do: date |> to_iso_days() |> elem(0)

  # Arithmetic

  @doc false
  def to_iso_days(%{calendar: Calendar.ISO, year: year, month: month, day: day}), do: Calendar.ISO.date_to_iso_days(year, month, day)

  def to_iso_days(%{calendar: calendar, year: year, month: month, day: day}) do
    calendar.naive_datetime_to_iso_days(year, month, day, 12, 0, 0, {0, 6})
  end

  defp from_iso_days({days, _}, Calendar.ISO) do
    {year, month, day} = Calendar.ISO.days_to_date(days)
    %Date{year: year, month: month, day: day}
  end

  defp from_iso_days(iso_days, calendar) do
    {year, month, day, _, _, _, _} = calendar.naive_datetime_from_iso_days(iso_days)
    %Date{year: year, month: month, day: day, calendar: calendar}
  end

  def compare(%{calendar: calendar} = date1, %{calendar: calendar} = date2) do
    %{year: year1, month: month1, day: day1} = date1
    %{year: year2, month: month2, day: day2} = date2
    order({year1, month1, day1}, {year2, month2, day2})
  end

  def compare(%{calendar: _} = date1, %{calendar: _} = date2) do
    compatible!(date1, date2, &comparison(&1, &2, "DateTime"))
    order(to_gregorian_days(date1), to_gregorian_days(date2))
  end

  def before?(date1, date2), do: compare(date1, date2) == :lt
  def after?(date1, date2), do: compare(date1, date2) == :gt

  def add(%{calendar: calendar} = date, days) do
    %{year: _, month: _, day: _} = date
    {n, fraction} = to_iso_days(date)
    from_iso_days({n + days, fraction}, calendar)
  end

  def diff(%{calendar: _} = date1, %{calendar: _} = date2) do
    compatible!(date1, date2, &difference/2)
    to_gregorian_days(date1) - to_gregorian_days(date2)
  end

  def shift(%{calendar: calendar} = date, duration) do
    %{year: year, month: month, day: day} = date
    {year, month, day} = calendar.shift_date(year, month, day, Duration.of!(duration, :date))
    %Date{year: year, month: month, day: day, calendar: calendar}
  end

  def convert(%{calendar: calendar, year: _, month: _, day: _} = date, calendar), do: {:ok, bare(date)}

  def convert(%{calendar: other} = date, calendar) do
    if Calendar.compatible_calendars?(other, calendar),
      do: {:ok, date |> to_iso_days() |> from_iso_days(calendar)},
      else: {:error, :incompatible_calendars}
  end

  def convert!(date, calendar) do
    date |> convert(calendar) |> made!(date, "convert", "to target calendar #{inspect(calendar)}")
  end

  defimpl String.Chars do
    def to_string(date), do: Date.to_string(date)
  end
end

defmodule Date.Range do
  @moduledoc "Ranges of dates."

  defstruct [:first, :last, :first_in_iso_days, :last_in_iso_days, :step]

  @doc false
  def days(%{first_in_iso_days: first, last_in_iso_days: last, step: step}), do: Range.new(first, last, step)

  # A range from before Elixir 1.12 has no step.
  def days(%{first_in_iso_days: first, last_in_iso_days: last}), do: Range.new(first, last, if(first <= last, do: 1, else: -1))

  @doc false
  def date(%{first: %{calendar: calendar}}, days), do: Date.from_gregorian_days(days, calendar)

  defimpl Enumerable do
    def count(range), do: {:ok, range |> Date.Range.days() |> Range.size()}

    def member?(%{first: %{calendar: calendar}} = range, %Date{calendar: calendar} = date) do
      {:ok, Date.to_gregorian_days(date) in Date.Range.days(range)}
    end

    def member?(_range, _other), do: {:ok, false}

    def slice(range) do
      days = Date.Range.days(range)
      {:ok, Range.size(days), fn range -> for(day <- Date.Range.days(range), do: Date.Range.date(range, day)) end}
    end

    def reduce(range, acc, fun) do
      Enumerable.reduce(Date.Range.days(range), acc, fn day, acc -> fun.(Date.Range.date(range, day), acc) end)
    end
  end
end
