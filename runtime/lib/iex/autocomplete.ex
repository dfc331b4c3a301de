defmodule IEx.Autocomplete do
  @moduledoc "What may follow the text left of the cursor."

  @doc "Expands reversed text for the shell `server`: `{:yes | :no, text to insert, choices}`."
  def expand(code, server \\ nil) do
    {binding, env} = state(server)
    code |> Enum.reverse() |> List.to_string() |> expand_text(binding, env)
  end

  defp state(nil), do: {[], nil}

  defp state(server) do
    case IEx.Server.evaluator(server) do
      nil -> {[], nil}
      evaluator -> IEx.Evaluator.bindings(evaluator)
    end
  end

  @doc "Expands text with these variables and this environment."
  def expand_text(text, binding, env) do
    text |> context() |> complete(binding, env)
  end

  # The word being typed: the last run of characters that may belong together.
  defp context(text) do
    cond do
      text == "" or String.ends_with?(text, [" ", "\t"]) -> {:local, ""}
      match = Regex.run(~r/([\w!?.:@]+)\($/u, text) -> {:call, Enum.at(match, 1)}
      match = Regex.run(~r/~([A-Za-z]*)$/, text) -> {:sigil, Enum.at(match, 1)}
      match = Regex.run(~r/&(\d*)$/, text) -> {:local, if(Enum.at(match, 1) == "", do: "", else: text)}
      match = Regex.run(~r/%([A-Z][\w.]*)$/u, text) -> {:struct, Enum.at(match, 1)}
      match = Regex.run(~r/(?:^|[^\w:.@]):"?([\w.@!?]*)$/u, text) -> atom(Enum.at(match, 1))
      match = Regex.run(~r/([A-Z][\w.]*[!?]?)$/u, text) -> module(Enum.at(match, 1))
      match = Regex.run(~r/((?:[a-z_]\w*\.)+)(\w*)$/u, text) -> {:field, path(Enum.at(match, 1)), Enum.at(match, 2)}
      match = Regex.run(~r/([a-z_]\w*[!?]?)$/u, text) -> {:local, Enum.at(match, 1)}
      Regex.match?(~r/[(\[{,|&=+*\/<>-]$/, text) -> {:local, ""}
      true -> :none
    end
  end

  defp path(text), do: text |> String.split(".", trim: true) |> Enum.map(&String.to_atom/1)

  defp atom(text) do
    case String.split(text, ".", parts: 2) do
      [module, function] -> {:remote, String.to_atom(module), function}
      [name] -> {:atom, name}
    end
  end

  defp module(text) do
    parts = String.split(text, ".")
    {last, init} = List.pop_at(parts, -1)

    if last != "" and String.match?(last, ~r/^[A-Z]/),
      do: {:alias, init, last},
      else: {:remote_or_alias, init, last}
  end

  defp complete(:none, _binding, _env), do: no()
  defp complete({:local, hint}, binding, env), do: locals(hint, binding, env)
  defp complete({:call, name}, _binding, env), do: signatures(name, env)
  defp complete({:sigil, hint}, _binding, env), do: sigils(hint, env)
  defp complete({:atom, hint}, _binding, _env), do: erlang_modules(hint)
  defp complete({:alias, init, hint}, _binding, env), do: aliases(init, hint, env)
  defp complete({:struct, text}, _binding, env), do: aliases(Enum.drop(String.split(text, "."), -1), List.last(String.split(text, ".")), env)
  defp complete({:remote, module, hint}, _binding, _env), do: choose(functions(module, hint), hint)

  defp complete({:remote_or_alias, init, hint}, _binding, env) do
    module = expand_alias(init, env)
    nested = if hint == "", do: nested_modules(module, ""), else: []
    choose(nested ++ functions(module, hint), hint)
  end

  defp complete({:field, [first | path], hint}, binding, _env) do
    with {:ok, value} <- Keyword.fetch(binding, first),
         {:ok, value} <- dig(value, path) do
      fields(value, hint)
    else
      _ -> no()
    end
  end

  defp dig(value, []), do: {:ok, value}
  defp dig(%{} = map, [key | rest]) when is_map_key(map, key), do: dig(Map.fetch!(map, key), rest)
  defp dig(_value, _path), do: :error

  defp fields(%{} = map, hint) do
    entries =
      for {key, _} <- Map.to_list(map), is_atom(key), key != :__struct__, name = Atom.to_string(key), String.starts_with?(name, hint) do
        {name, name}
      end

    choose(entries, hint)
  end

  defp fields(module, hint) when is_atom(module), do: choose(functions(module, hint), hint)
  defp fields(_value, _hint), do: no()

  defp locals(hint, binding, env) do
    variables =
      for {name, _} <- binding, is_atom(name), text = Atom.to_string(name), String.starts_with?(text, hint), do: {text, text}

    imported =
      for {module, list} <- imports(env), {name, arity} <- listed(module, list), shown?(name, hint), not hidden?(name) do
        {"#{name}/#{arity}", Atom.to_string(name)}
      end

    special =
      for {name, arity} <- Kernel.SpecialForms.__info__(:macros), shown?(name, hint), do: {"#{name}/#{arity}", Atom.to_string(name)}

    choose(variables ++ imported ++ special, hint)
  end

  # Of the prompt's helpers, those that 1.18 has.
  defp listed(IEx.Helpers, list), do: list -- hidden(IEx.Helpers)
  defp listed(_module, list), do: list

  defp imports(nil), do: [{Kernel, Kernel.__info__(:functions) ++ Kernel.__info__(:macros)}]
  defp imports(env), do: env.functions ++ env.macros

  defp hidden?(name), do: String.starts_with?(Atom.to_string(name), "_")

  defp shown?(name, hint), do: String.starts_with?(Atom.to_string(name), hint)

  defp sigils(hint, env) do
    entries =
      for {_module, list} <- imports(env), {name, 2} <- list, "sigil_" <> letter <- [Atom.to_string(name)], String.starts_with?(letter, hint) do
        {"~#{letter} (sigil_#{letter})", letter}
      end

    choose(entries, hint)
  end

  # The functions of a module, each as it is shown and what is to be inserted.
  defp functions(module, hint) do
    if loaded?(module) do
      for {name, arity} <- exports(module) -- hidden(module), shown?(name, hint), visible?(name) do
        {"#{quoted(name)}/#{arity}", quoted(name)}
      end
    else
      []
    end
  end

  # Functions that are there for other arguments, and documented as hidden.
  defp hidden(module) do
    case Code.fetch_docs(module) do
      {:docs_v1, _, _, _, _, _, docs} -> for {{_, name, arity}, _, _, :hidden, _} <- docs, do: {name, arity}
      _ -> []
    end
  end

  defp loaded?(module), do: is_atom(module) and module not in [nil, true, false] and Code.ensure_loaded?(module)

  defp exports(module) do
    if function_exported?(module, :__info__, 1) do
      module.__info__(:macros) ++ (module.__info__(:functions) -- [__info__: 1])
    else
      module.module_info(:exports) -- [module_info: 0, module_info: 1, behaviour_info: 1]
    end
  end

  defp visible?(name), do: not String.starts_with?(Atom.to_string(name), ["_", "MACRO-"])

  defp quoted(name), do: Macro.inspect_atom(:remote_call, name)

  defp erlang_modules(hint) do
    names = for module <- modules(), name = Atom.to_string(module), not String.starts_with?(name, "Elixir."), String.starts_with?(name, hint), do: name
    entries = for name <- Enum.uniq(names), do: {":" <> name, name}
    choose(entries, hint)
  end

  defp aliases(init, hint, env) do
    own =
      if init == [] and env != nil do
        for {alias, _} <- env.aliases, ["Elixir", name] <- [String.split(Atom.to_string(alias), ".", parts: 2)], String.starts_with?(name, hint), do: {name, name}
      else
        []
      end

    parent = if init == [], do: nil, else: expand_alias(init, env)
    choose(own ++ nested_modules(parent, hint), hint)
  end

  defp expand_alias([], _env), do: nil

  defp expand_alias([first | rest], env) do
    alias = Module.concat([first])
    expanded = if env, do: Keyword.get(env.aliases, alias, alias), else: alias
    Module.concat([expanded | rest])
  end

  defp nested_modules(parent, hint) do
    depth = if parent, do: length(Module.split(parent)) + 1, else: 1
    prefix = if parent, do: Module.split(parent), else: []

    for module <- modules(),
        String.starts_with?(Atom.to_string(module), "Elixir."),
        parts = Module.split(module),
        length(parts) >= depth,
        Enum.take(parts, depth - 1) == prefix,
        name = Enum.at(parts, depth - 1),
        String.starts_with?(name, hint),
        uniq: true do
      {name, name}
    end
  end

  defp modules(), do: :code.known_modules()

  # The arguments a function may be given.
  defp signatures(name, env) do
    {module, function} =
      case String.split(name, ".") do
        [function] ->
          {import_of(function, env), function}

        parts ->
          {function, init} = List.pop_at(parts, -1)
          {module_of(init, env), function}
      end

    shown = for text <- IEx.Introspection.signatures(module, String.to_atom(function)), do: {text, text}
    if shown == [], do: no(), else: {:yes, "", Enum.map(shown, &elem(&1, 0))}
  end

  defp module_of([":" <> name], _env), do: String.to_atom(name)
  defp module_of(init, env), do: expand_alias(init, env)

  defp import_of(function, env) do
    name = String.to_atom(function)
    Enum.find_value(imports(env), fn {module, list} -> if Keyword.has_key?(list, name), do: module end)
  end

  defp choose([], _hint), do: no()

  defp choose(entries, hint) do
    entries = entries |> Enum.uniq() |> Enum.sort()
    names = entries |> Enum.map(&elem(&1, 1)) |> Enum.uniq()
    common = common_prefix(names)
    insert = String.slice(common, String.length(hint)..-1//1)

    cond do
      insert != "" -> {:yes, insert, []}
      match?([_], entries) -> {:yes, "", []}
      true -> {:yes, "", Enum.map(entries, &elem(&1, 0))}
    end
  end

  defp common_prefix([first | rest]) do
    Enum.reduce(rest, first, fn name, acc -> binary_part(acc, 0, :binary.longest_common_prefix([name, acc])) end)
  end

  defp no(), do: {:no, "", []}
end
