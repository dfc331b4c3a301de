defmodule Bad do
  def a do
    x = 1
    undefined_thing(y)
  end
end
