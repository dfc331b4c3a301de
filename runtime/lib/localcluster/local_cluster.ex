defmodule LocalCluster do
  @moduledoc """
  Starts nodes for a test: real nodes on this machine, with the project's code, configuration and applications.

      :ok = LocalCluster.start()
      {:ok, cluster} = LocalCluster.start_link(3, prefix: "test-")
      {:ok, [a, b, c]} = LocalCluster.nodes(cluster)
      :ok = LocalCluster.stop(cluster)
  """

  use GenServer
  require Record

  @host "127.0.0.1"
  @manager :"manager@127.0.0.1"

  Record.defrecord(:member, pid: nil, node: nil)

  @doc "Names this node manager@127.0.0.1, if it has no name."
  @spec start() :: :ok
  def start do
    case :net_kernel.start([@manager]) do
      {:ok, _} -> :ok
      {:error, {:already_started, _}} -> :ok
      other -> other
    end
  end

  @doc "Removes the name of this node."
  @spec stop() :: :ok | {:error, atom()}
  def stop, do: :net_kernel.stop()

  @doc """
  Starts nodes, which stop with the returned process.

  Options: `applications:`, the applications to start in order (default: all of this node);
  `environment:`, values that override the configuration; `files:`, scripts that each node loads;
  `prefix:` of the names; `name:` of the process.
  """
  @spec start_link(integer(), Keyword.t()) :: GenServer.on_start()
  def start_link(amount, options \\ []) when is_integer(amount) do
    with {:ok, cluster} <- GenServer.start_link(__MODULE__, options, Keyword.take(options, [:name])),
         {:ok, _} <- start(cluster, amount),
         do: {:ok, cluster}
  end

  @doc "Starts more nodes of a cluster."
  def start(cluster, amount), do: GenServer.call(cluster, {:start, amount}, :infinity)

  def child_spec({amount, options}) do
    %{id: Keyword.get(options, :name, __MODULE__), start: {__MODULE__, :start_link, [amount, options]}}
  end

  @doc "Returns the members: `{:member, pid, node}`."
  def members(cluster), do: GenServer.call(cluster, :members)

  @doc "Returns the names of the nodes."
  @spec nodes(pid() | atom()) :: {:ok, [node()]}
  def nodes(cluster), do: each(cluster, &member(&1, :node))

  @doc "Returns the processes that control the nodes."
  def pids(cluster), do: each(cluster, &member(&1, :pid))

  defp each(cluster, part) do
    {:ok, members} = members(cluster)
    {:ok, Enum.map(members, part)}
  end

  @doc "Stops a cluster with its nodes."
  def stop(cluster), do: GenServer.stop(cluster)

  @doc "Stops a node of the cluster, given by its name, process or member."
  def stop(cluster, member), do: GenServer.call(cluster, {:stop, member}, :infinity)

  @doc "Starts nodes named after a prefix, which stop with the calling process (LocalCluster 1)."
  @spec start_nodes(binary() | atom(), integer(), Keyword.t()) :: [node()]
  def start_nodes(prefix, amount, options \\ []) do
    {:ok, cluster} = start_link(amount, Keyword.put(options, :prefix, to_string(prefix)))
    {:ok, nodes} = nodes(cluster)
    nodes
  end

  @doc "Stops nodes that start_nodes/3 has started."
  @spec stop_nodes([node()]) :: :ok
  def stop_nodes(nodes) do
    for node <- nodes, do: Node.monitor(node, true)
    for node <- nodes, do: :erpc.cast(node, :erlang, :halt, [0])

    for node <- nodes do
      receive do
        {:nodedown, ^node} -> :ok
      end
    end

    :ok
  end

  @impl true
  def init(options) do
    Process.flag(:trap_exit, true)
    prefix = Keyword.get_lazy(options, :prefix, fn -> "local-cluster-#{:rand.uniform(9_999_999)}-" end)
    {:ok, %{index: 0, prefix: prefix, members: [], options: options}}
  end

  @impl true
  def handle_call(:members, _from, state), do: {:reply, {:ok, state.members}, state}

  def handle_call({:start, amount}, _from, state) do
    if not Node.alive?(), do: raise("this node has no name: call LocalCluster.start() first")
    plan = plan(state.options)
    names = for n <- 1..amount//1, do: "#{state.prefix}#{state.index + n}"

    started =
      names
      |> Enum.map(&:peer.start_link(%{name: &1, host: @host, longnames: true, connection: :standard_io}))
      |> Enum.map(fn {:ok, pid, node} -> member(pid: pid, node: node) end)

    for member(node: node) <- started, do: Node.connect(node)

    started
    |> Enum.map(&:erpc.send_request(member(&1, :node), LocalCluster.Peer, :prepare, [plan]))
    |> Enum.each(&:erpc.receive_response(&1, :infinity))

    {:reply, {:ok, started}, %{state | index: state.index + amount, members: state.members ++ started}}
  end

  def handle_call({:stop, which}, _from, state) do
    {gone, left} = Enum.split_with(state.members, &(which in [&1, member(&1, :pid), member(&1, :node)]))
    for member(pid: pid) <- gone, do: stop_peer(pid)
    {:reply, :ok, %{state | members: left}}
  end

  # A node that has ended on its own is no longer a member.
  @impl true
  def handle_info({:EXIT, pid, reason}, state) do
    case Enum.split_with(state.members, &(member(&1, :pid) == pid)) do
      {[], _} when reason in [:normal, :shutdown] -> {:noreply, state}
      {[], _} -> {:stop, reason, state}
      {_, left} -> {:noreply, %{state | members: left}}
    end
  end

  def handle_info(_, state), do: {:noreply, state}

  @impl true
  def terminate(_reason, state), do: for(member(pid: pid) <- state.members, do: stop_peer(pid))

  defp stop_peer(pid) do
    :peer.stop(pid)
  catch
    :exit, _ -> :ok
  end

  # Returns the plan for each node.
  defp plan(options) do
    loaded = for {app, _, _} <- Application.loaded_applications(), do: app
    own = Mix.Project.config()[:app]

    %{
      project: :application.get_env(:mix, :root, nil),
      env: Mix.env(),
      environment: for(app <- Enum.uniq([own | loaded]), app != nil, app not in [:mix, :kernel, :stdlib], do: {app, Application.get_all_env(app)}),
      overrides: Keyword.get(options, :environment, []),
      applications: Keyword.get(options, :applications) || Enum.uniq(loaded ++ List.wrap(own)),
      ex_unit: Process.whereis(ExUnit.Server) != nil,
      files: Enum.map(Keyword.get(options, :files, []), &Path.expand/1)
    }
  end
end

defmodule LocalCluster.Peer do
  @moduledoc "The functions that run on a node of a LocalCluster."

  def prepare(plan) do
    if plan.project do
      Mix.env(plan.env)
      if File.cd!(plan.project, &Mix.CLI.compile_project/0) != :ok, do: raise("the project does not compile on #{node()}")
      Mix.CLI.load_app()
    end

    for {app, values} <- plan.environment ++ plan.overrides, {key, value} <- values, do: Application.put_env(app, key, value)
    if plan.ex_unit, do: ExUnit.start(autorun: false)
    for app <- plan.applications, do: started(app)
    for file <- plan.files, do: Code.require_file(file)
    :ok
  end

  defp started({app, options}) when is_list(options), do: started(app)

  defp started(app) do
    case Application.ensure_all_started(app) do
      {:ok, _} -> :ok
      {:error, {missing, {~c"no such file or directory", _}}} when missing == app -> :ok
      {:error, {app, reason}} -> raise "could not start #{app} on #{node()}: " <> Application.format_error(reason)
    end
  end
end
