defmodule Plug.Session do
  @moduledoc """
  Provides a session for each browser. Options: `:store` (`:cookie`, `:ets`, or a module), `:key`, the name of the
  cookie, and the options of the cookie: `:max_age`, `:path`, `:domain`, `:secure`, `:http_only`, `:same_site`,
  `:extra`. Options of the store, such as `:signing_salt`, are at the same level.
  """

  @behaviour Plug

  alias Plug.Conn

  @cookie_opts [:path, :domain, :max_age, :secure, :http_only, :same_site, :extra]

  @impl true
  def init(opts) do
    store = opts |> Keyword.fetch!(:store) |> Plug.Session.Store.get()
    {cookie_opts, others} = Keyword.split(opts, @cookie_opts)
    own = Keyword.drop(others, [:key, :store])
    %{key: Keyword.fetch!(opts, :key), cookie_opts: cookie_opts, store: store, store_config: store.init(own)}
  end

  @impl true
  def call(conn, config), do: Conn.put_private(conn, :plug_session_fetch, fn conn, _opts -> fetch(conn, config) end)

  defp fetch(conn, config), do: conn |> Conn.fetch_cookies() |> load(config)

  defp load(conn, %{store: store, store_config: store_config, key: key} = config) do
    cookie = conn.cookies[key]
    {sid, stored} = if cookie, do: store.get(conn, cookie, store_config), else: {nil, %{}}
    # Values put before the session was fetched take precedence.
    early = Map.get(conn.private, :plug_session, %{})

    conn
    |> Conn.register_before_send(&save(&1, sid, config))
    |> Conn.merge_private(plug_session_fetch: :done, plug_session: Map.merge(stored, early))
  end

  defp save(conn, sid, %{store: store, store_config: store_config} = config) do
    case conn.private[:plug_session_info] do
      :write ->
        put_cookie(conn, store.put(conn, sid, conn.private.plug_session, store_config), config)

      :drop ->
        drop(conn, sid, config)

      :renew ->
        if sid, do: store.delete(conn, sid, store_config)
        put_cookie(conn, store.put(conn, nil, conn.private.plug_session, store_config), config)

      # The session was only read, or is to be ignored.
      _ ->
        conn
    end
  end

  defp drop(conn, nil, _config), do: conn

  defp drop(conn, sid, config) do
    config.store.delete(conn, sid, config.store_config)
    Conn.delete_resp_cookie(conn, config.key, config.cookie_opts)
  end

  defp put_cookie(conn, value, config), do: Conn.put_resp_cookie(conn, config.key, value, config.cookie_opts)
end

defmodule Plug.Session.Store do
  @moduledoc "The behaviour of session stores."

  @callback init(opts :: keyword) :: term
  @callback get(Plug.Conn.t(), cookie :: term, opts :: term) :: {sid :: term, session :: map}
  @callback put(Plug.Conn.t(), sid :: term, session :: map, opts :: term) :: cookie :: term
  @callback delete(Plug.Conn.t(), sid :: term, opts :: term) :: :ok

  @doc "Returns the module of a store."
  def get(:cookie), do: Plug.Session.COOKIE
  def get(:ets), do: Plug.Session.ETS
  def get(module), do: module
end

defmodule Plug.Session.COOKIE do
  @moduledoc """
  Stores the session in the cookie, signed with the endpoint's secret, so that any server with the secret can read
  it. Options: `:signing_salt`, and `:encryption_salt` to hide the contents from the browser.
  """

  @behaviour Plug.Session.Store

  alias Plug.Crypto.{KeyGenerator, MessageEncryptor, MessageVerifier}

  @impl true
  def init(opts) do
    unless opts[:signing_salt], do: raise(ArgumentError, "cookie store expects :signing_salt as option")

    %{
      signing: opts[:signing_salt],
      encryption: opts[:encryption_salt],
      secret: opts[:secret_key_base],
      keys: [
        iterations: Keyword.get(opts, :key_iterations, 1000),
        length: Keyword.get(opts, :key_length, 32),
        digest: Keyword.get(opts, :key_digest, :sha256),
        cache: Plug.Keys
      ]
    }
  end

  @impl true
  def get(conn, cookie, opts) do
    result =
      if opts.encryption do
        MessageEncryptor.decrypt(cookie, key(conn, opts, opts.encryption), "")
      else
        MessageVerifier.verify(cookie, key(conn, opts, opts.signing))
      end

    with {:ok, binary} <- result, {:ok, session} <- decode(binary) do
      {:cookie, session}
    else
      _ -> {nil, %{}}
    end
  end

  @impl true
  def put(conn, _sid, session, opts) do
    binary = :erlang.term_to_binary(session)

    if opts.encryption do
      MessageEncryptor.encrypt(binary, key(conn, opts, opts.encryption), "")
    else
      MessageVerifier.sign(binary, key(conn, opts, opts.signing))
    end
  end

  @impl true
  def delete(_conn, _sid, _opts), do: :ok

  defp decode(binary) do
    case Plug.Crypto.non_executable_binary_to_term(binary) do
      %{} = session -> {:ok, session}
      _ -> :error
    end
  rescue
    ArgumentError -> :error
  end

  defp key(conn, opts, salt) do
    secret = opts.secret || conn.secret_key_base
    KeyGenerator.generate(secret!(secret), salt!(salt), opts.keys)
  end

  defp salt!({module, function, args}), do: apply(module, function, args)
  defp salt!(salt), do: salt

  defp secret!(nil), do: raise(ArgumentError, "cookie store expects conn.secret_key_base to be set")

  defp secret!(secret) when byte_size(secret) < 64 do
    raise ArgumentError, "cookie store expects conn.secret_key_base to be at least 64 bytes"
  end

  defp secret!(secret), do: secret
end

defmodule Plug.Session.ETS do
  @moduledoc "Stores sessions in a table of this node, which `:table` names."

  @behaviour Plug.Session.Store

  @impl true
  def init(opts), do: Keyword.fetch!(opts, :table)

  @impl true
  def get(_conn, sid, table) do
    case :ets.lookup(table, sid) do
      [{^sid, session, _time}] -> {sid, session}
      [] -> {nil, %{}}
    end
  end

  @impl true
  def put(_conn, nil, session, table) do
    sid = Base.encode64(:crypto.strong_rand_bytes(96))
    :ets.insert(table, {sid, session, System.os_time(:second)})
    sid
  end

  def put(_conn, sid, session, table) do
    :ets.insert(table, {sid, session, System.os_time(:second)})
    sid
  end

  @impl true
  def delete(_conn, sid, table) do
    :ets.delete(table, sid)
    :ok
  end
end
