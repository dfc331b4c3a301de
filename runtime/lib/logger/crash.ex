defmodule Logger.Translator.Crash do
  @moduledoc false

  # Formats crash reports of processes started by `:proc_lib`. Logger shows them with
  # `handle_sasl_reports: true`.

  @names %{
    message_queue_len: "Message Queue Length",
    messages: "Messages",
    links: "Links",
    dictionary: "Dictionary",
    trap_exit: "Trapping Exits",
    status: "Status",
    heap_size: "Heap Size",
    stack_size: "Stack Size",
    reductions: "Reductions"
  }

  @doc "Returns the text of a crash, and its metadata."
  def words(min_level, crashed, linked) do
    {class, reason, stack} = crashed[:error_info]
    error = Exception.normalize(class, reason, stack)
    own = Map.new(crashed[:dictionary] || [])
    about = Keyword.drop(crashed, [:pid, :registered_name, :error_info])

    words = [
      "Process ",
      name(crashed),
      [" terminating\n", Exception.format_banner(class, error, stack) | Logger.Translator.trace(stack)],
      info(min_level, about, "\n") | neighbours(min_level, linked)
    ]

    metadata =
      for {key, value} <- [
            crash_reason: Logger.Translator.exit_reason(class, error, stack),
            callers: own[:"$callers"],
            ancestors: crashed[:ancestors],
            initial_call: initial_call(crashed[:initial_call])
          ],
          value != nil,
          do: {key, value}

    {:ok, words, Logger.Translator.registered(crashed[:registered_name]) ++ metadata ++ Enum.to_list(own[:"$logger_metadata$"] || %{})}
  end

  # A behaviour's process starts in init/1 of its module.
  defp initial_call({kind, module, _args}) when kind in [:supervisor, :supervisor_bridge], do: {module, :init, 1}
  defp initial_call({mod, fun, args}) when is_list(args), do: {mod, fun, length(args)}
  defp initial_call(call), do: call

  defp name(info) do
    case info[:registered_name] do
      none when none in [nil, []] -> inspect(info[:pid])
      name -> [inspect(name), " (", inspect(info[:pid]), ")"]
    end
  end

  defp info(min_level, info, margin), do: Enum.map(info, &line(min_level, &1, margin))

  defp line(_level, {:initial_call, call}, margin) do
    {mod, fun, arity} = initial_call(call)
    [margin, "Initial Call: ", Logger.Translator.mfa(mod, fun, arity)]
  end

  defp line(_level, {:current_function, {mod, fun, arity}}, margin), do: [margin, "Current Call: ", Logger.Translator.mfa(mod, fun, arity)]
  defp line(_level, {:current_function, _none}, _margin), do: []
  defp line(_level, {:ancestors, ancestors}, margin), do: [margin, "Ancestors: ", inspect(ancestors)]
  defp line(_level, {:process_label, :undefined}, _margin), do: []
  defp line(_level, {:process_label, label}, margin), do: [margin, "Process Label: ", inspect(label)]

  defp line(:debug, {:current_stacktrace, stack}, margin) do
    [margin, "Current Stacktrace:" | for(entry <- stack, do: [margin, "    ", Exception.format_stacktrace_entry(entry)])]
  end

  defp line(:debug, {key, value}, margin) when is_map_key(@names, key) do
    [margin, @names[key], ": ", inspect(value)]
  end

  defp line(_level, _other, _margin), do: []

  defp neighbours(_min_level, []), do: []

  defp neighbours(min_level, linked) do
    shown =
      for {:neighbour, info} <- linked do
        ["\n    ", name(info) | info(min_level, Keyword.drop(info, [:pid, :registered_name]), "\n        ")]
      end

    ["\nNeighbours:" | shown]
  end
end
