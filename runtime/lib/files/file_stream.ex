defmodule File.Stream do
  @moduledoc "A file as a stream of lines or of pieces, read and written as it goes."

  defstruct path: nil, modes: [], line_or_bytes: :line, raw: true, node: nil

  @type t :: %__MODULE__{}

  @doc false
  def __build__(path, line_or_bytes, modes) do
    raw = :lists.keyfind(:encoding, 1, modes) == false

    modes =
      cond do
        not raw -> modes
        line_or_bytes == :line and not Enum.any?(modes, &match?({:read_ahead, _}, &1)) -> [:raw, :read_ahead, :binary | modes]
        true -> [:raw, :binary | modes]
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
  def next(%{raw: true, line_or_bytes: :line}, device), do: IO.each_binstream(device, :line)
  def next(%{raw: true, line_or_bytes: n}, device), do: IO.each_binstream(device, n)
  def next(%{line_or_bytes: what}, device), do: IO.each_stream(device, what)

  defimpl Enumerable do
    def reduce(stream, acc, fun) do
      start = fn ->
        device = File.Stream.open!(stream, for(mode <- stream.modes, mode not in [:write, :append, :trim_bom], do: mode))
        if :trim_bom in stream.modes, do: skip_mark(device)
        device
      end

      Stream.resource(start, &File.Stream.next(stream, &1), &:file.close/1).(acc, fun)
    end

    # The byte order mark of a UTF-8 file is not a part of its text.
    defp skip_mark(device) do
      case IO.binread(device, 3) do
        <<0xEF, 0xBB, 0xBF>> -> :ok
        _ -> :file.position(device, 0)
      end
    end

    def count(%{line_or_bytes: :line} = stream) do
      device = File.Stream.open!(stream, [:raw, :binary])

      try do
        {:ok, count_lines(device, stream, 0)}
      after
        :file.close(device)
      end
    end

    def count(%{line_or_bytes: n} = stream) do
      case File.stat(stream.path) do
        {:ok, %{size: 0}} -> {:ok, 0}
        {:ok, %{size: size}} -> {:ok, div(size + n - 1, n)}
        {:error, reason} -> File.Stream.failed!(stream, reason)
      end
    end

    # Newlines are counted: text behind the last is not.
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
