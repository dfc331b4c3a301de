defmodule :compile do
  @moduledoc "A stand-in for Erlang's compiler, which is not part of this runtime."

  @doc "Returns no options, because ERL_COMPILER_OPTIONS has no effect."
  def env_compiler_options, do: []
end
