defmodule IEx.Pages do
  @moduledoc false
  # Reads what the help of the prompt shows of the library beside its sources: types, callbacks, specs, texts
  # and examples.

  # Returns {arity, spec} for a function. A spec is a quoted form.
  def specs(module, function, arity) do
    for line <- :lab_pages.lines("specs.txt", module), not String.starts_with?(line, ["* ", "@"]), spec = Code.string_to_quoted!(line),
        {^function, n} <- [IEx.Types.name(spec)], arity in [:any, n], do: {n, spec}
  end

  # Returns {kind, form} for each type and callback of a module of the library.
  def declared(module) do
    for "@" <> line <- :lab_pages.lines("specs.txt", module), [kind, code] = String.split(line, " ", parts: 2) do
      {String.to_atom(kind), Code.string_to_quoted!(code)}
    end
  end

  # Returns what specs.txt knows beside the specs of a function: :guard and :since.
  def metadata(module, function, arity) do
    name = "* #{function}/#{arity} "

    for line <- :lab_pages.lines("specs.txt", module), String.starts_with?(line, name), pair <- line |> String.replace_prefix(name, "") |> String.split(", "), into: %{} do
      case String.split(pair, ": ") do
        ["guard", "true"] -> {:guard, true}
        ["since", version] -> {:since, version}
      end
    end
  end

  # Adds the example of a function to its text. Without a text, the page has one.
  def text(module, function, arity, text) do
    case Enum.find(entries(module), &match?({^function, ^arity, _, _}, &1)) do
      nil -> text
      {_, _, said, example} -> [text || said, shown(example)] |> Enum.reject(&(&1 in ["", nil])) |> Enum.join("\n\n")
    end
  end

  defp shown(nil), do: nil

  defp shown({code, value}) do
    lines = code |> String.split("; ") |> Enum.map_join("\n    ", &("iex> " <> &1))
    "    #{lines}\n    #{value}"
  end

  # Returns {name, arity, text, {code, value} or nil} for each entry of a module.
  def entries(module), do: for(line <- :lab_pages.lines("pages.txt", module), do: entry(line))

  defp entry(line) do
    [_, name, arity, text, example] = Regex.run(~r/\A(.+?)\/(\d+) \| (.*?) ?\|(?: (.*))?\z/s, line) |> padded()

    example =
      case String.split(example, " #=> ") do
        [code, value] -> {code, value}
        [""] -> nil
      end

    {String.to_atom(name), String.to_integer(arity), String.trim(text), example}
  end

  defp padded([_, _, _, _] = found), do: found ++ [""]
  defp padded(found), do: found
end
