defprotocol Enumerable do
  @moduledoc "The protocol of collections that Enum and Stream can process."

  @type acc :: {:cont, term} | {:halt, term} | {:suspend, term}
  @type continuation :: (acc -> result)
  @type reducer :: (element :: term, element_acc :: term -> acc)
  @type result :: {:done, term} | {:halted, term} | {:suspended, term, continuation}
  @type slicing_fun :: (start :: non_neg_integer, length :: pos_integer, step :: pos_integer -> [term])
  @type to_list_fun :: (t -> [term])
  @type t(_element) :: t

  @spec reduce(t, acc, reducer) :: result
  @doc "Folds the collection. The tag of the accumulator controls the fold."
  def reduce(enumerable, acc, fun)

  @spec count(t) :: {:ok, non_neg_integer} | {:error, module}
  @doc "Returns `{:ok, number}`, or `{:error, module}` if the elements have to be counted."
  def count(enumerable)

  @spec member?(t, term) :: {:ok, boolean} | {:error, module}
  @doc "Returns `{:ok, boolean}`, or `{:error, module}` if all elements have to be compared."
  def member?(enumerable, element)

  @spec slice(t) :: {:ok, size :: non_neg_integer, slicing_fun | to_list_fun} | {:error, module}
  @doc """
  Returns `{:ok, size, function}`, or `{:error, module}` if the collection has to be traversed.
  The function returns a slice, or all elements as a list.
  """
  def slice(enumerable)
end

defimpl Enumerable, for: List do
  def reduce([], {:cont, acc}, _fun), do: {:done, acc}
  def reduce([x | rest], {:cont, acc}, fun), do: reduce(rest, fun.(x, acc), fun)
  def reduce(_list, {:halt, acc}, _fun), do: {:halted, acc}
  def reduce(list, {:suspend, acc}, fun), do: {:suspended, acc, fn command -> reduce(list, command, fun) end}

  # Without a traversal, only an empty list can be counted or searched.
  def count(list), do: if(list == [], do: {:ok, 0}, else: {:error, __MODULE__})
  def member?(list, _element), do: if(list == [], do: {:ok, false}, else: {:error, __MODULE__})
  def slice(list), do: if(list == [], do: {:ok, 0, fn _start, _length, _step -> [] end}, else: {:error, __MODULE__})
end

defimpl Enumerable, for: Map do
  def count(map), do: {:ok, map_size(map)}

  def member?(map, {key, value}) do
    case map do
      %{^key => found} -> {:ok, found === value}
      _ -> {:ok, false}
    end
  end

  def member?(_map, _other), do: {:ok, false}

  def slice(map), do: {:ok, map_size(map), &:maps.to_list/1}

  def reduce(map, acc, fun), do: Enumerable.List.reduce(:maps.to_list(map), acc, fun)
end

defimpl Enumerable, for: Function do
  def reduce(fun, acc, reducer) when is_function(fun, 2), do: fun.(acc, reducer)

  def reduce(fun, _acc, _reducer) do
    raise Protocol.UndefinedError,
      description: "only anonymous functions of arity 2 are enumerable",
      protocol: Enumerable,
      value: fun
  end

  def slice(_fun), do: {:error, __MODULE__}
  def count(_fun), do: {:error, __MODULE__}
  def member?(_fun, _element), do: {:error, __MODULE__}
end

defimpl Enumerable, for: Range do
  # A range from before Elixir 1.12 has no step.
  def count(range) when not is_map_key(range, :step), do: {:ok, Range.size(range)}
  def count(%{first: first, last: last, step: step}), do: {:ok, Range.size(first, last, step)}

  def member?(range, element) when not is_map_key(range, :step), do: range |> with_step() |> member?(element)

  def member?(%{first: first, last: last, step: step}, element) when is_integer(element) do
    inside =
      if step > 0,
        do: element >= first and element <= last,
        else: element <= first and element >= last

    {:ok, inside and rem(element - first, step) == 0}
  end

  def member?(_range, _element), do: {:ok, false}

  def slice(range) when not is_map_key(range, :step), do: range |> with_step() |> slice()

  def slice(%{first: first, last: last, step: step}) do
    {:ok, Range.size(first, last, step), fn start, length, by -> slice(first + start * step, step * by, length) end}
  end

  defp slice(_current, _step, 0), do: []
  defp slice(current, step, left), do: [current | slice(current + step, step, left - 1)]

  def reduce(range, acc, fun) when not is_map_key(range, :step), do: range |> with_step() |> reduce(acc, fun)
  def reduce(%{first: first, last: last, step: step}, acc, fun), do: go(acc, first, step, last, fun)

  defp go({:cont, acc}, n, step, last, fun) when (n <= last and step > 0) or (n >= last and step < 0) do
    go(fun.(n, acc), n + step, step, last, fun)
  end

  defp go({:cont, acc}, _n, _step, _last, _fun), do: {:done, acc}
  defp go({:halt, acc}, _n, _step, _last, _fun), do: {:halted, acc}

  defp with_step(%{first: first, last: last} = range), do: Map.put(range, :step, if(first <= last, do: 1, else: -1))
  defp go({:suspend, acc}, n, step, last, fun), do: {:suspended, acc, fn command -> go(command, n, step, last, fun) end}
end

defimpl Enumerable, for: MapSet do
  def count(set), do: {:ok, MapSet.size(set)}
  def member?(set, element), do: {:ok, MapSet.member?(set, element)}
  def slice(set), do: {:ok, MapSet.size(set), &MapSet.to_list/1}
  def reduce(set, acc, fun), do: Enumerable.List.reduce(MapSet.to_list(set), acc, fun)
end
