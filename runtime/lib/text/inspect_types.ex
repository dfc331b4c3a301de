# The implementations of Inspect for the built-in types. inspect/2 itself does not call them: the
# runtime formats these types. They are for implementations that build on them.

for type <- [Atom, BitString, Float, Function, Integer, PID, Port, Reference, Tuple] do
  defimpl Inspect, for: type do
    def inspect(term, opts), do: Inspect.Native.parts(term, opts)
  end
end

defimpl Inspect, for: List do
  def inspect(list, opts), do: Inspect.Native.parts(list, opts)

  @doc "Returns the document of a pair of a keyword list."
  def keyword({key, value}, opts) do
    name = Inspect.Algebra.color(Macro.inspect_atom(:key, key), :atom, opts)
    Inspect.Algebra.concat([name, " ", Inspect.Algebra.to_doc(value, opts)])
  end

  @doc "Returns whether a list is a keyword list that is shown with `key: value`."
  def keyword?(list) when is_list(list), do: Enum.all?(list, &match?({key, _} when is_atom(key), &1)) and not Enum.any?(list, fn {key, _} -> match?("Elixir." <> _, Atom.to_string(key)) end)
  def keyword?(_), do: false
end

defimpl Inspect, for: Map do
  # A struct is shown as a map, with its module under :__struct__.
  def inspect(struct, opts) when is_struct(struct), do: struct |> Map.to_list() |> braces("%{", opts)
  def inspect(map, opts), do: Inspect.Native.parts(map, opts)

  @doc "Returns the document of the fields of a map, with a name before the braces."
  def inspect(map, name, fields, opts), do: for(%{field: field} <- fields, do: {field, Map.get(map, field)}) |> braces("%" <> name <> "{", opts)

  defp braces(pairs, open, opts), do: Inspect.Algebra.container_doc(open, pairs, "}", opts, &Inspect.List.keyword/2, separator: ",", break: :strict)
end
