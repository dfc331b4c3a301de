defprotocol Jason.Encoder do
  @moduledoc "The protocol of values that `Jason` can encode."

  @fallback_to_any true

  @doc "Encodes the value as iodata."
  def encode(value, opts)
end

defimpl Jason.Encoder, for: Any do
  defmacro __deriving__(module, struct, opts) do
    fields = JSON.__fields__(struct, opts)

    quote do
      defimpl Jason.Encoder, for: unquote(module) do
        def encode(value, opts), do: value |> Map.take(unquote(fields)) |> Jason.Encode.map(opts)
      end
    end
  end

  def encode(%_{} = struct, _opts) do
    raise Protocol.UndefinedError,
      protocol: Jason.Encoder,
      value: struct,
      description: "Jason.Encoder protocol must always be explicitly implemented."
  end

  def encode(value, _opts), do: raise(Protocol.UndefinedError, protocol: Jason.Encoder, value: value)
end

defimpl Jason.Encoder, for: [Date, Time, NaiveDateTime, DateTime] do
  def encode(value, _opts), do: [?", @for.to_iso8601(value), ?"]
end

defimpl Jason.Encoder, for: Decimal do
  def encode(value, _opts), do: [?", @for.to_string(value), ?"]
end

defimpl Jason.Encoder, for: Jason.Fragment do
  def encode(%{encode: encode}, opts), do: encode.(opts)
end

defmodule Jason.Fragment do
  @moduledoc "A fragment of encoded JSON."
  defstruct [:encode]

  @doc "Creates a fragment from iodata, or from a function that returns iodata."
  def new(iodata) when is_list(iodata) or is_binary(iodata), do: %__MODULE__{encode: fn _ -> iodata end}
  def new(encode) when is_function(encode, 1), do: %__MODULE__{encode: encode}
end

defmodule Jason.Encode do
  @moduledoc "The functions for implementations of `Jason.Encoder`."

  @doc "Encodes any value."
  def value(term, opts) do
    case :lab_json.encode(term, escape(opts)) do
      {:ok, text} -> text
      {:error, byte, text} -> raise Jason.EncodeError, message: "invalid byte 0x#{Integer.to_string(byte, 16)} in #{inspect(text)}"
      :other -> inside(term, opts)
      :deep -> by_level(term, opts)
    end
  end

  # Encodes a deeply nested value level by level, as JSON does.
  defp by_level(%_{} = struct, opts), do: value(struct, opts)
  defp by_level(map, opts) when is_map(map), do: map |> Map.to_list() |> JSON.__object__(&by_level(&1, opts))
  defp by_level(list, opts) when is_list(list), do: JSON.__list__(list, &by_level(&1, opts))
  defp by_level(other, opts), do: value(other, opts)

  defp inside(%_{} = struct, opts), do: Jason.Encoder.encode(struct, opts)
  defp inside(map, opts) when is_map(map), do: map(map, opts)
  defp inside(list, opts) when is_list(list), do: list(list, opts)
  defp inside(other, opts), do: Jason.Encoder.encode(other, opts)

  defp escape(%{escape: mode}) when mode in [:html_safe, :javascript_safe], do: :html_safe
  defp escape(_), do: :json

  @doc "Encodes a map."
  def map(map, opts), do: map |> Map.to_list() |> JSON.__object__(&value(&1, opts))

  @doc "Encodes a list of pairs as an object, in this order."
  def keyword(pairs, opts), do: JSON.__object__(pairs, &value(&1, opts))

  @doc "Encodes a list."
  def list(list, opts), do: JSON.__list__(list, &value(&1, opts))

  for name <- [:string, :atom, :integer, :float, :struct] do
    @doc "Encodes a value of the type in the function's name."
    def unquote(name)(value, opts), do: value(value, opts)
  end
end

defmodule Jason.EncodeError do
  defexception [:message]
end

defmodule Jason.DecodeError do
  defexception [:position, :token, :data]

  def message(%{position: position, token: token}) when is_binary(token), do: "unexpected sequence at position #{position}: #{inspect(token)}"
  def message(%{position: position, data: data}) when position == byte_size(data), do: "unexpected end of input at position #{position}"

  def message(%{position: position, data: data}) do
    byte = :binary.at(data, position)
    "unexpected byte at position #{position}: 0x#{Integer.to_string(byte, 16)} (#{inspect(<<byte>>)})"
  end
