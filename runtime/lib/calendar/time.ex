defmodule Time do
  @moduledoc "Times of a day: hours, minutes, seconds and microseconds with a precision."

  @enforce_keys [:hour, :minute, :second]
  defstruct [:hour, :minute, :second, microsecond: {0, 0}, calendar: Calendar.ISO]

  @per_day 86_400_000_000

  def utc_now(calendar \\ Calendar.ISO), do: DateTime.utc_now(calendar) |> DateTime.to_time()

  def new(hour, minute, second, microsecond \\ {0, 0}, calendar \\ Calendar.ISO)

  def new(hour, minute, second, microsecond, calendar) do
    microsecond = if is_integer(microsecond), do: {microsecond, 6}, else: microsecond

    if calendar.valid_time?(hour, minute, second, microsecond),
      do: {:ok, %Time{hour: hour, minute: minute, second: second, microsecond: microsecond, calendar: calendar}},
      else: {:error, :invalid_time}
  end

  def new!(hour, minute, second, microsecond \\ {0, 0}, calendar \\ Calendar.ISO) do
    hour |> new(minute, second, microsecond, calendar) |> Calendar.ISO.built!("time")
  end

  def to_string(time), do: to_iso8601(time)

  def to_iso8601(%{hour: hour, minute: minute, second: second, microsecond: microsecond}, format \\ :extended) do
    Calendar.ISO.time_to_string(hour, minute, second, microsecond, format)
  end

  def from_iso8601(string, calendar \\ Calendar.ISO)
  def from_iso8601(string, format) when format in [:basic, :extended], do: parsed(Calendar.ISO.parse_time(string, format))
  def from_iso8601(string, _calendar), do: parsed(Calendar.ISO.parse_time(string))

  defp parsed({:ok, {hour, minute, second, microsecond}}), do: new(hour, minute, second, microsecond)
  defp parsed(error), do: error

  def from_iso8601!(string, calendar \\ Calendar.ISO) do
    string |> from_iso8601(calendar) |> Calendar.ISO.made!(string, "parse", "as time")
  end

  def to_erl(%{hour: hour, minute: minute, second: second}), do: {hour, minute, second}

  def from_erl({hour, minute, second}, microsecond \\ {0, 0}, calendar \\ Calendar.ISO) do
    new(hour, minute, second, microsecond, calendar)
  end

  def from_erl!(tuple, microsecond \\ {0, 0}, calendar \\ Calendar.ISO) do
    tuple |> from_erl(microsecond, calendar) |> Calendar.ISO.made!(tuple, "convert", "to time")
  end

  def from_seconds_after_midnight(seconds, microsecond \\ {0, 0}, _calendar \\ Calendar.ISO) when is_integer(seconds) do
    {hour, minute, second, _} = Calendar.ISO.time_from_day_fraction({Integer.mod(seconds, 86_400), 86_400})
    %Time{hour: hour, minute: minute, second: second, microsecond: microsecond}
  end

  def to_seconds_after_midnight(%{hour: hour, minute: minute, second: second, microsecond: {microsecond, _}}) do
    {(hour * 60 + minute) * 60 + second, microsecond}
  end

  def add(time, amount, unit \\ :second)
  def add(time, amount, :day), do: add(time, amount * 86_400, :second)
  def add(time, amount, :hour), do: add(time, amount * 3600, :second)
  def add(time, amount, :minute), do: add(time, amount * 60, :second)

  def add(%{microsecond: {_, precision}} = time, amount, unit) when is_integer(amount) do
    total = microseconds(time) + System.convert_time_unit(amount, unit, :microsecond)
    from_microseconds(total, max(precision, Calendar.ISO.time_unit_to_precision(unit)))
  end

  def shift(time, duration) do
    Enum.reduce(Duration.pairs(duration), time, fn
      {:microsecond, {n, precision}}, time -> from_microseconds(microseconds(time) + n, max(precision, elem(time.microsecond, 1)))
      {unit, n}, time when unit in [:hour, :minute, :second] -> add(time, n, unit)
      {unit, _}, _ -> raise ArgumentError, "unsupported unit #{inspect(unit)}. Expected :hour, :minute, :second, :microsecond"
    end)
  end

  defp from_microseconds(total, precision) do
    {hour, minute, second, {microsecond, _}} = Calendar.ISO.time_from_day_fraction({Integer.mod(total, @per_day), @per_day})
    %Time{hour: hour, minute: minute, second: second, microsecond: {microsecond, precision}}
  end

  defp microseconds(%{hour: hour, minute: minute, second: second, microsecond: {microsecond, _}}) do
    ((hour * 60 + minute) * 60 + second) * 1_000_000 + microsecond
  end

  def compare(%{} = time1, %{} = time2), do: Calendar.ISO.order(microseconds(time1), microseconds(time2))

  def before?(time1, time2), do: compare(time1, time2) == :lt
  def after?(time1, time2), do: compare(time1, time2) == :gt

  def diff(time1, time2, unit \\ :second)
  def diff(time1, time2, :hour), do: div(diff(time1, time2, :second), 3600)
  def diff(time1, time2, :minute), do: div(diff(time1, time2, :second), 60)

  def diff(%{} = time1, %{} = time2, unit) do
    per_second = System.convert_time_unit(1, :second, unit)
    div((microseconds(time1) - microseconds(time2)) * per_second, 1_000_000)
  end

  def truncate(%Time{microsecond: microsecond} = time, unit), do: %{time | microsecond: Calendar.truncate(microsecond, unit)}

  def convert(%{hour: hour, minute: minute, second: second, microsecond: microsecond}, Calendar.ISO) do
    {:ok, %Time{hour: hour, minute: minute, second: second, microsecond: microsecond}}
  end

  def convert!(time, calendar) do
    {:ok, time} = convert(time, calendar)
    time
  end

  defimpl String.Chars do
    def to_string(time), do: Time.to_string(time)
  end
end
