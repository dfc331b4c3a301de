defmodule Plug.Conn.Utils do
  @moduledoc "Parses parts of headers."

  @doc "Returns type, subtype and parameters of a content type, or `:error`."
  def content_type(text) do
    case media_type(text) do
      {:ok, _, "*", _} -> :error
      other -> other
    end
  end

  @doc """
  Returns type, subtype and parameters of a content type with or without wildcards, or `:error`.
  """
  def media_type(text) when is_binary(text) do
    {range, params} =
      case :binary.split(text, ";") do
        [range] -> {range, ""}
        [range, params] -> {range, params}
      end

    case Regex.run(~r{\A\s*(?:(\*)/(\*)|([a-z0-9-]+)/(\*|[a-z0-9.+-]*))\s*\z}, String.downcase(range), capture: :all_but_first) do
      ["", "", type, subtype] -> {:ok, type, subtype, params(params)}
      ["*", "*"] -> {:ok, "*", "*", params(params)}
      nil -> :error
    end
  end

  @doc "Returns the parameters of a header, such as `charset=utf-8` or `name=\"a; b\"`."
  def params(text) do
    for part <- split_params(text), [key, value] <- [:binary.split(part, "=")], key = token(String.trim(key)), value = token(value), into: %{} do
      {String.downcase(key), value}
    end
  end

  # A semicolon in quotes does not end a parameter.
  defp split_params(text), do: ~r/(?:[^;"]|"[^"]*"?)+/ |> Regex.scan(text) |> List.flatten()

  @doc "Returns a token, the content of quotes, or false."
  def token(""), do: false
  def token(<<?", rest::binary>>), do: quoted(rest, "")

  def token(text) do
    text = String.trim_trailing(text)
    if text =~ ~r/\A[^\s()<>@,;:\\"\/\[\]?={}|]*\z/, do: text, else: false
  end

  defp quoted("", _acc), do: false
  defp quoted(<<?\\, c, rest::binary>>, acc), do: quoted(rest, <<acc::binary, c>>)
  defp quoted(<<?", rest::binary>>, acc), do: String.trim(rest) == "" and acc
  defp quoted(<<c, rest::binary>>, acc), do: quoted(rest, <<acc::binary, c>>)

  @doc "Returns the elements of a list in a header."
  def list(text), do: for(part <- String.split(text, ","), part = String.trim(part), part != "", do: part)

  @doc "Raises `exception` unless the bytes are UTF-8."
  def validate_utf8!(binary, exception, context) do
    if String.valid?(binary) do
      :ok
    else
      raise exception, message: "invalid UTF-8 on #{context}, got byte #{bad_byte(binary)} in position #{bad_at(binary)}"
    end
  end

  defp bad_at(binary) do
    case :unicode.characters_to_binary(binary) do
      {_, good, _} -> byte_size(good)
      _ -> 0
    end
  end

  defp bad_byte(binary), do: :binary.at(binary, bad_at(binary))
end
