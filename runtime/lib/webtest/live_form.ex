defmodule Phoenix.LiveViewTest.Form do
  @moduledoc false
  # Builds the form data that a browser would send: the fields of the page with their values, and
  # the values from the test, whose fields must exist.

  @doc "Returns the fields of a form, `{name, value}`, with the given values."
  def fields({"form", _, children} = form, given) do
    inputs = inputs(children)
    given = flat(given)
    for {name, value} <- given, do: check!(name, value, inputs, form)
    names = MapSet.new(given, &elem(&1, 0))
    for({name, value} <- defaults(inputs), name not in names, do: {name, value}) ++ given
  end

  def fields({tag, _, _}, _given), do: raise(ArgumentError, "phx-change and phx-submit are sent for forms, and the element is a #{tag}")

  def inputs(nodes) do
    nodes
    |> LabPage.all(&(elem(&1, 0) in ~w(input select textarea button)))
    |> Enum.filter(&(LabPage.attribute(&1, "name") not in [nil, ""] and LabPage.attribute(&1, "disabled") == nil))
  end

  # Converts params to field names: %{post: %{title: "a"}} becomes post[title].
  def flat(params), do: Enum.flat_map(params, fn {key, value} -> flat(to_string(key), value) end)

  defp flat(name, %_{} = struct), do: [{name, to_string(struct)}]
  defp flat(name, %{} = map), do: Enum.flat_map(map, fn {key, value} -> flat("#{name}[#{key}]", value) end)
  defp flat(name, [{key, _} | _] = pairs) when is_atom(key), do: flat(name, Map.new(pairs))
  defp flat(name, list) when is_list(list), do: Enum.map(list, &{name <> "[]", to_string(&1)})
  defp flat(name, value), do: [{name, to_string(value)}]

  defp defaults(inputs), do: Enum.flat_map(inputs, &default/1)

  defp default({"select", _, children} = select) do
    options = for option <- LabPage.all(children, &(elem(&1, 0) == "option")), LabPage.attribute(option, "disabled") == nil, do: option
    chosen = for option <- options, LabPage.attribute(option, "selected") != nil, do: option

    chosen =
      cond do
        LabPage.attribute(select, "multiple") != nil -> chosen
        chosen != [] -> Enum.take(chosen, -1)
        true -> Enum.take(options, 1)
      end

    for option <- chosen, do: {LabPage.attribute(select, "name"), value_of(option)}
  end

  defp default({"textarea", _, children} = area), do: [{LabPage.attribute(area, "name"), children |> LabPage.text() |> String.replace_prefix("\n", "")}]
  defp default({"button", _, _}), do: []

  defp default(input) do
    type = LabPage.attribute(input, "type") || "text"

    cond do
      type in ~w(submit button image reset file) -> []
      type in ~w(checkbox radio) and LabPage.attribute(input, "checked") == nil -> []
      true -> [{LabPage.attribute(input, "name"), LabPage.attribute(input, "value") || if(type in ~w(checkbox radio), do: "on", else: "")}]
    end
  end

  defp value_of({_, _, children} = option), do: LabPage.attribute(option, "value") || String.trim(LabPage.text(children))

  defp check!(name, value, inputs, form) do
    case for(input <- inputs, elem(input, 0) != "button", LabPage.attribute(input, "name") == name, do: input) do
      [] -> raise ArgumentError, "could not find non-disabled input, select or textarea with name #{inspect(name)} within:\n\n#{names(inputs)}\n#{LabPage.to_html([form])}"
      found -> Enum.any?(found, &takes?(&1, value)) || raise(ArgumentError, "value for #{hd(found) |> elem(0)} #{inspect(name)} must be one of #{inspect(Enum.flat_map(found, &choices/1))}, got: #{inspect(value)}")
    end
  end

  defp names(inputs), do: Enum.map_join(inputs, &"    #{LabPage.attribute(&1, "name")}\n")

  defp takes?({"select", _, _} = select, value), do: value in choices(select)

  defp takes?({"input", _, _} = input, value) do
    case LabPage.attribute(input, "type") do
      type when type in ~w(checkbox radio hidden) -> value in choices(input) or type == "hidden"
      _ -> true
    end
  end

  defp takes?(_area, _value), do: true

  defp choices({"select", _, children}), do: for(option <- LabPage.all(children, &(elem(&1, 0) == "option")), do: value_of(option))
  defp choices({"input", _, _} = input), do: [LabPage.attribute(input, "value") || "on"]
  defp choices(_), do: []
end
