defmodule Function do
  @moduledoc "Functions on functions."

  @doc "The value itself."
  def identity(value), do: value

  @doc "The function of a module, by its name and arity."
  def capture(module, name, arity), do: :erlang.make_fun(module, name, arity)

  @doc "What is known of a function."
  def info(fun), do: :erlang.fun_info(fun)
  def info(fun, item), do: :erlang.fun_info(fun, item)
end
