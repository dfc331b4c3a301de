defmodule PhoenixHelloWeb do
  @moduledoc """
  The code that the parts of the web application share: `use PhoenixHelloWeb, :controller`, `:html`, `:live_view`
  or `:router`.
  """

  def static_paths, do: ~w(app.css)

  def router do
    quote do
      use Phoenix.Router, helpers: false

      import Plug.Conn
      import Phoenix.Controller
      import Phoenix.LiveView.Router
    end
  end

  def controller do
    quote do
      use Phoenix.Controller,
        formats: [:html, :json],
        layouts: [html: PhoenixHelloWeb.Layouts]

      import Plug.Conn
      unquote(verified_routes())
    end
  end

  def live_view do
    quote do
      use Phoenix.LiveView, layout: {PhoenixHelloWeb.Layouts, :app}

      unquote(verified_routes())
    end
  end

  def html do
    quote do
      use Phoenix.Component

      import Phoenix.Controller, only: [get_csrf_token: 0]
      unquote(verified_routes())
    end
  end

  def verified_routes do
    quote do
      use Phoenix.VerifiedRoutes,
        endpoint: PhoenixHelloWeb.Endpoint,
        router: PhoenixHelloWeb.Router,
        statics: PhoenixHelloWeb.static_paths()
    end
  end

  defmacro __using__(which) when is_atom(which) do
    apply(__MODULE__, which, [])
  end
end
