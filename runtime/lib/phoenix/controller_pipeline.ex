defmodule Phoenix.ActionClauseError do
  @moduledoc "No clause of an action matches the parameters."
  defexception [:message, plug_status: 400]
end

defmodule Phoenix.Controller.Pipeline do
  @moduledoc false

  @doc false
  defmacro __using__(_) do
    quote do
      @behaviour Plug

      import Phoenix.Controller.Pipeline
      Module.register_attribute(__MODULE__, :plugs, accumulate: true)
      @phoenix_fallback :unregistered

      @doc false
      def init(opts), do: opts

      @doc false
      def call(conn, action) when is_atom(action) do
        conn
        |> Plug.Conn.merge_private(phoenix_controller: __MODULE__, phoenix_action: action)
        |> phoenix_controller_pipeline(action)
      end

      @doc false
      def action(%Plug.Conn{private: %{phoenix_action: action}} = conn, _options), do: apply(__MODULE__, action, [conn, conn.params])

      defoverridable init: 1, call: 2, action: 2
    end
  end

  @doc false
  def __action_fallback__(plug, env) do
    plug = Macro.expand(plug, %{env | function: {:action, 2}})
    quote(do: @phoenix_fallback({:registered, unquote(plug)}))
  end

  @doc "Adds a plug that runs before the actions: `plug :load when action in [:show]`."
  defmacro plug(plug, opts \\ []) do
    {plug, opts, guards} = Plug.Builder.split_guards(plug, opts)
    plug = Macro.expand(plug, %{__CALLER__ | function: {:init, 1}})
    quote(do: @plugs({unquote(plug), unquote(opts), unquote(Macro.escape(guards))}))
  end

  @doc false
  defmacro __before_compile__(env) do
    plugs = Module.get_attribute(env.module, :plugs)
    {conn, body} = Plug.Builder.compile(env, [{:action, [], true} | plugs], init_mode: Phoenix.plug_init_mode())
    fallback = Module.get_attribute(env.module, :phoenix_fallback)

    quote do
      unquote(fallback(fallback))

      defp phoenix_controller_pipeline(unquote(conn), var!(action)) do
        var!(conn) = unquote(conn)
        var!(controller) = __MODULE__
        _ = {var!(conn), var!(controller), var!(action)}
        unquote(body)
      end
    end
  end

  # The result of an action goes to the fallback unless it is a connection.
  defp fallback(:unregistered) do
    quote do
      defoverridable action: 2

      def action(conn, opts) do
        super(conn, opts)
      rescue
        error in FunctionClauseError -> Phoenix.Controller.Pipeline.__clause__(error, __MODULE__, conn, __STACKTRACE__)
      end
    end
  end

  defp fallback({:registered, plug}) do
    call = if match?("Elixir." <> _, Atom.to_string(plug)), do: quote(do: unquote(plug).call(conn, unquote(plug).init(other))), else: quote(do: unquote(plug)(conn, other))

    quote do
      defoverridable action: 2

      def action(conn, opts) do
        case super(conn, opts) do
          %Plug.Conn{} = conn -> conn
          other -> unquote(call)
        end
      rescue
        error in FunctionClauseError -> Phoenix.Controller.Pipeline.__clause__(error, __MODULE__, conn, __STACKTRACE__)
      end
    end
  end

  @doc false
  def __clause__(%{module: module, function: function, arity: 2} = error, module, conn, stack) do
    case stack do
      [{^module, ^function, [%Plug.Conn{}, params], _} | rest] when function == conn.private.phoenix_action ->
        message =
          "could not find a matching #{inspect(module)}.#{function} clause to process request. This typically happens when there is a parameter mismatch but may also happen when any of the other action arguments do not match. The request parameters are:\n\n  #{inspect(params)}\n"

        reraise Phoenix.ActionClauseError, [message: message], [{module, function, 2, []} | rest]

      _ ->
        reraise error, stack
    end
  end

  def __clause__(error, _module, _conn, stack), do: reraise(error, stack)
end
