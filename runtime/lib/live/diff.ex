defmodule Phoenix.LiveView.Diff do
  @moduledoc false
  # Computes the diff that the client receives when a page changes. A template is `%{s: static, 0 => value, 1 =>
  # value}`. For a template that the client has already, `s` is omitted and only changed values are included. The
  # fingerprints of the client's templates are kept as a tree in the socket. Live components are numbered, and are
  # under `c`.
  #
  # The format of a comprehension depends on the client: a list of entries (`d`, LiveView up to 1.0), or entries by
  # position (`k`, since 1.1).

  alias Phoenix.LiveView.{Component, Comprehension, Rendered, Socket, Utils}

  @static :s
  @components :c
  @dynamics :d
  @keyed :k
  @templates :p
  @root :r
  @title :t
  @events :e

  @doc "Returns the state of a page without components."
  def new_components(dialect \\ :keyed), do: %{cids: %{}, ids: %{}, next: 1, doomed: %{}, dialect: dialect}

  @doc "Renders the diff of a page. Returns the socket with its fingerprints, the diff and the components."
  def render(%Socket{} = socket, %Rendered{} = rendered, components) do
    acc = %{components: components, pending: [], templates: nil}
    {diff, prints, acc} = traverse(rendered, socket.fingerprints, acc, true)
    {socket, diff, acc} = pending(%{socket | fingerprints: prints}, Map.delete(diff, @root), acc)
    {socket, put_private(diff, socket), acc.components}
  end

  @doc "Adds the page's title and the events to a diff."
  def put_private(diff, socket) do
    diff
    |> put_unless(@title, title(socket), nil)
    |> put_unless(@events, Utils.get_push_events(socket), [])
  end

  @doc "Adds the reply of an event."
  def put_reply(diff, socket), do: put_unless(diff, @root, Utils.get_reply(socket), nil)

  defp put_unless(diff, _key, value, value), do: diff
  defp put_unless(diff, key, value, _), do: Map.put(diff, key, value)

  defp title(%{assigns: %{page_title: title, __changed__: %{page_title: _}}}), do: to_string(title)
  defp title(_socket), do: nil

  # Computes the diff of a template. The second argument describes what the client has in place of
  # the template.
  defp traverse(%Rendered{fingerprint: print} = rendered, {print, children}, acc, changed?) do
    {diff, children, acc} = dynamics(rendered.dynamic.(changed?), children, acc, changed?)
    {diff, {print, children}, acc}
  end

  defp traverse(%Rendered{fingerprint: print} = rendered, _other, acc, _changed?) do
    {diff, children, acc} = dynamics(rendered.dynamic.(false), %{}, acc, false)
    {static, acc} = static(rendered.static, print, acc)
    diff = Map.put(diff, @static, static)
    diff = if rendered.root, do: Map.put(diff, @root, 1), else: diff
    {diff, {print, children}, acc}
  end

  # Returns a template's text, or its number if the templates of a comprehension are collected.
  defp static(static, _print, %{templates: nil} = acc), do: {static, acc}

  defp static(static, print, %{templates: templates} = acc) do
    case templates do
      %{^print => {n, _}} -> {n, acc}
      _ -> {map_size(templates), %{acc | templates: Map.put(templates, print, {map_size(templates), static})}}
    end
  end

  defp dynamics(values, children, acc, changed?) do
    {diff, children, acc, _} =
      Enum.reduce(values, {%{}, children, acc, 0}, fn value, {diff, children, acc, n} ->
        {diff, children, acc} = dynamic(value, n, diff, children, acc, changed?)
        {diff, children, acc, n + 1}
      end)

    {diff, children, acc}
  end

  defp dynamic(nil, _n, diff, children, acc, _changed?), do: {diff, children, acc}

  defp dynamic(%Rendered{} = rendered, n, diff, children, acc, changed?) do
    {inner, print, acc} = traverse(rendered, children[n], acc, changed?)
    diff = if inner == %{}, do: diff, else: Map.put(diff, n, inner)
    {diff, Map.put(children, n, print), acc}
  end

  defp dynamic(%Comprehension{dynamics: [], stream: nil} = comprehension, n, diff, children, acc, _changed?) do
    case children[n] do
      {:for, print} when print == comprehension.fingerprint -> {Map.put(diff, n, entries([], nil, acc)), children, acc}
      _ -> {Map.put(diff, n, ""), Map.delete(children, n), acc}
    end
  end

  defp dynamic(%Comprehension{fingerprint: print} = comprehension, n, diff, children, acc, _changed?) do
    outer = acc.templates
    {values, acc} = Enum.map_reduce(comprehension.dynamics, %{acc | templates: outer || %{}}, &entry/2)
    inner = entries(values, comprehension.stream, acc)
    {inner, acc} = if children[n] == {:for, print}, do: {inner, acc}, else: with_static(inner, comprehension, acc, outer)
    {inner, acc} = if outer, do: {inner, acc}, else: {with_templates(inner, acc.templates), %{acc | templates: nil}}
    {Map.put(diff, n, inner), Map.put(children, n, {:for, print}), acc}
  end

  defp dynamic(%Component{} = component, n, diff, children, acc, _changed?) do
    {cid, acc} = number(component, acc)
    {Map.put(diff, n, cid), Map.delete(children, n), acc}
  end

  defp dynamic(iodata, n, diff, children, acc, _changed?) do
    {Map.put(diff, n, IO.iodata_to_binary(iodata)), Map.delete(children, n), acc}
  end

  defp with_static(inner, comprehension, acc, nil), do: {Map.put(inner, @static, comprehension.static), acc}

  defp with_static(inner, comprehension, acc, _outer) do
    {static, acc} = static(comprehension.static, comprehension.fingerprint, acc)
    {Map.put(inner, @static, static), acc}
  end

  defp with_templates(inner, templates) when templates == %{}, do: inner
  defp with_templates(inner, templates), do: Map.put(inner, @templates, Map.new(templates, fn {_, {n, static}} -> {n, static} end))

  # Computes the dynamic parts of one entry of a comprehension.
  defp entry(values, acc) do
    {diff, _children, acc} = dynamics(values, %{}, acc, false)
    {diff, acc}
  end

  defp entries(values, stream, %{components: %{dialect: dialect}}) do
    %{}
    |> put_keyed(values, dialect)
    |> put_dynamics(values, dialect)
    |> put_unless(:stream, stream, nil)
  end

  defp put_keyed(diff, values, dialect) when dialect in [:keyed, :both] do
    {entries, count} = Enum.reduce(values, {%{}, 0}, fn value, {entries, n} -> {Map.put(entries, n, value), n + 1} end)
    Map.put(diff, @keyed, Map.put(entries, :kc, count))
  end

  defp put_keyed(diff, _values, _dialect), do: diff

  defp put_dynamics(diff, _values, :keyed), do: diff
  defp put_dynamics(diff, values, _dialect), do: Map.put(diff, @dynamics, Enum.map(values, &in_order/1))

  defp in_order(entry), do: for(n <- 0..(map_size(entry) - 1)//1, do: Map.fetch!(entry, n))

  # Numbers a component and schedules it for rendering.
  defp number(%Component{component: module, id: id, assigns: assigns}, acc) do
    %{ids: ids} = components = acc.components

    case ids do
      %{^module => %{^id => cid}} ->
        components = %{components | doomed: Map.delete(components.doomed, cid)}
        {cid, %{acc | components: components, pending: [{cid, module, id, false, assigns} | acc.pending]}}

      _ ->
        cid = components.next
        ids = Map.update(ids, module, %{id => cid}, &Map.put(&1, id, cid))
        acc = %{acc | components: %{components | ids: ids, next: cid + 1}}
        {cid, %{acc | pending: [{cid, module, id, true, assigns} | acc.pending]}}
    end
  end

  # Renders the components that the templates have requested so far.
  defp pending(socket, diff, %{pending: []} = acc), do: {socket, diff, acc}

  defp pending(socket, diff, acc) do
    todo = Enum.reverse(acc.pending)
    distinct!(todo)
    acc = %{acc | pending: []}

    {socket, diff, acc} =
      todo
      |> Enum.group_by(&elem(&1, 1))
      |> Enum.reduce({socket, diff, acc}, fn {module, todo}, {socket, diff, acc} ->
        updated = updated(module, Enum.map(todo, &with_socket(socket, &1, acc.components)))

        Enum.reduce(updated, {socket, diff, acc}, fn {cid, id, new?, component_socket}, {socket, diff, acc} ->
          component(socket, component_socket, module, id, cid, new?, diff, acc)
        end)
      end)

    pending(socket, diff, acc)
  end

  defp distinct!(todo) do
    Enum.reduce(todo, %{}, fn {cid, module, id, _, _}, seen ->
      if seen[cid], do: raise("found duplicate ID #{inspect(id)} for component #{inspect(module)} when rendering template")
      Map.put(seen, cid, true)
    end)
  end

  defp with_socket(socket, {cid, module, id, true, assigns}, _components) do
    fresh = %{
      socket
      | assigns: %{__changed__: %{}, flash: %{}, myself: %Phoenix.LiveComponent.CID{cid: cid}},
        private: component_private(socket, %{lifecycle: Phoenix.LiveView.Lifecycle.new()}),
        fingerprints: {nil, %{}},
        redirected: nil
    }

    {cid, id, true, assigns, Utils.call_component_mount(fresh, module)}
  end

  defp with_socket(socket, {cid, _module, id, false, assigns}, components) do
    {cid, id, false, assigns, component_socket(socket, Map.fetch!(components.cids, cid))}
  end

  defp component_private(socket, private) do
    socket.private |> Map.take([:conn_session, :root_view, :connect_info, :connect_params, :phoenix_router]) |> Map.merge(private) |> Map.put(:live_temp, %{})
  end

  defp component_socket(socket, {_module, _id, assigns, private, prints}) do
    %{socket | assigns: assigns, private: component_private(socket, private), fingerprints: prints, redirected: nil}
  end

  defp updated(module, todo) do
    if function_exported?(module, :update_many, 1) do
      sockets = module.update_many(for {_, _, _, assigns, socket} <- todo, do: {assigns, socket})
      for {{cid, id, new?, _, _}, socket} <- Enum.zip(todo, sockets), do: {cid, id, new?, socket}
    else
      for {cid, id, new?, assigns, socket} <- todo, do: {cid, id, new?, Utils.maybe_call_update!(socket, module, assigns)}
    end
  end

  # Renders a component if it is new or has changed.
  defp component(parent, socket, module, id, cid, new?, diff, acc) do
    if new? or Utils.changed?(socket) do
      rendered = Utils.to_rendered(%{socket | private: Map.put(socket.private, :live_layout, false)}, module)
      {inner, prints, acc} = traverse(rendered, socket.fingerprints, acc, not new?)
      inner = with_root(inner, rendered)
      diff = if inner == %{}, do: diff, else: put_component(diff, cid, inner)
      keep(parent, Utils.clear_changed(%{socket | fingerprints: prints}), module, id, cid, diff, acc)
    else
      keep(parent, socket, module, id, cid, diff, acc)
    end
  end

  # The client marks a component at its root tag.
  defp with_root(inner, %{root: true}), do: if(Map.has_key?(inner, @static), do: Map.put(inner, @root, 1), else: inner)
  defp with_root(inner, _rendered), do: inner

  defp put_component(diff, cid, inner), do: Map.update(diff, @components, %{cid => inner}, &Map.put(&1, cid, inner))

  defp keep(parent, socket, module, id, cid, diff, acc) do
    private = Map.drop(socket.private, [:conn_session, :root_view, :connect_info, :connect_params, :live_temp])
    record = {module, id, socket.assigns, private, socket.fingerprints}
    components = acc.components
    {merge(parent, socket), diff, %{acc | components: %{components | cids: Map.put(components.cids, cid, record)}}}
  end

  # Redirects, flash messages and events of a component apply to its page.
  defp merge(parent, socket) do
    parent = if socket.redirected, do: %{parent | redirected: parent.redirected || socket.redirected}, else: parent
    temp = socket.private.live_temp

    parent
    |> merge_temp(:push_events, temp[:push_events], fn new, old -> new ++ (old || []) end)
    |> merge_temp(:push_reply, temp[:push_reply], fn new, _ -> new end)
    |> merge_temp(:flash, socket.redirected && temp[:flash], fn new, old -> Map.merge(old || %{}, new) end)
    |> show_flash(socket.redirected, temp[:flash])
  end

  # After a live patch by a component, the page stays and shows the component's flash messages.
  defp show_flash(%{assigns: %{flash: shown}} = parent, {:live, :patch, _}, %{} = flash), do: Utils.assign(parent, :flash, Map.merge(shown, flash))
  defp show_flash(parent, _redirected, _flash), do: parent

  defp merge_temp(parent, _key, empty, _fun) when empty in [nil, false], do: parent

  defp merge_temp(parent, key, value, fun) do
    temp = parent.private.live_temp
    %{parent | private: %{parent.private | live_temp: Map.put(temp, key, fun.(value, temp[key]))}}
  end

  @doc "Runs a function on the socket of a component. Returns the diff of its changes, or `:error` if there is no such component."
  def with_component(%Socket{} = socket, cid, components, fun) when is_integer(cid) do
    case components.cids do
      %{^cid => {module, id, _, _, _} = record} ->
        {component_socket, extra} = fun.(component_socket(socket, record), module)
        acc = %{components: components, pending: [], templates: nil}
        {socket, diff, acc} = component(socket, component_socket, module, id, cid, false, %{}, acc)
        {socket, diff, acc} = pending(socket, diff, acc)
        {socket, diff, acc.components, extra}

      _ ->
        :error
    end
  end

  @doc "Returns the number of a component."
  def cid_of(module, id, components), do: get_in(components.ids, [module, id])

  @doc "Returns the processes started by components."
  def async_pids(components), do: Enum.flat_map(components.cids, fn {_, {_, _, _, private, _}} -> Phoenix.LiveView.Async.pids(private) end)

  @doc "Marks components that the client is about to drop. Components that are rendered again are kept."
  def mark_for_deletion(cids, components) do
    %{components | doomed: Map.merge(components.doomed, Map.new(cids, &{&1, true}))}
  end

  @doc "Deletes the components that are still marked. Returns their numbers."
  def delete_components(cids, components) do
    Enum.reduce(cids, {[], components}, fn cid, {gone, components} ->
      case components do
        %{doomed: %{^cid => true}, cids: %{^cid => {module, id, _, _, _}}} ->
          ids = Map.update!(components.ids, module, &Map.delete(&1, id))
          components = %{components | cids: Map.delete(components.cids, cid), ids: ids, doomed: Map.delete(components.doomed, cid)}
          {[cid | gone], components}

        _ ->
          {gone, components}
      end
    end)
  end

  @doc "Returns the HTML of a page with its live components, for the first response."
  def to_iodata(%Socket{} = socket, %Rendered{} = rendered) do
    {socket, diff, _components} = render(socket, rendered, new_components(:dynamics))
    {socket, text(diff, diff[@components] || %{}, nil)}
  end

  # Converts a diff to HTML.
  defp text(%{@dynamics => entries, @static => static} = diff, components, templates) do
    templates = templates || diff[@templates]
    static = resolve(static, templates)
    for entry <- entries, do: weave(static, entry, components, templates)
  end

  defp text(%{@static => static} = diff, components, templates) do
    static = resolve(static, templates)
    weave(static, for(n <- 0..(length(static) - 2)//1, do: diff[n]), components, templates)
  end

  defp text(cid, components, _templates) when is_integer(cid), do: with_cid(text(Map.fetch!(components, cid), components, nil), cid)
  defp text(text, _components, _templates), do: text

  defp resolve(n, templates) when is_integer(n), do: Map.fetch!(templates, n)
  defp resolve(static, _templates), do: static

  defp weave([text | static], [value | values], components, templates), do: [text, text(value, components, templates) | weave(static, values, components, templates)]
  defp weave([text], [], _components, _templates), do: [text]

  # Adds the component id to the root tag of a component.
  defp with_cid(html, cid) do
    html = IO.iodata_to_binary(html)

    case Regex.run(~r/^(\s*<[^\s\/>]+)(.*)$/s, html) do
      [_, open, rest] -> [open, " data-phx-component=\"", Integer.to_string(cid), "\"", rest]
      nil -> raise ArgumentError, "error on live component: a component must have a single HTML tag at its root"
    end
  end
end
