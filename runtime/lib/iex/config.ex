defmodule IEx.Config do
  @moduledoc false

  @keys [:alive_prompt, :colors, :history_size, :default_prompt, :auto_reload, :inspect, :width, :continuation_prompt, :alive_continuation_prompt, :parser, :dot_iex]

  @defaults [
    alive_prompt: "%prefix(%node)%counter>",
    colors: [],
    history_size: 20,
    default_prompt: "%prefix(%counter)>",
    auto_reload: false,
    inspect: [pretty: true]
  ]

  @colors [
    eval_result: :yellow,
    eval_info: :normal,
    eval_error: :red,
    eval_interrupt: :yellow,
    stack_info: :red,
    blame_diff: :red,
    ls_directory: :blue,
    ls_device: :green,
    doc_code: [:bright],
    doc_inline_code: [:bright],
    doc_headings: [:yellow, :bright],
    doc_title: [:reverse, :yellow, :bright],
    doc_bold: [:bright],
    doc_underline: [:underline],
    doc_quote: [],
    doc_table_heading: [:reverse],
    doc_metadata: [:yellow]
  ]

  @syntax_colors [
    atom: :cyan,
    string: :green,
    list: :default_color,
    boolean: :magenta,
    nil: :magenta,
    tuple: :default_color,
    binary: :default_color,
    map: :default_color,
    reset: :yellow
  ]

  def configuration() do
    stored = for {key, _} <- @defaults, do: {key, :application.get_env(:iex, key, @defaults[key])}
    extra = for key <- @keys, not Keyword.has_key?(@defaults, key), {:ok, value} <- [:application.get_env(:iex, key)], do: {key, value}
    stored ++ extra
  end

  def configure(options) do
    Enum.each(options, fn {key, value} ->
      unless key in @keys, do: raise(ArgumentError, "invalid option #{inspect(key)} for IEx.configure/1")
      merged = if key in [:colors, :inspect], do: Keyword.merge(get(key), value), else: value
      :application.set_env(:iex, key, merged)
    end)
  end

  defp get(key), do: :application.get_env(:iex, key, @defaults[key])

  def started?(), do: :application.get_env(:iex, :started, false)
  def mark_started(), do: :application.set_env(:iex, :started, true)

  def after_spawn(), do: Enum.reverse(:application.get_env(:iex, :after_spawn, []))
  def after_spawn(fun), do: :application.set_env(:iex, :after_spawn, [fun | :application.get_env(:iex, :after_spawn, [])])

  def history_size(), do: get(:history_size)

  def dont_display_result(), do: :"do not show this result in output"

  def width() do
    columns =
      case :io.columns() do
        {:ok, columns} -> columns
        {:error, _} -> 80
      end

    :application.get_env(:iex, :width, nil) || min(columns, 80)
  end

  @doc "Returns the options for documentation: the width, and the colours if enabled."
  def docs do
    colors = get(:colors)
    chosen = for {name, default} <- @colors, String.starts_with?(Atom.to_string(name), "doc_"), do: {name, Keyword.get(colors, name, default)}
    [width: width(), enabled: Keyword.get(colors, :enabled, IO.ANSI.enabled?())] ++ chosen
  end

  def color(name) do
    colors = get(:colors)
    if Keyword.get(colors, :enabled, IO.ANSI.enabled?()), do: color_of(colors, name), else: nil
  end

  defp color_of(colors, name) do
    case Keyword.fetch(colors, name) do
      {:ok, value} -> value
      :error -> @colors[name]
    end
  end

  def color(name, string) do
    case color(name) do
      nil ->
        string

      ansi ->
        IO.chardata_to_string([IO.ANSI.format_fragment(ansi, true), string, IO.ANSI.format_fragment(reset(ansi), true)])
    end
  end

  # Only attributes that were set are reset, so that the screen keeps the others.
  defp reset(ansi) when is_atom(ansi) do
    if ansi in [:black, :red, :green, :yellow, :blue, :magenta, :cyan, :white], do: :default_color, else: :reset
  end

  defp reset(_ansi), do: :reset

  def inspect_opts() do
    opts = get(:inspect)
    colors = get(:colors)

    opts =
      if Keyword.get(colors, :enabled, IO.ANSI.enabled?()) do
        syntax = Keyword.get(colors, :syntax_colors, @syntax_colors)
        Keyword.put_new(opts, :syntax_colors, Keyword.put_new(syntax || [], :reset, :default_color))
      else
        opts
      end

    [width: width()] ++ opts
  end

  def parser(), do: :application.get_env(:iex, :parser, {IEx.Evaluator, :parse, []})

  @doc "Returns the text of the prompt."
  def prompt(prefix, counter) do
    {plain, alive} =
      case prefix do
        "..." -> {:application.get_env(:iex, :continuation_prompt, nil), :application.get_env(:iex, :alive_continuation_prompt, nil)}
        _ -> {nil, nil}
      end

    template = if Node.alive?(), do: alive || get(:alive_prompt), else: plain || get(:default_prompt)

    template
    |> String.replace("%counter", to_string(counter))
    |> String.replace("%prefix", to_string(prefix))
    |> String.replace("%node", to_string(node()))
    |> Kernel.<>(" ")
  end
end
