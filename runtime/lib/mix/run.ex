defmodule Mix.Tasks.Run do
  @moduledoc """
  Starts the project's application, then evaluates the given code.

      mix run FILE ARGUMENTS
      mix run -e "IO.puts(1)" ARGUMENTS

  `-r FILE` requires a file first, `--no-start` does not start the application, and `--no-halt` keeps the node
  running afterwards.
  """

  use Mix.Task
  @shortdoc "Runs the current application"

  # Options without effect here: there are no archives, dependencies are not checked, and
  # compiling is fast.
  @ignored ["--no-archives-check", "--no-deps-check", "--no-elixir-version-check", "--preload-modules", "--parallel", "-p", "--no-compile", "--no-mix-exs"]

  @impl true
  def run(args) do
    {opts, rest} = parse(args, [])
    {file, argv} = if opts[:eval] || rest == [], do: {nil, rest}, else: {hd(rest), tl(rest)}
    System.argv(argv)
    for {:require, required} <- opts, do: exists!(required)

    with :ok <- load(opts) do
      for {:require, required} <- opts, do: Code.require_file(required)
      for {:eval, code} <- opts, do: Code.eval_string(code)
      if file, do: Code.require_file(exists!(file))
      if opts[:halt] == false and not Mix.Task.prompt?(), do: Process.sleep(:infinity), else: :ok
    end
  end

  defp load(opts), do: if(opts[:start] == false, do: Mix.CLI.compile_project(), else: Mix.CLI.load_project())

  defp exists!(file) do
    if File.regular?(file), do: file, else: Mix.raise("No such file: #{file}")
  end

  # Options come first. The remaining arguments belong to the program.
  defp parse(["--" | rest], opts), do: {Enum.reverse(opts), rest}
  defp parse(["--no-halt" | rest], opts), do: parse(rest, [{:halt, false} | opts])
  defp parse(["--no-start" | rest], opts), do: parse(rest, [{:start, false} | opts])
  defp parse([flag | rest], opts) when flag in @ignored, do: parse(rest, opts)
  defp parse([flag, code | rest], opts) when flag in ["-e", "--eval"], do: parse(rest, [{:eval, code} | opts])
  defp parse([flag, file | rest], opts) when flag in ["-r", "--require"], do: parse(rest, [{:require, file} | opts])
  defp parse([flag], _opts) when flag in ["-e", "--eval", "-r", "--require"], do: wrong("#{flag} : Missing argument of type keep")
  defp parse(["-" <> _ = flag | _], _opts), do: wrong("#{flag} : Unknown option")
  defp parse(rest, opts), do: {Enum.reverse(opts), rest}

  defp wrong(what), do: Mix.raise("Could not invoke task \"run\": 1 error found!\n#{what}")
end
