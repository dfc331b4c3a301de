defmodule IEx.Introspection do
  @moduledoc false

  @doc "Converts the argument of `h`, `b` and `t` to a module, a function or a value."
  def decompose({:/, _, [call, arity]} = term, context) when is_integer(arity) do
    case decompose(call, context) do
      {:{}, [], [module, function]} -> {:{}, [], [module, function, arity]}
      {module, function} -> {:{}, [], [module, function, arity]}
      _ -> term
    end
  end

  def decompose({{:., _, [module, function]}, _, []}, context) when is_atom(function) do
    {Macro.expand(module, context), function}
  end

  def decompose({sigil, _, [{:<<>>, _, _}, modifiers]} = term, context) when is_atom(sigil) and is_list(modifiers) do
    if String.starts_with?(Atom.to_string(sigil), "sigil_"), do: {:{}, [], [imported(sigil, context) || Kernel, sigil, 2]}, else: term
  end

  def decompose({name, _, args}, context) when is_atom(name) and (is_atom(args) or args == []) do
    case imported(name, context) do
      nil -> {Kernel, name}
      module -> {module, name}
    end
  end

  def decompose(term, _context), do: term

  defp imported(name, context) do
    imports = context.functions ++ context.macros ++ [{Kernel.SpecialForms, Kernel.SpecialForms.__info__(:macros)}]
    Enum.find_value(imports, fn {module, list} -> if Keyword.has_key?(list, name), do: module end)
  end

  @doc "Prints documentation."
  def h(module) when is_atom(module) do
    with :ok <- loaded(module) do
      case Code.fetch_docs(module) do
        {:docs_v1, _, _, format, %{"en" => doc}, metadata, _} -> print_doc([inspect(module)], [], format, doc, metadata)
        _ -> undocumented(module)
      end
    end

    IEx.dont_display_result()
  end

  def h({module, function}), do: h_functions(module, function, :any)
  def h({module, function, arity}), do: h_functions(module, function, arity)

  def h(other) do
    puts_error("The \"h\" helper expects a Module, Module.fun or Module.fun/arity, got: #{inspect(other)}")
    puts_error("If instead of accessing documentation you would like more information about a value or about the result of an expression, use the \"i\" helper instead")
    IEx.dont_display_result()
  end

  defp h_functions(module, function, arity) do
    with :ok <- loaded(module) do
      case {documented(module, function, arity), specs(module, function, arity), Code.fetch_docs(module)} do
        {[_ | _] = entries, _, _} -> if Enum.any?(entries, &known?(module, &1)), do: Enum.each(entries, &print_entry(module, &1)), else: undocumented(module)
        {[], _, {:docs_v1, _, _, _, _, _, docs}} -> not_found(module, function, arity, docs)
        {[], [_ | _] = specs, _} -> without_docs(module, function, specs)
        {[], [], _} -> undocumented(module)
      end
    end

    IEx.dont_display_result()
  end

  # A module that exists only in memory has no documentation. A function without any information
  # belongs to such a module, unless the module is part of an application.
  defp known?(module, {_head, function, arity, text, metadata}) do
    text != nil or metadata != %{} or Application.get_application(module) != nil or specs(module, function, arity) != []
  end

  defp undocumented(module), do: puts_error("#{inspect(module)} was not compiled with docs")

  # Returns {head, name, arity, text or nil, metadata} for a function.
  defp documented(module, function, arity) do
    in_go = for {head, n, text} <- IEx.KernelDocs.of(module, function, arity), do: {head, function, n, text, IEx.Pages.metadata(module, function, n)}
    in_go ++ in_source(module, function, arity)
  end

  defp in_source(module, function, arity) do
    with {:docs_v1, _, _, _, _, _, docs} <- Code.fetch_docs(module) do
      for {{kind, ^function, n}, _, signature, doc, metadata} <- docs, kind in [:function, :macro], doc != :hidden, arity == :any or arity in (n - Map.get(metadata, :defaults, 0))..n do
        text = IEx.Pages.text(module, function, n, text(doc))
        {head(module, kind, function, n, signature), function, n, text, Map.merge(IEx.Pages.metadata(module, function, n), metadata)}
      end
    else
      _ -> []
    end
  end

  defp head(module, kind, function, arity, signature) do
    case {Atom.to_string(module), kind} do
      {"Elixir." <> _, :macro} -> "defmacro " <> Enum.join(signature, " ")
      {"Elixir." <> _, :function} -> "def " <> Enum.join(signature, " ")
      _ -> Exception.format_mfa(module, function, arity)
    end
  end

  defp print_entry(module, {head, name, arity, text, metadata}) do
    print_doc([head], specs(module, name, arity), "text/markdown", text, metadata)
    if text == nil, do: callback_docs(module, name, arity)
  end

  # A function without documentation may have some as a callback.
  defp callback_docs(module, name, arity) do
    behaviours = if function_exported?(module, :__info__, 1), do: for({:behaviour, list} <- module.__info__(:attributes), behaviour <- list, do: behaviour), else: []

    with behaviour when behaviour != nil <- Enum.find(behaviours, &IEx.Types.callback?(&1, name, arity)) do
      said = "#{inspect(module)}.#{name}/#{arity} has no docs but is a callback for behaviour #{inspect(behaviour)}. Showing callback docs instead."
      IO.ANSI.Docs.print(said, "text/markdown", IEx.Config.docs())
      IEx.Types.b({behaviour, name, arity})
    end
  end

  defp not_found(module, function, arity, docs) do
    name = "#{inspect(module)}.#{function}#{if arity != :any, do: "/#{arity}"}"

    case for({{kind, ^function, n}, _, _, doc, _} <- docs, kind in [:callback, :macrocallback, :type], arity in [:any, n], doc != :hidden, do: kind) do
      [] ->
        puts_error("No documentation for #{name} was found")

      [kind | _] ->
        {what, helper} = if kind == :type, do: {"type", "t"}, else: {"callback", "b"}
        puts_error("No documentation for function #{name} was found, but there is a #{what} with the same name.")
        puts_error("You can view #{what} documentation with the #{helper}/1 helper.\n")
    end
  end

  defp without_docs(module, function, specs) do
    arities = specs |> Enum.map(&elem(&1, 0)) |> Enum.uniq()

    for arity <- arities do
      print_doc([Exception.format_mfa(module, function, arity)], for({^arity, spec} <- specs, do: {arity, spec}), nil, "Module was compiled without docs. Showing only specs.", %{})
    end
  end

  # Returns {arity, spec} for a function.
  defp specs(module, function, arity) do
    own = for {:spec, spec} <- :elixir_module.types(module), {^function, n} <- [IEx.Types.name(spec)], arity in [:any, n], do: {n, spec}
    if own == [], do: IEx.Pages.specs(module, function, arity), else: own
  end

  defp text(%{"en" => doc}), do: doc
  defp text(_), do: nil

  defp print_doc(headings, specs, format, text, metadata) do
    options = IEx.Config.docs()
    IO.ANSI.Docs.print_headings(headings, options)
    Enum.each(specs, fn {_, spec} -> IO.puts(IEx.color(:doc_inline_code, IEx.Types.indented("spec", spec))) end)
    if specs != [], do: IO.puts("")
    print_text(format, text, metadata)
  end

  @doc "Prints the head and the text of a function, a type or a callback."
  def print_text(format, text, metadata) do
    IO.ANSI.Docs.print_metadata(metadata, IEx.Config.docs())

    cond do
      text == nil -> :ok
      format == nil -> IO.puts(text <> "\n")
      true -> IO.ANSI.Docs.print(text, format, IEx.Config.docs())
    end
  end

  @doc "Checks that a module exists, and prints a message if it does not."
  def loaded(module) do
    case Code.ensure_loaded(module) do
      {:module, _} ->
        :ok

      {:error, reason} ->
        puts_error("Could not load module #{inspect(module)}, got: #{reason}")
        :error
    end
  end

  @doc "Returns the functions and macros of a module."
  def exports(module) do
    if function_exported?(module, :__info__, 1) do
      module.__info__(:macros) ++ (module.__info__(:functions) -- [behaviour_info: 1])
    else
      Enum.sort(module.module_info(:exports) -- [module_info: 0, module_info: 1, behaviour_info: 1])
    end
  end

  @doc "Returns the signatures of a function, such as `map(enumerable, fun)`."
  def signatures(module, function) do
    with [] <- for({head, _, _} <- IEx.KernelDocs.of(module, function, :any), do: head |> String.split(" ", parts: 2) |> List.last()) |> Enum.sort_by(&length(String.split(&1, ","))),
         {:docs_v1, _, _, _, _, _, docs} <- Code.fetch_docs(module) do
      for {{kind, ^function, _arity}, _, signature, doc, _} <- docs, kind in [:function, :macro], signature != [], doc != :hidden, do: Enum.join(signature, " ")
    else
      heads when is_list(heads) -> heads
      _ -> []
    end
  end

  def puts_error(text), do: IO.puts(IEx.color(:eval_error, text))
end
