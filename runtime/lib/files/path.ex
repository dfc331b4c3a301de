defmodule Path do
  @moduledoc "File names and paths. No function accesses a file, except for wildcard/2."

  @type t :: IO.chardata()

  def join(parts) when is_list(parts) and parts != [], do: Enum.reduce(tl(parts), text(hd(parts)), &join(&2, &1))

  def join(left, right) do
    {left, right} = {text(left), text(right)}

    cond do
      right == "/" -> left
      left == "" -> unrooted(right)
      true -> String.replace_suffix(left, "/", "") <> "/" <> unrooted(right)
    end
    |> without_last_slash()
  end

  defp unrooted("/" <> path), do: path
  defp unrooted(path), do: path

  defp without_last_slash("/"), do: "/"
  defp without_last_slash(path), do: String.replace_suffix(path, "/", "")

  defp text(path), do: IO.chardata_to_string(path)

  def basename(path) do
    path |> text() |> String.split("/", trim: true) |> List.last("")
  end

  def basename(path, extension) do
    path |> basename() |> String.replace_suffix(text(extension), "")
  end

  # A trailing slash marks a folder, so the path before it is the result.
  def dirname(path) do
    case :binary.matches(text(path), "/") do
      [] -> "."
      found -> path |> text() |> binary_part(0, found |> List.last() |> elem(0)) |> String.trim_trailing("/") |> root_if_empty()
    end
  end

  defp root_if_empty(""), do: "/"
  defp root_if_empty(path), do: path

  def extname(path) do
    case path |> text() |> String.split("/") |> List.last() |> String.split(".") do
      [_] -> ""
      ["", _] -> ""
      parts -> "." <> List.last(parts)
    end
  end

  def rootname(path) do
    path = text(path)
    [last | before] = path |> String.split("/") |> Enum.reverse()

    case :binary.matches(last, ".") do
      [] -> path
      found -> [binary_part(last, 0, found |> List.last() |> elem(0)) | before] |> Enum.reverse() |> Enum.join("/")
    end
  end

  def rootname(path, extension) do
    path = text(path)
    root = String.replace_suffix(path, text(extension), "")
    if String.ends_with?(root, "/"), do: path, else: root
  end

  def split(path) do
    path = text(path)
    root = if String.starts_with?(path, "/"), do: ["/"], else: []
    root ++ String.split(path, "/", trim: true)
  end

  def type(path) when is_list(path) or is_binary(path) do
    if String.starts_with?(text(path), "/"), do: :absolute, else: :relative
  end

  # The current folder is needed only for relative paths.
  def absname(path) do
    path = text(path)
    if type(path) == :absolute, do: tidy(path), else: absname(path, File.cwd!())
  end

  def absname(path, relative_to) do
    path = text(path)
    if type(path) == :absolute, do: tidy(path), else: relative_to |> text() |> below(path) |> tidy()
  end

  defp below("", path), do: "/" <> path
  defp below(folder, path), do: join(folder, path)

  # Removes empty parts, and each `.` that is not the last part. Keeps `..`.
  defp tidy(path) do
    {last, parts} = path |> split() |> List.pop_at(-1, "/")
    join(Enum.reject(parts, &(&1 == ".")) ++ [last])
  end

  def expand(path), do: path |> text() |> from_home() |> absname() |> normalise()

  def expand(path, relative_to) do
    case from_home(text(path)) do
      "/" <> _ = path -> normalise(path)
      path -> relative_to |> text() |> from_home() |> absname() |> join(path) |> normalise()
    end
  end

  defp from_home("~"), do: System.user_home!()
  defp from_home("~/" <> rest), do: join(System.user_home!(), rest)
  defp from_home(path), do: path

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

  def relative(path), do: path |> text() |> String.trim_leading("/") |> root_is_dot(text(path))

  defp root_is_dot("", "/" <> _), do: "."
  defp root_is_dot(path, _), do: path

  @doc """
  Returns the path relative to a folder. With `force: true`, the result can start with `..`.

      iex> Path.relative_to("/usr/local/foo", "/usr/local")
      "foo"
      iex> Path.relative_to("tmp/foo/bar", "tmp/bat")
      "../foo/bar"
      iex> Path.relative_to("/usr/foo", "/usr/local", force: true)
      "../foo"
  """
  def relative_to(path, cwd, opts \\ []) when is_list(opts) do
    {path, cwd} = {text(path), text(cwd)}

    case {type(path), type(cwd)} do
      {:relative, :relative} when path in ["", "."] -> "."
      {:relative, :relative} -> inside(without_dots(split(path), []), without_dots(split(cwd), []), true, path)
      {:relative, _} -> path |> split() |> without_dots([]) |> joined()
      {_, :relative} -> normalise(path)
      _ -> inside(split(normalise(path)), split(normalise(cwd)), Keyword.get(opts, :force, false), path)
    end
  end

  defp inside(parts, from, force, path) do
    {common, _} = parts |> Enum.zip(from) |> Enum.split_while(fn {a, b} -> a == b end)
    n = length(common)

    cond do
      n == length(from) or force -> joined(List.duplicate("..", length(from) - n) ++ Enum.drop(parts, n))
      true -> normalise(path)
    end
  end

  defp joined([]), do: "."
  defp joined(parts), do: join(parts)

  # A `..` removes the preceding part, if there is a preceding part.
  defp without_dots(["." | rest], done), do: without_dots(rest, done)
  defp without_dots([".." | rest], [part | done]) when part != "..", do: without_dots(rest, done)
  defp without_dots([part | rest], done), do: without_dots(rest, [part | done])
  defp without_dots([], done), do: Enum.reverse(done)

  @doc """
  Returns `{:ok, relative}` if the path stays below `cwd` in spite of any `..`, and otherwise `:error`.

      iex> Path.safe_relative("a/../b")
      {:ok, "b"}
      iex> Path.safe_relative("a/../../b")
      :error
  """
  def safe_relative(path, _cwd \\ ".") do
    path = text(path)

    with :relative <- type(path), parts = path |> split() |> without_dots([]), false <- match?([".." | _], parts) do
      {:ok, if(parts == [], do: "", else: join(parts))}
    else
      _ -> :error
    end
  end

  @doc false
  def safe_relative_to(path, cwd), do: safe_relative(path, cwd)

  def relative_to_cwd(path, opts \\ []) when is_list(opts), do: relative_to(text(path), File.cwd!(), opts)

  @doc "Returns the files that match a pattern. `match_dot: true` includes files whose names start with a dot."
  def wildcard(glob, opts \\ []) when is_list(opts) do
    glob = text(glob)

    if String.contains?(glob, <<0>>) do
      raise ArgumentError, "cannot execute Path.wildcard/2 for path with null byte, got: #{inspect(glob, binaries: :as_binaries)}"
    end

    found = if opts[:match_dot], do: :lab_file.wildcard_with_dots(glob), else: :filelib.wildcard(glob)
    Enum.map(found, &List.to_string/1)
  end
end
