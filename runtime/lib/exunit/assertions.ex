defmodule ExUnit.AssertionError do
  @moduledoc "The error of a failed assertion."

  @no_value :ex_unit_no_meaningful_value

  defexception left: @no_value, right: @no_value, message: @no_value, expr: @no_value, args: @no_value, doctest: @no_value, context: :==

  @doc "Returns the placeholder for a missing value."
  def no_value(), do: @no_value

  @impl true
  def message(exception), do: "\n\n" <> ExUnit.Formatter.format_assertion_error(exception)
end

defmodule ExUnit.Assertions do
  @moduledoc "The assertions of tests. A failure shows the code and the values on both sides."

  alias ExUnit.AssertionError
  alias ExUnit.Assertions.Pattern

  @equal_fails_assert [:<, :>, :!==, :!=]
  @equal_fails_refute [:<=, :>=, :===, :==, :=~]
  @operators [:==, :<, :>, :<=, :>=, :===, :=~, :!==, :!=, :in]

  @doc "Asserts that a value is truthy, that a comparison holds, or that a pattern matches. A match binds its variables."
  defmacro assert({:=, meta, [_, _]} = assertion), do: matching(assertion, {:assert, meta, [assertion]}, __CALLER__)

  defmacro assert({:match?, _, [_, _]} = assertion) do
    if kernels?(:match?, __CALLER__), do: assert_matches(assertion, __CALLER__), else: truthy(:assert, assertion, __CALLER__)
  end

  defmacro assert({operator, _, [_, _]} = assertion) when operator in @operators do
    if kernels?(operator, __CALLER__), do: compared(:assert, assertion, operator in @equal_fails_assert), else: truthy(:assert, assertion, __CALLER__)
  end

  defmacro assert(assertion), do: truthy(:assert, assertion, __CALLER__)

  @doc "Asserts that a value is falsy, that a comparison does not hold, or that a pattern does not match."
  defmacro refute({:match?, _, [_, _]} = assertion) do
    if kernels?(:match?, __CALLER__), do: refute_matches(assertion, __CALLER__), else: truthy(:refute, assertion, __CALLER__)
  end

  defmacro refute({operator, _, [_, _]} = assertion) when operator in @operators do
    if kernels?(operator, __CALLER__), do: compared(:refute, assertion, operator in @equal_fails_refute), else: truthy(:refute, assertion, __CALLER__)
  end

  defmacro refute(assertion), do: truthy(:refute, assertion, __CALLER__)

  @doc false
  defmacro __match__({:=, _, [_, _]} = match), do: matching(match, match, __CALLER__)

  defp assert_matches({:match?, meta, [left, right]} = assertion, caller) do
    code = {:assert, meta, [assertion]}
    pattern = Pattern.new(left, caller)

    quote do
      right = unquote(right)
      match?(unquote(pattern.code), right) || unquote(mismatch(code, pattern, quote(do: right), "match (match?) failed"))
    end
  end

  defp refute_matches({:match?, meta, [left, right]} = assertion, caller) do
    code = {:refute, meta, [assertion]}
    pattern = Pattern.new(left, caller)

    quote do
      right = unquote(right)

      if match?(unquote(pattern.code), right) do
        unquote(mismatch(code, pattern, quote(do: right), "match (match?) succeeded, but should have failed"))
      else
        false
      end
    end
  end

  defp matching({:=, _meta, [{:when, _, _} = left, right]}, _code, _caller) do
    raise ArgumentError, """
    invalid pattern in assert/1:

    #{left |> Macro.to_string() |> indented()}

    To assert with guards, use match?/2:

    #{"assert match?(#{Macro.to_string(left)}, #{Macro.to_string(right)})" |> indented()}
    """
  end

  defp matching({:=, _meta, [left, right]}, code, caller) do
    pattern = Pattern.new(left, caller)

    quote generated: true do
      right = unquote(right)

      unquote(pattern.vars) =
        case right do
          unquote(pattern.code) -> unquote(pattern.vars)
          _ -> unquote(mismatch(code, pattern, quote(do: right), "match (=) failed"))
        end

      right
    end
  end

  defp indented(text), do: "  " <> String.replace(text, "\n", "\n  ")

  defp mismatch(code, pattern, right, message) do
    quote do
      raise ExUnit.AssertionError,
        left: unquote(Macro.escape(pattern.shown)),
        right: unquote(right),
        expr: unquote(Macro.escape(code)),
        message: unquote(message) <> ExUnit.Assertions.__pins__(unquote(pattern.pins)),
        context: {:match, unquote(pattern.pins)}
    end
  end

  # An operator that the caller has imported from elsewhere is an ordinary call.
  defp kernels?(operator, caller), do: match?([{_, Kernel}], Macro.Env.lookup_import(caller, {operator, 2}))

  # Both sides are evaluated once, and compared with the operator that the caller has imported.
  defp compared(kind, {operator, meta, [left, right]} = assertion, equal_fails?) do
    code = {kind, meta, [assertion]}
    call = {operator, meta, [Macro.var(:left, __MODULE__), Macro.var(:right, __MODULE__)]}
    holds = if kind == :assert, do: call, else: quote(do: !unquote(call))
    answer = if kind == :assert, do: true, else: false

    quote generated: true do
      left = unquote(left)
      right = unquote(right)

      if unquote(holds) do
        unquote(answer)
      else
        ExUnit.Assertions.__failed__(unquote(kind), unquote(operator), left, right, unquote(Macro.escape(code)), unquote(equal_fails?))
      end
    end
  end

  @doc false
  def __failed__(kind, operator, left, right, code, equal_fails?) do
    message = "#{if kind == :assert, do: "Assertion", else: "Refute"} with #{operator} failed"

    if equal_fails? and left === right do
      raise AssertionError, left: left, expr: code, message: message <> ", both sides are exactly equal", context: operator
    else
      raise AssertionError, left: left, right: right, expr: code, message: message, context: operator
    end
  end

  defp truthy(kind, assertion, caller) do
    {arguments, call} = arguments(assertion, caller)
    code = {kind, [], [assertion]}
    word = if kind == :assert, do: "truthy", else: "false or nil"

    failed =
      quote do
        raise ExUnit.AssertionError,
          args: unquote(arguments),
          expr: unquote(Macro.escape(code)),
          message: "Expected #{unquote(word)}, got #{inspect(value)}"
      end

    quote do
      value = unquote(call)
      if unquote(if(kind == :assert, do: quote(do: value), else: quote(do: !value))), do: value, else: unquote(failed)
    end
  end

  # The arguments of a call are shown, unless the call is a macro or all arguments are literals.
  defp arguments({root, meta, [_ | _] = args} = call, caller) do
    reserved? = is_atom(root) and (Macro.special_form?(root, length(args)) or Macro.operator?(root, length(args)))

    if not reserved? and not Enum.all?(args, &Macro.quoted_literal?/1) and Macro.expand_once(call, caller) == call do
      vars = for i <- 1..length(args), do: Macro.var(:"arg#{i}", __MODULE__)
      # All arguments are bound at once, so that a variable bound in an argument is not visible in
      # the next argument.
      bind = quote(do: {unquote_splicing(vars)} = {unquote_splicing(args)})
      {vars, {:__block__, [], [bind, {root, meta, vars}]}}
    else
      {AssertionError.no_value(), call}
    end
  end

  defp arguments(other, _caller), do: {AssertionError.no_value(), other}

  @doc "Asserts that a value is truthy. A failure shows the given message."
  def assert(value, message) when is_binary(message) do
    assert(value, message: message)
  end

  def assert(value, opts) when is_list(opts) do
    unless value, do: raise(AssertionError, opts)
    true
  end

  @doc "Asserts that a value is falsy. A failure shows the given message."
  def refute(value, message) do
    not assert(!value, message)
  end

  @doc false
  def __pins__([]), do: ""

  def __pins__(pins) do
    "\nThe following variables were pinned:\n" <> Enum.map_join(pins, "\n", fn {name, value} -> "  #{name} = #{inspect(value)}" end)
  end

  @doc "Asserts that a message that matches the pattern arrives within a time, by default 100 ms."
  defmacro assert_receive(pattern, timeout \\ nil, failure_message \\ nil) do
    receiving(:assert_receive, pattern, quote(do: ExUnit.Assertions.__timeout__(unquote(timeout), :assert_receive_timeout)), failure_message, __CALLER__)
  end

  @doc "Asserts that a message that matches the pattern is in the mailbox."
  defmacro assert_received(pattern, failure_message \\ nil) do
    receiving(:assert_received, pattern, 0, failure_message, __CALLER__)
  end

  defp receiving(name, pattern, timeout, message, caller) do
    shown = Pattern.new(pattern, caller)
    code = {name, [], [pattern]}

    quote do
      timeout = unquote(timeout)

      {received, unquote(shown.vars)} =
        receive do
          unquote(Pattern.bound_to(shown.code, quote(do: received))) -> {received, unquote(shown.vars)}
        after
          timeout ->
            ExUnit.Assertions.__missing__(
              unquote(message),
              timeout,
              fn message -> match?(unquote(Pattern.unused(pattern)), message) end,
              unquote(Macro.escape(shown.shown)),
              unquote(Macro.escape(code)),
              unquote(shown.pins)
            )
        end

      received
    end
  end

  @doc false
  def __timeout__(nil, key), do: ExUnit.configuration()[key]
  def __timeout__(timeout, _key) when is_integer(timeout) and timeout >= 0, do: timeout
  def __timeout__(other, _key), do: raise(ArgumentError, "timeout must be a non-negative integer, got: #{inspect(other)}")

  @shown_messages 10

  @doc false
  def __missing__(message, _timeout, _matches?, _pattern, _code, _pins) when is_binary(message), do: flunk(message)

  def __missing__(_message, timeout, matches?, pattern, code, pins) do
    {:messages, mailbox} = Process.info(self(), :messages)

    if Enum.any?(mailbox, matches?) do
      flunk("""
      Found message matching #{Macro.to_string(pattern)} after #{timeout}ms.

      This means the message was delivered too close to the timeout value, you may want to either:

        1. Give an increased timeout to `assert_receive/2`
        2. Increase the default timeout to all `assert_receive` in your
           test_helper.exs by setting ExUnit.configure(assert_receive_timeout: ...)
      """)
    end

    total = length(mailbox)
    last = Enum.take(mailbox, -@shown_messages)

    raise AssertionError,
      left: pattern,
      expr: code,
      message: "Assertion failed, no matching message after #{timeout}ms" <> __pins__(pins) <> mailbox_text(length(last), total),
      context: {:mailbox, pins, last}
  end

  defp mailbox_text(0, 0), do: "\nThe process mailbox is empty."
  defp mailbox_text(shown, 1), do: "\nShowing #{shown} of 1 message in the mailbox"
  defp mailbox_text(shown, total), do: "\nShowing #{shown} of #{total} messages in the mailbox"

  @doc """
  Asserts that no message that matches the pattern arrives within a time, by default 100 ms.
  """
  defmacro refute_receive(pattern, timeout \\ nil, failure_message \\ nil) do
    refusing(pattern, quote(do: ExUnit.Assertions.__timeout__(unquote(timeout), :refute_receive_timeout)), failure_message)
  end

  @doc "Asserts that no message that matches the pattern is in the mailbox."
  defmacro refute_received(pattern, failure_message \\ nil), do: refusing(pattern, 0, failure_message)

  defp refusing(pattern, timeout, message) do
    text = Macro.to_string(pattern)

    quote do
      receive do
        unquote(Pattern.bound_to(Pattern.unused(pattern), quote(do: actual))) ->
          flunk(unquote(message) || "Unexpectedly received message #{inspect(actual)} (which matched #{unquote(text)})")
      after
        unquote(timeout) -> false
      end
    end
  end

  @doc "Asserts that a function raises an exception, and returns the exception."
  def assert_raise(exception, function) when is_function(function, 0) do
    case raised(function) do
      :nothing ->
        flunk("Expected exception #{inspect(exception)} but nothing was raised")

      {%{__struct__: ^exception} = error, _stack} ->
        error

      {%ExUnit.AssertionError{} = error, stack} ->
        reraise(error, stack)

      {%{__struct__: other} = error, stack} ->
        message = "Expected exception #{inspect(exception)} but got #{inspect(other)} (#{Exception.message(error)})"
        reraise AssertionError, [message: message], stack
    end
  end

  @doc """
  Asserts that a function raises an exception whose message equals a string or matches a regular
  expression. Returns the exception.
  """
  def assert_raise(exception, message, function) when is_function(function, 0) do
    error = assert_raise(exception, function)
    actual = Exception.message(error)
    as_wanted? = if is_binary(message), do: actual == message, else: actual =~ message

    unless as_wanted? do
      raise AssertionError, message: "Wrong message for #{inspect(exception)}\nexpected:\n  #{inspect(message)}\nactual:\n  #{inspect(actual)}"
    end

    error
  end

  defp raised(function) do
    function.()
    :nothing
  rescue
    error -> {error, __STACKTRACE__}
  end

  @doc "Asserts that two numbers differ by at most `delta`."
  def assert_in_delta(value1, value2, delta, message \\ nil) do
    difference = difference!(value1, value2, delta)

    message = message || "Expected the difference between #{inspect(value1)} and #{inspect(value2)} (#{inspect(difference)}) to be less than or equal to #{inspect(delta)}"
    assert difference <= delta, message
  end

  @doc "Asserts that two numbers differ by more than `delta`."
  def refute_in_delta(value1, value2, delta, message \\ nil) do
    difference = difference!(value1, value2, delta)

    message = if message, do: message <> " (difference between #{inspect(value1)} and #{inspect(value2)} is less than #{inspect(delta)})",
      else: "Expected the difference between #{inspect(value1)} and #{inspect(value2)} (#{inspect(difference)}) to be more than #{inspect(delta)}"

    refute difference < delta, message
  end

  defp difference!(_value1, _value2, delta) when delta < 0 do
    raise ArgumentError, "delta must always be a positive number, got: #{inspect(delta)}"
  end

  defp difference!(value1, value2, _delta), do: abs(value1 - value2)

  for kind <- [:throw, :exit, :error] do
    @doc "Asserts that an expression ends with a #{kind}, and returns its value."
    defmacro unquote(:"catch_#{kind}")(expression) do
      kind = unquote(kind)

      quote do
        try do
          _ = unquote(expression)
          raise ExUnit.AssertionError, message: "Expected to catch #{unquote(kind)}, got nothing"
        rescue
          error in [ExUnit.AssertionError] -> reraise(error, __STACKTRACE__)
        catch
          unquote(kind), value -> value
        end
      end
    end
  end

  @doc "Fails the test."
  def flunk(message \\ "Flunked!") when is_binary(message), do: assert(false, message: message)
