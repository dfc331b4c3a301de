defmodule PhoenixHelloWeb.ErrorHTML do
  @moduledoc "The page for what went wrong: \"404.html\" is \"Not Found\"."

  def render(template, _assigns) do
    Phoenix.Controller.status_message_from_template(template)
  end
end

defmodule PhoenixHelloWeb.ErrorJSON do
  @moduledoc "The same as JSON."

  def render(template, _assigns) do
    %{errors: %{detail: Phoenix.Controller.status_message_from_template(template)}}
  end
end
