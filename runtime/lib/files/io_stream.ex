defmodule IO.Stream do
  @moduledoc "A device as a stream for reading and writing."

  defstruct device: nil, raw: true, line_or_bytes: :line

  @type t :: %__MODULE__{}

  defimpl Enumerable do
    def reduce(%{device: device, raw: raw, line_or_bytes: what}, acc, fun) do
      next = if raw, do: &IO.each_binstream(&1, what), else: &IO.each_stream(&1, what)
      Stream.resource(fn -> device end, next, & &1).(acc, fun)
    end

    def count(_stream), do: {:error, __MODULE__}
    def member?(_stream, _term), do: {:error, __MODULE__}
    def slice(_stream), do: {:error, __MODULE__}
  end

  defimpl Collectable do
    def into(%{device: device, raw: raw} = stream) do
      collect = fn
        :ok, {:cont, data} when raw -> IO.binwrite(device, data)
        :ok, {:cont, data} -> IO.write(device, data)
        :ok, _ -> stream
      end

      {:ok, collect}
    end
  end
end
