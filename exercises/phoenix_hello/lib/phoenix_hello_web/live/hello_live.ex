defmodule PhoenixHelloWeb.HelloLive do
  @moduledoc """
  The page at /hello. It shows the node that rendered it, the node of its process, that node's clock, and the managers.

  The request for the page calls `mount/3`. Then the page's script opens a WebSocket, and `mount/3` is called again in a
  process that stays. If its node is lost, so is the process. The script then opens a new WebSocket, to another node.
  """

  use PhoenixHelloWeb, :live_view

  alias PhoenixHelloWeb.Managers

  @tick 100
  @look 1000
  @shown 50

  @impl true
  def mount(_params, session, socket) do
    if connected?(socket) do
      :timer.send_interval(@tick, :tick)
      :timer.send_interval(@look, :look)
    end

    {:ok,
     socket
     |> assign(page_title: "Hello from #{node()}", node: node(), connected: connected?(socket))
     |> assign(made_by: session["made_by"], visits: session["visits"])
     |> tick()
     |> look()}
  end

  @impl true
  def handle_info(:tick, socket), do: {:noreply, tick(socket)}
  def handle_info(:look, socket), do: {:noreply, look(socket)}

  @impl true
  def handle_event("ten", _params, socket) do
    case Managers.start_ten() do
      {:ok, names} -> {:noreply, socket |> put_flash(:info, "Started by #{node()}: #{Enum.join(names, ", ")}.") |> look()}
      {:error, :not_running} -> {:noreply, none(socket)}
    end
  end

  def handle_event("start", %{"count" => count}, socket) do
    case Integer.parse(count) do
      {count, ""} when count in 1..1000 -> {:noreply, start(socket, count)}
      _other -> {:noreply, put_flash(socket, :error, "A number from 1 to 1000, please.")}
    end
  end

  defp start(socket, count) do
    case Managers.start(count) do
      :ok -> socket |> put_flash(:info, "#{count} started, by #{node()}.") |> look()
      {:error, :not_running} -> none(socket)
    end
  end

  defp none(socket), do: put_flash(socket, :error, "There is no supervisor of managers on #{node()}: see exercise 6.")

  defp tick(socket), do: assign(socket, :clock, clock(Time.utc_now()))

  defp look(socket), do: assign(socket, others: Enum.sort(Node.list()), managers: Managers.overview(@shown))

  # To the tenth of a second.
  defp clock(time), do: time |> Time.to_string() |> String.slice(0, 10)

  @impl true
  def render(assigns) do
    ~H"""
    <section aria-labelledby="answer">
      <h1 id="answer">Hello from <strong class="node">{@node}</strong></h1>
      <dl class="facts">
        <div>
          <dt>Page made by</dt>
          <dd id="made-by" class="node">{@made_by}</dd>
        </div>
        <div>
          <dt>Live on</dt>
          <dd id="live-on" class="node">{if @connected, do: @node, else: "no node yet"}</dd>
        </div>
        <div>
          <dt>Its clock (UTC)</dt>
          <dd><time id="clock">{@clock}</time></dd>
        </div>
        <div>
          <dt>Your visits</dt>
          <dd id="visits">{@visits}</dd>
        </div>
        <div>
          <dt>Other nodes</dt>
          <dd id="others">{others(@others)}</dd>
        </div>
        <div>
          <dt>Managers</dt>
          <dd id="count">{@managers.count}</dd>
        </div>
      </dl>
    </section>

    <section aria-labelledby="managers">
      <h2 id="managers">Managers</h2>
      <p :if={not @managers.running} class="note">
        No supervisor of managers runs on this node yet: that is exercise 6.
      </p>

      <form id="start" phx-submit="start" class="start">
        <label for="how-many">Start</label>
        <input id="how-many" name="count" type="number" min="1" max="1000" value="10" required />
        <button type="submit">Start managers</button>
      </form>
      <p class="start">
        <button id="ten" phx-click="ten">Start the ten with names of their own</button>
      </p>

      <ul :if={@managers.nodes != []} class="nodes" aria-label="Managers by node">
        <li :for={{node, count} <- @managers.nodes}>
          <span class="node">{node}</span>
          <meter min="0" max={@managers.count} value={count}>{count}</meter>
          <span>{count}</span>
        </li>
      </ul>

      <table :if={@managers.managers != []}>
        <caption>{caption(@managers)}</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Node</th>
            <th scope="col">Process</th>
          </tr>
        </thead>
        <tbody>
          <tr :for={manager <- @managers.managers}>
            <th scope="row">{manager.name}</th>
            <td class="node">{manager.node}</td>
            <td><code>{manager.pid}</code></td>
          </tr>
        </tbody>
      </table>
    </section>
    """
  end

  defp others([]), do: "none"
  defp others(nodes), do: Enum.join(nodes, ", ")

  defp caption(%{count: count, managers: managers}) when count == length(managers), do: "All #{count}"
  defp caption(%{count: count, managers: managers}), do: "The first #{length(managers)} of #{count}"
end
