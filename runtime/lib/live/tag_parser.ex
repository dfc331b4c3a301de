defmodule Phoenix.LiveView.TagParser do
  @moduledoc false
  # Parses HEEx's tokens to a tree:
  #
  #   {:text, text}                                 {:expr, marker, source, meta}
  #   {:block, marker, parts, meta}                 parts: source, children, source, children ... source, each source
  #                                                 {text, meta}
  #   {kind, name, attrs, children, meta}           kind: :tag, :local, :remote, :slot

  import Phoenix.LiveView.Tokenizer, only: [fail!: 3, void?: 1]

  @doc "Parses the tokens of a template into a tree."
  def parse(tokens, state) do
    {children, []} = children(tokens, [], nil, state)
    children
  end

  # Collects the children of `within` up to its closing token.
  defp children([{:text, text, _} | tokens], acc, within, state), do: children(tokens, [{:text, text} | acc], within, state)

  defp children([{:expr, marker, source, meta} | tokens], acc, within, state) do
    children(tokens, [{:expr, marker, source, meta} | acc], within, state)
  end

  defp children([{:start_expr, marker, source, meta} | tokens], acc, within, state) do
    {parts, tokens} = block(tokens, [{source, meta}], {:block, source, meta}, state)
    children(tokens, [{:block, marker, parts, meta} | acc], within, state)
  end

  defp children([{kind, _, _, _} | _] = tokens, acc, {:block, _, _}, _state) when kind in [:middle_expr, :end_expr] do
    {Enum.reverse(acc), tokens}
  end

  defp children([{kind, _, _, meta} | _], _acc, {:open, open_kind, name, open}, state) when kind in [:middle_expr, :end_expr] do
    fail!("end of do-block reached without closing tag for <#{shown(open_kind, name)}>", Map.put(open, :at, meta), state)
  end

  defp children([{:end_expr, _, source, meta} | _], _acc, nil, state), do: fail!("unexpected end of expression <%#{source}%>", meta, state)
  defp children([{:middle_expr, _, source, meta} | _], _acc, nil, state), do: fail!("unexpected middle of expression <%#{source}%>", meta, state)

  defp children([{:open, kind, name, attrs, meta} | tokens], acc, within, state) do
    slot_in_place!(kind, name, meta, within, state)

    if meta.closing do
      children(tokens, [{kind, name, attrs, [], meta} | acc], within, state)
    else
      {inner, [{:close, _, _, _} | tokens]} = children(tokens, [], {:open, kind, name, meta}, state)
      children(tokens, [{kind, name, attrs, inner, meta} | acc], within, state)
    end
  end

  defp children([{:close, kind, name, _} | _] = tokens, acc, {:open, kind, name, _}, _state), do: {Enum.reverse(acc), tokens}

  defp children([{:close, kind, name, meta} | _], _acc, {:open, open_kind, open_name, open}, state) do
    fail!("unmatched closing tag. Expected </#{shown(open_kind, open_name)}> for <#{shown(open_kind, open_name)}> at line #{open.line}, got: </#{shown(kind, name)}>", meta, state)
  end

  defp children([{:close, :tag, name, meta} | _], _acc, _within, state) do
    extra = if void?(name), do: " (note <#{name}> is a void tag and cannot have any content)", else: ""
    fail!("missing opening tag for </#{name}>#{extra}", meta, state)
  end

  defp children([{:close, kind, name, meta} | _], _acc, _within, state), do: fail!("missing opening tag for </#{shown(kind, name)}>", meta, state)
  defp children([], acc, nil, _state), do: {Enum.reverse(acc), []}

  defp children([], _acc, {:block, source, meta}, state) do
    fail!("expected a closing '<% end %>' for block expression in EEx, opened by <%#{source}%>", meta, state)
  end

  defp children([], _acc, {:open, kind, name, meta}, state) do
    fail!("end of template reached without closing tag for <#{shown(kind, name)}>", meta, state)
  end

  defp block(tokens, parts, within, state) do
    {children, [{kind, _, source, meta} | rest]} = children(tokens, [], within, state)
    parts = [{source, meta}, children | parts]
    if kind == :end_expr, do: {Enum.reverse(parts), rest}, else: block(rest, parts, within, state)
  end

  defp slot_in_place!(:slot, _name, _meta, {:open, kind, _, _}, _state) when kind in [:local, :remote], do: :ok

  defp slot_in_place!(:slot, name, meta, _within, state) do
    fail!("invalid slot entry <:#{name}>. A slot entry must be a direct child of a component", meta, state)
  end

  defp slot_in_place!(_kind, _name, _meta, _within, _state), do: :ok

  @doc "Returns the name of a tag as written."
  def shown(:slot, name), do: ":" <> name
  def shown(:local, name), do: "." <> name
  def shown(_kind, name), do: name
end
