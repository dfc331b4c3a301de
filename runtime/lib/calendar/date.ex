defmodule Date do
  @moduledoc "Dates: a year, a month and a day."

  @enforce_keys [:year, :month, :day]
  defstruct [:year, :month, :day, calendar: Calendar.ISO]

  def new(year, month, day, calendar \\ Calendar.ISO) do
    if calendar.valid_date?(year, month, day),
      do: {:ok, %Date{year: year, month: month, day: day, calendar: calendar}},
      else: {:error, :invalid_date}
  end

  def new!(year, month, day, calendar \\ Calendar.ISO) do
    year |> new(month, day, calendar) |> Calendar.ISO.built!("date")
  end

  def utc_today(calendar \\ Calendar.ISO), do: DateTime.utc_now(calendar) |> DateTime.to_date()

  def range(%{} = first, %{} = last) do
    step = if compare(first, last) == :gt, do: -1, else: 1
    range(first, last, step)
  end

  def range(%{} = first, %{} = last, step) when is_integer(step) and step != 0 do
    %Date.Range{
      first: to_date(first),
      last: to_date(last),
      first_in_iso_days: to_gregorian_days(first),
      last_in_iso_days: to_gregorian_days(last),
      step: step
    }
  end

  defp to_date(%{year: year, month: month, day: day}), do: %Date{year: year, month: month, day: day}

  def leap_year?(%{year: year}), do: Calendar.ISO.leap_year?(year)
  def days_in_month(%{year: year, month: month}), do: Calendar.ISO.days_in_month(year, month)
  def months_in_year(%{year: year}), do: Calendar.ISO.months_in_year(year)

  def to_string(%{year: year, month: month, day: day}), do: Calendar.ISO.date_to_string(year, month, day)
  def to_iso8601(%{year: year, month: month, day: day}, format \\ :extended), do: Calendar.ISO.date_to_string(year, month, day, format)

  def from_iso8601(string, calendar \\ Calendar.ISO)
  def from_iso8601(string, format) when format in [:basic, :extended], do: parsed(Calendar.ISO.parse_date(string, format))
  def from_iso8601(string, _calendar), do: parsed(Calendar.ISO.parse_date(string))

  defp parsed({:ok, {year, month, day}}), do: new(year, month, day)
  defp parsed(error), do: error

  def from_iso8601!(string, calendar \\ Calendar.ISO) do
    string |> from_iso8601(calendar) |> Calendar.ISO.made!(string, "parse", "as date")
  end

  def to_erl(%{year: year, month: month, day: day}), do: {year, month, day}
  def from_erl({year, month, day}, calendar \\ Calendar.ISO), do: new(year, month, day, calendar)

  def from_erl!(tuple, calendar \\ Calendar.ISO) do
    tuple |> from_erl(calendar) |> Calendar.ISO.made!(tuple, "convert", "to date")
  end

  def from_gregorian_days(days, _calendar \\ Calendar.ISO) when is_integer(days) do
    {year, month, day} = Calendar.ISO.days_to_date(days)
    %Date{year: year, month: month, day: day}
  end

  def to_gregorian_days(%{year: year, month: month, day: day}), do: Calendar.ISO.date_to_days(year, month, day)

  def compare(%{} = date1, %{} = date2) do
    Calendar.ISO.order({date1.year, date1.month, date1.day}, {date2.year, date2.month, date2.day})
  end

  def before?(date1, date2), do: compare(date1, date2) == :lt
  def after?(date1, date2), do: compare(date1, date2) == :gt

  def add(%{} = date, days) when is_integer(days), do: from_gregorian_days(to_gregorian_days(date) + days)
  def diff(%{} = date1, %{} = date2), do: to_gregorian_days(date1) - to_gregorian_days(date2)

  def shift(%{} = date, duration) do
    {months, days} =
      Enum.reduce(Duration.pairs(duration), {0, 0}, fn
        {:year, n}, {months, days} -> {months + 12 * n, days}
        {:month, n}, {months, days} -> {months + n, days}
        {:week, n}, {months, days} -> {months, days + 7 * n}
        {:day, n}, {months, days} -> {months, days + n}
        {unit, _}, _ -> raise ArgumentError, "unsupported unit #{inspect(unit)}. Expected :year, :month, :week, :day"
      end)

    date |> add_months(months) |> add(days)
  end

  defp add_months(%{year: year, month: month, day: day}, months) do
    total = year * 12 + month - 1 + months
    {year, month} = {Integer.floor_div(total, 12), Integer.mod(total, 12) + 1}
    %Date{year: year, month: month, day: min(day, Calendar.ISO.days_in_month(year, month))}
  end

  def day_of_week(%{year: year, month: month, day: day}, starting_on \\ :default) do
    elem(Calendar.ISO.day_of_week(year, month, day, starting_on), 0)
  end

  def day_of_year(%{year: year, month: month, day: day}), do: Calendar.ISO.day_of_year(year, month, day)
  def quarter_of_year(%{year: year, month: month, day: day}), do: Calendar.ISO.quarter_of_year(year, month, day)
  def year_of_era(%{year: year}), do: Calendar.ISO.year_of_era(year)
  def day_of_era(%{year: year, month: month, day: day}), do: Calendar.ISO.day_of_era(year, month, day)

  def beginning_of_week(%{} = date, starting_on \\ :default), do: add(date, 1 - day_of_week(date, starting_on))
  def end_of_week(%{} = date, starting_on \\ :default), do: add(date, 7 - day_of_week(date, starting_on))
  def beginning_of_month(%{} = date), do: %{to_date(date) | day: 1}
  def end_of_month(%{} = date), do: %{to_date(date) | day: days_in_month(date)}

  def convert(%{} = date, Calendar.ISO), do: {:ok, to_date(date)}
  def convert!(%{} = date, Calendar.ISO), do: to_date(date)

  defimpl String.Chars do
    def to_string(date), do: Date.to_string(date)
  end
end

defmodule Date.Range do
  @moduledoc "The dates from one to another."

  defstruct [:first, :last, :first_in_iso_days, :last_in_iso_days, :step]

  @doc false
  def size(%{first_in_iso_days: first, last_in_iso_days: last, step: step}), do: Range.size(first, last, step)

  defimpl Enumerable do
    def count(range), do: {:ok, Date.Range.size(range)}

    def member?(range, %Date{} = date) do
      {:ok, Date.to_gregorian_days(date) in days(range)}
    end

    def member?(_range, _other), do: {:ok, false}
    def slice(range), do: {:ok, Date.Range.size(range), fn range -> for(day <- days(range), do: Date.from_gregorian_days(day)) end}

    def reduce(range, acc, fun) do
      Enumerable.reduce(days(range), acc, fn day, acc -> fun.(Date.from_gregorian_days(day), acc) end)
    end

    defp days(%{first_in_iso_days: first, last_in_iso_days: last, step: step}), do: Range.new(first, last, step)
  end
end
