defmodule PhoenixHelloWeb.HelloController do
  @moduledoc "The page at /hello: which node answers, how often this browser was here, and the managers."

  use PhoenixHelloWeb, :controller

  alias PhoenixHelloWeb.Managers

  @shown 50

  def home(conn, _params) do
    redirect(conn, to: ~p"/hello")
  end

  def index(conn, _params) do
    visits = get_session(conn, :visits, 0) + 1

    conn
    |> put_session(:visits, visits)
    |> render(:index,
      page_title: "Hello",
      node: node(),
      others: Enum.sort(Node.list()),
      visits: visits,
      managers: Managers.overview(@shown)
    )
  end

  def create(conn, %{"count" => count}) do
    conn
    |> answer(Integer.parse(count))
    |> redirect(to: ~p"/hello")
  end

  def create_ten(conn, _params) do
    conn =
      case Managers.start_ten() do
        {:ok, names} -> put_flash(conn, :info, "Started by #{node()}: #{Enum.join(names, ", ")}.")
        {:error, :not_running} -> none(conn)
      end

    redirect(conn, to: ~p"/hello")
  end

  defp answer(conn, {count, ""}) when count in 1..1000 do
    case Managers.start(count) do
      :ok -> put_flash(conn, :info, "#{count} started, by #{node()}.")
      {:error, :not_running} -> none(conn)
    end
  end

  defp answer(conn, _other) do
    put_flash(conn, :error, "A number from 1 to 1000, please.")
  end

  defp none(conn), do: put_flash(conn, :error, "There is no supervisor of managers on #{node()}: see exercise 6.")
end
