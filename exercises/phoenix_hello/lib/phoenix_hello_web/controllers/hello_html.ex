defmodule PhoenixHelloWeb.HelloHTML do
  @moduledoc "How the page at /hello looks."

  use PhoenixHelloWeb, :html

  def index(assigns) do
    ~H"""
    <section aria-labelledby="answer">
      <h1 id="answer">Hello from <strong class="node">{@node}</strong></h1>
      <dl class="facts">
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

      <form method="post" action={~p"/hello/managers"} class="start">
        <input type="hidden" name="_csrf_token" value={get_csrf_token()} />
        <label for="how-many">Start</label>
        <input id="how-many" name="count" type="number" min="1" max="1000" value="10" required />
        <button type="submit">Start managers</button>
      </form>
      <form method="post" action={~p"/hello/ten"} class="start">
        <input type="hidden" name="_csrf_token" value={get_csrf_token()} />
        <button id="ten" type="submit">Start the ten with names of their own</button>
      </form>

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
