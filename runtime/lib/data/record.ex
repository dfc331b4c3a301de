defmodule Record do
  @moduledoc "Records: tuples whose first element is a name. The macros access fields by name."

  @doc "Returns whether a value is a record with the given name."
  defmacro is_record(data, kind) do
    if Macro.Env.in_guard?(__CALLER__) do
      quote do
        is_atom(unquote(kind)) and is_tuple(unquote(data)) and tuple_size(unquote(data)) > 0 and elem(unquote(data), 0) == unquote(kind)
      end
    else
      quote do
        data = unquote(data)
        kind = unquote(kind)
        is_atom(kind) and is_tuple(data) and tuple_size(data) > 0 and elem(data, 0) == kind
      end
    end
  end

  @doc "Returns whether a value is a record."
  defmacro is_record(data) do
    if Macro.Env.in_guard?(__CALLER__) do
      quote do
        is_tuple(unquote(data)) and tuple_size(unquote(data)) > 0 and is_atom(elem(unquote(data), 0))
      end
    else
      quote do
        data = unquote(data)
        is_tuple(data) and tuple_size(data) > 0 and is_atom(elem(data, 0))
      end
    end
  end

  @doc """
  Defines macros that create, read and update a record.

      defrecord :user, name: "x", age: 1
      user()                # {:user, "x", 1}
      user(age: 2)          # {:user, "x", 2}
      user(record, :age)    # 1
      user(record, age: 3)  # {:user, "x", 3}
  """
  defmacro defrecord(name, tag \\ nil, kv), do: define(:defmacro, name, tag, kv)

  @doc "Defines private macros that create, read and update a record, like `defrecord/3`."
  defmacro defrecordp(name, tag \\ nil, kv), do: define(:defmacrop, name, tag, kv)

  defp define(kind, name, tag, kv) do
    quote bind_quoted: [kind: kind, name: name, tag: tag, kv: kv] do
      tag = tag || name
      fields = Record.__fields__(:defrecord, kv)
      Record.__note__(__MODULE__, name, tag, fields)

      case kind do
        :defmacro ->
          defmacro unquote(name)(args \\ []), do: Record.__access__(unquote(tag), unquote(Macro.escape(fields)), args, __CALLER__)
          defmacro unquote(name)(record, args), do: Record.__access__(unquote(tag), unquote(Macro.escape(fields)), record, args, __CALLER__)

        :defmacrop ->
          defmacrop unquote(name)(args \\ []), do: Record.__access__(unquote(tag), unquote(Macro.escape(fields)), args, __CALLER__)
          defmacrop unquote(name)(record, args), do: Record.__access__(unquote(tag), unquote(Macro.escape(fields)), record, args, __CALLER__)
      end
    end
  end

  # Stores the fields of a record in the module, for types that refer to the record.
  @doc false
  def __note__(module, name, tag, fields) do
    known = Module.get_attribute(module, :__record__) || []
    Module.put_attribute(module, :__record__, [{name, {tag, Keyword.keys(fields)}} | known])
  end

  @doc false
  def __fields__(type, kv) do
    Enum.map(kv, fn
      {name, default} when is_atom(name) -> {name, Macro.escape(default)}
      name when is_atom(name) -> {name, nil}
      other -> raise ArgumentError, "#{type} fields must be atoms, got: #{inspect(other)}"
    end)
  end

  # Implements user(), user(field: value), user(:field) and user(record).
  @doc false
  def __access__(tag, fields, args, caller) do
    cond do
      is_atom(args) -> index(tag, fields, args)
      Keyword.keyword?(args) -> create(tag, fields, args, caller)
      true -> quote(do: Record.__keyword__(unquote(tag), unquote(Keyword.keys(fields)), unquote(args)))
    end
  end

  # Implements user(record, :field) and user(record, field: value).
  @doc false
  def __access__(tag, fields, record, args, caller) do
    cond do
      is_atom(args) ->
        quote(do: :erlang.element(unquote(index(tag, fields, args) + 1), unquote(record)))

      Keyword.keyword?(args) ->
        update(tag, fields, record, args, caller)

      true ->
        raise ArgumentError, "expected arguments to be a compile time atom or a keyword list, got: #{Macro.to_string(args)}"
    end
  end

  defp index(tag, fields, field) do
    case Enum.find_index(fields, fn {name, _} -> name == field end) do
      nil -> raise ArgumentError, "record #{inspect(tag)} does not have the key: #{inspect(field)}"
      i -> i + 1
    end
  end

  # `_: value` sets the fields that are not given.
  defp create(tag, fields, args, caller) do
    in_match? = Macro.Env.in_match?(caller)
    {rest, given} = Keyword.pop(args, :_)
    rest? = Keyword.has_key?(args, :_)
    for {name, _} <- given, do: index(tag, fields, name)

    values =
      for {name, default} <- fields do
        cond do
          Keyword.has_key?(given, name) -> given[name]
          rest? -> rest
          in_match? -> quote(do: _)
          true -> default
        end
      end

    {:{}, [], [tag | values]}
  end

  defp update(tag, fields, record, args, caller) do
    if Macro.Env.in_match?(caller), do: raise(ArgumentError, "cannot invoke update style macro inside match")

    Enum.reduce(args, record, fn {name, value}, acc ->
      quote(do: :erlang.setelement(unquote(index(tag, fields, name) + 1), unquote(acc), unquote(value)))
    end)
  end

  @doc false
  def __keyword__(tag, names, record) do
    if is_record(record, tag) and tuple_size(record) == length(names) + 1 do
      Enum.zip(names, tl(Tuple.to_list(record)))
    else
      raise ArgumentError, "expected argument to be a #{inspect(tag)} record with #{length(names)} fields, got: #{inspect(record)}"
    end
  end

  # Maps the records of Erlang's header files whose values occur in lab to their fields (file(3)).
  @of_erlang %{
    {"kernel/include/file.hrl", :file_info} =>
      ~w(size type access atime mtime ctime mode links major_device minor_device inode uid gid)a,
    {"kernel/include/file.hrl", :file_descriptor} => [:module, :data]
  }

  @doc "Returns the fields of a record in an Erlang header file. lab has only `kernel/include/file.hrl`."
  def extract(name, opts) when is_atom(name) and is_list(opts) do
    fields = @of_erlang[{opts[:from_lib], name}]
    if fields, do: Enum.map(fields, &{&1, :undefined}), else: raise(ArgumentError, "records of Erlang files are not part of lab: #{inspect(opts)}")
  end
end
