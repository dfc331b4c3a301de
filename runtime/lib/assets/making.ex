defmodule LabAssets.Making do
  @moduledoc "Builds the files of a profile: with esbuild, with the program tailwindcss, or with esbuild and lab's own style sheet in place of Tailwind's."

  alias LabAssets.{Colocated, Note, Profile}

  defstruct files: %{}, inputs: [], stamp: nil, modules: [], errors: "", warnings: ""

  @doc "Builds the files of the profile and returns them. `errors` is empty on success."
  def make(%Profile{tool: :esbuild} = profile) do
    note_version(:esbuild)
    build(profile, profile.dir, profile.args, Profile.paths(profile), false)
  end

  def make(%Profile{tool: :tailwind} = profile) do
    if :lab_assets.has_tailwind(), do: tailwind(profile), else: plain(profile)
  end

  @doc "Returns whether a source has changed since it was read."
  def stale?(nil), do: true
  def stale?(%__MODULE__{stamp: nil}), do: true
  def stale?(%__MODULE__{inputs: inputs, stamp: stamp, modules: modules}), do: :lab_assets.stamp(inputs) != stamp or Colocated.modules() != modules

  defp build(profile, dir, args, paths, plain?) do
    modules = Colocated.modules()

    case :lab_assets.build(dir, args, paths, plain?, modules) do
      {:ok, files, inputs, stamp, errors, warnings, ignored} ->
        for arg <- ignored, do: Note.once("#{profile.tool}: #{arg} does nothing in lab")
        %__MODULE__{files: Map.new(files), inputs: inputs, stamp: stamp, modules: modules, errors: errors, warnings: warnings}

      {:error, text} ->
        # The next request tries again.
        %__MODULE__{errors: "#{profile.tool}: #{text}\n"}
    end
  end

  # Builds the project's style sheet without the program tailwindcss. It adds lab's own small
  # style sheet for the class names of generated pages.
  defp plain(profile) do
    Note.once("The style sheet #{Profile.input(profile)} is written for Tailwind, which is a program of its own. Put tailwindcss on the PATH and start again to have its classes. Until then a small sheet of lab's takes its place.")

    case Profile.output(profile) do
      {:file, output} ->
        args = [Profile.input(profile), "--bundle", "--outfile=" <> output, "--external:/fonts/*", "--external:/images/*"]
        args = if "--minify" in profile.args or "-m" in profile.args, do: args ++ ["--minify"], else: args
        build(profile, profile.dir, args, [], true)

      nil ->
        %__MODULE__{errors: "tailwind: the arguments of the profile #{inspect(profile.name)} name no --output\n"}
    end
  end

  @own ["--output", "-o", "--watch", "-w", "--poll"]

  # Tailwind also reads the templates, so the style sheet is rebuilt when one of them changes.
  defp tailwind(profile) do
    {:file, output} = Profile.output(profile) || {:file, Path.expand("app.css", profile.dir)}
    inputs = for pattern <- ["assets/**/*.{css,js,ts}", "lib/**/*.{ex,heex,eex}"], path <- Path.wildcard(pattern), do: path
    stamp = :lab_assets.stamp(inputs)
    args = for arg <- Profile.without(profile.args, ["--output", "-o"]), arg not in @own, not String.starts_with?(arg, "--watch="), do: arg

    case :lab_assets.tailwind(profile.dir, args) do
      {:ok, sheet} -> %__MODULE__{files: %{output => sheet}, inputs: inputs, stamp: stamp, modules: Colocated.modules()}
      {:error, text} -> %__MODULE__{inputs: inputs, stamp: stamp, modules: Colocated.modules(), errors: text <> "\n"}
    end
  end

  defp note_version(tool) do
    if version = Application.get_env(tool, :version), do: Note.once("#{tool} #{version} is not fetched: lab has its own")
  end
end

defmodule LabAssets.Note do
  @moduledoc false

  require Logger

  @doc "Prints a text once in the lifetime of the node."
  def once(text) do
    unless :persistent_term.get({__MODULE__, text}, false) do
      :persistent_term.put({__MODULE__, text}, true)
      Logger.info(text)
    end

    :ok
  end
end
