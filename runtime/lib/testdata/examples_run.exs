defmodule Examples.Run do
  @moduledoc "Runs documentation examples. The examples of each place run in a process of their own. Returns which of them have the documented result."

  def place(examples, timeout) do
    parent = self()
    ref = make_ref()
    {pid, monitor} = spawn_monitor(fn -> walk(examples, [], parent, ref) end)
    collect(examples, pid, monitor, ref, timeout, [])
  end

  defp collect([], _pid, monitor, _ref, _timeout, results) do
    Process.demonitor(monitor, [:flush])
    :lists.reverse(results)
  end

  defp collect([_ | rest] = examples, pid, monitor, ref, timeout, results) do
    receive do
      {^ref, result} -> collect(rest, pid, monitor, ref, timeout, [result | results])
      {:DOWN, ^monitor, _, _, reason} -> lost(examples, "ended: " <> inspect(reason), results)
    after
      timeout ->
        Process.exit(pid, :kill)
        lost(examples, "no answer", results)
    end
  end

  defp lost([_ | rest], why, results) do
    :lists.reverse(results, [why | :lists.map(fn _ -> "not reached" end, rest)])
  end

  defp walk([], _binding, _parent, _ref), do: :ok

  defp walk([{code, answer} | rest], binding, parent, ref) do
    {result, binding} = example(code, answer, binding)
    send(parent, {ref, result})
    walk(rest, binding, parent, ref)
  end

  defp example(code, "** (" <> _ = answer, binding) do
    {value, binding} = evaluate(code, binding)
    {"answered " <> inspect(value) <> ", should raise " <> answer, binding}
  catch
    kind, reason -> {compare(raised(kind, reason, __STACKTRACE__), answer), binding}
  end

  defp example(code, answer, binding) do
    {value, binding} = evaluate(code, binding)
    {check(value, answer), binding}
  catch
    kind, reason -> {"raised " <> raised(kind, reason, __STACKTRACE__), binding}
  end

  defp evaluate(code, binding) do
    # The examples of Integer assume that its macros are required.
    {value, binding} = Code.eval_string("require Integer; " <> code, binding, file: "example")
    {value, binding}
  end

  defp raised(:error, reason, stack) do
    error = Exception.normalize(:error, reason, stack)
    "** (" <> inspect(error.__struct__) <> ") " <> Exception.message(error)
  end

  defp raised(kind, reason, _stack), do: "** (" <> to_string(kind) <> ") " <> inspect(reason)

  defp check(_value, ""), do: :setup
  defp check(value, "#" <> _ = answer), do: compare(inspect(value), answer)

  defp check(value, answer) do
    {expected, _} = Code.eval_string(answer, [], file: "answer")
    if expected == value, do: :ok, else: "answered " <> inspect(value) <> ", should be " <> answer
  catch
    _kind, _reason -> compare(inspect(value), answer)
  end

  # Line breaks and indentation are ignored.
  defp compare(text, answer) do
    if squeeze(text) == squeeze(answer), do: :ok, else: "answered " <> text <> ", should be " <> answer
  end

  defp squeeze(text), do: text |> String.split() |> Enum.join(" ")
end
