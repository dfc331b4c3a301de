defmodule Logger.Inspected do
  @moduledoc false

  # Formats with Erlang's format strings, but shows terms as Elixir does.

  # A directive has a width, a precision, a pad character, modifiers and a control character.
  @directive ~r/~(-?(?:\d+|\*))?(?:\.(\d+|\*)?)?(?:\.(.))?([tlkK]*)(.)/su

  @doc "Replaces the arguments of ~p and similar sequences with text. `show` makes the text from a term and the options of inspect/2."
  def format(format, args, show) do
    text = if is_atom(format), do: Atom.to_string(format), else: IO.chardata_to_string(format)

    {parts, args} =
      Regex.split(@directive, text, include_captures: true)
      |> Enum.map_reduce({args, []}, fn part, {args, done} ->
        case Regex.run(@directive, part) do
          [^part, width, precision, _pad, modifiers, verb] -> directive(verb, part, width, precision, modifiers, args, done, show)
          nil -> {part, {args, done}}
        end
      end)
      |> then(fn {parts, {left, done}} -> {parts, Enum.reverse(done, left)} end)

    {parts |> IO.iodata_to_binary() |> String.to_charlist(), args}
  end

  defp directive(verb, part, width, precision, modifiers, args, done, show) when verb in ["p", "w", "P", "W"] do
    {width, args} = field(width, args)
    {_precision, args} = field(precision, args)

    case {args, verb in ["P", "W"]} do
      {[term, depth | args], true} when is_integer(depth) -> {"~ts", {args, [show.(term, options(verb, width, modifiers) ++ [limit: depth]) | done]}}
      {[term | args], false} -> {"~ts", {args, [show.(term, options(verb, width, modifiers)) | done]}}
      _ -> {part, {args, done}}
    end
  end

  # Other sequences take their arguments unchanged.
  defp directive(verb, part, width, precision, _modifiers, args, done, _show) do
    count = Enum.count([width, precision], &String.ends_with?(&1, "*")) + taken(verb)
    {own, args} = Enum.split(args, count)
    {part, {args, Enum.reverse(own, done)}}
  end

  defp taken(verb) when verb in ["n", "~"], do: 0
  defp taken(verb) when verb in ["x", "X"], do: 2
  defp taken(_verb), do: 1

  defp field("*", [n | args]), do: {n, args}
  defp field("-*", [n | args]), do: {n, args}
  defp field("", args), do: {nil, args}
  defp field("*", []), do: {nil, []}
  defp field(digits, args), do: {digits |> String.trim_leading("-") |> String.to_integer(), args}

  defp options(verb, width, modifiers) do
    lists = if String.contains?(modifiers, "l"), do: [charlists: :as_lists], else: []
    if verb in ["p", "P"], do: [pretty: true, width: width || 80] ++ lists, else: lists
  end
end
