defmodule LabPage do
  @moduledoc false
  # A page consists of terms: `{tag, attributes, children}`, texts and comments. :lab_page parses
  # and searches them.

  def parse(html), do: :lab_page.parse(IO.iodata_to_binary(html))

  @doc "Returns the nodes that a selector matches, with their ancestors, nearest first."
  def select(nodes, selector) do
    case :lab_page.select(nodes, selector) do
      {:ok, found} -> found
      {:error, text} -> raise ArgumentError, "the selector #{inspect(selector)} cannot be read: #{text}"
    end
  end

  def attribute({_tag, attrs, _}, name) do
    case List.keyfind(attrs, name, 0) do
      {_, value} -> value
      nil -> nil
    end
  end

  def attribute(_other, _name), do: nil

  def text(nodes) when is_list(nodes), do: Enum.map_join(nodes, &text/1)
  def text({tag, _, _}) when tag in ["script", "style"], do: ""
  def text({_, _, children}), do: text(children)
  def text(text) when is_binary(text), do: text
  def text(_other), do: ""

  @doc "Replaces elements, outer elements first, with the result of a function: a node or a list."
  def map(nodes, fun) when is_list(nodes), do: Enum.flat_map(nodes, &List.wrap(map(&1, fun)))

  def map({_, _, _} = node, fun) do
    case fun.(node) do
      {:stop, node} -> node
      {tag, attrs, children} -> {tag, attrs, map(children, fun)}
    end
  end

  def map(other, _fun), do: other

  @doc "Returns the element with an id, or nil."
  def by_id(nodes, id), do: find(nodes, &(attribute(&1, "id") == id))

  def find(nodes, fun) when is_list(nodes), do: Enum.find_value(nodes, &find(&1, fun))
  def find({_, _, children} = node, fun), do: if(fun.(node), do: node, else: find(children, fun))
  def find(_other, _fun), do: nil

  @doc "Returns all elements for which a function is true, in order."
  def all(nodes, fun) when is_list(nodes), do: Enum.flat_map(nodes, &all(&1, fun))
  def all({_, _, children} = node, fun), do: if(fun.(node), do: [node], else: []) ++ all(children, fun)
  def all(_other, _fun), do: []

  @void ~w(area base br col embed hr img input link meta source track wbr)

  def to_html(nodes), do: nodes |> html() |> IO.iodata_to_binary()

  defp html(nodes) when is_list(nodes), do: Enum.map(nodes, &html/1)
  defp html(text) when is_binary(text), do: escape(text)
  defp html({:comment, text}), do: ["<!--", text, "-->"]
  defp html({:doctype, name}), do: ["<!DOCTYPE ", name, ">"]
  defp html({tag, attrs, _}) when tag in @void, do: ["<", tag, attributes(attrs), "/>"]
  defp html({tag, attrs, children}) when tag in ["script", "style"], do: ["<", tag, attributes(attrs), ">", children, "</", tag, ">"]
  defp html({tag, attrs, children}), do: ["<", tag, attributes(attrs), ">", html(children), "</", tag, ">"]

  defp attributes(attrs), do: for({name, value} <- attrs, do: [" ", name, "=\"", escape(value), "\""])
  defp escape(text), do: text |> Phoenix.HTML.html_escape() |> Phoenix.HTML.safe_to_string()
end
