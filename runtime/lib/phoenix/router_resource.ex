defmodule Phoenix.Router.Resource do
  @moduledoc false

  alias Phoenix.Router.Scope

  @actions [:index, :edit, :new, :show, :create, :update, :delete]

  def build(path, controller, opts) do
    singleton = Keyword.get(opts, :singleton, false)
    name = opts[:name] || Phoenix.Naming.resource_name(controller, "Controller")
    default = if singleton, do: @actions -- [:index], else: @actions

    actions =
      cond do
        only = opts[:only] -> checked(only, :only) && Enum.filter(default, &(&1 in only))
        except = opts[:except] -> checked(except, :except) && Enum.reject(default, &(&1 in except))
        true -> default
      end

    %{
      path: path, controller: controller, singleton: singleton, actions: actions, param: opts[:param] || "id", name: name,
      as: Keyword.get(opts, :as, name), alias: Keyword.get(opts, :alias),
      route: Keyword.take(opts, [:private, :assigns, :log, :metadata])
    }
  end

  defp checked(actions, type) do
    unless Enum.all?(actions, &(&1 in @actions)) do
      raise ArgumentError, "invalid :#{type} action(s) passed to resources.\n\nsupported actions: #{inspect(@actions)}\n\ngot: #{inspect(actions -- @actions)}"
    end

    true
  end

  def routes(line, module, resource) do
    base = if resource.path == "/", do: "", else: resource.path
    member = if resource.singleton, do: base, else: base <> "/:" <> resource.param
    opts = [as: resource.as] ++ resource.route
    for action <- resource.actions, {verb, path} <- requests(action, base, member), do: route(line, module, verb, path, resource.controller, action, opts)
  end

  defp route(line, module, verb, "", controller, action, opts), do: route(line, module, verb, "/", controller, action, opts)
  defp route(line, module, verb, path, controller, action, opts), do: Scope.route(line, module, :match, verb, path, controller, action, opts)

  defp requests(:index, base, _member), do: [{:get, base}]
  defp requests(:edit, _base, member), do: [{:get, member <> "/edit"}]
  defp requests(:new, base, _member), do: [{:get, base <> "/new"}]
  defp requests(:show, _base, member), do: [{:get, member}]
  defp requests(:create, base, _member), do: [{:post, base}]
  defp requests(:update, _base, member), do: [{:patch, member}, {:put, member}]
  defp requests(:delete, _base, member), do: [{:delete, member}]

  # Returns the options of the scope for nested routes.
  def member(resource) do
    path = if resource.singleton, do: resource.path, else: Path.join(resource.path, ":#{resource.name}_#{resource.param}")
    [path: path, as: resource.as, alias: resource.alias]
  end
end
