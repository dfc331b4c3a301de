defmodule DNSCluster do
  @moduledoc """
  Connects to the nodes of a DNS name: to each address that the name resolves to, under the base name of this node.

      children = [{DNSCluster, query: "my-app.internal"}]

  `query: :ignore` starts nothing. Names resolve as for `Cluster.Strategy.DNSPoll`: code in a lab has no access to
  name servers, and the addresses of a name come from `:inet_db.add_host/2`.
  """

  use GenServer

  require Logger

  defmodule Resolver do
    @moduledoc false

    def basename(node_name) when is_atom(node_name), do: node_name |> to_string() |> String.split("@") |> hd()
    def connect_node(node_name), do: Node.connect(node_name)
    def list_nodes, do: Node.list(:visible)

    def lookup(query, type) when is_binary(query) and type in [:a, :aaaa], do: :inet_res.lookup(~c"#{query}", :in, type)
  end

  def start_link(opts) do
    {name, opts} = Keyword.pop(opts, :name, __MODULE__)
    GenServer.start_link(__MODULE__, opts, name: name)
  end

  @impl true
  def init(opts) do
    case Keyword.fetch(opts, :query) do
      {:ok, :ignore} ->
        :ignore

      {:ok, query} ->
        unless valid?(query) do
          raise ArgumentError, "expected :query to be a string, {basename, query}, or list, got: #{inspect(query)}"
        end

        resolver = Keyword.get(opts, :resolver, Resolver)
        unless Node.alive?(), do: Logger.warning("DNSCluster connects to nobody: this node has no name (lab iex --sname NAME)")

        state = %{
          interval: Keyword.get(opts, :interval, 5_000),
          basename: resolver.basename(node()),
          query: List.wrap(query),
          resolver: resolver
        }

        {:ok, state, {:continue, :discover}}

      :error ->
        raise ArgumentError, "missing required :query option in #{inspect(opts)}"
    end
  end

  defp valid?(query) when is_list(query), do: query != [] and Enum.all?(query, &valid?/1)
  defp valid?({basename, query}), do: is_binary(query) and (is_binary(basename) or is_atom(basename))
  defp valid?(query), do: is_binary(query)

  @impl true
  def handle_continue(:discover, state), do: {:noreply, discover(state)}

  @impl true
  def handle_info(:discover, state), do: {:noreply, discover(state)}
  def handle_info(_other, state), do: {:noreply, state}

  defp discover(%{resolver: resolver} = state) do
    known = resolver.list_nodes()

    for query <- state.query, node <- nodes(query, state), node != node(), node not in known do
      if resolver.connect_node(node), do: Logger.info("#{node()} connected to #{node}")
    end

    Process.send_after(self(), :discover, state.interval)
    state
  end

  defp nodes({basename, query}, state), do: nodes(query, %{state | basename: to_string(basename)})

  defp nodes(query, %{resolver: resolver, basename: basename}) do
    for type <- [:a, :aaaa], ip <- resolver.lookup(query, type), uniq: true, do: :"#{basename}@#{text(ip)}"
  end

  defp text(ip) when tuple_size(ip) == 4, do: ip |> Tuple.to_list() |> Enum.join(".")
  defp text(ip), do: :inet.ntoa(ip)
end
