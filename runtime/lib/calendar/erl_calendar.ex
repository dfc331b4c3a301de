defmodule :calendar do
  @moduledoc "The functions of Erlang's calendar that are not in Go: local times, time stamps and RFC 3339."

  @doc "Returns the year and the number of the current week."
  def iso_week_number, do: :calendar.iso_week_number(elem(:calendar.local_time(), 0))

  def local_time_to_universal_time(time), do: :erlang.localtime_to_universaltime(time)
  def local_time_to_universal_time(time, is_dst), do: :erlang.localtime_to_universaltime(time, is_dst)

  @doc "Returns a list with the universal time of a local time."
  def local_time_to_universal_time_dst(time), do: [:erlang.localtime_to_universaltime(time)]
  def universal_time_to_local_time(time), do: :erlang.universaltime_to_localtime(time)

  @doc "Converts the result of `:os.timestamp/0` to a date and a time."
  def now_to_datetime({millions, seconds, _}), do: :calendar.system_time_to_universal_time(millions * 1_000_000 + seconds, :second)
  def now_to_universal_time(now), do: now_to_datetime(now)
  def now_to_local_time({millions, seconds, _}), do: :calendar.system_time_to_local_time(millions * 1_000_000 + seconds, :second)

  @doc "Returns the days and the time between two dates with times."
  def time_difference(from, to) do
    :calendar.seconds_to_daystime(:calendar.datetime_to_gregorian_seconds(to) - :calendar.datetime_to_gregorian_seconds(from))
  end

  @doc "Parses a text such as 2024-05-01T07:00:00Z into system time."
  def rfc3339_to_system_time(text, options \\ []) do
    [year, month, day, hour, minute, second, fraction, zone] = fields!(text)
    unit = Keyword.get(options, :unit, :second)
    local = :calendar.datetime_to_gregorian_seconds({{year, month, day}, {hour, minute, second}})
    seconds = local - :calendar.datetime_to_gregorian_seconds({{1970, 1, 1}, {0, 0, 0}}) - offset(zone)
    factor = :erlang.convert_time_unit(1, :second, unit)
    # Like OTP, this subtracts the fraction of a second for times before 1970.
    part = trunc(fraction * factor)
    seconds * factor + if(seconds < 0, do: -part, else: part)
  end

  defp fields!(text) do
    groups = is_list(text) && Regex.run(~r/^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/, List.to_string(text))

    case groups do
      [_ | groups] ->
        {numbers, [fraction, zone]} = Enum.split(groups, 6)
        Enum.map(numbers, &String.to_integer/1) ++ [if(fraction == "", do: 0, else: String.to_float("0" <> fraction)), zone]

      _ ->
        :erlang.error({:badmatch, text})
    end
  end

  defp offset(zone) when zone in ["Z", "z"], do: 0

  defp offset(<<sign, hours::binary-size(2), ?:, minutes::binary-size(2)>>) do
    seconds = String.to_integer(hours) * 3600 + String.to_integer(minutes) * 60
    if sign == ?-, do: -seconds, else: seconds
  end

  @doc "Formats a time since 1970 as RFC 3339 text. Options: `:unit`, `:offset` (`'Z'`, `'+hh:mm'` or seconds), `:time_designator`."
  def system_time_to_rfc3339(time, options \\ []) do
    parts = :erlang.convert_time_unit(1, :second, Keyword.get(options, :unit, :second))
    {seconds, shown} = time |> Integer.floor_div(parts) |> shifted(Keyword.get(options, :offset, ~c""))
    {{year, month, day}, {h, m, s}} = :calendar.system_time_to_universal_time(seconds, :second)
    designator = Keyword.get(options, :time_designator, ?T)

    [:io_lib.format(~c"~4..0B-~2..0B-~2..0B~tc~2..0B:~2..0B:~2..0B", [year, month, day, designator, h, m, s]), fraction(Integer.mod(time, parts), parts), shown]
    |> :unicode.characters_to_list()
  end

  # Local time is UTC if the time zone is unknown. The offset of local time is written out like
  # any other offset.
  defp shifted(seconds, ~c""), do: shifted(seconds, local_offset(seconds))
  defp shifted(seconds, utc) when utc in [~c"Z", ~c"z"], do: {seconds, utc}
  defp shifted(seconds, offset) when is_integer(offset), do: {seconds + offset, hours(offset)}

  defp shifted(seconds, [sign, h1, h2, ?:, m1, m2] = shown) when sign in ~c"+-" do
    offset = :erlang.list_to_integer([h1, h2]) * 3600 + :erlang.list_to_integer([m1, m2]) * 60
    {if(sign == ?+, do: seconds + offset, else: seconds - offset), shown}
  end

  defp local_offset(seconds) do
    [local, utc] = for at <- [:calendar.system_time_to_local_time(seconds, :second), :calendar.system_time_to_universal_time(seconds, :second)], do: :calendar.datetime_to_gregorian_seconds(at)
    local - utc
  end

  defp hours(offset) do
    :io_lib.format(~c"~tc~2..0B:~2..0B", [if(offset < 0, do: ?-, else: ?+), div(abs(offset), 3600), div(rem(abs(offset), 3600), 60)])
  end

  defp fraction(_part, 1), do: ""
  defp fraction(part, parts), do: "." <> (part |> Integer.to_string() |> String.pad_leading(String.length(Integer.to_string(parts)) - 1, "0"))
end
