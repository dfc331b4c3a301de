defmodule :erl_scan do
  @moduledoc "Scans Erlang tokens, as they occur in terms."

  @reserved ~w(after and andalso band begin bnot bor bsl bsr bxor case catch cond div end fun if let not of or orelse receive rem try when xor)a

  # Longer symbols come first.
  @symbols ~w(... =:= =/= .. -> <- => := == /= =< >= ++ -- << >> || ::)

  @doc "Returns the tokens of a text with their lines, or with lines and columns."
  def string(chars), do: string(chars, 1)
  def string(chars, location, _options \\ []), do: all(chars, location, [])

  defp all(chars, at, done) do
    case token(chars, at) do
      {:ok, token, rest, at} -> all(rest, at, [token | done])
      {dot, token, rest, at} when dot in [:dot, :last_dot] -> all(rest, at, [token | done])
      {:end, at} -> {:ok, :lists.reverse(done), at}
      {:more, what, from, at} -> {:error, {from, :erl_scan, what}, at}
      {:error, what, from, at} -> {:error, {from, :erl_scan, what}, at}
    end
  end

  @doc "Scans the tokens up to a dot, from a text that arrives in pieces."
  def tokens(continuation, chars, location, options \\ [])
  def tokens([], chars, location, options), do: tokens({:erl_scan, [], location}, chars, location, options)
  def tokens({:erl_scan, [], _}, :eof, location, _), do: {:done, {:eof, location}, :eof}
  def tokens({:erl_scan, before, at}, :eof, _, _), do: form(before, at, [], :eof)

  def tokens({:erl_scan, before, at}, chars, _, _) do
    with :more <- form(before ++ chars, at, [], :more), do: {:more, {:erl_scan, before ++ chars, at}}
  end

  # A token at the end of a piece may continue in the next piece.
  defp form(chars, at, done, ending) do
    case token(chars, at) do
      {:ok, _, [], _} when ending == :more -> :more
      {:ok, token, rest, at} -> form(rest, at, [token | done], ending)
      {:last_dot, _, _, _} when ending == :more -> :more
      {:last_dot, token, _, at} -> {:done, {:ok, :lists.reverse([token | done]), at}, :eof}
      {:dot, token, rest, at} -> {:done, {:ok, :lists.reverse([token | done]), at}, rest}
      {:end, _} when ending == :more -> :more
      {:end, at} when done == [] -> {:done, {:eof, at}, :eof}
      {:end, at} -> {:done, {:ok, :lists.reverse(done), at}, :eof}
      {:more, _, _, _} when ending == :more -> :more
      {:more, what, from, at} -> {:done, {:error, {from, :erl_scan, what}, at}, :eof}
      {:error, what, from, at} -> {:done, {:error, {from, :erl_scan, what}, at}, chars}
    end
  end

  ## One token

  defp token([], at), do: {:end, at}
  defp token([c | rest], at) when c <= ?\s or c in 0x80..0xA0, do: token(rest, past(at, [c]))
  defp token([?% | rest], at), do: token(:lists.dropwhile(&(&1 != ?\n), rest), past(at, :lists.takewhile(&(&1 != ?\n), [?% | rest])))

  defp token([?. | rest], at) do
    case rest do
      [] -> {:last_dot, {:dot, at}, [], past(at, ~c".")}
      [?% | _] -> {:dot, {:dot, at}, rest, past(at, ~c".")}
      [c | left] when c <= ?\s -> {:dot, {:dot, at}, left, past(at, [?., c])}
      _ -> symbol([?. | rest], at)
    end
  end

  defp token([c | _] = chars, at) when c in ?0..?9, do: number(chars, at)
  defp token([c | _] = chars, at) when c in ?a..?z or c in 0xDF..0xFF and c != 0xF7, do: name(chars, at)
  defp token([c | _] = chars, at) when c in ?A..?Z or c == ?_ or c in 0xC0..0xDE and c != 0xD7, do: variable(chars, at)
  defp token([?' | rest], at), do: quoted(rest, ?', at, past(at, ~c"'"), [])
  defp token([?" | rest], at), do: quoted(rest, ?", at, past(at, ~c"\""), [])
  defp token([?$ | rest], at), do: char(rest, at)
  defp token(chars, at), do: symbol(chars, at)

  defp past(line, chars) when is_integer(line), do: line + Enum.count(chars, &(&1 == ?\n))
  defp past(at, chars), do: Enum.reduce(chars, at, fn c, {line, column} -> if c == ?\n, do: {line + 1, 1}, else: {line, column + 1} end)

  defp name(chars, at) do
    {name, rest} = :lists.splitwith(&name?/1, chars)
    atom = :erlang.list_to_atom(name)
    {:ok, if(reserved_word(atom), do: {atom, at}, else: {:atom, at, atom}), rest, past(at, name)}
  end

  defp variable(chars, at) do
    {name, rest} = :lists.splitwith(&name?/1, chars)
    {:ok, {:var, at, :erlang.list_to_atom(name)}, rest, past(at, name)}
  end

  defp name?(c), do: c in ?a..?z or c in ?A..?Z or c in ?0..?9 or c in [?_, ?@] or c in 0xC0..0xFF and c not in [0xD7, 0xF7]

  for symbol <- @symbols, chars = String.to_charlist(symbol), atom = String.to_atom(symbol) do
    defp symbol(unquote(chars) ++ rest, at), do: {:ok, {unquote(atom), at}, rest, past(at, unquote(chars))}
  end

  defp symbol([c | rest], at), do: {:ok, {:erlang.list_to_atom([c]), at}, rest, past(at, [c])}

  ## Numbers

  defp number(chars, at) do
    {digits, rest} = digits(chars, &(&1 in ?0..?9))

    case rest do
      [?# | based] -> based(:erlang.list_to_integer(plain(digits)), based, at, digits ++ ~c"#")
      [?., c | _] when c in ?0..?9 -> fraction(digits, tl(rest), at)
      _ -> {:ok, {:integer, at, :erlang.list_to_integer(plain(digits))}, rest, past(at, digits)}
    end
  end

  defp based(base, _chars, at, _before) when base not in 2..36, do: {:error, {:base, base}, at, at}

  defp based(base, chars, at, before) do
    {digits, rest} = digits(chars, &(value(&1) < base))
    if digits == [], do: {:error, {:illegal, :integer}, at, at}, else: {:ok, {:integer, at, :erlang.list_to_integer(plain(digits), base)}, rest, past(at, before ++ digits)}
  end

  defp value(c) when c in ?0..?9, do: c - ?0
  defp value(c) when c in ?a..?z, do: c - ?a + 10
  defp value(c) when c in ?A..?Z, do: c - ?A + 10
  defp value(_), do: 36

  defp fraction(whole, chars, at) do
    {part, rest} = digits(chars, &(&1 in ?0..?9))

    case exponent(rest) do
      {power, rest} -> float(whole ++ ~c"." ++ part ++ power, rest, at)
      nil -> {:error, {:illegal, :float}, at, at}
    end
  end

  defp exponent([e, sign | rest]) when e in ~c"eE" and sign in ~c"+-", do: exponent([e, sign], rest)
  defp exponent([e | rest]) when e in ~c"eE", do: exponent([e], rest)
  defp exponent(rest), do: {[], rest}

  defp exponent(begin, chars) do
    {digits, rest} = digits(chars, &(&1 in ?0..?9))
    if digits != [], do: {begin ++ digits, rest}
  end

  defp float(text, rest, at) do
    {:ok, {:float, at, :erlang.list_to_float(plain(text))}, rest, past(at, text)}
  rescue
    ArgumentError -> {:error, {:illegal, :float}, at, at}
  end

  # An underscore is allowed between two digits.
  defp digits(chars, digit?), do: digits(chars, digit?, [])
  defp digits([?_, c | rest], digit?, [_ | _] = done), do: if(digit?.(c), do: digits(rest, digit?, [c, ?_ | done]), else: {:lists.reverse(done), [?_, c | rest]})
  defp digits([c | rest], digit?, done), do: if(digit?.(c), do: digits(rest, digit?, [c | done]), else: {:lists.reverse(done), [c | rest]})
  defp digits([], _, done), do: {:lists.reverse(done), []}

  defp plain(digits), do: Enum.reject(digits, &(&1 == ?_))

  ## Text in quotes, and characters

  defp quoted([], quote, from, at, done), do: {:more, {:string, quote, done |> :lists.reverse() |> Enum.take(16)}, from, at}
  defp quoted([quote | rest], quote, from, at, done), do: ended(quote, from, :lists.reverse(done), rest, past(at, [quote]))

  defp quoted([?\\ | escape], quote, from, at, done) do
    case escaped(escape) do
      {:ok, c, rest, read} -> quoted(rest, quote, from, past(at, [?\\ | read]), [c | done])
      :more -> {:more, {:string, quote, done |> :lists.reverse() |> Enum.take(16)}, from, at}
      :error -> {:error, {:illegal, :character}, at, at}
    end
  end

  defp quoted([c | rest], quote, from, at, done), do: quoted(rest, quote, from, past(at, [c]), [c | done])

  defp ended(?", from, chars, rest, at), do: {:ok, {:string, from, chars}, rest, at}
  defp ended(?', from, chars, _rest, at) when length(chars) > 255, do: {:error, {:illegal, :atom}, from, at}
  defp ended(?', from, chars, rest, at), do: {:ok, {:atom, from, :erlang.list_to_atom(chars)}, rest, at}

  defp char([], at), do: {:more, :char, at, past(at, ~c"$")}

  defp char([?\\ | escape], at) do
    case escaped(escape) do
      {:ok, c, rest, read} -> {:ok, {:char, at, c}, rest, past(at, [?$, ?\\ | read])}
      :more -> {:more, :char, at, at}
      :error -> {:error, {:illegal, :character}, at, at}
    end
  end

  defp char([c | rest], at), do: {:ok, {:char, at, c}, rest, past(at, [?$, c])}

  @escapes %{?n => ?\n, ?r => ?\r, ?t => ?\t, ?v => ?\v, ?b => ?\b, ?f => ?\f, ?e => ?\e, ?s => ?\s, ?d => 0x7F}

  # Returns the character of an escape, the rest, and the characters read.
  defp escaped([]), do: :more
  defp escaped([?x, ?{ | rest]), do: hex(:lists.splitwith(&(value(&1) < 16), rest))
  defp escaped([?x, a, b | rest]), do: if(value(a) < 16 and value(b) < 16, do: {:ok, value(a) * 16 + value(b), rest, [?x, a, b]}, else: :error)
  defp escaped([?x | _]), do: :more
  defp escaped([?^, c | rest]), do: {:ok, rem(c, 32), rest, [?^, c]}
  defp escaped([?^]), do: :more

  defp escaped([c | _] = chars) when c in ?0..?7 do
    digits = chars |> Enum.take(3) |> Enum.take_while(&(&1 in ?0..?7))
    {:ok, :erlang.list_to_integer(digits, 8), :lists.nthtail(length(digits), chars), digits}
  end

  defp escaped([c | rest]), do: {:ok, Map.get(@escapes, c, c), rest, [c]}

  defp hex({digits, [?} | rest]}) when digits != [], do: {:ok, :erlang.list_to_integer(digits, 16), rest, ~c"x{" ++ digits ++ ~c"}"}
  defp hex({_, []}), do: :more
  defp hex(_), do: :error

  # Properties of tokens

  @doc "Returns whether an atom is a reserved word."
  def reserved_word(atom), do: atom in @reserved

  @doc """
  Returns the category of a token. The category of a symbol or a reserved word is the symbol or
  the word itself.
  """
  def category(token), do: elem(token, 0)

  @doc "Returns the value of a token."
  def symbol(token) when tuple_size(token) == 3, do: elem(token, 2)
  def symbol(token), do: elem(token, 0)

  @doc "Returns the location of a token."
  def location(token), do: elem(token, 1)

  @doc "Returns the line of a token."
  def line(token), do: with({line, _} <- location(token), do: line)

  @doc "Returns the column of a token, or :undefined."
  def column(token), do: if(is_tuple(location(token)), do: elem(location(token), 1), else: :undefined)

  @doc "Returns :undefined: the text of tokens is not kept."
  def text(_token), do: :undefined

  @doc "Formats an error as text."
  def format_error({:string, quote, begin}), do: ~c"unterminated " ++ if(quote == ?', do: ~c"atom", else: ~c"string") ++ ~c" starting with " ++ :io_lib.write_string(begin, quote)
  def format_error({:illegal, what}), do: ~c"illegal " ++ :erlang.atom_to_list(what)
  def format_error(:char), do: ~c"unterminated character"
  def format_error({:base, base}), do: ~c"illegal base '" ++ :erlang.integer_to_list(base) ++ ~c"'"
  def format_error(other), do: :lists.flatten(:io_lib.write(other))
end
