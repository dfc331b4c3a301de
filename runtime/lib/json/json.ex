defprotocol JSON.Encoder do
  @moduledoc "The protocol of values that JSON can encode: use `@derive JSON.Encoder`, or an implementation."

  @fallback_to_any true

  @doc "Encodes the value as iodata. `encoder` encodes nested values."
  def encode(term, encoder)
end

defimpl JSON.Encoder, for: Any do
  defmacro __deriving__(module, struct, opts) do
    fields = JSON.__fields__(struct, opts)

    quote do
      defimpl JSON.Encoder, for: unquote(module) do
        def encode(value, encoder), do: unquote(object(fields, quote(do: value), quote(do: encoder)))
      end
    end
  end

  # Returns the code that encodes an object of these fields. The names of the fields are encoded
  # when this code is compiled.
  defp object([], value, encoder), do: quote(do: (_ = {unquote(value), unquote(encoder)}; "{}"))

  defp object(fields, value, encoder) do
    members =
      for {field, opening} <- Enum.zip(fields, Stream.concat(["{"], Stream.cycle([","]))) do
        name = IO.iodata_to_binary([opening, JSON.encode_to_iodata!(Atom.to_string(field)), ?:])
        [name, quote(do: unquote(encoder).(unquote(value).unquote(field), unquote(encoder)))]
      end

    Enum.concat(members) ++ [?}]
  end

  @description """
  the protocol must be explicitly implemented.

  If you have a struct, you can derive the implementation specifying which fields should be encoded to JSON:

      @derive {JSON.Encoder, only: [....]}
      defstruct ...

  It is also possible to encode all fields, although this should be used carefully to avoid accidentally leaking \
  private information when new fields are added:

      @derive JSON.Encoder
      defstruct ...

  Finally, if you don't own the struct you want to encode to JSON, you may use Protocol.derive/3 placed outside of any module:

      Protocol.derive(JSON.Encoder, NameOfTheStruct, only: [...])
      Protocol.derive(JSON.Encoder, NameOfTheStruct)\
  """

  def encode(value, _encoder) do
    raise Protocol.UndefinedError, protocol: JSON.Encoder, value: value, description: @description
  end
end

# JSON encodes strings without the protocol. This implementation is for code that calls
# JSON.Encoder.encode/2 with a string, such as a project's own implementation for a struct.
defimpl JSON.Encoder, for: BitString do
  def encode(value, encoder) when is_binary(value), do: JSON.protocol_encode(value, encoder)
end

defimpl JSON.Encoder, for: [Atom, Integer, Float, List, Map] do
  def encode(value, encoder), do: JSON.protocol_encode(value, encoder)
end

defimpl JSON.Encoder, for: [Date, Time, NaiveDateTime, DateTime, Duration] do
  def encode(value, _encoder), do: [?", @for.to_iso8601(value), ?"]
end

