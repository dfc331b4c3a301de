defprotocol Enumerable do
  @moduledoc "What Enum and Stream ask of a collection."

  @doc "Folds the collection, under the control of the accumulator's tag."
  def reduce(enumerable, acc, fun)

  @doc "The number of elements, or `{:error, module}` to have them counted."
  def count(enumerable)

  @doc "Whether an element is there, or `{:error, module}` to have it looked for."
  def member?(enumerable, element)

  @doc "How to take a slice, or `{:error, module}` to have it walked."
  def slice(enumerable)
end

defimpl Enumerable, for: List do
  def count([]), do: {:ok, 0}
  def count(_list), do: {:error, __MODULE__}

  def member?([], _element), do: {:ok, false}
  def member?(_list, _element), do: {:error, __MODULE__}

  def slice([]), do: {:ok, 0, fn _, _, _ -> [] end}
  def slice(_list), do: {:error, __MODULE__}

  def reduce(_list, {:halt, acc}, _fun), do: {:halted, acc}
  def reduce(list, {:suspend, acc}, fun), do: {:suspended, acc, &reduce(list, &1, fun)}
  def reduce([], {:cont, acc}, _fun), do: {:done, acc}
  def reduce([head | tail], {:cont, acc}, fun), do: reduce(tail, fun.(head, acc), fun)
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
  def count(_function), do: {:error, __MODULE__}
  def member?(_function, _element), do: {:error, __MODULE__}
  def slice(_function), do: {:error, __MODULE__}

  def reduce(function, acc, fun) when is_function(function, 2), do: function.(acc, fun)

  def reduce(function, _acc, _fun) do
    raise Protocol.UndefinedError,
      protocol: Enumerable,
      value: function,
      description: "only anonymous functions of arity 2 are enumerable"
  end
end

defimpl Enumerable, for: Range do
  def count(%{first: first, last: last, step: step}), do: {:ok, Range.size(first, last, step)}

  def member?(%{first: first, last: last, step: step}, element) when is_integer(element) do
    inside =
      if step > 0,
        do: element >= first and element <= last,
        else: element <= first and element >= last

    {:ok, inside and rem(element - first, step) == 0}
  end

  def member?(_range, _element), do: {:ok, false}

  def slice(%{first: first, last: last, step: step}) do
    {:ok, Range.size(first, last, step), fn start, length, by -> slice(first + start * step, step * by, length) end}
  end

  defp slice(_current, _step, 0), do: []
  defp slice(current, step, left), do: [current | slice(current + step, step, left - 1)]

  def reduce(%{first: first, last: last, step: step}, acc, fun), do: reduce(first, last, acc, fun, step)

  defp reduce(_first, _last, {:halt, acc}, _fun, _step), do: {:halted, acc}

  defp reduce(first, last, {:suspend, acc}, fun, step) do
    {:suspended, acc, &reduce(first, last, &1, fun, step)}
  end

  defp reduce(first, last, {:cont, acc}, fun, step)
       when (step > 0 and first <= last) or (step < 0 and first >= last) do
    reduce(first + step, last, fun.(first, acc), fun, step)
  end

  defp reduce(_first, _last, {:cont, acc}, _fun, _step), do: {:done, acc}
end

defimpl Enumerable, for: MapSet do
  def count(set), do: {:ok, MapSet.size(set)}
  def member?(set, element), do: {:ok, MapSet.member?(set, element)}
  def slice(set), do: {:ok, MapSet.size(set), &MapSet.to_list/1}
  def reduce(set, acc, fun), do: Enumerable.List.reduce(MapSet.to_list(set), acc, fun)
end
