defmodule IO.ANSI.Docs.Inline do
  @moduledoc false
  # Parses the inline elements of Markdown: links, code, emphasis, escapes and comments.

  @emphasis [{"**", :doc_bold}, {"__", :doc_bold}, {"*", :doc_underline}, {"_", :doc_underline}]
  # Besides blanks, these characters can adjoin emphasis.
  @beside ~c".!'\"()[]{}<>@#$%^&+- \t\n"

  @doc "Replaces the markup of code and emphasis with colours. Without colours the markup stays."
  def format(text, options) do
    text = Regex.replace(~r/\[([^\]]*?)\]\((.*?)\)/, text, "\\1 (\\2)")
    text |> scan(?\s, [], options) |> Enum.reverse() |> IO.iodata_to_binary()
  end

  @doc "Returns the width of a text on the terminal."
  def width(text), do: text |> String.replace(~r/\e\[[\d;]*m/, "") |> String.length()

  # Scans a text. before is the preceding character.
  defp scan("", _before, acc, _options), do: acc
  defp scan("\\\\" <> rest, _before, acc, options), do: scan(rest, ?\s, ["\\" | acc], options)
  defp scan("\\" <> <<char::utf8, rest::binary>>, _before, acc, options), do: scan(rest, char, [<<char::utf8>> | acc], options)

  defp scan("<!--" <> rest = text, before, acc, options) do
    case String.split(rest, "-->", parts: 2) do
      [_, rest] -> scan(rest, before, acc, options)
      [_] -> [text | acc]
    end
  end

  defp scan("`" <> rest, _before, acc, options) do
    case String.split(rest, "`", parts: 2) do
      [code, rest] -> scan(rest, ?`, [coloured("`", String.replace(code, "\\\\", "\\"), :doc_inline_code, options) | acc], options)
      [_] -> scan(rest, ?`, ["`" | acc], options)
    end
  end

  defp scan(<<char::utf8, rest::binary>> = text, before, acc, options) do
    with true <- char in ~c"*_" and before in @beside,
         {mark, colour} = Enum.find(@emphasis, fn {mark, _} -> String.starts_with?(text, mark) end),
         <<^mark::binary-size(byte_size(mark)), inner::binary>> = text,
         {:ok, inner, rest} <- close(inner, mark, []) do
      scan(rest, char, [coloured(mark, inner, colour, options) | acc], options)
    else
      _ -> literal(text, char, rest, acc, options)
    end
  end

  # A mark of two characters that opens nothing is skipped as a whole.
  defp literal(<<mark::binary-size(2), rest::binary>>, char, _rest, acc, options) when mark in ["**", "__"] do
    scan(rest, char, [mark | acc], options)
  end

  defp literal(_text, char, rest, acc, options), do: scan(rest, char, [<<char::utf8>> | acc], options)

  # Finds the mark that ends emphasis. It must not be followed by a word.
  defp close("", _mark, _acc), do: :error
  defp close(<<"\\", char::utf8, rest::binary>>, mark, acc), do: close(rest, mark, [<<char::utf8>> | acc])

  defp close(<<char::utf8, rest::binary>> = text, mark, acc) do
    size = byte_size(mark)

    case text do
      <<^mark::binary-size(size), after_mark::binary>> when acc != [] ->
        if ends?(after_mark),
          do: {:ok, acc |> Enum.reverse() |> IO.iodata_to_binary(), after_mark},
          else: close(rest, mark, [<<char::utf8>> | acc])

      _ ->
        close(rest, mark, [<<char::utf8>> | acc])
    end
  end

  defp ends?(""), do: true
  defp ends?(<<char::utf8, _::binary>>), do: char in @beside

  defp coloured(mark, text, colour, options) do
    if options[:enabled], do: IO.ANSI.Docs.paint(text, colour, options), else: mark <> text <> mark
  end
end
