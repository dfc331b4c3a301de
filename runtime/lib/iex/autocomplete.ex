defmodule IEx.Autocomplete do
  @moduledoc false
  # Completes the text before the cursor. `Code.Fragment` determines the kind of this text.
  # `IEx.Autocomplete.Choice` determines which choices are inserted or shown.

  alias IEx.Autocomplete.Choice

  @modifiers [big: 0, binary: 0, bitstring: 0, integer: 0, float: 0, little: 0, native: 0, signed: 0, size: 1, unit: 1, unsigned: 0, utf8: 0, utf16: 0, utf32: 0]

  @delimiters ["\"", "\"\"\"", "'", "'''", "(", "/", "<", "[", "{", "|"]

  @doc "Expands reversed text for the shell `server`: `{:yes | :no, text to insert, choices}`."
  def expand(code, server \\ nil) do
    text = code |> Enum.reverse() |> List.to_string()

    case path(text) do
      nil -> completed(text, server)
      path -> path |> Path.split() |> files(String.ends_with?(path, "/"))
    end
  end

  defp completed(text, server) do
    {binding, env} = state(server)
    {helper, text} = asked(text)
    complete(helper, Code.Fragment.cursor_context(text), %{text: text, binding: binding, env: env})
  end

  defp state(nil), do: {[], nil}

  defp state(server) do
    case IEx.Server.evaluator(server) do
      nil -> {[], nil}
      evaluator -> IEx.Evaluator.bindings(evaluator)
    end
  end

  # The helpers t and b complete types and callbacks.
  defp asked(text) do
    case Regex.run(~r/^\s*([tb])[ (]\s*(\S.*)$/us, text) do
      [_, helper, about] -> {helper, about}
      nil -> {nil, text}
    end
  end

  defp complete(helper, {:dot, inside, hint}, at) when helper in ["t", "b"] do
    case value(inside, at) do
      {:ok, module} when is_atom(module) -> module |> described(helper) |> functions(to_string(hint))
      _ -> Choice.none()
    end
  end

  defp complete(_helper, context, at) do
    case contained(context, at) do
      [] -> context(context, at)
      {entries, hint} -> Choice.made(entries, hint)
    end
  end

  defp described(module, "t"), do: if(loaded?(module), do: IEx.Types.type_names(module), else: [])
  defp described(module, "b"), do: if(loaded?(module), do: IEx.Types.callback_names(module), else: [])

  ## Completions by context

  defp context(:expr, at), do: anything(at)
  defp context({:local_or_var, hint}, at), do: Choice.made(variables(at, to_string(hint)) ++ locals(at, to_string(hint)), to_string(hint))
  defp context({:local_call, name}, at), do: called(at, List.to_atom(name))
  defp context({:local_arity, name}, at), do: arities(imported(at), to_string(name))
  defp context({:operator, name}, at), do: Choice.made(locals(at, to_string(name)), to_string(name))
  defp context({:operator_arity, name}, at), do: arities(imported(at), to_string(name))
  defp context({:operator_call, _}, at), do: anything(at)
  defp context({:alias, name}, at), do: name |> to_string() |> aliased(at)
  defp context({:dot, inside, hint}, at), do: dotted(value(inside, at), to_string(hint))

  defp context({:dot_call, inside, name}, at) do
    case value(inside, at) do
      {:ok, module} when is_atom(module) -> signatures([{module, List.to_atom(name)}], at)
      _ -> Choice.none()
    end
  end

  defp context({:dot_arity, inside, name}, at) do
    case value(inside, at) do
      {:ok, module} when is_atom(module) -> arities(exports(module), to_string(name))
      _ -> Choice.none()
    end
  end

  defp context({:unquoted_atom, hint}, _at), do: erlang_modules(to_string(hint))
  defp context({:sigil, []}, at), do: at |> sigils() |> Choice.made("")
  defp context({:sigil, _}, _at), do: Choice.shown(@delimiters)
  defp context({:struct, hint}, at), do: structs(hint, at)
  defp context(_other, _at), do: Choice.none()

  defp anything(at), do: Choice.made(variables(at, "") ++ locals(at, ""), "")

  defp called(at, name) when name in [:alias, :import, :require], do: Choice.made(modules(at, ""), "")
  defp called(at, name), do: signatures(for({module, list} <- imports(at), Keyword.has_key?(list, name), do: {module, name}), at)

  # Returns the heads of functions, or any completion if none is known.
  defp signatures(functions, at) do
    # The heads of a name that is both a function and a macro are listed twice.
    case for({{module, name}, n} <- Enum.frequencies(functions), text <- IEx.Introspection.signatures(module, name), _ <- 1..n, do: text) do
      [] -> anything(at)
      heads -> Choice.shown(heads)
    end
  end

  defp arities(functions, name) do
    case for({other, arity} <- Enum.sort(functions), Atom.to_string(other) == name, uniq: true, do: "#{name}/#{arity}") do
      [] -> Choice.none()
      shown -> Choice.shown(shown)
    end
  end

  ## Resolving names

  defp value({:alias, name}, at), do: {:ok, name |> to_string() |> String.split(".") |> module(at)}
  defp value({:unquoted_atom, name}, _at), do: {:ok, List.to_atom(name)}
  defp value({:var, name}, at), do: Keyword.fetch(at.binding, List.to_atom(name))

  defp value({:dot, inside, key}, at) do
    key = List.to_atom(key)

    case value(inside, at) do
      {:ok, %{^key => value}} -> {:ok, value}
      _ -> :error
    end
  end

  defp value(_other, _at), do: :error

  # Returns the module of an alias.
  defp module(["Elixir"], _at), do: :"Elixir"

  defp module([first | rest], at) do
    alias = Module.concat([first])
    parent = if(at.env, do: Keyword.get(at.env.aliases, alias, alias), else: alias)
    if rest == [], do: parent, else: Module.concat([parent | rest])
  end

  defp dotted({:ok, nothing}, _hint) when nothing in [nil, true, false], do: Choice.none()
  defp dotted({:ok, module}, hint) when is_atom(module), do: Choice.made(nested(module, hint) ++ exported(module, hint), hint)
  defp dotted({:ok, %{} = map}, hint), do: map |> fields(hint) |> Choice.made(hint)
  defp dotted(_other, _hint), do: Choice.none()

  defp fields(map, hint) do
    for {key, value} <- map |> Map.to_list() |> Enum.sort(), is_atom(key), name = Atom.to_string(key), String.starts_with?(name, hint) do
      %Choice{shown: name, text: name, whole: if(is_map(value) or loaded?(value), do: ".", else: :none)}
    end
  end

  ## Names of the session

  # Variables of macros are not part of the session.
  defp variables(at, hint) do
    for {name, _} <- Enum.sort(at.binding), is_atom(name), text = Atom.to_string(name), String.starts_with?(text, hint), do: %Choice{shown: text, text: text}
  end

  defp locals(at, hint), do: at |> imported() |> chosen(hint)

  defp imported(at) do
    special = Kernel.SpecialForms.__info__(:macros)
    for {module, list} <- [{Kernel.SpecialForms, special} | imports(at)], function <- listed(module, list), uniq: true, do: function
  end

  # Only the exported helpers are listed at the prompt.
  defp listed(IEx.Helpers, list), do: Enum.filter(list, &(&1 in exports(IEx.Helpers)))
  defp listed(_module, list), do: list

  defp imports(%{env: nil}), do: [{Kernel, Kernel.__info__(:functions)}, {Kernel, Kernel.__info__(:macros)}]
  defp imports(%{env: env}), do: env.functions ++ env.macros

  defp chosen(functions, hint) do
    functions = for {name, arity} <- functions, text = Atom.to_string(name), String.starts_with?(text, hint), do: {text, arity}
    for {text, arity} <- Enum.sort(functions), do: %Choice{shown: "#{text}/#{arity}", text: text}
  end

  defp functions(list, hint), do: list |> Enum.uniq() |> chosen(hint) |> Choice.made(hint)

  defp sigils(at) do
    for {name, 2} <- Enum.sort(imported(at)), "sigil_" <> letters <- [Atom.to_string(name)] do
      %Choice{shown: "~#{letters} (sigil_#{letters})", text: letters}
    end
  end

  ## Modules

  defp aliased(text, at) do
    case text |> String.split(".") |> Enum.split(-1) do
      {[], [hint]} -> Choice.made(modules(at, hint), hint)
      {parents, [hint]} -> parents |> module(at) |> nested(hint) |> Choice.made(hint)
    end
  end

  # The session's aliases come first.
  defp modules(at, hint) do
    own = if at.env, do: for({alias, _} <- Enum.sort(at.env.aliases), "Elixir." <> name <- [Atom.to_string(alias)], String.starts_with?(name, hint), do: name), else: []
    root = if String.starts_with?("Elixir", hint) and hint != "", do: ["Elixir"], else: []
    below = Enum.sort(root ++ names("Elixir.", hint))
    for name <- Enum.uniq(own ++ below), do: %Choice{shown: name, text: name, whole: "."}
  end

  defp nested(module, hint) do
    case Atom.to_string(module) do
      "Elixir" -> for name <- names("Elixir.", hint), do: %Choice{shown: name, text: name, whole: "."}
      "Elixir." <> _ = name -> for name <- names(name <> ".", hint), do: %Choice{shown: name, text: name, whole: "."}
      _ -> []
    end
  end

  # Returns the next parts of module names with a prefix.
  defp names(prefix, hint) do
    size = byte_size(prefix)

    for module <- :code.known_modules(),
        <<^prefix::binary-size(^size), rest::binary>> <- [Atom.to_string(module)],
        String.starts_with?(rest, hint),
        [name | _] = String.split(rest, ".", parts: 2),
        name =~ ~r/^[A-Z][A-Za-z0-9_]*$/,
        uniq: true do
      name
    end
    |> Enum.sort()
  end

  defp erlang_modules(hint) do
    names =
      for module <- :code.known_modules(), name = Atom.to_string(module), String.starts_with?(name, hint), not String.starts_with?(name, "Elixir."), uniq: true, do: name

    names |> Enum.sort() |> Enum.map(&%Choice{shown: &1, text: &1, whole: "."}) |> Choice.made(hint)
  end

  defp loaded?(module), do: is_atom(module) and module not in [nil, true, false] and Code.ensure_loaded?(module)

  defp exported(module, hint), do: module |> exports() |> chosen(hint)

  # Returns the functions of a module that are not hidden by its documentation.
  defp exports(module) do
    if loaded?(module) do
      all = all_exports(module)
      all = if function_exported?(module, :__protocol__, 1), do: all -- [impl_for: 1, impl_for!: 1], else: all

      case Code.fetch_docs(module) do
        {:docs_v1, _, _, _, _, _, docs} -> all |> Kernel.--(hidden(docs)) |> Enum.filter(&said?(&1, docs))
        _ -> all
      end
    else
      []
    end
  end

  defp all_exports(module) do
    case Atom.to_string(module) do
      "Elixir." <> _ -> module.__info__(:macros) ++ (module.__info__(:functions) -- [__info__: 1, behaviour_info: 1])
      _ -> module.module_info(:exports) -- [__info__: 1, module_info: 0, module_info: 1, behaviour_info: 1]
    end
  end

  # Functions generated by the compiler have no documentation entry.
  defp said?({name, arity}, docs) do
    not String.starts_with?(Atom.to_string(name), "_") or Enum.any?(docs, &match?({{_, ^name, ^arity}, _, _, _, _}, &1))
  end

  # An underscored name without documentation is hidden. A hidden function with defaults is also
  # hidden with fewer arguments.
  defp hidden(docs) do
    entries = for {{kind, name, arity}, _, _, doc, metadata} <- docs, kind in [:function, :macro], do: {name, arity, Map.get(metadata, :defaults, 0), doc}
    shown = for {name, arity, _, doc} <- entries, doc != :hidden, do: {name, arity}

    for {name, arity, defaults, doc} <- entries,
        doc == :hidden or (doc == :none or doc == %{}) and String.starts_with?(Atom.to_string(name), "_"),
        n <- (arity - defaults)..arity,
        n == arity or {name, n} not in shown do
      {name, n}
    end
  end

  ## Structs

  defp structs(hint, at) when is_list(hint) do
    text = to_string(hint)

    own =
      if at.env do
        for {alias, module} <- Enum.sort(at.env.aliases), "Elixir." <> name <- [Atom.to_string(alias)], String.starts_with?(name, text), struct?(module), do: name
      else
        []
      end

    of_modules = for module <- :code.known_modules(), "Elixir." <> name <- [Atom.to_string(module)], String.starts_with?(name, text), struct?(module), do: name
    entries = for name <- Enum.uniq(own ++ Enum.sort(of_modules)), do: %Choice{shown: name, text: name, after: "{", whole: "{"}
    Choice.made(entries, text)
  end

  defp structs({:dot, {:alias, parent}, []}, at) when is_list(parent) do
    case structs(parent ++ ~c".", at) do
      {:no, _, _} -> Choice.none()
      found -> found
    end
  end

  defp structs(_other, _at), do: Choice.none()

  defp struct?(module), do: :code.may_define(module, "defstruct") and keys_of(module) != [] and not function_exported?(module, :exception, 1)

  defp keys_of(module) do
    if loaded?(module) and function_exported?(module, :__struct__, 0), do: module.__struct__() |> Map.keys() |> Kernel.--([:__struct__, :__exception__]), else: []
  end

  ## Context of the text

  # Returns {entries, hint}, or [] if the container at the cursor has no special completion.
  defp contained(context, at) do
    with {:ok, hint} <- plain(context),
         {:ok, form} <- Code.Fragment.container_cursor_to_quoted(at.text),
         [_ | _] = around <- trail(form),
         [_ | _] = entries <- enclosed(around, context, at) do
      {Enum.filter(entries, &String.starts_with?(&1.text, hint)), hint}
    else
      _ -> []
    end
  end

  defp plain(:expr), do: {:ok, ""}
  defp plain({kind, hint}) when kind in [:local_or_var, :alias], do: {:ok, to_string(hint)}
  defp plain({:dot, {:alias, _}, []}), do: {:ok, ""}
  defp plain({:operator_call, ~c"|"}), do: {:ok, ""}
  defp plain({:operator, sign}) when sign in [~c"::", ~c"-"], do: {:ok, ""}
  defp plain(_other), do: :error

  # Returns the forms around the cursor from the inside out, or nil.
  defp trail({:__cursor__, _, []}), do: [:cursor]
  defp trail({head, _, args} = form), do: outside(trail(head) || trail(args), form)
  defp trail({left, right} = form), do: outside(trail(left) || trail(right), form)
  defp trail([_ | _] = list), do: outside(Enum.find_value(list, &trail/1), list)
  defp trail(_other), do: nil

  defp outside(nil, _form), do: nil
  defp outside(found, form), do: found ++ [form]

  defp enclosed([:cursor, given, {:%{}, _, given}, _, {:%, _, [name, _]} | _], context, at), do: struct_keys(name, given, context, at)
  defp enclosed([:cursor, given, [_, given], {:|, _, _}, _, {:%{}, _, _}, _, {:%, _, [name, _]} | _], context, at), do: struct_keys(name, given, context, at)
  defp enclosed([:cursor, given, [of, given], {:|, _, _}, _, {:%{}, _, _} | _], context, at), do: map_keys(of, given, context, at)

  defp enclosed([:cursor, _, {call, _, [{:__cursor__, _, _} | _]} | _], context, at) when call in [:alias, :import, :require] do
    case context do
      {:dot, inside, []} -> with({:ok, module} when is_atom(module) <- value(inside, at), do: nested(module, ""))
      {:alias, hint} -> if ?. in hint, do: [], else: modules(at, to_string(hint))
      _ -> []
    end
  end

  defp enclosed([:cursor, _ | around], context, at), do: segment(around, context, at)
  defp enclosed(_around, _context, _at), do: []

  # Completes the modifiers of a bitstring segment, except those that the segment has already.
  defp segment([{:-, _, [before, {:__cursor__, _, _}]}, _, {:"::", _, [_, _]}, _, {:<<>>, _, _} | _], _context, _at), do: modifiers(given(before))
  defp segment([{:"::", _, [_, {:__cursor__, _, _}]}, _, {:<<>>, _, _} | _], _context, _at), do: modifiers([])
  defp segment(_around, _context, _at), do: []

  defp given({:-, _, [left, right]}), do: given(left) ++ given(right)
  defp given({name, _, context}) when is_atom(name) and is_atom(context), do: [name]
  defp given(_other), do: []

  defp modifiers(given) do
    for {name, arity} <- @modifiers, name not in given, do: %Choice{shown: if(arity == 0, do: "#{name}", else: "#{name}/#{arity}"), text: "#{name}"}
  end

  defp struct_keys({:__aliases__, _, [first | _] = parts}, given, context, at) when is_atom(first) and not (is_tuple(context) and elem(context, 0) == :alias) do
    parts |> Enum.map(&Atom.to_string/1) |> module(at) |> keys_of() |> keys(given)
  end

  defp struct_keys(_name, _given, _context, _at), do: []

  defp map_keys({name, _, nil}, given, {kind, _}, at) when kind == :local_or_var, do: variable_keys(name, given, at)
  defp map_keys({name, _, nil}, given, other, at) when other == :expr or elem(other, 0) == :operator_call, do: variable_keys(name, given, at)
  defp map_keys(_of, _given, _context, _at), do: []

  defp variable_keys(name, given, at) do
    case Keyword.fetch(at.binding, name) do
      {:ok, %{} = map} -> keys(for({key, _} <- Map.to_list(map), is_atom(key), key != :__struct__, do: key), given)
      _ -> []
    end
  end

  defp keys(all, given) do
    given = for {key, _} <- given, is_atom(key), do: key
    for key <- Enum.sort(all -- given), text = Atom.to_string(key), do: %Choice{shown: text <> ":", text: text, after: ": ", whole: ": ", common: text <> ":"}
  end

  ## Files

  # Returns the path at the start of the last string.
  defp path(text) do
    case Regex.run(~r|"(\.?/[^"]*)$|us, text) do
      [_, path] -> if String.contains?(path, "\#{"), do: nil, else: path
      nil -> nil
    end
  end

  defp files(parts, whole?) do
    {folder, hint} = if whole?, do: {Path.join(parts), ""}, else: {parts |> Enum.drop(-1) |> Path.join(), List.last(parts)}

    case File.ls(folder) do
      {:ok, names} -> for(name <- names, String.starts_with?(name, hint), do: file(name, Path.join(folder, name))) |> Choice.made(hint)
      {:error, _} -> Choice.none()
    end
  end

  defp file(name, path) do
    if File.dir?(path), do: %Choice{shown: name, text: name, after: "/", whole: "/"}, else: %Choice{shown: name, text: name, whole: "\""}
  end
