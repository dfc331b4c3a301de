defmodule Mix.CLI do
  @moduledoc false

  # Loads the project of the current folder, as `iex -S mix` does: mix.exs, the
  # configuration, lib/**/*.ex, then the application is started.

  def load_project() do
    unless File.regular?("mix.exs"), do: Mix.raise("Could not find a Mix.Project, please ensure you are running Mix in a directory with a mix.exs file")
    Code.require_file("mix.exs")
    configure()

    case compile(sources()) do
      :error -> {:error, :compile}
      _ -> start_app()
    end
  end

  # Compiles what has changed since the last time: :ok, :noop or :error.
  def recompile() do
    known = known()
    changed = for {file, hash} <- sources(), known[file] != hash, do: {file, hash}

    case changed do
      [] ->
        :noop

      files ->
        IO.puts("Compiling #{length(files)} file#{if length(files) == 1, do: "", else: "s"} (.ex)")
        compile(files)
    end
  end

  defp configure() do
    if File.regular?("config/config.exs") do
      for {app, values} <- Config.Reader.read!("config/config.exs"), {key, value} <- values do
        :application.set_env(app, key, value)
      end
    end
  end

  defp sources() do
    for folder <- Mix.Project.config()[:elixirc_paths],
        file <- walk(folder),
        {:ok, text} <- [File.read(file)],
        do: {file, :erlang.md5(text)}
  end

  # The source files in a folder and the folders in it.
  defp walk(folder) do
    case File.ls(folder) do
      {:ok, names} -> Enum.flat_map(Enum.sort(names), &entry(Path.join(folder, &1)))
      {:error, _} -> []
    end
  end

  defp entry(path) do
    cond do
      File.dir?(path) -> walk(path)
      Path.extname(path) == ".ex" -> [path]
      true -> []
    end
  end

  defp compile(files) do
    case Kernel.ParallelCompiler.compile(for {file, _} <- files, do: file) do
      {:ok, modules, _warnings} ->
        :application.set_env(:mix, :compiled, Map.merge(known(), Map.new(files)))
        :application.set_env(:mix, :modules, Enum.uniq(modules ++ modules()))
        :ok

      {:error, errors, _warnings} ->
        for {file, _line, message} <- errors do
          IO.puts(:stderr, "\n== Compilation error in file #{file} ==\n#{message}")
        end

        :error
    end
  end

  defp modules() do
    case :application.get_env(:mix, :modules) do
      {:ok, modules} -> modules
      :undefined -> []
    end
  end

  defp known() do
    case :application.get_env(:mix, :compiled) do
      {:ok, map} -> map
      :undefined -> %{}
    end
  end

  defp start_app() do
    config = Mix.Project.config()
    module = Mix.Project.get()
    properties = if function_exported?(module, :application, 0), do: module.application(), else: []

    case config[:app] do
      nil ->
        :ok

      app ->
        known = [vsn: String.to_charlist(config[:version] || "0.1.0"), modules: modules()]
        :application.load({:application, app, known ++ properties})
        {:ok, _} = Application.ensure_all_started(app)
        :ok
    end
  end
end
