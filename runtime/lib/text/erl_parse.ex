defmodule :erl_parse do
  @moduledoc "Parses Erlang terms from the tokens of `:erl_scan`. It does not parse Erlang code."

  @doc "Returns the term that the tokens denote."
  def parse_term(tokens) do
    case term(tokens) do
      {term, [{:dot, _}]} -> {:ok, term}
      {_, [{:dot, _} | [next | _]]} -> {:error, unexpected(next)}
      {_, [{_, _, _} = next | _]} -> {:error, unexpected(next)}
      {_, rest} -> wrong(rest, tokens)
    end
  catch
    {:wrong, rest} -> wrong(rest, tokens)
  end

  defp term([{:-, _}, {kind, _, number} | rest]) when kind in [:integer, :float, :char], do: {-number, rest}
  defp term([{:+, _}, {kind, _, number} | rest]) when kind in [:integer, :float, :char], do: {number, rest}
  defp term([{kind, _, value} | rest]) when kind in [:atom, :integer, :float, :char], do: {value, rest}
  defp term([{:string, _, _} | _] = tokens), do: text(tokens, [])
  defp term([{:"{", _}, {:"}", _} | rest]), do: {{}, rest}

  defp term([{:"{", _} | rest]) do
    {elements, rest} = elements(rest, :"}", [])
    {:erlang.list_to_tuple(elements), rest}
  end

  defp term([{:"[", _}, {:"]", _} | rest]), do: {[], rest}
  defp term([{:"[", _} | rest]), do: list(rest, [])
  defp term([{:"#", _}, {:"{", _}, {:"}", _} | rest]), do: {%{}, rest}
  defp term([{:"#", _}, {:"{", _} | rest]), do: pairs(rest, %{})
  defp term([{:"<<", _}, {:">>", _} | rest]), do: {"", rest}
  defp term([{:"<<", _} | rest]), do: segments(rest, "")

  defp term([{:fun, _}, {:atom, _, module}, {:":", _}, {:atom, _, name}, {:/, _}, {:integer, _, arity} | rest]) do
    {:erlang.make_fun(module, name, arity), rest}
  end

  defp term(tokens), do: refuse(tokens)

  # Adjacent strings are joined.
  defp text([{:string, _, chars} | rest], before), do: text(rest, before ++ chars)
  defp text(rest, chars), do: {chars, rest}

  defp elements(tokens, close, done) do
    case term(tokens) do
      {term, [{:",", _} | rest]} -> elements(rest, close, [term | done])
      {term, [{^close, _} | rest]} -> {:lists.reverse([term | done]), rest}
      {_, rest} -> refuse(rest)
    end
  end

  defp list(tokens, done) do
    case term(tokens) do
      {term, [{:",", _} | rest]} -> list(rest, [term | done])
      {term, [{:"]", _} | rest]} -> {:lists.reverse([term | done]), rest}
      {term, [{:|, _} | rest]} -> tail(term(rest), [term | done])
      {_, rest} -> refuse(rest)
    end
  end

  defp tail({tail, [{:"]", _} | rest]}, done), do: {:lists.reverse(done, tail), rest}
  defp tail({_, rest}, _done), do: refuse(rest)

  defp pairs(tokens, map) do
    with {key, [{:"=>", _} | rest]} <- term(tokens),
         {value, rest} = term(rest),
         map = :maps.put(key, value, map) do
      case rest do
        [{:",", _} | rest] -> pairs(rest, map)
        [{:"}", _} | rest] -> {map, rest}
        _ -> refuse(rest)
      end
    else
      {_, rest} -> refuse(rest)
    end
  end

  defp segments(tokens, before) do
    {bits, rest} = segment(term(tokens))
    done = <<before::bitstring, bits::bitstring>>

    case rest do
      [{:",", _} | rest] -> segments(rest, done)
      [{:">>", _} | rest] -> {done, rest}
      _ -> refuse(rest)
    end
  end

  defp segment({chars, [{:/, _}, {:atom, _, :utf8} | rest]}) when is_list(chars), do: {:unicode.characters_to_binary(chars), rest}
  defp segment({chars, rest}) when is_list(chars), do: {for(c <- chars, into: "", do: <<c>>), rest}
  defp segment({int, [{:":", _}, {:integer, _, size} | rest]}) when is_integer(int), do: {<<int::size(size)>>, rest}
  defp segment({int, rest}) when is_integer(int), do: {<<int>>, rest}
  defp segment({float, rest}) when is_float(float), do: {<<float::float>>, rest}
  defp segment({_, rest}), do: refuse(rest)

  defp refuse(rest), do: throw({:wrong, rest})

  defp wrong([], tokens), do: {:error, {:erl_scan.location(List.last(tokens)), :erl_parse, [~c"syntax error before: ", []]}}
  defp wrong(rest, _tokens), do: {:error, wrong_at(rest)}

  @operators [:+, :-, :*, :/, :div, :rem, :"(", :++, :--, :"#", :=, :"::", :"||", :==, :and, :or]
  @beginnings [:"(", :case, :if, :begin, :try, :receive, :fun, :not, :catch]

  # Valid code that is not a term gets another error than invalid code.
  defp wrong_at([{:var, at, _} | _]), do: {at, :erl_parse, ~c"bad term"}
  defp wrong_at([{word, at} | [_, _ | _]]) when word in @operators or word in @beginnings, do: {at, :erl_parse, ~c"bad term"}
  defp wrong_at([token | _]), do: unexpected(token)

  defp unexpected(token), do: {:erl_scan.location(token), :erl_parse, [~c"syntax error before: ", shown(token)]}

  defp shown({:atom, _, atom}), do: :io_lib.write_atom(atom)
  defp shown({:string, _, chars}), do: :io_lib.write_string(chars)
  defp shown({:char, _, char}), do: :io_lib.write_char(char)
  defp shown({:var, _, name}), do: :erlang.atom_to_list(name)
  defp shown({_, _, value}), do: :lists.flatten(:io_lib.write(value))
  defp shown({:dot, _}), do: ~c"'.'"
  defp shown({word, _}), do: :lists.flatten(:io_lib.write_string(:erlang.atom_to_list(word), ?'))

  @doc "Formats an error as text."
  def format_error(said), do: said
end
