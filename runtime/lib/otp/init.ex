defmodule :init do
  @moduledoc "The orderly shutdown of a node."

  @doc "Stops all applications and then the node. Returns at once."
  def stop(), do: stop(0)

  def stop(status) when (is_integer(status) and status >= 0) or is_list(status) or is_binary(status) do
    :lab_node.stopping()
    shell = if Process.get(:iex_server), do: self()

    spawn(fn ->
      :application.stop_all()
      # The shell ends last, after it has reported the result of this call.
      if shell, do: IEx.Evaluator.bindings(shell, 1000)
      :erlang.halt(if is_integer(status), do: Kernel.CLI.run_at_exit(status), else: status)
    end)

    :ok
  end

  def stop(_status), do: :erlang.error(:badarg)
end
