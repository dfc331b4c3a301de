defmodule Plug do
  @moduledoc """
  A step in answering a web request: a module with `init/1` and `call/2`, or a function of a
  connection and options that returns the connection.
  """

  @type opts :: term

  @callback init(opts) :: opts
  @callback call(conn :: Plug.Conn.t(), opts) :: Plug.Conn.t()

  @doc "Runs plugs one after the other, until one halts the connection."
  def run(conn, plugs, opts \\ [])
  def run(%Plug.Conn{halted: true} = conn, _plugs, _opts), do: conn
  def run(%Plug.Conn{} = conn, [], _opts), do: conn
  def run(%Plug.Conn{} = conn, [plug | plugs], opts), do: conn |> step(plug) |> run(plugs, opts)

  defp step(conn, {module, opts}), do: conn |> module.call(opts) |> checked(module)
  defp step(conn, fun) when is_function(fun, 1), do: conn |> fun.() |> checked(fun)

  defp checked(%Plug.Conn{} = conn, _plug), do: conn
  defp checked(other, plug), do: raise("expected #{inspect(plug)} to return Plug.Conn, got: #{inspect(other)}")

  @doc "Calls `plug` with the first segments of the path taken off, as if it were mounted there."
  def forward(%Plug.Conn{path_info: path, script_name: script} = conn, new_path, target, opts) do
    {base, split} = Enum.split(path, length(path) - length(new_path))

    if split != new_path do
      raise Plug.Router.InvalidSpecError, message: "cannot forward to #{inspect(target)}: #{inspect(new_path)} does not end the path"
    end

    conn = do_forward(target, %{conn | path_info: new_path, script_name: script ++ base}, opts)
    %{conn | path_info: path, script_name: script}
  end

  defp do_forward({module, function}, conn, opts), do: apply(module, function, [conn, opts])
  defp do_forward(module, conn, opts), do: module.call(conn, opts)
end

defprotocol Plug.Exception do
  @moduledoc "The status with which an exception is answered."

  @fallback_to_any true

  @doc "The status of the answer."
  def status(exception)

  @doc "What an error page could offer to do about it."
  def actions(exception)
end

defimpl Plug.Exception, for: Any do
  def status(%{plug_status: status}), do: Plug.Conn.Status.code(status)
  def status(_), do: 500
  def actions(_), do: []
end

defmodule Plug.BadRequestError do
  @moduledoc "The request cannot be understood."
  defexception message: "could not process the request due to client error", plug_status: 400
end

defmodule Plug.TimeoutError do
  @moduledoc "The body of the request took too long."
  defexception message: "timeout while waiting for request data", plug_status: 408
end

defmodule Plug.Conn.WrapperError do
  @moduledoc "An error together with the connection in which it happened."
  defexception [:conn, :kind, :reason, :stack]

  def message(%{kind: kind, reason: reason, stack: stack}), do: Exception.format_banner(kind, reason, stack)

  @doc "Raises the error, wrapped unless it is already."
  def reraise(%__MODULE__{stack: stack} = reason), do: :erlang.raise(:error, reason, stack)
  def reraise(conn, kind, reason), do: reraise(conn, kind, reason, [])
  def reraise(_conn, :error, %__MODULE__{stack: stack} = reason, _stack), do: :erlang.raise(:error, reason, stack)

  def reraise(conn, :error, reason, stack) do
    wrapper = %__MODULE__{conn: conn, kind: :error, reason: Exception.normalize(:error, reason, stack), stack: stack}
    :erlang.raise(:error, wrapper, stack)
  end

  def reraise(_conn, kind, reason, stack), do: :erlang.raise(kind, reason, stack)
end
