defmodule StringIO do
  @moduledoc "An I/O device held in memory."

  use GenServer

  @doc "Opens a device over `string`; with a function, runs it and closes the device."
  def open(string, options_or_function \\ [])

  def open(string, options) when is_binary(string) and is_list(options) do
    GenServer.start_link(__MODULE__, {self(), string, options}, [])
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

  @doc "The input that is left and the output so far."
  def contents(pid) when is_pid(pid), do: GenServer.call(pid, :contents)

  @doc "Takes the output so far."
  def flush(pid) when is_pid(pid), do: GenServer.call(pid, :flush)

  @doc "Closes the device; gives its contents."
  def close(pid) when is_pid(pid), do: GenServer.call(pid, :close)

  @impl true
  def init({owner, string, options}) do
    ref = Process.monitor(owner)
    {:ok, %{ref: ref, input: string, output: [], capture_prompt: options[:capture_prompt] || false}}
  end

  @impl true
  def handle_info({:io_request, from, reply_as, request}, state) do
    {reply, state} = answer(request, state)
    send(from, {:io_reply, reply_as, reply})
    {:noreply, state}
  end

  def handle_info({:DOWN, ref, :process, _, _}, %{ref: ref} = state), do: {:stop, :shutdown, state}
  def handle_info(_msg, state), do: {:noreply, state}

  @impl true
  def handle_call(:contents, _from, state), do: {:reply, {state.input, written(state)}, state}
  def handle_call(:flush, _from, state), do: {:reply, written(state), %{state | output: []}}
  def handle_call(:close, _from, state), do: {:stop, :normal, {:ok, {state.input, written(state)}}, state}

  defp written(state), do: IO.chardata_to_string(state.output)

  defp answer({:put_chars, _encoding, chars}, state), do: put(chars, state)
  defp answer({:put_chars, _encoding, mod, fun, args}, state), do: put(apply(mod, fun, args), state)
  defp answer({:get_chars, _encoding, prompt, count}, state), do: get(count, prompted(prompt, state))
  defp answer({:get_line, _encoding, prompt}, state), do: line(prompted(prompt, state))
  defp answer({:get_until, _encoding, prompt, _, _, _}, state), do: rest(prompted(prompt, state))
  defp answer({:get_chars, prompt, count}, state), do: get(count, prompted(prompt, state))
  defp answer({:get_line, prompt}, state), do: line(prompted(prompt, state))
  defp answer({:setopts, _}, state), do: {:ok, state}
  defp answer(:getopts, state), do: {[binary: true, encoding: :unicode], state}
  defp answer({:get_geometry, _}, state), do: {{:error, :enotsup}, state}
  defp answer(_other, state), do: {{:error, :request}, state}

  defp prompted(prompt, %{capture_prompt: true} = state), do: %{state | output: [state.output, prompt]}
  defp prompted(_prompt, state), do: state

  defp put(chars, state), do: {:ok, %{state | output: [state.output | IO.chardata_to_string(chars)]}}

  defp get(_count, %{input: ""} = state), do: {:eof, state}

  defp get(count, %{input: input} = state) do
    {taken, left} = String.split_at(input, count)
    {taken, %{state | input: left}}
  end

  defp line(%{input: ""} = state), do: {:eof, state}

  defp line(%{input: input} = state) do
    case String.split(input, "\n", parts: 2) do
      [line, left] -> {line <> "\n", %{state | input: left}}
      [line] -> {line, %{state | input: ""}}
    end
  end

  defp rest(%{input: ""} = state), do: {:eof, state}
  defp rest(%{input: input} = state), do: {input, %{state | input: ""}}
end
