defmodule Phoenix.LiveView.TagAttributes do
  @moduledoc false
  # The attributes of HEEx's tags and components, taken apart: those with a meaning to the compiler, and the source of others as code.

  import Phoenix.LiveView.Tokenizer, only: [fail!: 3]

  # Attributes that tell tools how to format a template, and the tokenizer to leave braces alone, are for them alone.
  @for_tools ["phx-no-format", "phx-no-curly-interpolation"]

  # special takes :for, :if and :key out of the attributes.
  def special(attrs, ctx) do
    attrs = Enum.reject(attrs, fn {name, _, _} -> name in @for_tools end)
    {generator, attrs} = take(":for", attrs, ctx)
    {test, attrs} = take(":if", attrs, ctx)
    {_key, attrs} = take(":key", attrs, ctx)
    {generator!(generator, ctx), condition(test), attrs}
  end

  defp generator!(nil, _ctx), do: nil
  defp generator!({{:<-, _, [_, _]} = ast, _at}, _ctx), do: ast
  defp generator!({_ast, at}, ctx), do: fail!(":for must be a generator expression (pattern <- enumerable) between {...}", at, ctx)

  # :if={nil} is a condition that is never met; no condition is nil.
  defp condition(nil), do: nil
  defp condition({ast, _at}), do: if(ast == nil, do: false, else: ast)

  # take takes an attribute out: its code and where it stands, or nil.
  def take(name, attrs, ctx) do
    case Enum.split_with(attrs, &(elem(&1, 0) == name)) do
      {[], attrs} -> {nil, attrs}
      {[{_, {:expr, source, meta}, at}], attrs} -> {{expression(source, meta, ctx), at}, attrs}
      {[{_, _, at}], _} -> fail!("#{name} must be an expression between {...}", at, ctx)
      {[_, {_, _, at} | _], _} -> fail!("cannot define multiple #{name} attributes. Another #{name} has already been defined at line #{at.line}", at, ctx)
    end
  end

  # expression is the code of source, nil if there is none.
  def expression(source, meta, ctx) do
    case Code.string_to_quoted!(source, file: ctx.file, line: meta.line, column: meta.column, columns: true) do
      {:__block__, _, []} -> nil
      ast -> ast
    end
  end

  # arguments are a component's: what is spread with {...}, and name and value of the others.
  def arguments(attrs, ctx) do
    Enum.reduce(attrs, {[], []}, fn
      {:root, {:expr, source, meta}, _}, {roots, pairs} -> {roots ++ [expression(source, meta, ctx)], pairs}
      {":" <> name, _, at}, _ -> fail!("unsupported attribute #{inspect(":" <> name)} in components", at, ctx)
      {name, value, _}, {roots, pairs} -> {roots, pairs ++ [{String.to_atom(name), argument(value, ctx)}]}
    end)
  end

  defp argument(nil, _ctx), do: true
  defp argument({:string, text, _}, _ctx), do: text
  defp argument({:expr, source, meta}, ctx), do: expression(source, meta, ctx)
end
