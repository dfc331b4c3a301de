defmodule Mix.Tasks.New do
  @moduledoc """
  Creates a new project.

      mix new PATH [--app APP] [--module MODULE] [--sup] [--umbrella]
  """
  use Mix.Task
  @shortdoc "Creates a new Elixir project"

  @impl true
  def run(args) do
    {opts, rest} = Mix.Task.options!("new", args, app: :string, module: :string, sup: :boolean, umbrella: :boolean)

    case rest do
      [path | _] -> create(path, opts)
      [] -> Mix.raise("Expected PATH to be given, please use \"mix new PATH\"")
    end
  end

  defp create(path, opts) do
    app = opts[:app] || Path.basename(Path.expand(path))
    checked_app!(app, opts[:app] == nil)
    module = opts[:module] || Macro.camelize(app)
    checked_module!(module)
    if path != "." and File.exists?(path) and not Mix.shell().yes?("The directory #{inspect(path)} already exists. Are you sure you want to continue?"), do: Mix.raise("Please select another directory for installation")
    umbrella = umbrella_of(path)
    files = if opts[:umbrella], do: umbrella(module), else: files(app, module, opts[:sup], umbrella)
    File.mkdir_p!(path)

    File.cd!(path, fn ->
      for {file, text} <- files do
        folder = Path.dirname(file)
        unless File.dir?(folder), do: Mix.Generator.create_directory(folder)
        if text, do: Mix.Generator.create_file(file, text)
      end
    end)

    Mix.shell().info(String.trim_trailing(if(opts[:umbrella], do: umbrella_made(path), else: made(path))))
  end

  @app_rule "Application name must start with a lowercase ASCII letter, followed by lowercase ASCII letters, numbers, or underscores"

  defp checked_app!(name, inferred?) do
    hint = if inferred?, do: ". The application name is inferred from the path, if you'd like to explicitly name the application then use the \"--app APP\" option", else: ""
    unless name =~ ~r/^[a-z][a-z0-9_]*$/, do: Mix.raise("#{@app_rule}, got: #{inspect(name)}#{hint}")
    if name in ["otp", "pa", "tools"] or bundled?(name), do: Mix.raise("Cannot use application name #{inspect(name)} because it is already used by Erlang/OTP or Elixir")
  end

  defp bundled?(name), do: String.to_atom(name) in [:elixir, :ex_unit, :iex, :eex, :logger, :mix, :kernel, :stdlib, :compiler, :crypto, :ssl, :inets]

  defp checked_module!(name) do
    unless name =~ ~r/^[A-Z]\w*(\.[A-Z]\w*)*$/, do: Mix.raise("Module name must be a valid Elixir alias (for example: Foo.Bar), got: #{inspect(name)}")
    module = Module.concat([name])
    if Code.ensure_loaded?(module), do: Mix.raise("Module name #{inspect(module)} is already taken, please choose another name")
  end

  # An application of an umbrella shares folders and configuration with the others.
  defp umbrella_of(path) do
    apps = path |> Path.expand() |> Path.dirname()
    file = Path.expand("../mix.exs", apps)
    if Path.basename(apps) == "apps" and File.regular?(file) and File.read!(file) =~ "apps_path:", do: "../../"
  end

  defp made(path) do
    """

    Your Mix project was created successfully.
    You can use "mix" to compile it, test it, and more:

        cd #{path}
        mix test

    Run "mix help" for more commands.
    """
  end

  defp umbrella_made(path) do
    """

    Your umbrella project was created successfully. Its apps/ folder is for its
    applications:

        cd #{path}/apps
        mix new my_app

    In the project's own folder, "mix test" runs the tests of each of them.
    """
  end

  defp umbrella(module) do
    [
      {"README.md", "# #{module}\n\nAn umbrella project: `mix test` runs the tests of each application below apps/.\n"},
      {".formatter.exs", ~s([\n  inputs: ["mix.exs", "config/*.exs"],\n  subdirectories: ["apps/*"]\n]\n)},
      {".gitignore", "/_build/\n/deps/\n/cover/\nerl_crash.dump\n"},
      {"mix.exs", umbrella_project(module)},
      {"config/config.exs", "# The configuration of all applications.\nimport Config\n"},
      {"apps/.", nil}
    ]
  end

  defp umbrella_project(module) do
    """
    defmodule #{module}.MixProject do
      use Mix.Project

      def project do
        [
          apps_path: "apps",
          version: "0.1.0",
          start_permanent: Mix.env() == :prod,
          deps: deps()
        ]
      end

      # These are for the project's own tasks; an application names its own.
      defp deps do
        []
      end
    end
    """
  end

  # File names follow the module name.
  defp files(app, module, sup?, umbrella) do
    name = Macro.underscore(module)

    [
      {"README.md", "# #{module}\n\nA project of its own: `mix test` runs its tests.\n"},
      {".formatter.exs", ~s([\n  inputs: ["{mix,.formatter}.exs", "{config,lib,test}/**/*.{ex,exs}"]\n]\n)},
      {".gitignore", "/_build/\n/deps/\n/cover/\nerl_crash.dump\n"},
      {"mix.exs", project(app, module, sup?, umbrella)},
      {"lib/#{name}.ex", library(module)}
    ] ++
      if(sup?, do: [{"lib/#{name}/application.ex", application(module)}], else: []) ++
      [{"test/test_helper.exs", "ExUnit.start()\n"}, {"test/#{name}_test.exs", tests(module)}]
  end

  defp project(app, module, sup?, umbrella) do
    start = if sup?, do: ",\n      mod: {#{module}.Application, []}", else: ""

    """
    defmodule #{module}.MixProject do
      use Mix.Project

      def project do
        [
          app: :#{app},
          version: "0.1.0",#{shared(umbrella)}
          elixir: "~> 1.18",
          start_permanent: Mix.env() == :prod,
          deps: deps()
        ]
      end

      def application do
        [
          extra_applications: [:logger]#{start}
        ]
      end

      defp deps do
        []
      end
    end
    """
  end

  defp shared(nil), do: ""

  defp shared(root) do
    for {key, path} <- [build_path: "_build", config_path: "config/config.exs", deps_path: "deps", lockfile: "mix.lock"], do: ~s(\n      #{key}: "#{root}#{path}",)
  end

  defp library(module) do
    """
    defmodule #{module} do
      @moduledoc \"\"\"
      The module `#{module}`.
      \"\"\"

      @doc \"\"\"
      Greets.

          iex> #{module}.hello()
          :world

      \"\"\"
      def hello do
        :world
      end
    end
    """
  end

  defp tests(module) do
    """
    defmodule #{module}Test do
      use ExUnit.Case
      doctest #{module}

      test "greets the world" do
        assert #{module}.hello() == :world
      end
    end
    """
  end

  defp application(module) do
    """
    defmodule #{module}.Application do
      use Application

      @impl true
      def start(_type, _args) do
        children = []
        opts = [strategy: :one_for_one, name: #{module}.Supervisor]
        Supervisor.start_link(children, opts)
      end
    end
    """
  end
end
