defmodule :dbg do
  @moduledoc """
  Prints the events of processes, one on each line: `:dbg.tracer()`, `:dbg.p(pid, [:m])`, `:dbg.tpl(Mod, :fun, :x)`.

  To trace processes on other nodes, add the nodes with `n/1`.
  """

  @doc "Starts a tracer that prints trace messages."
  def start, do: tracer()

  def tracer, do: :dbg_server.start(&dhandler/2, Process.group_leader())

  @doc "Starts a tracer that passes each message, and the result of its last call, to a function."
  def tracer(:process, {handler, data}) when is_function(handler, 2), do: :dbg_server.start(handler, data)

  def tracer(type, _) when type in [:port, :file, :module] do
    {:error, {:not_part_of_lab, "tracers are processes here: use :dbg.tracer(:process, {fun, data})"}}
  end

  @doc "Starts a tracer on another node and adds that node."
  def tracer(node, type, data) when node == node(), do: tracer(type, data)
  def tracer(node, _type, _data), do: n(node)

  @doc "Returns the tracer process."
  def get_tracer, do: :dbg_server.ask(:tracer)

  def get_tracer(node) when node == node(), do: get_tracer()
  def get_tracer(node), do: :dbg_server.ask({:tracer, node})

  @doc "Ends the tracing of all processes and stops the tracer. The patterns of calls stay."
  def stop, do: :dbg_server.stop()

  @doc "Ends all tracing, stops the tracer, and removes the patterns of calls."
  def stop_clear do
    ctp()
    stop()
  end

  @doc """
  Traces processes. The flags are `m` for messages, `s` for sent messages, `r` for received
  messages, `p` for process events, `c` for calls, and the flags of `:erlang.trace/3`.
  """
  def p(item), do: p(item, [:m])

  def p(item, flags) when is_atom(flags), do: p(item, [flags])
  def p(item, [:clear]), do: p_on_nodes(item, false, [:all])

  def p(item, flags) do
    case transform_flags(flags) do
      {:error, _} = error -> error
      flags -> p_on_nodes(item, true, flags)
    end
  end

  defp p_on_nodes(item, on, flags) do
    case :dbg_server.ask(:nodes) do
      [] -> {:error, {:no_tracer_on_node, node()}}
      nodes -> {:ok, Enum.map(nodes, fn {node, tracer} -> on(node, :p_here, [item, on, flags, tracer]) end)}
    end
  end

  defp on(node, _fun, args) when node == node(), do: apply(:dbg_server, :p_here, args)
  defp on(node, fun, args), do: remote(node, fun, args)

  defp remote(node, fun, args) do
    case :rpc.call(node, :dbg_server, fun, args) do
      {:badrpc, reason} -> {:matched, node, 0, {:rpc, {:badrpc, reason}}}
      answer -> answer
    end
  end

  @short [m: [:send, :receive], s: [:send], r: [:receive], p: [:procs], c: [:call], sos: [:set_on_spawn],
          sol: [:set_on_link], sofs: [:set_on_first_spawn], sofl: [:set_on_first_link],
          all: [:send, :receive, :call, :procs, :ports, :set_on_spawn, :set_on_first_spawn, :set_on_link,
                :set_on_first_link, :timestamp, :monotonic_timestamp, :strict_monotonic_timestamp, :arity,
                :return_to, :running_procs, :running_ports, :exiting]]
  @long @short[:all] ++ [:running, :silent, :cpu_timestamp, :garbage_collection]

  @doc "Converts short flags to long flags."
  def transform_flags(flags) do
    case Enum.reject(flags, &(Keyword.has_key?(@short, &1) or &1 in @long or match?({:tracer, _}, &1))) do
      [] -> Enum.flat_map(flags, &Keyword.get(@short, &1, [&1]))
      bad -> {:error, {:bad_flags, bad}}
    end
  end

  @doc """
  Traces exported calls of a module, of a function, or of a function with an arity. `:x`, `:c` and
  `:cx` add details.
  """
  def tp(module, spec) when is_atom(module), do: pattern({module, :_, :_}, spec, [])
  def tp({module, name, arity}, spec), do: pattern({module, name, arity}, spec, [])
  def tp(module, name, spec), do: pattern({module, name, :_}, spec, [])
  def tp(module, name, arity, spec), do: pattern({module, name, arity}, spec, [])

  @doc "Traces all calls, including local calls and private functions."
  def tpl(module, spec) when is_atom(module), do: pattern({module, :_, :_}, spec, [:local])
  def tpl({module, name, arity}, spec), do: pattern({module, name, arity}, spec, [:local])
  def tpl(module, name, spec), do: pattern({module, name, :_}, spec, [:local])
  def tpl(module, name, arity, spec), do: pattern({module, name, arity}, spec, [:local])

  @doc "Sets a filter for traced sends or receives."
  def tpe(event, spec) when event in [:send, :receive], do: pattern(event, spec, [])

  @doc "Ends the tracing of calls."
  def ctp, do: ctp({:_, :_, :_})
  def ctp({_, _, _} = mfa), do: clear(mfa)
  def ctp(module), do: clear({module, :_, :_})
  def ctp(module, name), do: clear({module, name, :_})
  def ctp(module, name, arity), do: clear({module, name, arity})

  def ctpl, do: ctp()
  def ctpl(what), do: ctp(what)
  def ctpl(module, name), do: ctp(module, name)
  def ctpl(module, name, arity), do: ctp(module, name, arity)

  def ctpg, do: ctp()
  def ctpg(what), do: ctp(what)
  def ctpg(module, name), do: ctp(module, name)
  def ctpg(module, name, arity), do: ctp(module, name, arity)

  def ctpe(event) when event in [:send, :receive], do: tpe(event, true)

  defp clear(mfa), do: {:ok, matched(mfa, false, [:local])}

  defp pattern(what, spec, flags) do
    case :dbg_server.ask({:spec, spec}) do
      {:ok, spec, saved} ->
        try do
          {:ok, matched(what, spec, flags) ++ saved}
        rescue
          ArgumentError -> {:error, [error: ~c"not a match specification"]}
        end

      {:error, _} = error ->
        error
    end
  end

  defp matched(what, spec, flags) do
    here = {:matched, node(), :dbg_server.tp_here(what, spec, flags)}

    [here | for {node, _} <- :dbg_server.ask(:nodes), node != node() do
      case :rpc.call(node, :dbg_server, :tp_here, [what, spec, flags]) do
        n when is_integer(n) -> {:matched, node, n}
        failed -> {:matched, node, 0, {:rpc, failed}}
      end
    end]
  end

  @doc "Lists the saved patterns."
  def ltp do
    for {key, spec} <- :dbg_server.ask(:saved) do
      :io.format("~p: ~tp~n", [key, spec])
    end

    :ok
  end

  @doc "Deletes one or all saved patterns."
  def dtp, do: :dbg_server.ask({:forget, :all})
  def dtp(key), do: :dbg_server.ask({:forget, key})

  @doc "Adds a node whose processes are traced too."
  def n(node) when node == node(), do: {:error, :cant_add_local_node}
  def n(node), do: :dbg_server.ask({:add, node})

  @doc "Removes a node."
  def cn(node), do: :dbg_server.ask({:leave, node})

  @doc "Prints the traced nodes."
  def ln do
    for {node, _} <- :dbg_server.ask(:nodes), do: :io.format("~p~n", [node])
    :ok
  end

  @doc "Calls a function and traces it."
  def c(module, name, args), do: c(module, name, args, [:all])

  def c(module, name, args, flags) do
    case {transform_flags(List.wrap(flags)), get_tracer()} do
      {{:error, _} = error, _} -> error
      {_, {:error, _} = error} -> error
      {flags, {:ok, tracer}} -> call(module, name, args, flags ++ [{:tracer, tracer}])
    end
  end

  defp call(module, name, args, flags) do
    {pid, ref} =
      spawn_monitor(fn ->
        :erlang.trace(self(), true, flags)
        value = apply(module, name, args)
        :erlang.trace(self(), false, [:all])
        exit({:value, value})
      end)

    receive do
      {:DOWN, ^ref, _, ^pid, {:value, value}} -> value
      {:DOWN, ^ref, _, ^pid, reason} -> {:EXIT, reason}
    end
  end

  @doc "Prints the traced processes."
  def i do
    :io.format("~nNode ~w:~n~-12s ~-21s ~s ~n", [node(), "Pid", "Initial call", "Trace"])
    for pid <- Process.list(), {:flags, [_ | _] = flags} <- [:erlang.trace_info(pid, :flags)], do: info_line(pid, flags)
    :ok
  end

  @marks [:timestamp, :send, :receive, :call, :procs]
  defp info_line(pid, flags) do
    {:initial_call, start} = Process.info(pid, :initial_call)
    named = for mark <- @marks, mark in flags, do: mark
    shown = (flags -- named) ++ Enum.reverse(named -- [:timestamp]) ++ (named -- @marks -- [:timestamp])
    stamp = if :timestamp in flags, do: [:timestamp], else: []
    text = Enum.map_join(shown -- [:timestamp], " | ", &short/1)
    text = Enum.join([text | Enum.map(stamp, &Atom.to_string/1)], " | ")
    :io.format("~-12w ~-21w ~s~n", [pid, start, text])
  end

  defp short(:send), do: "s"
  defp short(:receive), do: "r"
  defp short(:call), do: "c"
  defp short(:procs), do: "p"
  defp short(flag), do: Atom.to_string(flag)

  @doc "Prints a trace message to a device."
  def dhandler(message, device) do
    case line(message) do
      nil -> :ok
      {format, args} -> :io.format(device, String.to_charlist(format <> "~n"), args)
    end

    device
  end

  defp line({:drop, count}), do: {"*** Dropped ~p messages.", [count]}
  defp line({:seq_trace, label, info}), do: seq_line(label, info, "", [])
  defp line({:seq_trace, label, info, time}), do: seq_line(label, info, "~p ", [time])

  defp line(message) when is_tuple(message) and elem(message, 0) in [:trace, :trace_ts] do
    [kind, who | event] = Tuple.to_list(message)
    {event, time} = if kind == :trace, do: {event, []}, else: Enum.split(event, -1)
    {format, args} = event(event)
    stamp = if time == [], do: "", else: " (Timestamp: ~p)"
    {"(~p) " <> format <> stamp, [who | args] ++ time}
  end

  defp line(_other), do: nil

  defp seq_line(label, {:send, serial, from, to, what}, stamp, time) do
    {"SeqTrace " <> stamp <> "[~p]: (~p) ~p ! ~tp [Serial: ~p]", time ++ [label, from, to, what, serial]}
  end

  defp seq_line(label, {:receive, serial, from, to, what}, stamp, time) do
    {"SeqTrace " <> stamp <> "[~p]: (~p) << ~tp [Serial: ~p, From: ~p]", time ++ [label, to, what, serial, from]}
  end

  defp seq_line(label, {:print, serial, from, _, what}, stamp, time) do
    {"SeqTrace " <> stamp <> "[~p]: -> ~tp [Serial: ~p, From: ~p]", time ++ [label, what, serial, from]}
  end

  defp event([:receive, message]), do: {"<< ~tp", [message]}
  defp event([:send, message, to]), do: {"~p ! ~tp", [to, message]}
  defp event([:call, call]), do: said("call ", call)
  defp event([:return_from, mfa, value]), do: with_value("returned from ", mfa, " -> ~tp", value)
  defp event([:spawn, pid, call]), do: with_call("spawn ~p as ", [pid], call)

  defp event([:return_to, {_, _, _} = mfa]), do: said("returning to ", mfa)
  defp event([:return_to, other]), do: {"returning to ~p", [other]}

  defp event([:call, call, message]) do
    {format, args} = said("call ", call)
    {format <> " (~tp)", args ++ [message]}
  end

  defp event(other), do: {Enum.map_join(other, " ", fn _ -> "~tp" end), other}

  defp with_value(text, mfa, format, value) do
    {start, args} = said(text, mfa)
    {start <> format, args ++ [value]}
  end

  defp with_call(text, args, call) do
    {format, more} = said("", call)
    {text <> format, args ++ more}
  end

  defp said(text, {module, name, arity}) when is_integer(arity), do: {text <> "~tp:~tp/~p", [module, name, arity]}

  defp said(text, {module, name, args}) do
    shown = args |> Enum.map(&:io_lib.format("~tp", [&1])) |> Enum.intersperse(",")
    {text <> "~tp:~tp(~ts)", [module, name, shown]}
  end

  @doc "Prints the available topics of help."
  def h do
    :io.format("~s", ["""
    Processes:  p, c, i
    Calls:      tp, tpl, tpe, ctp, ctpl, ctpg, ctpe, ltp, dtp
    Nodes:      n, cn, ln
    The tracer: tracer, get_tracer, stop, stop_clear
    """])
  end

  @doc "Returns the match specification for a function typed at a prompt that takes a list of arguments."
  def fun2ms(fun) when is_function(fun), do: :lab_match_spec.of(:dbg, fun)
end
