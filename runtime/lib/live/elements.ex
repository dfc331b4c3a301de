defmodule Phoenix.Component.Elements do
  @moduledoc false
  # Implements the components of Phoenix.Component.

  use Phoenix.Component

  attr :navigate, :string
  attr :patch, :string
  attr :href, :any
  attr :replace, :boolean, default: false
  attr :method, :string, default: "get"
  attr :csrf_token, :any, default: true
  attr :rest, :global, include: ~w(download hreflang referrerpolicy rel target type)
  slot :inner_block, required: true

  def link(%{navigate: to} = assigns) when is_binary(to) do
    ~H|<a href={@navigate} data-phx-link="redirect" data-phx-link-state={if @replace, do: "replace", else: "push"} {@rest}>{render_slot(@inner_block)}</a>|
  end

  def link(%{patch: to} = assigns) when is_binary(to) do
    ~H|<a href={@patch} data-phx-link="patch" data-phx-link-state={if @replace, do: "replace", else: "push"} {@rest}>{render_slot(@inner_block)}</a>|
  end

  def link(%{href: href} = assigns) when href != "#" and not is_nil(href) do
    assigns = assign(assigns, :href, valid_href!(href))

    ~H|<a href={@href} data-method={if @method != "get", do: @method} data-csrf={if @method != "get", do: csrf(@csrf_token, @href)} data-to={if @method != "get", do: @href} {@rest}>{render_slot(@inner_block)}</a>|
  end

  def link(%{} = assigns) do
    ~H|<a href="#" {@rest}>{render_slot(@inner_block)}</a>|
  end

  defp valid_href!({:safe, text}), do: valid_href!(IO.iodata_to_binary(text))
  defp valid_href!({scheme, rest}) when is_atom(scheme), do: "#{scheme}:#{rest}"
  defp valid_href!(%URI{} = uri), do: URI.to_string(uri)

  defp valid_href!(href) do
    for scheme <- ["javascript:", "data:", "vbscript:"], String.starts_with?(href, scheme) do
      raise ArgumentError, "unsupported scheme given to <.link>. In case you want to link to an\nunknown or unsafe scheme, such as javascript, use a tuple: {:javascript, rest}\n"
    end

    href
  end

  defp csrf(true, href), do: Plug.CSRFProtection.get_csrf_token_for(href)
  defp csrf(false, _href), do: nil
  defp csrf(token, _href), do: token

  attr :for, :any, required: true
  attr :action, :string, default: nil
  attr :as, :atom
  attr :method, :string
  attr :multipart, :boolean, default: false
  attr :csrf_token, :any
  attr :errors, :list
  attr :rest, :global, include: ~w(autocomplete name rel enctype novalidate target)
  slot :inner_block, required: true

  def form(assigns) do
    form = to_form(assigns.for || %{}, assigns |> Map.take([:as, :errors]) |> Map.to_list())
    {method, hidden} = if assigns.action, do: method(assigns[:method] || form.options[:method] || "post"), else: {assigns[:method] || form.options[:method], nil}
    token = assigns[:csrf_token]
    token = if token in [nil, true] and assigns.action != nil and method == "post", do: Plug.CSRFProtection.get_csrf_token_for(assigns.action), else: token
    id = assigns.rest[:id] || form.id
    attrs = [id: id, action: assigns.action, method: method, enctype: if(assigns.multipart, do: "multipart/form-data")]
    attrs = Enum.reject(attrs, fn {_, value} -> is_nil(value) end)

    assigns =
      assigns
      |> assign(:form, %{form | id: id || form.id})
      |> assign(:attrs, attrs)
      |> assign(:hidden_method, hidden)
      |> assign(:token, if(is_binary(token), do: token))
      |> assign(:rest, Map.delete(assigns.rest, :id))

    ~H"""
    <form {@attrs} {@rest}>
      <input :if={@hidden_method} name="_method" type="hidden" hidden value={@hidden_method} />
      <input :if={@token} name="_csrf_token" type="hidden" hidden value={@token} />
      {render_slot(@inner_block, @form)}
    </form>
    """
  end

  defp method(method) do
    case method |> to_string() |> String.downcase() do
      method when method in ["get", "post"] -> {method, nil}
      method -> {"post", method}
    end
  end

  attr :field, Phoenix.HTML.FormField, required: true
  attr :id, :string
  attr :as, :atom
  attr :default, :any
  attr :prepend, :list
  attr :append, :list
  attr :skip_hidden, :boolean, default: false
  attr :options, :list, default: []
  slot :inner_block, required: true

  def inputs_for(assigns) do
    %{field: name, form: parent} = assigns.field
    options = assigns |> Map.take([:id, :as, :default, :append, :prepend]) |> Map.to_list()
    options = parent.options |> Keyword.take([:multipart]) |> Keyword.merge(assigns.options) |> Keyword.merge(options)
    forms = parent.impl.to_form(parent.source, parent, name, options)
    assigns = assign(assigns, :forms, forms)

    ~H"""
    <%= for form <- @forms do %>
      <input :for={{name, value} <- if(@skip_hidden, do: [], else: form.hidden)} type="hidden" name={"#{form.name}[#{name}]"} value={value} />
      {render_slot(@inner_block, form)}
    <% end %>
    """
  end

  attr :prefix, :string, default: nil
  attr :default, :string, default: nil
  attr :suffix, :string, default: nil
  slot :inner_block, required: true

  def live_title(assigns) do
    ~H"""
    <title data-prefix={@prefix} data-default={@default} data-suffix={@suffix}>{@prefix}{title(@inner_block, @default)}{@suffix}</title>
    """
  end

  defp title([%{inner_block: block}], default) do
    case block.(nil, nil) |> Phoenix.HTML.Safe.to_iodata() |> IO.iodata_to_binary() |> String.trim() do
      "" -> default
      text -> {:safe, text}
    end
  end

  def live_component(assigns) do
    id = assigns[:id]
    {module, assigns} = assigns |> Map.delete(:__changed__) |> Map.pop(:module)

    if module == nil or not is_atom(module) do
      raise ArgumentError, ".live_component expects module={...} to be given and to be an atom, got: #{inspect(module)}"
    end

    if id == nil, do: raise(ArgumentError, ".live_component expects id={...} to be given, got: nil")

    case Code.ensure_loaded(module) do
      {:module, _} -> %Phoenix.LiveView.Component{id: id, assigns: assigns, component: module}
      {:error, reason} -> raise ArgumentError, "module #{inspect(module)} is not available: #{inspect(reason)}"
    end
  end

  attr :id, :string, required: true
  attr :rest, :global
  slot :inner_block, required: true

  def focus_wrap(assigns) do
    ~H"""
    <div id={@id} phx-hook="Phoenix.FocusWrap" {@rest}>
      <div id={"#{@id}-start"} tabindex="0" aria-hidden="true"></div>
      {render_slot(@inner_block)}
      <div id={"#{@id}-end"} tabindex="0" aria-hidden="true"></div>
    </div>
    """
  end

  attr :name, :string
  attr :tag_name, :string
  attr :rest, :global
  slot :inner_block

  def dynamic_tag(assigns) do
    name = assigns[:tag_name] || assigns[:name]

    if Regex.match?(~r/[\s<>"'\/]/, name) do
      raise ArgumentError, "expected dynamic_tag name to be safe HTML, got: #{inspect(name)}"
    end

    assigns = assign(assigns, :tag_open, {:safe, ["<", name]}) |> assign(:tag_close, {:safe, ["</", name, ">"]})
    ~H|{@tag_open}{Phoenix.HTML.attributes_escape(@rest)}{{:safe, ">"}}{render_slot(@inner_block)}{@tag_close}|
  end

  attr :enum, :any, required: true
  slot :inner_block, required: true
  slot :separator, required: true

  def intersperse(assigns) do
    assigns = assign(assigns, :last, length(Enum.to_list(assigns.enum)) - 1)

    ~H"""
    <%= for {item, n} <- Enum.with_index(@enum) do %>{render_slot(@inner_block, item)}<%= if n < @last do %>{render_slot(@separator)}<% end %><% end %>
    """
  end

  attr :assign, Phoenix.LiveView.AsyncResult, required: true
  slot :loading
  slot :failed
  slot :inner_block

  def async_result(%{assign: async} = assigns) do
    cond do
      async.ok? -> ~H|{render_slot(@inner_block, @assign.result)}|
      async.loading -> ~H|{render_slot(@loading, @assign.loading)}|
      async.failed -> ~H|{render_slot(@failed, @assign.failed)}|
      true -> ~H||
    end
  end

  attr :upload, Phoenix.LiveView.UploadConfig, required: true
  attr :accept, :string
  attr :rest, :global, include: ~w(webkitdirectory required disabled capture form)

  def live_file_input(%{upload: upload} = assigns) do
    %{entries: entries, errors: errors} = upload

    assigns =
      assigns
      |> assign_new(:accept, fn -> if upload.accept != :any, do: upload.accept end)
      |> assign(:active, refs(entries))
      |> assign(:done, entries |> Enum.filter(& &1.done?) |> refs())
      |> assign(:preflighted, entries |> Enum.filter(& &1.preflighted?) |> refs())
      |> assign(:failed, errors != [] && errors |> Enum.map(&elem(&1, 0)) |> Enum.uniq() |> Enum.join(","))

    ~H|<input id={@upload.ref} type="file" name={@upload.name} accept={@accept} data-phx-hook="Phoenix.LiveFileUpload" data-phx-update="ignore" data-phx-upload-ref={@upload.ref} data-phx-active-refs={@active} data-phx-done-refs={@done} data-phx-preflighted-refs={@preflighted} data-phx-error-refs={@failed} data-phx-auto-upload={@upload.auto_upload?} multiple={@upload.max_entries > 1} {@rest}>|
  end

  defp refs(entries), do: Enum.map_join(entries, ",", & &1.ref)

  attr :entry, Phoenix.LiveView.UploadEntry, required: true
  attr :id, :string, default: nil
  attr :rest, :global, include: ~w(alt width height)

  def live_img_preview(assigns) do
    ~H|<img id={@id \|\| "phx-preview-#{@entry.ref}"} data-phx-upload-ref={@entry.upload_ref} data-phx-entry-ref={@entry.ref} data-phx-hook="Phoenix.LiveImgPreview" data-phx-update="ignore" {@rest}>|
  end
end
