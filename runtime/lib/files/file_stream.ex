defmodule File.Stream do
  @moduledoc "A file as a stream of lines or chunks. It is read and written lazily."

  defstruct path: nil, modes: [], line_or_bytes: :line, raw: true, node: nil

  @type t :: %__MODULE__{}

  @doc false
  def __build__(path, line_or_bytes, modes) do
    raw = :lists.keyfind(:encoding, 1, modes) == false

    modes =
      case :lists.keyfind(:read_ahead, 1, modes) do
        _ when not raw -> modes
        {:read_ahead, false} -> [:raw | :lists.keydelete(:read_ahead, 1, modes)]
        {:read_ahead, _} -> [:raw | modes]
        false -> [:raw, :read_ahead | modes]
      end

    %File.Stream{path: path, modes: modes, line_or_bytes: line_or_bytes, raw: raw, node: node()}
  end

  @doc false
  def open!(%{path: path} = stream, modes) do
    with {:error, reason} <- File.open(path, modes), do: failed!(stream, reason), else: ({:ok, device} -> device)
  end

  @doc false
  def failed!(stream, reason), do: raise(File.Error, action: "stream", path: stream.path, reason: reason)

  @doc false
  # Returns the number of bytes to skip: the byte order mark, and read_offset:.
  def start!(%{modes: modes} = stream) do
    offset =
      case :lists.keyfind(:read_offset, 1, modes) do
        false -> 0
        {:read_offset, offset} when is_integer(offset) and offset >= 0 -> offset
        {:read_offset, offset} -> raise ArgumentError, "expected :read_offset to be a non-negative integer, got: #{inspect(offset)}"
      end

    if :trim_bom in modes, do: offset + mark(stream), else: offset
  end

  defp mark(stream) do
    device = open!(stream, [:raw, :binary])

    try do
      case :file.read(device, 4) do
        {:ok, bytes} -> bytes |> :unicode.bom_to_encoding() |> elem(1)
        _ -> 0
      end
    after
      :file.close(device)
    end
  end

  @doc false
  def next(%{raw: true, line_or_bytes: :line}, device), do: IO.each_binstream(device, :line)
  def next(%{raw: true, line_or_bytes: n}, device), do: IO.each_binstream(device, n)
  def next(%{line_or_bytes: what}, device), do: IO.each_stream(device, what)

  defimpl Enumerable do
    def reduce(stream, acc, fun) do
      start = fn ->
        modes = for mode <- stream.modes, mode not in [:write, :append, :trim_bom], not match?({:read_offset, _}, mode), do: mode
        device = File.Stream.open!(stream, modes)
        start = File.Stream.start!(stream)
        if start > 0, do: {:ok, _} = :file.position(device, start)
        device
      end

      Stream.resource(start, &File.Stream.next(stream, &1), &:file.close/1).(acc, fun)
    end

    def count(%{line_or_bytes: :line} = stream) do
      device = File.Stream.open!(stream, [:raw, :binary])

      try do
        {:ok, _} = :file.position(device, File.Stream.start!(stream))
        {:ok, count_lines(device, stream, 0)}
      after
        :file.close(device)
      end
    end

    def count(%{line_or_bytes: n} = stream) do
      case File.stat(stream.path) do
        {:ok, %{size: size}} -> {:ok, div(max(size - File.Stream.start!(stream), 0) + n - 1, n)}
        {:error, reason} -> File.Stream.failed!(stream, reason)
      end
    end

    # Counts newlines. Text after the last newline does not count.
    defp count_lines(device, stream, lines) do
      case :file.read(device, 65_536) do
        {:ok, data} -> count_lines(device, stream, lines + length(:binary.matches(data, "\n")))
        :eof -> lines
        {:error, reason} -> File.Stream.failed!(stream, reason)
      end
    end

    def member?(_stream, _term), do: {:error, __MODULE__}
    def slice(_stream), do: {:error, __MODULE__}
  end

  defimpl Collectable do
    def into(%{raw: raw} = stream) do
      device = File.Stream.open!(stream, [:write | Enum.reject(stream.modes, &(&1 == :read))])

      collect = fn
        :ok, {:cont, data} when raw -> IO.binwrite(device, data)
        :ok, {:cont, data} -> IO.write(device, data)
        :ok, :done -> with(:ok <- :file.close(device), do: stream)
        :ok, :halt -> :file.close(device)
      end

      {:ok, collect}
    end
  end
end
