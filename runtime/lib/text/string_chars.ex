defprotocol String.Chars do
  @moduledoc "What to_string/1 and interpolation ask of a value."

  @doc "The value as text."
  def to_string(term)
end

defimpl String.Chars, for: Atom do
  def to_string(nil), do: ""
  def to_string(atom), do: :erlang.atom_to_binary(atom)
end

defimpl String.Chars, for: BitString do
  def to_string(term) when is_binary(term), do: term

  def to_string(term) do
    raise Protocol.UndefinedError,
      protocol: @protocol,
      value: term,
      description: "cannot convert a bitstring to a string"
  end
end

defimpl String.Chars, for: List do
  def to_string(charlist), do: List.to_string(charlist)
end

defimpl String.Chars, for: Integer do
  def to_string(term), do: :erlang.integer_to_binary(term)
end

defimpl String.Chars, for: Float do
  def to_string(term), do: :erlang.float_to_binary(term, [:short])
end

defprotocol List.Chars do
  @moduledoc "What to_charlist/1 asks of a value."

  @doc "The value as a list of code points."
  def to_charlist(term)
end

defimpl List.Chars, for: Atom do
  def to_charlist(nil), do: []
  def to_charlist(atom), do: :erlang.atom_to_list(atom)
end

defimpl List.Chars, for: BitString do
  def to_charlist(term) when is_binary(term), do: String.to_charlist(term)
end

defimpl List.Chars, for: List do
  def to_charlist(list), do: list
end

defimpl List.Chars, for: Integer do
  def to_charlist(term), do: :erlang.integer_to_list(term)
end

defimpl List.Chars, for: Float do
  def to_charlist(term), do: :erlang.float_to_list(term, [:short])
end