end

defmodule IEx.Autocomplete.Choice do
  @moduledoc false
  # This struct is a choice of completion. `shown` is listed, and `text` is inserted, followed by
  # `after`. If the name is already complete, `whole` is inserted, or nothing if `whole` is
  # `:none`.

  defstruct shown: "", text: "", after: "", whole: nil, common: nil

  @doc "Returns the result without choices."
  def none(), do: {:no, ~c"", []}

  @doc "Returns choices that are shown but not inserted."
  def shown(texts), do: {:yes, ~c"", Enum.map(texts, &String.to_charlist/1)}

  @doc "Returns the expansion of a text that ends with `hint`, with which the choices start."
  def made([], _hint), do: none()

  def made([%{text: text} = choice], hint) do
    case {behind(text, hint), choice.whole} do
      {"", :none} -> none()
      {"", nil} -> shown([choice.shown])
      {"", whole} -> {:yes, String.to_charlist(whole), []}
      {rest, _} -> {:yes, String.to_charlist(rest <> choice.after), []}
    end
  end

  def made(choices, hint) do
    common = choices |> Enum.map(&(&1.common || &1.text)) |> Enum.reduce(&binary_part(&1, 0, :binary.longest_common_prefix([&1, &2])))

    case behind(common, hint) do
      "" -> shown(Enum.map(choices, & &1.shown))
      rest -> {:yes, String.to_charlist(rest), []}
    end
  end

  defp behind(text, hint), do: binary_part(text, byte_size(hint), byte_size(text) - byte_size(hint))
end
