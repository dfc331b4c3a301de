defmodule StringIO do
  @moduledoc "An I/O device held in memory."

  use GenServer

  @doc "Opens a device on `string`. If a function is given, runs it and closes the device."
  def open(string, options_or_function \\ [])

  def open(string, options) when is_binary(string) and is_list(options) do
    GenServer.start(__MODULE__, {self(), string, options}, [])
  end

  def open(string, function) when is_binary(string) and is_function(function, 1) do
    open(string, [], function)
  end

  @doc "Opens a device, runs `function` with it, and closes it."
  def open(string, options, function)
      when is_binary(string) and is_list(options) and is_function(function, 1) do
    {:ok, pid} = open(string, options)

    try do
      {:ok, function.(pid)}
    after
      {:ok, {_input, _output}} = close(pid)
    end
  end

  @doc "Returns the rest of the input, and the output so far."
  def contents(pid) when is_pid(pid), do: GenServer.call(pid, :contents)

  @doc "Returns the output so far and clears it."
  def flush(pid) when is_pid(pid), do: GenServer.call(pid, :flush)

  @doc "Closes the device and returns its contents."
  def close(pid) when is_pid(pid), do: GenServer.call(pid, :close)

  @impl true
  def init({owner, string, options}) do
    ref = Process.monitor(owner)
    encoding = options[:encoding] || :unicode
    {:ok, %{ref: ref, input: string, output: [], encoding: encoding, capture_prompt: options[:capture_prompt] || false}}
  end

  @impl true
  def handle_info({:io_request, from, reply_as, request}, state) do
    {reply, state} = answer(request, state)
    send(from, {:io_reply, reply_as, reply})
    {:noreply, state}
  end

  # A StringIO has no positions.
  def handle_info({:file_request, from, reply_as, _request}, state) do
    send(from, {:file_reply, reply_as, {:error, :enotsup}})
    {:noreply, state}
  end

  def handle_info({:DOWN, ref, :process, _, _}, %{ref: ref} = state), do: {:stop, :shutdown, state}
  def handle_info(_msg, state), do: {:noreply, state}

  @impl true
  def handle_call(:contents, _from, state), do: {:reply, {state.input, written(state)}, state}
  def handle_call(:flush, _from, state), do: {:reply, written(state), %{state | output: []}}
  def handle_call(:close, _from, state), do: {:stop, :normal, {:ok, {state.input, written(state)}}, state}

  defp written(state), do: IO.iodata_to_binary(state.output)

  defp answer({:put_chars, encoding, chars}, state), do: put(chars, encoding, state)
  defp answer({:put_chars, encoding, mod, fun, args}, state), do: put(apply(mod, fun, args), encoding, state)
  defp answer({:put_chars, chars}, state), do: put(chars, :latin1, state)
  defp answer({:get_chars, encoding, prompt, count}, state) when count >= 0, do: get(count, encoding, prompted(prompt, state))
  defp answer({:get_chars, prompt, count}, state), do: answer({:get_chars, :latin1, prompt, count}, state)
  defp answer({:get_line, encoding, prompt}, state), do: line(encoding, prompted(prompt, state))
  defp answer({:get_line, prompt}, state), do: line(:latin1, prompted(prompt, state))
  defp answer({:get_password, encoding}, state), do: line(encoding, state)
  defp answer({:get_until, _encoding, prompt, :io_lib, :collect_chars, [:eof]}, state), do: rest(prompted(prompt, state))
  defp answer({:get_until, encoding, prompt, mod, fun, args}, state), do: until(encoding, prompt, {mod, fun, args}, [], state)
  defp answer({:get_until, prompt, mod, fun, args}, state), do: answer({:get_until, :latin1, prompt, mod, fun, args}, state)
  defp answer({:setopts, [encoding: encoding]}, state) when encoding in [:latin1, :unicode], do: {:ok, %{state | encoding: encoding}}
  defp answer({:setopts, _}, state), do: {{:error, :enotsup}, state}
  defp answer(:getopts, state), do: {[binary: true, encoding: state.encoding], state}
  defp answer({:get_geometry, _}, state), do: {{:error, :enotsup}, state}
  defp answer({:requests, requests}, state), do: all(requests, state)
  defp answer(_other, state), do: {{:error, :request}, state}

  # Requests are handled up to the first error.
  defp all(requests, state) do
    Enum.reduce_while(requests, {:ok, state}, fn request, {_, state} ->
      case answer(request, state) do
        {{:error, _}, _} = failed -> {:halt, failed}
        done -> {:cont, done}
      end
    end)
  end

  defp prompted(prompt, %{capture_prompt: true} = state), do: %{state | output: [state.output | IO.chardata_to_string(prompt)]}
  defp prompted(_prompt, state), do: state

  defp put(chars, encoding, state) do
    case :unicode.characters_to_binary(chars, encoding, state.encoding) do
      bytes when is_binary(bytes) -> {:ok, %{state | output: [state.output | bytes]}}
      _not_in_this_encoding -> {{:error, :no_translation}, state}
    end
  rescue
    ArgumentError -> {{:error, {:put_chars, encoding, chars}}, state}
  end

  defp get(_count, _encoding, %{input: ""} = state), do: {:eof, state}

  defp get(count, encoding, %{input: input} = state) do
    case size(input, encoding, count, 0) do
      :error -> {{:error, :invalid_unicode}, state}
      size -> taken(size, state)
    end
  end

  defp taken(size, %{input: input} = state) do
    <<taken::binary-size(size), left::binary>> = input
    {taken, %{state | input: left}}
  end

  # Returns the size in bytes of `count` characters, or of all that are left.
  defp size(input, :latin1, count, 0), do: min(count, byte_size(input))
  defp size(_input, _encoding, 0, size), do: size

  defp size(input, encoding, count, size) do
    case input do
      <<_::binary-size(size), c::utf8, _::binary>> -> size(input, encoding, count - 1, size + byte_size(<<c::utf8>>))
      <<_::binary-size(size)>> -> size
      _ -> :error
    end
  end

  defp line(_encoding, %{input: ""} = state), do: {:eof, state}

  defp line(encoding, state) do
    {line, left} = split_line(state)

    if encoding == :latin1 or String.valid?(line) do
      {String.replace_suffix(line, "\r\n", "\n"), left}
    else
      {{:error, :collect_line}, state}
    end
  end

  defp split_line(%{input: input} = state) do
    case :binary.match(input, "\n") do
      {at, 1} -> taken(at + 1, state)
      :nomatch -> {input, %{state | input: ""}}
    end
  end

  defp rest(%{input: ""} = state), do: {:eof, state}

  defp rest(%{input: input} = state) do
    if String.valid?(input), do: {input, %{state | input: ""}}, else: {{:error, :collect_line}, state}
  end

  # Calls a function with one line after another until it is done.
  defp until(encoding, prompt, {mod, fun, args} = asks, continuation, state) do
    state = prompted(prompt, state)

    {data, left} =
      case split_line(state) do
        {"", left} -> {:eof, left}
        {line, left} -> {:unicode.characters_to_list(line, encoding), left}
      end

    if is_list(data) or data == :eof do
      case apply(mod, fun, [continuation, data | args]) do
        {:done, result, :eof} -> {result(result, encoding), if(data == :eof, do: left, else: %{left | input: ""})}
        {:done, result, rest} -> {result(result, encoding), %{left | input: result(rest, encoding) <> left.input}}
        {:more, continuation} -> until(encoding, prompt, asks, continuation, left)
      end
    else
      {:error, state}
    end
  end

  defp result(chars, encoding) when is_list(chars) do
    case :unicode.characters_to_binary(chars, :unicode, encoding) do
      binary when is_binary(binary) -> binary
      _ -> chars
    end
  end

  defp result(other, _encoding), do: other
end
