defmodule Plug.UploadError do
  @moduledoc "No temporary file could be created for an upload."
  defexception [:message]
end

defmodule Plug.Upload do
  @moduledoc """
  An uploaded file: `filename` is its name at the client, and `path` is the name of the temporary
  file. The file is deleted when the process that received it ends, so copy it to keep it.
  """

  use GenServer

  @enforce_keys [:path, :filename]
  defstruct [:path, :content_type, :filename]

  @type t :: %__MODULE__{path: Path.t(), filename: binary, content_type: binary | nil}

  # The .gitignore of generated projects contains this folder.
  @folder "tmp"
  @attempts 10

  @doc "Creates an empty file that belongs to the calling process. Returns `{:ok, path}` or an error."
  def random_file(prefix) do
    case System.get_env("PLUG_TMPDIR") || System.tmp_dir() do
      nil -> {:no_tmp, []}
      base -> base |> Path.join(@folder) |> opened(prefix, @attempts)
    end
  end

  @doc "Creates an empty file that belongs to the calling process. Returns its path, or raises."
  def random_file!(prefix) do
    case random_file(prefix) do
      {:ok, path} -> path
      {:too_many_attempts, tmp, attempts} -> raise Plug.UploadError, "tried #{attempts} times to create an uploaded file at #{tmp} but failed. Set PLUG_TMPDIR to a directory with write permission"
      {:no_tmp, _} -> raise Plug.UploadError, "could not create a tmp directory to store uploads. Set PLUG_TMPDIR to a directory with write permission"
    end
  end

  defp opened(folder, _prefix, 0), do: {:too_many_attempts, folder, @attempts}

  defp opened(folder, prefix, left) do
    path = Path.join(folder, "#{prefix}-#{System.os_time(:second)}-#{Base.url_encode64(:crypto.strong_rand_bytes(9))}")

    with :ok <- File.mkdir_p(folder), :ok <- File.write(path, "", [:write, :raw, :exclusive, :binary]) do
      :ok = GenServer.call(keeper(), {:keep, self(), path})
      {:ok, path}
    else
      _ -> opened(folder, prefix, left - 1)
    end
  end

  @doc "Deletes a file before its owner ends."
  def delete(upload_or_path), do: GenServer.call(keeper(), {:delete, self(), path(upload_or_path)})

  @doc "Transfers a file to another process."
  def give_away(upload_or_path, to, from \\ self()) when is_pid(to) and is_pid(from), do: GenServer.call(keeper(), {:give, from, to, path(upload_or_path)})

  defp path(%__MODULE__{path: path}), do: path
  defp path(path) when is_binary(path), do: path

  # The first file starts the process that deletes files.
  defp keeper(), do: :lab_on_demand.server(__MODULE__, nil)

  # The state maps each owner to its monitor and its files.

  @impl true
  def init(nil), do: {:ok, %{}}

  @impl true
  def handle_call({:keep, pid, path}, _from, files), do: {:reply, :ok, kept(files, pid, path)}

  def handle_call({:delete, pid, path}, _from, files) do
    case files do
      %{^pid => {_, paths}} when is_map_key(paths, path) -> {:reply, File.rm(path), let_go(files, pid, path)}
      _ -> {:reply, {:error, :enoent}, files}
    end
  end

  def handle_call({:give, from, to, path}, _from, files) do
    case files do
      %{^from => {_, paths}} when is_map_key(paths, path) -> {:reply, :ok, files |> let_go(from, path) |> kept(to, path)}
      _ -> {:reply, {:error, :unknown_path}, files}
    end
  end

  @impl true
  def handle_info({:DOWN, _, :process, pid, _}, files) do
    {{_, paths}, files} = Map.pop(files, pid, {nil, %{}})
    Enum.each(paths, fn {path, _} -> File.rm(path) end)
    {:noreply, files}
  end

  def handle_info(_other, files), do: {:noreply, files}

  defp kept(files, pid, path) do
    {monitor, paths} = Map.get_lazy(files, pid, fn -> {Process.monitor(pid), %{}} end)
    Map.put(files, pid, {monitor, Map.put(paths, path, true)})
  end

  defp let_go(files, pid, path), do: Map.update!(files, pid, fn {monitor, paths} -> {monitor, Map.delete(paths, path)} end)
end
