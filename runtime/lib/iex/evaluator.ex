defmodule IEx.Evaluator do
  @moduledoc "The process that evaluates code for a shell: `self()` at the prompt."

  # A line that starts with one of these binary operators continues the expression with the last value.
  @operator ~S"\A(\|\|\|?|&&&?|(?:or|and|in)\b|===?|!==?|=~|<<<|>>>|\|>|<<~|~>>|<~>|<~|~>|<=|>=|<>|<(?!<)|>|\^\^\^|\+\+\+?|---?|\*(?!\*)|/(?!/))"

  @doc false
  def init(command, server, leader, counter, opts) do
    Process.group_leader(self(), leader)
    Process.put(:iex_server, server)
    Process.put(:iex_evaluator, command)
    Process.put(:iex_history, IEx.History.new())
    ref = Process.monitor(server)
    env = Keyword.get(opts, :env) || Code.env_for_eval(file: "iex", line: 1)
    state = %{server: server, ref: ref, env: env, binding: Keyword.get(opts, :binding, []), history: counter, op: :other}
    :proc_lib.init_ack(server, {:ok, self()})

    receive do
      :dot_iex -> :ok
    end

    state = opening(state, Keyword.get(opts, :kept), opts)
    send(server, {:ready, self()})
    loop(state)
    :ok
  end

  # An interrupted shell continues with its state.
  defp opening(state, {binding, env, history}, _opts) do
    Process.put(:iex_history, history)
    %{state | binding: binding, env: env}
  end

  defp opening(state, nil, opts), do: load_dot_iex(%{state | env: import_helpers(state.env)}, opts)

  defp import_helpers(env) do
    {_, _, env} = :elixir.eval_quoted(quote(do: import(IEx.Helpers)), [], env)
    env
  end

  @doc "Evaluates code for a shell in a process that has stopped, until it continues."
  def pried(server, leader, counter, binding, env, place) do
    before = {Process.group_leader(), Process.get(:iex_server), Process.get(:iex_history), Process.get(:iex_whereami)}
    Process.group_leader(self(), leader)
    Process.put(:iex_server, server)
    Process.put(:iex_history, IEx.History.new())
    Process.put(:iex_whereami, place)
    ref = Process.monitor(server)
    env = import_helpers(%{Code.env_for_eval(env) | file: "iex", line: counter})
    send(server, {:ready, self()})
    loop(%{server: server, ref: ref, env: env, binding: binding, history: counter, op: :other})
    Process.demonitor(ref, [:flush])
    restored(before)
    send(server, {:continued, self()})
    :ok
  end

  defp restored({leader, server, history, place}) do
    Process.group_leader(self(), leader)
    for {key, value} <- [iex_server: server, iex_history: history, iex_whereami: place], do: if(value == nil, do: Process.delete(key), else: Process.put(key, value))
  end

  defp loop(%{server: server, ref: ref} = state) do
    receive do
      {:eval, ^server, code, counter, pending} ->
        {status, pending, state} = parse_eval_inspect(code, counter, pending, state)

        unless Process.delete(:iex_continue) do
          # The server keeps this state for the case of an interruption.
          send(server, {:kept, self(), {state.binding, state.env, Process.get(:iex_history)}})
          send(server, {:evaled, self(), status, pending})
          loop(state)
        end

      {:bindings, from, reply_ref} ->
        send(from, {reply_ref, state.binding, state.env})
        loop(state)

      {:done, ^server} ->
        :ok

      {:DOWN, ^ref, :process, ^server, _reason} ->
        :ok
    end
  end

  @doc "Returns the variables and the environment of a shell's evaluator."
  def bindings(evaluator, timeout \\ 200) do
    ref = Process.monitor(evaluator)
    send(evaluator, {:bindings, self(), ref})

    receive do
      {^ref, binding, env} ->
        Process.demonitor(ref, [:flush])
        {binding, env}

      {:DOWN, ^ref, _, _, _} ->
        {[], nil}
    after
      timeout ->
        Process.demonitor(ref, [:flush])
        {[], nil}
    end
  end

  defp parse_eval_inspect(code, counter, pending, state) do
    {mod, fun, args} = IEx.Config.parser()

    if Process.delete(:iex_failed) && (pending == nil or match?({"", _}, pending)) && goes_on?(code), do: skipped(state), else: parsed(code, counter, pending, state, {mod, fun, args})
  end

  # Returns whether code continues a pipeline. Such code is skipped after an error in the previous
  # step.
  defp goes_on?(code), do: code |> String.trim_leading() |> String.starts_with?("|>")

  defp skipped(state) do
    Process.put(:iex_failed, true)
    IO.puts(:stdio, IEx.color(:eval_error, "** (RuntimeError) skipping evaluation of expression because pipeline has failed"))
    {:error, nil, state}
  end

  defp parsed(code, counter, pending, state, {mod, fun, args}) do
    try do
      apply(mod, fun, [code, [line: counter, file: "iex"], pending || {"", state.op} | args])
    catch
      kind, reason ->
        Process.put(:iex_failed, true)
        print_error(kind, reason, __STACKTRACE__, __STACKTRACE__)
        {:error, nil, state}
    else
      {:ok, forms, {_, op}} ->
        eval_and_inspect(forms, counter, code, %{state | op: op})

      {:incomplete, parser_state} ->
        {:incomplete, parser_state, state}
    end
  end

  @quoted [:quote, :def, :defp, :defmacro, :defmacrop, :defmodule, :defprotocol, :defimpl]

  # A name that is not a variable becomes a call if such a function is imported: flush, v, pwd.
  # Quoted code, such as the body of a module, is not changed.
  defp apply_undefined({form, _meta, args} = quoted, _env) when form in @quoted and is_list(args), do: quoted

  defp apply_undefined({name, meta, context} = form, env) when is_atom(name) and is_atom(context) and is_list(meta) do
    case Macro.Env.lookup_import(env, {name, 0}) do
      [] -> form
      _ -> {name, Keyword.put_new(meta, :if_undefined, :apply), context}
    end
  end

  defp apply_undefined({form, meta, args}, env), do: {apply_undefined(form, env), meta, apply_undefined(args, env)}
  defp apply_undefined({left, right}, env), do: {apply_undefined(left, env), apply_undefined(right, env)}
  defp apply_undefined([head | tail], env), do: [apply_undefined(head, env) | apply_undefined(tail, env)]
  defp apply_undefined(other, _env), do: other

  defp eval_and_inspect(forms, counter, code, state) do
    {result, binding, env} = eval_parts(apply_undefined(forms, state.env), state.binding, %{state.env | line: counter})
    store(counter, code, result)

    unless result == IEx.dont_display_result() do
      IO.puts(:stdio, IEx.color(:eval_result, inspect(result, IEx.inspect_opts())))
    end

    {:ok, nil, %{state | binding: binding, env: env}}
  catch
    kind, reason ->
      Process.put(:iex_failed, true)
      print_error(kind, reason, __STACKTRACE__)
      {:error, nil, state}
  end

  # The expressions of a block are evaluated one by one, so that an expression can import a module
  # that an earlier expression defines. No function of Enum is used, because prune/1 would not
  # remove its entry from a stack trace.
  defp eval_parts({:__block__, _, [_ | _] = parts}, binding, env), do: eval_each(parts, {nil, binding, env})

  defp eval_parts({file, _, [path]} = form, binding, env) when file in [:import_file, :import_file_if_available] and is_binary(path) do
    case Macro.expand_once(form, env) do
      ^form -> :elixir.eval_quoted(form, binding, env)
      forms -> import_parts(Path.expand(path), forms, binding, env)
    end
  end

  defp eval_parts(form, binding, env), do: :elixir.eval_quoted(form, binding, env)

  defp eval_each([], last), do: last
  defp eval_each([part | parts], {_, binding, env}), do: eval_each(parts, eval_parts(part, binding, env))

  # A file that is already being imported is not imported again.
  defp import_parts(path, forms, binding, env) do
    importing = Process.get(:iex_importing, [])

    if path in importing do
      IO.warn("#{Path.relative_to_cwd(path)} was already imported, skipping circular file imports", [])
      {nil, binding, env}
    else
      Process.put(:iex_importing, [path | importing])

      try do
        eval_parts(forms, binding, env)
      after
        Process.put(:iex_importing, importing)
      end
    end
  end

  defp store(counter, code, result) do
    history = Process.get(:iex_history)
    Process.put(:iex_history, IEx.History.append(history, {counter, code, result}, IEx.Config.history_size()))
  end

  @doc false
  def parse(input, opts, parser_state)

  def parse(input, opts, ""), do: parse(input, opts, {"", :other})
  def parse("#iex:break\n", _opts, {"", _op}), do: {:incomplete, {"", :other}}

  def parse("#iex:break\n", opts, {_buffer, _op}) do
    raise TokenMissingError,
      line: opts[:line],
      file: opts[:file],
      description: "incomplete expression",
      snippet: nil
  end

  def parse(input, opts, {buffer, op}) do
    code = buffer <> input
    file = Keyword.get(opts, :file, "iex")
    line = Keyword.get(opts, :line, 1)

    try do
      Code.string_to_quoted!(piped(code, buffer, op, file, line), file: file, line: line, emit_warnings: true)
    rescue
      TokenMissingError -> {:incomplete, {code, op}}
    else
      forms -> {:ok, forms, {"", if(match?({:=, _, [_, _]}, forms), do: :match, else: :other)}}
    end
  end

  # A line that starts with a binary operator continues with the last value.
  defp piped(code, buffer, op, file, line) do
    trimmed = String.trim_leading(code)

    if buffer == "" and operator(trimmed) != nil and parses?("v(-1) " <> trimmed) do
      if op == :match, do: unclear(code, trimmed, file, line)
      "v(-1) " <> trimmed
    else
      code
    end
  end

  # After `x = 1`, a pipe would continue with 1 and leave x unchanged, which is rarely intended.
  defp unclear(code, trimmed, file, line) do
    raise SyntaxError,
      file: file,
      line: line,
      column: String.length(code) - String.length(trimmed) + 1,
      snippet: String.trim_trailing(code, "\n"),
      description:
        "pipe shorthand is not allowed immediately after a match expression in IEx. To make it work, surround the whole pipeline with parentheses '#{operator(trimmed)}'"
  end

  defp operator(text) do
    with [found | _] <- Regex.run(Regex.compile!(@operator), text), do: found
  end

  defp parses?(code) do
    Code.string_to_quoted!(code, emit_warnings: false)
    true
  rescue
    TokenMissingError -> true
    _ -> false
  end

  @doc "Prints the error of an evaluation."
  def print_error(kind, reason, stacktrace), do: print_error(kind, reason, stacktrace, prune(stacktrace))

  defp print_error(kind, reason, stacktrace, shown) do
    {blamed, blamed_stack} = blame(kind, reason, stacktrace)
    shown = if match?([_ | _], shown) and hd(shown) == hd(stacktrace), do: [hd(blamed_stack) | tl(shown)], else: shown

    banner =
      case blamed do
        %FunctionClauseError{} ->
          plain = Exception.format_banner(kind, reason, stacktrace)
          inspect_fun = &inspect(&1, IEx.inspect_opts())
          [IEx.color(:eval_error, plain), pad(FunctionClauseError.blame(blamed, inspect_fun, &blame_match/1))]

        %{__struct__: kind_of_error} when kind_of_error in [SyntaxError, TokenMissingError, MismatchedDelimiterError] ->
          kind |> Exception.format_banner(blamed, stacktrace) |> String.split("\n") |> Enum.map_intersperse("\n", &pointed/1)

        _ ->
          [IEx.color(:eval_error, Exception.format_banner(kind, blamed, stacktrace))]
      end

    IO.write(:stdio, [banner, ?\n, IEx.color(:stack_info, Exception.format_stacktrace(shown))])
  end

  # Only the label and the pointer of a syntax error are coloured.
  defp pointed(line) do
    case Regex.run(~r/^(\s*)(error:)(.*)$|^(\s*│ +)(\^|└ .*)$/u, line, capture: :all_but_first) do
      nil -> line
      parts -> parts |> Enum.reject(&(&1 == "")) |> Enum.map(&if(&1 =~ ~r/^(error:|\^|└)/u, do: IEx.color(:eval_error, &1), else: &1))
    end
  end

  # A failure while adding hints to an error must not end the shell.
  defp blame(kind, reason, stacktrace) do
    Exception.blame(kind, reason, stacktrace)
  rescue
    _ -> {Exception.normalize(kind, reason, stacktrace), stacktrace}
  end

  defp pad(text), do: "    " <> String.replace(text, "\n", "\n    ")

  defp blame_match(%{match?: true, node: node}), do: Macro.to_string(node)

  defp blame_match(%{match?: false, node: node}) do
    case IEx.Config.color(:blame_diff) do
      nil -> "-" <> Macro.to_string(node) <> "-"
      _ -> IEx.color(:blame_diff, Macro.to_string(node))
    end
  end

  # Removes the shell's own entries from a stack trace.
  defp prune(stacktrace) do
    stacktrace
    |> Enum.reverse()
    |> Enum.drop_while(&(elem(&1, 0) == :proc_lib))
    |> Enum.drop_while(&(elem(&1, 0) == IEx.Evaluator))
    |> Enum.drop_while(&(elem(&1, 0) in [:elixir, :elixir_compiler, :erl_eval]))
    |> Enum.reverse()
  end

  defp load_dot_iex(state, opts) do
    case Keyword.get(opts, :dot_iex) do
      path when path in [nil, ""] -> default_dot_iex(state, path)
      path -> eval_dot_iex(state, path)
    end
  end

  defp default_dot_iex(state, ""), do: state

  defp default_dot_iex(state, nil) do
    case Enum.find([:application.get_env(:iex, :dot_iex, nil), ".iex.exs"], &(is_binary(&1) and File.regular?(&1))) do
      nil -> state
      path -> eval_dot_iex(state, path)
    end
  end

  defp eval_dot_iex(state, path) do
    forms = path |> File.read!() |> Code.string_to_quoted!(file: path)
    {_result, binding, env} = eval_parts(forms, state.binding, %{state.env | file: path})
    %{state | binding: binding, env: %{env | file: "iex"}}
  catch
    kind, reason ->
      print_error(kind, reason, __STACKTRACE__)
      IO.puts(:stdio, IEx.color(:eval_error, "Error while evaluating: #{path}"))
      state
  end
end
