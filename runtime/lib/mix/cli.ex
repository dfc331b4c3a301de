defmodule Mix.CLI do
  @moduledoc false

  @told [Mix.Error, Mix.NoProjectError, Mix.NoTaskError, Mix.InvalidTaskError]

  # Loads the project of the current folder, as `iex -S mix` does: it reads mix.exs and the
  # configuration, compiles lib/**/*.ex, and starts the application.
  def load_project() do
    with :ok <- compile_project(), do: start_app()
  rescue
    error in @told -> said(error)
  end

  # Handles the arguments after `-S mix`: none, or a task and its arguments. If the task fails, no
  # prompt follows.
  def main(args, prompt?) do
    :application.set_env(:mix, :prompt, prompt?)

    case task(args) do
      {:error, %{mix: status}} when is_integer(status) -> System.halt(status)
      {:error, _} -> System.halt(1)
      other -> other
    end
  end

  defp task([]), do: load_project()

  defp task([task | args]) do
    if :os.getenv(~c"MIX_ENV") in [false, []], do: environment(first(task, args))
    Mix.Task.run(task, args)
  rescue
    error in @told -> said(error)
  end

  # The tasks of `do` run in the environment of the first task.
  defp first("do", ["--app", _app | rest]), do: first("do", rest)
  defp first("do", [task | _]), do: String.trim_trailing(task, ",")
  defp first(task, _args), do: task

  # A task such as test can have its own environment.
  defp environment("test"), do: Mix.env(:test)

  defp environment(task) do
    if File.regular?("mix.exs") do
      Code.require_file(Path.expand("mix.exs"))
      module = Mix.Project.get()
      preferred = if module && function_exported?(module, :cli, 0), do: module.cli()[:preferred_envs], else: Mix.Project.config()[:preferred_cli_env]
      env = Keyword.get(preferred || [], String.to_atom(task))
      if env, do: Mix.env(env)
    end
  end

  defp said(error) do
    IO.puts(:stderr, "** (Mix) " <> error.message)
    {:error, error}
  end

  @doc false
  # Compiles the project once. Later changes are compiled by recompile/0.
  def compile_project() do
    if :application.get_env(:mix, :compiled) == :undefined, do: compile_all(), else: :ok
  end

  defp compile_all() do
    configure_project()
    configure(Path.join(Path.dirname(Mix.Project.config()[:config_path]), "runtime.exs"))
    if Mix.Building.compile() == :error, do: {:error, :compile}, else: :ok
  end

  @doc false
  # Reads mix.exs and config/config.exs.
  def configure_project() do
    if Mix.Project.get() == nil and not File.regular?("mix.exs"), do: raise(Mix.NoProjectError)
    :application.set_env(:mix, :root, File.cwd!())
    if File.regular?("mix.exs"), do: Code.require_file(Path.expand("mix.exs"))
    configure(Mix.Project.config()[:config_path])
  end

  # Compiles the files that have changed since the last time. Returns :ok, :noop or :error. Paths
  # are relative to the project's folder, even if a prompt has changed the current folder.
  def recompile() do
    {:ok, root} = :application.get_env(:mix, :root)
    File.cd!(root, &Mix.Building.recompile/0)
  end

  @doc false
  # Reads a configuration file into the application environments, if the file exists.
  def configure(file) do
    if File.regular?(file) do
      Process.set_label({:evaluates, file})

      for {app, values} <- Config.Reader.read!(file, env: Mix.env(), target: Mix.target()), {key, value} <- values do
        :application.set_env(app, key, merged(:application.get_env(app, key, nil), value))
      end

      Process.set_label(:configures)
    end
  end

  # Keywords configured in two places are merged, as within one file.
  defp merged(old, new) do
    [app: [key: value]] = Config.Reader.merge([app: [key: old]], app: [key: new])
    value
  end

  @doc false
  def start_app() do
    for app <- Mix.Building.load_apps(), started?(app), do: started!(Application.ensure_all_started(app))
    :ok
  end

  # A dependency is started if the project needs it. In an umbrella, all applications are started.
  defp started?(app), do: app == Mix.Project.config()[:app] or Mix.Project.umbrella?() or :application.get_env(:mix, :umbrella, false)

  @doc false
  # Compiles the project and loads its applications, or starts them as well.
  def load_project(start?)
  def load_project(true), do: load_project()

  def load_project(false) do
    with :ok <- compile_project() do
      Mix.Building.load_apps()
      :ok
    end
  end

  @doc false
  # Loads the project's applications. Returns the name of its own application, or nil.
  def load_app() do
    Mix.Building.load_apps()
    Mix.Project.config()[:app]
  end

  defp started!({:ok, _apps}), do: :ok

  defp started!({:error, {app, reason}}) do
    Mix.raise("Could not start application #{app}: " <> Application.format_error(reason))
  end
end
