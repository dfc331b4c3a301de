defmodule Mix.CLI do
  @moduledoc false

  # Loads the project of the current folder, as `iex -S mix` does: mix.exs, the
  # configuration, lib/**/*.ex, then the application is started.

  def load_project() do
    with :ok <- compile_project(), do: start_app()
  rescue
    error in Mix.Error -> said(error)
  end

  # The words behind `-S mix`: none, or a task and its arguments. No prompt follows
  # where it fails.
  def main(args, prompt?) do
    :application.set_env(:mix, :prompt, prompt?)

    case task(args) do
      {:error, _} -> System.halt(1)
      other -> other
    end
  end

  defp task([]), do: load_project()

  defp task([task | args]) do
    if :os.getenv(~c"MIX_ENV") == false, do: environment(task)
    Mix.Task.run(task, args)
  rescue
    error in Mix.Error -> said(error)
  end

  # A task may have an environment of its own, as test has.
  defp environment("test"), do: Mix.env(:test)

  defp environment(task) do
    if File.regular?("mix.exs") do
      Code.require_file("mix.exs")
      module = Mix.Project.get()
      preferred = if module && function_exported?(module, :cli, 0), do: module.cli()[:preferred_envs], else: Mix.Project.config()[:preferred_cli_env]
      env = Keyword.get(preferred || [], String.to_atom(task))
      if env, do: Mix.env(env)
    end
  end

  defp said(error) do
    IO.puts(:stderr, "** (Mix) " <> error.message)
    {:error, :mix}
  end

  @doc false
  def compile_project() do
    configure_project()
    configure("config/runtime.exs")
    if compile(sources()) == :error, do: {:error, :compile}, else: :ok
  end

  @doc false
  # Reads mix.exs and config/config.exs.
  def configure_project() do
    unless File.regular?("mix.exs"), do: Mix.raise("Could not find a Mix.Project, please ensure you are running Mix in a directory with a mix.exs file")
    :application.set_env(:mix, :root, File.cwd!())
    Code.require_file("mix.exs")
    configure("config/config.exs")
  end

  # Compiles what has changed since the last time: :ok, :noop or :error. Paths are
  # those from the project's folder, wherever a prompt has gone since.
  def recompile() do
    {:ok, root} = :application.get_env(:mix, :root)
    File.cd!(root, &recompile_here/0)
  end

  defp recompile_here() do
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

  defp configure(file) do
    if File.regular?(file) do
      Process.set_label({:evaluates, file})

      for {app, values} <- Config.Reader.read!(file, env: Mix.env(), target: Mix.target()), {key, value} <- values do
        :application.set_env(app, key, merged(:application.get_env(app, key, nil), value))
      end

      Process.set_label(:configures)
    end
  end

  # As in one file, keywords that are configured twice are merged.
  defp merged(old, new) do
    [app: [key: value]] = Config.Reader.merge([app: [key: old]], app: [key: new])
    value
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
        :application.set_env(:mix, :modules, Enum.uniq(own(modules) ++ modules()))
        :ok

      {:error, errors, _warnings} ->
        for {file, _line, message} <- errors do
          IO.puts(:stderr, "\n== Compilation error in file #{file} ==\n#{message}")
        end

        :error
    end
  end

  # Modules of the library that were compiled because the project uses them are not its own.
  defp own(modules), do: Enum.reject(modules, &:code.is_embedded/1)

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

  @doc false
  def start_app() do
    case load_app() do
      nil -> :ok
      app -> started!(Application.ensure_all_started(app))
    end
  end

  @doc false
  # Makes the project's application known; returns its name, nil without one.
  def load_app() do
    config = Mix.Project.config()
    module = Mix.Project.get()
    properties = if function_exported?(module, :application, 0), do: module.application(), else: []

    if app = config[:app] do
      known = [vsn: String.to_charlist(config[:version] || "0.1.0"), modules: modules()]
      :application.load({:application, app, known ++ properties})
      app
    end
  end

  defp started!({:ok, _apps}), do: :ok

  defp started!({:error, {app, reason}}) do
    Mix.raise("Could not start application #{app}: " <> Application.format_error(reason))
  end
end
