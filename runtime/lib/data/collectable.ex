defprotocol Collectable do
  @moduledoc "The protocol of collections that Enum.into/2 and `for ... into:` can fill."

  @type command :: {:cont, term} | :done | :halt

  @spec into(t) :: {initial_acc :: term, collector :: (term, command -> t | term)}
  @doc "Returns the initial accumulator and a collector function."
  def into(collectable)
end

defimpl Collectable, for: List do
  def into([]) do
    {[],
     fn
       acc, {:cont, element} -> [element | acc]
       acc, :done -> :lists.reverse(acc)
       _acc, :halt -> :ok
     end}
  end

  def into(list) do
    IO.warn(
      "the Collectable protocol is deprecated for non-empty lists. The behavior of Enum.into/2 and \"for\" comprehensions with an :into option is incorrect " <>
        "when collecting into non-empty lists. If you're collecting into a non-empty keyword list, consider using Keyword.merge/2 instead. " <>
        "If you're collecting into a non-empty list, consider concatenating the two lists with the ++ operator."
    )

    {[],
     fn
       acc, {:cont, element} -> [element | acc]
       acc, :done -> list ++ :lists.reverse(acc)
       _acc, :halt -> :ok
     end}
  end
end

defimpl Collectable, for: Map do
  def into(map) do
    {map,
     fn
       acc, {:cont, {key, value}} ->
         Map.put(acc, key, value)

       _acc, {:cont, other} ->
         raise ArgumentError,
               "collecting into a map requires {key, value} tuples, got: #{inspect(other)}"

       acc, :done ->
         acc

       _acc, :halt ->
         :ok
     end}
  end
end

defimpl Collectable, for: MapSet do
  def into(set) do
    {set,
     fn
       acc, {:cont, element} -> MapSet.put(acc, element)
       acc, :done -> acc
       _acc, :halt -> :ok
     end}
  end
end

defimpl Collectable, for: BitString do
  def into(binary) when is_binary(binary) do
    {[binary],
     fn
       acc, {:cont, part} when is_binary(part) and is_list(acc) ->
         [acc | part]

       acc, {:cont, part} when is_bitstring(part) and is_bitstring(acc) ->
         <<acc::bitstring, part::bitstring>>

       acc, {:cont, part} when is_bitstring(part) ->
         <<IO.iodata_to_binary(acc)::bitstring, part::bitstring>>

       _acc, {:cont, other} ->
         raise ArgumentError, "collecting into a binary requires a bitstring, got: #{inspect(other)}"

       acc, :done when is_bitstring(acc) ->
         acc

       acc, :done ->
         IO.iodata_to_binary(acc)

       _acc, :halt ->
         :ok
     end}
  end

  def into(bitstring) do
    {bitstring,
     fn
       acc, {:cont, part} when is_bitstring(part) ->
         <<acc::bitstring, part::bitstring>>

       _acc, {:cont, other} ->
         raise ArgumentError, "collecting into a bitstring requires a bitstring, got: #{inspect(other)}"

       acc, :done ->
         acc

       _acc, :halt ->
         :ok
     end}
  end
end
