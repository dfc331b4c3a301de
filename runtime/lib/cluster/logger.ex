defmodule Cluster.Logger do
  @moduledoc """
  Logs the messages of strategies. Each message starts with the name of its topology.

  Messages of level debug are logged only if `config :libcluster, debug: true` is set.
  """

  require Logger

  @doc "Logs a message for a topology at level debug, if `config :libcluster, debug: true` is set."
  def debug(topology, message) do
    if Application.get_env(:libcluster, :debug, false) not in [nil, false, "false"] do
      Logger.debug(line(topology, message))
    end

    :ok
  end

  @doc "Logs a message for a topology at level info."
  def info(topology, message), do: Logger.info(line(topology, message))

  @doc "Logs a message for a topology at level warning."
  def warn(topology, message), do: Logger.warning(line(topology, message))

  @doc "Logs a message for a topology at level error."
  def error(topology, message), do: Logger.error(line(topology, message))

  defp line(topology, message), do: "[libcluster:#{topology}] #{message}"
end
