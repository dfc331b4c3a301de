defmodule Inspect.Error do
  @moduledoc "The error of an implementation of `Inspect` that raised."

  @enforce_keys [:exception_module, :exception_message, :stacktrace, :inspected_struct]
  defexception @enforce_keys

  @impl true
  def exception(options) do
    caught = Keyword.fetch!(options, :exception)

    %Inspect.Error{
      exception_module: caught.__struct__,
      exception_message: caught |> Exception.message() |> String.trim_trailing("\n"),
      stacktrace: Keyword.fetch!(options, :stacktrace),
      inspected_struct: Keyword.fetch!(options, :inspected_struct)
    }
  end

  @impl true
  def message(error), do: text(error, 4)

  @doc false
  def __doc__(error) do
    trace =
      case error.stacktrace do
        [] -> ""
        trace -> "\n  Stacktrace:\n\n" <> Enum.map_join(trace, "\n", &("    " <> Exception.format_stacktrace_entry(&1))) <> "\n"
      end

    lines = String.split("#Inspect.Error<\n" <> indented(text(error, 4), 2) <> trace <> ">", "\n")
    Inspect.Algebra.fold_doc(lines, &Inspect.Algebra.line(&1, &2))
  end

  defp text(error, spaces) do
    quoted = "\"\"\"\n" <> error.exception_message <> "\n\"\"\""

    "got #{inspect(error.exception_module)} with message:\n\n" <>
      indented(quoted, spaces) <> "\nwhile inspecting:\n\n" <> indented(error.inspected_struct, spaces)
  end

  defp indented(text, spaces) do
    for line <- text |> String.trim_trailing("\n") |> String.split("\n"), into: "" do
      if line == "", do: "\n", else: String.duplicate(" ", spaces) <> line <> "\n"
    end
  end
end
