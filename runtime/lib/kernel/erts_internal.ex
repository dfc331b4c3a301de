defmodule :erts_internal do
  @moduledoc "Internal functions of the runtime."

  @doc "Stands in for a process that could not be spawned on a node. It reports this and ends."
  def crasher(node, module, function, args, reason) do
    Logger.bare_log(
      :warning,
      "** Can not start #{inspect(module)}::#{function},#{inspect(args)} on #{inspect(node)} **\n"
    )

    exit(reason)
  end
end
