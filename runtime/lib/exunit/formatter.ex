defmodule ExUnit.Formatter do
  @moduledoc "Formats failures for formatters, which are processes that receive the events of a suite."

  import Inspect.Algebra, only: [to_doc: 2, group: 1, nest: 2, format: 2]
  alias ExUnit.AssertionError

  @no_value AssertionError.no_value()
  @indent "     "

  @doc "Formats the times of a suite."
  def format_times(%{run: run, async: async, load: load}) do
    run_us = run + (load || 0)
    async_us = async || 0

    parts = [
      load && "#{seconds(load)}s on load",
      "#{seconds(async_us)}s async",
      "#{seconds(max(run - async_us, 0))}s sync"
    ]

    "Finished in #{seconds(run_us)} seconds (#{parts |> Enum.filter(& &1) |> Enum.join(", ")})"
  end

  @doc false
  def __seconds__(us), do: seconds(us)

  # Times below a tenth of a second are shown in hundredths.
  defp seconds(us) do
    hundredths = div(us, 10_000)
    if hundredths < 10, do: "0.0#{hundredths}", else: "#{div(div(us, 100_000), 10)}.#{rem(div(us, 100_000), 10)}"
  end

  @doc "Formats filters."
  def format_filters(filters, :exclude), do: "Excluding tags: #{inspect(filters)}"
  def format_filters(filters, :include), do: "Including tags: #{inspect(filters)}"

  @doc "Formats the failures of a test."
  def format_test_failure(test, failures, counter, width, formatter) do
    %ExUnit.Test{name: name, module: module, tags: tags, parameters: parameters} = test

    header(counter, "#{name} (#{inspect(module)})") <>
      parameters(parameters, formatter) <>
      @indent <> formatter.(:location_info, location(tags)) <>
      "\n" <>
      numbered(failures, fn failure -> failure(failure, {module, name, test}, width, formatter) end)
  end

  @doc "Formats the failure of a module's setup_all."
  def format_test_all_failure(test_module, failures, counter, width, formatter) do
    header(counter, "#{inspect(test_module.name)}: failure on setup_all callback, all tests have been invalidated") <>
      numbered(failures, fn failure -> failure(failure, {test_module.name, nil, nil}, width, formatter) end)
  end

  # In an umbrella project, paths are relative to the root.
  defp location(tags) do
    file = Path.relative_to_cwd(tags.file)
    below = Application.get_env(:ex_unit, :test_location_relative_path, ".")
    "#{if Path.type(file) == :absolute, do: file, else: below |> Path.join(file) |> Path.relative_to(".")}:#{tags.line}"
  end

  defp parameters(parameters, _formatter) when parameters == %{}, do: ""
  defp parameters(parameters, formatter), do: @indent <> "Parameters: #{inspect(formatter.(:parameters_info, parameters))}\n"

  defp header(counter, text) when counter < 10, do: "  #{counter}) #{text}\n"
  defp header(counter, text) when counter < 100, do: " #{counter}) #{text}\n"
  defp header(counter, text), do: "#{counter}) #{text}\n"

  defp numbered([failure], fun), do: fun.(failure)

  defp numbered(failures, fun) do
    failures
    |> Enum.with_index(1)
    |> Enum.map_join("", fn {failure, i} -> "\n" <> @indent <> "Failure ##{i}\n" <> fun.(failure) end)
  end

  defp failure({:error, %AssertionError{} = error, stack}, at, width, formatter) do
    assertion(error, width, formatter, code_of(error, stack, at)) <> stacktrace(stack, at, formatter)
  end

  defp failure({kind, reason, stack}, at, width, formatter) do
    case nested(kind, clause_error(reason)) do
      {head, error, inner, indent} ->
        @indent <> formatter.(:error_info, below(head)) <>
          "\n" <> deeper(failure({:error, error, inner}, at, width, formatter), indent) <> "\n" <> stacktrace(stack, at, formatter)

      nil ->
        plain(kind, reason, stack, at, formatter)
    end
  end

  # If no clause of a function matches, a process exits with {:function_clause, stack}. Only the stack
  # names the function, so the exception is made from the stack.
  defp clause_error({:function_clause, [_ | _] = stack}), do: {Exception.normalize(:error, :function_clause, stack), stack}
  defp clause_error({{:function_clause, [_ | _]} = ended, mfa}), do: {clause_error(ended), mfa}
  defp clause_error(reason), do: reason

  # Exits with these exceptions are shown in full.
  @in_full [AssertionError, FunctionClauseError]

  defp nested({:EXIT, pid}, {%module{} = error, [_ | _] = stack}) when module in @in_full do
    {"** (EXIT from #{inspect(pid)}) an exception was raised:\n", error, stack, 5}
  end

  defp nested(:exit, {{%module{} = error, stack}, {_, _, _} = mfa}) when module in @in_full and is_list(stack) do
    head = Exception.format_exit({:normal, mfa}) |> String.split("\n") |> hd()
    {"** (exit) #{head}\n   ** (EXIT) an exception was raised:", error, stack, 5}
  end

  defp nested(_kind, _reason), do: nil

  defp plain({:EXIT, pid}, reason, _stack, _at, formatter) do
    @indent <> formatter.(:error_info, below("** (EXIT from #{inspect(pid)}) #{Exception.format_exit(reason)}")) <> "\n"
  end

  defp plain(kind, reason, stack, at, formatter) do
    {reason, blamed} = if kind == :error, do: Exception.blame(kind, reason, stack), else: {reason, stack}

    banner(kind, reason, blamed, formatter) <>
      "\n" <> code(source_line(stack, at), formatter) <> stacktrace(blamed, at, formatter)
  end

  defp deeper(text, by) do
    margin = String.duplicate(" ", by)
    text |> String.split("\n") |> Enum.map_join("\n", &if(&1 == "", do: "", else: margin <> &1))
  end

  # Empty lines of a message stay empty.
  defp below(text), do: text |> String.split("\n") |> Enum.map_join("\n", &if(&1 == "", do: "", else: @indent <> &1)) |> String.trim_leading(@indent)
  defp indented(text), do: @indent <> String.replace(text, "\n", "\n" <> @indent)

  # Empty lines of a message are not indented.
  defp banner(:error, %FunctionClauseError{args: [_ | _]} = error, stack, formatter) do
    part = fn
      %{match?: true, node: node} -> Macro.to_string(node)
      %{match?: false, node: node} -> formatter.(:blame_diff, Macro.to_string(node))
    end

    message = banner(:error, %{error | args: nil, clauses: nil}, stack, formatter)
    message <> deeper(FunctionClauseError.blame(error, &inspect/1, part), String.length(@indent))
  end

  defp banner(kind, reason, stack, formatter) do
    @indent <> formatter.(:error_info, kind |> Exception.format_banner(reason, stack) |> below())
  end

  @doc "Formats the assertion in a failed test."
  def format_assertion_error(%AssertionError{} = error) do
    error |> assertion(80, fn _, text -> text end, nil) |> unindent()
  end

  @doc "Formats the assertion in a failed test for a line width, with a formatter for colours."
  def format_assertion_error(error, width, formatter, _counter_padding), do: error |> assertion(width, formatter, nil) |> unindent()

  defp unindent(text), do: text |> String.split("\n") |> Enum.map_join("\n", &String.replace_prefix(&1, @indent, ""))

  # Formats the parts of a failed assertion, one below the other.
  defp assertion(error, width, formatter, code) do
    both? = error.left != @no_value and error.right != @no_value and not match?({:mailbox, _, _}, error.context)
    label = fn name -> if both?, do: String.pad_trailing(name <> ":", 7), else: name <> ": " end
    {left, right} = sides(error, less(width, 12), formatter)

    IO.iodata_to_binary([
      if(error.message != @no_value, do: [@indent, formatter.(:error_info, below(error.message)), ?\n], else: []),
      if(error.doctest != @no_value, do: [@indent, formatter.(:extra_info, "doctest:"), ?\n, indented(error.doctest |> String.split("\n") |> Enum.map_join("\n", &("  " <> &1))), ?\n], else: []),
      code_part(code || written(error.expr), label.("code"), formatter),
      arguments(error.args, width, formatter),
      mailbox(error, width, formatter),
      side(left, label.("left"), formatter),
      side(right, label.("right"), formatter),
      side(hint(error), label.("hint"), formatter)
    ])
  end

  defp less(:infinity, _by), do: :infinity
  defp less(width, by), do: max(width - by, 0)

  defp written(@no_value), do: nil
  defp written(expr) when is_binary(expr), do: expr
  # A long line breaks inside the asserted expression, not after `assert`.
  defp written({assertion, _, [asserted]}) when is_atom(assertion), do: "#{assertion} #{Macro.to_string(asserted)}"
  defp written(expr), do: Macro.to_string(expr)

  defp code_part(nil, _label, _formatter), do: []

  defp code_part(code, label, formatter) do
    [@indent, formatter.(:extra_info, label), deeper_from(code, String.length(@indent <> label)), ?\n]
  end

  defp arguments(@no_value, _width, _formatter), do: []

  defp arguments(args, width, formatter) do
    shown =
      for {arg, i} <- Enum.with_index(args, 1) do
        ["\n", @indent, "    # #{i}\n", @indent, "    ", inspected(arg, less(width, 9), 9), "\n"]
      end

    [@indent, formatter.(:extra_info, "arguments:"), ?\n, shown, ?\n]
  end

  defp mailbox(%{context: {:mailbox, _pins, []}}, _width, _formatter), do: []

  defp mailbox(%{context: {:mailbox, pins, messages}, left: pattern}, width, formatter) do
    shown =
      for message <- messages do
        {left, right} = compared(pattern, message, pins, less(width, 16), formatter)

        [
          [@indent, "  ", formatter.(:extra_info, "pattern: "), left, ?\n],
          [@indent, "  ", formatter.(:extra_info, "value:   "), right, ?\n]
        ]
      end

    [@indent, formatter.(:extra_info, "mailbox:"), ?\n, Enum.intersperse(shown, ?\n)]
  end

  defp mailbox(_error, _width, _formatter), do: []

  defp compared(pattern, message, pins, width, formatter) do
    if formatter.(:diff_enabled?, false) == true do
      {left, right} = ExUnit.Diff.texts(pattern, message, {:match, pins}, width, formatter)
      {deeper_from(left, 16), deeper_from(right, 16)}
    else
      {pattern_text(pattern), inspected(message, width, 16)}
    end
  end

  @doc """
  Returns the sides of a failed assertion as `[left: text, right: text]`, and possibly a `hint:`.
  A missing side is omitted. The differences are marked if the formatter's `:diff_enabled?` is
  set.
  """
  def format_assertion_diff(%AssertionError{} = error, _padding, width, formatter) do
    {left, right} = sides(error, width, formatter)
    for {side, text} when text != nil <- [left: left, right: right, hint: hint(error)], do: {side, text}
  end

  # Strings can look the same and differ.
  defp hint(%{left: left, right: right, context: :==}) when is_binary(left) and is_binary(right) and left != right do
    if String.normalize(left, :nfc) == String.normalize(right, :nfc) do
      "you are comparing strings that have the same visual representation but are made of different Unicode codepoints"
    end
  end

  defp hint(_error), do: nil

  defp side(nil, _label, _formatter), do: []
  defp side(text, label, formatter), do: [@indent, formatter.(:extra_info, label), text, ?\n]

  defp sides(%{context: {:mailbox, _, _}}, _width, _formatter), do: {nil, nil}
  defp sides(%{left: @no_value, right: @no_value}, _width, _formatter), do: {nil, nil}
  defp sides(%{left: left, right: @no_value} = error, width, _formatter), do: {one_side(left, error, width, 11), nil}
  defp sides(%{left: @no_value, right: right}, width, _formatter), do: {nil, inspected(right, width, 12)}

  defp sides(%{left: left, right: right, context: context} = error, width, formatter) do
    if formatter.(:diff_enabled?, false) == true do
      {left, right} = ExUnit.Diff.texts(left, right, context, width, formatter)
      {deeper_from(left, 12), deeper_from(right, 12)}
    else
      {one_side(left, error, width, 12), inspected(right, width, 12)}
    end
  end

  # The left side of a match is code.
  defp one_side(pattern, %{context: {:match, _}}, _width, _at), do: pattern_text(pattern)
  defp one_side(value, _error, width, at), do: inspected(value, width, at)

  defp pattern_text(pattern), do: pattern |> ExUnit.Diff.Pattern.originals() |> Macro.to_string()

  # Lines after the first have less room by their indentation.
  defp inspected(value, width, at) do
    value |> to_doc(%Inspect.Opts{pretty: true, width: width}) |> group() |> nest(at) |> format(width) |> IO.iodata_to_binary()
  end

  # Indents all lines but the first to a column.
  defp deeper_from(text, at), do: String.replace(text, "\n", "\n" <> String.duplicate(" ", at))

  # For a failure without an assertion, the source line is shown.
  defp code_of(%{expr: @no_value}, stack, at), do: source_line(stack, at)
  defp code_of(_error, _stack, _at), do: nil

  defp code(nil, _formatter), do: ""
  defp code(line, formatter), do: @indent <> formatter.(:extra_info, "code: ") <> line <> "\n"

  defp source_line(_stack, {_module, nil, _test}), do: nil

  defp source_line(stack, {module, name, test}) do
    with false <- Map.get(test.tags, :not_implemented, false),
         false <- is_map_key(test.tags, :doctest),
         {_, _, _, location} <- Enum.find(stack, &match?({^module, ^name, _, _}, &1)),
         {:ok, text} <- File.read(test.tags.file),
         line when line not in [nil, ""] <- text |> String.split("\n") |> Enum.at(location[:line] - 1) do
      String.trim(line)
    else
      _ -> nil
    end
  end

  defp stacktrace(stack, {_module, _name, test} = at, formatter) do
    case if(test && test.tags[:not_implemented], do: [], else: pruned(stack)) do
      [] -> ""
      entries -> @indent <> formatter.(:extra_info, "stacktrace:") <> "\n" <> Enum.map_join(entries, &(formatter.(:stacktrace_info, @indent <> "  " <> entry(&1, at)) <> "\n"))
    end
  end

  # Removes the entries of assertions and of the runner.
  defp pruned(stack) do
    stack
    |> Enum.reject(&match?({ExUnit.Assertions, _, _, _}, &1))
    |> Enum.take_while(&(not match?({module, _, _, _} when module in [ExUnit.Runner, ExUnit.Runner.Capture, ExUnit.OnExit], &1)))
  end

  # The code of a doctest is in the documentation.
  defp entry({module, name, _, location}, {module, name, %{tags: %{doctest_data: %{file: file}}}}) when name != nil do
    "(for doctest at) " <> Exception.format_file_line(Path.relative_to_cwd(file), location[:line]) <> " (test)"
  end

  defp entry({module, name, _, location}, {module, name, _}) when name != nil do
    Exception.format_file_line(location[:file] && to_string(location[:file]), location[:line]) <> " (test)"
  end

  defp entry({module, :__MODULE__, 0, location}, _at) do
    Exception.format_file_line(to_string(location[:file]), location[:line], " ") <> inspect(module) <> " (module)"
  end

  defp entry(entry, _at), do: Exception.format_stacktrace_entry(entry)
