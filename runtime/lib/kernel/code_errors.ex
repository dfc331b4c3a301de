defmodule SyntaxError do
  defexception [:file, :line, :column, :snippet, description: "syntax error"]
  @impl true
  def message(exception), do: :elixir_errors.message(exception)
end

defmodule TokenMissingError do
  defexception [:file, :line, :column, :end_line, :end_column, :snippet, :opening_delimiter, :expected_delimiter, description: "expression is incomplete"]
  @impl true
  def message(exception), do: :elixir_errors.message(exception)
end

defmodule MismatchedDelimiterError do
  defexception [
    :file,
    :line,
    :column,
    :end_line,
    :end_column,
    :opening_delimiter,
    :closing_delimiter,
    :expected_delimiter,
    :snippet,
    description: "unexpected token"
  ]

  @impl true
  def message(exception), do: :elixir_errors.message(exception)
end

defmodule CompileError do
  defexception [:file, :line, description: "compile error"]

  @impl true
  def message(%{file: file, line: line, description: description}) do
    case Exception.format_file_line(file && Path.relative_to_cwd(file), line) do
      "" -> description
      place -> place <> " " <> description
    end
  end
end

defmodule Code.LoadError do
  defexception [:file, :message, :reason]

  @impl true
  def exception(opts) do
    file = Keyword.fetch!(opts, :file)
    %Code.LoadError{file: file, reason: opts[:reason], message: "could not load #{file}. Reason: #{opts[:reason] || :enoent}"}
  end
end

defmodule Kernel.TypespecError do
  defexception [:file, :line, :description]

  @impl true
  def message(%{file: file, line: line, description: description}) do
    Exception.format_file_line(file && Path.relative_to_cwd(file), line) <> " " <> description
  end
end
