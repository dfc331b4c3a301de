defprotocol IEx.Info do
  @moduledoc """
  The information that `i` prints about a value: a list of pairs of a topic and a text.
  """

  @fallback_to_any true

  @doc "Returns the pairs of information about a value, in the order in which they are shown."
  @spec info(t) :: [{info_name :: String.Chars.t(), info :: String.t()}]
  def info(term)
end

defimpl IEx.Info, for: [Tuple, Integer, Float] do
  def info(_value) do
    type = inspect(@for)
    [{"Data type", type}, {"Reference modules", type}]
  end
end

defimpl IEx.Info, for: Atom do
  def info(:"do not show this result in output") do
    [
      {"Data type", "Atom"},
      {"Description", "This atom is returned by IEx when a function that should not print its\nreturn value on screen is executed."},
      {"Reference modules", "Atom"}
    ]
  end

  def info(atom) do
    cond do
      not String.starts_with?(Atom.to_string(atom), "Elixir.") -> [{"Data type", "Atom"}, {"Reference modules", "Atom"}]
      Code.ensure_loaded?(atom) -> [{"Data type", "Atom"} | about_module(atom)]
      true -> [{"Data type", "Atom"}, {"Raw representation", raw(atom)}, {"Reference modules", "Atom"}]
    end
  end

  defp raw(module), do: ":" <> inspect(Atom.to_string(module))

  defp about_module(module) do
    [{"Module bytecode", ""}, {"Source", IEx.Compile.source(module) || ""}, {"Description", description(module)}] ++
      protocol(module) ++ [{"Raw representation", raw(module)}, {"Reference modules", "Module, Atom"}]
  end

  defp description(module) do
    documented? =
      case Code.fetch_docs(module) do
        {:docs_v1, _, _, _, text, _, entries} -> is_map(text) or Enum.any?(entries, &is_map(elem(&1, 3)))
        _ -> false
      end

    if(documented?, do: "Use h(#{inspect(module)}) to access its documentation.\n", else: "") <> "Call #{inspect(module)}.module_info() to access metadata."
  end

  defp protocol(module) do
    if function_exported?(module, :__protocol__, 1) do
      implemented = for type <- IEx.Describe.implementations(module), do: inspect(type)
      [{"Protocol", "This module is a protocol. These data structures implement it:\n  #{Enum.join(implemented, ", ")}"}]
    else
      []
    end
  end
end

defimpl IEx.Info, for: List do
  def info(list), do: [{"Data type", "List"} | about(list)]

  defp about(list) do
    cond do
      list != [] and Keyword.keyword?(list) ->
        [
          {"Description", "This is what is referred to as a \"keyword list\". A keyword list is a list\nof two-element tuples where the first element of each tuple is an atom."},
          {"Reference modules", "Keyword, List"}
        ]

      list != [] and List.ascii_printable?(list) ->
        [{"Description", charlist()}, {"Raw representation", inspect(list, charlists: :as_lists)}, {"Reference modules", "List"}]

      true ->
        [{"Reference modules", "List"}]
    end
  end

  defp charlist() do
    "This is a list of integers that is printed using the `~c` sigil syntax,\n" <>
      "defined by the `Kernel.sigil_c/2` macro, because all the integers in it\n" <>
      "represent printable ASCII characters. Conventionally, a list of Unicode\n" <>
      "code points is known as a charlist and a list of ASCII characters is a\nsubset of it."
  end
end

defimpl IEx.Info, for: BitString do
  def info(binary) when is_binary(binary), do: [{"Data type", "BitString"}, {"Byte size", byte_size(binary)} | about(binary)]

  def info(bits) do
    [
      {"Data type", "BitString"},
      {"Bits size", bit_size(bits)},
      {"Description", "This is a bitstring. It's a chunk of bits that are not divisible by 8\n(the number of bytes isn't whole)."}
    ]
  end

  defp about(binary) do
    cond do
      String.printable?(binary) ->
        [
          {"Description",
           "This is a string: a UTF-8 encoded binary. It's printed surrounded by\n\"double quotes\" because all UTF-8 encoded code points in it are printable."},
          {"Raw representation", inspect(binary, binaries: :as_binaries)},
          {"Reference modules", "String, :binary"}
        ]

      String.valid?(binary) ->
        [
          {"Description",
           "This is a string: a UTF-8 encoded binary. It's printed with the `<<>>`\nsyntax (as opposed to double quotes) because it contains non-printable\nUTF-8 encoded code points (the first non-printable code point being\n`#{inspect(first_unprintable(binary))}`)."},
          {"Reference modules", "String, :binary"}
        ]

      true ->
        [
          {"Description",
           "This is a binary: a collection of bytes. It's printed with the `<<>>`\nsyntax (as opposed to double quotes) because it is not a UTF-8 encoded\nbinary (the first invalid byte being `#{inspect(first_invalid(binary))}`)"},
          {"Reference modules", ":binary"}
        ]
    end
  end

  defp first_unprintable(binary), do: binary |> String.codepoints() |> Enum.find(&(not String.printable?(&1)))

  defp first_invalid(<<_::utf8, rest::binary>>), do: first_invalid(rest)
  defp first_invalid(<<byte, _::binary>>), do: <<byte>>
