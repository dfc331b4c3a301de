defmodule :seq_trace do
  @moduledoc """
  Sequential tracing: a token is sent with the messages of a process, and passed on by each receiver.

  Tokens do not leave the node.
  """

  @whole :sequential_trace_token

  @doc "Sets the token of the process, or removes it for `[]`. Returns the old token."
  def set_token([] = none), do: :erlang.seq_trace(@whole, none)
  def set_token({_flags, _label, _serial, _from, _last} = token), do: :erlang.seq_trace(@whole, token)

  @doc "Sets a component of the token. Returns its old value."
  def set_token(component, value), do: :erlang.seq_trace(component, value)

  @doc "Returns the token of the process, or `[]`."
  def get_token do
    {@whole, token} = :erlang.seq_trace_info(@whole)
    token
  end

  @doc "Returns a component of the token."
  def get_token(component), do: :erlang.seq_trace_info(component)

  @doc "Sends a message to the system tracer, if the token has the flag `print`."
  def print(info) do
    :erlang.seq_trace_print(info)
    :ok
  end

  @doc "Sends a message to the system tracer, if the token has the flag `print` and this label."
  def print(label, info) do
    :erlang.seq_trace_print(label, info)
    :ok
  end
end
