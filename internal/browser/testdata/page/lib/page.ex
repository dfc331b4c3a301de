defmodule Page.Application do
  use Application

  def start(_type, _args) do
    Supervisor.start_link([{Phoenix.PubSub, name: Page.PubSub}, Page.Presence, PageWeb.Endpoint], strategy: :one_for_one)
  end
end

defmodule Page.Presence do
  use Phoenix.Presence, otp_app: :page, pubsub_server: Page.PubSub
end

defmodule PageWeb do
  defmacro __using__(which), do: apply(__MODULE__, which, [])

  def html do
    quote do
      use Phoenix.Component
      alias Phoenix.LiveView.JS
    end
  end
end

defmodule PageWeb.Layouts do
  use PageWeb, :html

  def root(assigns) do
    ~H"""
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="csrf-token" content={Plug.CSRFProtection.get_csrf_token()} />
        <title>Page</title>
        <link phx-track-static rel="stylesheet" href={PageWeb.Endpoint.static_path("/assets/css/app.css")} />
        <script defer phx-track-static src={PageWeb.Endpoint.static_path("/assets/js/app.js")}></script>
      </head>
      <body class="own">{@inner_content}</body>
    </html>
    """
  end
end

defmodule PageWeb.CounterLive do
  use Phoenix.LiveView
  alias Phoenix.LiveView.JS
  require Logger

  def mount(_params, _session, socket) do
    {:ok, assign(socket, count: 0, from: if(connected?(socket), do: get_connect_params(socket)["from"]))}
  end

  def render(assigns) do
    ~H"""
    <main class="mx-auto max-w-2xl p-6 space-y-4">
      <div id="lost" class="alert alert-error" phx-disconnected={JS.show(to: "#lost") |> JS.remove_attribute("hidden", to: "#lost")} phx-connected={JS.hide(to: "#lost") |> JS.set_attribute({"hidden", ""}, to: "#lost")} hidden>lost</div>
      <p id="count">Count: {@count}</p>
      {PageWeb.Motto.text(assigns)}
      <button id="add" class="btn btn-primary" phx-click="add">Add</button>
      <button id="hide" class="btn" phx-click={JS.hide(to: "#from")}>Hide</button>
      <p id="greeter" phx-hook="Greeter"></p>
      <p id="own" phx-hook=".Own" data-count={@count}></p>
      <script :type={Phoenix.LiveView.ColocatedHook} name=".Own">
        import {greeting} from "@/js/greeting"
        export default {
          mounted() { this.el.textContent = "own " + greeting },
          updated() { this.el.textContent = "own count " + this.el.dataset.count },
        }
      </script>
      <div :if={@count > 0}>
        <p id="late" phx-hook=".Late"></p>
        <script :type={Phoenix.LiveView.ColocatedHook} name=".Late" runtime>
          {mounted() { document.body.dataset.late = this.el.id }}
        </script>
      </div>
      <p id="from">{@from}</p>
      <table class="table table-zebra"><tr><th>Name</th></tr><tr><td>Ada</td></tr></table>
      <a id="leave" href="/left" data-method="delete" data-csrf={Plug.CSRFProtection.get_csrf_token()} data-to="/left">Leave</a>
    </main>
    """
  end

  def handle_event("add", _params, socket) do
    Logger.info("added one")
    socket = update(socket, :count, &(&1 + 1))
    {:noreply, push_event(socket, "clicked", %{count: socket.assigns.count})}
  end
end

defmodule PageWeb.RoomChannel do
  use Phoenix.Channel

  def join("room:1", _params, socket) do
    send(self(), :joined)
    {:ok, socket}
  end

  def handle_info(:joined, socket) do
    {:ok, _} = Page.Presence.track(socket, socket.assigns.name, %{})
    push(socket, "presence_state", Page.Presence.list(socket))
    {:noreply, socket}
  end

  def handle_in("say", %{"text" => text}, socket) do
    broadcast!(socket, "said", %{text: text})
    {:reply, {:ok, %{heard: text}}, socket}
  end
end

defmodule PageWeb.UserSocket do
  use Phoenix.Socket
  channel "room:*", PageWeb.RoomChannel
  def connect(%{"name" => name}, socket, _info), do: {:ok, assign(socket, :name, name)}
  def id(_socket), do: nil
end

defmodule PageWeb.LeftController do
  use Phoenix.Controller, formats: []
  def delete(conn, _params), do: Plug.Conn.send_resp(conn, 200, "left by #{conn.method}")
end

defmodule PageWeb.Router do
  use Phoenix.Router
  import Phoenix.LiveView.Router
  import Phoenix.LiveDashboard.Router

  pipeline :browser do
    plug :accepts, ["html"]
    plug :fetch_session
    plug :put_root_layout, html: {PageWeb.Layouts, :root}
    plug :protect_from_forgery
  end

  scope "/", PageWeb do
    pipe_through :browser
    live "/", CounterLive
    delete "/left", LeftController, :delete
    live_dashboard "/dashboard", metrics: PageWeb.Telemetry
  end

  scope "/dev" do
    pipe_through :browser
    forward "/mailbox", Plug.Swoosh.MailboxPreview
  end
end

defmodule PageWeb.Endpoint do
  use Phoenix.Endpoint, otp_app: :page
  @session store: :cookie, key: "_page", signing_salt: "pagepage"

  socket "/live", Phoenix.LiveView.Socket, websocket: [connect_info: [session: @session]]
  socket "/socket", PageWeb.UserSocket

  if code_reloading? do
    socket "/phoenix/live_reload/socket", Phoenix.LiveReloader.Socket
    plug Phoenix.LiveReloader
    plug Phoenix.CodeReloader
  end

  plug Plug.Static, at: "/", from: :page, gzip: true, only: ~w(assets)
  plug Plug.Parsers, parsers: [:urlencoded]
  plug Plug.MethodOverride
  plug Plug.Session, @session
  plug PageWeb.Router
end
