defmodule Plug do
  @moduledoc """
  A step in handling a web request: a module with `init/1` and `call/2`, or a function of a connection and options
  that returns the connection.
  """

  @type opts :: term

  @callback init(opts) :: opts
  @callback call(conn :: Plug.Conn.t(), opts) :: Plug.Conn.t()

  @doc "Runs plugs in order until a plug halts the connection."
  def run(conn, plugs, opts \\ [])
  def run(%Plug.Conn{} = conn, plugs, _opts) when conn.halted or plugs == [], do: conn
  def run(%Plug.Conn{} = conn, [plug | others], opts), do: run(step(conn, plug), others, opts)

  defp step(conn, {module, opts}), do: conn |> module.call(opts) |> checked(module)
  defp step(conn, fun) when is_function(fun, 1), do: conn |> fun.() |> checked(fun)

  defp checked(%Plug.Conn{} = conn, _plug), do: conn
  defp checked(other, plug), do: raise("expected #{inspect(plug)} to return Plug.Conn, got: #{inspect(other)}")

  @doc "Calls `plug` without the first segments of the path, as if it were mounted there."
  def forward(%Plug.Conn{} = conn, new_path, target, opts) do
    case Enum.split(conn.path_info, length(conn.path_info) - length(new_path)) do
      {mount, ^new_path} ->
        inner = %{conn | path_info: new_path, script_name: conn.script_name ++ mount}
        %{do_forward(target, inner, opts) | path_info: conn.path_info, script_name: conn.script_name}

      _other ->
        raise Plug.Router.InvalidSpecError, message: "cannot forward to #{inspect(target)}: #{inspect(new_path)} does not end the path"
    end
  end

  defp do_forward({module, function}, conn, opts), do: apply(module, function, [conn, opts])
  defp do_forward(module, conn, opts), do: module.call(conn, opts)
end

defprotocol Plug.Exception do
  @moduledoc "The protocol of exceptions with a status."

  @fallback_to_any true

  @doc "Returns the status of the response."
  def status(exception)

  @doc "Returns the actions that an error page offers."
  def actions(exception)
end

defimpl Plug.Exception, for: Any do
  def actions(_exception), do: []
  def status(%{plug_status: number_or_name}), do: Plug.Conn.Status.code(number_or_name)
  def status(_exception), do: 500
end

defmodule Plug.BadRequestError do
  @moduledoc "The request is invalid."
  defexception message: "could not process the request due to client error", plug_status: 400
end

defmodule Plug.TimeoutError do
  @moduledoc "The body of the request took too long."
  defexception message: "timeout while waiting for request data", plug_status: 408
end

defmodule Plug.Conn.WrapperError do
  @moduledoc "An error with the connection in which it occurred."
  defexception [:conn, :kind, :reason, :stack]

  def message(wrapper), do: Exception.format_banner(wrapper.kind, wrapper.reason, wrapper.stack)

  @doc "Wraps an error unless it is wrapped already, and raises it again."
  def reraise(%__MODULE__{} = wrapper), do: :erlang.raise(:error, wrapper, wrapper.stack)
  def reraise(conn, kind, reason, stack \\ [])
  def reraise(_conn, :error, %__MODULE__{} = wrapper, _stack), do: reraise(wrapper)

  def reraise(conn, :error, reason, stack) do
    reraise(%__MODULE__{stack: stack, reason: Exception.normalize(:error, reason, stack), kind: :error, conn: conn})
  end

  def reraise(_conn, exit_or_throw, value, stack), do: :erlang.raise(exit_or_throw, value, stack)
end
