defmodule PhoenixHello.Tests do
  @moduledoc "Quick checks to run at the prompt while you work on an exercise."

  alias PhoenixHello.Receiver

  @doc "Exercise 1: the answer of send_msg/1 comes from the first connected node."
  def exercise1 do
    [node | _] = Node.list()
    {"hello", ^node} = Receiver.send_msg("hello")
  end

  @doc "Exercise 2: send_msg_to_all_nodes/1 returns one answer per node."
  def exercise2 do
    answers = Receiver.send_msg_to_all_nodes("hello")
    nodes = [Node.self() | Node.list()]
    true = length(answers) == length(nodes)
    Enum.each(answers, fn {"hello", node} -> true = node in nodes end)
    answers
  end
end
