defmodule :lab_on_demand do
  @moduledoc false
  # Starts servers with their first request. They are not linked to the process that asks.

  @doc """
  Returns the process registered with the name of `module`. If it does not run, starts it as a
  GenServer.
  """
  def server(module, init_arg) do
    with :undefined <- :erlang.whereis(module) do
      case GenServer.start(module, init_arg, name: module) do
        {:ok, pid} -> pid
        {:error, {:already_started, pid}} -> pid
      end
    end
  end
end