end

defmodule ExUnit.CLIFormatter do
  @moduledoc false
  # Prints dots, failures and a summary to a terminal.

  use GenServer

  @impl true
  def init(opts) do
    width = case :io.columns() do
      {:ok, columns} -> max(40, columns)
      _ -> 80
    end

    {:ok,
     %{
       seed: opts[:seed],
       trace: opts[:trace],
       colors: colors(opts),
       width: width,
       slowest: opts[:slowest],
       slowest_modules: opts[:slowest_modules] || 0,
       counts: %{},
       failed: 0,
       total: 0,
       excluded: 0,
       skipped: 0,
       invalid: 0,
       number: 0,
       times: []
     }}
  end

  @colors [success: :green, invalid: :yellow, skipped: :yellow, failure: :red, error_info: :red, extra_info: :cyan, location_info: [:bright, :black], diff_enabled?: true,
    diff_delete: :red, diff_delete_whitespace: IO.ANSI.color_background(2, 0, 0), diff_insert: :green, diff_insert_whitespace: IO.ANSI.color_background(0, 2, 0)]

  defp colors(opts) do
    @colors |> Keyword.merge(opts[:colors] || []) |> Keyword.put_new(:enabled, IO.ANSI.enabled?())
  end

  @doc false
  # Prints the lines above the tests.
  def heading(opts) do
    IO.puts("Running ExUnit with seed: #{opts[:seed]}, max_cases: #{opts[:max_cases]}")
    for kind <- [:exclude, :include], opts[kind] not in [[], nil], do: IO.puts(ExUnit.Formatter.format_filters(opts[kind], kind))
    IO.puts("")
  end

  @impl true
  def handle_cast({:suite_started, opts}, state) do
    heading(opts)
    {:noreply, state}
  end

  def handle_cast({:module_started, %{name: name, file: file, parameters: parameters}}, %{trace: true} = state) do
    IO.puts("\n#{inspect(name)} [#{Path.relative_to_cwd(file)}]")
    if parameters != %{}, do: IO.puts("Parameters: #{inspect(parameters)}")
    {:noreply, state}
  end

  def handle_cast({:test_started, test}, %{trace: true} = state) do
    IO.write("  * #{title(test)} [#{line(test)}]")
    {:noreply, state}
  end

  def handle_cast({:test_finished, test}, state) do
    state = counted(state, test)
    {:noreply, finished(test.state, test, state)}
  end

  def handle_cast({:module_finished, %{state: {:failed, failures}} = test_module}, state) do
    state = %{state | number: state.number + Enum.count(test_module.tests, &(&1.state == nil))}
    text = ExUnit.Formatter.format_test_all_failure(test_module, failures, state.number, state.width, &paint(&1, &2, state))
    print_failure(text, state)
    {:noreply, %{state | failed: state.failed + Enum.count(test_module.tests, &(&1.state == nil))}}
  end

  def handle_cast(:max_failures_reached, state) do
    IO.write(color(:failure, "--max-failures reached, aborting test suite", state))
    {:noreply, state}
  end

  def handle_cast({:suite_finished, times}, state) do
    if state.total > 0 and state.total == state.excluded, do: IO.puts(color(:invalid, "All tests have been excluded.", state))
    IO.puts("")
    IO.puts(ExUnit.Formatter.format_times(times))
    if state.slowest > 0, do: slowest(state, times.run)
    if state.slowest_modules > 0, do: slowest_modules(state, times.run)
    if state.slowest > 0 or state.slowest_modules > 0, do: IO.puts("")
    summary(state)
    {:noreply, state}
  end

  def handle_cast(_event, state), do: {:noreply, state}

  defp counted(state, test) do
    type = Map.get(test.tags, :test_type, :test)
    state = %{state | total: state.total + 1, times: [{test.time, test} | state.times]}
    update_in(state.counts[type], &((&1 || 0) + 1))
  end

  defp finished(nil, test, state) do
    if state.trace, do: traced(:success, test, state), else: IO.write(color(:success, ".", state))
    state
  end

  defp finished({:excluded, _}, test, state) do
    if state.trace, do: IO.puts("\r  * #{title(test)} (excluded) [#{line(test)}]")
    %{state | excluded: state.excluded + 1}
  end

  defp finished({:skipped, _}, test, state) do
    if state.trace, do: IO.puts(color(:skipped, "\r  * #{title(test)} (skipped) [#{line(test)}]", state)), else: IO.write(color(:skipped, "*", state))
    %{state | skipped: state.skipped + 1}
  end

  defp finished({:invalid, _}, test, state) do
    if state.trace, do: IO.puts(color(:invalid, "\r  * #{title(test)} (invalid) [#{line(test)}]", state)), else: IO.write(color(:invalid, "?", state))
    %{state | invalid: state.invalid + 1}
  end

  defp finished({:failed, failures}, test, state) do
    if state.trace, do: traced(:failure, test, state)
    state = %{state | number: state.number + 1, failed: state.failed + 1}
    text = ExUnit.Formatter.format_test_failure(test, failures, state.number, state.width, &paint(&1, &2, state))
    print_failure(text, state)
    print_logs(test.logs)
    state
  end

  defp traced(kind, test, state) do
    IO.puts(color(kind, "\r  * #{title(test)} (#{ms(test.time)}ms) [#{line(test)}]", state))
  end

  defp title(test), do: test.name |> to_string() |> String.replace(~r/\s*\n\s*/, " ") |> String.trim()
  defp line(test), do: "L##{test.tags.line}"

  defp print_failure(text, %{trace: true}), do: IO.puts(["\n", text])
  defp print_failure(text, _state), do: IO.puts(["\n\n", text])

  defp print_logs(""), do: :ok

  defp print_logs(logs) do
    indent = "\n     "
    IO.puts(["     The following output was logged:", indent | String.replace(logs, "\n", indent)])
  end

  defp slowest(state, run) do
    slow = state.times |> Enum.sort_by(&(-elem(&1, 0))) |> Enum.take(state.slowest)
    IO.puts(heading(slow, run))

    for {time, test} <- slow do
      IO.puts("  * #{title(test)} (#{inspect(test.module)}) (#{ms(time)}ms) [#{Path.relative_to_cwd(test.tags.file)}:#{test.tags.line}]")
    end
  end

  defp slowest_modules(state, run) do
    slow =
      state.times
      |> Enum.group_by(fn {_, test} -> {test.module, test.tags.file} end, &elem(&1, 0))
      |> Enum.map(fn {module, times} -> {Enum.sum(times), module} end)
      |> Enum.sort_by(&(-elem(&1, 0)))
      |> Enum.take(state.slowest_modules)

    IO.puts(heading(slow, run))
    for {time, {module, file}} <- slow, do: IO.puts("#{inspect(module)} (#{ms(time)}ms)\n [#{Path.relative_to_cwd(file)}]")
  end

  defp heading(slow, run) do
    sum = slow |> Enum.map(&elem(&1, 0)) |> Enum.sum()
    "\nTop #{length(slow)} slowest (#{ExUnit.Formatter.__seconds__(sum)}s), #{Float.round(sum / max(run, 1) * 100, 1)}% of total time:\n"
  end

  # Times below a tenth of a millisecond have two decimals.
  defp ms(us) when us < 100, do: "0.0#{div(us, 10)}"
  defp ms(us), do: "#{div(us, 1000)}.#{rem(div(us, 100), 10)}"

  defp summary(state) do
    kinds = state.counts |> Enum.sort() |> Enum.map(fn {type, n} -> "#{n} #{plural(n, to_string(type))}, " end)
    text =
      IO.iodata_to_binary([
        kinds,
        "#{state.failed} #{plural(state.failed, "failure")}",
        for({n, word} <- [{state.excluded, "excluded"}, {state.invalid, "invalid"}, {state.skipped, "skipped"}], n > 0, do: ", #{n} #{word}")
      ])

    kind =
      cond do
        state.failed > 0 -> :failure
        state.invalid > 0 -> :invalid
        true -> :success
      end

    IO.puts(color(kind, text, state))
  end

  defp plural(1, word), do: word
  defp plural(_n, word), do: ExUnit.plural_rule(word)

  defp paint(:diff_enabled?, _default, %{colors: colors}), do: colors[:enabled] and colors[:diff_enabled?]

  # Marks the parts of a clause that did not match.
  defp paint(:blame_diff, text, %{colors: colors} = state) do
    if colors[:enabled], do: color(:diff_delete, text, state), else: "-" <> text <> "-"
  end

  defp paint(kind, text, state), do: color(kind, text, state)

  defp color(kind, text, %{colors: colors}) do
    if colors[:enabled] && colors[kind], do: IO.iodata_to_binary([IO.ANSI.format_fragment(colors[kind], true), text, IO.ANSI.reset()]), else: text
  end
end
