# This file implements common protocols for Plug.Conn.

defimpl Inspect, for: Plug.Conn do
  def inspect(conn, opts) do
    conn =
      if opts.limit == :infinity do
        conn
      else
        {adapter, _payload} = conn.adapter
        %{conn | adapter: {adapter, :...}, secret_key_base: :...}
      end

    Inspect.Any.inspect(conn, opts)
  end
end

defimpl Collectable, for: Plug.Conn do
  def into(conn) do
    {conn,
     fn
       conn, {:cont, x} ->
         {:ok, conn} = Plug.Conn.chunk(conn, x)
         conn

       conn, _ ->
         conn
     end}
  end
end
