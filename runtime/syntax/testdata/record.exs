# Records the quoted forms that the installed Elixir returns for the snippets of
# snippets.txt, which lines of "%%" separate: elixir record.exs <snippets.txt >quoted.txt
# Known differences of releases before 1.18 are removed.
defmodule Record do
  def escape(bin) do
    for <<c <- bin>>, into: "" do
      if c < 32 or c > 126 or c in [?', ?", ?\\], do: "\\" <> Base.encode16(<<c>>), else: <<c>>
    end
  end

  def dump(a) when is_atom(a), do: "'" <> escape(Atom.to_string(a)) <> "'"
  def dump(i) when is_integer(i), do: Integer.to_string(i)
  def dump(f) when is_float(f), do: "f" <> Base.encode16(<<f::float>>)
  def dump(b) when is_binary(b), do: "\"" <> escape(b) <> "\""
  def dump(l) when is_list(l), do: "[" <> Enum.map_join(l, " ", &dump/1) <> "]"
  def dump(t) when is_tuple(t), do: "{" <> Enum.map_join(Tuple.to_list(t), " ", &dump/1) <> "}"

  def even({:"::", m, [{{:., m1, [Kernel, :to_string]}, m2, [x]}, {:binary, _, nil} = b]}) do
    {:"::", m, [{{:., m1, [Kernel, :to_string]}, [{:from_interpolation, true} | m2], [even(x)]}, b]}
  end

  def even({{:., m1, [List, :to_charlist]}, m, [parts]}) when is_list(parts) do
    parts =
      for p <- parts do
        case p do
          {{:., k1, [Kernel, :to_string]}, k2, [x]} ->
            {{:., k1, [Kernel, :to_string]}, [{:from_interpolation, true} | k2], [even(x)]}

          other ->
            other
        end
      end

    {{:., m1, [List, :to_charlist]}, m, [parts]}
  end

  def even({{:., m1, [Access, :get]}, m2, args}) do
    f = {:from_brackets, true}
    {{:., [f | m1], [Access, :get]}, [f | m2], even(args)}
  end

  def even({:__block__, [], [{op, _, [_]} = e]}) when op in [:not, :!], do: even(e)
  def even({:__block__, [_ | _], [{op, _, [_]} = e]}) when op in [:not, :!], do: {:__block__, [], [even(e)]}

  def even({:%, m, [name, {:%{}, m2, args}]}), do: {:%, m, [even(name), {:%{}, m2, even(args)}]}
  def even({:%{}, [line: l, column: c], args}), do: {:%{}, [line: l, column: c - 1], even(args)}
  def even({:..., m, nil}), do: {:..., m, []}
  def even({a, m, args}) when is_list(m), do: {even(a), m, even(args)}
  def even({a, b}), do: {even(a), even(b)}
  def even(l) when is_list(l), do: Enum.map(l, &even/1)
  def even(other), do: other

  def text(x) when is_binary(x), do: x
  def text({a, b}), do: a <> "|" <> b

  def run do
    for source <- String.split(IO.read(:stdio, :all), "\n%%\n"), source = String.trim_trailing(source, "\n") do
      result =
        case Code.string_to_quoted(source, columns: rem(:erlang.phash2(source), 2) == 0) do
          {:ok, q} -> "ok " <> if(rem(:erlang.phash2(source), 2) == 0, do: "c ", else: "l ") <> dump(even(q))
          {:error, {meta, msg, token}} -> "error #{meta[:line]} #{meta[:column] || 0} " <> escape(text(msg)) <> " | " <> escape(token)
        end

      IO.puts(escape(source) <> "\n" <> result)
    end
  end
end

Record.run()
