defmodule :ets do
  @moduledoc "The parts of :ets that are not in Go: tables in files, listing, reverse traversal, filling a table, and building match specifications."

  @mark "lab.ets\n"
  @kept [:name, :type, :protection, :named_table, :keypos, :size]

  @doc "Prints the tables of the node, named tables first."
  def i() do
    IO.puts(row([:id, :name, :type, :size, :mem], :owner))
    IO.puts(" " <> String.duplicate("-", 76))
    infos = for table <- :ets.all(), info = :ets.info(table), is_list(info), do: {shown(table), info}

    for {id, info} <- Enum.sort_by(infos, fn {id, _} -> {match?("#" <> _, id), id} end) do
      IO.puts(row([id, shown(info[:name]), info[:type], info[:size], info[:memory]], owner(info[:owner])))
    end

    :ok
  end

  defp row([id, name, type, size, memory], owner) do
    cells = for {cell, width} <- [{id, 15}, {name, 17}, {type, 5}, {size, 6}, {memory, 8}], do: [" ", String.pad_trailing(to_string(cell), width)]
    IO.iodata_to_binary([cells, " ", to_string(owner)])
  end

  defp shown(term), do: ~c"~tw" |> :io_lib.format([term]) |> IO.chardata_to_string()

  defp owner(pid) do
    case :erlang.process_info(pid, :registered_name) do
      {:registered_name, name} -> name
      _ -> :erlang.pid_to_list(pid)
    end
  end

  @doc "Writes a table to a file in lab's own format."
  def tab2file(table, file, options \\ []) when is_list(options) do
    case :ets.info(table) do
      :undefined ->
        {:error, :badtab}

      info ->
        sums = options |> Keyword.get(:extended_info, []) |> Enum.filter(&(&1 in [:md5sum, :object_count]))
        objects = :erlang.term_to_binary(:ets.tab2list(table), [:compressed])
        :file.write_file(file, [@mark, :erlang.term_to_binary({Keyword.take(info, @kept), sums, :erlang.md5(objects), objects})])
    end
  end

  @doc "Creates a table from a file of `tab2file/2`."
  def file2tab(file, options \\ []) do
    with {:ok, {info, _sums, md5, objects}} <- read(file) do
      if options[:verify] && :erlang.md5(objects) != md5,
        do: {:error, :checksum_error},
        else: made(info, :erlang.binary_to_term(objects))
    end
  end

  defp made(info, objects) do
    named = if info[:named_table], do: [:named_table], else: []
    table = :ets.new(info[:name], [info[:type], info[:protection], {:keypos, info[:keypos]} | named])
    :ets.insert(table, objects)
    {:ok, table}
  rescue
    ArgumentError -> {:error, :cannot_create_table}
  end

  @doc "Returns information about the table in a file of `tab2file/2`."
  def tabfile_info(file) do
    with {:ok, {info, sums, _, _}} <- read(file), do: {:ok, info ++ [extended_info: sums, version: {1, 0}]}
  end

  defp read(file) do
    case :file.read_file(file) do
      {:ok, <<@mark, rest::binary>>} -> {:ok, :erlang.binary_to_term(rest)}
      {:ok, _} -> {:error, {:read_error, {:not_a_log_file, file}}}
      {:error, reason} -> {:error, {:read_error, {:file_error, file, reason}}}
    end
  end

  @doc "Inserts the objects of a :dets table into a table."
  def from_dets(table, name) do
    :dets.to_ets(name, table)
    true
  end

  @doc "Replaces the objects of a :dets table with the objects of a table."
  def to_dets(table, name) do
    :dets.from_ets(name, table)
    name
  end

  @doc "Replaces the objects with the objects that a function reads."
  def init_table(table, read) do
    :ets.delete_all_objects(table)
    filled(table, read.(:read))
  end

  defp filled(_table, :end_of_input), do: true

  defp filled(table, {objects, read}) do
    :ets.insert(table, objects)
    filled(table, read.(:read))
  end

  @doc "Selects objects like `select/3`, but starts at the last object."
  def select_reverse(table, spec, limit), do: part(:ets.select_reverse(table, spec), limit)

  @doc "Returns the next objects of `select_reverse/3`."
  def select_reverse(:"$end_of_table"), do: :"$end_of_table"
  def select_reverse({rest, limit}), do: part(rest, limit)

  defp part([], _limit), do: :"$end_of_table"

  defp part(found, limit) do
    {some, rest} = Enum.split(found, limit)
    {some, if(rest == [], do: :"$end_of_table", else: {rest, limit})}
  end

  @doc "Returns the objects in a slot of the table. Here each slot holds one key."
  def slot(table, at) when is_integer(at) and at >= 0 do
    case Enum.at(keys(table, :ets.first(table)), at) do
      nil -> :"$end_of_table"
      {key} -> :ets.lookup(table, key)
    end
  end

  def slot(table, _at) do
    :ets.first(table)
    raise ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: out of range\n"
  end

  defp keys(table, first) do
    Stream.unfold(first, fn
      :"$end_of_table" -> nil
      key -> {{key}, :ets.next(table, key)}
    end)
  end

  @doc "Returns whether a value can be a result of `match_spec_compile/1`."
  def is_compiled_ms(spec), do: is_list(spec) and spec != [] and match?({:ok, _}, :ets.test_ms({}, spec))

  @doc "Returns the continuation unchanged. It stays valid outside the node."
  def repair_continuation(continuation, _spec), do: continuation

  @doc "Returns the match specification for a function typed at a prompt."
  def fun2ms(fun) when is_function(fun), do: :lab_match_spec.of(:ets, fun)
end
