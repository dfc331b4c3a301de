defmodule ExUnit.DocTest do
  @moduledoc """
  Defines tests for the examples in a module's documentation.

      defmodule MyModuleTest do
        use ExUnit.Case, async: true
        doctest MyModule
      end
  """

  defmodule Error do
    defexception [:message]
  end

  @doc "Defines a test for each group of examples. Options: `only:`, `except:`, `import:`, `tags:`."
  defmacro doctest(module, opts \\ []) do
    import = if opts[:import], do: quote(do: import(unquote(module)))

    load = if match?({:__aliases__, _, _}, module), do: quote(do: require(unquote(module)))

    tests =
      quote bind_quoted: [module: module, opts: opts, import: Macro.escape(import), line: __CALLER__.line] do
        for test <- ExUnit.DocTest.__examples__(module, opts, import, __ENV__) do
          name = ExUnit.Case.register_test(__MODULE__, __ENV__.file, line, :doctest, test.name, test.tags)
          @doc false
          def unquote(name)(_), do: unquote(test.body)
        end
      end

    {:__block__, [], List.wrap(load) ++ [tests]}
  end

  @doc "Defines a test for each group of examples in a file."
  defmacro doctest_file(path, opts \\ []) do
    quote bind_quoted: [path: path, opts: opts, line: __CALLER__.line] do
      @external_resource path

      for test <- ExUnit.DocTest.__in_file__(path, opts, __ENV__) do
        name = ExUnit.Case.register_test(__MODULE__, __ENV__.file, line, :doctest, test.name, test.tags)
        @doc false
        def unquote(name)(_), do: unquote(test.body)
      end
    end
  end

  # A place is the location of examples: the module under which they are shown, the file, and the
  # documentation entry.
  defmodule Place do
    @moduledoc false
    defstruct [:module, :file, :entry]
  end

  @doc false
  def __examples__(module, opts, import, _env) do
    file = module.module_info(:compile)[:source] |> to_string()
    entries = documented(module, file)
    found!(module, entries, Keyword.get(opts, :only, []), file)

    entries
    |> Enum.filter(fn {entry, _, _} -> wanted?(entry, opts) end)
    |> Enum.flat_map(fn {entry, line, text} ->
      place = %Place{module: module, file: file, entry: entry}
      # The text starts on the line after the given line.
      for group <- ExUnit.DocTest.Reader.groups(text, line + 1, place), do: {place, group}
    end)
    |> Enum.sort_by(fn {_place, group} -> hd(group).line end)
    |> Enum.with_index(1)
    |> Enum.map(fn {{place, group}, i} -> made("#{title(module, place.entry)} (#{i})", group, place, import, [doctest: module] ++ tags(opts)) end)
  end

  @doc false
  def __in_file__(path, opts, env) do
    place = %Place{module: env.module, file: path, entry: nil}

    for {group, i} <- path |> File.read!() |> ExUnit.DocTest.Reader.groups(1, place) |> Enum.with_index(1) do
      made("#{Path.relative_to_cwd(path)} (#{i})", group, place, nil, [doctest: path] ++ tags(opts))
    end
  end

  defp made(name, group, place, import, tags) do
    data = %{end_line: List.last(group).last, file: place.file}
    tags = Keyword.merge([doctest_line: hd(group).line, doctest_data: data], tags)
    %{name: name, tags: tags, body: ExUnit.DocTest.Body.new(group, place, import)}
  end

  defp tags(opts), do: Keyword.get(opts, :tags, [])

  defp documented(module, _file) do
    case Code.fetch_docs(module) do
      {:docs_v1, anno, _, _, moduledoc, _, docs} ->
        own = for text <- english(moduledoc), do: {:moduledoc, line(anno), text}

        own ++
          for {{_kind, name, arity}, anno, _, doc, _} <- Enum.sort(docs),
              text <- english(doc),
              do: {{name, arity}, line(anno), text}

      {:error, _} ->
        raise Error,
          message: "could not retrieve the documentation for module #{inspect(module)}. The module was not compiled with documentation or its BEAM file cannot be accessed"
    end
  end

  defp line(anno) when is_integer(anno), do: anno
  defp line(anno), do: :erl_anno.line(anno)

  defp english(%{"en" => text}), do: [text]
  defp english(_), do: []

  # Raises unless the functions in `only:` exist.
  defp found!(module, _entries, only, file) do
    known = module.module_info(:exports) ++ for({name, arity} <- module.__info__(:macros), do: {name, arity})

    case for({name, arity} <- only, {name, arity} not in known, do: {name, arity}) do
      [] ->
        :ok

      missing ->
        list = Enum.map_join(missing, "\n", fn {name, arity} -> "    " <> Exception.format_mfa(module, name, arity) end)
        raise Error, message: Exception.format_file_line(Path.relative_to_cwd(file), 0, " ") <> "undefined or private functions given to doctest:\n\n#{list}\n\n"
    end
  end

  defp wanted?(entry, opts) do
    except = Keyword.get(opts, :except, [])
    (not Keyword.has_key?(opts, :only) or named?(entry, opts[:only])) and not named?(entry, except)
  end

  defp named?(:moduledoc, list), do: :moduledoc in list
  defp named?({name, arity}, list), do: {name, arity} in list or name in list

  defp title(module, :moduledoc), do: "module #{inspect(module)}"
  defp title(module, {name, arity}), do: Exception.format_mfa(module, name, arity)
