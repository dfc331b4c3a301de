defmodule :io_lib do
  @moduledoc "The less frequent functions of Erlang's `:io_lib`. The others are in Go."

  defdelegate fread(format, chars), to: :io_lib_fread
  defdelegate fread(continuation, chars, format), to: :io_lib_fread

  def write_string(string), do: write_string(string, ?")
  def write_string(string, quote), do: [quote | :lists.flatmap(&shown(&1, quote), string)] ++ [quote]
  def write_latin1_string(string), do: write_string(string)
  def write_latin1_string(string, quote), do: write_string(string, quote)
  def write_unicode_string(string), do: write_string(string)

  def write_char(char), do: [?$ | if(char == ?', do: [char], else: shown(char, 0))]
  def write_latin1_char(char), do: write_char(char)
  def write_unicode_char(char), do: write_char(char)

  defp shown(quote, quote), do: [?\\, quote]
  defp shown(?\\, _), do: ~c"\\\\"
  defp shown(?\s, 0), do: ~c"\\s"
  defp shown(?\n, _), do: ~c"\\n"
  defp shown(?\t, _), do: ~c"\\t"
  defp shown(?\r, _), do: ~c"\\r"
  defp shown(?\v, _), do: ~c"\\v"
  defp shown(?\b, _), do: ~c"\\b"
  defp shown(?\f, _), do: ~c"\\f"
  defp shown(?\e, _), do: ~c"\\e"
  defp shown(0x7F, _), do: ~c"\\d"
  defp shown(char, _) when char < ?\s or char in 0x80..0x9F, do: [?\\ | :lists.nthtail(1, :erlang.integer_to_list(char + 512, 8))]
  defp shown(char, _), do: [char]

  # Returns the number of bytes for iodata, and otherwise the number of characters.
  def chars_length(chars) do
    :erlang.iolist_size(chars)
  rescue
    ArgumentError -> :string.length(chars)
  end

  def latin1_char_list([char | rest]) when is_integer(char) and char in 0..255, do: latin1_char_list(rest)
  def latin1_char_list(rest), do: rest === []

  def deep_char_list(chars), do: deep?(chars, &:io_lib.char_list([&1]))
  def deep_unicode_char_list(chars), do: deep_char_list(chars)
  def deep_latin1_char_list(chars), do: deep?(chars, &(&1 in 0..255))

  defp deep?([], _), do: true
  defp deep?([list | rest], char?) when is_list(list), do: deep?(list, char?) and deep?(rest, char?)
  defp deep?([char | rest], char?) when is_integer(char), do: char?.(char) and deep?(rest, char?)
  defp deep?(_, _), do: false

  @doc "Returns the column at which a text ends that starts at a given column."
  def indentation([?\n | rest], _), do: indentation(rest, 0)
  def indentation([?\t | rest], column), do: indentation(rest, div(column + 8, 8) * 8)
  def indentation([char | rest], column) when is_integer(char), do: indentation(rest, column + 1)
  def indentation([list | rest], column), do: indentation(rest, indentation(list, column))
  def indentation([], column), do: column
end

defmodule :io_lib_format do
  @moduledoc "Formats floats like Erlang."

  @doc "Returns the shortest digits that parse back to the same float."
  def fwrite_g(float) when is_float(float), do: :erlang.float_to_list(float, [:short])
end
