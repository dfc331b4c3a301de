defmodule Macro.Env do
  @moduledoc "The environment of code while it is compiled."

  defstruct aliases: [],
            context: nil,
            context_modules: [],
            file: "nofile",
            function: nil,
            functions: [],
            lexical_tracker: nil,
            line: 0,
            macro_aliases: [],
            macros: [],
            module: nil,
            requires: [],
            tracers: [],
            versioned_vars: %{}

  @doc "The variables of an environment."
  def vars(%{versioned_vars: vars}), do: Map.keys(vars)

  @doc "Whether an environment has a variable."
  def has_var?(%{versioned_vars: vars}, var), do: Map.has_key?(vars, var)

  @doc "File and line of an environment."
  def location(%{file: file, line: line}), do: [file: file, line: line]

  @doc "Whether code is in a guard."
  def in_guard?(%{context: context}), do: context == :guard

  @doc "Whether code is in a pattern."
  def in_match?(%{context: context}), do: context == :match

  @doc "An environment outside of patterns and guards."
  def to_match(env), do: %{env | context: :match}

  @doc "An environment as an entry of a stack trace."
  def stacktrace(%{module: nil, file: file, line: line}), do: [{:elixir_compiler, :__FILE__, 1, [file: String.to_charlist(file), line: line]}]
  def stacktrace(%{module: module, function: nil, file: file, line: line}), do: [{module, :__MODULE__, 0, [file: String.to_charlist(file), line: line]}]
  def stacktrace(%{module: module, function: {name, arity}, file: file, line: line}), do: [{module, name, arity, [file: String.to_charlist(file), line: line]}]

  @doc "The modules that a function may be imported from."
  def lookup_import(env, {name, arity} = pair) when is_atom(name) and is_integer(arity) do
    for({kind, sets} <- [function: env.functions, macro: env.macros], {module, names} <- sets, pair in names, do: {kind, module})
  end

  @doc "An environment without its lexical tracker."
  def prune_compile_info(env), do: %{env | lexical_tracker: nil, tracers: []}
end
