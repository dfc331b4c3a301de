defmodule :application do
  @moduledoc """
  Applications: specifications, environments, and the processes of running applications.
  """

  @callback start(type :: :normal | {:takeover, node} | {:failover, node}, args :: term) :: {:ok, pid} | {:ok, pid, state :: term} | {:error, reason :: term}
  @callback stop(state :: term) :: term

  @library [
    kernel: ~c"8.5.3",
    stdlib: ~c"4.2",
    compiler: ~c"8.2.3",
    elixir: ~c"1.18.4",
    logger: ~c"1.18.4",
    iex: ~c"1.18.4",
    eex: ~c"1.18.4"
  ]

  # These are the properties of the library's applications that differ from the defaults.
  @properties [
    kernel: [description: ~c"ERTS  CXC 138 10", mod: {:kernel, []}],
    stdlib: [description: ~c"ERTS  CXC 138 10", applications: [:kernel]],
    elixir: [applications: [:kernel, :stdlib, :compiler], registered: [:elixir_sup, :elixir_config, :elixir_code_server], mod: {:elixir, []}],
    logger: [applications: [:kernel, :stdlib, :elixir], registered: [Logger, Logger.Supervisor], mod: {Logger.App, []}]
  ]

  # These are the environments of the library's applications before any configuration.
  @environments %{
    elixir: %{
      ansi_enabled: false,
      ansi_syntax_colors: [
        atom: :cyan,
        binary: :default_color,
        boolean: :magenta,
        charlist: :yellow,
        list: :default_color,
        map: :default_color,
        nil: :magenta,
        number: :yellow,
        string: :green,
        tuple: :default_color,
        variable: :light_cyan,
        call: :default_color,
        operator: :default_color
      ],
      check_endianness: true,
      dbg_callback: {Macro, :dbg, []},
      time_zone_database: Calendar.UTCOnlyTimeZoneDatabase
    },
    logger: %{
      always_evaluate_messages: false,
      compile_time_application: nil,
      compile_time_purge_matching: [],
      discard_threshold: 500,
      discard_threshold_periodic_check: 30_000,
      handle_otp_reports: true,
      handle_sasl_reports: false,
      metadata: [],
      start_options: [],
      sync_threshold: 20,
      translator_inspect_opts: [],
      translators: [{Logger.Translator, :translate}],
      truncate: 8096,
      utc_log: false
    }
  }

  # A project can depend on these applications of the library. Each has the version whose
  # behaviour it follows, and the prefixes of its modules.
  @dependencies [
    {:horde, ~c"0.10.0", ["Horde"]},
    {:libcluster, ~c"3.5.0", ["Cluster"]},
    {:phoenix_live_view, ~c"1.0.17", ["Phoenix.LiveView", "Phoenix.LiveComponent", "Phoenix.Component"]},
    {:phoenix_html, ~c"4.2.1", ["Phoenix.HTML"]},
    {:phoenix_pubsub, ~c"2.1.3", ["Phoenix.PubSub"]},
    {:phoenix, ~c"1.7.21", ["Phoenix"]},
    {:plug_crypto, ~c"2.1.0", ["Plug.Crypto"]},
    {:plug, ~c"1.16.1", ["Plug"]},
    {:jason, ~c"1.4.4", ["Jason"]},
    {:mime, ~c"2.0.6", ["MIME"]},
    {:poolboy, ~c"1.5.2", []},
    {:websock_adapter, ~c"0.5.8", ["WebSockAdapter"]},
    {:telemetry, ~c"1.3.0", []},
    {:mix, ~c"1.18.4", ["Mix"]},
    {:ex_unit, ~c"1.18.4", ["ExUnit"]},
    {:crypto, ~c"5.1.2", []},
    {:runtime_tools, ~c"1.19", []},
    {:os_mon, ~c"2.8", []},
    # These do nothing (see Phoenix.Unused), but can be started.
    {:ssl, ~c"10.8.6", []},
    {:inets, ~c"8.2.2", []},
    {:bandit, ~c"1.6.11", []},
    {:plug_cowboy, ~c"2.7.3", []},
    {:dns_cluster, ~c"0.1.3", []},
    {:finch, ~c"0.19.0", []},
    {:swoosh, ~c"1.18.4", []},
    {:gettext, ~c"0.26.2", []},
    {:telemetry_metrics, ~c"1.1.0", []},
    {:telemetry_poller, ~c"1.1.0", []},
    {:phoenix_live_dashboard, ~c"0.8.7", []},
    {:esbuild, ~c"0.10.0", []},
    {:tailwind, ~c"0.4.0", []}
  ]

  # The process that starts an application stores its name under this key.
  @started :"$application"

  @elixir [:elixir, :elixir_module, :elixir_compiler, :elixir_lexical, :elixir_expand, :elixir_def, :elixir_erl_compiler, :elixir_clauses]
  @kernel [:application, :erpc, :rpc, :global, :net_kernel, :net_adm, :logger, :file, :os, :inet, :code, :error_logger]

  @stdlib [
    :array, :base64, :binary, :calendar, :dict, :digraph, :digraph_utils, :ets, :erl_eval, :filename, :gb_sets, :gb_trees, :gen, :gen_event, :gen_server, :gen_statem,
    :io, :io_lib, :lists, :maps, :math, :ordsets, :orddict, :proc_lib, :proplists, :queue, :rand, :random, :re, :sets,
    :string, :supervisor, :sys, :timer, :unicode, :uri_string
  ]

  # Each value of an environment is a separate persistent term, so that concurrent updates of
  # different keys do not conflict.
  defp env_key(app, key), do: {:application, :env, app, key}
  defp spec_key(app), do: {:application, :spec, app}
  defp running_key(app), do: {:application, :running, app}

  @doc "Returns a value of an application's environment."
  def get_env(app, key) do
    case :persistent_term.get(env_key(app, key), :"$unset") do
      :"$unset" -> initial(app, key)
      :"$deleted" -> :undefined
      value -> {:ok, value}
    end
  end

  def get_env(app, key, default) do
    case get_env(app, key) do
      {:ok, value} -> value
      :undefined -> default
    end
  end

  defp initial(app, key) do
    case @environments do
      %{^app => %{^key => value}} -> {:ok, value}
      _ -> :undefined
    end
  end

  @doc "Stores a value in an application's environment."
  def set_env(app, key, value) do
    :persistent_term.put(env_key(app, key), value)
    :ok
  end

  def set_env(app, key, value, _opts), do: set_env(app, key, value)

  def set_env(config, _opts), do: set_env(config)

  def set_env(config) when is_list(config) do
    for {app, pairs} <- config, {key, value} <- pairs, do: set_env(app, key, value)
    :ok
  end

  @doc "Removes a value from an application's environment."
  def unset_env(app, key, _opts), do: unset_env(app, key)

  def unset_env(app, key) do
    case initial(app, key) do
      :undefined -> :persistent_term.erase(env_key(app, key))
      {:ok, _} -> :persistent_term.put(env_key(app, key), :"$deleted")
    end

    :ok
  end

  @doc "Returns an application's environment."
  def get_all_env(app) do
    own = for {{:application, :env, ^app, key}, value} <- :persistent_term.get(), into: %{}, do: {key, value}
    for {key, value} <- Map.merge(Map.get(@environments, app, %{}), own), value != :"$deleted", do: {key, value}
  end

  @doc "Loads a specification `{:application, name, properties}`."
  def load({:application, app, props}) do
    if Keyword.has_key?(@library, app) or :persistent_term.get(spec_key(app), nil) do
      {:error, {:already_loaded, app}}
    else
      :persistent_term.put(spec_key(app), props)
      for {key, value} <- Keyword.get(props, :env, []), get_env(app, key) == :undefined, do: set_env(app, key, value)
      :ok
    end
  end

  def load(app) when is_atom(app) do
    if spec(app), do: {:error, {:already_loaded, app}}, else: {:error, not_found(app)}
  end

  @doc "Removes a specification."
  def unload(app) do
    case spec(app) do
      nil ->
        {:error, {:not_loaded, app}}

      _ ->
        :persistent_term.erase(spec_key(app))
        :ok
    end
  end

  defp not_found(app), do: {~c"no such file or directory", ~c"#{Atom.to_string(app)}.app"}

  # A project's application takes precedence over lab's application of the same name.
  defp spec(app), do: :persistent_term.get(spec_key(app), nil) || bundled(app)

  defp bundled(app) do
    dependency = List.keyfind(@dependencies, app, 0, {app, nil, []})

    case @library[app] || elem(dependency, 1) do
      nil -> nil
      vsn -> [vsn: vsn] ++ Keyword.get(@properties, app, [])
    end
  end

  # These are the keys of a specification, in the order of get_all_key/1.
  @keys [
    description: nil,
    id: [],
    vsn: [],
    modules: [],
    maxP: :infinity,
    maxT: :infinity,
    registered: [],
    included_applications: [],
    optional_applications: [],
    applications: [],
    env: [],
    mod: [],
    start_phases: :undefined
  ]

  defp complete(app, props) do
    for {key, default} <- @keys, do: {key, Keyword.get(props, key, default) || Atom.to_charlist(app)}
  end

  @doc "Returns a key of an application's specification."
  def get_key(app, key) do
    case spec(app) do
      nil -> :undefined
      props -> with([{^key, value}] <- app |> complete(props) |> Keyword.take([key]), do: {:ok, value}, else: (_ -> :undefined))
    end
  end

  @doc "Returns an application's specification."
  def get_all_key(app) do
    case spec(app) do
      nil -> :undefined
      props -> {:ok, complete(app, props)}
    end
  end

  @doc "Returns the application that a module or a process belongs to."
  def get_application(module) when is_atom(module) do
    name = Atom.to_string(module)

    cond do
      module in @kernel -> {:ok, :kernel}
      module in @stdlib -> {:ok, :stdlib}
      module in @elixir -> {:ok, :elixir}
      not String.starts_with?(name, "Elixir.") -> :undefined
      app = loaded_with(module) -> {:ok, app}
      not library?(module) -> :undefined
      within?(name, "IEx") -> {:ok, :iex}
      within?(name, "Logger") -> {:ok, :logger}
      within?(name, "EEx") -> {:ok, :eex}
      true -> {:ok, Enum.find_value(@dependencies, :elixir, fn {app, _, roots} -> if Enum.any?(roots, &within?(name, &1)), do: app end)}
    end
  end

  # The process that starts an application knows its name, and is an ancestor of all its processes.
  def get_application(pid) when is_pid(pid) do
    Enum.find_value([pid | kept(pid, :"$ancestors", [])], :undefined, fn above ->
      if app = kept(above, @started, nil), do: {:ok, app}
    end)
  end

  defp kept(pid, key, default) when is_pid(pid) and node(pid) == node() do
    with {:dictionary, kept} <- :erlang.process_info(pid, :dictionary), {^key, value} <- :lists.keyfind(key, 1, kept), do: value, else: (_ -> default)
  end

  defp kept(_name, _key, default), do: default

  @doc "Returns the application of the calling process."
  def get_application(), do: get_application(self())

  @doc "Returns a value from the environment of the calling process's application."
  def get_env(key), do: with({:ok, app} <- get_application(), do: get_env(app, key))

  @doc "Returns the environment of the calling process's application."
  def get_all_env(), do: with(:undefined <- own(&get_all_env/1), do: [])

  @doc "Returns a key of the specification of the calling process's application."
  def get_key(key), do: with({:ok, app} <- get_application(), do: get_key(app, key))

  @doc "Returns the specification of the calling process's application."
  def get_all_key(), do: with(:undefined <- own(&get_all_key/1), do: [])

  defp own(look), do: with({:ok, app} <- get_application(), do: look.(app))

  defp within?(name, root), do: name == "Elixir." <> root or String.starts_with?(name, "Elixir." <> root <> ".")

  defp loaded_with(module) do
    Enum.find_value(:persistent_term.get(), fn
      {{:application, :spec, app}, props} -> if module in Keyword.get(props, :modules, []), do: app
      _ -> nil
    end)
  end

  # Kernel.Typespec belongs to the compiler and appears in its stack traces.
  defp library?(Kernel.Typespec), do: true
  defp library?(module), do: :code.is_embedded(module)

  @doc "Returns the loaded applications."
  def loaded_applications() do
    library = for {app, vsn} <- @library, do: {app, Atom.to_charlist(app), vsn}

    loaded =
      for {{:application, :spec, app}, props} <- :persistent_term.get() do
        {app, Keyword.get(props, :description, Atom.to_charlist(app)), Keyword.get(props, :vsn, ~c"")}
      end

    library ++ loaded
  end

  @doc "Returns the running applications."
  def which_applications() do
    for {app, _, _} = shown <- loaded_applications(), running?(app), do: shown
  end

  def which_applications(_timeout), do: which_applications()

  defp running?(app), do: Keyword.has_key?(@library, app) or :persistent_term.get(running_key(app), nil) != nil

  @doc "Starts an application."
  def start(app), do: start(app, :temporary)

  def start(app, _type) do
    cond do
      running?(app) -> {:error, {:already_started, app}}
      props = spec(app) -> start_loaded(app, props)
      true -> {:error, not_found(app)}
    end
  end

  defp start_loaded(app, props) do
    case Enum.find(Keyword.get(props, :applications, []), &(not running?(&1))) do
      nil -> start_master(app, Keyword.get(props, :mod))
      needed -> {:error, {:not_started, needed}}
    end
  end

  # The callback runs in a process that stays alive, since the started processes are linked to it.
  defp start_master(app, nil) do
    :persistent_term.put(running_key(app), {:library, app})
    :ok
  end

  defp start_master(app, {mod, args}) do
    caller = self()
    ref = make_ref()
    master = spawn(fn -> master(app, mod, args, caller, ref) end)
    monitor = Process.monitor(master)

    receive do
      {^ref, :ok} ->
        Process.demonitor(monitor, [:flush])
        :ok

      {^ref, {:error, reason}} ->
        Process.demonitor(monitor, [:flush])
        {:error, reason}

      {:DOWN, ^monitor, _, _, reason} ->
        {:error, {:bad_return, {{mod, :start, [:normal, args]}, {:EXIT, reason}}}}
    end
  end

  defp master(app, mod, args, caller, ref) do
    Process.flag(:trap_exit, true)
    Process.put(@started, app)

    case started(mod, args) do
      {:ok, pid, state} ->
        :persistent_term.put(running_key(app), self())
        send(caller, {ref, :ok})
        run(app, mod, pid, state)

      {:error, reason} ->
        Logger.Reports.application_exited(app, reason)
        send(caller, {ref, {:error, reason}})
    end
  end

  defp started(mod, args) do
    case mod.start(:normal, args) do
      {:ok, pid} -> {:ok, pid, []}
      {:ok, pid, state} -> {:ok, pid, state}
      {:error, reason} -> {:error, {reason, {mod, :start, [:normal, args]}}}
      other -> {:error, {:bad_return, {{mod, :start, [:normal, args]}, other}}}
    end
  catch
    :error, reason -> {:error, {:bad_return, {{mod, :start, [:normal, args]}, {:EXIT, {reason, __STACKTRACE__}}}}}
    :exit, reason -> {:error, {:bad_return, {{mod, :start, [:normal, args]}, {:EXIT, reason}}}}
  end

  defp run(app, mod, pid, state) do
    receive do
      {:EXIT, ^pid, reason} ->
        :persistent_term.erase(running_key(app))
        stopped(mod, state)
        Logger.Reports.application_exited(app, reason)

      {:stop, from, ref, how} ->
        state = if function_exported?(mod, :prep_stop, 1), do: mod.prep_stop(state), else: state
        Supervisor.Child.shutdown(pid, :infinity)
        :persistent_term.erase(running_key(app))
        stopped(mod, state)
        if how == :loud, do: Logger.Reports.application_exited(app, :stopped)
        send(from, {ref, :ok})

      _ ->
        run(app, mod, pid, state)
    end
  end

  defp stopped(mod, state) do
    if function_exported?(mod, :stop, 1), do: mod.stop(state)
  end

  @doc "Stops an application."
  def stop(app), do: stop(app, :loud)

  @doc false
  # At the end of the node, applications stop before the applications that they need, without
  # reports.
  def stop_all() do
    running = for {{:application, :running, app}, master} when is_pid(master) <- :persistent_term.get(), do: app
    needed = Enum.flat_map(running, &Keyword.get(spec(&1) || [], :applications, []))

    case Enum.find(running, &(&1 not in needed)) || List.first(running) do
      nil ->
        :ok

      app ->
        stop(app, :quiet)
        stop_all()
    end
  end

  defp stop(app, how) do
    case :persistent_term.get(running_key(app), nil) do
      nil ->
        {:error, {:not_started, app}}

      {:library, _} ->
        :persistent_term.erase(running_key(app))
        :ok

      master ->
        ref = Process.monitor(master)
        send(master, {:stop, self(), ref, how})

        receive do
          {^ref, :ok} -> Process.demonitor(ref, [:flush]) && :ok
          {:DOWN, ^ref, _, _, _} -> :ok
        end
    end
  end

  @doc "Starts an application unless it is running. Its dependencies must be running."
  def ensure_started(app), do: ensure_started(app, :temporary)

  def ensure_started(app, type) do
    case start(app, type) do
      {:error, {:already_started, ^app}} -> :ok
      other -> other
    end
  end

  @doc """
  Starts an application and its dependencies. Returns `{:ok, apps}` with the applications that
  were started.
  """
  def ensure_all_started(app), do: ensure_all_started(app, :temporary)

  def ensure_all_started(app, type) do
    case start(app, type) do
      :ok -> {:ok, [app]}
      {:error, {:already_started, ^app}} -> {:ok, []}
      {:error, {:not_started, needed}} -> start_needed(needed, app, type)
      {:error, reason} -> {:error, {app, reason}}
    end
  end

  defp start_needed(needed, app, type) do
    with {:ok, before} <- ensure_all_started(needed, type),
         {:ok, rest} <- ensure_all_started(app, type) do
      {:ok, before ++ rest}
    end
  end
end
