defmodule URI do
  @moduledoc "Uniform resource identifiers: their parts, and escaping."

  @derive {Inspect, optional: [:authority]}
  defstruct [:scheme, :authority, :userinfo, :host, :port, :path, :query, :fragment]

  @ports %{"ftp" => 21, "http" => 80, "https" => 443, "ldap" => 389, "sftp" => 22, "tftp" => 69, "ws" => 80, "wss" => 443}

  @doc "Returns the default port of a scheme."
  def default_port(scheme) when is_binary(scheme), do: Map.get(:persistent_term.get({URI, :ports}, @ports), scheme)

  def default_port(scheme, port) when is_binary(scheme) and is_integer(port) and port >= 0 do
    :persistent_term.put({URI, :ports}, Map.put(:persistent_term.get({URI, :ports}, @ports), scheme, port))
  end

  @doc "Splits a URI into its parts without validation."
  def parse(%URI{} = uri), do: uri

  def parse(string) when is_binary(string) do
    {rest, fragment} = cut(string, "#")
    {rest, query} = cut(rest, "?")
    {scheme, rest} = split_scheme(rest)
    {authority, path} = split_path(rest)
    {userinfo, host, port} = split_authority(authority)

    %URI{
      scheme: scheme,
      authority: authority,
      userinfo: userinfo,
      host: host,
      port: port || (scheme && default_port(scheme)),
      path: given(path),
      query: query,
      fragment: fragment
    }
  end

  # Splits a string at a mark. The second part is nil if the string has no mark, and can be empty
  # otherwise.
  defp cut(string, mark) do
    case :binary.split(string, mark) do
      [before, behind] -> {before, behind}
      [all] -> {all, nil}
    end
  end

  defp split_scheme(string) do
    with [<<first, more::binary>> = scheme, rest] when first in ?a..?z or first in ?A..?Z <- :binary.split(string, ":"),
         true <- scheme?(more) do
      {String.downcase(scheme), rest}
    else
      _ -> {nil, string}
    end
  end

  defp scheme?(<<c, rest::binary>>) when c in ?a..?z or c in ?A..?Z or c in ?0..?9 or c in ~c"+-.", do: scheme?(rest)
  defp scheme?(rest), do: rest == ""

  defp split_path("//" <> rest) do
    case :binary.split(rest, "/") do
      [authority, path] -> {authority, "/" <> path}
      [authority] -> {authority, nil}
    end
  end

  defp split_path(path), do: {nil, path}

  defp given(""), do: nil
  defp given(text), do: text

  defp split_authority(nil), do: {nil, nil, nil}
  defp split_authority(""), do: {nil, "", nil}

  defp split_authority(authority) do
    {userinfo, rest} =
      case :binary.split(authority, "@", [:global]) do
        [rest] -> {nil, rest}
        parts -> {parts |> Enum.drop(-1) |> Enum.join("@") |> given(), List.last(parts)}
      end

    if :binary.match(rest, [":", "[", "]"]) == :nomatch, do: {userinfo, rest, nil}, else: split_port(userinfo, rest)
  end

  defp split_port(userinfo, rest) do
    case Regex.run(~r/^(\[[^\]]*\]|[^:]*)(?::(\d*))?/, rest) do
      [_, host] -> {userinfo, bare(host), nil}
      [_, host, ""] -> {userinfo, bare(host), nil}
      [_, host, port] -> {userinfo, bare(host), String.to_integer(port)}
    end
  end

  defp bare(host), do: host |> String.trim_leading("[") |> String.trim_trailing("]") |> given()

  @doc """
  Splits a URI into its parts. Returns `{:ok, uri}`, or `{:error, part}` with the invalid part of
  the text.
  """
  def new(%URI{} = uri), do: {:ok, uri}

  def new(string) when is_binary(string) do
    [scheme, rest] = Regex.run(~r{^([a-zA-Z][a-zA-Z0-9+.-]*:)?(.*)$}s, string, capture: :all_but_first)

    case {scheme, wrong(rest, scheme)} do
      {_, nil} -> {:ok, %{parse(string) | authority: nil}}
      # If the colon is invalid, the text after a scheme is checked as a path as well.
      {"", part} -> {:error, part}
      {_, _part} -> {:error, ":"}
    end
  end

  # Returns the invalid part of the text after the scheme.
  defp wrong(rest, scheme) do
    [before | fragments] = String.split(rest, "#")

    cond do
      character = Enum.find(String.codepoints(rest), &odd?/1) -> character
      length(fragments) > 1 -> "#"
      String.starts_with?(before, "//") -> if before =~ ~r{^//([^/?@]*@)?(\[[^\]/?@]*\]|[^:\[\]/?@]*)(:\d*)?([/?].*)?$}, do: nil, else: ":"
      scheme == "" and before =~ ~r{^[^/?]*:} -> ":"
      true -> nil
    end
  end

  defp odd?(<<byte>>), do: not (char_unescaped?(byte) or byte == ?%)
  defp odd?(_character), do: true

  @doc "Splits a URI into its parts. Raises URI.Error if the text is invalid."
  def new!(%URI{} = uri), do: uri

  def new!(uri) when is_binary(uri) do
    case new(uri) do
      {:ok, uri} -> uri
      {:error, part} -> raise URI.Error, action: :parse, reason: :invalid_uri, part: part
    end
  end

  def to_string(uri), do: String.Chars.URI.to_string(uri)

  @doc false
  def text(%URI{} = uri) do
    if uri.host != nil and uri.path != nil and uri.path != "" and not String.starts_with?(uri.path, "/") do
      raise ArgumentError,
            ":path in URI must be empty or an absolute path if URL has a :host, got: #{inspect(uri)}"
    end

    scheme = uri.scheme && [uri.scheme, ?:]
    query = uri.query && [??, uri.query]
    fragment = uri.fragment && [?#, uri.fragment]
    IO.iodata_to_binary(Enum.reject([scheme, place(uri), uri.path, query, fragment], &is_nil/1))
  end

  defp place(%{host: nil, authority: nil}), do: nil
  defp place(%{host: nil, authority: authority}), do: ["//", authority]

  defp place(%{host: host} = uri) do
    userinfo = if uri.userinfo, do: [uri.userinfo, ?@], else: []
    host = if String.contains?(host, ":"), do: [?[, host, ?]], else: host
    port = if uri.port && uri.port != default_port(uri.scheme || ""), do: [?:, Integer.to_string(uri.port)], else: []
    ["//", userinfo, host, port]
  end

  @doc "Resolves a reference against a URI."
  def merge(base, reference)
  def merge(%URI{host: nil}, _reference), do: raise(ArgumentError, "you must merge onto an absolute URI")

  def merge(%URI{}, %URI{scheme: scheme} = reference) when scheme != nil do
    %{reference | path: without_dots(reference.path)}
  end

  def merge(%URI{} = base, %URI{host: host} = reference) when host != nil do
    %{reference | scheme: base.scheme, path: without_dots(reference.path)}
  end

  def merge(%URI{} = base, %URI{path: nil} = reference) do
    %{base | query: reference.query || base.query, fragment: reference.fragment}
  end

  def merge(%URI{} = base, %URI{} = reference) do
    path =
      case {base.path, reference.path} do
        {_, "/" <> _ = path} -> path
        {nil, path} -> "/" <> path
        {from, path} -> String.replace(from, ~r{[^/]*$}, "") <> path
      end

    %{base | path: without_dots(path), query: reference.query, fragment: reference.fragment}
  end

  def merge(base, reference), do: merge(parse(base), parse(reference))

  defp without_dots(nil), do: nil

  defp without_dots(path) do
    rooted = String.starts_with?(path, "/")
    parts = path |> String.split("/") |> then(&if(rooted, do: tl(&1), else: &1))
    ends = List.last(parts) in [".", ".."]

    kept =
      Enum.reduce(parts, [], fn
        ".", acc -> acc
        "..", acc -> Enum.drop(acc, 1)
        part, acc -> [part | acc]
      end)

    kept = if ends, do: ["" | kept], else: kept
    if(rooted, do: "/", else: "") <> (kept |> :lists.reverse() |> Enum.join("/"))
  end

  def append_path(%URI{}, "//" <> _ = path), do: raise(ArgumentError, ~s|path cannot start with "//", got: #{inspect(path)}|)

  def append_path(%URI{path: path} = uri, "/" <> _ = added) do
    %{uri | path: String.trim_trailing(path || "", "/") <> added}
  end

  def append_path(%URI{}, path), do: raise(ArgumentError, ~s|path must start with "/", got: #{inspect(path)}|)

  def append_query(%URI{query: query} = uri, added) when is_binary(added) do
    %{uri | query: if(query in [nil, ""], do: added, else: String.trim_trailing(query, "&") <> "&" <> added)}
  end

  # Escaping

  def char_reserved?(char), do: char in ~c":/?#[]@!$&'()*+,;="
  def char_unreserved?(char), do: char in ?0..?9 or char in ?a..?z or char in ?A..?Z or char in ~c"~_-."
  def char_unescaped?(char), do: char_reserved?(char) or char_unreserved?(char)

  @doc "Escapes the bytes for which the function returns false."
  def encode(string, predicate \\ &char_unescaped?/1) when is_binary(string) and is_function(predicate, 1) do
    for <<byte <- string>>, into: "", do: if(predicate.(byte), do: <<byte>>, else: percent(byte))
  end

  @doc "Escapes text for forms. A space becomes a plus."
  def encode_www_form(string) when is_binary(string) do
    for <<byte <- string>>, into: "" do
      cond do
        byte == ?\s -> "+"
        char_unreserved?(byte) -> <<byte>>
        true -> percent(byte)
      end
    end
  end

  defp percent(byte), do: <<?%, hex(div(byte, 16)), hex(rem(byte, 16))>>
  defp hex(n) when n < 10, do: ?0 + n
  defp hex(n), do: ?A + n - 10

  @doc "Decodes %-escapes. Invalid escapes stay."
  def decode(string), do: unpercent(string, "", false)

  # The error for an argument that is not a string names this function and its arity.
  defp unpercent(string, "", spaces) when is_binary(string), do: :lab_uri.unescape(string, spaces)

  @doc "Decodes %-escapes in the text of a form, where a plus is a space. Invalid escapes stay."
  def decode_www_form(string) when is_binary(string), do: :lab_uri.unescape(string, true)

  # Queries

  @doc "Encodes keys and values as a query."
  def encode_query(enumerable, encoding \\ :www_form), do: Enum.map_join(enumerable, "&", &encode_kv_pair(&1, encoding))

  defp encode_kv_pair({key, _}, _encoding) when is_list(key), do: raise(ArgumentError, "encode_query/2 keys cannot be lists, got: #{inspect(key)}")
  defp encode_kv_pair({_, value}, _encoding) when is_list(value), do: raise(ArgumentError, "encode_query/2 values cannot be lists, got: #{inspect(value)}")
  defp encode_kv_pair({key, value}, :www_form), do: encode_www_form(Kernel.to_string(key)) <> "=" <> encode_www_form(Kernel.to_string(value))

  defp encode_kv_pair({key, value}, :rfc3986) do
    encode(Kernel.to_string(key), &char_unreserved?/1) <> "=" <> encode(Kernel.to_string(value), &char_unreserved?/1)
  end

  @doc "Decodes a query into a map."
  def decode_query(query, map \\ %{}, encoding \\ :www_form)

  def decode_query(query, %_{} = dict, encoding) when is_binary(query) do
    query |> query_decoder(encoding) |> Enum.reduce(dict, fn {key, value}, dict -> Map.put(dict, key, value) end)
  end

  def decode_query(query, map, encoding) when is_binary(query) and is_map(map) do
    query |> query_decoder(encoding) |> Enum.into(map)
  end

  def decode_query(query, _dict, _encoding) when is_binary(query) do
    raise ArgumentError, "URI.decode_query/3 expects the second argument to be a map, other maps are no longer supported"
  end

  @doc "Decodes a query as a stream of keys and values."
  def query_decoder(query, encoding \\ :www_form) when is_binary(query) do
    Stream.unfold(query, fn
      "" ->
        nil

      query ->
        {pair, rest} =
          case String.split(query, "&", parts: 2) do
            [pair, rest] -> {pair, rest}
            [pair] -> {pair, ""}
          end

        case String.split(pair, "=", parts: 2) do
          [key, value] -> {{decode_with_encoding(key, encoding), decode_with_encoding(value, encoding)}, rest}
          [key] -> {{decode_with_encoding(key, encoding), ""}, rest}
        end
    end)
  end

  defp decode_with_encoding(text, :www_form), do: decode_www_form(text)
  defp decode_with_encoding(text, :rfc3986), do: decode(text)

  defimpl String.Chars do
    def to_string(%URI{} = uri), do: URI.text(uri)
  end
end

defmodule URI.Error do
  defexception [:action, :reason, :part]

  def message(%{action: action, reason: reason, part: part}) do
    "cannot #{action} due to reason #{reason}: #{inspect(part)}"
  end
end
