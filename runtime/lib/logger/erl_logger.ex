defmodule :logger do
  @moduledoc "The node's log: levels, metadata, and the process that prints what arrives from elsewhere."

  @ranks %{emergency: 0, alert: 1, critical: 2, error: 3, warning: 4, notice: 5, info: 6, debug: 7, none: -1, all: 10}

  @doc "Compares two levels by their importance."
  def compare_levels(left, right) do
    case {Map.fetch!(@ranks, left), Map.fetch!(@ranks, right)} do
      {same, same} -> :eq
      {a, b} when a < b -> :gt
      _ -> :lt
    end
  end

  @doc "The configuration of the node."
  def get_primary_config() do
    %{level: :application.get_env(:logger, :level, :debug), metadata: %{}, filters: [], filter_default: :log}
  end

  @doc "Changes the configuration of the node."
  def set_primary_config(:level, level), do: :application.set_env(:logger, :level, level)

  def set_primary_config(config) when is_map(config) do
    if level = config[:level], do: set_primary_config(:level, level)
    :ok
  end

  @doc "The metadata of the calling process."
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

  @doc "The levels of modules."
  def get_module_level(), do: Map.to_list(:application.get_env(:logger, :module_levels, %{}))

  def get_module_level(modules) do
    levels = :application.get_env(:logger, :module_levels, %{})
    for module <- List.wrap(modules), level = levels[module], do: {module, level}
  end

  @doc "Removes the levels of modules."
  def unset_module_level(), do: :application.set_env(:logger, :module_levels, %{})

  def unset_module_level(modules) do
    levels = :application.get_env(:logger, :module_levels, %{})
    :application.set_env(:logger, :module_levels, Map.drop(levels, List.wrap(modules)))
  end

  @doc "Tells whether a message of this level is logged for the module."
  def allow(level, module) do
    levels = :application.get_env(:logger, :module_levels, %{})
    min = Map.get(levels, module) || :application.get_env(:logger, :level, :debug)
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

    # The deeds of a process for a shell of another node are logged where that shell is.
    if node(leader) == node() do
      print(level, content, meta)
    else
      :erlang.send({:logger_proxy, node(leader)}, portable(level, content, meta))
      :ok
    end
  end

  # As OTP's nodes tell each other: text and reports as they are, a format apart
  # from what it formats.
  defp portable(level, {:string, text}, meta), do: {:log, level, IO.chardata_to_string(text), meta}
  defp portable(level, {:report, report}, meta), do: {:log, level, report, meta}
  defp portable(level, {format, args}, meta), do: {:log, level, format, args, meta}

  defp default_meta() do
    meta = %{time: :erlang.system_time(:microsecond), pid: self(), gl: :erlang.group_leader()}

    case get_process_metadata() do
      :undefined -> meta
      own -> :maps.merge(own, meta)
    end
  end

  @doc false
  def print(level, content, meta, device \\ :user) do
    case Logger.Translator.translate(content) do
      :skip -> :ok
      {:ok, text} -> handle(%{level: level, msg: {:string, text}, meta: meta}, device)
      :none -> handle(%{level: level, msg: {:string, message(content)}, meta: meta}, device)
    end
  end

  # The default handler prints; those that were added are called as well.
  defp handle(event, device) do
    handlers = :application.get_env(:logger, :handlers, %{})
    unless Map.get(handlers, :default) == :off, do: print_text(event, device)
    for {_id, %{module: module} = config} <- handlers, takes?(config, event.level), do: module.log(event, config)
    :ok
  end

  defp takes?(%{level: :all}, _level), do: true
  defp takes?(%{level: at_least}, level), do: compare_levels(level, at_least) != :lt

  defp print_text(event, device), do: :io.request(device, {:put_chars, :unicode, text(event)})

  @doc false
  def text(%{level: level, msg: {:string, message}, meta: meta}) do
    time = Map.get(meta, :time, :erlang.system_time(:microsecond))
    level |> Logger.Formatter.format_event(message, time, Map.to_list(meta)) |> IO.chardata_to_string()
  end

  @doc "Has a module's `log/2` called for each event, as well as the default handler."
  def add_handler(id, module, config) when is_atom(id) and is_atom(module) and is_map(config) do
    if Map.has_key?(handlers(), id), do: {:error, {:already_exist, id}}, else: put_handler(id, module, config)
  end

  defp put_handler(id, module, config) do
    config = Map.merge(%{id: id, module: module, level: :all, filters: [], filter_default: :log, config: %{}}, config)
    Code.ensure_loaded(module)

    case if(function_exported?(module, :adding_handler, 1), do: module.adding_handler(config), else: {:ok, config}) do
      {:ok, config} -> set_handlers(Map.put(handlers(), id, config))
      {:error, reason} -> {:error, {:handler_not_added, reason}}
    end
  end

  @doc "Takes a handler away; without `:default` nothing is printed."
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

  @doc "The handlers' names."
  def get_handler_ids(), do: for({id, config} <- Map.put_new(handlers(), :default, %{}), config != :off, do: id)

  @doc "The configuration of a handler."
  def get_handler_config(id) do
    case handlers() do
      %{^id => config} when is_map(config) -> {:ok, config}
      %{default: :off} when id == :default -> {:error, {:not_found, id}}
      _ when id == :default -> {:ok, %{id: :default, module: :logger_std_h, level: :all, filters: [], filter_default: :log, config: %{type: :standard_io}}}
      _ -> {:error, {:not_found, id}}
    end
  end

  @doc false
  def restore_default(), do: set_handlers(Map.delete(handlers(), :default))

  defp handlers(), do: :application.get_env(:logger, :handlers, %{})
  defp set_handlers(map), do: :application.set_env(:logger, :handlers, map)

  defp message({:string, text}), do: text
  defp message({:report, report}) when is_list(report), do: Enum.map_join(report, " ", &pair/1)
  defp message({:report, %_{} = report}), do: inspect(report)
  defp message({:report, report}) when is_map(report), do: message({:report, Map.to_list(report)})
  defp message({:report, report}), do: inspect(report)
  defp message({format, args}), do: :io_lib.format(format, args)

  defp pair({key, value}), do: "#{key}: #{inspect(value)}"
  defp pair(other), do: inspect(other)

  @doc "Starts the process that prints what it is told."
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

  # An event from another node was made for a shell of this one.
  defp leader(%{gl: pid}) when is_pid(pid) and node(pid) == node(), do: pid
  defp leader(_meta), do: :user

  # A report that cannot be shown must not end the log.
  defp guarded(level, content, meta) do
    if allow(level, nil), do: print(level, content, meta, leader(meta))
  catch
    _, _ -> :ok
  end
end

defmodule :logger_proxy do
  @moduledoc "The process that other nodes tell what was done there for a shell of this one."

  @doc "Starts it."
  def start_link(), do: :logger.start_link(:logger_proxy)
end
