defmodule OptionParser do
  @moduledoc "Command lines: `parse/2` parses a list of words to switches and arguments."

  @type argv :: [String.t()]
  @type parsed :: keyword
  @type errors :: [{String.t(), String.t() | nil}]

  defmodule ParseError do
    defexception [:message]
  end

  @types [:boolean, :count, :integer, :float, :string, :keep]

  @doc """
  Parses switches. Returns the switches, the arguments, and the invalid switches.

      iex> OptionParser.parse(["--limit", "3", "a.txt", "--no-color"], strict: [limit: :integer, color: :boolean])
      {[limit: 3, color: false], ["a.txt"], []}
  """
  def parse(argv, opts \\ []) when is_list(argv) and is_list(opts), do: collect(argv, config!(opts), [], [], [], true)

  @doc "Parses switches. Returns the switches and the arguments. Raises if a switch is invalid."
  def parse!(argv, opts \\ []) when is_list(argv) and is_list(opts), do: argv |> parse(opts) |> valid!(opts)

  @doc """
  Parses the switches before the first argument. Returns the switches, the remaining words, and
  the invalid switches.
  """
  def parse_head(argv, opts \\ []) when is_list(argv) and is_list(opts), do: collect(argv, config!(opts), [], [], [], false)

  @doc """
  Parses the switches before the first argument. Returns the switches and the remaining words.
  Raises if a switch is invalid.
  """
  def parse_head!(argv, opts \\ []) when is_list(argv) and is_list(opts), do: argv |> parse_head(opts) |> valid!(opts)

  defp valid!({parsed, args, []}, _opts), do: {parsed, args}
  defp valid!({_parsed, _args, invalid}, opts), do: raise(ParseError, errors_text(invalid, opts))

  @doc "Parses the first switch. Returns `{:ok, key, value, rest}`, `{:invalid, ..}`, `{:undefined, ..}` or `{:error, rest}`."
  def next(argv, opts \\ []) when is_list(argv) and is_list(opts), do: step(argv, config!(opts))

  @doc "Splits a command line into words like a shell."
  def split(string) when is_binary(string), do: words(String.trim_leading(string, " "), "", [], nil)

  @doc "Converts switches to a command line."
  def to_argv(enum, opts \\ []) do
    Enum.flat_map(enum, fn {key, value} -> to_words(dashed(key), value, opts[:switches][key]) end)
  end

  defp to_words(_name, nil, _types), do: []
  defp to_words(name, false, _types), do: ["--no-" <> name]
  defp to_words(name, true, _types), do: ["--" <> name]

  defp to_words(name, value, types) do
    if is_integer(value) and kind?(types, :count), do: List.duplicate("--" <> name, value), else: ["--" <> name, to_string(value)]
  end

  defp dashed(key), do: key |> to_string() |> String.replace("_", "-")

  # Parses the options of the parser.
  defp config!(opts) do
    {switches, strict?} =
      case {opts[:switches], opts[:strict]} do
        {nil, nil} -> undeclared()
        {switches, nil} -> {switches, false}
        {nil, strict} -> {strict, true}
        {_, _} -> raise ArgumentError, ":switches and :strict cannot be given together"
      end

    for {_, types} <- switches, unknown = List.wrap(types) -- @types, unknown != [] do
      raise ArgumentError, "invalid switch types/modifiers: " <> Enum.map_join(unknown, ", ", &inspect/1)
    end

    aliases = Keyword.get(opts, :aliases, [])

    for {name, _} <- aliases, name |> Atom.to_string() |> String.length() != 1 do
      raise ArgumentError, "invalid alias " <> inspect(name) <> ", aliases must be a single codepoint"
    end

    %{
      switches: for({key, types} <- switches, do: {key, List.wrap(types)}),
      strict?: strict?,
      aliases: aliases,
      atoms?: Keyword.get(opts, :allow_nonexistent_atoms, false),
      separator?: Keyword.get(opts, :return_separator, false)
    }
  end

  defp undeclared() do
    IO.warn("not passing the :switches or :strict option to OptionParser is deprecated")
    {[], false}
  end

  defp collect([], _config, opts, args, invalid, _all?), do: {Enum.reverse(opts), Enum.reverse(args), Enum.reverse(invalid)}

  defp collect(["--" | rest] = argv, config, opts, args, invalid, _all?) do
    left = if config.separator?, do: argv, else: rest
    {Enum.reverse(opts), Enum.reverse(args, left), Enum.reverse(invalid)}
  end

  defp collect(argv, config, opts, args, invalid, all?) do
    case step(argv, config) do
      {:ok, key, value, rest} -> collect(rest, config, put(opts, key, value, config), args, invalid, all?)
      {:invalid, switch, value, rest} -> collect(rest, config, opts, args, [{switch, value} | invalid], all?)
      {:undefined, switch, _value, rest} -> collect(rest, config, opts, args, if(config.strict?, do: [{switch, nil} | invalid], else: invalid), all?)
      {:error, [arg | rest]} when all? -> collect(rest, config, opts, [arg | args], invalid, all?)
      {:error, rest} -> {Enum.reverse(opts), Enum.reverse(args, rest), Enum.reverse(invalid)}
    end
  end

  # A repeated switch replaces the earlier value, unless the switch is kept or counted.
  defp put(opts, key, value, config) do
    types = Keyword.get(config.switches, key, [])

    cond do
      :count in types -> Keyword.update(opts, key, value, &(&1 + value))
      :keep in types -> [{key, value} | opts]
      true -> [{key, value} | Keyword.delete(opts, key)]
    end
  end

  defp step(["--" <> _ = switch | rest], config) when switch != "--" do
    {name, value} = cut(switch)
    long(name, value, rest, config)
  end

  defp step(["-" <> letters = switch | rest] = argv, config) when letters not in ["", "-"] do
    {name, value} = cut(switch)
    "-" <> short = name

    cond do
      short =~ ~r/^\d/ -> {:error, argv}
      String.contains?(short, "-") -> {:undefined, name, value, rest}
      String.length(short) == 1 -> aliased(name, short, value, rest, config)
      true -> step(separate(short, value) ++ rest, config)
    end
  end

  defp step(argv, _config), do: {:error, argv}

  # -abc means -a -b -c, and -ab=1 means -a -b=1. A digit starts the value of the preceding
  # letter: -n5 means -n=5.
  defp separate(letters, value) do
    {letters, value} =
      case Regex.run(~r/^(\D+)(\d.*)$/u, letters, capture: :all_but_first) do
        [letters, number] -> {letters, number <> if(value, do: "=" <> value, else: "")}
        nil -> {letters, value}
      end

    list = for letter <- String.graphemes(letters), do: "-" <> letter
    if value, do: List.update_at(list, -1, &(&1 <> "=" <> value)), else: list
  end

  defp cut(switch) do
    case String.split(switch, "=", parts: 2) do
      [name] -> {name, nil}
      [name, value] -> {name, value}
    end
  end

  defp number?(text), do: Float.parse(text) != :error

  defp aliased(name, letter, value, rest, config) do
    case Enum.find(config.aliases, fn {short, _} -> Atom.to_string(short) == letter end) do
      nil -> unknown(name, value, rest)
      {_, key} -> typed(key, Keyword.get(config.switches, key), name, value, rest, config)
    end
  end

  defp long(name, value, rest, config) do
    "--" <> bare = name
    key = key(bare, config)

    cond do
      String.contains?(bare, "_") -> {:undefined, name, value, rest}
      types = key && config.switches[key] -> typed(key, types, name, value, rest, config)
      negated = negated(bare, config) -> if(value, do: {:invalid, name, value, rest}, else: {:ok, negated, false, rest})
      key == nil -> unknown(name, value, rest)
      config.strict? -> {:undefined, name, value, rest}
      true -> typed(key, nil, name, value, rest, config)
    end
  end

  # An unknown switch also consumes a possible value.
  defp unknown(name, nil, words) do
    {value, rest} = value_or_true(words)
    {:undefined, name, value, rest}
  end

  defp unknown(name, value, rest), do: {:undefined, name, value, rest}

  defp value_or_true([word | rest] = words), do: if(value?(word), do: {word, rest}, else: {true, words})
  defp value_or_true([]), do: {true, []}

  # A word that starts with a dash is a switch, unless it is a number or a single dash.
  defp value?(word), do: not String.starts_with?(word, "-") or word == "-" or number?(word)

  defp key(bare, config) do
    text = String.replace(bare, "-", "_")
    if config.atoms?, do: String.to_atom(text), else: String.to_existing_atom(text)
  rescue
    ArgumentError -> nil
  end

  # --no-name means false for a boolean switch.
  defp negated("no-" <> bare, config) do
    key = key(bare, config)
    if key && kind?(config.switches[key], :boolean), do: key
  end

  defp negated(_bare, _config), do: nil

  defp kind?(types, kind), do: kind in List.wrap(types)

  defp typed(key, nil, _name, nil, words, _config) do
    {value, rest} = value_or_true(words)
    {:ok, key, value, rest}
  end

  defp typed(key, types, name, nil, rest, _config) do
    cond do
      :boolean in types -> {:ok, key, true, rest}
      :count in types -> {:ok, key, 1, rest}
      true -> with_value(key, types, name, rest)
    end
  end

  defp typed(key, types, name, value, rest, _config), do: converted(key, List.wrap(types), name, value, rest)

  defp with_value(key, types, name, [value | rest]) do
    if value?(value),
      do: converted(key, types, name, value, rest),
      else: {:invalid, name, nil, [value | rest]}
  end

  defp with_value(_key, _types, name, []), do: {:invalid, name, nil, []}

  defp converted(key, types, name, text, rest) do
    value =
      cond do
        :boolean in types -> boolean(text)
        :count in types -> nil
        :integer in types -> whole(Integer.parse(text))
        :float in types -> whole(Float.parse(text))
        true -> {:ok, text}
      end

    case value do
      {:ok, value} -> {:ok, key, value, rest}
      _ -> {:invalid, name, text, rest}
    end
  end

  defp boolean(text) when text in ["true", "t"], do: {:ok, true}
  defp boolean(text) when text in ["false", "f"], do: {:ok, false}
  defp boolean(_), do: nil

  defp whole({number, ""}), do: {:ok, number}
  defp whole(_), do: nil

  defp errors_text(errors, opts) do
    types = opts[:switches] || opts[:strict] || []
    count = length(errors)

    lines =
      Enum.map(errors, fn {name, value} ->
        case types[kind_of(name, opts)] do
          nil -> "#{name} : Unknown option" <> alike(name, types)
          types -> "#{name} : #{fault(types, value)}"
        end
      end)

    "#{count} error#{if count > 1, do: "s"} found!\n" <> Enum.join(lines, "\n")
  end

  # Words of an option are joined by dashes, not underscores.
  defp kind_of("--" <> bare, _opts), do: if(bare =~ "_", do: nil, else: existing(String.replace(bare, "-", "_")))
  defp kind_of("-" <> letter, opts), do: Keyword.get(opts[:aliases] || [], existing(letter))

  defp existing(text) do
    String.to_existing_atom(text)
  rescue
    ArgumentError -> nil
  end

  # A suggested name has at least this similarity.
  @alike 0.8

  defp alike("--" <> bare, types) do
    {distance, name} =
      types
      |> Enum.map(fn {key, _} -> {String.jaro_distance(bare, dashed(key)), dashed(key)} end)
      |> Enum.max(fn -> {0.0, ""} end)

    if distance >= @alike, do: ". Did you mean --#{name}?", else: ""
  end

  defp alike(_name, _types), do: ""

  defp fault(types, nil), do: "Missing argument of type #{shown(types)}"
  defp fault(types, value), do: "Expected type #{shown(types)}, got #{inspect(value)}"

  defp shown(types), do: types |> List.wrap() |> List.delete(:keep) |> List.first(:string) |> to_string()

  # Splits a command line into words. Quotes group words. Inside quotes, a backslash escapes only
  # the quote.
  defp words("", "", acc, nil), do: Enum.reverse(acc)
  defp words("", word, acc, nil), do: Enum.reverse([word | acc])
  defp words("", _word, _acc, quotation), do: raise("argv string did not terminate properly, a #{<<quotation>>} was opened but never closed")
  defp words(<<"\\", c::utf8, rest::binary>>, word, acc, quotation) when quotation in [nil, c], do: words(rest, word <> <<c::utf8>>, acc, quotation)
  defp words(<<c, rest::binary>>, word, acc, nil) when c in [?", ?'], do: words(rest, word, acc, c)
  defp words(<<c, rest::binary>>, word, acc, c), do: words(rest, word, acc, nil)
  defp words(<<" ", rest::binary>>, word, acc, nil), do: words(String.trim_leading(rest, " "), "", [word | acc], nil)
  defp words(<<c::utf8, rest::binary>>, word, acc, quotation), do: words(rest, word <> <<c::utf8>>, acc, quotation)
end
