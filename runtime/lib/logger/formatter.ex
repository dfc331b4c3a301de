defmodule Logger.Formatter do
  @moduledoc "How a log message looks on the terminal."

  @default_pattern "\n$time $metadata[$level] $message\n"

  @doc "A pattern as a list of strings and the names of fields."
  def compile(nil), do: compile(@default_pattern)
  def compile({module, function}) when is_atom(module) and is_atom(function), do: {module, function}

  def compile(pattern) when is_binary(pattern) do
    for part <- Regex.split(~r/(\$(?:date|level|levelpad|message|metadata|node|time))(?![a-z])/, pattern, include_captures: true, trim: true) do
      field(part)
    end
  end

  defp field("$" <> name), do: String.to_atom(name)
  defp field(text), do: text

  @doc "A message by a compiled pattern."
  def format({module, function}, level, message, timestamp, metadata) do
    apply(module, function, [level, message, timestamp, metadata])
  end

  def format(pattern, level, message, timestamp, metadata) do
    for part <- pattern, do: output(part, level, message, timestamp, metadata)
  end

  defp output(:message, _, message, _, _), do: message
  defp output(:date, _, _, {date, _time}, _), do: format_date(date)
  defp output(:time, _, _, {_date, time}, _), do: format_time(time)
  defp output(:level, level, _, _, _), do: Atom.to_string(level)
  defp output(:node, _, _, _, _), do: Atom.to_string(node())
  defp output(:metadata, _, _, _, []), do: ""
  defp output(:metadata, _, _, _, metadata), do: Enum.map(metadata, &metadata_pair/1)
  defp output(:levelpad, level, _, _, _), do: String.duplicate(" ", 9 - String.length(Atom.to_string(level)))
  defp output(text, _, _, _, _), do: text

  defp metadata_pair({key, value}) do
    case metadata(key, value) do
      nil -> []
      shown -> [Atom.to_string(key), ?=, shown, ?\s]
    end
  end

  defp metadata(:time, _), do: nil
  defp metadata(:gl, _), do: nil
  defp metadata(_, nil), do: nil
  defp metadata(_, value) when is_binary(value), do: value
  defp metadata(_, value) when is_integer(value), do: Integer.to_string(value)
  defp metadata(_, value) when is_float(value), do: Float.to_string(value)
  defp metadata(_, value) when is_pid(value) or is_reference(value), do: inspect(value) |> String.replace(~r/^#(PID|Reference)/, "")
  defp metadata(_, value) when is_atom(value), do: inspect(value)
  defp metadata(:mfa, {mod, fun, arity}), do: Exception.format_mfa(mod, fun, arity)
  defp metadata(:file, file) when is_list(file), do: file
  defp metadata(_, _), do: nil

  @doc "A date as text."
  def format_date({year, month, day}), do: [Integer.to_string(year), ?-, pad2(month), ?-, pad2(day)]

  @doc "A time with milliseconds as text."
  def format_time({hour, minute, second, millisecond}) do
    [pad2(hour), ?:, pad2(minute), ?:, pad2(second), ?., pad3(millisecond)]
  end

  defp pad2(n), do: String.pad_leading(Integer.to_string(n), 2, "0")
  defp pad3(n), do: String.pad_leading(Integer.to_string(n), 3, "0")

  @doc "A message for the terminal: in the configured pattern, coloured by its level."
  def format_event(level, message, microseconds, metadata) do
    keys = configured(:metadata) || []
    shown = if keys == :all, do: metadata, else: Enum.filter(metadata, fn {key, _} -> key in keys end)
    text = format(compile(configured(:format)), level, message, local_time(microseconds), shown)

    if IO.ANSI.enabled?(), do: [color(level), text, IO.ANSI.reset()], else: text
  end

  # The words of `config :logger, :default_formatter`, or `:console`, its name before
  # Elixir 1.15.
  defp configured(key) do
    Enum.find_value([:default_formatter, :console], fn name -> :application.get_env(:logger, name, [])[key] end) ||
      :application.get_env(:logger, key, nil)
  end

  defp local_time(microseconds) do
    {date, {hour, minute, second}} =
      :calendar.system_time_to_local_time(microseconds, :microsecond)

    {date, {hour, minute, second, rem(div(microseconds, 1000), 1000)}}
  end

  defp color(:debug), do: IO.ANSI.cyan()
  defp color(level) when level in [:info, :notice], do: IO.ANSI.normal()
  defp color(:warning), do: IO.ANSI.yellow()
  defp color(_), do: IO.ANSI.red()
end
