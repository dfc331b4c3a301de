defmodule Tuple do
  @moduledoc "Functions on tuples."

  @doc "A tuple of so many times the value."
  def duplicate(data, size) when is_integer(size) and size >= 0, do: :erlang.make_tuple(size, data)

  @doc "The tuple with the value put in at an index."
  def insert_at(tuple, index, value) when is_integer(index) and index >= 0, do: :erlang.insert_element(index + 1, tuple, value)

  @doc "The tuple with the value at its end."
  @deprecated "Use insert_at instead"
  def append(tuple, value), do: :erlang.append_element(tuple, value)

  @doc "The tuple without the element at an index."
  def delete_at(tuple, index) when is_integer(index) and index >= 0, do: :erlang.delete_element(index + 1, tuple)

  @doc "The elements as a list."
  def to_list(tuple), do: :erlang.tuple_to_list(tuple)

  @doc "The sum of the elements."
  def sum(tuple), do: tuple |> to_list() |> Enum.sum()

  @doc "The product of the elements."
  def product(tuple), do: tuple |> to_list() |> Enum.product()
end
