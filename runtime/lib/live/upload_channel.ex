defmodule Phoenix.LiveView.UploadWriter do
  @moduledoc """
  Receives the data of an upload. `:writer` of `allow_upload/3` sets the writer; the default
  writer writes a file.

      def init(opts), do: {:ok, %{size: 0, unit: opts[:unit]}}
      def meta(state), do: state
      def write_chunk(data, state), do: {:ok, %{state | size: state.size + byte_size(data)}}
      def close(state, _reason), do: {:ok, state}

  `close/2` is called with `:done`, `:cancel`, or the error of `write_chunk/2`.
  """

  @callback init(opts :: term) :: {:ok, state :: term} | {:error, term}
  @callback meta(state :: term) :: map
  @callback write_chunk(data :: binary, state :: term) :: {:ok, state :: term} | {:error, reason :: term, state :: term}
  @callback close(state :: term, reason :: :done | :cancel | {:error, term}) :: {:ok, state :: term} | {:error, term}
end

defmodule Phoenix.LiveView.UploadTmpFileWriter do
  @moduledoc false
  # Writes an upload to a temporary file. Plug.Upload deletes the file when the receiving process ends.

  @behaviour Phoenix.LiveView.UploadWriter

  @impl true
  def init(_opts) do
    with {:ok, path} <- Plug.Upload.random_file("live_view_upload"), {:ok, file} <- File.open(path, [:binary, :write]) do
      {:ok, %{path: path, file: file}}
    end
  end

  @impl true
  def meta(%{path: path}), do: %{path: path}

  @impl true
  def write_chunk(data, %{file: file} = state) do
    case :file.write(file, data) do
      :ok -> {:ok, state}
      {:error, reason} -> {:error, reason, state}
    end
  end

  @impl true
  def close(%{file: file} = state, _reason), do: with(:ok <- File.close(file), do: {:ok, state})
end

