defmodule Mix.Tasks.Esbuild do
  @moduledoc """
  Bundles with a profile of `config :esbuild`. Arguments after the name of the profile are added
  to those of the profile.

      mix esbuild default --minify
  """
  use Mix.Task
  @shortdoc "Bundles scripts and style sheets"

  @impl true
  def run(args), do: LabAssets.Task.run(:esbuild, args)
end

defmodule Mix.Tasks.Tailwind do
  @moduledoc """
  Builds the style sheet of a profile of `config :tailwind`. Arguments after the name of the
  profile are added to those of the profile.

      mix tailwind default --minify
  """
  use Mix.Task
  @shortdoc "Makes Tailwind's style sheet"

  @impl true
  def run(args), do: LabAssets.Task.run(:tailwind, args)
end

defmodule Mix.Tasks.Esbuild.Install do
  @moduledoc "Installs nothing, because the bundler is part of lab."
  use Mix.Task
  @shortdoc "Says that esbuild is a part of lab"

  @impl true
  def run(_args), do: IO.puts("esbuild is a part of lab: there is nothing to install")
end

defmodule Mix.Tasks.Tailwind.Install do
  @moduledoc "Installs nothing. Prints how to get Tailwind's classes."
  use Mix.Task
  @shortdoc "Says where Tailwind is looked for"

  @impl true
  def run(_args) do
    if :lab_assets.has_tailwind(),
      do: IO.puts("tailwindcss is on the PATH and is used"),
      else: IO.puts("lab fetches no programs: put tailwindcss on the PATH to have Tailwind's classes. Until then a small sheet of lab's takes its place.")
  end
end

defmodule LabAssets.Task do
  @moduledoc false

  @doc "Runs a profile. Ends the task with an error if the program fails."
  def run(tool, args) do
    {runtime, args} = Enum.split_with(args, &(&1 == "--runtime-config"))
    if runtime == [], do: Mix.CLI.configure_project(), else: Mix.Task.run("app.config")

    case args do
      [profile | more] ->
        status = LabAssets.Writing.run(tool, String.to_atom(profile), more)
        if status != 0, do: Mix.raise("`mix #{tool} #{Enum.join(args, " ")}` exited with #{status}")
        :ok

      [] ->
        Mix.raise("`mix #{tool}` expects the profile as argument: it is the key below `config :#{tool}` in config/config.exs")
    end
  end
end
