defmodule Phoenix.LiveViewTest.Wire do
  @moduledoc false
  # In a test, LiveViews and channels send messages without encoding. A broadcast is a message to
  # the client.

  alias Phoenix.Socket.{Broadcast, Message}

  def encode!(message), do: message
  def fastlane!(%Broadcast{} = broadcast), do: %Message{topic: broadcast.topic, event: broadcast.event, payload: broadcast.payload}
end

defmodule Phoenix.LiveViewTest.ClientProxy do
  @moduledoc false
  # Simulates the browser of a test: it joins the LiveViews of a page, updates the page by their
  # diffs, sends events, and reports redirects, patches and pushed events to the test.

  use GenServer

  alias Phoenix.LiveViewTest.{Deed, Patch, Rendered, Wire}
  alias Phoenix.Socket.{Message, Reply}

  def start(opts), do: GenServer.start(__MODULE__, opts)

  @impl true
  def init(opts) do
    Process.flag(:trap_exit, true)
    Process.put(:"$callers", [opts.caller])
    Process.monitor(opts.caller)
    state = Map.merge(opts, %{views: %{}, waiting: %{}, next: 1, title: nil, ended: nil, root: nil})
    roots = LabPage.all(opts.page, &root?/1)
    if roots == [], do: raise(ArgumentError, "expected a LiveView on the page at #{opts.url}, and it has none")
    main = Enum.find(roots, &(LabPage.attribute(&1, "data-phx-main") != nil)) || hd(roots)
    joined = join(%{state | root: LabPage.attribute(main, "id")}, main, nil)

    case joined do
      {:ok, state} -> {:ok, Enum.reduce(roots -- [main], state, &join!(&2, &1, nil))}
      {:error, reason} -> {:stop, {:shutdown, {:redirected, reason}}}
      {:exit, reason} -> {:stop, reason}
    end
  end

  defp root?(node), do: LabPage.attribute(node, "data-phx-session") != nil and LabPage.attribute(node, "data-phx-parent-id") == nil

  # A crash report shows the URL of the page instead of its contents.
  @impl true
  def format_status(status), do: Map.replace(status, :state, "the page at #{status[:state][:url]}")

  # Joining

  defp join!(state, node, parent) do
    case join(state, node, parent) do
      {:ok, state} -> state
      {:error, reason} -> exit({:shutdown, {:redirected, reason}})
      {:exit, reason} -> exit(reason)
    end
  end

  defp join(state, node, parent) do
    id = LabPage.attribute(node, "id")
    topic = "lv:" <> id
    ref = make_ref()
    {:ok, pid} = Phoenix.LiveView.Channel.start_link({state.endpoint, {self(), ref}})
    send(pid, {Phoenix.Channel, payload(state, node, id), {self(), ref}, socket(state, topic)})

    receive do
      {^ref, {:ok, reply}} -> {:ok, joined(state, %{id: id, pid: pid, parent: parent, topic: topic, page: %{}, nodes: []}, reply)}
      {^ref, {:error, reply}} -> {:error, reply |> Map.to_list() |> hd()}
      {:EXIT, ^pid, reason} -> {:exit, reason}
    end
  end

  defp payload(state, node, id) do
    url = if id == state.root, do: %{"url" => state.url}, else: %{}
    params = Map.merge(%{"_mounts" => 0, "_lab" => true}, state.params)
    Map.merge(url, %{"session" => LabPage.attribute(node, "data-phx-session"), "static" => LabPage.attribute(node, "data-phx-static"), "params" => params})
  end

  defp socket(state, topic) do
    %Phoenix.Socket{
      endpoint: state.endpoint,
      handler: Phoenix.LiveView.Socket,
      pubsub_server: state.endpoint.config(:pubsub_server),
      serializer: Wire,
      topic: topic,
      join_ref: topic,
      transport: :test,
      transport_pid: self(),
      private: %{connect_info: state.connect_info}
    }
  end

  defp joined(state, view, reply) do
    if patch = reply[:live_patch], do: tell(state, {:patch, view.topic, patch})
    applied(%{state | views: Map.put(state.views, view.id, view)}, view.id, reply.rendered)
  end

  # Messages of LiveViews

  @impl true
  def handle_info(%Message{event: "diff", topic: "lv:" <> id, payload: diff}, state), do: {:noreply, applied(state, id, diff)}

  def handle_info(%Message{event: "live_patch", topic: topic, payload: opts}, state) do
    tell(state, {:patch, topic, opts})
    {:noreply, state}
  end

  def handle_info(%Message{event: event, topic: topic, payload: opts}, state) when event in ["live_redirect", "redirect"] do
    {:noreply, ended(state, topic, {String.to_existing_atom(event), opts})}
  end

  def handle_info(%Message{}, state), do: {:noreply, state}

  def handle_info(%Reply{ref: ref, topic: "lv:" <> id = topic, payload: payload}, state) do
    {{from, patch}, waiting} = Map.pop(state.waiting, ref, {nil, nil})
    state = %{state | waiting: waiting}

    case payload do
      %{link_redirect: true} ->
        answer(from, {:error, {:raise, "the patch to #{inspect(patch && patch.to)} leads to another LiveView than that of the page: navigate to it"}})
        {:noreply, state}

      %{live_redirect: opts} ->
        {:noreply, state |> ended(topic, {:live_redirect, opts}) |> answer_end(from)}

      %{redirect: opts} ->
        {:noreply, state |> ended(topic, {:redirect, opts}) |> answer_end(from)}

      _ ->
        raw? = patch == :raw
        if patch = payload[:live_patch] || (not raw? && patch), do: tell(state, {:patch, topic, patch})
        state = applied(state, id, payload[:diff] || %{})
        answer(from, fn -> {:ok, if(raw?, do: payload, else: html(state, id))} end)
        {:noreply, state}
    end
  end

  def handle_info({:answer, from, fun}, state) do
    GenServer.reply(from, fun.(state))
    {:noreply, state}
  end

  def handle_info({:DOWN, _, _, pid, _}, %{caller: pid} = state), do: {:stop, :shutdown, state}

  def handle_info({:EXIT, pid, reason}, state) do
    case Enum.find(state.views, fn {_, view} -> view.pid == pid end) do
      nil -> {:noreply, state}
      _ when reason in [:normal, :shutdown] or (is_tuple(reason) and elem(reason, 0) == :shutdown) -> {:noreply, state}
      _ -> {:stop, reason, state}
    end
  end

  def handle_info(_other, state), do: {:noreply, state}

  defp tell(state, what), do: send(state.caller, {state.ref, what})

  defp answer(nil, _reply), do: :ok
  defp answer(from, fun) when is_function(fun), do: GenServer.reply(from, fun.())
  defp answer(from, reply), do: GenServer.reply(from, reply)

  defp answer_end(state, from) do
    answer(from, {:error, state.ended})
    state
  end

  defp ended(state, topic, {_kind, opts} = how) do
    tell(state, {:redirect, topic, opts})
    %{state | ended: how}
  end

  # Page

  defp applied(state, id, diff) do
    for [event, payload] <- diff[:e] || [], do: tell(state, {:push_event, event, payload})
    if is_map(diff[:r]), do: tell(state, {:reply, diff[:r]})
    state = if id == state.root and diff[:t], do: %{state | title: diff[:t]}, else: state

    case state.views do
      %{^id => view} -> state |> redrawn(view, Map.drop(diff, [:r, :e, :t])) |> children(id)
      _ -> state
    end
  end

  defp redrawn(state, _view, diff) when diff == %{}, do: state

  defp redrawn(state, view, diff) do
    page = Rendered.merge(view.page, diff)
    nodes = page |> Rendered.to_html() |> LabPage.parse()
    {streams, page} = Rendered.take_streams(page)
    page = dropped(view, page)
    put_in(state.views[view.id], %{view | page: page, nodes: Patch.apply(view.nodes, nodes, streams)})
  end

  # The server drops components that are no longer on the page.
  defp dropped(view, page) do
    shown = Rendered.cids(page)

    case for(cid <- Map.keys(page.c), cid not in shown, do: cid) do
      [] ->
        page

      gone ->
        for event <- ["cids_will_destroy", "cids_destroyed"], do: send(view.pid, %Message{topic: view.topic, event: event, payload: %{"cids" => gone}, join_ref: view.topic})
        %{page | c: Map.drop(page.c, gone)}
    end
  end

  defp children(state, id) do
    here = LabPage.all(state.views[id].nodes, &(LabPage.attribute(&1, "data-phx-session") != nil))
    ids = Enum.map(here, &LabPage.attribute(&1, "id"))
    gone = for {other, %{parent: ^id} = view} <- state.views, other not in ids, do: view
    for view <- gone, do: send(view.pid, %Message{topic: view.topic, event: "phx_leave", join_ref: view.topic})
    state = %{state | views: Map.drop(state.views, Enum.map(gone, & &1.id))}
    here |> Enum.reject(&is_map_key(state.views, LabPage.attribute(&1, "id"))) |> Enum.reduce(state, &join!(&2, &1, id))
  end

  @doc false
  def nodes(state, id), do: whole(state.views[id].nodes, state)

  # Fills the container of each LiveView on a page with its contents.
  defp whole(nodes, state) do
    LabPage.map(nodes, fn {tag, attrs, _} = node ->
      id = LabPage.attribute(node, "id")
      if id && LabPage.attribute(node, "data-phx-session") && state.views[id], do: {tag, attrs, nodes(state, id)}, else: node
    end)
  end

  defp html(state, id), do: if(state.views[id], do: state |> nodes(id) |> LabPage.to_html(), else: "")

  # Requests of the test

  @impl true
  def handle_call(:root, _from, state), do: {:reply, {client_view(state, state.root), LabPage.to_html(whole(state.page, state))}, state}
  def handle_call(_message, _from, %{ended: how} = state) when how != nil, do: {:reply, {:error, how}, state}
  def handle_call({:render, id}, from, state), do: settled(state, from, &{:ok, html(&1, id)})
  def handle_call(:page, from, state), do: settled(state, from, &{:ok, LabPage.to_html(whole(&1.page, &1))})
  def handle_call(:title, from, state), do: settled(state, from, &{:ok, &1.title || page_title(&1)})
  def handle_call({:find, id, element}, from, state), do: settled(state, from, &Deed.find(nodes(&1, id), element))
  def handle_call({:file_input, id, form, name}, from, state), do: settled(state, from, &Deed.file_input(form, name, id, fn id -> nodes(&1, id) end))
  def handle_call({:has?, id, element}, from, state), do: settled(state, from, &{:ok, Deed.matching(nodes(&1, id), element) != []})

  def handle_call({:children, id}, from, state) do
    settled(state, from, fn state -> {:ok, for({child, %{parent: ^id}} <- state.views, do: client_view(state, child))} end)
  end

  def handle_call({:asyncs, id}, _from, state), do: {:reply, {:ok, asking(state.views[id].pid, {:phoenix, :async_pids}, [])}, state}

  # Sends a message to a LiveView and returns its reply unchanged.
  def handle_call({:ask, id, event, payload}, from, state), do: {:noreply, pushed(state, state.views[id], event, payload, {from, :raw})}

  # An event is handled once the page is up to date with the LiveViews.
  def handle_call({:do, id, deed}, from, state) do
    pinged(state)
    send(self(), {:"$gen_call", from, {:now, id, deed}})
    {:noreply, state}
  end

  def handle_call({:now, id, deed}, from, state) do
    case Deed.plan(deed, id, &nodes(state, &1)) do
      {:send, to, event, payload} -> {:noreply, sent(state, state.views[to], event, payload, from)}
      {:leave, how} -> {:reply, {:error, how}, ended(state, "lv:" <> id, how)}
      {:error, _} = error -> {:reply, error, state}
    end
  end

  # A browser sends the absolute URL.
  defp sent(state, view, "live_patch", %{"url" => path}, from) do
    url = state.url |> URI.merge(path) |> URI.to_string()
    pushed(state, view, "live_patch", %{"url" => url}, {from, %{kind: :push, to: path}})
  end

  defp sent(state, view, event, payload, from), do: pushed(state, view, event, payload, {from, nil})

  defp pushed(state, view, event, payload, waiting) do
    ref = Integer.to_string(state.next)
    send(view.pid, %Message{topic: view.topic, event: event, payload: payload, ref: ref, join_ref: view.topic})
    %{state | next: state.next + 1, waiting: Map.put(state.waiting, ref, waiting)}
  end

  # The reply comes after the diffs that LiveViews have sent by then.
  defp settled(state, from, fun) do
    pinged(state)
    send(self(), {:answer, from, fun})
    {:noreply, state}
  end

  defp pinged(state), do: for({_, view} <- state.views, do: asking(view.pid, {:phoenix, :ping}, :ok))

  defp asking(pid, what, otherwise) do
    GenServer.call(pid, what, :infinity)
  catch
    :exit, _ -> otherwise
  end

  defp page_title(state) do
    with {_, _, children} <- LabPage.find(state.page, &(elem(&1, 0) == "title")), do: LabPage.text(children)
  end

  defp client_view(state, id) do
    view = state.views[id]
    %Phoenix.LiveViewTest.View{id: id, pid: view.pid, module: module(view.pid), endpoint: state.endpoint, proxy: {state.ref, view.topic, self()}}
  end

  defp module(pid), do: asking(pid, {:phoenix, :view}, nil)
end
