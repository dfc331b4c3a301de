defmodule RuntimeError do
  defexception message: "runtime error"
end

defmodule ArgumentError do
  defexception message: "argument error"

  @doc "Adds information about the arguments of a native call."
  def blame(%{message: "argument error"} = exception, [{_, _, _, info} | _] = stacktrace) do
    {%{exception | message: ErlangError.note(info) || "argument error"}, stacktrace}
  end

  def blame(exception, stacktrace), do: {exception, stacktrace}

  # Returns the message for a call of a function on a value that is not a module.
  @doc false
  def applied(%{} = map, function, _args) when is_atom(function) and is_map_key(map, function) do
    named(function, "a map/struct") <>
      if is_function(Map.get(map, function)) do
        "If you are trying to invoke an anonymous function in a map/struct, " <>
          "add a dot between the function name and the parenthesis: map.#{function}.()"
      else
        "If you are using the dot syntax, ensure there are no parentheses " <>
          "after the field name, such as map.#{function}"
      end
  end

  def applied(term, function, []) when is_atom(function) do
    named(function, inspect(term)) <>
      "If you are using the dot syntax, such as module.function(), " <>
      "make sure the left-hand side of the dot is an atom representing a module"
  end

  def applied(term, _function, _args) do
    "you attempted to apply a function on #{inspect(term)}. Modules (the first argument of apply) must always be an atom"
  end

  defp named(function, term) do
    "you attempted to apply a function named #{inspect(function)} on #{term}. If you are using Kernel.apply/3, make sure the module is an atom. "
  end
end

defmodule ArithmeticError do
  defexception message: "bad argument in arithmetic expression"

  @doc "Adds the operation that failed."
  def blame(%{message: message} = exception, [{:erlang, fun, args, _} | _] = stacktrace)
      when is_list(args) do
    {%{exception | message: message <> operation(fun, args)}, stacktrace}
  end

  def blame(exception, stacktrace), do: {exception, stacktrace}

  @infix [:+, :-, :*, :/]
  @named %{div: "div", rem: "rem"}
  @bitwise %{band: "Bitwise.band", bor: "Bitwise.bor", bxor: "Bitwise.bxor", bsl: "Bitwise.bsl", bsr: "Bitwise.bsr", bnot: "Bitwise.bnot"}

  defp operation(fun, [a, b]) when fun in @infix, do: ": #{inspect(a)} #{fun} #{inspect(b)}"
  defp operation(fun, [a]) when fun in [:+, :-], do: ": #{fun}(#{inspect(a)})"

  defp operation(fun, args) do
    case @named[fun] || @bitwise[fun] do
      nil -> ""
      name -> ": #{name}(" <> Enum.map_join(args, ", ", &inspect/1) <> ")"
    end
  end
end

defmodule SystemLimitError do
  defexception message: "a system limit has been reached"
end

defmodule MatchError do
  defexception [:term]
  @impl true
  def message(%{term: term}), do: "no match of right hand side value: #{inspect(term)}"
end

defmodule CaseClauseError do
  defexception [:term]
  @impl true
  def message(%{term: term}), do: "no case clause matching: #{inspect(term)}"
end

defmodule WithClauseError do
  defexception [:term]
  @impl true
  def message(%{term: term}), do: "no with clause matching: #{inspect(term)}"
end

defmodule TryClauseError do
  defexception [:term]
  @impl true
  def message(%{term: term}), do: "no try clause matching: #{inspect(term)}"
end

defmodule CondClauseError do
  defexception []
  @impl true
  def message(_exception), do: "no cond clause evaluated to a truthy value"
end

defmodule BadArityError do
  defexception [:function, :args]

  @impl true
  def message(%{function: fun, args: args}) do
    {:arity, arity} = :erlang.fun_info(fun, :arity)
    "#{inspect(fun)} with arity #{arity} called with #{count(args)}"
  end

  defp count([]), do: "no arguments"
  defp count([arg]), do: "1 argument (#{inspect(arg)})"
  defp count(args), do: "#{length(args)} arguments (#{Enum.map_join(args, ", ", &inspect/1)})"
end

defmodule BadFunctionError do
  defexception [:term]

  @impl true
  def message(%{term: term}) when is_function(term) do
    "function #{inspect(term)} is invalid, likely because it points to an old version of the code"
  end

  def message(%{term: term}), do: "expected a function, got: #{inspect(term)}"
end

defmodule BadMapError do
  defexception [:term]
  @impl true
  def message(%{term: term}), do: "expected a map, got: #{inspect(term)}"
end

defmodule BadStructError do
  defexception [:struct, :term]
  @impl true
  def message(%{struct: struct, term: term}), do: "expected a struct named #{inspect(struct)}, got: #{inspect(term)}"
end

defmodule BadBooleanError do
  defexception [:term, :operator]

  @impl true
  def message(%{operator: operator, term: term}) do
    "expected a boolean on left-side of \"#{operator}\", got: #{inspect(term)}"
  end
end

