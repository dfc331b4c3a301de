defmodule Phoenix.Controller do
  @moduledoc """
  Handles requests: a controller is a module whose functions take a connection and parameters.

      defmodule MyAppWeb.HelloController do
        use Phoenix.Controller, formats: [:html, :json]

        def show(conn, %{"name" => name}), do: text(conn, "hello " <> name)
      end
  """

  import Plug.Conn

  alias Phoenix.Controller.Negotiation
  alias Plug.Conn.AlreadySentError

  @unsent [:unset, :set, :set_chunked, :set_file, :set_upgraded]

  @doc false
  defmacro __using__(opts) do
    opts = if Macro.quoted_literal?(opts), do: Macro.prewalk(opts, &expand(&1, __CALLER__)), else: opts

    quote do
      import Phoenix.Controller
      import Plug.Conn
      use Phoenix.Controller.Pipeline

      @before_compile Phoenix.Controller.Pipeline
      {layouts, view} = Phoenix.Controller.__defaults__(__MODULE__, unquote(opts))
      plug :put_new_layout, layouts
      plug :put_new_view, view
    end
  end

  defp expand({:__aliases__, _, _} = alias, env), do: Macro.expand(alias, %{env | function: {:action, 2}})
  defp expand(other, _env), do: other

  @doc false
  def __defaults__(module, opts) do
    base = module |> Module.split() |> List.last() |> Phoenix.Naming.unsuffix("Controller")
    namespace = module |> Module.split() |> Enum.drop(-1)

    case Keyword.fetch(opts, :formats) do
      {:ok, formats} ->
        views =
          for format <- formats do
            {format, suffix} = if is_tuple(format), do: format, else: {format, format |> Atom.to_string() |> String.upcase()}
            {format, Module.concat(namespace ++ ["#{base}#{suffix}"])}
          end

        layouts = Keyword.get(opts, :layouts, [])
        {layouts, views}

      :error ->
        {Keyword.get(opts, :layouts, false), Module.concat(namespace ++ ["#{base}View"])}
    end
  end

  # Action and endpoint

  @doc "Returns the name of the action."
  def action_name(conn), do: conn.private.phoenix_action

  @doc "Returns the controller."
  def controller_module(conn), do: conn.private.phoenix_controller

  @doc "Returns the router."
  def router_module(conn), do: conn.private.phoenix_router

  @doc "Returns the endpoint."
  def endpoint_module(conn), do: conn.private.phoenix_endpoint

  @doc "Sets the fallback for actions that return no connection: a plug, or the name of a function."
  defmacro action_fallback(plug), do: Phoenix.Controller.Pipeline.__action_fallback__(plug, __CALLER__)

  # Responses

  @doc "Sends a JSON response."
  def json(conn, data) do
    response = Phoenix.json_library().encode_to_iodata!(data)
    send_typed(conn, conn.status || 200, "application/json", response)
  end

  @doc "Wraps a JSON response in a call of the function that the request names."
  def allow_jsonp(conn, opts \\ []) do
    callback = conn |> fetch_query_params() |> Map.get(:query_params) |> Map.get(Keyword.get(opts, :callback, "callback"), "")

    cond do
      callback == "" -> conn
      callback =~ ~r/\A[\w$.\[\]]+\z/ -> register_before_send(conn, &jsonp(&1, callback))
      true -> raise ArgumentError, "the JSONP callback name contains invalid characters"
    end
  end

  defp jsonp(conn, callback) do
    conn |> put_resp_header("content-type", "application/javascript") |> resp(conn.status, ["/**/ typeof ", callback, " === 'function' && ", callback, ?(, conn.resp_body, ");"])
  end

  @doc "Sends a text response."
  def text(conn, data), do: send_typed(conn, conn.status || 200, "text/plain", to_string(data))

  @doc "Sends an HTML response."
  def html(conn, data), do: send_typed(conn, conn.status || 200, "text/html", data)

  defp send_typed(conn, status, type, body), do: conn |> ensure_type(type) |> send_resp(status, body)

  defp ensure_type(%Plug.Conn{resp_headers: headers} = conn, type) do
    if List.keyfind(headers, "content-type", 0), do: conn, else: put_resp_content_type(conn, type)
  end

  @doc "Redirects the browser: `to: \"/path\"` or `external: \"https://...\"`."
  def redirect(conn, opts) when is_list(opts) do
    url = url(opts)
    escaped = Plug.HTML.html_escape(url)
    body = ~s(<html><body>You are being <a href="#{escaped}">redirected</a>.</body></html>)
    conn |> put_resp_header("location", url) |> send_typed(conn.status || 302, "text/html", body)
  end

  defp url(opts) do
    cond do
      to = opts[:to] -> local_url(to)
      external = opts[:external] -> external
      true -> raise ArgumentError, "expected :to or :external option in redirect/2"
    end
  end

  # Browsers treat a path that starts with two slashes, or a slash and a backslash, as another
  # host.
  defp local_url("//" <> _ = to), do: bad_local(to)

  defp local_url("/" <> _ = to) do
    if String.contains?(to, ["/\\", "\t", "\n", "\r"]), do: raise(ArgumentError, "unsafe characters detected for local redirect in URL #{inspect(to)}"), else: to
  end

  defp local_url(to), do: bad_local(to)
  defp bad_local(to), do: raise(ArgumentError, "the :to option in redirect expects a path but was #{inspect(to)}")

  @doc "Sends a file, or data as a file, for download."
  def send_download(conn, kind, opts \\ [])

  def send_download(conn, {:file, path}, opts) do
    conn |> prepare_download(opts[:filename] || Path.basename(path), opts) |> send_file(conn.status || 200, path, opts[:offset] || 0, opts[:length] || :all)
  end

  def send_download(conn, {:binary, contents}, opts) do
    filename = opts[:filename] || raise ArgumentError, ":filename option is required when sending binary download"
    conn |> prepare_download(filename, opts) |> send_resp(conn.status || 200, contents)
  end

  defp prepare_download(conn, filename, opts) do
    type = opts[:content_type] || MIME.from_path(filename)
    disposition = if opts[:disposition] == :inline, do: "inline", else: "attachment"
    name = URI.encode(filename, &URI.char_unreserved?/1)
    conn |> put_resp_content_type(type, opts[:charset]) |> put_resp_header("content-disposition", ~s(#{disposition}; filename="#{name}"))
  end

  # Views

  @doc "Sets the modules that render, by format, unless they are set."
  def put_new_view(%Plug.Conn{state: state} = conn, module) when state in @unsent do
    if is_map_key(conn.private, :phoenix_view), do: conn, else: put_private(conn, :phoenix_view, by_format(module))
  end

  @doc "Sets the module that renders, or modules by format."
  def put_view(%Plug.Conn{state: state} = conn, module) when state in @unsent do
    old = conn.private[:phoenix_view] || %{}
    new = by_format(module)
    view = if is_map_key(new, :_), do: new, else: Map.merge(old, new)
    put_private(conn, :phoenix_view, view)
  end

  def put_view(%Plug.Conn{}, _module), do: raise(AlreadySentError)

  defp by_format(module) when is_atom(module), do: %{_: module}
  defp by_format(formats), do: for({format, value} <- formats, into: %{}, do: {to_string(format), value})

  @doc "Returns the module that renders the format of the request."
  def view_module(conn, format \\ nil) do
    views = conn.private[:phoenix_view] || %{}
    format = format || get_safe_format(conn)

    case views do
      %{^format => view} -> view
      %{_: view} -> view
      _ -> raise "no view was found for the format: #{inspect(format)}. The supported formats are: #{inspect(Map.keys(views))}"
    end
  end

  @doc "Returns the name of the template that is rendered."
  def view_template(conn), do: conn.private[:phoenix_template]

  @doc "Sets the layout of the page: `{module, name}`, layouts by format, or false."
  def put_layout(%Plug.Conn{state: state} = conn, layout) do
    if state in @unsent, do: put_private(conn, :phoenix_layout, merge_layout(conn.private[:phoenix_layout], layout)), else: raise(AlreadySentError)
  end

  @doc "Sets the layout of the page, if no layout is set."
  def put_new_layout(%Plug.Conn{} = conn, layout) do
    if is_map_key(conn.private, :phoenix_layout), do: conn, else: put_private(conn, :phoenix_layout, merge_layout(nil, layout))
  end

  @doc "Sets the root layout: `html: {module, name}`, or false."
  def put_root_layout(%Plug.Conn{state: state} = conn, layout) do
    if state in @unsent, do: put_private(conn, :phoenix_root_layout, merge_layout(conn.private[:phoenix_root_layout], layout)), else: raise(AlreadySentError)
  end

  defp merge_layout(_old, false), do: false
  defp merge_layout(_old, {module, name}) when is_atom(module), do: %{_: {module, layout_name(name)}}

  defp merge_layout(old, layouts) when is_list(layouts) do
    new = for {format, layout} <- layouts, into: %{}, do: {to_string(format), named_layout(layout)}
    if is_map(old), do: Map.merge(old, new), else: new
  end

  defp merge_layout(old, name) when is_atom(name) or is_binary(name) do
    case old do
      %{_: {module, _}} -> %{_: {module, layout_name(name)}}
      %{} -> Map.new(old, fn {format, {module, _}} -> {format, {module, layout_name(name)}} end)
      _ -> raise "cannot use put_layout/2 with atom/binary when layout is false, use a tuple instead"
    end
  end

  defp named_layout({module, name}), do: {module, layout_name(name)}
  defp named_layout(false), do: false
  defp named_layout(module), do: {module, "app"}

  defp layout_name(name), do: name |> to_string() |> String.replace_suffix(".html", "")

  @doc "Returns the layout of a format, or false."
  def layout(conn, format \\ nil), do: find_layout(conn.private[:phoenix_layout], format || get_safe_format(conn))

  @doc "Returns the root layout of a format, or false."
  def root_layout(conn, format \\ nil), do: find_layout(conn.private[:phoenix_root_layout], format || get_safe_format(conn))

  defp find_layout(layouts, format) do
    case layouts do
      %{^format => layout} -> layout
      %{_: layout} -> if format == "html", do: layout, else: false
      _ -> false
    end
  end

  @doc "Renders the template named like the action, or the given template."
  def render(conn, template_or_assigns \\ [])
  def render(conn, template) when is_binary(template) or is_atom(template), do: render(conn, template, [])
  def render(conn, assigns), do: render(conn, action_name(conn), assigns)

  @doc "Renders a template: `:show`, in the requested format, or \"show.html\"."
  def render(conn, template, assigns) when is_atom(template) and (is_map(assigns) or is_list(assigns)) do
    format = get_format(conn) || raise "cannot render template #{inspect(template)} because conn.params[\"_format\"] is not set. Please set `plug :accepts, ~w(html json ...)` in your pipeline."
    render_and_send(conn, format, Atom.to_string(template), assigns)
  end

  def render(conn, template, assigns) when is_binary(template) and (is_map(assigns) or is_list(assigns)) do
    case Path.extname(template) do
      "." <> format -> conn |> put_format(format) |> render_and_send(format, Path.rootname(template), assigns)
      "" -> raise "cannot render template #{inspect(template)} without format. Use an atom if you want to set the format dynamically"
    end
  end

  def render(conn, view, template) when is_atom(view) and (is_atom(template) or is_binary(template)) do
    render(put_view(conn, view), template, [])
  end

  defp render_and_send(conn, format, template, assigns) do
    view = view_module(conn, format)
    assigns = conn.assigns |> Map.merge(Map.new(assigns)) |> Map.put(:conn, conn)
    {layout, assigns} = Map.pop(assigns, :layout, layout(conn, format))
    conn = put_private(%{conn | assigns: Map.delete(assigns, :conn)}, :phoenix_template, template <> "." <> format)
    assigns = %{assigns | conn: conn}

    data =
      view
      |> Phoenix.Template.render(template, format, assigns)
      |> within(layout, format, assigns)
      |> within(root_layout(conn, format), format, assigns)

    send_typed(conn, conn.status || 200, MIME.type(format), Phoenix.Template.encode(format, data))
  end

  defp within(content, {module, name}, format, assigns) when is_atom(module) do
    Phoenix.Template.render(module, to_string(name), format, Map.put(assigns, :inner_content, content))
  end

  defp within(content, _layout, _format, _assigns), do: content

  # Formats

  @doc "Returns the format of the response, or nil."
  def get_format(conn) do
    case conn do
      %{private: %{phoenix_format: format}} -> format
      %{params: %{"_format" => format}} when is_binary(format) -> format
      %{private: %{phoenix_view: %{"html" => _}}} -> "html"
      %{private: %{phoenix_view: views}} when map_size(views) == 1 and not is_map_key(views, :_) -> views |> Map.keys() |> hd()
      %{private: %{phoenix_view: %{_: _}}} -> "html"
      _ -> nil
    end
  end

  defp get_safe_format(conn), do: get_format(conn) || "html"

  @doc "Sets the format of the response."
  def put_format(conn, format), do: put_private(conn, :phoenix_format, to_string(format))

  @doc """
  Chooses the format of the response from a list, by the preference of the client. This is a plug.
  """
  def accepts(conn, [_ | _] = accepted) do
    case conn.params do
      %{"_format" => format} -> put_format(conn, Negotiation.named(format, accepted))
      _ -> put_format(conn, Negotiation.choose(get_req_header(conn, "accept"), accepted))
    end
  end

  # Security headers

  @doc "Rejects requests that change something but do not come from pages of this site."
  def protect_from_forgery(conn, opts \\ []), do: Plug.CSRFProtection.call(conn, Plug.CSRFProtection.init(opts))

  @secure [
    {"x-frame-options", "SAMEORIGIN"},
    {"x-content-type-options", "nosniff"},
    {"x-download-options", "noopen"},
    {"x-permitted-cross-domain-policies", "none"},
    {"referrer-policy", "strict-origin-when-cross-origin"},
    {"content-security-policy", "base-uri 'self'; frame-ancestors 'self';"}
  ]

  @doc "Sets headers that make browsers stricter."
  def put_secure_browser_headers(conn, headers \\ %{}), do: conn |> secured() |> merge_resp_headers(headers)

  defp secured(%Plug.Conn{state: state, resp_headers: headers} = conn) when state in @unsent do
    if secure?(headers), do: merge_resp_headers(conn, @secure), else: %{conn | resp_headers: headers ++ @secure}
  end

  defp secured(_conn), do: raise(AlreadySentError)

  # Reports whether one of the headers is set already.
  defp secure?([{key, _} | rest]), do: :lists.keymember(key, 1, @secure) or secure?(rest)
  defp secure?([]), do: false

  @doc "Returns the CSRF token for forms."
  def get_csrf_token(), do: Plug.CSRFProtection.get_csrf_token()

  @doc "Deletes the CSRF token."
  def delete_csrf_token(), do: Plug.CSRFProtection.delete_csrf_token()

  # Flash messages

  @doc "Reads the flash from the session. This is a plug."
  def fetch_flash(conn, _opts \\ []) do
    if Map.get(conn.assigns, :flash) do
      conn
    else
      kept = get_session(conn, "phoenix_flash")

      conn
      |> assign(:flash, kept || %{})
      |> register_before_send(fn conn ->
        cond do
          conn.assigns.flash != %{} and conn.status in 300..308 -> put_session(conn, "phoenix_flash", conn.assigns.flash)
          kept -> delete_session(conn, "phoenix_flash")
          true -> conn
        end
      end)
    end
  end

  @doc "Sets a flash message."
  def put_flash(conn, key, message) do
    flash = Map.get(conn.assigns, :flash) || raise ArgumentError, message: "flash not fetched, call fetch_flash/2"
    assign(conn, :flash, Map.put(flash, to_string(key), message))
  end

  @doc "Sets flash messages."
  def merge_flash(conn, enumerable), do: Enum.reduce(enumerable, conn, fn {k, v}, conn -> put_flash(conn, k, v) end)

  @doc "Clears the flash."
  def clear_flash(conn), do: assign(conn, :flash, %{})

  @doc "Returns the path of this page."
  def current_path(%Plug.Conn{query_string: ""} = conn), do: normalized_path(conn)
  def current_path(%Plug.Conn{query_string: query} = conn), do: normalized_path(conn) <> "?" <> query

  @doc "Returns the path of this page, with other parameters."
  def current_path(%Plug.Conn{} = conn, params) when params == %{}, do: normalized_path(conn)
  def current_path(%Plug.Conn{} = conn, params), do: normalized_path(conn) <> "?" <> Plug.Conn.Query.encode(params)

  defp normalized_path(%{script_name: script, path_info: info}), do: "/" <> Enum.join(script ++ info, "/")

  @doc "Returns the URL of this page."
  def current_url(conn), do: endpoint_module(conn).url() <> current_path(conn)
  def current_url(conn, params), do: endpoint_module(conn).url() <> current_path(conn, params)

  @doc "Returns the message for the status of an error page, by the name of its template."
  def status_message_from_template(template) do
    [status | _] = String.split(template, ".", parts: 2)
    status |> String.to_integer() |> Plug.Conn.Status.reason_phrase()
  rescue
    _ -> "Internal Server Error"
  end
end
