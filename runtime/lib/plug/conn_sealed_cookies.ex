defmodule Plug.Conn.SealedCookies do
  @moduledoc false

  # Handles cookies that the client cannot change (signed) or cannot read (encrypted).

  # Adds the values of the request's cookies named in opts to `cookies`. Cookies that were
  # tampered with are removed.
  def open(conn, []), do: conn

  def open(conn, opts) do
    conn = Enum.reduce(List.wrap(opts[:signed]), conn, &open(&2, &1, :signed))
    Enum.reduce(List.wrap(opts[:encrypted]), conn, &open(&2, &1, :encrypted))
  end

  defp open(conn, key, kind) do
    with value when is_binary(value) <- conn.req_cookies[key],
         {:ok, verified} <- verified(conn.secret_key_base, key, value, kind) do
      %{conn | cookies: Map.put(conn.cookies, key, verified)}
    else
      _ -> %{conn | cookies: Map.delete(conn.cookies, key)}
    end
  end

  defp verified(secret, key, value, :signed), do: Plug.Crypto.verify(secret, salt(key), value, cache: Plug.Keys)
  defp verified(secret, key, value, :encrypted), do: Plug.Crypto.decrypt(secret, salt(key), value, cache: Plug.Keys)

  # Returns the text of a cookie for put_resp_cookie/4.
  def seal(conn, key, value, opts, max_age) do
    made = [cache: Plug.Keys, max_age: max_age]

    cond do
      opts[:encrypt] -> Plug.Crypto.encrypt(conn.secret_key_base, salt(key), value, made)
      opts[:sign] -> Plug.Crypto.sign(conn.secret_key_base, salt(key), value, made)
      is_binary(value) -> value
      true -> raise ArgumentError, "put_resp_cookie/4 expects a binary cookie value unless :sign or :encrypt is given, got: #{inspect(value)}"
    end
  end

  defp salt(key), do: key <> "_cookie"
end