defmodule FunctionClauseError do
  defexception [:module, :function, :arity, :kind, :args, :clauses]

  @impl true
  def message(%{function: nil}), do: "no function clause matches"

  def message(%{module: module, function: function, arity: arity} = exception) do
    "no function clause matching in #{Exception.format_mfa(module, function, arity)}" <>
      blame(exception, &inspect/1, &shown/1)
  end

  @doc "Adds the arguments and the clauses that were tried."
  def blame(%{module: module, function: function} = exception, [{module, function, args, meta} | callers])
      when length(args) == exception.arity do
    {explained(%{exception | args: args}), [{module, function, exception.arity, meta} | callers]}
  end

  def blame(exception, stacktrace), do: {exception, stacktrace}

  defp explained(exception) do
    with {:ok, kind, clauses} <- Exception.blame_mfa(exception.module, exception.function, exception.args) do
      %{exception | clauses: clauses, kind: kind}
    else
      :error -> exception
    end
  end

  defp shown(%{match?: true, node: node}), do: Macro.to_string(node)
  defp shown(%{match?: false, node: node}), do: "-" <> Macro.to_string(node) <> "-"

  @doc "Formats the arguments and the clauses that were tried."
  def blame(%{args: nil}, _inspect_fun, _part_fun), do: ""

  def blame(%{module: module, function: function, arity: arity, args: args} = exception, inspect_fun, part_fun) do
    given =
      args
      |> Enum.with_index(1)
      |> Enum.map(fn {arg, i} -> ["\n    # #{i}\n    ", indent(inspect_fun.(arg)), "\n"] end)

    mfa = Exception.format_mfa(module, function, arity)
    tried = tried(exception, part_fun)
    IO.iodata_to_binary(["\n\nThe following arguments were given to ", mfa, ":\n", given, tried])
  end

  defp tried(%{clauses: nil}, _part_fun), do: ""

  defp tried(%{kind: kind, function: function, clauses: clauses}, part_fun) do
    shown = Enum.take(clauses, 10)
    left = length(clauses) - length(shown)

    [
      "\nAttempted function clauses (showing #{length(shown)} out of #{length(clauses)}):\n\n",
      Enum.map(shown, fn {args, guards} ->
        ["    ", Exception.Blame.head(kind, function, args, guards, part_fun), "\n"]
      end),
      if(left > 0, do: "    ...\n    (#{left} clause#{if left > 1, do: "s"} not shown)\n", else: [])
    ]
  end

  defp indent(text), do: String.replace(text, "\n", "\n    ")
end

defmodule UndefinedFunctionError do
  defexception [:module, :function, :arity, :reason, :message]

  @impl true
  def message(%{message: nil} = exception), do: text(exception) <> alias_hint(exception)
  def message(%{message: message}), do: message

  # The hint for an undefined module mentions a possibly missing alias.
  defp alias_hint(%{module: module, function: function, reason: reason} = exception) do
    away =
      module != nil and function != nil and reason != :"function not exported" and
        (is_binary(reason) or not :erlang.module_loaded(module))

    if away and not absent?(exception), do: Exception.Hint.unaliased(module), else: ""
  end

  @doc "Adds suggestions."
  def blame(exception, stacktrace) do
    hint = if absent?(exception), do: "", else: Exception.Hint.undefined(exception)
    {%{exception | message: text(exception) <> hint}, stacktrace}
  end

  defp text(%{function: nil}), do: "undefined function"

  defp text(%{module: nil, function: function, arity: arity}) do
    "function nil.#{function}/#{arity} is undefined"
  end

  defp text(%{module: module, function: function, arity: arity, reason: reason} = exception) do
    mfa = Exception.format_mfa(module, function, arity)
    if absent?(exception), do: mfa <> " is not part of lab", else: undefined("function " <> mfa, module, reason)
  end

  # A function that lab lacks is not the program's mistake.
  defp absent?(%{module: nil}), do: false
  defp absent?(%{module: module, function: function, arity: arity}), do: :lab_absent.function?(module, function, arity)

  defp undefined(mfa, module, reason) do
    case reason || if(:erlang.module_loaded(module), do: :"function not exported", else: :"module could not be loaded") do
      :"module could not be loaded" -> mfa <> " is undefined (module #{inspect(module)} is not available)"
      :"function not exported" -> mfa <> " is undefined or private"
      reason when is_binary(reason) -> mfa <> " is undefined (#{reason})"
      reason -> mfa <> " is undefined (#{inspect(reason)})"
    end
  end
end

defmodule KeyError do
  defexception [:key, :term, :message]

  @impl true
  def message(%{message: nil} = exception), do: text(exception)
  def message(%{message: message}), do: message

  @doc "Adds the keys that resemble the missing key."
  def blame(%{message: nil, key: key, term: term} = exception, stacktrace) do
    {%{exception | message: text(exception) <> Exception.Hint.keys(key, term)}, stacktrace}
  end

  def blame(exception, stacktrace), do: {exception, stacktrace}

  defp text(%{key: key, term: nil}), do: "key #{inspect(key)} not found"

  defp text(%{key: key, term: term}) when is_atom(term) and is_atom(key) do
    "key #{inspect(key)} not found in: #{inspect(term)} (if instead you want to invoke " <>
      "#{Exception.format_mfa(term, key, [])}, make sure to add parentheses after the function name)"
  end

  defp text(%{key: key, term: term}) do
    "key #{inspect(key)} not found in: #{inspect(term, pretty: true, limit: :infinity)}"
  end
