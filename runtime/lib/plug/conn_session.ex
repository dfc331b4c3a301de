defmodule Plug.Conn.Session do
  @moduledoc false

  # The session is in these `private` fields of a connection:
  #
  #   plug_session_fetch  Plug.Session's function that fetches it, or :done
  #   plug_session        its contents, with string keys
  #   plug_session_info   how Plug.Session handles it when the response is sent

  import Plug.Conn, only: [put_private: 3, merge_private: 2]

  def fetch(conn, opts) do
    case Map.fetch(conn.private, :plug_session_fetch) do
      {:ok, :done} -> conn
      {:ok, fun} -> fun.(conn, opts) |> put_private(:plug_session_fetch, :done)
      :error -> raise ArgumentError, "cannot fetch session without a configured session plug"
    end
  end

  def all(conn) do
    case conn.private do
      %{plug_session: session} -> session
      %{plug_session_fetch: _} -> raise ArgumentError, "session not fetched, call fetch_session/2"
      _ -> raise ArgumentError, "cannot fetch session without a configured session plug"
    end
  end

  def change(conn, fun) do
    info = if conn.private[:plug_session_info] in [:ignore, :drop, :renew], do: conn.private.plug_session_info, else: :write
    merge_private(conn, plug_session: fun.(all(conn)), plug_session_info: info)
  end

  def configure(conn, opts) do
    _ = all(conn)
    wish = Enum.find([:ignore, :drop, :renew], &opts[&1])
    if wish, do: put_private(conn, :plug_session_info, wish), else: conn
  end

  def key(key) when is_binary(key), do: key
  def key(key) when is_atom(key), do: Atom.to_string(key)
end
