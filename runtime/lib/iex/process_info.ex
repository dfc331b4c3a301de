defmodule IEx.ProcessInfo do
  @moduledoc false
  # Formats the output of process_info: a process and the processes connected to it.

  @overview [
    initial_call: "Initial call",
    current_function: "Current function",
    registered_name: "Registered name",
    status: "Status",
    message_queue_len: "Message queue length",
    group_leader: "Group leader",
    priority: "Priority",
    trap_exit: "Trap exit",
    reductions: "Reductions"
  ]

  @memory [memory: "Memory", total_heap_size: "Total heap size", heap_size: "Heap size", stack_size: "Stack size"]
  @connected [links: "Links", monitors: "Monitors"]

  @doc "Prints a process, given by pid or name."
  def print(name) when is_atom(name) do
    case Process.whereis(name) do
      nil -> failed()
      pid -> print(pid)
    end
  end

  def print(pid) do
    keys = Keyword.keys(@overview) ++ Keyword.keys(@connected) ++ Keyword.keys(@memory) ++ [:current_stacktrace]

    case ask(pid, keys) do
      nil -> failed()
      info -> [title(pid), overview(info), connected(info), memory(info), stacktrace(info[:current_stacktrace])] |> IO.write()
    end
  end

  defp failed(), do: IO.puts(IEx.color(:eval_error, "Failed to retrieve process information. The process isn't alive or is not local."))

  defp ask(pid, keys) when node(pid) == node(), do: Process.info(pid, keys)

  defp ask(pid, keys) do
    :erpc.call(node(pid), Process, :info, [pid, keys])
  catch
    _, _ -> nil
  end

  defp title(pid), do: ["\n", IEx.color(:eval_result, "# Process #{inspect(pid)}"), "\n"]
  defp header(text), do: ["\n", IEx.color(:eval_result, "## #{text} "), "\n\n"]
  defp row(name, value), do: [String.pad_trailing(name, 21), value, "\n"]

  defp overview(info) do
    [header("Overview") | for({key, name} <- @overview, do: row(name, inspect(info[key])))]
  end

  defp connected(info) do
    for {key, name} <- @connected, [_ | _] = others <- [for(other <- info[key], do: connection(other))] do
      [header(name) | for({other, about} <- others, do: row(inspect(other), about))]
    end
  end

  defp connection({:process, other}), do: connection(other)
  defp connection(pid) when is_pid(pid), do: {pid, about(pid)}
  defp connection(port) when is_port(port), do: {port, "Port"}
  defp connection({name, node}), do: {{name, node}, inspect({name, node})}

  # A process is identified by its name or its initial call.
  defp about(pid) do
    case ask(pid, [:registered_name, :dictionary, :initial_call]) do
      nil ->
        "dead"

      info ->
        if info[:registered_name] == [] do
          {module, name, arity} = info[:dictionary][:"$initial_call"] || info[:initial_call]
          Exception.format_mfa(module, name, arity)
        else
          inspect(info[:registered_name])
        end
    end
  end

  defp memory(info) do
    [header("Memory") | for({key, name} <- @memory, do: row(name, IEx.RuntimeInfo.bytes(info[key])))]
  end

  defp stacktrace([]), do: ""
  defp stacktrace(nil), do: ""
  defp stacktrace(entries), do: [header("Current stacktrace"), for(entry <- entries, do: ["    ", Exception.format_stacktrace_entry(entry), "\n"]), "\n"]
end
