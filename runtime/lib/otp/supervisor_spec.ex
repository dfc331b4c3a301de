defmodule Supervisor.Spec do
  @moduledoc "Child specifications from before Elixir 1.5: tuples, created by `worker/3` and `supervisor/3`. Deprecated."

  @doc "Returns the specification of a worker."
  @deprecated "Use the new child specifications outlined in the Supervisor module instead"
  def worker(module, args, options \\ []), do: child(:worker, module, args, options)

  @doc "Returns the specification of a supervisor."
  @deprecated "Use the new child specifications outlined in the Supervisor module instead"
  def supervisor(module, args, options \\ []), do: child(:supervisor, module, args, Keyword.put_new(options, :shutdown, :infinity))

  defp child(type, module, args, options) do
    {
      Keyword.get(options, :id, module),
      {module, Keyword.get(options, :function, :start_link), args},
      Keyword.get(options, :restart, :permanent),
      Keyword.get(options, :shutdown, 5000),
      type,
      Keyword.get(options, :modules, if(type == :worker and module == GenEvent, do: :dynamic, else: [module]))
    }
  end

  @doc "Returns the result of `init/1` for a supervisor."
  @deprecated "Use the new child specifications outlined in the Supervisor module instead"
  def supervise(children, options) do
    unless strategy = options[:strategy] do
      raise ArgumentError, "expected :strategy option to be given"
    end

    ids = for child <- children, do: elem(child, 0)

    case ids -- Enum.uniq(ids) do
      [] -> :ok
      [id | _] -> raise ArgumentError, "duplicate ID #{inspect(id)} found in the supervisor specification, please explicitly pass the :id option when defining this worker/supervisor"
    end

    {:ok, {{strategy, Keyword.get(options, :max_restarts, 3), Keyword.get(options, :max_seconds, 5)}, children}}
  end
end
