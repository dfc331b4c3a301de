defmodule Phoenix.CodeReloader do
  @moduledoc """
  Compiles the files of the project that have changed, before each request. Endpoints with
  `code_reloader: true` in their configuration use this plug:

      if code_reloading? do
        plug Phoenix.CodeReloader
      end

  If a file does not compile, the response shows the errors of the compiler.
  """

  @behaviour Plug
  import Plug.Conn

  @doc "Compiles the files that have changed. Returns `:ok` or `{:error, output}`."
  def reload(_endpoint, _opts \\ []), do: if(project?(), do: Phoenix.CodeReloader.Server.reload(), else: :ok)

  @doc "Compiles the files that have changed. A project must be loaded."
  def reload!(_endpoint, _opts), do: Phoenix.CodeReloader.Server.reload()

  @doc "Waits for a running compilation."
  def sync(), do: Phoenix.CodeReloader.Server.sync()

  defp project?(), do: Code.ensure_loaded?(Mix.Project) and Mix.Project.get() != nil

  @impl true
  def init(opts), do: Keyword.put_new(opts, :reloader, &__MODULE__.reload/2)

  @impl true
  def call(conn, opts) do
    case opts[:reloader].(conn.private.phoenix_endpoint, opts) do
      :ok -> conn
      {:error, output} -> conn |> put_resp_content_type("text/html") |> send_resp(500, page(output)) |> halt()
    end
  end

  defp page(output) do
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>CompileError</title>
    <style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:2rem}h1{font-size:1.25rem;color:#d33}pre{font:.875rem/1.5 ui-monospace,monospace;white-space:pre-wrap}</style>
    </head>
    <body>
    <h1>Compilation error</h1>
    <p>Console output is shown below.</p>
    <pre>#{Plug.HTML.html_escape(plain(output))}</pre>
    </body>
    </html>
    """
  end

  # Compiler output contains colour sequences.
  defp plain(output), do: String.replace(output, ~r/\e\[[\d;]*m/, "")
end

defmodule Phoenix.CodeReloader.Server do
  @moduledoc false
  # Serializes the compilations of concurrent requests. The first request starts the process.

  use GenServer

  def reload(), do: GenServer.call(server(), :reload, :infinity)
  def sync(), do: with(pid when is_pid(pid) <- Process.whereis(__MODULE__), do: GenServer.call(pid, :sync, :infinity), else: (_ -> :ok))

  defp server(), do: :lab_on_demand.server(__MODULE__, nil)

  @impl true
  def init(nil), do: {:ok, nil}

  @impl true
  def handle_call(:sync, _from, state), do: {:reply, :ok, state}

  def handle_call(:reload, _from, state) do
    case Phoenix.CodeReloader.Output.recorded(&compile/0) do
      {:error, output} -> {:reply, {:error, output}, state}
      {_, _output} -> {:reply, :ok, state}
    end
  end

  defp compile() do
    {result, _} = Mix.Task.rerun("compile", ["--return-errors"])
    result
  catch
    kind, reason ->
      IO.puts(:stderr, Exception.format(kind, reason, __STACKTRACE__))
      :error
  end
end

defmodule Phoenix.CodeReloader.Output do
  @moduledoc false
  # Replaces the standard error device while a function runs. The replacement forwards all output
  # to the device and records it.

  @device :standard_error

  @doc "Runs a function. Returns its result and the text that was printed to standard error meanwhile."
  def recorded(fun) do
    real = Process.whereis(@device)
    owner = self()
    {recorder, monitor} = spawn_monitor(fn -> record(real, Process.monitor(owner), "") end)
    register(recorder)

    try do
      result = fun.()
      send(recorder, {:text, self()})

      receive do
        {^recorder, text} -> {result, text}
        # The compiled code may have ended the device.
        {:DOWN, ^monitor, _, _, _} -> {result, ""}
      end
    after
      Process.demonitor(monitor, [:flush])
      register(real)
      send(recorder, :end)
    end
  end

  # A node without a standard error device has no process with this name.
  defp register(pid) do
    if Process.whereis(@device), do: Process.unregister(@device)
    if pid, do: Process.register(pid, @device)
  end

  defp record(real, owner, text) do
    receive do
      {:text, pid} ->
        send(pid, {self(), text})
        record(real, owner, text)

      :end ->
        :ok

      # The compiling process was killed. The device gets its name back.
      {:DOWN, ^owner, _, _, _} ->
        register(real)

      {:io_request, _, _, request} = message ->
        if real, do: send(real, message), else: answer(message)
        record(real, owner, text <> printed(request))
    end
  end

  defp answer({:io_request, from, as, _}), do: send(from, {:io_reply, as, :ok})

  # An invalid request must not end the recorder.
  defp printed(request) do
    text(request)
  catch
    _, _ -> ""
  end

  defp text({:put_chars, encoding, module, function, args}), do: text({:put_chars, encoding, apply(module, function, args)})
  defp text({:put_chars, encoding, chars}), do: IO.iodata_to_binary(:unicode.characters_to_binary(chars, encoding))
  defp text({:requests, requests}), do: Enum.map_join(requests, &text/1)
  defp text(_other), do: ""
end
