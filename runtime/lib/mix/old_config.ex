defmodule Mix.Config do
  @moduledoc "The configuration files of projects from before Elixir 1.9. Deprecated: use `Config`."

  @instead "Use the Config module instead"

  @deprecated @instead
  defmacro __using__(_opts) do
    quote do
      import Mix.Config, only: [config: 2, config: 3, import_config: 1]
    end
  end

  @doc "Configures the keys of an application."
  @deprecated @instead
  def config(app, opts), do: Config.config(app, opts)

  @doc "Configures one key of an application."
  @deprecated @instead
  def config(app, key, opts), do: Config.config(app, key, opts)

  @doc "Reads another file, or files that match a pattern. The path is relative to this file."
  @deprecated @instead
  defmacro import_config(file) do
    quote do
      Mix.Config.__import__(Path.expand(unquote(file), __DIR__))
    end
  end

  @doc "Returns the configuration in a file."
  @deprecated @instead
  def read!(file, imported \\ []), do: Config.Reader.read!(file, imports: imported)

  @doc "Returns the configuration in a file, and the files that it consists of."
  @deprecated @instead
  def eval!(file, imported \\ []), do: Config.Reader.read_imports!(file, imports: imported)

  @doc "Merges two configurations."
  @deprecated @instead
  def merge(config1, config2), do: Config.Reader.merge(config1, config2)

  @doc "Stores a configuration in the environments of its applications, and returns the applications."
  @deprecated @instead
  def persist(config) do
    Application.put_all_env(config, persistent: true)
    Keyword.keys(config)
  end

  @doc false
  def __import__(file) do
    files = if String.contains?(file, "*"), do: Path.wildcard(file), else: [file]
    Enum.each(files, &Config.__import__/1)
  end
end
