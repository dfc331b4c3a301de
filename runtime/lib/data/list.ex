defmodule List do
  @moduledoc "Functions on lists."

  @doc "Returns the last element, or the default."
  def last(list, default \\ nil), do: :lab_list.last(list, default)

  @doc "Returns the first element, or the default."
  def first(list, default \\ nil)
  def first([x | _], _default), do: x
  def first([], default), do: default

  @doc "Returns a list with the element `n` times."
  def duplicate(elem, n), do: :lists.duplicate(n, elem)

  @doc "Flattens nested lists."
  def flatten(list), do: :lists.flatten(list)
  @doc "Flattens nested lists and appends a tail."
  def flatten(list, tail), do: :lists.flatten(list, tail)

  @doc "Folds the elements from the left."
  def foldl(list, acc, fun) when is_list(list) and is_function(fun), do: :lab_enum.foldl(list, acc, fun)

  @doc "Folds the elements from the right."
  def foldr(list, acc, fun) when is_list(list) and is_function(fun), do: :lab_enum.foldr(list, acc, fun)

  @doc "Returns the list without the first element that equals `element`."
  def delete(list, element)
  def delete(list, element) when is_list(list), do: :lists.delete(element, list)

  @doc "Returns the value if it is a list, the empty list for nil, and otherwise a list of the value."
  def wrap(term)
  def wrap(list) when is_list(list), do: list
  def wrap(nil), do: []
  def wrap(other), do: [other]

  @doc "Combines the elements at the same index of the lists to tuples."
  @deprecated "Use Enum.zip/1 instead"
  def zip(list_of_lists)
  def zip(lists) when is_list(lists) do
    lists |> Enum.map(&to_list/1) |> Enum.zip()
  end

  defp to_list(tuple) when is_tuple(tuple), do: Tuple.to_list(tuple)
  defp to_list(list) when is_list(list), do: list

  @doc "Returns whether the list starts with the elements of `prefix`."
  def starts_with?(list, prefix)
  def starts_with?([x | rest], [x | prefix]), do: starts_with?(rest, prefix)
  def starts_with?(list, prefix) when is_list(list) and is_list(prefix), do: prefix == []

  @doc "Returns whether the list ends with the elements of `suffix`."
  def ends_with?(list, suffix) do
    _proper = {length(list), length(suffix)}
    starts_with?(:lists.reverse(list), :lists.reverse(suffix))
  end

  @doc "Returns the list with the value inserted at an index."
  def insert_at(list, index, value) when is_list(list) and is_integer(index) do
    index = if index < 0, do: max(length(list) + index + 1, 0), else: index
    :lab_list.insert_at(list, index, value)
  end

  @doc "Returns the list with the element at an index replaced."
  def replace_at(list, index, value) when is_list(list) and is_integer(index) do
    index = from_start(list, index)
    if index < 0, do: list, else: :lab_list.replace_at(list, index, value)
  end

  @doc "Returns the list with the element at an index updated by a function."
  def update_at(list, index, fun) when is_list(list) and is_function(fun) and is_integer(index) do
    index = from_start(list, index)
    if index < 0, do: list, else: do_update_at(list, index, fun)
  end

  defp do_update_at([head | tail], 0, fun), do: [fun.(head) | tail]
  defp do_update_at([head | tail], index, fun), do: [head | do_update_at(tail, index - 1, fun)]
  defp do_update_at([], _index, _fun), do: []

  @doc "Returns the list without the element at an index."
  def delete_at(list, index) when is_integer(index), do: elem(pop_at(list, index), 1)

  @doc "Returns the element at an index, or the default, and the list without the element."
  def pop_at(list, index, default \\ nil) when is_integer(index) do
    do_pop_at(list, from_start(list, index), default, [])
  end

  defp do_pop_at([head | tail], 0, _default, acc), do: {head, :lists.reverse(acc, tail)}
  defp do_pop_at([head | tail], index, default, acc) when index > 0, do: do_pop_at(tail, index - 1, default, [head | acc])
  defp do_pop_at(list, index, default, []) when is_list(list) and index < 0, do: {default, list}
  defp do_pop_at([], _index, default, acc), do: {default, :lists.reverse(acc)}

  defp from_start(list, index) when index < 0, do: length(list) + index
  defp from_start(_list, index), do: index

  @doc "Returns the first tuple with the key at a position, or the default."
  def keyfind(list, key, position, default \\ nil) when is_integer(position) do
    case :lists.keyfind(key, position + 1, list) do
      false -> default
      tuple -> tuple
    end
  end

  @doc """
  Returns the first tuple with the key at a position. Raises KeyError if no tuple has the key.
  """
  def keyfind!(list, key, position) when is_integer(position) do
    case :lists.keyfind(key, position + 1, list) do
      false -> raise KeyError, key: key, term: list, message: "key #{inspect(key)} at position #{inspect(position)} not found in: #{inspect(list)}"
      tuple -> tuple
    end
  end

  @doc "Returns whether a tuple has the key at a position."
  def keymember?(list, key, position) when is_integer(position), do: :lists.keymember(key, position + 1, list)

  @doc "Replaces the first tuple that has the key at a position. Returns the new list."
  def keyreplace(list, key, position, new_tuple) when is_integer(position), do: :lists.keyreplace(key, position + 1, list, new_tuple)

  @doc """
  Replaces the first tuple that has the key at a position, or appends the tuple if no tuple has
  the key.
  """
  def keystore(list, key, position, new_tuple) when is_integer(position), do: :lists.keystore(key, position + 1, list, new_tuple)

  @doc "Returns the list without the first tuple that has the key."
  def keydelete(list, key, position) when is_integer(position), do: :lists.keydelete(key, position + 1, list)

  @doc """
  Returns the first tuple that has the key, and the list without the tuple. Returns nil if no
  tuple has the key.
  """
  def keytake(list, key, position) when is_integer(position) do
    with {:value, tuple, rest} <- :lists.keytake(key, position + 1, list), do: {tuple, rest}, else: (false -> nil)
  end

  @doc "Sorts the tuples by the element at a position."
  def keysort(list, position, sorter \\ :asc)
  def keysort(list, position, :asc) when is_list(list) and is_integer(position), do: :lists.keysort(position + 1, list)
  def keysort(list, position, sorter) when is_list(list) and is_integer(position), do: Enum.sort(list, keysort_fun(sorter, position))

  defp keysort_fun(sorter, position) when is_function(sorter, 2), do: &sorter.(elem(&1, position), elem(&2, position))
  defp keysort_fun(:desc, position), do: &(elem(&1, position) >= elem(&2, position))
  defp keysort_fun(module, position) when is_atom(module), do: &(module.compare(elem(&1, position), elem(&2, position)) != :gt)
  defp keysort_fun({:asc, module}, position) when is_atom(module), do: keysort_fun(module, position)
  defp keysort_fun({:desc, module}, position) when is_atom(module), do: &(module.compare(elem(&1, position), elem(&2, position)) != :lt)

  @doc "Converts the list to a tuple."
  def to_tuple(list), do: :erlang.list_to_tuple(list)

  @doc "Converts a charlist to an atom."
  def to_atom(charlist), do: :erlang.list_to_atom(charlist)

  @doc "Converts a charlist to an existing atom."
  def to_existing_atom(charlist), do: :erlang.list_to_existing_atom(charlist)

  @doc "Converts a charlist to a float."
  def to_float(charlist), do: :erlang.list_to_float(charlist)

  @doc "Converts a charlist to an integer."
  def to_integer(charlist), do: :erlang.list_to_integer(charlist)
  @doc "Converts a charlist to an integer in a base."
  def to_integer(charlist, base), do: :erlang.list_to_integer(charlist, base)

  @doc "Converts strings, code points and lists of them to a charlist."
  def to_charlist(list) when is_list(list), do: list |> as_string("charlist") |> String.to_charlist()

  @doc "Converts strings, code points and lists of them to a string."
  def to_string(list) when is_list(list), do: as_string(list, "string")

  defp as_string(list, what) do
    with {fault, encoded, rest} <- :unicode.characters_to_binary(list) do
      kind = if fault == :error, do: :invalid, else: fault
      raise UnicodeConversionError, encoded: encoded, rest: rest, kind: kind
    end
  rescue
    ArgumentError ->
      raise ArgumentError,
            "cannot convert the given list to a #{what}.\n\nTo be converted to a #{what}, a list must #{asked(what)}\n\nPlease check the given list or call inspect/1 to get the list representation, got:\n\n#{inspect(list)}\n"
  end

  # The errors of Elixir's two functions have different texts.
  defp asked("charlist") do
    "contain only:\n\n  * strings\n  * integers representing Unicode code points\n  * or a list containing one of these three elements"
  end

  defp asked("string") do
    "either be empty or only\ncontain the following elements:\n\n  * strings\n" <>
      "  * integers representing Unicode code points\n  * a list containing one of these three elements"
  end

  @doc "Returns whether the list, or its first `limit` elements, are printable ASCII characters."
  def ascii_printable?(list, limit \\ :infinity)
  def ascii_printable?(list, limit) when is_list(list) and (limit == :infinity or (is_integer(limit) and limit >= 0)), do: printable?(list, limit)

  defp printable?(_list, 0), do: true
  defp printable?([], _limit), do: true
  defp printable?([c | rest], limit) when c in 32..126 or c in 7..13 or c == 27, do: printable?(rest, if(limit == :infinity, do: limit, else: limit - 1))
  defp printable?(_list, _limit), do: false

  @doc "Returns whether the list is improper."
  def improper?(list)
  def improper?([]), do: false
  def improper?([_ | tail]) when is_list(tail), do: improper?(tail)
  def improper?([_ | _]), do: true

  @doc """
  Returns the steps that turn the first list into the second, as pairs of :eq, :ins or :del and
  elements.
  """
  def myers_difference(list1, list2) when is_list(list1) and is_list(list2), do: diff(list1, list2, nil)
  @doc """
  Returns the steps that turn the first list into the second, as pairs of :eq, :ins, :del or :diff
  and elements. `diff_script` returns the difference of two elements, or nil.
  """
  def myers_difference(list1, list2, diff_script)
  def myers_difference(list1, list2, script) when is_list(list1) and is_list(list2) and is_function(script), do: diff(list1, list2, script)

  defp diff(list1, list2, script), do: find_path([{0, list1, list2, []}], script)

  # Keeps the furthest-reaching path for each number of edits (Myers 1986). A path is its
  # position, the rests of both lists, and the edits so far.
  defp find_path(paths, script) do
    case each_diagonal(paths, [], script) do
      {:done, edits} -> compact(edits, [])
      {:next, paths} -> find_path(paths, script)
    end
  end

  defp each_diagonal([], acc, script), do: {:next, spread(:lists.reverse(acc), script)}

  defp each_diagonal([path | rest], acc, script) do
    case follow(path) do
      {_, [], [], edits} -> {:done, edits}
      path -> each_diagonal(rest, [path | acc], script)
    end
  end

  defp follow({y, [x | r1], [x | r2], edits}), do: follow({y + 1, r1, r2, [{:eq, x} | edits]})
  defp follow(path), do: path

  defp spread([path | _] = paths, script), do: [down(path) | between(paths, script)]

  defp between([last], script), do: [right(last, script)]

  defp between([a, b | rest], script) do
    [if(elem(a, 0) > elem(b, 0) + 1, do: right(a, script), else: down(b)) | between([b | rest], script)]
  end

  defp down({y, l1, [x | r2], edits}), do: {y + 1, l1, r2, [{:ins, x} | edits]}
  defp down({y, l1, [], edits}), do: {y, l1, [], edits}

  # The script returns the edits between two elements, or nil if they are unrelated.
  defp right({y, [x1 | r1], [x2 | r2] = l2, edits}, script) when script != nil do
    case script.(x1, x2) do
      nil -> {y, r1, l2, [{:del, x1} | edits]}
      diff -> {y + 1, r1, r2, [{:diff, diff} | edits]}
    end
  end

  defp right({y, [x | r1], l2, edits}, _script), do: {y, r1, l2, [{:del, x} | edits]}
  defp right({y, [], l2, edits}, _script), do: {y, [], l2, edits}

  defp compact([], acc), do: acc
  defp compact([{:diff, _} = diff | rest], acc), do: compact(rest, [diff | acc])
  defp compact([{kind, x} | rest], [{kind, xs} | acc]), do: compact(rest, [{kind, [x | xs]} | acc])

  # If an insertion repeats the equal elements before it, the insertion moves before these
  # elements, so that the equal parts join.
  # parts join.
  defp compact(rest, [{:eq, xs}, {:ins, xs}, {:eq, others} | acc]) do
    compact(rest, [{:ins, xs}, {:eq, xs ++ others} | acc])
  end

  defp compact([{kind, x} | rest], acc), do: compact(rest, [{kind, [x]} | acc])
end
