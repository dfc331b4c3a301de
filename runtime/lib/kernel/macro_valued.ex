defmodule Macro.Valued do
  @moduledoc false

  # Formats a form that contains values with their own implementation of Inspect. The values are
  # replaced by variables of the same width before the form is laid out, and put back afterwards.

  # A letter that programs hardly use in names.
  @stand_in "ѯ"
  @longest 255

  @doc "Formats a quoted form."
  def to_string(form) do
    {replaced, texts} = replace(form, [])
    parts = replaced |> format() |> String.split(~r/#{@stand_in}+/u)

    # The form itself can contain the letter.
    if length(parts) == length(texts) + 1 do
      parts |> Enum.zip_with(Enum.reverse(["" | texts]), &[&1, &2]) |> IO.iodata_to_binary()
    else
      format(form)
    end
  end

  @doc "Formats a quoted form without such values. The compiler implements it."
  def format(form), do: :erlang.nif_error({:not_loaded, form})

  defp replace([head | tail], texts) do
    {head, texts} = replace(head, texts)
    {tail, texts} = replace(tail, texts)
    {[head | tail], texts}
  end

  defp replace({left, right}, texts) do
    {left, texts} = replace(left, texts)
    {right, texts} = replace(right, texts)
    {{left, right}, texts}
  end

  defp replace({name, meta, context}, texts) when is_atom(name) and is_list(meta) and is_atom(context), do: {{name, meta, context}, texts}

  defp replace({name, meta, args}, texts) when (is_atom(name) or is_tuple(name)) and is_list(meta) and is_list(args) do
    {name, texts} = replace(name, texts)
    {args, texts} = replace(args, texts)
    {{name, meta, args}, texts}
  end

  defp replace(value, texts) when is_map(value) or is_tuple(value) do
    text = inspect(value, limit: :infinity, printable_limit: :infinity)
    {{:erlang.binary_to_atom(String.duplicate(@stand_in, min(String.length(text), @longest))), [], nil}, [text | texts]}
  end

  defp replace(form, texts), do: {form, texts}
end
