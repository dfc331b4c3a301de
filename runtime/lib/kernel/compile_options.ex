defmodule :compile do
  @moduledoc "Answers what programs ask of Erlang's compiler. It is not part of this runtime, so no option of it is in force."

  @doc "The options of the variable ERL_COMPILER_OPTIONS that are in force: none."
  def env_compiler_options, do: []
end
