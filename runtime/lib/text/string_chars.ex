defprotocol String.Chars do
  @moduledoc "The protocol of to_string/1 and interpolation."

  @spec to_string(t) :: String.t()
  @doc "Returns the value as text."
  def to_string(term)
end

defimpl String.Chars, for: Atom do
  def to_string(nil), do: ""
  def to_string(atom), do: :erlang.atom_to_binary(atom)
end

defimpl String.Chars, for: Integer do
  def to_string(number), do: :erlang.integer_to_binary(number)
end

defimpl String.Chars, for: Float do
  def to_string(number), do: :erlang.float_to_binary(number, [:short])
end

defimpl String.Chars, for: List do
  def to_string(chars), do: List.to_string(chars)
end

defimpl String.Chars, for: BitString do
  def to_string(text) when is_binary(text), do: text

  def to_string(bits) do
    raise Protocol.UndefinedError,
      description: "cannot convert a bitstring to a string",
      protocol: @protocol,
      value: bits
  end
end

defprotocol List.Chars do
  @moduledoc "The protocol of to_charlist/1."

  @spec to_charlist(t) :: charlist
  @doc "Returns the value as a list of code points."
  def to_charlist(term)
end

defimpl List.Chars, for: List do
  def to_charlist(chars), do: chars
end

defimpl List.Chars, for: BitString do
  def to_charlist(text) when is_binary(text), do: String.to_charlist(text)

  def to_charlist(bits) do
    raise Protocol.UndefinedError,
      description: "cannot convert a bitstring to a charlist",
      protocol: @protocol,
      value: bits
  end
end

defimpl List.Chars, for: Integer do
  def to_charlist(number), do: :erlang.integer_to_list(number)
end

defimpl List.Chars, for: Float do
  def to_charlist(number), do: :erlang.float_to_list(number, [:short])
end

defimpl List.Chars, for: Atom do
  def to_charlist(name), do: if(name == nil, do: [], else: :erlang.atom_to_list(name))
end
