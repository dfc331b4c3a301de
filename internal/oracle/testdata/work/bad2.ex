defmodule Bad2 do
  def a do
    IO.puts("hi"
  end
end
