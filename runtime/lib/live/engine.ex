defmodule Phoenix.LiveView.Engine do
  @moduledoc """
  Tracks the assigns that an expression of a template depends on. The expression runs again only
  when one of these assigns has changed.

  An expression accesses an assign as `@name`, `@name.field`, `assigns.name` and `assigns[:name]`. An expression always
  runs again if it uses `assigns` as a whole, or a variable that is bound in the template outside the expression.
  """

  @doc "Returns the inputs of quoted code: paths into the assigns, variables, or all."
  def uses(ast), do: ast |> uses([]) |> Enum.uniq()

  defp uses({:@, _, [{name, _, context}]}, acc) when is_atom(name) and is_atom(context), do: [{:assign, [name]} | acc]

  defp uses({{:., _, [left, right]}, _, args} = ast, acc) do
    case path(ast) do
      {:ok, path} -> [{:assign, path} | acc]
      :error -> uses(args, uses(right, uses(left, acc)))
    end
  end

  defp uses({:assigns, _, context}, acc) when is_atom(context), do: [:assigns | acc]
  defp uses({name, _, context}, acc) when name in [:sigil_H, :sigil_F] and is_list(context), do: [:assigns | acc]
  defp uses({name, _, context}, acc) when is_atom(name) and is_atom(context), do: [{:var, name} | acc]
  defp uses({left, _, right}, acc), do: uses(right, uses(left, acc))
  defp uses({left, right}, acc), do: uses(right, uses(left, acc))
  defp uses(list, acc) when is_list(list), do: Enum.reduce(list, acc, &uses/2)
  defp uses(_other, acc), do: acc

  # Returns the path in the assigns that an expression reads.
  defp path({:@, _, [{name, _, context}]}) when is_atom(name) and is_atom(context), do: {:ok, [name]}

  defp path({{:., _, [{:assigns, _, context}, field]}, _, []}) when is_atom(context) and is_atom(field), do: {:ok, [field]}

  defp path({{:., _, [Access, :get]}, _, [{:assigns, _, context}, key]}) when is_atom(context) and is_atom(key), do: {:ok, [key]}

  defp path({{:., _, [left, field]}, _, []}) when is_atom(field) and is_tuple(left), do: longer(path(left), field)

  defp path({{:., _, [Access, :get]}, _, [left, key]}) when is_atom(key) or is_binary(key) or is_integer(key) do
    longer(path(left), {:access, key})
  end

  defp path(_other), do: :error

  defp longer({:ok, path}, step), do: {:ok, path ++ [step]}
  defp longer(:error, _step), do: :error

  @doc "Returns the variables of quoted code."
  def variables(ast), do: for({:var, name} <- uses(ast), do: name)

  @doc "Converts `@name` to an access of the assign."
  def assigns(ast) do
    Macro.prewalk(ast, fn
      {:@, meta, [{name, _, context}]} when is_atom(name) and is_atom(context) ->
        assigns = {:assigns, Keyword.take(meta, [:line]), nil}
        quote(line: meta[:line] || 0, do: Phoenix.LiveView.Engine.fetch_assign!(unquote(assigns), unquote(name)))

      other ->
        other
    end)
  end

  @doc false
  def fetch_assign!(assigns, key) do
    case assigns do
      %{^key => value} ->
        value

      %{} ->
        raise KeyError,
          key: key,
          term: assigns,
          message: "key #{inspect(key)} not found in: #{inspect(assigns)}"
    end
  end

  @doc """
  Returns whether a value at one of the paths may have changed. Returns true if the changes are
  not known (`nil`).
  """
  def changed?(nil, _assigns, _paths), do: true
  def changed?(changed, assigns, paths), do: Enum.any?(paths, &path_changed?(&1, changed, assigns))

  defp path_changed?([key | rest], changed, assigns) do
    case changed do
      %{^key => true} -> true
      %{^key => old} -> rest == [] or differs?(rest, old, Map.get(assigns, key))
      _ -> false
    end
  end

  defp differs?([], old, new), do: old != new

  defp differs?([{:access, field} | _], %Phoenix.HTML.Form{} = old, %Phoenix.HTML.Form{} = new) do
    Phoenix.HTML.Form.input_changed?(old, new, field)
  end

  defp differs?([{:access, _} | _], %_{} = old, new), do: old !== new

  defp differs?([step | rest], old, new) do
    key = with {:access, key} <- step, do: key

    case {fetch(step, key, old), fetch(step, key, new)} do
      {{:ok, a}, {:ok, b}} -> a !== b and (rest == [] or not is_map(a) or not is_map(b) or differs?(rest, a, b))
      {:error, :error} -> false
      _ -> true
    end
  end

  defp fetch({:access, _}, key, map) when is_map(map), do: Map.fetch(map, key)
  defp fetch({:access, _}, key, list) when is_list(list) and is_atom(key), do: {:ok, List.keyfind(list, key, 0)}
  defp fetch({:access, _}, _key, other), do: {:ok, other}
  defp fetch(_step, key, %{} = map), do: Map.fetch(map, key)
  defp fetch(_step, _key, other), do: {:ok, other}

  @doc "Converts a value to a dynamic part of a template."
  def live_to_iodata({:safe, data}), do: data
  def live_to_iodata(%{__struct__: struct} = value) when struct in [Phoenix.LiveView.Rendered, Phoenix.LiveView.Comprehension, Phoenix.LiveView.Component], do: value
  def live_to_iodata(nil), do: ""
  def live_to_iodata(text) when is_binary(text), do: Phoenix.HTML.Engine.html_escape(text)
  def live_to_iodata(other), do: Phoenix.HTML.Safe.to_iodata(other)
end
