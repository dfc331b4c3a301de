defmodule IO.Warning do
  @moduledoc false
  # Formats a warning with the source line, if it can be read, or with the stack trace.

  @doc "Returns a warning in the form of `Code.with_diagnostics/2`."
  def diagnostic(message, about) do
    plain = %{message: IO.chardata_to_string(message), severity: :warning, file: nil, source: nil, span: nil, position: 0, stacktrace: about}
    if about == [] or tuple_size(hd(about)) == 4, do: plain, else: placed(plain, about)
  end

  defp placed(plain, about) do
    {file, line} = {about[:file], about[:line]}
    position = if line && about[:column], do: {line, about[:column]}, else: line

    {module, name, arity} =
      case {about[:module], about[:function]} do
        {nil, _} -> {:elixir_compiler, :__FILE__, 1}
        {module, nil} -> {module, :__MODULE__, 0}
        {module, {name, arity}} -> {module, name, arity}
      end

    at = if file, do: [file: String.to_charlist(Path.relative_to_cwd(file)), line: line], else: []
    %{plain | file: file, source: file, position: position, stacktrace: [{module, name, arity, at}]}
  end

  def text(message, []), do: [label(), message, "\n\n"]

  def text(message, [{_, _, _, _} | _] = trace) do
    [label(), message, Enum.map(trace, &["\n  ", Exception.format_stacktrace_entry(&1)]), "\n\n"]
  end

  def text(message, about) do
    {file, line} = {about[:file], about[:line]}

    case file && line && source(file, line) do
      nil -> [label(), message, if(file, do: ["\n└─ ", place(about)], else: []), "\n\n"]
      source -> shown(message, source, about)
    end
  end

  defp shown(message, source, about) do
    number = about[:line] |> Integer.to_string() |> String.pad_leading(2)
    margin = String.duplicate(" ", String.length(number) + 2)
    [first | rest] = message |> IO.chardata_to_string() |> String.split("\n")
    lines = [first | Enum.map(rest, &if(&1 == "", do: "\n", else: ["\n", margin, &1]))]

    [
      [margin, label(), lines, "\n"],
      [margin, "│\n"],
      [" ", number, " │ ", source, "\n"],
      [margin, "│ ", marks(source, about[:column]), "\n"],
      [margin, "│\n"],
      [margin, "└─ ", place(about), "\n\n"]
    ]
  end

  defp marks(source, nil) do
    text = String.trim_leading(source)
    marks(source, String.length(source) - String.length(text) + 1, String.length(text))
  end

  defp marks(source, column), do: marks(source, column, 1)
  defp marks(_source, column, count), do: [String.duplicate(" ", column - 1), IO.ANSI.format([:yellow, String.duplicate("~", count)])]

  defp source(file, line) when line > 0 do
    with {:ok, text} <- File.read(file), do: text |> String.split("\n") |> Enum.at(line - 1), else: (_ -> nil)
  end

  defp source(_file, _line), do: nil

  defp place(about), do: [Exception.format_file_line(Path.relative_to_cwd(about[:file]), about[:line]), " ", within(about)]

  defp within(about) do
    case {about[:module], about[:function]} do
      {nil, _} -> "(file)"
      {module, nil} -> [inspect(module), " (module)"]
      {module, {name, arity}} -> Exception.format_mfa(module, name, arity)
    end
  end

  defp label(), do: IO.ANSI.format([:yellow, "warning: "])
end
