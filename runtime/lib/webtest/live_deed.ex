defmodule Phoenix.LiveViewTest.Deed do
  @moduledoc false
  # Converts an action of a test on an element to the message that a browser would send.

  alias Phoenix.LiveViewTest.{Element, Form, Upload, View}

  @doc "Returns the selected elements with their ancestors."
  def matching(nodes, %Element{selector: selector, text_filter: filter}) do
    found = LabPage.select(nodes, selector)
    if filter, do: Enum.filter(found, fn {node, _} -> has_text?(LabPage.text([node]), filter) end), else: found
  end

  defp has_text?(text, %Regex{} = filter), do: text =~ filter
  defp has_text?(text, filter), do: String.contains?(text, filter)

  @doc "Returns the only selected element as `{:ok, found}`, or an error."
  def find(nodes, %Element{} = element) do
    case matching(nodes, element) do
      [found] -> {:ok, found}
      [] -> {:error, {:raise, "expected selector #{inspect(element.selector)} #{filtered(element)}to return a single element, but got none within: \n\n#{shown(nodes, element)}"}}
      many -> {:error, {:raise, "expected selector #{inspect(element.selector)} #{filtered(element)}to return a single element, but got #{length(many)}: \n\n#{many |> Enum.map(&elem(&1, 0)) |> LabPage.to_html()}"}}
    end
  end

  defp filtered(%{text_filter: nil}), do: ""
  defp filtered(%{text_filter: filter}), do: "with text filter #{inspect(filter)} "

  # If the text is not found, the elements matching the selector are more helpful than the whole
  # page.
  defp shown(nodes, %{text_filter: nil}), do: LabPage.to_html(nodes)

  defp shown(nodes, element) do
    case matching(nodes, %{element | text_filter: nil}) do
      [] -> LabPage.to_html(nodes)
      found -> found |> Enum.map(&elem(&1, 0)) |> LabPage.to_html()
    end
  end

  @doc "Returns the event to send: `{:send, view, event, payload}`, `{:leave, {kind, opts}}` or an error."
  def plan({:event, %View{target: nil}, type, event, value}, id, _nodes), do: event(id, nil, type, event, text_keys(value))

  def plan({:event, %View{target: target}, type, event, value}, id, nodes) do
    with {:ok, {view, cid}} <- target(target, id, nodes, id), do: event(view, cid, type, event, text_keys(value))
  end

  def plan({:push, to, event, payload}, _id, _nodes), do: {:send, to, event, payload}
  def plan({:patch, path}, id, _nodes), do: {:send, id, "live_patch", %{"url" => path}}

  def plan({type, %Element{} = form, %Upload{} = upload}, id, nodes) do
    with {:send, to, event, payload} <- plan({type, form, %{}}, id, nodes) do
      {:send, to, event, Map.put(payload, "uploads", %{upload.ref => Upload.described(upload)})}
    end
  end

  def plan({:hook, %Element{} = element, event, value}, id, nodes) do
    with {:ok, {node, ancestors}} <- find(nodes.(id), element),
         {:ok, {view, cid}} <- target(LabPage.attribute(node, "phx-target"), home(node, ancestors, id), nodes, id),
         do: event(view, cid, :hook, event, text_keys(value))
  end

  def plan({type, %Element{} = element, value}, id, nodes) do
    with {:ok, {node, ancestors}} <- find(nodes.(id), element), :ok <- enabled(type, node, element) do
      done(LabPage.attribute(node, "phx-#{type}"), type, {node, ancestors, element, home(node, ancestors, id)}, value, nodes)
    end
  end

  @doc "Returns the file input of an upload in a form: `{:ok, %{to: view, cid: cid, ref: ref}}`."
  def file_input(%Element{} = form, name, id, nodes) do
    with {:ok, {node, ancestors}} <- find(nodes.(id), form), {:ok, {to, cid}} <- target(LabPage.attribute(node, "phx-target"), home(node, ancestors, id), nodes, id) do
      case for(input <- LabPage.all([node], &(LabPage.attribute(&1, "data-phx-upload-ref") != nil)), LabPage.attribute(input, "name") == name, do: input) do
        [input | _] -> {:ok, %{to: to, cid: cid, ref: LabPage.attribute(input, "data-phx-upload-ref")}}
        [] -> {:error, {:raise, "no uploads allowed for #{name}"}}
      end
    end
  end

  defp enabled(type, node, element) do
    if type in [:click, :submit] and LabPage.attribute(node, "disabled") != nil,
      do: {:error, {:raise, "cannot #{type} element #{inspect(element.selector)} because it is disabled"}},
      else: :ok
  end

  defp done(nil, :click, {{"a", _, _} = node, _, element, home}, _value, _nodes), do: link(node, element, home)
  defp done(nil, type, {_, _, element, _}, _value, _nodes), do: {:error, {:raise, "element selected by #{inspect(element.selector)} does not have phx-#{type} attribute"}}

  defp done("[" <> _ = commands, type, meant, value, nodes) do
    commands |> JSON.decode!() |> Enum.find(&(hd(&1) in ["push", "navigate", "patch"])) |> command(type, meant, value, nodes)
  end

  defp done(event, type, {node, _, _, home} = meant, value, nodes), do: pushed(event, LabPage.attribute(node, "phx-target"), home, %{}, type, meant, value, nodes)

  defp command(["push", args], type, {node, _, _, home} = meant, value, nodes) do
    pushed(args["event"], args["target"] || LabPage.attribute(node, "phx-target"), home, args["value"] || %{}, type, meant, value, nodes)
  end

  defp command(["navigate", args], _type, _meant, _value, _nodes), do: {:leave, {:live_redirect, %{to: args["href"], kind: if(args["replace"], do: :replace, else: :push)}}}
  defp command(["patch", args], _type, {_, _, _, home}, _value, _nodes), do: {:send, home, "live_patch", %{"url" => args["href"]}}

  # A link can also have a JS command.
  defp command(nil, :click, {{"a", _, _} = node, _, element, home}, _value, _nodes), do: link(node, element, home)
  defp command(nil, type, {_, _, element, _}, _value, _nodes), do: {:error, {:raise, "no push or navigation command found within JS commands of phx-#{type} of #{inspect(element.selector)}"}}

  defp pushed(event, target, home, extra, type, {node, _, element, _}, value, nodes) do
    with {:ok, {view, cid}} <- target(target, home, nodes, home), {:ok, value} <- value(type, node, element, value, extra), do: event(view, cid, type, event, value)
  end

  defp value(type, node, element, value, extra) when type in [:submit, :change] and extra == %{} do
    {:ok, form_value(type, node, element, value)}
  rescue
    error in ArgumentError -> {:error, {:raise, error.message}}
  end

  defp value(_type, node, element, value, extra) do
    own = for {"phx-value-" <> name, value} <- elem(node, 1), into: %{}, do: {name, value}
    own = if LabPage.attribute(node, "value"), do: Map.put(own, "value", LabPage.attribute(node, "value")), else: own
    {:ok, own |> Map.merge(extra) |> Map.merge(text_keys(element.form_data || %{})) |> Map.merge(text_keys(value))}
  end

  # A form sends its fields. A value may add data that is not a field of the page.
  defp form_value(_type, {"form", _, _} = form, element, value), do: URI.encode_query(Form.fields(form, element.form_data || %{}) |> with_extra(value))

  defp form_value(:change, node, element, value) do
    name = LabPage.attribute(node, "name")
    fields = Form.fields({"form", [], [node]}, element.form_data || %{})
    URI.encode_query(with_extra(fields, value) ++ if(name, do: [{"_target", name}], else: []))
  end

  defp form_value(type, {tag, _, _}, _element, _value), do: raise(ArgumentError, "phx-#{type} is only allowed in forms, got #{inspect(tag)}")

  defp with_extra(fields, value) do
    {target, value} = value |> Map.new() |> text_keys() |> Map.pop("_target")
    extra = Form.flat(value)
    names = Enum.map(extra, &elem(&1, 0))
    target = if target, do: [{"_target", target_name(target)}], else: []
    Enum.reject(fields, fn {name, _} -> name in names end) ++ extra ++ target
  end

  defp target_name([first | rest]), do: Enum.reduce(rest, first, &"#{&2}[#{&1}]")
  defp target_name(name), do: name

  defp event(view, cid, type, event, value) do
    payload = %{"type" => if(is_binary(value) and type in [:submit, :change], do: "form", else: to_string(type)), "event" => to_string(event), "value" => value}
    {:send, view, "event", if(cid, do: Map.put(payload, "cid", cid), else: payload)}
  end

  # Events go to the LiveView. With a target, they go to its component.
  defp target(nil, view, _nodes, _root), do: {:ok, {view, nil}}

  defp target(target, view, nodes, _root) when is_binary(target) do
    case Integer.parse(target) do
      {cid, ""} -> {:ok, {view, cid}}
      _ -> selected(LabPage.select(nodes.(view), target), target, view)
    end
  end

  defp target(cid, view, _nodes, _root) when is_integer(cid), do: {:ok, {view, cid}}

  defp selected([], target, _view), do: {:error, {:raise, "no component or LiveView found for target #{inspect(target)}"}}

  defp selected([{node, ancestors} | _], _target, view) do
    view = home(node, ancestors, view)
    cid = Enum.find_value([node | ancestors], &LabPage.attribute(&1, "data-phx-component"))
    {:ok, {view, if(cid, do: String.to_integer(cid))}}
  end

  defp home(node, ancestors, id) do
    Enum.find_value([node | ancestors], id, &if(LabPage.attribute(&1, "data-phx-session"), do: LabPage.attribute(&1, "id")))
  end

  defp link(node, element, home) do
    href = LabPage.attribute(node, "href")
    kind = if LabPage.attribute(node, "data-phx-link-state") == "replace", do: :replace, else: :push

    case LabPage.attribute(node, "data-phx-link") do
      "patch" -> {:send, home, "live_patch", %{"url" => href}}
      "redirect" -> {:leave, {:live_redirect, %{to: href, kind: kind}}}
      nil when href in [nil, "#"] -> {:error, {:raise, "clicked link selected by #{inspect(element.selector)} does not have phx-click or href attributes"}}
      nil -> if LabPage.attribute(node, "data-method") in [nil, "get"], do: {:leave, {:redirect, %{to: href}}}, else: {:error, {:raise, "clicked link selected by #{inspect(element.selector)} sends a #{LabPage.attribute(node, "data-method")} request: make it with Phoenix.ConnTest"}}
    end
  end

  def text_keys([{key, _} | _] = pairs) when is_atom(key), do: pairs |> Map.new() |> text_keys()
  def text_keys([]), do: []
  def text_keys(%_{} = struct), do: struct
  def text_keys(%{} = map), do: Map.new(map, fn {key, value} -> {to_string(key), text_keys(value)} end)
  def text_keys(list) when is_list(list), do: Enum.map(list, &text_keys/1)
  def text_keys(value), do: value
end