end

defmodule Protocol.UndefinedError do
  defexception [:protocol, :value, description: ""]

  @impl true
  def message(%{protocol: protocol, value: value, description: description}) do
    "protocol #{inspect(protocol)} not implemented for #{type(value)}" <>
      about(description) <> implemented(protocol) <> "\n\nGot value:\n\n    " <> String.replace(inspect(value, pretty: true), ~r"\n(?=[^\n])", "\n    ") <> "\n"
  end

  # Lists the types that implement a consolidated protocol. Types of an application that is not
  # loaded are omitted.
  defp implemented(protocol) do
    with {:consolidated, types} <- protocol.__protocol__(:impls),
         [_ | _] = known <- for(type <- types, known?(type), do: inspect(type)) do
      ". This protocol is implemented for the following type(s): " <> Enum.join(known, ", ")
    else
      _ -> ""
    end
  end

  defp known?(module) do
    case :application.get_application(module) do
      {:ok, app} -> app in [:elixir, :ex_unit] or Enum.any?(:application.loaded_applications(), &(elem(&1, 0) == app))
      :undefined -> true
    end
  end

  defp about(""), do: ""
  defp about(description), do: ", " <> description

  defp type(%module{}) when is_atom(module), do: "type #{inspect(module)} (a struct)"
  defp type(value) when is_tuple(value), do: "type Tuple"
  defp type(value) when is_atom(value), do: "type Atom"
  defp type(value) when is_list(value), do: "type List"
  defp type(value) when is_map(value), do: "type Map"
  defp type(value) when is_bitstring(value), do: "type BitString"
  defp type(value) when is_integer(value), do: "type Integer"
  defp type(value) when is_float(value), do: "type Float"
  defp type(value) when is_function(value), do: "type Function"
  defp type(value) when is_pid(value), do: "type PID"
  defp type(value) when is_port(value), do: "type Port"
  defp type(value) when is_reference(value), do: "type Reference"
end

defmodule Enum.OutOfBoundsError do
  defexception message: "out of bounds error"
end

defmodule Enum.EmptyError do
  defexception message: "empty error"
end

defmodule UnicodeConversionError do
  defexception [:encoded, :message]

  @impl true
  def exception(opts) do
    %UnicodeConversionError{
      encoded: Keyword.fetch!(opts, :encoded),
      message: "#{Keyword.fetch!(opts, :kind)} #{detail(Keyword.fetch!(opts, :rest))}"
    }
  end

  defp detail(rest) when is_binary(rest), do: "encoding starting at #{inspect(rest)}"
  defp detail([h | _]) when is_integer(h), do: "code point #{h}"
  defp detail([h | _]), do: detail(h)
end

defmodule File.Error do
  defexception [:reason, :path, action: ""]

  @impl true
  def message(%{action: "remove directory", reason: :eexist, path: path}) do
    "could not remove directory #{inspect(path)}: directory is not empty"
  end

  def message(%{action: action, reason: reason, path: path}) do
    "could not #{action} #{inspect(path)}: #{:file.format_error(reason)}#{:prim_file.outside(path)}"
  end
end

defmodule File.CopyError do
  defexception [:reason, :source, :destination, on: "", action: ""]

  @impl true
  def message(%{on: on, source: source, destination: destination} = error) do
    place = if on == "", do: "", else: ". #{on}"
    "could not #{error.action} from #{inspect(source)} to #{inspect(destination)}#{place}: #{:file.format_error(error.reason)}#{:prim_file.outside(source, destination)}"
  end
end

defmodule File.RenameError do
  defexception [:reason, :source, :destination, on: "", action: ""]

  @impl true
  def message(%{action: action, source: source, destination: destination, reason: reason}) do
    "could not #{action} from #{inspect(source)} to #{inspect(destination)}: #{:file.format_error(reason)}#{:prim_file.outside(source, destination)}"
  end
end

defmodule File.LinkError do
  defexception [:reason, :existing, :new, action: ""]

  @impl true
  def message(%{action: action, existing: existing, new: new, reason: reason}) do
    "could not #{action} from #{inspect(existing)} to #{inspect(new)}: #{:file.format_error(reason)}#{:prim_file.outside(existing, new)}"
  end
end

defmodule IO.StreamError do
  defexception [:reason, :message]

  @impl true
  def exception(opts) do
    reason = opts[:reason]
    %IO.StreamError{message: "error during streaming: #{inspect(reason)}", reason: reason}
  end
end

defmodule Regex.CompileError do
  defexception message: "regex could not be compiled"
end

defmodule MissingApplicationsError do
  defexception apps: [], description: "missing applications found"

  @impl true
  def message(%{apps: apps, description: description}) do
    lines = for {name, requirement} <- apps, do: ["\n  {", inspect(name), ", \"", to_string(requirement), "\"}"]
    IO.iodata_to_binary([description, "\n\nTo address this, include these applications as your dependencies:\n", lines])
  end
end
