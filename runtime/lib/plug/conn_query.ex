defmodule Plug.Conn.Query do
  @moduledoc "Queries with nested names: `a[]=1&a[]=2` is a list, `user[name]=x` a map."

  @doc "Decodes a query to parameters."
  def decode(query, initial \\ %{}, error \\ Plug.Conn.InvalidQueryError, validate_utf8 \\ true)
  def decode("", initial, _error, _validate_utf8), do: initial

  def decode(query, initial, error, validate_utf8) when is_binary(query) do
    query
    |> :binary.split("&", [:global])
    |> Enum.reduce(decode_init(initial), &decode_part(&1, &2, error, validate_utf8))
    |> decode_done()
  end

  defp decode_part("", acc, _error, _utf8), do: acc

  defp decode_part(part, acc, error, utf8) do
    {key, value} =
      case :binary.split(part, "=") do
        [key, value] -> {www_form(key, error, utf8), www_form(value, error, utf8)}
        [key] -> {www_form(key, error, utf8), ""}
      end

    if key == "", do: acc, else: decode_each({key, value}, acc)
  end

  defp www_form(text, error, utf8) do
    decoded =
      try do
        URI.decode_www_form(text)
      rescue
        ArgumentError -> raise error, message: "invalid urlencoded params, got #{text}"
      end

    if utf8, do: Plug.Conn.Utils.validate_utf8!(decoded, error, "urlencoded params")
    decoded
  end

  @doc "Starts to collect pairs."
  def decode_init(initial \\ %{}), do: {:pairs, initial, []}

  @doc "Adds a pair."
  def decode_each({key, value}, {:pairs, initial, pairs}), do: {:pairs, initial, [{split(key), value} | pairs]}

  @doc "Returns the parameters of the collected pairs."
  def decode_done({:pairs, initial, pairs}, _initial \\ []) do
    pairs |> Enum.reverse() |> Enum.reduce(initial, fn {path, value}, acc -> put(acc, path, value) end) |> finish()
  end

  # Splits "user[names][]" into ["user", "names", :list].
  defp split(key) do
    case :binary.split(key, "[") do
      [name, rest] when name != "" ->
        case subkeys(rest, []) do
          :error -> [key]
          keys -> [name | keys]
        end

      _ ->
        [key]
    end
  end

  defp subkeys(rest, acc) do
    case :binary.split(rest, "]") do
      [inner, ""] -> Enum.reverse([subkey(inner) | acc])
      [inner, "[" <> rest] -> subkeys(rest, [subkey(inner) | acc])
      _ -> :error
    end
  end

  defp subkey(""), do: :list
  defp subkey(name), do: name

  # Lists are collected in reverse, marked, and reversed at the end.
  defp put(%{} = map, [key], value), do: Map.put(map, key, value)

  defp put(%{} = map, [key | rest], value) do
    inner =
      case {map, rest} do
        {%{^key => {:list, _} = list}, [:list | _]} -> list
        {%{^key => %{} = inner}, [name | _]} when is_binary(name) -> inner
        {_, [:list | _]} -> {:list, []}
        _ -> %{}
      end

    Map.put(map, key, put(inner, rest, value))
  end

  defp put({:list, items}, [:list], value), do: {:list, [value | items]}
  defp put({:list, items}, [:list | rest], value), do: {:list, [put(fresh(rest), rest, value) | items]}

  defp fresh([:list | _]), do: {:list, []}
  defp fresh(_), do: %{}

  defp finish({:list, items}), do: items |> Enum.reverse() |> Enum.map(&finish/1)
  defp finish(%{__struct__: _} = struct), do: struct
  defp finish(%{} = map), do: Map.new(map, fn {k, v} -> {k, finish(v)} end)
  defp finish(other), do: other

  @doc "Encodes parameters as a query."
  def encode(params, encoder \\ &to_string/1) do
    params |> Enum.flat_map(fn {k, v} -> pairs(escape(k), v, encoder) end) |> Enum.join("&")
  end

  defp pairs(name, %{__struct__: _} = struct, encoder), do: [name <> "=" <> escape(encoder.(struct))]
  defp pairs(name, %{} = map, encoder), do: Enum.flat_map(map, fn {k, v} -> pairs("#{name}[#{escape(k)}]", v, encoder) end)
  defp pairs(_name, [], _encoder), do: []

  defp pairs(name, [{k, _} | _] = list, encoder) when is_atom(k) or is_binary(k) do
    Enum.flat_map(list, fn {k, v} -> pairs("#{name}[#{escape(k)}]", v, encoder) end)
  end

  defp pairs(name, list, encoder) when is_list(list), do: Enum.flat_map(list, &pairs(name <> "[]", &1, encoder))
  defp pairs(name, nil, _encoder), do: [name <> "="]
  defp pairs(name, value, encoder), do: [name <> "=" <> escape(encoder.(value))]

  defp escape(value), do: value |> to_string() |> URI.encode_www_form()
end
