defmodule Macro.Dbg do
  @moduledoc "The implementation of dbg/2."

  @logic [:&&, :||, :and, :or]

  @doc "Returns the code that a call of dbg/2 expands to."
  def dbg(_code, _options, %Macro.Env{context: :match}) do
    raise ArgumentError,
          "invalid expression in match, dbg is not allowed in patterns " <>
            "such as function clauses, case clauses or on the left side of the = operator"
  end

  def dbg(_code, _options, %Macro.Env{context: :guard}) do
    raise ArgumentError,
          "invalid expression in guard, dbg is not allowed in guards. " <>
            "To learn more about guards, visit: https://hexdocs.pm/elixir/patterns-and-guards.html"
  end

  def dbg(code, options, %Macro.Env{} = env) do
    header = "[#{Path.relative_to_cwd(env.file)}:#{env.line}: #{where(env)}]"

    quote do
      Macro.Dbg.show(unquote(header), unquote(noted(code, env)), unquote(options))
    end
  end

  # Returns code whose value is {items, value of the code}. An item is a text, or code with its
  # value.

  # Each step of a pipe gets its own variable, so that its value can be shown.
  defp noted({:|>, _, _} = pipe, _env) do
    [{first, _} | rest] = Macro.unpipe(pipe)
    first_var = Macro.unique_var(:value, __MODULE__)
    start = {[quote(do: unquote(first_var) = unquote(first))], [pair("", first, first_var)], first_var}

    {assigns, shown, last} =
      Enum.reduce(rest, start, fn {step, position}, {assigns, shown, before} ->
        value = Macro.unique_var(:value, __MODULE__)
        assign = quote(do: unquote(value) = unquote(Macro.pipe(before, step, position)))
        {[assign | assigns], [pair("|> ", step, value) | shown], value}
      end)

    quote do
      unquote_splicing(Enum.reverse(assigns))
      {unquote(Enum.reverse(shown)), unquote(last)}
    end
  end

  # For `a and b or c`, only the operands that were evaluated are shown.
  defp noted({op, _, [_, _]} = code, _env) when op in @logic do
    seen = Macro.unique_var(:seen, __MODULE__)
    value = Macro.unique_var(:value, __MODULE__)

    quote do
      unquote(seen) = []
      unquote(logic(code, seen, value))
      {Enum.reverse(unquote(seen)), unquote(value)}
    end
  end

  defp noted({:__block__, meta, [_ | _] = expressions}, _env) do
    seen = Macro.unique_var(:seen, __MODULE__)
    value = Macro.unique_var(:value, __MODULE__)

    block =
      for expression <- expressions do
        quote do
          unquote(value) = unquote(expression)
          unquote(seen) = [unquote(pair("  ", expression, value)) | unquote(seen)]
        end
      end

    quote do
      unquote(seen) = []
      unquote({:__block__, meta, block})
      {["Code block:\n(\n", Enum.reverse(unquote(seen)), ")\n"], unquote(value)}
    end
  end

  defp noted({:case, _, [argument, [do: clauses]]} = code, _env) do
    numbered = for {{:->, meta, [left, right]}, n} <- Enum.with_index(clauses, 1), do: {:->, meta, [left, {right, n}]}

    quote do
      argument = unquote(argument)
      {value, clause} = case(argument, do: unquote(numbered))

      {["Case argument:\n", unquote(pair("", argument, quote(do: argument))), "\nCase expression (clause #", clause,
        " matched):\n", unquote(pair("", code, quote(do: value)))], value}
    end
  end

  defp noted({:cond, _, [[do: clauses]]} = code, _env) do
    numbered =
      for {{:->, meta, [[left], right]}, n} <- Enum.with_index(clauses, 1) do
        {:->, meta, [[quote(do: test = unquote(left))], quote(do: {unquote(pair("", left, quote(do: test))), unquote(n), unquote(right)})]}
      end

    quote do
      {test, clause, value} = cond(do: unquote(numbered))

      {["Cond clause (clause #", clause, " matched):\n", test, "\nCond expression:\n", unquote(pair("", code, quote(do: value)))], value}
    end
  end

  defp noted({:if, meta, [condition, clauses]} = code, env) do
    if Macro.Env.lookup_import(env, {:if, 2}) == [macro: Kernel] do
      test = Macro.unique_var(:test, __MODULE__)

      quote do
        unquote(test) = unquote(condition)
        value = unquote({:if, meta, [test, clauses]})

        {["If condition:\n", unquote(pair("", condition, test)), "\nIf expression:\n", unquote(pair("", code, quote(do: value)))], value}
      end
    else
      plain(code)
    end
  end

  defp noted({:with, meta, args} = code, _env) do
    {options, clauses} = List.pop_at(args, -1)
    seen = Macro.unique_var(:seen, __MODULE__)
    changed = {:with, meta, Enum.flat_map(clauses, &with_clause(&1, seen)) ++ [Enum.map(options, &with_option(&1, seen))]}

    quote do
      unquote(seen) = []
      {value, seen} = unquote(changed)

      {["With clauses:\n", Enum.reverse(seen), "\nWith expression:\n", unquote(pair("", code, quote(do: value)))], value}
    end
  end

  defp noted(code, _env), do: plain(code)

  defp plain(code) do
    quote do
      value = unquote(code)
      {[unquote(pair("", code, quote(do: value)))], value}
    end
  end

  defp logic({op, _, [left, right]} = code, seen, value) when op in @logic do
    left = logic(left, seen, value)
    kept(quote(do: unquote(op)(unquote(left), unquote(right))), code, seen, value)
  end

  defp logic(code, seen, value), do: kept(code, code, seen, value)

  defp kept(run, code, seen, value) do
    quote do
      unquote(value) = unquote(run)
      unquote(seen) = [unquote(pair("", code, value)) | unquote(seen)]
      unquote(value)
    end
  end

  # Only matches and assignments of a `with` are shown.
  defp with_clause({op, _, [left, right]}, seen) when op in [:<-, :=] do
    noted =
      quote do
        [value = unquote(right), unquote(seen) = [unquote(pair("", right, quote(do: value))) | unquote(seen)]]
      end

    last = if op == :=, do: quote(do: unquote(left) = value), else: quote(do: unquote(paired(left, quote(do: _))) <- {value, unquote(seen)})
    noted ++ [last]
  end

  defp with_clause(other, _seen), do: [other]

  defp paired({:when, meta, [pattern, guard]}, second), do: {:when, meta, [{pattern, second}, guard]}
  defp paired(pattern, second), do: {pattern, second}

  defp with_option({:do, block}, seen), do: {:do, {block, seen}}

  defp with_option({:else, clauses}, seen) do
    changed =
      Enum.map(clauses, fn
        {:->, meta, [[head], right]} -> {:->, meta, [[paired(head, seen)], {right, seen}]}
        other -> other
      end)

    {:else, changed ++ quote(generated: true, do: ({other, _} -> raise(WithClauseError, term: other)))}
  end

  defp with_option(other, _seen), do: other

  defp pair(before, code, value), do: {:{}, [], [before, Macro.escape(code), value]}

  @doc false
  def show(header, {shown, value}, options) do
    {location, options} = Keyword.pop(options, :print_location, true)
    colors = if IO.ANSI.enabled?(), do: syntax_colors(), else: []
    options = Keyword.merge([width: 80, pretty: true, syntax_colors: colors], options)
    lines = for part <- List.flatten(shown), do: line(part, options)
    IO.write([if(location, do: [header, "\n"], else: []), lines, "\n"])
    value
  end

  defp syntax_colors do
    [atom: :cyan, binary: :default_color, boolean: :magenta, charlist: :yellow, list: :default_color, map: :default_color] ++
      [nil: :magenta, number: :yellow, string: :green, tuple: :default_color, variable: :light_cyan, call: :default_color, operator: :default_color]
  end

  defp line({before, code, value}, options), do: [before, Macro.to_string(code), " #=> ", inspect(value, options), "\n"]
  defp line(number, _options) when is_integer(number), do: Integer.to_string(number)
  defp line(text, _options), do: text

  defp where(%{module: nil}), do: "(file)"
  defp where(%{function: nil} = env), do: "#{inspect(env.module)} (module)"
  defp where(%{function: {name, arity}} = env), do: Exception.format_mfa(env.module, name, arity)
end
