# A page with all features that the clients are tested with. PORT is the port; the argument is the
# name of the client.
port = String.to_integer(System.get_env("PORT"))
Application.put_env(:demo, Demo.Endpoint,
  url: [host: "localhost"], http: [ip: {127,0,0,1}, port: port], server: true,
  secret_key_base: String.duplicate("a", 64), live_view: [signing_salt: "saltsalt"], pubsub_server: Demo.PubSub,
  render_errors: [formats: [html: Demo.ErrorHTML], layout: false])
defmodule Demo.ErrorHTML do
  def render(t, _), do: t
end
defmodule Demo.Layouts do
  use Phoenix.Component
  def root(assigns) do
    ~H"""
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8"/>
    <meta name="csrf-token" content={Plug.CSRFProtection.get_csrf_token()} />
    <.live_title suffix=" · Demo">{assigns[:page_title] || "Home"}</.live_title>
    {Phoenix.HTML.raw(Demo.Scripts.tags())}
    </head><body>{@inner_content}</body></html>
    """
  end
  def app(assigns) do
    ~H"""
    <p :for={{k, v} <- @flash} id={"flash-#{k}"} phx-click={Phoenix.LiveView.JS.push("lv:clear-flash", value: %{key: k})}>{v}</p>
    <main>{@inner_content}</main>
    """
  end
end
defmodule Demo.Scripts do
  def tags do
    case hd(System.argv()) do
      "none" -> ""
      "lab" -> ~S"""
<script>window.Hooks = {Echo: {mounted() { this.el.dataset.mounted = "1"; this.handleEvent("pong", p => this.el.textContent = "pong " + p.n); this.el.addEventListener("click", () => this.pushEvent("ping", {n: 7}, r => this.el.dataset.reply = r.got)) }}};</script>
<script defer src="/assets/lab_live.js"></script>
"""
      _ -> ~S"""
<script src="/assets/phoenix.js"></script><script src="/assets/phoenix_live_view.js"></script><script>
        window.addEventListener("DOMContentLoaded", () => {
        window.Hooks = {Echo: {mounted() { this.el.dataset.mounted = "1"; this.handleEvent("pong", p => this.el.textContent = "pong " + p.n); this.el.addEventListener("click", () => this.pushEvent("ping", {n: 7}, r => this.el.dataset.reply = r.got)) }}};
        window.liveSocket = new LiveView.LiveSocket("/live", Phoenix.Socket, {params: {_csrf_token: document.querySelector("meta[name=csrf-token]").content}, hooks: window.Hooks});
        liveSocket.connect(); });</script>
"""
    end
  end
end
defmodule Demo.Counter do
  use Phoenix.LiveComponent
  def update(assigns, socket), do: {:ok, socket |> assign(assigns) |> assign_new(:n, fn -> 0 end)}
  def handle_event("more", %{"by" => by}, socket), do: {:noreply, update(socket, :n, & &1 + String.to_integer(by))}
  def render(assigns) do
    ~H"""
    <div id={@id} class="comp"><b>{@label}: {@n}</b> <button phx-click="more" phx-value-by="2" phx-target={@myself}>more</button></div>
    """
  end
