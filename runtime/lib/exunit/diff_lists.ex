defmodule ExUnit.Diff.Lists do
  @moduledoc false
  # Compares lists. The left side may be a pattern with `|` and `++`.

  alias ExUnit.Diff.{Compare, Strings}

  @doc "Compares two lists. Two charlists are compared as text."
  def compare([], [], env), do: {true, {:list, []}, {:list, []}, env}

  def compare(left, right, env) do
    if List.ascii_printable?(left) and List.ascii_printable?(right) do
      {equal?, {:text, _, lefts}, {:text, _, rights}, env} = Strings.compare(List.to_string(left), List.to_string(right), ~s("), env)
      {equal?, {:chars, lefts}, {:chars, rights}, env}
    else
      elements(left, right, env)
    end
  end

  @doc """
  Compares the elements of two lists. The first elements on the right side, as many as the left side
  has, are aligned with those on the left side. The rest is compared with the tail of the left side.
  """
  def elements(left, right, env) do
    {lefts, tail, assemble} = opened(left, env.context)
    {rights, rest} = taken(right, length(lefts), [])
    {same?, lefts, rights, env} = aligned(lefts, rights, env)
    {tail_same?, tail_left, tail_right, env} = tails(tail, rest, env)
    {same? and tail_same?, assemble.(lefts, state(tail, tail_left, rest)), closed(rights, tail_right), env}
  end

  defp state([], _shape, []), do: :proper
  defp state([], _shape, _rest), do: :longer
  defp state(_tail, shape, _rest), do: {:tail, shape}

  defp tails([], rest, env) when is_list(rest), do: {rest == [], {:list, []}, if(rest == [], do: {:value, []}, else: {:mark, {:value, rest}}), env}
  defp tails(tail, rest, env), do: Compare.compare(tail, rest, env)

  defp taken([head | tail], count, acc) when count > 0, do: taken(tail, count - 1, [head | acc])
  defp taken(rest, _count, acc), do: {Enum.reverse(acc), rest}

  # Returns the elements of the left side, its tail, and a function that puts their shapes together.
  defp opened([], _context), do: {[], [], fn shapes, _ -> {:list, shapes} end}

  defp opened({:++, _, [left, right]}, :match) do
    {lefts, [], left_assemble} = opened(left, :match)
    {rights, tail, right_assemble} = opened(right, :match)

    assemble = fn shapes, state ->
      {first, second} = Enum.split(shapes, length(lefts))
      {:join, "++", left_assemble.(first, :proper), right_assemble.(second, state)}
    end

    {lefts ++ rights, tail, assemble}
  end

  defp opened([{:|, _, [head, tail]}], :match), do: before([head], tail, :match)

  defp opened([head | tail], context) when is_list(tail) do
    {rest, last, assemble} = opened(tail, context)

    {[head | rest], last,
     fn [shape | shapes], state ->
       {:list, others} = assemble.(shapes, state)
       {:list, [shape | others]}
     end}
  end

  defp opened([head | tail], context), do: before([head], tail, context)
  defp opened(other, _context), do: {[], other, fn [], {:tail, shape} -> shape end}

  # The tail after `|`.
  defp before([head], tail, context) do
    {rest, last, assemble} = opened(tail, context)

    {[head | rest], last,
     fn
       [shape | shapes], :longer -> {:list, [{:join, "|", shape, {:mark, assemble.(shapes, :proper)}}]}
       [shape | shapes], state -> {:list, [{:join, "|", shape, assemble.(shapes, state)}]}
     end}
  end

  # Puts the right side together.
  defp closed(shapes, {:mark, {:value, rest}}) when is_list(rest), do: joined(shapes, rest, &{:mark, Compare.shown(&1)})
  defp closed(shapes, {:value, rest}) when is_list(rest), do: joined(shapes, rest, &Compare.shown/1)
  defp closed(shapes, {:list, rest}), do: {:list, shapes ++ rest}
  defp closed(shapes, rest), do: ended(shapes, rest)

  defp joined(shapes, [head | tail], show), do: joined(shapes ++ [show.(head)], tail, show)
  defp joined(shapes, [], _show), do: {:list, shapes}
  defp joined(shapes, other, show), do: ended(shapes, show.(other))

  defp ended(shapes, tail) do
    {last, shapes} = List.pop_at(shapes, -1)
    {:list, shapes ++ [{:join, "|", last, tail}]}
  end

  # Aligns equal elements by Myers' algorithm. Elements between them are compared in pairs.
  defp aligned(lefts, rights, env) do
    {left_edits, right_edits, env} = search([{0, lefts, rights, [], [], env}])
    paired(Enum.reverse(left_edits), Enum.reverse(right_edits), env)
  end

  # A path is `{elements taken from the left side, rest of the left side, rest of the right side, edits
  # of the left side, edits of the right side, env}`. All paths have the same number of edits.
  defp search(paths) do
    Enum.reduce_while(paths, {:none, []}, fn path, {:none, done} ->
      case followed(path) do
        {_, [], [], left_edits, right_edits, env} -> {:halt, {:found, {left_edits, right_edits, env}}}
        path -> {:cont, {:none, [path | done]}}
      end
    end)
    |> case do
      {:found, script} -> script
      {:none, paths} -> paths |> Enum.reverse() |> longer() |> search()
    end
  end

  defp followed({taken, [left | lefts], [right | rights], left_edits, right_edits, env} = path) do
    case Compare.compare(left, right, env) do
      {true, left, right, env} -> followed({taken + 1, lefts, rights, [{:eq, left} | left_edits], [{:eq, right} | right_edits], env})
      _ -> path
    end
  end

  defp followed(path), do: path

  # Extends the paths by an edit. Of two paths to the same place, the further one remains.
  defp longer([first | rest] = paths) do
    between = Enum.zip_with(paths, rest, fn a, b -> if elem(a, 0) > elem(b, 0), do: inserted(a), else: deleted(b) end)
    [deleted(first)] ++ between ++ [inserted(List.last(paths))]
  end

  defp deleted({taken, [left | lefts], rights, left_edits, right_edits, env}), do: {taken + 1, lefts, rights, [{:del, left} | left_edits], right_edits, env}
  defp deleted({taken, [], rights, left_edits, right_edits, env}), do: {taken + 1, [], rights, left_edits, right_edits, env}

  defp inserted({taken, lefts, [right | rights], left_edits, right_edits, env}), do: {taken, lefts, rights, left_edits, [{:ins, right} | right_edits], env}
  defp inserted(path), do: path

  defp paired([], [], env), do: {true, [], [], env}

  defp paired([{:eq, left} | lefts], [{:eq, right} | rights], env) do
    {equal?, lefts, rights, env} = paired(lefts, rights, env)
    {equal?, [left | lefts], [right | rights], env}
  end

  defp paired([{:del, left} | lefts], [{:ins, right} | rights], env) do
    {same?, left, right, env} = Compare.compare(left, right, env)
    {equal?, lefts, rights, env} = paired(lefts, rights, env)
    {same? and equal?, [left | lefts], [right | rights], env}
  end

  defp paired([{:del, left} | lefts], rights, env) do
    shape = {:mark, Compare.left_shown(left, env)}
    {_, lefts, rights, env} = paired(lefts, rights, env)
    {false, [shape | lefts], rights, env}
  end

  defp paired(lefts, [{:ins, right} | rights], env) do
    {_, lefts, rights, env} = paired(lefts, rights, env)
    {false, lefts, [{:mark, Compare.shown(right)} | rights], env}
  end
end
