defmodule IO.ANSI.Docs.Blocks do
  @moduledoc false
  # Parses the blocks of a Markdown text:
  #
  #   {:text, text}, {:heading, text}, {:code, lines}, {:quote, paragraphs}, {:line, text}
  #   {:item, :dot | "1. ", [{:first, text} | parts], last of its list?}
  #   {:table, cells of the heading or nil, rows, alignments}

  @doc "Returns the blocks of a text."
  def of(lines), do: lines |> read([], :text, []) |> Enum.reverse()

  # Collects lines of text, newest first. kind is the kind of block that they form.
  defp read([], text, kind, acc), do: flush(text, kind, acc)
  defp read(["" | rest], text, kind, acc), do: read(rest, [], next(kind, text), flush(text, kind, acc))

  defp read(["    " <> _ | _] = lines, text, kind, acc) do
    {code, rest} = Enum.split_while(lines, &(&1 == "" or String.starts_with?(&1, "    ")))
    code = code |> Enum.reverse() |> Enum.drop_while(&(&1 == "")) |> Enum.reverse() |> Enum.map(&String.replace_prefix(&1, "    ", ""))
    read(rest, [], :text, [{:code, code} | flush(text, kind, acc)])
  end

  defp read([line | rest] = lines, text, kind, acc) do
    trimmed = String.trim_leading(line, " ")

    cond do
      line =~ ~r/^\#{1,6} / -> read(rest, [], :text, [{:heading, line} | flush(text, kind, acc)])
      String.starts_with?(trimmed, ">") -> quoted(lines, flush(text, kind, acc))
      String.starts_with?(trimmed, "```") -> fenced(trimmed, rest, flush(text, kind, acc))
      String.starts_with?(trimmed, "<!--") -> comment(lines, text, kind, acc)
      table?(lines) -> table(lines, flush(text, kind, acc))
      item = item(line) -> list(item, rest, flush(text, kind, acc))
      trimmed =~ ~r/^\[[^\]]*\]: / -> read(rest, [], :text, [{:line, line} | flush(text, kind, acc)])
      true -> read(rest, [trimmed | text], kind, acc)
    end
  end

  defp next(:first, []), do: :first
  defp next(_kind, _text), do: :text

  defp flush([], _kind, acc), do: acc
  defp flush(text, kind, acc), do: [{kind, text |> Enum.reverse() |> Enum.join(" ")} | acc]

  defp quoted(lines, acc) do
    {own, rest} = Enum.split_while(lines, &(&1 |> String.trim_leading() |> String.starts_with?(">")))

    paragraphs =
      own
      |> Enum.map(&(&1 |> String.trim_leading() |> String.replace_prefix(">", "") |> String.trim()))
      |> Enum.chunk_by(&(&1 == ""))
      |> Enum.reject(&(hd(&1) == ""))
      |> Enum.map(&Enum.join(&1, " "))

    read(rest, [], :text, [{:quote, paragraphs} | acc])
  end

  defp fenced("```" <> language, rest, acc) do
    {code, rest} = Enum.split_while(rest, &(not String.starts_with?(String.trim_leading(&1), "```")))
    acc = if String.trim(language) == "mermaid", do: acc, else: [{:code, if(code == [], do: [""], else: code)} | acc]
    read(Enum.drop(rest, 1), [], :text, acc)
  end

  # A comment is omitted. The rest of its last line is read.
  defp comment([line | rest], text, kind, acc) do
    case String.split(line, "-->", parts: 2) do
      [_, behind] -> read([String.trim_leading(behind) | rest], text, kind, acc)
      [_] when rest == [] -> read([], text, kind, acc)
      [_] -> comment(rest, text, kind, acc)
    end
  end

  # Splits a list item into indentation, bullet and text.
  defp item(line) do
    case Regex.run(~r/^( *)([*+-]|\d{1,2}\.) (.*)$/s, line) do
      [_, indent, bullet, text] -> {byte_size(indent), if(bullet in ["*", "+", "-"], do: :dot, else: bullet <> " "), text}
      nil -> nil
    end
  end

  defp list({indent, bullet, text}, rest, acc) do
    {own, rest, last?} = own_lines(rest, indent, false, [])
    blocks = own |> read([text], :first, []) |> Enum.reverse()
    acc = [{:item, bullet, blocks, last?} | acc]
    if last?, do: read(rest, [], :text, acc), else: list(item(hd(rest)), tl(rest), acc)
  end

  # Splits off the lines of an item. The item ends before the next item that is not indented
  # further. An empty line ends the whole list if a second empty line or a line without indentation
  # follows.
  defp own_lines([], _indent, _blank?, acc), do: {Enum.reverse(acc), [], true}
  defp own_lines(["" | rest], _indent, true, acc), do: {Enum.reverse(acc), rest, true}
  defp own_lines(["" | rest], indent, false, acc), do: own_lines(rest, indent, true, ["" | acc])

  defp own_lines([line | rest] = lines, indent, blank?, acc) do
    next = item(line)

    cond do
      blank? and not String.starts_with?(line, " ") -> {Enum.reverse(acc), lines, true}
      next != nil and elem(next, 0) <= indent -> {Enum.reverse(acc), lines, false}
      true -> own_lines(rest, indent, false, [shift(line, if(next, do: indent + 2, else: 4)) | acc])
    end
  end

  defp shift(" " <> line, n) when n > 0, do: shift(line, n - 1)
  defp shift(line, _n), do: line

  defp table?([first, second | _]), do: row?(first) and row?(second) or (row?(first) and rule?(second))
  defp table?(_lines), do: false

  defp row?(line), do: line =~ ~r"\s\|\s"
  defp rule?(line), do: line =~ ~r/^[\s:|-]*\|[\s:|-]*$/ and line =~ "-"

  defp table(lines, acc) do
    {rows, rest} = Enum.split_while(lines, &(row?(&1) or rule?(&1)))

    case Enum.map(rows, &cells/1) do
      [head, rule | rows] -> if rule?(Enum.at(lines, 1)), do: read(rest, [], :text, [{:table, head, rows, Enum.map(rule, &aligned/1)} | acc]), else: read(rest, [], :text, [{:table, nil, [head, rule | rows], []} | acc])
    end
  end

  defp cells(line) do
    line
    |> String.trim()
    |> String.replace_prefix("|", "")
    |> String.replace(~r/(?<!\\)\|$/, "")
    |> String.split(~r/(?<!\\)\|/)
    |> Enum.map(&(&1 |> String.trim() |> String.replace("\\|", "|")))
  end

  defp aligned(rule) do
    case {String.starts_with?(rule, ":"), String.ends_with?(rule, ":")} do
      {true, true} -> :center
      {false, true} -> :right
      _ -> :left
    end
  end
end
