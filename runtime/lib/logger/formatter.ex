defmodule Logger.Formatter do
  @moduledoc """
  Formats log messages.

      config :logger, :default_formatter, format: "$time [$level] $message\\n", metadata: [:user]

  A format can contain `$time`, `$date`, `$message`, `$level`, `$node` and `$metadata`.
  """

  @default_pattern "\n$time $metadata[$level] $message\n"
  @fields [:date, :level, :message, :metadata, :node, :time]
  @replacement "\uFFFD"
  @colors [debug: :cyan, info: :normal, notice: :normal, warning: :yellow, error: :red, critical: :red, alert: :red, emergency: :red]

  defstruct template: nil, truncate: 8096, metadata: [], colors: [], utc_log?: false

  @type pattern :: :date | :level | :levelpad | :message | :metadata | :node | :time

  @doc "Returns a formatter for a handler. Options: `:format`, `:metadata`, `:colors`, `:truncate`, `:utc_log`."
  def new(options \\ []) do
    formatter = %__MODULE__{
      template: compile(options[:format]),
      truncate: Keyword.get(options, :truncate, 8096),
      metadata: options |> Keyword.get(:metadata, []) |> keys(),
      colors: colors(Keyword.get(options, :colors, [])),
      utc_log?: Keyword.get(options, :utc_log, false)
    }

    {__MODULE__, formatter}
  end

  defp keys(:all), do: :all
  defp keys(keys) when is_list(keys), do: keys

  defp colors(given) do
    @colors |> Keyword.merge(given) |> Keyword.put_new_lazy(:enabled, &IO.ANSI.enabled?/0)
  end

  @doc "Compiles a pattern to a list of strings and field names."
  def compile(nil), do: compile(@default_pattern)
  def compile({module, function}) when is_atom(module) and is_atom(function), do: {module, function}

  def compile(pattern) when is_binary(pattern) do
    for part <- Regex.split(~r/\$[a-z]+/, pattern, include_captures: true, trim: true), do: field(part)
  end

  defp field("$" <> name) do
    Enum.find(@fields, &(Atom.to_string(&1) == name)) || raise(ArgumentError, "$#{name} is an invalid format pattern")
  end

  defp field(text), do: text

  @doc "Formats an event for a handler."
  def format(%{level: level, meta: meta} = event, %__MODULE__{} = formatter) do
    written(level, format_event(event, formatter.truncate), clock(meta, formatter.utc_log?), meta, formatter)
  end

  @doc "Formats the message of an event. A report is formatted by its own callback, and terms in a format as Elixir inspects them."
  def format_event(%{msg: message, meta: meta}, most), do: message |> told(meta, most) |> truncate(most)

  @doc false
  def written(level, text, at, meta, formatter) do
    shown = format(formatter.template, level, text, at, chosen(meta, formatter.metadata))
    painted(shown, level, meta, formatter.colors)
  end

  defp told({:string, text}, _meta, _most), do: text
  defp told({:report, report}, %{report_cb: fun}, _most) when is_function(fun, 1), do: report |> fun.() |> told_format()

  defp told({:report, report}, %{report_cb: fun}, most) when is_function(fun, 2) do
    fun.(report, %{depth: :unlimited, chars_limit: if(most == :infinity, do: :unlimited, else: most), single_line: false})
  end

  defp told({:report, %{} = report}, _meta, _most) when not is_struct(report), do: report |> Map.to_list() |> inspected([])
  defp told({:report, report}, _meta, _most), do: inspected(report, [])
  defp told(format, _meta, _most), do: told_format(format)

  defp told_format({format, args}) do
    {format, args} = Logger.Inspected.format(format, args, &inspected/2)
    :io_lib.format(format, args)
  end

  defp told_format(text), do: text

  defp inspected(value, options), do: inspect(value, Keyword.merge(Application.get_env(:logger, :translator_inspect_opts, []), options))

  defp clock(%{time: time}, utc?) when is_integer(time) do
    {date, {hour, minute, second}} =
      if utc?, do: :calendar.system_time_to_universal_time(time, :microsecond), else: :calendar.system_time_to_local_time(time, :microsecond)

    {date, {hour, minute, second, time |> div(1000) |> rem(1000)}}
  end

  defp clock(meta, utc?), do: meta |> Map.put(:time, :os.system_time(:microsecond)) |> clock(utc?)

  # Listed keys are shown in order. :all shows all keys except those common to every event.
  defp chosen(meta, :all), do: meta |> extended() |> Map.to_list()

  defp chosen(meta, keys) do
    meta = extended(meta)
    for key <- keys, {:ok, value} <- [Map.fetch(meta, key)], do: {key, value}
  end

  defp extended(%{mfa: {module, function, arity}} = meta), do: Map.merge(%{module: module, function: "#{function}/#{arity}"}, meta)
  defp extended(meta), do: meta

  defp painted(text, level, meta, colors) do
    if colors[:enabled] do
      [IO.ANSI.format_fragment(meta[:ansi_color] || colors[rank(level)], true), text | IO.ANSI.reset()]
    else
      text
    end
  end

  defp rank(:warn), do: :warning
  defp rank(level), do: level

  @doc "Formats a message with a compiled pattern."
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
  defp output(:metadata, _, _, _, metadata), do: spread(for({key, value} <- metadata, shown = metadata(key, value), do: [Atom.to_string(key), ?=, shown, ?\s]))
  defp output(text, _, _, _, _), do: text

  defp spread([one]), do: one
  defp spread(pairs), do: pairs

  @hidden [:time, :gl, :report_cb]

  defp metadata(key, _) when key in @hidden, do: nil
  defp metadata(_, nil), do: nil
  defp metadata(_, value) when is_binary(value), do: value
  defp metadata(_, value) when is_integer(value), do: Integer.to_string(value)
  defp metadata(_, value) when is_float(value), do: Float.to_string(value)
  defp metadata(_, value) when is_pid(value), do: :erlang.pid_to_list(value)
  defp metadata(_, value) when is_reference(value), do: tl(~c"#" ++ Enum.drop(:erlang.ref_to_list(value), 4))
  defp metadata(_, value) when is_port(value), do: Enum.drop(:erlang.port_to_list(value), 5)

  defp metadata(_, value) when is_atom(value) do
    case Atom.to_string(value) do
      "Elixir." <> name -> name
      name -> name
    end
  end

  defp metadata(key, {module, function, arity}) when key in [:mfa, :initial_call] and is_atom(module) and is_atom(function) and is_integer(arity) do
    Exception.format_mfa(module, function, arity)
  end

  defp metadata(:file, file) when is_list(file), do: file
  defp metadata(:domain, [head | tail]) when is_atom(head), do: Enum.map_intersperse([head | tail], ?., &Atom.to_string/1)
  defp metadata(_, value) when is_list(value) or is_function(value), do: nil
  defp metadata(_, value), do: if(String.Chars.impl_for(value), do: to_string(value))

  @doc "Replaces invalid characters with a replacement character."
  def prune(binary) when is_binary(binary), do: pruned(binary, "")
  def prune([head | tail]) when head in 0..1_114_111, do: [head | prune_tail(tail)]
  def prune([head | tail]), do: [prune(head) | prune_tail(tail)]
  def prune([]), do: []
  def prune(_), do: @replacement

  defp prune_tail([]), do: []
  defp prune_tail(tail), do: prune(tail)

  defp pruned(<<char::utf8, rest::binary>>, done), do: pruned(rest, <<done::binary, char::utf8>>)
  defp pruned(<<_, rest::binary>>, done), do: pruned(rest, done <> @replacement)
  defp pruned(<<>>, done), do: done

  @doc "Truncates a text to a number of bytes, and marks it as truncated."
  def truncate(text, :infinity) when is_binary(text) or is_list(text), do: text

  def truncate(text, most) when most > 0 do
    case cut(text, most) do
      {cut, left} when left < 0 -> [cut, " (truncated)"]
      {whole, _left} -> whole
    end
  end

  # Truncates text to the limit. The second value is the number of bytes left, which is negative
  # if the text was cut.
  defp cut(text, left) when left < 0, do: {if(is_list(text), do: [], else: ""), left}
  defp cut("", left), do: {"", left}
  defp cut([], left), do: {[], left}

  defp cut(text, left) when is_binary(text) do
    size = byte_size(text)
    if size <= left, do: {text, left - size}, else: {text |> binary_part(0, left) |> whole_characters(), -1}
  end

  # A character that starts within the limit is kept.
  defp cut([head | tail], left) do
    {head, left} = if is_integer(head), do: {head, left - byte_size(<<head::utf8>>)}, else: cut(head, left)
    {tail, left} = cut(tail, left)
    {[head | tail], left}
  end

  defp whole_characters(text) do
    case :unicode.characters_to_binary(text) do
      {_, good, _} -> good
      good -> good
    end
  end

  @doc "Formats a date."
  def format_date({year, month, day}), do: [Integer.to_string(year), ?-, pad2(month), ?-, pad2(day)]

  @doc "Formats a time with milliseconds."
  def format_time({hour, minute, second, millisecond}) do
    [pad2(hour), ?:, pad2(minute), ?:, pad2(second), ?., pad3(millisecond)]
  end

  defp pad2(n) when n < 10, do: [?0, Integer.to_string(n)]
  defp pad2(n), do: Integer.to_string(n)
  defp pad3(n) when n < 10, do: [?0, ?0, Integer.to_string(n)]
  defp pad3(n) when n < 100, do: [?0, Integer.to_string(n)]
  defp pad3(n), do: Integer.to_string(n)

  @doc "Returns the current time in the format of events."
  def system_time_to_date_time_ms(time, utc? \\ false), do: clock(%{time: time}, utc?)
end
