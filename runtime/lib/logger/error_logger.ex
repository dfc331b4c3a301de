defmodule :error_logger do
  @moduledoc """
  The log from before `:logger`. Reports go to `:logger`. A handler that is added here belongs to the event manager
  `:error_logger`, which receives all log events in the old form.
  """

  def start, do: started()
  def start_link, do: started()
  def stop, do: :ok

  def error_msg(format), do: error_msg(format, [])
  def error_msg(format, args), do: log(:error, :error, {format, args})
  def format(format, args), do: error_msg(format, args)
  def warning_msg(format), do: warning_msg(format, [])
  def warning_msg(format, args), do: log(:warning, :warning_msg, {format, args})
  def info_msg(format), do: info_msg(format, [])
  def info_msg(format, args), do: log(:notice, :info_msg, {format, args})

  def error_report(report), do: error_report(:std_error, report)
  def error_report(type, report), do: report(:error, :error_report, type, report)
  def warning_report(report), do: warning_report(:std_warning, report)
  def warning_report(type, report), do: report(:warning, :warning_report, type, report)
  def info_report(report), do: info_report(:std_info, report)
  def info_report(type, report), do: report(:notice, :info_report, type, report)

  defp log(level, tag, {format, args}), do: :logger.log(level, format, args, %{error_logger: %{tag: tag}})

  defp report(level, tag, type, report) do
    meta = %{error_logger: %{tag: tag, type: type}}

    if match?([{_, _} | _], report),
      do: :logger.log(level, report, meta),
      else: :logger.log(level, ~c"~tp~n", [report], meta)
  end

  def warning_map, do: :warning
  def tty(flag) when is_boolean(flag), do: :ok
  def get_format_depth, do: :unlimited
  def limit_term(term), do: term
  def logfile(:filename), do: {:error, :no_log_file}
  def logfile(_), do: {:error, :not_supported}

  def add_report_handler(mod), do: add_report_handler(mod, [])

  def add_report_handler(mod, args) do
    :ok = started()
    :gen_event.add_handler(:error_logger, mod, args)
  end

  def delete_report_handler(mod) do
    if :erlang.whereis(:error_logger) == :undefined,
      do: {:error, :module_not_found},
      else: :gen_event.delete_handler(:error_logger, mod, [])
  end

  def which_report_handlers do
    if :erlang.whereis(:error_logger) == :undefined, do: [], else: :gen_event.which_handlers(:error_logger)
  end

  defp started do
    case :gen_event.start({:local, :error_logger}) do
      {:ok, _} -> :logger.add_handler(:error_logger, :error_logger, %{level: :all})
      {:error, {:already_started, _}} -> :ok
    end
  end

  @doc "Passes log events to the manager. Called by `:logger`."
  def log(%{level: level, msg: message, meta: meta}, _config) do
    {tag, type} = old(level, meta)
    leader = Map.get(meta, :gl, :erlang.group_leader())
    pid = Map.get(meta, :pid, self())

    event =
      case message do
        {:report, report} -> {report_tag(tag), leader, {pid, type, report}}
        {:string, text} -> {tag, leader, {pid, ~c"~ts", [text]}}
        {format, args} -> {tag, leader, {pid, format, args}}
      end

    :gen_event.notify(:error_logger, event)
  end

  defp old(_level, %{error_logger: %{tag: tag} = old}), do: {tag, Map.get(old, :type, :std_error)}
  defp old(level, _meta) when level in [:emergency, :alert, :critical, :error], do: {:error, :std_error}
  defp old(:warning, _meta), do: {:warning_msg, :std_warning}
  defp old(_level, _meta), do: {:info_msg, :std_info}

  defp report_tag(:error), do: :error_report
  defp report_tag(:warning_msg), do: :warning_report
  defp report_tag(:info_msg), do: :info_report
  defp report_tag(tag), do: tag
end