end

defmodule ExUnit.Assertions.Pattern do
  @moduledoc false
  # Returns the data of an asserted pattern: the variables that it binds, the pinned variables
  # with their values, the pattern as a failure shows it, and the pattern with its macros
  # expanded.

  defstruct [:vars, :pins, :shown, :code]

  def new(pattern, caller) do
    code = expanded(pattern, caller)
    vars = code |> without_guard() |> variables() |> Enum.uniq_by(fn {name, meta, context} -> {name, meta[:counter] || context} end)
    shown = shown(pattern, caller)
    pins = for {name, _, nil} = var <- pinned(shown), uniq: true, do: {name, var}
    all = occurrences(code)
    pins = pins |> Enum.uniq_by(&elem(&1, 0)) |> Enum.sort_by(&elem(&1, 0), :desc)
    %__MODULE__{vars: {:{}, [], Enum.map(vars, &quiet(&1, all))}, pins: pins, shown: shown, code: code}
  end

  @doc "Expands the macros of a pattern, including its guard, so that the variables that it binds are known."
  def expanded({:when, meta, [pattern, guard]}, caller), do: {:when, meta, [expanded(pattern, caller), guard]}
  def expanded(pattern, caller), do: expand(pattern, %{caller | context: :match})

  @kept [:^, :%, :%{}, :{}, :<<>>, :|, :__aliases__]

  # Pins, sizes and names are not expanded.
  defp expand({name, _, context} = var, _caller) when is_atom(name) and is_atom(context), do: var
  defp expand({:^, _, _} = pin, _caller), do: pin
  defp expand({:"::", meta, [left, size]}, caller), do: {:"::", meta, [expand(left, caller), size]}

  defp expand({name, meta, args} = call, caller) when is_atom(name) and is_list(args) do
    cond do
      name in @kept or call_of_match?(name, args) ->
        {name, meta, expand(args, caller)}

      Macro.special_form?(name, length(args)) ->
        call

      true ->
        case made_of(call, caller) do
          ^call -> {name, meta, expand(args, caller)}
          other -> expand(other, caller)
        end
    end
  end

  defp expand({{:., _, _}, _, _} = call, caller) do
    case made_of(call, caller) do
      ^call -> call
      other -> expand(other, caller)
    end
  end

  defp expand({left, right}, caller), do: {expand(left, caller), expand(right, caller)}
  defp expand([head | tail], caller), do: [expand(head, caller) | expand(tail, caller)]
  defp expand(other, _caller), do: other

  # An underscored variable is returned like any other, but marked as generated, because the
  # caller does not use it. A variable that occurs again in the pattern, a guard or a size is used
  # there.
  defp quiet({name, meta, context} = var, all) do
    used? = match?("_" <> _, Atom.to_string(name)) or Enum.count(all, &(&1 == {name, context})) > 1
    if used?, do: {name, [generated: true] ++ meta, context}, else: var
  end

  defp occurrences(code) do
    {_, all} =
      Macro.prewalk(code, [], fn
        {name, _, context} = var, all when is_atom(name) and is_atom(context) -> {var, [{name, context} | all]}
        other, all -> {other, all}
      end)

    all
  end

  defp without_guard({:when, _, [pattern, _]}), do: pattern
  defp without_guard(pattern), do: pattern

  # Binds the whole pattern to a variable, before its guard.
  def bound_to({:when, meta, [pattern, guard]}, var), do: {:when, meta, [quote(do: unquote(pattern) = unquote(var)), guard]}
  def bound_to(pattern, var), do: quote(do: unquote(pattern) = unquote(var))

  # Suppresses warnings about unused variables.
  def unused(pattern) do
    Macro.prewalk(pattern, fn
      {name, meta, context} when is_atom(name) and is_atom(context) -> {name, [generated: true] ++ meta, context}
      other -> other
    end)
  end

  # Returns the expansion of a macro call. Returns the call itself if the compiler has marked the
  # expansion as final, because such a macro may be expanded only once and only in its place.
  defp made_of(call, caller) do
    made = Macro.expand(call, caller)
    {_, final?} = Macro.prewalk(made, false, fn form, final? -> {form, final? or match?({:"lab expanded", _, _}, form)} end)
    if final?, do: call, else: made
  end

  defp call_of_match?(name, args), do: name == := and length(args) == 2

  defp variables(pattern) do
    {_, vars} =
      Macro.prewalk(pattern, [], fn
        {:^, _, _}, vars ->
          {:ok, vars}

        {:quote, _, [_ | _] = args}, vars ->
          {args |> unquoted(), vars}

        {:"::", _, [left, _size]}, vars ->
          {[left], vars}

        {name, _, args}, vars when name == :@ and is_list(args) ->
          {:ok, vars}

        {name, _, context} = var, vars when is_atom(name) and is_atom(context) ->
          {:ok, if(bindable?(name), do: [var | vars], else: vars)}

        other, vars ->
          {other, vars}
      end)

    Enum.reverse(vars)
  end

  # In a quote inside a pattern, only unquoted parts belong to the pattern.
  defp unquoted(args) do
    {_, found} =
      Macro.prewalk(args, [], fn
        {name, _, [inner]}, found when name in [:unquote, :unquote_splicing] -> {:ok, [inner | found]}
        other, found -> {other, found}
      end)

    Enum.reverse(found)
  end

  defp bindable?(name), do: name not in [:_, :__MODULE__, :__DIR__, :__ENV__, :__CALLER__, :__STACKTRACE__]

  defp pinned(pattern) do
    {_, pins} =
      Macro.prewalk(pattern, [], fn
        {:^, _, [var]} = pin, pins -> {pin, [var | pins]}
        other, pins -> {other, pins}
      end)

    Enum.reverse(pins)
  end

  @doc """
  Returns a pattern for `ExUnit.Diff`: module attributes have their values, and an expanded macro has its call in the
  metadata key `:original`.
  """
  def shown({:when, meta, [pattern, guard]}, caller), do: {:when, meta, [shown(pattern, caller), annotated(guard, %{caller | context: :guard})]}
  def shown(pattern, caller), do: annotated(pattern, %{caller | context: :match})

  defp annotated({:quote, _, [_ | _]} = quoted, _caller), do: quoted
  defp annotated({:__aliases__, _, _} = name, caller), do: Macro.expand(name, caller)
  defp annotated({:@, _, [{name, _, context}]}, caller) when is_atom(name) and is_atom(context), do: caller.module |> Module.get_attribute(name) |> Macro.escape()

  defp annotated({name, meta, args} = form, caller) do
    case made_of(form, caller) do
      ^form -> {annotated(name, caller), meta, annotated(args, caller)}
      {name, meta, args} -> {annotated(name, caller), [original: form] ++ meta, annotated(args, caller)}
      other -> other
    end
  end

  defp annotated({left, right}, caller), do: {annotated(left, caller), annotated(right, caller)}
  defp annotated([head | tail], caller), do: [annotated(head, caller) | annotated(tail, caller)]
  defp annotated(other, _caller), do: other
end
