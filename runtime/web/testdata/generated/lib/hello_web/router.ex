defmodule HelloWeb.Router do
  use HelloWeb, :router

  pipeline :browser do
    plug :accepts, ["html"]
    plug :fetch_session
    plug :fetch_flash
    plug :put_root_layout, html: {HelloWeb.Layouts, :root}
    plug :protect_from_forgery
    plug :put_secure_browser_headers
    plug HelloWeb.Locale, "en"
    plug :stamp
  end

  pipeline :api do
    plug :accepts, ["json"]
  end

  scope "/", HelloWeb do
    pipe_through :browser

    get "/", PageController, :home
    live "/counter", CounterLive
    get "/visits", PageController, :visits
    post "/say", PageController, :say
    get "/bye", PageController, :bye
    get "/boom", PageController, :boom
    get "/teapot", PageController, :teapot
    get "/clause", PageController, :clause
    resources "/users", UserController, only: [:index, :show, :delete] do
      resources "/posts", PostController, only: [:show]
    end
  end

  scope "/api", HelloWeb do
    pipe_through :api
    match :*, "/echo/*rest", ApiController, :echo
    get "/missing", ApiController, :missing
  end

  forward "/mounted", HelloWeb.Mounted, greeting: "hello"

  if Application.compile_env(:hello, :dev_routes) do
    import Phoenix.LiveDashboard.Router

    scope "/dev" do
      pipe_through :browser

      live_dashboard "/dashboard", metrics: HelloWeb.Telemetry
      forward "/mailbox", Plug.Swoosh.MailboxPreview
    end
  end

  defp stamp(conn, _opts), do: put_resp_header(conn, "x-stamp", "by a function")
end
