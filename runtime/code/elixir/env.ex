defmodule Macro.Env do
  @moduledoc "The environment of code while it is compiled."

  @derive {Inspect, except: [:tracers, :versioned_vars]}
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

  @doc "Returns the variables of an environment."
  def vars(%{versioned_vars: vars}), do: Map.keys(vars)

  @doc "Returns whether an environment has a variable."
  def has_var?(%{versioned_vars: vars}, var), do: Map.has_key?(vars, var)

  @doc "Returns the file and line of an environment."
  def location(%{file: file, line: line}), do: [file: file, line: line]

  @doc "Returns whether the code is in a guard."
  def in_guard?(%{context: context}), do: context == :guard

  @doc "Returns whether the code is in a pattern."
  def in_match?(%{context: context}), do: context == :match

  @doc "Returns the environment outside of patterns and guards."
  def to_match(env), do: %{env | context: :match}

  @doc "Returns the environment as an entry of a stack trace."
  def stacktrace(%{module: nil, file: file, line: line}), do: [{:elixir_compiler, :__FILE__, 1, [file: String.to_charlist(file), line: line]}]
  def stacktrace(%{module: module, function: nil, file: file, line: line}), do: [{module, :__MODULE__, 0, [file: String.to_charlist(file), line: line]}]
  def stacktrace(%{module: module, function: {name, arity}, file: file, line: line}), do: [{module, name, arity, [file: String.to_charlist(file), line: line]}]

  @doc "Returns `{kind, module}` for each module from which a function or macro is imported."
  def lookup_import(env, {name, arity} = pair) when is_atom(name) and is_integer(arity) do
    for({kind, sets} <- [function: env.functions, macro: env.macros], {module, names} <- sets, pair in names, do: {kind, module})
  end

  @doc "Returns the environment without its lexical tracker."
  def prune_compile_info(env), do: %{env | lexical_tracker: nil, tracers: []}

  @doc "Defines an alias in an environment, as `alias/2` does."
  def define_alias(env, meta, module, options \\ []), do: :lab_compiler.define(:alias, env, meta, module, options)

  @doc "Requires a module in an environment, as `require/2` does."
  def define_require(env, meta, module, options \\ []), do: :lab_compiler.define(:require, env, meta, module, options)

  @doc "Imports a module in an environment, as `import/2` does."
  def define_import(env, meta, module, options \\ []), do: :lab_compiler.define(:import, env, meta, module, options)

  @doc "Returns the module that an alias stands for."
  def expand_alias(env, meta, parts, _options \\ []) do
    case :lab_compiler.lookup_alias(env, meta, parts) do
      nil -> :error
      module -> {:alias, module}
    end
  end

  @doc "Resolves an imported name. Returns `{:function, module, name}`, or `{:macro, module, fun}` with a function that calls the macro, or an error."
  def expand_import(env, meta, name, arity, options \\ []) do
    own? = env.module != nil and env.function != nil and Module.open?(env.module) and Module.defines?(env.module, {name, arity})
    found = Enum.uniq(lookup_import(env, {name, arity}))

    cond do
      Macro.special_form?(name, arity) -> {:error, :not_found}
      own? and Keyword.get(options, :allow_locals, true) -> {:error, :not_found}
      found == [] -> {:error, :not_found}
      length(found) > 1 -> {:error, {:ambiguous, for({_, module} <- found, do: module)}}
      true -> imported(hd(found), env, meta, name, arity, options)
    end
  end

  defp imported({:function, module}, _env, _meta, name, _arity, _options), do: {:function, module, name}
  defp imported({:macro, module}, env, meta, name, arity, options), do: {:macro, module, caller(env, meta, module, name, arity, options)}

  @doc "Returns `{:macro, module, fun}` if the module is required and has the macro, or `:error`."
  def expand_require(env, meta, module, name, arity, options \\ []) do
    required? = meta[:required] == true or module == Kernel or module == env.module or module in env.requires

    if required? and Code.ensure_loaded?(module) and macro_exported?(module, name, arity) do
      {:macro, module, caller(env, meta, module, name, arity, options)}
    else
      :error
    end
  end

  # Returns the function that calls a macro and sets the location of its result to that of the
  # call.
  defp caller(env, _meta, module, name, arity, options) do
    fn meta, args ->
      if Keyword.get(options, :check_deprecations, true), do: :lab_compiler.warn_deprecated(env, meta, module, name, arity)
      :lab_compiler.call_macro(env, meta, module, name, args)
    end
  end

  @doc "Returns `{:ok, module}` for a name with an alias, or `:error`."
  def fetch_alias(%{aliases: aliases}, name) when is_atom(name), do: Keyword.fetch(aliases, :"Elixir.#{name}")

  @doc "Like `fetch_alias/2`, but for aliases that code of the same macro expansion defined."
  def fetch_macro_alias(%{macro_aliases: aliases}, name) when is_atom(name) do
    with {:ok, {_, module}} <- Keyword.fetch(aliases, :"Elixir.#{name}"), do: {:ok, module}
  end

  @doc "Returns the aliases of a module."
  def lookup_alias_as(env, module) when is_atom(module), do: for({name, ^module} <- env.aliases, do: name)

  @doc "Returns the environment with one more tracer."
  def prepend_tracer(env, tracer), do: %{env | tracers: [tracer | env.tracers]}
end
