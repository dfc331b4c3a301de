defmodule IEx.Types do
  @moduledoc false
  # Formats the callbacks and types of a module, for b and t.

  import IEx.Introspection, only: [puts_error: 1, loaded: 1, print_text: 3]

  @doc """
  Prints the callbacks of a module, or only the callbacks with a name and their documentation.
  """
  def b(module) when is_atom(module) do
    with :ok <- loaded(module) do
      case callbacks(module) do
        [] ->
          puts_error("No callbacks for #{inspect(module)} were found")

        callbacks ->
          for {_, _, text} <- callbacks, do: shown(text)
          optional(module)
      end
    end

    IEx.dont_display_result()
  end

  def b({module, name}), do: b_named(module, name, :any)
  def b({module, name, arity}), do: b_named(module, name, arity)
  def b(other), do: unknown("b", "Module, Module.callback or Module.callback/arity", other)

  defp b_named(module, name, arity) do
    with :ok <- loaded(module) do
      case for({^name, n, text} <- callbacks(module), arity in [:any, n], do: {n, text}) do
        [] -> puts_error("No documentation for #{inspect(module)}.#{name}#{suffix(arity)} was found")
        found -> for {n, text} <- found, do: documented(module, [:callback, :macrocallback], name, n, text)
      end
    end

    IEx.dont_display_result()
  end

  # Returns {name, arity, text} for the callbacks. Callbacks of modules without types are known by
  # name only.
  defp callbacks(module) do
    hidden = hidden(module)

    clauses =
      for {kind, spec} <- declared(module), kind in [:callback, :macrocallback], {name, arity} = name(spec), {kind, name, arity} not in hidden do
        {{name, arity}, written(kind, spec)}
      end

    # A callback with several clauses has a line for each, in order.
    specs = for {{name, arity}, texts} <- Enum.group_by(clauses, &elem(&1, 0), &elem(&1, 1)), do: {name, arity, Enum.join(texts, "\n")}

    plain =
      if function_exported?(module, :behaviour_info, 1) do
        for {name, arity} <- module.behaviour_info(:callbacks), {name, arity} = own(name, arity), not Enum.any?(specs, &match?({^name, ^arity, _}, &1)), not Enum.any?(hidden, &match?({_, ^name, ^arity}, &1)) do
          {name, arity, "@callback #{name}/#{arity}"}
        end
      else
        []
      end

    Enum.sort(specs ++ plain)
  end

  defp hidden(module) do
    case Code.fetch_docs(module) do
      {:docs_v1, _, _, _, _, _, docs} -> for {name, _, _, :hidden, _} <- docs, do: name
      _ -> []
    end
  end

  @doc "Returns the callbacks of a module, as `{name, arity}`."
  def callback_names(module), do: for({name, arity, _} <- callbacks(module), do: {name, arity})

  @doc "Returns the public types of a module, as `{name, arity}`."
  def type_names(module), do: for({name, arity, _} <- types(module, [:type, :opaque]), do: {name, arity})

  @doc "Returns whether a behaviour has a callback."
  def callback?(module, name, arity), do: Enum.any?(callbacks(module), &match?({^name, ^arity, _}, &1))

  # A callback that is a macro takes the caller's environment as its first argument.
  defp own(name, arity) do
    case Atom.to_string(name) do
      "MACRO-" <> macro -> {String.to_atom(macro), arity - 1}
      _ -> {name, arity}
    end
  end

  defp optional(module) do
    case function_exported?(module, :behaviour_info, 1) && module.behaviour_info(:optional_callbacks) do
      [_ | _] = optional ->
        names = optional |> Enum.map(fn {name, arity} -> own(name, arity) end) |> Enum.sort()
        shown(Code.format_string!("@optional_callbacks " <> (names |> inspect(limit: :infinity) |> String.slice(1..-2//1)), line_length: 80))

      _ ->
        :ok
    end
  end

  @doc "Prints the types of a module, or only the types with a name and their documentation."
  def t(module) when is_atom(module) do
    with :ok <- loaded(module) do
      case types(module, [:type, :opaque, :typep]) do
        [] -> puts_error("No type information for #{inspect(module)} was found")
        types -> for {_, _, text} <- types, do: shown(text)
      end
    end

    IEx.dont_display_result()
  end

  def t({module, name}), do: t_named(module, name, :any)
  def t({module, name, arity}), do: t_named(module, name, arity)
  def t(other), do: unknown("t", "Module, Module.type or Module.type/arity", other)

  defp t_named(module, name, arity) do
    with :ok <- loaded(module) do
      asked = "#{inspect(module)}.#{name}"

      case for({^name, n, text} <- types(module, [:type, :opaque]), arity in [:any, n], do: {n, text}) do
        [] -> puts_error("No type information for #{asked} was found or #{asked} is private")
        found -> for {n, text} <- found, do: documented(module, [:type], name, n, text)
      end
    end

    IEx.dont_display_result()
  end

  defp declared(module) do
    with [] <- IEx.Pages.declared(module), do: :elixir_module.types(module)
  end

  defp types(module, kinds) do
    for({kind, {:"::", _, [head, _]} = spec} <- declared(module), kind in kinds, {name, arity} = name(spec)) do
      {name, arity, if(kind == :opaque, do: written(kind, head), else: written(kind, spec))}
    end
    |> Enum.sort()
  end

  defp suffix(:any), do: ""
  defp suffix(arity), do: "/#{arity}"

  defp unknown(helper, expected, other) do
    puts_error("The \"#{helper}\" helper expects a #{expected}, got: #{inspect(other)}")
    IEx.dont_display_result()
  end

  defp shown(text), do: IO.puts([IEx.color(:doc_inline_code, text), "\n"])

  defp documented(module, kinds, name, arity, text) do
    shown(text)

    with {:docs_v1, _, _, format, _, _, docs} <- Code.fetch_docs(module),
         [{doc, metadata} | _] <- for({{kind, ^name, ^arity}, _, _, doc, metadata} <- docs, kind in kinds, do: {doc, metadata}) do
      print_text(format, if(is_map(doc), do: doc["en"]), Map.delete(metadata, :opaque))
    end
  end

  @doc "Returns the name and the arity of a spec."
  def name({:when, _, [spec, _]}), do: name(spec)
  def name({:"::", _, [{name, _, args}, _]}) when is_atom(name), do: {name, if(is_list(args), do: length(args), else: 0)}
  def name(_spec), do: nil

  @doc "Indents a spec below a heading."
  def indented(kind, spec), do: "  " <> String.replace(written(kind, spec), "\n", "\n  ")

  @doc "Formats a spec, a callback or a type as source code."
  def written(kind, spec) do
    {:@, [], [{:"#{kind}", [], [shape(kind, spec)]}]}
    |> Macro.to_string()
    |> Code.format_string!(line_length: IEx.width())
    |> IO.iodata_to_binary()
  end

  # Types are shown with parentheses. Variables and argument names are shown without them.
  defp shape(kind, {:"::", _, [{_, _, args}, _]} = spec) when kind in [:type, :typep], do: called(spec, parameters(args))
  defp shape(:opaque, {_, _, args} = head), do: head(head, parameters(args))
  defp shape(_kind, spec), do: called(spec)

  defp called({:when, meta, [spec, variables]}) do
    names = for {name, _} <- variables, do: name
    {:when, meta, [called(spec, names), for({name, type} <- variables, do: {name, shown_type(type, names)})]}
  end

  defp called(spec), do: called(spec, [])

  defp called({:"::", meta, [head, result]}, names), do: {:"::", meta, [head(head, names), shown_type(result, names)]}

  defp head({name, meta, args}, names), do: {name, meta, if(is_list(args), do: shown_type(args, names), else: [])}

  # The parameters of a type are variables.
  defp parameters(args) when is_list(args), do: for({name, _, context} <- args, is_atom(name), is_atom(context), do: name)
  defp parameters(_args), do: []

  defp shown_type({:"::", meta, [{name, at, context}, type]}, names) when is_atom(name) and is_atom(context), do: {:"::", meta, [{name, at, nil}, shown_type(type, names)]}

  defp shown_type({name, meta, context}, names) when is_atom(name) and is_atom(context) do
    if name in names or name in [:_, :..., :var], do: {name, meta, nil}, else: {name, meta, []}
  end

  defp shown_type({form, meta, args}, names) when is_list(args), do: {shown_type(form, names), meta, shown_type(args, names)}
  defp shown_type({left, right}, names), do: {shown_type(left, names), shown_type(right, names)}
  defp shown_type(list, names) when is_list(list), do: Enum.map(list, &shown_type(&1, names))
  defp shown_type(other, _names), do: other
end
