defmodule Phoenix.LiveView.ComponentCompiler do
  @moduledoc false
  # Compiles the components and slots in HEEx's tree.

  import Phoenix.LiveView.TagAttributes, only: [arguments: 2, special: 2, take: 3]
  import Phoenix.LiveView.TagCompiler, only: [assigns_var: 0, blank?: 1, body: 2, changed: 2]
  alias Phoenix.LiveView.Engine

  @changed Macro.var(:changed, Engine)

  # Compiles the call of a component.
  def component(kind, name, attrs, children, meta, ctx) do
    {let, attrs} = take(":let", attrs, ctx)
    {slots, inner} = Enum.split_with(children, &match?({:slot, _, _, _, _}, &1))
    inner = if Enum.all?(inner, &blank?/1), do: [], else: [{:inner_block, [], inner, let, meta}]
    slots = for({:slot, slot, attrs, children, at} <- slots, do: slot(slot, attrs, children, at, ctx)) ++ inner
    {roots, pairs} = arguments(attrs, ctx)
    groups = slots |> Enum.group_by(&elem(&1, 0)) |> Enum.map(&group(&1, ctx))
    values = for({key, ast} <- pairs, do: {key, Engine.assigns(ast)}) ++ for {key, ast, _} <- groups, do: {key, ast}
    tests = for({key, ast} <- pairs, do: {key, changed(Engine.uses(ast), ctx)}) ++ for {key, _, uses} <- groups, do: {key, changed(uses, ctx)}
    changed = quote(do: if(unquote(@changed), do: Phoenix.LiveView.TagEngine.changes(unquote(tests))))
    uses = Engine.uses(roots) ++ Engine.uses(Keyword.values(pairs)) ++ Enum.flat_map(groups, &elem(&1, 2))
    fun = function(kind, name, meta, ctx)
    caller = quote(line: meta.line, do: {__MODULE__, __ENV__.function, __ENV__.file, unquote(meta.line)})
    arguments = assigns_of(roots, values, changed, ctx)
    Phoenix.Component.Declarative.note(kind, name, attrs, slots, meta, ctx)
    {quote(line: meta.line, do: Phoenix.LiveView.TagEngine.component(unquote(fun), unquote(arguments), unquote(caller))), uses}
  end

  defp assigns_of([], values, changed, _ctx), do: {:%{}, [], values ++ [__changed__: changed]}

  defp assigns_of(roots, values, changed, ctx) do
    roots = for ast <- roots, do: {Engine.assigns(ast), changed(Engine.uses(ast), ctx)}
    quote(do: Phoenix.LiveView.TagEngine.merge(unquote(roots), unquote({:%{}, [], values}), unquote(changed)))
  end

  defp function(:local, name, meta, _ctx) do
    {:&, [line: meta.line], [{:/, [line: meta.line], [{String.to_atom(name), [line: meta.line], nil}, 1]}]}
  end

  defp function(:remote, name, meta, ctx) do
    parts = String.split(name, ".")
    {module, [fun]} = Enum.split(parts, -1)
    module = Macro.expand({:__aliases__, [line: meta.line], Enum.map(module, &String.to_atom/1)}, ctx.caller)
    dot = {{:., [line: meta.line], [module, String.to_atom(fun)]}, [no_parens: true, line: meta.line], []}
    {:&, [line: meta.line], [{:/, [line: meta.line], [dot, 1]}]}
  end

  defp slot(name, attrs, children, meta, ctx) do
    {let, attrs} = take(":let", attrs, ctx)
    {String.to_atom(name), attrs, children, let, meta}
  end

  # Compiles the entries of a slot to a list.
  defp group({name, entries}, ctx) do
    made = Enum.map(entries, &entry(&1, ctx))
    plain? = Enum.all?(made, fn {_, wrapped?, _} -> not wrapped? end)
    asts = Enum.map(made, &elem(&1, 0))
    list = if plain?, do: asts, else: quote(do: List.flatten(unquote(asts)))
    {name, list, Enum.flat_map(made, &elem(&1, 2))}
  end

  defp entry({name, attrs, children, let, meta}, ctx) do
    {generator, test, attrs} = special(attrs, ctx)
    ctx = if generator, do: %{ctx | bound: Engine.variables(generator) ++ ctx.bound}, else: ctx
    {roots, pairs} = arguments(attrs, ctx)
    {block, block_uses} = inner_block(name, children, let, meta, ctx)
    values = [__slot__: name, inner_block: block] ++ for {key, ast} <- pairs, do: {key, Engine.assigns(ast)}

    map =
      case roots do
        [] -> {:%{}, [], values}
        _ -> quote(do: Phoenix.LiveView.TagEngine.merge(unquote(for ast <- roots, do: {Engine.assigns(ast), true}), unquote({:%{}, [], values}), nil))
      end

    uses = Engine.uses([generator, test | roots]) ++ Engine.uses(Keyword.values(pairs)) ++ block_uses

    case {generator, test} do
      {nil, nil} -> {map, false, uses}
      {nil, test} -> {quote(do: if(unquote(Engine.assigns(test)), do: unquote(map), else: [])), true, uses}
      {generator, nil} -> {{:for, [], [Engine.assigns(generator), [do: map]]}, true, uses}
      {generator, test} -> {{:for, [], [Engine.assigns(generator), Engine.assigns(test), [do: map]]}, true, uses}
    end
  end

  defp inner_block(_name, [], nil, %{closing: :self}, _ctx), do: {nil, []}

  defp inner_block(name, children, let, _meta, ctx) do
    pattern = if let, do: elem(let, 0)
    inner = %{ctx | bound: Engine.variables(pattern) ++ ctx.bound, tracked: true}
    {ast, uses} = body(children, inner)
    parent = Macro.var(:parent_changed, Engine)
    argument = Macro.var(:argument, Engine)

    inside =
      case pattern do
        nil -> ignored(argument, ast)
        _ -> matched(pattern, argument, ast, name)
      end

    code =
      quote do
        fn unquote(parent), unquote(argument) ->
          unquote(assigns_var()) = Phoenix.LiveView.TagEngine.slot_assigns(unquote(assigns_var()), unquote(name), unquote(parent))
          _ = unquote(assigns_var())
          unquote(inside)
        end
      end

    {code, uses}
  end

  defp ignored(argument, ast) do
    quote do
      _ = unquote(argument)
      unquote(ast)
    end
  end

  defp matched({name, _, context} = var, argument, ast, _slot) when is_atom(name) and is_atom(context) do
    quote do
      unquote(var) = unquote(argument)
      unquote(ast)
    end
  end

  defp matched(pattern, argument, ast, slot) do
    quote do
      case unquote(argument) do
        unquote(pattern) -> unquote(ast)
        other -> Phoenix.LiveView.TagEngine.let_mismatch!(unquote(slot), unquote(Macro.to_string(pattern)), other)
      end
    end
  end
end
