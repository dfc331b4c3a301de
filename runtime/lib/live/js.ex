defmodule Phoenix.LiveView.JS do
  @moduledoc """
  Commands that the browser runs by itself, for `phx-click` and the like:

      <button phx-click={JS.toggle(to: "#menu") |> JS.push("opened")}>Menu</button>
  """

  alias Phoenix.LiveView.JS

  defstruct ops: []

  @default_transition_time 200

  defimpl Phoenix.HTML.Safe do
    def to_iodata(%JS{ops: ops}), do: ops |> Phoenix.json_library().encode!() |> Phoenix.HTML.Engine.html_escape()
  end

  @doc "Sends an event to the server; options: `:value`, `:target`, `:loading`, `:page_loading`."
  def push(event) when is_binary(event), do: push(%JS{}, event, [])
  def push(event, opts) when is_binary(event) and is_list(opts), do: push(%JS{}, event, opts)
  def push(%JS{} = js, event) when is_binary(event), do: push(js, event, [])

  def push(%JS{} = js, event, opts) when is_binary(event) and is_list(opts) do
    opts = opts |> validate!(:push, [:target, :loading, :page_loading, :value]) |> Keyword.update(:target, nil, &target/1)
    opts = for {key, value} <- opts, value != nil, into: %{}, do: {key, value}
    op(js, "push", Map.put(opts, :event, event))
  end

  defp target(%{cid: cid}), do: cid
  defp target(other), do: other

  @doc "Dispatches an event of the DOM; options: `:to`, `:detail`, `:bubbles`, `:blocking`."
  def dispatch(%JS{} = js, event), do: dispatch(js, event, [])
  def dispatch(event, opts) when is_binary(event), do: dispatch(%JS{}, event, opts)
  def dispatch(event) when is_binary(event), do: dispatch(%JS{}, event, [])

  def dispatch(%JS{} = js, event, opts) do
    opts = validate!(opts, :dispatch, [:to, :detail, :bubbles, :blocking])
    args = %{event: event, to: opts[:to]}
    args = if opts[:bubbles] == false, do: Map.put(args, :bubbles, false), else: args
    args = if opts[:detail] != nil, do: Map.put(args, :detail, opts[:detail]), else: args
    args = if opts[:blocking], do: Map.put(args, :blocking, true), else: args
    op(js, "dispatch", args)
  end

  @doc "Shows or hides; options: `:to`, `:in`, `:out`, `:time`, `:display`, `:blocking`."
  def toggle(opts \\ [])
  def toggle(%JS{} = js), do: toggle(js, [])
  def toggle(opts) when is_list(opts), do: toggle(%JS{}, opts)

  def toggle(js, opts) when is_list(opts) do
    opts = validate!(opts, :toggle, [:to, :in, :out, :display, :time, :blocking])

    op(js, "toggle", %{to: opts[:to], display: opts[:display], ins: transition_classes(opts[:in]), outs: transition_classes(opts[:out]), time: opts[:time], blocking: blocking(opts)})
  end

  @doc "Shows; options: `:to`, `:transition`, `:time`, `:display`, `:blocking`."
  def show(opts \\ [])
  def show(%JS{} = js), do: show(js, [])
  def show(opts) when is_list(opts), do: show(%JS{}, opts)

  def show(js, opts) when is_list(opts) do
    opts = validate!(opts, :show, [:to, :transition, :display, :time, :blocking])
    op(js, "show", %{to: opts[:to], display: opts[:display], transition: transition_classes(opts[:transition]), time: opts[:time], blocking: blocking(opts)})
  end

  @doc "Hides; options: `:to`, `:transition`, `:time`, `:blocking`."
  def hide(opts \\ [])
  def hide(%JS{} = js), do: hide(js, [])
  def hide(opts) when is_list(opts), do: hide(%JS{}, opts)

  def hide(js, opts) when is_list(opts) do
    opts = validate!(opts, :hide, [:to, :transition, :time, :blocking])
    op(js, "hide", %{to: opts[:to], transition: transition_classes(opts[:transition]), time: opts[:time], blocking: blocking(opts)})
  end

  @doc "Adds classes; options: `:to`, `:transition`, `:time`, `:blocking`."
  def add_class(names) when is_binary(names), do: add_class(%JS{}, names, [])
  def add_class(%JS{} = js, names) when is_binary(names), do: add_class(js, names, [])
  def add_class(names, opts) when is_binary(names) and is_list(opts), do: add_class(%JS{}, names, opts)
  def add_class(%JS{} = js, names, opts), do: classes(js, "add_class", :add_class, names, opts)

  @doc "Takes classes away."
  def remove_class(names) when is_binary(names), do: remove_class(%JS{}, names, [])
  def remove_class(%JS{} = js, names) when is_binary(names), do: remove_class(js, names, [])
  def remove_class(names, opts) when is_binary(names) and is_list(opts), do: remove_class(%JS{}, names, opts)
  def remove_class(%JS{} = js, names, opts), do: classes(js, "remove_class", :remove_class, names, opts)

  @doc "Adds classes, or takes them away where they are."
  def toggle_class(names) when is_binary(names), do: toggle_class(%JS{}, names, [])
  def toggle_class(%JS{} = js, names) when is_binary(names), do: toggle_class(js, names, [])
  def toggle_class(names, opts) when is_binary(names) and is_list(opts), do: toggle_class(%JS{}, names, opts)
  def toggle_class(%JS{} = js, names, opts), do: classes(js, "toggle_class", :toggle_class, names, opts)

  defp classes(js, name, fun, names, opts) do
    opts = validate!(opts, fun, [:to, :transition, :time, :blocking])
    op(js, name, %{to: opts[:to], names: names(names), transition: transition_classes(opts[:transition]), time: opts[:time], blocking: blocking(opts)})
  end

  @doc "Puts classes on for a time; options: `:to`, `:time`, `:blocking`."
  def transition(transition) when is_binary(transition) or is_tuple(transition), do: transition(%JS{}, transition, [])
  def transition(transition, opts) when (is_binary(transition) or is_tuple(transition)) and is_list(opts), do: transition(%JS{}, transition, opts)
  def transition(%JS{} = js, transition), do: transition(js, transition, [])

  def transition(%JS{} = js, transition, opts) when is_list(opts) do
    opts = validate!(opts, :transition, [:to, :time, :blocking])
    op(js, "transition", %{time: opts[:time], to: opts[:to], transition: transition_classes(transition), blocking: blocking(opts)})
  end

  @doc "Sets an attribute: `{name, value}`."
  def set_attribute({attr, value}), do: set_attribute(%JS{}, {attr, value}, [])
  def set_attribute({attr, value}, opts) when is_list(opts), do: set_attribute(%JS{}, {attr, value}, opts)
  def set_attribute(%JS{} = js, {attr, value}), do: set_attribute(js, {attr, value}, [])

  def set_attribute(%JS{} = js, {attr, value}, opts) when is_list(opts) do
    opts = validate!(opts, :set_attribute, [:to])
    op(js, "set_attr", %{to: opts[:to], attr: [attr, value]})
  end

  @doc "Takes an attribute away."
  def remove_attribute(attr) when is_binary(attr), do: remove_attribute(%JS{}, attr, [])
  def remove_attribute(attr, opts) when is_binary(attr) and is_list(opts), do: remove_attribute(%JS{}, attr, opts)
  def remove_attribute(%JS{} = js, attr) when is_binary(attr), do: remove_attribute(js, attr, [])

  def remove_attribute(%JS{} = js, attr, opts) when is_list(opts) do
    opts = validate!(opts, :remove_attribute, [:to])
    op(js, "remove_attr", %{to: opts[:to], attr: attr})
  end

  @doc "Sets an attribute to the first or second of two values in turn, or sets and takes it away."
  def toggle_attribute({_, _, _} = attr), do: toggle_attribute(%JS{}, attr, [])
  def toggle_attribute({_, _} = attr), do: toggle_attribute(%JS{}, attr, [])
  def toggle_attribute(attr, opts) when is_tuple(attr) and is_list(opts), do: toggle_attribute(%JS{}, attr, opts)
  def toggle_attribute(%JS{} = js, attr) when is_tuple(attr), do: toggle_attribute(js, attr, [])

  def toggle_attribute(%JS{} = js, attr, opts) when is_list(opts) do
    opts = validate!(opts, :toggle_attribute, [:to])
    op(js, "toggle_attr", %{to: opts[:to], attr: Tuple.to_list(attr)})
  end

  @doc "Leaves attributes as the browser has them."
  def ignore_attributes(attrs), do: ignore_attributes(%JS{}, attrs)
  def ignore_attributes(%JS{} = js, attrs), do: op(js, "ignore_attrs", %{attrs: List.wrap(attrs)})

  @doc "Puts the focus on an element."
  def focus(opts \\ [])
  def focus(%JS{} = js), do: focus(js, [])
  def focus(opts) when is_list(opts), do: focus(%JS{}, opts)
  def focus(%JS{} = js, opts) when is_list(opts), do: op(js, "focus", %{to: validate!(opts, :focus, [:to])[:to]})

  @doc "Puts the focus on the first element inside that can have it."
  def focus_first(opts \\ [])
  def focus_first(%JS{} = js), do: focus_first(js, [])
  def focus_first(opts) when is_list(opts), do: focus_first(%JS{}, opts)
  def focus_first(%JS{} = js, opts) when is_list(opts), do: op(js, "focus_first", %{to: validate!(opts, :focus_first, [:to])[:to]})

  @doc "Remembers where the focus is, for `pop_focus/1`."
  def push_focus(opts \\ [])
  def push_focus(%JS{} = js), do: push_focus(js, [])
  def push_focus(opts) when is_list(opts), do: push_focus(%JS{}, opts)
  def push_focus(%JS{} = js, opts) when is_list(opts), do: op(js, "push_focus", %{to: validate!(opts, :push_focus, [:to])[:to]})

  @doc "Puts the focus back."
  def pop_focus(%JS{} = js \\ %JS{}), do: op(js, "pop_focus", %{})

  @doc "Goes to another LiveView."
  def navigate(href) when is_binary(href), do: navigate(%JS{}, href, [])
  def navigate(href, opts) when is_binary(href) and is_list(opts), do: navigate(%JS{}, href, opts)
  def navigate(%JS{} = js, href) when is_binary(href), do: navigate(js, href, [])
  def navigate(%JS{} = js, href, opts), do: op(js, "navigate", %{href: href, replace: if(validate!(opts, :navigate, [:replace])[:replace], do: true)})

  @doc "Goes to another address of this LiveView."
  def patch(href) when is_binary(href), do: patch(%JS{}, href, [])
  def patch(href, opts) when is_binary(href) and is_list(opts), do: patch(%JS{}, href, opts)
  def patch(%JS{} = js, href) when is_binary(href), do: patch(js, href, [])
  def patch(%JS{} = js, href, opts), do: op(js, "patch", %{href: href, replace: if(validate!(opts, :patch, [:replace])[:replace], do: true)})

  @doc "Runs the commands in an attribute of an element."
  def exec(attr) when is_binary(attr), do: exec(%JS{}, attr, [])
  def exec(attr, opts) when is_binary(attr) and is_list(opts), do: exec(%JS{}, attr, opts)
  def exec(%JS{} = js, attr) when is_binary(attr), do: exec(js, attr, [])
  def exec(%JS{} = js, attr, opts), do: op(js, "exec", %{attr: attr, to: validate!(opts, :exec, [:to])[:to]})

  @doc "The commands of two."
  def concat(%JS{ops: first}, %JS{ops: second}), do: %JS{ops: first ++ second}

  defp blocking(opts), do: if(opts[:blocking] == false, do: false)

  defp op(%JS{ops: ops} = js, kind, args) do
    args = for {key, value} <- args, keep?(key, value), into: %{}, do: {key, to(key, value)}
    %{js | ops: ops ++ [[kind, args]]}
  end

  defp keep?(_key, nil), do: false
  defp keep?(:transition, [[], [], []]), do: false
  defp keep?(_key, _value), do: true

  defp to(:to, {:inner, selector}), do: %{inner: selector}
  defp to(:to, {:closest, selector}), do: %{closest: selector}
  defp to(_key, value), do: value

  defp names(names), do: String.split(names, " ", trim: true)

  defp transition_classes(nil), do: nil
  defp transition_classes(names) when is_binary(names), do: [names(names), [], []]
  defp transition_classes({names, from, to}), do: [names(names), names(from), names(to)]

  defp validate!(opts, kind, allowed) do
    for {key, _} <- opts, key not in allowed do
      raise ArgumentError, "invalid option for #{kind}\nExpected keys to be one of #{inspect(allowed)}, got: #{inspect(key)}\n"
    end

    if Keyword.has_key?(opts, :time) and not is_integer(opts[:time] || @default_transition_time) do
      raise ArgumentError, "invalid :time, expected milliseconds, got: #{inspect(opts[:time])}"
    end

    opts
  end
end
