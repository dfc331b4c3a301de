defmodule :filename do
  @moduledoc "Erlang's file names: results are lists, or binaries if a part is a binary. No function accesses a file."

  # Names are processed as binaries. The result has the type of the argument.
  defp binary?(name), do: is_binary(name)
  defp text(name), do: name |> flatten() |> :unicode.characters_to_binary()
  defp like(text, true), do: text
  defp like(text, false), do: :unicode.characters_to_list(text)

  def flatten(name) when is_binary(name), do: name
  def flatten(name) when is_atom(name), do: :erlang.atom_to_list(name)
  def flatten(name) when is_list(name), do: :lists.flatmap(&part/1, name)

  defp part(c) when is_integer(c), do: [c]
  defp part(other), do: flatten(other)

  def join([name]), do: name |> text() |> tidy() |> like(binary?(name))
  def join([first, second | rest]), do: join([join(first, second) | rest])

  def join(left, right) do
    {l, r} = {text(left), text(right)}

    joined =
      case r do
        "/" <> _ -> r
        "" -> l
        _ -> l <> "/" <> r
      end

    like(tidy(joined), binary?(left) or binary?(right))
  end

  # Removes double slashes and a trailing slash.
  defp tidy(path) do
    path = :re.replace(path, "/+", "/", [:global, {:return, :binary}])
    if path != "/" and :binary.last("x" <> path) == ?/, do: binary_part(path, 0, byte_size(path) - 1), else: path
  end

  def append(dir, name), do: like(text(dir) <> "/" <> text(name), binary?(dir) or binary?(name))

  def split(name) do
    path = text(name)
    root = if match?("/" <> _, path), do: ["/"], else: []
    :lists.map(&like(&1, binary?(name)), root ++ :binary.split(path, "/", [:global, :trim_all]))
  end

  def basename(name), do: like(base(text(name)), binary?(name))

  defp base(path) do
    case :binary.split(path, "/", [:global, :trim_all]) do
      [] -> ""
      parts -> :lists.last(parts)
    end
  end

  def basename(name, extension) do
    {base, extension} = {base(text(name)), text(extension)}
    size = byte_size(base) - byte_size(extension)

    cut = if size > 0 and binary_part(base, size, byte_size(extension)) == extension, do: binary_part(base, 0, size), else: base
    like(cut, binary?(name))
  end

  def dirname(name) do
    path = text(name)

    dir =
      case :binary.matches(path, "/") do
        [] -> "."
        found -> path |> binary_part(0, elem(:lists.last(found), 0)) |> without_slashes()
      end

    like(dir, binary?(name))
  end

  defp without_slashes(""), do: "/"

  defp without_slashes(path) do
    if :binary.last(path) == ?/, do: without_slashes(binary_part(path, 0, byte_size(path) - 1)), else: path
  end

  def extension(name) do
    {_, extension} = at_dot(text(name))
    like(extension, binary?(name))
  end

  def rootname(name) do
    path = text(name)

    # A name of a dot and letters has an empty root, but no extension.
    case :binary.match(path, ["/", "."], [{:scope, {min(1, byte_size(path)), max(0, byte_size(path) - 1)}}]) do
      :nomatch when binary_part(path, 0, min(1, byte_size(path))) == "." -> like("", binary?(name))
      _ -> path |> at_dot() |> elem(0) |> like(binary?(name))
    end
  end

  def rootname(name, extension) do
    {path, extension} = {text(name), text(extension)}
    size = byte_size(path) - byte_size(extension)
    cut = if size >= 0 and binary_part(path, size, byte_size(extension)) == extension, do: binary_part(path, 0, size), else: path
    like(cut, binary?(name))
  end

  # Finds the last dot of the last part. A leading dot belongs to the name.
  defp at_dot(path) do
    from =
      case :binary.matches(path, "/") do
        [] -> 0
        found -> elem(:lists.last(found), 0) + 1
      end

    case :binary.matches(path, ".", [{:scope, {from, byte_size(path) - from}}]) do
      [] ->
        {path, ""}

      found ->
        {at, 1} = :lists.last(found)
        if at == from, do: {path, ""}, else: {binary_part(path, 0, at), binary_part(path, at, byte_size(path) - at)}
    end
  end

  def pathtype(name), do: if(match?("/" <> _, text(name)), do: :absolute, else: :relative)
  def nativename(name), do: name |> text() |> tidy() |> like(binary?(name))

  def absname(name) do
    {:ok, here} = :file.get_cwd()
    absname(name, here)
  end

  def absname(name, dir) do
    if pathtype(name) == :absolute, do: join([name]), else: absname_join(dir, name)
  end

  def absname_join(dir, name), do: join(dir, name)

  def validate(name) when is_binary(name), do: name != "" and :binary.match(name, <<0>>) == :nomatch

  def validate(name) do
    case :unicode.characters_to_binary(flatten(name)) do
      text when is_binary(text) -> validate(text)
      _ -> false
    end
  rescue
    _ -> false
  end

  def basedir(type, application), do: basedir(type, application, %{})

  def basedir(type, application, options) do
    home = home()
    version = if is_map_key(options, :version), do: [:maps.get(:version, options)], else: []

    dirs =
      case type do
        :user_cache -> [home, ".cache"]
        :user_config -> [home, ".config"]
        :user_data -> [home, ".local/share"]
        :user_log -> [home, ".cache"]
        :site_config -> ["/etc/xdg"]
        :site_data -> ["/usr/local/share"]
      end

    named = join(dirs ++ [application | version])
    named = if type == :user_log, do: join(named, "log"), else: named
    like(text(named), binary?(application))
  end

  defp home do
    case :os.getenv(~c"HOME") do
      false -> ~c"/"
      home -> home
    end
  end
end
