defmodule IO.ANSI do
  @moduledoc "ANSI escape sequences."

  @colors [:black, :red, :green, :yellow, :blue, :magenta, :cyan, :white]

  @doc "Returns the colours of values by type."
  def syntax_colors do
    {:ok, colors} = :application.get_env(:elixir, :ansi_syntax_colors)
    colors
  end

  @doc "Returns whether escape sequences are enabled on the standard output."
  def enabled?, do: :application.get_env(:elixir, :ansi_enabled, false)

  for {name, place, code} <- [{:color, "foreground", 38}, {:color_background, "background", 48}] do
    @doc "Returns the sequence for one of the 256 colours of the #{place}."
    def unquote(name)(code) when code in 0..255, do: "\e[#{unquote(code)};5;#{code}m"

    @doc "Returns the sequence for a colour of the #{place} by red, green and blue, each 0..5."
    def unquote(name)(r, g, b) when r in 0..5 and g in 0..5 and b in 0..5 do
      unquote(name)((r * 6 + g) * 6 + b + 16)
    end
  end

  @sequences [
    reset: 0,
    bright: 1,
    faint: 2,
    italic: 3,
    underline: 4,
    blink_slow: 5,
    blink_rapid: 6,
    inverse: 7,
    reverse: 7,
    conceal: 8,
    crossed_out: 9,
    primary_font: 10,
    normal: 22,
    not_italic: 23,
    no_underline: 24,
    blink_off: 25,
    inverse_off: 27,
    reverse_off: 27,
    default_color: 39,
    default_background: 49,
    framed: 51,
    encircled: 52,
    overlined: 53,
    not_framed_encircled: 54,
    not_overlined: 55
  ]

  for {name, code} <- @sequences do
    @doc "Returns the sequence for #{name}."
    def unquote(name)(), do: unquote("\e[#{code}m")
  end

  for {color, index} <- Enum.with_index(@colors) do
    @doc "Returns the sequence that sets the foreground to #{color}."
    def unquote(color)(), do: unquote("\e[#{30 + index}m")

    @doc "Returns the sequence that sets the foreground to light #{color}."
    def unquote(:"light_#{color}")(), do: unquote("\e[#{90 + index}m")

    @doc "Returns the sequence that sets the background to #{color}."
    def unquote(:"#{color}_background")(), do: unquote("\e[#{40 + index}m")

    @doc "Returns the sequence that sets the background to light #{color}."
    def unquote(:"light_#{color}_background")(), do: unquote("\e[#{100 + index}m")
  end

  for font <- 1..9 do
    @doc "Returns the sequence that sets font #{font}."
    def unquote(:"font_#{font}")(), do: unquote("\e[#{font + 10}m")
  end

  @doc "Returns the sequence that moves the cursor to the first line and column."
  def home(), do: "\e[H"

  @doc "Returns the sequence that clears the screen."
  def clear(), do: "\e[2J"

  @doc "Returns the sequence that clears the line."
  def clear_line(), do: "\e[2K"

  @doc "Returns the sequence that moves the cursor to a position."
  def cursor(line, column)
      when is_integer(line) and line >= 0 and is_integer(column) and column >= 0 do
    "\e[#{line};#{column}H"
  end

  for {name, argument, direction, letter} <- [
        {:cursor_up, :lines, "up", "A"},
        {:cursor_down, :lines, "down", "B"},
        {:cursor_right, :columns, "to the right", "C"},
        {:cursor_left, :columns, "to the left", "D"}
      ] do
    n = Macro.var(argument, __MODULE__)

    @doc "Returns the sequence that moves the cursor #{direction}."
    def unquote(name)(unquote(n) \\ 1) when is_integer(unquote(n)) and unquote(n) >= 1, do: "\e[#{unquote(n)}#{unquote(letter)}"
  end

  @doc "Replaces the names of sequences with the sequences, and appends a reset."
  def format(ansidata, emit? \\ enabled?()) when is_boolean(emit?) do
    do_format(ansidata, [], [], emit?, :maybe)
  end

  @doc "Replaces the names of sequences with the sequences."
  def format_fragment(ansidata, emit? \\ enabled?()) when is_boolean(emit?) do
    do_format(ansidata, [], [], emit?, false)
  end

  defp do_format([term | rest], rem, acc, emit?, append_reset) do
    do_format(term, [rest | rem], acc, emit?, append_reset)
  end

  defp do_format(term, rem, acc, true, append_reset) when is_atom(term) do
    do_format([], rem, [acc | sequence(term)], true, !!append_reset)
  end

  defp do_format(term, rem, acc, false, append_reset) when is_atom(term) do
    _known = sequence(term)
    do_format([], rem, acc, false, append_reset)
  end

  defp do_format([], [next | rest], acc, emit?, append_reset) do
    do_format(next, rest, acc, emit?, append_reset)
  end

  defp do_format([], [], acc, true, true), do: [acc | "\e[0m"]
  defp do_format([], [], acc, _emit?, _append_reset), do: acc

  defp do_format(term, rem, acc, emit?, append_reset) do
    do_format([], rem, [acc, term], emit?, append_reset)
  end

  for {name, _code} <- @sequences do
    defp sequence(unquote(name)), do: unquote(name)()
  end

  for color <- @colors do
    defp sequence(unquote(color)), do: unquote(color)()
    defp sequence(unquote(:"light_#{color}")), do: unquote(:"light_#{color}")()
    defp sequence(unquote(:"#{color}_background")), do: unquote(:"#{color}_background")()
    defp sequence(unquote(:"light_#{color}_background")), do: unquote(:"light_#{color}_background")()
  end

  for font <- 1..9 do
    defp sequence(unquote(:"font_#{font}")), do: unquote(:"font_#{font}")()
  end

  defp sequence(name) when name in [:home, :clear, :clear_line], do: apply(IO.ANSI, name, [])

  defp sequence(other) do
    raise ArgumentError, "invalid ANSI sequence specification: #{inspect(other)}"
  end
end
