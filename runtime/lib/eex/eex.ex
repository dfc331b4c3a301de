defmodule EEx do
  @moduledoc """
  Text with Elixir in it: `<% code %>` runs, `<%= code %>` is replaced by its value, `<%# text %>` and
  `<%!-- text --%>` are comments, `<%% code %>` stays as it is written, without one percent sign.

      iex> EEx.eval_string("hello <%= name %>", name: "world")
      "hello world"
  """

  @doc "Defines a function `name` of `args` that gives the template's text."
  defmacro function_from_string(kind, name, template, args \\ [], options \\ []) do
    quote bind_quoted: binding() do
      info = Keyword.merge([file: __ENV__.file, line: __ENV__.line], options)
      args = Enum.map(args, fn arg -> {arg, [line: info[:line]], nil} end)
      compiled = EEx.compile_string(template, info)

      case kind do
        :def -> def unquote(name)(unquote_splicing(args)), do: unquote(compiled)
        :defp -> defp unquote(name)(unquote_splicing(args)), do: unquote(compiled)
      end
    end
  end

  @doc "Defines a function from a file with a template."
  defmacro function_from_file(kind, name, file, args \\ [], options \\ []) do
    quote bind_quoted: binding() do
      info = Keyword.merge([file: IO.chardata_to_string(file), line: 1], options)
      args = Enum.map(args, fn arg -> {arg, [line: info[:line]], nil} end)
      compiled = EEx.compile_file(file, info)
      @external_resource file

      case kind do
        :def -> def unquote(name)(unquote_splicing(args)), do: unquote(compiled)
        :defp -> defp unquote(name)(unquote_splicing(args)), do: unquote(compiled)
      end
    end
  end

  @doc "The quoted form of a template."
  def compile_string(source, options \\ []) when is_binary(source) and is_list(options) do
    case EEx.Tokenizer.tokenize(source, options) do
      {:ok, tokens} ->
        EEx.Compiler.compile(tokens, source, options)

      {:error, message, %{line: line, column: column}} ->
        file = options[:file] || "nofile"
        snippet = EEx.SyntaxError.snippet(source, line, column, options)
        raise EEx.SyntaxError, file: file, line: line, column: column, message: message <> snippet
    end
  end

  @doc "The quoted form of a file with a template."
  def compile_file(filename, options \\ []) when is_list(options) do
    filename = IO.chardata_to_string(filename)
    compile_string(File.read!(filename), Keyword.merge([file: filename, line: 1], options))
  end

  @doc "The text of a template; `bindings` are its variables, or its `@name`s as `assigns: [...]`."
  def eval_string(source, bindings \\ [], options \\ []) when is_binary(source) and is_list(bindings) and is_list(options) do
    source |> compile_string(options) |> do_eval(bindings, options)
  end

  @doc "The text of a file with a template."
  def eval_file(filename, bindings \\ [], options \\ []) when is_list(bindings) and is_list(options) do
    filename = IO.chardata_to_string(filename)
    options = Keyword.put_new(options, :file, filename)
    filename |> compile_file(options) |> do_eval(bindings, options)
  end

  @doc "The parts of a template."
  def tokenize(contents, opts \\ []) do
    case EEx.Tokenizer.tokenize(IO.chardata_to_string(contents), opts) do
      {:ok, tokens} -> {:ok, Enum.map(tokens, &charlists/1)}
      error -> error
    end
  end

  defp charlists({:text, text, meta}), do: {:text, to_charlist(text), meta}
  defp charlists({:comment, text, meta}), do: {:comment, to_charlist(text), meta}
  defp charlists({:eof, meta}), do: {:eof, meta}
  defp charlists({kind, marker, text, meta}), do: {kind, to_charlist(marker), to_charlist(text), meta}

  defp do_eval(compiled, bindings, options) do
    options = Keyword.take(options, [:file, :line, :module, :prune_binding])
    {result, _} = Code.eval_quoted(compiled, bindings, options)
    result
  end
end

defmodule EEx.SyntaxError do
  defexception [:message, :file, :line, :column]

  @impl true
  def message(e), do: Exception.format_file_line_column(e.file, e.line, e.column, " ") <> e.message

  @doc false
  def snippet(source, line, column, options) do
    first = options[:line] || 1
    pad = String.duplicate(" ", options[:indentation] || 0)
    digits = String.length(Integer.to_string(line))
    from = max(line - 3, first)

    shown =
      source
      |> String.split(["\r\n", "\n"])
      |> Enum.slice((from - first)..(line - first)//1)
      |> Enum.with_index(from)
      |> Enum.map(fn {text, n} -> "#{String.pad_leading(Integer.to_string(n), digits)} | #{pad}#{text}" end)

    margin = " " <> String.duplicate(" ", digits) <> "|"

    case shown do
      [] -> ""
      _ -> Enum.join(["\n" <> margin] ++ shown ++ [margin <> " " <> String.duplicate(" ", max(column - 1, 0)) <> "^"], "\n")
    end
  end
end
