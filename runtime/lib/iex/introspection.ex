defmodule IEx.Introspection do
  @moduledoc false

  @doc "What `h`, `b` and `t` are asked about: a module, a function, or a value."
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
    case Code.fetch_docs(module) do
      {:docs_v1, _, _, _, %{"en" => doc}, _, _} -> print_doc(inspect(module), doc)
      {:docs_v1, _, _, _, _, _, _} -> say("#{inspect(module)} was not compiled with docs")
      {:error, :module_not_found} -> say("Could not load module #{inspect(module)}, got: nofile")
      {:error, _} -> say("#{inspect(module)} was not compiled with docs")
    end

    IEx.dont_display_result()
  end

  def h({module, function}), do: h_functions(module, function, :any)
  def h({module, function, arity}), do: h_functions(module, function, arity)

  def h(other) do
    say("The \"h\" helper expects a Module, Module.fun or Module.fun/arity, got: #{inspect(other)}")
    say("If instead of accessing documentation you would like more information about a value or about the result of an expression, use the \"i\" helper instead")
    IEx.dont_display_result()
  end

  defp h_functions(module, function, arity) do
    case docs_of(module, function, arity) do
      {:ok, []} -> say("No documentation for #{inspect(module)}.#{function}#{if arity != :any, do: "/#{arity}"} was found")
      {:ok, docs} -> print_docs(module, docs)
      :error -> say("#{inspect(module)} was not compiled with docs")
    end

    IEx.dont_display_result()
  end

  defp print_docs(module, docs) do
    if Enum.all?(docs, fn {_, doc} -> doc == nil end) do
      say("#{inspect(module)} was not compiled with docs")
    else
      for {heading, doc} <- docs, do: print_doc(heading, doc)
    end
  end

  defp docs_of(module, function, arity) do
    case IEx.KernelDocs.of(module, function, arity) do
      [] -> docs_in(module, function, arity)
      docs -> {:ok, docs}
    end
  end

  defp docs_in(module, function, arity) do
    case Code.fetch_docs(module) do
      {:docs_v1, _, _, _, _, _, docs} ->
        {:ok,
         for {{kind, ^function, n}, _, signature, doc, _} <- docs, kind in [:function, :macro], arity in [:any, n], doc != :hidden do
           {"#{if kind == :macro, do: "defmacro", else: "def"} #{Enum.join(signature, " ")}", with_specs(text(doc), specs(module, function, n))}
         end}

      _ ->
        :error
    end
  end

  # The specs of a function stand above its text.
  defp specs(module, function, arity) do
    for {:spec, spec} <- :elixir_module.types(module), {:"::", _, [{^function, _, args}, _]} <- [without_guard(spec)], length(args) == arity do
      "    @spec " <> Macro.to_string(called(spec))
    end
  end

  defp without_guard({:when, _, [spec, _]}), do: spec
  defp without_guard(spec), do: spec

  defp with_specs(doc, []), do: doc
  defp with_specs(doc, specs), do: Enum.join(specs, "\n") <> "\n\n" <> (doc || "")

  defp text(%{"en" => doc}), do: doc
  defp text(_), do: nil

  defp print_doc(heading, doc) do
    IO.puts("")
    IO.puts(IEx.color(:doc_title, "* #{heading}"))
    IO.puts("")
    IO.puts((doc || "") |> String.trim_trailing() |> wrapped(IEx.width()) |> Kernel.<>("\n"))
  end

  # Paragraphs are wrapped at words; code, lists and tables stay as they are.
  defp wrapped(doc, width) do
    doc
    |> String.split("\n\n")
    |> Enum.map_join("\n\n", fn paragraph ->
      if paragraph =~ ~r/^(    |\s*[*\-|#>]|\s*\d+\.|```)/m, do: paragraph, else: filled(String.split(paragraph), width)
    end)
  end

  defp filled([], _width), do: ""

  defp filled([first | words], width) do
    {lines, line} =
      Enum.reduce(words, {[], first}, fn word, {lines, line} ->
        if String.length(line) + String.length(word) < width, do: {lines, line <> " " <> word}, else: {[line | lines], word}
      end)

    Enum.join(Enum.reverse([line | lines]), "\n")
  end

  @doc "Prints the callbacks of a behaviour."
  def b(module) when is_atom(module) do
    case callbacks(module) do
      [] -> say("No callbacks for #{inspect(module)} were found")
      list -> for {name, arity} <- list, do: say("@callback #{name}/#{arity}")
    end

    IEx.dont_display_result()
  end

  def b({module, name}) do
    case Enum.filter(callbacks(module), fn {callback, _} -> callback == name end) do
      [] -> say("No callbacks for #{inspect(module)}.#{name} were found")
      list -> for {name, arity} <- list, do: say("@callback #{name}/#{arity}")
    end

    IEx.dont_display_result()
  end

  defp callbacks(module) do
    if Code.ensure_loaded?(module) and function_exported?(module, :behaviour_info, 1), do: module.behaviour_info(:callbacks), else: []
  end

  @doc "Prints the types of a module."
  def t({module, name}), do: print_types(module, fn type -> type == name end)
  def t(module) when is_atom(module), do: print_types(module, fn _ -> true end)

  defp print_types(module, wanted) do
    Code.ensure_loaded(module)

    types =
      for {kind, {:"::", _, [head, _]} = spec} <- :elixir_module.types(module), kind in [:type, :opaque], wanted.(elem(head, 0)) do
        {elem(head, 0), "@#{kind} #{Macro.to_string(called(spec))}\n"}
      end

    case Enum.sort(types) do
      [] -> say("No type information for #{inspect(module)} was found or #{inspect(module)} is private")
      types -> for {_, text} <- types, do: IO.puts(text)
    end

    IEx.dont_display_result()
  end

  # Types are shown with their parentheses.
  defp called(spec) do
    Macro.prewalk(spec, fn
      {name, meta, context} when is_atom(name) and is_atom(context) -> {name, meta, []}
      other -> other
    end)
  end

  @doc "The functions and macros of a module."
  def exports(module) do
    if function_exported?(module, :__info__, 1) do
      module.__info__(:macros) ++ module.__info__(:functions)
    else
      module.module_info(:exports) -- [module_info: 0, module_info: 1]
    end
  end

  @doc "The signatures of a function, as in `map(enumerable, fun)`."
  def signatures(module, function) do
    case module && Code.fetch_docs(module) do
      {:docs_v1, _, _, _, _, _, docs} ->
        for {{kind, ^function, _arity}, _, signature, _doc, _} <- docs, kind in [:function, :macro], signature != [], do: Enum.join(signature, " ")

      _ ->
        []
    end
  end

  defp say(text), do: IO.puts(IEx.color(:eval_info, text))
end
