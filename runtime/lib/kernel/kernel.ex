defmodule Kernel do
  @moduledoc "The functions of Kernel that are neither macros nor functions of Erlang."

  @doc "Formats the value as source code."
  def inspect(term, opts \\ []) when is_list(opts), do: Inspect.Native.inspect(term, opts)

  @doc "Returns the value at a path of keys and access functions."
  def get_in(data, keys)
  def get_in(data, [_ | _] = keys), do: get_path(data, keys)

  defp get_path(nil, [_ | _]), do: nil
  defp get_path(data, [fun]) when is_function(fun, 3), do: fun.(:get, data, & &1)
  defp get_path(data, [fun | rest]) when is_function(fun, 3), do: fun.(:get, data, &get_path(&1, rest))
  defp get_path(data, [key]), do: Access.get(data, key)
  defp get_path(data, [key | rest]), do: get_path(Access.get(data, key), rest)

  @doc "Sets the value at a path."
  def put_in(data, keys, value)
  def put_in(data, [_ | _] = keys, value) do
    :lab_path.put(data, keys, value) || elem(get_and_update_in(data, keys, fn _ -> {nil, value} end), 1)
  end

  @doc "Updates the value at a path with a function."
  def update_in(data, keys, fun)
  def update_in(data, [_ | _] = keys, fun) when is_function(fun) do
    {_, updated} = get_and_update_in(data, keys, &{nil, fun.(&1)})
    updated
  end

  @doc """
  Passes the value at a path to the function, which returns `{result, new_value}` or `:pop`.
  Returns the result and the changed data.
  """
  def get_and_update_in(data, keys, fun)
  def get_and_update_in(data, [accessor | deeper], fun) when is_function(accessor, 3), do: accessor.(:get_and_update, data, inside(deeper, fun))
  def get_and_update_in(data, [key | deeper], fun) when is_function(fun), do: Access.get_and_update(data, key, inside(deeper, fun))

  defp inside([], fun), do: fun
  defp inside(keys, fun), do: &get_and_update_in(&1, keys, fun)

  @doc "Removes the value at a path. Returns the value and the changed data."
  def pop_in(data, keys)
  def pop_in(nil, [key | _]), do: raise(ArgumentError, "could not pop key #{inspect(key)} on a nil value")
  def pop_in(data, [_ | _] = keys), do: pop_path(data, keys)

  defp pop_path(nil, _keys), do: :pop
  defp pop_path(data, [fun]) when is_function(fun, 3), do: fun.(:get_and_update, data, fn _ -> :pop end)
  defp pop_path(data, [fun | rest]) when is_function(fun, 3), do: fun.(:get_and_update, data, &pop_path(&1, rest))
  defp pop_path(data, [key]), do: Access.pop(data, key)
  defp pop_path(data, [key | rest]), do: Access.get_and_update(data, key, &pop_path(&1, rest))

  @doc "Creates a struct with the given fields. Unknown fields are ignored."
  def struct(struct, fields \\ []), do: struct(struct, fields, fn {key, value}, acc -> if key != :__struct__ and is_map_key(acc, key), do: :maps.put(key, value, acc), else: acc end)

  @doc "Creates a struct with the given fields. Unknown fields raise KeyError."
  def struct!(struct, fields \\ [])
  def struct!(struct, fields) when is_atom(struct), do: checked(struct.__struct__(Enum.to_list(fields)), struct, 1)
  def struct!(struct, fields) when is_map(struct), do: struct(struct, fields, fn {key, value}, acc -> if key == :__struct__, do: acc, else: :maps.update(key, value, acc) end)

  defp struct(struct, [], _fun) when is_atom(struct), do: checked(struct.__struct__(), struct, 0)
  defp struct(struct, fields, fun) when is_atom(struct), do: struct(checked(struct.__struct__(), struct, 0), fields, fun)
  defp struct(%_{} = struct, [], _fun), do: struct
  defp struct(%_{} = struct, fields, fun), do: Enum.reduce(fields, struct, fun)

  # A module's own __struct__ can return anything.
  defp checked(%{__struct__: module} = struct, module, _arity), do: struct

  defp checked(%{__struct__: other}, module, arity) when is_atom(other) do
    raise ArgumentError, "expected struct name returned by #{inspect(module)}.__struct__/#{arity} to be #{inspect(module)}, got: #{inspect(other)}"
  end

  defp checked(other, module, arity) do
    raise ArgumentError,
          "expected #{inspect(module)}.__struct__/#{arity} to return a map with a :__struct__ key that holds the name of the struct (atom), got: #{inspect(other)}"
  end

  @doc "Returns a part of a binary: the bytes in a range, which may have a step."
  def binary_slice(binary, range)
  def binary_slice(binary, first..last//step) when is_binary(binary) do
    if step <= 0 do
      raise ArgumentError,
            "binary_slice/2 does not accept ranges with negative steps, got: #{inspect(first..last//step)}"
    end

    size = byte_size(binary)
    first = if first < 0, do: max(first + size, 0), else: first
    last = if last < 0, do: last + size, else: min(last, size - 1)
    part = if first < size and last >= first, do: binary_part(binary, first, last - first + 1), else: ""
    every(part, step)
  end

  defp every(binary, 1), do: binary
  defp every("", _step), do: ""

  defp every(<<byte, _::binary>> = binary, step) do
    rest = if byte_size(binary) > step, do: binary_part(binary, step, byte_size(binary) - step), else: ""
    <<byte, every(rest, step)::binary>>
  end

  @doc "Returns a part of a binary: `size` bytes from `start` on."
  def binary_slice(binary, start, size) when is_binary(binary) and is_integer(start) and is_integer(size) and size >= 0 do
    last = byte_size(binary)
    from = if start < 0, do: max(last + start, 0), else: min(start, last)
    binary_part(binary, from, min(last - from, size))
  end

  @doc "Converts a duration such as `[hour: 1, minute: 30]` to milliseconds."
  def to_timeout(:infinity), do: :infinity
  def to_timeout(ms) when is_integer(ms) and ms >= 0, do: ms

  def to_timeout(%Duration{} = duration) do
    for {unit, n} <- [year: duration.year, month: duration.month], n != 0 do
      raise ArgumentError, "duration with a non-zero #{unit} cannot be reliably converted to timeouts"
    end

    seconds = duration.second + 60 * (duration.minute + 60 * (duration.hour + 24 * (duration.day + 7 * duration.week)))
    System.convert_time_unit(1_000_000 * seconds + elem(duration.microsecond, 0), :microsecond, :millisecond)
  end

  def to_timeout(components) when is_list(components) do
    for {{unit, _}, n} <- Enum.with_index(components), List.keymember?(Enum.take(components, n), unit, 0) do
      raise ArgumentError, "timeout component #{inspect(unit)} is duplicated"
    end

    Enum.reduce(components, 0, fn {unit, n}, acc -> acc + n * timeout_unit(unit, n) end)
  end

  defp timeout_unit(:week, n) when is_integer(n) and n >= 0, do: 604_800_000
  defp timeout_unit(:day, n) when is_integer(n) and n >= 0, do: 86_400_000
  defp timeout_unit(:hour, n) when is_integer(n) and n >= 0, do: 3_600_000
  defp timeout_unit(:minute, n) when is_integer(n) and n >= 0, do: 60_000
  defp timeout_unit(:second, n) when is_integer(n) and n >= 0, do: 1000
  defp timeout_unit(:millisecond, n) when is_integer(n) and n >= 0, do: 1

  defp timeout_unit(unit, _n) when unit not in [:week, :day, :hour, :minute, :second, :millisecond] do
    raise ArgumentError,
          "timeout component #{inspect(unit)} is not a valid timeout component, valid values are: " <>
            ":week, :day, :hour, :minute, :second, :millisecond"
  end

  defp timeout_unit(unit, n) do
    raise ArgumentError, "timeout component #{inspect(unit)} must be a non-negative integer, got: #{inspect(n)}"
  end

  @doc false
  # Returns the access function for `.field` in the path of put_in/2 and similar macros.
  def __field__(field) do
    fn
      :get, data, next -> next.(Map.fetch!(data, field))
      :get_and_update, data, next -> Kernel.__step__(data, field, next.(Map.fetch!(data, field)))
    end
  end

  @doc false
  def __step__(data, field, {value, new}), do: {value, Map.put(data, field, new)}
  def __step__(data, _field, :pop), do: {nil, data}

  @doc """
  Returns whether the left string contains the right string, or matches the right regular
  expression.
  """
  def left =~ "" when is_binary(left), do: true
  def left =~ right when is_binary(left) and is_binary(right), do: :binary.match(left, right) != :nomatch
  def left =~ right when is_binary(left), do: Regex.match?(right, left)

  @doc "Returns whether a module exports a function. Modules of the library count as loaded."
  def function_exported?(module, function, arity) do
    if is_atom(module), do: Code.ensure_loaded?(module)
    :erlang.function_exported(module, function, arity)
  end

  @doc "Returns whether a module exports a macro."
  def macro_exported?(module, macro, arity) when is_atom(module) and is_atom(macro) and is_integer(arity) do
    :erlang.function_exported(module, :__info__, 1) and :lists.member({macro, arity}, module.__info__(:macros))
  end

  def put_elem(tuple, index, value), do: :erlang.setelement(index + 1, tuple, value)
  def elem(tuple, index), do: :erlang.element(index + 1, tuple)

  def left ** right when is_integer(left) and is_integer(right) and right >= 0, do: Integer.pow(left, right)
  def left ** right when is_number(left) and is_number(right), do: :math.pow(left, right)
end
