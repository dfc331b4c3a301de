defmodule GenServer do
  @moduledoc "Client-server processes, which keep a state and handle calls and casts."

  @type name :: atom | {:global, term} | {:via, module, term}
  @type server :: pid | name | {atom, node}
  @type from :: {pid, tag :: term}
  @type on_start :: {:ok, pid} | :ignore | {:error, {:already_started, pid} | term}
  @type option :: {:debug, list} | {:name, name} | {:timeout, timeout} | {:spawn_opt, list} | {:hibernate_after, timeout}

  @callback init(init_arg :: term) ::
              {:ok, state}
              | {:ok, state, timeout | :hibernate | {:continue, continue_arg :: term}}
              | :ignore
              | {:stop, reason :: any}
            when state: any
  @callback handle_call(request :: term, from, state :: term) ::
              {:reply, reply, new_state}
              | {:reply, reply, new_state, timeout | :hibernate | {:continue, continue_arg :: term}}
              | {:noreply, new_state}
              | {:noreply, new_state, timeout | :hibernate | {:continue, continue_arg :: term}}
              | {:stop, reason, reply, new_state}
              | {:stop, reason, new_state}
            when reply: term, new_state: term, reason: term
  @callback handle_cast(request :: term, state :: term) ::
              {:noreply, new_state}
              | {:noreply, new_state, timeout | :hibernate | {:continue, continue_arg :: term}}
              | {:stop, reason :: term, new_state}
            when new_state: term
  @callback handle_info(msg :: :timeout | term, state :: term) ::
              {:noreply, new_state}
              | {:noreply, new_state, timeout | :hibernate | {:continue, continue_arg :: term}}
              | {:stop, reason :: term, new_state}
            when new_state: term
  @callback handle_continue(continue_arg, state :: term) ::
              {:noreply, new_state}
              | {:noreply, new_state, timeout | :hibernate | {:continue, continue_arg}}
              | {:stop, reason :: term, new_state}
            when new_state: term, continue_arg: term
  @callback terminate(reason, state :: term) :: term
            when reason: :normal | :shutdown | {:shutdown, term} | term
  @callback code_change(old_vsn, state :: term, extra :: term) ::
              {:ok, new_state :: term} | {:error, reason :: term}
            when old_vsn: term | {:down, term}
  @callback format_status(status :: map) :: map
  @callback format_status(reason, pdict_and_state :: list) :: term
            when reason: :normal | :terminate

  @optional_callbacks code_change: 3,
                      terminate: 2,
                      handle_info: 2,
                      handle_cast: 2,
                      handle_call: 3,
                      format_status: 1,
                      format_status: 2,
                      handle_continue: 2

  @doc false
  defmacro __using__(opts) do
    quote location: :keep do
      @behaviour GenServer
      unquote(Supervisor.ChildSpec.using([], opts))

      @before_compile GenServer

      @doc false
      def handle_call(_msg, _from, _state) do
        GenServer.__no_clause__("call", "handle_call/3")
      end

      @doc false
      def handle_info(msg, state) do
        Logger.Reports.unexpected_info(__MODULE__, msg)
        {:noreply, state}
      end

      @doc false
      def handle_cast(_msg, _state) do
        GenServer.__no_clause__("cast", "handle_cast/2")
      end

      @doc false
      def terminate(_reason, _state) do
        :ok
      end

      @doc false
      def code_change(_old, state, _extra) do
        {:ok, state}
      end

      defoverridable code_change: 3, terminate: 2, handle_info: 2, handle_cast: 2, handle_call: 3
    end
  end

  @doc false
  defmacro __before_compile__(env) do
    unless Module.defines?(env.module, {:init, 1}) do
      message = """
      function init/1 required by behaviour GenServer is not implemented \
      (in module #{inspect(env.module)}).

      We will inject a default implementation for now:

          def init(init_arg) do
            {:ok, init_arg}
          end

      You can copy the implementation above or define your own that converts \
      the arguments given to GenServer.start_link/3 to the server state.
      """

      IO.warn(message, env)

      quote do
        @doc false
        def init(init_arg) do
          {:ok, init_arg}
        end

        defoverridable init: 1
      end
    end
  end

  @doc false
  def __no_clause__(verb, callback) do
    proc =
      case Process.info(self(), :registered_name) do
        {_, []} -> self()
        {_, name} -> name
      end

    raise "attempted to #{verb} GenServer #{inspect(proc)} but no #{callback} clause was provided"
  end

  @doc "Starts a server linked to the calling process."
  def start_link(module, init_arg, options \\ []) when is_atom(module) and is_list(options) do
    do_start(:link, module, init_arg, options)
  end

  @doc "Starts a server without a link."
  def start(module, init_arg, options \\ []) when is_atom(module) and is_list(options) do
    do_start(:nolink, module, init_arg, options)
  end

  defp do_start(link, module, init_arg, options) do
    {name, options} = Keyword.pop(options, :name)
    apply(:gen, :start, [:gen_server, link] ++ __name__(name) ++ [module, init_arg, options])
  end

  # A registered name comes before the module in the arguments of a start.
  @doc false
  def __name__(nil), do: []
  def __name__(atom) when is_atom(atom), do: [{:local, atom}]
  def __name__({:global, _} = name), do: [name]
  def __name__({:via, module, _} = name) when is_atom(module), do: [name]

  def __name__(other) do
    raise ArgumentError, """
    expected :name option to be one of the following:

      * nil
      * atom
      * {:global, term}
      * {:via, module, term}

    Got: #{inspect(other)}
    """
  end

  @doc "Stops the server with `reason` and waits until it has ended."
  def stop(server, reason \\ :normal, timeout \\ :infinity) do
    case whereis(server) do
      nil -> exit({:noproc, {__MODULE__, :stop, [server, reason, timeout]}})
      pid when pid == self() -> exit({:calling_self, {__MODULE__, :stop, [server, reason, timeout]}})
      pid -> stop_found(pid, server, reason, timeout)
    end
  end

  defp stop_found(pid, server, reason, timeout) do
    :proc_lib.stop(pid, reason, timeout)
  catch
    :exit, err -> exit({err, {__MODULE__, :stop, [server, reason, timeout]}})
  end

  @doc "Sends `request` to the server and waits for its reply."
  def call(server, request, timeout \\ 5000)
      when (is_integer(timeout) and timeout >= 0) or timeout == :infinity do
    case whereis(server) do
      nil ->
        exit({:noproc, {__MODULE__, :call, [server, request, timeout]}})

      pid ->
        try do
          :gen.call(pid, :"$gen_call", request, timeout)
        catch
          :exit, reason ->
            exit({reason, {__MODULE__, :call, [server, request, timeout]}})
        else
          {:ok, res} -> res
        end
    end
  end

  @doc "Sends `request` to the server without waiting."
  def cast(server, request)

  def cast({:global, _name} = dest, request), do: deliver(dest, request)
  def cast({:via, _mod, _name} = dest, request), do: deliver(dest, request)
  def cast({name, node} = dest, request) when is_atom(name) and is_atom(node), do: deliver(dest, request)
  def cast(dest, request) when is_atom(dest) or is_pid(dest), do: deliver(dest, request)

  @doc "Casts to the servers named `name` on the nodes."
  def abcast(nodes \\ [node() | Node.list()], name, request)
      when is_list(nodes) and is_atom(name) do
    for node <- nodes, do: deliver({name, node}, request)
    :abcast
  end

  # A cast does not report delivery failures.
  defp deliver(dest, request) do
    hand(dest, {:"$gen_cast", request})
    :ok
  catch
    _, _ -> :ok
  end

  defp hand({:global, name}, message), do: :global.send(name, message)
  defp hand({:via, mod, name}, message), do: mod.send(name, message)
  defp hand(dest, message), do: send(dest, message)

  @doc """
  Calls the servers named `name` on the nodes. Returns the replies, and the nodes that did not
  reply.
  """
  def multi_call(nodes \\ [node() | Node.list()], name, request, timeout \\ :infinity) do
    :gen_server.multi_call(nodes, name, request, timeout)
  end

  @doc "Replies to a client from outside the return value of `handle_call/3`."
  def reply(client, reply), do: :gen.reply(client, reply)

  @doc """
  Returns the pid of a server, or `{name, node}` for a name on another node. Returns nil if the
  name is not registered.
  """
  def whereis(server)

  def whereis(nil), do: nil
  def whereis(pid) when is_pid(pid), do: pid
  def whereis(name) when is_atom(name), do: Process.whereis(name)

  def whereis({:global, name}) do
    case :global.whereis_name(name) do
      pid when is_pid(pid) -> pid
      :undefined -> nil
    end
  end

  def whereis({:via, mod, name}) do
    case apply(mod, :whereis_name, [name]) do
      pid when is_pid(pid) -> pid
      :undefined -> nil
    end
  end

  def whereis({name, local}) when is_atom(name) and local == node(), do: Process.whereis(name)
  def whereis({name, node} = server) when is_atom(name) and is_atom(node), do: server
end
