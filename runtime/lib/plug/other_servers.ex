defmodule Bandit do
  @moduledoc "Starts a server in the notation of Bandit: `{Bandit, plug: MyPlug, port: 4000}`."

  @doc false
  def child_spec(opts), do: Plug.Server.child_spec(opts)

  @doc "Starts a server."
  def start_link(opts), do: Plug.Server.start_link(opts)
end

defmodule Plug.Cowboy do
  @moduledoc "Starts a server in the notation of Cowboy: `{Plug.Cowboy, scheme: :http, plug: MyPlug, options: [port: 4000]}`."

  @doc false
  def child_spec(opts) do
    {options, opts} = Keyword.pop(opts, :options, [])
    Plug.Server.child_spec(opts ++ options)
  end

  @doc "Starts a server."
  def http(plug, plug_opts, options \\ []), do: Plug.Server.start_link([plug: {plug, plug_opts}] ++ options)
end
