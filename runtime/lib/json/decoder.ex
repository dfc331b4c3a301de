defmodule JSON.Decoder do
  @moduledoc false
  # Decodes with the caller's functions (JSON.decode/3). There are functions for the start, each
  # element and the end of lists and objects, for each kind of number, for strings, and for null.

  @blank [?\s, ?\t, ?\r, ?\n]

  @doc "Returns the value, the accumulator of the functions, and the text after the value."
  def decode(text, acc, functions) do
    how = Map.merge(defaults(), Map.new(functions))
    value(text, text, acc, how)
  catch
    {:error, _} = error -> error
  end

  defp defaults() do
    %{
      array_start: fn _ -> [] end,
      array_push: &[&1 | &2],
      array_finish: &{:lists.reverse(&1), &2},
      object_start: fn _ -> [] end,
      object_push: &[{&1, &2} | &3],
      object_finish: &{:maps.from_list(&1), &2},
      float: &:erlang.binary_to_float/1,
      integer: &:erlang.binary_to_integer/1,
      string: & &1,
      null: nil
    }
  end

  defp value(<<c, rest::binary>>, text, acc, how) when c in @blank, do: value(rest, text, acc, how)
  defp value("null" <> rest, _text, acc, how), do: {how.null, acc, rest}
  defp value("true" <> rest, _text, acc, _how), do: {true, acc, rest}
  defp value("false" <> rest, _text, acc, _how), do: {false, acc, rest}
  defp value("[" <> rest, text, acc, how), do: list(blank(rest), text, how.array_start.(acc), acc, how)
  defp value("{" <> rest, text, acc, how), do: object(blank(rest), text, how.object_start.(acc), acc, how)

  defp value("\"" <> _ = rest, text, acc, how) do
    {string, rest} = string(rest, text)
    {how.string.(string), acc, rest}
  end

  defp value(<<c, _::binary>> = rest, text, acc, how) when c == ?- or c in ?0..?9, do: number(rest, text, acc, how)
  defp value(rest, text, _acc, _how), do: failed(rest, text)

  defp list("]" <> rest, _text, items, acc, how), do: finished(how.array_finish.(items, acc), rest)
  defp list(rest, text, items, acc, how), do: element(rest, text, items, acc, how)

  defp element(rest, text, items, acc, how) do
    {value, items, rest} = value(rest, text, items, how)
    items = how.array_push.(value, items)

    case blank(rest) do
      "," <> rest -> element(rest, text, items, acc, how)
      "]" <> rest -> finished(how.array_finish.(items, acc), rest)
      rest -> failed(rest, text)
    end
  end

  defp object("}" <> rest, _text, pairs, acc, how), do: finished(how.object_finish.(pairs, acc), rest)
  defp object(rest, text, pairs, acc, how), do: pair(rest, text, pairs, acc, how)

  defp pair("\"" <> _ = rest, text, pairs, acc, how) do
    {key, rest} = string(rest, text)
    key = how.string.(key)

    with ":" <> rest <- blank(rest),
         {value, pairs, rest} = value(rest, text, pairs, how),
         pairs = how.object_push.(key, value, pairs) do
      case blank(rest) do
        "," <> rest -> pair(blank(rest), text, pairs, acc, how)
        "}" <> rest -> finished(how.object_finish.(pairs, acc), rest)
        rest -> failed(rest, text)
      end
    else
      rest -> failed(rest, text)
    end
  end

  defp pair(rest, text, _pairs, _acc, _how), do: failed(rest, text)

  defp finished({value, acc}, rest), do: {value, acc, rest}

  defp blank(<<c, rest::binary>>) when c in @blank, do: blank(rest)
  defp blank(rest), do: rest

  defp number(rest, text, acc, how) do
    [digits] = Regex.run(~r/^-?[0-9]*(\.[0-9]+)?([eE][-+]?[0-9]+)?/, rest, capture: :first)
    checked(digits, rest, text)
    <<_::binary-size(byte_size(digits)), rest::binary>> = rest

    cond do
      String.contains?(digits, ".") -> {how.float.(digits), acc, rest}
      String.contains?(digits, ["e", "E"]) -> {digits |> String.replace(~r/[eE]/, ".0e") |> how.float.(), acc, rest}
      true -> {how.integer.(digits), acc, rest}
    end
  end

  defp string(rest, text) do
    [quoted] = Regex.run(~r/^"(?:[^"\\]|\\.)*"?/s, rest, capture: :first)
    string = checked(quoted, rest, text)
    {string, binary_part(rest, byte_size(quoted), byte_size(rest) - byte_size(quoted))}
  end

  # Decodes one string or number. Error offsets refer to the whole text.
  defp checked(part, rest, text) do
    before = byte_size(text) - byte_size(rest)

    case JSON.decode(part) do
      {:ok, value} -> value
      {:error, {:unexpected_end, at}} -> throw({:error, {:unexpected_end, before + at}})
      {:error, {reason, at, what}} -> throw({:error, {reason, before + at, what}})
    end
  end

  defp failed("", text), do: throw({:error, {:unexpected_end, byte_size(text)}})

  defp failed(<<byte, _::binary>> = rest, text), do: throw({:error, {:invalid_byte, byte_size(text) - byte_size(rest), byte}})
end
