defmodule Bad3 do
def a do
  1


end
