defprotocol Phoenix.HTML.Safe do
  @moduledoc "The protocol of values in HTML: their escaped text, as iodata."

  @doc "Returns the value as iodata that is safe in HTML."
  def to_iodata(data)
end

defimpl Phoenix.HTML.Safe, for: Atom do
  def to_iodata(nil), do: ""
  def to_iodata(atom), do: Phoenix.HTML.Engine.html_escape(Atom.to_string(atom))
end

defimpl Phoenix.HTML.Safe, for: BitString do
  def to_iodata(text), do: Phoenix.HTML.Engine.html_escape(text)
end

defimpl Phoenix.HTML.Safe, for: Integer do
  def to_iodata(data), do: Integer.to_string(data)
end

defimpl Phoenix.HTML.Safe, for: Float do
  def to_iodata(data), do: Float.to_string(data)
end

defimpl Phoenix.HTML.Safe, for: Tuple do
  def to_iodata({:safe, data}), do: data
  def to_iodata(value), do: raise(Protocol.UndefinedError, protocol: Phoenix.HTML.Safe, value: value)
end

defimpl Phoenix.HTML.Safe, for: [Date, Time, NaiveDateTime] do
  def to_iodata(data), do: @for.to_iso8601(data)
end

defimpl Phoenix.HTML.Safe, for: DateTime do
  def to_iodata(data), do: data |> DateTime.to_iso8601() |> Phoenix.HTML.Engine.html_escape()
end

defimpl Phoenix.HTML.Safe, for: URI do
  def to_iodata(data), do: data |> URI.to_string() |> Phoenix.HTML.Engine.html_escape()
end

defimpl Phoenix.HTML.Safe, for: List do
  def to_iodata(list), do: walk(list)

  defp walk([h | t]), do: [element(h) | walk(t)]
  defp walk([]), do: []
  defp walk(text) when is_binary(text), do: Phoenix.HTML.Engine.html_escape(text)

  defp walk(other) do
    raise ArgumentError, "lists in Phoenix.HTML templates only support iodata, and not chardata. Integers may only represent bytes. It's likely you meant to pass a string with double quotes instead of a char list with single quotes. Got: #{inspect(other)}"
  end

  defp element(?<), do: "&lt;"
  defp element(?>), do: "&gt;"
  defp element(?&), do: "&amp;"
  defp element(?"), do: "&quot;"
  defp element(?'), do: "&#39;"
  defp element(c) when is_integer(c) and c <= 255, do: c
  defp element(list) when is_list(list), do: walk(list)
  defp element(text) when is_binary(text), do: Phoenix.HTML.Engine.html_escape(text)
  defp element({:safe, data}), do: data
  defp element(other), do: walk(other)
end
