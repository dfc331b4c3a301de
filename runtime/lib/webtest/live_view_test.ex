defmodule Phoenix.LiveViewTest.View do
  @moduledoc "A LiveView that a test has connected to. `pid` is its process."
  defstruct [:id, :module, :pid, :endpoint, :proxy, :target]
end

defmodule Phoenix.LiveViewTest.Element do
  @moduledoc "An element in the page of a LiveView. Each action looks the element up."
  defstruct [:proxy, :selector, :text_filter, :event, :form_data, :meta]

  defimpl Inspect do
    def inspect(element, _opts) do
      "#Phoenix.LiveViewTest.Element<selector: #{Kernel.inspect(element.selector)}, text_filter: #{Kernel.inspect(element.text_filter)}, ...>"
    end
  end
end

defmodule Phoenix.LiveViewTest do
  @moduledoc """
  Tests of LiveViews without a browser: they get a page, connect to it, click, and inspect the result.

      {:ok, view, html} = live(conn, ~p"/counter")
      assert html =~ "0"
      assert view |> element("button", "more") |> render_click() =~ "1"
  """

  alias Phoenix.LiveViewTest.{Asked, Connecting, Element, Upload, View}

  @doc "Gets a page and connects to its LiveView. Returns `{:ok, view, html}`, or `{:error, {:redirect | :live_redirect, %{to: path}}}`."
  defmacro live(conn, path \\ nil, opts \\ []) do
    quote do
      Phoenix.LiveViewTest.__live__(unquote(conn), unquote(path), @endpoint, unquote(opts))
    end
  end

  @doc false
  def __live__(conn, nil, _endpoint, _opts), do: Connecting.sent(conn)
  def __live__(conn, path, endpoint, _opts), do: conn |> Phoenix.ConnTest.dispatch(endpoint, :get, path, nil) |> Connecting.sent()

  @doc "Connects to a LiveView that has no route. Options: `:session`, `:on_error`."
  defmacro live_isolated(conn, live_view, opts \\ []) do
    quote(do: Phoenix.LiveViewTest.__isolated__(unquote(conn), @endpoint, unquote(live_view), unquote(opts)))
  end

  @doc false
  defdelegate __isolated__(conn, endpoint, live_view, opts), to: Connecting, as: :isolated

  @doc "Sets the parameters that the browser sends when it connects: `get_connect_params/1`."
  def put_connect_params(conn, params) when is_map(params), do: Plug.Conn.put_private(conn, :live_view_connect_params, params)

  @doc "Returns the HTML of a component with these assigns: a function component, or a module of `Phoenix.LiveComponent`."
  defmacro render_component(component, assigns \\ Macro.escape(%{}), opts \\ []) do
    endpoint = __CALLER__.module && Module.get_attribute(__CALLER__.module, :endpoint)
    quote(do: Phoenix.LiveViewTest.__render_component__(unquote(endpoint), unquote(component), unquote(assigns), unquote(opts)))
  end

  @doc false
  defdelegate __render_component__(endpoint, component, assigns, opts), to: Connecting, as: :render_component

  @doc "Returns the HTML of a template."
  def rendered_to_string(rendered), do: rendered |> Phoenix.HTML.Safe.to_iodata() |> IO.iodata_to_binary()

  @doc "Returns an element of a LiveView by a CSS selector, and optionally a text or pattern that it contains."
  def element(view, selector, text_filter \\ nil)
  def element(%View{proxy: proxy}, selector, filter) when is_binary(selector), do: %Element{proxy: proxy, selector: selector, text_filter: filter}

  @doc "Returns a form of a LiveView with values for its fields. The fields must exist."
  def form(view, selector, form_data \\ %{}), do: %{element(view, selector) | form_data: form_data}

  @doc "Sets the button that submits a form."
  def put_submitter(form, %Element{} = button), do: put_submitter(form, button.selector)
  def put_submitter(%Element{} = form, selector), do: %{form | meta: %{submitter: selector}}

  @doc "Sends the events of a view to the component with a selector."
  def with_target(%View{} = view, target), do: %{view | target: target}

  @doc "Returns whether the element exists."
  def has_element?(%Element{proxy: {_, "lv:" <> id, pid}} = element), do: Asked.call!(pid, {:has?, id, element})
  def has_element?(view, selector, text_filter \\ nil), do: has_element?(element(view, selector, text_filter))

  @doc "Returns the HTML of a LiveView, or of one of its elements."
  def render(%View{proxy: {_, "lv:" <> id, pid}}), do: Asked.call!(pid, {:render, id})

  def render(%Element{proxy: {_, "lv:" <> id, pid}} = element) do
    {node, _ancestors} = Asked.call!(pid, {:find, id, element})
    LabPage.to_html([node])
  end

  @doc "Waits for `start_async` and `assign_async`, then renders."
  def render_async(view_or_element, timeout \\ 100) do
    Asked.await_asyncs(view_or_element, timeout)
    render(view_or_element)
  end

  for {name, kind} <- [render_click: :click, render_submit: :submit, render_change: :change, render_keydown: :keydown, render_keyup: :keyup, render_blur: :blur, render_focus: :focus] do
    @doc "Sends the #{kind} event of an element, optionally with a value, and renders the LiveView."
    def unquote(name)(element, value \\ %{})
    def unquote(name)(%Element{} = element, value), do: Asked.deed(element, {unquote(kind), element, value})
    def unquote(name)(%View{} = view, event), do: unquote(name)(view, event, %{})

    @doc "Sends an event by its name, optionally with a value, and renders the LiveView."
    def unquote(name)(%View{} = view, event, value), do: Asked.deed(view, {:event, view, unquote(kind), event, value})
  end

  @doc "Sends an event like a hook of the page."
  def render_hook(view_or_element, event, value \\ %{})
  def render_hook(%View{} = view, event, value), do: Asked.deed(view, {:event, view, :hook, event, value})
  def render_hook(%Element{} = element, event, value), do: Asked.deed(element, {:hook, element, event, value})

  @doc "Changes to another URL of the LiveView, like a link with `patch`."
  def render_patch(%View{} = view, path) when is_binary(path), do: Asked.deed(view, {:patch, path})

  @doc "Returns the title of the page."
  def page_title(%View{proxy: {_, _, pid}}), do: Asked.call!(pid, :title)

  @doc "Returns the child LiveViews of a LiveView."
  def live_children(%View{id: id, proxy: {_, _, pid}}), do: Asked.call!(pid, {:children, id})

  @doc "Returns the child LiveView with an id, or nil."
  def find_live_child(%View{} = parent, child_id), do: parent |> live_children() |> Enum.find(&(&1.id == child_id))

  @doc "Prints the page that a browser would show. lab does not open a browser from a test."
  def open_browser(view_or_element, open_fun \\ nil)

  def open_browser(%{proxy: {_, _, pid}} = view_or_element, open_fun) do
    html = Asked.call!(pid, :page)
    if open_fun, do: Asked.in_file(html, open_fun), else: IO.puts("open_browser/1 would show this page in a browser:\n\n" <> html)
    view_or_element
  end

  @doc "Submits a form over HTTP, as a browser does if `phx-trigger-action` is set."
  defmacro submit_form(form, conn) do
    quote(do: Phoenix.LiveViewTest.Asked.submit(unquote(form), unquote(conn), @endpoint, false))
  end

  @doc "Submits a form over HTTP. The attribute `phx-trigger-action` of the form must be set."
  defmacro follow_trigger_action(form, conn) do
    quote(do: Phoenix.LiveViewTest.Asked.submit(unquote(form), unquote(conn), @endpoint, true))
  end

  @doc "Follows the redirect of an event. Returns `{:ok, view, html}` for a LiveView, `{:ok, conn}` for another page."
  defmacro follow_redirect(reason, conn, to \\ nil) do
    quote(do: Phoenix.LiveViewTest.__follow__(unquote(reason), unquote(conn), unquote(to), @endpoint))
  end

  @doc false
  defdelegate __follow__(reason, conn, to, endpoint), to: Connecting, as: :follow

  @doc "Asserts that the LiveView changes to another of its URLs. Returns the path."
  def assert_patch(view, to_or_timeout \\ default_timeout())
  def assert_patch(view, timeout) when is_integer(timeout), do: Asked.arrived!(view, :patch, nil, timeout).to
  def assert_patch(view, to) when is_binary(to), do: assert_patch(view, to, default_timeout())
  def assert_patch(view, to, timeout), do: Asked.arrived!(view, :patch, to, timeout).to

  @doc "Asserts that the LiveView has changed to another of its URLs already. Returns the path."
  def assert_patched(view, to), do: assert_patch(view, to, 0)

  @doc """
  Asserts that the LiveView redirects. Returns `{path, flash}`, or only the flash messages if a
  path is given.
  """
  def assert_redirect(view, to_or_timeout \\ default_timeout())
  def assert_redirect(view, timeout) when is_integer(timeout), do: Asked.redirect!(view, nil, timeout)
  def assert_redirect(view, to) when is_binary(to), do: assert_redirect(view, to, default_timeout())
  def assert_redirect(view, to, timeout), do: view |> Asked.redirect!(to, timeout) |> elem(1)

  @doc "Asserts that the LiveView has redirected already. Returns the flash messages."
  def assert_redirected(view, to), do: assert_redirect(view, to, 0)

  @doc "Asserts that the LiveView has not redirected."
  def refute_redirected(view, to \\ nil), do: Asked.refute!(view, :redirect, to)

  @doc "Asserts that the LiveView has not changed to another URL."
  def refute_patched(view, to \\ nil), do: Asked.refute!(view, :patch, to)

  @doc "Asserts that an event is pushed to the page with a payload that matches a pattern."
  defmacro assert_push_event(view, event, payload, timeout \\ 100) do
    quote do
      %{proxy: {ref, _topic, _pid}} = unquote(view)
      assert_receive {^ref, {:push_event, unquote(event), unquote(payload)}}, unquote(timeout)
    end
  end

  @doc "Asserts that no such event is pushed."
  defmacro refute_push_event(view, event, payload, timeout \\ 100) do
    quote do
      %{proxy: {ref, _topic, _pid}} = unquote(view)
      refute_receive {^ref, {:push_event, unquote(event), unquote(payload)}}, unquote(timeout)
    end
  end

  @doc "Asserts that the reply to an event of a hook matches a pattern."
  defmacro assert_reply(view, payload, timeout \\ 100) do
    quote do
      %{proxy: {ref, _topic, _pid}} = unquote(view)
      assert_receive {^ref, {:reply, unquote(payload)}}, unquote(timeout)
    end
  end

  @doc "Chooses files in a form: a list of `%{name: name, content: bytes}`, optionally with `:type` and `:last_modified`."
  def file_input(%View{} = view, form_selector, name, entries), do: Upload.new(view, form_selector, name, entries)

  @doc "Sends a file, or a part of it in percent, and renders the LiveView."
  def render_upload(%Upload{} = upload, entry_name, percent \\ 100), do: Upload.render(upload, entry_name, percent)

  @doc "Requests permission to send the files. Returns `{:ok, reply}`, with the result of an `:external` function, or `{:error, reasons}`."
  def preflight_upload(%Upload{} = upload), do: Upload.preflight(upload)

  defp default_timeout(), do: Application.get_env(:ex_unit, :assert_receive_timeout, 100)
end
