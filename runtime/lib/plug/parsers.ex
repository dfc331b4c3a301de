defmodule Plug.Parsers do
  @moduledoc """
  Parses the body of a request into `body_params` and `params`. Options: `:parsers` (`:urlencoded`, `:json`,
  `:multipart`, or modules), `:pass` (media types that need no parser), `:json_decoder`, `:length` (8 MB),
  `:body_reader`, `:query_string_length`, `:validate_utf8`.
  """

  @behaviour Plug

  alias Plug.Conn.Unfetched

  @callback init(opts :: keyword) :: term
  @callback parse(Plug.Conn.t(), type :: binary, subtype :: binary, params :: map, opts :: term) ::
              {:ok, map, Plug.Conn.t()} | {:error, :too_large, Plug.Conn.t()} | {:next, Plug.Conn.t()}

  defmodule RequestTooLargeError do
    @moduledoc "The body is larger than allowed."
    defexception plug_status: 413

    def message(_), do: "the request is too large. If you are willing to process larger requests, please give a :length to Plug.Parsers"
  end

  defmodule UnsupportedMediaTypeError do
    @moduledoc "No parser accepts the type of the body."
    defexception media_type: nil, plug_status: 415

    def message(%{media_type: type}), do: "unsupported media type #{type}"
  end

  defmodule BadEncodingError do
    @moduledoc "The body is not UTF-8."
    defexception message: nil, plug_status: 415
  end

  defmodule ParseError do
    @moduledoc "The body cannot be parsed."
    defexception exception: nil, plug_status: 400

    def message(%{exception: exception}) do
      "malformed request, a #{inspect(exception.__struct__)} exception was raised with message #{inspect(Exception.message(exception))}"
    end
  end

  @impl true
  def init(opts) do
    {parsers, opts} = Keyword.pop(opts, :parsers)
    {pass, opts} = Keyword.pop(opts, :pass, [])
    parsers || raise ArgumentError, "Plug.Parsers expects a set of parsers to be given in :parsers"

    parsers =
      for parser <- parsers do
        {name, own} = if is_tuple(parser), do: parser, else: {parser, []}
        module = module(name)
        {module, module.init(Keyword.merge(opts, own))}
      end

    %{parsers: parsers, pass: pass, utf8: Keyword.get(opts, :validate_utf8, true), query: Keyword.get(opts, :query_string_length, 1_000_000)}
  end

  defp module(:urlencoded), do: Plug.Parsers.URLENCODED
  defp module(:json), do: Plug.Parsers.JSON
  defp module(:multipart), do: Plug.Parsers.MULTIPART
  defp module(module), do: module

  @impl true
  def call(%{method: method, body_params: %Unfetched{}} = conn, options) when method in ["POST", "PUT", "PATCH", "DELETE"] do
    conn = fetch_query(conn, options)

    case Plug.Conn.get_req_header(conn, "content-type") do
      [type | _] ->
        case Plug.Conn.Utils.content_type(type) do
          {:ok, type, subtype, params} -> reduce(conn, options.parsers, type, subtype, params, options.pass)
          :error -> reduce(conn, options.parsers, type, "", %{}, options.pass)
        end

      [] ->
        merge(conn, %{})
    end
  end

  def call(%{body_params: %Unfetched{}} = conn, options), do: conn |> fetch_query(options) |> merge(%{})
  def call(conn, options), do: conn |> fetch_query(options) |> merge(conn.body_params)

  defp fetch_query(conn, options) do
    if byte_size(conn.query_string) > options.query do
      raise Plug.Conn.InvalidQueryError, message: "maximum query string length is #{options.query}, got a query with #{byte_size(conn.query_string)} bytes", plug_status: 414
    end

    Plug.Conn.fetch_query_params(conn, validate_utf8: options.utf8)
  end

  defp reduce(conn, [{parser, opts} | rest], type, subtype, params, pass) do
    case parser.parse(conn, type, subtype, params, opts) do
      {:ok, body, conn} -> merge(conn, body)
      {:next, conn} -> reduce(conn, rest, type, subtype, params, pass)
      {:error, :too_large, _conn} -> raise RequestTooLargeError
    end
  end

  defp reduce(conn, [], type, subtype, _params, pass) do
    if passes?(pass, type, subtype), do: merge(conn, %{}), else: raise(UnsupportedMediaTypeError, media_type: "#{type}/#{subtype}")
  end

  defp passes?(pass, type, subtype), do: "*/*" in pass or "#{type}/*" in pass or "#{type}/#{subtype}" in pass

  defp merge(conn, body) do
    params = if is_struct(conn.params, Unfetched), do: %{}, else: conn.params
    body_map = if is_map(body), do: body, else: %{}
    %{conn | params: params |> Map.merge(conn.query_params) |> Map.merge(body_map) |> Map.merge(conn.path_params), body_params: body}
  end

  @doc false
  def read_whole(conn, opts) do
    {module, function, args} = Keyword.get(opts, :body_reader, {Plug.Conn, :read_body, []})
    opts = Keyword.put_new(opts, :length, 8_000_000)

    case apply(module, function, [conn, opts | args]) do
      {:ok, body, conn} -> {:ok, body, conn}
      {:more, _part, conn} -> {:error, :too_large, conn}
      {:error, :timeout} -> raise Plug.TimeoutError
      {:error, _} -> raise Plug.BadRequestError
    end
  end
