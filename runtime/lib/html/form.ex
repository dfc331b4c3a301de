defmodule Phoenix.HTML.FormField do
  @moduledoc "A field of a form, as `form[:name]` returns it."

  @enforce_keys [:id, :name, :errors, :field, :form, :value]
  defstruct [:id, :name, :errors, :field, :form, :value]
end

defmodule Phoenix.HTML.Form do
  @moduledoc """
  A form: its name, the params received, the data, and the errors. `Phoenix.Component.to_form/2`
  creates a form.
  """

  @behaviour Access

  defstruct source: nil, impl: nil, id: nil, name: nil, data: nil, action: nil, hidden: [], params: %{}, errors: [], options: [], index: nil

  @impl Access
  def fetch(%Phoenix.HTML.Form{} = form, field) when is_atom(field) do
    fetch(form, field, Atom.to_string(field))
  end

  def fetch(%Phoenix.HTML.Form{} = form, field) when is_binary(field), do: fetch(form, field, field)

  def fetch(%Phoenix.HTML.Form{}, field) do
    raise ArgumentError, "accessing a form with form[field] requires the field to be an atom or a string, got: #{inspect(field)}"
  end

  defp fetch(%{errors: errors} = form, field, name) do
    {:ok,
     %Phoenix.HTML.FormField{
       errors: field_errors(errors, field),
       field: field,
       form: form,
       id: input_id(form, name),
       name: input_name(form, name),
       value: input_value(form, field)
     }}
  end

  @impl Access
  def get_and_update(%Phoenix.HTML.Form{}, _field, _fun), do: raise(ArgumentError, "get_and_update/3 is not supported for Phoenix.HTML.Form")

  @impl Access
  def pop(%Phoenix.HTML.Form{}, _field), do: raise(ArgumentError, "pop/2 is not supported for Phoenix.HTML.Form")

  defp field_errors([], _field), do: []
  defp field_errors(errors, field), do: for({^field, error} <- errors, do: error)

  @doc "Returns the id of a field's input."
  def input_id(%{id: nil}, field), do: "#{field}"
  def input_id(%{id: id}, field) when is_atom(field) or is_binary(field), do: "#{id}_#{field}"
  def input_id(name, field) when is_atom(name) or is_binary(name), do: "#{name}_#{field}"

  @doc "Returns the name of a field's input."
  def input_name(%{name: nil}, field), do: to_string(field)
  def input_name(%{name: name}, field) when is_atom(field) or is_binary(field), do: "#{name}[#{field}]"
  def input_name(name, field) when is_atom(name) or is_binary(name), do: "#{name}[#{field}]"

  @doc "Returns the value of a field, from the params or else from the data."
  def input_value(%{source: source, impl: impl} = form, field), do: impl.input_value(source, form, field)

  @doc "Returns the HTML attributes that validate a field."
  def input_validations(%{source: source, impl: impl} = form, field), do: impl.input_validations(source, form, field)

  @doc "Returns whether the input of a field differs between two forms."
  def input_changed?(%{impl: impl1, id: id1, name: name1, errors: e1} = f1, %{impl: impl2, id: id2, name: name2, errors: e2} = f2, field) do
    impl1 != impl2 or id1 != id2 or name1 != name2 or field_errors(e1, field) != field_errors(e2, field) or
      input_value(f1, field) != input_value(f2, field)
  end

  @doc "Converts a value to the format of an HTML input."
  def normalize_value("datetime-local", %DateTime{} = value), do: {:safe, value |> DateTime.to_naive() |> NaiveDateTime.to_iso8601() |> String.slice(0, 16)}
  def normalize_value("datetime-local", %NaiveDateTime{} = value), do: {:safe, value |> NaiveDateTime.to_iso8601() |> String.slice(0, 16)}
  def normalize_value("textarea", nil), do: {:safe, [?\n]}
  def normalize_value("textarea", value), do: {:safe, [?\n | Phoenix.HTML.Safe.to_iodata(value)]}
  def normalize_value("checkbox", value), do: Phoenix.HTML.html_escape(value) == {:safe, "true"}
  def normalize_value(_type, value), do: value

  @doc "Returns the `<option>`s of a select. `selected` holds the selected values."
  def options_for_select(options, selected) do
    selected = selected |> List.wrap() |> Enum.map(&text/1)
    {:safe, Enum.map(options, &option(&1, selected))}
  end

  defp option({label, group}, selected) when is_list(group) or is_map(group) do
    [~s(<optgroup label="), text(label), ~s(">), Enum.map(group, &option(&1, selected)), "</optgroup>"]
  end

  defp option({label, value}, selected), do: option(label, value, [], selected)

  defp option([{_, _} | _] = option, selected) do
    {label, option} = Keyword.pop!(option, :key)
    {value, option} = Keyword.pop!(option, :value)
    option(label, value, option, selected)
  end

  defp option(:hr, _selected), do: "<hr/>"
  defp option(value, selected), do: option(value, value, [], selected)

  defp option(label, value, extra, selected) do
    value = text(value)
    {:safe, attrs} = Phoenix.HTML.attributes_escape([value: {:safe, value}, selected: value in selected] ++ extra)
    ["<option", attrs, ?>, text(label), "</option>"]
  end

  defp text(value), do: value |> Phoenix.HTML.Safe.to_iodata() |> IO.iodata_to_binary()
