defmodule File do
  @moduledoc "Files of the folder that a node works in; there are no others."

  defmodule Stat do
    defstruct [:size, :type, :access, :atime, :mtime, :ctime, :mode, :links, :major_device, :minor_device, :inode, :uid, :gid]
  end

  def regular?(path, _opts \\ []), do: :filelib.is_regular(chars(path))
  def dir?(path, _opts \\ []), do: :filelib.is_dir(chars(path))
  def exists?(path, _opts \\ []), do: :filelib.is_regular(chars(path)) or :filelib.is_dir(chars(path))
  def cwd, do: with({:ok, dir} <- :file.get_cwd(), do: {:ok, List.to_string(dir)})
  def cwd!, do: bang(cwd(), "get current working directory", "")
  @doc "Changes the folder where relative paths begin, for the whole node."
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

  def read(path), do: :file.read_file(chars(path))
  def read!(path), do: bang(read(path), "read file", path)
  def write(path, content, modes \\ []), do: :file.write_file(chars(path), content, modes)
  def write!(path, content, modes \\ []), do: bang(write(path, content, modes), "write to file", path)
  def rm(path), do: :file.delete(chars(path))
  def rm!(path), do: bang(rm(path), "remove file", path)
  def mkdir(path), do: :file.make_dir(chars(path))
  def mkdir!(path), do: bang(mkdir(path), "make directory", path)

  def mkdir_p(path) do
    cond do
      dir?(path) -> :ok
      Path.dirname(path) == path -> mkdir(path)
      true -> with :ok <- mkdir_p(Path.dirname(path)), do: mkdir(path)
    end
  end

  def mkdir_p!(path), do: bang(mkdir_p(path), "make directory (with -p)", path)
  def rmdir(path), do: :file.del_dir(chars(path))
  def rename(from, to), do: :file.rename(chars(from), chars(to))

  def ls(path \\ ".") do
    with {:ok, names} <- :file.list_dir(chars(path)), do: {:ok, Enum.map(names, &List.to_string/1)}
  end

  def ls!(path \\ "."), do: bang(ls(path), "list directory", path)

  def stream!(path, _bytes_or_line \\ :line, _modes \\ []) do
    Stream.unfold(read!(path), fn
      "" -> nil
      text -> next_line(text)
    end)
  end

  defp next_line(text) do
    case :binary.match(text, "\n") do
      {at, 1} -> {binary_part(text, 0, at + 1), binary_part(text, at + 1, byte_size(text) - at - 1)}
      :nomatch -> {text, ""}
    end
  end

  defp chars(path), do: path |> IO.chardata_to_string() |> String.to_charlist()

  defp bang(:ok, _action, _path), do: :ok
  defp bang({:ok, value}, _action, _path), do: value
  defp bang({:error, reason}, action, path), do: raise(File.Error, reason: reason, action: action, path: IO.chardata_to_string(path))
end