end
defmodule Demo.HomeLive do
  use Phoenix.LiveView, layout: {Demo.Layouts, :app}
  alias Phoenix.LiveView.JS
  def mount(_params, session, socket) do
    {:ok, socket |> assign(count: 0, name: "", saved: nil, session: session["who"], connected: connected?(socket), key: nil, page_title: "Counter")
     |> assign(form: to_form(%{"name" => "", "email" => ""}, as: :user), list: [1, 2, 3])
     |> stream(:songs, [%{id: 1, t: "one"}, %{id: 2, t: "two"}])}
  end
  def handle_params(params, uri, socket), do: {:noreply, assign(socket, tab: params["tab"] || "none", uri: uri)}
  def handle_event("inc", _, socket), do: {:noreply, update(socket, :count, & &1 + 1)}
  def handle_event("change", %{"user" => u} = p, socket), do: {:noreply, assign(socket, name: u["name"], form: to_form(u, as: :user), target: p["_target"])}
  def handle_event("save", %{"user" => u}, socket), do: {:noreply, socket |> assign(saved: u["name"]) |> put_flash(:info, "saved #{u["name"]}")}
  def handle_event("key", %{"key" => k}, socket), do: {:noreply, assign(socket, key: k)}
  def handle_event("add", _, socket), do: {:noreply, stream_insert(socket, :songs, %{id: 1000 + System.unique_integer([:positive]), t: "new"}, at: 0)}
  def handle_event("del", %{"id" => id}, socket), do: {:noreply, stream_delete_by_dom_id(socket, :songs, id)}
  def handle_event("reset", _, socket), do: {:noreply, stream(socket, :songs, [%{id: 9, t: "nine"}], reset: true)}
  def handle_event("push", _, socket), do: {:noreply, update(socket, :list, & &1 ++ [length(&1) + 1])}
  def handle_event("patch", _, socket), do: {:noreply, push_patch(socket, to: "/?tab=pushed")}
  def handle_event("nav", _, socket), do: {:noreply, socket |> put_flash(:info, "bye") |> push_navigate(to: "/other")}
  def handle_event("ping", %{"n" => n}, socket), do: {:reply, %{got: n + 1}, push_event(socket, "pong", %{n: n})}
  def handle_event("crash", _, _socket), do: raise "boom"
  def handle_event("tick", _, socket) do
    send(self(), :tick)
    {:noreply, socket}
  end
  def handle_info(:tick, socket), do: {:noreply, assign(socket, page_title: "Ticked", count: 100)}
  def render(assigns) do
    ~H"""
    <h1 id="count" phx-window-keydown="key">Count: {@count}</h1>
    <p id="state">connected={@connected} tab={@tab} key={@key} saved={@saved} name={@name} at={System.get_env("PORT")}</p>
    <button id="inc" phx-click="inc">+</button>
    <button id="tick" phx-click="tick">tick</button>
    <button id="patchbtn" phx-click="patch">patch</button>
    <button id="navbtn" phx-click="nav">nav</button>
    <button id="crash" phx-click="crash">crash</button>
    <button id="toggle" phx-click={JS.toggle(to: "#box")}>toggle</button>
    <div id="box" style="display: none">box</div>
    <.link id="patch" patch="/?tab=a">tab a</.link> <.link id="nav" navigate="/other">other</.link> <.link id="href" href="/plain">plain</.link>
    <.form for={@form} id="f" phx-change="change" phx-submit="save">
      <input id={@form[:name].id} name={@form[:name].name} value={@form[:name].value} phx-debounce="20" />
      <input id={@form[:email].id} name={@form[:email].name} value={@form[:email].value} />
      <button id="save">save</button>
    </.form>
    <ul id="songs" phx-update="stream"><li :for={{id, s} <- @streams.songs} id={id}>{s.t}<button phx-click="del" phx-value-id={id}>x</button></li></ul>
    <button id="add" phx-click="add">add</button><button id="reset" phx-click="reset">reset</button>
    <ol id="list"><li :for={i <- @list} class={["i", i > 3 && "new"]}>{i}<%= if i > 2 do %> big<% end %></li></ol>
    <button id="push" phx-click="push">push</button>
    <.live_component module={Demo.Counter} id="c1" label="A" /><.live_component module={Demo.Counter} id="c2" label="B" />
    <div id="echo" phx-hook="Echo">echo</div>
    {live_render(@socket, Demo.ChildLive, id: "child", session: %{"x" => 1})}
    """
  end
end
defmodule Demo.ChildLive do
  use Phoenix.LiveView
  def mount(_p, s, socket), do: {:ok, assign(socket, x: s["x"])}
  def handle_event("inc", _, socket), do: {:noreply, update(socket, :x, & &1 + 1)}
  def render(assigns), do: ~H|<span id="childx">child {@x}</span><button id="childinc" phx-click="inc">c</button>|
end
defmodule Demo.OtherLive do
  use Phoenix.LiveView, layout: {Demo.Layouts, :app}
  def mount(_p, _s, socket), do: {:ok, assign(socket, page_title: "Other")}
  def render(assigns), do: ~H|<h1 id="other">Other</h1><.link id="back" navigate="/">back</.link>|
end
defmodule Demo.CounterLive do
  use Phoenix.LiveView
  def mount(_p, _s, socket), do: {:ok, assign(socket, :n, 0)}
  def handle_event("inc", _, socket), do: {:noreply, update(socket, :n, & &1 + 1)}
  def handle_event("leave", _, socket), do: {:noreply, socket |> put_flash(:info, "so long") |> redirect(to: "/other")}
  def render(assigns), do: ~H|<h1>{@n}</h1><button phx-click="inc">+</button>|
