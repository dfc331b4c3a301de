defmodule :logger_formatter do
  @moduledoc "OTP's default formatter: it formats an event by a template of fields and text."

  @keys [:chars_limit, :depth, :legacy_header, :max_size, :report_cb, :single_line, :template, :time_designator, :time_offset]

  @doc "Checks a formatter configuration."
  def check_config(config) do
    wrong = Enum.find(config, fn {key, value} -> not valid?(key, value) end)

    case wrong do
      nil -> :ok
      {:template, template} -> {:error, {:invalid_formatter_template, __MODULE__, template}}
      pair -> {:error, {:invalid_formatter_config, __MODULE__, pair}}
    end
  end

  defp valid?(key, _value) when key not in @keys, do: false
  defp valid?(key, value) when key in [:chars_limit, :depth, :max_size], do: value == :unlimited or (is_integer(value) and value > 0)
  defp valid?(key, value) when key in [:legacy_header, :single_line], do: is_boolean(value)
  defp valid?(:report_cb, value), do: is_function(value, 1) or is_function(value, 2)
  defp valid?(:template, value), do: is_list(value) and Enum.all?(value, &part?/1)
  defp valid?(:time_designator, value), do: is_integer(value)
  defp valid?(:time_offset, value), do: is_integer(value) or is_list(value) or is_binary(value)

  defp part?({key, yes, no}), do: key?(key) and valid?(:template, yes) and valid?(:template, no)
  defp part?(part), do: key?(part) or text?(part)

  defp key?(key), do: is_atom(key) or (is_list(key) and key != [] and Enum.all?(key, &is_atom/1))
  defp text?(text), do: is_list(text) and :io_lib.char_list(text)

  @doc "Formats an event as text."
  def format(%{level: level, msg: msg, meta: meta}, config) do
    config = Map.merge(%{single_line: true, legacy_header: false, max_size: :unlimited, time_designator: ?T, time_offset: ~c""}, config)
    meta = if config.legacy_header, do: Map.put(meta, __MODULE__, %{header: header(level, meta, config)}), else: meta

    config
    |> Map.get_lazy(:template, fn -> template(config) end)
    |> Enum.map(&filled(&1, level, msg, meta, config))
    |> cut(config.max_size)
  end

  defp template(%{legacy_header: true}), do: [[__MODULE__, :header], ~c"\n", :msg, ~c"\n"]
  defp template(%{single_line: true}), do: [:time, ~c" ", :level, ~c": ", :msg, ~c"\n"]
  defp template(%{single_line: false}), do: [:time, ~c" ", :level, ~c":\n", :msg, ~c"\n"]

  defp filled(:level, level, _msg, _meta, _config), do: Atom.to_string(level)
  defp filled(:msg, _level, msg, meta, config), do: msg |> said(meta, config) |> on_a_line(config) |> cut(Map.get(config, :chars_limit, :unlimited))

  defp filled({key, yes, no}, level, msg, meta, config) do
    part = if value(key, meta) == :none and key not in [:level, :msg], do: no, else: yes
    Enum.map(part, &filled(&1, level, msg, meta, config))
  end

  defp filled(part, _level, _msg, meta, config) do
    if text?(part) do
      part
    else
      case value(part, meta) do
        :none -> ""
        {:ok, value} -> shown(part, value, config)
      end
    end
  end

  defp value(key, meta) when is_atom(key), do: value([key], meta)

  defp value([key | keys], %{} = meta) do
    case meta do
      %{^key => value} -> if keys == [], do: {:ok, value}, else: value(keys, value)
      _ -> :none
    end
  end

  defp value(_keys, _meta), do: :none

  defp shown(:time, time, config), do: :calendar.system_time_to_rfc3339(time, unit: :microsecond, offset: offset(config.time_offset), time_designator: config.time_designator)
  defp shown(:mfa, {module, function, arity}, _config), do: :io_lib.format(~c"~0tp:~0tp/~w", [module, function, arity])

  defp shown(_key, value, _config) do
    if is_binary(value) or (is_list(value) and value != [] and :io_lib.char_list(value)), do: value, else: :io_lib.format(~c"~0tp", [value])
  end

  defp offset(text) when is_binary(text), do: String.to_charlist(text)
  defp offset(other), do: other

  defp said({:string, text}, _meta, _config), do: text

  defp said({:report, report}, meta, config) do
    case Map.get(config, :report_cb) || Map.get(meta, :report_cb, &:logger.format_report/1) do
      words when is_function(words, 2) ->
        words.(report, %{depth: Map.get(config, :depth, :unlimited), chars_limit: Map.get(config, :chars_limit, :unlimited), single_line: config.single_line})

      words ->
        case words.(report) do
          {format, args} when is_list(format) and is_list(args) -> :io_lib.format(format, args)
          other -> :io_lib.format(~c"REPORT_CB/1 ERROR: ~0tp; Returned: ~0tp", [report, other])
        end
    end
  end

  defp said({format, args}, _meta, _config), do: :io_lib.format(format, args)

  defp on_a_line(text, %{single_line: false}), do: text
  defp on_a_line(text, _config), do: text |> IO.chardata_to_string() |> String.trim() |> String.replace(~r/,?\r?\n\s*/, ", ")

  defp cut(text, :unlimited), do: text

  defp cut(text, most) do
    text = IO.chardata_to_string(text)
    ending = if String.ends_with?(text, "\n"), do: "...\n", else: "..."
    if String.length(text) > most, do: String.slice(text, 0, max(most - String.length(ending), 0)) <> ending, else: text
  end

  @months {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}

  defp header(level, %{time: time}, config) do
    utc? = offset(config.time_offset) in [~c"Z", ~c"z", 0]
    {{year, month, day}, {h, m, s}} = if utc?, do: :calendar.system_time_to_universal_time(time, :microsecond), else: :calendar.system_time_to_local_time(time, :microsecond)

    :io_lib.format(~c"=~ts REPORT==== ~w-~ts-~w::~2..0w:~2..0w:~2..0w.~6..0w ~ts===", [
      level |> Atom.to_string() |> String.upcase(), day, elem(@months, month - 1), year, h, m, s, rem(time, 1_000_000), if(utc?, do: "UTC ", else: "")
    ])
  end
end
