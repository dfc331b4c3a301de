defmodule ExUnit.Diff do
  @moduledoc false
  # Shows the differences of two values, or of a pattern and a value. `ExUnit.Diff.Compare` computes
  # a shape for each side. This module turns shapes into text.
  #
  # A shape is one of:
  #
  #   * `{:mark, shape}` - the other side lacks this part
  #   * `{:value, value}` - a value as `inspect/1` shows it
  #   * `{:code, quoted}` - a part of a pattern
  #   * `{:text, quote, parts}` - a string. A part is `{marked?, text}`. `quote` is nil for text that
  #     is not a string, such as a number
  #   * `{:chars, parts}` - a charlist
  #   * `{:list, shapes}` and `{:tuple, shapes}`
  #   * `{:map, name, pairs}` - a map, or a struct if `name` is not nil. A pair is `{key, value}` or
  #     `{:mark, {key, value}}`, with shapes
  #   * `{:join, operator, left, right}` - two shapes with an operator between them
  #   * `{:closure, fun, shape}` - a function with the shape of the values that it encloses

  import Inspect.Algebra
  alias ExUnit.Diff.Compare

  # These characters enclose a difference until it is coloured.
  @marks %Inspect.Opts{syntax_colors: [diff: "\u{E000}", reset: "\u{E001}"]}

  @doc "Returns the texts of both sides. The formatter colours the differences."
  def texts(left, right, context, width, formatter) do
    {left, right} = Compare.sides(left, right, context)
    {text(left, width, formatter, {:diff_delete, :diff_delete_whitespace}), text(right, width, formatter, {:diff_insert, :diff_insert_whitespace})}
  end

  # Blanks get a background colour, so that they are visible.
  defp text(shape, width, formatter, {colour, blank}) do
    shown = shape |> doc(true) |> group() |> format(width) |> IO.iodata_to_binary()
    Regex.replace(~r/\x{E000}(.*?)\x{E001}/su, shown, fn _, part -> formatter.(if(String.trim(part) == "", do: blank, else: colour), part) end)
  end

  # Marks inside a marked shape are omitted.
  defp marked(doc, true), do: color(doc, :diff, @marks)
  defp marked(doc, false), do: doc

  defp doc({:mark, shape}, mark?), do: shape |> doc(false) |> marked(mark?)
  defp doc({:value, value}, _mark?), do: inspect(value)
  defp doc({:code, quoted}, mark?), do: code(quoted, mark?)
  defp doc({:text, nil, parts}, mark?), do: parts(parts, mark?)
  defp doc({:text, quote, parts}, mark?), do: concat([quote, parts(parts, mark?), quote])
  defp doc({:chars, parts}, mark?), do: concat([~s(~c"), parts(parts, mark?), ~s(")])
  defp doc({:tuple, shapes}, mark?), do: shapes |> Enum.map(&doc(&1, mark?)) |> enclosed("{", "}")

  defp doc({:list, shapes}, mark?) do
    show = if Enum.all?(shapes, &pair?/1), do: &keyword/2, else: &doc/2
    shapes |> Enum.map(&show.(&1, mark?)) |> enclosed("[", "]")
  end

  defp doc({:map, name, pairs}, mark?) do
    show = if Enum.all?(pairs, &pair?/1), do: &keyword/2, else: &arrow/2
    pairs |> Enum.map(&show.(&1, mark?)) |> enclosed(concat(["%", name(name, mark?), "{"]), "}")
  end

  defp doc({:join, operator, left, right}, mark?), do: concat([doc(left, mark?), " #{operator} ", doc(right, mark?)])

  defp doc({:closure, fun, shape}, mark?) do
    "#Function<" <> rest = inspect(fun)
    inside = nest(concat([line(), binary_slice(rest, 0..-2//1), line(), doc(shape, mark?)]), 2)
    concat(["#Function<", inside, line(), ">"])
  end

  defp parts(parts, mark?), do: concat(for {marked?, text} <- parts, do: if(marked?, do: marked(text, mark?), else: text))

  defp enclosed(docs, open, close) do
    inside = fold(docs, fn doc, rest -> doc |> concat(",") |> glue(rest) end)
    open |> glue("", inside) |> nest(2) |> glue("", close) |> group()
  end

  # Containers in a pattern break over lines like those of a value.
  defp code([_ | _] = list, mark?), do: doc({:list, Enum.map(list, &{:code, &1})}, mark?)
  defp code({:{}, _, parts}, mark?), do: doc({:tuple, Enum.map(parts, &{:code, &1})}, mark?)
  defp code({left, right}, mark?), do: doc({:tuple, [{:code, left}, {:code, right}]}, mark?)
  defp code({:%, _, [name, {:%{}, _, pairs}]}, mark?), do: doc({:map, struct_name(name), coded(pairs)}, mark?)
  defp code({:%{}, _, pairs}, mark?), do: doc({:map, nil, coded(pairs)}, mark?)
  defp code({operator, _, [left, right]}, mark?) when operator in [:<>, :++, :|, :when, :and, :or], do: doc({:join, operator, {:code, left}, {:code, right}}, mark?)
  defp code(quoted, _mark?), do: Macro.to_string(quoted)

  defp coded(pairs), do: for({key, value} <- pairs, do: {{:code, key}, {:code, value}})

  defp struct_name({:_, _, _}), do: {:code, {:_, [], nil}}
  defp struct_name(name), do: {:code, name}

  defp name(nil, _mark?), do: ""
  defp name({:mark, shape}, mark?), do: shape |> name(false) |> marked(mark?)
  defp name({kind, name}, _mark?) when kind in [:value, :code] and is_atom(name), do: Macro.inspect_atom(:literal, name)
  defp name({_kind, quoted}, _mark?), do: Macro.to_string(quoted)

  # Pairs are shown as keywords if all keys of their list or map are atoms.
  defp pair?({:mark, shape}), do: pair?(shape)
  defp pair?({:tuple, [key, _value]}), do: atom?(key)
  defp pair?({:code, {key, _value}}), do: is_atom(key)
  defp pair?({kind, _}) when is_atom(kind), do: false
  defp pair?({key, _value}), do: atom?(key)
  defp pair?(_shape), do: false

  defp atom?({:mark, shape}), do: atom?(shape)
  defp atom?({kind, value}) when kind in [:value, :code], do: is_atom(value)
  defp atom?(_shape), do: false

  defp keyword({:mark, shape}, mark?), do: shape |> keyword(false) |> marked(mark?)
  defp keyword({:tuple, [key, value]}, mark?), do: keyword({key, value}, mark?)
  defp keyword({:code, {key, value}}, mark?), do: keyword({{:code, key}, {:code, value}}, mark?)
  defp keyword({key, value}, mark?), do: concat([keyword_name(key, mark?), " ", doc(value, mark?)])

  defp keyword_name({:mark, key}, mark?), do: key |> keyword_name(false) |> marked(mark?)
  defp keyword_name({_kind, key}, _mark?), do: Macro.inspect_atom(:key, key)

  defp arrow({:mark, pair}, mark?), do: pair |> arrow(false) |> marked(mark?)
  defp arrow({key, value}, mark?), do: concat([doc(key, mark?), " => ", doc(value, mark?)])
end
