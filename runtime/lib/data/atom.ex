defmodule Atom do
  @moduledoc "Functions on atoms."

  def to_string(atom), do: :erlang.atom_to_binary(atom)
  def to_charlist(atom), do: :erlang.atom_to_list(atom)

  # Deprecated names

  @doc false
  @deprecated "Use Atom.to_charlist/1 instead"
  def to_char_list(atom), do: to_charlist(atom)
end
