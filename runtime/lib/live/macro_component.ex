defmodule Phoenix.Component.MacroComponent do
  @moduledoc """
  The behaviour of modules that rewrite a tag when its template is compiled. The tag names the
  module: `<script :type={MyApp.Script}>`. The module receives the tag as `{name, attributes,
  children, meta}`. It returns the replacement of the tag, and optionally data for `get_data/2`.
  """

  import Phoenix.LiveView.TagAttributes, only: [expression: 3]
  import Phoenix.LiveView.Tokenizer, only: [fail!: 3]

  @type tag :: {binary, [{binary, binary | nil | Macro.t()}], [tag | binary], map}
  @callback transform(tag, meta :: %{env: Macro.Env.t()}) :: {:ok, tag | binary} | {:ok, tag | binary, data :: term}

  @attribute :__macro_components__

  @doc false
  def setup(module), do: Module.register_attribute(module, @attribute, accumulate: true)

  @doc """
  Returns the data of all tags in a module that a macro component has rewritten, in source order.
  """
  def get_data(module, kind), do: if(function_exported?(module, :__phoenix_macro_components__, 0), do: Map.get(module.__phoenix_macro_components__(), kind, []), else: [])

  @doc false
  def definition(module) do
    case module |> Module.get_attribute(@attribute) |> Enum.reverse() do
      [] ->
        nil

      data ->
        quote do
          @doc false
          def __phoenix_macro_components__, do: unquote(data |> Enum.group_by(&elem(&1, 0), &elem(&1, 1)) |> Macro.escape())
        end
    end
  end

  @doc "Expands the macro components in the tree of a template, and hook names that start with a dot."
  def expanded(children, state), do: Enum.flat_map(children, &node(&1, state))

  defp node({:block, marker, parts, meta}, state) do
    [{:block, marker, Enum.map(parts, fn part -> if is_list(part), do: expanded(part, state), else: part end), meta}]
  end

  defp node({kind, name, attrs, children, meta}, state) do
    case Enum.split_with(attrs, &(elem(&1, 0) == ":type")) do
      {[{_, {:expr, source, at}, _}], attrs} when kind == :tag -> component(source |> expression(at, state) |> named(state.caller), {name, attrs, children, meta}, state)
      {[{_, _, at} | _], _} -> fail!(":type must be the name of a module between {...}, of a tag", at, state)
      {[], attrs} -> [{kind, name, Enum.map(attrs, &hook(&1, state)), expanded(children, state), meta}]
    end
  end

  defp node(other, _state), do: [other]

  defp named({:__aliases__, _, _} = alias, caller), do: Macro.expand(alias, caller)
  defp named(other, _caller), do: other

  # A hook name that starts with a dot is local to the module.
  defp hook({"phx-hook", {:string, "." <> name, quotes}, at}, %{caller: caller}), do: {"phx-hook", {:string, "#{inspect(caller.module)}.#{name}", quotes}, at}
  defp hook(attr, _state), do: attr

  defp component(module, {_, _, _, meta} = tag, state) when is_atom(module) do
    unless Code.ensure_compiled(module) == {:module, module} and function_exported?(module, :transform, 2) do
      fail!("#{inspect(module)} is not a macro component: it has no transform/2", meta, state)
    end

    case module.transform(outward(tag, state), %{env: %{state.caller | line: meta.line}}) do
      {:ok, result} ->
        inward(result, meta)

      {:ok, result, data} ->
        Module.put_attribute(state.caller.module, @attribute, {module, data})
        inward(result, meta)

      other ->
        fail!("a macro component must return {:ok, ast} or {:ok, ast, data}, got: #{inspect(other)}", meta, state)
    end
  end

  defp component(other, {_, _, _, meta}, state), do: fail!(":type must be a module known when the template is compiled, got: #{Macro.to_string(other)}", meta, state)

  defp outward({name, attrs, children, meta}, state) do
    {name, Enum.map(attrs, &attribute(&1, state)), Enum.map(children, &child(&1, meta, state)), Map.take(meta, [:closing])}
  end

  defp attribute({name, nil, _}, _state), do: {name, nil}
  defp attribute({name, {:string, text, _}, _}, _state), do: {name, text}
  defp attribute({name, {:expr, source, meta}, at}, state) when is_binary(name), do: if(String.starts_with?(name, ":"), do: fail!("a macro component cannot have #{name}", at, state), else: {name, expression(source, meta, state)})
  defp attribute({_root, _, at}, state), do: fail!("a macro component cannot have attributes of an expression", at, state)

  defp child({:text, text}, _meta, _state), do: text
  defp child({:tag, name, attrs, children, meta}, _meta, state), do: outward({name, attrs, children, meta}, state)
  defp child(_dynamic, meta, state), do: fail!("a macro component can have text and tags inside, and nothing that is computed", meta, state)

  defp inward("", _meta), do: []
  defp inward(text, _meta) when is_binary(text), do: [{:text, text}]

  defp inward({name, attrs, children, made}, meta) do
    meta = Map.put(meta, :closing, made[:closing])
    [{:tag, name, Enum.map(attrs, &given(&1, meta)), Enum.flat_map(children, &inward(&1, meta)), meta}]
  end

  defp given({name, nil}, meta), do: {name, nil, meta}
  defp given({name, text}, meta) when is_binary(text), do: {name, {:string, text, ?"}, meta}
  defp given({name, ast}, meta), do: {name, {:expr, Macro.to_string(ast), meta}, meta}
end

defmodule Phoenix.LiveView.ColocatedJS do
  @moduledoc """
  A script in a template. `app.js` imports it from `phoenix-colocated/my_app`:

      <script :type={Phoenix.LiveView.ColocatedJS} name="Clock">
        export default class Clock extends HTMLElement {}
      </script>

  Attributes: `key` is the export of `phoenix-colocated/my_app` that contains the script, and
  `name` is the name of the script there.
  """

  @behaviour Phoenix.Component.MacroComponent

  @impl true
  def transform({"script", attributes, [text], _}, _meta) do
    attrs = Map.new(attributes)

    case attrs do
      %{"name" => name} when not is_binary(name) -> raise ArgumentError, "the name attribute of a colocated script must be a compile-time string. Got: #{Macro.to_string(name)}"
      %{"key" => _} when not is_map_key(attrs, "name") -> raise ArgumentError, "a name is required when a key is given"
      _ -> {:ok, "", %{name: attrs["name"], key: attrs["key"] || "default", text: text}}
    end
  end

  def transform(_tag, _meta), do: raise(ArgumentError, "ColocatedJS can only be used on script tags")
end

defmodule Phoenix.LiveView.ColocatedHook do
  @moduledoc """
  A hook in the template that uses it. Its name begins with a dot and is local to the module:

      <input id="phone" phx-hook=".Phone" />
      <script :type={Phoenix.LiveView.ColocatedHook} name=".Phone">
        export default { mounted() { this.el.focus() } }
      </script>

  With `runtime`, the script stays in the page. It is a JavaScript expression whose value is the
  hook.
  """

  @behaviour Phoenix.Component.MacroComponent

  @impl true
  def transform({"script", attributes, [text], meta}, %{env: env}) do
    attrs = Map.new(attributes)
    name = "#{inspect(env.module)}.#{name!(attrs)}"

    if Map.has_key?(attrs, "runtime") do
      code = "window[\"phx_hook_#{Phoenix.HTML.javascript_escape(name)}\"] = function() {\n  return #{String.trim_leading(text)}\n}\n"
      kept = for {key, value} <- attributes, key not in ["name", "runtime"], do: {key, value}
      {:ok, {"script", [{"data-phx-runtime-hook", name} | kept], [code], meta}}
    else
      {:ok, "", %{name: name, key: "hooks", text: text}}
    end
  end

  def transform(_tag, _meta), do: raise(ArgumentError, "a ColocatedHook can only be defined on script tags")

  defp name!(%{"name" => "." <> name}), do: name

  defp name!(%{"name" => name}) when is_binary(name) do
    raise ArgumentError, "colocated hook names must start with a dot, invalid hook name: #{name}\n\nHint: name your hook <script :type={ColocatedHook} name=\".#{name}\" ...>\n"
  end

  defp name!(%{"name" => name}), do: raise(ArgumentError, "the name attribute of a colocated hook must be a compile-time string. Got: #{Macro.to_string(name)}")
  defp name!(_attrs), do: raise(ArgumentError, "missing required name attribute for ColocatedHook")
end
