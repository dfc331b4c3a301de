defmodule PhoenixHelloWeb.ErrorHTML do
  @moduledoc "The error pages: \"404.html\" is \"Not Found\"."

  def render(template, _assigns) do
    Phoenix.Controller.status_message_from_template(template)
  end
end

defmodule PhoenixHelloWeb.ErrorJSON do
  @moduledoc "The errors as JSON."

  def render(template, _assigns) do
    %{errors: %{detail: Phoenix.Controller.status_message_from_template(template)}}
  end
end
