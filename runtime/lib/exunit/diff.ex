defmodule ExUnit.Diff do
  @moduledoc false
  # Computes the differences of two values, or of a pattern and a value. The result is a document
  # for each side, with the parts marked that the other side lacks.

  import Inspect.Algebra
  alias ExUnit.Diff.Pattern

  @opts %Inspect.Opts{limit: :infinity, printable_limit: :infinity}
  # These characters enclose a difference until it is coloured.
  @marks %Inspect.Opts{syntax_colors: [diff: "\u{E000}", reset: "\u{E001}"]}

  @doc "Returns the texts of both sides. The formatter colours the differences."
  def texts(left, right, context, width, formatter) do
    {left, right} =
      case context do
        {:match, pins} -> Pattern.diff(left, right, pins)
        _ -> diff(left, right)
      end

    {text(left, width, formatter, {:diff_delete, :diff_delete_whitespace}), text(right, width, formatter, {:diff_insert, :diff_insert_whitespace})}
  end

  # Blanks get a background colour, so that they are visible.
  defp text(doc, width, formatter, {colour, blank}) do
    shown = doc |> group() |> format(width) |> IO.iodata_to_binary()
    Regex.replace(~r/\x{E000}(.*?)\x{E001}/su, shown, fn _, part -> formatter.(if(String.trim(part) == "", do: blank, else: colour), part) end)
  end

  @doc "Marks a document as different."
  def mark(doc), do: color(doc, :diff, @marks)

  @doc "Returns the document of a value without differences."
  def plain(value), do: to_doc(value, @opts)

  @doc "Returns the documents of two values that have nothing in common."
  def apart(left, right), do: {mark(plain(left)), mark(plain(right))}

  @doc "Returns the documents of two values."
  def diff(same, same), do: {plain(same), plain(same)}

  def diff(left, right) when is_binary(left) and is_binary(right) do
    strings(escaped(left), escaped(right), ~s("), ~s("))
  end

  def diff(left, right) when (is_integer(left) and is_integer(right)) or (is_float(left) and is_float(right)) do
    letters(inspect(left), inspect(right), "", "")
  end

  def diff(left, right) when is_list(left) and is_list(right), do: lists(left, right)
  def diff(left, right) when is_tuple(left) and is_tuple(right), do: elements(Tuple.to_list(left), Tuple.to_list(right), "{", "}")

  def diff(%module{} = left, %module{} = right) do
    {shown, other} = {inspect(left), inspect(right)}

    if String.starts_with?(shown, "%#{inspect(module)}{") or shown == other,
      do: same_struct(inspect(module), Map.from_struct(left), Map.from_struct(right)),
      else: letters(shown, other, "", "")
  end

  def diff(left, right) when is_map(left) and is_map(right), do: maps(left, right)
  def diff(left, right), do: apart(left, right)

  defp escaped(text), do: text |> inspect(binaries: :as_strings, printable_limit: :infinity) |> String.slice(1..-2//1)

  @doc "Compares two strings between quotes. Strings with little in common differ as a whole."
  def strings(left, right, open, close) do
    if String.bag_distance(left, right) > 0.4 or left == "" or right == "",
      do: letters(left, right, open, close),
      else: script([del: left, ins: right], open, close)
  end

  @doc "Compares two strings between quotes, character by character."
  def letters(left, right, open, close), do: script(String.myers_difference(left, right), open, close)

  defp script(script, open, close) do
    {side(script, :ins, open, close), side(script, :del, open, close)}
  end

  defp side(script, other, open, close) do
    parts = for {kind, text} <- script, kind != other, do: if(kind == :eq, do: string(text), else: mark(string(text)))
    concat([open] ++ parts ++ [close])
  end

  defp lists(left, right) do
    cond do
      left != [] and right != [] and List.ascii_printable?(left) and List.ascii_printable?(right) ->
        strings(left |> List.to_string() |> escaped(), right |> List.to_string() |> escaped(), ~s(~c"), ~s("))

      List.improper?(left) or List.improper?(right) ->
        improper(left, right)

      left != [] and right != [] and Keyword.keyword?(left) and Keyword.keyword?(right) ->
        keywords(left, right)

      true ->
        elements(left, right, "[", "]")
    end
  end

  # Keyword lists are shown as such if each pair has a counterpart.
  defp keywords(left, right) do
    {lefts, rights} = left |> List.myers_difference(right) |> aligned(&pair/2, &pair/1) |> Enum.unzip()
    if nil in lefts or nil in rights, do: elements(left, right, "[", "]"), else: {container(lefts, "[", "]"), container(rights, "[", "]")}
  end

  # Compares two pairs of keyword lists. Keys differ as a whole.
  defp pair({key, value}), do: keyed(key, plain(value))
  defp pair({key, left}, {key, right}), do: both(diff(left, right), &keyed(key, &1))
  defp pair({key, left}, {other, right}), do: {marked_key(key, left, right), marked_key(other, right, left)}

  defp marked_key(key, value, other) do
    {doc, _} = diff(value, other)
    concat([mark(Macro.inspect_atom(:key, key)), " ", doc])
  end

  defp both({left, right}, fun), do: {fun.(left), fun.(right)}

  defp keyed(key, doc), do: concat([Macro.inspect_atom(:key, key), " ", doc])

  # The keys of a map are shown as keywords if all of them are atoms.
  defp shown_key(key, doc, true), do: keyed(key, doc)
  defp shown_key(key, doc, false), do: concat([plain(key), " => ", doc])

  defp improper(left, right) do
    {{lefts, left_tail}, {rights, right_tail}} = {parted(left, []), parted(right, [])}
    {left_docs, right_docs} = Enum.unzip(paired(lefts, rights, &diff/2, &plain/1))
    {left_end, right_end} = diff(left_tail, right_tail)
    {ended(left_docs, left_tail, left_end), ended(right_docs, right_tail, right_end)}
  end

  defp parted([head | tail], acc), do: parted(tail, [head | acc])
  defp parted(tail, acc), do: {Enum.reverse(acc), tail}

  defp ended(docs, [], _doc), do: container(docs, "[", "]")

  defp ended(docs, _tail, doc) do
    {last, docs} = docs |> Enum.reject(&is_nil/1) |> List.pop_at(-1)
    container(docs ++ [concat([last, " | ", doc])], "[", "]")
  end

  # Common elements are aligned, and the elements between them are compared one by one.
  defp elements(left, right, open, close) do
    {lefts, rights} = left |> List.myers_difference(right) |> aligned(&diff/2, &plain/1) |> Enum.unzip()
    {container(lefts, open, close), container(rights, open, close)}
  end

  defp aligned([], _differ, _show), do: []
  defp aligned([{:eq, same} | rest], differ, show), do: Enum.map(same, &{show.(&1), show.(&1)}) ++ aligned(rest, differ, show)

  defp aligned([{a, one}, {b, other} | rest], differ, show) when {a, b} in [del: :ins, ins: :del] do
    {gone, new} = if a == :del, do: {one, other}, else: {other, one}
    paired(gone, new, differ, show) ++ aligned(rest, differ, show)
  end

  defp aligned([{:del, gone} | rest], differ, show), do: paired(gone, [], differ, show) ++ aligned(rest, differ, show)
  defp aligned([{:ins, new} | rest], differ, show), do: paired([], new, differ, show) ++ aligned(rest, differ, show)

  defp paired([a | as], [b | bs], differ, show), do: [differ.(a, b) | paired(as, bs, differ, show)]
  defp paired([], bs, _differ, show), do: for(b <- bs, do: {nil, mark(show.(b))})
  defp paired(as, [], _differ, show), do: for(a <- as, do: {mark(show.(a)), nil})

  @doc "Encloses documents in brackets. If they do not fit on a line, each gets its own."
  def container(docs, open, close) do
    container_doc(open, Enum.reject(docs, &is_nil/1), close, @opts, fn doc, _ -> doc end, break: :strict)
  end

  defp maps(left, right) do
    {named(left, right, entries(left, right)), named(right, left, entries(right, left, :right))}
  end

  defp same_struct(name, left, right) do
    {container(entries(left, right), "%#{name}{", "}"), container(entries(right, left, :right), "%#{name}{", "}")}
  end

  @doc "Returns the fields of a struct or the pairs of a map, in order."
  def pairs(%module{} = struct) do
    case Code.ensure_loaded?(module) and function_exported?(module, :__info__, 1) && module.__info__(:struct) do
      fields when is_list(fields) -> for %{field: field} <- fields, is_map_key(struct, field), do: {field, Map.fetch!(struct, field)}
      _ -> struct |> Map.from_struct() |> Enum.sort()
    end
  end

  def pairs(map), do: Enum.sort(map)

  defp entries(map, other, side \\ :left) do
    pairs = pairs(map)
    atoms? = Enum.all?(pairs, fn {key, _} -> is_atom(key) end)

    for {key, value} <- pairs do
      case other do
        %{^key => against} -> shown_key(key, if(side == :left, do: elem(diff(value, against), 0), else: elem(diff(against, value), 1)), atoms?)
        _ -> mark(shown_key(key, plain(value), atoms?))
      end
    end
  end

  defp named(%module{}, other, docs) do
    name = inspect(module)
    name = if match?(%{__struct__: ^module}, other), do: name, else: mark(name)
    container(docs, concat(["%", name, "{"]), "}")
  end

  defp named(_map, _other, docs), do: container(docs, "%{", "}")
end
