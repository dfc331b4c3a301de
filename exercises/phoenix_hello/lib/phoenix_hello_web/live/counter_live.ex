defmodule PhoenixHelloWeb.CounterLive do
  @moduledoc """
  A button, and how often it has been pressed (lab 9).

  `mount/3` gives the page its first state, `render/1` shows a state, `handle_event/3` makes the next state when
  something happens in the browser.
  """

  use Phoenix.LiveView, layout: {PhoenixHelloWeb.Layouts, :app}

  @impl true
  def mount(_params, _session, socket) do
    # Lab 9: put a counter into the state, assign(socket, :counter, 0)
    {:ok, socket}
  end

  # Lab 9: handle_event("...", _params, socket) makes the counter one more; it answers {:noreply, socket}.

  @impl true
  def render(assigns) do
    ~H"""
    <h1>Counter</h1>
    <%!-- Lab 9: show the counter, and a button with phx-click="..." --%>
    """
  end
end
