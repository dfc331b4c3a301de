defmodule Mix.Config do
  @moduledoc "The configuration files of before Elixir 1.9: `use Mix.Config` is `import Config` with a warning."

  @doc false
  @deprecated "Use the Config module instead"
  defmacro __using__(_options) do
    quote do
      import Mix.Config, only: [config: 2, config: 3, import_config: 1]
    end
  end

  @deprecated "Use the Config module instead"
  def config(app, options), do: Config.config(app, options)

  @deprecated "Use the Config module instead"
  def config(app, key, options), do: Config.config(app, key, options)

  @doc "Reads another file, relative to this one."
  @deprecated "Use the Config module instead"
  defmacro import_config(file) do
    quote do
      require Config
      Config.import_config(unquote(file))
    end
  end
end
