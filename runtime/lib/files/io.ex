defmodule IO do
  @moduledoc "Input and output on devices, which are processes that speak the Erlang I/O protocol."

  @type device :: atom | pid
  @type nodata :: {:error, term} | :eof
  @type chardata :: String.t() | maybe_improper_list(char | chardata, String.t() | [])

  @doc "Reads a line, a number of characters, or everything up to the end from the device."
  def read(device \\ :stdio, line_or_chars)

  def read(device, :eof), do: getn(device, "", :eof)

  def read(device, :all) do
    warn("IO.read(device, :all) is deprecated, use IO.read(device, :eof) instead")
    read_all(device, [])
  end

  def read(device, :line), do: :io.get_line(map_dev(device), ~c"")

  def read(device, count) when is_integer(count) and count >= 0 do
    :io.get_chars(map_dev(device), ~c"", count)
  end

  defp read_all(device, acc) do
    case read(device, :line) do
      line when is_binary(line) -> read_all(device, [acc, line])
      :eof -> IO.iodata_to_binary(acc)
      {:error, _} = error -> error
    end
  end

  @doc "Reads bytes from the device."
  def binread(device \\ :stdio, line_or_chars)
  def binread(device, :all) do
    warn("IO.binread(device, :all) is deprecated, use IO.binread(device, :eof) instead")
    read_bytes(map_dev(device), :all, [])
  end

  def binread(device, :eof), do: read_bytes(map_dev(device), :eof, [])
  def binread(device, :line), do: device |> map_dev() |> :file.read_line() |> bytes()

  def binread(device, count) when is_integer(count) and count >= 0 do
    device |> map_dev() |> :file.read(count) |> bytes()
  end

  defp read_bytes(device, what, acc) do
    case :file.read(device, 4096) do
      {:ok, data} -> read_bytes(device, what, [acc | data])
      :eof when acc == [] and what == :eof -> :eof
      :eof -> IO.iodata_to_binary(acc)
      {:error, _} = error -> error
    end
  end

  defp bytes({:ok, data}) when is_list(data), do: :erlang.list_to_binary(data)
  defp bytes({:ok, data}), do: data
  defp bytes(other), do: other

  @doc "Writes to the device."
  def write(device \\ :stdio, chardata) do
    :io.put_chars(map_dev(device), to_chardata(chardata))
  end

  @doc "Writes bytes to the device."
  def binwrite(device \\ :stdio, iodata) do
    case :file.write(map_dev(device), iodata) do
      :ok -> :ok
      {:error, reason} -> :erlang.error(reason)
    end
  end

  @doc "Writes to the device, followed by a newline."
  def puts(device \\ :stdio, item) do
    :io.put_chars(map_dev(device), [to_chardata(item), ?\n])
  end

  @doc "Writes a warning to the standard error. Also writes a stack trace, if it is given."
  def warn(message, stacktrace_info)

  def warn(message, %Macro.Env{} = env) do
    warn(message, env |> Map.take([:file, :line, :module, :function]) |> Map.to_list())
  end

  def warn(message, about) when about == [] or is_tuple(hd(about)) do
    message = to_chardata(message)

    if :lab_compiler.keep(IO.Warning.diagnostic(message, about)) do
      # If printing a warning fails, the program continues.
      :io.request(:standard_error, {:put_chars, :unicode, IO.chardata_to_string(IO.Warning.text(message, about))})
    end

    :ok
  end

  @doc false
  # Prints a warning once for each caller. dropped is the number of innermost calls to omit from
  # the stack trace.
  def warn_once(key, message, dropped) do
    {:current_stacktrace, stacktrace} = Process.info(self(), :current_stacktrace)
    stacktrace = Enum.drop(stacktrace, dropped)
    if first_time?(key, stacktrace), do: warn(message, stacktrace)
  end

  defp first_time?(key, [{module, name, args, _} | _]) do
    key = {__MODULE__, :warned, key, module, name, if(is_list(args), do: length(args), else: args)}
    first = :persistent_term.get(key, true)
    if first, do: :persistent_term.put(key, false)
    first
  end

  # Without a caller, warnings cannot be told apart.
  defp first_time?(_key, []), do: true

  @doc "Writes a warning to the standard error, with the stack trace of the caller."
  def warn(message) do
    {:current_stacktrace, stacktrace} = Process.info(self(), :current_stacktrace)
    warn(message, Enum.drop(stacktrace, 2))
  end

  @doc "Inspects `item`, writes the text, and returns `item`."
  def inspect(item, opts \\ []), do: IO.inspect(:stdio, item, opts)

  @doc "Inspects `item`, writes the text to `device`, and returns `item`."
  def inspect(device, item, opts) when is_list(opts) do
    {label, opts} = Keyword.pop(opts, :label)
    label = if label == nil, do: [], else: [to_chardata(label), ": "]
    opts = Keyword.put_new(opts, :pretty, true)
    shown = Kernel.inspect(item, Keyword.put_new(opts, :width, width(device)))
    puts(device, [label, shown])
    item
  end

  defp width(device) do
    case :io.columns(map_dev(device)) do
      {:ok, columns} -> max(columns, 1)
      {:error, _} -> 80
    end
  end

  @doc "Reads `count` characters, after the prompt."
  def getn(prompt, count \\ 1)

  def getn(prompt, count) when is_integer(count) and count > 0, do: getn(:stdio, prompt, count)
  def getn(device, prompt) when not is_integer(prompt), do: getn(device, prompt, 1)

  @doc "Reads `count` characters from `device`, after the prompt."
  def getn(device, prompt, :eof) do
    :io.request(map_dev(device), {:get_until, :unicode, to_chardata(prompt), :io_lib, :collect_chars, [:eof]})
  end

  def getn(device, prompt, count) when is_integer(count) and count > 0 do
    :io.get_chars(map_dev(device), to_chardata(prompt), count)
  end

  @doc "Reads a line, after the prompt."
  def gets(device \\ :stdio, prompt) do
    :io.get_line(map_dev(device), to_chardata(prompt))
  end

  @doc "Returns a stream of the lines of the standard input."
  def stream(), do: stream(:stdio, :line)

  @doc "Returns a stream of the lines of the standard input, as bytes."
  def binstream(), do: binstream(:stdio, :line)

  @doc "Returns a stream of the lines or characters of the device. Values put into it are written."
  def stream(device \\ :stdio, line_or_codepoints)

  def stream(device, line_or_codepoints)
      when line_or_codepoints == :line or (is_integer(line_or_codepoints) and line_or_codepoints > 0) do
    %IO.Stream{device: map_dev(device), raw: false, line_or_bytes: line_or_codepoints}
  end

  @doc "Returns a stream of the lines or bytes of the device."
  def binstream(device \\ :stdio, line_or_bytes)

  def binstream(device, line_or_bytes)
      when line_or_bytes == :line or (is_integer(line_or_bytes) and line_or_bytes > 0) do
    %IO.Stream{device: map_dev(device), raw: true, line_or_bytes: line_or_bytes}
  end

  @doc false
  def each_stream(device, what), do: device |> read(what) |> next_of(device)

  @doc false
  def each_binstream(device, what), do: device |> binread(what) |> next_of(device)

  defp next_of(:eof, device), do: {:halt, device}
  defp next_of({:error, reason}, _device), do: raise(IO.StreamError, reason: reason)
  defp next_of(data, device), do: {[data], device}

  @doc "Converts chardata to a string."
  def chardata_to_string(chardata) when is_binary(chardata), do: chardata
  def chardata_to_string(chardata) when is_list(chardata), do: List.to_string(chardata)

  @doc "Converts iodata to a binary."
  def iodata_to_binary(iodata), do: :erlang.iolist_to_binary(iodata)

  @doc "Returns the number of bytes in the iodata."
  def iodata_length(iodata), do: :erlang.iolist_size(iodata)


  defp to_chardata(data), do: if(is_list(data), do: data, else: to_string(data))

  # Converts the name of a device from Elixir to Erlang.
  defp map_dev(device) when is_pid(device) or is_tuple(device), do: device
  defp map_dev(:stderr), do: :standard_error
  defp map_dev(:stdio), do: :standard_io
  defp map_dev(name) when is_atom(name), do: name
end
