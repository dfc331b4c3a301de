defmodule String do
  @moduledoc "Functions on UTF-8 text. The functions that process characters are written in Go."

  @type t :: binary
  @type codepoint :: t
  @type grapheme :: t
  @type pattern :: t | [nonempty_binary] | (compiled_search_pattern :: :binary.cp())

  import Kernel, except: [length: 1]

  # Functions in Go

  @doc "Returns the number of graphemes."
  def length(string) when is_binary(string), do: :lab_string.length(string)

  @doc "Returns the graphemes of a string."
  def graphemes(string) when is_binary(string), do: :lab_string.graphemes(string)

  @doc "Returns the code points of a string."
  def codepoints(string) when is_binary(string), do: :lab_string.codepoints(string)

  @doc "Returns the first grapheme and the rest, or nil if the string is empty."
  def next_grapheme(string) when is_binary(string), do: :lab_string.next_grapheme(string)

  @doc "Returns the first code point and the rest, or nil if the string is empty."
  def next_codepoint(string) when is_binary(string), do: :lab_string.next_codepoint(string)

  @doc "Returns the first grapheme, or nil if the string is empty."
  def first(string) when is_binary(string), do: :lab_string.first(string)

  @doc "Returns the last grapheme, or nil if the string is empty."
  def last(string) when is_binary(string), do: :lab_string.last(string)

  @doc "Returns the grapheme at a position. A negative position counts from the end."
  def at(string, position) when is_binary(string) and is_integer(position), do: :lab_string.at(string, position)

  @doc "Returns `length` graphemes from a position on."
  def slice(_string, _start, 0), do: ""

  def slice(string, start, length)
      when is_binary(string) and is_integer(start) and is_integer(length) and length >= 0 do
    :lab_string.slice(string, start, length)
  end

  @doc "Returns the graphemes in reverse order."
  def reverse(string) when is_binary(string), do: :lab_string.reverse(string)

  @doc "Returns whether a string is valid UTF-8."
  def valid?(string, algorithm \\ :default)
  def valid?(string, algorithm) when is_binary(string) and algorithm in [:default, :fast_ascii], do: :lab_string.valid?(string)

  @doc "Splits a string at white space."
  def split(binary) when is_binary(binary), do: :lab_string.split(binary)
  def split(other), do: :binary.split(other, " ")

  @doc "Removes white space at both ends."
  def trim(string) when is_binary(string), do: :lab_string.trim(string)

  @doc "Removes white space at the start."
  def trim_leading(string), do: :lab_string.trim_leading(string)

  @doc "Removes white space at the end."
  def trim_trailing(string), do: :lab_string.trim_trailing(string)

  @doc "Converts a string to a Unicode normal form: :nfc, :nfd, :nfkc or :nfkd."
  def normalize(string, form) when is_binary(string) and form in [:nfc, :nfd, :nfkc, :nfkd], do: :lab_string.normalize(string, form)

  @doc "Returns whether a string, or its first characters, are printable."
  def printable?(string, character_limit \\ :infinity)
      when is_binary(string) and (character_limit == :infinity or (is_integer(character_limit) and character_limit >= 0)) do
    if character_limit == :infinity, do: :lab_string.printable?(string), else: :lab_string.printable?(string, character_limit)
  end

  @doc "Converts the string to upper case."
  def upcase(string, mode \\ :default)
  def upcase("", _mode), do: ""

  def upcase(string, mode) when is_binary(string) and mode in [:default, :ascii, :greek, :turkic] do
    :lab_string.upcase(string, mode)
  end

  @doc "Converts the string to lower case."
  def downcase(string, mode \\ :default)
  def downcase("", _mode), do: ""

  def downcase(string, mode) when is_binary(string) and mode in [:default, :ascii, :greek, :turkic] do
    :lab_string.downcase(string, mode)
  end

  @doc "Converts the first character to upper case, and the rest to lower case."
  def capitalize(string, mode \\ :default)
  def capitalize(string, mode) when is_binary(string) and mode in [:default, :ascii, :greek, :turkic], do: :lab_string.capitalize(string, mode)
  def capitalize("", _mode), do: ""
  def capitalize(string, mode) when is_binary(string), do: downcase(string, mode)

  # Functions in Elixir

  @doc "Splits a string at white space or at a pattern."
  def split(string, pattern, options \\ [])
  def split("", pattern, options) when pattern != "" and is_list(options), do: if(Keyword.get(options, :trim, false), do: [], else: [""])

  def split(string, %Regex{} = pattern, options) when is_binary(string) and is_list(options), do: Regex.split(pattern, string, options)

  def split(string, [], options) when is_binary(string) and is_list(options) do
    if string == "" and Keyword.get(options, :trim, false), do: [], else: [string]
  end

  def split(string, "", options) when is_binary(string) and is_list(options) do
    parts = Keyword.get(options, :parts, :infinity)

    cond do
      parts == 1 -> [string]
      Keyword.get(options, :trim, false) -> each_grapheme(string, parts, true)
      true -> ["" | each_grapheme(string, less(parts), false)]
    end
  end

  def split(string, pattern, options) when is_binary(string) and is_list(options) do
    trim = Keyword.get(options, :trim, false)

    case Keyword.get(options, :parts, :infinity) do
      :infinity when trim === true -> :binary.split(string, pattern, [:trim_all, :global])
      :infinity when trim === false -> :binary.split(string, pattern, [:global])
      parts -> split_parts(string, pattern, parts, trim)
    end
  end

  defp less(:infinity), do: :infinity
  defp less(n), do: n - 1

  defp each_grapheme("", _parts, true), do: []
  defp each_grapheme("", _parts, false), do: [""]
  defp each_grapheme(string, 1, _trim), do: [string]

  defp each_grapheme(string, parts, trim) do
    {grapheme, rest} = next_grapheme(string)
    [grapheme | each_grapheme(rest, less(parts), trim)]
  end

  defp split_parts("", _pattern, _parts, true), do: []
  defp split_parts(string, _pattern, 1, _trim), do: [string]

  defp split_parts(string, pattern, parts, trim) do
    case :binary.split(string, pattern) do
      ["", rest] when trim -> split_parts(rest, pattern, parts, trim)
      [first, rest] -> [first | split_parts(rest, pattern, parts - 1, trim)]
      [string] -> [string]
    end
  end

  @doc "Returns the parts between matches of the pattern as a stream."
  def splitter(string, pattern, options \\ [])

  def splitter(string, "", options) when is_binary(string) and is_list(options) do
    Stream.unfold({:before, string}, &next_part(&1, Keyword.get(options, :trim, false)))
  end

  def splitter(string, [], options) when is_binary(string) and is_list(options) do
    Stream.unfold(if(string == "" and Keyword.get(options, :trim, false), do: nil, else: string), &if(&1, do: {&1, nil}))
  end

  def splitter(string, pattern, options) when is_binary(string) and is_list(options) do
    # An invalid pattern raises before the first part is requested.
    pattern = if is_tuple(pattern), do: pattern, else: :binary.compile_pattern(pattern)
    Stream.unfold(string, &next_part(&1, pattern, Keyword.get(options, :trim, false)))
  end

  defp next_part(nil, _pattern, _trim), do: nil

  defp next_part(string, pattern, trim) do
    case :binary.split(string, pattern) do
      ["", rest] when trim -> next_part(rest, pattern, trim)
      [""] when trim -> nil
      [part, rest] -> {part, rest}
      [part] -> {part, nil}
    end
  end

  # Splits between graphemes, and at both ends.
  defp next_part({:before, string}, true), do: next_part({:between, string}, true)
  defp next_part({:before, string}, false), do: {"", {:between, string}}
  defp next_part(nil, _trim), do: nil

  defp next_part({:between, string}, trim) do
    case next_grapheme(string) do
      nil -> if trim, do: nil, else: {"", nil}
      {grapheme, rest} -> {grapheme, {:between, rest}}
    end
  end

  @doc "Splits the string at a position. A negative position counts from the end."
  def split_at(string, position) when is_binary(string) and is_integer(position) and position >= 0 do
    {slice(string, 0, position), slice(string, position, length(string))}
  end

  def split_at(string, position) when is_binary(string) and is_integer(position), do: split_at(string, max(length(string) + position, 0))

  @doc "Replaces all matches of the pattern, or only the first with `global: false`."
  def replace(subject, pattern, replacement, options \\ [])

  def replace(subject, pattern, replacement, options)
      when is_binary(subject) and (is_binary(replacement) or is_function(replacement, 1)) and is_list(options) do
    substitute(subject, pattern, replacement, options)
  end

  defp substitute(subject, %Regex{} = regex, replacement, options) do
    Regex.replace(regex, subject, replacement, options)
  end

  defp substitute(subject, "", replacement, options) do
    insert_between(graphemes(subject), replacement, Keyword.get(options, :global, true))
  end

  defp substitute(subject, [], _replacement, _options), do: subject

  defp substitute(subject, pattern, replacement, [_ | _] = options) do
    if Keyword.has_key?(options, :insert_replaced) do
      IO.warn(
        "String.replace/4 with :insert_replaced option is deprecated. " <>
          "Please use :binary.replace/4 instead or pass an anonymous function as replacement"
      )

      {global, options} = Keyword.pop(options, :global, true)
      :binary.replace(subject, pattern, replacement, if(global, do: [:global | options], else: options))
    else
      exchange(subject, pattern, replacement, Keyword.get(options, :global, true))
    end
  end

  defp substitute(subject, pattern, replacement, []), do: exchange(subject, pattern, replacement, true)

  defp exchange(subject, pattern, replacement, global) do
    case global do
      true -> :binary.matches(subject, pattern)
      false -> subject |> :binary.match(pattern) |> one_match()
    end
    |> replace_at(subject, replacement, 0, [])
  end

  defp one_match(:nomatch), do: []
  defp one_match(match), do: [match]

  defp replace_at([], subject, _replacement, from, acc) do
    IO.iodata_to_binary(:lists.reverse([binary_part(subject, from, byte_size(subject) - from) | acc]))
  end

  defp replace_at([{start, length} | rest], subject, replacement, from, acc) do
    before = binary_part(subject, from, start - from)
    with_ = if is_binary(replacement), do: replacement, else: replacement.(binary_part(subject, start, length))
    replace_at(rest, subject, replacement, start + length, [with_, before | acc])
  end

  defp insert_between(parts, replacement, global) do
    text = fn -> if is_binary(replacement), do: replacement, else: replacement.("") end

    if global do
      IO.iodata_to_binary([text.() | Enum.map(parts, &[&1, text.()])])
    else
      IO.iodata_to_binary([text.() | parts])
    end
  end

  @doc "Replaces each repetition of `match` at the start of the string."
  def replace_leading(string, match, replacement) when is_binary(string) and is_binary(match) and is_binary(replacement) do
    not_empty(match)
    {count, rest} = strip_leading(string, match, 0)
    duplicate(replacement, count) <> rest
  end

  defp not_empty(""), do: raise(ArgumentError, "cannot use an empty string as the match to replace")
  defp not_empty(_match), do: :ok

  @doc "Replaces each repetition of `match` at the end of the string."
  def replace_trailing(string, match, replacement) when is_binary(string) and is_binary(match) and is_binary(replacement) do
    not_empty(match)
    {count, rest} = strip_trailing(string, match, 0)
    if replacement == "", do: rest, else: rest <> duplicate(replacement, count)
  end

  @doc "Replaces `match` once at the start of the string."
  def replace_prefix(string, match, replacement) when is_binary(string) and is_binary(match) and is_binary(replacement) do
    if starts_with?(string, match), do: replacement <> drop_bytes(string, byte_size(match)), else: string
  end

  @doc "Replaces `match` once at the end of the string."
  def replace_suffix(string, match, replacement) when is_binary(string) and is_binary(match) and is_binary(replacement) do
    if ends_with?(string, match), do: binary_part(string, 0, byte_size(string) - byte_size(match)) <> replacement, else: string
  end

  @doc "Replaces invalid UTF-8 with `replacement`."
  def replace_invalid(bytes, replacement \\ "\uFFFD") when is_binary(bytes) and is_binary(replacement), do: valid_parts(bytes, replacement, [])

  defp valid_parts(<<c::utf8, rest::binary>>, r, acc), do: valid_parts(rest, r, [acc | <<c::utf8>>])

  defp valid_parts(<<_, _::binary>> = bytes, r, acc), do: valid_parts(drop_bytes(bytes, cut_short(bytes)), r, [acc | r])
  defp valid_parts(<<>>, _r, acc), do: IO.iodata_to_binary(acc)

  # Returns the number of bytes at the start that belong to an invalid character: the longest
  # valid prefix of a character, or one byte.
  defp cut_short(<<30::5, b::3, 2::2, c::6, 2::2, _::6, _::binary>>) when (b == 0 and c >= 16) or b in 1..3 or (b == 4 and c < 16), do: 3
  defp cut_short(<<30::5, b::3, 2::2, c::6, _::binary>>) when (b == 0 and c >= 16) or b in 1..3 or (b == 4 and c < 16), do: 2
  defp cut_short(<<14::4, a::4, 2::2, c::6, _::binary>>) when (a == 0 and c >= 32) or (a == 13 and c < 32) or a not in [0, 13], do: 2
  defp cut_short(_bytes), do: 1

  defp drop_bytes(string, n), do: binary_part(string, n, byte_size(string) - n)

  defp strip_leading(string, match, count) do
    if starts_with?(string, match), do: strip_leading(drop_bytes(string, byte_size(match)), match, count + 1), else: {count, string}
  end

  defp strip_trailing(string, match, count) do
    left = byte_size(string) - byte_size(match)

    if left >= 0 and binary_part(string, left, byte_size(match)) == match do
      strip_trailing(binary_part(string, 0, left), match, count + 1)
    else
      {count, string}
    end
  end

  @doc "Removes each repetition of `to_trim` at both ends."
  def trim(string, to_trim) when is_binary(string) and is_binary(to_trim), do: string |> trim_leading(to_trim) |> trim_trailing(to_trim)
  @doc "Removes each repetition of `to_trim` at the start."
  def trim_leading(string, to_trim) when is_binary(string) and is_binary(to_trim), do: replace_leading(string, to_trim, "")
  @doc "Removes each repetition of `to_trim` at the end."
  def trim_trailing(string, to_trim) when is_binary(string) and is_binary(to_trim), do: replace_trailing(string, to_trim, "")

  @doc "Pads the string at the start to `count` graphemes."
  def pad_leading(string, count, padding \\ [" "])
  def pad_leading(string, count, padding) when is_binary(string) and is_binary(padding), do: pad_leading(string, count, graphemes(padding))
  def pad_leading(string, count, [_ | _] = padding) when is_binary(string) and is_integer(count) and count >= 0, do: pad(string, count, padding) <> string

  @doc "Pads the string at the end to `count` graphemes."
  def pad_trailing(string, count, padding \\ [" "])
  def pad_trailing(string, count, padding) when is_binary(string) and is_binary(padding), do: pad_trailing(string, count, graphemes(padding))
  def pad_trailing(string, count, [_ | _] = padding) when is_binary(string) and is_integer(count) and count >= 0, do: string <> pad(string, count, padding)

  defp pad(string, count, [padding]) when is_binary(padding), do: duplicate(padding, max(count - length(string), 0))

  defp pad(string, count, padding) do
    padding |> Stream.cycle() |> Enum.take(max(count - length(string), 0)) |> Enum.map(&padded!/1) |> IO.iodata_to_binary()
  end

  defp padded!(padding) when is_binary(padding), do: padding
  defp padded!(other), do: raise(ArgumentError, "expected a string padding element, got: #{inspect(other)}")

  @doc "Returns the graphemes in a range of positions."
  def slice(string, range)

  # A range from before Elixir 1.12 has no step.
  def slice(string, %{__struct__: Range, first: first, last: last} = range) when not is_map_key(range, :step) do
    slice(string, %Range{first: first, last: last, step: if(first <= last, do: 1, else: -1)})
  end

  def slice(string, first..last//step) when is_binary(string) do
    if step < 1 and not (step == -1 and first > last) do
      raise ArgumentError, "String.slice/2 does not accept ranges with negative steps, got: #{inspect(first..last//step)}"
    end

    if step == -1, do: IO.warn("negative steps are not supported in String.slice/2, pass #{first}..#{last}//1 instead")

    n = if first < 0 or last < 0 or step != 1, do: length(string), else: :unknown
    first = if first < 0, do: max(first + n, 0), else: first
    last = if last < 0, do: last + n, else: last

    cond do
      last < first -> ""
      step > 1 -> string |> slice(first, last - first + 1) |> graphemes() |> Enum.take_every(step) |> IO.iodata_to_binary()
      true -> slice(string, first, last - first + 1)
    end
  end

  @doc "Returns the characters that lie completely within a range of bytes."
  def byte_slice(string, start_bytes, size_bytes)
      when is_binary(string) and is_integer(start_bytes) and is_integer(size_bytes) and size_bytes >= 0 do
    string |> Kernel.binary_slice(start_bytes, byte_size(string)) |> at_character() |> Kernel.binary_slice(0, size_bytes) |> cut_tail()
  end

  defp at_character(<<2::2, _::6, rest::binary>>), do: at_character(rest)
  defp at_character(string), do: string

  # Removes the last character if some of its bytes are missing.
  defp cut_tail(string) do
    following = following_bytes(string, byte_size(string), 0)
    rest = binary_part(string, 0, byte_size(string) - following)
    lead = if rest == "", do: 0, else: :binary.last(rest)

    cond do
      lead < 192 or lead >= 248 -> rest
      bytes_after(lead) > following -> binary_part(rest, 0, byte_size(rest) - 1)
      true -> string
    end
  end

  defp following_bytes(string, size, n) when n < size and n < 3 do
    if :binary.at(string, size - n - 1) in 128..191, do: following_bytes(string, size, n + 1), else: n
  end

  defp following_bytes(_string, _size, n), do: n

  defp bytes_after(lead) when lead < 224, do: 1
  defp bytes_after(lead) when lead < 240, do: 2
  defp bytes_after(_lead), do: 3

  @doc """
  Returns whether the string starts with a prefix. `prefix` is a string or a list of strings.
  """
  def starts_with?(string, prefix) when is_binary(string) and is_binary(prefix) do
    size = byte_size(prefix)
    byte_size(string) >= size and binary_part(string, 0, size) == prefix
  end

  def starts_with?(string, prefixes) when is_binary(string) and is_list(prefixes), do: Enum.any?(prefixes, &starts_with?(string, &1))
  def starts_with?(string, pattern) when is_binary(string), do: Kernel.match?({0, _}, :binary.match(string, pattern))

  @doc "Returns whether the string ends with a suffix. `suffix` is a string or a list of strings."
  def ends_with?(string, suffix) when is_binary(string) and is_binary(suffix) do
    size = byte_size(suffix)
    total = byte_size(string)
    total >= size and binary_part(string, total - size, size) == suffix
  end

  def ends_with?(string, suffixes) when is_binary(string) and is_list(suffixes), do: Enum.any?(suffixes, &ends_with?(string, &1))

  @doc "Returns whether the string contains a text. `contents` is a string or a list of strings."
  def contains?(string, contents)
  def contains?(string, []) when is_binary(string), do: false
  def contains?(string, "") when is_binary(string), do: true

  def contains?(string, contents) when is_binary(string) and is_list(contents) do
    "" in contents or :binary.match(string, contents) != :nomatch
  end

  def contains?(string, contents) when is_binary(string), do: :binary.match(string, contents) != :nomatch

  @doc "Returns whether the string matches a regular expression."
  def match?(string, regex) when is_binary(string), do: Regex.match?(regex, string)

  @doc "Repeats the string `n` times."
  def duplicate(subject, n) when is_integer(n), do: :binary.copy(subject, n)

  @doc "Returns the code points of the string as a list."
  def to_charlist(string) when is_binary(string) do
    with {fault, encoded, rest} <- :unicode.characters_to_list(string) do
      kind = if fault == :error, do: :invalid, else: fault
      raise UnicodeConversionError, encoded: encoded, rest: rest, kind: kind
    end
  end

  @doc "Converts the string to an atom."
  def to_atom(string) when is_binary(string), do: :erlang.binary_to_atom(string, :utf8)

  @doc "Converts the string to an existing atom."
  def to_existing_atom(string) when is_binary(string), do: :erlang.binary_to_existing_atom(string, :utf8)

  @doc "Converts the string to an integer."
  def to_integer(string) when is_binary(string), do: :erlang.binary_to_integer(string)
  @doc "Converts the string to an integer in a base."
  def to_integer(string, base) when is_binary(string) and is_integer(base), do: :erlang.binary_to_integer(string, base)

  @doc "Converts the string to a float."
  def to_float(string) when is_binary(string), do: :erlang.binary_to_float(string)

  @doc "Returns whether two strings are equal in a Unicode normal form."
  def equivalent?(string1, string2)
  def equivalent?(a, b) when is_binary(a) and is_binary(b), do: normalize(a, :nfd) == normalize(b, :nfd)

  @doc "Splits the string into parts of one kind: :valid or :printable."
  def chunk(string, trait) when is_binary(string) and trait in [:valid, :printable], do: string |> chunks(trait, nil, []) |> Enum.reject(&(&1 == ""))

  defp chunks("", _trait, _last, acc), do: [IO.iodata_to_binary(acc)]

  defp chunks(string, trait, last, acc) do
    {part, rest} = next_codepoint(string)
    kind = if trait == :valid, do: valid?(part), else: printable?(part)
    if kind == last or last == nil, do: chunks(rest, trait, kind, [acc | part]), else: [IO.iodata_to_binary(acc) | chunks(rest, trait, kind, [part])]
  end

  @doc """
  Returns the steps that turn the first string into the second, as pairs of :eq, :ins or :del and
  text.
  """
  def myers_difference(string1, string2)
  def myers_difference(a, b) when is_binary(a) and is_binary(b) do
    for {kind, parts} <- List.myers_difference(graphemes(a), graphemes(b)), do: {kind, IO.iodata_to_binary(parts)}
  end

  @doc "Returns the similarity of two strings by their characters, from 0.0 to 1.0."
  def bag_distance(string1, string2)
  def bag_distance(_string, ""), do: 0.0
  def bag_distance("", _string), do: 0.0

  def bag_distance(a, b) when is_binary(a) and is_binary(b) do
    {as, bs} = {Enum.frequencies(graphemes(a)), Enum.frequencies(graphemes(b))}
    1 - max(missing(as, bs), missing(bs, as)) / max(length(a), length(b))
  end

  defp missing(as, bs), do: Enum.reduce(as, 0, fn {g, n}, acc -> acc + max(n - Map.get(bs, g, 0), 0) end)

  @doc "Returns the similarity of two strings, from 0.0 to 1.0 (Jaro)."
  def jaro_distance(string1, string2)
  def jaro_distance(a, a) when is_binary(a), do: 1.0
  def jaro_distance(_a, ""), do: 0.0
  def jaro_distance("", _b), do: 0.0

  def jaro_distance(a, b) when is_binary(a) and is_binary(b), do: String.Jaro.distance(graphemes(a), graphemes(b))

  # Deprecated names

  @doc false
  @deprecated "Use String.trim/1 instead"
  def strip(string), do: trim(string)

  @doc false
  @deprecated "Use String.trim/2 with a binary as second argument instead"
  def strip(string, char) when is_integer(char), do: trim(string, <<char::utf8>>)

  @doc false
  @deprecated "Use String.trim_leading/1 instead"
  def lstrip(string), do: trim_leading(string)

  @doc false
  @deprecated "Use String.trim_leading/2 with a binary as second argument instead"
  def lstrip(string, char) when is_integer(char), do: trim_leading(string, <<char::utf8>>)

  @doc false
  @deprecated "Use String.trim_trailing/1 instead"
  def rstrip(string), do: trim_trailing(string)

  @doc false
  @deprecated "Use String.trim_trailing/2 with a binary as second argument instead"
  def rstrip(string, char) when is_integer(char), do: trim_trailing(string, <<char::utf8>>)

  @doc false
  @deprecated "Use String.pad_leading/2 instead"
  def rjust(string, length) when is_integer(length) and length >= 0, do: pad_leading(string, length)

  @doc false
  @deprecated "Use String.pad_leading/3 with a binary padding instead"
  def rjust(string, length, pad) when is_integer(length) and length >= 0 and is_integer(pad), do: pad_leading(string, length, <<pad::utf8>>)

  @doc false
  @deprecated "Use String.pad_trailing/2 instead"
  def ljust(string, length) when is_integer(length) and length >= 0, do: pad_trailing(string, length)

  @doc false
  @deprecated "Use String.pad_trailing/3 with a binary padding instead"
  def ljust(string, length, pad) when is_integer(length) and length >= 0 and is_integer(pad), do: pad_trailing(string, length, <<pad::utf8>>)

  @doc false
  @deprecated "Use String.to_charlist/1 instead"
  def to_char_list(string), do: to_charlist(string)

  @doc false
  @deprecated "Use String.valid?/1 instead"
  def valid_character?(string) do
    case string do
      <<_::utf8>> -> true
      _ -> false
    end
  end

  @deprecated "Use String.next_grapheme/1 instead"
  def next_grapheme_size(string) when is_binary(string) do
    with {first, rest} <- next_grapheme(string), do: {byte_size(first), rest}
  end
end