defmodule Phoenix.LiveView.UploadChannel do
  @moduledoc false
  # Receives one file in chunks for the LiveView that signed the client's token. The process ends when the LiveView
  # has consumed or cancelled the file.

  use Phoenix.Channel

  alias Phoenix.LiveView.Static

  @closed {:shutdown, :closed}

  @doc "Ends the process that receives a file. Returns when it has ended."
  def cancel(pid), do: ended(pid, :cancel)

  # ended sends a request and waits for the end of the process. Otherwise its file would still count as in progress.
  defp ended(pid, request) do
    monitor = Process.monitor(pid)
    GenServer.cast(pid, request)

    receive do
      {:DOWN, ^monitor, _, _, _} -> :ok
    end
  end

  @doc "Calls a function with the writer's meta, and ends the process unless the function returns `{:postpone, value}`."
  def consume(pid, fun) do
    case GenServer.call(pid, :meta, :infinity) do
      {:ok, meta} -> meta |> given(pid, fun) |> consumed!() |> finished(pid)
      {:error, :in_progress} -> raise RuntimeError, "cannot consume uploaded file that is still in progress"
    end
  end

  defp given(meta, pid, fun) do
    fun.(meta)
  rescue
    error ->
      finished({:ok, nil}, pid)
      reraise error, __STACKTRACE__
  end

  defp finished({:postpone, value}, _pid), do: value

  defp finished({:ok, value}, pid) do
    ended(pid, :consumed)
    value
  end

  @doc "Checks the result of a consuming function: `{:ok, value}` or `{:postpone, value}`."
  def consumed!({kind, _} = result) when kind in [:ok, :postpone], do: result

  def consumed!(other) do
    IO.warn("consuming uploads requires a return signature matching:\n\n    {:ok, value} | {:postpone, value}\n\ngot:\n\n    #{inspect(other)}\n")
    {:ok, other}
  end

  @impl true
  def join(_topic, %{"token" => token}, socket) do
    with {:ok, %{pid: view, ref: ref, cid: cid}} <- Static.verify_upload(socket.endpoint, token),
         {:ok, settings} <- register(view, ref, cid) do
      begin(socket, view, settings)
    else
      {:error, reason} when reason in [:already_registered, :disallowed] -> {:error, %{reason: reason}}
      {:error, _} -> {:error, %{reason: :invalid_token}}
    end
  end

  defp register(view, ref, cid) do
    GenServer.call(view, {:phoenix, :register_upload, {ref, cid, self()}}, :infinity)
  catch
    # The LiveView has ended, and its uploads with it.
    :exit, _ -> {:error, :disallowed}
  end

  defp begin(socket, view, %{writer: {writer, opts}} = settings) do
    case writer.init(opts) do
      {:ok, state} ->
        Process.monitor(view)
        Process.flag(:trap_exit, true)
        file = %{view: view, writer: writer, state: state, open?: true, left: settings.size, size: settings.size, timeout: settings.timeout, mode: settings.mode, timer: nil}
        {:ok, assign(socket, :file, file)}

      {:error, reason} ->
        send(view, {:phoenix, :upload_failed, {self(), reason}})
        {:error, %{reason: :writer_error}}
    end
  end

  @impl true
  def handle_in("chunk", {:binary, data}, %{assigns: %{file: %{open?: true, left: left} = file}} = socket) when byte_size(data) <= left do
    case written(file, data) do
      {:ok, file} ->
        {:reply, :ok, assign(socket, :file, awaiting(file))}

      {:error, reason, file} ->
        send(file.view, {:phoenix, :upload_failed, {self(), reason}})
        {:stop, @closed, {:error, %{reason: :writer_error}}, assign(socket, :file, closed(file, {:error, reason}))}
    end
  end

  def handle_in("chunk", {:binary, _data}, socket) do
    {:stop, @closed, {:error, %{reason: :file_size_limit_exceeded, limit: socket.assigns.file.size}}, socket}
  end

  defp written(%{writer: writer, left: left} = file, data) do
    case writer.write_chunk(data, file.state) do
      {:ok, state} when byte_size(data) == left -> done(%{file | state: state, left: 0})
      {:ok, state} -> {:ok, %{file | state: state, left: left - byte_size(data)}}
      {:error, reason, state} -> {:error, reason, %{file | state: state}}
    end
  end

  defp done(file) do
    case close(file, :done) do
      {:ok, file} -> {:ok, file}
      {:error, reason} -> {:error, reason, %{file | open?: false}}
    end
  end

  # A client that sends no chunk within the timeout is gone.
  defp awaiting(%{open?: false} = file), do: file

  defp awaiting(file) do
    stop_waiting(file)
    %{file | timer: Process.send_after(self(), {:chunk_timeout, file.left}, file.timeout)}
  end

  defp stop_waiting(%{timer: nil}), do: :ok
  defp stop_waiting(%{timer: timer}), do: Process.cancel_timer(timer)

  defp close(%{writer: writer} = file, reason) do
    stop_waiting(file)
    with {:ok, state} <- writer.close(file.state, reason), do: {:ok, %{file | state: state, open?: false, timer: nil}}
  end

  defp closed(%{open?: false} = file, _reason), do: file

  defp closed(file, reason) do
    case close(file, reason) do
      {:ok, file} -> file
      {:error, _} -> %{file | open?: false}
    end
  end

  @impl true
  def handle_info({:EXIT, _pid, reason}, socket), do: {:stop, reason, socket}
  def handle_info({:DOWN, _, _, _view, reason}, socket), do: {:stop, if(reason == :normal, do: @closed, else: reason), socket}

  # A timeout is stale when a chunk has arrived since.
  def handle_info({:chunk_timeout, left}, %{assigns: %{file: %{left: now}}} = socket) do
    if left == now, do: {:stop, @closed, socket}, else: {:noreply, socket}
  end

  @impl true
  def handle_call(:meta, _from, %{assigns: %{file: file}} = socket) do
    if file.open?, do: {:reply, {:error, :in_progress}, socket}, else: {:reply, {:ok, file.writer.meta(file.state)}, socket}
  end

  @impl true
  def handle_cast(:consumed, %{assigns: %{file: file}} = socket) do
    if file.mode == :total, do: send(file.view, {:phoenix, :upload_consumed, self()})
    {:stop, @closed, socket}
  end

  # terminate/2 closes the writer.
  def handle_cast(:cancel, socket), do: {:stop, @closed, socket}

  @impl true
  def terminate(_reason, %{assigns: %{file: file}}), do: closed(file, :cancel)
  def terminate(_reason, _socket), do: :ok
end
