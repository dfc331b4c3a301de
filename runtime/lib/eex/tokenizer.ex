defmodule EEx.Tokenizer do
  @moduledoc false
  # Splits a template into text, comments and expressions. An expression can start a block
  # (`if x do`, `fn x ->`), continue a block (`else`, `x ->`) or end a block (`end`). Such
  # expressions are marked.

  def tokenize(source, opts) do
    indentation = opts[:indentation] || 0
    state = %{indentation: indentation, trim: opts[:trim] || false, file: opts[:file] || "nofile"}
    at = %{line: opts[:line] || 1, column: (opts[:column] || 1) + indentation}
    {source, at} = begin(source, at, state)
    text(source, at, [], at, state, [])
  end

  # With trim, blanks at the start of a template before an expression are removed.
  defp begin(source, at, %{trim: true} = state) do
    case skip_blank(source) do
      {blank, "<%" <> _ = rest} -> {rest, advance(at, blank, state)}
      _ -> {source, at}
    end
  end

  defp begin(source, at, _state), do: {source, at}

  # Collects text outside of <% %>. acc holds the parts of the text, and since the location of its
  # start.
  defp text(source, at, acc, since, state, tokens) do
    case :binary.match(source, "<%") do
      :nomatch ->
        at = advance(at, source, state)
        {:ok, Enum.reverse([{:eof, at} | add_text([source | acc], since, tokens)])}

      {n, 2} ->
        <<before::binary-size(n), "<%", rest::binary>> = source
        opened([before | acc], rest, advance(at, before, state), since, state, tokens)
    end
  end

  # <%% is an escaped <%.
  defp opened(acc, "%" <> rest, open, since, state, tokens) do
    text(rest, right(open, 3), ["<%" | acc], since, state, tokens)
  end

  defp opened(acc, "!--" <> rest, open, since, state, tokens) do
    with {:ok, body, rest, at} <- close(rest, "--%>", right(open, 5), open, state) do
      tokens = [{:comment, body, open} | add_text(trim_end(acc, state), since, tokens)]
      behind(rest, at, state, tokens)
    end
  end

  defp opened(acc, "#" <> rest, open, since, state, tokens) do
    with {:ok, _body, rest, at} <- close(rest, "%>", right(open, 3), open, state) do
      IO.warn("<%# is deprecated, use <%!-- or add a space between <% and # instead", file: state.file, line: open.line, column: open.column)
      behind(rest, at, state, add_text(trim_end(acc, state), since, tokens))
    end
  end

  defp opened(acc, rest, open, since, state, tokens) do
    {marker, rest} = marker(rest)

    with {:ok, body, rest, at} <- close(rest, "%>", right(open, 2 + byte_size(marker)), open, state) do
      kind = kind(body)
      marker = usable_marker(kind, marker, body, open, state)
      behind(rest, at, state, [{kind, marker, body, open} | add_text(trim_end(acc, state), since, tokens)])
    end
  end

  # Continues after an expression or a comment.
  defp behind(rest, at, state, tokens) do
    {blank, rest} = if state.trim, do: trim_start(rest), else: {"", rest}
    at = advance(at, blank, state)
    text(rest, at, [], at, state, tokens)
  end

  defp marker(<<sign, rest::binary>>) when sign in ~c"=/|", do: {<<sign>>, rest}
  defp marker(rest), do: {"", rest}

  defp usable_marker(kind, marker, body, open, state) when kind in [:middle_expr, :end_expr] and marker != "" do
    tag = "<%" <> marker
    warn("unexpected beginning of EEx tag \"#{tag}\" on \"#{tag}#{body}%>\", please remove \"#{marker}\"", open, state.file)
    ""
  end

  defp usable_marker(_kind, marker, _body, _open, _state), do: marker

  @doc "Warns of a part of a template at a location in a file."
  def warn(message, at, file), do: :lab_compiler.warn({at.line, at.column}, file, message)

  defp close(rest, mark, at, open, state) do
    case String.split(rest, mark, parts: 2) do
      [body, rest] -> {:ok, body, rest, at |> advance(body, state) |> right(byte_size(mark))}
      [_] -> {:error, "expected closing '#{mark}' for EEx expression", open}
    end
  end

  # With trim, only the last line end of the blank lines after an expression is kept. At the end
  # of the template, nothing is kept.
  defp trim_start(rest) do
    case skip_blank(rest) do
      {blank, ""} ->
        {blank, ""}

      {blank, _} ->
        case :binary.matches(blank, "\n") do
          [] ->
            {"", rest}

          ends ->
            {last, 1} = List.last(ends)
            bytes(rest, last)
        end
    end
  end

  # With trim, the blanks before an expression on its line are removed, and also the empty lines
  # above it.
  defp trim_end(acc, %{trim: false}), do: acc

  defp trim_end(acc, _state) do
    text = acc |> Enum.reverse() |> IO.iodata_to_binary()
    [Regex.replace(~r/\r?\n(?:[ \t]|\r?\n)*\z/, text, "\n")]
  end

  defp skip_blank(text) do
    [blank] = Regex.run(~r/\A(?:[ \t]|\r?\n)*/, text)
    bytes(text, byte_size(blank))
  end

  defp bytes(text, n) do
    <<left::binary-size(n), right::binary>> = text
    {left, right}
  end

  defp add_text(acc, since, tokens) do
    case acc |> Enum.reverse() |> IO.iodata_to_binary() do
      "" -> tokens
      text -> [{:text, text, since} | tokens]
    end
  end

  defp right(at, n), do: %{at | column: at.column + n}

  @doc "Returns the location after `text`."
  def advance(at, text, state) do
    case :binary.matches(text, "\n") do
      [] ->
        right(at, length(String.to_charlist(text)))

      found ->
        {last, 1} = List.last(found)
        tail = binary_part(text, last + 1, byte_size(text) - last - 1)
        %{line: at.line + length(found), column: 1 + state.indentation + length(String.to_charlist(tail))}
    end
  end

  # Returns the role of an expression in its block, by its first and last words.
  defp kind(body) do
    words = :lab_compiler.words(body) || []
    ends? = List.first(words) == {:keyword, "end"}

    case Enum.reverse(words) do
      [{:keyword, "do"} | _] -> if ends?, do: :middle_expr, else: :start_expr
      [{:keyword, word} | _] when word in ["else", "after", "catch", "rescue"] -> :middle_expr
      [{:operator, "->"} | before] -> if not ends? and opens_function?(before), do: :start_expr, else: :middle_expr
      _ -> if ends?, do: :end_expr, else: :expr
    end
  end

  # Returns whether the last `fn` in a reversed list of words has no `end` yet.
  defp opens_function?(words) do
    Enum.find(words, &(&1 in [{:keyword, "fn"}, {:keyword, "end"}])) == {:keyword, "fn"}
  end
end
