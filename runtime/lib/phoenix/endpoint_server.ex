defmodule Phoenix.Endpoint.Server do
  @moduledoc "The web server of an endpoint."

  require Logger

  @options [:ip, :port, :max_header, :header_timeout, :idle_timeout, :max_connections]

  @doc false
  def child_spec({endpoint, options}) do
    %{id: {endpoint, :http}, start: {__MODULE__, :start_link, [endpoint, options]}, type: :worker}
  end

  @doc false
  def start_link(endpoint, options) do
    port = port(Keyword.get(options, :port, 4000))
    opts = options |> Keyword.take(@options) |> Keyword.merge(plug: endpoint, port: port)

    case Plug.Server.start_link(opts) do
      {:ok, pid} ->
        {ip, port} = Plug.Server.info(pid)
        :persistent_term.put({Phoenix.Endpoint.Server, endpoint}, {ip, port})
        Logger.info(fn -> "Running #{inspect(endpoint)} with lab at #{address(ip)}:#{port} (http)" end)
        {:ok, pid}

      {:error, :eaddrinuse} ->
        Logger.error("Running #{inspect(endpoint)} with lab at http failed, port #{port} already in use")
        {:error, :eaddrinuse}

      {:error, _} = error ->
        error
    end
  end

  @doc "Returns the port in a configuration: a number, its text, or the environment variable that contains it."
  def port({:system, name}), do: name |> System.get_env() |> port()
  def port(text) when is_binary(text), do: String.to_integer(text)
  def port(port), do: port

  defp address({_, _, _, _} = ip), do: ip |> Tuple.to_list() |> Enum.join(".")
  defp address({0, 0, 0, 0, 0, 0, 0, 1}), do: "[::1]"
  defp address(ip), do: "[" <> (ip |> Tuple.to_list() |> Enum.map_join(":", &Integer.to_string(&1, 16))) <> "]"
end
