defmodule Logger do
  @moduledoc "Log messages with a level. They are printed on the node's terminal."

  @levels [:emergency, :alert, :critical, :error, :warning, :notice, :info, :debug]

  @type level :: :emergency | :alert | :critical | :error | :warning | :warn | :notice | :info | :debug
  @type message :: :unicode.chardata() | String.Chars.t()
  @type metadata :: keyword

  @doc "Returns all levels, in Elixir's order, which is not the order of importance."
  def levels(), do: [:error, :info, :debug, :emergency, :alert, :critical, :warning, :notice]

  @doc "Returns the level of the node. Less important messages are not logged."
  def level(), do: :logger.get_primary_config().level

  @doc "Compares two levels."
  def compare_levels(level, level), do: :eq
  def compare_levels(left, right), do: :logger.compare_levels(known_level(left), known_level(right))

  @doc "Changes the level of the node (`:level`). Other options are stored in the environment of `:logger`."
  def configure(options) do
    Enum.each(options, fn
      {:level, level} -> :logger.set_primary_config(:level, known_level(level))
      {key, value} -> :application.set_env(:logger, key, value)
    end)
  end

  @doc "Returns the metadata of the calling process."
  def metadata() do
    case :logger.get_process_metadata() do
      :undefined -> []
      map -> Map.to_list(map)
    end
  end

  @doc "Adds to the metadata of the calling process. A nil value removes a key."
  def metadata(keyword) do
    current = with :undefined <- :logger.get_process_metadata(), do: %{}

    merged =
      Enum.reduce(keyword, current, fn
        {key, nil}, acc -> Map.delete(acc, key)
        {key, value}, acc -> Map.put(acc, key, value)
      end)

    :logger.set_process_metadata(merged)
  end

  @doc "Replaces the metadata of the calling process."
  def reset_metadata(keyword \\ []) do
    :logger.unset_process_metadata()
    metadata(keyword)
  end

  @doc "Disables logging for the calling process."
  def disable(pid) when pid == self(), do: put_process_level(pid, :none)

  @doc "Enables logging for the calling process."
  def enable(pid) when pid == self(), do: delete_process_level(pid)

  @doc "Returns whether logging is enabled for the calling process."
  def enabled?(pid) when pid == self(), do: get_process_level(pid) != :none

  @doc "Returns the level of the calling process, or nil."
  def get_process_level(pid) when pid == self(), do: Process.get({Logger, :level})

  @doc "Sets the level of the calling process."
  def put_process_level(pid, level) when pid == self() do
    Process.put({Logger, :level}, level)
    :ok
  end

  @doc "Removes the level of the calling process."
  def delete_process_level(pid) when pid == self() do
    Process.delete({Logger, :level})
    :ok
  end

  @doc "Sets the level of modules."
  def put_module_level(modules, level) do
    :logger.set_module_level(modules, known_level(level))
  end

  @doc "Returns the levels of modules."
  def get_module_level(modules), do: :logger.get_module_level(modules)

  @doc "Removes the levels of modules."
  def delete_module_level(modules), do: :logger.unset_module_level(modules)

  @doc "Removes the levels of all modules."
  def delete_all_module_levels(), do: :logger.unset_module_level()

  @doc "Sets the level of the modules of an application."
  defdelegate put_application_level(application, level), to: :logger, as: :set_application_level

  @doc "Removes the levels of the modules of an application."
  defdelegate delete_application_level(application), to: :logger, as: :unset_application_level

  @doc """
  Returns the formatter of `config :logger, :default_formatter`. `overrides` replaces options.
  """
  def default_formatter(overrides \\ []) do
    own = for key <- [:utc_log, :truncate], value = Application.get_env(:logger, key), do: {key, value}
    console = Application.get_env(:logger, :console, []) |> Keyword.take([:format, :metadata, :colors])

    own
    |> Keyword.merge(console)
    |> Keyword.merge(Application.get_env(:logger, :default_formatter, []))
    |> Keyword.merge(overrides)
    |> Logger.Formatter.new()
  end

  @doc "Adds the handlers of `config :app, :logger`."
  def add_handlers(application) do
    for {:handler, id, module, config} <- Application.get_env(application, :logger, []), do: :logger.add_handler(id, module, config)
    :ok
  end

  @doc "Adds a backend: a module with the callbacks of `:gen_event`, alone or with an argument. Handlers of `:logger` have replaced backends."
  def add_backend(backend, options \\ []), do: flushed(options, fn -> Logger.Backends.Internal.add(backend) end)

  @doc "Removes a backend."
  def remove_backend(backend, options \\ []), do: flushed(options, fn -> Logger.Backends.Internal.remove(backend) end)

  defp flushed(options, change) do
    if options[:flush], do: flush()
    change.()
  end

  @doc "Adds a function that formats reports: `{module, function}`."
  def add_translator({module, function} = translator) when is_atom(module) and is_atom(function) do
    translators = Application.get_env(:logger, :translators, [])
    Application.put_env(:logger, :translators, [translator | List.delete(translators, translator)])
  end

  @doc "Removes a translator."
  def remove_translator({module, function} = translator) when is_atom(module) and is_atom(function) do
    Application.put_env(:logger, :translators, List.delete(Application.get_env(:logger, :translators, []), translator))
  end

  @doc "Changes the options of a backend. The console is the default handler."
  def configure_backend(:console, options) do
    Application.put_env(:logger, :default_formatter, Keyword.merge(Application.get_env(:logger, :default_formatter, []), Keyword.take(options, [:format, :metadata, :colors])))
  end

  def configure_backend(backend, options) when is_list(options), do: Logger.Backends.Internal.configure(backend, options)

  @doc "Waits until all previous messages are printed."
  def flush(), do: Logger.Backends.Internal.flush()

  for level <- @levels do
    @doc "Logs at level #{level}."
    defmacro unquote(level)(message_or_fun, metadata \\ []) do
      maybe_log(unquote(level), message_or_fun, metadata, __CALLER__)
    end
  end

  @doc false
  @deprecated "Use Logger.warning/2 instead"
  defmacro warn(message_or_fun, metadata \\ []) do
    maybe_log(:warning, message_or_fun, metadata, __CALLER__)
  end

  @doc "Logs at the given level."
  defmacro log(level, message_or_fun, metadata \\ []) do
    maybe_log(level, message_or_fun, metadata, __CALLER__)
  end

  defp maybe_log(level, data, metadata, caller) do
    {name, arity} = caller.function || {nil, nil}
    where = [file: String.to_charlist(caller.file), line: caller.line, module: caller.module]
    application = Application.get_env(:logger, :compile_time_application)
    where = if application, do: [application: application] ++ where, else: where
    where = if name, do: [function: "#{name}/#{arity}", mfa: {caller.module, name, arity}] ++ where, else: where

    if purged?(level, where, metadata), do: unlogged(data), else: logged(level, data, where, metadata)
  end

  defp logged(level, data, where, metadata) do
    always? = Application.get_env(:logger, :always_evaluate_messages, false)
    original = data
    data = if always?, do: quote(do: data), else: data
    log = quote(do: Logger.__do_log__(level, unquote(data), unquote(Macro.escape(where)), unquote(metadata)))

    quoted =
      quote do
        case Logger.__should_log__(unquote(level), __MODULE__) do
          nil -> :ok
          level -> unquote(log)
        end
      end

    if always?, do: {:__block__, [], [quote(do: data = unquote(original)), quoted]}, else: quoted
  end

  # A message that is removed at compile time still uses its variables.
  defp unlogged(data) do
    if Application.get_env(:logger, :always_evaluate_messages, false),
      do: quote(do: (_ = unquote(data); :ok)),
      else: quote(do: if(false, do: (_ = unquote(data); :ok), else: :ok))
  end

  # Implements
  # `config :logger, compile_time_purge_matching: [[module: Mod], [level_lower_than: :info]]`.
  defp purged?(level, where, metadata) do
    known = if Keyword.keyword?(metadata), do: Keyword.merge(where, metadata), else: where
    Enum.any?(Application.get_env(:logger, :compile_time_purge_matching, []), fn filters -> Enum.all?(filters, &matches?(&1, level, known)) end)
  end

  defp matches?({:level_lower_than, least}, level, _known), do: is_atom(level) and compare_levels(level, least) == :lt
  defp matches?({key, value}, _level, known), do: Keyword.fetch(known, key) == {:ok, value}

  @doc false
  def __should_log__(level, module) do
    level = known_level(level)

    cond do
      process_silent?(level) -> nil
      :logger.allow(level, module) -> level
      true -> nil
    end
  end

  defp process_silent?(level) do
    case :erlang.get({Logger, :level}) do
      :undefined -> false
      :none -> true
      min -> compare_levels(level, min) == :lt
    end
  end

  @doc false
  def __do_log__(level, fun, where, metadata) when is_function(fun, 0) do
    case fun.() do
      {msg, meta} -> __do_log__(level, msg, where, Keyword.merge(metadata, meta))
      msg -> __do_log__(level, msg, where, metadata)
    end
  end

  def __do_log__(level, msg, where, metadata) do
    meta = Map.new(Keyword.merge(where, metadata))
    :logger.macro_log(level, shown(msg), Map.update(meta, :domain, [:elixir], &[:elixir | List.wrap(&1)]))
  end

  defp shown(msg) when is_binary(msg), do: {:string, msg}
  defp shown([{key, _} | _] = report) when is_atom(key), do: {:report, report}
  defp shown(msg) when is_list(msg), do: {:string, msg}
  defp shown(%_{} = struct), do: {:report, struct}
  defp shown(msg) when is_map(msg), do: {:report, msg}
  defp shown(msg), do: {:string, to_string(msg)}

  @doc "Logs at a level that is known at run time only."
  def bare_log(level, message_or_fun, metadata \\ []) do
    case __should_log__(level, nil) do
      nil -> :ok
      level -> __do_log__(level, message_or_fun, [], metadata)
    end
  end

  defp known_level(:warn), do: :warning
  defp known_level(level) when level in @levels or level in [:all, :none], do: level

  defp known_level(level) do
    raise ArgumentError, "invalid Logger level: #{inspect(level)}"
  end
end
