defmodule Plug.CSRFProtection do
  @moduledoc """
  Rejects requests that change something but do not come from a page of this site. A request that
  changes something must contain the token that is stored in the session. Options: `:session_key`,
  `:with` (`:exception` or `:clear_session`), `:allow_hosts`.
  """

  @behaviour Plug

  import Plug.Conn

  @unprotected ["HEAD", "GET", "OPTIONS"]
  @size 18
  @masked 32
  @double 56

  defmodule InvalidCSRFTokenError do
    @moduledoc "The token is missing or forged."
    defexception message: "invalid CSRF (Cross Site Request Forgery) token, please make sure that:\n\n  * The session cookie is being sent and session is loaded\n  * The request include a valid '_csrf_token' param or 'x-csrf-token' header",
                 plug_status: 403
  end

  defmodule InvalidCrossOriginRequestError do
    @moduledoc "Another site requested JavaScript."
    defexception message: "security warning: an embedded <script> tag on another site requested protected JavaScript (if you know what you're doing, disable forgery protection for this route)",
                 plug_status: 403
  end

  @doc "Returns the token for forms of this page."
  def get_csrf_token() do
    case Process.get(:plug_masked_csrf_token) do
      nil ->
        token = mask(unmasked_token())
        Process.put(:plug_masked_csrf_token, token)
        token

      token ->
        token
    end
  end

  @doc "Returns the token for a form that is sent to `url`."
  def get_csrf_token_for(url) when is_binary(url) do
    case url do
      "/" <> _ -> get_csrf_token()
      _ -> url |> URI.parse() |> get_csrf_token_for()
    end
  end

  def get_csrf_token_for(%URI{}), do: get_csrf_token()

  @doc "Deletes the token, so that the next page gets a new token."
  def delete_csrf_token() do
    Process.delete(:plug_unmasked_csrf_token)
    Process.delete(:plug_masked_csrf_token)
  end

  @doc "Sets the token of a session in the calling process."
  def load_state(secret_key_base, csrf_token) when is_binary(secret_key_base) or is_nil(secret_key_base) do
    if valid_size?(csrf_token), do: Process.put(:plug_unmasked_csrf_token, csrf_token), else: Process.delete(:plug_unmasked_csrf_token)
    Process.delete(:plug_masked_csrf_token)
    :ok
  end

  @doc "Returns the token to store in the session."
  def dump_state(), do: unmasked_token()

  @doc "Returns the token in a stored session, or nil."
  def dump_state_from_session(token), do: if(valid_size?(token), do: token)

  @doc "Returns whether the token of a request matches the token of a session."
  def valid_state_and_csrf_token?(state, token), do: valid_size?(state) and valid_token?(state, token)

  @impl true
  def init(opts) do
    {Keyword.get(opts, :session_key, "_csrf_token"), Keyword.get(opts, :with, :exception), Keyword.get(opts, :allow_hosts, [])}
  end

  @impl true
  def call(conn, {key, mode, _hosts}) do
    token = conn |> get_session(key) |> dump_state_from_session()
    load_state(conn.secret_key_base, token)

    cond do
      verified?(conn, token) -> register_before_send(conn, &before_send(&1, token, key))
      mode == :clear_session -> conn |> configure_session(ignore: true) |> clear_session()
      mode == :exception -> raise InvalidCSRFTokenError
      true -> raise ArgumentError, "option :with should be one of :exception or :clear_session, got #{inspect(mode)}"
    end
  end

  defp before_send(conn, token, key) do
    conn = check_cross_origin(conn)

    case Process.get(:plug_unmasked_csrf_token) do
      ^token -> conn
      nil -> if token, do: delete_session(conn, key), else: conn
      new -> put_session(conn, key, new)
    end
  end

  defp check_cross_origin(conn) do
    if conn.method == "GET" and javascript?(conn.resp_headers) and not skipped?(conn), do: raise(InvalidCrossOriginRequestError)
    conn
  end

  defp javascript?([{"content-type", "application/javascript" <> _} | _]), do: true
  defp javascript?([{"content-type", "text/javascript" <> _} | _]), do: true
  defp javascript?([_ | rest]), do: javascript?(rest)
  defp javascript?([]), do: false

  defp skipped?(conn), do: conn.private[:plug_skip_csrf_protection] == true or "XMLHttpRequest" in get_req_header(conn, "x-requested-with")

  defp verified?(conn, token) do
    conn.method in @unprotected or conn.private[:plug_skip_csrf_protection] == true or
      valid_token?(token, param(conn.body_params)) or valid_token?(token, List.first(get_req_header(conn, "x-csrf-token")))
  end

  defp param(%{"_csrf_token" => token}), do: token
  defp param(_), do: nil

  defp valid_size?(token), do: is_binary(token) and byte_size(token) == 24

  # A page's token is the session's token, masked with new random bytes each time.
  defp valid_token?(<<token::24-binary>>, <<user::@double-binary>>) do
    <<masked::@masked-binary, mask::24-binary>> = user

    case Base.url_decode64(masked) do
      {:ok, masked} when byte_size(masked) == 24 -> Plug.Crypto.masked_compare(token, masked, mask)
      _ -> false
    end
  end

  defp valid_token?(_token, _user), do: false

  defp unmasked_token() do
    case Process.get(:plug_unmasked_csrf_token) do
      nil ->
        token = generate()
        Process.put(:plug_unmasked_csrf_token, token)
        token

      token ->
        token
    end
  end

  defp mask(token) do
    mask = generate()
    Base.url_encode64(:crypto.exor(token, mask)) <> mask
  end

  defp generate(), do: Base.url_encode64(:crypto.strong_rand_bytes(@size))
end
