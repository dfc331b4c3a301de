defmodule :io_lib_fread do
  @moduledoc "Formatted input: `~d` and other control sequences."

  @doc "Reads values from a text as the format says."
  def fread(format, chars) when is_binary(format), do: fread(String.to_charlist(format), chars)

  def fread(format, chars) do
    case input(format, chars, 0, []) do
      {:more, format, chars, read, done} -> if chars == [], do: {:more, format, read, done}, else: {:error, {:fread, :input}}
      other -> other
    end
  end

  @doc "Reads values from a text that arrives in pieces."
  def fread([], chars, format), do: fread({format, [], 0, []}, chars, format)
  def fread({_, [], 0, []}, :eof, _format), do: {:done, :eof, []}
  def fread({_, _, _, _}, :eof, _format), do: {:done, {:error, {:fread, :input}}, :eof}

  def fread({format, before, read, done}, chars, _format) do
    case input(format, before ++ chars, read, done) do
      {:more, format, chars, read, done} -> {:more, {format, chars, read, done}}
      {:ok, terms, rest} -> {:done, {:ok, terms}, rest}
      error -> {:done, error, []}
    end
  end

  # Blanks in the format match any number of blanks in the input.
  defp input([c | format], chars, read, done) when c in [?\s, ?\t, ?\r, ?\n] do
    {blanks, rest} = :lists.splitwith(&blank?/1, chars)
    input(format, rest, read + length(blanks), done)
  end

  defp input([?~, ?~ | format], chars, read, done), do: same(?~, format, chars, read, done)
  defp input([?~ | rest] = format, chars, read, done), do: directive(field(rest), format, chars, read, done)
  defp input([c | format], chars, read, done), do: same(c, format, chars, read, done)
  defp input([], chars, _read, done), do: {:ok, :lists.reverse(done), chars}

  defp same(c, format, [c | chars], read, done), do: input(format, chars, read + 1, done)
  defp same(c, format, [], read, done), do: {:more, [c | format], [], read, done}
  defp same(_c, _format, _chars, _read, _done), do: {:error, {:fread, :input}}

  # Returns whether the value is kept, and the field width.
  defp field([?* | format]), do: width(format, false)
  defp field(format), do: width(format, true)

  defp width(format, kept) do
    {digits, rest} = :lists.splitwith(&(&1 in ?0..?9), format)
    {kept, if(digits == [], do: nil, else: :erlang.list_to_integer(digits)), if(match?([?t | _], rest), do: tl(rest), else: rest)}
  end

  defp directive({kept, _, [?l | format]}, _, chars, read, done), do: input(format, chars, read, if(kept, do: [read | done], else: done))

  defp directive({kept, width, [?c | format]}, whole, chars, read, done) do
    {taken, rest} = Enum.split(chars, width || 1)
    if length(taken) < (width || 1), do: {:more, whole, chars, read, done}, else: input(format, rest, read + length(taken), if(kept, do: [taken | done], else: done))
  end

  defp directive({kept, width, [verb | format]}, whole, chars, read, done) when verb in ~c"du-#fsa" do
    {blanks, begin} = :lists.splitwith(&blank?/1, chars)
    # For ~u, the number is the base.
    {width, base} = if verb in ~c"du" and width != nil and verb == ?u, do: {nil, width}, else: {width, 10}

    case begin do
      [] ->
        {:more, whole, [], read + length(blanks), done}

      _ ->
        case value(verb, base, begin, width) do
          {:ok, value, rest} -> input(format, rest, read + length(chars) - length(rest), if(kept, do: [value | done], else: done))
          {:error, what} -> {:error, {:fread, what}}
        end
    end
  end

  defp directive(_, _, _, _, _), do: {:error, {:fread, :format}}

  defp blank?(c), do: c in [?\s, ?\t, ?\r, ?\n]

  defp value(?-, _, [?- | rest], _), do: {:ok, -1, rest}
  defp value(?-, _, [?+ | rest], _), do: {:ok, 1, rest}
  defp value(?-, _, rest, _), do: {:ok, 1, rest}

  defp value(verb, _, chars, width) when verb in ~c"sa" do
    {word, rest} = word(chars, width)
    {:ok, if(verb == ?s, do: word, else: :erlang.list_to_atom(word)), rest}
  end

  defp value(?d, _, chars, width), do: number(~r/^[-+]?[0-9]+/, chars, width, :integer, &:erlang.list_to_integer/1)
  defp value(?f, _, chars, width), do: number(~r/^[-+]?[0-9]+\.[0-9]+([eE][-+]?[0-9]+)?/, chars, width, :float, &:erlang.list_to_float/1)
  defp value(?u, base, _, _) when base not in 2..36, do: {:error, :format}
  defp value(?u, base, chars, width), do: number(~r/^[0-9A-Za-z]+/, chars, width, :unsigned, &:erlang.list_to_integer(&1, base))
  defp value(?#, _, chars, width), do: number(~r/^[0-9]+#[0-9A-Za-z]+/, chars, width, :based, &based/1)

  defp based(chars) do
    {base, [?# | digits]} = :lists.splitwith(&(&1 != ?#), chars)
    :erlang.list_to_integer(digits, :erlang.list_to_integer(base))
  end

  # A field width includes blanks.
  defp word(chars, nil), do: :lists.splitwith(&(not blank?(&1)), chars)
  defp word(chars, width), do: Enum.split(chars, width)

  defp number(pattern, chars, width, what, read) do
    {field, behind} = if width, do: Enum.split(chars, width), else: {chars, []}

    case Regex.run(pattern, List.to_string(field)) do
      [found | _] ->
        found = String.to_charlist(found)
        {:ok, read.(found), :lists.nthtail(length(found), field) ++ behind}

      nil ->
        {:error, what}
    end
  rescue
    ArgumentError -> {:error, what}
  end
end
