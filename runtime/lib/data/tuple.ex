defmodule Tuple do
  @moduledoc "Functions on tuples."

  @doc "A tuple of so many times the value."
  def duplicate(data, size) when is_integer(size) and size >= 0, do: :erlang.make_tuple(size, data)

  @doc "The tuple with the value put in at an index."
  def insert_at(tuple, index, value) when is_integer(index) and index >= 0, do: :erlang.insert_element(index + 1, tuple, value)

  @doc "The tuple with the value at its end."
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

defmodule Atom do
  @moduledoc "Functions on atoms."

  def to_string(atom) when is_atom(atom), do: :erlang.atom_to_binary(atom)
  def to_charlist(atom) when is_atom(atom), do: :erlang.atom_to_list(atom)
end

defmodule Function do
  @moduledoc "Functions on functions."

  @doc "The value itself."
  def identity(value), do: value

  @doc "The function of a module, by its name and arity."
  def capture(module, name, arity) when is_atom(module) and is_atom(name) and is_integer(arity), do: :erlang.make_fun(module, name, arity)

  @doc "What is known of a function."
  def info(fun) when is_function(fun), do: :erlang.fun_info(fun)
  def info(fun, item) when is_function(fun), do: :erlang.fun_info(fun, item)
end
