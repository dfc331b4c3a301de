# Prints the examples in the documentation of the modules given as arguments,
# one line each: module, place, expression, and expected answer, which may be empty.
# The last two are in base 64. Examples of the same place share their variables.
defmodule Examples do
  @prompt ~r/^(\s*)iex(?:\(\d+\))?> ?(.*)$/
  @more ~r/^\s*\.\.\.(?:\(\d+\))?> ?(.*)$/

  def of(text), do: text |> String.split("\n") |> walk([])

  defp walk([], found), do: Enum.reverse(found)

  defp walk([line | rest], found) do
    case Regex.run(@prompt, line) do
      [_, indent, code] ->
        {code, rest} = more(rest, code)
        {answer, rest} = answer(rest, indent, [])
        walk(rest, [{code, answer} | found])

      nil ->
        walk(rest, found)
    end
  end

  defp more([line | rest] = lines, code) do
    case Regex.run(@more, line) do
      [_, next] -> more(rest, code <> "\n" <> next)
      nil -> {code, lines}
    end
  end

  defp more([], code), do: {code, []}

  defp answer([line | rest] = lines, indent, found) do
    if String.trim(line) == "" or line =~ @prompt or String.starts_with?(String.trim(line), "```") do
      {Enum.join(Enum.reverse(found), "\n"), lines}
    else
      answer(rest, indent, [String.replace_prefix(line, indent, "") | found])
    end
  end

  defp answer([], _indent, found), do: {Enum.join(Enum.reverse(found), "\n"), []}
end

for name <- System.argv() do
  module = Module.concat([name])
  {:docs_v1, _, _, _, about, _, docs} = Code.fetch_docs(module)

  places =
    [{"moduledoc", about} | for({{kind, fun, arity}, _, _, doc, _} <- docs, kind in [:function, :macro], do: {"#{fun}/#{arity}", doc})]

  for {where, %{"en" => text}} <- places, {code, answer} <- Examples.of(text) do
    IO.puts(Enum.join([name, where, Base.encode64(code), Base.encode64(answer)], " "))
  end
end
