defmodule ExUnit.Case do
  @moduledoc """
  Defines a module of tests.

      defmodule AddTest do
        use ExUnit.Case, async: true

        test "adds" do
          assert 1 + 1 == 2
        end
      end

  A test can match on the context: a map of its tags and of the values from `setup` and `setup_all`.
  """

  # These attributes accumulate their values.
  @accumulated [:ex_unit_tests, :tag, :describetag, :moduletag, :ex_unit_setup, :ex_unit_setup_all]

  # These attributes list the registered attributes of a test, of a describe, and of the module.
  @registries [:ex_unit_registered_tests, :ex_unit_registered_describes, :ex_unit_registered_modules]

  # ExUnit sets these tags. Tests cannot set them.
  @kept [:module, :file, :line, :test, :async, :registered, :describe]

  @doc false
  defmacro __using__(opts) do
    quote do
      ExUnit.Case.__open__(__MODULE__, unquote(opts))
      import ExUnit.Callbacks
      import ExUnit.Assertions
      import ExUnit.Case, only: [describe: 2, test: 1, test: 2, test: 3]
      import ExUnit.DocTest
      @before_compile {ExUnit.Case, :__close__}
    end
  end

  @doc false
  def __open__(module, opts) do
    unless Keyword.keyword?(opts), do: raise(ArgumentError, ~s(the argument passed to "use ExUnit.Case" must be a list of options, got: #{inspect(opts)}))

    # Case templates and helpers are compiled with the project, before ExUnit is started.
    unless opts[:register] == false or Process.whereis(ExUnit.Server) || Code.can_await_module_compilation?() do
      raise "cannot use ExUnit.Case without starting the ExUnit application, " <>
              "please call ExUnit.start() or explicitly start the :ex_unit app"
    end

    # A case template can be used before or after the module uses ExUnit.Case.
    unless Module.has_attribute?(module, :ex_unit_tests) do
      for name <- @accumulated, do: Module.register_attribute(module, name, accumulate: true)
      Module.put_attribute(module, :ex_unit_described, nil)
      Module.put_attribute(module, :ex_unit_descriptions, %{})
      Module.put_attribute(module, :ex_unit_async, false)
      Module.put_attribute(module, :ex_unit_register, true)
      Module.put_attribute(module, :ex_unit_parameters, nil)
      Module.put_attribute(module, :ex_unit_group, nil)
      for attribute <- @registries, do: Module.put_attribute(module, attribute, [])
    end

    if Keyword.has_key?(opts, :async), do: Module.put_attribute(module, :ex_unit_async, opts[:async])
    if Keyword.has_key?(opts, :register), do: Module.put_attribute(module, :ex_unit_register, opts[:register])
    if Keyword.has_key?(opts, :group), do: Module.put_attribute(module, :ex_unit_group, opts[:group])
    if Keyword.has_key?(opts, :parameterize), do: Module.put_attribute(module, :ex_unit_parameters, opts[:parameterize])
    :ok
  end

  @doc false
  defmacro __close__(env) do
    # A module that uses ExUnit.Case twice is closed once.
    unless Module.has_attribute?(env.module, :ex_unit_closed) do
      Module.put_attribute(env.module, :ex_unit_closed, true)
      closing(env)
    end
  end

  defp closing(env) do
    module = env.module
    inside_describe!(module)
    tests = module |> Module.get_attribute(:ex_unit_tests) |> Enum.reverse()
    moduletags = module |> Module.get_attribute(:moduletag) |> tags()
    setup_all = Module.get_attribute(module, :ex_unit_setup_all)

    info = %ExUnit.TestModule{file: env.file, name: module, tags: Map.put(moduletags, :module, module), tests: tests, setup_all?: setup_all != []}
    config = %{async?: Module.get_attribute(module, :ex_unit_async), parameters: Module.get_attribute(module, :ex_unit_parameters), group: Module.get_attribute(module, :ex_unit_group)}
    register = Module.get_attribute(module, :ex_unit_register)

    quote do
      unquote(ExUnit.Callbacks.__chains__(module))

      @doc false
      def __ex_unit__(), do: unquote(Macro.escape(info))

      if unquote(register), do: @after_compile({ExUnit.Case, :__register__})
      @doc false
      def __ex_unit__(:config), do: unquote(Macro.escape(config))
    end
  end

  @doc false
  def __register__(env, _code), do: Process.whereis(ExUnit.Server) && ExUnit.Server.add(env.module, env.module.__ex_unit__(:config))

  @doc "Defines a test that is not written yet. The test fails."
  defmacro test(message) do
    quote do
      @tag :not_implemented
      test unquote(message), do: flunk("Not implemented")
    end
  end

  @doc "Defines a test. The test can match on the context."
  defmacro test(message, context \\ quote(do: _), contents) do
    if is_list(context) do
      IO.warn("test context is always a map. The pattern \"#{Macro.to_string(context)}\" will never match", Macro.Env.stacktrace(__CALLER__))
    end

    body = if match?([do: _], contents), do: contents[:do], else: quote(do: try(unquote(contents)))
    body = Macro.escape(quote(do: (unquote(body); :ok)), unquote: true)
    context = Macro.escape(context)

    quote bind_quoted: [message: message, context: context, body: body, file: __CALLER__.file, line: __CALLER__.line] do
      name = ExUnit.Case.register_test(__MODULE__, file, line, :test, message, [])
      @doc false
      def unquote(name)(unquote(context)), do: unquote(body)
    end
  end

  @doc "Groups tests under a heading, with their own tags and setups."
  defmacro describe(message, do: block) do
    quote do
      ExUnit.Case.__describe__(__MODULE__, __ENV__.line, unquote(message))

      try do
        unquote(block)
      after
        ExUnit.Case.__described__(__MODULE__)
      end
    end
  end

  @doc false
  def __describe__(module, line, message) do
    if Module.get_attribute(module, :ex_unit_described) do
      raise ~s(cannot call "describe" inside another "describe". See the documentation for ExUnit.Case.describe/2 on named setups and how to handle hierarchies)
    end

    unless is_binary(message), do: raise(ArgumentError, "describe name must be a string, got: #{inspect(message)}")
    known = Module.get_attribute(module, :ex_unit_descriptions)
    inside_describe!(module)

    if is_map_key(known, message) do
      raise ArgumentError, "describe #{inspect(message)} is already defined in #{inspect(module)}"
    end

    if Module.get_attribute(module, :tag) != [] do
      IO.warn(~S(found unused @tag before "describe", did you mean to use @describetag?), Macro.Env.stacktrace(%{__ENV__ | module: module, function: nil, line: line}))
    end

    Module.put_attribute(module, :ex_unit_descriptions, Map.put(known, message, map_size(known)))
    Module.put_attribute(module, :ex_unit_described, {line, message})
  end

  defp inside_describe!(module) do
    if Module.get_attribute(module, :ex_unit_described) == nil and Module.get_attribute(module, :describetag) != [] do
      raise "@describetag must be set inside describe/2 blocks"
    end
  end

  @doc false
  def __described__(module) do
    Module.put_attribute(module, :ex_unit_described, nil)

    for name <- [:describetag, :tag] do
      Module.delete_attribute(module, name)
      Module.register_attribute(module, name, accumulate: true)
    end

    forget(module, :ex_unit_registered_describes)
  end

  # Returns the registered attributes of a kind with their values.
  defp registered(module, registry), do: for({name, _opts} <- Module.get_attribute(module, registry), into: %{}, do: {name, Module.get_attribute(module, name)})

  defp forget(module, registry) do
    for {name, opts} <- Module.get_attribute(module, registry) do
      Module.delete_attribute(module, name)
      Module.register_attribute(module, name, opts)
    end
  end

  @doc "Registers a test that a macro defines as a function. Returns the name of the function."
  def register_test(%{module: module, file: file, line: line}, test_type, name, tags) do
    register_test(module, file, line, test_type, name, tags)
  end

  def register_test(module, file, line, test_type, name, tags) do
    unless Module.has_attribute?(module, :ex_unit_tests) do
      raise "cannot define #{test_type}. Please make sure you have invoked \"use ExUnit.Case\" in the current module"
    end

    {describe_line, describe} = Module.get_attribute(module, :ex_unit_described) || {nil, nil}
    name = test_name(test_type, describe, name)

    if Module.defines?(module, {name, 1}) do
      raise ArgumentError, ~s("#{name}" is already defined in #{inspect(module)})
    end

    own = module |> Module.delete_attribute(:tag) |> tags()
    Module.register_attribute(module, :tag, accumulate: true)

    all =
      module
      |> Module.get_attribute(:moduletag)
      |> tags()
      |> Map.merge(tags(Module.get_attribute(module, :describetag)))
      |> Map.merge(own)
      |> Map.merge(tags(tags))

    for key <- @kept, is_map_key(all, key), do: raise("cannot set tag #{inspect(key)} because it is reserved by ExUnit")
    async = Module.get_attribute(module, :ex_unit_async)

    all =
      Map.merge(all, %{
        line: line,
        file: file,
        registered: Enum.reduce(@registries, %{}, &Map.merge(&2, registered(module, &1))),
        async: async,
        describe: describe,
        describe_line: describe_line,
        test_type: test_type,
        test_group: nil
      })

    test = %ExUnit.Test{name: name, case: module, module: module, tags: all}
    forget(module, :ex_unit_registered_tests)
    Module.put_attribute(module, :ex_unit_tests, test)
    name
  end

  defp test_name(type, nil, name), do: checked("#{type} #{name}")
  defp test_name(type, describe, name), do: checked("#{type} #{describe} #{name}")

  defp checked(name) do
    if String.length(name) > 255 do
      raise SystemLimitError,
            "the computed name of a test (which includes its type, the name of its describe block if present, and the test name itself) " <>
              "must be shorter than 255 characters, got: #{inspect(name)}"
    end

    String.to_atom(name)
  end

  # Tags are atoms, keywords and maps. The last tag given takes precedence.
  defp tags(list) when is_list(list) do
    list |> List.flatten() |> Enum.reverse() |> Enum.reduce(%{}, &tag/2)
  end

  defp tag(name, tags) when is_atom(name), do: Map.put(tags, name, true)
  defp tag({name, value}, tags) when is_atom(name), do: Map.put(tags, name, value)
  defp tag(%{} = map, tags), do: Map.merge(tags, map)

  @doc "Returns the test defined last, or nil."
  def get_last_registered_test(%{module: module}), do: get_last_registered_test(module)
  def get_last_registered_test(module) when is_atom(module), do: Module.get_last_attribute(module, :ex_unit_tests)

  @doc "Registers an attribute of tests, which is available as `context.registered`."
  def register_attribute(env, name, opts \\ []), do: keep(env, name, opts, :ex_unit_registered_tests)

  @doc "Registers an attribute of a `describe`, like `register_attribute/3`."
  def register_describe_attribute(env, name, opts \\ []), do: keep(env, name, opts, :ex_unit_registered_describes)

  @doc "Registers an attribute of the module, like `register_attribute/3`."
  def register_module_attribute(env, name, opts \\ []), do: keep(env, name, opts, :ex_unit_registered_modules)

  defp keep(%{module: module}, name, opts, registry), do: keep(module, name, opts, registry)

  defp keep(module, name, opts, registry) when is_atom(module) and is_atom(name) and is_list(opts) do
    taken = Enum.flat_map(@registries, &Module.get_attribute(module, &1))
    if List.keymember?(taken, name, 0), do: raise(ArgumentError, "cannot register attribute #{inspect(name)} multiple times")
    if Module.has_attribute?(module, name), do: raise("you must set @#{name} after it has been registered")
    Module.register_attribute(module, name, opts)
    Module.put_attribute(module, registry, [{name, opts} | Module.get_attribute(module, registry)])
  end
end

defmodule ExUnit.CaseTemplate do
  @moduledoc """
  Defines a module that test modules `use`. The code in `using` is inserted into the test modules.
  The setups of this module run before the setups of the test modules.
  """

  @doc false
  defmacro __using__(opts) do
    quote do
      use ExUnit.Case, unquote(Keyword.put(opts, :register, false))
      import ExUnit.CaseTemplate
      @ex_unit_using nil
      @before_compile {ExUnit.CaseTemplate, :__close__}
      @doc false
      defmacro __using__(opts), do: ExUnit.CaseTemplate.__proxy__(__MODULE__, opts)
      defoverridable __using__: 1
    end
  end

  @doc false
  def __proxy__(module, opts) do
    quote do
      use ExUnit.Case, unquote(opts)
      setup_all context, do: unquote(module).__ex_unit__(:setup_all, context)
      setup context, do: unquote(module).__ex_unit__(:setup, context)
    end
  end

  @doc false
  defmacro __close__(_env), do: nil

  @doc "Defines the code that is inserted into the modules that use this module."
  defmacro using(var \\ quote(do: _), do: block) do
    quote do
      defmacro __using__(unquote(var) = opts) do
        parent = unquote(__MODULE__).__proxy__(__MODULE__, opts)
        result = unquote(block)
        {:__block__, [], [parent, result]}
      end
    end
  end
end
