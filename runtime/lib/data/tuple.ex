defmodule Tuple do
  @moduledoc "Functions on tuples."

  def duplicate(data, size) when is_integer(size) and size >= 0, do: :erlang.make_tuple(size, data)
  def insert_at(tuple, index, value) when is_integer(index) and index >= 0, do: :erlang.insert_element(index + 1, tuple, value)
  def append(tuple, value), do: :erlang.append_element(tuple, value)
  def delete_at(tuple, index) when is_integer(index) and index >= 0, do: :erlang.delete_element(index + 1, tuple)
  def to_list(tuple), do: :erlang.tuple_to_list(tuple)
  def sum(tuple), do: tuple |> to_list() |> Enum.sum()
  def product(tuple), do: tuple |> to_list() |> Enum.product()
end

defmodule Atom do
  @moduledoc "Functions on atoms."

  def to_string(atom) when is_atom(atom), do: :erlang.atom_to_binary(atom)
  def to_charlist(atom) when is_atom(atom), do: :erlang.atom_to_list(atom)
end

defmodule Function do
  @moduledoc "Functions on functions."

  def identity(value), do: value

  def capture(module, name, arity) when is_atom(module) and is_atom(name) and is_integer(arity), do: :erlang.make_fun(module, name, arity)

  def info(fun) when is_function(fun), do: :erlang.fun_info(fun)
  def info(fun, item) when is_function(fun), do: :erlang.fun_info(fun, item)
end
