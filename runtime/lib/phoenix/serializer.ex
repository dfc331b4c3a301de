defmodule Phoenix.Socket.Serializer do
  @moduledoc "How the messages of channels are written on the wire."

  @callback encode!(Phoenix.Socket.Message.t() | Phoenix.Socket.Reply.t()) :: {:socket_push, :text | :binary, iodata}
  @callback decode!(iodata, options :: keyword) :: Phoenix.Socket.Message.t()
  @callback fastlane!(Phoenix.Socket.Broadcast.t()) :: {:socket_push, :text | :binary, iodata}
end

defmodule Phoenix.Socket.V2.JSONSerializer do
  @moduledoc "Messages as `[join_ref, ref, topic, event, payload]`."

  @behaviour Phoenix.Socket.Serializer

  alias Phoenix.Socket.{Broadcast, Message, Reply}

  @impl true
  def fastlane!(%Broadcast{} = msg), do: text([nil, nil, msg.topic, msg.event, msg.payload])

  @impl true
  def encode!(%Reply{} = reply) do
    text([reply.join_ref, reply.ref, reply.topic, "phx_reply", %{status: reply.status, response: reply.payload}])
  end

  def encode!(%Message{} = msg), do: text([msg.join_ref, msg.ref, msg.topic, msg.event, msg.payload])

  defp text(data), do: {:socket_push, :text, Phoenix.json_library().encode_to_iodata!(data)}

  @impl true
  def decode!(raw, opts) do
    case Keyword.get(opts, :opcode, :text) do
      :text -> from_list(Phoenix.json_library().decode!(raw))
      :binary -> from_binary(raw)
    end
  end

  defp from_list([join_ref, ref, topic, event, payload | _]) do
    %Message{join_ref: join_ref, ref: ref, topic: topic, event: event, payload: payload}
  end

  # A push of bytes: kind, the lengths of join_ref, ref, topic and event, then these and the bytes.
  defp from_binary(<<0, j, r, t, e, join_ref::binary-size(j), ref::binary-size(r), topic::binary-size(t), event::binary-size(e), data::binary>>) do
    %Message{join_ref: join_ref, ref: ref, topic: topic, event: event, payload: {:binary, data}}
  end
end

defmodule Phoenix.Socket.V1.JSONSerializer do
  @moduledoc "Messages as objects, as clients of version 1 write them."

  @behaviour Phoenix.Socket.Serializer

  alias Phoenix.Socket.{Broadcast, Message, Reply}

  @impl true
  def fastlane!(%Broadcast{} = msg), do: text(%{topic: msg.topic, event: msg.event, payload: msg.payload, ref: nil})

  @impl true
  def encode!(%Reply{} = reply) do
    text(%{topic: reply.topic, event: "phx_reply", ref: reply.ref, payload: %{status: reply.status, response: reply.payload}})
  end

  def encode!(%Message{} = msg), do: text(%{topic: msg.topic, event: msg.event, payload: msg.payload, ref: msg.ref})

  defp text(data), do: {:socket_push, :text, Phoenix.json_library().encode_to_iodata!(data)}

  @impl true
  def decode!(raw, _opts) do
    %{"topic" => topic, "event" => event, "payload" => payload, "ref" => ref} = Phoenix.json_library().decode!(raw)
    %Message{topic: topic, event: event, payload: payload, ref: ref, join_ref: ref}
  end
end
