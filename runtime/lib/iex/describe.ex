defmodule IEx.Describe do
  @moduledoc false
  # Formats the output of i for a value.

  @protocols [Collectable, Enumerable, IEx.Info, Inspect, JSON.Encoder, List.Chars, String.Chars]

  @doc "Prints information about a value."
  def print(term) do
    for {subject, text} <- [{"Term", inspect(term)}] ++ IEx.Info.info(term) ++ [{"Implemented protocols", protocols(term)}] do
      IO.puts(IEx.color(:eval_result, to_string(subject)))
      shown = text |> to_string() |> String.trim_trailing() |> String.replace("\n", "\n  ")
      IO.puts(IEx.color(:eval_info, "  " <> shown))
    end
  end

  # Protocols that are implemented for Any count only if all values implement them.
  defp protocols(term) do
    @protocols
    |> Enum.filter(fn protocol -> protocol in [IEx.Info, Inspect] or protocol.impl_for(term) not in [nil, Module.concat(protocol, Any)] end)
    |> Enum.map_join(", ", &inspect/1)
  end

  @types [Atom, BitString, Float, Function, Integer, List, Map, PID, Port, Reference, Tuple, Any] ++
           [Date, DateTime, Duration, MapSet, NaiveDateTime, Range, Regex, Time, URI, Version]

  @doc "Returns the built-in types that implement a protocol."
  def implementations(protocol), do: Enum.filter(@types, &Code.ensure_loaded?(Module.concat(protocol, &1)))
end
