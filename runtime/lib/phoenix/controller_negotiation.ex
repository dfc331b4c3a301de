defmodule Phoenix.NotAcceptableError do
  @moduledoc "The client accepts none of the formats."
  defexception message: nil, accepts: [], plug_status: 406
end

defmodule Phoenix.Controller.Negotiation do
  @moduledoc false

  # Selects the format that a client prefers by its accept header (RFC 9110, 12.5.1).

  @doc "Returns the format in the parameter _format of the request."
  def named(format, accepted) do
    if format in accepted, do: format, else: refuse(accepted, "unknown format #{inspect(format)}, expected one of #{inspect(accepted)}")
  end

  @doc "Chooses the format by the values of the accept header."
  def choose(headers, [first | _]) when headers in [[], ["*/*"]], do: first

  # A browser accepts everything and means HTML.
  def choose([header | _], accepted) do
    if header =~ "*/*" and "html" in accepted, do: "html", else: header |> ranges() |> best(accepted)
  end

  # Parses the media ranges of a header: quality, text, and the formats that each stands for.
  defp ranges(header) do
    for part <- String.split(header, ","), {:ok, type, subtype, params} <- [Plug.Conn.Utils.media_type(part)] do
      {quality(params["q"]), part, extensions(type, subtype)}
    end
  end

  defp quality(nil), do: 1.0

  defp quality(text) do
    case Float.parse(text) do
      {quality, _} -> quality
      :error -> 1.0
    end
  end

  defp extensions("*", "*"), do: :any
  defp extensions(type, "*"), do: type
  defp extensions(type, subtype), do: MIME.extensions(type <> "/" <> subtype)

  # Types with quality 1 come first, in the client's order.
  defp best(ranges, accepted) do
    wanted = Enum.filter(ranges, &(elem(&1, 0) == 1.0))
    by_quality = Enum.sort_by(ranges, fn {quality, text, _} -> {-quality, text} end)
    Enum.find_value(wanted ++ by_quality, fn {_, _, extensions} -> find(extensions, accepted) end) || none(ranges, accepted)
  end

  defp find(:any, [first | _]), do: first
  defp find(extensions, accepted) when is_list(extensions), do: Enum.find(extensions, &(&1 in accepted))
  defp find(type, accepted), do: Enum.find(accepted, &String.starts_with?(MIME.type(&1), type <> "/"))

  defp none(ranges, accepted) do
    given = for {_, text, extensions} <- Enum.reverse(ranges), do: inspect(text) <> " with extensions: " <> inspect(extensions)

    refuse(accepted, """
    no supported media type in accept header.

    Expected one of #{inspect(accepted)} but got the following formats:

      * #{Enum.join(given, "\n  ")}

    To accept custom formats, register them under the :mime library
    in your config/config.exs file:

        config :mime, :types, %{
          "application/xml" => ["xml"]
        }

    And then run `mix deps.clean --build mime` to force it to be recompiled.
    """)
  end

  defp refuse(accepted, message), do: raise(Phoenix.NotAcceptableError, message: message, accepts: accepted)
end
