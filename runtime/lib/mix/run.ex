defmodule Mix.Tasks.Run do
  @moduledoc """
  Starts the project's application, then runs a file or an expression.

      mix run FILE ARGUMENTS
      mix run -e "IO.puts(1)" ARGUMENTS
      mix run -- ARGUMENTS

  `-r PATTERN` requires files first, `--no-start` does not start the application, and `--no-halt`
  keeps the node running afterwards.
  """

  use Mix.Task
  @shortdoc "Runs the current application"

  # These options have no effect here: there are no archives, dependencies are not checked, and
  # compiling is fast.
  @ignored ["--no-archives-check", "--no-deps-check", "--no-elixir-version-check", "--preload-modules", "--parallel", "-p", "--no-compile", "--no-mix-exs"]

  @impl true
  def run(args) do
    {opts, rest} = parse(args, [])
    {file, argv} = if opts[:eval] || opts[:only_arguments] || rest == [], do: {nil, rest}, else: {hd(rest), tl(rest)}
    System.argv(argv)
    required = for {:require, pattern} <- opts, file <- matched!(pattern), uniq: true, do: file

    with :ok <- load(opts) do
      Enum.each(required, &Code.require_file/1)
      for {:eval, code} <- opts, do: Code.eval_string(code)
      if file, do: Code.require_file(exists!(file))
      if opts[:halt] == false and not Mix.Task.prompt?(), do: Process.sleep(:infinity), else: :ok
    end
  end

  defp load(opts), do: Mix.CLI.load_project(opts[:start] != false)

  defp matched!(pattern) do
    files = pattern |> Path.wildcard() |> Enum.filter(&File.regular?/1)
    if files == [], do: Mix.raise("No files matched pattern #{inspect(pattern)} given to --require"), else: files
  end

  defp exists!(file) do
    if File.regular?(file), do: file, else: Mix.raise("No such file: #{file}#{:prim_file.outside(file)}")
  end

  # Options come first. The remaining arguments belong to the program.
  defp parse(["--" | rest], opts), do: {Enum.reverse([{:only_arguments, true} | opts]), rest}
  defp parse(["--no-halt" | rest], opts), do: parse(rest, [{:halt, false} | opts])
  defp parse(["--no-start" | rest], opts), do: parse(rest, [{:start, false} | opts])
  defp parse([flag | rest], opts) when flag in @ignored, do: parse(rest, opts)
  defp parse([flag, code | rest], opts) when flag in ["-e", "--eval"], do: parse(rest, [{:eval, code} | opts])
  defp parse([flag, file | rest], opts) when flag in ["-r", "--require", "-pr"], do: parse(rest, [{:require, file} | opts])
  defp parse([flag], _opts) when flag in ["-e", "--eval", "-r", "--require", "-pr"], do: wrong("#{flag} : Missing argument of type keep")
  defp parse(["-" <> _ = flag | _], _opts), do: wrong("#{flag} : Unknown option")
  defp parse(rest, opts), do: {Enum.reverse(opts), rest}

  defp wrong(what), do: Mix.raise("Could not invoke task \"run\": 1 error found!\n#{what}")
end
