defmodule Recv do
  def hi(name \\ "you"), do: "hi " <> name

  def loop do
    receive do
      _ -> loop()
    end
  end
end
