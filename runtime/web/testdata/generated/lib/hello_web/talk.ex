defmodule HelloWeb.Talk do
  @behaviour Phoenix.Socket.Transport

  @impl true
  def child_spec(_opts), do: :ignore

  @impl true
  def connect(%{params: %{"refuse" => _}}), do: :error
  def connect(%{connect_info: info}), do: {:ok, info}

  @impl true
  def init(info), do: {:ok, info}

  @impl true
  def handle_in({"visits", opcode: :text}, info), do: {:reply, :ok, {:text, inspect(info.session && info.session["visits"])}, info}
  def handle_in({"peer", opcode: :text}, info), do: {:reply, :ok, {:text, inspect(info.peer_data.address)}, info}

  @impl true
  def handle_info(_message, info), do: {:ok, info}

  @impl true
  def terminate(_reason, _info), do: :ok
end
