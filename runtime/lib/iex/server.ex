defmodule IEx.Server do
  @moduledoc """
  The loop of a shell: it reads lines for the evaluator, and starts another evaluator if the
  evaluator ends.
  """

  defstruct prefix: "iex", counter: 1, on_eof: :stop_evaluator, pending: nil, kept: nil

  @doc "Runs a shell on the group leader of the calling process."
  def run(opts) when is_list(opts) do
    IEx.Config.mark_started()
    :persistent_term.put({__MODULE__, :shells}, [self() | shells()])
    start_shell(state(opts), opts)
  end

  @doc "Returns the process that evaluates for the shell `server`, or nil."
  def evaluator(server \\ self()) do
    case Process.info(server, :dictionary) do
      {:dictionary, entries} -> Keyword.get(entries, :evaluator)
      nil -> nil
    end
  end

  defp shells(), do: for(pid <- :persistent_term.get({__MODULE__, :shells}, []), Process.alive?(pid), do: pid)

  @doc """
  Returns the shell that a process asks for a prompt: `{:own, shell}` if the shell evaluates in
  the process, or else `{:other, shell}` with the newest shell, or nil.
  """
  def shell_for(pid) do
    shells = shells()
    own = Enum.find(shells, &(evaluator(&1) == pid))
    other = List.first(shells)

    cond do
      own -> {:own, own}
      other -> {:other, other}
      true -> nil
    end
  end

  @doc false
  def evaluator_of(server), do: evaluator(server)

  @doc "Interrupts the current evaluation of the shell `server`."
  def interrupt(server) do
    send(server, :interrupt)
    :ok
  end

  defp state(opts) do
    struct(__MODULE__, Keyword.take(opts, [:prefix, :on_eof]))
  end

  defp start_shell(state, opts) do
    shell = evaluator_for(state, opts)
    banner(opts)
    wait_ready(%{state | kept: nil}, shell)
  end

  defp banner(opts) do
    text = "Interactive Elixir (#{System.version()}) - press Ctrl+C to #{Keyword.get(opts, :ctrl_c, "exit")} (type h() ENTER for help)"

    case :io.columns() do
      {:ok, columns} -> text |> String.split() |> wrap(columns) |> IO.puts()
      _ -> IO.puts(text)
    end
  end

  # A narrow terminal would break a word in its middle.
  defp wrap([first | words], columns) do
    {text, _} =
      Enum.reduce(words, {first, String.length(first)}, fn word, {text, used} ->
        size = String.length(word)
        if used + 1 + size > columns, do: {text <> "\n" <> word, size}, else: {text <> " " <> word, used + 1 + size}
      end)

    text
  end

  @doc "Starts a process that evaluates for the calling process."
  def start_evaluator(counter, opts) do
    evaluator = spawn_evaluator(counter, opts)
    send(evaluator, :dot_iex)
    evaluator
  end

  # The evaluator waits for :dot_iex.
  defp spawn_evaluator(counter, opts) do
    args = [:ack, self(), Process.group_leader(), counter, opts]
    {:ok, evaluator} = :proc_lib.start(IEx.Evaluator, :init, args)
    Process.put(:evaluator, evaluator)
    evaluator
  end

  defp evaluator_for(state, opts) do
    evaluator = spawn_evaluator(state.counter, opts)
    {evaluator, Process.monitor(evaluator), opts}
  end

  defp wait_ready(state, {evaluator, ref, _opts} = shell) do
    send(evaluator, :dot_iex)

    receive do
      {:ready, ^evaluator} -> read(%{state | pending: nil}, shell)
      {:DOWN, ^ref, :process, ^evaluator, reason} -> restart(state, shell, reason)
    end
  end

  defp restart(state, {evaluator, _ref, opts}, reason) do
    Process.delete(:evaluator)
    error("** (EXIT from #{inspect(evaluator)}) shell process exited with reason: #{Exception.format_exit(reason)}")
    IO.puts("")
    start_shell(state, Keyword.delete(opts, :binding))
  end

  defp read(state, shell) do
    prefix = if state.pending, do: "...", else: state.prefix
    prompt = IEx.Config.prompt(prefix, state.counter)
    wait_input(state, shell, spawn_reader(prompt))
  end

  # A separate process reads the line, so that the shell can handle the end of the evaluator
  # meanwhile.
  defp spawn_reader(prompt) do
    server = self()
    spawn_link(fn -> send(server, {:input, self(), read_line(prompt)}) end)
  end

  defp read_line(prompt) do
    case :io.get_line(:standard_io, prompt) do
      line when is_list(line) -> List.to_string(line)
      other -> other
    end
  end

  defp wait_input(state, {evaluator, ref, _opts} = shell, reader) do
    receive do
      {:input, ^reader, line} when is_binary(line) ->
        send(evaluator, {:eval, self(), line, state.counter, state.pending})
        wait_eval(state, shell)

      {:input, ^reader, :eof} ->
        at_eof(state, shell)

      {:input, ^reader, {:error, :interrupted}} ->
        error("** (EXIT) interrupted")
        read(%{state | pending: nil}, shell)

      {:input, ^reader, {:error, :terminated}} ->
        stop(shell)

      {:input, ^reader, other} ->
        error("** (EXIT) unknown IO message: #{inspect(other)}")
        stop(shell)

      {:DOWN, ^ref, :process, ^evaluator, reason} ->
        Process.unlink(reader)
        Process.exit(reader, :kill)
        restart(%{state | pending: nil}, shell, reason)

      :interrupt when is_nil(state.pending) ->
        wait_input(state, shell, reader)

      :interrupt ->
        Process.unlink(reader)
        Process.exit(reader, :kill)
        error("** (EXIT) interrupted")
        read(%{state | pending: nil}, shell)

      {:take_over, pid, request, {_, text}} ->
        Process.unlink(reader)
        Process.exit(reader, :kill)
        if allowed?(text), do: taken(state, shell, pid, request), else: refused(state, shell, pid, request, &read/2)

      {:respawn, ^evaluator} ->
        Process.unlink(reader)
        Process.exit(reader, :kill)
        respawn(state, shell)
    end
  end

  defp wait_eval(state, {evaluator, ref, _opts} = shell) do
    receive do
      {:kept, ^evaluator, kept} ->
        wait_eval(%{state | kept: kept}, shell)

      {:evaled, ^evaluator, :ok, pending} ->
        read(%{state | counter: state.counter + 1, pending: pending}, shell)

      {:evaled, ^evaluator, status, pending} when status in [:error, :incomplete] ->
        read(%{state | pending: pending}, shell)

      {:respawn, ^evaluator} ->
        receive do
          {:evaled, ^evaluator, _status, _pending} -> respawn(%{state | counter: state.counter + 1}, shell)
        end

      {:DOWN, ^ref, :process, ^evaluator, reason} ->
        restart(%{state | pending: nil}, shell, reason)

      {:take_over, ^evaluator, request, {:own, text}} ->
        IO.write(text)
        stopped(%{state | counter: state.counter + 1, pending: nil}, shell, request)

      {:take_over, pid, request, {_, text}} ->
        if allowed?(text), do: taken(state, shell, pid, request), else: refused(state, shell, pid, request, &wait_eval/2)

      {:continued, ^evaluator} ->
        gone_on(state, shell)

      :interrupt ->
        Process.demonitor(ref, [:flush])
        linked = linked(evaluator)
        Process.exit(evaluator, :kill)
        error("** (EXIT) interrupted")
        tell_ended(linked)
        # The new evaluator gets the variables from before the interrupted line.
        shell = evaluator_for(state, Keyword.put(elem(shell, 2), :kept, state.kept))
        wait_ready(state, put_elem(shell, 2, Keyword.delete(elem(shell, 2), :kept)))
    end
  end

  # The processes that are linked to the evaluator end with it, for example a server that
  # start_link started at the prompt.
  defp linked(evaluator) do
    {:links, links} = Process.info(evaluator, :links) || {:links, []}
    for pid <- links, is_pid(pid), do: {Process.monitor(pid), name(pid)}
  end

  defp name(pid) do
    case node(pid) == node() and Process.info(pid, :registered_name) do
      {:registered_name, name} when is_atom(name) -> inspect(name)
      _unnamed -> inspect(pid)
    end
  end

  defp tell_ended(linked) do
    names = for {ref, name} <- linked, ended?(ref), do: name
    if names != [], do: error("These processes were linked to the prompt and ended too: #{Enum.join(names, ", ")}")
  end

  defp ended?(ref) do
    receive do
      {:DOWN, ^ref, :process, _pid, _reason} -> true
    after
      50 ->
        Process.demonitor(ref, [:flush])
        false
    end
  end

  # Prying: a stopped process becomes the evaluator until it continues.

  defp allowed?(text) do
    IO.write(text)
    answer = IO.gets(:stdio, "Allow? [Yn] ")
    is_binary(answer) and String.trim(answer) |> String.downcase() |> Kernel.in(["", "y", "yes"])
  end

  defp refused(state, shell, pid, request, then) do
    send(pid, {request, :refused})
    then.(state, shell)
  end

  # The previous evaluator ends after its evaluation.
  defp taken(state, {evaluator, ref, opts}, pid, request) do
    Process.demonitor(ref, [:flush])
    send(evaluator, {:done, self()})
    IO.puts("")
    banner(opts)
    Process.put(:evaluator, pid)
    stopped(%{state | pending: nil, kept: nil}, {pid, Process.monitor(pid), opts}, request)
  end

  defp stopped(state, {pid, ref, _opts} = shell, request) do
    send(pid, {request, :taken, Process.group_leader(), state.counter})

    receive do
      {:ready, ^pid} -> read(state, shell)
      {:DOWN, ^ref, :process, ^pid, reason} -> restart(state, shell, reason)
    end
  end

  # If the evaluator of the shell itself was stopped at a prompt, this evaluator ends after
  # `continue`. The shell then starts a new evaluator.
  defp gone_on(state, {evaluator, ref, _opts} = shell) do
    if own?(evaluator) do
      receive do
        {:take_over, ^evaluator, request, {_, text}} ->
          IO.write(text)
          stopped(state, shell, request)

        {:evaled, ^evaluator, _status, _pending} ->
          send(evaluator, {:done, self()})
          gone_on(state, shell)

        {:DOWN, ^ref, :process, ^evaluator, reason} ->
          restart(state, shell, reason)

        :interrupt ->
          Process.exit(evaluator, :kill)
          gone_on(state, shell)
      end
    else
      Process.demonitor(ref, [:flush])
      restart(state, shell, :normal)
    end
  end

  defp own?(evaluator) do
    case Process.info(evaluator, :dictionary) do
      {:dictionary, entries} -> Keyword.has_key?(entries, :iex_evaluator)
      nil -> true
    end
  end

  defp respawn(state, {evaluator, ref, opts}) do
    Process.demonitor(ref, [:flush])
    Process.exit(evaluator, :kill)
    IO.puts("")
    start_shell(%{state | pending: nil}, Keyword.delete(opts, :binding))
  end

  defp at_eof(%{on_eof: :halt}, _shell), do: System.halt(0)
  defp at_eof(_state, shell), do: stop(shell)

  defp stop({evaluator, ref, _opts}) do
    Process.demonitor(ref, [:flush])
    send(evaluator, {:done, self()})
    :ok
  end

  defp error(text), do: IO.puts(:stdio, IEx.color(:eval_error, text))
end
