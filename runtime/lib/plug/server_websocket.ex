defmodule Plug.Server.WebSocket do
  @moduledoc "The process of a WebSocket: passes frames and messages to a handler, as defined by `WebSock` and `Phoenix.Socket.Transport`."

  require Logger

  @doc false
  def run(ref, conn, handler, state, opts) do
    control = function_exported?(handler, :handle_control, 2)

    options = %{
      timeout: Keyword.get(opts, :timeout, 60_000),
      max_frame: frame_size(Keyword.get(opts, :max_frame_size, :infinity)),
      compress: Keyword.get(opts, :compress, false),
      protocols: for({"sec-websocket-protocol", names} <- conn.resp_headers, name <- Plug.Conn.Utils.list(names), do: name),
      headers: for({name, _} = header <- conn.resp_headers, name not in ["cache-control", "sec-websocket-protocol"], do: header),
      control: control
    }

    case :lab_web.upgrade(ref, options) do
      :ok -> guarded(ref, handler, state, fn -> handler.init(state) end)
      {:error, _} -> :ok
    end
  end

  defp frame_size(:infinity), do: 8_388_608
  defp frame_size(size), do: size

  # An error of the handler closes the connection with code 1011.
  defp guarded(ref, handler, state, fun) do
    result =
      try do
        {:returned, fun.()}
      catch
        kind, reason -> {:raised, kind, reason, __STACKTRACE__}
      end

    case result do
      {:returned, value} -> next(ref, handler, value, state)
      {:raised, kind, reason, stack} -> crashed(ref, handler, state, kind, reason, stack)
    end
  end

  defp next(ref, handler, {:ok, state}, _old), do: loop(ref, handler, state)
  defp next(ref, handler, {:push, messages, state}, _old), do: push(ref, handler, messages, state)
  defp next(ref, handler, {:reply, _status, messages, state}, _old), do: push(ref, handler, messages, state)
  defp next(ref, handler, {:stop, reason, state}, _old), do: stop(ref, handler, reason, code(reason), state)
  defp next(ref, handler, {:stop, reason, detail, state}, _old), do: stop(ref, handler, reason, detail, state)

  defp next(ref, handler, {:stop, reason, detail, messages, state}, _old) do
    _ = send_all(ref, messages)
    stop(ref, handler, reason, detail, state)
  end

  defp next(ref, handler, other, old) do
    crashed(ref, handler, old, :error, RuntimeError.exception("bad return value from #{inspect(handler)}: #{inspect(other)}"), [])
  end

  defp push(ref, handler, messages, state) do
    case send_all(ref, messages) do
      :ok -> loop(ref, handler, state)
      {:error, _} -> finish(handler, :closed, state)
    end
  end

  defp send_all(ref, messages) do
    Enum.reduce_while(List.wrap(messages), :ok, fn {opcode, data}, :ok ->
      case send_one(ref, opcode, data) do
        :ok -> {:cont, :ok}
        error -> {:halt, error}
      end
    end)
  end

  defp send_one(ref, opcode, data) when opcode in [:text, :binary], do: :lab_web.socket_send(ref, opcode, IO.iodata_to_binary(data))
  defp send_one(_ref, opcode, _data) when opcode in [:ping, :pong], do: :ok

  defp loop(ref, handler, state) do
    :lab_web.socket_next(ref)
    wait(ref, handler, state)
  end

  defp wait(ref, handler, state) do
    receive do
      {:lab_web, ^ref, {opcode, data}} when opcode in [:text, :binary] ->
        guarded(ref, handler, state, fn -> handler.handle_in({data, opcode: opcode}, state) end)

      {:lab_web, ^ref, {opcode, data}} when opcode in [:ping, :pong] ->
        guarded(ref, handler, state, fn -> handler.handle_control({data, opcode: opcode}, state) end)

      {:lab_web, ^ref, {:closed, how, _text}} ->
        finish(handler, closed(how), state)

      message ->
        guarded(ref, handler, state, fn -> handler.handle_info(message, state) end)
    end
  end

  defp closed(code) when is_integer(code), do: :remote
  defp closed(other), do: other

  # Sends the client a close code and possibly a text.
  defp stop(ref, handler, reason, detail, state) do
    {code, text} = if is_tuple(detail), do: detail, else: {detail, nil}
    :lab_web.socket_close(ref, code, text || "")
    finish(handler, reason, state)
  end

  defp code(:normal), do: 1000
  defp code(:shutdown), do: 1001
  defp code({:shutdown, :restart}), do: 1012
  defp code({:shutdown, _}), do: 1001
  defp code(_), do: 1011

  defp finish(handler, reason, state) do
    if function_exported?(handler, :terminate, 2), do: handler.terminate(reason, state)
    # After an ordinary end, the process ends normally. Otherwise it exits with the reason.
    if reason in [:normal, :shutdown, :remote, :closed, :timeout] or match?({:shutdown, _}, reason), do: :ok, else: exit(reason)
  end

  defp crashed(ref, handler, state, kind, reason, stack) do
    :lab_web.socket_close(ref, 1011, "")
    Logger.error(Exception.format(kind, reason, stack))
    if function_exported?(handler, :terminate, 2), do: handler.terminate({:error, reason}, state)
    Process.exit(self(), {:shutdown, :crashed})
  end
end
