defmodule Phoenix.LiveComponent.CID do
  @moduledoc "The number of a live component in its page: `@myself`, for `phx-target`."
  defstruct [:cid]

  defimpl Phoenix.HTML.Safe do
    def to_iodata(%{cid: cid}), do: Integer.to_string(cid)
  end

  defimpl String.Chars do
    def to_string(%{cid: cid}), do: Integer.to_string(cid)
  end
end

defmodule Phoenix.LiveComponent do
  @moduledoc """
  A part of a LiveView with its own state, markup and events, in the process of its LiveView.

      def mount(socket), do: {:ok, assign(socket, :open, false)}
      def handle_event("toggle", _params, socket), do: {:noreply, update(socket, :open, &not/1)}

  In a template: `<.live_component module={MyApp.Menu} id="menu" />`. The component receives its
  own events through `phx-target={@myself}`.
  """

  alias Phoenix.LiveView.Socket

  @callback mount(socket :: Socket.t()) :: {:ok, Socket.t()} | {:ok, Socket.t(), keyword}
  @callback update(assigns :: map, socket :: Socket.t()) :: {:ok, Socket.t()}
  @callback update_many([{map, Socket.t()}]) :: [Socket.t()]
  @callback render(assigns :: map) :: Phoenix.LiveView.Rendered.t()
  @callback handle_event(event :: binary, params :: map, socket :: Socket.t()) :: {:noreply, Socket.t()} | {:reply, map, Socket.t()}
  @callback handle_async(name :: term, result :: term, socket :: Socket.t()) :: {:noreply, Socket.t()}
  @optional_callbacks mount: 1, update: 2, update_many: 1, render: 1, handle_event: 3, handle_async: 3

  @doc false
  defmacro __using__(opts \\ []) do
    quote do
      import Phoenix.LiveView
      @behaviour Phoenix.LiveComponent
      @before_compile Phoenix.LiveView.Renderer
      use Phoenix.Component, unquote(Keyword.take(opts, [:global_prefixes]))

      @doc false
      def __live__, do: %{kind: :component, layout: false}
    end
  end
end

defmodule Phoenix.LiveView.Renderer do
  @moduledoc false
  # Defines render/1 from the template file beside the module, unless the module defines it.

  defmacro __before_compile__(env) do
    unless Module.defines?(env.module, {:render, 1}) do
      file = Path.rootname(env.file) <> ".html.heex"

      if File.regular?(file) do
        caller = %{env | versioned_vars: %{{:assigns, nil} => 0}, function: {:render, 1}}
        ast = Phoenix.LiveView.TagEngine.compile(File.read!(file), file: file, line: 1, caller: caller)
        assigns = {:assigns, [], nil}

        quote do
          @external_resource unquote(file)
          def render(unquote(assigns)) do
            _ = unquote(assigns)
            unquote(ast)
          end
        end
      end
    end
  end
end
