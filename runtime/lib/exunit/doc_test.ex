defmodule ExUnit.DocTest do
  @moduledoc """
  Makes tests of the examples in a module's documentation.

      defmodule MyModuleTest do
        use ExUnit.Case, async: true
        doctest MyModule
      end
  """

  defmodule Error do
    defexception [:message]
  end

  @doc "Defines a test for each example. Options: `only:`, `except:`, `import:`, `tags:`."
  defmacro doctest(module, opts \\ []) do
    import = if opts[:import], do: quote(do: import(unquote(module)))

    quote bind_quoted: [module: module, opts: opts, import: Macro.escape(import), line: __CALLER__.line] do
      for {name, tags, body} <- ExUnit.DocTest.__examples__(module, opts, import) do
        name = ExUnit.Case.register_test(__MODULE__, __ENV__.file, line, :doctest, name, [doctest: module] ++ tags)
        @doc false
        def unquote(name)(_), do: unquote(body)
      end
    end
  end

  @doc "Defines a test of the examples in a file."
  defmacro doctest_file(path, opts \\ []) do
    quote bind_quoted: [path: path, opts: opts, line: __CALLER__.line] do
      for {name, tags, body} <- ExUnit.DocTest.__in_file__(path, opts) do
        name = ExUnit.Case.register_test(__MODULE__, __ENV__.file, line, :doctest, name, tags)
        @doc false
        def unquote(name)(_), do: unquote(body)
      end
    end
  end

  @doc false
  def __examples__(module, opts, import) do
    file = module.module_info(:compile)[:source] |> to_string()

    module
    |> documented()
    |> Enum.filter(&wanted?(&1, opts))
    |> Enum.flat_map(fn {place, line, text} -> for group <- groups(text, line, file), do: {place, group} end)
    |> Enum.with_index(1)
    |> Enum.map(fn {{place, group}, i} -> {title(module, place, i), tags(opts), body(group, file, import, shown(module, place))} end)
  end

  @doc false
  def __in_file__(path, opts) do
    for {group, i} <- path |> File.read!() |> groups(1, path) |> Enum.with_index(1) do
      {"#{path} (#{i})", tags(opts), body(group, path, nil, path)}
    end
  end

  defp tags(opts), do: Keyword.get(opts, :tags, [])

  defp documented(module) do
    case Code.fetch_docs(module) do
      {:docs_v1, anno, _, _, moduledoc, _, docs} ->
        own = for text <- english(moduledoc), do: {:moduledoc, line(anno), text}

        own ++
          for {{kind, name, arity}, anno, _, doc, _} <- Enum.sort_by(docs, &line(elem(&1, 1))),
              kind in [:function, :macro],
              text <- english(doc),
              do: {{name, arity}, line(anno), text}

      {:error, _} ->
        raise Error, message: "could not retrieve the documentation for module #{inspect(module)}. The module was not compiled with documentation or its BEAM file cannot be accessed"
    end
  end

  defp line(anno) when is_integer(anno), do: anno
  defp line(anno), do: :erl_anno.line(anno)

  defp english(%{"en" => text}), do: [text]
  defp english(_), do: []

  defp wanted?({place, _, _}, opts) do
    only = Keyword.get(opts, :only, [])
    except = Keyword.get(opts, :except, [])
    (only == [] or named?(place, only)) and not named?(place, except)
  end

  defp named?(:moduledoc, list), do: :moduledoc in list
  defp named?({name, arity}, list), do: {name, arity} in list or name in list

  defp title(module, :moduledoc, i), do: "module #{inspect(module)} (#{i})"
  defp title(module, {name, arity}, i), do: "#{Exception.format_mfa(module, name, arity)} (#{i})"

  defp shown(module, :moduledoc), do: inspect(module)
  defp shown(module, {name, arity}), do: Exception.format_mfa(module, name, arity)

  # Examples that follow each other without text between them are one test; an empty
  # line ends it.
  defp groups(text, first, _file) do
    text
    |> String.split(["\r\n", "\n"])
    |> Enum.with_index(first)
    |> read([], [], nil)
  end

  # groups: done; group: examples of the current one, newest first; example: {line, code, answer}.
  defp read([], groups, group, example), do: Enum.reverse(closed(groups, closed_example(group, example)))

  defp read([{text, line} | rest], groups, group, example) do
    trimmed = String.trim(text)

    case {prompt(trimmed), example} do
      {{:iex, code}, _} ->
        read(rest, groups, closed_example(group, example), {line, [code], []})

      {{:more, code}, {at, codes, []}} ->
        read(rest, groups, group, {at, [code | codes], []})

      {:text, nil} ->
        read(rest, if(trimmed == "", do: closed(groups, group), else: groups), if(trimmed == "", do: [], else: group), nil)

      {_, {_, _, _}} when trimmed == "" or trimmed == "```" ->
        read(rest, closed(groups, closed_example(group, example)), [], nil)

      {_, {at, codes, answers}} ->
        read(rest, groups, group, {at, codes, [trimmed | answers]})

      {_, nil} ->
        read(rest, groups, group, nil)
    end
  end

  defp prompt("iex>" <> code), do: {:iex, without_space(code)}

  defp prompt("iex(" <> rest) do
    case Regex.run(~r/^\d+\)>(.*)$/s, rest) do
      [_, code] -> {:iex, without_space(code)}
      nil -> :text
    end
  end

  defp prompt("...>" <> code), do: {:more, without_space(code)}

  defp prompt("...(" <> rest) do
    case Regex.run(~r/^\d+\)>(.*)$/s, rest) do
      [_, code] -> {:more, without_space(code)}
      nil -> :text
    end
  end

  defp prompt(_), do: :text

  defp without_space(" " <> code), do: code
  defp without_space(code), do: code

  defp closed(groups, []), do: groups
  defp closed(groups, group), do: [Enum.reverse(group) | groups]

  defp closed_example(group, nil), do: group

  defp closed_example(group, {line, codes, answers}) do
    [{line, codes |> Enum.reverse() |> Enum.join("\n"), answers |> Enum.reverse() |> Enum.join("\n")} | group]
  end

  defp body(examples, file, import, place) do
    {:__block__, [], List.wrap(import) ++ Enum.map(examples, &example(&1, file, place)) ++ [:ok]}
  end

  defp example({line, code, ""}, file, place), do: parsed(code, line, file, place)

  defp example({line, code, "** (" <> rest = answer}, file, place) do
    [_, name, message] = Regex.run(~r/^([^)]+)\) ?(.*)$/s, rest)
    exception = Module.concat([name])
    shown = Macro.escape(text_of(code, answer))
    stack = Macro.escape([{ExUnit.DocTest, :example, 0, [file: String.to_charlist(Path.relative_to_cwd(file)), line: line]}])

    quote do
      ExUnit.DocTest.__raises__(fn -> unquote(parsed(code, line, file, place)) end, unquote(exception), unquote(message), unquote(shown), unquote(stack))
    end
  end

  defp example({line, code, answer}, file, place) do
    shown = Macro.escape(text_of(code, answer))
    stack = Macro.escape([{ExUnit.DocTest, :example, 0, [file: String.to_charlist(Path.relative_to_cwd(file)), line: line]}])
    expr = parsed(code, line, file, place)

    case expected(answer) do
      {:inspect, text} ->
        quote do: ExUnit.DocTest.__inspects__(unquote(expr), unquote(text), unquote(shown), unquote(stack))

      :value ->
        quote do: ExUnit.DocTest.__equals__(unquote(expr), unquote(parsed(answer, line, file, place)), unquote(shown), unquote(stack))
    end
  end

  # Values shown as #Name<...> are compared as text.
  defp expected("#" <> _ = text), do: if(text =~ ~r/^#[A-Z][\w.]*</, do: {:inspect, text}, else: :value)
  defp expected(_), do: :value

  defp text_of(code, answer) do
    [first | more] = String.split(code, "\n")
    Enum.join(["iex> " <> first | Enum.map(more, &("...> " <> &1))] ++ [answer], "\n")
  end

  defp parsed(code, line, file, place) do
    Code.string_to_quoted!(code, line: line, file: file)
  rescue
    error in [SyntaxError, TokenMissingError, MismatchedDelimiterError] ->
      message = "Doctest did not compile, got: (#{inspect(error.__struct__)}) #{Exception.message(error)}"
      quote(do: raise(ExUnit.AssertionError, message: unquote(message), doctest: unquote(place <> "\n" <> code)))
  end

  @doc false
  def __equals__(actual, expected, shown, stack) do
    unless actual === expected do
      error = ExUnit.AssertionError.exception(message: "Doctest failed", doctest: shown, left: actual, right: expected, expr: "#{inspect(actual)} === #{inspect(expected)}")
      :erlang.raise(:error, error, stack)
    end
  end

  @doc false
  def __inspects__(actual, expected, shown, stack) do
    text = inspect(actual, safe: false)

    unless text == expected do
      error = ExUnit.AssertionError.exception(message: "Doctest failed", doctest: shown, left: text, right: expected, expr: "inspect(#{text}) === #{inspect(expected)}")
      :erlang.raise(:error, error, stack)
    end
  end

  @doc false
  def __raises__(fun, exception, message, shown, stack) do
    case outcome(fun) do
      {:raised, %{__struct__: ^exception} = error} ->
        actual = Exception.message(error)

        unless actual == message do
          failed("Doctest failed: wrong message for #{inspect(exception)}\nexpected:\n  #{inspect(message)}\nactual:\n  #{inspect(actual)}", shown, stack)
        end

      {:raised, error} ->
        failed("Doctest failed: expected exception #{inspect(exception)} but got #{inspect(error.__struct__)} with message #{inspect(Exception.message(error))}", shown, stack)

      :nothing ->
        failed("Doctest failed: expected exception #{inspect(exception)} but nothing was raised", shown, stack)
    end
  end

  defp outcome(fun) do
    fun.()
    :nothing
  rescue
    error -> {:raised, error}
  end

  defp failed(message, shown, stack), do: :erlang.raise(:error, ExUnit.AssertionError.exception(message: message, doctest: shown), stack)
end
