defmodule Code.Fragment do
  @moduledoc "Analyses incomplete code at a cursor, for completion and documentation."

  alias Code.Fragment.Lexeme

  @typedoc "A line and a column, both starting at 1."
  @type position :: {line :: pos_integer(), column :: pos_integer()}

  @doc "Returns the construct at the end of a text being typed, such as `{:alias, ~c\"Enu\"}`, `:expr` if any expression may follow, or `:none` if nothing is known."
  def cursor_context(fragment, opts \\ [])

  def cursor_context(fragment, opts) when (is_binary(fragment) or is_list(fragment)) and is_list(opts) do
    fragment |> Lexeme.lines() |> Lexeme.before_end() |> Lexeme.typed()
  end

  def cursor_context(fragment, opts), do: fragment |> to_charlist() |> cursor_context(opts)

  @doc "Returns the construct around a position in a text: `%{context: context, begin: position, end: position}`, or `:none`."
  def surround_context(fragment, position, options \\ [])

  def surround_context(fragment, {line, column}, options) when (is_binary(fragment) or is_list(fragment)) and is_list(options) do
    fragment |> Lexeme.lines() |> Lexeme.around(line) |> Lexeme.pointed({line, column})
  end

  def surround_context(fragment, position, options), do: fragment |> to_charlist() |> surround_context(position, options)

  @doc "Returns the quoted form of a text up to a cursor, with all brackets closed. A call of `__cursor__` stands for the cursor."
  def container_cursor_to_quoted(fragment, opts \\ []) do
    {following, opts} = Keyword.pop(opts, :trailing_fragment, "")
    read = [{:"cursor in the text", to_string(following)} | Keyword.take(opts, [:file, :line, :column, :columns, :token_metadata, :literal_encoder])]

    case Code.Encoded.parse(to_string(fragment), [emit_warnings: false] ++ read) do
      {:ok, form, _comments} -> {:ok, form}
      {:error, triple, _exception} -> {:error, triple}
    end
  end
end

