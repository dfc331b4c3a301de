defmodule HelloWeb.PageController do
  use HelloWeb, :controller

  plug :put_title when action in [:home]

  def home(conn, _params), do: render(conn, :home, name: "you")

  def visits(conn, _params) do
    visits = get_session(conn, :visits, 0) + 1
    conn |> put_session(:visits, visits) |> text("#{visits} #{Phoenix.Flash.get(conn.assigns.flash, :info)} #{get_csrf_token()}")
  end

  def say(conn, %{"text" => text}), do: text(conn, gettext("You said %{text}", text: text))

  def bye(conn, _params), do: conn |> put_flash(:info, "bye") |> redirect(to: ~p"/visits?#{[from: "a b"]}")

  def boom(_conn, _params), do: raise "boom"

  def teapot(conn, _params), do: conn |> put_status(:im_a_teapot) |> put_view(json: HelloWeb.PageJSON) |> put_format("json") |> render(:home)

  def clause(conn, %{"never" => _}), do: conn

  defp put_title(conn, _opts), do: assign(conn, :title, "Home")
end

defmodule HelloWeb.PageHTML do
  use Phoenix.VerifiedRoutes, endpoint: HelloWeb.Endpoint, router: HelloWeb.Router, statics: HelloWeb.static_paths()

  def home(assigns) do
    {:safe, [assigns.title, " of ", assigns.name, " ", ~p"/users/#{"a/b"}?q=#{"x&y"}", " ", ~p"/assets/app.css", " ", assigns.locale]}
  end
end

defmodule HelloWeb.PageJSON do
  def home(_assigns), do: %{short: "and stout"}
end

defmodule HelloWeb.UserController do
  use HelloWeb, :controller

  def index(conn, _params), do: json(conn, [%{id: 1}])
  def show(conn, %{"id" => id}), do: text(conn, "user " <> id)
  def delete(conn, %{"id" => id}), do: text(conn, "gone " <> id)
end

defmodule HelloWeb.PostController do
  use HelloWeb, :controller

  def show(conn, params), do: text(conn, "post #{params["id"]} of #{params["user_id"]}")
end

defmodule HelloWeb.ApiController do
  use HelloWeb, :controller

  action_fallback HelloWeb.Fallback

  def echo(conn, params), do: json(conn, %{method: conn.method, params: params})
  def missing(_conn, _params), do: {:error, :not_found}
end

defmodule HelloWeb.Fallback do
  use HelloWeb, :controller

  def call(conn, {:error, :not_found}) do
    conn |> put_status(:not_found) |> put_view(json: HelloWeb.ErrorJSON) |> render(:"404")
  end
end

defmodule HelloWeb.ErrorHTML do
  def render(template, _assigns), do: "Sorry: " <> Phoenix.Controller.status_message_from_template(template)
end

defmodule HelloWeb.ErrorJSON do
  def render(template, _assigns), do: %{errors: %{detail: Phoenix.Controller.status_message_from_template(template)}}
end
