defmodule EEx.Tokenizer do
  @moduledoc false
  # Templates as text, comments and expressions. An expression that opens a block (`if x do`, `fn x ->`), goes on with
  # one (`else`, `x ->`) or closes one (`end`) says so.

  def tokenize(source, opts) do
    line = opts[:line] || 1
    indentation = opts[:indentation] || 0
    state = %{indentation: indentation}
    meta = %{line: line, column: (opts[:column] || 1) + indentation}

    case text(source, meta, [], meta, state, []) do
      {:ok, tokens} -> {:ok, if(opts[:trim], do: trim(Enum.reverse(tokens), false), else: Enum.reverse(tokens))}
      error -> error
    end
  end

  # text collects what is outside of <% %>: acc are its pieces, since is where it began.
  defp text(source, at, acc, since, state, tokens) do
    case :binary.match(source, "<%") do
      :nomatch ->
        at = advance(at, source, state)
        {:ok, [{:eof, at} | add_text([source | acc], since, tokens)]}

      {n, 2} ->
        <<before::binary-size(n), "<%", rest::binary>> = source
        open = advance(at, before, state)
        opened([before | acc], rest, open, since, state, tokens)
    end
  end

  defp opened(acc, "%" <> rest, open, since, state, tokens) do
    # <%% is a <% that is text; so is the whole of what it opens.
    inner = %{open | column: open.column + 3}
    {body, rest, at} = until_close(rest, inner, state)
    text(rest, at, [body, "<%" | acc], since, state, tokens)
  end

  defp opened(acc, "!--" <> rest, open, since, state, tokens) do
    start = %{open | column: open.column + 5}

    case :binary.match(rest, "--%>") do
      :nomatch ->
        {:error, "expected closing '--%>' for EEx expression", open}

      {n, 4} ->
        <<body::binary-size(n), "--%>", rest::binary>> = rest
        at = advance(start, body, state)
        at = %{at | column: at.column + 4}
        text(rest, at, [], at, state, [{:comment, body, open} | add_text(acc, since, tokens)])
    end
  end

  defp opened(acc, "#" <> rest, open, since, state, tokens) do
    case close(rest, %{open | column: open.column + 3}, state) do
      nil ->
        {:error, "expected closing '%>' for EEx expression", open}

      {body, rest, at} ->
        text(rest, at, [], at, state, [{:comment, body, open} | add_text(acc, since, tokens)])
    end
  end

  defp opened(acc, rest, open, since, state, tokens) do
    {marker, rest} = marker(rest)

    case close(rest, %{open | column: open.column + 2 + byte_size(marker)}, state) do
      nil ->
        {:error, "expected closing '%>' for EEx expression", open}

      {body, rest, at} ->
        kind = kind(body)
        text(rest, at, [], at, state, [{kind, marker, body, open} | add_text(acc, since, tokens)])
    end
  end

  defp marker("=" <> rest), do: {"=", rest}
  defp marker("/" <> rest), do: {"/", rest}
  defp marker("|" <> rest), do: {"|", rest}
  defp marker(rest), do: {"", rest}

  defp close(rest, at, state) do
    case :binary.match(rest, "%>") do
      :nomatch ->
        nil

      {n, 2} ->
        <<body::binary-size(n), "%>", rest::binary>> = rest
        at = advance(at, body, state)
        {body, rest, %{at | column: at.column + 2}}
    end
  end

  defp until_close(rest, at, state) do
    case close(rest, at, state) do
      nil -> {rest, "", advance(at, rest, state)}
      {body, rest, at} -> {body <> "%>", rest, at}
    end
  end

  # With trim, blanks around an expression that reach to a line's end leave one newline.
  defp trim([{:text, text, meta} | tokens], behind?) do
    text = if behind?, do: trim_start(text, tokens), else: text
    text = if match?([{:eof, _} | _], tokens), do: text, else: trim_end(text, behind?)
    [{:text, text, meta} | trim(tokens, false)]
  end

  defp trim([token | tokens], _behind?), do: [token | trim(tokens, true)]
  defp trim([], _behind?), do: []

  defp trim_start(text, tokens) do
    rest = String.trim_leading(text)
    blank = binary_part(text, 0, byte_size(text) - byte_size(rest))

    case {String.split(blank, "\n"), tokens} do
      {[_], _} -> text
      {_, [{:eof, _}]} when rest == "" -> ""
      {lines, _} -> "\n" <> List.last(lines) <> rest
    end
  end

  defp trim_end(text, behind?) do
    rest = String.trim_trailing(text)

    cond do
      rest == "" and not behind? -> ""
      binary_part(text, byte_size(rest), byte_size(text) - byte_size(rest)) =~ "\n" -> rest <> "\n"
      true -> text
    end
  end

  defp add_text(acc, since, tokens) do
    case acc |> Enum.reverse() |> IO.iodata_to_binary() do
      "" -> tokens
      text -> [{:text, text, since} | tokens]
    end
  end

  @doc "Where the text behind `text` is."
  def advance(at, text, state) do
    case :binary.matches(text, "\n") do
      [] ->
        %{at | column: at.column + String.length(text)}

      found ->
        {last, 1} = List.last(found)
        tail = binary_part(text, last + 1, byte_size(text) - last - 1)
        %{line: at.line + length(found), column: 1 + state.indentation + String.length(tail)}
    end
  end

  @doc "What an expression is to the block it stands in."
  def kind(body) do
    trimmed = String.trim(body)

    cond do
      trimmed =~ ~r/^end\b(?!\s*[:=(])/ and not (trimmed =~ ~r/(->|\bdo)$/) -> :end_expr
      trimmed =~ ~r/(^|[\s)\]}])do$/ -> :start_expr
      trimmed =~ ~r/->$/ -> if opens_function?(trimmed), do: :start_expr, else: :middle_expr
      trimmed in ["else", "after", "catch", "rescue"] -> :middle_expr
      true -> :expr
    end
  end

  defp opens_function?(text) do
    case Regex.scan(~r/\bfn\b|\bend\b/, text) do
      [] -> false
      found -> List.last(found) == ["fn"]
    end
  end
end
