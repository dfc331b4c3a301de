defmodule Phoenix.LiveView.TagAttributes do
  @moduledoc false
  # Handles the attributes of HEEx's tags and components: special attributes, and the source code
  # of other attributes.

  import Phoenix.LiveView.Tokenizer, only: [fail!: 3]

  # These attributes control the formatter and the tokenizer. They are not rendered.
  @for_tools ["phx-no-format", "phx-no-curly-interpolation"]

  # Splits :for, :if and :key from the attributes.
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

  # :if={nil} is a condition that is never met, while nil means no condition.
  defp condition(nil), do: nil
  defp condition({ast, _at}), do: if(ast == nil, do: false, else: ast)

  # Splits off an attribute. Returns its code with its location, or nil.
  def take(name, attrs, ctx) do
    case Enum.split_with(attrs, &(elem(&1, 0) == name)) do
      {[], attrs} -> {nil, attrs}
      {[{_, {:expr, source, meta}, at}], attrs} -> {{expression(source, meta, ctx), at}, attrs}
      {[{_, _, at}], _} -> fail!("#{name} must be an expression between {...}", at, ctx)
      {[_, {_, _, at} | _], _} -> fail!("cannot define multiple #{name} attributes. Another #{name} has already been defined at line #{at.line}", at, ctx)
    end
  end

  # Parses source code. Returns nil if it is empty.
  def expression(source, meta, ctx) do
    case Code.string_to_quoted!(source, file: ctx.file, line: meta.line, column: meta.column, columns: true) do
      {:__block__, _, []} -> nil
      ast -> ast
    end
  end

  # Returns the arguments of a component: expressions spread with {...}, and the other attributes
  # as pairs.
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
