defmodule Mix.Project do
  @moduledoc "The project defined by mix.exs."

  @doc false
  defmacro __using__(_) do
    quote do
      Mix.Project.push(__MODULE__, __ENV__.file)
    end
  end

  @doc false
  def push(module, file \\ nil, app \\ nil), do: Mix.ProjectStack.push(module, file, app)

  @doc false
  def pop() do
    with %{name: module} = project <- Mix.ProjectStack.pop() do
      project |> Map.take([:name, :file]) |> Map.put(:config, configured(module, project.post))
    end
  end

  @doc "Returns the module of the current project, or nil."
  def get(), do: with(%{name: module} <- Mix.ProjectStack.peek(), do: module)

  @doc "Returns the module of the current project."
  def get!(), do: get() || raise(Mix.NoProjectError)

  @doc "Returns the project's configuration."
  def config() do
    case Mix.ProjectStack.peek() do
      nil -> configured(nil, [])
      %{name: module, post: post} -> configured(module, post)
    end
  end

  @defaults [
    aliases: [],
    build_per_environment: true,
    config_path: "config/config.exs",
    consolidate_protocols: true,
    default_task: "run",
    deps: [],
    deps_path: "deps",
    elixirc_paths: ["lib"],
    erlc_paths: ["src"],
    erlc_include_path: "include",
    erlc_options: [],
    lockfile: "mix.lock",
    start_permanent: false
  ]

  defp configured(nil, post), do: Keyword.merge(@defaults, post)
  defp configured(module, post), do: @defaults |> Keyword.merge(module.project()) |> Keyword.merge(post)

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
  def deps_path(config \\ config()), do: Path.expand(System.get_env("MIX_DEPS_PATH") || config[:deps_path] || "deps")

  @doc "Returns the folder in which Mix would build the project. lab compiles to memory and writes nothing there."
  def build_path(config \\ config()) do
    env = if Keyword.get(config, :build_per_environment, true), do: Mix.env(), else: :shared
    folder = if Mix.target() == :host, do: "#{env}", else: "#{Mix.target()}_#{env}"
    System.get_env("MIX_BUILD_PATH") || Path.expand(Path.join(System.get_env("MIX_BUILD_ROOT") || config[:build_path] || "_build", folder))
  end

  # These are Mix's paths. lab does not create the folders.

  @doc "Returns the folder in which Mix would build the application."
  def app_path(config \\ config()) do
    case config[:app] do
      nil ->
        Mix.raise("Cannot access build without an application name, please ensure you are in a directory with a mix.exs file and it defines an :app name under the project configuration")

      app ->
        Path.join([build_path(config), "lib", Atom.to_string(app)])
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
  def project_file(), do: with(%{file: file} <- Mix.ProjectStack.peek(), do: file)

  @doc "Returns the mix.exs of the umbrella around the current project, or nil."
  def parent_umbrella_project_file() do
    around = Path.expand("../../mix.exs")
    if Path.basename(Path.expand("..")) == "apps" and File.regular?(around), do: around
  end

  @doc "Returns the files that configure the project."
  def config_files() do
    configured = config()[:config_path] |> Path.dirname() |> Path.join("**/*.*") |> Path.wildcard() |> Enum.filter(&String.ends_with?(&1, ".exs"))
    List.wrap(project_file()) ++ Enum.map(configured, &Path.expand/1)
  end

  @doc "Returns the time of the last change of the files that configure the project, in seconds."
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

  @doc """
  Enters the project in a folder, calls a function, and leaves the project. Meanwhile, the folder
  is the current folder.
  """
  def in_project(app, path, post_config \\ [], fun) when is_list(post_config) and is_function(fun, 1) do
    File.cd!(path, fn ->
      enter(app, post_config)

      try do
        fun.(get())
      after
        pop()
      end
    end)
  end

  # The mix.exs of a folder is loaded once.
  defp enter(app, post) do
    file = Path.expand("mix.exs")
    known = :application.get_env(:mix, :projects, %{})
    Mix.ProjectStack.post_config(post)

    cond do
      module = known[file] ->
        push(module, file, app)

      File.regular?(file) ->
        load(file, app)
        :application.set_env(:mix, :projects, Map.put(known, file, get()))

      true ->
        Mix.ProjectStack.post_config(app: app)
        push(nil, file, app)
    end
  end

  # A file that defines no project, or was loaded before, enters no project.
  defp load(file, app) do
    depth = Mix.ProjectStack.depth()
    loaded = Code.require_file(file)
    modules = for {module, _} <- loaded || [], do: module
    if Mix.ProjectStack.depth() == depth, do: push(Enum.find(modules, &function_exported?(&1, :project, 0)), file, app)
  rescue
    error ->
      Mix.shell().error("Error while loading project #{inspect(app)} at #{File.cwd!()}")
      reraise error, __STACKTRACE__
  end
end
