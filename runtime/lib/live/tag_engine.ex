defmodule Phoenix.LiveView.TagEngine do
  @moduledoc """
  HEEx: compiles templates (`compile/2`), and contains the functions that they call at run time.
  """

  alias Phoenix.Component.MacroComponent
  alias Phoenix.LiveView.{TagCompiler, TagParser, Tokenizer}

  @doc "Returns the quoted form of a template. Options: `:file`, `:line`, `:caller`, `:indentation`."
  def compile(source, opts) do
    caller = Keyword.fetch!(opts, :caller)

    state = %{
      source: source,
      file: opts[:file] || "nofile",
      line: opts[:line] || 1,
      indentation: opts[:indentation] || 0,
      caller: caller
    }

    case EEx.Tokenizer.tokenize(source, file: state.file, line: state.line, indentation: state.indentation, column: opts[:column] || 1) do
      {:ok, eex} ->
        eex |> Tokenizer.tokenize(state) |> TagParser.parse(state) |> MacroComponent.expanded(state) |> TagCompiler.rendered(state)

      {:error, message, meta} ->
        Tokenizer.fail!(message, meta, state)
    end
  end

  @doc "Calls a function component like a template does."
  def component(fun, assigns, caller) when is_function(fun, 1) and (is_list(assigns) or is_map(assigns)) do
    assigns = if is_list(assigns), do: Map.new(assigns), else: assigns

    case fun.(Map.put_new(assigns, :__changed__, nil)) do
      %Phoenix.LiveView.Rendered{} = rendered ->
        %{rendered | caller: caller}

      %Phoenix.LiveView.Component{} = component ->
        component

      other ->
        raise RuntimeError, """
        expected #{inspect(fun)} to return a %Phoenix.LiveView.Rendered{} struct

        Ensure your render function uses ~H to define its template.

        Got:

            #{inspect(other)}

        """
    end
  end

  @doc false
  def slot_assigns(assigns, _name, nil), do: assigns
  def slot_assigns(assigns, name, changed) when is_map_key(changed, name), do: assigns
  def slot_assigns(assigns, _name, _changed), do: Map.put(assigns, :__changed__, %{})

  @doc false
  def let_mismatch!(slot, pattern, value) do
    raise "cannot match arguments sent from render_slot/2 against the pattern in :let.\n\nExpected a value matching `#{pattern}`, got: #{inspect(value)}\n\nThe slot is :#{slot}"
  end

  @doc "Merges the named attributes into the assigns of `{@rest}`."
  def merge(roots, assigns, changed) do
    rest = Enum.reduce(roots, %{}, fn {root, _}, acc -> Map.merge(acc, to_map(root)) end)
    touched = for {root, true} <- roots, {key, _} <- to_map(root), into: %{}, do: {key, true}

    rest
    |> Map.delete(:__changed__)
    |> Map.merge(assigns)
    |> Map.put(:__changed__, changed && Map.merge(touched, changed))
  end

  defp to_map(map) when is_map(map), do: map
  defp to_map(list) when is_list(list), do: Map.new(list)

  @doc "Returns the changed assigns of a component, given which expressions have changed."
  def changes(pairs), do: for({key, true} <- pairs, into: %{}, do: {key, true})

  @doc "Renders an attribute with a computed value."
  def attribute(name, value) do
    {:safe, data} = Phoenix.HTML.attributes_escape([{name, value}])
    data
  end

  @doc "Returns the value of `class`: the values that are neither nil nor false, in order."
  def class_value(list) when is_list(list), do: list |> Phoenix.HTML.class() |> Phoenix.HTML.Engine.html_escape()
  def class_value(value), do: empty_value(value)

  @doc "Renders an attribute that is present even if its value is empty."
  def empty_value(value) when value in [nil, false], do: ""
  def empty_value(true), do: ""
  def empty_value({:safe, data}), do: data
  def empty_value(value), do: value |> Phoenix.HTML.Safe.to_iodata()

  @doc false
  def attributes(root) do
    {:safe, data} = Phoenix.HTML.attributes_escape(root)
    data
  end

  @doc "Returns the entries of a `for` in a template, and for a stream the insertions and deletions."
  def comprehension(static, fingerprint, collection, entries) do
    %Phoenix.LiveView.Comprehension{
      static: static,
      dynamics: entries,
      fingerprint: fingerprint,
      stream: Phoenix.LiveView.LiveStream.instructions(collection)
    }
  end
end
