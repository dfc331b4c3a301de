defmodule Mix.Project do
  @moduledoc "The project defined by mix.exs."

  @doc false
  defmacro __using__(_) do
    quote do
      Mix.Project.push(__MODULE__)
    end
  end

  @doc false
  def push(module), do: :application.set_env(:mix, :project, module)

  @doc "Returns the module of the current project, or nil."
  def get() do
    case :application.get_env(:mix, :project) do
      {:ok, module} -> module
      :undefined -> nil
    end
  end

  @doc "Returns the module of the current project."
  def get!(), do: get() || Mix.raise("Could not find a Mix.Project, please ensure you are running Mix in a directory with a mix.exs file")

  @doc "Returns the project's configuration."
  def config() do
    defaults = [elixirc_paths: ["lib"], deps_path: "deps", config_path: "config/config.exs"]

    case get() do
      nil -> defaults
      module -> Keyword.merge(defaults, module.project())
    end
  end

  @doc "Returns whether a configuration belongs to an umbrella project."
  def umbrella?(config \\ config()), do: config[:apps_path] != nil

  @doc "Returns the folders of an umbrella project's applications, or nil. `apps:` selects some of them."
  def apps_paths(config \\ config()) do
    if path = config[:apps_path] do
      names = config[:apps] || for(file <- Path.wildcard(Path.join(path, "*/mix.exs")), do: file |> Path.dirname() |> Path.basename() |> String.to_atom())
      Map.new(names, &{&1, Path.join(path, Atom.to_string(&1))})
    end
  end

  @doc "Returns the folder of the project's dependencies."
  def deps_path(config \\ config()), do: Path.expand(config[:deps_path] || "deps")

  @doc "Returns the folder in which Mix would build the project. lab compiles to memory and writes nothing there."
  def build_path(_config \\ []), do: Path.expand("_build/#{Mix.env()}")

  # These are Mix's paths. lab does not create the folders.

  @doc "Returns the folder in which Mix would build the application."
  def app_path(config \\ config()) do
    case config[:app] do
      nil ->
        Mix.raise("Cannot access build without an application name, please ensure you are in a directory with a mix.exs file and it defines an :app name under the project configuration")

      app ->
        Path.join([config[:build_path] || build_path(config), "lib", Atom.to_string(app)])
    end
  end

  @doc "Returns the folder in which Mix would store compiled modules."
  def compile_path(config \\ config()), do: Path.join(app_path(config), "ebin")

  @doc "Returns the folder in which Mix would store consolidated protocols."
  def consolidation_path(config \\ config()) do
    if umbrella?(config), do: Path.join(build_path(config), "consolidated"), else: Path.join(app_path(config), "consolidated")
  end

  @doc "Returns the folder in which Mix would store manifests."
  def manifest_path(config \\ config()), do: Path.join(app_path(config), ".mix")

  @doc "Returns the folders of compiled modules. A project of lab has none."
  def load_paths(_config \\ []), do: []

  @doc "Returns the file of the current project, or nil."
  def project_file() do
    if module = get(), do: module.module_info(:compile)[:source] |> List.to_string()
  end

  @doc "Returns the files that configure the project."
  def config_files() do
    configured = config()[:config_path] |> Path.dirname() |> Path.join("**/*.*") |> Path.wildcard() |> Enum.filter(&String.ends_with?(&1, ".exs"))
    List.wrap(project_file()) ++ Enum.map(configured, &Path.expand/1)
  end

  @doc "Returns the time of the last change of those files, in seconds."
  def config_mtime(), do: config_files() |> Enum.map(&File.stat!(&1, time: :posix).mtime) |> Enum.max(fn -> 0 end)

  @doc "Returns the folders of the project's own dependencies, by application."
  def deps_paths(_options \\ []) do
    Map.new(config()[:deps] || [], fn dep ->
      {app, options} = named(dep)
      {app, Path.expand(options[:path] || Path.join(deps_path(), Atom.to_string(app)))}
    end)
  end

  defp named({app, requirement}) when is_binary(requirement), do: {app, []}
  defp named({app, options}), do: {app, options}
  defp named({app, _requirement, options}), do: {app, options}

  @doc "Returns the applications of the project's own dependencies."
  def deps_apps(), do: for(dep <- config()[:deps] || [], do: elem(dep, 0))

  @doc "Has no effect, because no information about dependencies is cached."
  def clear_deps_cache(), do: :ok

  @doc "Calls a function while the project of another folder is the current one, and the folder the current one."
  def in_project(_app, path, post_config \\ [], fun) when is_list(post_config) and is_function(fun, 1) do
    outer = get()

    File.cd!(path, fn ->
      push(load_module())

      try do
        fun.(get())
      after
        push(outer)
      end
    end)
  end

  # The mix.exs of a folder is loaded once.
  defp load_module() do
    file = Path.expand("mix.exs")
    known = :application.get_env(:mix, :projects, %{})

    case known do
      %{^file => module} ->
        module

      _ ->
        push(nil)
        Code.require_file(file)
        :application.set_env(:mix, :projects, Map.put(known, file, get()))
        get()
    end
  end
end