defmodule JSON do
  @moduledoc "JSON: `encode!/1` encodes a value, `decode/1` decodes a text."

  defmodule DecodeError do
    @moduledoc "The error for a text that is not JSON."
    defexception [:message, :offset, :data]
  end

  @doc "Decodes a text. Returns `{:ok, value}` or `{:error, reason}`."
  def decode(binary) when is_binary(binary) do
    case :lab_json.decode(binary, :strings) do
      {:ok, value} -> {:ok, value}
      {:error, :unexpected_end, offset, _} -> {:error, {:unexpected_end, offset}}
      {:error, :invalid_byte, offset, <<byte>>} -> {:error, {:invalid_byte, offset, byte}}
      {:error, :unexpected_sequence, offset, bytes} -> {:error, {:unexpected_sequence, offset, bytes}}
    end
  end

  @doc """
  Decodes the value at the start of a text with your own functions. Returns `{value, acc, rest}` or `{:error,
  reason}`.

      iex> JSON.decode(~s({"a": 1}), :none, object_push: fn key, value, acc -> [{String.to_atom(key), value} | acc] end)
      {%{a: 1}, :none, ""}
  """
  def decode(binary, acc, decoders) when is_binary(binary) and is_list(decoders), do: JSON.Decoder.decode(binary, acc, decoders)

  @doc "Decodes a text. Raises `JSON.DecodeError` if the text is not JSON."
  def decode!(binary) when is_binary(binary) do
    case decode(binary) do
      {:ok, value} -> value
      {:error, {:unexpected_end, at}} -> failed("unexpected end of JSON binary at position (byte offset) #{at}", at, binary)
      {:error, {:invalid_byte, at, byte}} -> failed("invalid byte #{byte} at position (byte offset) #{at}", at, binary)
      {:error, {:unexpected_sequence, at, bytes}} -> failed("unexpected sequence #{inspect(bytes)} at position (byte offset) #{at}", at, binary)
    end
  end

  defp failed(message, offset, data), do: raise(DecodeError, message: message, offset: offset, data: data)

  @doc """
  Encodes a value as text. `encoder` is called with a value and with the encoder itself, and
  returns iodata.
  """
  def encode!(term), do: term |> quick(&quick/2) |> IO.iodata_to_binary()
  def encode!(term, encoder), do: term |> encoder.(encoder) |> IO.iodata_to_binary()

  @doc "Encodes a value as iodata. `encoder` is called with a value and with the encoder itself."
  def encode_to_iodata!(term, encoder \\ &protocol_encode/2), do: encoder.(term, encoder)

  @doc "Encodes a value with `JSON.Encoder`. `encoder` encodes nested values."
  def protocol_encode(%_{} = struct, encoder), do: JSON.Encoder.encode(struct, encoder)
  def protocol_encode(term, _encoder) when is_binary(term), do: text(term)
  def protocol_encode(term, encoder) when is_atom(term), do: atom(term, encoder)
  def protocol_encode(term, _encoder) when is_number(term), do: number(term)
  def protocol_encode(term, encoder) when is_list(term), do: __list__(term, &encoder.(&1, encoder))
  def protocol_encode(term, encoder) when is_map(term), do: term |> Map.to_list() |> __object__(&encoder.(&1, encoder))
  def protocol_encode(other, encoder), do: JSON.Encoder.encode(other, encoder)

  defp atom(nil, _encoder), do: "null"
  defp atom(bool, _encoder) when is_boolean(bool), do: Atom.to_string(bool)
  defp atom(atom, encoder), do: atom |> Atom.to_string() |> encoder.(encoder)

  defp number(number), do: to_string(number)

  # Encodes natively as much as possible. The result has fewer pieces than that of protocol_encode.
  defp quick(%_{} = struct, encoder), do: protocol_encode(struct, encoder)

  defp quick(term, encoder) do
    case :lab_json.encode(term, :json) do
      {:ok, text} -> text
      {:error, byte, text} -> not_utf8(text, byte)
      :other -> protocol_encode(term, encoder)
      :deep -> protocol_encode(term, &by_level/2)
    end
  end

  # A deeply nested value is encoded level by level. Trying the native encoder again at each level
  # would take quadratic time.
  defp by_level(%_{} = struct, _), do: protocol_encode(struct, &quick/2)
  defp by_level(term, _) when is_list(term) or is_map(term), do: protocol_encode(term, &by_level/2)
  defp by_level(other, _), do: quick(other, &quick/2)

  @doc false
  def __object__([], _fun), do: "{}"
  def __object__([pair | pairs], fun), do: [?{ | member(pair, pairs, fun)]

  defp member({key, value}, pairs, fun), do: [key(key, fun), ?:, fun.(value) | members(pairs, fun)]

  defp members([], _fun), do: "}"
  defp members([pair | pairs], fun), do: [?, | member(pair, pairs, fun)]

  @doc false
  def __list__([], _fun), do: "[]"
  def __list__([first | rest], fun), do: [?[, fun.(first) | items(rest, fun)]

  defp items([], _fun), do: ~c"]"
  defp items([item | rest], fun), do: [?,, fun.(item) | items(rest, fun)]

  defp key(key, fun) when is_binary(key), do: fun.(key)
  defp key(key, fun) when is_atom(key), do: key |> Atom.to_string() |> fun.()
  defp key(key, fun), do: key |> to_string() |> fun.()

  defp text(text) do
    case :lab_json.encode(text, :json) do
      {:ok, quoted} when byte_size(quoted) == byte_size(text) + 2 -> [?", text, ?"]
      {:ok, _quoted} -> escaped(text, 0, [?"])
      {:error, byte, _text} -> not_utf8(text, byte)
    end
  end

  # Splits a text at the characters that need an escape.
  defp escaped(text, n, before) do
    case text do
      <<plain::binary-size(n), char, rest::binary>> when char < 32 or char == ?" or char == ?\\ ->
        {:ok, quoted} = :lab_json.encode(<<char>>, :json)
        escape = binary_part(quoted, 1, byte_size(quoted) - 2)
        escaped(rest, 0, if(n == 0, do: [before | escape], else: [before, plain | escape]))

      <<_::binary-size(n), _, _::binary>> ->
        escaped(text, n + 1, before)

      "" ->
        [before, ?"]

      rest ->
        [before, rest, ?"]
    end
  end

  defp not_utf8(text, byte) do
    case :unicode.characters_to_binary(text) do
      {:incomplete, _, _} -> :erlang.error(:unexpected_end)
      {:error, _, _} -> :erlang.error({:invalid_byte, byte})
    end
  end

  defp known!(names, option, fields) do
    case names -- fields do
      [] -> names
      unknown -> raise ArgumentError, "unknown struct fields #{inspect(unknown)} specified in #{inspect(option)}. Expected one of: #{inspect(fields)}"
    end
  end

  @doc false
  def __fields__(struct, opts) do
    fields = struct |> Map.keys() |> List.delete(:__struct__)

    cond do
      only = opts[:only] -> known!(only, :only, fields)
      except = opts[:except] -> fields -- known!(except, :except, fields)
      true -> fields
    end
  end
end
