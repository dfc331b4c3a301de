defmodule ExUnit.Diff.Strings do
  @moduledoc false

  @doc "Compares two texts character by character, or as a whole if they have little in common."
  def compare(left, right, quote, env) do
    script = script(escaped(left, quote), escaped(right, quote))
    equal? = match?([eq: _], script)
    {equal?, {:text, quote, side(script, :ins)}, {:text, quote, side(script, :del)}, env}
  end

  defp script(same, same), do: [eq: same]
  defp script(left, right), do: if(String.bag_distance(left, right) > 0.4, do: String.myers_difference(left, right), else: [del: left, ins: right])

  defp side(script, other), do: for({kind, text} <- script, kind != other, do: {kind != :eq, text})

  defp escaped(text, nil), do: text |> String.split(~s(")) |> Enum.map_join(~s("), &escaped(&1, ~s(")))
  defp escaped(text, _quote), do: text |> inspect(binaries: :as_strings, printable_limit: :infinity) |> String.slice(1..-2//1)

  @doc "Splits the parts of a text after a number of characters."
  def split(parts, 0), do: {[], parts}
  def split([], _count), do: {[], []}

  def split([{marked?, text} = part | parts], count) do
    case String.length(text) do
      size when size <= count ->
        {before, rest} = split(parts, count - size)
        {[part | before], rest}

      _ ->
        {before, rest} = String.split_at(text, count)
        {[{marked?, before}], [{marked?, rest} | parts]}
    end
  end
end
