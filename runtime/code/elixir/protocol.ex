defmodule Protocol do
  @moduledoc "Functions on protocols."

  @doc "Raises ArgumentError unless the module is a protocol."
  def assert_protocol!(module) do
    Code.ensure_compiled!(module)
    if function_exported?(module, :__protocol__, 1), do: :ok, else: raise(ArgumentError, "#{inspect(module)} is not a protocol")
  end

  @doc "Raises ArgumentError unless a protocol is implemented for a type."
  def assert_impl!(protocol, base) do
    impl = Module.concat(protocol, base)
    Code.ensure_compiled!(impl)

    cond do
      not function_exported?(impl, :__impl__, 1) -> raise ArgumentError, "#{inspect(impl)} is not an implementation of a protocol"
      impl.__impl__(:protocol) != protocol -> raise ArgumentError, "expected #{inspect(impl)} to be an implementation of #{inspect(protocol)}, got: #{inspect(impl.__impl__(:protocol))}"
      true -> :ok
    end
  end

  @doc "Returns whether a protocol is consolidated. Implementations defined later have no effect."
  def consolidated?(protocol), do: protocol.__protocol__(:consolidated?)

  @doc "Derives a protocol for a module that is already defined."
  defmacro derive(protocol, module, options \\ []) do
    quote do
      :elixir_module.derive_for(unquote(protocol), unquote(module), unquote(options), __ENV__)
    end
  end
end
