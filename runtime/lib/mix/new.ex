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
    unless app =~ ~r/^[a-z][a-z0-9_]*$/, do: Mix.raise("Application name must start with a lowercase ASCII letter, followed by lowercase ASCII letters, numbers, or underscores, got: #{inspect(app)}")
    module = opts[:module] || Macro.camelize(app)

    files = if opts[:umbrella], do: umbrella(module), else: files(app, module, opts[:sup])

    for {file, text} <- files do
      target = Path.join(path, file)
      File.mkdir_p!(Path.dirname(target))
      if File.exists?(target), do: Mix.raise("#{target} is there already")
      IO.puts("* creating #{file}")
      File.write!(target, text)
    end

    IO.puts(if opts[:umbrella], do: umbrella_made(path), else: made(path))
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
      {"apps/.keep", ""}
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

  defp files(app, module, sup?) do
    [
      {"README.md", "# #{module}\n\nA project of its own: `mix test` runs its tests.\n"},
      {".formatter.exs", ~s([\n  inputs: ["{mix,.formatter}.exs", "{config,lib,test}/**/*.{ex,exs}"]\n]\n)},
      {".gitignore", "/_build/\n/deps/\n/cover/\nerl_crash.dump\n"},
      {"mix.exs", project(app, module, sup?)},
      {"lib/#{app}.ex", library(app, module)},
      {"test/test_helper.exs", "ExUnit.start()\n"},
      {"test/#{app}_test.exs", tests(module)}
    ] ++ if(sup?, do: [{"lib/#{app}/application.ex", application(module)}], else: [])
  end

  defp project(app, module, sup?) do
    start = if sup?, do: ",\n      mod: {#{module}.Application, []}", else: ""

    """
    defmodule #{module}.MixProject do
      use Mix.Project

      def project do
        [
          app: :#{app},
          version: "0.1.0",#{shared()}
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

  # An application of an umbrella shares folders and configuration with the others.
  defp shared() do
    if Path.basename(File.cwd!()) == "apps" and File.regular?("../mix.exs") and File.read!("../mix.exs") =~ "apps_path:" do
      for {key, path} <- [build_path: "_build", config_path: "config/config.exs", deps_path: "deps", lockfile: "mix.lock"], do: ~s(\n      #{key}: "../../#{path}",)
    end
  end

  defp library(_app, module) do
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
        Supervisor.start_link(children, strategy: :one_for_one, name: #{module}.Supervisor)
      end
    end
    """
  end
end
