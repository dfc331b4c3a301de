defmodule Calendar.Format do
  @moduledoc "The directives of Calendar.strftime/3."

  @months ~w(January February March April May June July August September October November December)
  @days ~w(Monday Tuesday Wednesday Thursday Friday Saturday Sunday)

  @options [:am_pm_names, :month_names, :abbreviated_month_names, :day_of_week_names, :abbreviated_day_of_week_names] ++
             [:preferred_date, :preferred_time, :preferred_datetime]

  def text(format, value, options) do
    for {name, _} <- options, name not in @options do
      raise ArgumentError, "unknown option #{inspect(name)} given to Calendar.strftime/3"
    end

    parts(format, value, Map.new(options), [])
  end

  defp parts("", _value, _options, acc), do: acc |> :lists.reverse() |> IO.iodata_to_binary()
  defp parts("%" <> rest, value, options, acc), do: directive(rest, nil, nil, value, options, acc)
  defp parts(<<char::utf8, rest::binary>>, value, options, acc), do: parts(rest, value, options, [<<char::utf8>> | acc])

  # A directive can specify padding and a width.
  defp directive("-" <> rest, width, _pad, value, options, acc), do: directive(rest, width || 0, "", value, options, acc)
  defp directive("0" <> rest, nil, pad, value, options, acc), do: directive(rest, nil, pad || "0", value, options, acc)
  defp directive("_" <> rest, width, nil, value, options, acc), do: directive(rest, width, " ", value, options, acc)

  defp directive(<<digit, rest::binary>>, width, pad, value, options, acc) when digit in ?0..?9 do
    directive(rest, (width || 0) * 10 + digit - ?0, pad, value, options, acc)
  end

  # These directives have no padding.
  defp directive(<<letter, rest::binary>>, _width, _pad, value, options, acc) when letter in [?f, ?c, ?x, ?X] do
    parts(rest, value, options, [letter |> shown(value, options) |> elem(0) | acc])
  end

  defp directive(<<?z, rest::binary>>, width, pad, value, options, acc) do
    parts(rest, value, options, [offset(value, width, pad) | acc])
  end

  defp directive(<<letter, rest::binary>>, width, pad, value, options, acc) when letter < 128 do
    {text, default_width, default_pad} = shown(letter, value, options)
    padded = String.pad_leading(text, if(pad == "", do: 0, else: width || default_width), padding(pad, default_pad))
    parts(rest, value, options, [padded | acc])
  end

  defp directive("", _width, _pad, _value, _options, _acc), do: raise(ArgumentError, "invalid strftime format: %")
  defp directive(_other, _width, _pad, _value, _options, _acc), do: raise(ArgumentError, "invalid strftime format: %-")

  # The sign comes before the padding.
  defp offset(%{utc_offset: utc, std_offset: std}, width, pad) do
    minutes = div(abs(utc + std), 60)
    digits = Integer.to_string(div(minutes, 60) * 100 + rem(minutes, 60))
    sign = if utc + std < 0, do: "-", else: "+"
    sign <> if(pad == "", do: digits, else: String.pad_leading(digits, if(width, do: width, else: 4), pad || "0"))
  end

  defp offset(_value, _width, _pad), do: ""

  defp padding(nil, default), do: default
  defp padding("", default), do: default
  defp padding(pad, _default), do: pad

  defp shown(?%, _t, _o), do: {"%", 0, " "}
  defp shown(?a, t, o), do: word(Map.get(o, :abbreviated_day_of_week_names, &short/1), Date.day_of_week(t), &day/1)
  defp shown(?A, t, o), do: word(Map.get(o, :day_of_week_names), Date.day_of_week(t), &day/1)
  defp shown(?b, t, o), do: word(Map.get(o, :abbreviated_month_names, &short/1), t.month, &month/1)
  defp shown(?B, t, o), do: word(Map.get(o, :month_names), t.month, &month/1)
  defp shown(?c, t, o), do: {preferred(:preferred_datetime, "%Y-%m-%d %H:%M:%S", t, o), 0, " "}
  defp shown(?d, t, _o), do: number(t.day, 2)
  defp shown(?f, %{microsecond: {n, precision}}, _o), do: {fraction(n, precision), 0, "0"}
  defp shown(?H, t, _o), do: number(t.hour, 2)
  defp shown(?I, t, _o), do: number(rem(t.hour + 23, 12) + 1, 2)
  defp shown(?j, t, _o), do: number(Date.day_of_year(t), 3)
  defp shown(?m, t, _o), do: number(t.month, 2)
  defp shown(?M, t, _o), do: number(t.minute, 2)
  defp shown(?p, t, o), do: {half(t.hour, o) |> String.upcase(), 0, " "}
  defp shown(?P, t, o), do: {half(t.hour, o), 0, " "}
  defp shown(?q, t, _o), do: {Integer.to_string(Date.quarter_of_year(t)), 1, "0"}
  defp shown(?s, %{time_zone: _} = t, _o), do: {t |> DateTime.to_unix() |> Integer.to_string(), 10, "0"}
  defp shown(?s, t, _o), do: {t |> DateTime.from_naive!("Etc/UTC") |> DateTime.to_unix() |> Integer.to_string(), 10, "0"}
  defp shown(?S, t, _o), do: number(t.second, 2)
  defp shown(?u, t, _o), do: {Integer.to_string(Date.day_of_week(t)), 1, "0"}
  defp shown(?x, t, o), do: {preferred(:preferred_date, "%Y-%m-%d", t, o), 0, " "}
  defp shown(?X, t, o), do: {preferred(:preferred_time, "%H:%M:%S", t, o), 0, " "}
  defp shown(?y, t, _o), do: number(Integer.mod(t.year, 100), 2)
  defp shown(?Y, t, _o), do: number(t.year, 4)
  defp shown(?Z, t, _o), do: {Map.get(t, :zone_abbr, ""), 0, " "}
  defp shown(letter, _t, _o), do: raise(ArgumentError, "invalid strftime format: %#{<<letter>>}")

  defp number(n, width) when n < 0, do: {"-" <> String.pad_leading(Integer.to_string(-n), width, "0"), width, "0"}
  defp number(n, width), do: {Integer.to_string(n), width, "0"}

  defp word(nil, n, name), do: {name.(n), 0, " "}
  defp word(short, n, name) when is_function(short, 1), do: {if(short == (&short/1), do: short.(name.(n)), else: short.(n)), 0, " "}

  defp day(n), do: Enum.at(@days, n - 1)
  defp month(n), do: Enum.at(@months, n - 1)
  defp short(name), do: binary_part(name, 0, 3)

  defp half(hour, options) do
    case options do
      %{am_pm_names: names} -> Kernel.to_string(names.(if(hour < 12, do: :am, else: :pm)))
      _ -> if hour < 12, do: "am", else: "pm"
    end
  end

  defp fraction(_n, 0), do: "0"
  defp fraction(n, precision), do: n |> Integer.to_string() |> String.pad_leading(6, "0") |> binary_part(0, precision)

  # A preferred format may contain the directive of another preferred format, but not its own.
  defp preferred(key, default, value, options) do
    case Map.get(options, key, default) do
      {:within, key} -> raise ArgumentError, "tried to format #{key} within another #{key} format"
      format when is_binary(format) -> parts(format, value, Map.put(options, key, {:within, key}), [])
      fun when is_function(fun, 1) -> fun.(value)
    end
  end
end
