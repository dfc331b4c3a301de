# How lab 2 is graded. docs/authoring.md explains every name.

node :red, project: true
node :green, project: true
node :blue, project: true
node :grey, project: true
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
  eval(on: :each, code: :receivers)
  heard()
end

check "everyone", "send_msg_to_all_nodes/1 has the answer of every node, once", from: [:red, :green, :blue, :grey], times: 3 do
  answer = attempt(on: :here, do: PhoenixHello.Receiver.send_msg_to_all_nodes(nonce))
  heard = heard()

  got = eval on: :checker do
    case answer do
      {:ok, [_ | _] = list} -> if List.improper?(list), do: :none, else: Enum.sort(list)
      {:ok, []} -> []
      _ -> :none
    end
  end

  want = eval(on: :checker, do: Enum.sort(for node <- nodes, do: {nonce, node}))
  asked = eval(on: :checker, do: Enum.sort(for {node, {:call, {^nonce, from}}} <- heard, from in nodes, do: node))
  all = eval(on: :checker, do: Enum.sort(nodes))
  shaped = eval(on: :checker, do: is_list(got) and Enum.all?(got, &match?({^nonce, _}, &1)))
  labelled = eval(on: :checker, do: is_list(got) and Enum.all?(got, &match?({_, {^nonce, _}}, &1)))
  different = eval(on: :checker, do: Enum.uniq(asked))
  self_asked = eval(on: :checker, do: here in asked)
  truthful = eval(on: :checker, do: Enum.all?(heard, &match?({_, {:call, {_, ^here}}}, &1)))
  counts = eval(on: :checker, do: is_list(got) and {length(got), length(asked), length(different)})
  n = eval(on: :checker, do: length(nodes))
  strange = eval(on: :checker, do: Enum.find(heard, &(not match?({_, {:call, {_, from}}} when is_atom(from), &1))))

  judge do
    %{got: want, want: want, asked: all, all: all, truthful: true} -> :pass
    %{answer: :hangs} -> :hangs
    %{answer: {:loops, where}} -> {:loops, where}
    %{heard: heard} when length(heard) > 100 -> :loops
    %{answer: {:ok, m}, heard: [], nonce: m} -> :untouched
    %{got: want, want: want, asked: all, all: all} -> :wrong_sender
    %{answer: {:exit, :calling_self}} -> :calls_itself
    %{answer: {:exit, {:calling_self, _}}} -> :calls_itself
    %{strange: {_, {:info, _}}} -> :sent
    %{strange: {_, {:cast, _}}} -> :cast
    %{strange: {_, {:call, _}}} -> :shape
    %{answer: {:ok, {list, failed}}} when is_list(list) and is_list(failed) -> :pair
    %{got: all, all: all} -> :half
    %{answer: {:ok, [m, m | _]}, nonce: m} -> :half
    %{answer: {:ok, [m | _]}, nonce: m} -> :flattened
    %{answer: {:ok, [n, m | _]}, nonce: m} when is_atom(n) -> :flattened
    %{answer: {:ok, :ok}, asked: all, all: all} -> :thrown_away
    %{labelled: true, got: [{:ok, _} | _]} -> :wrapped
    %{labelled: true, got: [_ | _]} -> :labelled
    %{answer: {:ok, []}, heard: []} -> :nobody
    %{shaped: true, counts: {n, 0, 0}, n: n} -> :faked
    %{shaped: true, counts: {n, _, 1}, n: n, different: [h], here: h} -> :only_here
    %{shaped: true, counts: {n, n, d}, n: n} when d < n -> :same_node
    %{shaped: true, counts: {a, a, a}, n: n, self_asked: true} when a < n -> :left_out
    %{shaped: true, counts: {a, a, a}, n: n} when a == n - 1 -> :not_self
    %{shaped: true, counts: {a, a, a}, n: n} when a < n -> :left_out
    %{shaped: true, counts: {n, a, a}, n: n} when a < n -> :partly_faked
    %{shaped: true, counts: {_, a, _}, n: n} when a > n -> :twice
    %{answer: {:exit, {:nodedown, _}}} -> :hard_coded
    %{answer: {:exit, :noproc}} -> :noproc
    %{answer: {:raised, FunctionClauseError, message, {module, _, _}, place}} ->
      if inspect(module) =~ ~r/^PhoenixHello/, do: {:raised, message <> "\n" <> place}, else: :address
    %{answer: {:raised, ArgumentError, message, _, place}} -> {:argument, message <> "\n" <> place}
    %{answer: {:raised, UndefinedFunctionError, message, _, place}} -> {:undefined, message <> "\n" <> place}
    %{answer: {:raised, _, message, _, place}} -> {:raised, message <> "\n" <> place}
    %{heard: []} -> :nobody
    %{shaped: true, asked: all, all: all} -> :answers
    %{answer: {:ok, one}} when not is_list(one) -> :no_list
    _ -> :other
  end
end

check "honest", "With one Receiver off, its answer is not made up", needs: ["everyone"], from: [:red] do
  eval(on: :blue, code: :receiver_off)
  answer = attempt(on: :here, do: PhoenixHello.Receiver.send_msg_to_all_nodes(nonce))
  heard = heard()
  named = eval(on: :blue, do: Process.whereis(PhoenixHello.Receiver) != nil)

  # A Receiver that is restarted at once may answer.
  asked = eval on: :checker do
    for {^blue, {:call, {^nonce, _}}} <- heard, do: blue
  end

  claimed = eval on: :checker do
    match?({:ok, [_ | _]}, answer) and {nonce, blue} in elem(answer, 1)
  end

  judge do
    %{claimed: true, asked: []} -> :made_up
    %{claimed: true, named: false} -> :own_receiver
    %{answer: :hangs} -> :hangs
    %{answer: {:loops, where}} -> {:loops, where}
    _ -> :pass
  end
end

check "pair", "Where there are two nodes alone, it has two answers", needs: ["everyone"] do
  fault "kill blue,grey"
  eval(on: :each, code: :receivers)
  eval(on: :each, until: %{^red => 1, ^green => 1}, do: length(Node.list()))
  heard()
  answer = attempt(on: :red, do: PhoenixHello.Receiver.send_msg_to_all_nodes(nonce))
  heard = heard()

  both = eval on: :checker do
    want = Enum.sort([{nonce, red}, {nonce, green}])
    match?({:ok, [_, _]}, answer) and Enum.sort(elem(answer, 1)) == want
  end

  asked = eval(on: :checker, do: Enum.sort(heard) == Enum.sort(for node <- [red, green], do: {node, {:call, {nonce, red}}}))

  judge do
    %{both: true, asked: true} -> :pass
    %{both: true} -> :partly_faked
    %{answer: {:raised, _, message, _, place}} -> {:two_nodes, message <> "\n" <> place}
    _ -> :two_nodes
  end
end
