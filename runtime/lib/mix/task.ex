defmodule Mix.Task do
  @moduledoc "The tasks of a project: `compile`, `run`, `phx.server` and `phx.routes`."

  @doc "Runs a task."
  def run(task, args \\ []), do: rerun(task, args)

  @doc "Runs a task, again if need be."
  def rerun(task, args \\ [])

  def rerun("app.start", _args), do: Mix.CLI.load_project()

  def rerun("run", args), do: Mix.Tasks.Run.run(args)

  def rerun("phx.server", _args) do
    :application.set_env(:phoenix, :serve_endpoints, true)
    # A prompt that comes after it keeps the node; without one the task does.
    with :ok <- Mix.CLI.load_project(), do: if(prompt?(), do: :ok, else: Process.sleep(:infinity))
  end

  def rerun("phx.routes", args) do
    with :ok <- Mix.CLI.compile_project(), do: routes(args)
  end

  def rerun("compile" <> _, _args) do
    case if(Mix.Project.get(), do: Mix.CLI.recompile(), else: Mix.CLI.compile_project()) do
      :ok -> {:ok, []}
      :noop -> {:noop, []}
      _ -> {:error, []}
    end
  end

  def rerun(task, _args) do
    Mix.raise("The task #{inspect(task)} is not part of lab")
  end

  @doc "Tasks here run whenever they are asked to."
  def reenable(_task), do: :ok

  @doc false
  def prompt?(), do: :application.get_env(:mix, :prompt, false)

  defp routes(args) do
    base = Mix.Project.config()[:app] |> to_string() |> Macro.camelize()

    router =
      case Enum.reject(args, &String.starts_with?(&1, "-")) do
        [name | _] -> Module.concat([name])
        [] -> Module.concat([base <> "Web", "Router"])
      end

    unless Code.ensure_loaded?(router), do: Mix.raise("no router found at #{inspect(router)}. A router may be given as argument: mix phx.routes MyAppWeb.Router")
    endpoint = Module.concat([base <> "Web", "Endpoint"])
    endpoint = if Code.ensure_loaded?(endpoint), do: endpoint
    IO.write(Phoenix.Router.ConsoleFormatter.format(router, endpoint))
  end
end
