defmodule EEx do
  @moduledoc """
  Text with embedded Elixir: `<% code %>` is run, `<%= code %>` is replaced with its value,
  `<%# text %>` and `<%!-- text --%>` are comments, and `<%% code %>` becomes the text
  `<% code %>`.

      iex> EEx.eval_string("hello <%= name %>", name: "world")
      "hello world"
  """

  @doc "Defines a function that renders the template, with the arguments `args`."
  defmacro function_from_string(kind, name, template, args \\ [], options \\ []) do
    define(:compile_string, kind, name, template, args, options)
  end

  @doc "Defines a function that renders a template in a file."
  defmacro function_from_file(kind, name, file, args \\ [], options \\ []) do
    quote do
      file = unquote(file)
      @external_resource file
      unquote(define(:compile_file, kind, name, quote(do: file), args, options))
    end
  end

  defp define(compile, kind, name, source, args, options) do
    quote bind_quoted: [compile: compile, kind: kind, name: name, source: source, args: args, options: options] do
      {args, body} = EEx.__function__(compile, source, args, [file: __ENV__.file, line: __ENV__.line], options)

      case kind do
        :def -> def unquote(name)(unquote_splicing(args)), do: unquote(body)
        :defp -> defp unquote(name)(unquote_splicing(args)), do: unquote(body)
      end
    end
  end

  @doc false
  def __function__(compile, source, args, place, options) do
    options = if compile == :compile_string, do: Keyword.merge(place, options), else: options
    line = Keyword.get(options, :line, 1)
    {for(arg <- args, do: {arg, [line: line], nil}), apply(EEx, compile, [source, options])}
  end

  @doc """
  Renders a template. `bindings` holds the variables of the template. Its key `:assigns` holds the
  values of `@name`.
  """
  def eval_string(source, bindings \\ [], options \\ []) when is_binary(source) and is_list(bindings) and is_list(options) do
    evaluate(compile_string(source, options), bindings, options)
  end

  @doc "Renders a template in a file."
  def eval_file(filename, bindings \\ [], options \\ []) when is_list(bindings) and is_list(options) do
    evaluate(compile_file(filename, options), bindings, Keyword.put_new(options, :file, IO.chardata_to_string(filename)))
  end

  defp evaluate(template, bindings, options) do
    template |> Code.eval_quoted(bindings, Keyword.take(options, [:prune_binding, :module, :file, :line])) |> elem(0)
  end

  @doc "Compiles a template in a file to a quoted form."
  def compile_file(filename, options \\ []) when is_list(options) do
    path = IO.chardata_to_string(filename)
    path |> File.read!() |> compile_string(Keyword.merge([line: 1, file: path], options))
  end

  @doc "Compiles a template to a quoted form."
  def compile_string(source, options \\ []) when is_binary(source) and is_list(options) do
    with {:error, message, %{line: line, column: column}} <- parts(source, options) do
      raise EEx.SyntaxError,
        message: message,
        file: options[:file] || "nofile",
        line: line,
        column: column
    else
      {:ok, tokens} -> EEx.Compiler.compile(tokens, source, options)
    end
  end

  @doc "Splits a template into tokens."
  def tokenize(contents, opts \\ []) do
    with {:ok, tokens} <- parts(IO.chardata_to_string(contents), opts), do: {:ok, Enum.map(tokens, &charlists/1)}
  end

  defp parts(source, opts) do
    with {:error, message, at} <- EEx.Tokenizer.tokenize(source, opts) do
      {:error, message <> EEx.SyntaxError.snippet(source, at, opts), at}
    end
  end

  defp charlists({:text, text, meta}), do: {:text, to_charlist(text), meta}
  defp charlists({:comment, text, meta}), do: {:comment, to_charlist(text), meta}
  defp charlists({:eof, meta}), do: {:eof, meta}
  defp charlists({kind, marker, text, meta}), do: {kind, to_charlist(marker), to_charlist(text), meta}
end

defmodule EEx.SyntaxError do
  defexception [:message, :file, :line, :column]

  @impl true
  def message(e), do: Exception.format_file_line_column(Path.relative_to_cwd(e.file), e.line, e.column, " ") <> e.message

  @doc false
  # Returns the lines of a template up to the error, with a mark below its column.
  def snippet(source, %{line: line, column: column}, options) do
    indentation = String.duplicate(" ", options[:indentation] || 0)
    digits = String.length(Integer.to_string(line))
    margin = String.duplicate(" ", digits) <> " |"
    from = max(line - 3, 1)

    shown =
      for {text, n} <- source |> String.split(["\r\n", "\n"]) |> Enum.slice((from - 1)..(line - 1)) |> Enum.with_index(from) do
        row = "\n#{String.pad_leading(Integer.to_string(n), digits)} | #{indentation}#{text}"
        if n == line, do: row <> "\n#{margin} #{String.duplicate(" ", column - 1)}^", else: row
      end

    if shown == [], do: "", else: IO.iodata_to_binary(["\n", margin, shown])
  end
end
