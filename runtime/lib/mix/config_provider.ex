defmodule Config.Provider do
  @moduledoc "The providers of a release's configuration. lab builds no releases; modules that are providers compile, and their paths are checked."

  @type config :: keyword
  @type state :: term
  @type config_path :: {:system, binary, binary} | binary

  @callback init(term) :: state
  @callback load(config, state) :: config

  @doc "Raises unless a path is absolute or starts with an environment variable."
  def validate_config_path!({:system, variable, path}) when is_binary(variable) and is_binary(path), do: :ok

  def validate_config_path!(path) do
    if not (is_binary(path) and Path.type(path) == :absolute) do
      raise ArgumentError,
            "expected configuration path to be:\n\n  * a binary representing an absolute path\n" <>
              "  * a tuple {:system, system_var, path} where the config is the concatenation of the `system_var` with the given `path`\n\n" <>
              "Got: #{inspect(path)}\n"
    end

    :ok
  end

  @doc "Returns the actual path."
  def resolve_config_path!(path) when is_binary(path), do: path
  def resolve_config_path!({:system, variable, path}), do: System.fetch_env!(variable) <> path
end
