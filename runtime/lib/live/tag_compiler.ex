defmodule Phoenix.LiveView.TagCompiler do
  @moduledoc false
  # Compiles HEEx's tree. Static text is concatenated. A dynamic part becomes an expression that
  # runs when one of its assigns has changed. `bound` holds the variables bound by the surrounding
  # template. An expression that uses such a variable always runs. Each step returns what it uses,
  # for the surrounding expression.

  import Phoenix.LiveView.TagAttributes, only: [expression: 3, special: 2]
  import Phoenix.LiveView.Tokenizer, only: [fail!: 3]
  alias Phoenix.LiveView.{ComponentCompiler, Engine}

  @changed Macro.var(:changed, Engine)

  @doc "Returns the code of a whole template."
  def rendered(children, state) do
    bound = for {name, _} <- Map.keys(state.caller.versioned_vars), name != :assigns, do: name
    {ast, _uses} = body(children, Map.merge(state, %{bound: bound, tracked: true}), root?(children))
    ast
  end

  # Reports whether a template is a single tag. The client can skip such a template if nothing in
  # it has changed.
  defp root?(children) do
    case Enum.reject(children, &blank?/1) do
      [{:tag, _, attrs, _, _}] -> not Enum.any?(attrs, fn {name, _, _} -> name in [":for", ":if"] end)
      _ -> false
    end
  end

  def blank?({:text, text}), do: String.trim(text) == ""
  def blank?({:expr, marker, _, _}) when marker != "=", do: true
  def blank?(_other), do: false

  # Compiles children to a Rendered struct.
  def body(children, ctx, root \\ false) do
    parts = parts(children, ctx)

    # A test may call a template with assigns of known type, which could cause type warnings.
    ast =
      quote generated: true do
        %Phoenix.LiveView.Rendered{
          static: unquote(parts.static),
          dynamic: fn track_changes? ->
            unquote(@changed) =
              case unquote(assigns_var()) do
                %{__changed__: changed} when track_changes? -> changed
                _ -> nil
              end

            _ = unquote(@changed)
            unquote_splicing(parts.code)
            unquote(parts.vars)
          end,
          fingerprint: unquote(fingerprint(parts)),
          root: unquote(root)
        }
      end

    {ast, parts.uses}
  end

  # Compiles the dynamic parts of one entry of a comprehension.
  defp entries(children, ctx) do
    parts = parts(children, %{ctx | tracked: false})

    ast =
      quote do
        unquote(@changed) = nil
        _ = unquote(@changed)
        unquote_splicing(parts.code)
        unquote(parts.vars)
      end

    {ast, parts}
  end

  def assigns_var, do: {:assigns, [], nil}

  defp fingerprint(parts) do
    <<n::unsigned-128>> = :erlang.md5(:erlang.term_to_binary({parts.static, parts.code}))
    n
  end

  # Collects static text and code of children.
  defp parts(children, ctx) do
    acc = %{static: [], text: [], code: [], vars: [], n: 0, uses: [], bound: ctx.bound}
    acc = Enum.reduce(children, acc, fn child, acc -> node(child, acc, %{ctx | bound: acc.bound}) end)

    %{
      static: Enum.reverse([flush(acc) | acc.static]),
      code: Enum.reverse(acc.code),
      vars: Enum.reverse(acc.vars),
      uses: Enum.uniq(acc.uses)
    }
  end

  defp flush(acc), do: acc.text |> Enum.reverse() |> IO.iodata_to_binary()

  defp write(acc, text), do: %{acc | text: [text | acc.text]}

  # Adds an expression as a dynamic part.
  defp dynamic(acc, ast, uses, ctx) do
    var = Macro.var(:"v#{acc.n}", Engine)
    value = if ctx.tracked, do: tracked(ast, uses, ctx), else: ast
    code = quote(do: unquote(var) = unquote(value))

    %{
      acc
      | static: [flush(acc) | acc.static],
        text: [],
        code: [code | acc.code],
        vars: [var | acc.vars],
        n: acc.n + 1,
        uses: uses ++ acc.uses
    }
  end

  defp tracked(ast, uses, ctx) do
    case changed(uses, ctx) do
      true -> ast
      test -> quote(do: if(unquote(test), do: unquote(ast)))
    end
  end

  # Returns a test whether anything in uses may have changed, or true.
  def changed(uses, ctx) do
    if :assigns in uses or Enum.any?(uses, fn use -> match?({:var, _}, use) and elem(use, 1) in ctx.bound end) do
      true
    else
      paths = for {:assign, path} <- uses, do: path
      quote(do: Phoenix.LiveView.Engine.changed?(unquote(@changed), unquote(assigns_var()), unquote(Macro.escape(paths))))
    end
  end

  defp node({:text, text}, acc, _ctx), do: write(acc, text)

  defp node({:expr, "=", source, meta}, acc, ctx) do
    ast = expression(source, meta, ctx)
    dynamic(acc, iodata(ast), Engine.uses(ast), ctx)
  end

  defp node({:expr, "", source, meta}, acc, ctx), do: statement(acc, expression(source, meta, ctx))
  defp node({:expr, marker, _, meta}, _acc, ctx), do: unsupported!(marker, meta, ctx)

  defp node({:block, "=", parts, meta}, acc, ctx) do
    {ast, uses} = block(parts, meta, ctx)
    dynamic(acc, ast, uses, ctx)
  end

  defp node({:block, "", parts, meta}, acc, ctx) do
    {ast, uses} = block(parts, meta, ctx)
    %{acc | code: [quote(do: _ = unquote(ast)) | acc.code], uses: uses ++ acc.uses}
  end

  defp node({:block, marker, _, meta}, _acc, ctx), do: unsupported!(marker, meta, ctx)

  defp node({:slot, name, _, _, meta}, _acc, ctx) do
    fail!("invalid slot entry <:#{name}>. A slot entry must be a direct child of a component", meta, ctx)
  end

  defp node({kind, name, attrs, children, meta}, acc, ctx) do
    case special(attrs, ctx) do
      {nil, nil, attrs} ->
        plain(kind, name, attrs, children, meta, acc, ctx)

      {nil, test, attrs} ->
        # Variables bound by the condition, as in :if={x = @x}, are visible inside.
        inner = %{ctx | bound: Engine.variables(test) ++ ctx.bound}
        {ast, uses} = if kind == :tag, do: body([{kind, name, attrs, children, meta}], inner, true), else: ComponentCompiler.component(kind, name, attrs, children, meta, inner)
        ast = quote(do: if(unquote(Engine.assigns(test)), do: unquote(ast), else: ""))
        dynamic(acc, ast, Engine.uses(test) ++ uses, ctx)

      {generator, test, attrs} ->
        {_, for_meta, _} = generator
        filters = if test == nil, do: [], else: [test]
        {ast, uses} = comprehension(for_meta, generator, filters, [{kind, name, attrs, children, meta}], ctx)
        dynamic(acc, ast, uses, ctx)
    end
  end

  # Compiles a `for` whose body is a part of the template. Further generators are among the
  # filters.
  defp comprehension(meta, {:<-, arrow, [pattern, collection]} = generator, filters, children, ctx) do
    {ast, parts} = entries(children, %{ctx | bound: Engine.variables([pattern | filters]) ++ ctx.bound})
    list = Macro.var(:collection, Engine)
    source = quote(do: Phoenix.LiveView.LiveStream.consume(unquote(list)))
    loop = {:for, meta, [{:<-, arrow, [Engine.assigns(pattern), source]} | Engine.assigns(filters)] ++ [[do: ast]]}

    code =
      quote do
        unquote(list) = unquote(Engine.assigns(collection))
        Phoenix.LiveView.TagEngine.comprehension(unquote(parts.static), unquote(fingerprint(parts)), unquote(list), unquote(loop))
      end

    {code, Engine.uses([generator | filters]) ++ parts.uses}
  end

  defp statement(acc, ast) do
    %{acc | code: [Engine.assigns(ast) | acc.code], uses: Engine.uses(ast) ++ acc.uses, bound: Engine.variables(ast) ++ acc.bound}
  end

  defp unsupported!(marker, meta, ctx), do: fail!("unsupported EEx syntax <%#{marker} %> (the syntax is valid but not supported by the current EEx engine)", meta, ctx)

  defp iodata(ast), do: quote(do: Phoenix.LiveView.Engine.live_to_iodata(unquote(Engine.assigns(ast))))

  # Compiles an expression whose clauses contain parts of the template.
  defp block(parts, meta, ctx) do
    {source, holes} = stitch(parts, meta.line)
    ast = Code.string_to_quoted!(source, file: ctx.file, line: meta.line, column: meta.column, columns: true)

    case ast do
      {:for, for_meta, args} -> for_block(for_meta, args, holes, ctx) || clauses(ast, holes, ctx)
      _ -> clauses(ast, holes, ctx)
    end
  end

  # Assembles the source of a block, with __EEX__(n) for its nth children.
  defp stitch([{source, _} | parts], line), do: stitch(parts, source, line, [])

  defp stitch([children, {source, meta} | parts], text, line, holes) do
    lines = String.duplicate("\n", max(meta.line - line - length(:binary.matches(text, "\n")), 0))

    if holes == [] and Enum.all?(children, &blank?/1) and String.ends_with?(String.trim(source), "->") and not String.ends_with?(String.trim(text), "->") do
      stitch(parts, text <> lines <> source, line, holes)
    else
      stitch(parts, text <> "__EEX__(#{length(holes)});" <> lines <> source, line, holes ++ [children])
    end
  end

  defp stitch([], text, _line, holes), do: {text, holes}

  defp clauses(ast, holes, ctx) do
    inner = %{ctx | bound: Enum.uniq(Engine.variables(ast) ++ ctx.bound)}
    bodies = Enum.map(holes, &body(&1, inner))
    uses = Engine.uses(ast) ++ Enum.flat_map(bodies, &elem(&1, 1))
    code = ast |> Engine.assigns() |> EEx.Compiler.insert(Enum.map(bodies, &elem(&1, 0)))
    {quote(do: Phoenix.LiveView.Engine.live_to_iodata(unquote(code))), uses}
  end

  # Compiles a comprehension, unless the `for` does not return a list.
  defp for_block(meta, args, [children], ctx) do
    {generators, [last]} = Enum.split(args, -1)

    with [do: {:__EEX__, _, [0]}] <- last,
         [{:<-, _, _} = generator | filters] <- generators,
         true <- Enum.all?(filters, &(not Keyword.keyword?(&1))) do
      comprehension(meta, generator, filters, children, ctx)
    else
      _ -> nil
    end
  end

  defp for_block(_meta, _args, _holes, _ctx), do: nil

  # Compiles a tag or component without :for and :if.
  defp plain(:tag, name, attrs, children, meta, acc, ctx) do
    hook_has_id!(attrs, meta, ctx)
    acc = write(acc, "<" <> name)
    acc = Enum.reduce(attrs, acc, &attribute(&1, &2, ctx))

    case meta.closing do
      :void ->
        write(acc, ">")

      _ ->
        acc = write(acc, ">")
        acc = Enum.reduce(children, acc, fn child, acc -> node(child, acc, %{ctx | bound: acc.bound}) end)
        write(acc, "</" <> name <> ">")
    end
  end

  defp plain(kind, name, attrs, children, meta, acc, ctx) do
    {ast, uses} = ComponentCompiler.component(kind, name, attrs, children, meta, ctx)
    dynamic(acc, ast, uses, ctx)
  end

  defp hook_has_id!(attrs, meta, ctx) do
    if List.keymember?(attrs, "phx-hook", 0) and not List.keymember?(attrs, "id", 0) and not List.keymember?(attrs, :root, 0) do
      fail!("attribute \"phx-hook\" requires the \"id\" attribute to be set", meta, ctx)
    end
  end

  defp attribute({":" <> name, _, at}, _acc, ctx), do: fail!("unsupported attribute #{inspect(":" <> name)} in tags", at, ctx)

  defp attribute({:root, {:expr, source, meta}, _}, acc, ctx) do
    ast = expression(source, meta, ctx)
    dynamic(acc, quote(do: Phoenix.LiveView.TagEngine.attributes(unquote(Engine.assigns(ast)))), Engine.uses(ast), ctx)
  end

  defp attribute({name, nil, _}, acc, _ctx), do: write(acc, " " <> name)
  defp attribute({name, {:string, text, ?'}, _}, acc, _ctx), do: write(acc, " " <> name <> "='" <> text <> "'")
  defp attribute({name, {:string, text, _}, _}, acc, _ctx), do: write(acc, " " <> name <> "=\"" <> text <> "\"")

  defp attribute({name, {:expr, source, meta}, _}, acc, ctx) do
    ast = expression(source, meta, ctx)

    cond do
      is_binary(ast) ->
        write(acc, [" ", name, "=\"", Phoenix.HTML.Engine.html_escape(ast), "\""])

      name == "class" ->
        enclosed(name, quote(do: Phoenix.LiveView.TagEngine.class_value(unquote(Engine.assigns(ast)))), ast, acc, ctx)

      name == "style" or match?({:<<>>, _, _}, ast) ->
        enclosed(name, quote(do: Phoenix.LiveView.TagEngine.empty_value(unquote(Engine.assigns(ast)))), ast, acc, ctx)

      true ->
        dynamic(acc, quote(do: Phoenix.LiveView.TagEngine.attribute(unquote(name), unquote(Engine.assigns(ast)))), Engine.uses(ast), ctx)
    end
  end

  defp enclosed(name, code, ast, acc, ctx) do
    acc |> write(" " <> name <> "=\"") |> dynamic(code, Engine.uses(ast), ctx) |> write("\"")
  end
end
