defmodule :queue do
  @moduledoc """
  Erlang's queues: two lists, the rear list in reverse order. If a queue has two elements or more,
  neither list is empty.
  """

  import Kernel, except: [in: 2]

  def new, do: {[], []}

  def is_queue({rear, front}) when is_list(rear) and is_list(front), do: true
  def is_queue(_), do: false

  def is_empty({[], []}), do: true
  def is_empty({rear, front}) when is_list(rear) and is_list(front), do: false
  def is_empty(other), do: :erlang.error(:badarg, [other])

  def len({rear, front}) when is_list(rear) and is_list(front), do: length(rear) + length(front)
  def len(other), do: :erlang.error(:badarg, [other])

  def to_list({rear, front}) when is_list(rear) and is_list(front), do: front ++ :lists.reverse(rear)
  def to_list(other), do: :erlang.error(:badarg, [other])

  def from_list(list) when is_list(list), do: from_front(list)
  def from_list(other), do: :erlang.error(:badarg, [other])

  def member(item, {rear, front}) when is_list(rear) and is_list(front), do: :lists.member(item, rear) or :lists.member(item, front)
  def member(a, b), do: :erlang.error(:badarg, [a, b])

  def unquote(:in)(item, {[_] = rear, []}), do: {[item], rear}
  def unquote(:in)(item, {rear, front}) when is_list(rear) and is_list(front), do: {[item | rear], front}
  def unquote(:in)(a, b), do: :erlang.error(:badarg, [a, b])

  def in_r(item, {[], [_] = front}), do: {front, [item]}
  def in_r(item, {rear, front}) when is_list(rear) and is_list(front), do: {rear, [item | front]}
  def in_r(a, b), do: :erlang.error(:badarg, [a, b])

  def out({[], []} = queue), do: {:empty, queue}
  def out({[item], []}), do: {{:value, item}, {[], []}}

  def out({[last | rear], []}) do
    [item | front] = :lists.reverse(rear, [])
    {{:value, item}, {[last], front}}
  end

  def out({rear, [item]}) when is_list(rear), do: {{:value, item}, from_rear(rear)}
  def out({rear, [item | front]}) when is_list(rear), do: {{:value, item}, {rear, front}}
  def out(other), do: :erlang.error(:badarg, [other])

  def out_r({[], []} = queue), do: {:empty, queue}
  def out_r({[], [item]}), do: {{:value, item}, {[], []}}

  def out_r({[], [first | front]}) do
    [item | rear] = :lists.reverse(front, [])
    {{:value, item}, {rear, [first]}}
  end

  def out_r({[item], front}) when is_list(front), do: {{:value, item}, from_front(front)}
  def out_r({[item | rear], front}) when is_list(front), do: {{:value, item}, {rear, front}}
  def out_r(other), do: :erlang.error(:badarg, [other])

  def peek({[], []}), do: :empty
  def peek({rear, [item | _]}) when is_list(rear), do: {:value, item}
  def peek({rear, []}) when is_list(rear), do: {:value, :lists.last(rear)}
  def peek(other), do: :erlang.error(:badarg, [other])

  def peek_r({[], []}), do: :empty
  def peek_r({[item | _], front}) when is_list(front), do: {:value, item}
  def peek_r({[], front}) when is_list(front), do: {:value, :lists.last(front)}
  def peek_r(other), do: :erlang.error(:badarg, [other])

  def get(queue), do: value(peek(queue), queue)
  def get_r(queue), do: value(peek_r(queue), queue)
  def head(queue), do: get(queue)
  def last(queue), do: get_r(queue)

  defp value({:value, item}, _queue), do: item
  defp value(:empty, queue), do: :erlang.error(:empty, [queue])

  def drop(queue), do: rest(out(queue), queue)
  def drop_r(queue), do: rest(out_r(queue), queue)
  def tail(queue), do: drop(queue)
  def init(queue), do: drop_r(queue)
  def cons(item, queue), do: in_r(item, queue)
  def snoc(queue, item), do: apply(:queue, :in, [item, queue])

  defp rest({{:value, _}, rest}, _queue), do: rest
  defp rest({:empty, _}, queue), do: :erlang.error(:empty, [queue])

  def reverse({rear, front}) when is_list(rear) and is_list(front), do: {front, rear}
  def reverse(other), do: :erlang.error(:badarg, [other])

  def join({rear1, front1}, {rear2, front2}) when is_list(rear1) and is_list(front1) and is_list(rear2) and is_list(front2), do: {rear2, front1 ++ :lists.reverse(rear1, front2)}
  def join(a, b), do: :erlang.error(:badarg, [a, b])

  def split(count, queue) do
    {left, right} = :lists.split(count, to_list(queue))
    {from_front(left), from_front(right)}
  end

  def filter(fun, queue) do
    from_front(
      :lists.flatmap(
        fn item ->
          case fun.(item) do
            true -> [item]
            false -> []
            list -> list
          end
        end,
        to_list(queue)
      )
    )
  end

  def any(fun, queue), do: :lists.any(fun, to_list(queue))
  def all(fun, queue), do: :lists.all(fun, to_list(queue))
  def fold(fun, acc, queue), do: :lists.foldl(fun, acc, to_list(queue))

  # Splits the list in half. An odd element goes to the half that was empty.
  defp from_front(list) do
    {front, rear} = :lists.split(div(length(list), 2), list)
    {:lists.reverse(rear, []), front}
  end

  defp from_rear(list) do
    {rear, front} = :lists.split(div(length(list), 2), list)
    {rear, :lists.reverse(front, [])}
  end

  def delete(item, queue), do: delete_with(&(&1 == item), queue)
  def delete_r(item, queue), do: delete_with_r(&(&1 == item), queue)

  # Only the half that contains the item changes.
  def delete_with(fun, {rear, front} = queue) when is_function(fun, 1) and is_list(rear) and is_list(front) do
    if found = first_without(fun, front, []) do
      halves(rear, found)
    else
      case first_without(fun, :lists.reverse(rear), []) do
        nil -> queue
        found -> halves(:lists.reverse(found), front)
      end
    end
  end

  def delete_with(a, b), do: :erlang.error(:badarg, [a, b])

  def delete_with_r(fun, {rear, front} = queue) when is_function(fun, 1) and is_list(rear) and is_list(front) do
    if found = first_without(fun, rear, []) do
      halves(found, front)
    else
      case first_without(fun, :lists.reverse(front), []) do
        nil -> queue
        found -> halves(rear, :lists.reverse(found))
      end
    end
  end

  def delete_with_r(a, b), do: :erlang.error(:badarg, [a, b])

  defp halves(rear, []), do: from_rear(rear)
  defp halves([], front), do: from_front(front)
  defp halves(rear, front), do: {rear, front}

  defp first_without(fun, [item | rest], before) do
    if fun.(item), do: :lists.reverse(before, rest), else: first_without(fun, rest, [item | before])
  end

  defp first_without(_, [], _), do: nil

  def filtermap(fun, {rear, front}) when is_function(fun, 1) and is_list(rear) and is_list(front) do
    halves(:lists.reverse(:lists.filtermap(fun, :lists.reverse(rear))), :lists.filtermap(fun, front))
  end

  def filtermap(a, b), do: :erlang.error(:badarg, [a, b])

  def daeh(queue), do: last(queue)
  def lait(queue), do: init(queue)
  def liat(queue), do: init(queue)
end