end

defprotocol Phoenix.HTML.FormData do
  @moduledoc "The protocol of data that can be converted to a form."

  @doc "Converts the data to a form."
  def to_form(data, options)

  @doc "Converts the data nested in a field to forms."
  def to_form(data, form, field, options)

  @doc "Returns the value of a field."
  def input_value(data, form, field)

  @doc "Returns the HTML attributes that validate a field."
  def input_validations(data, form, field)
end

defimpl Phoenix.HTML.FormData, for: Map do
  def to_form(params, opts) do
    {name, opts} = name(opts)
    {errors, opts} = Keyword.pop(opts, :errors, [])
    {action, opts} = Keyword.pop(opts, :action, nil)
    {id, opts} = Keyword.pop(opts, :id, name)
    {hidden, opts} = Keyword.pop(opts, :hidden, [])

    unless is_map(params) and not is_struct(params) do
      raise ArgumentError, "expected a map, got: #{inspect(params)}"
    end

    for {key, _} <- params, is_atom(key) do
      raise ArgumentError, "expected a map with string keys, got a map with atom key: #{inspect(key)}"
    end

    %Phoenix.HTML.Form{
      source: params,
      impl: Phoenix.HTML.FormData.Map,
      id: id,
      name: name,
      params: params,
      data: %{},
      errors: errors,
      action: action,
      hidden: hidden,
      options: opts
    }
  end

  defp name(opts) do
    case Keyword.pop(opts, :as) do
      {nil, opts} -> {nil, opts}
      {as, opts} -> {to_string(as), opts}
    end
  end

  def to_form(source, form, field, opts) do
    {default, opts} = Keyword.pop(opts, :default, %{})
    {prepend, opts} = Keyword.pop(opts, :prepend, [])
    {append, opts} = Keyword.pop(opts, :append, [])
    {name, opts} = Keyword.pop(opts, :as)
    {id, opts} = Keyword.pop(opts, :id)
    {hidden, opts} = Keyword.pop(opts, :hidden, [])
    id = to_string(id || Phoenix.HTML.Form.input_id(form, field))
    name = to_string(name || Phoenix.HTML.Form.input_name(form, field))
    params = Map.get(form.params, to_string(field))
    one = %Phoenix.HTML.Form{source: source, impl: __MODULE__, id: id, name: name, hidden: hidden, options: opts}

    if is_map(default) do
      [%{one | data: default, params: params || %{}}]
    else
      entries = if params, do: list(params), else: []
      entries = if params, do: Enum.map(entries, &{&1, %{}}), else: Enum.map(prepend ++ default ++ append, &{%{}, &1})

      for {{params, data}, index} <- Enum.with_index(entries) do
        %{one | index: index, data: data, params: params, id: "#{id}_#{index}", name: "#{name}[#{index}]"}
      end
    end
  end

  defp list(params) when is_list(params), do: params
  defp list(params), do: params |> Enum.sort_by(fn {key, _} -> String.to_integer(key) end) |> Enum.map(&elem(&1, 1))

  def input_value(_source, %{data: data, params: params}, field) when is_atom(field) do
    case params do
      %{^field => value} -> value
      _ -> Map.get(params, Atom.to_string(field), Map.get(data, field))
    end
  end

  def input_value(_source, %{data: data, params: params}, field) when is_binary(field) do
    case params do
      %{^field => value} -> value
      _ -> Map.get(data, field)
    end
  end

  def input_validations(_source, _form, _field), do: []
end
