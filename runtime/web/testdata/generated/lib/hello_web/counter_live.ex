defmodule HelloWeb.CounterLive do
  use HelloWeb, :live_view

  @impl true
  def mount(_params, _session, socket), do: {:ok, assign(socket, :counter, 0)}

  @impl true
  def handle_event("more", _params, socket), do: {:noreply, update(socket, :counter, &(&1 + 1))}

  @impl true
  def render(assigns) do
    ~H"""
    <output>{@counter}</output>
    <button phx-click="more">One more</button>
    """
  end
end