defmodule Code.Fragment.Lexeme do
  @moduledoc false
  # Lexemes are the words and signs of lines of code, `{kind, text, {line, column}}`. They are not
  # parsed, since a text can end anywhere, even in a string. The meaning of a lexeme follows from
  # its neighbours.

  @letter "\\p{L}\\p{Nl}\\p{Nd}\\p{Mn}\\p{Mc}\\p{Pc}·"
  @lexemes "[ \\t]+|[#{@letter}][#{@letter}@]*(?:[?!](?!=))?|\\?[^\\\\]|\\.+|::?|[-+*/<>=!&|^~\\\\]+|."

  @operators ~w(+ - * / ** ++ -- +++ --- .. <> = == != === !== =~ < > <= >= && || ! &&& ||| ^^^ ~~~ <<< >>> <<~ ~>> <~ ~> <~> <|> |> <- \\\\ ^ & | ::)
  @textual ~w(when not or and in)
  @reserved ~w(do end after catch else rescue fn true false nil)

  @doc "Returns the numbered lines of a text."
  def lines(fragment) do
    fragment
    |> IO.chardata_to_string()
    |> String.split("\n")
    |> Enum.map(&String.trim_trailing(&1, "\r"))
    |> Enum.with_index(1)
  end

  @doc """
  Returns the lexemes of the last line and of the lines that it continues, with the last lexeme
  first.
  """
  def before_end(lines) do
    [{last, number} | earlier] = Enum.reverse(lines)
    blank? = blank?(last)
    earlier = Enum.drop_while(earlier, fn {text, _} -> remark?(text) end)

    case earlier do
      [{text, _} | _] ->
        before = uncommented(text)

        cond do
          blank? and (String.ends_with?(before, "(") or goes_on?(before)) -> reversed(before_lines(earlier, []))
          blank? -> []
          starts_with_dot?(last) or goes_on?(before) -> reversed(before_lines(earlier, [{last, number}]))
          true -> reversed([{last, number}])
        end

      [] ->
        if blank?, do: [], else: reversed([{last, number}])
    end
  end

  @doc "Returns a line, the lines before it (nearest first) and the lines after it, or `[]` if there is no such line."
  def around(lines, line) do
    case Enum.split(lines, line - 1) do
      {_, []} -> []
      {earlier, [{text, number} | later]} -> {Enum.reverse(earlier), {text, number}, later}
    end
  end

  defp before_lines([{text, number} | earlier], after_it) do
    text = uncommented(text)
    rest = Enum.drop_while(earlier, fn {text, _} -> remark?(text) end)

    case rest do
      [{before, _} | _] ->
        if starts_with_dot?(text) or goes_on?(uncommented(before)), do: before_lines(rest, [{text, number} | after_it]), else: [{text, number} | after_it]

      [] ->
        [{text, number} | after_it]
    end
  end

  defp after_lines(text, later) do
    rest = Enum.drop_while(later, fn {text, _} -> remark?(text) end)

    case rest do
      [{next, number} | further] ->
        next = uncommented(next)
        if starts_with_dot?(next) or goes_on?(text), do: [{next, number} | after_lines(next, further)], else: []

      [] ->
        []
    end
  end

  defp blank?(text), do: String.trim(text, " ") |> String.trim("\t") == ""
  defp remark?(text), do: text |> uncommented() |> blank?()
  defp starts_with_dot?(text), do: text =~ ~r/^[ \t]*\.(?!\.)/
  defp goes_on?(text), do: text =~ ~r/(^|[^.])\.[ \t]*$/

  defp uncommented(text) do
    case Regex.run(~r/^((?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\?#|[^#"']|#\{|["'](?![^#]*["']))*?)[ \t]*#(?!\{)/u, text) do
      [_, code] -> code
      nil -> String.trim_trailing(text)
    end
  end

  defp reversed(lines), do: lines |> Enum.flat_map(&scan/1) |> Enum.reverse()

  @doc "Returns the lexemes of a numbered line."
  def scan({text, number}) do
    {lexemes, _} =
      Regex.scan(lexemes(), text)
      |> Enum.map_reduce(1, fn [word], column ->
        {{kind(word), word, {number, column}}, column + length(String.to_charlist(word))}
      end)

    lexemes
  end

  defp lexemes() do
    with nil <- :persistent_term.get(__MODULE__, nil) do
      made = Regex.compile!(@lexemes, "us")
      :persistent_term.put(__MODULE__, made)
      made
    end
  end

  defp kind(<<c, _::binary>>) when c in ~c" \t", do: :space
  defp kind("."), do: :dot
  defp kind("." <> _), do: :dots
  defp kind(":" <> _), do: :colon
  defp kind("?"), do: :other
  defp kind("?" <> _), do: :char
  defp kind(<<c, _::binary>>) when c in ~c"-+*/<>=!&|^~\\", do: :sign
  defp kind(<<c>>) when c in ~c"([{", do: :open
  defp kind(<<c>>) when c in ~c")]}", do: :close
  defp kind(<<c>>) when c in ~c",;", do: :stop
  defp kind("%"), do: :percent
  defp kind("@"), do: :at
  defp kind(word), do: if(word =~ ~r/^[\p{L}\p{N}\p{M}\p{Pc}·]/u, do: :word, else: :other)

  ## The end of a text

  @doc "Returns the construct at the end of reversed lexemes, in the form of `Code.Fragment.cursor_context/2`."
  def typed([]), do: :expr
  def typed([{:space, _, _} | rest]), do: spaced(rest)
  def typed([{:stop, _, _} | _]), do: :expr
  def typed([{:open, "(", _} | rest]), do: called(unspaced(rest))
  def typed([{:open, _, _} | _]), do: :expr

  def typed([{:sign, sign, _} | rest] = all) when sign not in @operators do
    if not atom_before?(rest) and String.ends_with?(sign, ["->", "=>", "<<"]), do: :expr, else: shape(all)
  end

  def typed([{:sign, "/", _} | rest] = all), do: if(sigil_before?(rest), do: :none, else: arity(unspaced(rest)) || shape(all))
  def typed(all), do: shape(all)

  defp shape(lexemes) do
    case path(lexemes) do
      {:none, _} -> :none
      {{:number, _}, _} -> :none
      {found, _} -> found
    end
  end

  defp spaced([{:colon, ":", _} | _]), do: :expr
  defp spaced([{:percent, _, _} | _] = all), do: typed(all)
  defp spaced([{kind, _, _} | _] = all) when kind in [:space, :stop, :open], do: typed(all)
  defp spaced([{:sign, sign, _} | _] = all) when sign == "/" or sign not in @operators, do: with({:sigil, _} <- typed(all), do: :none)
  defp spaced([]), do: :expr

  defp spaced(all) do
    case shape(all) do
      {:local_or_var, name} -> textual(name) || {:local_call, name}
      {:dot, _, []} = dot -> dot
      {:dot, inside, name} -> textual(name) || {:dot_call, inside, name}
      {:operator, name} -> {:operator_call, name}
      {:operator_arity, _} = arity -> arity
      _ -> :none
    end
  end

  defp textual(name), do: if(to_string(name) in @textual, do: {:operator_call, name})

  defp called(all) do
    case shape(all) do
      {:local_or_var, name} -> textual(name) || {:local_call, name}
      {:dot, {kind, _} = inside, []} when kind in [:var, :module_attribute] -> {:anonymous_call, inside}
      {:dot, _, []} -> :none
      {:dot, inside, name} -> textual(name) || {:dot_call, inside, name}
      {:operator, name} -> {:operator_call, name}
      _ -> :none
    end
  end

  # A slash after a name or an operator is followed by its arity.
  defp arity([{:colon, ":", _} | _]), do: nil

  defp arity(all) do
    case shape(all) do
      {:local_or_var, name} -> if to_string(name) in @textual, do: {:operator_arity, name}, else: {:local_arity, name}
      {:dot, _, []} -> nil
      {:dot, inside, name} -> if to_string(name) in @textual, do: {:operator_arity, name}, else: {:dot_arity, inside, name}
      {:operator, name} -> {:operator_arity, name}
      :none when all == [] -> nil
      :none -> :none
      :expr -> nil
      _ -> :none
    end
  end

  defp sigil_before?([{:word, <<_>>, _} = word, {:sign, sign, _} = tilde | rest]), do: String.ends_with?(sign, "~") and match?({{:sigil, _}, _}, path([word, tilde | rest]))
  defp sigil_before?(_), do: false

  defp atom_before?([{:colon, ":", _} | _]), do: true
  defp atom_before?(_), do: false

  defp unspaced([{:space, _, _} | rest]), do: rest
  defp unspaced(rest), do: rest

  ## Names and their context, read backwards

  # Returns the context, and the reversed lexemes from the first lexeme of the context on.
  defp path([{:word, text, _} | rest] = all), do: word(text, classify(text), rest, all)

  defp path([{:dot, _, _} | rest] = all) do
    if atom_before?(rest), do: {{:unquoted_atom, ~c"."}, rest}, else: dotted([], unspaced(rest), all)
  end

  defp path([{:dots, text, _} | rest] = all) do
    cond do
      atom_before?(rest) -> {{:unquoted_atom, chars(text)}, rest}
      String.length(text) > 2 -> {{:local_or_var, ~c"..."}, all}
      text == ".." -> {{:operator, ~c".."}, all}
      true -> {:none, all}
    end
  end

  defp path([{:percent, _, _} | rest] = all), do: if(atom_before?(rest), do: {{:unquoted_atom, ~c"%"}, rest}, else: {{:struct, []}, all})
  defp path([{:at, _, _} | rest] = all), do: if(atom_before?(rest), do: {{:unquoted_atom, ~c"@"}, rest}, else: {{:module_attribute, []}, all})
  defp path([{:colon, "::", _} | rest] = all), do: operator("::", rest, all)
  defp path([{:colon, ":", _} | _] = all), do: {{:unquoted_atom, []}, all}
  defp path([{:sign, sign, _} | rest] = all), do: sign(sign, rest, all)
  defp path(all), do: {:none, all}

  defp sign(sign, rest, all) do
    cond do
      atom_before?(rest) -> if(sign in @operators or sign in ["->", "=>", "<<", ">>"], do: {{:unquoted_atom, chars(sign)}, rest}, else: {:none, all})
      match?([{:colon, "::", _} | _], rest) or sigil_before?(rest) -> {:none, all}
      sign == "~" and not after_dot?(rest) -> {{:sigil, []}, all}
      sign not in ["/", "//"] and String.ends_with?(sign, "/") -> joined_arity(String.slice(sign, 0..-2//1), rest, all)
      sign == "//" and not after_dot?(rest) -> {{:operator_arity, ~c"/"}, all}
      true -> operator(sign, rest, all)
    end
  end

  defp joined_arity(sign, rest, all) do
    case operator(sign, rest, all) do
      {{:operator, name}, from} -> {{:operator_arity, name}, from}
      {{:dot, inside, name}, from} -> {{:dot_arity, inside, name}, from}
      {_, from} -> {:none, from}
    end
  end

  defp operator(sign, rest, all) do
    cond do
      sign not in @operators -> {:none, all}
      after_dot?(rest) -> dotted(chars(sign), before_dot(rest), all)
      true -> {{:operator, chars(sign)}, all}
    end
  end

  defp after_dot?(rest), do: match?([{:dot, _, _} | _], unspaced(rest))

  defp before_dot(rest), do: rest |> unspaced() |> tl() |> unspaced()

  defp word(text, class, [{:colon, ":", _} | _] = rest, _all) when class != :number do
    if text =~ ~r/^[^?!]+[?!]?$/, do: {{:unquoted_atom, chars(text)}, rest}, else: {:none, rest}
  end

  defp word(_text, _class, [{:char, _, _} | _], all), do: {:none, all}
  defp word(_text, _class, [{:other, sign, _} | _], all) when sign in ["?", "#"], do: {:none, all}

  defp word(_text, _class, [{:word, before, _} | _], all) when binary_part(before, byte_size(before), -1) == "?", do: {:none, all}
  defp word(text, :number, [{:sign, "&", _} | _] = rest, all), do: if(text =~ ~r/^\d+$/, do: {{:capture_arg, [?& | chars(text)]}, rest}, else: {:none, all})
  defp word(_text, class, _rest, all) when class in [:number, :none], do: {:none, all}

  defp word(text, :identifier, [{:at, _, _} | before] = rest, _all) do
    if match?([{:percent, _, _} | _], before), do: {{:struct, {:module_attribute, chars(text)}}, before}, else: {{:module_attribute, chars(text)}, rest}
  end

  defp word(_text, :alias, [{:at, _, _} | _], all), do: {:none, all}

  defp word(text, class, rest, all) do
    if sigil?(text, rest) do
      if after_dot?(tl(rest)), do: {:none, all}, else: {{:sigil, chars(text)}, rest}
    else
      named(text, class, rest, all)
    end
  end

  defp sigil?(<<_>>, [{:sign, sign, _} | _]), do: String.ends_with?(sign, "~") and sign not in @operators
  defp sigil?(_, _), do: false

  defp named(text, :identifier, rest, all) do
    cond do
      after_dot?(rest) -> dotted(chars(text), before_dot(rest), all)
      match?([{:percent, _, _} | _], rest) -> {{:struct, {:local_or_var, chars(text)}}, rest}
      true -> {{:local_or_var, chars(text)}, all}
    end
  end

  defp named(text, :alias, rest, all), do: aliased(chars(text), rest, all)

  # Returns an alias with the preceding names that dots join to it.
  defp aliased(text, rest, all) do
    cond do
      after_dot?(rest) ->
        case rest |> before_dot() |> path() do
          {{:alias, first}, from} -> {{:alias, first ++ [?. | text]}, from}
          {{:alias, inside, first}, from} -> {{:alias, inside, first ++ [?. | text]}, from}
          {{kind, name} = inside, from} when kind in [:local_or_var, :module_attribute] and name != [] -> {{:alias, inside, text}, from}
          {{:struct, inside}, from} -> {{:struct, within(inside, text)}, from}
          {_, from} -> {:none, from}
        end

      match?([{:percent, _, _} | _], unspaced(rest)) ->
        {{:struct, text}, unspaced(rest)}

      true ->
        {{:alias, text}, all}
    end
  end

  defp within({:alias, inside, first}, text), do: {:alias, inside, first ++ [?. | text]}
  defp within(inside, text) when is_list(inside), do: inside ++ [?. | text]
  defp within(inside, text), do: {:alias, inside, text}

  # Returns the context of a name after a dot.
  defp dotted(name, before, all) do
    case base(before) do
      {{:struct, inside}, from} -> {{:struct, {:dot, struct_base(inside), name}}, from}
      {:none, _} -> {:none, all}
      {inside, from} -> {{:dot, inside, name}, from}
    end
  end

  defp struct_base(inside) when is_list(inside), do: {:alias, inside}
  defp struct_base(inside), do: inside

  defp base([{:close, ")", _} | rest] = all) do
    case opening(rest, 1) do
      nil -> {:none, all}
      before -> {:expr, before}
    end
  end

  defp base(before) do
    case path(before) do
      {{:local_or_var, name}, from} -> if to_string(name) in @textual or name == ~c"...", do: {:none, from}, else: {{:var, name}, from}
      {{:dot, _, []}, from} -> {:none, from}
      {{:module_attribute, []}, from} -> {:none, from}
      {{:unquoted_atom, []}, from} -> {:none, from}
      {{:struct, []}, from} -> {:none, from}
      {{kind, _}, from} when kind in [:operator, :operator_arity, :sigil, :capture_arg] -> {:none, from}
      found -> found
    end
  end

  # Returns the lexemes before the parenthesis that matches a closing parenthesis.
  defp opening([], _depth), do: nil
  defp opening([{:close, ")", _} | rest], depth), do: opening(rest, depth + 1)
  defp opening([{:open, "(", _} | rest], 1), do: rest
  defp opening([{:open, "(", _} | rest], depth), do: opening(rest, depth - 1)

  defp opening([{:other, quote, _} | rest], depth) when quote in ["\"", "'"] do
    case Enum.split_while(rest, &(elem(&1, 1) != quote)) do
      {_, [_ | before]} -> opening(before, depth)
      _ -> nil
    end
  end

  defp opening([_ | rest], depth), do: opening(rest, depth)

  defp chars(text), do: String.to_charlist(text)

  defp classify(text) do
    cond do
      text =~ ~r/^\p{Nd}/u -> :number
      String.contains?(text, "@") -> :none
      text =~ ~r/^[A-Z][A-Za-z0-9_]*[?!]?$/ -> :alias
      text =~ ~r/^[\p{Ll}\p{Lm}\p{Lo}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}·]*[?!]?$/u -> :identifier
      true -> :none
    end
  end

  ## Around a place

  @doc "Returns the construct around a position, in the form of `Code.Fragment.surround_context/3`."
  def pointed([], _position), do: :none

  def pointed({earlier, {text, number}, later}, position) do
    code = if in_comment?(text, position), do: text, else: uncommented(text)
    before = Enum.drop_while(earlier, fn {text, _} -> remark?(text) end)

    first =
      case before do
        [{last, _} | _] -> if starts_with_dot?(code) or goes_on?(uncommented(last)), do: before_lines(before, []), else: []
        [] -> []
      end

    (first ++ [{code, number} | after_lines(code, later)])
    |> Enum.flat_map(&scan/1)
    |> split([], position)
    |> surrounded()
  end

  defp in_comment?(text, {_, column}), do: column > String.length(uncommented(text))

  # Returns the reversed lexemes before the position, and the lexemes from the position on.
  defp split([], _before, _position), do: nil

  defp split([{_, text, {line, column}} = lexeme | rest], before, {at_line, at_column} = position) do
    if line == at_line and at_column in column..(column + String.length(text) - 1)//1, do: {before, [lexeme | rest]}, else: split(rest, [lexeme | before], position)
  end

  defp surrounded(nil), do: :none

  defp surrounded({before, [{:space, _, _} = space, {:dot, _, _} = dot | rest]}), do: surrounded({[space | before], [dot | rest]})

  defp surrounded({before, [{:space, _, _} = space | rest]}) do
    if match?([{kind, _, _} | _] when kind in [:dot, :percent], before) and rest != [], do: surrounded({[space | before], rest}), else: :none
  end

  defp surrounded({before, [{kind, _, _} = sign | rest]}) when kind in [:dot, :percent, :at] or (kind == :colon and elem(sign, 1) == ":") do
    case {kind, rest} do
      {:at, rest} when rest == [] or elem(hd(rest), 0) != :word -> finish([sign | before], rest)
      {:dot, [{:space, _, _} = space, next | rest]} -> surrounded({[space, sign | before], [next | rest]})
      {:percent, [{:space, _, _} = space, {:word, _, _} = next | rest]} -> surrounded({[space, sign | before], [next | rest]})
      {_, [{next, _, _} | _]} when next in [:word, :sign, :colon, :dots, :at] -> surrounded({[sign | before], rest})
      _ -> :none
    end
  end

  defp surrounded({before, [{:sign, "&", _} = sign, {:word, text, _} = word | rest]}) do
    if text =~ ~r/^\d/ and not atom_before?(before), do: finish([word, sign | before], rest), else: finish([sign | before], [word | rest])
  end

  defp surrounded({before, [{:sign, "~", _} = sign, {:word, <<_>>, _} = word | rest]}), do: finish([word, sign | before], rest)
  defp surrounded({_before, [{:sign, sign, _}, {kind, _, _} | _]}) when kind in [:dot, :dots, :colon, :percent] and sign != "&", do: :none
  defp surrounded({_before, [{:colon, "::", _}, {kind, _, _} | _]}) when kind in [:sign, :dot, :dots, :percent], do: :none
  defp surrounded({before, [{:dots, "..." <> _, _} | _]}) when before == [] or elem(hd(before), 0) != :colon, do: :none
  defp surrounded({before, [{:dots, _, _} = dots, {:sign, _, _} = sign | _]}), do: if(atom_before?(before), do: extend([dots | before], [sign]), else: :none)
  defp surrounded({before, [{:sign, sign, _} = lexeme | rest]}), do: if(String.ends_with?(sign, "/") and not atom_before?(before), do: :none, else: extend([lexeme | before], rest))
  defp surrounded({before, [lexeme | rest]}), do: extend([lexeme | before], rest)

  # Extends an alias with the names that dots join to it on the right.
  defp extend(before, rest) do
    with {next, [dot, word]} <- next_alias(rest),
         {{kind, _}, _} when kind in [:alias, :local_or_var, :module_attribute, :struct] <- simplified(path(before)) do
      {spaces, rest} = next
      extend([word | spaces ++ [dot | before]], rest)
    else
      _ -> finish(before, rest)
    end
  end

  defp simplified({{:alias, _, _}, from}), do: {{:alias, []}, from}
  defp simplified(other), do: other

  defp next_alias(rest) do
    case unspaced(rest) do
      [{:dot, _, _} = dot | after_dot] ->
        case unspaced(after_dot) do
          [{:word, text, _} = word | rest] -> if classify(text) == :alias, do: {{Enum.take_while(after_dot, &(elem(&1, 0) == :space)), rest}, [dot, word]}
          _ -> nil
        end

      _ ->
        nil
    end
  end

  defp finish([{_, text, {line, column}} | _] = lexemes, rest) do
    case path(lexemes) do
      {:none, _} ->
        :none

      {context, from} ->
        case complete(context, rest) do
          :none -> :none
          # The start of the expression before the dot is unknown, so the context begins where the
          # context ends.
          {:dot, :expr, _} = context -> %{context: context, begin: {line, column + length(chars(text))}, end: {line, column + length(chars(text))}}
          context -> %{context: context, begin: elem(hd(from), 2), end: {line, column + length(chars(text))}}
        end
    end
  end

  defp complete({kind, []}, _rest) when kind in [:sigil, :struct, :unquoted_atom], do: :none
  defp complete({:module_attribute, []}, _rest), do: {:operator, ~c"@"}
  defp complete({:dot, _, []}, _rest), do: :none
  defp complete({:operator_arity, name}, _rest), do: {:operator, name}

  defp complete({:local_or_var, name}, rest) do
    text = to_string(name)

    cond do
      match?([{:colon, ":", _} | _], rest) and not match?([_, {kind, _, _} | _] when kind != :space, rest) -> {:key, name}
      text in @textual -> {:operator, name}
      text in @reserved -> {:keyword, name}
      match?([{:open, "(", _} | _], unspaced(rest)) -> {:local_call, name}
      match?([{:sign, "/", _} | _], unspaced(rest)) -> {:local_arity, name}
      true -> {:local_or_var, name}
    end
  end

  defp complete(context, _rest), do: context
end