end
defmodule Demo.FilesLive do
  use Phoenix.LiveView
  def mount(_p, _s, socket) do
    {:ok,
     socket
     |> assign(:saved, [])
     |> allow_upload(:docs, accept: ~w(.txt image/*), max_entries: 2, max_file_size: 300_000)
     |> allow_upload(:note, accept: :any, auto_upload: true, progress: &arrived/3)}
  end
  defp arrived(:note, %{done?: false}, socket), do: {:noreply, socket}
  defp arrived(:note, entry, socket) do
    size = consume_uploaded_entry(socket, entry, fn %{path: path} -> {:ok, File.stat!(path).size} end)
    {:noreply, update(socket, :saved, &(&1 ++ ["#{entry.client_name} of #{size}"]))}
  end
  def handle_event("change", _, socket), do: {:noreply, socket}
  def handle_event("cancel", %{"ref" => ref}, socket), do: {:noreply, cancel_upload(socket, :docs, ref)}
  def handle_event("save", _, socket) do
    saved = consume_uploaded_entries(socket, :docs, fn %{path: path}, entry -> {:ok, "#{entry.client_name} is #{:erlang.crc32(File.read!(path))}"} end)
    {:noreply, update(socket, :saved, &(&1 ++ saved))}
  end
  def render(assigns) do
    ~H"""
    <form id="files" phx-change="change" phx-submit="save" phx-drop-target={@uploads.docs.ref}>
      <.live_file_input upload={@uploads.docs} /><.live_file_input upload={@uploads.note} />
      <p :for={entry <- @uploads.docs.entries} class="entry">
        <.live_img_preview entry={entry} width="20" />{entry.client_name} {entry.progress}%
        <button type="button" phx-click="cancel" phx-value-ref={entry.ref}>x</button>
        <b :for={reason <- upload_errors(@uploads.docs, entry)}>{inspect(reason)}</b>
      </p>
      <em :for={reason <- upload_errors(@uploads.docs)}>{inspect(reason)}</em>
      <button id="send">send</button>
    </form>
    <ul id="saved"><li :for={one <- @saved}>{one}</li></ul>
    """
  end
end
defmodule Demo.Hooks do
  import Phoenix.LiveView
  import Phoenix.Component
  def on_mount(:locale, _params, _session, socket), do: {:cont, assign(socket, :locale, "pl")}
  def on_mount(:out, _params, _session, socket), do: {:halt, redirect(socket, to: "/plain")}
end
defmodule Demo.WorkLive do
  use Phoenix.LiveView
  on_mount {Demo.Hooks, :locale}
  def mount(_p, _s, socket) do
    {:ok,
     socket
     |> assign(done: nil, seen: 0)
     |> assign_async(:user, fn -> {:ok, %{user: "Ann"}} end)
     |> attach_hook(:count, :handle_event, fn _, _, socket -> {:cont, update(socket, :seen, & &1 + 1)} end)}
  end
  def handle_event("work", _, socket), do: {:noreply, start_async(socket, :job, fn -> 6 * 7 end)}
  def handle_event("fail", _, socket), do: {:noreply, start_async(socket, :job, fn -> exit(:tired) end)}
  def handle_event("call", _, socket) do
    pid = self()
    spawn(fn -> send(pid, {:answer, GenServer.call(pid, :seen)}) end)
    {:noreply, socket}
  end
  def handle_call(:seen, _from, socket), do: {:reply, socket.assigns.seen, socket}
  def handle_info({:answer, n}, socket), do: {:noreply, assign(socket, :done, "answer #{n}")}
  def handle_async(:job, result, socket), do: {:noreply, assign(socket, :done, inspect(result))}
  def render(assigns) do
    ~H|<p>{@locale}</p><.async_result :let={u} assign={@user}><:loading>wait</:loading>{u}</.async_result><b>{@done}</b><i>{@seen}</i>|
  end
end
defmodule Demo.OutLive do
  use Phoenix.LiveView
  on_mount {Demo.Hooks, :out}
  def render(assigns), do: ~H""
end
defmodule Demo.Plain do
  use Phoenix.Controller, formats: []
  def index(conn, _), do: html(conn, "plain")
end
defmodule Demo.Router do
  use Phoenix.Router
  import Plug.Conn
  import Phoenix.Controller
  import Phoenix.LiveView.Router
  pipeline :browser do
    plug :accepts, ["html"]
    plug :fetch_session
    plug :fetch_live_flash
    plug :put_root_layout, html: {Demo.Layouts, :root}
    plug :protect_from_forgery
    plug :put_secure_browser_headers
  end
  scope "/", Demo do
    pipe_through :browser
    live "/", HomeLive
    live "/other", OtherLive
    live "/counter", CounterLive
    live "/work", WorkLive
    live "/files", FilesLive
    live "/out", OutLive
    get "/plain", Plain, :index
  end
end
defmodule Demo.Endpoint do
  use Phoenix.Endpoint, otp_app: :demo
  @session_options [store: :cookie, key: "_demo", signing_salt: "abcdefgh", same_site: "Lax"]
  socket "/live", Phoenix.LiveView.Socket, websocket: [connect_info: [session: @session_options]]
  plug Plug.Static, at: "/", from: "static", only: ~w(assets)
  plug LabLive
  plug Plug.RequestId
  plug Plug.Parsers, parsers: [:urlencoded, :multipart, :json], pass: ["*/*"], json_decoder: Phoenix.json_library()
  plug Plug.MethodOverride
  plug Plug.Head
  plug Plug.Session, @session_options
  plug Demo.Router
end
{:ok, _} = Supervisor.start_link([{Phoenix.PubSub, name: Demo.PubSub}, Demo.Endpoint], strategy: :one_for_one)
IO.puts("ready")
Process.sleep(:infinity)
