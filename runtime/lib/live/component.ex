defmodule Phoenix.Component do
  @moduledoc """
  Function components: functions with the argument `assigns` that return a template in `~H`.

      attr :name, :string, required: true
      slot :inner_block

      def greet(assigns) do
        ~H"<p>Hello, {@name}! {render_slot(@inner_block)}</p>"
      end

  In a template, `<.greet name="Ann" />` calls this function. `<MyApp.Parts.greet name="Ann" />`
  calls it from another module.
  """

  alias Phoenix.LiveView.{Socket, Utils}

  @doc false
  defmacro __using__(opts \\ []) do
    quote do
      import Phoenix.Component
      import Phoenix.Component.Declarative, only: [attr: 2, attr: 3, slot: 1, slot: 2, slot: 3]
      Phoenix.Component.Declarative.__setup__(__MODULE__, unquote(opts))
      @on_definition Phoenix.Component.Declarative
      @before_compile Phoenix.Component.Declarative
      @after_compile Phoenix.Component.Declarative
    end
  end

  @doc "Compiles a HEEx template. The function around it must have a variable `assigns`."
  defmacro sigil_H({:<<>>, meta, [source]}, modifiers) when modifiers == [] or modifiers == ~c"noformat" do
    unless Macro.Env.has_var?(__CALLER__, {:assigns, nil}) do
      raise "~H requires a variable named \"assigns\" to exist and be set to a map"
    end

    line = if meta[:indentation], do: __CALLER__.line + 1, else: __CALLER__.line
    Phoenix.LiveView.TagEngine.compile(source, file: __CALLER__.file, line: line, caller: __CALLER__, indentation: meta[:indentation] || 0)
  end

  @doc "Defines a function component for each template file that matches a pattern relative to the module."
  defmacro embed_templates(pattern, opts \\ []) do
    root = Path.expand(Keyword.get(opts, :root, "."), Path.dirname(__CALLER__.file))
    suffix = opts[:suffix] || ""

    for file <- Path.wildcard(Path.join(root, "#{pattern}.html.heex")) do
      name = file |> Path.basename() |> String.split(".") |> hd()
      env = %{__CALLER__ | versioned_vars: %{{:assigns, nil} => 0}}
      ast = Phoenix.LiveView.TagEngine.compile(File.read!(file), file: file, line: 1, caller: env)
      assigns = {:assigns, [], nil}

      quote do
        @external_resource unquote(file)
        def unquote(String.to_atom(name <> suffix))(unquote(assigns)) do
          _ = unquote(assigns)
          unquote(ast)
        end
      end
    end
  end

  @doc "Renders a slot, with an argument for its `:let`."
  defmacro render_slot(slot, argument \\ nil) do
    quote do
      unquote(__MODULE__).__render_slot__(var!(changed, Phoenix.LiveView.Engine), unquote(slot), unquote(argument))
    end
  end

  @doc false
  def __render_slot__(_changed, [], _argument), do: nil
  def __render_slot__(changed, [entry], argument), do: slot_entry(entry, changed, argument)

  def __render_slot__(_changed, entries, argument) when is_list(entries) do
    %Phoenix.LiveView.Comprehension{
      static: ["", ""],
      dynamics: for(entry <- entries, do: [Phoenix.LiveView.Engine.live_to_iodata(slot_entry(entry, nil, argument))]),
      fingerprint: :slot
    }
  end

  def __render_slot__(changed, entry, argument) when is_map(entry), do: slot_entry(entry, changed, argument)

  defp slot_entry(%{inner_block: nil} = entry, _changed, _argument) do
    raise RuntimeError, "attempted to render slot <:#{entry.__slot__}> but the slot has no inner content"
  end

  defp slot_entry(entry, changed, argument), do: entry.inner_block.(changed, argument)

  @doc "Sets a value in the assigns of a socket or component."
  def assign(socket_or_assigns, key, value)
  def assign(%Socket{} = socket, key, value), do: Utils.assign(socket, check!(key), value)

  def assign(%{__changed__: changed} = assigns, key, value) do
    case assigns do
      %{^key => ^value} -> assigns
      %{} -> Utils.force_assign(assigns, changed, check!(key), value)
    end
  end

  def assign(assigns, _key, _value), do: raise_bad!("assign/3", assigns)

  @doc "Sets several values, given as pairs or by a function of the assigns."
  def assign(socket_or_assigns, keyword_or_map_or_fun)

  def assign(socket_or_assigns, fun) when is_function(fun, 1) do
    assigns = with %Socket{assigns: assigns} <- socket_or_assigns, do: assigns
    assign(socket_or_assigns, fun.(assigns))
  end

  def assign(socket_or_assigns, pairs) when is_map(pairs) or is_list(pairs) do
    Enum.reduce(pairs, socket_or_assigns, fn {key, value}, acc -> assign(acc, key, value) end)
  end

  defp check!(key) when key in [:flash, :uploads, :streams, :socket, :myself] do
    raise ArgumentError, "#{inspect(key)} is a reserved assign by LiveView and it cannot be set directly"
  end

  defp check!(key), do: key

  defp raise_bad!(what, %{} = assigns) do
    raise ArgumentError, "#{what} expects a socket from Phoenix.LiveView/Phoenix.LiveComponent  or an assigns map from Phoenix.Component as first argument, got: #{inspect(assigns)}You passed an assigns map that does not have the relevant change tracking information. This typically means you are calling a function component by hand instead of using the HEEx template syntax. If you are using HEEx, make sure you are calling a component using:\n\n    <.component attribute={value} />\n\nIf you are outside of HEEx and you want to test a component, use Phoenix.LiveViewTest.render_component/2:\n\n    Phoenix.LiveViewTest.render_component(&component/1, attribute: \"value\")\n"
  end

  defp raise_bad!(what, other) do
    raise ArgumentError, "#{what} expects a socket from Phoenix.LiveView/Phoenix.LiveComponent  or an assigns map from Phoenix.Component as first argument, got: #{inspect(other)}"
  end

  @doc "Sets a value from a function unless the assign exists."
  def assign_new(socket_or_assigns, key, fun)

  def assign_new(%Socket{} = socket, key, fun) when is_function(fun, 1) do
    case socket.assigns do
      %{^key => _} ->
        socket

      assigns ->
        case socket.private do
          %{assign_new: {parent, keys}} ->
            value = with %{^key => value} <- parent, do: {:ok, value}
            value = if match?({:ok, _}, value), do: elem(value, 1), else: fun.(assigns)
            Utils.force_assign(%{socket | private: %{socket.private | assign_new: {parent, [key | keys]}}}, key, value)

          _ ->
            Utils.force_assign(socket, key, fun.(assigns))
        end
    end
  end

  def assign_new(%Socket{} = socket, key, fun) when is_function(fun, 0), do: assign_new(socket, key, fn _ -> fun.() end)

  def assign_new(%{__changed__: changed} = assigns, key, fun) do
    case assigns do
      %{^key => _} -> assigns
      %{} when is_function(fun, 1) -> Utils.force_assign(assigns, changed, key, fun.(assigns))
      %{} when is_function(fun, 0) -> Utils.force_assign(assigns, changed, key, fun.())
    end
  end

  def assign_new(assigns, _key, fun) when is_function(fun), do: raise_bad!("assign_new/3", assigns)

  @doc "Updates an assign with a function of its value."
  def update(socket_or_assigns, key, fun)

  def update(%Socket{assigns: assigns} = socket, key, fun) when is_function(fun), do: update(socket, assigns, key, fun)
  def update(%{__changed__: _} = assigns, key, fun) when is_function(fun), do: update(assigns, assigns, key, fun)
  def update(assigns, _key, fun) when is_function(fun), do: raise_bad!("update/3", assigns)

  defp update(socket_or_assigns, assigns, key, fun) do
    case assigns do
      %{^key => value} -> assign(socket_or_assigns, key, if(is_function(fun, 2), do: fun.(value, assigns), else: fun.(value)))
      %{} -> raise KeyError, key: key, term: assigns
    end
  end

  @doc "Returns whether an assign has changed since the page was rendered last."
  def changed?(%Socket{assigns: assigns}, key), do: changed?(assigns, key)
  def changed?(%{__changed__: nil}, _key), do: true
  def changed?(%{__changed__: changed}, key), do: Map.has_key?(changed, key)

  @doc """
  Returns the assigns as attributes for `{...}`, without the assigns of the component itself.
  """
  def assigns_to_attributes(assigns, exclude \\ []) do
    reserved = [:__changed__, :__slot__, :__given__, :inner_block, :myself, :flash, :socket] ++ exclude

    for {key, value} <- assigns, key not in reserved, not match?([%{__slot__: _} | _], value), do: {key, value}
  end

  @doc "Returns the flash message of a kind."
  def live_flash(other, _key) when not is_map(other) or is_struct(other) do
    raise ArgumentError, "live_flash/2 expects a @flash assign, got: #{inspect(other)}"
  end

  def live_flash(%{} = flash, key), do: Map.get(flash, to_string(key))

  @doc "Creates a form for `<.form>` from params, or from data such as a changeset."
  def to_form(data_or_params, options \\ [])

  def to_form(%Phoenix.HTML.Form{} = data, []), do: data

  def to_form(%Phoenix.HTML.Form{} = data, options) do
    data =
      case Keyword.fetch(options, :as) do
        {:ok, as} ->
          name = if as == nil, do: as, else: to_string(as)
          %{data | name: name, id: Keyword.get(options, :id) || name}

        :error ->
          case Keyword.fetch(options, :id) do
            {:ok, id} -> %{data | id: id}
            :error -> data
          end
      end

    {action, options} = Keyword.pop(options, :action, data.action)
    data = %{data | errors: Keyword.get(options, :errors, data.errors), action: action}
    %{data | options: options |> Keyword.drop([:as, :id, :errors]) |> Keyword.merge(data.options)}
  end

  def to_form(data, options) do
    if is_atom(data), do: raise(ArgumentError, "you are passing an atom to to_form/2, got: #{inspect(data)}. If you want to build a form without data, pass a map with string keys")
    Phoenix.HTML.FormData.to_form(data, options)
  end

  @doc "Returns whether the user has interacted with an input."
  def used_input?(%Phoenix.HTML.FormField{field: field, form: form}) do
    params = form.params

    case params do
      %{} when map_size(params) == 0 -> false
      %{} -> used_param?(params, to_string(field))
    end
  end

  defp used_param?(params, "_unused_" <> field), do: used_param?(params, field)

  defp used_param?(params, field) do
    case params do
      %{^field => _} -> not is_map_key(params, "_unused_" <> field)
      _ -> false
    end
  end

  @doc "Renders a LiveView inside a template."
  def live_render(conn_or_socket, view, opts \\ [])
  def live_render(%Socket{} = parent, view, opts), do: Phoenix.LiveView.Static.nested_render(parent, view, opts)

  def live_render(conn, view, opts) do
    case Phoenix.LiveView.Static.render(conn, view, opts) do
      {:ok, content, _assigns} -> content
      {:stop, _} -> raise RuntimeError, "cannot redirect from a child LiveView"
    end
  end

  @doc false
  def __components__, do: Phoenix.Component.Elements.__components__()

  @doc """
  Renders a link. `href` leaves the page, `navigate` opens another LiveView, `patch` stays in this
  LiveView.
  """
  defdelegate link(assigns), to: Phoenix.Component.Elements
  @doc "Renders a form. Its fields are `@form[:name]`."
  defdelegate form(assigns), to: Phoenix.Component.Elements
  @doc "Renders the forms of the data nested in a field."
  defdelegate inputs_for(assigns), to: Phoenix.Component.Elements
  @doc "Renders the title of the page, which the assign `page_title` changes."
  defdelegate live_title(assigns), to: Phoenix.Component.Elements
  @doc "Renders a live component, which has its own state and events."
  defdelegate live_component(assigns), to: Phoenix.Component.Elements
  @doc "Renders a container that keeps the keyboard focus inside."
  defdelegate focus_wrap(assigns), to: Phoenix.Component.Elements
  @doc "Renders a tag whose name is an assign."
  defdelegate dynamic_tag(assigns), to: Phoenix.Component.Elements
  @doc "Renders a separator between the entries of a list."
  defdelegate intersperse(assigns), to: Phoenix.Component.Elements
  @doc """
  Renders an asynchronous assign. There are slots for the loading, failed and finished states.
  """
  defdelegate async_result(assigns), to: Phoenix.Component.Elements
  @doc "Renders the file input of an upload."
  defdelegate live_file_input(assigns), to: Phoenix.Component.Elements
  @doc "Renders a preview of a chosen image before it is uploaded."
  defdelegate live_img_preview(assigns), to: Phoenix.Component.Elements

  @doc "Returns the errors of a whole upload."
  def upload_errors(%Phoenix.LiveView.UploadConfig{ref: ref, errors: errors}), do: for({^ref, reason} <- errors, do: reason)

  @doc "Returns the errors of one file of an upload."
  def upload_errors(%Phoenix.LiveView.UploadConfig{errors: errors}, %Phoenix.LiveView.UploadEntry{ref: ref}), do: for({^ref, reason} <- errors, do: reason)
end
