defmodule Macro.Written do
  @moduledoc false

  # Implements `Macro.to_string/2`, the older way to format a quoted form. The text of each part
  # is passed to a function, and replaced by its result.

  @sections [:do, :rescue, :catch, :else, :after]

  @binary for {side, ops} <- [
                left: [[:<-, :\\]],
                right: [[:when], [:"::"], [:|], [:"=>"], [:=]],
                left: [[:||, :|||, :or], [:&&, :&&&, :and], [:==, :!=, :=~, :===, :!==], [:<, :<=, :>=, :>]],
                left: [[:|>, :<<<, :>>>, :<<~, :~>>, :<~, :~>, :<~>], [:in], [:^^^]],
                right: [[:"//"], [:++, :--, :+++, :---, :.., :<>]],
                left: [[:+, :-], [:*, :/], [:**]]
              ],
              level <- ops,
              do: {side, level}

  # The list is in order of precedence.
  @operators for {{side, level}, precedence} <- Enum.with_index(@binary), op <- level, into: %{}, do: {op, {side, precedence}}
  @unary [:!, :^, :not, :+, :-, :~~~, :@]

  @doc "Formats a quoted form."
  def of(tree, fun)

  def of({name, _, context} = ast, fun) when is_atom(name) and is_atom(context), do: fun.(ast, Atom.to_string(name))

  def of({:__aliases__, _, parts} = ast, fun) do
    fun.(ast, Enum.map_join(parts, ".", &if(is_atom(&1), do: Atom.to_string(&1), else: of(&1, fun))))
  end

  def of({:__block__, _, [expression]} = ast, fun), do: fun.(ast, of(expression, fun))
  def of({:__block__, _, expressions} = ast, fun) when is_list(expressions), do: fun.(ast, "(\n  " <> indented(body(ast, fun)) <> "\n)")

  def of({:{}, _, elements} = ast, fun) when is_list(elements), do: fun.(ast, "{" <> joined(elements, fun) <> "}")
  def of({:%{}, _, pairs} = ast, fun) when is_list(pairs), do: fun.(ast, "%{" <> map_body(pairs, fun) <> "}")
  def of({:%, _, [name, {:%{}, _, pairs}]} = ast, fun), do: fun.(ast, "%" <> of(name, fun) <> "{" <> map_body(pairs, fun) <> "}")

  def of({:<<>>, _, parts} = ast, fun) when is_list(parts) do
    if interpolated?(parts), do: fun.(ast, "\"" <> interpolation(parts, fun, &quoted/1) <> "\""), else: fun.(ast, "<<" <> Enum.map_join(parts, ", ", &segment(&1, fun)) <> ">>")
  end

  def of({:fn, _, [{:->, _, [args, body]}]} = ast, fun) do
    head = if args == [], do: "fn ->", else: "fn " <> head(args, fun) <> " ->"

    case body do
      {:__block__, _, [_, _ | _]} -> fun.(ast, head <> "\n  " <> indented(body(body, fun)) <> "\nend")
      _ -> fun.(ast, head <> " " <> of(body, fun) <> " end")
    end
  end

  def of({:fn, _, clauses} = ast, fun) when is_list(clauses), do: fun.(ast, "fn\n  " <> indented(body(clauses, fun)) <> "\nend")

  def of({:.., _, [first, last]} = ast, fun), do: fun.(ast, operand(first, :.., :left, fun) <> ".." <> operand(last, :.., :right, fun))

  def of({:"..//", _, [first, last, step]} = ast, fun) do
    fun.(ast, operand(first, :.., :left, fun) <> ".." <> operand(last, :.., :right, fun) <> "//" <> operand(step, :"//", :right, fun))
  end

  def of({:&, _, [{:/, _, [{name, _, context}, arity]}]} = ast, fun) when is_atom(name) and is_atom(context) and is_integer(arity) do
    fun.(ast, "&#{name}/#{arity}")
  end

  def of({:&, _, [{:/, _, [{{:., _, [target, name]}, _, []}, arity]}]} = ast, fun) when is_atom(name) and is_integer(arity) do
    fun.(ast, "&" <> target(target, fun) <> "." <> Macro.inspect_atom(:remote_call, name) <> "/#{arity}")
  end

  def of({:&, _, [n]} = ast, fun) when is_integer(n), do: fun.(ast, "&" <> of(n, fun))
  def of({:&, _, [body]} = ast, fun), do: fun.(ast, "&(" <> of(body, fun) <> ")")
  def of({:not, _, [{:in, _, [left, right]}]} = ast, fun), do: fun.(ast, of(left, fun) <> " not in " <> of(right, fun))
  def of({:not, _, [operand]} = ast, fun), do: fun.(ast, "not(" <> of(operand, fun) <> ")")

  def of({op, _, [operand]} = ast, fun) when op in @unary do
    text = of(operand, fun)
    fun.(ast, Atom.to_string(op) <> if(operator?(operand), do: "(" <> text <> ")", else: text))
  end

  def of({op, _, [left, right]} = ast, fun) when is_map_key(@operators, op) do
    fun.(ast, operand(left, op, :left, fun) <> " #{op} " <> operand(right, op, :right, fun))
  end

  def of({{:., _, [Access, :get]}, meta, [container, key]} = ast, fun) do
    if meta[:from_brackets] do
      text = of(container, fun)
      fun.(ast, if(operator?(container), do: "(" <> text <> ")", else: text) <> of([key], fun))
    else
      fun.(ast, call("Access.get", [container, key], fun))
    end
  end

  def of({{:., _, [target, :{}]}, _, args} = ast, fun), do: fun.(ast, target(target, fun) <> ".{" <> joined(args, fun) <> "}")

  def of({{:., _, [target, name]}, meta, args} = ast, fun) when is_atom(name) and is_list(args) do
    head = target(target, fun) <> "." <> Macro.inspect_atom(:remote_call, name)
    fun.(ast, if(args == [] and meta[:no_parens], do: head, else: call(head, args, fun)))
  end

  def of({{:., _, [called]}, _, args} = ast, fun) when is_list(args), do: fun.(ast, call(target(called, fun) <> ".", args, fun))
  def of({{_, _, _} = called, _, args} = ast, fun) when is_list(args), do: fun.(ast, call(target(called, fun), args, fun))

  def of({name, meta, [{:<<>>, _, parts}, modifiers]} = ast, fun) when is_atom(name) and is_list(modifiers) do
    case Atom.to_string(name) do
      "sigil_" <> letters -> fun.(ast, sigil(letters, Keyword.get(meta, :delimiter, "\""), parts, modifiers, fun))
      text -> fun.(ast, call(text, [{:<<>>, [], parts}, modifiers], fun))
    end
  end

  def of({name, _, args} = ast, fun) when is_atom(name) and is_list(args), do: fun.(ast, call(Atom.to_string(name), args, fun))

  def of({left, right} = ast, fun), do: fun.(ast, "{" <> joined([left, right], fun) <> "}")

  def of(list, fun) when is_list(list) do
    cond do
      list == [] -> fun.(list, "[]")
      List.ascii_printable?(list) -> fun.(list, inspect(list))
      clauses?(list) -> fun.(list, "(" <> Enum.map_join(list, "; ", fn {:->, _, [args, body]} -> clause_head(args, fun) <> " -> " <> of(body, fun) end) <> ")")
      keyword?(list) -> fun.(list, "[" <> pairs(list, fun) <> "]")
      true -> fun.(list, "[" <> joined(list, fun) <> "]")
    end
  end

  def of(other, fun), do: fun.(other, inspect(other))

  defp joined(list, fun), do: Enum.map_join(list, ", ", &of(&1, fun))
  defp pairs(list, fun), do: Enum.map_join(list, ", ", fn {key, value} -> Macro.inspect_atom(:key, key) <> " " <> of(value, fun) end)

  defp keyword?([_ | _] = list), do: Enum.all?(list, &match?({key, _} when is_atom(key), &1)) and Enum.all?(list, fn {key, _} -> not alias?(key) end)
  defp keyword?(_other), do: false

  defp alias?(atom), do: String.starts_with?(Atom.to_string(atom), "Elixir.")

  defp clauses?(list), do: Enum.all?(list, &match?({:->, _, [args, _]} when is_list(args), &1))

  defp map_body([{:|, _, [map, pairs]}], fun), do: of(map, fun) <> " | " <> map_body(pairs, fun)

  defp map_body(pairs, fun) do
    if keyword?(pairs) do
      pairs(pairs, fun)
    else
      Enum.map_join(pairs, ", ", fn
        {key, value} -> of(key, fun) <> " => " <> of(value, fun)
        other -> of(other, fun)
      end)
    end
  end

  ## Calls

  defp call(head, args, fun) do
    {before, last} = Enum.split(args, -1)

    case last do
      [sections] when is_list(sections) and sections != [] ->
        if block?(sections), do: block(head, before, sections, fun), else: head <> "(" <> arguments(before, sections, fun) <> ")"

      _ ->
        head <> "(" <> joined(args, fun) <> ")"
    end
  end

  defp arguments(before, last, fun) do
    last = if keyword?(last), do: pairs(last, fun), else: of(last, fun)
    Enum.join(Enum.map(before, &of(&1, fun)) ++ [last], ", ")
  end

  defp block?(sections), do: keyword?(sections) and Keyword.has_key?(sections, :do) and Enum.all?(sections, fn {key, _} -> key in @sections end)

  defp block(head, args, sections, fun) do
    head = if args == [], do: head, else: head <> "(" <> joined(args, fun) <> ")"
    parts = for key <- @sections, {:ok, body} <- [Keyword.fetch(sections, key)], do: "#{key}\n  " <> indented(body(body, fun)) <> "\n"
    head <> " " <> Enum.join(parts) <> "end"
  end

  # The target of a call is parenthesised unless it is a name or a call.
  defp target(ast, fun) do
    text = of(ast, fun)
    if operator?(ast) or match?({:fn, _, _}, ast) or match?({:&, _, [body]} when not is_integer(body), ast) or ends_in_block?(ast), do: "(" <> text <> ")", else: text
  end

  defp ends_in_block?({_, _, [_ | _] = args}) do
    last = List.last(args)
    is_list(last) and last != [] and block?(last)
  end

  defp ends_in_block?(_ast), do: false

  ## Bodies and clauses

  defp body([{:->, _, _} | _] = clauses, fun) do
    Enum.map_join(clauses, "\n", fn {:->, _, [args, body]} -> clause_head(args, fun) <> " ->\n  " <> indented(body(body, fun)) end)
  end

  defp body({:__block__, _, expressions}, fun) when is_list(expressions), do: Enum.map_join(expressions, "\n", &of(&1, fun))
  defp body(other, fun), do: of(other, fun)

  defp clause_head([], _fun), do: "()"
  defp clause_head(args, fun), do: head(args, fun)

  defp head([{:when, _, args} = ast], fun) when length(args) != 2 do
    {args, [guard]} = Enum.split(args, -1)
    fun.(ast, "(" <> joined(args, fun) <> ") when " <> of(guard, fun))
  end

  defp head(args, fun), do: joined(args, fun)

  defp indented(text), do: String.replace(text, "\n", "\n  ")

  ## Operators

  defp operator?({op, _, [_]}), do: op in @unary
  defp operator?({op, _, [_, _]}), do: is_map_key(@operators, op)
  defp operator?(_ast), do: false

  defp operand({op, _, [_, _]} = ast, parent, side, fun) when is_map_key(@operators, op) do
    {_, outer} = @operators[parent]
    {associates, inner} = @operators[op]
    text = of(ast, fun)
    if inner > outer or (inner == outer and associates == side), do: text, else: "(" <> text <> ")"
  end

  defp operand(ast, _parent, _side, fun), do: of(ast, fun)

  ## Binaries

  defp interpolated?(parts) do
    Enum.any?(parts, &interpolating?/1) and Enum.all?(parts, &(is_binary(&1) or interpolating?(&1)))
  end

  defp interpolating?({:"::", _, [{{:., _, [Kernel, :to_string]}, _, [_]}, {:binary, _, _}]}), do: true
  defp interpolating?(_part), do: false

  defp interpolation(parts, fun, text) do
    Enum.map_join(parts, fn
      {:"::", _, [{_, _, [expression]}, _]} -> "\#{" <> of(expression, fun) <> "}"
      part -> text.(part)
    end)
  end

  defp quoted(text) do
    whole = inspect(text, printable_limit: :infinity)
    binary_part(whole, 1, byte_size(whole) - 2)
  end

  # A segment that starts or ends like a binary is parenthesised.
  defp segment(part, fun) do
    text = sized(part, fun)
    if String.starts_with?(text, "<") or String.ends_with?(text, ">"), do: "(" <> text <> ")", else: text
  end

  defp sized({:"::", _, [value, size]} = ast, fun), do: fun.(ast, of(value, fun) <> "::" <> modifier(size, fun))
  defp sized(part, fun), do: of(part, fun)

  defp modifier({:*, _, [size, unit]}, fun), do: of(size, fun) <> "*" <> of(unit, fun)
  defp modifier({:-, _, [left, right]}, fun), do: modifier(left, fun) <> "-" <> modifier(right, fun)
  defp modifier(other, fun), do: of(other, fun)

  defp sigil(letters, delimiter, parts, modifiers, fun) do
    modifiers = if modifiers == [], do: "", else: fun.(modifiers, List.to_string(modifiers))

    if byte_size(delimiter) == 3 do
      "~" <> letters <> delimiter <> "\n" <> interpolation(parts, fun, & &1) <> delimiter <> modifiers
    else
      closing = closing(delimiter)
      "~" <> letters <> delimiter <> interpolation(parts, fun, &String.replace(&1, closing, "\\" <> closing)) <> closing <> modifiers
    end
  end

  defp closing("("), do: ")"
  defp closing("["), do: "]"
  defp closing("{"), do: "}"
  defp closing("<"), do: ">"
  defp closing(same), do: same
end
