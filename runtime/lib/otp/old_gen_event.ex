defmodule GenEvent do
  @moduledoc "An event manager based on `:gen_event`. Deprecated: use a Registry or supervised GenServers."

  @instead "Use one of the alternatives described in the documentation for the GenEvent module"

  @callback init(args :: term) :: {:ok, state} | {:ok, state, :hibernate} | {:error, reason :: any} when state: any
  @callback handle_event(event :: term, state :: term) :: {:ok, new_state :: term} | {:ok, new_state :: term, :hibernate} | :remove_handler
  @callback handle_call(request :: term, state :: term) ::
              {:ok, reply :: term, new_state :: term} | {:ok, reply :: term, new_state :: term, :hibernate} | {:remove_handler, reply :: term}
  @callback handle_info(msg :: term, state :: term) :: {:ok, new_state :: term} | {:ok, new_state :: term, :hibernate} | :remove_handler
  @callback terminate(reason :: term, state :: term) :: term
  @callback code_change(old_vsn :: term, state :: term, extra :: term) :: {:ok, new_state :: term}

  @doc false
  @deprecated @instead
  defmacro __using__(_opts) do
    IO.warn("the GenEvent module is deprecated, see its documentation for alternatives", __CALLER__)

    quote location: :keep do
      @behaviour :gen_event

      @doc false
      def init(args), do: {:ok, args}

      @doc false
      def handle_event(_event, state), do: {:ok, state}

      @doc false
      def handle_call(message, _state) do
        raise "attempted to call GenEvent #{inspect(__MODULE__)} but no handle_call/2 clause was provided, got: #{inspect(message)}"
      end

      @doc false
      def handle_info(_message, state), do: {:ok, state}

      @doc false
      def terminate(_reason, _state), do: :ok

      @doc false
      def code_change(_old, state, _extra), do: {:ok, state}

      defoverridable init: 1, handle_event: 2, handle_call: 2, handle_info: 2, terminate: 2, code_change: 3
    end
  end

  @doc "Starts a manager linked to the calling process."
  @deprecated @instead
  def start_link(options \\ []) when is_list(options), do: begin(:start_link, options)

  @doc "Starts a manager."
  @deprecated @instead
  def start(options \\ []) when is_list(options), do: begin(:start, options)

  defp begin(start, options) do
    case Keyword.pop(options, :name) do
      {nil, options} -> apply(:gen_event, start, [options])
      {name, options} when is_atom(name) -> apply(:gen_event, start, [{:local, name}, options])
      {name, options} when is_tuple(name) -> apply(:gen_event, start, [name, options])
      {other, _} -> raise ArgumentError, "expected :name option to be one of the following:\n\n  * nil\n  * atom\n  * {:global, term}\n  * {:via, module, term}\n\nGot: #{inspect(other)}\n"
    end
  end

  @doc "Adds a handler."
  @deprecated @instead
  def add_handler(manager, handler, args), do: :gen_event.add_handler(manager, handler, args)

  @doc "Adds a handler that is removed when the calling process ends."
  @deprecated @instead
  def add_mon_handler(manager, handler, args), do: :gen_event.add_sup_handler(manager, handler, args)

  @doc "Sends an event to the handlers."
  @deprecated @instead
  def notify(manager, event), do: :gen_event.notify(manager, event)

  @doc "Sends an event to the handlers and waits until they have handled it."
  @deprecated @instead
  def sync_notify(manager, event), do: :gen_event.sync_notify(manager, event)

  @doc "Sends an event to the handlers and waits until they have handled it."
  @deprecated @instead
  def ack_notify(manager, event), do: :gen_event.sync_notify(manager, event)

  @doc "Calls one handler."
  @deprecated @instead
  def call(manager, handler, request, timeout \\ 5000), do: :gen_event.call(manager, handler, request, timeout)

  @doc "Removes a handler."
  @deprecated @instead
  def remove_handler(manager, handler, args), do: :gen_event.delete_handler(manager, handler, args)

  @doc "Replaces a handler with another."
  @deprecated @instead
  def swap_handler(manager, handler1, args1, handler2, args2) do
    :gen_event.swap_handler(manager, {handler1, args1}, {handler2, args2})
  end

  @doc "Replaces a handler with another, which is removed when the calling process ends."
  @deprecated @instead
  def swap_mon_handler(manager, handler1, args1, handler2, args2) do
    :gen_event.swap_sup_handler(manager, {handler1, args1}, {handler2, args2})
  end

  @doc "Returns the handlers."
  @deprecated @instead
  def which_handlers(manager), do: :gen_event.which_handlers(manager)

  @doc "Stops a manager."
  @deprecated @instead
  def stop(manager, reason \\ :normal, timeout \\ :infinity), do: :gen_event.stop(manager, reason, timeout)
end
