defmodule Tuple do
  @moduledoc "Functions on tuples."

  @doc "Creates a tuple of `size` times the value."
  def duplicate(data, size) when is_integer(size) and size >= 0, do: :erlang.make_tuple(size, data)

  @doc "Returns the tuple with the value inserted at an index."
  def insert_at(tuple, index, value) when is_integer(index) and index >= 0, do: :erlang.insert_element(index + 1, tuple, value)

  @doc "Appends the value to the tuple."
  @deprecated "Use insert_at instead"
  def append(tuple, value), do: :erlang.append_element(tuple, value)

  @doc "Returns the tuple without the element at an index."
  def delete_at(tuple, index) when is_integer(index) and index >= 0, do: :erlang.delete_element(index + 1, tuple)

  @doc "Returns the elements as a list."
  def to_list(tuple), do: :erlang.tuple_to_list(tuple)

  @doc "Returns the sum of the elements."
  def sum(tuple), do: tuple |> to_list() |> Enum.sum()

  @doc "Returns the product of the elements."
  def product(tuple), do: tuple |> to_list() |> Enum.product()
end
