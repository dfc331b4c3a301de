defmodule PageWeb.Motto do
  use Phoenix.Component
  def text(assigns), do: ~H|<p id="motto">first</p>|
end