end

defmodule Plug.Parsers.URLENCODED do
  @moduledoc "Parses forms."
  @behaviour Plug.Parsers

  @impl true
  def init(opts), do: Keyword.put_new(opts, :length, 1_000_000)

  @impl true
  def parse(conn, "application", "x-www-form-urlencoded", _params, opts) do
    with {:ok, body, conn} <- Plug.Parsers.read_whole(conn, opts) do
      utf8 = Keyword.get(opts, :validate_utf8, true)
      if utf8, do: Plug.Conn.Utils.validate_utf8!(body, Plug.Parsers.BadEncodingError, "urlencoded body")
      {:ok, Plug.Conn.Query.decode(body, %{}, Plug.Parsers.BadEncodingError, utf8), conn}
    end
  end

  def parse(conn, _type, _subtype, _params, _opts), do: {:next, conn}
end

defmodule Plug.Parsers.JSON do
  @moduledoc "Parses JSON. A value that is not an object is stored under `\"_json\"`."
  @behaviour Plug.Parsers

  @impl true
  def init(opts) do
    unless opts[:json_decoder], do: raise(ArgumentError, "JSON parser expects a :json_decoder option")
    opts
  end

  @impl true
  def parse(conn, "application", subtype, _params, opts) do
    if subtype == "json" or String.ends_with?(subtype, "+json") do
      with {:ok, body, conn} <- Plug.Parsers.read_whole(conn, opts), do: {:ok, decode(body, opts[:json_decoder]), conn}
    else
      {:next, conn}
    end
  end

  def parse(conn, _type, _subtype, _params, _opts), do: {:next, conn}

  defp decode("", _decoder), do: %{}

  defp decode(body, decoder) do
    case apply_decoder(decoder, body) do
      %{} = map -> map
      other -> %{"_json" => other}
    end
  rescue
    error -> reraise Plug.Parsers.ParseError, [exception: error], __STACKTRACE__
  end

  defp apply_decoder({module, function, args}, body), do: apply(module, function, [body | args])
  defp apply_decoder(module, body), do: module.decode!(body)
end

defmodule Plug.Parsers.MULTIPART do
  @moduledoc "Parses multipart forms (RFC 7578). Each file is written to a temporary file, described by a `Plug.Upload`."
  @behaviour Plug.Parsers

  @impl true
  def init(opts), do: Keyword.put_new(opts, :length, 8_000_000)

  @impl true
  def parse(conn, "multipart", subtype, %{"boundary" => boundary}, opts) when subtype in ["form-data", "mixed"] do
    with {:ok, body, conn} <- Plug.Parsers.read_whole(conn, opts) do
      parts = ("\r\n" <> body) |> :binary.split("\r\n--" <> boundary, [:global]) |> Enum.drop(1)
      pairs = for "\r\n" <> part <- parts, pair = pair(part), do: pair
      {:ok, pairs |> Enum.reduce(Plug.Conn.Query.decode_init(), &Plug.Conn.Query.decode_each/2) |> Plug.Conn.Query.decode_done(), conn}
    end
  end

  def parse(_conn, "multipart", "form-data", _params, _opts) do
    raise Plug.Parsers.ParseError, exception: ArgumentError.exception("multipart/form-data without a boundary")
  end

  def parse(conn, _type, _subtype, _params, _opts), do: {:next, conn}

  defp pair(part) do
    with [head, content] <- :binary.split(part, "\r\n\r\n"),
         headers = headers(head),
         %{"name" => name} = disposition <- Plug.Conn.Utils.params(headers["content-disposition"] || "") do
      case disposition do
        %{"filename" => ""} -> nil
        %{"filename" => file} -> {name, upload(Path.basename(file), headers["content-type"], content)}
        _ -> {name, content}
      end
    else
      _ -> nil
    end
  end

  defp upload(name, type, content) do
    path = Plug.Upload.random_file!("multipart")
    File.write!(path, content)
    %Plug.Upload{path: path, filename: name, content_type: type}
  end

  defp headers(head) do
    for line <- :binary.split(head, "\r\n", [:global]), [name, value] <- [:binary.split(line, ":")], into: %{} do
      {name |> String.trim() |> String.downcase(), String.trim(value)}
    end
  end
end
