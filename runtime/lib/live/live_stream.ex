defmodule Phoenix.LiveView.LiveStream do
  @moduledoc false
  # A stream is a list that the page keeps and the server does not. This struct holds the
  # insertions and deletions for the next diff.

  defstruct name: nil, dom_id: nil, ref: nil, inserts: [], deletes: [], reset?: false, consumable?: false

  def new(name, ref, items, opts) when is_list(opts) do
    dom_id = Keyword.get(opts, :dom_id, &default_id(name, &1))

    unless is_function(dom_id, 1) do
      raise ArgumentError, "stream :dom_id must return a function which accepts each item, got: #{inspect(dom_id)}"
    end

    stream = %__MODULE__{ref: ref, name: name, dom_id: dom_id}
    # Appending items one by one keeps their order.
    Enum.reduce(items, stream, &insert_item(&2, &1, opts[:at] || -1, opts[:limit], false))
  end

  defp default_id(prefix, %{id: id}), do: "#{prefix}-#{id}"

  defp default_id(_prefix, other) do
    raise ArgumentError, "expected stream :#{inspect(other)} to be a struct or map with :id key, got: #{inspect(other)}\n\nIf you would like to generate custom DOM id's based on other keys, use stream_configure/3 with the :dom_id option beforehand."
  end

  def reset(%__MODULE__{} = stream), do: %{stream | reset?: true}
  def prune(%__MODULE__{} = stream), do: %{stream | inserts: [], deletes: [], reset?: false}

  def delete_item(%__MODULE__{} = stream, item), do: delete_id(stream, stream.dom_id.(item))
  def delete_id(%__MODULE__{} = stream, id), do: %{stream | deletes: [id | stream.deletes]}

  def insert_item(%__MODULE__{} = stream, item, at, limit, update_only) do
    %{stream | inserts: [{stream.dom_id.(item), at, item, limit, update_only} | stream.inserts]}
  end

  @doc "Returns the entries that a template iterates over."
  def consume(%__MODULE__{inserts: inserts}), do: inserts |> Enum.reverse() |> distinct() |> Enum.map(fn {id, _, item, _, _} -> {id, item} end)
  def consume(other), do: other

  # Of duplicate items, the last item counts.
  defp distinct(inserts), do: inserts |> Enum.reverse() |> Enum.uniq_by(&elem(&1, 0)) |> Enum.reverse()

  @doc "Returns the instructions for the client about the entries."
  def instructions(%__MODULE__{} = stream) do
    inserts = for {id, at, _, limit, update_only} <- stream.inserts |> Enum.reverse() |> distinct(), do: [id, at, limit, update_only]
    base = [stream.ref, inserts, stream.deletes]
    if stream.reset?, do: base ++ [true], else: base
  end

  def instructions(_other), do: nil

  defimpl Enumerable do
    def count(%{inserts: inserts}), do: {:ok, length(inserts)}
    def member?(%{inserts: _}, _item), do: raise(RuntimeError, "not implemented")
    def slice(_stream), do: {:error, __MODULE__}
    def reduce(stream, acc, fun), do: Enumerable.List.reduce(Phoenix.LiveView.LiveStream.consume(stream), acc, fun)
  end
end
