defmodule :logger_std_h do
  @moduledoc """
  The handler that writes to a device or a file: `config: %{type: :standard_io}`, `:standard_error`, or `%{file: path}`.

  The logging process itself writes, without a queue. So the options about bursts and overload have
  no effect.
  """

  @overload [:burst_limit_enable, :burst_limit_max_count, :burst_limit_window_time, :drop_mode_qlen, :filesync_repeat_interval, :flush_qlen] ++
              [:overload_kill_enable, :overload_kill_mem_size, :overload_kill_qlen, :overload_kill_restart_after, :sync_mode_qlen]
  @own [:type, :file, :modes, :file_check, :max_no_bytes, :max_no_files, :compress_on_rotate]

  @doc "Prepares the configuration of a handler that is added."
  def adding_handler(%{config: config} = handler) do
    with :ok <- known(config), {:ok, config} <- target(config), do: {:ok, %{handler | config: config}}
  end

  defp known(%{compress_on_rotate: true}), do: {:error, {:not_part_of_lab, :compress_on_rotate}}

  defp known(config) do
    case Map.drop(config, @own ++ @overload) do
      none when none == %{} -> :ok
      unknown -> {:error, {:invalid_config, __MODULE__, unknown}}
    end
  end

  defp target(%{type: {:file, file}} = config), do: opened(config, file, [:append])
  defp target(%{type: {:file, file, modes}} = config), do: opened(config, file, modes)
  defp target(%{file: file} = config), do: opened(config, file, Map.get(config, :modes, [:append]))
  defp target(config), do: {:ok, Map.put_new(config, :type, :standard_io)}

  # Creates the file, or fails if it cannot be written.
  defp opened(config, file, modes) do
    path = :filename.absname(file)

    case :file.write_file(path, "", if(:append in modes or modes == [], do: [:append], else: [])) do
      :ok -> {:ok, Map.merge(%{file_check: 0, max_no_bytes: :infinity, max_no_files: 0, compress_on_rotate: false}, Map.merge(config, %{type: :file, file: path, modes: modes}))}
      {:error, reason} -> {:error, {:open_failed, path, reason}}
    end
  end

  @doc "Writes an event."
  def log(event, %{config: config} = handler), do: write(config, :logger.text(event, handler), :user)

  @doc false
  def write(%{type: :file, file: file} = config, text, _device) do
    if full?(config), do: rotate(file, config.max_no_files)
    :file.write_file(file, text, [:append])
  end

  def write(%{type: :standard_error}, text, _device), do: :io.request(:standard_error, {:put_chars, :unicode, text})
  def write(_config, text, :user), do: :io.request(:user, {:put_chars, :unicode, text})
  # The shell may have ended. Then the text goes to :user.
  def write(config, text, shell), do: with({:error, _} <- :io.request(shell, {:put_chars, :unicode, text}), do: write(config, text, :user))

  defp full?(%{max_no_bytes: :infinity}), do: false
  defp full?(%{max_no_bytes: most, file: file}), do: match?({:ok, %{size: size}} when size >= most, File.stat(file))

  # The newest rotated file has the suffix .0.
  defp rotate(file, 0), do: :file.write_file(file, "")

  defp rotate(file, kept) do
    for n <- (kept - 2)..0//-1, do: :file.rename(old(file, n), old(file, n + 1))
    :file.rename(file, old(file, 0))
  end

  defp old(file, n), do: :unicode.characters_to_list([file, ?., Integer.to_string(n)])

  @doc "Returns `:ok` at once, because every event is written to the file immediately."
  def filesync(id), do: with({:ok, _} <- :logger.get_handler_config(id), do: :ok)
end

defmodule :logger_filters do
  @moduledoc "Event filters for handlers and for the node: by domain, by level, by progress reports and by remote group leaders."

  def domain(%{meta: meta} = event, {action, comparison, domain}) when action in [:log, :stop] do
    decided(compared?(comparison, Map.get(meta, :domain, []), domain), action, event)
  end

  defp compared?(:sub, domain, other), do: :lists.prefix(other, domain)
  defp compared?(:super, domain, other), do: :lists.prefix(domain, other)
  defp compared?(:equal, domain, other), do: domain == other
  defp compared?(:not_equal, domain, other), do: domain != other
  defp compared?(:undefined, domain, _other), do: domain == []

  def level(%{level: level} = event, {action, operator, other}) when action in [:log, :stop] do
    order = :logger.compare_levels(level, other)
    decided(order in %{neq: [:lt, :gt], eq: [:eq], lt: [:lt], gt: [:gt], lteq: [:lt, :eq], gteq: [:gt, :eq]}[operator], action, event)
  end

  def progress(event, action) when action in [:log, :stop], do: decided(match?(%{msg: {:report, %{label: {_, :progress}}}}, event), action, event)
  def remote_gl(%{meta: meta} = event, action) when action in [:log, :stop], do: decided(is_map_key(meta, :gl) and node(meta.gl) != node(), action, event)

  defp decided(false, _action, _event), do: :ignore
  defp decided(true, :stop, _event), do: :stop
  defp decided(true, :log, event), do: event
end
