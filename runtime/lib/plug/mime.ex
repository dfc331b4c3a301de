defmodule MIME do
  @moduledoc "The media types of files."

  @types %{
    "avif" => "image/avif", "bin" => "application/octet-stream", "bmp" => "image/bmp", "css" => "text/css", "csv" => "text/csv",
    "gif" => "image/gif", "gz" => "application/gzip", "htm" => "text/html", "html" => "text/html", "ico" => "image/vnd.microsoft.icon",
    "ics" => "text/calendar", "jpeg" => "image/jpeg", "jpg" => "image/jpeg", "js" => "text/javascript", "json" => "application/json",
    "jsonld" => "application/ld+json", "map" => "application/json", "md" => "text/markdown", "mjs" => "text/javascript",
    "mp3" => "audio/mpeg", "mp4" => "video/mp4", "ogg" => "audio/ogg", "otf" => "font/otf", "pdf" => "application/pdf",
    "png" => "image/png", "svg" => "image/svg+xml", "tar" => "application/x-tar", "tiff" => "image/tiff", "ttf" => "font/ttf",
    "txt" => "text/plain", "text" => "text/plain", "wasm" => "application/wasm", "wav" => "audio/wav", "webm" => "video/webm",
    "webmanifest" => "application/manifest+json", "webp" => "image/webp", "woff" => "font/woff", "woff2" => "font/woff2",
    "xhtml" => "application/xhtml+xml", "xml" => "text/xml", "zip" => "application/zip"
  }

  @extensions Enum.reduce(@types, %{}, fn {ext, type}, acc -> Map.update(acc, type, [ext], &[ext | &1]) end)

  @doc "Returns the media type of an extension."
  def type(extension), do: Map.get(@types, to_string(extension), "application/octet-stream")

  @doc "Returns whether an extension has a media type."
  def has_type?(extension), do: Map.has_key?(@types, to_string(extension))

  @doc "Returns the media type of a file by its name."
  def from_path(path) do
    case Path.extname(path) do
      "." <> extension -> extension |> String.downcase() |> type()
      _ -> "application/octet-stream"
    end
  end

  @doc "Returns the extensions of a media type."
  def extensions(type) do
    type = type |> :binary.split(";") |> hd() |> String.trim()

    case @extensions do
      %{^type => extensions} -> Enum.sort_by(extensions, &(&1 not in ["html", "jpeg", "txt", "json"]))
      _ -> suffix(type)
    end
  end

  defp suffix(type) do
    case :binary.split(type, "+") do
      [_, suffix] when suffix in ["json", "xml"] -> [suffix]
      _ -> []
    end
  end

  @doc "Returns a map from extensions to their media types."
  def known_types(), do: @types
end
