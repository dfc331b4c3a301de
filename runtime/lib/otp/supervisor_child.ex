defmodule Supervisor.Child do
  @moduledoc false

  # Validates the flags and child specifications of supervisors, and shares code for children.

  @doc "Checks and completes the flags of a supervisor."
  def flags({strategy, intensity, period}), do: flags(%{strategy: strategy, intensity: intensity, period: period})

  def flags(map) when is_map(map) do
    strategy = Map.get(map, :strategy, :one_for_one)
    intensity = Map.get(map, :intensity, 1)
    period = Map.get(map, :period, 5)

    cond do
      strategy not in [:one_for_one, :one_for_all, :rest_for_one, :simple_one_for_one] ->
        {:bad_flags, {:invalid_strategy, strategy}}

      not (is_integer(intensity) and intensity >= 0) ->
        {:bad_flags, {:invalid_intensity, intensity}}

      not (is_integer(period) and period > 0) ->
        {:bad_flags, {:invalid_period, period}}

      true ->
        {:ok, %{strategy: strategy, intensity: intensity, period: period, auto_shutdown: Map.get(map, :auto_shutdown, :never)}}
    end
  end

  def flags(other), do: {:bad_flags, {:invalid_type, other}}

  @doc "Checks and completes child specifications."
  def check_all(specs) do
    Enum.reduce_while(specs, {:ok, []}, fn spec, {:ok, acc} ->
      case check(spec) do
        {:ok, child} ->
          if Enum.any?(acc, &(&1.id == child.id)),
            do: {:halt, {:error, {:duplicate_child_name, child.id}}},
            else: {:cont, {:ok, [child | acc]}}

        error ->
          {:halt, error}
      end
    end)
    |> case do
      {:ok, children} -> {:ok, Enum.reverse(children)}
      error -> error
    end
  end

  @doc "Checks and completes a child specification."
  def check({id, start, restart, shutdown, type, modules}) do
    check(%{id: id, start: start, restart: restart, shutdown: shutdown, type: type, modules: modules})
  end

  def check(%{id: id, start: start} = spec) do
    type = Map.get(spec, :type, :worker)

    child = %{
      id: id,
      pid: :undefined,
      start: start,
      restart: Map.get(spec, :restart, :permanent),
      shutdown: Map.get(spec, :shutdown, if(type == :supervisor, do: :infinity, else: 5000)),
      type: type,
      significant: Map.get(spec, :significant, false),
      modules: Map.get_lazy(spec, :modules, fn -> default_modules(start) end)
    }

    check_fields(child)
  end

  def check(%{id: _}), do: {:error, :missing_start}
  def check(%{}), do: {:error, :missing_id}
  def check(other), do: {:error, {:invalid_child_spec, other}}

  defp default_modules({mod, _, _}), do: [mod]
  defp default_modules(_), do: []

  defp check_fields(%{start: {mod, fun, args}} = child) when is_atom(mod) and is_atom(fun) and is_list(args) do
    cond do
      child.restart not in [:permanent, :transient, :temporary] ->
        {:error, {:invalid_restart_type, child.restart}}

      child.type not in [:worker, :supervisor] ->
        {:error, {:invalid_child_type, child.type}}

      not shutdown?(child.shutdown) ->
        {:error, {:invalid_shutdown, child.shutdown}}

      not is_boolean(child.significant) ->
        {:error, {:invalid_significant, child.significant}}

      not (child.modules == :dynamic or is_list(child.modules)) ->
        {:error, {:invalid_modules, child.modules}}

      wrong = is_list(child.modules) && Enum.find(child.modules, &(not is_atom(&1))) ->
        {:error, {:invalid_module, wrong}}

      true ->
        {:ok, child}
    end
  end

  defp check_fields(%{start: start}), do: {:error, {:invalid_mfa, start}}

  defp shutdown?(:infinity), do: true
  defp shutdown?(:brutal_kill), do: true
  defp shutdown?(n), do: is_integer(n) and n >= 0

  @doc "Returns whether a child is restarted after it ended."
  def restart?(%{restart: :permanent}, _reason), do: true
  def restart?(%{restart: :temporary}, _reason), do: false
  def restart?(%{restart: :transient}, reason) when reason in [:normal, :shutdown], do: false
  def restart?(%{restart: :transient}, {:shutdown, _}), do: false
  def restart?(%{restart: :transient}, _reason), do: true

  @doc "Terminates a child according to its specification."
  def shutdown(pid, how) do
    ref = Process.monitor(pid)

    case how do
      :brutal_kill ->
        Process.exit(pid, :kill)
        killed(ref, pid, :killed)

      time ->
        Process.exit(pid, :shutdown)

        receive do
          {:DOWN, ^ref, :process, ^pid, reason} -> flushed(pid, reason)
        after
          time ->
            Process.exit(pid, :kill)
            killed(ref, pid, nil)
        end
    end
  end

  defp killed(ref, pid, expected) do
    receive do
      {:DOWN, ^ref, :process, ^pid, reason} ->
        flush_exit(pid)
        if reason == expected or reason == :noproc, do: :ok, else: {:error, reason}
    end
  end

  defp flushed(pid, down_reason) do
    reason = flush_exit(pid) || down_reason

    case reason do
      r when r in [:shutdown, :normal, :noproc] -> :ok
      {:shutdown, _} -> :ok
      other -> {:error, other}
    end
  end

  defp flush_exit(pid) do
    receive do
      {:EXIT, ^pid, reason} -> reason
    after
      0 -> nil
    end
  end
end
