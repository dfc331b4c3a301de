defmodule Range do
  @moduledoc "Ranges of integers, with a step."

  defstruct first: nil, last: nil, step: nil

  @type limit :: integer
  @type step :: pos_integer | neg_integer
  @type t :: %Range{first: limit, last: limit, step: step}
  @type t(first, last) :: %Range{first: first, last: last, step: step}

  @doc """
  Creates the range from the first integer to the last. Without a third argument, the step is 1 or
  -1.
  """
  def new(first, last) when is_integer(first) and is_integer(last) do
    step = if first <= last, do: 1, else: -1

    if step < 0 do
      IO.warn_once(
        Range,
        "Range.new/2 and first..last default to a step of -1 when last < first. " <>
          "Use Range.new(first, last, -1) or first..last//-1, or pass 1 if that was your intention",
        3
      )
    end

    %Range{first: first, last: last, step: step}
  end

  def new(first, last) do
    raise ArgumentError,
          "ranges (first..last) expect both sides to be integers, got: #{inspect(first)}..#{inspect(last)}"
  end

  def new(first, last, step) when is_integer(first) and is_integer(last) and is_integer(step) and step != 0 do
    %Range{first: first, last: last, step: step}
  end

  def new(first, last, step) do
    raise ArgumentError,
          "ranges (first..last//step) expect both sides to be integers and the step to be a non-zero integer, " <>
            "got: #{inspect(first)}..#{inspect(last)}//#{inspect(step)}"
  end

  @doc "Returns the number of integers in the range."
  def size(range)
  def size(%{__struct__: Range, first: first, last: last, step: step}), do: size(first, last, step)
  # A range from before Elixir 1.12 has no step.
  def size(%{__struct__: Range, first: first, last: last}), do: size(first, last, if(first <= last, do: 1, else: -1))

  @doc false
  def size(first, last, step) when step > 0 and first > last, do: 0
  def size(first, last, step) when step < 0 and first < last, do: 0
  def size(first, last, step), do: abs(div(last - first, step)) + 1

  @doc "Returns the integers of the range."
  def to_list(%Range{} = range), do: Enum.to_list(range)

  @doc "Shifts the range by a number of steps."
  def shift(%Range{first: first, last: last, step: step}, steps) when is_integer(steps) do
    %Range{first: first + steps * step, last: last + steps * step, step: step}
  end

  @doc "Returns whether two ranges have no element in common."
  def disjoint?(range1, range2)
  def disjoint?(%Range{} = a, %Range{} = b) do
    if size(a) == 0 or size(b) == 0 do
      true
    else
      {low1, high1, step1} = ascending(a)
      {low2, high2, step2} = ascending(b)
      no_common?(low1, step1, low2, step2, max(low1, low2), min(high1, high2))
    end
  end

  defp ascending(%Range{first: first, step: step} = range) do
    last = first + (size(range) - 1) * step
    {min(first, last), max(first, last), abs(step)}
  end

  # The numbers that are both low1 + i * step1 and low2 + j * step2 for integers i and j are
  # spaced by the least common multiple of the steps.
  defp no_common?(low1, step1, low2, step2, from, to) do
    {gcd, m, _} = Integer.extended_gcd(step1, step2)

    if rem(low2 - low1, gcd) != 0 do
      true
    else
      common = low1 + step1 * m * div(low2 - low1, gcd)
      apart = div(step1 * step2, gcd)
      from + Integer.mod(common - from, apart) > to
    end
  end

  @doc "Splits the range after a number of integers. A negative number counts from the end."
  def split(%Range{first: first, step: step} = range, amount) when is_integer(amount) do
    n = size(range)
    taken = if amount >= 0, do: min(amount, n), else: max(n + amount, 0)
    cut = first + taken * step
    {new(first, cut - step, step), new(cut, range.last, step)}
  end

  # Deprecated names

  @doc false
  @deprecated "Pattern match on first..last//step instead"
  def range?(term), do: match?(%Range{}, term)
end
