defmodule Plug.Conn.Cookies do
  @moduledoc "Encodes and decodes cookies."

  @doc "Returns the pairs of a `cookie` header."
  def decode(header) when is_binary(header) do
    for part <- String.split(header, ";"), [key, value] <- [:binary.split(part, "=")], key = String.trim(key), key != "", into: %{} do
      {key, value |> String.trim() |> unquoted()}
    end
  end

  defp unquoted(value) do
    size = byte_size(value) - 2

    case value do
      <<?", inner::binary-size(size), ?">> when size >= 0 -> inner
      _ -> value
    end
  end

  @doc "Returns the value of a `set-cookie` header."
  def encode(key, opts \\ %{}) when is_map(opts) do
    value = Map.get(opts, :value)
    IO.iodata_to_binary([key, ?=, to_string(value), "; path=", Map.get(opts, :path, "/") | attributes(opts)])
  end

  defp attributes(opts) do
    [
      if(opts[:domain], do: ["; domain=", opts[:domain]], else: []),
      if(opts[:max_age], do: age(opts), else: []),
      if(opts[:secure], do: "; secure", else: []),
      if(Map.get(opts, :http_only, true), do: "; HttpOnly", else: []),
      if(opts[:same_site], do: ["; SameSite=", opts[:same_site]], else: []),
      if(opts[:extra], do: ["; ", opts[:extra]], else: [])
    ]
  end

  defp age(%{max_age: age} = opts) do
    time = Map.get(opts, :universal_time) || :calendar.universal_time()
    ["; expires=", time |> add_seconds(age) |> rfc2822(), "; max-age=", Integer.to_string(age)]
  end

  defp add_seconds(time, seconds) do
    :calendar.gregorian_seconds_to_datetime(:calendar.datetime_to_gregorian_seconds(time) + seconds)
  end

  @days {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
  @months {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}

  defp rfc2822({{year, month, day} = date, {hour, minute, second}}) do
    name = elem(@days, :calendar.day_of_the_week(date) - 1)
    [name, ", ", pad(day), ?\s, elem(@months, month - 1), ?\s, to_string(year), ?\s, pad(hour), ?:, pad(minute), ?:, pad(second), " GMT"]
  end

  defp pad(n), do: n |> Integer.to_string() |> String.pad_leading(2, "0")
end