end

defmodule ExUnit.DocTest.Reader do
  @moduledoc false
  # Finds the examples in a text. An example consists of prompts and the result after the last
  # prompt. Consecutive examples form a group, which ends at an empty line.

  defmodule Example do
    @moduledoc false
    # code and answer hold the source lines. shown holds the lines for a failure message.
    defstruct [:line, :last, :answer_line, code: [], answer: [], shown: []]
  end

  def groups(text, first, place) do
    lines = text |> String.split(["\r\n", "\n"]) |> Enum.with_index(first)
    lines |> read(:text, %{place: place, fence: nil}, [], []) |> Enum.reject(&(&1 == []))
  end

  # Reads text outside examples. A prompt starts an example. `group` holds its examples, newest
  # first. `at.fence` is the indentation of an open fenced code block.
  defp read([], _state, _at, groups, group), do: Enum.reverse([finished(group) | groups])

  defp read([{text, line} | rest], :text, at, groups, group) do
    case prompt(text) do
      {indent, kind, code, shown} when kind in [:iex, :more] ->
        read(rest, {:prompt, indent}, at, groups, [begun(line, code, shown) | group])

      :unknown ->
        unknown!(text, line, at.place)

      nil ->
        read(rest, :text, fenced(text, at), [finished(group) | groups], [])
    end
  end

  defp read([{text, line} | rest], {_, indent} = state, at, groups, [example | earlier] = group) do
    case {prompt(text), state} do
      {{^indent, :iex, code, shown}, {:answer, _}} ->
        read(rest, {:prompt, indent}, at, groups, [begun(line, code, shown) | group])

      {{^indent, kind, code, shown}, {:prompt, _}} when kind in [:iex, :more] ->
        example = %{example | code: [code | example.code], shown: [shown | example.shown], last: line}
        read(rest, {:prompt, indent}, at, groups, [example | earlier])

      {{_, _, _, _}, _} ->
        mismatch!(text, line, indent, at.place)

      {:unknown, _} ->
        unknown!(text, line, at.place)

      {nil, _} ->
        cond do
          String.trim(text) == "" -> read(rest, :text, at, [finished(group) | groups], [])
          closes?(text, indent, at) -> read(rest, :text, %{at | fence: nil}, [finished(group) | groups], [])
          true -> read(rest, {:answer, indent}, at, groups, [answered(example, text, line, indent, state, at.place) | earlier])
        end
    end
  end

  defp fenced(text, at) do
    case Regex.run(~r/^( *)```/, text) do
      [_, indent] when at.fence == nil -> %{at | fence: byte_size(indent)}
      [_, indent] when byte_size(indent) == at.fence -> %{at | fence: nil}
      _ -> at
    end
  end

  defp closes?(text, indent, %{fence: fence}) do
    fence != nil and fence <= indent and String.trim_trailing(text) == String.duplicate(" ", fence) <> "```"
  end

  defp begun(line, code, shown), do: %Example{line: line, last: line, code: [code], shown: [shown]}

  defp answered(example, text, line, indent, state, place) do
    margin = String.duplicate(" ", indent)
    first? = match?({:prompt, _}, state)

    case text do
      ^margin <> answer when not (first? and binary_part(answer, 0, 1) == " ") ->
        %{example | answer: [answer | example.answer], shown: [answer | example.shown], last: line, answer_line: example.answer_line || line}

      _ ->
        mismatch!(text, line, indent, place)
    end
  end

  defp finished(group), do: group |> Enum.reverse() |> Enum.map(&%{&1 | code: lines(&1.code), answer: lines(&1.answer), shown: lines(&1.shown)})
  defp lines(list), do: list |> Enum.reverse() |> Enum.join("\n")

  defp prompt(text) do
    case Regex.run(~r/^( *)(iex|\.\.\.)(\((.*?)\)(\d*))?>(.*)$/s, text) do
      [_, indent, kind, "", _, _, code] -> {byte_size(indent), kind(kind), code, kind <> ">" <> code}
      [_, indent, kind, _, number, "", code] -> if number =~ ~r/^\d+$/, do: {byte_size(indent), kind(kind), code, kind <> ">" <> code}, else: :unknown
      [_ | _] -> :unknown
      nil -> nil
    end
  end

  defp kind("iex"), do: :iex
  defp kind("..."), do: :more

  defp unknown!(text, line, place) do
    refuse("unknown IEx prompt: #{inspect(String.trim_leading(text))}.\nAccepted formats are: iex>, iex(1)>, ...>, ...(1)>", line, place)
  end

  defp mismatch!(text, line, indent, place) do
    refuse(
      "indentation level mismatch on doctest line: #{inspect(text)}\n\nIf you are planning to assert on the result of an `iex>` expression, " <>
        "make sure the result is indented at the beginning of `iex>`, which in this case is exactly #{indent} spaces.\n\n" <>
        "If instead you have an `iex>` expression that spans over multiple lines, please make sure that each line after the first one begins with `...>`.",
      line,
      place
    )
  end

  defp refuse(message, line, place) do
    raise ExUnit.DocTest.Error, message: Exception.format_file_line(Path.relative_to_cwd(place.file), line, " ") <> message
  end
end

defmodule ExUnit.DocTest.Body do
  @moduledoc false
  # Builds the code of a test from examples.

  def new(group, place, import) do
    single_exception!(group, place)
    {:__block__, [], List.wrap(import) ++ Enum.map(group, &example(&1, place))}
  end

  defp single_exception!(group, place) do
    if Enum.count(group, &String.starts_with?(&1.answer, "** (")) > 1 do
      raise ExUnit.DocTest.Error,
        message:
          Exception.format_file_line(Path.relative_to_cwd(place.file), hd(group).line, " ") <>
            "multiple exceptions in the same doctest example are not supported, please separate your iex> prompts by multiple newlines to start new examples"
    end
  end

  defp example(%{answer: ""} = example, place) do
    with {:ok, code} <- parsed(example, example.code, example.line, place) do
      quote(do: {:ok, unquote(code |> located(place) |> asserted())})
    end
  end

  defp example(%{answer: "** (" <> rest} = example, place) do
    [_, name, message] = Regex.run(~r/^([^)]+)\) ?(.*)$/s, rest)

    with {:ok, code} <- parsed(example, example.code, example.line, place) do
      quote do
        ExUnit.DocTest.Body.raises(fn -> unquote(located(code, place)) end, unquote(Module.concat([name])), unquote(message), unquote(shown(example)), unquote(stack(example, place)))
      end
    end
  end

  defp example(%{answer: answer} = example, place) do
    with {:ok, code} <- parsed(example, example.code, example.line, place),
         {:ok, answer, text} <- expected(example, answer, place) do
      last = with {:__block__, _, [_ | _] = forms} <- code, do: List.last(forms)
      compared = if text == :inspect, do: {:inspect, [], [last]}, else: last
      expr = "#{Macro.to_string(compared)} === #{Macro.to_string(answer)}"

      quote do
        value = unquote(located(code, place))
        ExUnit.DocTest.Body.equals(unquote(text), value, unquote(located(answer, place)), unquote(expr), unquote(shown(example)), unquote(stack(example, place)))
      end
    end
  end

  # Values shown as #Name<...> are compared as text.
  defp expected(example, answer, place) do
    if answer =~ ~r/^#[A-Z][\w.]*</ do
      {:ok, answer, :inspect}
    else
      with {:ok, value} <- parsed(example, answer, example.answer_line, place), do: {:ok, value, :value}
    end
  end

  # A match in an example becomes an assertion of the match.
  defp asserted({:__block__, meta, [_ | _] = forms}), do: {:__block__, meta, Enum.map(forms, &asserted/1)}
  defp asserted({:=, meta, [_, _]} = match), do: quote(line: meta[:line], do: ExUnit.Assertions.__match__(unquote(match)))
  defp asserted(form), do: form

  defp shown(example), do: example.shown
  defp stack(example, place), do: at(example.line, place)
  defp at(line, place), do: Macro.escape([{place.module, :__MODULE__, 0, [file: place.file |> Path.relative_to_cwd() |> String.to_charlist(), line: line]}])

  @hint "If you are planning to assert on the result of an iex> expression which contains a value inspected as #Name<...>, " <>
          "please make sure the inspected value is placed at the beginning of the expression, otherwise Elixir will treat it as a comment due to the leading sign #."

  # In an example, __ENV__ and __DIR__ name the documented file.
  defp located(code, place) do
    Macro.postwalk(code, fn
      {:__DIR__, _, context} when is_atom(context) -> Path.dirname(source(place))
      {:__ENV__, meta, context} = env when is_atom(context) -> {:%{}, meta, [{:|, meta, [env, [file: source(place)]]}]}
      other -> other
    end)
  end

  defp source(place), do: "(for doctest at) " <> Path.relative_to_cwd(place.file)

  defp parsed(example, code, line, place) do
    {:ok, Code.string_to_quoted!(code, line: line, file: Path.relative_to_cwd(place.file))}
  rescue
    error in [SyntaxError, TokenMissingError, MismatchedDelimiterError, UnicodeConversionError] ->
      message = "Doctest did not compile, got: (#{inspect(error.__struct__)}) #{Exception.message(error)}"
      message = if is_struct(error, TokenMissingError) and example.answer =~ ~r/#[A-Z][\w.]*</, do: message <> "\n" <> @hint, else: message
      doctest = if String.valid?(example.shown), do: example.shown, else: ExUnit.AssertionError.no_value()
      quote(do: ExUnit.DocTest.Body.failed([message: unquote(message), doctest: unquote(doctest)], unquote(at(line, place))))
  end

  def failed(fields, stack), do: :erlang.raise(:error, ExUnit.AssertionError.exception(fields), stack)

  def equals(_, same, same, _expr, _shown, _stack), do: {:ok, same}

  def equals(:inspect, value, expected, expr, shown, stack) do
    case inspect(value, safe: false) do
      ^expected -> {:ok, value}
      text -> failed([message: "Doctest failed", doctest: shown, left: text, right: expected, expr: expr], stack)
    end
  rescue
    error in Inspect.Error -> failed([message: Exception.message(error), doctest: shown, expr: expr], stack)
  end

  def equals(:value, value, expected, expr, shown, stack) do
    failed([message: "Doctest failed", doctest: shown, left: value, right: expected, expr: expr], stack)
  end

  def raises(fun, exception, message, shown, stack) do
    case outcome(fun) do
      {:raised, %{__struct__: ^exception} = error} ->
        case Exception.message(error) do
          ^message -> {:ok, error}
          actual -> failed([message: "Doctest failed: wrong message for #{inspect(exception)}\nexpected:\n  #{inspect(message)}\nactual:\n  #{inspect(actual)}", doctest: shown], stack)
        end

      {:raised, error} ->
        failed([message: "Doctest failed: expected exception #{inspect(exception)} but got #{inspect(error.__struct__)} with message #{inspect(Exception.message(error))}", doctest: shown], stack)

      :nothing ->
        failed([message: "Doctest failed: expected exception #{inspect(exception)} but nothing was raised", doctest: shown], stack)
    end
  end

  defp outcome(fun) do
    fun.()
    :nothing
  rescue
    error -> {:raised, error}
  end
end
