defmodule Phoenix.LiveView.Tokenizer do
  @moduledoc false
  # Splits HEEx into tokens. The text between EEx's expressions is parsed as HTML: tags, their attributes, and `{...}`.
  #
  #   {:text, text, meta}                     {:expr, marker, source, meta}
  #   {:open, kind, name, attrs, meta}        {:close, kind, name, meta}
  #   {:start_expr | :middle_expr | :end_expr, marker, source, meta}
  #
  # A kind is :tag, :local, :remote or :slot. An attribute is {name, value, meta}. Its value is {:string, text},
  # {:expr, source, meta} or nil. For `{...}` alone, its name is :root.

  defmodule ParseError do
    @moduledoc "A syntax error in a template, with its location."
    defexception [:file, :line, :column, :description]

    @impl true
    def message(e) do
      file = if Path.type(e.file) == :absolute, do: Path.relative_to_cwd(e.file), else: e.file
      Exception.format_file_line_column(file, e.line, e.column) <> " " <> e.description
    end
  end

  @void ~w(area base br col hr img input link meta param command keygen source wbr embed track)
  @blanks [?\s, ?\t, ?\f, ?\r, ?\n]

  @doc "Returns whether a tag has no content."
  def void?(name), do: name in @void

  @doc "Raises an error at a location in the template."
  def fail!(message, meta, %{source: source} = state) do
    raise ParseError, file: state.file, line: meta.line, column: meta.column, description: message <> snippet(source, meta, state)
  end

  defp snippet(source, meta, state) do
    from = max(meta.line - 3, state.line)
    digits = meta.line |> Integer.to_string() |> byte_size()
    pad = String.duplicate(" ", state.indentation)
    margin = " " <> String.duplicate(" ", digits) <> "|"

    lines =
      source
      |> String.split(["\r\n", "\n"])
      |> Enum.slice((from - state.line)..(meta.line - state.line)//1)
      |> Enum.with_index(from)
      |> Enum.map(fn {text, n} -> String.pad_leading(Integer.to_string(n), digits) <> " | " <> pad <> text end)

    if lines == [], do: "", else: Enum.join(["\n" <> margin] ++ lines ++ [margin <> " " <> String.duplicate(" ", meta.column - 1) <> "^"], "\n")
  end

  @doc "Splits a template, given as its EEx parts, into tokens."
  def tokenize(eex, state) do
    state = Map.merge(%{raw: nil, plain: []}, state)
    {tokens, state} = Enum.reduce(eex, {[], state}, &part/2)
    finish(state)
    tokens |> Enum.reverse() |> trim()
  end

  defp finish(%{raw: {:comment, meta}} = state) do
    fail!("expected closing `-->` for comment", meta, state)
  end

  defp finish(_state), do: :ok

  # Blanks around the whole template are dropped.
  defp trim(tokens) do
    tokens |> trim_first(&String.trim_leading/1) |> Enum.reverse() |> trim_first(&String.trim_trailing/1) |> Enum.reverse()
  end

  defp trim_first([{:text, text, meta} | tokens], trim) do
    case trim.(text) do
      "" -> trim_first(tokens, trim)
      text -> [{:text, text, meta} | tokens]
    end
  end

  defp trim_first(tokens, _trim), do: tokens

  defp part({:text, text, meta}, {tokens, state}), do: text(text, meta, "", meta, tokens, state)
  defp part({:comment, _, _}, acc), do: acc
  defp part({:eof, _}, acc), do: acc
  defp part({kind, marker, source, meta}, {tokens, state}), do: {[{kind, marker, source, meta} | tokens], state}

  # Reads text from `at` on. acc holds the text since `since`.
  defp text("", _at, acc, since, tokens, state), do: {add(acc, since, tokens), state}

  defp text(text, at, acc, since, tokens, %{raw: {:tag, name}} = state) do
    close = "</" <> name

    case :binary.match(text, close) do
      :nomatch ->
        {add(acc <> text, since, tokens), state}

      {n, _} ->
        <<before::binary-size(n), rest::binary>> = text
        here = forward(at, before, state)
        tag_close(rest, here, add(acc <> before, since, tokens), %{state | raw: nil})
    end
  end

  defp text(text, at, acc, since, tokens, %{raw: {:comment, _}} = state) do
    case :binary.match(text, "-->") do
      :nomatch ->
        {add(acc <> text, since, tokens), state}

      {n, 3} ->
        <<before::binary-size(n + 3), rest::binary>> = text
        text(rest, forward(at, before, state), acc <> before, since, tokens, %{state | raw: nil})
    end
  end

  defp text(text, at, acc, since, tokens, state) do
    marks = if true in state.plain, do: ["<"], else: ["<", "{", "}"]

    case :binary.match(text, marks) do
      :nomatch ->
        {add(acc <> text, since, tokens), state}

      {n, 1} ->
        <<before::binary-size(n), rest::binary>> = text
        at = forward(at, before, state)
        mark(rest, at, acc <> before, since, tokens, state)
    end
  end

  defp mark("<!--" <> _ = text, at, acc, since, tokens, state) do
    text(binary_part(text, 4, byte_size(text) - 4), column(at, 4), acc <> "<!--", since, tokens, %{state | raw: {:comment, at}})
  end

  defp mark("<!" <> rest, at, acc, since, tokens, state) do
    case :binary.match(rest, ">") do
      :nomatch -> fail!("unexpected end of string inside tag", at, state)
      {n, 1} -> text(binary_part(rest, n + 1, byte_size(rest) - n - 1), column(at, n + 3), acc <> "<!" <> binary_part(rest, 0, n + 1), since, tokens, state)
    end
  end

  defp mark("</" <> _ = text, at, acc, since, tokens, state), do: tag_close(text, at, add(acc, since, tokens), state)
  defp mark("<" <> rest, at, acc, since, tokens, state), do: tag_open(rest, at, add(acc, since, tokens), state)
  defp mark("}" <> rest, at, acc, since, tokens, state), do: text(rest, column(at, 1), acc <> "}", since, tokens, state)

  defp mark("{" <> rest, at, acc, since, tokens, state) do
    inside = column(at, 1)

    case braces(rest) do
      nil ->
        fail!("expected closing `}` for expression\n\nIn case you don't want `{` to begin a new interpolation, you may write it using `&lbrace;` or using `<%= \"{\" %>`", at, state)

      {source, rest} ->
        at = inside |> forward(source, state) |> column(1)
        tokens = add(acc, since, tokens)
        text(rest, at, "", at, [{:expr, "=", source, Map.put(inside, :body, true)} | tokens], state)
    end
  end

  defp tag_close("</" <> rest, at, tokens, state) do
    {name, rest} = name(rest)

    case skip(rest) do
      {blank, ">" <> rest} when name != "" ->
        here = at |> column(2 + String.length(name)) |> forward(blank, state) |> column(1)
        state = %{state | plain: Enum.drop(state.plain, 1)}
        {kind, name} = kind(name, at, state)
        text(rest, here, "", here, [{:close, kind, name, at} | tokens], state)

      _ when name == "" ->
        fail!("expected tag name after </", column(at, 2), state)

      _ ->
        fail!("expected closing `>`", column(at, 2 + String.length(name)), state)
    end
  end

  defp tag_open(rest, at, tokens, state) do
    {name, rest} = name(rest)

    if name == "" do
      fail!("expected tag name after <. If you meant to use < as part of a text, use &lt; instead", column(at, 1), state)
    end

    {kind, label} = kind(name, at, state)
    {attrs, closing, rest, here} = attributes(rest, column(at, 1 + String.length(name)), [], state)
    void? = kind == :tag and void?(name)
    closing = if void?, do: :void, else: closing
    token = {:open, kind, label, attrs, Map.merge(at, %{closing: closing, inner: here})}
    state = if closing, do: state, else: opened(kind, name, attrs, state)
    text(rest, here, "", here, [token | tokens], state)
  end

  defp opened(:tag, name, _attrs, state) when name in ["script", "style"], do: %{state | raw: {:tag, name}, plain: [false | state.plain]}

  defp opened(_kind, _name, attrs, state) do
    %{state | plain: [List.keymember?(attrs, "phx-no-curly-interpolation", 0) | state.plain]}
  end

  defp name(text), do: name(text, 0, text)

  defp name(<<c, rest::binary>>, n, text) when c not in @blanks and c not in [?/, ?>, ?<, ?=, ?{, ?", ?'], do: name(rest, n + 1, text)
  defp name(rest, n, text), do: {binary_part(text, 0, n), rest}

  defp kind(":" <> name, at, state) do
    case name do
      "" -> fail!("expected slot name after :", at, state)
      "inner_block" -> fail!("the slot name :inner_block is reserved", at, state)
      name -> {:slot, name}
    end
  end

  defp kind("." <> name, at, state) do
    if name == "", do: fail!("expected local component name after .", at, state), else: {:local, name}
  end

  defp kind(<<c, _::binary>> = name, at, state) when c in ?A..?Z do
    case name |> String.split(".") |> Enum.reverse() do
      [<<f, _::binary>> | [_ | _]] when f in ?a..?z or f == ?_ -> {:remote, name}
      _ -> fail!("invalid tag <#{name}>", at, state)
    end
  end

  defp kind(name, _at, _state), do: {:tag, name}

  # Reads attributes up to the end of the tag.
  defp attributes(text, at, attrs, state) do
    {blank, rest} = skip(text)
    at = forward(at, blank, state)

    case rest do
      "/>" <> rest -> {Enum.reverse(attrs), :self, rest, column(at, 2)}
      ">" <> rest -> {Enum.reverse(attrs), nil, rest, column(at, 1)}
      "" -> unclosed!(at, state)
      "{" <> rest -> root(rest, at, attrs, state)
      _ -> attribute(rest, at, attrs, state)
    end
  end

  defp unclosed!(at, state) do
    fail!("expected closing `>` or `/>`\n\nMake sure the tag is properly closed. This may happen if there\nis an EEx interpolation inside a tag, which is not supported.\nFor instance, instead of\n\n    <div id=\"<%= @id %>\">Content</div>\n\ndo\n\n    <div id={@id}>Content</div>\n\nIf @id is nil or false, then no attribute is sent at all.\n\nInside {...} you can place any Elixir expression. If you want\nto interpolate in the middle of an attribute value, instead of\n\n    <a class=\"foo bar <%= @class %>\">Text</a>\n\nyou can pass an Elixir string with interpolation:\n\n    <a class={\"foo bar \#{@class}\"}>Text</a>\n", at, state)
  end

  defp root(rest, at, attrs, state) do
    case braces(rest) do
      nil ->
        fail!("expected closing `}` for expression", at, state)

      {source, rest} ->
        inside = column(at, 1)
        here = inside |> forward(source, state) |> column(1)
        attributes(rest, here, [{:root, {:expr, source, inside}, at} | attrs], state)
    end
  end

  defp attribute(text, at, attrs, state) do
    {name, rest} = attribute_name(text, 0, text)

    if name == "" do
      fail!("expected attribute name, got: #{inspect(String.first(text))}", at, state)
    end

    here = column(at, String.length(name))
    {blank, after_blank} = skip(rest)

    case after_blank do
      "=" <> rest ->
        {value, rest, here} = value(rest, here |> forward(blank, state) |> column(1), state)
        attributes(rest, here, [{name, value, at} | attrs], state)

      _ ->
        attributes(rest, here, [{name, nil, at} | attrs], state)
    end
  end

  defp attribute_name(<<c, rest::binary>>, n, text) when c not in @blanks and c not in [?/, ?>, ?=, ?", ?', ?<, ?{, ?}], do: attribute_name(rest, n + 1, text)
  defp attribute_name(rest, n, text), do: {binary_part(text, 0, n), rest}

  defp value(text, at, state) do
    {blank, rest} = skip(text)
    at = forward(at, blank, state)

    case rest do
      <<quote, rest::binary>> when quote in [?", ?'] -> quoted(rest, quote, at, state)
      "{" <> rest -> braced(rest, at, state)
      _ -> fail!("invalid attribute value after `=`. Expected either a value between quotes (such as \"value\" or 'value') or an Elixir expression between curly braces (such as `{expr}`)", at, state)
    end
  end

  defp quoted(rest, quote, at, state) do
    case :binary.match(rest, <<quote>>) do
      :nomatch ->
        fail!("expected closing `#{<<quote>>}` for attribute value\n\nMake sure the attribute is properly closed. This may also happen if\nthere is an EEx interpolation inside a tag, which is not supported.\nInstead of\n\n    <div <%= @some_attributes %>>\n    </div>\n\ndo\n\n    <div {@some_attributes}>\n    </div>\n\nWhere @some_attributes must be a keyword list or a map.\n", at, state)

      {n, 1} ->
        <<text::binary-size(n), _, rest::binary>> = rest
        {{:string, text, quote}, rest, at |> column(1) |> forward(text, state) |> column(1)}
    end
  end

  defp braced(rest, at, state) do
    case braces(rest) do
      nil ->
        fail!("expected closing `}` for expression", at, state)

      {source, rest} ->
        inside = column(at, 1)
        {{:expr, source, inside}, rest, inside |> forward(source, state) |> column(1)}
    end
  end

  # Splits text at the closing brace. Normally this is the place where Elixir's tokens end. If the
  # tokens are not a valid expression, for example because a comment hides the brace, LiveView's
  # count of braces determines the place.
  defp braces(text) do
    case :lab_live.interpolation(text) do
      nil -> counted(text, 0, 0, text)
      n -> read(text, n) || counted(text, 0, 0, text) || split(text, n)
    end
  end

  defp read(text, n) do
    {source, _} = split = split(text, n)
    if match?({:ok, _}, Code.string_to_quoted(source)), do: split
  end

  defp counted(<<?\\, c, rest::binary>>, n, depth, text) when c in [?{, ?}], do: counted(rest, n + 2, depth, text)
  defp counted("}" <> _, n, 0, text), do: split(text, n)
  defp counted("}" <> rest, n, depth, text), do: counted(rest, n + 1, depth - 1, text)
  defp counted("{" <> rest, n, depth, text), do: counted(rest, n + 1, depth + 1, text)
  defp counted(<<_, rest::binary>>, n, depth, text), do: counted(rest, n + 1, depth, text)
  defp counted("", _n, _depth, _text), do: nil

  defp split(text, n) do
    <<source::binary-size(n), _, rest::binary>> = text
    {source, rest}
  end

  defp skip(text), do: skip(text, 0, text)
  defp skip(<<c, rest::binary>>, n, text) when c in @blanks, do: skip(rest, n + 1, text)
  defp skip(rest, n, text), do: {binary_part(text, 0, n), rest}

  defp add("", _since, tokens), do: tokens
  defp add(text, since, tokens), do: [{:text, text, since} | tokens]

  defp column(at, n), do: %{at | column: at.column + n}
  defp forward(at, "", _state), do: at
  defp forward(at, text, state), do: EEx.Tokenizer.advance(at, text, state)
end
