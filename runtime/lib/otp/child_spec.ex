defmodule Supervisor.ChildSpec do
  @moduledoc false

  # Builds the child specifications of several behaviours.

  @doc """
  Returns the code of the `child_spec/1` that `use` defines. `kind` holds the differences from a
  permanent worker. `options` holds the options of `use`.
  """
  def using(kind, options) do
    quote location: :keep, bind_quoted: [kind: kind, options: options] do
      unless Module.has_attribute?(__MODULE__, :doc) do
        @doc """
        Returns a specification to start this module under a supervisor.

        See `Supervisor`.
        """
      end

      def child_spec(init_arg) do
        [id: __MODULE__, start: {__MODULE__, :start_link, [init_arg]}]
        |> Map.new()
        |> Supervisor.child_spec(unquote(Macro.escape(kind ++ options)))
      end

      defoverridable child_spec: 1
    end
  end

  @doc "Returns the specification of a supervisor of `module`. Its id is the name in the options."
  def named(module, options) do
    %{id: id(Keyword.get(options, :name, module)), start: {module, :start_link, [options]}, type: :supervisor}
  end

  defp id(name) when is_atom(name), do: name
  defp id({:global, name}), do: name
  defp id({:via, _module, name}), do: name
end
