defmodule :lab_on_demand do
  @moduledoc false
  # Servers that start with their first request. They are not linked to the process that asks.

  @doc "Returns the process registered with the name of `module`, which it starts as a GenServer if there is none."
  def server(module, init_arg) do
    with :undefined <- :erlang.whereis(module) do
      case GenServer.start(module, init_arg, name: module) do
        {:ok, pid} -> pid
        {:error, {:already_started, pid}} -> pid
      end
    end
  end
end
