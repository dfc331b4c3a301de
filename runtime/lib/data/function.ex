defmodule Function do
  @moduledoc "Functions on functions."

  @doc "Returns the value itself."
  def identity(value), do: value

  @doc "Captures a function by module, name and arity."
  def capture(module, name, arity), do: :erlang.make_fun(module, name, arity)

  @doc "Returns information about a function."
  def info(fun), do: :erlang.fun_info(fun)
  def info(fun, item), do: :erlang.fun_info(fun, item)
end
