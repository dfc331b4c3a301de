defmodule Path do
  @moduledoc "Names of files, without looking at any."

  def join(parts) when is_list(parts) and parts != [], do: Enum.reduce(tl(parts), text(hd(parts)), &join(&2, &1))

  def join(left, right) do
    case {String.trim_trailing(text(left), "/"), text(right)} do
      {left, "/" <> right} -> left <> "/" <> right
      {"", right} -> if(text(left) == "", do: right, else: "/" <> right)
      {left, ""} -> left
      {left, right} -> left <> "/" <> String.trim_trailing(right, "/")
    end
  end

  defp text(path), do: IO.chardata_to_string(path)

  def basename(path) do
    path |> text() |> String.split("/", trim: true) |> List.last("")
  end

  def basename(path, extension) do
    name = basename(path)
    if extension != "" and name != extension, do: String.replace_suffix(name, extension, ""), else: name
  end

  def dirname(path) do
    path = text(path)

    case path |> String.split("/", trim: true) |> Enum.drop(-1) do
      [] -> if String.starts_with?(path, "/"), do: "/", else: "."
      parts -> if(String.starts_with?(path, "/"), do: "/", else: "") <> Enum.join(parts, "/")
    end
  end

  def extname(path) do
    case basename(path) |> String.split(".") do
      [_] -> ""
      ["", _] -> ""
      parts -> "." <> List.last(parts)
    end
  end

  def rootname(path), do: String.replace_suffix(text(path), extname(path), "")

  def rootname(path, extension), do: String.replace_suffix(text(path), extension, "")

  def split(path) do
    path = text(path)
    root = if String.starts_with?(path, "/"), do: ["/"], else: []
    root ++ String.split(path, "/", trim: true)
  end

  def type(path), do: if(String.starts_with?(text(path), "/"), do: :absolute, else: :relative)
  def absname(path), do: absname(path, elem(File.cwd(), 1))
  def absname(path, to), do: if(type(path) == :absolute, do: text(path), else: join(to, path))
  def expand(path), do: path |> absname() |> normalise()
  def expand(path, to), do: path |> absname(expand(to)) |> normalise()

  defp normalise(path) do
    parts =
      path
      |> String.split("/", trim: true)
      |> Enum.reduce([], fn
        ".", acc -> acc
        "..", acc -> Enum.drop(acc, 1)
        part, acc -> [part | acc]
      end)

    "/" <> Enum.join(Enum.reverse(parts), "/")
  end

  def relative(path), do: path |> split() |> Enum.reject(&(&1 in ["/", "."])) |> Enum.join("/")

  def relative_to(path, from) do
    {path, from} = {split(path), split(from)}
    if List.starts_with?(path, from), do: path |> Enum.drop(length(from)) |> rest(), else: join(path)
  end

  defp rest([]), do: "."
  defp rest(parts), do: join(parts)

  def relative_to_cwd(path), do: relative_to(text(path), elem(File.cwd(), 1))
  def wildcard(glob), do: :filelib.wildcard(String.to_charlist(text(glob))) |> Enum.map(&List.to_string/1)
end
