defmodule Mix.Building do
  @moduledoc false
  # Compiles a project and its dependencies, and loads their applications. The applications of an
  # umbrella are separate projects. They are compiled in the order of their dependencies.

  alias Mix.{Dep, Project, Staleness}

  @doc "Compiles the current project and its dependencies. Returns :ok or :error."
  def compile() do
    result = consolidating(fn -> each(&sources/0, &compile_files/1) end)
    if result == :ok, do: :application.set_env(:mix, :compiled, known()), else: :application.unset_env(:mix, :compiled)
    result
  end

  @doc "Compiles the changed files. Returns :ok, :noop or :error."
  def recompile() do
    case consolidating(fn -> each(&changed/0, &recompile_files/1) end) do
      :ok -> if :application.get_env(:mix, :recompiled, false), do: :ok, else: :noop
      :error -> :error
    end
  after
    :application.set_env(:mix, :recompiled, false)
  end

  # Compiles while protocols are open. Afterwards, protocols accept no further implementations.
  defp consolidating(compile) do
    :lab_compiler.consolidate(false)
    compile.()
  after
    :lab_compiler.consolidate(Keyword.get(Project.config(), :consolidate_protocols, true) != false)
  end

  # Visits the current project, dependencies first.
  defp each(files, compile) do
    :application.set_env(:mix, :seen, [])
    :application.set_env(:mix, :deps_root, Project.deps_path())
    project(files, compile)
  end

  defp project(files, compile) do
    with :ok <- dependencies(files, compile) do
      case Project.apps_paths() do
        nil -> own(files, compile)
        apps -> within(for({app, path} <- Enum.sort(apps), do: {app, Path.expand(path), [in_umbrella: true]}), files, compile)
      end
    end
  end

  defp dependencies(files, compile) do
    deps = for dep <- Dep.load(), dep.path, dep.opts[:compile] != false, do: dep
    for dep <- deps, trouble = Dep.trouble(dep), dep.from == :path or not File.dir?(dep.path), do: Mix.raise(trouble)
    for dep <- deps, trouble = Dep.trouble(dep), do: said(trouble)
    within(for(dep <- deps, Dep.trouble(dep) == nil, do: {dep.app, dep.path, [from: dep.from] ++ dep.opts}), files, compile)
  end

  defp said(text) do
    told = :application.get_env(:mix, :told, [])
    unless text in told, do: IO.puts(:stderr, text)
    :application.set_env(:mix, :told, [text | told])
    :ok
  end

  defp within(folders, files, compile) do
    Enum.reduce_while(folders, :ok, fn {app, path, opts}, :ok ->
      result = if opts[:from] == :deps, do: fetched(app, path, opts, files, compile), else: one(app, path, opts, files, compile)
      if result == :ok, do: {:cont, :ok}, else: {:halt, :error}
    end)
  end

  # A dependency in deps/ may need something that lab lacks. The project is compiled without it,
  # and fails where it uses the dependency.
  defp fetched(app, path, opts, files, compile) do
    if one(app, path, opts, files, compile) == :error, do: without(app, "it does not compile"), else: :ok
  rescue
    error -> without(app, Exception.message(error))
  end

  defp without(app, why), do: said("the dependency #{inspect(app)} is left out: #{why}")

  defp one(app, path, opts, files, compile) do
    seen = :application.get_env(:mix, :seen, [])

    if path in seen do
      :ok
    else
      :application.set_env(:mix, :seen, [path | seen])
      :application.set_env(:mix, :own_apps, Enum.uniq([app | :application.get_env(:mix, :own_apps, [])]))
      if File.regular?(Path.join(path, "mix.exs")), do: in_env(environment(opts), fn -> Project.in_project(app, path, fn _ -> project(files, compile) end) end), else: plain(app, path, files, compile)
    end
  end

  # For a folder without mix.exs, the files in lib are compiled.
  defp plain(app, path, files, compile) do
    File.cd!(path, fn ->
      Project.push(nil)

      try do
        with :ok <- compile.(files.()), do: noted(app, [vsn: ~c"0.0.0"], path)
      after
        Project.pop()
      end
    end)
  end

  # As in Mix, the applications of an umbrella keep the requested environment.
  defp environment(opts), do: opts[:env] || if(opts[:in_umbrella], do: Mix.env(), else: :prod)

  defp in_env(env, fun) do
    outer = Mix.env()
    Mix.env(env)
    result = fun.()
    Mix.env(outer)
    result
  end

  defp own(files, compile) do
    config = Project.config()
    if config[:app], do: placed(config[:app], File.cwd!())
    Application.put_env(:logger, :compile_time_application, config[:app])
    Code.put_compiler_option(:no_warn_undefined, not_warned(config))
    foreign(config[:app], Path.wildcard("src/*.{erl,xrl,yrl}"))
    with :ok <- compile.(files.()), do: if(config[:app], do: noted(config[:app], properties(config), File.cwd!()), else: :ok)
  end

  defp foreign(_app, []), do: :ok
  defp foreign(app, files), do: said("#{app}: #{Enum.map_join(files, ", ", &Path.basename/1)} of src are not part of lab, which compiles neither Erlang nor grammars: their modules are missing")

  # Returns the modules that mix.exs allows to be undefined.
  defp not_warned(config) do
    case get_in(config, [:elixirc_options, :no_warn_undefined]) || [] do
      :all -> :all
      modules -> List.wrap(modules) ++ List.wrap(get_in(config, [:xref, :exclude]))
    end
  end

  # Code may ask for files of its application during compilation.
  defp placed(app, path), do: :application.set_env(:mix, :app_dirs, Map.put(:application.get_env(:mix, :app_dirs, %{}), app, path))

  # Records applications in the order in which they are started.
  defp noted(app, properties, path) do
    specs = :application.get_env(:mix, :specs, [])
    properties = Keyword.put(properties, :modules, Map.get(:application.get_env(:mix, :app_modules, %{}), File.cwd!(), []))
    :application.set_env(:mix, :specs, List.keystore(specs, app, 0, {app, properties}))
    placed(app, path)
  end

  defp properties(config) do
    module = Project.get()
    properties = if function_exported?(module, :application, 0), do: module.application(), else: []
    deps = for dep <- Dep.load(), Dep.runtime?(dep), do: dep.app
    needed = properties[:applications] || [:kernel, :stdlib, :elixir] ++ (properties[:extra_applications] || []) ++ deps
    known = for app <- needed, is_atom(app), Keyword.has_key?(:application.get_env(:mix, :specs, []), app) or Application.spec(app) != nil, do: app
    [vsn: String.to_charlist(config[:version] || "0.1.0")] ++ Keyword.put(properties, :applications, Enum.uniq(known))
  end

  @doc "Registers the compiled applications. Returns their names in order."
  def load_apps() do
    for {app, properties} <- :application.get_env(:mix, :specs, []) do
      :application.load({:application, app, properties})
      app
    end
  end

  # Files

  defp sources() do
    for folder <- Project.config()[:elixirc_paths], file <- walk(folder), {:ok, text} <- [File.read(file)], do: {file, text}
  end

  defp changed(), do: Staleness.stale(sources(), known(), compiled())
  defp compiled(), do: Staleness.by_file(:application.get_env(:mix, :modules, []))

  # Returns the source files in a folder and its subfolders.
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

  defp recompile_files([]), do: :ok

  defp recompile_files(files) do
    IO.puts("Compiling #{length(files)} file#{if length(files) == 1, do: "", else: "s"} (.ex)")
    :application.set_env(:mix, :recompiled, true)
    # The files are recompiled in rounds. A file that needs a recompiled module is in a later round,
    # because the compiler does not wait for a module whose old version is loaded.
    files |> Staleness.rounds(compiled()) |> Enum.reduce_while(:ok, fn round, :ok -> if compile_files(round) == :ok, do: {:cont, :ok}, else: {:halt, :error} end)
  end

  defp compile_files(files) do
    case Kernel.ParallelCompiler.compile(for {file, _} <- files, do: named(file)) do
      {:ok, modules, _warnings} ->
        by_file = Staleness.by_file(modules)
        :application.set_env(:mix, :compiled, Map.merge(known(), Map.new(files, fn {file, text} -> {Path.expand(file), Staleness.stamp(file, text, by_file)} end)))
        remember(modules)

      {:error, _errors, _warnings} ->
        :error
    end
  end

  # Files outside the root folder are named by their full path.
  defp named(file), do: if(File.cwd!() == :application.get_env(:mix, :root, nil), do: file, else: Path.expand(file))

  defp remember(modules) do
    all = :application.get_env(:mix, :app_modules, %{})
    :application.set_env(:mix, :app_modules, Map.update(all, File.cwd!(), modules, &Enum.uniq(modules ++ &1)))
    :application.set_env(:mix, :modules, Enum.uniq(modules ++ :application.get_env(:mix, :modules, [])))
  end

  defp known(), do: :application.get_env(:mix, :compiled, %{})
end
