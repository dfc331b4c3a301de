defmodule Application do
  @moduledoc "Applications: their start, stop and environment."

  @type app :: atom
  @type key :: atom
  @type value :: term

  @callback start(start_type :: term, start_args :: term) :: {:ok, pid} | {:ok, pid, term} | {:error, term}
  @callback stop(state :: term) :: term
  @callback prep_stop(state) :: state when state: term
  @callback start_phase(phase :: term, start_type :: term, phase_args :: term) :: :ok | {:error, reason :: term}
  @callback config_change(keyword, keyword, [key]) :: :ok
  @optional_callbacks prep_stop: 1, start_phase: 3, config_change: 3

  @doc false
  defmacro __using__(_) do
    quote location: :keep do
      @behaviour Application

      @doc false
      def stop(_state) do
        :ok
      end

      defoverridable stop: 1
    end
  end

  @doc "Returns the value of `key` in the application's environment, or `default`."
  def get_env(app, key, default \\ nil) when is_atom(app), do: :application.get_env(app, key!(key), default)

  # A key that is not an atom is stored as well.
  defp key!(key) when is_atom(key), do: key

  defp key!(key) do
    {:current_stacktrace, [_info, _key | callers]} = Process.info(self(), :current_stacktrace)
    IO.warn("passing non-atom as application env key is deprecated, got: #{inspect(key)}", callers)
    key
  end

  @doc "Returns the value of `key` in the application's environment: `{:ok, value}` or `:error`."
  def fetch_env(app, key) when is_atom(app) do
    with :undefined <- :application.get_env(app, key!(key)), do: :error
  end

  @doc """
  Returns the value of `key` in the application's environment. Raises if the key is not set.
  """
  def fetch_env!(app, key) when is_atom(app) do
    with :error <- fetch_env(app, key) do
      raise ArgumentError, "could not fetch application environment #{inspect(key)} for application #{inspect(app)}" <> hint(app, key)
    else
      {:ok, value} -> value
    end
  end

  defp hint(app, key) do
    if :lists.keymember(app, 1, :application.loaded_applications()) do
      " because configuration at #{inspect(key)} was not set"
    else
      " because the application was not loaded nor configured"
    end
  end

  @doc "Returns the value that `key` had when the module was compiled."
  defmacro compile_env(app, key_or_path, default \\ nil) do
    in_body!(__CALLER__, "compile_env/3")
    quote do: Application.compile_env(__ENV__, unquote(app), unquote(key_or_path), unquote(default))
  end

  @doc """
  Returns the value that `key` had when the module was compiled. Raises if the key was not set.
  """
  defmacro compile_env!(app, key_or_path) do
    in_body!(__CALLER__, "compile_env!/2")
    quote do: Application.compile_env!(__ENV__, unquote(app), unquote(key_or_path))
  end

  defp in_body!(%{function: nil}, _name), do: :ok
  defp in_body!(_caller, name), do: raise("Application.#{name} cannot be called inside functions, only in the module body")

  @doc """
  Returns the value that `key` had when the module was compiled. Macros call this function with
  the environment of their caller.
  """
  def compile_env(%Macro.Env{} = env, app, key_or_path, default) do
    case compiled(env, app, key_or_path) do
      {:ok, value} -> value
      :error -> default
    end
  end

  @doc """
  Returns the value that `key` had when the module was compiled, or raises. Macros call this
  function with the environment of their caller.
  """
  def compile_env!(%Macro.Env{} = env, app, key_or_path) do
    with :error <- compiled(env, app, key_or_path) do
      raise ArgumentError, "could not fetch application environment #{inspect(key_or_path)} for application #{inspect(app)}" <> hint(app, key_or_path)
    else
      {:ok, value} -> value
    end
  end

  # The tracers learn what the code was compiled with.
  defp compiled(env, app, key_or_path) when is_atom(key_or_path) or is_list(key_or_path) do
    [key | path] = keys = List.wrap(key_or_path)
    found = Enum.reduce(path, fetch_env(app, key), &inner/2)
    for tracer <- env.tracers, do: tracer.trace({:compile_env, app, keys, found}, env)
    found
  end

  defp inner(key, {:ok, value}), do: Access.fetch(value, key)
  defp inner(_key, :error), do: :error

  @doc "Stores a value in the application's environment."
  def put_env(app, key, value, _opts \\ []) when is_atom(app), do: :application.set_env(app, key!(key), value)

  @doc "Stores values in the environments of applications."
  def put_all_env(config, _opts \\ []) do
    for {app, pairs} <- config, {key, value} <- pairs, do: put_env(app, key, value)
    :ok
  end

  @doc "Removes a key from the application's environment."
  def delete_env(app, key, _opts \\ []) when is_atom(app), do: :application.unset_env(app, key!(key))

  @doc "Returns the environment of an application."
  def get_all_env(app) when is_atom(app), do: :application.get_all_env(app)

  @doc "Starts an application."
  def start(app, type \\ :temporary) when is_atom(app), do: :application.start(app, type)

  @doc "Starts an application unless it is running. Its dependencies must be running."
  def ensure_started(app, type \\ :temporary) when is_atom(app) and is_atom(type), do: :application.ensure_started(app, type)

  @doc """
  Starts applications and their dependencies. Returns `{:ok, apps}` with the applications that
  were started.
  """
  def ensure_all_started(app_or_apps, type_or_opts \\ []) do
    type = if is_atom(type_or_opts), do: type_or_opts, else: Keyword.get(type_or_opts, :type, :temporary)

    apps = if is_list(app_or_apps), do: app_or_apps, else: [app_or_apps]

    Enum.reduce_while(apps, {:ok, []}, fn app, {:ok, started} ->
      case :application.ensure_all_started(app, type) do
        {:ok, more} -> {:cont, {:ok, started ++ more}}
        error -> {:halt, error}
      end
    end)
  end

  @doc "Stops an application."
  def stop(app) when is_atom(app), do: :application.stop(app)

  @doc "Loads the specification of an application."
  def load(app) when is_atom(app), do: :application.load(app)

  @doc "Makes sure that an application is loaded."
  def ensure_loaded(app) when is_atom(app) do
    case :application.load(app) do
      {:error, {:already_loaded, ^app}} -> :ok
      other -> other
    end
  end

  @doc "Removes the specification of an application."
  def unload(app) when is_atom(app), do: :application.unload(app)

  @doc "Returns the specification of an application, or nil."
  def spec(app) when is_atom(app) do
    case :application.get_all_key(app) do
      {:ok, info} -> Keyword.delete(info, :env)
      :undefined -> nil
    end
  end

  @keys [:description, :id, :vsn, :modules, :maxP, :maxT, :registered, :included_applications, :optional_applications, :applications, :mod, :start_phases]

  @doc "Returns the value of a key in the specification of an application."
  def spec(app, key) when is_atom(app) and key in @keys do
    case :application.get_key(app, key) do
      {:ok, value} -> value
      :undefined -> nil
    end
  end

  @doc "Returns the application that a module belongs to, or nil."
  def get_application(module) when is_atom(module) do
    case :application.get_application(module) do
      {:ok, app} -> app
      :undefined -> nil
    end
  end

  @doc "Returns the running applications."
  def started_applications(_timeout \\ 5000), do: :application.which_applications()

  @doc "Returns the loaded applications."
  def loaded_applications(), do: :application.loaded_applications()

  @doc """
  Returns the folder of an application. The application of a project has the folder that the
  project was loaded from.
  """
  def app_dir(app) when is_atom(app) do
    case :application.get_key(app, :vsn) do
      {:ok, _} -> Map.get(:application.get_env(:mix, :app_dirs, %{}), app) || File.cwd!()
      :undefined -> raise ArgumentError, "unknown application: #{inspect(app)}"
    end
  end

  def app_dir(app, path) when is_binary(path), do: app |> app_dir() |> Path.join(path)
  def app_dir(app, path) when is_list(path), do: Path.join([app_dir(app) | path])

  @doc "Formats an error of an application."
  def format_error({:already_started, app}) when is_atom(app), do: "already started application #{app}"
  def format_error({:not_started, app}) when is_atom(app), do: "not started application #{app}"
  def format_error({:already_loaded, app}) when is_atom(app), do: "already loaded application #{app}"
  def format_error({:not_loaded, app}) when is_atom(app), do: "not loaded application #{app}"
  def format_error({:invalid_restart_type, type}), do: "invalid application restart type: #{inspect(type)}"
  def format_error({:invalid_name, name}), do: "invalid application name: #{inspect(name)}"
  def format_error({~c"no such file or directory", file}), do: "could not find application file: #{file}"

  def format_error({:bad_return, {{mod, :start, args}, {:EXIT, reason}}}) do
    "exited in: " <> Exception.format_mfa(mod, :start, args) <> "\n    ** (EXIT) " <> Exception.format_exit(reason)
  end

  def format_error({:bad_return, {{mod, :start, args}, value}}) do
    Exception.format_mfa(mod, :start, args) <> " returned a bad value: " <> inspect(value)
  end

  def format_error({reason, {mod, :start, args}}) do
    Exception.format_mfa(mod, :start, args) <> " returned an error: " <> Exception.format_exit(reason)
  end

  def format_error(reason), do: Exception.format_exit(reason)
end