end

defimpl IEx.Info, for: Map do
  def info(_map), do: [{"Data type", "Map"}, {"Reference modules", "Map"}]
end

defimpl IEx.Info, for: Function do
  def info(fun) do
    info = Function.info(fun)

    case info[:type] do
      :external -> [{"Data type", "Function"}, {"Type", "external"}, {"Arity", info[:arity]}] ++ described(info)
      :local -> [{"Data type", "Function"}, {"Type", "local"}, {"Arity", info[:arity]}, {"Description", "This is an anonymous function."}]
    end
  end

  defp described(info), do: [{"Description", "This is a capture of #{inspect(info[:module])}.#{info[:name]}/#{info[:arity]}."}]
end

defimpl IEx.Info, for: PID do
  def info(pid), do: [{"Data type", "PID"}] ++ about(pid) ++ [{"Reference modules", "Process, Node"}]

  defp about(pid) when node(pid) != node() do
    [{"Description", "This is a process of node #{inspect(node(pid))}."}]
  end

  defp about(pid) do
    case Process.info(pid, [:registered_name, :links, :message_queue_len]) do
      nil ->
        [{"Alive", false}, {"Description", "Use Process.info/1 to get more info about this process"}]

      info ->
        name = if info[:registered_name] == [], do: "not registered", else: inspect(info[:registered_name])
        links = if info[:links] == [], do: "none", else: Enum.map_join(info[:links], ", ", &inspect/1)

        [
          {"Alive", true},
          {"Name", name},
          {"Links", links},
          {"Message queue length", info[:message_queue_len]},
          {"Description", "Use Process.info/1 to get more info about this process"}
        ]
    end
  end
end

defimpl IEx.Info, for: Port do
  def info(port), do: [{"Data type", "Port"}, {"Open", Port.info(port) != nil}, {"Reference modules", "Port"}]
end

defimpl IEx.Info, for: Reference do
  def info(_reference), do: [{"Data type", "Reference"}]
end

defimpl IEx.Info, for: [Date, Time, DateTime, NaiveDateTime, Regex] do
  @kinds %{
    Date => {"a date", "D", "Date, Calendar, Map"},
    Time => {"a time", "T", "Time, Calendar, Map"},
    DateTime => {"a datetime", "U", "DateTime, Calendar, Map"},
    NaiveDateTime => {~s{a "naive" datetime (that is, a datetime without a time zone)}, "N", "NaiveDateTime, Calendar, Map"},
    Regex => {"a regular expression", "r", "Regex, :re"}
  }

  def info(value) do
    {kind, sigil, modules} = @kinds[@for]

    [
      {"Data type", inspect(@for)},
      {"Description", "This is a struct representing #{kind}. It is commonly\nrepresented using the `~#{sigil}` sigil syntax, that is\ndefined in the `Kernel.sigil_#{sigil}/2` macro."},
      {"Raw representation", value |> Inspect.Any.inspect(%Inspect.Opts{}) |> Inspect.Algebra.format(:infinity) |> IO.iodata_to_binary()},
      {"Reference modules", modules}
    ]
  end
end

defimpl IEx.Info, for: Range do
  def info(range) do
    [
      {"Data type", "Range"},
      {"Description", "This is a struct representing a range of numbers. It is commonly\ndefined using the `first..last//step` syntax. The step is not\nrequired and defaults to 1."},
      {"Raw representation", range |> Inspect.Any.inspect(%Inspect.Opts{}) |> Inspect.Algebra.format(:infinity) |> IO.iodata_to_binary()},
      {"Reference modules", "Range"}
    ]
  end
end

defimpl IEx.Info, for: Any do
  def info(%module{}) do
    [
      {"Data type", inspect(module)},
      {"Description", "This is a struct. Structs are maps with a __struct__ key."},
      {"Reference modules", inspect(module) <> ", Map"}
    ]
  end
end
