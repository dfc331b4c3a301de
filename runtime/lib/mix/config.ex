defmodule Config do
  @moduledoc "The configuration files of a project: `import Config`, then `config :app, ...`."

  @doc "Configures the keys of an application."
  def config(app, opts) when is_atom(app) and is_list(opts), do: put([{app, opts}])

  @doc "Configures one key of an application."
  def config(app, key, opts) when is_atom(app), do: put([{app, [{key, opts}]}])

  @doc "The environment that is configured for."
  def config_env(), do: Mix.env()

  @doc "The target that is configured for."
  def config_target(), do: Mix.target()

  @doc "Reads another file, relative to this one."
  defmacro import_config(file) do
    quote do
      Config.__import__(Path.expand(unquote(file), __DIR__))
    end
  end

  @doc false
  def __import__(file), do: Config.Reader.eval(file)

  defp put(new) do
    old = Process.get({Config, :config}) || []
    Process.put({Config, :config}, Config.Reader.merge(old, new))
    :ok
  end
end

defmodule Config.Reader do
  @moduledoc "Reads configuration files."

  @doc "The configuration that a file makes."
  def read!(file, _opts \\ []) do
    old = Process.get({Config, :config})
    Process.put({Config, :config}, [])
    eval(file)
    config = Process.get({Config, :config})
    if old, do: Process.put({Config, :config}, old), else: Process.delete({Config, :config})
    config
  end

  @doc false
  def eval(file) do
    Code.eval_string(File.read!(file), [], file: Path.expand(file))
    :ok
  end

  @doc "Merges two configurations: what both have as keywords is merged in turn."
  def merge(config1, config2) do
    Keyword.merge(config1, config2, fn _, app1, app2 -> Keyword.merge(app1, app2, &deep/3) end)
  end

  defp deep(_key, value1, value2) do
    if Keyword.keyword?(value1) and Keyword.keyword?(value2) do
      Keyword.merge(value1, value2, &deep/3)
    else
      value2
    end
  end
end
