defmodule Duration do
  @moduledoc "An amount of time in units of the calendar, by which dates and times can be shifted."

  @units [:year, :month, :week, :day, :hour, :minute, :second, :microsecond]

  @derive {Inspect, optional: @units}
  defstruct year: 0, month: 0, week: 0, day: 0, hour: 0, minute: 0, second: 0, microsecond: {0, 0}

  @type t :: %Duration{}
  @type unit_pair :: {atom, integer | {integer, integer}}
  @type duration :: t | [unit_pair]

  @doc "Creates a duration from the given units."
  @spec new!(duration) :: t
  def new!(%Duration{} = duration), do: duration
  def new!(pairs), do: of!(pairs, :all)

  @scales %{
    date: [:year, :month, :week, :day],
    time: [:hour, :minute, :second, :microsecond],
    all: @units
  }

  # Returns the duration if a date, a time, or both can be shifted by it.
  @doc false
  def of!(%Duration{} = duration, scale) do
    units = @scales[scale]

    if Enum.any?(@units -- units, &(not zero?(Map.fetch!(duration, &1)))) do
      other = if scale == :date, do: :time, else: :date
      raise ArgumentError, "cannot shift #{scale} by #{other} scale unit. Expected #{shown(units)}"
    end

    duration
  end

  defp zero?({0, _precision}), do: true
  defp zero?(n), do: n == 0

  def of!(pairs, scale) do
    Enum.each(pairs, &valid!(&1, @scales[scale]))
    struct!(Duration, pairs)
  end

  defp valid!({unit, value}, units) do
    cond do
      unit not in @units -> raise ArgumentError, "unknown unit #{inspect(unit)}. Expected #{shown(units)}"
      unit not in units -> raise ArgumentError, "unsupported unit #{inspect(unit)}. Expected #{shown(units)}"
      wanted = wrong(unit, value) -> raise ArgumentError, "unsupported value #{inspect(value)} for #{inspect(unit)}. Expected #{wanted}"
      true -> :ok
    end
  end

  defp wrong(:microsecond, {us, precision}) when is_integer(us) and precision in 0..6, do: nil
  defp wrong(:microsecond, _value), do: "a tuple {ms, precision} where precision is an integer from 0 to 6"
  defp wrong(_unit, value), do: if(not is_integer(value), do: "an integer")

  defp shown(units), do: Enum.map_join(units, ", ", &inspect/1)

  @doc "Returns the sum of two durations, unit by unit, with the greater precision."
  @spec add(t, t) :: t
  def add(%Duration{} = d1, %Duration{} = d2), do: combine(d1, d2, &Kernel.+/2)

  @doc "Subtracts the second duration from the first, unit by unit."
  @spec subtract(t, t) :: t
  def subtract(%Duration{} = d1, %Duration{} = d2), do: combine(d1, d2, &Kernel.-/2)

  @doc "Multiplies a duration by an integer."
  @spec multiply(t, integer) :: t
  def multiply(%Duration{} = duration, integer) when is_integer(integer), do: combine(duration, duration, fn n, _ -> n * integer end)

  @doc "Negates a duration."
  @spec negate(t) :: t
  def negate(%Duration{} = duration), do: multiply(duration, -1)

  defp combine(d1, d2, fun) do
    {{us1, precision1}, {us2, precision2}} = {d1.microsecond, d2.microsecond}
    whole = for unit <- @units -- [:microsecond], do: {unit, fun.(Map.fetch!(d1, unit), Map.fetch!(d2, unit))}
    struct!(Duration, [{:microsecond, {fun.(us1, us2), max(precision1, precision2)}} | whole])
  end

  # Returns the units that are not 0.
  defp pairs(duration), do: for(unit <- @units, value = Map.fetch!(duration, unit), value not in [0, {0, 0}], do: {unit, value})

  @doc "Parses a duration such as `P1Y2M3DT4H5M6.7S` (ISO 8601-2)."
  @spec from_iso8601(String.t()) :: {:ok, t} | {:error, atom}
  def from_iso8601(string) when is_binary(string) do
    with {:ok, pairs} <- Calendar.ISO.parse_duration(string), do: {:ok, struct!(Duration, pairs)}
  end

  @spec from_iso8601!(String.t()) :: t
  def from_iso8601!(string) when is_binary(string) do
    case from_iso8601(string) do
      {:ok, duration} -> duration
      {:error, reason} -> raise ArgumentError, ~s/failed to parse duration "#{string}". reason: #{inspect(reason)}/
    end
  end

  @dates [year: "Y", month: "M", week: "W", day: "D"]

  @doc "Formats a duration according to ISO 8601-2."
  @spec to_iso8601(t) :: String.t()
  def to_iso8601(%Duration{} = duration) do
    dates = for {unit, letter} <- @dates, n = Map.fetch!(duration, unit), n != 0, do: "#{n}#{letter}"
    times = for {unit, letter} <- [hour: "H", minute: "M"], n = Map.fetch!(duration, unit), n != 0, do: "#{n}#{letter}"

    case {dates, times ++ List.wrap(seconds_text(duration, ".", "S"))} do
      {[], []} -> "PT0S"
      {dates, []} -> IO.iodata_to_binary(["P", dates])
      {dates, times} -> IO.iodata_to_binary(["P", dates, "T", times])
    end
  end

  @short [year: "a", month: "mo", week: "wk", day: "d", hour: "h", minute: "min", second: "s"]

  @doc "Formats a duration in words. `:format` is `:short` or `:long`, `:units` holds names, and `:separator` separates the parts."
  @spec to_string(t, keyword) :: String.t()
  def to_string(%Duration{} = duration, options \\ []) do
    long? = Keyword.get(options, :format, :short) == :long
    units = Keyword.merge(@short, Keyword.get(options, :units, []))
    name = fn unit, n -> if long?, do: " #{unit}#{if n in [1, "1"], do: "", else: "s"}", else: Keyword.fetch!(units, unit) end

    parts = for {unit, _} <- Keyword.delete(@short, :second), n = Map.fetch!(duration, unit), n != 0, do: "#{n}#{if long?, do: name.(unit, n), else: units[unit]}"
    seconds = seconds_text(duration, ".", "")

    case parts ++ if(seconds, do: ["#{seconds}#{name.(:second, seconds)}"], else: []) do
      [] -> "0#{name.(:second, 0)}"
      parts -> Enum.join(parts, Keyword.get(options, :separator, " "))
    end
  end

  # Returns nil if there are no seconds.
  defp seconds_text(%{second: 0, microsecond: {0, _}}, _point, _unit), do: nil
  defp seconds_text(%{second: second, microsecond: {_, 0}}, _point, unit), do: "#{second}#{unit}"

  defp seconds_text(%{second: second, microsecond: {us, precision}}, point, unit) do
    total = second * 1_000_000 + us
    digits = rem(abs(total), 1_000_000) |> Integer.to_string() |> String.pad_leading(6, "0") |> binary_part(0, precision)
    "#{if total < 0, do: "-"}#{div(abs(total), 1_000_000)}#{point}#{digits}#{unit}"
  end
end
