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
