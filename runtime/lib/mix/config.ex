defmodule Config do
  @moduledoc "The configuration files of a project: `import Config`, then `config :app, ...`."

  @doc "Configures the keys of an application."
  def config(app, opts) when is_atom(app) and is_list(opts) do
    Keyword.keyword?(opts) || raise ArgumentError, "config/2 expected a keyword list, got: #{inspect(opts)}"
    put([{app, opts}])
  end

  @doc "Configures one key of an application."
  def config(app, key, opts) when is_atom(app) and is_atom(key), do: put([{app, [{key, opts}]}])

  @doc "Returns the current configuration of an application, or `nil`."
  def read_config(app) when is_atom(app), do: current()[app]

  @doc "Returns the environment of the configuration."
  def config_env, do: elem(options(), 0) || raise("no :env key was given to this configuration file")

  @doc "Returns the target of the configuration."
  def config_target, do: elem(options(), 1) || raise("no :target key was given to this configuration file")

  @doc "Reads another file. The path is relative to this file."
  defmacro import_config(file) do
    quote do
      Config.__import__(Path.expand(unquote(file), __DIR__))
    end
  end

  @doc false
  def __import__(file) do
    case Process.get({Config, :imports}) do
      files when is_list(files) ->
        Enum.member?(files, file) && raise ArgumentError, "attempting to load configuration #{Path.relative_to_cwd(file)} recursively"
        Process.put({Config, :imports}, [file | files])
        Config.Reader.evaluate(file, File.read!(file))
        :ok

      _ ->
        raise "import_config/1 is not enabled for this configuration file. Some configuration files do not allow importing other files as they are often copied to external systems"
    end
  end

  # The last value of a file without `import Config` is its configuration.
  @doc false
  def __run__(options, fun) do
    keys = [{Config, :opts}, {Config, :config}, {Config, :imports}]
    before = for key <- keys, do: {key, Process.get(key)}
    Process.put({Config, :opts}, {options[:env], options[:target]})
    Process.put({Config, :config}, [])
    Process.put({Config, :imports}, Keyword.get(options, :imports, []))

    try do
      last = fun.()
      {last, current(), Process.get({Config, :imports})}
    after
      for {key, value} <- before, do: if(value == nil, do: Process.delete(key), else: Process.put(key, value))
    end
  end

  defp options, do: Process.get({Config, :opts}) || raise("could not set configuration via Config. This usually means you are trying to execute a configuration file directly")
  defp current, do: Process.get({Config, :config}) || raise("could not set configuration via Config. This usually means you are trying to execute a configuration file directly")

  defp put(new) do
    Process.put({Config, :config}, Config.Reader.merge(current(), new))
    :ok
  end
end

defmodule Config.Reader do
  @moduledoc "Reads configuration files."

  @doc "Returns the state of this module as a configuration provider."
  def init(options) when is_list(options), do: {Keyword.fetch!(options, :path), options}
  def init(path), do: {path, []}

  @doc "Merges the file in the state into a configuration."
  def load(config, {path, options}), do: merge(config, read!(path, Keyword.delete(options, :path)))

  @doc "Returns the configuration in a file."
  def read!(file, options \\ []), do: file |> run(File.read!(file), options) |> elem(0)

  @doc "Returns the configuration in a text."
  def eval!(file, contents, options \\ []), do: file |> run(contents, options) |> elem(0)

  @doc "Returns the configuration in a file, and the files that it consists of."
  def read_imports!(file, options \\ []) do
    is_list(options[:imports] || []) || raise ArgumentError, ":imports must be a list of paths"
    run(file, File.read!(file), options)
  end

  defp run(file, contents, options) do
    file = Path.expand(file)
    options = Keyword.update(options, :imports, [file], &if(is_list(&1), do: [file | &1], else: &1))
    {last, config, imports} = Config.__run__(options, fn -> evaluate(file, contents) end)
    {validated(last, config, file), imports}
  end

  # A file with `import Config` has stored its configuration. A file without it returns its
  # configuration as its last value.
  defp validated(last, [], file) when is_list(last) do
    for {app, value} <- last, not Keyword.keyword?(value) do
      raise ArgumentError, "expected config for app #{inspect(app)} in #{Path.relative_to_cwd(file)} to return keyword list, got: #{inspect(value)}"
    end

    last
  end

  defp validated(_last, config, _file), do: config

  @doc false
  def evaluate(file, contents) do
    {last, _binding} = Code.eval_string(contents, [], file: Path.expand(file))
    last
  end

  @doc "Merges two configurations. Keyword lists in both are merged recursively."
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
