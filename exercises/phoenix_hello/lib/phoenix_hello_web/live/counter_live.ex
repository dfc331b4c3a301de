defmodule PhoenixHelloWeb.CounterLive do
  @moduledoc """
  A button, and the number of times it was clicked (lab 9).

  `mount/3` returns the initial state, `render/1` the HTML of a state, and `handle_event/3` the next state after an
  event in the browser.
  """

  use Phoenix.LiveView, layout: {PhoenixHelloWeb.Layouts, :app}

  @impl true
  def mount(_params, _session, socket) do
    # Lab 9: put a counter into the state, assign(socket, :counter, 0)
    {:ok, socket}
  end

  # Lab 9: handle_event("...", _params, socket) increments the counter and returns {:noreply, socket}.

  @impl true
  def render(assigns) do
    ~H"""
    <h1>Counter</h1>
    <%!-- Lab 9: show the counter, and a button with phx-click="..." --%>
    """
  end
end
