defmodule Mix.Dep do
  @moduledoc false
  # Finds the dependencies of a project: in a folder (`path:`, `in_umbrella:`), below deps/, or in
  # lab. A library that is part of lab is used from there, even if deps/ contains its source, or if
  # its source in another folder is Erlang.

  defstruct [:app, :opts, :path, from: :none]

  @doc "Returns the dependencies of the current project in this environment."
  def load() do
    config = Mix.Project.config()
    for dep <- config[:deps] || [], dep = parse(dep), wanted?(dep.opts), do: located(dep, config)
  end

  defp parse({app, opts}) when is_atom(app) and is_list(opts), do: %__MODULE__{app: app, opts: opts}
  defp parse({app, requirement}) when is_atom(app) and is_binary(requirement), do: %__MODULE__{app: app, opts: []}
  defp parse({app, requirement, opts}) when is_atom(app) and is_binary(requirement) and is_list(opts), do: %__MODULE__{app: app, opts: opts}

  defp parse(other) do
    Mix.raise("Dependency specified in the wrong format:\n\n    #{inspect(other)}\n\nExpected:\n\n    {app, opts} | {app, requirement} | {app, requirement, opts}")
  end

  defp wanted?(opts) do
    case opts[:only] do
      nil -> true
      envs -> Mix.env() in List.wrap(envs)
    end
  end

  defp located(%{app: app, opts: opts} = dep, config) do
    # Dependencies of dependencies are in the same folder.
    below = Path.join(:application.get_env(:mix, :deps_root, Path.expand(config[:deps_path])), Atom.to_string(app))

    cond do
      opts[:path] && bundled?(app) && erlang?(opts[:path]) -> %{dep | from: :lab}
      opts[:path] -> own(dep, opts[:path])
      opts[:in_umbrella] -> own(dep, Path.join("..", Atom.to_string(app)))
      bundled?(app) -> %{dep | from: :lab}
      File.dir?(below) -> own(dep, below)
      true -> dep
    end
  end

  defp own(dep, path), do: %{dep | path: Path.expand(path), from: if(dep.opts[:path] || dep.opts[:in_umbrella], do: :path, else: :deps)}

  # These dependencies need no source: lab has their modules, or does their work in another way.
  @stand_ins [:phoenix_live_reload, :phoenix_template, :file_system, :websock, :thousand_island, :floki, :lazy_html, :heroicons, :daisyui]

  defp bundled?(app) when app in @stand_ins, do: true
  defp bundled?(app), do: app not in :application.get_env(:mix, :own_apps, []) and Application.spec(app) != nil

  @doc "Returns whether a dependency is started with the project."
  def runtime?(%{opts: opts}), do: opts[:runtime] != false and opts[:app] != false

  @doc "Returns the problem with a dependency, or nil."
  def trouble(%{from: from}) when from in [:none, :lab], do: nil

  def trouble(%{app: app, path: path}) do
    cond do
      File.stat(path) == {:error, :eacces} -> "the dependency #{inspect(app)} is to be at #{path}, which programs of this project may not read: put both below one folder that is not your home"
      not File.dir?(path) -> "the dependency #{inspect(app)} is to be at #{Path.relative_to_cwd(path)}, and there is no such folder"
      erlang?(path) -> "the dependency #{inspect(app)} has Erlang sources (#{Path.relative_to_cwd(path)}/src), which are not part of lab"
      true -> nil
    end
  end

  defp erlang?(path), do: Path.wildcard(Path.join(path, "src/*.erl")) != [] and Path.wildcard(Path.join(path, "lib/**/*.ex")) == []
end
