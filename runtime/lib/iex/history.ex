defmodule IEx.History do
  @moduledoc false

  defstruct queue: [], size: 0, start: 1

  def new(), do: %IEx.History{}

  def append(%IEx.History{queue: queue, size: size} = history, entry, limit) do
    prune(%{history | queue: [entry | queue], size: size + 1}, limit)
  end

  defp prune(%{size: size} = history, limit) when limit < 0 or size <= limit, do: history

  defp prune(%{queue: queue, size: size, start: start} = history, limit) do
    dropped = size - limit
    %{history | queue: Enum.take(queue, limit), size: limit, start: start + dropped}
  end

  def nth(%IEx.History{size: size} = history, n) do
    last = history.start + size - 1

    cond do
      size > 0 and n > 0 and n >= history.start and n <= last ->
        Enum.at(history.queue, last - n)

      n < 0 and -n <= size ->
        Enum.at(history.queue, -n - 1)

      size == 0 ->
        raise "v(#{n}) is out of bounds, no entries were stored in history so far"

      true ->
        raise "v(#{n}) is out of bounds, the currently preserved history ranges from #{history.start} to #{last} " <>
                "(or use negative numbers to look from the end)"
    end
  end
end
