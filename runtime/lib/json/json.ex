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
        def encode(value, encoder), do: value |> Map.take(unquote(fields)) |> encoder.(encoder)
      end
    end
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

# For implementations that call the protocol for nested values.
defimpl JSON.Encoder, for: [Atom, BitString, Integer, Float, List, Map] do
  def encode(value, encoder), do: JSON.__encode__(value, encoder)
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

  @doc "Decodes a text. Raises `JSON.DecodeError`."
  def decode!(binary) when is_binary(binary) do
    case decode(binary) do
      {:ok, value} -> value
      {:error, {:unexpected_end, at}} -> failed("unexpected end of JSON binary at position (byte offset) #{at}", at, binary)
      {:error, {:invalid_byte, at, byte}} -> failed("invalid byte #{byte} at position (byte offset) #{at}", at, binary)
      {:error, {:unexpected_sequence, at, bytes}} -> failed("unexpected sequence #{inspect(bytes)} at position (byte offset) #{at}", at, binary)
    end
  end

  defp failed(message, offset, data), do: raise(DecodeError, message: message, offset: offset, data: data)

  @doc "Encodes a value."
  def encode!(term, encoder \\ &protocol_encode/2), do: term |> encode_to_iodata!(encoder) |> IO.iodata_to_binary()

  @doc "Encodes a value as iodata."
  def encode_to_iodata!(term, encoder \\ &protocol_encode/2), do: encoder.(term, encoder)

  @doc "Encodes a value with `JSON.Encoder`."
  def protocol_encode(%_{} = struct, encoder), do: JSON.Encoder.encode(struct, encoder)

  def protocol_encode(term, encoder) when is_atom(term) or is_binary(term) or is_number(term) or is_list(term) or is_map(term) do
    __encode__(term, encoder)
  end

  def protocol_encode(other, encoder), do: JSON.Encoder.encode(other, encoder)

  @doc false
  def __encode__(term, encoder) do
    case :lab_json.encode(term, :json) do
      {:ok, text} -> text
      {:error, byte, _text} -> :erlang.error({:invalid_byte, byte})
      :other -> inside(term, encoder)
      :deep -> inside(term, by_level(encoder))
    end
  end

  # A deeply nested value is encoded level by level. Trying the native encoder again at each level
  # would take quadratic time.
  defp by_level(encoder) do
    fn
      term, by_level when is_list(term) or (is_map(term) and not is_struct(term)) -> inside(term, by_level)
      term, by_level -> encoder.(term, by_level)
    end
  end

  # Encodes a collection that contains values only the protocol can encode.
  defp inside(map, encoder) when is_map(map), do: map |> Map.to_list() |> __object__(&encoder.(&1, encoder))
  defp inside(list, encoder) when is_list(list), do: __list__(list, &encoder.(&1, encoder))
  defp inside(other, _encoder), do: raise(Protocol.UndefinedError, protocol: JSON.Encoder, value: other)

  @doc false
  def __object__(pairs, fun) do
    [?{, pairs |> Enum.map(fn {k, v} -> [key(k), ?:, fun.(v)] end) |> Enum.intersperse(?,), ?}]
  end

  @doc false
  def __list__(list, fun), do: [?[, list |> Enum.map(fun) |> Enum.intersperse(?,), ?]]

  defp key(key) do
    {:ok, text} = :lab_json.encode(to_string(key), :json)
    text
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
