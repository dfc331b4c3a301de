defmodule :lab_match_spec do
  @moduledoc "Converts functions to match specifications, for `:ets.fun2ms/1` and `:dbg.fun2ms/1`."

  # OTP 25 allows these functions in guards and bodies.
  @tests for test <- [:atom, :binary, :float, :function, :integer, :list, :map, :number, :pid, :port, :reference, :tuple], do: {:"is_#{test}", 1}
  @sizes for size <- [:bit_size, :byte_size, :length, :map_size, :size], do: {size, 1}
  @parts [abs: 1, binary_part: 2, binary_part: 3, element: 2, float: 1, hd: 1, is_map_key: 2, is_record: 2, map_get: 2, node: 0, node: 1, round: 1, self: 0, tl: 1, trunc: 1]
  @signs for(sign <- [:+, :-, :bnot, :not], do: {sign, 1})
  @operators for operator <- ~w(+ - * / div rem band bor bxor bsl bsr == /= =:= =/= < > >= =< and or xor andalso orelse)a, do: {operator, 2}
  @callable @tests ++ @sizes ++ @parts ++ @signs ++ @operators

  @doc "Returns the match specification for a function of a module. `dialect` is `:ets` for a function of a tuple, or `:dbg` for a function of a list of arguments."
  def of(dialect, fun) do
    case source(fun) do
      nil ->
        words = ~w(function called with real fun should be transformed with parse_transform or called with a fun generated in the shell)a
        exit({:badarg, {dialect, :fun2ms, words}})

      {{:fn, _, clauses}, captured?} ->
        specs(dialect, clauses, captured?)
    end
  end

  defp specs(dialect, clauses, captured?) do
    specs = Enum.flat_map(clauses, &clause(dialect, &1))
    # OTP 25 cannot read the captured values of Elixir 1.18.
    if captured?, do: raise(FunctionClauseError, module: :ms_transform, function: :normalise, arity: 1), else: specs
  catch
    {:untranslatable, message} ->
      IO.puts("Error: " <> message)
      {:error, :transform_error}
  end

  defp clause(dialect, {:->, _, [head, body]}) do
    {params, guards} = guarded(head)
    {pattern, vars} = top(dialect, params)
    body = statements(body)
    if Enum.any?(body, &match?({:=, _, [_, _]}, &1)), do: refuse("fun with body matching ('=' in body) is illegal as match_spec")
    guards = if guards == [], do: [[]], else: Enum.map(guards, &[said(&1, {vars, "guard"})])
    body = Enum.map(body, &said(&1, {vars, "body"}))
    Enum.map(guards, &{pattern, &1, body})
  end

  defp guarded([{:when, _, parts}]) do
    {params, [guard]} = Enum.split(parts, -1)
    {params, alternatives(guard)}
  end

  defp guarded(params), do: {params, []}

  defp alternatives({:when, _, [guard, others]}), do: [guard | alternatives(others)]
  defp alternatives(guard), do: [guard]

  defp statements({:__block__, _, statements}), do: Enum.flat_map(statements, &statements/1)
  defp statements(statement), do: [statement]

  # Heads

  defp top(dialect, [{:=, _, [{_, meta, context}, pattern]}]) when is_atom(context), do: whole(dialect, meta, pattern)
  defp top(dialect, [{:=, _, [pattern, {_, meta, context}]}]) when is_atom(context), do: whole(dialect, meta, pattern)

  defp top(dialect, [param]) do
    cond do
      match?({_, _, context} when is_atom(context), param) or composed?(dialect, param) -> head(param, %{})
      true -> refuse_params(dialect)
    end
  end

  defp top(dialect, _params), do: refuse_params(dialect)

  defp whole(dialect, meta, pattern) do
    {pattern, vars} = top(dialect, [pattern])
    {pattern, Map.put(vars, meta[:version], :"$_")}
  end

  defp composed?(:ets, {:{}, _, _}), do: true
  defp composed?(:ets, {_, _}), do: true
  defp composed?(:dbg, list) when is_list(list), do: true
  defp composed?(_dialect, _param), do: false

  defp refuse_params(dialect) do
    shape = if dialect == :ets, do: "tuple", else: "list"
    refuse("#{dialect}:fun2ms requires fun with single variable or #{shape} parameter")
  end

  defp head({:_, _, context}, vars) when is_atom(context), do: {:_, vars}

  defp head({_, meta, context}, vars) when is_atom(context) do
    vars = Map.put_new_lazy(vars, meta[:version], fn -> :"$#{map_size(vars) + 1}" end)
    {vars[meta[:version]], vars}
  end

  # A captured value is reported only if there are no other errors.
  defp head({:^, _, [_]}, vars), do: {:_, vars}

  defp head({:{}, _, elements}, vars) do
    {elements, vars} = Enum.map_reduce(elements, vars, &head/2)
    {List.to_tuple(elements), vars}
  end

  defp head({left, right}, vars) do
    {left, vars} = head(left, vars)
    {right, vars} = head(right, vars)
    {{left, right}, vars}
  end

  defp head([{:|, _, [first, rest]}], vars) do
    {first, vars} = head(first, vars)
    {rest, vars} = head(rest, vars)
    {[first | rest], vars}
  end

  defp head([first | rest], vars) do
    {first, vars} = head(first, vars)
    {rest, vars} = head(rest, vars)
    {[first | rest], vars}
  end

  defp head({:%, _, [name, {:%{}, _, pairs}]}, vars), do: head({:%{}, [], [{:__struct__, name} | pairs]}, vars)

  defp head({:%{}, _, pairs}, vars) do
    {pairs, vars} = Enum.map_reduce(pairs, vars, &head/2)
    {Map.new(pairs), vars}
  end

  defp head({:=, _, [_, _]}, _vars), do: refuse("in fun head, only matching (=) on toplevel can be translated into match_spec")

  defp head({:<<>>, _, segments} = bits, vars) do
    if var = in_bits(segments), do: refuse("fun head contains bit syntax matching of variable '#{var}', which cannot be translated into match_spec")
    {literal(bits), vars}
  end

  defp head(atom, vars) when is_atom(atom) do
    if Atom.to_string(atom) =~ ~r/^\$\d+$/, do: refuse("fun head contains atom '#{atom}', which conflics with reserved atoms in match_spec heads")
    {atom, vars}
  end

  defp head(literal, vars), do: {literal, vars}

  # Guards and bodies

  defp said({_, meta, context}, {vars, _}) when is_atom(context), do: Map.get(vars, meta[:version])
  defp said({:{}, _, elements}, within), do: {elements |> Enum.map(&said(&1, within)) |> List.to_tuple()}
  defp said({left, right}, within), do: {{said(left, within), said(right, within)}}
  defp said([{:|, _, [first, rest]}], within), do: [said(first, within) | said(rest, within)]
  defp said([first | rest], within), do: [said(first, within) | said(rest, within)]
  defp said({:%, _, [name, {:%{}, _, pairs}]}, within), do: said({:%{}, [], [{:__struct__, name} | pairs]}, within)
  defp said({:%{}, _, [{:|, _, _}]}, within), do: refuse_element("map", within)
  defp said({:%{}, _, pairs}, within), do: Map.new(pairs, fn {key, value} -> {said(key, within), said(value, within)} end)

  defp said({:<<>>, _, segments} = bits, within) do
    if var = in_bits(segments), do: refuse("bit syntax construction with variable '#{var}' #{place(within)} cannot be translated into match_spec")
    for {:"::", _, [{_, _, _} = call, _]} <- segments, do: said(call, within)
    literal(bits)
  end

  defp said({{:., _, [:erlang, name]}, _, args}, within) when {name, length(args)} in @callable, do: List.to_tuple([name | Enum.map(args, &said(&1, within))])

  # Elixir compiles a call of to_string to a case, which the error names.
  defp said({{:., _, [String.Chars, :to_string]}, _, [_]}, within), do: refuse_element("case", within)

  defp said({{:., _, [module, name]}, _, args}, within) when is_atom(module) do
    refuse("fun containing the remote function call '#{:io_lib.format("~tw:~tw", [module, name])}/#{length(args)}' (called in #{elem(within, 1)}) cannot be translated into match_spec")
  end

  defp said({{:., _, _}, meta, _}, within), do: refuse_element(if(meta[:no_parens], do: "case", else: "call"), within)
  defp said({:=, _, [_, _]}, _within), do: refuse("fun with body matching ('=' in body) is illegal as match_spec")
  defp said({:__block__, _, _}, within), do: refuse_element("begin/end block", within)
  defp said({name, _, args}, within) when is_atom(name) and is_list(args), do: refuse_element(element_of(name), within)
  defp said(:_, _within), do: :_

  defp said(atom, _within) when is_atom(atom) do
    if String.starts_with?(Atom.to_string(atom), "$"), do: {:const, atom}, else: atom
  end

  defp said(literal, _within), do: literal

  defp element_of(name) when name in [:fn, :&], do: "fun"
  defp element_of(name) when name in [:cond, :with], do: "case"
  defp element_of(name), do: Atom.to_string(name)

  defp refuse_element(element, within), do: refuse("the language element #{element} #{place(within)} cannot be translated into match_spec")
  defp place({_, place}), do: "(in #{place})"

  # Bits

  # Returns the first variable among the segments, which Erlang's error names.
  defp in_bits(segments) do
    Enum.find_value(segments, fn segment ->
      case segment do
        {:"::", _, [{name, _, context}, _]} when is_atom(context) -> "_#{name}@1"
        _ -> nil
      end
    end)
  end

  defp literal({:<<>>, meta, segments}), do: {:<<>>, meta, Enum.map(segments, &segment/1)} |> Code.eval_quoted() |> elem(0)

  defp segment({:"::", meta, [value, {:-, _, sorts}]}), do: {:"::", meta, [value, Enum.reduce(sorts, &{:-, [], [&2, &1]})]}
  defp segment(segment), do: segment

  defp refuse(message), do: throw({:untranslatable, message})
end
