defmodule Phoenix.LiveView.JS do
  @moduledoc """
  Commands that the browser executes itself, for `phx-click` and other bindings:

      <button phx-click={JS.toggle(to: "#menu") |> JS.push("opened")}>Menu</button>
  """

  alias Phoenix.LiveView.JS

  defstruct ops: []

  @default_transition_time 200

  defimpl Phoenix.HTML.Safe do
    def to_iodata(%JS{ops: ops}), do: ops |> Phoenix.json_library().encode!() |> Phoenix.HTML.Engine.html_escape()
  end

  # These commands take only options: `JS.show(to: "#menu")` starts a chain,
  # `js |> JS.show(to: "#menu")` continues a chain.
  for {name, doc} <- [
        toggle: "Shows or hides; options: `:to`, `:in`, `:out`, `:time`, `:display`, `:blocking`.",
        show: "Shows; options: `:to`, `:transition`, `:time`, `:display`, `:blocking`.",
        hide: "Hides; options: `:to`, `:transition`, `:time`, `:blocking`.",
        focus: "Puts the focus on an element.",
        focus_first: "Puts the focus on the first element inside that can have it.",
        push_focus: "Remembers where the focus is, for `pop_focus/1`."
      ] do
    @doc doc
    def unquote(name)(opts \\ [])
    def unquote(name)(opts) when is_list(opts), do: command(%JS{}, unquote(name), nil, opts)
    def unquote(name)(%JS{} = js), do: command(js, unquote(name), nil, [])
    def unquote(name)(%JS{} = js, opts) when is_list(opts), do: command(js, unquote(name), nil, opts)
  end

  # The first argument of these commands is a name.
  for {name, named, doc} <- [
        {:push, :event, "Sends an event to the server; options: `:value`, `:target`, `:loading`, `:page_loading`."},
        {:dispatch, :event, "Dispatches an event of the DOM; options: `:to`, `:detail`, `:bubbles`, `:blocking`."},
        {:add_class, :names, "Adds classes; options: `:to`, `:transition`, `:time`, `:blocking`."},
        {:remove_class, :names, "Takes classes away."},
        {:toggle_class, :names, "Adds classes, or takes them away where they are."},
        {:transition, :transition, "Puts classes on for a time; options: `:to`, `:time`, `:blocking`."},
        {:set_attribute, :attr, "Sets an attribute: `{name, value}`."},
        {:remove_attribute, :attr, "Takes an attribute away."},
        {:toggle_attribute, :attr, "Sets an attribute to the first or second of two values in turn, or sets and takes it away."},
        {:navigate, :href, "Goes to another LiveView."},
        {:patch, :href, "Goes to another address of this LiveView."},
        {:exec, :attr, "Runs the commands in an attribute of an element."}
      ] do
    named = Macro.var(named, __MODULE__)

    allowed =
      case name do
        :transition -> quote(do: is_binary(unquote(named)) or is_tuple(unquote(named)))
        :set_attribute -> quote(do: tuple_size(unquote(named)) == 2)
        :toggle_attribute -> quote(do: tuple_size(unquote(named)) in 2..3)
        _ -> quote(do: is_binary(unquote(named)))
      end

    @doc doc
    def unquote(name)(unquote(named)) when unquote(allowed), do: command(%JS{}, unquote(name), unquote(named), [])
    def unquote(name)(%JS{} = js, unquote(named)) when unquote(allowed), do: command(js, unquote(name), unquote(named), [])

    def unquote(name)(unquote(named), opts) when unquote(allowed) and is_list(opts) do
      command(%JS{}, unquote(name), unquote(named), opts)
    end

    def unquote(name)(%JS{} = js, unquote(named), opts) when unquote(allowed) and is_list(opts) do
      command(js, unquote(name), unquote(named), opts)
    end
  end

  @doc "Keeps attributes as they are in the browser."
  def ignore_attributes(attrs), do: ignore_attributes(%JS{}, attrs)
  def ignore_attributes(%JS{} = js, attrs), do: op(js, "ignore_attrs", %{attrs: List.wrap(attrs)})

  @doc "Restores the focus."
  def pop_focus(%JS{} = js \\ %JS{}), do: op(js, "pop_focus", %{})

  # Maps the commands to their options.
  @options %{
    push: [:target, :loading, :page_loading, :value],
    dispatch: [:to, :detail, :bubbles, :blocking],
    toggle: [:to, :in, :out, :display, :time, :blocking],
    show: [:to, :transition, :display, :time, :blocking],
    hide: [:to, :transition, :time, :blocking],
    add_class: [:to, :transition, :time, :blocking],
    remove_class: [:to, :transition, :time, :blocking],
    toggle_class: [:to, :transition, :time, :blocking],
    transition: [:to, :time, :blocking],
    navigate: [:replace],
    patch: [:replace]
  }

  # Maps commands to their names in the browser, if these differ.
  @wire %{set_attribute: "set_attr", remove_attribute: "remove_attr", toggle_attribute: "toggle_attr"}

  defp command(js, name, named, opts) do
    opts = validate!(opts, name, Map.get(@options, name, [:to]))
    op(js, Map.get(@wire, name, Atom.to_string(name)), args(name, named, opts))
  end

  defp args(:push, event, opts) do
    opts = Keyword.update(opts, :target, nil, &target/1)
    for {key, value} <- [{:event, event} | opts], value != nil, into: %{}, do: {key, value}
  end

  defp args(:dispatch, event, opts) do
    bubbles = if opts[:bubbles] == false, do: false
    blocking = if opts[:blocking], do: true
    %{event: event, to: opts[:to], bubbles: bubbles, detail: opts[:detail], blocking: blocking}
  end

  defp args(:toggle, nil, opts) do
    timed(opts, %{display: opts[:display], ins: transition_classes(opts[:in]), outs: transition_classes(opts[:out])})
  end

  defp args(kind, nil, opts) when kind in [:show, :hide] do
    timed(opts, %{display: opts[:display], transition: transition_classes(opts[:transition])})
  end

  defp args(kind, names, opts) when kind in [:add_class, :remove_class, :toggle_class] do
    timed(opts, %{names: names(names), transition: transition_classes(opts[:transition])})
  end

  defp args(:transition, transition, opts), do: timed(opts, %{transition: transition_classes(transition)})
  defp args(:set_attribute, attr, opts), do: %{to: opts[:to], attr: Tuple.to_list(attr)}
  defp args(:toggle_attribute, attr, opts), do: %{to: opts[:to], attr: Tuple.to_list(attr)}
  defp args(kind, attr, opts) when kind in [:remove_attribute, :exec], do: %{to: opts[:to], attr: attr}
  defp args(kind, href, opts) when kind in [:navigate, :patch], do: %{href: href, replace: if(opts[:replace], do: true)}
  defp args(_focus, nil, opts), do: %{to: opts[:to]}

  defp timed(opts, args) do
    blocking = if opts[:blocking] == false, do: false
    Map.merge(args, %{to: opts[:to], time: opts[:time], blocking: blocking})
  end

  defp target(%{cid: cid}), do: cid
  defp target(other), do: other

  @doc "Concatenates two lists of commands."
  def concat(%JS{} = js, %JS{ops: more}), do: %{js | ops: js.ops ++ more}

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
