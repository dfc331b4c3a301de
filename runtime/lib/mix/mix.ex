defmodule Mix do
  @moduledoc "The environment and the current project, for mix.exs and the shell."

  @doc "Returns the environment: dev, unless MIX_ENV is set."
  def env() do
    case :application.get_env(:mix, :env) do
      {:ok, env} -> env
      :undefined -> from_system()
    end
  end

  defp from_system() do
    case :os.getenv(~c"MIX_ENV") do
      unset when unset in [false, []] -> :dev
      name -> List.to_atom(name)
    end
  end

  @doc "Does nothing, because Mix runs from the start."
  def start(), do: :ok

  @doc "Changes the environment."
  def env(env) when is_atom(env) do
    :application.set_env(:mix, :env, env)
    :ok
  end

  @doc "Returns the target of the project."
  def target(), do: :application.get_env(:mix, :target, :host)

  @doc "Sets the target of the project."
  def target(target) when is_atom(target), do: :application.set_env(:mix, :target, target)

  @doc "Returns whether tasks print details, as set by MIX_DEBUG."
  def debug?(), do: :application.get_env(:mix, :debug, :os.getenv(~c"MIX_DEBUG") in [~c"1", ~c"true"])

  @doc "Sets whether tasks print details."
  def debug(debug) when is_boolean(debug), do: :application.set_env(:mix, :debug, debug)

  @doc "Returns the default compilers of a project."
  def compilers(), do: [:yecc, :leex, :erlang, :elixir, :app]

  @doc "Returns the module through which tasks communicate with the user: `Mix.Shell.IO` by default."
  def shell(), do: :application.get_env(:mix, :shell, Mix.Shell.IO)

  @doc "Sets the shell of tasks."
  def shell(shell) do
    :application.set_env(:mix, :shell, shell)
    :ok
  end

  @doc """
  Makes dependencies available to a script: those included in lab, and those on disk (`path:`), whose `lib` folder
  is compiled. Nothing is downloaded. The only option with an effect is `:config`.
  """
  def install(deps, opts \\ []) when is_list(deps) and is_list(opts) do
    case :application.get_env(:mix, :installed) do
      {:ok, ^deps} -> :ok
      {:ok, _other} -> Mix.raise("Mix.install/2 can only be called with the same dependencies in the given VM")
      :undefined -> install_all(deps, opts)
    end
  end

  defp install_all(deps, opts) do
    if Mix.Project.get(), do: Mix.raise("Mix.install/2 cannot be used inside a Mix project")
    for {app, env} <- opts[:config] || [], {key, value} <- env, do: Application.put_env(app, key, value)
    for dep <- deps, do: install_one(dep)
    :application.set_env(:mix, :installed, deps)
  end

  @doc "Returns whether `install/2` was called."
  def installed?(), do: :application.get_env(:mix, :installed) != :undefined

  defp install_one(app) when is_atom(app), do: install_one({app, []})
  defp install_one({app, requirement}) when is_binary(requirement), do: install_one({app, []})
  defp install_one({app, _requirement, opts}), do: install_one({app, opts})

  defp install_one({app, opts}) when is_atom(app) and is_list(opts) do
    path = opts[:path]

    cond do
      path ->
        files = Path.wildcard(Path.join(path, "lib/**/*.ex"))
        if files == [], do: Mix.raise("#{inspect(app)}: there is no lib/*.ex in #{path}")
        Kernel.ParallelCompiler.compile(files)

      Application.load(app) in [:ok, {:error, {:already_loaded, app}}] ->
        {:ok, _} = Application.ensure_all_started(app)

      true ->
        Mix.raise("#{inspect(app)} is not part of lab, which fetches nothing: put its source on disk and name it with path:")
    end
  end

  defp install_one(other), do: Mix.raise("Mix.install/2 expects names of applications, {app, requirement} or {app, options}, got: #{inspect(other)}")

  @doc "Returns nil, because `install/2` of lab needs no folder."
  def install_project_dir(), do: nil

  @doc "Ends a task with a message. `exit_status:` sets the exit status of the program."
  def raise(message, opts \\ []) when is_binary(message) and is_list(opts) do
    Kernel.raise(Mix.Error, mix: Keyword.get(opts, :exit_status, 1), message: message)
  end
end
