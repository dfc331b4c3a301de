defmodule File do
  @moduledoc "Files of the node's folder. A node can access no other files."

  defmodule Stat do
    @moduledoc "The attributes of a file."
    defstruct [:size, :type, :access, :atime, :mtime, :ctime, :mode, :links, :major_device, :minor_device, :inode, :uid, :gid]

    @type t :: %__MODULE__{}

    # The fields have the order of Erlang's record file_info.
    @fields [:size, :type, :access, :atime, :mtime, :ctime, :mode, :links, :major_device, :minor_device, :inode, :uid, :gid]

    def to_record(%File.Stat{} = stat), do: List.to_tuple([:file_info | Enum.map(@fields, &Map.fetch!(stat, &1))])
    def from_record(record), do: struct!(File.Stat, Enum.zip(@fields, tl(Tuple.to_list(record))))
  end

  @type posix :: :file.posix()

  # Returns a value, or raises. This is a macro so that stack traces name the calling function.
  defmacrop bang(result, action, path) do
    quote do
      case unquote(result) do
        :ok -> :ok
        {:ok, value} -> value
        {:error, reason} -> raise File.Error, reason: reason, action: unquote(action), path: IO.chardata_to_string(unquote(path))
      end
    end
  end

  # Returns a value, or raises `error`, like bang. The function has a source and a destination.
  defmacrop bang_two(result, error, action, source, destination) do
    quote do
      case unquote(result) do
        :ok ->
          :ok

        {:ok, value} ->
          value

        {:error, reason} ->
          raise unquote(error),
            reason: reason,
            action: unquote(action),
            source: IO.chardata_to_string(unquote(source)),
            destination: IO.chardata_to_string(unquote(destination))
      end
    end
  end

  # Queries

  def regular?(path, _opts \\ []), do: :filelib.is_regular(chars(path))
  def dir?(path, _opts \\ []), do: :filelib.is_dir(chars(path))
  def exists?(path, _opts \\ []), do: match?({:ok, _}, :prim_file.read_file_info(chars(path)))

  @doc "Returns the attributes of a file. `time:` is `:universal`, `:local` or `:posix`."
  def stat(path, opts \\ []), do: path |> chars() |> :file.read_file_info(time(opts)) |> stat_of()
  def stat!(path, opts \\ []), do: bang(stat(path, opts), "read file stats", path)

  @doc """
  Returns the attributes of a file like `stat/2`. For a link, returns the attributes of the link
  itself.
  """
  def lstat(path, opts \\ []), do: path |> chars() |> :file.read_link_info(time(opts)) |> stat_of()
  def lstat!(path, opts \\ []), do: bang(lstat(path, opts), "read file stats", path)

  defp time(opts), do: [time: Keyword.get(opts, :time, :universal)]
  defp stat_of({:ok, record}), do: {:ok, File.Stat.from_record(record)}
  defp stat_of(error), do: error

  @doc "Sets the mode and the times of a file from a `File.Stat`."
  def write_stat(path, %File.Stat{} = stat, opts \\ []) do
    at = fn time -> if(opts[:time] == :posix or is_integer(time), do: time, else: seconds(time)) end

    with :ok <- :prim_file.change_mode(chars(path), stat.mode),
         do: :prim_file.change_time(chars(path), at.(stat.atime), at.(stat.mtime))
  end

  def write_stat!(path, stat, opts \\ []), do: bang(write_stat(path, stat, opts), "write file stats", path)

  # Folders

  def cwd, do: with({:ok, dir} <- :file.get_cwd(), do: {:ok, List.to_string(dir)})
  def cwd!, do: bang(cwd(), "get current working directory", "")

  @doc "Changes the current folder of the whole node."
  def cd(path), do: :file.set_cwd(chars(path))
  def cd!(path), do: bang(cd(path), "set current working directory to", path)

  @doc "Calls a function with another current folder."
  def cd!(path, function) do
    before = cwd!()
    cd!(path)

    try do
      function.()
    after
      cd!(before)
    end
  end

  def mkdir(path), do: :file.make_dir(chars(path))
  def mkdir!(path), do: bang(mkdir(path), "make directory", path)

  def mkdir_p(path) do
    path = IO.chardata_to_string(path)

    cond do
      path == "" -> {:error, :enoent}
      dir?(path) -> :ok
      Path.dirname(path) == path -> mkdir(path)
      exists?(path) -> {:error, :eexist}
      true -> with :ok <- made_parent(path), do: made(mkdir(path), path)
    end
  end

  # A path below a file has no parent folder.
  defp made_parent(path), do: with({:error, :eexist} <- mkdir_p(Path.dirname(path)), do: {:error, :enotdir})

  # Another process may have created the folder first.
  defp made({:error, :eexist} = error, path), do: if(dir?(path), do: :ok, else: error)
  defp made(result, _path), do: result

  def mkdir_p!(path), do: bang(mkdir_p(path), "make directory (with -p)", path)
  def rmdir(path), do: :file.del_dir(chars(path))
  def rmdir!(path), do: bang(rmdir(path), "remove directory", path)

  def ls(path \\ ".") do
    with {:ok, names} <- :file.list_dir(chars(path)), do: {:ok, Enum.map(names, &List.to_string/1)}
  end

  def ls!(path \\ "."), do: bang(ls(path), "list directory", path)

  # Reading and writing whole files

  def read(path), do: :file.read_file(chars(path))
  def read!(path), do: bang(read(path), "read file", path)

  def write(path, content, modes \\ []) do
    {encoding, modes} = Enum.split_with(modes, &(&1 == :utf8 or match?({:encoding, _}, &1)))

    # For a device with an encoding, bytes are converted as Latin-1 characters.
    content =
      case encoding do
        [] -> content
        [:utf8 | _] -> encoded(content, :utf8)
        [{:encoding, encoding} | _] -> encoded(content, encoding)
      end

    :file.write_file(chars(path), content, modes)
  end

  defp encoded(content, encoding) do
    content |> IO.iodata_to_binary() |> :unicode.characters_to_binary(:latin1, encoding)
  end

  def write!(path, content, modes \\ []), do: bang(write(path, content, modes), "write to file", path)
  def rm(path), do: :file.delete(chars(path))
  def rm!(path), do: bang(rm(path), "remove file", path)

  @doc "Sets the times of a file, by default to now. Creates the file if necessary."
  def touch(path, time \\ :erlang.universaltime()) do
    with {:error, :enoent} <- change_time(path, time),
         :ok <- write(path, "", [:append]),
         do: change_time(path, time)
  end

  def touch!(path, time \\ :erlang.universaltime()), do: bang(touch(path, time), "touch", path)

  defp change_time(path, time) do
    with at when is_integer(at) <- seconds(time), do: :prim_file.change_time(chars(path), at, at)
  end

  defp seconds(time) when is_integer(time), do: time

  defp seconds({date, _} = time) do
    if :calendar.valid_date(date), do: :calendar.datetime_to_gregorian_seconds(time) - 62_167_219_200, else: {:error, :badarg}
  end

  def chmod(path, mode), do: :file.change_mode(chars(path), mode)
  def chmod!(path, mode), do: bang(chmod(path, mode), "change mode for", path)

  @doc "Sets the group of a file by number."
  def chgrp(path, gid), do: :file.change_group(chars(path), gid)
  def chgrp!(path, gid), do: bang(chgrp(path, gid), "change group for", path)

  @doc "Sets the owner of a file by number."
  def chown(path, uid), do: :file.change_owner(chars(path), uid)
  def chown!(path, uid), do: bang(chown(path, uid), "change owner for", path)

  def ln(existing, new), do: :file.make_link(chars(existing), chars(new))
  def ln!(existing, new), do: linked(ln(existing, new), "create hard link", existing, new)
  def ln_s(existing, new), do: :file.make_symlink(chars(existing), chars(new))
  def ln_s!(existing, new), do: linked(ln_s(existing, new), "create symlink", existing, new)

  defp linked(:ok, _action, _existing, _new), do: :ok

  defp linked({:error, reason}, action, existing, new) do
    raise File.LinkError,
      reason: reason,
      action: action,
      existing: IO.chardata_to_string(existing),
      new: IO.chardata_to_string(new)
  end

  def read_link(path) do
    with {:ok, target} <- :file.read_link(chars(path)), do: {:ok, IO.chardata_to_string(target)}
  end

  def read_link!(path), do: bang(read_link(path), "read link", path)

  def rename(from, to), do: :file.rename(chars(from), chars(to))
  def rename!(from, to), do: bang_two(rename(from, to), File.RenameError, "rename", from, to)

  # Copying

  @doc "Copies a file or a device. Returns the number of bytes."
  def copy(source, destination, bytes_count \\ :infinity) do
    :file.copy(device(source), device(destination), bytes_count)
  end

  def copy!(source, destination, bytes_count \\ :infinity) do
    bang_two(copy(source, destination, bytes_count), File.CopyError, "copy", source, destination)
  end

  defp device({path, modes}) when is_list(modes), do: {chars(path), modes}
  defp device(pid) when is_pid(pid), do: pid
  defp device(%_{} = stream), do: chars(stream.path)
  defp device(path) when is_binary(path) or is_list(path), do: chars(path)
  defp device(other), do: other

  @doc "Copies a file with its mode. `on_conflict:` is called before a file is replaced."
  def cp(source, destination, options \\ []), do: copy_file(source, destination, on_conflict(options))

  def cp!(source, destination, options \\ []) do
    bang_two(cp(source, destination, options), File.CopyError, "copy", source, destination)
  end

  defp on_conflict(fun) when is_function(fun, 2), do: fun
  defp on_conflict(options), do: Keyword.get(options, :on_conflict, fn _, _ -> true end)

  defp copy_file(source, destination, on_conflict) do
    case :file.read_file_info(chars(source)) do
      {:ok, info} when elem(info, 2) == :directory -> {:error, :eisdir}
      {:ok, info} -> if not same?(source, destination) and may?(destination, source, on_conflict), do: copy_as(source, destination, info), else: :ok
      error -> error
    end
  end

  # Copying a file onto itself leaves it unchanged.
  defp same?(source, destination), do: Path.expand(source) == Path.expand(destination)

  defp may?(destination, source, on_conflict) do
    not exists?(destination) or on_conflict.(IO.chardata_to_string(source), IO.chardata_to_string(destination))
  end

  defp copy_as(source, destination, info) do
    with {:ok, _} <- copy(source, destination), do: chmod(destination, elem(info, 7))
  end

  @doc "Copies a folder with its contents. Returns `{:ok, files}` or `{:error, reason, file}`."
  def cp_r(source, destination, options \\ []) do
    {source, destination} = {without_null!(source, "cp_r/3"), without_null!(destination, "cp_r/3")}
    how = {on_conflict(options), is_list(options) and Keyword.get(options, :dereference_symlinks, false)}

    case copy_tree(source, destination, how, []) do
      {:error, _, _} = error -> error
      copied -> {:ok, copied}
    end
  end

  defp without_null!(path, function) do
    path = IO.chardata_to_string(path)

    if String.contains?(path, <<0>>) do
      raise ArgumentError, "cannot execute File.#{function} for path with null byte, got: #{inspect(path, binaries: :as_binaries)}"
    end

    path
  end

  def cp_r!(source, destination, options \\ []) do
    case cp_r(source, destination, options) do
      {:ok, files} ->
        files

      {:error, reason, file} ->
        raise File.CopyError,
          reason: reason,
          action: "copy recursively",
          on: file,
          source: IO.chardata_to_string(source),
          destination: IO.chardata_to_string(destination)
    end
  end

  defp copy_tree(source, destination, {on_conflict, follow} = how, copied) do
    about = if follow, do: &:file.read_file_info/1, else: &:file.read_link_info/1

    case about.(chars(source)) do
      {:ok, info} when elem(info, 2) == :directory ->
        with {:ok, names} <- list(source), :ok <- made_folder(destination) do
          Enum.reduce_while(names, [destination | copied], fn name, copied ->
            case copy_tree(Path.join(source, name), Path.join(destination, name), how, copied) do
              {:error, _, _} = error -> {:halt, error}
              copied -> {:cont, copied}
            end
          end)
        end

      {:ok, info} when elem(info, 2) == :symlink ->
        with {:ok, target} <- read_link(source), :ok <- ln_s(target, destination) do
          [destination | copied]
        else
          {:error, reason} -> {:error, reason, source}
        end

      {:ok, _} ->
        copy_one(source, destination, on_conflict, copied)

      {:error, reason} ->
        {:error, reason, source}
    end
  end

  defp copy_one(source, destination, on_conflict, copied) do
    if not same?(source, destination) and may?(destination, source, on_conflict) do
      case cp(source, destination) do
        :ok -> [destination | copied]
        {:error, reason} -> {:error, reason, source}
      end
    else
      copied
    end
  end

  defp list(path) do
    case ls(path) do
      {:ok, names} -> {:ok, Enum.sort(names)}
      {:error, reason} -> {:error, reason, path}
    end
  end

  defp made_folder(path) do
    case mkdir(path) do
      {:error, reason} when reason != :eexist -> {:error, reason, path}
      _ -> :ok
    end
  end

  @doc "Removes a file, or a folder with its contents. Returns `{:ok, removed}` or `{:error, reason, file}`."
  def rm_rf(path) do
    path = without_null!(path, "rm_rf/1")

    case :file.read_link_info(chars(path)) do
      {:ok, info} when elem(info, 2) == :directory -> remove_folder(path)
      {:ok, _} -> removed(rm(path), path, [])
      {:error, reason} when reason in [:enoent, :enotdir] -> {:ok, []}
      {:error, reason} -> {:error, reason, path}
    end
  end

  defp remove_folder(path) do
    with {:ok, names} <- list(path) do
      inside =
        Enum.reduce_while(names, {:ok, []}, fn name, {:ok, removed} ->
          case rm_rf(Path.join(path, name)) do
            {:ok, more} -> {:cont, {:ok, more ++ removed}}
            error -> {:halt, error}
          end
        end)

      with {:ok, files} <- inside, do: removed(rmdir(path), path, files)
    end
  end

  defp removed(:ok, path, before), do: {:ok, [path | before]}
  defp removed({:error, :enoent}, _path, before), do: {:ok, before}
  defp removed({:error, reason}, path, _before), do: {:error, reason, path}

  def rm_rf!(path) do
    case rm_rf(path) do
      {:ok, files} ->
        files

      {:error, reason, _} ->
        raise File.Error, reason: reason, action: "remove files and directories recursively from", path: IO.chardata_to_string(path)
    end
  end

  # Devices

  @doc """
  Opens a file. The device is closed by `close/1`, or when the process ends.

  If a function is given instead of modes, it is called with the device, which is closed afterwards.
  """
  def open(path, modes_or_function \\ [])
  def open(path, modes) when is_list(modes), do: :file.open(chars(path), modes(modes, true))
  def open(path, function) when is_function(function, 1), do: open(path, [], function)

  def open(path, modes, function) when is_list(modes) and is_function(function, 1) do
    with {:ok, device} <- open(path, modes) do
      try do
        {:ok, function.(device)}
      after
        close(device)
      end
    end
  end

  def open!(path, modes_or_function \\ []), do: bang(open(path, modes_or_function), "open", path)
  def open!(path, modes, function), do: bang(open(path, modes, function), "open", path)

  defp modes([:utf8 | rest], binary), do: [{:encoding, :utf8} | modes(rest, binary)]
  defp modes([:charlist | rest], _binary), do: modes(rest, false)
  defp modes([mode | rest], binary), do: [mode | modes(rest, binary)]
  defp modes([], true), do: [:binary]
  defp modes([], false), do: []

  def close(io_device), do: :file.close(io_device)

  @doc "Returns a file as a stream of lines, or of chunks of bytes."
  def stream!(path, line_or_bytes_or_modes \\ [])
  def stream!(path, modes) when is_list(modes), do: stream!(path, :line, modes)
  def stream!(path, line_or_bytes), do: stream!(path, line_or_bytes, [])

  def stream!(path, modes, line_or_bytes) when is_list(modes) and (line_or_bytes == :line or is_integer(line_or_bytes)) do
    stream!(path, line_or_bytes, modes)
  end

  def stream!(path, line_or_bytes, modes) when is_list(modes) and (line_or_bytes == :line or line_or_bytes > 0) do
    File.Stream.__build__(IO.chardata_to_string(path), line_or_bytes, modes(modes, true))
  end

  defp chars(path), do: path |> IO.chardata_to_string() |> String.to_charlist()
end
