defmodule Cluster.Strategy.State do
  @moduledoc """
  The argument of a strategy: its topology, the functions that connect, disconnect and list nodes, and its
  configuration. `meta` belongs to the strategy.
  """

  @type t :: %__MODULE__{
          topology: atom,
          connect: {module, atom, [term]},
          disconnect: {module, atom, [term]},
          list_nodes: {module, atom, [term]},
          meta: term,
          config: keyword
        }

  defstruct topology: nil, connect: nil, disconnect: nil, list_nodes: nil, meta: nil, config: []
end
