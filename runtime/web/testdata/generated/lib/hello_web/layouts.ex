defmodule HelloWeb.Layouts do
  def root(assigns), do: {:safe, ["<html>", content(assigns), "</html>"]}
  def app(assigns), do: {:safe, ["<main>", content(assigns), "</main>"]}

  defp content(%{inner_content: {:safe, data}}), do: data
end
