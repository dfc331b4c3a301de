defmodule Regex do
  @moduledoc "Regular expressions, based on Erlang's `:re`."

  defstruct re_pattern: nil, source: "", opts: [], re_version: ""

  @type t :: %Regex{re_pattern: term, source: binary, opts: binary | [term], re_version: term}

  @doc "Compiles a pattern. Returns `{:error, {reason, position}}` if it is invalid."
  def compile(source, opts \\ "")

  def compile(source, opts) when is_binary(source), do: compile(source, opts, version())

  defp compile(source, opts, version) when is_binary(opts) do
    case letters(opts, []) do
      {:ok, options} -> compile(source, options, version)
      {:error, rest} -> {:error, {:invalid_option, rest}}
    end
  end

  defp compile(source, opts, version) when is_list(opts) do
    case :re.compile(source, opts) do
      {:ok, pattern} -> {:ok, %Regex{re_pattern: pattern, source: source, opts: opts, re_version: version}}
      error -> error
    end
  end

  # The last letter comes first in the list.
  defp letters("", acc), do: {:ok, acc}
  defp letters("i" <> rest, acc), do: letters(rest, [:caseless | acc])
  defp letters("u" <> rest, acc), do: letters(rest, [:unicode, :ucp | acc])
  defp letters("s" <> rest, acc), do: letters(rest, [:dotall, {:newline, :anycrlf} | acc])
  defp letters("m" <> rest, acc), do: letters(rest, [:multiline | acc])
  defp letters("x" <> rest, acc), do: letters(rest, [:extended | acc])
  defp letters("f" <> rest, acc), do: letters(rest, [:firstline | acc])
  defp letters("U" <> rest, acc), do: letters(rest, [:ungreedy | acc])
  defp letters(rest, _acc), do: {:error, rest}

  @doc "Compiles a pattern or raises `Regex.CompileError`."
  def compile!(source, opts \\ "") when is_binary(source) do
    case compile(source, opts) do
      {:ok, regex} -> regex
      {:error, {reason, at}} -> raise Regex.CompileError, message: "#{reason} at position #{at}"
    end
  end

  @doc "Returns the regex unchanged, because compiled regexes are always current."
  def recompile(%Regex{} = regex), do: {:ok, regex}
  def recompile!(regex) do
    {:ok, regex} = recompile(regex)
    regex
  end

  @doc "Returns the version and the byte order of the engine."
  def version, do: {:re.version(), :little}

  @doc "Returns whether the regex matches a part of `string`."
  def match?(%Regex{} = regex, string) when is_binary(string) do
    :re.run(string, regex.re_pattern, [{:capture, :none}]) == :match
  end

  @doc false
  @deprecated "Use Kernel.is_struct(term, Regex) or pattern match on %Regex{} instead"
  def regex?(term), do: is_struct(term, Regex)

  def source(%Regex{source: source}), do: source
  def opts(%Regex{opts: opts}), do: opts
  def re_pattern(%Regex{re_pattern: pattern}), do: pattern

  @doc "Returns the names of the groups, sorted."
  def names(%Regex{re_pattern: pattern}) do
    {:namelist, names} = :re.inspect(pattern, :namelist)
    names
  end

  @doc "Returns the captures of the first match, or nil."
  def run(regex, string, options \\ [])

  def run(%Regex{} = regex, string, options) when is_binary(string) do
    return = Keyword.get(options, :return, :binary)
    offset = Keyword.get(options, :offset, 0)

    case captures(regex, Keyword.get(options, :capture, :all)) do
      :none ->
        if :re.run(string, regex.re_pattern, [{:capture, :none}, {:offset, offset}]) == :match, do: []

      captures ->
        case :re.run(string, regex.re_pattern, [{:capture, captures, return}, {:offset, offset}]) do
          {:match, results} -> results
          :match -> []
          :nomatch -> nil
        end
    end
  end

  defp captures(regex, :all_names), do: if(names(regex) == [], do: :none, else: :all_names)
  defp captures(_regex, captures), do: captures

  @doc "Returns the named captures of the first match as a map, or nil."
  def named_captures(regex, string, options \\ []) when is_binary(string) do
    case run(regex, string, Keyword.put(options, :capture, names(regex))) do
      nil -> nil
      results -> Enum.into(Enum.zip(names(regex), results), %{})
    end
  end

  @doc "Returns the captures of all matches."
  def scan(regex, string, options \\ [])

  def scan(%Regex{} = regex, string, options) when is_binary(string) do
    return = Keyword.get(options, :return, :binary)
    offset = Keyword.get(options, :offset, 0)
    captures = captures(regex, Keyword.get(options, :capture, :all))

    case :re.run(string, regex.re_pattern, [:global, {:capture, captures, return}, {:offset, offset}]) do
      {:match, results} -> results
      :match -> []
      :nomatch -> []
    end
  end

  @doc "Splits `string` at the matches."
  def split(regex, string, options \\ [])

  def split(%Regex{}, "", options) do
    if Keyword.get(options, :trim, false), do: [], else: [""]
  end

  def split(%Regex{} = regex, string, options) when is_binary(string) and is_list(options) do
    on = Keyword.get(options, :on, :first)
    trim = Keyword.get(options, :trim, false)
    include = Keyword.get(options, :include_captures, false)

    case :re.run(string, regex.re_pattern, [:global, {:capture, on, :index}]) do
      {:match, matches} -> cut(matches, string, 0, parts(Keyword.get(options, :parts, :infinity)), trim, include)
      _ -> [string]
    end
  end

  defp parts(:infinity), do: 0
  defp parts(n) when is_integer(n) and n > 0, do: n
  defp parts(n), do: raise(ArgumentError, "expected :parts to be a positive integer or :infinity, got: #{inspect(n)}")

  defp cut(_matches, string, from, 1, trim, _include), do: piece(tail(string, from), [], trim)
  defp cut([], string, from, _left, trim, _include), do: piece(tail(string, from), [], trim)

  defp cut([spans | rest], string, from, left, trim, include) do
    spans = for {at, size} <- spans, at >= from, do: {at, size}

    case spans do
      [] ->
        cut(rest, string, from, left, trim, include)

      [{at, size} | more] ->
        before = binary_part(string, from, at - from)
        matched = binary_part(string, at, size)

        # A removed part does not count towards the limit. A kept match does.
        left_out? = trim and before == ""
        left = if left_out? and not include, do: left, else: left - 1
        tail = cut(again(more, rest), string, at + size, left, trim, include)
        tail = if include, do: piece(matched, tail, trim), else: tail
        if left_out?, do: tail, else: [before | tail]
    end
  end

  defp again([], rest), do: rest
  defp again(more, rest), do: [more | rest]

  defp tail(string, from), do: binary_part(string, from, byte_size(string) - from)

  defp piece("", tail, true), do: tail
  defp piece(part, tail, _trim), do: [part | tail]

  @doc "Replaces the matches with a string, in which `\\\\N` is a group, or with the result of a function."
  def replace(regex, string, replacement, options \\ [])

  def replace(%Regex{} = regex, string, replacement, options) when is_binary(string) and is_binary(replacement) and is_list(options) do
    do_replace(regex, string, template(replacement, "", []), options)
  end

  def replace(%Regex{} = regex, string, replacement, options) when is_binary(string) and is_function(replacement) do
    {:arity, arity} = Function.info(replacement, :arity)
    do_replace(regex, string, {replacement, arity}, options)
  end

  defp do_replace(regex, string, by, options) do
    options = if Keyword.get(options, :global, true), do: [:global], else: []

    case :re.run(string, regex.re_pattern, [{:capture, :all, :index} | options]) do
      :nomatch -> string
      {:match, [spans | _] = all} when is_list(spans) -> IO.iodata_to_binary(fill(all, string, 0, by))
      {:match, spans} -> IO.iodata_to_binary(fill([spans], string, 0, by))
    end
  end

  defp fill([], string, from, _by), do: [tail(string, from)]

  defp fill([[{at, size} | _] = spans | rest], string, from, by) do
    [binary_part(string, from, at - from), substitute(by, spans, string) | fill(rest, string, at + size, by)]
  end

  defp substitute({fun, arity}, spans, string) do
    apply(fun, for(n <- 0..(arity - 1)//1, do: group(spans, n, string)))
  end

  defp substitute(template, spans, string) do
    for part <- template, do: if(is_integer(part), do: group(spans, part, string), else: part)
  end

  defp group(spans, n, string) do
    case Enum.at(spans, n) do
      {at, size} when at >= 0 -> binary_part(string, at, size)
      _ -> ""
    end
  end

  defp template("\\g{" <> rest, text, acc), do: braced(rest, text, acc)
  defp template("\\\\" <> rest, text, acc), do: template(rest, text <> "\\", acc)

  defp template(<<?\\, digit, rest::binary>>, text, acc) when digit in ?0..?9 do
    {n, rest} = Integer.parse(<<digit, rest::binary>>)
    template(rest, "", [n, text | acc])
  end

  defp template(<<byte, rest::binary>>, text, acc), do: template(rest, <<text::binary, byte>>, acc)
  defp template("", text, acc), do: Enum.reverse([text | acc])

  defp braced(rest, text, acc) do
    case Integer.parse(rest) do
      {n, "}" <> rest} when n >= 0 -> template(rest, "", [n, text | acc])
      _ -> template(rest, text <> "\\g{", acc)
    end
  end

  @doc "Escapes the special characters in `string`."
  def escape(string) when is_binary(string) do
    for <<byte <- string>>, into: "" do
      if byte in ~c".^$*+?()[]{}|#-\\ \t\n\v\f\r", do: <<?\\, byte>>, else: <<byte>>
    end
  end
end
