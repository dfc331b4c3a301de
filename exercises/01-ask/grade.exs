# How lab 1 is graded. docs/authoring.md explains every name.

node :red, project: true
node :green, project: true
node :blue, project: true
# This node is connected but not a member of the cluster, like a debugger or Livebook.
node :guest, hidden: true
tap PhoenixHello.Receiver

include :receiver

prepare do
  eval(on: :each, code: :receivers)
end

before do
  eval(on: :each, code: :meshed)
  eval(on: :guest, do: Enum.map(nodes, &Node.connect/1))
  # A Receiver may have crashed at an invalid message. This code starts it again, so that the next
  # call is not affected.
  eval(on: :each, code: :receivers)
  heard()
end

check "answer", "send_msg/1 asks one other node and returns its answer", from: [:red, :green, :blue], times: 12 do
  answer = attempt(on: :here, do: PhoenixHello.Receiver.send_msg(nonce))
  heard = heard()

  judge do
    %{answer: {:ok, {m, n}}, heard: [{n, {:call, {m, h}}}], nonce: m, here: h} when n != h -> :pass
    %{answer: :hangs} -> :hangs
    %{answer: {:loops, where}} -> {:loops, where}
    %{heard: heard} when length(heard) > 100 -> :loops
    %{answer: {:ok, m}, heard: [], nonce: m} -> :untouched
    %{heard: [{h, {:call, {_, from}}} | _], here: h} when is_atom(from) -> :local
    %{answer: {:ok, {m, n}}, heard: [{n, {:call, {m, from}}}], nonce: m} when is_atom(from) -> :wrong_sender
    %{answer: {:ok, {m, _}}, heard: [], nonce: m} -> :faked
    %{answer: {:ok, list}} when is_list(list) -> :list
    %{heard: [{_, {:info, _}} | _]} -> :sent
    %{heard: [{_, {:cast, _}} | _]} -> :cast
    %{heard: [{_, {:call, request}} | _]} when not is_tuple(request) or tuple_size(request) != 2 or not is_atom(elem(request, 1)) -> :shape
    %{heard: [_, _ | _]} -> :several
    %{answer: {:ok, pid}} when is_pid(pid) -> :spawned
    %{answer: {:ok, {:ok, {m, _}}}, nonce: m} -> :wrapped
    %{answer: {:ok, _}, heard: [{_, {:call, {m, _}}}], nonce: m} -> :own_answer
    %{answer: {:exit, {:nodedown, PhoenixHello.Receiver}}} -> :swapped
    %{answer: {:exit, {:nodedown, _}}} -> :hard_coded
    %{answer: {:exit, :noproc}} -> :noproc
    %{answer: {:exit, :calling_self}} -> :calls_itself
    %{answer: {:raised, FunctionClauseError, message, {module, _, _}, place}} ->
      if inspect(module) =~ ~r/^PhoenixHello/, do: {:raised, message <> "\n" <> place}, else: :address
    %{answer: {:raised, UndefinedFunctionError, message, _, place}} -> {:undefined, message <> "\n" <> place}
    %{answer: {:raised, MatchError, "no match of right hand side value: [" <> _ = message, _, place}} ->
      {:one_length, message <> "\n" <> place}
    %{answer: {:raised, _, message, _, place}} -> {:raised, message <> "\n" <> place}
    %{heard: []} -> :nobody
    _ -> :other
  end
end

check "honest", "With no Receiver to ask, it does not make up an answer", needs: ["answer"], from: [:red] do
  eval(on: :each, code: :receiver_off)
  answer = attempt(on: :here, do: PhoenixHello.Receiver.send_msg(nonce))
  heard = heard()
  named = eval(on: :each, do: Process.whereis(PhoenixHello.Receiver) != nil)

  judge do
    # A Receiver that is restarted at once may answer.
    %{answer: {:ok, {m, n}}, heard: [{n, {:call, {m, _}}} | _], nonce: m, named: named} ->
      if named[n], do: :pass, else: :own_receiver
    %{answer: {:ok, {m, n}}, nonce: m} when is_atom(n) -> :made_up
    %{answer: :hangs} -> :hangs
    %{answer: {:loops, where}} -> {:loops, where}
    _ -> :pass
  end
end

check "pair", "Where there is one other node alone, it asks that", needs: ["answer"] do
  fault "kill blue"
  eval(on: :each, code: :receivers)
  eval(on: :each, until: %{^red => 1, ^green => 1}, do: length(Node.list()))
  heard()
  from_red = attempt(on: :red, do: PhoenixHello.Receiver.send_msg(nonce))
  from_green = attempt(on: :green, do: PhoenixHello.Receiver.send_msg(nonce))
  heard = heard()

  judge do
    %{from_red: {:ok, {m, g}}, from_green: {:ok, {m, r}}, heard: [{r, {:call, {m, g}}}, {g, {:call, {m, r}}}], nonce: m, red: r, green: g} -> :pass
    %{from_red: {:raised, _, message, _, place}} -> {:two_nodes, message <> "\n" <> place}
    _ -> :two_nodes
  end
end
