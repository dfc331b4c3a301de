defmodule PhoenixHelloWeb.CounterLive do
  @moduledoc "A button, and the number of times it was clicked."

  use Phoenix.LiveView, layout: {PhoenixHelloWeb.Layouts, :app}

  @impl true
  def mount(_params, _session, socket) do
    {:ok, assign(socket, :counter, 0)}
  end

  @impl true
  def handle_event("increment", _params, socket) do
    {:noreply, update(socket, :counter, &(&1 + 1))}
  end

  @impl true
  def render(assigns) do
    ~H"""
    <h1>Counter</h1>
    <p>Pressed <output id="counter">{@counter}</output> times.</p>
    <button id="increment" phx-click="increment">One more</button>
    """
  end
end
