defmodule Mix do
  @moduledoc "What a project's mix.exs and the shell need of Mix: the environment and the current project."

  @doc "The environment: dev unless MIX_ENV says otherwise."
  def env() do
    case :application.get_env(:mix, :env) do
      {:ok, env} -> env
      :undefined -> from_system()
    end
  end

  defp from_system() do
    case :os.getenv(~c"MIX_ENV") do
      false -> :dev
      name -> List.to_atom(name)
    end
  end

  @doc "Changes the environment."
  def env(env) when is_atom(env) do
    :application.set_env(:mix, :env, env)
    :ok
  end

  @doc "What the project is built for."
  def target(), do: :host

  @doc "Ends a task with a message."
  def raise(message) when is_binary(message), do: Kernel.raise(Mix.Error, message: message)
end

defmodule Mix.Error do
  defexception [:message]
end

defmodule Mix.Project do
  @moduledoc "The project that mix.exs describes."

  @doc false
  defmacro __using__(_) do
    quote do
      Mix.Project.push(__MODULE__)
    end
  end

  @doc false
  def push(module), do: :application.set_env(:mix, :project, module)

  @doc "The module of the current project, or nil."
  def get() do
    case :application.get_env(:mix, :project) do
      {:ok, module} -> module
      :undefined -> nil
    end
  end

  @doc "The module of the current project."
  def get!(), do: get() || Mix.raise("Could not find a Mix.Project, please ensure you are running Mix in a directory with a mix.exs file")

  @doc "The project's configuration."
  def config() do
    case get() do
      nil -> [elixirc_paths: ["lib"]]
      module -> Keyword.merge([elixirc_paths: ["lib"]], module.project())
    end
  end
end
