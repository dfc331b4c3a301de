defmodule LabAssets.Profile do
  @moduledoc """
  A profile of `config :esbuild` or `config :tailwind`: the commands that build a project's assets, and the
  resulting files.
  """

  defstruct [:tool, :name, :args, :dir, :env]

  @doc """
  Returns the profile with the given name. Adds the arguments `more` to those of the profile.
  """
  def fetch!(tool, name, more \\ []) when tool in [:esbuild, :tailwind] and is_atom(name) do
    case Application.get_env(tool, name) do
      [_ | _] = config ->
        dir = Path.expand(config[:cd] || ".")
        %__MODULE__{tool: tool, name: name, args: List.wrap(config[:args]) ++ more, dir: dir, env: Map.new(config[:env] || %{})}

      _ ->
        raise ArgumentError, """
        unknown #{tool} profile. The profile #{inspect(name)} is read from config/config.exs:

            config :#{tool},
              #{name}: [
                args: ~w(#{example(tool)}),
                cd: Path.expand("../assets", __DIR__)
              ]
        """
    end
  end

  defp example(:esbuild), do: "js/app.js --bundle --outdir=../priv/static/assets"
  defp example(:tailwind), do: "--input=css/app.css --output=../priv/static/assets/app.css"

  @doc "Returns the folders of packages that NODE_PATH of the profile lists."
  def paths(%{env: env}) do
    env |> Map.get("NODE_PATH", []) |> List.wrap() |> Enum.flat_map(&String.split(&1, ~r/:(?=\/)|;/)) |> Enum.reject(&(&1 == ""))
  end

  @doc "Returns the destination of the profile's files: `{:file, path}`, `{:folder, path}`, or nil."
  def output(%{tool: :tailwind} = profile) do
    if path = option(profile.args, ["--output", "-o"]), do: {:file, Path.expand(path, profile.dir)}
  end

  def output(%{tool: :esbuild} = profile) do
    folder = option(profile.args, ["--outdir"])
    file = option(profile.args, ["--outfile"])

    cond do
      folder -> {:folder, Path.expand(folder, profile.dir)}
      # The folder also holds the source map and the style sheet of a script.
      file -> {:folder, profile.dir |> Path.join(file) |> Path.expand() |> Path.dirname()}
      true -> nil
    end
  end

  @doc "Returns the style sheet that Tailwind reads, relative to the profile's folder."
  def input(%{args: args}), do: option(args, ["--input", "-i"]) || "css/app.css"

  @doc """
  Returns the value of an option, written as `--name=value` or `--name value`. If the option
  occurs several times, the last value counts.
  """
  def option(args, names) do
    args
    |> Enum.zip(Enum.drop(args, 1) ++ [nil])
    |> Enum.reduce(nil, fn {arg, next}, found ->
      case String.split(arg, "=", parts: 2) do
        [name, value] -> if name in names, do: value, else: found
        [name] -> if name in names, do: next, else: found
      end
    end)
  end

  @doc "Returns the arguments without the named options and their values."
  def without([], _names), do: []

  def without([arg | rest], names) do
    case String.split(arg, "=", parts: 2) do
      [name, _] -> if name in names, do: without(rest, names), else: [arg | without(rest, names)]
      [name] -> if name in names, do: without(Enum.drop(rest, 1), names), else: [arg | without(rest, names)]
    end
  end
end
