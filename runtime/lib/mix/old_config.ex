defmodule Mix.Config do
  @moduledoc "The configuration files of projects from before Elixir 1.9. Deprecated in favour of `Config`, which does the work."

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

  @doc "Reads another file, or those that a pattern matches, relative to this one."
  @deprecated @instead
  defmacro import_config(file) do
    quote do
      Mix.Config.__import__(Path.expand(unquote(file), __DIR__))
    end
  end

  @doc false
  def __import__(file) do
    files = if String.contains?(file, "*"), do: Path.wildcard(file), else: [file]
    Enum.each(files, &Config.__import__/1)
  end
end
