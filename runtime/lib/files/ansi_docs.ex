defmodule IO.ANSI.Docs do
  @moduledoc false
  # Prints documentation on a terminal: titles, metadata, and Markdown.

  alias IO.ANSI.Docs.{Blocks, Inline}

  @defaults [
    enabled: true,
    doc_bold: [:bright],
    doc_code: [:cyan],
    doc_headings: [:yellow],
    doc_metadata: [:yellow],
    doc_quote: [:light_black],
    doc_inline_code: [:cyan],
    doc_table_heading: [:reverse],
    doc_title: [:reverse, :yellow],
    doc_underline: [:underline],
    width: 80
  ]

  @doc "Returns the default colours and line width."
  def default_options, do: @defaults

  @doc "Prints headings, each centred on a line."
  def print_headings(titles, options \\ []) do
    options = Keyword.merge(@defaults, options)
    blank(options)

    for title <- titles, line <- String.split(title, "\n") do
      middle = div(options[:width] + String.length(line), 2)
      line = String.pad_leading(line, middle)
      IO.puts(paint(if(options[:enabled], do: String.pad_trailing(line, options[:width]), else: line), :doc_title, options))
    end

    blank(options)
  end

  @doc "Prints the metadata of a function, such as the version that introduced it."
  def print_metadata(metadata, options \\ []) when is_map(metadata) do
    options = Keyword.merge(@defaults, options)
    lines = for {key, value} <- Enum.sort(metadata), text = fact(key, value), do: [paint("#{key}:", :doc_metadata, options), " ", text, "\n"]
    if lines != [], do: IO.puts(lines)
    :ok
  end

  defp fact(:delegate_to, {module, function, arity}), do: Exception.format_mfa(module, function, arity)
  defp fact(key, text) when key in [:since, :deprecated] and is_binary(text), do: text
  defp fact(:guard, true), do: "true"
  defp fact(_key, _value), do: nil

  @doc "Prints a text in a format."
  def print(text, format, options \\ [])

  def print(text, "text/markdown", options) when is_binary(text) do
    options = Keyword.merge(@defaults, options)
    text |> String.split(["\r\n", "\n"]) |> Enum.map(&String.trim_trailing/1) |> Blocks.of() |> Enum.each(&block(&1, "", options))
  end

  def print(_text, format, _options), do: IO.puts("\nUnknown documentation format #{inspect(format)}\n")

  # Prints a block with an indentation.
  defp block({:text, text}, indent, options) do
    block({:first, text}, indent, options)
    blank(options)
  end

  # The first text of an item has no empty line after it.
  defp block({:first, text}, indent, options), do: fill(words(text, options), {indent, indent}, options)

  defp block({:heading, text}, _indent, options) do
    IO.puts(paint(text, :doc_headings, options))
    blank(options)
  end

  defp block({:code, lines}, indent, options) do
    margin = indent <> "    "
    IO.puts(paint(margin <> Enum.join(lines, "\n" <> margin), :doc_code, options))
    blank(options)
  end

  defp block({:quote, paragraphs}, indent, options) do
    mark = indent <> paint("> ", :doc_quote, options)

    paragraphs
    |> Enum.intersperse("")
    |> Enum.each(fn text -> fill(words(text, options), {mark, mark}, options) end)

    blank(options)
  end

  defp block({:item, bullet, blocks, last?}, indent, options) do
    margin = if indent == "", do: "  ", else: indent
    bullet = if bullet == :dot, do: if(options[:enabled], do: "• ", else: "* "), else: bullet
    inner = String.duplicate(" ", String.length(margin <> bullet))
    [{:first, text} | blocks] = blocks
    [first | rest] = words(text, options)
    start = if first == "", do: [String.trim_trailing(margin <> bullet), ""], else: [String.trim_trailing(margin <> bullet), first]
    fill(start ++ rest, {"", inner}, options)
    Enum.reduce(blocks, inner, &within_item(&1, &2, options))
    if last?, do: blank(options)
  end

  defp block({:line, text}, _indent, _options), do: IO.puts(text)
  defp block({:table, head, rows, aligned}, _indent, options), do: table(head, rows, aligned, options)

  # A heading inside an item ends the indentation.
  defp within_item({:heading, _} = heading, _indent, options) do
    block(heading, "", options)
    ""
  end

  defp within_item(block, indent, options) do
    block(block, indent, options)
    indent
  end

  defp words(text, options), do: text |> Inline.format(options) |> String.split(~r/\s/)

  # Prints words in lines that fit into the width.
  defp fill(words, {first, rest}, options) do
    limit = options[:width] - Inline.width(rest)
    words |> lines(limit, []) |> Enum.zip_with(Stream.concat([first], Stream.cycle([rest])), &IO.puts([&2, &1]))
  end

  defp lines([word | words], limit, done) do
    {line, words} = line(words, limit, Inline.width(word), [word])
    text = line |> Enum.reverse() |> Enum.join(" ")
    if words == [], do: Enum.reverse([text | done]), else: lines(words, limit, [text | done])
  end

  defp line([word | words] = all, limit, taken, line) do
    taken = taken + 1 + Inline.width(word)
    if taken < limit, do: line(words, limit, taken, [word | line]), else: {line, all}
  end

  defp line([], _limit, _taken, line), do: {line, []}

  defp table(head, rows, aligned, options) do
    [head | rows] = for row <- [head | rows], do: row && Enum.map(row, &Inline.format(&1, options))
    all = if head, do: [head | rows], else: rows
    columns = all |> Enum.map(&length/1) |> Enum.max()
    aligned = aligned ++ List.duplicate(:left, columns)
    widths = for n <- 0..(columns - 1), do: all |> Enum.map(&Inline.width(Enum.at(&1, n, ""))) |> Enum.max() |> centred(Enum.at(aligned, n))
    if head, do: IO.puts(paint(row(head, widths, aligned), :doc_table_heading, options))
    Enum.each(rows, &IO.puts(row(&1, widths, aligned)))
    blank(options)
  end

  # A column with a centred cell has an odd width.
  defp centred(width, :center) when rem(width, 2) == 0, do: width + 1
  defp centred(width, _aligned), do: width

  defp row(cells, widths, aligned) do
    widths
    |> Enum.with_index()
    |> Enum.map_join(" | ", fn {width, n} ->
      cell = Enum.at(cells, n, "")
      free = width - Inline.width(cell)

      left =
        case Enum.at(aligned, n) do
          :left -> 0
          :right -> free
          :center -> div(free, 2)
        end

      String.duplicate(" ", left) <> cell <> String.duplicate(" ", free - left)
    end)
  end

  defp blank(options), do: if(options[:enabled], do: IO.puts(IO.ANSI.reset()), else: IO.puts(""))

  @doc "Returns a text in one of the colours of the options."
  def paint(text, colour, options) do
    if options[:enabled], do: IO.iodata_to_binary([IO.ANSI.format_fragment(options[colour], true), text, IO.ANSI.reset()]), else: text
  end
end
