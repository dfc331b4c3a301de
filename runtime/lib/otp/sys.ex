defmodule :sys do
  @moduledoc "System messages: looking into, pausing and ending a process that speaks them."

  @doc "The state of a process."
  def get_state(name, timeout \\ 5000) do
    state_or_error(request(name, :get_state, timeout))
  end

  @doc "Replaces the state of a process with what `fun` makes of it."
  def replace_state(name, fun, timeout \\ 5000) do
    state_or_error(request(name, {:replace_state, fun}, timeout))
  end

  # On the wire a state is itself, as OTP has it.
  defp state_or_error({:error, reason}), do: :erlang.error(reason)
  defp state_or_error(state), do: state

  @doc "The status of a process."
  def get_status(name, timeout \\ 5000), do: request(name, :get_status, timeout)

  @doc "Suspends a process; only system messages are handled until it resumes."
  def suspend(name, timeout \\ 5000), do: request(name, :suspend, timeout)

  @doc "Resumes a suspended process."
  def resume(name, timeout \\ 5000), do: request(name, :resume, timeout)

  @doc "Ends a process with `reason`."
  def terminate(name, reason, timeout \\ 5000), do: request(name, {:terminate, reason}, timeout)

  @doc "Lets the process change its state for new code."
  def change_code(name, module, old_vsn, extra, timeout \\ 5000) do
    request(name, {:change_code, module, old_vsn, extra}, timeout)
  end

  @doc false
  def debug_options(_options), do: []

  defp request(name, request, timeout) do
    {:ok, result} = :gen.call(name, :system, request, timeout)
    result
  catch
    :exit, reason -> exit({reason, {:sys, elem_name(request), [name]}})
  end

  defp elem_name(request) when is_atom(request), do: request
  defp elem_name(request), do: elem(request, 0)

  @doc "Handles one system message, then goes on with the module's loop."
  def handle_system_msg(request, from, parent, module, debug, misc) do
    handle(:running, request, from, parent, module, debug, misc)
  end

  defp handle(status, request, from, parent, module, debug, misc) do
    case answer(status, request, parent, module, debug, misc) do
      {:terminate, reason} ->
        :gen.reply(from, :ok)
        module.system_terminate(reason, parent, debug, misc)

      {:suspended, result, misc} ->
        :gen.reply(from, result)
        suspended(parent, module, debug, misc)

      {:running, result, misc} ->
        :gen.reply(from, result)
        module.system_continue(parent, debug, misc)
    end
  end

  defp suspended(parent, module, debug, misc) do
    receive do
      {:system, from, request} ->
        handle(:suspended, request, from, parent, module, debug, misc)

      {:EXIT, ^parent, reason} ->
        module.system_terminate(reason, parent, debug, misc)
    end
  end

  defp answer(_status, :suspend, _parent, _module, _debug, misc), do: {:suspended, :ok, misc}
  defp answer(_status, :resume, _parent, _module, _debug, misc), do: {:running, :ok, misc}

  defp answer(status, :get_state, _parent, module, _debug, misc) do
    {:ok, state} = module.system_get_state(misc)
    {status, state, misc}
  catch
    class, reason -> {status, {:error, {:callback_failed, {module, :system_get_state}, {class, reason}}}, misc}
  end

  defp answer(status, {:replace_state, fun}, _parent, module, _debug, misc) do
    {:ok, state, misc} = module.system_replace_state(fun, misc)
    {status, state, misc}
  catch
    class, reason -> {status, {:error, {:callback_failed, {module, :system_replace_state}, {class, reason}}}, misc}
  end

  defp answer(status, :get_status, parent, module, debug, misc) do
    pdict = :erlang.get()

    shown =
      if function_exported?(module, :format_status, 2),
        do: module.format_status(:normal, [pdict, status, parent, debug, misc]),
        else: misc

    {status, {:status, self(), {:module, module}, [pdict, status, parent, debug, shown]}, misc}
  end

  defp answer(_status, {:terminate, reason}, _parent, _module, _debug, _misc), do: {:terminate, reason}

  defp answer(status, {:change_code, module, old_vsn, extra}, _parent, mod, _debug, misc) do
    case mod.system_code_change(misc, module, old_vsn, extra) do
      {:ok, misc} -> {status, :ok, misc}
      error -> {status, {:error, error}, misc}
    end
  end

  defp answer(status, other, _parent, _module, _debug, misc), do: {status, {:error, {:unknown_system_msg, other}}, misc}
end
