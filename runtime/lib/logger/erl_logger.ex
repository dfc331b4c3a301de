defmodule :logger do
  @moduledoc "The node's log: levels, metadata, and the process that prints messages of other nodes."

  @ranks %{emergency: 0, alert: 1, critical: 2, error: 3, warning: 4, notice: 5, info: 6, debug: 7, none: -1, all: 10}

  @doc "Compares two levels by their importance."
  def compare_levels(left, right) do
    case @ranks do
      %{^left => same, ^right => same} -> :eq
      %{^left => a, ^right => b} when a < b -> :gt
      %{^left => _, ^right => _} -> :lt
      _ -> :erlang.error(:badarg, [left, right])
    end
  end

  @doc "Returns the configuration of the node."
  def get_primary_config() do
    %{level: :application.get_env(:logger, :level, :debug), metadata: Map.new(:application.get_env(:logger, :metadata, [])), filters: primary_filters(), filter_default: :log}
  end

  @doc "Changes the configuration of the node."
  def set_primary_config(:level, level), do: :application.set_env(:logger, :level, level)

  def set_primary_config(config) when is_map(config) do
    if level = config[:level], do: set_primary_config(:level, level)
    :ok
  end

  @doc "Changes parts of the primary configuration."
  def update_primary_config(config) when is_map(config), do: set_primary_config(config)

  @doc "Returns the primary configuration, the handlers' configurations and the module levels."
  def get_config(), do: %{primary: get_primary_config(), handlers: get_handler_config(), module_levels: get_module_level()}

  @doc "Returns the time of an event that is logged now."
  def timestamp(), do: :erlang.system_time(:microsecond)

  @doc "Returns the metadata of the calling process."
  def get_process_metadata() do
    case :erlang.get(:"$logger_metadata$") do
      map when is_map(map) -> map
      _ -> :undefined
    end
  end

  @doc "Sets the metadata of the calling process."
  def set_process_metadata(map) when is_map(map) do
    :erlang.put(:"$logger_metadata$", map)
    :ok
  end

  @doc "Adds to the metadata of the calling process."
  def update_process_metadata(map) when is_map(map) do
    case get_process_metadata() do
      :undefined -> set_process_metadata(map)
      old -> set_process_metadata(:maps.merge(old, map))
    end
  end

  @doc "Removes the metadata of the calling process."
  def unset_process_metadata() do
    :erlang.erase(:"$logger_metadata$")
    :ok
  end

  @doc "Sets the level of modules."
  def set_module_level(modules, level) do
    levels = :application.get_env(:logger, :module_levels, %{})
    :application.set_env(:logger, :module_levels, Enum.into(List.wrap(modules), levels, &{&1, level}))
  end

  @doc "Returns the levels of modules."
  def get_module_level(), do: Map.to_list(:application.get_env(:logger, :module_levels, %{}))

  def get_module_level(modules) do
    levels = :application.get_env(:logger, :module_levels, %{})
    for module <- List.wrap(modules), level = levels[module], do: {module, level}
  end

  @doc "Sets the level of the modules of an application."
  def set_application_level(app, level), do: with({:ok, modules} <- modules(app), do: set_module_level(modules, level))

  @doc "Removes the level of the modules of an application."
  def unset_application_level(app), do: with({:ok, modules} <- modules(app), do: unset_module_level(modules))

  defp modules(app), do: with(:undefined <- :application.get_key(app, :modules), do: {:error, {:not_loaded, app}})

  @doc "Removes the levels of modules."
  def unset_module_level(), do: :application.set_env(:logger, :module_levels, %{})

  def unset_module_level(modules) do
    levels = :application.get_env(:logger, :module_levels, %{})
    :application.set_env(:logger, :module_levels, Map.drop(levels, List.wrap(modules)))
  end

  @doc "Returns whether a message of this level is logged for the module."
  def allow(level, module) do
    min =
      case :application.get_env(:logger, :module_levels, %{}) do
        %{^module => min} when min not in [nil, false] -> min
        _ -> :application.get_env(:logger, :level, :debug)
      end

    compare_levels(level, min) != :lt
  end

  for level <- [:emergency, :alert, :critical, :error, :warning, :notice, :info, :debug] do
    @doc "Logs at the level of this name."
    def unquote(level)(message), do: log(unquote(level), message)
    def unquote(level)(format, args), do: log(unquote(level), format, args)
    def unquote(level)(format, args, meta), do: log(unquote(level), format, args, meta)
  end

  @doc "Logs at the given level."
  def log(level, string_or_report), do: log_unless_silent(level, content(string_or_report), %{})
  def log(level, format, args) when is_list(args), do: log_unless_silent(level, {format, args}, %{})
  def log(level, content, meta) when is_map(meta), do: log_unless_silent(level, content(content), meta)
  def log(level, format, args, meta), do: log_unless_silent(level, {format, args}, meta)

  defp content(text) when is_binary(text), do: {:string, text}
  defp content([{key, _} | _] = report) when is_atom(key), do: {:report, report}
  defp content(text) when is_list(text), do: {:string, text}
  defp content(report), do: {:report, report}

  defp log_unless_silent(level, content, meta) do
    if allow(level, nil), do: macro_log(level, content, meta), else: :ok
  end

  @doc false
  def macro_log(level, content, meta) do
    meta = :maps.merge(default_meta(), meta)
    leader = Map.get(meta, :gl, :erlang.group_leader())

    # Events of processes that belong to a shell on another node are logged on that node. If the
    # shell's node has nothing but shells, they are written to the shell.
    cond do
      node(leader) == node() -> print(level, content, meta)
      :persistent_term.get({:logger, :to_shells}, false) -> print(level, content, meta, leader)
      true -> :erlang.send({:logger_proxy, node(leader)}, portable(level, content, meta))
    end

    :ok
  end

  # The format in which OTP's nodes exchange events: text and reports unchanged, formats with
  # their arguments.
  defp portable(level, {:string, text}, meta), do: {:log, level, IO.chardata_to_string(text), meta}
  defp portable(level, {:report, report}, meta), do: {:log, level, report, meta}
  defp portable(level, {format, args}, meta), do: {:log, level, format, args, meta}

  defp default_meta() do
    meta = %{time: :erlang.system_time(:microsecond), pid: self(), gl: :erlang.group_leader()}

    meta = :maps.merge(Map.new(:application.get_env(:logger, :metadata, [])), meta)

    case get_process_metadata() do
      :undefined -> meta
      own -> :maps.merge(own, meta)
    end
  end

  @doc false
  def print(level, content, meta, device \\ :user) do
    event = %{level: level, msg: content, meta: meta}

    with %{} = event <- filtered(event, primary_filters()), do: handle(event, device), else: (:stop -> :ok)
  end

  @doc "Formats a report without a report callback."
  def format_report(report) do
    report = if is_map(report), do: Map.to_list(report), else: report

    cond do
      is_list(report) and report != [] and not :io_lib.char_list(report) ->
        {formats, args} = report |> Enum.map(&line/1) |> Enum.unzip()
        {formats |> Enum.intersperse(~c"\n") |> Enum.concat(), Enum.concat(args)}

      :io_lib.char_list(report) ->
        {~c"~ts", [report]}

      true ->
        {~c"~tp", [report]}
    end
  end

  defp line({key, value}), do: {if(:io_lib.printable_unicode_list(value), do: ~c"    ~tp: ~ts", else: ~c"    ~tp: ~tp"), [key, value]}
  defp line(other), do: {~c"    ~tp", [other]}

  # A filter stops an event, changes it, or passes it on.
  defp filtered(event, []), do: event

  defp filtered(event, [{_id, {fun, extra}} | rest]) do
    case fun.(event, extra) do
      :stop -> :stop
      :ignore -> filtered(event, rest)
      %{} = event -> filtered(event, rest)
    end
  end

  # Calls each handler whose level and filters accept the event. The default handler prints to the device of the event.
  defp handle(event, device) do
    Logger.Backends.Internal.configured()

    for %{module: module} = config <- get_handler_config(), takes?(config, event.level), %{} = event <- [filtered(event, config.filters)] do
      if config.id == :default and module == :logger_std_h, do: :logger_std_h.write(config.config, text(event, config), device), else: called(event, config)
    end

    :ok
  end

  # A handler that fails is removed. The logging process continues.
  defp called(event, %{id: id, module: module} = config) do
    module.log(event, config)
  catch
    class, reason ->
      remove_handler(id)
      log(:error, logger: :removed_failing_handler, handler: {id, module}, log_event: event, config: config, reason: {class, reason, __STACKTRACE__})
  end

  defp takes?(%{level: :all}, _level), do: true
  defp takes?(%{level: at_least}, level), do: compare_levels(level, at_least) != :lt

  @doc false
  def text(event, config \\ %{}) do
    {module, formatter} = Map.get_lazy(config, :formatter, &Logger.default_formatter/0)
    formatted(module, event, formatter)
  end

  # If a formatter fails, the error replaces the message.
  defp formatted(module, event, formatter) do
    event |> module.format(formatter) |> IO.chardata_to_string()
  rescue
    error in [UnicodeConversionError] ->
      "FORMATTER ERROR: bad return value\n** (RuntimeError) bad return value from Logger formatter #{inspect(module)}, got: #{inspect(error.message)}\n"

    error ->
      "FORMATTER CRASH: #{inspect(event.msg)}\n" <> Exception.format(:error, error, __STACKTRACE__) <> "\n"
  end

  @doc "Adds a handler, whose `log/2` is called for each event in addition to the default handler."
  def add_handler(id, module, config) when is_atom(id) and is_atom(module) and is_map(config) do
    if Map.has_key?(handlers(), id), do: {:error, {:already_exist, id}}, else: put_handler(id, module, config)
  end

  defp put_handler(id, module, config) do
    config = Map.merge(%{id: id, module: module, level: :all, filters: [], filter_default: :log, formatter: {:logger_formatter, %{}}, config: %{}}, config)

    with :ok <- usable(module), :ok <- level(config), :ok <- formatter(config.formatter), {:ok, config} <- added(module, config) do
      set_handlers(Map.put(handlers(), id, config))
    end
  end

  defp usable(module) do
    if Code.ensure_loaded?(module) and function_exported?(module, :log, 2), do: :ok, else: {:error, {:invalid_handler, {:function_not_exported, {module, :log, 2}}}}
  end

  defp level(%{level: level}), do: if(is_map_key(@ranks, level), do: :ok, else: {:error, {:invalid_level, level}})

  defp formatter({module, config}) when is_atom(module) do
    if Code.ensure_loaded?(module) and function_exported?(module, :check_config, 1), do: module.check_config(config), else: :ok
  end

  defp formatter(other), do: {:error, {:invalid_formatter, other}}

  defp added(module, config) do
    with true <- function_exported?(module, :adding_handler, 1), {:error, reason} <- module.adding_handler(config) do
      {:error, {:handler_not_added, reason}}
    else
      false -> {:ok, config}
      {:ok, config} -> {:ok, config}
    end
  catch
    class, reason -> {:error, {:handler_not_added, {:callback_crashed, {class, reason, __STACKTRACE__}}}}
  end

  @doc "Removes a handler. Without `:default`, nothing is printed."
  def remove_handler(:default), do: set_handlers(Map.put(handlers(), :default, :off))

  def remove_handler(id) do
    case handlers() do
      %{^id => %{module: module} = config} ->
        if function_exported?(module, :removing_handler, 1), do: module.removing_handler(config)
        set_handlers(Map.delete(handlers(), id))

      _ ->
        {:error, {:not_found, id}}
    end
  end

  @doc "Returns the names of the handlers."
  def get_handler_ids(), do: for(%{id: id} <- get_handler_config(), do: id)

  @doc "Returns the configurations of all handlers."
  def get_handler_config() do
    added = for {id, %{} = config} <- handlers(), id != :default, do: config
    added ++ List.wrap(default_config(handlers()))
  end

  @doc "Returns the configuration of a handler."
  def get_handler_config(id) do
    case Enum.find(get_handler_config(), &(&1.id == id)) do
      nil -> {:error, {:not_found, id}}
      config -> {:ok, Map.put_new_lazy(config, :formatter, &Logger.default_formatter/0)}
    end
  end

  # The default handler uses the configured formatter.
  @default %{id: :default, module: :logger_std_h, level: :all, filters: [], filter_default: :log, config: %{type: :standard_io}}

  defp default_config(%{default: :off}), do: nil
  defp default_config(%{default: %{} = config}), do: config

  # `config :logger, :default_handler` changes or removes the default handler. So does a list of backends without
  # :console.
  defp default_config(_handlers) do
    only_others? = Logger.Backends.Internal.named() != [] and :console not in :application.get_env(:logger, :backends, [])

    case not only_others? and :application.get_env(:logger, :default_handler, []) do
      false ->
        nil

      given ->
        prepared(given, :application.get_env(:logger, :default_prepared, nil))
    end
  end

  # The handler is prepared once for each configuration, which opens its file.
  defp prepared(given, {given, config}), do: config

  defp prepared(given, _other) do
    config = Map.merge(@default, Map.new(given))

    with {:ok, config} <- added(config.module, %{config | config: Map.new(config.config)}) do
      :application.set_env(:logger, :default_prepared, {given, config})
      config
    else
      error -> unattached(error)
    end
  end

  defp unattached({:error, reason}) do
    IO.puts(:stderr, "Could not attach default Logger handler: #{inspect(reason)}")
    remove_handler(:default)
    nil
  end

  @doc "Updates a part of a handler's configuration."
  def update_handler_config(id, key, value), do: update_handler_config(id, %{key => value})
  def set_handler_config(id, key, value), do: update_handler_config(id, key, value)

  @doc "Updates parts of a handler's configuration."
  def update_handler_config(id, changes) when is_map(changes) do
    case Enum.find(get_handler_config(), &(&1.id == id)) do
      nil -> {:error, {:not_found, id}}
      config -> set_handlers(Map.put(handlers(), id, Map.merge(config, changes)))
    end
  end

  @doc "Sets the configuration of a handler. Missing keys get their defaults."
  def set_handler_config(id, config) when is_map(config) do
    with {:ok, known} <- get_handler_config(id) do
      set_handlers(Map.put(handlers(), id, Map.merge(%{@default | id: id, module: known.module}, config)))
    end
  end

  @doc "Changes parts of the configuration of a handler's formatter."
  def update_formatter_config(id, key, value), do: update_formatter_config(id, %{key => value})

  def update_formatter_config(id, changes) when is_map(changes) do
    with {:ok, %{formatter: {module, config}}} <- get_handler_config(id) do
      update_handler_config(id, :formatter, {module, Map.merge(config, changes)})
    end
  end

  @doc "Adds a filter for the events of a handler."
  def add_handler_filter(id, filter_id, {fun, _} = filter) when is_function(fun, 2) do
    with {:ok, config} <- get_handler_config(id) do
      if List.keymember?(config.filters, filter_id, 0),
        do: {:error, {:already_exist, filter_id}},
        else: update_handler_config(id, :filters, config.filters ++ [{filter_id, filter}])
    end
  end

  @doc "Removes a filter of a handler."
  def remove_handler_filter(id, filter_id) do
    with {:ok, config} <- get_handler_config(id) do
      if List.keymember?(config.filters, filter_id, 0),
        do: update_handler_config(id, :filters, List.keydelete(config.filters, filter_id, 0)),
        else: {:error, {:not_found, filter_id}}
    end
  end

  @doc "Adds a filter for all events."
  def add_primary_filter(id, {fun, _} = filter) when is_function(fun, 2) do
    filters = primary_filters()

    if List.keymember?(filters, id, 0),
      do: {:error, {:already_exist, id}},
      else: :application.set_env(:logger, :primary_filters, filters ++ [{id, filter}])
  end

  @doc "Removes a filter for all events."
  def remove_primary_filter(id) do
    filters = primary_filters()

    if List.keymember?(filters, id, 0),
      do: :application.set_env(:logger, :primary_filters, List.keydelete(filters, id, 0)),
      else: {:error, {:not_found, id}}
  end

  defp primary_filters(), do: :application.get_env(:logger, :primary_filters, logger_translator: {&Logger.Translator.filter/2, %{}})

  @doc false
  def restore_default() do
    :application.unset_env(:logger, :default_prepared)
    set_handlers(Map.delete(handlers(), :default))
  end

  defp handlers(), do: :application.get_env(:logger, :handlers, %{})
  defp set_handlers(map), do: :application.set_env(:logger, :handlers, map)

  @doc "Starts the process that prints messages."
  def start_link(), do: start_link(:logger)

  @doc false
  def start_link(name) do
    pid = :proc_lib.spawn_link(:logger, :loop, [])
    :erlang.register(name, pid)
    {:ok, pid}
  end

  @doc false
  def loop() do
    receive do
      {:log, level, said, meta} when is_map(meta) -> guarded(level, content(said), meta)
      {:log, level, format, args, meta} when is_map(meta) -> guarded(level, {format, args}, meta)
      _ -> :ok
    end

    loop()
  end

  # An event from another node belongs to a shell on this one.
  defp leader(%{gl: pid}) when is_pid(pid) and node(pid) == node(), do: pid
  defp leader(_meta), do: :user

  # A report that cannot be formatted must not end the log.
  defp guarded(level, content, meta) do
    if allow(level, nil), do: print(level, content, meta, leader(meta))
  catch
    _, _ -> :ok
  end
end

defmodule :logger_proxy do
  @moduledoc "The process that receives the output of other nodes for a shell of this node."

  @doc "Starts the process."
  def start_link(), do: :logger.start_link(:logger_proxy)
end

defmodule Logger.App do
  @moduledoc false
  # The Logger application is part of the node and always running. Stopping it removes the handlers and backends that were
  # added.

  def stop() do
    Logger.Backends.Internal.stop()
    :logger.restore_default()
  end
end
