defmodule Code.Typespec do
  @moduledoc false
  # Returns the types, specs and callbacks of a module as abstract forms, and converts these to
  # quoted forms.

  @type abstract :: tuple()

  @doc "Returns the types of a module or of its object code, as `{kind, {name, form, variables}}`."
  @spec fetch_types(module() | binary()) :: {:ok, [tuple()]} | :error
  def fetch_types(module) do
    with {:ok, forms} <- forms(module) do
      {:ok, for({kind, {name, _, _} = type} when kind in [:type, :typep, :opaque] and is_atom(name) <- forms, do: {kind, type})}
    end
  end

  @doc "Returns the specs of a module as `{{name, arity}, [form]}`."
  @spec fetch_specs(module() | binary()) :: {:ok, [tuple()]} | :error
  def fetch_specs(module), do: grouped(module, :spec)

  @doc "Returns the callbacks of a module as `{{name, arity}, [form]}`."
  @spec fetch_callbacks(module() | binary()) :: {:ok, [tuple()]} | :error
  def fetch_callbacks(module), do: grouped(module, :callback)

  defp grouped(module, kind) do
    with {:ok, forms} <- forms(module) do
      found = for {^kind, {name, form}} <- forms, do: {name, form}
      names = found |> Enum.map(&elem(&1, 0)) |> Enum.uniq()
      {:ok, for(name <- names, do: {name, for({^name, form} <- found, do: form)})}
    end
  end

  defp forms(module) do
    if is_atom(module), do: Code.ensure_loaded(module)

    case :elixir_module.type_forms(module) do
      false -> :error
      forms -> {:ok, forms}
    end
  end

  @doc "Converts a type to the quoted form of `name(variables) :: type`."
  @spec type_to_quoted(tuple()) :: Macro.t()
  def type_to_quoted({name, form, variables}) do
    {:"::", [], [{name, [], Enum.map(variables, &quoted/1)}, quoted(form)]}
  end

  @doc "Converts a spec to the quoted form of `name(types) :: type`."
  @spec spec_to_quoted(atom(), abstract()) :: Macro.t()
  def spec_to_quoted(name, {:type, place, :fun, [{:type, _, :product, args}, result]} = form) do
    signature(name, place, args, result)
    |> guarded(place, for(variable <- free(form), do: {variable, {:var, at(place), nil}}))
  end

  def spec_to_quoted(name, {:type, place, :bounded_fun, [form, limits]}) do
    {:type, _, :fun, [{:type, _, :product, args}, result]} = form

    bounds =
      for {:type, _, :constraint, [{:atom, _, :is_subtype}, [{:var, _, variable}, type]]} <- limits do
        {variable_name(variable), quoted(type)}
      end

    open = for variable <- free([form, limits]), not Keyword.has_key?(bounds, variable), do: {variable, {:var, at(place), nil}}
    guarded(signature(name, place, args, result), place, bounds ++ open)
  end

  defp signature(name, place, args, result) do
    {:"::", at(place), [{name, at(place), Enum.map(args, &quoted/1)}, quoted(result)]}
  end

  defp guarded(spec, _place, []), do: spec
  defp guarded(spec, place, bounds), do: {:when, at(place), [spec, bounds]}

  # Returns the type variables of a form, without the names of annotations.
  defp free(form), do: form |> variables() |> Enum.uniq()

  defp variables({:ann_type, _, [_name, type]}), do: variables(type)
  defp variables({:var, _, :_}), do: []
  defp variables({:var, _, name}), do: [variable_name(name)]
  defp variables(forms) when is_list(forms), do: Enum.flat_map(forms, &variables/1)
  defp variables(form) when is_tuple(form), do: form |> Tuple.to_list() |> Enum.drop(1) |> variables()
  defp variables(_), do: []

  defp quoted({:ann_type, place, [name, type]}), do: {:"::", at(place), [quoted(name), quoted(type)]}
  defp quoted({:paren_type, _, [type]}), do: quoted(type)
  defp quoted({:var, place, name}), do: {variable_name(name), at(place), nil}
  defp quoted({kind, _, value}) when kind in [:atom, :integer, :char], do: value
  defp quoted({:op, place, op, value}), do: {op, at(place), [quoted(value)]}
  defp quoted({:op, place, op, left, right}), do: {op, at(place), [quoted(left), quoted(right)]}
  defp quoted({:user_type, place, name, args}), do: {name, at(place), Enum.map(args, &quoted/1)}
  defp quoted({:remote_type, place, [{:atom, _, :elixir}, {:atom, _, name}, args]}), do: {name, at(place), Enum.map(args, &quoted/1)}

  defp quoted({:remote_type, place, [module, name, args]}) do
    {{:., at(place), [quoted(module), quoted(name)]}, at(place), Enum.map(args, &quoted/1)}
  end

  defp quoted({:type, place, name, args}), do: built_in(name, args, at(place))
  defp quoted({:type, place, :any}), do: {:..., at(place), nil}
  defp quoted(other), do: other

  defp built_in(name, :any, meta), do: {name, meta, []}
  defp built_in(nil, [], _meta), do: []
  defp built_in(:tuple, args, meta), do: {:{}, meta, Enum.map(args, &quoted/1)}
  defp built_in(:list, [{:type, _, :union, pairs} = type], _meta), do: if(Enum.all?(pairs, &pair?/1), do: Enum.map(pairs, &pair/1), else: [quoted(type)])
  defp built_in(:list, [type], _meta), do: [quoted(type)]
  defp built_in(:nonempty_list, args, meta), do: Enum.map(args, &quoted/1) ++ [{:..., meta, nil}]
  defp built_in(:range, [low, high], meta), do: {:.., meta, [quoted(low), quoted(high)]}
  defp built_in(:binary, [size, unit], meta), do: {:<<>>, meta, segments(size, unit, meta)}
  defp built_in(:map, fields, meta), do: map(fields, meta)
  defp built_in(:fun, [{:type, _, :product, args}, result], meta), do: [{:->, meta, [Enum.map(args, &quoted/1), quoted(result)]}]
  defp built_in(:fun, [any, result], meta), do: [{:->, meta, [[quoted(any)], quoted(result)]}]

  defp built_in(:union, types, meta) do
    [last | rest] = types |> Enum.map(&quoted/1) |> Enum.reverse()
    Enum.reduce(rest, last, &{:|, meta, [&1, &2]})
  end

  defp built_in(name, args, meta), do: {name, meta, Enum.map(args, &quoted/1)}

  defp pair?({:type, _, :tuple, [{:atom, _, _}, _]}), do: true
  defp pair?(_), do: false

  defp pair({:type, _, :tuple, [key, type]}), do: {quoted(key), quoted(type)}

  defp segments({:integer, _, 0}, {:integer, _, 0}, meta), do: [segment(0, meta)]
  defp segments(size, {:integer, _, 0}, meta), do: [segment(quoted(size), meta)]
  defp segments({:integer, _, 0}, unit, meta), do: [repeated(unit, meta)]
  defp segments(size, unit, meta), do: [segment(quoted(size), meta), repeated(unit, meta)]

  defp segment(size, meta), do: {:"::", meta, [{:_, meta, nil}, size]}
  defp repeated(unit, meta), do: segment({:*, meta, [{:_, meta, nil}, quoted(unit)]}, meta)

  # A map whose :__struct__ is a single module is a struct.
  defp map(fields, meta) do
    case Enum.split_with(fields, &match?({:type, _, :map_field_exact, [{:atom, _, :__struct__}, {:atom, _, _}]}, &1)) do
      {[{:type, _, _, [_, {:atom, _, module}]}], rest} ->
        {:%, meta, [module, {:%{}, meta, Enum.map(rest, &field/1)}]}

      {_, _} ->
        {:%{}, meta, Enum.map(fields, &field/1)}
    end
  end

  defp field({:type, _, :map_field_exact, [{:atom, _, key}, type]}), do: {key, quoted(type)}
  defp field({:type, place, :map_field_exact, [key, type]}), do: {{:required, at(place), [quoted(key)]}, quoted(type)}
  defp field({:type, place, :map_field_assoc, [key, type]}), do: {{:optional, at(place), [quoted(key)]}, quoted(type)}
  defp field(other), do: quoted(other)

  # Variables are capitalised in Erlang, but not in Elixir.
  defp variable_name(name) do
    case Atom.to_string(name) do
      "_" <> _ -> name
      text -> String.to_atom(Macro.underscore(text))
    end
  end

  defp at({line, column}), do: [line: line, column: column]
  defp at(line) when is_integer(line), do: [line: line]
  defp at(place), do: [line: :erl_anno.line(place)]
end
