defmodule Mix.Task.Compiler do
  @moduledoc "The behaviour of compilers as tasks. lab runs only its own compiler; modules with this behaviour compile."

  @type status :: :ok | :noop | :error

  @callback run([binary]) :: status | {status, [Mix.Task.Compiler.Diagnostic.t()]}
  @callback manifests() :: [Path.t()]
  @callback clean() :: any
  @callback diagnostics() :: [Mix.Task.Compiler.Diagnostic.t()]
  @optional_callbacks clean: 0, manifests: 0, diagnostics: 0

  @doc false
  defmacro __using__(_opts) do
    quote do
      @behaviour Mix.Task.Compiler
    end
  end
end

defmodule Mix.Task.Compiler.Diagnostic do
  @moduledoc "An error or a warning of a compiler."

  @enforce_keys [:file, :severity, :message, :position, :compiler_name]
  defstruct [:file, :severity, :message, :position, :compiler_name, span: nil, details: nil, stacktrace: [], source: nil]

  @type severity :: :error | :warning | :information | :hint
  @type position :: non_neg_integer | {pos_integer, non_neg_integer} | {pos_integer, non_neg_integer, pos_integer, non_neg_integer}
  @type t :: %__MODULE__{file: Path.t(), severity: severity, message: IO.chardata(), position: position, compiler_name: String.t()}
end
