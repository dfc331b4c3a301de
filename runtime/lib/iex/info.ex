defmodule IEx.Info do
  @moduledoc false

  @doc "Prints what a value is."
  def print(term) do
    header = [{"Term", inspect(term)}, {"Data type", data_type(term)}]
    print_rows(header ++ info(term) ++ [{"Implemented protocols", protocols(term)}])
  end

  defp print_rows(rows) do
    for {subject, text} <- rows do
      IO.puts(IEx.color(:eval_result, subject))
      shown = text |> to_string() |> String.trim_trailing() |> String.replace("\n", "\n  ")
      IO.puts(IEx.color(:eval_info, "  " <> shown))
    end
  end

  defp data_type(term) when is_struct(term), do: inspect(term.__struct__)
  defp data_type(term) when is_pid(term), do: "PID"
  defp data_type(term) when is_atom(term), do: "Atom"
  defp data_type(term) when is_list(term), do: "List"
  defp data_type(term) when is_map(term), do: "Map"
  defp data_type(term) when is_tuple(term), do: "Tuple"
  defp data_type(term) when is_integer(term), do: "Integer"
  defp data_type(term) when is_float(term), do: "Float"
  defp data_type(term) when is_bitstring(term), do: "BitString"
  defp data_type(term) when is_function(term), do: "Function"
  defp data_type(term) when is_reference(term), do: "Reference"
  defp data_type(_term), do: "Port"

  defp info(%module{}) do
    [{"Description", "This is a struct. Structs are maps with a __struct__ key."}, {"Reference modules", "#{inspect(module)}, Map"}]
  end

  defp info(pid) when is_pid(pid), do: pid_info(pid) ++ [{"Reference modules", "Process, Node"}]

  defp info(atom) when is_atom(atom) do
    if elixir_module?(atom), do: about_module(atom), else: [{"Reference modules", "Atom"}]
  end

  defp info([{key, _} | _] = list) when is_atom(key) do
    if Keyword.keyword?(list) do
      [
        {"Description", "This is what is referred to as a \"keyword list\". A keyword list is a list\nof two-element tuples where the first element of each tuple is an atom."},
        {"Reference modules", "Keyword, List"}
      ]
    else
      [{"Reference modules", "List"}]
    end
  end

  defp info(list) when is_list(list) do
    if list != [] and List.ascii_printable?(list) do
      [
        {"Description", charlist_description()},
        {"Raw representation", inspect(list, charlists: :as_lists)},
        {"Reference modules", "List"}
      ]
    else
      [{"Reference modules", "List"}]
    end
  end

  defp info(map) when is_map(map), do: [{"Reference modules", "Map"}]
  defp info(tuple) when is_tuple(tuple), do: [{"Reference modules", "Tuple"}]
  defp info(integer) when is_integer(integer), do: [{"Reference modules", "Integer"}]
  defp info(float) when is_float(float), do: [{"Reference modules", "Float"}]
  defp info(binary) when is_binary(binary), do: [{"Byte size", byte_size(binary)} | binary_info(binary)] ++ [{"Reference modules", "String, :binary"}]

  defp info(bits) when is_bitstring(bits) do
    [
      {"Bits size", bit_size(bits)},
      {"Description", "This is a bitstring. It's a chunk of bits that are not divisible by 8\n(the number of bytes isn't whole)."}
    ]
  end

  defp info(fun) when is_function(fun) do
    info = Function.info(fun)

    case info[:type] do
      :external ->
        [
          {"Type", "external"},
          {"Arity", info[:arity]},
          {"Description", "This is a capture of #{inspect(info[:module])}.#{info[:name]}/#{info[:arity]}."}
        ]

      :local ->
        [{"Type", "local"}, {"Arity", info[:arity]}, {"Description", "This is an anonymous function."}]
    end
  end

  defp info(_term), do: []

  defp elixir_module?(atom) do
    String.starts_with?(Atom.to_string(atom), "Elixir.") and Code.ensure_loaded?(atom)
  end

  defp about_module(module) do
    [
      {"Module bytecode", ""},
      {"Source", IEx.Compile.source(module) || ""},
      {"Description", "Use h(#{inspect(module)}) to access its documentation.\nCall #{inspect(module)}.module_info() to access metadata."},
      {"Raw representation", ":" <> inspect(Atom.to_string(module))},
      {"Reference modules", "Module, Atom"}
    ]
  end

  defp pid_info(pid) when node(pid) != node() do
    [{"Description", "This is a process of node #{inspect(node(pid))}."}]
  end

  defp pid_info(pid) do
    case Process.info(pid, [:registered_name, :links, :message_queue_len]) do
      nil ->
        [{"Alive", "false"}]

      info ->
        name = if info[:registered_name] == [], do: "not registered", else: inspect(info[:registered_name])
        links = if info[:links] == [], do: "none", else: Enum.map_join(info[:links], ", ", &inspect/1)

        [
          {"Alive", "true"},
          {"Name", name},
          {"Links", links},
          {"Message queue length", info[:message_queue_len]},
          {"Description", "Use Process.info/1 to get more info about this process"}
        ]
    end
  end

  defp binary_info(binary) do
    raw = {"Raw representation", inspect(binary, binaries: :as_binaries)}

    cond do
      binary == "" ->
        [{"Description", "This is an empty string."}]

      String.printable?(binary) ->
        [
          {"Description",
           "This is a string: a UTF-8 encoded binary. It's printed surrounded by\n\"double quotes\" because all UTF-8 encoded code points in it are printable."},
          raw
        ]

      String.valid?(binary) ->
        [
          {"Description",
           "This is a string: a UTF-8 encoded binary. It's printed with the `<<>>`\nsyntax (as opposed to double quotes) because it contains non-printable\nUTF-8 encoded code points (the first non-printable code point being\n`#{inspect(first_unprintable(binary))}`)."},
          {"Reference modules", "String, :binary"}
        ]

      true ->
        [
          {"Description", "This is a binary: a collection of bytes. It's printed with the `<<>>`\nsyntax (as opposed to double quotes) because it is not a UTF-8 encoded\nbinary (the first invalid byte being `#{inspect(first_invalid(binary))}`)"}
        ]
    end
  end

  defp first_unprintable(binary), do: binary |> String.codepoints() |> Enum.find(&(not String.printable?(&1)))

  defp first_invalid(<<char::utf8, rest::binary>>) when char >= 0, do: first_invalid(rest)
  defp first_invalid(<<byte, _::binary>>), do: <<byte>>

  defp charlist_description() do
    "This is a list of integers that is printed using the `~c` sigil syntax,\n" <>
      "defined by the `Kernel.sigil_c/2` macro, because all the integers in it\n" <>
      "represent printable ASCII characters. Conventionally, a list of Unicode\n" <>
      "code points is known as a charlist and a list of ASCII characters is a\nsubset of it."
  end

  # The implementations of the protocols of 1.18.
  defp protocols(term) when is_struct(term), do: "IEx.Info, Inspect"
  defp protocols(term) when is_map(term), do: "Collectable, Enumerable, IEx.Info, Inspect, JSON.Encoder"
  defp protocols(term) when is_list(term), do: "Collectable, Enumerable, IEx.Info, Inspect, JSON.Encoder, List.Chars, String.Chars"
  defp protocols(term) when is_bitstring(term), do: "Collectable, IEx.Info, Inspect, JSON.Encoder, List.Chars, String.Chars"
  defp protocols(term) when is_function(term), do: "Enumerable, IEx.Info, Inspect"
  defp protocols(term) when is_atom(term) or is_number(term), do: "IEx.Info, Inspect, JSON.Encoder, List.Chars, String.Chars"
  defp protocols(_term), do: "IEx.Info, Inspect"

  @doc "Prints a process and those it is connected with."
  def process(pid) do
    case Process.info(pid) do
      nil ->
        IO.puts(IEx.color(:eval_error, "Failed to retrieve process information. The process isn't alive or is not local."))

      info ->
        IO.puts(["\n# ", inspect(pid), "\n"])
        for key <- [:initial_call, :current_function, :registered_name, :message_queue_len, :links, :trap_exit], Keyword.has_key?(info, key) do
          IO.puts([String.pad_trailing(to_string(key), 20), inspect(info[key])])
        end

        IO.puts("")
    end
  end
end
