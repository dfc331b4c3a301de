defmodule EEx.Compiler do
  @moduledoc false
  # Compiles the tokens of a template with an engine. The bodies of a block's clauses are compiled
  # first. In the source of the block, a call of __EEX__ with a number stands for each body. When
  # the source is parsed, insert/2 replaces these calls with the bodies.

  def compile(tokens, source, opts) do
    engine = opts[:engine] || EEx.SmartEngine

    state = %{
      engine: engine,
      source: source,
      opts: opts,
      file: opts[:file] || "nofile",
      line: opts[:line] || 1,
      parser_options: opts[:parser_options] || []
    }

    {body, [{:eof, _}]} = generate(tokens, engine.init(opts), nil, state)
    engine.handle_body(body)
  end

  defp generate([{:comment, _, _} | tokens], buffer, block, state), do: generate(tokens, buffer, block, state)

  defp generate([{:text, text, meta} | tokens], buffer, block, state) do
    generate(tokens, state.engine.handle_text(buffer, [line: meta.line, column: meta.column], text), block, state)
  end

  defp generate([{:expr, marker, source, meta} | tokens], buffer, block, state) do
    expr = quoted(source, expression_at(meta, marker), state)
    generate(tokens, state.engine.handle_expr(buffer, marker, expr), block, state)
  end

  defp generate([{:start_expr, marker, source, meta} | tokens], buffer, block, state) do
    at = expression_at(meta, marker)
    {expr, tokens} = block(tokens, buffer, %{source: source, bodies: [], open: meta, first: first_word(at, source, state)}, at, state)

    if marker == "" and not match?({:=, _, [_, _]}, expr) do
      EEx.Tokenizer.warn("the contents of this expression won't be output unless the EEx block starts with \"<%=\"", meta, state.file)
    end

    generate(tokens, state.engine.handle_expr(buffer, marker, expr), block, state)
  end

  defp generate([{kind, _, source, meta} | _], _buffer, nil, state) when kind in [:middle_expr, :end_expr] do
    what = if kind == :end_expr, do: "end", else: "middle"
    fail("unexpected #{what} of expression <%#{source}%>", meta, state)
  end

  defp generate([{:eof, _} | _], _buffer, %{first: first}, state) do
    fail("expected a closing '<% end %>' for block expression in EEx", first, state)
  end

  defp generate(tokens, buffer, _block, _state), do: {buffer, tokens}

  # Compiles the bodies of a block up to its end.
  defp block(tokens, buffer, block, at, state) do
    {body, [{kind, _, source, meta} | rest]} = generate(tokens, state.engine.handle_begin(buffer), block, state)
    lines = String.duplicate("\n", max(meta.line - last_line(block), 0))

    block =
      if before_clauses?(tokens, source) do
        %{block | source: block.source <> lines <> source}
      else
        # A space must separate the placeholder from a preceding word.
        space = if block.source =~ ~r/[a-z]\z/, do: " ", else: ""
        placeholder = "#{space}__EEX__(#{length(block.bodies)});"
        %{block | source: block.source <> placeholder <> lines <> source, bodies: [state.engine.handle_end(body) | block.bodies]}
      end

    if kind == :end_expr do
      {insert(quoted(block.source, at, state), Enum.reverse(block.bodies)), rest}
    else
      block(rest, buffer, block, at, state)
    end
  end

  defp last_line(block), do: block.open.line + length(:binary.matches(block.source, "\n"))

  @doc """
  Returns whether only white space and comments are between a `do` and the first clause after it.
  """
  def before_clauses?([{:comment, _, _} | tokens], source), do: before_clauses?(tokens, source)
  def before_clauses?([{:text, text, _} | tokens], source), do: String.trim(text) == "" and before_clauses?(tokens, source)
  def before_clauses?([{:middle_expr, _, source, _} | _], source), do: String.ends_with?(String.trim(source), "->")
  def before_clauses?(_tokens, _source), do: false

  @doc "Returns the quoted form of an expression."
  def quoted(source, at, %{file: file, parser_options: options}) do
    Code.string_to_quoted!(source, [file: file, line: at.line, column: at.column, columns: true] ++ options)
  end

  @doc "Replaces the placeholders in the quoted form of a block with the bodies."
  def insert({:__EEX__, _, [n]}, bodies), do: Enum.at(bodies, n)
  def insert({left, meta, right}, bodies), do: {insert(left, bodies), meta, insert(right, bodies)}
  def insert({left, right}, bodies), do: {insert(left, bodies), insert(right, bodies)}
  def insert(list, bodies) when is_list(list), do: Enum.map(list, &insert(&1, bodies))
  def insert(other, _bodies), do: other

  defp first_word(at, source, state) do
    [blank] = Regex.run(~r/\A\s*/, source)
    EEx.Tokenizer.advance(at, blank, %{indentation: state.opts[:indentation] || 0})
  end

  defp expression_at(meta, marker), do: %{line: meta.line, column: meta.column + 2 + byte_size(marker)}

  defp fail(message, meta, state) do
    snippet = EEx.SyntaxError.snippet(state.source, meta, state.opts)
    raise EEx.SyntaxError, message: message <> snippet, file: state.file, line: meta.line, column: meta.column
  end
end
