defmodule Exception.Hint do
  @moduledoc false

  # Suggests names for an undefined function or module.

  @doc "Returns the hint that follows the message of an undefined function."
  def undefined(%{module: nil, arity: 0}) do
    ". If you are using the dot syntax, such as module.function(), " <>
      "make sure the left-hand side of the dot is a module atom"
  end

  def undefined(%{module: nil}), do: ""

  def undefined(%{module: module, function: function, arity: arity, reason: reason}) when is_binary(reason) do
    not_loaded(module, function, arity)
  end

  def undefined(%{module: module, function: function, arity: arity} = call) do
    if :erlang.module_loaded(module) do
      expected(call) <> not_exported(call)
    else
      not_loaded(module, function, arity)
    end
  end

  # The compiler gives no hints about behaviours.
  defp expected(%{compiling: true}), do: ""

  defp expected(%{module: module, function: function, arity: arity}) do
    behaviour = Enum.find(Keyword.get_values(attributes(module), :behaviour) |> List.flatten(), &asks?(&1, {function, arity}))
    if behaviour, do: ", but the behaviour #{inspect(behaviour)} expects it to be present", else: ""
  end

  # For its removed functions, Erlang names the replacement.
  defp not_exported(%{module: :erlang, function: :hash, arity: 2}), do: ", use erlang:phash2/2 instead"

  defp not_exported(%{module: :crypto, function: :hmac, arity: 3}), do: ", use crypto:mac/4 instead"

  defp not_exported(%{module: :erlang, function: :get_stacktrace, arity: 0}) do
    ", use the new try/catch syntax for retrieving the stack backtrace"
  end

  defp not_exported(%{module: module, function: function, arity: arity} = call) do
    if macro_exported?(module, function, arity) and not unread?(call) do
      ". However, there is a macro with the same name and arity. Be sure to require #{inspect(module)} if you intend to invoke this macro"
    else
      similar_functions(module, function, unread?(call))
    end
  end

  # The compiler finds macros only in loaded modules. Of the library's modules, the compiler has
  # loaded those that it uses itself.
  defp unread?(%{compiling: true, module: module}), do: :code.which(module) == :preloaded and module not in [Kernel, Logger]
  defp unread?(_call), do: false

  defp attributes(module) do
    if function_exported?(module, :module_info, 1), do: module.module_info(:attributes), else: []
  end

  defp asks?(behaviour, callback) do
    Code.ensure_loaded?(behaviour) and function_exported?(behaviour, :behaviour_info, 1) and
      callback in (behaviour.behaviour_info(:callbacks) -- behaviour.behaviour_info(:optional_callbacks))
  end

  # Suggests a module that differs only in case, or whose last parts are the given name.
  defp not_loaded(module, function, arity) do
    name = Atom.to_string(module)
    part = String.replace_leading(name, "Elixir.", "")
    small = String.downcase(name)

    found =
      for other <- :code.known_modules(),
          text = Atom.to_string(other),
          String.downcase(text) == small or String.ends_with?(text, part),
          Code.ensure_loaded?(other) and function_exported?(other, function || :module_info, arity || 0),
          do: other

    case found |> Enum.take(5) |> Enum.sort() do
      [] -> unaliased(module)
      modules -> ". Did you mean:\n\n" <> Enum.map_join(modules, "\n", &"      * #{Exception.format_mfa(&1, function, arity)}") <> "\n"
    end
  end

  @doc "Returns the hint for a module that does not exist. Its name may lack an alias."
  def unaliased(module) do
    with "Elixir." <> rest <- Atom.to_string(module), false <- String.contains?(rest, ".") do
      ". Make sure the module name is correct and has been specified in full (or that an alias has been defined)"
    else
      _ -> ""
    end
  end

  @similar 0.77

  defp similar_functions(module, function, unread?) do
    exports = exports(module, unread?)

    case Keyword.take(exports, [function]) do
      [] -> best(for {name, n} <- exports -- deprecated(module), like = similarity(name, function), like >= @similar, do: {like, name, n})
      same -> best(for {name, n} <- same, do: {1.0, name, n})
    end
    |> did_you_mean(fn {_, name, n} -> "#{Macro.inspect_atom(:remote_call, name)}/#{n}" end)
  end

  # Keeps the most similar names, in alphabetical order.
  defp best(found), do: found |> Enum.sort_by(&elem(&1, 0), :desc) |> Enum.take(5) |> Enum.sort_by(&elem(&1, 1))

  defp did_you_mean([], _format), do: ""
  defp did_you_mean(found, format), do: ". Did you mean:\n\n" <> Enum.map_join(found, "\n", &"      * #{format.(&1)}") <> "\n"

  defp deprecated(module) do
    if function_exported?(module, :__info__, 1), do: for({call, _reason} <- module.__info__(:deprecated), do: call), else: []
  end

  # Returns the names in the code of a module, where a macro is a function with a prefix and the
  # caller as its first argument.
  defp exports(module, true) do
    if function_exported?(module, :__info__, 1) do
      for({name, n} <- module.__info__(:macros), do: {:"MACRO-#{name}", n + 1}) ++ module.__info__(:functions)
    else
      exports(module, false)
    end
  end

  defp exports(module, false) do
    if function_exported?(module, :__info__, 1) do
      module.__info__(:macros) ++ module.__info__(:functions)
    else
      module.module_info(:exports)
    end
  end

  defp similarity(a, b), do: String.jaro_distance(Atom.to_string(a), Atom.to_string(b))

  @doc "Returns the hint that follows the message of a missing key."
  def keys(key, term) when is_atom(key) do
    best(for k <- known(term), is_atom(k), like = similarity(k, key), like >= @similar, do: {like, k})
    |> did_you_mean(fn {_, k} -> inspect(k) end)
  end

  def keys(_key, _term), do: ""

  defp known(map) when is_map(map), do: Map.keys(map)
  defp known([{_, _} | _] = list), do: for({k, _} <- list, do: k)
  defp known(_term), do: []
end
