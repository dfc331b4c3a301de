defmodule :seq_trace do
  @moduledoc """
  Sequential tracing: a token goes along with the messages of a process, and on from whoever gets one.

  The token stays within its node.
  """

  @whole :sequential_trace_token

  @doc "Gives the process a token, or takes it for `[]`; returns the one it had."
  def set_token([] = none), do: :erlang.seq_trace(@whole, none)
  def set_token({_flags, _label, _serial, _from, _last} = token), do: :erlang.seq_trace(@whole, token)

  @doc "Sets one part of the token and returns what it was."
  def set_token(component, value), do: :erlang.seq_trace(component, value)

  @doc "The token of the process, `[]` without one."
  def get_token do
    {@whole, token} = :erlang.seq_trace_info(@whole)
    token
  end

  @doc "One part of the token."
  def get_token(component), do: :erlang.seq_trace_info(component)

  @doc "Tells the system tracer something, if the token has the flag `print`."
  def print(info) do
    :erlang.seq_trace_print(info)
    :ok
  end

  @doc "The same, if the token has this label."
  def print(label, info) do
    :erlang.seq_trace_print(label, info)
    :ok
  end
end
