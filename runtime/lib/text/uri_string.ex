defmodule :uri_string do
  @moduledoc "URIs as strings and maps (RFC 3986), and the queries of forms. Results are binaries or lists like the arguments."

  @alpha [?A..?Z, ?a..?z]
  @digit [?0..?9]
  @unreserved [~c"-._~" | @alpha ++ @digit]
  @delimiters [~c"!$&'()*+,;="]
  @pchar [~c"%:@" | @unreserved ++ @delimiters]

  classes = [
    scheme: [~c"+-." | @alpha ++ @digit],
    userinfo: [~c"%:" | @unreserved ++ @delimiters],
    host: [~c":" | @unreserved ++ @delimiters],
    ipv4: [~c"." | @digit],
    ipv6: [~c".:", ?A..?F, ?a..?f | @digit],
    regname: [~c"%" | @unreserved ++ @delimiters],
    path: [~c"/" | @pchar],
    query: [~c"/?" | @pchar],
    fragment: [~c"/?" | @pchar],
    reserved: [~c":/?#[]@" | @delimiters],
    unreserved: @unreserved
  ]

  @classes for {name, parts} <- classes, do: {name, parts |> Enum.flat_map(&Enum.to_list/1) |> Enum.sort()}

  @doc "Returns the characters allowed in each part of a URI."
  def allowed_characters, do: @classes

  @doc false
  def is_host(char), do: char in ~c"%" or char in @classes[:host]
  @doc false
  def is_path(char), do: char in @classes[:path]

  # Returns a string as a binary, and a function that converts a binary to the type of the string.
  defp text(string) when is_binary(string), do: {string, & &1}
  defp text(list) when is_list(list), do: {:unicode.characters_to_binary(list), &String.to_charlist/1}

  # Parsing

  @doc "Splits a URI into a map of its parts."
  def parse(uri) do
    {string, back} = text(uri)

    case parts(string) do
      %{} = parts -> answered(parts, back)
      error -> error
    end
  end

  defp answered(parts, back), do: Map.new(parts, fn {name, part} -> {name, if(is_binary(part), do: back.(part), else: part)} end)

  # Splits a URI with the regular expression in appendix B of RFC 3986.
  defp parts(string) do
    [_, scheme, name, authority, host, path, query, asked, fragment, last] =
      Regex.run(~r{^(([^:/?#]+):)?(//([^/?#]*))?([^?#]*)(\?([^#]*))?(#(.*))?$}s, string <> "#") |> padded()

    fragment = if fragment == "#" and last == "", do: nil, else: String.slice(last, 0..-2//1)
    parts = %{path: path}
    parts = if scheme == "", do: parts, else: Map.put(parts, :scheme, name)
    parts = if query == "", do: parts, else: Map.put(parts, :query, asked)
    parts = if fragment == nil, do: parts, else: Map.put(parts, :fragment, fragment)

    with %{} = parts <- if(authority == "", do: parts, else: with_authority(parts, host)), :ok <- valid(parts) do
      parts
    end
  end

  defp padded(groups), do: groups ++ List.duplicate("", 10 - length(groups))

  defp with_authority(parts, authority) do
    case Regex.run(~r{^(([^@]*)@)?(\[([^\]]*)\]|[^:\[\]]*)(:(\d*))?$}, authority) do
      nil -> {:error, :invalid_uri, ~c":"}
      groups -> owned(groups ++ List.duplicate("", 7 - length(groups)), parts)
    end
  end

  defp owned([_, at, user, bracketed, literal, colon, port], parts) do
    parts = Map.put(parts, :host, if(String.starts_with?(bracketed, "["), do: literal, else: bracketed))
    parts = if at == "", do: parts, else: Map.put(parts, :userinfo, user)

    cond do
      colon == "" -> parts
      port == "" -> Map.put(parts, :port, :undefined)
      true -> Map.put(parts, :port, String.to_integer(port))
    end
  end

  defp valid(parts) do
    wrong? = Enum.any?(parts, fn {name, part} -> is_binary(part) and not Enum.all?(:binary.bin_to_list(part), &(&1 in allowed(name))) end)
    unnamed? = not match?(<<letter, _::binary>> when letter in ?A..?Z or letter in ?a..?z, Map.get(parts, :scheme, "a"))
    if wrong? or unnamed?, do: {:error, :invalid_uri, ~c":"}, else: :ok
  end

  defp allowed(:host), do: ~c"%" ++ @classes[:host]
  defp allowed(name), do: @classes[name]

  # Composition

  @doc "Joins a map of parts to a URI. Invalid characters in a part are escaped."
  def recompose(%{path: path} = map) do
    {_, back} = text(path)
    parts = Map.new(map, fn {name, part} -> {name, if(is_integer(part) or part == :undefined, do: part, else: part |> text() |> elem(0) |> escaped(name))} end)
    back.(written(parts))
  end

  def recompose(map), do: {:error, :invalid_map, map}

  defp escaped(part, name), do: for(<<byte <- part>>, into: "", do: if(byte in allowed(name), do: <<byte>>, else: percent(byte)))

  defp percent(byte), do: "%" <> Base.encode16(<<byte>>)

  defp written(parts) do
    scheme = if name = parts[:scheme], do: name <> ":", else: ""
    query = if asked = parts[:query], do: "?" <> asked, else: ""
    fragment = if last = parts[:fragment], do: "#" <> last, else: ""
    scheme <> authority(parts) <> parts.path <> query <> fragment
  end

  defp authority(%{host: host} = parts) do
    user = if user = parts[:userinfo], do: user <> "@", else: ""
    host = if String.contains?(host, ":"), do: "[" <> host <> "]", else: host

    port =
      case parts[:port] do
        nil -> ""
        :undefined -> ":"
        number -> ":" <> Integer.to_string(number)
      end

    "//" <> user <> host <> port
  end

  defp authority(_parts), do: ""

  # Normalisation

  @doc "Normalises a URI: case, dots in the path, and default ports."
  def normalize(uri, options \\ [])

  def normalize(%{path: path} = map, options) do
    {_, back} = text(path)
    parts = Map.new(map, fn {name, part} -> {name, if(is_integer(part) or part == :undefined, do: part, else: elem(text(part), 0))} end)
    normal(parts, back, options)
  end

  def normalize(uri, options) do
    {string, back} = text(uri)

    case parts(string) do
      %{} = parts -> normal(parts, back, options)
      error -> error
    end
  end

  defp normal(parts, back, options) do
    parts = Map.new(parts, &normal_part/1)
    parts = if known_port?(parts), do: Map.delete(parts, :port), else: parts
    parts = if parts[:host] && parts.path == "" && parts[:scheme] in ["http", "https"], do: %{parts | path: "/"}, else: parts
    told(parts, back, options)
  catch
    {:wrong, part} -> {:error, :invalid_percent_encoding, part}
  end

  defp told(parts, back, options), do: if(:return_map in options, do: answered(parts, back), else: back.(written(parts)))

  defp normal_part({name, part}) when name in [:scheme, :host], do: {name, String.downcase(part)}
  defp normal_part({:path, path}), do: {:path, path |> plain() |> without_dots()}
  defp normal_part({name, part}) when is_binary(part), do: {name, plain(part)}
  defp normal_part(other), do: other

  # Decodes characters that need no escape, and capitalises hexadecimal digits.
  defp plain(part) do
    Regex.replace(~r/%(..?)?/s, part, fn all, digits ->
      case Base.decode16(digits, case: :mixed) do
        {:ok, <<byte>>} -> if byte in @classes[:unreserved], do: <<byte>>, else: percent(byte)
        _ -> throw({:wrong, all})
      end
    end)
  end

  @ports %{"ftp" => 21, "sftp" => 22, "ssh" => 22, "tftp" => 69, "http" => 80, "https" => 443}

  defp known_port?(%{port: :undefined}), do: true
  defp known_port?(%{scheme: scheme, port: port}), do: @ports[scheme] == port
  defp known_port?(_parts), do: false

  # Removes dots (RFC 3986, 5.2.4). A .. segment also removes the segment before it.
  defp without_dots(path) do
    {steps, [last]} = path |> String.split("/") |> Enum.split(-1)
    kept = Enum.reduce(steps, [], &step/2)
    kept = if last in [".", ".."], do: ["" | step(last, kept)], else: [last | kept]
    kept |> Enum.reverse() |> Enum.join("/") |> rooted(path)
  end

  defp step(".", kept), do: kept
  defp step("..", []), do: []
  defp step("..", [""]), do: [""]
  defp step("..", [_ | kept]), do: kept
  defp step(name, kept), do: [name | kept]

  defp rooted(short, "/" <> _), do: if(String.starts_with?(short, "/"), do: short, else: "/" <> short)
  defp rooted(short, _path), do: short

  @doc "Resolves a reference against `base` (RFC 3986, 5.2)."
  def resolve(reference, base, options \\ []) do
    {string, back} = text(reference)

    with %{} = reference <- parts(string), %{} = base <- parts(elem(text(base), 0)) do
      case base do
        %{scheme: scheme} -> reference |> target(base, scheme) |> Map.update!(:path, &without_dots/1) |> told(back, options)
        %{} -> {:error, :invalid_scheme, []}
      end
    end
  end

  defp target(%{scheme: _} = reference, _base, _scheme), do: reference
  defp target(%{host: _} = reference, _base, scheme), do: Map.put(reference, :scheme, scheme)

  defp target(%{path: ""} = reference, base, _scheme) do
    base |> Map.delete(:fragment) |> Map.merge(Map.take(reference, [:query, :fragment]))
  end

  defp target(%{path: path} = reference, base, _scheme) do
    base |> Map.drop([:query, :fragment]) |> Map.merge(%{reference | path: merged(path, base)})
  end

  defp merged("/" <> _ = path, _base), do: path
  defp merged(path, %{host: _, path: ""}), do: "/" <> path
  defp merged(path, %{path: from}), do: String.replace(from, ~r{[^/]*$}, "") <> path

  # Queries

  @doc "Encodes keys and values as a query of a form."
  def compose_query(pairs, options \\ [])
  def compose_query([], _options), do: []

  def compose_query(pairs, options) do
    encoding = Keyword.get(options, :encoding, :utf8)
    {_, back} = pairs |> hd() |> elem(0) |> text()

    pairs
    |> Enum.map_join("&", fn
      {key, true} -> form(key, encoding)
      {key, value} -> form(key, encoding) <> "=" <> form(value, encoding)
    end)
    |> back.()
  end

  defp form(part, encoding) do
    for <<byte <- :unicode.characters_to_binary(elem(text(part), 0), :utf8, encoding)>>, into: "" do
      cond do
        byte == ?\s -> "+"
        byte in ~c"*-._" or byte in ?0..?9 or byte in ?A..?Z or byte in ?a..?z -> <<byte>>
        true -> percent(byte)
      end
    end
  end

  @doc "Decodes a query to a list of keys and values. The value of a key without `=` is true."
  def dissect_query(query) when query in ["", []], do: []

  def dissect_query(query) do
    {string, back} = text(query)

    for part <- String.split(string, "&") do
      case String.split(part, "=", parts: 2) do
        [key] -> {read(key, back), true}
        [key, value] -> {read(key, back), read(value, back)}
      end
    end
  catch
    {:wrong, part} -> {:error, :invalid_percent_encoding, String.to_charlist(part)}
  end

  defp read(part, back), do: part |> String.replace("+", " ") |> decoded() |> back.()

  defp decoded(part) do
    Regex.replace(~r/%(..?)?/s, part, fn all, digits ->
      case Base.decode16(digits, case: :mixed) do
        {:ok, <<_>> = byte} -> byte
        _ -> throw({:wrong, all})
      end
    end)
  end

  # Percent-encoding

  @doc "Decodes %-escapes in a text or in a map of parts."
  def percent_decode(map) when is_map(map) do
    Map.new(map, fn {name, part} -> {name, if(is_integer(part) or part == :undefined, do: part, else: percent_decode(part))} end)
  end

  def percent_decode(string), do: unescaped(string, fn part -> throw({:error, :invalid_percent_encoding, part}) end)

  @doc "Decodes the result of `quote/1`."
  def unquote(:unquote)(string), do: unescaped(string, fn part -> throw({:error, :invalid_percent_encoding, part}) end)

  defp unescaped(string, wrong) do
    {string, back} = text(string)

    try do
      back.(decoded(string))
    catch
      {:wrong, part} -> wrong.(part)
    end
  end

  @doc "Escapes the characters that a URI cannot contain, except for those in `safe`."
  def unquote(:quote)(string, safe \\ []) do
    {string, back} = text(string)
    back.(for <<byte <- string>>, into: "", do: if(byte in @classes[:unreserved] or byte in safe, do: <<byte>>, else: percent(byte)))
  end

  @doc "Converts a URI to another encoding."
  def transcode(uri, options) do
    from = Keyword.get(options, :in_encoding, :utf8)
    into = Keyword.get(options, :out_encoding, :utf8)
    {string, back} = text(uri)

    with changed when is_binary(changed) <- :unicode.characters_to_binary(decoded(string), from, into) do
      back.(for <<byte <- changed>>, into: "", do: if(byte < 128, do: <<byte>>, else: percent(byte)))
    else
      _ -> {:error, :invalid_input, uri}
    end
  catch
    {:wrong, part} -> {:error, :invalid_percent_encoding, part}
  end
end
