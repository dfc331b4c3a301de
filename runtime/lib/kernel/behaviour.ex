defmodule Behaviour do
  @moduledoc "Callbacks from before `@callback`. Deprecated: use the attributes."

  @doc "Declares a callback."
  @deprecated "Use the @callback module attribute instead"
  defmacro defcallback(spec), do: quote(do: @callback(unquote(answering(spec))))

  @doc "Declares a callback that is a macro."
  @deprecated "Use the @macrocallback module attribute instead"
  defmacro defmacrocallback(spec), do: quote(do: @macrocallback(unquote(answering(spec))))

  # A callback without a return type can return anything.
  defp answering({:"::", _, _} = spec), do: spec
  defp answering({:when, meta, [spec, guards]}), do: {:when, meta, [answering(spec), guards]}
  defp answering(spec), do: quote(do: unquote(spec) :: term)

  @doc false
  defmacro __using__(_opts) do
    quote do
      IO.warn(
        "the Behaviour module is deprecated. Instead of using this module, use the @callback and @macrocallback module attributes. " <>
          "See the documentation for Module for more information on these attributes"
      )

      import Behaviour
    end
  end
end
