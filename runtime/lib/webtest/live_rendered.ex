defmodule Phoenix.LiveViewTest.Rendered do
  @moduledoc false
  # Keeps the rendered parts of a page as a browser does, with all diffs applied. The items of a
  # stream are removed from these parts after they have been added to the page, because the server
  # does not keep the items either.

  @doc "Merges a diff into a page."
  def merge(page, diff) do
    {components, diff} = Map.pop(diff, :c, %{})
    known = Map.get(page, :c, %{})
    components = Map.new(components, fn {cid, diff} -> {cid, component(diff, known)} end)
    components = Map.merge(known, components, fn _cid, old, new -> laid(old, new) end)
    page |> Map.delete(:c) |> laid(Map.drop(diff, [:e, :t])) |> Map.put(:c, components)
  end

  # A new component can share the static parts of another component.
  defp component(%{s: cid} = diff, known) when is_integer(cid), do: laid(Map.fetch!(known, abs(cid)), Map.delete(diff, :s))
  defp component(diff, _known), do: diff

  defp laid(_old, %{s: _} = new), do: new
  defp laid(%{k: _} = old, %{k: _} = new), do: Map.merge(old, new)
  defp laid(old, new) when is_map(old) and is_map(new), do: Map.merge(old, new, fn _key, old, new -> laid(old, new) end)
  defp laid(_old, new), do: new

  @doc "Returns the operations of streams in order, and the page without them."
  def take_streams(page) when is_map(page) do
    {streams, page} =
      Enum.reduce(page, {[], %{}}, fn {key, value}, {streams, page} ->
        {more, value} = take_streams(value)
        {more ++ streams, Map.put(page, key, value)}
      end)

    case page do
      %{stream: stream} -> {[stream | streams], page |> Map.delete(:stream) |> Map.put(:k, %{kc: 0})}
      _ -> {streams, page}
    end
  end

  def take_streams(value), do: {[], value}

  @doc "Returns the page as HTML."
  def to_html(%{c: components} = page), do: page |> text(components, nil) |> IO.iodata_to_binary()

  defp text(%{k: entries, s: static} = diff, components, templates) do
    templates = templates || diff[:p]
    static = static(static, templates)
    for n <- 0..(entries.kc - 1)//1, do: woven(static, Map.fetch!(entries, n), components, templates)
  end

  defp text(%{s: static} = diff, components, templates), do: woven(static(static, templates || diff[:p]), diff, components, templates || diff[:p])
  defp text(cid, components, _templates) when is_integer(cid), do: components |> Map.fetch!(cid) |> text(components, nil) |> marked(cid)
  defp text(text, _components, _templates), do: text

  defp static(n, templates) when is_integer(n), do: Map.fetch!(templates, n)
  defp static(static, _templates), do: static

  defp woven(static, values, components, templates) do
    static
    |> Enum.with_index()
    |> Enum.map(fn {text, n} -> [text, text(Map.get(values, n, ""), components, templates)] end)
  end

  defp marked(html, cid) do
    case Regex.run(~r/^(\s*<[^\s\/>]+)(.*)$/s, IO.iodata_to_binary(html)) do
      [_, open, rest] -> [open, " data-phx-component=\"", Integer.to_string(cid), "\"", rest]
      nil -> raise ArgumentError, "a live component must have one HTML tag at its root"
    end
  end

  @doc "Returns the numbers of the components in a page."
  def cids(%{c: components} = page), do: page |> Map.delete(:c) |> shown(components, MapSet.new())

  defp shown(cid, components, seen) when is_integer(cid) do
    if cid in seen, do: seen, else: shown(Map.get(components, cid, %{}), components, MapSet.put(seen, cid))
  end

  defp shown(%{} = diff, components, seen) do
    Enum.reduce(diff, seen, fn
      {n, value}, seen when is_integer(n) -> shown(value, components, seen)
      {:k, %{} = entries}, seen -> Enum.reduce(entries, seen, fn {key, entry}, seen -> if key == :kc, do: seen, else: shown(entry, components, seen) end)
      _, seen -> seen
    end)
  end

  defp shown(_value, _components, seen), do: seen
end

defmodule Phoenix.LiveViewTest.Patch do
  @moduledoc false
  # Merges a new page into the current page as a browser does: stream containers keep their
  # children, and ignored elements stay unchanged.

  @doc "Returns the new nodes with the content that the old nodes preserve."
  def apply(old, new, streams) do
    inserts = for [_ref, inserts | _] <- streams, [id, at, limit | rest] <- inserts, into: %{}, do: {id, {at, limit, List.first(rest) || false}}
    deletes = for [_ref, _inserts, deletes | _] <- streams, id <- deletes, into: MapSet.new(), do: id
    resets = for [ref, _inserts, _deletes, true | _] <- streams, into: MapSet.new(), do: ref
    LabPage.map(new, &patched(&1, old, {inserts, deletes, resets, refs(streams)}))
  end

  # An item records its stream, so that a reset removes it.
  defp refs(streams), do: for([ref, inserts | _] <- streams, [id | _] <- inserts, into: %{}, do: {id, ref})

  defp patched(node, old, changes) do
    case LabPage.attribute(node, "phx-update") do
      "ignore" -> {:stop, LabPage.by_id(old, LabPage.attribute(node, "id")) || node}
      "stream" -> {:stop, container(node, LabPage.by_id(old, LabPage.attribute(node, "id")), changes)}
      _ -> node
    end
  end

  defp container({tag, attrs, children}, old, {inserts, deletes, resets, refs}) do
    kept = if old, do: for({_, _, _} = child <- elem(old, 2), not gone?(child, deletes, resets), do: child), else: []
    children = for {_, _, _} = child <- children, do: child
    {tag, attrs, Enum.reduce(children, kept, &placed(&1, &2, inserts, refs))}
  end

  defp gone?(child, deletes, resets), do: LabPage.attribute(child, "id") in deletes or LabPage.attribute(child, "data-phx-stream") in resets

  defp placed(child, kept, inserts, refs) do
    id = LabPage.attribute(child, "id")
    here = Enum.find_index(kept, &(LabPage.attribute(&1, "id") == id))

    case {inserts[id], here} do
      {nil, nil} -> kept ++ [child]
      {nil, n} -> List.replace_at(kept, n, child)
      {_, n} when n != nil -> List.replace_at(kept, n, of_stream(child, refs[id]))
      {{_at, _limit, true}, nil} -> kept
      {{at, limit, _}, nil} -> kept |> List.insert_at(at, of_stream(child, refs[id])) |> limited(limit)
    end
  end

  defp of_stream({tag, attrs, children}, ref), do: {tag, List.keystore(attrs, "data-phx-stream", 0, {"data-phx-stream", ref}), children}

  defp limited(kept, nil), do: kept
  defp limited(kept, limit) when limit >= 0, do: Enum.take(kept, limit)
  defp limited(kept, limit), do: Enum.take(kept, limit)
end
