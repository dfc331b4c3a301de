defmodule Mix.Tasks.Phx.Digest do
  @moduledoc """
  Copies the files of priv/static to names with a digest of their contents, compresses text files, and lists the
  copies in cache_manifest.json, which `cache_static_manifest:` of an endpoint refers to.

      mix phx.digest [FOLDER] [-o FOLDER]
  """
  use Mix.Task
  @shortdoc "Digests and compresses static files"

  @impl true
  def run(args) do
    {opts, rest, _} = OptionParser.parse(args, aliases: [o: :output], switches: [output: :string])
    input = List.first(rest) || "priv/static"

    if File.dir?(input) do
      output = opts[:output] || input
      LabAssets.Digest.write(input, output)
      IO.puts("Check your digested files at #{inspect(output)}")
    else
      IO.puts(:stderr, "The input path #{inspect(input)} does not exist")
    end
  end
end

defmodule Mix.Tasks.Phx.Digest.Clean do
  @moduledoc "Removes the files that `mix phx.digest` has created from priv/static or the given folder."
  use Mix.Task
  @shortdoc "Removes digested files"

  @impl true
  def run(args) do
    {opts, _, _} = OptionParser.parse(args, aliases: [o: :output], switches: [output: :string, age: :integer, keep: :integer, all: :boolean])
    folder = opts[:output] || "priv/static"

    if File.dir?(folder) do
      LabAssets.Digest.clean(folder)
      IO.puts("Clean complete for #{inspect(folder)}")
    else
      IO.puts(:stderr, "The output path #{inspect(folder)} does not exist")
    end
  end
end

defmodule LabAssets.Digest do
  @moduledoc false

  @manifest "cache_manifest.json"
  @text ~w(.js .map .css .txt .text .html .json .svg .eot .ttf)
  @digested ~r/-[a-f0-9]{32}(?=\.[^\/]*$|$)/

  @doc "Writes the digested files and their manifest."
  def write(input, output) do
    files = for path <- Enum.sort(Path.wildcard(Path.join(input, "**"))), File.regular?(path), name = Path.relative_to(path, input), source?(name), do: {name, File.read!(path)}
    latest = Map.new(files, fn {name, contents} -> {name, name(name, md5(contents))} end)

    digests =
      for {name, contents} <- files, into: %{} do
        digested = latest[name]
        contents_of_digested = references(name, contents, latest)
        put(output, name, contents)
        put(output, digested, contents_of_digested)

        {digested,
         %{logical_path: name, mtime: System.os_time(:second), size: byte_size(contents_of_digested), digest: md5(contents), sha512: Base.encode64(:crypto.hash(:sha512, contents_of_digested))}}
      end

    manifest = %{"version" => 1, "latest" => latest, "digests" => digests}
    File.write!(Path.join(output, @manifest), JSON.encode!(manifest))
  end

  @doc "Removes the digested files and their manifest."
  def clean(folder) do
    for path <- Path.wildcard(Path.join(folder, "**")), File.regular?(path), name = Path.relative_to(path, folder) do
      if not source?(name) or name == @manifest, do: File.rm!(path)
    end
  end

  defp source?(name), do: name != @manifest and Path.extname(name) != ".gz" and not (name =~ @digested)
  defp md5(contents), do: Base.encode16(:erlang.md5(contents), case: :lower)

  defp name(name, digest) do
    ending = Path.extname(name)
    String.replace_suffix(name, ending, "") <> "-" <> digest <> ending
  end

  # Replaces the references in a style sheet with the digested names of the pictures and fonts.
  defp references(name, contents, latest) do
    if Path.extname(name) == ".css" do
      Regex.replace(~r/url\((["']?)([^"')?#]+)([^"')]*)\1\)/, contents, fn whole, quote, path, rest ->
        known = if String.starts_with?(path, "/"), do: String.trim_leading(path, "/"), else: name |> Path.dirname() |> Path.join(path) |> Path.expand("/") |> String.trim_leading("/")

        case latest do
          %{^known => digested} when rest == "" -> "url(#{quote}/#{digested}?vsn=d#{quote})"
          _ -> whole
        end
      end)
    else
      contents
    end
  end

  defp put(folder, name, contents) do
    path = Path.join(folder, name)
    File.mkdir_p!(Path.dirname(path))
    File.write!(path, contents)
    if Path.extname(name) in @text, do: File.write!(path <> ".gz", :zlib.gzip(contents))
  end
end
