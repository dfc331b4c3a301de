defmodule Mix.Project do
  @moduledoc "The project that mix.exs describes."

  @doc false
  defmacro __using__(_) do
    quote do
      Mix.Project.push(__MODULE__)
    end
  end

  @doc false
  def push(module), do: :application.set_env(:mix, :project, module)

  @doc "The module of the current project, or nil."
  def get() do
    case :application.get_env(:mix, :project) do
      {:ok, module} -> module
      :undefined -> nil
    end
  end

  @doc "The module of the current project."
  def get!(), do: get() || Mix.raise("Could not find a Mix.Project, please ensure you are running Mix in a directory with a mix.exs file")

  @doc "The project's configuration."
  def config() do
    defaults = [elixirc_paths: ["lib"], deps_path: "deps", config_path: "config/config.exs"]

    case get() do
      nil -> defaults
      module -> Keyword.merge(defaults, module.project())
    end
  end

  @doc "Whether a configuration is that of an umbrella project."
  def umbrella?(config \\ config()), do: config[:apps_path] != nil

  @doc "The folders of an umbrella project's applications, or nil. `apps:` names some of them."
  def apps_paths(config \\ config()) do
    if path = config[:apps_path] do
      names = config[:apps] || for(file <- Path.wildcard(Path.join(path, "*/mix.exs")), do: file |> Path.dirname() |> Path.basename() |> String.to_atom())
      Map.new(names, &{&1, Path.join(path, Atom.to_string(&1))})
    end
  end

  @doc "Where the project's dependencies are."
  def deps_path(config \\ config()), do: Path.expand(config[:deps_path] || "deps")

  @doc "Where Mix would build the project. Lab compiles to memory and writes nothing there."
  def build_path(_config \\ []), do: Path.expand("_build/#{Mix.env()}")

  @doc "Calls a function in the project of another folder: it is the current one meanwhile, and so is its folder."
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

  # A folder's mix.exs is loaded once.
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
