defmodule Phoenix.LiveView.UploadEntry do
  @moduledoc "A file that a user has chosen for an upload: the browser's description of the file, and its progress."

  defstruct ref: nil,
            uuid: nil,
            upload_ref: nil,
            upload_config: nil,
            client_name: nil,
            client_relative_path: nil,
            client_size: nil,
            client_type: nil,
            client_last_modified: nil,
            client_meta: nil,
            progress: 0,
            valid?: false,
            preflighted?: false,
            done?: false,
            cancelled?: false

  @type t :: %__MODULE__{}

  @doc false
  def from_client(%{"ref" => ref, "name" => name, "size" => size, "type" => type} = sent, config) do
    %__MODULE__{
      ref: ref,
      upload_ref: config.ref,
      upload_config: config.name,
      client_name: name,
      client_size: size,
      client_type: type,
      client_relative_path: sent["relative_path"],
      client_last_modified: sent["last_modified"],
      client_meta: sent["meta"]
    }
  end
end

defmodule Phoenix.LiveView.UploadConfig do
  @moduledoc "An upload that a LiveView allows: its limits, and the chosen files."

  alias Phoenix.LiveView.UploadTmpFileWriter

  @derive {Inspect,
           only: [
             :name,
             :ref,
             :entries,
             :consumed_entries,
             :max_entries,
             :max_entries_mode,
             :max_file_size,
             :accept,
             :errors,
             :auto_upload?,
             :progress_event,
             :writer,
             :validator
           ]}

  defstruct name: nil,
            ref: nil,
            cid: :unregistered,
            client_key: nil,
            allowed?: false,
            accept: [],
            acceptable_types: MapSet.new(),
            acceptable_exts: MapSet.new(),
            max_entries: 1,
            max_entries_mode: :selected,
            max_file_size: 8_000_000,
            chunk_size: 64_000,
            chunk_timeout: 10_000,
            auto_upload?: false,
            external: false,
            progress_event: nil,
            writer: nil,
            validator: nil,
            entries: [],
            consumed_entries: 0,
            entry_refs_to_pids: %{},
            entry_refs_to_metas: %{},
            errors: []

  @type t :: %__MODULE__{}

  # These options take a positive integer, with their unit, or a function, with its arity.
  @numbers [max_entries: "", max_file_size: " bytes", chunk_size: " bytes", chunk_timeout: " ms"]
  @functions [external: {2, "a 2-arity function receiving the upload entry and socket"}, progress: {3, "3-arity anonymous function"}, writer: {3, "a 3-arity anonymous function"}, validator: {1, "a 1-arity anonymous function"}]

  @doc false
  def build(name, ref, opts) when is_list(opts) do
    config = %__MODULE__{name: name, ref: ref, allowed?: true, writer: fn _name, _entry, _socket -> {UploadTmpFileWriter, []} end, validator: fn _entry -> :ok end}

    config
    |> accept(Keyword.fetch(opts, :accept))
    |> numbers(opts)
    |> functions(opts)
    |> mode(Keyword.fetch(opts, :max_entries_mode))
    |> Map.put(:auto_upload?, Keyword.get(opts, :auto_upload, false))
  end

  defp numbers(config, opts) do
    for {key, unit} <- @numbers, {:ok, value} <- [Keyword.fetch(opts, key)], reduce: config do
      config ->
        unless is_integer(value) and value > 0 do
          in_time = if key == :chunk_timeout, do: " in milliseconds"
          invalid!(key, "Only a positive integer#{in_time} is supported (Defaults to #{Map.fetch!(config, key)}#{unit}). Got:", value)
        end

        %{config | key => value}
    end
  end

  defp functions(config, opts) do
    for {key, {arity, what}} <- @functions, {:ok, value} <- [Keyword.fetch(opts, key)], reduce: config do
      config ->
        unless is_function(value, arity), do: invalid!(key, "Only #{what} is supported. Got:", value)
        Map.put(config, if(key == :progress, do: :progress_event, else: key), value)
    end
  end

  defp mode(config, :error), do: config
  defp mode(config, {:ok, mode}) when mode in [:selected, :total], do: %{config | max_entries_mode: mode}
  defp mode(_config, {:ok, other}), do: invalid!(:max_entries_mode, "Only :selected and :total are supported (Defaults to :selected). Got:", other)

  defp invalid!(key, rule, value) do
    raise ArgumentError, "invalid :#{key} value provided to allow_upload.\n\n#{rule}\n\n#{inspect(value)}\n"
  end

  # accept checks the accepted media types ("image/*", "text/csv") and file extensions (".png").
  defp accept(config, {:ok, :any}), do: %{config | accept: :any}

  defp accept(config, {:ok, [_ | _] = filters}) do
    %{
      config
      | accept: Enum.join(filters, ","),
        acceptable_types: MapSet.new(filters, &media_type!/1),
        acceptable_exts: for("." <> _ = ending <- filters, into: MapSet.new(), do: ending)
    }
  end

  defp accept(_config, {:ok, other}) do
    raise ArgumentError, """
    invalid accept filter provided to allow_upload.

    A list of the following unique file type specifiers are supported:

      * A valid case-insensitive filename extension, starting with a period (".") character.
        For example: .jpg, .pdf, or .doc.

      * A valid MIME type string, such as "image/jpeg" or "image/*"

    Alternately, you can provide the atom :any to allow any kind of file. Got:

    #{inspect(other)}
    """
  end

  defp accept(_config, :error) do
    raise ArgumentError, """
    the :accept option is required when allowing uploads.

    Provide a list of unique file type specifiers or the atom :any to allow any kind of file.
    """
  end

  defp media_type!(kind) when kind in ["image/*", "audio/*", "video/*"], do: kind

  defp media_type!("." <> ending) do
    if MIME.has_type?(ending), do: MIME.type(ending), else: unknown_type!("a file extension with a known MIME type", ending)
  end

  defp media_type!(type) when is_binary(type) do
    if MIME.extensions(type) == [], do: unknown_type!("a known MIME type without parameters", type), else: type
  end

  defp unknown_type!(expected, given) do
    raise ArgumentError, """
    invalid accept filter provided to allow_upload.

    Expected #{expected}.

    MIME types can be extended in your application configuration as follows:

    config :mime, :types, %{
      "application/vnd.api+json" => ["json-api"]
    }

    Got:

    #{inspect(given)}
    """
  end

  @doc "Returns whether the upload accepts the type of a file."
  def accepts?(%{accept: :any}, _entry), do: true

  def accepts?(config, %{client_type: type, client_name: name}) do
    [kind | _] = String.split(type, "/", parts: 2)
    Enum.any?([type, kind <> "/*"], &(&1 in config.acceptable_types)) or (name |> Path.extname() |> String.downcase(:ascii)) in config.acceptable_exts
  end

  @doc "Returns the file with this ref, or nil."
  def entry(config, ref), do: Enum.find(config.entries, &(&1.ref == ref))

  @doc "Returns the process that receives a file, or nil."
  def receiver(config, ref) do
    case config.entry_refs_to_pids do
      %{^ref => pid} when is_pid(pid) -> pid
      _ -> nil
    end
  end
end
