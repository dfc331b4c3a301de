defmodule Calendar.ISO do
  @moduledoc "The calendar of ISO 8601: proleptic Gregorian, days and months counted from 1."

  @behaviour Calendar

  @day 86_400
  @microseconds 86_400_000_000

  def leap_year?(year) when is_integer(year), do: rem(year, 4) == 0 and (rem(year, 100) != 0 or rem(year, 400) == 0)

  def days_in_month(year, month)
  def days_in_month(year, 2) when is_integer(year), do: if(leap_year?(year), do: 29, else: 28)
  def days_in_month(year, month) when is_integer(year) and month in [4, 6, 9, 11], do: 30
  def days_in_month(year, month) when is_integer(year) and month in 1..12, do: 31

  def months_in_year(year) when is_integer(year), do: 12

  def valid_date?(year, month, day) when is_integer(year) and is_integer(month) and is_integer(day) do
    month in 1..12 and day >= 1 and day <= days_in_month(year, month)
  end

  def valid_time?(hour, minute, second, {microsecond, precision})
      when is_integer(hour) and is_integer(minute) and is_integer(second) and is_integer(microsecond) do
    hour in 0..23 and minute in 0..59 and second in 0..59 and microsecond in 0..999_999 and precision in 0..6
  end

  @doc "Returns the number of days since January 1 of year 0."
  def date_to_days(year, month, day) do
    ensure_day_in_month!(year, month, day)

    # The computation starts the year in March, so that the leap day is its last day.
    y = if month > 2, do: year, else: year - 1
    m = rem(month + 9, 12)
    365 * y + Integer.floor_div(y, 4) - Integer.floor_div(y, 100) + Integer.floor_div(y, 400) + div(153 * m + 2, 5) + day + 59
  end

  defp ensure_day_in_month!(year, month, day) when is_integer(day) do
    unless day >= 1 and day <= days_in_month(year, month), do: raise(ArgumentError, "invalid date: #{date_to_string(year, month, day)}")
  end

  @doc "Converts a number of days since January 1 of year 0 to a date."
  def days_to_date(days) do
    n = days - 60
    era = Integer.floor_div(n, 146_097)
    of_era = n - era * 146_097
    year_of_era = div(of_era - div(of_era, 1460) + div(of_era, 36_524) - div(of_era, 146_096), 365)
    of_year = of_era - (365 * year_of_era + div(year_of_era, 4) - div(year_of_era, 100))
    m = div(5 * of_year + 2, 153)
    month = if m < 10, do: m + 3, else: m - 9
    year = year_of_era + era * 400
    {if(month <= 2, do: year + 1, else: year), month, of_year - div(153 * m + 2, 5) + 1}
  end

  @doc false
  def date_to_iso_days(year, month, day), do: {date_to_days(year, month, day), {0, @microseconds}}
  @doc false
  def date_from_iso_days({days, _}), do: days_to_date(days)

  def naive_datetime_to_iso_days(year, month, day, hour, minute, second, microsecond) do
    {date_to_days(year, month, day), time_to_day_fraction(hour, minute, second, microsecond)}
  end

  def naive_datetime_from_iso_days({days, fraction}) do
    {year, month, day} = days_to_date(days)
    {hour, minute, second, microsecond} = time_from_day_fraction(fraction)
    {year, month, day, hour, minute, second, microsecond}
  end

  def iso_days_to_beginning_of_day({days, _fraction}), do: {days, {0, @microseconds}}
  def iso_days_to_end_of_day({days, _fraction}), do: {days, {@microseconds - 1, @microseconds}}

  def time_to_day_fraction(0, 0, 0, {0, _}), do: {0, @microseconds}

  def time_to_day_fraction(hour, minute, second, {microsecond, _}) do
    {((hour * 60 + minute) * 60 + second) * 1_000_000 + microsecond, @microseconds}
  end

  def time_from_day_fraction({parts, per_day}) do
    total = div(parts * @microseconds, per_day)
    seconds = div(total, 1_000_000)
    {div(seconds, 3600), div(rem(seconds, 3600), 60), rem(seconds, 60), {rem(total, 1_000_000), 6}}
  end

  @doc false
  def day_of_week(year, month, day), do: day_of_week(year, month, day, :default)

  def day_of_week(year, month, day, starting_on) do
    days = date_to_days(year, month, day)
    first = if starting_on == :default, do: 1, else: day_of_week_offset(starting_on)
    {Integer.mod(days + 5 - (first - 1), 7) + 1, 1, 7}
  end

  defp day_of_week_offset(:monday), do: 1
  defp day_of_week_offset(:tuesday), do: 2
  defp day_of_week_offset(:wednesday), do: 3
  defp day_of_week_offset(:thursday), do: 4
  defp day_of_week_offset(:friday), do: 5
  defp day_of_week_offset(:saturday), do: 6
  defp day_of_week_offset(:sunday), do: 7

  def day_of_year(year, month, day), do: date_to_days(year, month, day) - date_to_days(year, 1, 1) + 1
  def quarter_of_year(year, month, day) when is_integer(year) and month in 1..12 and day in 1..31, do: div(month + 2, 3)
  def year_of_era(year) when year >= 1, do: {year, 1}
  def year_of_era(year) when year <= 0, do: {1 - year, 0}
  def year_of_era(year, _month, _day), do: year_of_era(year)

  def shift_date(year, month, day, %Duration{} = duration) do
    {year, month, day} = shift_months(year, month, day, 12 * duration.year + duration.month)
    days_to_date(date_to_days(year, month, day) + 7 * duration.week + duration.day)
  end

  def shift_naive_datetime(year, month, day, hour, minute, second, microsecond, %Duration{} = duration) do
    {year, month, day} = shift_months(year, month, day, 12 * duration.year + duration.month)
    {days, {parts, per_day}} = naive_datetime_to_iso_days(year, month, day, hour, minute, second, microsecond)
    days = days + 7 * duration.week + duration.day
    {year, month, day, hour, minute, second, {n, _}} = moved(days, parts + time_amount(duration), per_day)
    {year, month, day, hour, minute, second, {n, shifted_precision(microsecond, duration)}}
  end

  def shift_time(hour, minute, second, microsecond, %Duration{} = duration) do
    {parts, per_day} = time_to_day_fraction(hour, minute, second, microsecond)
    {hour, minute, second, {n, _}} = time_from_day_fraction({Integer.mod(parts + time_amount(duration), per_day), per_day})
    {hour, minute, second, {n, shifted_precision(microsecond, duration)}}
  end

  # A day beyond the end of the month becomes the last day.
  defp shift_months(year, month, day, months) do
    total = year * 12 + month - 1 + months
    {year, month} = {Integer.floor_div(total, 12), Integer.mod(total, 12) + 1}
    {year, month, min(day, days_in_month(year, month))}
  end

  defp time_amount(%{hour: hour, minute: minute, second: second, microsecond: {microsecond, _}}) do
    ((hour * 60 + minute) * 60 + second) * 1_000_000 + microsecond
  end

  defp shifted_precision({_, precision}, %{microsecond: {0, 0}}), do: precision
  defp shifted_precision(_microsecond, %{microsecond: {_, precision}}), do: precision

  def day_of_era(year, month, day) when is_integer(year) and year > 0, do: {date_to_days(year, month, day) - 365, 1}
  def day_of_era(year, month, day) when is_integer(year), do: {366 - date_to_days(year, month, day), 0}

  def day_rollover_relative_to_midnight_utc, do: {0, 1}

  # Formatting

  def date_to_string(year, month, day, format \\ :extended)

  def date_to_string(year, month, day, format)
      when is_integer(year) and is_integer(month) and is_integer(day) and format in [:basic, :extended] do
    date_text(year, month, day, format)
  end

  defp date_text(year, month, day, :extended), do: year_text(year) <> "-" <> pad(month) <> "-" <> pad(day)
  defp date_text(year, month, day, :basic), do: year_text(year) <> pad(month) <> pad(day)

  defp year_text(year), do: pad(year, 4)

  def time_to_string(hour, minute, second, microsecond, format \\ :extended)

  def time_to_string(hour, minute, second, {n, precision} = microsecond, format)
      when hour in 0..23 and minute in 0..59 and second in 0..59 and n in 0..999_999 and precision in 0..6 and format in [:basic, :extended] do
    time_text(hour, minute, second, microsecond, format)
  end

  defp time_text(hour, minute, second, microsecond, :extended) do
    pad(hour) <> ":" <> pad(minute) <> ":" <> pad(second) <> fraction_text(microsecond)
  end

  defp time_text(hour, minute, second, microsecond, :basic) do
    pad(hour) <> pad(minute) <> pad(second) <> fraction_text(microsecond)
  end

  defp fraction_text({_microsecond, 0}), do: ""

  defp fraction_text({microsecond, precision}) do
    "." <> binary_part(pad(microsecond, 6), 0, precision)
  end

  def naive_datetime_to_string(year, month, day, hour, minute, second, microsecond, format \\ :extended) do
    date_to_string(year, month, day, format) <> " " <> time_to_string(hour, minute, second, microsecond, format)
  end

  def datetime_to_string(year, month, day, hour, minute, second, microsecond, zone, abbr, utc, std, format \\ :extended) do
    naive_datetime_to_string(year, month, day, hour, minute, second, microsecond, format) <>
      offset_to_string(utc, std, zone, format) <> zone_text(utc, std, zone, abbr)
  end

  defp zone_text(0, 0, "Etc/UTC", _abbr), do: ""
  defp zone_text(_utc, _std, zone, abbr), do: " " <> abbr <> " " <> zone

  @doc false
  def offset_to_string(utc, std, zone, format \\ :extended)
  def offset_to_string(0, 0, "Etc/UTC", _format), do: "Z"

  def offset_to_string(utc, std, _zone, format) do
    total = utc + std
    sign = if total < 0, do: "-", else: "+"
    minutes = div(abs(total), 60)
    colon = if format == :extended, do: ":", else: ""
    sign <> pad(div(minutes, 60)) <> colon <> pad(rem(minutes, 60))
  end

  defp pad(number, count \\ 2)
  defp pad(number, count) when number < 0, do: "-" <> pad(-number, count)
  defp pad(number, count), do: number |> Integer.to_string() |> String.pad_leading(count, "0")

  # Parsing

  @doc "Parses a duration such as `P1Y2M3DT4H`. Returns `{:ok, units}` with the last unit first."
  def parse_duration(string), do: Duration.Parser.parse(string)

  def parse_date(string) when is_binary(string), do: parse_date(string, :extended)

  def parse_date(string, format) when is_binary(string) and format in [:basic, :extended] do
    case read_date(string, format) do
      {year, month, day, ""} -> date(year, month, day)
      _ -> {:error, :invalid_format}
    end
  end

  defp date(year, month, day) do
    if valid_date?(year, month, day), do: {:ok, {year, month, day}}, else: {:error, :invalid_date}
  end

  def parse_time(string) when is_binary(string), do: parse_time(string, :extended)

  def parse_time("T" <> string, format), do: parse_time(string, format)

  def parse_time(string, format) when is_binary(string) and format in [:basic, :extended] do
    with {hour, minute, second, microsecond, rest} <- read_time(string, format),
         {_offset, ""} <- read_offset(rest) do
      time(hour, minute, second, microsecond)
    else
      _ -> {:error, :invalid_format}
    end
  end

  defp time(hour, minute, second, microsecond) do
    if valid_time?(hour, minute, second, microsecond),
      do: {:ok, {hour, minute, second, microsecond}},
      else: {:error, :invalid_time}
  end

  def parse_naive_datetime(string) when is_binary(string), do: parse_naive_datetime(string, :extended)

  def parse_naive_datetime(string, format) when is_binary(string) and format in [:basic, :extended] do
    with {:ok, date, time, _offset} <- read_both(string, format), do: {:ok, both(date, time)}
  end

  def parse_utc_datetime(string) when is_binary(string), do: parse_utc_datetime(string, :extended)

  def parse_utc_datetime(string, format) when is_binary(string) and format in [:basic, :extended] do
    with {:ok, date, time, offset} <- read_both(string, format) do
      cond do
        offset == nil ->
          {:error, :missing_offset}

        offset == 0 ->
          {:ok, both(date, time), 0}

        true ->
          {year, month, day} = date
          {hour, minute, second, {_, precision} = microsecond} = time
          {days, {parts, per_day}} = naive_datetime_to_iso_days(year, month, day, hour, minute, second, microsecond)
          {year, month, day, hour, minute, second, {microsecond, _}} = moved(days, parts - offset * 1_000_000, per_day)
          {:ok, {year, month, day, hour, minute, second, {microsecond, precision}}, offset}
      end
    end
  end

  defp both({year, month, day}, {hour, minute, second, microsecond}) do
    {year, month, day, hour, minute, second, microsecond}
  end

  defp read_both(string, format) do
    with {year, month, day, <<separator, rest::binary>>} when separator in [?T, ?\s] <- read_date(string, format),
         {hour, minute, second, microsecond, rest} <- read_time(rest, format),
         {offset, ""} <- read_offset(rest) do
      with {:ok, date} <- date(year, month, day), {:ok, time} <- time(hour, minute, second, microsecond) do
        {:ok, date, time, offset}
      end
    else
      _ -> {:error, :invalid_format}
    end
  end

  defp read_date("-" <> rest, format) do
    with {year, month, day, rest} <- read_date(rest, format), do: {-year, month, day, rest}
  end

  defp read_date("+" <> rest, format), do: read_date(rest, format)

  defp read_date(<<y::binary-size(4), ?-, m::binary-size(2), ?-, d::binary-size(2), rest::binary>>, :extended) do
    with {[year, month, day], _} <- numbers([y, m, d]), do: {year, month, day, rest}
  end

  defp read_date(<<y::binary-size(4), m::binary-size(2), d::binary-size(2), rest::binary>>, :basic) do
    with {[year, month, day], _} <- numbers([y, m, d]), do: {year, month, day, rest}
  end

  defp read_date(_string, _format), do: :error

  defp read_time(<<h::binary-size(2), ?:, m::binary-size(2), ?:, s::binary-size(2), rest::binary>>, :extended) do
    read_time(h, m, s, rest)
  end

  defp read_time(<<h::binary-size(2), m::binary-size(2), s::binary-size(2), rest::binary>>, :basic) do
    read_time(h, m, s, rest)
  end

  defp read_time(_string, _format), do: :error

  defp read_time(h, m, s, rest) do
    with {[hour, minute, second], _} <- numbers([h, m, s]),
         {microsecond, rest} <- read_fraction(rest) do
      {hour, minute, second, microsecond, rest}
    end
  end

  defp read_fraction(<<point, digit, _::binary>> = string) when point in [?., ?,] and digit in ?0..?9 do
    <<_, rest::binary>> = string
    {digits, rest} = digits(rest, "")
    precision = min(byte_size(digits), 6)
    number = digits |> binary_part(0, precision) |> String.pad_trailing(6, "0") |> String.to_integer()
    {{number, precision}, rest}
  end

  defp read_fraction(<<point, _::binary>>) when point in [?., ?,], do: :error
  defp read_fraction(rest), do: {{0, 0}, rest}

  defp digits(<<digit, rest::binary>>, acc) when digit in ?0..?9, do: digits(rest, acc <> <<digit>>)
  defp digits(rest, acc), do: {acc, rest}

  defp read_offset(""), do: {nil, ""}
  defp read_offset("Z"), do: {0, ""}
  defp read_offset("-00:00"), do: :error
  defp read_offset(<<sign, h::binary-size(2), ?:, m::binary-size(2)>>) when sign in [?+, ?-], do: offset(sign, h, m)
  defp read_offset(<<sign, h::binary-size(2), m::binary-size(2)>>) when sign in [?+, ?-], do: offset(sign, h, m)
  defp read_offset(<<sign, h::binary-size(2)>>) when sign in [?+, ?-], do: offset(sign, h, "00")
  defp read_offset(_rest), do: :error

  defp offset(sign, h, m) do
    with {[hour, minute], _} when hour < 24 and minute < 60 <- numbers([h, m]) do
      seconds = (hour * 60 + minute) * 60
      {if(sign == ?-, do: -seconds, else: seconds), ""}
    else
      _ -> :error
    end
  end

  defp numbers(texts) do
    if Enum.all?(texts, fn text -> digits(text, "") == {text, ""} end) do
      {Enum.map(texts, &String.to_integer/1), ""}
    else
      :error
    end
  end

  # Units

  def time_unit_to_precision(:second), do: 0
  def time_unit_to_precision(:millisecond), do: 3
  def time_unit_to_precision(:microsecond), do: 6
  def time_unit_to_precision(:nanosecond), do: 6
  def time_unit_to_precision(n) when is_integer(n) or n == :native, do: 6

  @doc false
  def iso_days_to_unit({days, {parts, per_day}}, unit) do
    per_unit_day = System.convert_time_unit(@day, :second, unit)
    days * per_unit_day + div(parts * per_unit_day, per_day)
  end

  @doc false
  def from_unix(integer, unit) when is_integer(integer) do
    total = System.convert_time_unit(integer, unit, :microsecond)
    {year, month, day, hour, minute, second, {microsecond, _}} = moved(719_528, total, @microseconds)

    if year in -9999..9999,
      do: {:ok, {year, month, day}, {hour, minute, second}, {microsecond, unix_precision(unit)}},
      else: {:error, :invalid_unix_time}
  end

  # For a power of ten, the precision is the number of its zeros.
  defp unix_precision(n) when n in [1, 10, 100, 1000, 10_000, 100_000], do: length(Integer.digits(n)) - 1
  defp unix_precision(unit), do: unit |> System.normalize_time_unit() |> time_unit_to_precision()

  defp moved(days, parts, per_day) do
    naive_datetime_from_iso_days({days + Integer.floor_div(parts, per_day), {Integer.mod(parts, per_day), per_day}})
  end

  @doc false
  def shift_microseconds({days, {parts, per_day}}, microseconds) do
    added = div(microseconds * per_day, @microseconds)
    {days + Integer.floor_div(parts + added, per_day), {Integer.mod(parts + added, per_day), per_day}}
  end

  @doc false
  def cut({microsecond, precision}, unit) do
    wanted = min(precision, if(is_integer(unit), do: length(Integer.digits(unit)) - 1, else: time_unit_to_precision(unit)))
    step = Integer.pow(10, 6 - wanted)
    {div(microsecond, step) * step, wanted}
  end
end
