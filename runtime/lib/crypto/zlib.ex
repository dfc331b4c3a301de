defmodule :zlib do
  @moduledoc """
  Compresses and decompresses data. The functions for whole texts process a text at once. A stream
  (`open/0`) keeps its data in the dictionary of the process that opened it, and ends with this
  process.
  """

  def compress(data), do: :lab_zlib.deflate(:zlib, -1, [{data, false}], true)
  def zip(data), do: :lab_zlib.deflate(:raw, -1, [{data, false}], true)
  def gzip(data), do: :lab_zlib.deflate(:gzip, -1, [{data, false}], true)

  def uncompress(data), do: whole(:zlib, data)
  def unzip(data), do: whole(:raw, data)
  def gunzip(data), do: members(:erlang.iolist_to_binary(data))

  # A gzip file can consist of several members.
  defp members(data) do
    case :lab_zlib.inflate(:gzip, data) do
      {:done, out, ""} -> out
      {:done, out, rest} -> out <> members(rest)
      {_, _, _} -> :erlang.error(:data_error)
    end
  end

  defp whole(format, data) do
    data = :erlang.iolist_to_binary(data)

    case :lab_zlib.inflate(format, data) do
      {:done, out, _} -> out
      {:more, _, _} -> :erlang.error(if data == "", do: :buf_error, else: :data_error)
      {_, _, _} -> :erlang.error(:data_error)
    end
  end

  def crc32(data) when not is_reference(data), do: :erlang.crc32(data)
  def crc32(_stream, data), do: :erlang.crc32(data)
  def crc32(_stream, before, data), do: :erlang.crc32(before, data)
  def adler32(_stream, data), do: :erlang.adler32(data)
  def adler32(_stream, before, data), do: :erlang.adler32(before, data)

  def open do
    stream = make_ref()
    :erlang.put({:zlib, stream}, :idle)
    stream
  end

  def close(stream) do
    _ = state(stream)
    :erlang.erase({:zlib, stream})
    :ok
  end

  defp state(stream) do
    case :erlang.get({:zlib, stream}) do
      :undefined -> :erlang.error(:not_initialized)
      state -> state
    end
  end

  defp keep(stream, state) do
    :erlang.put({:zlib, stream}, state)
    :ok
  end

  def deflateInit(stream), do: deflateInit(stream, :default)
  def deflateInit(stream, level), do: deflateInit(stream, level, :deflated, 15, 8, :default)

  def deflateInit(stream, level, :deflated, bits, _memory, _strategy) do
    _ = state(stream)
    keep(stream, {:deflate, format(bits), level(level), [], 0})
  end

  defp level(:default), do: -1
  defp level(:none), do: 0
  defp level(:best_speed), do: 1
  defp level(:best_compression), do: 9
  defp level(n) when n in 0..9, do: n
  defp level(_), do: :erlang.error(:bad_compression_level)

  # As in zlib.h, negative values mean data without a header. Values from 24 to 31 mean gzip.
  # Values from 40 on mean either format.
  defp format(bits) when bits in 8..15, do: :zlib
  defp format(bits) when bits >= -15 and bits <= -8, do: :raw
  defp format(bits) when bits in 24..31, do: :gzip
  defp format(bits) when bits in 40..47, do: :auto
  defp format(_), do: :erlang.error(:bad_windowbits)

  def deflate(stream, data), do: deflate(stream, data, :none)

  def deflate(stream, data, flush) when flush in [:none, :sync, :full, :finish] do
    {:deflate, format, level, parts, given} = deflating(stream)
    parts = [{:erlang.iolist_to_binary(data), flush in [:sync, :full]} | parts]

    if flush == :none do
      keep(stream, {:deflate, format, level, parts, given})
      []
    else
      out = :lab_zlib.deflate(format, level, :lists.reverse(parts), flush == :finish)
      keep(stream, {:deflate, format, level, parts, byte_size(out)})
      [binary_part(out, given, byte_size(out) - given)]
    end
  end

  defp deflating(stream) do
    with state when elem(state, 0) != :deflate <- state(stream), do: :erlang.error(:stream_error)
  end

  def deflateReset(stream) do
    {:deflate, format, level, _, _} = deflating(stream)
    keep(stream, {:deflate, format, level, [], 0})
  end

  def deflateEnd(stream) do
    _ = deflating(stream)
    keep(stream, :idle)
  end

  def inflateInit(stream), do: inflateInit(stream, 15)
  def inflateInit(stream, bits), do: inflateInit(stream, bits, :cut)

  def inflateInit(stream, bits, _at_end) do
    _ = state(stream)
    keep(stream, {:inflate, format(bits), "", 0, false})
  end

  def inflate(stream, data), do: inflate(stream, data, [])

  def inflate(stream, data, _options) do
    {:inflate, format, before, given, _} = inflating(stream)
    all = before <> :erlang.iolist_to_binary(data)
    format = if format == :auto and byte_size(all) > 1, do: kind(all), else: format

    case format == :auto || :lab_zlib.inflate(format, all) do
      true ->
        keep(stream, {:inflate, format, all, given, false})
        []

      {:data_error, _, _} ->
        :erlang.error(:data_error)

      {what, out, _} ->
        keep(stream, {:inflate, format, all, byte_size(out), what == :done})
        if byte_size(out) == given, do: [], else: [binary_part(out, given, byte_size(out) - given)]
    end
  end

  defp kind(<<31, 139, _::binary>>), do: :gzip
  defp kind(_), do: :zlib

  def safeInflate(stream, data) do
    out = inflate(stream, data)
    {:finished, out}
  end

  defp inflating(stream) do
    with state when elem(state, 0) != :inflate <- state(stream), do: :erlang.error(:stream_error)
  end

  def inflateReset(stream) do
    {:inflate, format, _, _, _} = inflating(stream)
    keep(stream, {:inflate, format, "", 0, false})
  end

  @doc "Ends a stream. Raises data_error if the end of the compressed data is missing."
  def inflateEnd(stream) do
    {:inflate, _, _, _, done} = inflating(stream)
    keep(stream, :idle)
    if done, do: :ok, else: :erlang.error(:data_error)
  end

  def set_controlling_process(stream, pid) when is_pid(pid) do
    _ = state(stream)
    if pid == self(), do: :ok, else: :erlang.error(:not_supported)
  end
end
