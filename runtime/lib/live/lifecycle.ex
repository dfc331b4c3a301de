defmodule Phoenix.LiveView.Lifecycle do
  @moduledoc false
  # Calls the hooks of on_mount and attach_hook before the callbacks of a LiveView. The hooks are
  # called in order, until a hook halts.

  alias Phoenix.LiveView.Socket

  # These are the stages of hooks with their arity.
  @arities [handle_event: 3, handle_info: 2, handle_params: 3, handle_async: 3, after_render: 1]
  @stages Keyword.keys(@arities)

  def new(mount \\ []), do: %{mount: mount, handle_event: [], handle_info: [], handle_params: [], handle_async: [], after_render: []}

  def on_mount(id) when is_atom(id), do: {id, :default}
  def on_mount({module, arg}) when is_atom(module), do: {module, arg}

  def attach_hook(%Socket{} = socket, id, stage, fun) when stage in @stages do
    arity = @arities[stage]
    unless is_function(fun, arity), do: raise(ArgumentError, "invalid lifecycle event hook: expected a function of arity #{arity} for #{inspect(stage)}, got: #{inspect(fun)}")
    lifecycle = lifecycle(socket)

    if List.keymember?(lifecycle[stage], id, 0) do
      raise ArgumentError, "existing hook #{inspect(id)} already attached on #{inspect(stage)}."
    end

    put(socket, Map.update!(lifecycle, stage, &(&1 ++ [{id, fun}])))
  end

  def attach_hook(%Socket{}, _id, stage, _fun) do
    raise ArgumentError, "invalid lifecycle event provided to attach_hook/4.\n\nExpected one of: #{Enum.map_join(@stages, " | ", &inspect/1)}\n\nGot: #{inspect(stage)}\n"
  end

  def detach_hook(%Socket{} = socket, id, stage) do
    put(socket, Map.update!(lifecycle(socket), stage, &List.keydelete(&1, id, 0)))
  end

  defp lifecycle(%{private: private}), do: private[:lifecycle] || new()
  defp put(socket, lifecycle), do: %{socket | private: Map.put(socket.private, :lifecycle, lifecycle)}

  def mount(params, session, socket) do
    Enum.reduce_while(lifecycle(socket).mount, {:cont, socket}, fn {module, arg}, {:cont, socket} ->
      case module.on_mount(arg, params, session, socket) do
        {:cont, %Socket{redirected: nil} = socket} -> {:cont, {:cont, socket}}
        {:cont, %Socket{} = socket, opts} -> {:cont, {:cont, Phoenix.LiveView.Utils.mount_opts(socket, opts)}}
        {:halt, %Socket{} = socket} -> {:halt, {:halt, socket}}
        {:cont, %Socket{}} -> raise ArgumentError, "invalid return from hook #{inspect({module, arg})} for lifecycle event :mount: a hook that redirects must halt"
        other -> raise ArgumentError, "invalid return from hook #{inspect({module, arg})} for lifecycle event :mount.\n\nExpected one of:\n\n    {:cont, %Socket{}}\n    {:halt, %Socket{}}\n\nGot: #{inspect(other)}\n"
      end
    end)
  end

  def handle_event(event, value, socket), do: run(socket, :handle_event, &apply(&1, [event, value, &2]))
  def handle_info(message, socket), do: run(socket, :handle_info, &apply(&1, [message, &2]))
  def handle_params(params, uri, socket), do: run(socket, :handle_params, &apply(&1, [params, uri, &2]))
  def handle_async(name, result, socket), do: run(socket, :handle_async, &apply(&1, [name, result, &2]))

  defp run(socket, stage, call) do
    Enum.reduce_while(lifecycle(socket)[stage], {:cont, socket}, fn {id, fun}, {:cont, socket} ->
      case call.(fun, socket) do
        {:cont, %Socket{} = socket} -> {:cont, {:cont, socket}}
        {:halt, %Socket{} = socket} -> {:halt, {:halt, socket}}
        {:halt, reply, %Socket{} = socket} when stage == :handle_event -> {:halt, {:halt, reply, socket}}
        other -> raise ArgumentError, "invalid return from hook #{inspect(id)} for lifecycle event #{inspect(stage)}.\n\nExpected one of:\n\n    {:cont, %Socket{}}\n    {:halt, %Socket{}}\n\nGot: #{inspect(other)}\n"
      end
    end)
  end

  def after_render(socket) do
    Enum.reduce(lifecycle(socket).after_render, socket, fn {id, fun}, socket ->
      case fun.(socket) do
        %Socket{} = socket -> socket
        other -> raise ArgumentError, "invalid return from hook #{inspect(id)} for lifecycle event :after_render.\n\nExpected a %Socket{}, got: #{inspect(other)}"
      end
    end)
  end
end
