defmodule :string do
  @moduledoc "The less frequent functions of Erlang's `:string`, and its old functions on lists. The others are in Go."

  import Kernel, except: [length: 1]

  ## Of text as characters

  def equal(a, b, ignore_case), do: equal(a, b, ignore_case, :none)

  def equal(a, b, ignore_case, form) do
    same_form(a, ignore_case, form) == same_form(b, ignore_case, form)
  end

  defp same_form(text, ignore_case, form) do
    text = :unicode.characters_to_binary(text)

    text =
      case form do
        :none -> text
        :nfc -> :unicode.characters_to_nfc_binary(text)
        :nfd -> :unicode.characters_to_nfd_binary(text)
        :nfkc -> :unicode.characters_to_nfkc_binary(text)
        :nfkd -> :unicode.characters_to_nfkd_binary(text)
      end

    if ignore_case, do: :string.casefold(text), else: text
  end

  def to_graphemes(text) do
    case :unicode_util.gc(text) do
      [grapheme | rest] -> [grapheme | to_graphemes(rest)]
      [] -> []
    end
  end

  def next_grapheme(text), do: :unicode_util.gc(text)
  def next_codepoint(text), do: :unicode_util.cp(text)

  # Returns part in the form of text.
  defp like(text, part) when is_binary(text), do: :unicode.characters_to_binary(part)
  defp like(_, part), do: part

  def slice(text, start), do: slice(text, start, :infinity)

  def slice(text, start, count) do
    rest = drop(to_graphemes(text), start)
    rest = if count == :infinity, do: rest, else: :lists.sublist(rest, count)
    like(text, :lists.flatten(rest))
  end

  defp drop([_ | rest], n) when n > 0, do: drop(rest, n - 1)
  defp drop(rest, _), do: rest

  def pad(text, count), do: pad(text, count, :trailing, ~c" ")
  def pad(text, count, direction), do: pad(text, count, direction, ~c" ")

  def pad(text, count, direction, char) do
    missing = max(0, count - :string.length(text))
    char = single(char)

    case direction do
      :leading -> [:lists.duplicate(missing, char), text]
      :trailing -> [text | :lists.duplicate(missing, char)]
      :both -> both(:lists.duplicate(div(missing, 2), char), text, :lists.duplicate(rem(missing, 2), char))
    end
  end

  defp both(side, text, one_more), do: [side, text, side | one_more]

  defp single([char]), do: char
  defp single(char), do: char

  def trim(text, direction), do: trim(text, direction, blanks())

  defp blanks do
    [[?\r, ?\n], ?\t, ?\n, ?\v, ?\f, ?\r, ?\s, 0x85, 0x200E, 0x200F, 0x2028, 0x2029]
  end

  def trim(text, direction, chars) do
    kept = to_graphemes(text)
    kept = if direction in [:leading, :both], do: without(kept, chars), else: kept
    kept = if direction in [:trailing, :both], do: :lists.reverse(without(:lists.reverse(kept), chars)), else: kept
    like(text, :lists.flatten(kept))
  end

  defp without([grapheme | rest] = list, chars) do
    if :lists.member(grapheme, chars), do: without(rest, chars), else: list
  end

  defp without([], _), do: []

  def take(text, chars), do: take(text, chars, false, :leading)
  def take(text, chars, complement), do: take(text, chars, complement, :leading)

  def take(text, chars, complement, direction) do
    wanted = &(:lists.member(&1, chars) != complement)

    case direction do
      :leading ->
        {taken, rest} = :lists.splitwith(wanted, to_graphemes(text))
        {like(text, :lists.flatten(taken)), like(text, :lists.flatten(rest))}

      :trailing ->
        {taken, rest} = :lists.splitwith(wanted, :lists.reverse(to_graphemes(text)))
        {like(text, :lists.flatten(:lists.reverse(rest))), like(text, :lists.flatten(:lists.reverse(taken)))}
    end
  end

  def nth_lexeme(text, n, separators) do
    case :string.lexemes(text, separators) do
      list when n > 0 and n <= Kernel.length(list) -> :lists.nth(n, list)
      _ when n > 0 -> like(text, [])
    end
  end

  def find(text, pattern, :leading), do: :string.find(text, pattern)

  def find(text, pattern, :trailing) do
    case :string.split(text, pattern, :trailing) do
      [_] -> :nomatch
      [_, rest] -> like(text, :unicode.characters_to_list([pattern, rest]))
    end
  end

  def replace(text, pattern, by), do: replace(text, pattern, by, :leading)
  def replace(text, pattern, by, where), do: :lists.join(by, :string.split(text, pattern, where))

  ## Of lists of characters

  def len(list), do: Kernel.length(list)
  def concat(list1, list2), do: list1 ++ list2

  def chr(list, char) when is_integer(char), do: index(list, &match?([^char | _], &1), 1, 0, :first)
  def rchr(list, char) when is_integer(char), do: index(list, &match?([^char | _], &1), 1, 0, :last)
  def str(list, part) when is_list(part), do: index(list, &:lists.prefix(part, &1), 1, 0, :first)
  def rstr(list, part) when is_list(part), do: index(list, &:lists.prefix(part, &1), 1, 0, :last)

  defp index([], _, _, found, _), do: found

  defp index([_ | rest] = list, here, at, found, which) do
    case here.(list) do
      true when which == :first -> at
      true -> index(rest, here, at + 1, at, which)
      false -> index(rest, here, at + 1, found, which)
    end
  end

  def span(list, chars), do: Kernel.length(:lists.takewhile(&:lists.member(&1, chars), list))
  def cspan(list, chars), do: Kernel.length(:lists.takewhile(&(not :lists.member(&1, chars)), list))

  def substr(list, start), do: :lists.nthtail(start - 1, list)
  def substr(list, start, count), do: :lists.sublist(substr(list, start), count)

  def sub_string(list, start), do: substr(list, start)
  def sub_string(list, start, stop), do: substr(list, start, stop - start + 1)

  def join([], separator) when is_list(separator), do: []
  def join([first | rest], separator), do: first ++ :lists.append(for part <- rest, do: separator ++ part)

  def chars(char, n), do: chars(char, n, [])
  def chars(char, n, tail) when is_integer(n) and n >= 0, do: :lists.duplicate(n, char) ++ tail
  def copies(list, n), do: :lists.append(:lists.duplicate(n, list))

  def words(list), do: words(list, ?\s)
  def words(list, char), do: max(1, Kernel.length(:string.tokens(list, [char])))
  def sub_word(list, n), do: sub_word(list, n, ?\s)

  def sub_word(list, n, char) do
    words = :string.tokens(list, [char])
    if n <= Kernel.length(words), do: :lists.nth(n, words), else: []
  end

  def strip(list), do: strip(list, :both)
  def strip(list, direction), do: strip(list, direction, ?\s)
  def strip(list, :left, char), do: :lists.dropwhile(&(&1 == char), list)
  def strip(list, :right, char), do: list |> :lists.reverse() |> strip(:left, char) |> :lists.reverse()
  def strip(list, :both, char), do: list |> strip(:left, char) |> strip(:right, char)

  def left(list, n), do: left(list, n, ?\s)
  def left(list, n, char), do: :lists.sublist(list ++ chars(char, max(0, n - len(list))), n)
  def right(list, n), do: right(list, n, ?\s)

  def right(list, n, char) do
    missing = n - len(list)
    if missing >= 0, do: chars(char, missing, list), else: :lists.nthtail(-missing, list)
  end

  def centre(list, n), do: centre(list, n, ?\s)
  def centre(_, 0, _), do: []

  def centre(list, n, char) do
    missing = n - len(list)
    before = div(missing, 2)

    if missing > 0,
      do: chars(char, before, list) ++ chars(char, missing - before),
      else: substr(list, div(-missing, 2) + 1, n)
  end

  def list_to_integer(list), do: :string.to_integer(list)
  def list_to_float(list), do: :string.to_float(list)
end
