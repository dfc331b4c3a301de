defmodule Phoenix.Component.Declarative do
  @moduledoc false
  # Implements attr and slot, which declare what a component accepts. They provide defaults,
  # collect attributes for an attribute of type :global, and let the compiler check calls.

  @types [:boolean, :integer, :float, :string, :atom, :list, :map, :fun, :global, :any]
  @globals ~w(accesskey autocapitalize autofocus class contenteditable contextmenu dir draggable enterkeyhint exportparts
    height hidden id inputmode is itemid itemprop itemref itemscope itemtype lang nonce part popover popovertarget
    popovertargetaction role slot spellcheck style tabindex target title translate width xml:base xml:lang
    onabort onblur oncancel onchange onclick onclose onfocus oninput oninvalid onkeydown onkeyup onload onsubmit
    onmousedown onmouseenter onmouseleave onmousemove onmouseup onscroll onselect ontoggle)
  @prefixes ["aria-", "data-", "on", "phx-"]

  @doc "Declares an attribute of the component that follows."
  defmacro attr(name, type, opts \\ []) do
    quote do
      Phoenix.Component.Declarative.__attr__(__MODULE__, unquote(name), unquote(type), unquote(opts), unquote(__CALLER__.line), unquote(__CALLER__.file))
    end
  end

  @doc "Declares a slot of the component that follows."
  defmacro slot(name, opts \\ []) do
    {block, opts} = Keyword.pop(opts, :do)
    declare(name, opts, block, __CALLER__)
  end

  defmacro slot(name, opts, do: block), do: declare(name, opts, block, __CALLER__)

  defp declare(name, opts, block, caller) do
    quote do
      Phoenix.Component.Declarative.__slot__(__MODULE__, unquote(name), unquote(opts), unquote(caller.line), unquote(caller.file))
      unquote(block)
      Phoenix.Component.Declarative.__slot_end__(__MODULE__)
    end
  end

  @doc false
  def __setup__(module, opts) do
    prefixes = List.wrap(opts[:global_prefixes])

    for prefix <- prefixes, not String.ends_with?(prefix, "-") do
      raise ArgumentError, "global prefixes for #{inspect(module)} must end with a dash, got: #{inspect(prefix)}"
    end

    Phoenix.Component.MacroComponent.setup(module)
    Module.put_attribute(module, :__prefixes__, prefixes)
    Module.put_attribute(module, :__attrs__, [])
    Module.put_attribute(module, :__slots__, [])
    Module.put_attribute(module, :__in_slot__, nil)
    Module.put_attribute(module, :__components__, %{})
    Module.put_attribute(module, :__calls__, [])
  end

  @doc false
  def __attr__(module, name, type, opts, line, file) do
    module_is_set_up!(module)
    where = [file: file, line: line]
    slot = Module.get_attribute(module, :__in_slot__)

    unless is_atom(name), do: fail!("attribute names must be atoms, got: #{inspect(name)}", where)
    unless type in @types or struct?(type), do: fail!("invalid type #{inspect(type)} for attr #{inspect(name)}. The following types are supported: any Elixir struct, one of #{Enum.map_join(Enum.sort(@types -- [:any]), ", ", &inspect/1)}, or :any", where)
    if name == :inner_block, do: fail!("cannot define attribute called :inner_block. Maybe you wanted to use `slot` instead?", where)
    if opts[:required] && Keyword.has_key?(opts, :default), do: fail!("only one of :required or :default must be given for attr #{inspect(name)}", where)
    if slot && Keyword.has_key?(opts, :default), do: fail!("invalid option :default for attr #{inspect(name)} in slot #{inspect(slot.name)}. The supported options are: [:required, :values, :examples, :doc]", where)

    attr = %{name: name, type: type, required: opts[:required] || false, opts: Keyword.drop(opts, [:required, :doc]), doc: opts[:doc], line: line, slot: slot && slot.name}

    if slot do
      Module.put_attribute(module, :__in_slot__, %{slot | attrs: slot.attrs ++ [attr]})
    else
      attrs = Module.get_attribute(module, :__attrs__)
      if Enum.any?(attrs, &(&1.name == name)), do: fail!("a duplicate attribute with name #{inspect(name)} already exists", where)
      Module.put_attribute(module, :__attrs__, attrs ++ [attr])
    end
  end

  defp struct?(type), do: match?("Elixir." <> _, Atom.to_string(type))

  defp fail!(message, where), do: raise(CompileError, [description: message] ++ where)

  defp module_is_set_up!(module) do
    if Module.get_attribute(module, :__attrs__) == nil do
      raise ArgumentError, "you must `use Phoenix.Component` in #{inspect(module)} to use `attr` and `slot`"
    end
  end

  @doc false
  def __slot__(module, name, opts, line, file) do
    module_is_set_up!(module)
    unless is_atom(name), do: fail!("slot names must be atoms, got: #{inspect(name)}", file: file, line: line)
    slot = %{name: name, required: opts[:required] || false, opts: Keyword.drop(opts, [:required, :doc]), doc: opts[:doc], line: line, attrs: []}
    Module.put_attribute(module, :__in_slot__, slot)
  end

  @doc false
  def __slot_end__(module) do
    slot = Module.get_attribute(module, :__in_slot__)
    Module.put_attribute(module, :__in_slot__, nil)
    Module.put_attribute(module, :__slots__, Module.get_attribute(module, :__slots__) ++ [slot])
  end

  @doc false
  def __on_definition__(env, kind, name, args, _guards, _body) do
    attrs = Module.get_attribute(env.module, :__attrs__)
    slots = Module.get_attribute(env.module, :__slots__)

    cond do
      attrs in [nil, []] and slots in [nil, []] ->
        :ok

      length(args) != 1 ->
        what = if attrs != [], do: "attributes", else: "slots"
        fail!("could not declare #{what} for function #{name}/#{length(args)}. Components must be functions that accept a single argument", file: env.file, line: env.line)

      kind in [:def, :defp] ->
        components = Module.get_attribute(env.module, :__components__)
        component = %{kind: kind, attrs: attrs, slots: slots, line: env.line}
        Module.put_attribute(env.module, :__components__, Map.put(components, name, component))
        Module.put_attribute(env.module, :__attrs__, [])
        Module.put_attribute(env.module, :__slots__, [])
        :ok

      true ->
        :ok
    end
  end

  @doc false
  defmacro __before_compile__(env) do
    components = Module.get_attribute(env.module, :__components__)

    case {Module.get_attribute(env.module, :__attrs__), Module.get_attribute(env.module, :__slots__)} do
      {[attr | _], _} -> fail!("cannot define attributes without a related function component", file: env.file, line: attr.line)
      {_, [slot | _]} -> fail!("cannot define slots without a related function component", file: env.file, line: slot.line)
      _ -> :ok
    end

    prefixes = Module.get_attribute(env.module, :__prefixes__)

    wrapped =
      for {name, component} <- components, completion = completion(component, prefixes) do
        assigns = Macro.var(:assigns, __MODULE__)
        call = quote(do: super(Phoenix.Component.Declarative.complete(unquote(assigns), unquote(Macro.escape(completion)))))

        quote do
          defoverridable [{unquote(name), 1}]
          unquote({component.kind, [], [{name, [], [assigns]}, [do: call]]})
        end
      end

    quote do
      unquote_splicing(wrapped)
      unquote(Phoenix.Component.MacroComponent.definition(env.module))
      @doc false
      def __components__, do: unquote(Macro.escape(components))
      @doc false
      def __component_calls__, do: unquote(Macro.escape(Module.get_attribute(env.module, :__calls__)))
    end
  end

  # Returns the additions to a component's assigns: the defaults, the slots, and the attributes
  # for its attribute of type :global.
  defp completion(%{attrs: attrs, slots: slots}, prefixes) do
    defaults = for %{opts: opts, name: name, type: type} <- attrs, type != :global, Keyword.has_key?(opts, :default), do: {name, opts[:default]}
    defaults = defaults ++ for(%{name: name} <- slots, do: {name, []})

    global =
      with %{name: name, opts: opts} <- Enum.find(attrs, &(&1.type == :global)) do
        known = for attr <- attrs, attr.type != :global, do: attr.name
        {name, Map.new(opts[:default] || %{}), List.wrap(opts[:include]), prefixes, known}
      end

    if defaults != [] or global, do: {Map.new(defaults), global}
  end

  @doc "Returns the assigns of a component with the declared defaults added."
  def complete(assigns, {defaults, global}) do
    defaults |> Map.merge(assigns) |> collect(global)
  end

  defp collect(assigns, nil), do: assigns

  defp collect(assigns, {name, default, include, prefixes, known}) do
    rest = for {key, _} <- assigns, key not in known, global?(key, include, prefixes), do: key
    changed = assigns[:__changed__]
    touched? = is_map(changed) and Enum.any?(rest, &is_map_key(changed, &1))
    assigns = Map.put(assigns, name, default |> Map.merge(Map.get(assigns, name, %{})) |> Map.merge(Map.take(assigns, rest)))
    if touched?, do: %{assigns | __changed__: Map.put(changed, name, true)}, else: assigns
  end

  defp global?(key, include, prefixes) when is_atom(key), do: global?(Atom.to_string(key), include, prefixes)
  defp global?(key, include, prefixes), do: key in @globals or key in include or Enum.any?(@prefixes ++ prefixes, &String.starts_with?(key, &1))

  @doc "Records the call of a component in a template, to be checked when the module is complete."
  def note(kind, name, attrs, slots, meta, ctx) do
    module = ctx.caller.module

    if module && Module.open?(module) && Module.get_attribute(module, :__calls__) do
      call = %{
        component: target(kind, name, ctx),
        attrs: for({name, value, at} <- attrs, is_binary(name), do: {String.to_atom(name), shape(value), at.line}),
        root?: List.keymember?(attrs, :root, 0),
        slots: for({name, attrs, _, _, at} <- slots, do: {name, for({n, v, a} <- attrs, is_binary(n), do: {String.to_atom(n), shape(v), a.line}), at.line}),
        line: meta.line,
        file: ctx.file
      }

      Module.put_attribute(module, :__calls__, [call | Module.get_attribute(module, :__calls__)])
    end
  end

  defp shape(nil), do: {:value, true}
  defp shape({:string, text, _}), do: {:value, text}

  defp shape({:expr, source, _}) do
    case Code.string_to_quoted(source) do
      {:ok, value} when is_binary(value) or is_atom(value) or is_number(value) or is_list(value) -> {:value, value}
      _ -> :any
    end
  end

  defp target(:local, name, ctx) do
    name = String.to_atom(name)

    case Macro.Env.lookup_import(ctx.caller, {name, 1}) do
      [{:function, module} | _] -> {module, name}
      _ -> {ctx.caller.module, name}
    end
  end

  defp target(:remote, name, ctx) do
    {module, [fun]} = name |> String.split(".") |> Enum.split(-1)
    {Macro.expand({:__aliases__, [], Enum.map(module, &String.to_atom/1)}, ctx.caller), String.to_atom(fun)}
  end

  @doc false
  def __after_compile__(env, _bytecode) do
    for call <- Enum.reverse(env.module.__component_calls__()), do: check(call)
  end

  defp check(%{component: {module, name}} = call) do
    with {:module, _} <- Code.ensure_loaded(module),
         true <- function_exported?(module, :__components__, 0),
         %{} = component <- Map.get(module.__components__(), name) do
      where = "component #{inspect(module)}.#{name}/1"
      attrs(component.attrs, call.attrs, call, call.line, where, "attribute")
      slots(component.slots, call, where)
    end
  end

  defp attrs(declared, given, call, line, where, what) do
    global = Enum.find(declared, &(&1.type == :global))

    for %{required: true, name: name} <- declared, not call.root?, not List.keymember?(given, name, 0) do
      warn("missing required #{what} \"#{name}\" for #{where}", call.file, line)
    end

    for {name, value, at} <- given do
      case Enum.find(declared, &(&1.name == name)) do
        nil ->
          unless global && global?(name, List.wrap(global.opts[:include]), []), do: warn("undefined #{what} \"#{name}\" for #{where}", call.file, at)

        attr ->
          typed(attr, value, call, at, where, what)
      end
    end
  end

  defp typed(_attr, :any, _call, _line, _where, _what), do: :ok

  defp typed(%{name: name, type: type, opts: opts}, {:value, value}, call, line, where, what) do
    cond do
      not type?(type, value) -> warn("#{what} \"#{name}\" in #{where} must be #{article(type)}, got: #{inspect(value)}", call.file, line)
      opts[:values] && value not in opts[:values] -> warn("#{what} \"#{name}\" in #{where} must be one of #{inspect(Enum.to_list(opts[:values]))}, got: #{inspect(value)}", call.file, line)
      true -> :ok
    end
  end

  defp article(type) when type in [:integer, :atom], do: "an #{inspect(type)}"
  defp article(type) when type in @types, do: "a #{inspect(type)}"
  defp article(struct), do: "a #{inspect(struct)} struct"

  defp type?(type, _value) when type in [:any, :global, :fun], do: true
  defp type?(:string, value), do: is_binary(value) or is_nil(value)
  defp type?(:boolean, value), do: is_boolean(value) or is_nil(value)
  defp type?(:atom, value), do: is_atom(value)
  defp type?(:integer, value), do: is_integer(value) or is_nil(value)
  defp type?(:float, value), do: is_float(value) or is_nil(value)
  defp type?(:list, value), do: is_list(value) or is_nil(value)
  defp type?(_map_or_struct, value), do: is_nil(value)

  defp slots(declared, call, where) do
    for %{required: true, name: name} <- declared, not call.root?, not List.keymember?(call.slots, name, 0) do
      warn("missing required slot \"#{name}\" for #{where}", call.file, call.line)
    end

    for {name, given, line} <- call.slots do
      case Enum.find(declared, &(&1.name == name)) do
        nil when name == :inner_block -> if declared != [], do: :ok
        nil -> if declared != [], do: warn("undefined slot \"#{name}\" for #{where}", call.file, line)
        %{attrs: []} -> :ok
        slot -> attrs(slot.attrs, given, %{call | root?: false}, line, "slot \"#{name}\" in #{where}", "attribute")
      end
    end
  end

  defp warn(message, file, line), do: IO.warn(message, file: file, line: line)
end
