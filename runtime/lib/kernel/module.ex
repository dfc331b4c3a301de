defmodule Module do
  @moduledoc "Functions on modules."

  @reserved [
    after_compile: "a hook that runs after the module was compiled",
    after_verify: "a hook that runs after the module was verified",
    before_compile: "a hook that runs before the module is compiled",
    behaviour: "a behaviour that the module has the callbacks of",
    callback: "a callback of the behaviour that the module is",
    compile: "options of the compiler for the module",
    debug_info: "how much of the source is kept",
    deprecated: "says why the next definition is out of use, and what to take instead",
    derive: "protocols that the struct of the module derives",
    dialyzer: "options for Dialyzer",
    doc: "the documentation of the next definition",
    enforce_keys: "fields that have to be given where the struct is built",
    external_resource: "a file that the module is made of",
    fallback_to_any: "whether a protocol takes the implementation for Any where a type has none",
    file: "the file and line that stack traces tell of the next definition",
    impl: "says that the next definition is a callback",
    macrocallback: "a macro that is a callback of the behaviour that the module is",
    moduledoc: "the documentation of the module",
    nifs: "functions that native code takes the place of",
    on_definition: "a hook that runs for each definition",
    on_load: "a function that runs when the module is loaded",
    opaque: "a type whose structure is nobody's business",
    optional_callbacks: "callbacks that a module may leave out",
    spec: "the types of a function",
    struct: "the fields of the struct that the module has",
    type: "a type",
    typedoc: "the documentation of the next type",
    typep: "a type for the module alone",
    undefined_impl_description: "what is said where a protocol has no implementation",
    vsn: "the version of the module"
  ]

  @doc "Returns the attributes with a meaning in the language, with their descriptions."
  def reserved_attributes, do: Map.new(@reserved, fn {name, doc} -> {name, %{doc: "Is #{doc}."}} end)

  @doc "Converts a spec of the module being defined to a callback."
  def spec_to_callback(module, {name, arity}) when is_atom(module) and is_atom(name) and arity in 0..255 do
    :lab_compiler.spec_to_callback(module, {name, arity})
  end
end
