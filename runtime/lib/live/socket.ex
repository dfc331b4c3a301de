defmodule Phoenix.LiveView.Socket.AssignsNotInSocket do
  @moduledoc false
  defstruct [:__assigns__]

  defimpl Inspect do
    def inspect(_, _), do: "#Phoenix.LiveView.Socket.AssignsNotInSocket<>"
  end
end

defmodule Phoenix.LiveView.Socket do
  @moduledoc """
  The state of a LiveView, and the socket for browsers:

      socket "/live", Phoenix.LiveView.Socket, websocket: [connect_info: [session: @session_options]]
  """

  use Phoenix.Socket

  defstruct id: nil,
            endpoint: nil,
            view: nil,
            parent_pid: nil,
            root_pid: nil,
            router: nil,
            assigns: %{__changed__: %{}},
            private: %{live_temp: %{}},
            fingerprints: {nil, %{}},
            redirected: nil,
            host_uri: nil,
            transport_pid: nil,
            sticky?: false

  channel "lv:*", Phoenix.LiveView.Channel
  channel "lvu:*", Phoenix.LiveView.UploadChannel

  @impl Phoenix.Socket
  def connect(_params, %Phoenix.Socket{} = socket, connect_info) do
    {:ok, %{socket | private: Map.put(socket.private, :connect_info, connect_info)}}
  end

  @impl Phoenix.Socket
  def id(socket), do: (socket.private.connect_info[:session] || %{})["live_socket_id"]
end
