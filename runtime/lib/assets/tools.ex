defmodule Esbuild do
  @moduledoc """
  Bundles scripts and style sheets according to `config :esbuild`. The bundler is part of lab, so nothing is
  installed.
  """

  @doc "Bundles with a profile and writes the files. Returns the exit status of the program: 0 on success."
  def run(profile, args) when is_atom(profile) and is_list(args), do: LabAssets.Writing.run(:esbuild, profile, args)

  @doc "Bundles like `run/2`. Installs nothing, because the bundler is part of lab."
  def install_and_run(profile, args), do: run(profile, args)

  @doc "Returns the version that the project requires."
  def configured_version(), do: Application.get_env(:esbuild, :version)

  @doc "Returns a profile's configuration."
  def config_for!(profile), do: Application.get_env(:esbuild, LabAssets.Profile.fetch!(:esbuild, profile).name)
end

defmodule Tailwind do
  @moduledoc """
  Builds the style sheet of `config :tailwind`. The program tailwindcss builds it if the program
  is on the PATH. Otherwise lab uses a small style sheet of its own.
  """

  @doc "Builds the style sheet of a profile and writes it. Returns the exit status of the program: 0 on success."
  def run(profile, args) when is_atom(profile) and is_list(args), do: LabAssets.Writing.run(:tailwind, profile, args)

  @doc "Builds like `run/2`. Installs nothing."
  def install_and_run(profile, args), do: run(profile, args)

  @doc "Returns the version that the project requires."
  def configured_version(), do: Application.get_env(:tailwind, :version)

  @doc "Returns a profile's configuration."
  def config_for!(profile), do: Application.get_env(:tailwind, LabAssets.Profile.fetch!(:tailwind, profile).name)
end

defmodule LabAssets.Writing do
  @moduledoc false

  alias LabAssets.{Making, Profile}

  @doc "Builds the files of a profile and writes them."
  def run(tool, name, more) do
    began = System.monotonic_time(:millisecond)
    profile = Profile.fetch!(tool, name, more)
    made = Making.make(profile)
    IO.write(made.warnings <> made.errors)

    if made.errors == "" do
      for {path, contents} <- Enum.sort(made.files), do: write(path, contents)
      IO.puts("\nDone in #{System.monotonic_time(:millisecond) - began}ms")
      0
    else
      1
    end
  end

  defp write(path, contents) do
    File.mkdir_p!(Path.dirname(path))
    File.write!(path, contents)
    IO.puts("  #{Path.relative_to_cwd(path)}  #{size(byte_size(contents))}")
  end

  defp size(n) when n < 1024, do: "#{n}b"
  defp size(n) when n < 1024 * 1024, do: "#{Float.round(n / 1024, 1)}kb"
  defp size(n), do: "#{Float.round(n / 1024 / 1024, 1)}mb"
end
