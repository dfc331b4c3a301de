defmodule Phoenix.Router.Scope do
  @moduledoc false

  alias Phoenix.Router.Route

  @stack :phoenix_router_scopes

  @top %{path: [], alias: [], as: [], pipes: [], hosts: [], private: %{}, assigns: %{}, log: :debug}

  def init(module), do: Module.put_attribute(module, @stack, [@top])

  defp stack(module), do: Module.get_attribute(module, @stack)
  defp top(module), do: hd(stack(module))

  def push(module, opts) do
    scope = top(module)
    path = opts |> Keyword.get(:path, "/") |> String.split("/", trim: true)

    new = %{
      scope
      | path: scope.path ++ path,
        alias: if(Keyword.get(opts, :alias) == false, do: [], else: scope.alias ++ List.wrap(Keyword.get(opts, :alias))),
        as: if(Keyword.get(opts, :as) == false, do: [], else: scope.as ++ List.wrap(Keyword.get(opts, :as))),
        hosts: if(host = opts[:host], do: List.wrap(host), else: scope.hosts),
        private: Map.merge(scope.private, Map.new(Keyword.get(opts, :private, %{}))),
        assigns: Map.merge(scope.assigns, Map.new(Keyword.get(opts, :assigns, %{}))),
        log: Keyword.get(opts, :log, scope.log)
    }

    Module.put_attribute(module, @stack, [new | stack(module)])
  end

  def pop(module), do: Module.put_attribute(module, @stack, tl(stack(module)))

  def pipe_through(module, pipes) do
    [scope | rest] = stack(module)
    pipes = List.wrap(pipes)

    if duplicate = Enum.find(pipes, &(&1 in scope.pipes)) do
      raise ArgumentError, "duplicate pipe_through for #{inspect(duplicate)}. A plug may only be used once inside a scoped pipe_through"
    end

    Module.put_attribute(module, @stack, [%{scope | pipes: scope.pipes ++ pipes} | rest])
  end

  @doc "Returns a module below the alias of the scope."
  def expand_alias(module, alias), do: Module.concat(top(module).alias ++ [alias])

  def route(line, module, kind, verb, path, plug, plug_opts, opts) do
    unless is_binary(path) and String.starts_with?(path, "/") do
      raise ArgumentError, "router paths must begin with a forward slash, got: #{inspect(path)}"
    end

    scope = top(module)
    plug = if Keyword.get(opts, :alias, true), do: Module.concat(scope.alias ++ [plug]), else: plug

    route = %Route{
      verb: verb, line: line, kind: kind, hosts: scope.hosts, plug: plug, plug_opts: plug_opts,
      path: "/" <> Enum.join(scope.path ++ String.split(path, "/", trim: true), "/"),
      helper: helper(scope, plug, opts),
      private: Map.merge(scope.private, Map.new(Keyword.get(opts, :private, %{}))),
      assigns: Map.merge(scope.assigns, Map.new(Keyword.get(opts, :assigns, %{}))),
      pipe_through: scope.pipes,
      metadata: opts |> Keyword.get(:metadata, %{}) |> Map.new() |> Map.put(:log, Keyword.get(opts, :log, scope.log))
    }

    Module.put_attribute(module, :phoenix_routes, route)
  end

  defp helper(scope, plug, opts) do
    case Keyword.fetch(opts, :as) do
      {:ok, nil} -> nil
      {:ok, name} -> Enum.join(scope.as ++ [name], "_")
      :error -> Enum.join(scope.as ++ [Phoenix.Naming.resource_name(plug, "Controller")], "_")
    end
  end
end