end

defmodule Jason do
  @moduledoc "JSON with the functions of the library Jason."

  @doc "Decodes a text. Returns `{:ok, value}` or `{:error, error}`. Option: `keys: :atoms | :atoms! | :strings`."
  def decode(input, opts \\ []) do
    text = IO.iodata_to_binary(input)

    case :lab_json.decode(text, Keyword.get(opts, :keys, :strings)) do
      {:ok, value} -> {:ok, value}
      {:error, :unexpected_sequence, at, bytes} -> {:error, %Jason.DecodeError{position: at, token: bytes, data: text}}
      {:error, _, at, _} -> {:error, %Jason.DecodeError{position: at, data: text}}
    end
  end

  @doc "Decodes a text. Raises `Jason.DecodeError` if the text is not JSON."
  def decode!(input, opts \\ []) do
    case decode(input, opts) do
      {:ok, value} -> value
      {:error, error} -> raise error
    end
  end

  @doc "Encodes a value. Returns `{:ok, text}` or `{:error, error}`. Options: `escape: :html_safe`, `pretty: true`."
  def encode(value, opts \\ []) do
    {:ok, encode!(value, opts)}
  rescue
    error in Jason.EncodeError -> {:error, error}
  end

  @doc "Encodes a value as text. Raises `Jason.EncodeError` if a string is not UTF-8."
  def encode!(value, opts \\ []), do: value |> encode_to_iodata!(opts) |> IO.iodata_to_binary()

  @doc "Encodes a value as iodata. Returns `{:ok, iodata}` or `{:error, error}`."
  def encode_to_iodata(value, opts \\ []) do
    {:ok, encode_to_iodata!(value, opts)}
  rescue
    error in Jason.EncodeError -> {:error, error}
  end

  @doc "Encodes a value as iodata. Raises `Jason.EncodeError` if a string is not UTF-8."
  def encode_to_iodata!(value, opts \\ []) do
    data = Jason.Encode.value(value, Map.new(opts))
    if opts[:pretty], do: Jason.Formatter.pretty_print_to_iodata(data), else: data
  end
end

defmodule Jason.Formatter do
  @moduledoc "Formats JSON with lines and indentation."

  @doc "Formats the text."
  def pretty_print(iodata, _opts \\ []), do: iodata |> pretty_print_to_iodata() |> IO.iodata_to_binary()

  @doc "Formats the text and returns iodata."
  def pretty_print_to_iodata(iodata, _opts \\ []) do
    iodata |> IO.iodata_to_binary() |> walk(0, []) |> Enum.reverse()
  end

  defp walk("", _depth, acc), do: acc
  defp walk("{}" <> rest, depth, acc), do: walk(rest, depth, ["{}" | acc])
  defp walk("[]" <> rest, depth, acc), do: walk(rest, depth, ["[]" | acc])
  defp walk(<<c, rest::binary>>, depth, acc) when c in [?{, ?[], do: walk(rest, depth + 1, [[c, line(depth + 1)] | acc])
  defp walk(<<c, rest::binary>>, depth, acc) when c in [?}, ?]], do: walk(rest, depth - 1, [[line(depth - 1), c] | acc])
  defp walk("," <> rest, depth, acc), do: walk(rest, depth, [[",", line(depth)] | acc])
  defp walk(":" <> rest, depth, acc), do: walk(rest, depth, [": " | acc])
  defp walk(<<?", rest::binary>>, depth, acc), do: string(rest, depth, [?" | acc])
  defp walk(<<c, rest::binary>>, depth, acc) when c in ~c" \n\t\r", do: walk(rest, depth, acc)
  defp walk(<<c, rest::binary>>, depth, acc), do: walk(rest, depth, [c | acc])

  defp string(<<?\\, c, rest::binary>>, depth, acc), do: string(rest, depth, [<<?\\, c>> | acc])
  defp string(<<?", rest::binary>>, depth, acc), do: walk(rest, depth, [?" | acc])
  defp string(<<c, rest::binary>>, depth, acc), do: string(rest, depth, [c | acc])

  defp line(depth), do: [?\n, String.duplicate("  ", depth)]
end
