defmodule Base do
  @moduledoc "Encodings of binaries in 16, 32 and 64 characters (RFC 4648)."

  def encode16(data, opts \\ []) when is_binary(data) do
    hex = :binary.encode_hex(data)
    in_case(hex, opts)
  end

  defp in_case(text, opts) do
    case Keyword.get(opts, :case, :upper) do
      :upper -> text
      :lower -> String.downcase(text, :ascii)
    end
  end

  # Returns the case of letters that is accepted.
  defp letters(opts) do
    case Keyword.get(opts, :case, :upper) do
      letters when letters in [:upper, :lower, :mixed] -> letters
    end
  end

  def decode16(string, opts \\ [])
  def decode16(string, _opts) when is_binary(string) and rem(byte_size(string), 2) != 0, do: :error

  def decode16(string, opts) do
    {:ok, decode16!(string, opts)}
  rescue
    ArgumentError -> :error
  end

  def decode16!(string, opts \\ []) when is_binary(string) do
    if rem(byte_size(string), 2) != 0 do
      raise ArgumentError, "string given to decode has wrong length. An even number of bytes was expected, got: #{byte_size(string)}. " <>
              "Double check your string for unwanted characters or pad it accordingly"
    end

    allowed = letters(opts)
    for <<a, b <- string>>, into: <<>>, do: <<digit16(a, allowed) * 16 + digit16(b, allowed)>>
  end

  defp digit16(c, _allowed) when c in ?0..?9, do: c - ?0
  defp digit16(c, allowed) when c in ?A..?F and allowed != :lower, do: c - ?A + 10
  defp digit16(c, allowed) when c in ?a..?f and allowed != :upper, do: c - ?a + 10
  defp digit16(c, _allowed), do: bad(c)

  defp bad(c), do: raise(ArgumentError, "non-alphabet character found: #{inspect(<<c>>, binaries: :as_strings)} (byte #{c})")

  def valid16?(string, opts \\ []), do: decode16(string, opts) != :error

  def encode64(data, opts \\ []) when is_binary(data), do: :lab_base.encode(data, :standard, padded?(opts))
  def url_encode64(data, opts \\ []) when is_binary(data), do: :lab_base.encode(data, :url, padded?(opts))

  defp padded?(opts), do: if(Keyword.get(opts, :padding, true), do: true, else: false)

  def decode64(string, opts \\ []) when is_binary(string), do: safely(fn -> decode64!(string, opts) end)
  def url_decode64(string, opts \\ []) when is_binary(string), do: safely(fn -> url_decode64!(string, opts) end)

  def decode64!(string, opts \\ []) when is_binary(string), do: bytes64(string, opts, :standard, ~c"+/")
  def url_decode64!(string, opts \\ []) when is_binary(string), do: bytes64(string, opts, :url, ~c"-_")

  defp bytes64(string, opts, alphabet, more) do
    string = if Keyword.get(opts, :ignore) == :whitespace, do: String.replace(string, [" ", "\t", "\r", "\n"], ""), else: string

    with :error <- :lab_base.decode(string, alphabet, padded?(opts)) do
      string |> without_padding(rem(byte_size(string), 4), padded?(opts)) |> only!(more)
      raise ArgumentError, "incorrect padding"
    end
  end

  # Returns the string without its padding. If the length is invalid, returns only the whole
  # groups of eight characters, because the characters after them are not inspected.
  defp without_padding(string, 0, _padded), do: String.replace_suffix(string, if(String.ends_with?(string, "=="), do: "==", else: "="), "")
  defp without_padding(string, left, false) when left in 2..3, do: string
  defp without_padding(string, _left, _padded), do: binary_part(string, 0, div(byte_size(string), 8) * 8)

  defp only!(string, more) do
    for <<c <- string>>, not (c in ?A..?Z or c in ?a..?z or c in ?0..?9 or c in more), do: bad(c)
  end

  defp safely(fun) do
    {:ok, fun.()}
  rescue
    ArgumentError -> :error
  end

  def valid64?(string, opts \\ []), do: decode64(string, opts) != :error

  @alphabet32 ~c"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
  @hex32 ~c"0123456789ABCDEFGHIJKLMNOPQRSTUV"

  def encode32(data, opts \\ []) when is_binary(data), do: encode32_with(data, @alphabet32, opts)
  def hex_encode32(data, opts \\ []) when is_binary(data), do: encode32_with(data, @hex32, opts)

  defp encode32_with(data, alphabet, opts) do
    spare = rem(5 - rem(bit_size(data), 5), 5)
    text = for <<digit::5 <- <<data::bitstring, 0::size(spare)>> >>, into: <<>>, do: <<:lists.nth(digit + 1, alphabet)>>
    text = if Keyword.get(opts, :padding, true), do: text <> String.duplicate("=", rem(8 - rem(byte_size(text), 8), 8)), else: text
    in_case(text, opts)
  end

  def decode32(string, opts \\ []), do: safely(fn -> decode32!(string, opts) end)
  def decode32!(string, opts \\ []) when is_binary(string), do: decode32_with(string, @alphabet32, opts)
  def hex_decode32(string, opts \\ []), do: safely(fn -> hex_decode32!(string, opts) end)
  def hex_decode32!(string, opts \\ []) when is_binary(string), do: decode32_with(string, @hex32, opts)

  defp decode32_with(string, alphabet, opts) do
    letters = letters(opts)
    if Keyword.get(opts, :padding, true) and rem(byte_size(string), 8) != 0, do: raise(ArgumentError, "incorrect padding")

    string =
      case letters do
        :upper ->
          string

        :mixed ->
          String.upcase(string, :ascii)

        :lower ->
          for <<c <- string>>, c in ?A..?Z, do: bad(c)
          String.upcase(string, :ascii)
      end

    bits =
      for <<c <- String.trim_trailing(string, "=")>>, into: <<>> do
        case Enum.find_index(alphabet, &(&1 == c)) do
          nil -> bad(c)
          digit -> <<digit::5>>
        end
      end

    whole = div(bit_size(bits), 8) * 8
    <<data::bitstring-size(whole), _::bitstring>> = bits
    data
  end
end
