defmodule Phoenix.Socket.Serializer do
  @moduledoc "The behaviour of serialisers, which encode the messages of channels."

  @callback encode!(Phoenix.Socket.Message.t() | Phoenix.Socket.Reply.t()) :: {:socket_push, :text | :binary, iodata}
  @callback decode!(iodata, options :: keyword) :: Phoenix.Socket.Message.t()
  @callback fastlane!(Phoenix.Socket.Broadcast.t()) :: {:socket_push, :text | :binary, iodata}
end

defmodule Phoenix.Socket.V2.JSONSerializer do
  @moduledoc "Messages as `[join_ref, ref, topic, event, payload]`."

  @behaviour Phoenix.Socket.Serializer

  alias Phoenix.Socket.{Broadcast, Message, Reply}

  # A binary frame starts with its kind and the lengths of its names.
  @push 0
  @reply 1
  @broadcast 2

  @impl true
  def fastlane!(%Broadcast{payload: {:binary, data}} = msg), do: bytes(@broadcast, [msg.topic, msg.event], data)
  def fastlane!(%Broadcast{} = msg), do: text([nil, nil, msg.topic, msg.event, msg.payload])

  @impl true
  def encode!(%Reply{payload: {:binary, data}} = reply), do: bytes(@reply, [reply.join_ref, reply.ref, reply.topic, reply.status], data)
  def encode!(%Message{payload: {:binary, data}} = msg), do: bytes(@push, [msg.join_ref, msg.topic, msg.event], data)

  def encode!(%Reply{} = reply) do
    text([reply.join_ref, reply.ref, reply.topic, "phx_reply", %{status: reply.status, response: reply.payload}])
  end

  def encode!(%Message{} = msg), do: text([msg.join_ref, msg.ref, msg.topic, msg.event, msg.payload])

  defp text(data), do: {:socket_push, :text, Phoenix.json_library().encode_to_iodata!(data)}

  defp bytes(kind, names, data) do
    names = Enum.map(names, &to_string/1)
    {:socket_push, :binary, [kind, Enum.map(names, &byte_size!/1), names, data]}
  end

  defp byte_size!(name) when byte_size(name) <= 255, do: byte_size(name)
  defp byte_size!(name), do: raise(ArgumentError, "unable to convert #{inspect(name)} to binary.\n\nIt must be less than or equal to 255 bytes, but is #{byte_size(name)} bytes.")

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

  # A binary push consists of its kind, the lengths of join_ref, ref, topic and event, the names
  # themselves, and the data.
  defp from_binary(<<@push, j, r, t, e, join_ref::binary-size(j), ref::binary-size(r), topic::binary-size(t), event::binary-size(e), data::binary>>) do
    %Message{join_ref: join_ref, ref: ref, topic: topic, event: event, payload: {:binary, data}}
  end
end

defmodule Phoenix.Socket.V1.JSONSerializer do
  @moduledoc "Messages as objects, for clients of version 1."

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
