defmodule :dets do
  @moduledoc """
  Tables in files. An open table is an `:ets` table of the server `:lab_dets`. The server writes the file three
  seconds after a change, on `sync/1`, and when the last user closes the table or ends. The format of the file is
  lab's, not Erlang's.
  """

  @options [:access, :auto_save, :estimated_no_objects, :file, :max_no_slots, :min_no_slots, :keypos, :ram_file, :repair, :type]

  # Opening and closing

  @doc "Opens a table in an existing file."
  def open_file(file) do
    with {:ok, type, keypos, _} <- :lab_dets.read(name_of(file)) do
      open(:erlang.make_ref(), %{file: name_of(file), type: type, keypos: keypos, access: :read_write})
    end
  end

  @doc "Opens a table. Creates its file if necessary."
  def open_file(name, options) when is_list(options) do
    if not Enum.all?(options, &option?/1) or not (is_atom(name) or Keyword.has_key?(options, :file)), do: :erlang.error(:badarg, [name, options])

    open(name, %{
      file: name_of(Keyword.get(options, :file, name)),
      type: Keyword.get(options, :type, :set),
      keypos: Keyword.get(options, :keypos, 1),
      access: Keyword.get(options, :access, :read_write)
    })
  end

  defp option?({:type, type}), do: type in [:set, :bag, :duplicate_bag]
  defp option?({:access, access}), do: access in [:read, :read_write]
  defp option?({:keypos, at}), do: is_integer(at) and at > 0
  defp option?({name, _}), do: name in @options
  defp option?(_other), do: false

  defp name_of(file) when is_atom(file), do: Atom.to_charlist(file)
  defp name_of(file), do: file |> IO.chardata_to_string() |> String.to_charlist()

  defp open(name, wanted), do: :lab_dets.call({:open, name, wanted})

  @doc "Closes a table. The last close writes its file."
  def close(name), do: :lab_dets.call({:close, name})

  @doc "Writes a table to its file."
  def sync(name), do: :lab_dets.call({:sync, name}) |> known!()

  @doc "Returns the open tables."
  def all, do: :lab_dets.call(:all)

  @doc "Returns whether a file contains a table."
  def is_dets_file(file) do
    case :lab_dets.read(name_of(file)) do
      {:ok, _, _, _} -> true
      {:error, {:not_a_dets_file, _}} -> false
      error -> error
    end
  end

  @doc "Returns information about an open table."
  def info(name) do
    with {_, table} <- :lab_dets.table(name) do
      [type: table.type, keypos: table.keypos, size: :ets.info(table.ets, :size), file_size: size_of(table.file), filename: table.file]
    end
  end

  def info(name, item) do
    with {_, table} <- :lab_dets.table(name) do
      case item do
        :access -> table.access
        :no_objects -> :ets.info(table.ets, :size)
        :memory -> size_of(table.file)
        item -> Keyword.get(info(name), item, :undefined)
      end
    end
  end

  defp size_of(file), do: file |> File.stat!() |> Map.fetch!(:size)

  defp known!(:badarg), do: :erlang.error(:badarg)
  defp known!(answer), do: answer

  # Returns the :ets table of an open table.
  defp ets(name) do
    case :lab_dets.table(name) do
      {_, table} -> table.ets
      :undefined -> :erlang.error(:badarg)
    end
  end

  # Reading, by the caller

  def lookup(name, key), do: :ets.lookup(ets(name), key)
  def member(name, key), do: :ets.member(ets(name), key)
  def first(name), do: :ets.first(ets(name))
  def next(name, key), do: :ets.next(ets(name), key)
  def slot(name, at), do: :ets.slot(ets(name), at)
  def match(name, pattern), do: :ets.match(ets(name), pattern)
  def match(name, pattern, limit), do: :ets.match(ets(name), pattern, limit)
  def match(continuation), do: :ets.match(continuation)
  def match_object(name, pattern), do: :ets.match_object(ets(name), pattern)
  def match_object(name, pattern, limit), do: :ets.match_object(ets(name), pattern, limit)
  def match_object(continuation), do: :ets.match_object(continuation)
  def select(name, spec), do: :ets.select(ets(name), spec)
  def select(name, spec, limit), do: :ets.select(ets(name), spec, limit)
  def select(continuation), do: :ets.select(continuation)
  def repair_continuation(continuation, _spec), do: continuation
  def foldl(fun, acc, name), do: :lists.foldl(fun, acc, :ets.tab2list(ets(name)))
  def foldr(fun, acc, name), do: :lists.foldr(fun, acc, :ets.tab2list(ets(name)))

  def safe_fixtable(name, fix) do
    :ets.safe_fixtable(ets(name), fix)
    :ok
  end

  @doc """
  Calls a function for each object. The function returns `:continue`, `{:continue, value}` or
  `{:done, value}`.
  """
  def traverse(name, fun), do: traversed(:ets.tab2list(ets(name)), fun, [])

  defp traversed([], _fun, found), do: found

  defp traversed([object | rest], fun, found) do
    case fun.(object) do
      :continue -> traversed(rest, fun, found)
      {:continue, value} -> traversed(rest, fun, [value | found])
      {:done, value} -> [value | found]
      other -> other
    end
  end

  @doc "Inserts the objects into an `:ets` table."
  def to_ets(name, ets) do
    :ets.insert(ets, :ets.tab2list(ets(name)))
    ets
  end

  # Writing, by the server

  defp change(name, fun), do: {:change, name, fun} |> :lab_dets.call() |> known!()

  def insert(name, objects), do: change(name, &put(&1, objects))

  defp put(ets, objects) do
    :ets.insert(ets, objects)
    :ok
  end

  def insert_new(name, objects), do: change(name, &:ets.insert_new(&1, objects))

  def delete(name, key), do: change(name, &done(:ets.delete(&1, key)))
  def delete_object(name, object), do: change(name, &done(:ets.delete_object(&1, object)))
  def delete_all_objects(name), do: change(name, &done(:ets.delete_all_objects(&1)))
  def match_delete(name, pattern), do: change(name, &done(:ets.match_delete(&1, pattern)))
  def select_delete(name, spec), do: change(name, &:ets.select_delete(&1, spec))
  def update_counter(name, key, by), do: change(name, &:ets.update_counter(&1, key, by))

  defp done(true), do: :ok

  @doc "Replaces the objects with the objects of an `:ets` table."
  def from_ets(name, ets), do: replace(name, :ets.tab2list(ets))

  @doc "Replaces the objects with the objects that a function reads."
  def init_table(name, read, _options \\ []), do: replace(name, all_of(read.(:read)))

  defp all_of(:end_of_input), do: []
  defp all_of({objects, read}), do: objects ++ all_of(read.(:read))

  defp replace(name, objects) do
    change(name, fn ets ->
      :ets.delete_all_objects(ets)
      put(ets, objects)
    end)
  end
end

defmodule :lab_dets do
  @moduledoc false
  # This is the server of open tables. It keeps the tables by name in an :ets table.
  use GenServer

  @mark "lab.dets\n"
  @delay 3000

  def call(request) do
    GenServer.call(server(), request, :infinity)
  end

  defp server, do: :lab_on_demand.server(:lab_dets, [])

  @doc "Returns `{name, table}` of an open table, or :undefined."
  def table(name) do
    with [open] <- if(:ets.whereis(:lab_dets) == :undefined, do: [], else: :ets.lookup(:lab_dets, name)) do
      open
    else
      [] -> :undefined
    end
  end

  @doc "Returns the type, the key position and the objects in a file."
  def read(file) do
    case :file.read_file(file) do
      {:ok, <<@mark, rest::binary>>} ->
        case kept(rest) do
          {type, keypos, objects} -> {:ok, type, keypos, objects}
          nil -> {:error, {:not_a_dets_file, file}}
        end

      {:ok, _} ->
        {:error, {:not_a_dets_file, file}}

      {:error, reason} ->
        {:error, {:file_error, file, reason}}
    end
  end

  # Returns nil for a truncated or changed file.
  defp kept(bytes) do
    {type, keypos, objects} = kept = :erlang.binary_to_term(bytes)
    if type in [:set, :bag, :duplicate_bag] and is_integer(keypos) and keypos > 0 and Enum.all?(objects, &(tuple_size(&1) >= keypos)), do: kept
  rescue
    _ -> nil
  end

  @impl true
  def init(_) do
    :ets.new(:lab_dets, [:named_table, :protected])
    {:ok, %{}}
  end

  # The state maps the monitors of users to the users and their tables.

  @impl true
  def handle_call({:open, name, wanted}, {user, _}, users) do
    case table(name) do
      {_, open} ->
        if Map.take(open, [:file, :type, :keypos, :access]) == wanted,
          do: {:reply, {:ok, name}, using(users, user, name)},
          else: {:reply, {:error, :incompatible_arguments}, users}

      :undefined ->
        case filled(wanted) do
          {:ok, table} ->
            :ets.insert(:lab_dets, {name, table})
            {:reply, {:ok, name}, using(users, user, name)}

          error ->
            {:reply, error, users}
        end
    end
  end

  def handle_call({:close, name}, {user, _}, users) do
    case Enum.find(users, &match?({_, {^user, ^name}}, &1)) do
      nil ->
        {:reply, {:error, :not_owner}, users}

      {monitor, _} ->
        :erlang.demonitor(monitor, [:flush])
        {:reply, :ok, left(Map.delete(users, monitor), name)}
    end
  end

  def handle_call({:sync, name}, _from, users) do
    case table(name) do
      {_, table} -> {:reply, write(table), users}
      :undefined -> {:reply, :badarg, users}
    end
  end

  def handle_call(:all, _from, users), do: {:reply, for({name, _} <- :ets.tab2list(:lab_dets), do: name), users}

  def handle_call({:change, name, fun}, _from, users) do
    case table(name) do
      :undefined -> {:reply, :badarg, users}
      {_, %{access: :read, file: file}} -> {:reply, {:error, {:access_mode, file}}, users}
      {_, table} -> {:reply, changed(name, table, fun), users}
    end
  end

  defp changed(name, table, fun) do
    answer = fun.(table.ets)

    if table.timer == nil do
      :ets.insert(:lab_dets, {name, %{table | timer: Process.send_after(self(), {:write, name}, @delay)}})
    end

    answer
  rescue
    ArgumentError -> :badarg
  end

  @impl true
  def handle_info({:write, name}, users) do
    with {_, table} <- table(name) do
      write(table)
      :ets.insert(:lab_dets, {name, %{table | timer: nil}})
    end

    {:noreply, users}
  end

  def handle_info({:DOWN, monitor, _, _, _}, users) do
    {{_, name}, users} = Map.pop!(users, monitor)
    {:noreply, left(users, name)}
  end

  defp using(users, user, name), do: Map.put(users, :erlang.monitor(:process, user), {user, name})

  # Writes and closes a table that has no users left.
  defp left(users, name) do
    unless Enum.any?(users, &match?({_, {_, ^name}}, &1)) do
      {_, table} = table(name)
      if table.timer, do: Process.cancel_timer(table.timer)
      if table.access == :read_write, do: write(table)
      :ets.delete(table.ets)
      :ets.delete(:lab_dets, name)
    end

    users
  end

  defp filled(%{file: file, type: type, keypos: keypos} = wanted) do
    case read(file) do
      {:ok, ^type, ^keypos, objects} -> {:ok, with_ets(wanted, objects)}
      {:ok, ^type, _, _} -> {:error, {:keypos_mismatch, file}}
      {:ok, _, _, _} -> {:error, {:type_mismatch, file}}
      {:error, {:file_error, _, :enoent}} when wanted.access == :read_write -> made(with_ets(wanted, []))
      error -> error
    end
  end

  defp with_ets(%{type: type, keypos: keypos} = wanted, objects) do
    ets = :ets.new(:dets, [type, :public, keypos: keypos])
    :ets.insert(ets, objects)
    Map.merge(wanted, %{ets: ets, timer: nil})
  end

  defp made(table) do
    case write(table) do
      :ok -> {:ok, table}
      error -> error
    end
  end

  # Replaces the file atomically.
  defp write(%{file: file, type: type, keypos: keypos, ets: ets}) do
    new = file ++ ~c".TMP"
    text = [@mark, :erlang.term_to_binary({type, keypos, :ets.tab2list(ets)}, [:compressed])]

    with :ok <- :file.write_file(new, text), :ok <- :file.rename(new, file) do
      :ok
    else
      {:error, reason} -> {:error, {:file_error, file, reason}}
    end
  end
end
