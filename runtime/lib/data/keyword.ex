defmodule Keyword do
  @moduledoc "Functions on lists of pairs whose first element is an atom."

  @type key :: atom
  @type value :: any
  @type default :: any
  @type t :: [{key, value}]
  @type t(value) :: [{key, value}]

  @doc "Returns whether the value is a keyword list."
  def keyword?(term), do: :lab_keyword.keyword?(term)

  @doc """
  Creates an empty keyword list, or a keyword list of the pairs. Keeps only the last pair of each
  key.
  """
  def new, do: []
  def new(pairs), do: new(pairs, & &1)

  def new(pairs, transform) when is_function(transform, 1) do
    # Starts at the end, so that the last entry of each key comes first.
    :lists.foldl(
      fn element, acc ->
        {key, value} = transform.(element)
        if has_key?(acc, key), do: acc, else: [{key, value} | acc]
      end,
      [],
      Enum.reverse(pairs)
    )
  end

  @doc "Returns the first value of the key, or the default."
  def get(keywords, key, default \\ nil) when is_list(keywords) and is_atom(key) do
    case :lists.keyfind(key, 1, keywords) do
      false -> default
      {_, value} -> value
    end
  end

  @doc "Returns the first value of the key, or the result of the function."
  def get_lazy(keywords, key, fun) when is_list(keywords) and is_atom(key) and is_function(fun, 0) do
    case :lists.keyfind(key, 1, keywords) do
      false -> fun.()
      {_, value} -> value
    end
  end

  @doc """
  Passes the value of the key to the function, which returns `{result, new_value}` or `:pop`.
  Returns the result, and the list with the new value or without the key.
  """
  def get_and_update(keywords, key, fun) when is_list(keywords) and is_atom(key) do
    get_and_update(keywords, [], key, fun)
  end

  defp get_and_update([{key, current} | rest], before, key, fun) do
    case fun.(current) do
      {get, value} -> {get, :lists.reverse(before, [{key, value} | rest])}
      :pop -> {current, :lists.reverse(before, rest)}
      other -> raise_not_pair(other)
    end
  end

  defp get_and_update([{_, _} = pair | rest], before, key, fun), do: get_and_update(rest, [pair | before], key, fun)

  defp get_and_update([], before, key, fun) do
    case fun.(nil) do
      {get, value} -> {get, [{key, value} | :lists.reverse(before)]}
      :pop -> {nil, :lists.reverse(before)}
      other -> raise_not_pair(other)
    end
  end

  defp raise_not_pair(other) do
    raise "the given function must return a two-element tuple or :pop, got: #{inspect(other)}"
  end

  @doc """
  Changes the value of the key like `get_and_update/3`. Raises KeyError if the key is missing.
  """
  def get_and_update!(keywords, key, fun), do: get_and_update!(keywords, [], key, fun)

  defp get_and_update!([{key, current} | rest], before, key, fun) do
    case fun.(current) do
      {get, value} -> {get, :lists.reverse(before, [{key, value} | delete(rest, key)])}
      :pop -> {current, :lists.reverse(before, rest)}
      other -> raise_not_pair(other)
    end
  end

  defp get_and_update!([{_, _} = pair | rest], before, key, fun), do: get_and_update!(rest, [pair | before], key, fun)
  defp get_and_update!([], before, key, _fun) when is_atom(key), do: raise(KeyError, key: key, term: before)

  @doc """
  Returns `{:ok, value}` for the first pair with the key, or `:error` if no pair has the key.
  """
  def fetch(keywords, key) when is_list(keywords) and is_atom(key) do
    case :lists.keyfind(key, 1, keywords) do
      false -> :error
      {_, value} -> {:ok, value}
    end
  end

  @doc "Returns the first value of the key. Raises KeyError if the key is missing."
  def fetch!(keywords, key) when is_list(keywords) and is_atom(key) do
    case :lists.keyfind(key, 1, keywords) do
      false -> raise KeyError, term: keywords, key: key
      {_, value} -> value
    end
  end

  @doc "Returns all values of the key."
  def get_values(keywords, key) when is_list(keywords) and is_atom(key), do: get_values(keywords, key, [])

  defp get_values([{key, value} | rest], key, acc), do: get_values(rest, key, [value | acc])
  defp get_values([{_, _} | rest], key, acc), do: get_values(rest, key, acc)
  defp get_values([], _key, acc), do: :lists.reverse(acc)

  @doc "Returns the keys of all pairs, including duplicates."
  def keys(keywords) when is_list(keywords) do
    :lists.map(
      fn
        {key, _} when is_atom(key) ->
          key

        other ->
          raise ArgumentError,
                "expected a keyword list, but an entry in the list is not a two-element tuple " <>
                  "with an atom as its first element, got: #{inspect(other)}"
      end,
      keywords
    )
  end

  @doc "Returns the values of all pairs."
  def values(keywords) when is_list(keywords), do: :lists.map(fn {_key, value} -> value end, keywords)

  @doc "Returns whether the key exists."
  def has_key?(keywords, key) when is_list(keywords) and is_atom(key), do: :lists.keymember(key, 1, keywords)

  @doc "Prepends the key with the value, and removes all its old values."
  def put(keywords, key, value) when is_list(keywords) and is_atom(key), do: [{key, value} | delete(keywords, key)]

  @doc "Prepends the pair unless the key exists."
  def put_new(keywords, key, value) when is_list(keywords) and is_atom(key) do
    case :lists.keyfind(key, 1, keywords) do
      {_, _} -> keywords
      false -> [{key, value} | keywords]
    end
  end

  @doc "Prepends the key with the result of the function, unless the key exists."
  def put_new_lazy(keywords, key, fun) when is_list(keywords) and is_atom(key) and is_function(fun, 0) do
    if has_key?(keywords, key), do: keywords, else: [{key, fun.()} | keywords]
  end

  @doc "Replaces the value of the key, if the key exists."
  def replace(keywords, key, value) when is_list(keywords) and is_atom(key), do: do_replace(keywords, key, value)

  # The following functions change the first entry of a key in place, and remove its later
  # entries.
  defp do_replace([{key, _} | rest], key, value), do: [{key, value} | delete(rest, key)]
  defp do_replace([{_, _} = pair | rest], key, value), do: [pair | do_replace(rest, key, value)]
  defp do_replace([], _key, _value), do: []

  @doc "Replaces the value of the key. Raises KeyError if the key is missing."
  def replace!(keywords, key, value) when is_list(keywords) and is_atom(key), do: replace!(keywords, key, value, keywords)

  defp replace!([{key, _} | rest], key, value, _all), do: [{key, value} | delete(rest, key)]
  defp replace!([{_, _} = pair | rest], key, value, all), do: [pair | replace!(rest, key, value, all)]
  defp replace!([], key, _value, all), do: raise(KeyError, key: key, term: all)

  @doc """
  Replaces the value of the key, if the key exists, with the result of the function for the old
  value.
  """
  def replace_lazy(keywords, key, fun) when is_list(keywords) and is_atom(key) and is_function(fun, 1) do
    do_replace_lazy(keywords, key, fun)
  end

  defp do_replace_lazy([{key, value} | rest], key, fun), do: [{key, fun.(value)} | delete(rest, key)]
  defp do_replace_lazy([{_, _} = pair | rest], key, fun), do: [pair | do_replace_lazy(rest, key, fun)]
  defp do_replace_lazy([], _key, _fun), do: []

  @doc "Updates the value of the key with the function. Appends the default if the key is missing."
  def update(keywords, key, default, fun) when is_list(keywords) and is_atom(key) and is_function(fun, 1) do
    update_guarded(keywords, key, default, fun)
  end

  defp update_guarded([{key, value} | rest], key, _default, fun), do: [{key, fun.(value)} | delete(rest, key)]
  defp update_guarded([{_, _} = pair | rest], key, default, fun), do: [pair | update_guarded(rest, key, default, fun)]
  defp update_guarded([], key, default, _fun), do: [{key, default}]

  @doc "Updates the value of the key with the function. Raises KeyError if the key is missing."
  def update!(keywords, key, fun) when is_list(keywords) and is_atom(key) and is_function(fun, 1) do
    update!(keywords, key, fun, keywords)
  end

  defp update!([{key, value} | rest], key, fun, _all), do: [{key, fun.(value)} | delete(rest, key)]
  defp update!([{_, _} = pair | rest], key, fun, all), do: [pair | update!(rest, key, fun, all)]
  defp update!([], key, _fun, all), do: raise(KeyError, key: key, term: all)

  @doc "Returns the list without the pairs with the key."
  def delete(keywords, key) when is_list(keywords) and is_atom(key) do
    if :lists.keymember(key, 1, keywords), do: :lab_keyword.delete(keywords, key), else: keywords
  end

  @doc "Returns the list without the first pair with the key."
  def delete_first(keywords, key) when is_list(keywords) and is_atom(key) do
    if :lists.keymember(key, 1, keywords), do: delete_first_key(keywords, key), else: keywords
  end

  defp delete_first_key([{key, _} | rest], key), do: rest
  defp delete_first_key([{_, _} = pair | rest], key), do: [pair | delete_first_key(rest, key)]

  @doc "Returns the first value of the key, or the default, and the list without the key."
  def pop(keywords, key, default \\ nil) when is_list(keywords) and is_atom(key) do
    if has_key?(keywords, key), do: pop!(keywords, key), else: {default, keywords}
  end

  @doc """
  Returns the first value of the key, and the list without the key. Raises KeyError if the key is
  missing.
  """
  def pop!(keywords, key) when is_list(keywords) and is_atom(key) do
    {fetch!(keywords, key), delete(keywords, key)}
  end

  @doc """
  Returns the first value of the key, or the result of the function, and the list without the key.
  """
  def pop_lazy(keywords, key, fun) when is_list(keywords) and is_atom(key) and is_function(fun, 0) do
    if has_key?(keywords, key), do: pop!(keywords, key), else: {fun.(), keywords}
  end

  @doc "Returns all values of the key, and the list without the key."
  def pop_values(keywords, key) when is_list(keywords) and is_atom(key) do
    pop_values(keywords, key, [], [])
  end

  defp pop_values([{key, value} | rest], key, values, others), do: pop_values(rest, key, [value | values], others)
  defp pop_values([{_, _} = pair | rest], key, values, others), do: pop_values(rest, key, values, [pair | others])
  defp pop_values([], _key, values, others), do: {:lists.reverse(values), :lists.reverse(others)}

  @doc "Returns the first value of the key, or the default, and the list without that pair."
  def pop_first(keywords, key, default \\ nil) when is_list(keywords) and is_atom(key) do
    case :lists.keyfind(key, 1, keywords) do
      {_, value} -> {value, delete_first_key(keywords, key)}
      false -> {default, keywords}
    end
  end

  @doc "Merges two keyword lists. Pairs of the right list replace pairs of the left with the same key."
  def merge(keywords1, keywords2)
  def merge(left, []) when is_list(left), do: left
  def merge([], right) when is_list(right), do: right

  def merge(left, right) when is_list(left) and is_list(right) do
    keyword!(right, "second")
    keyword!(left, "first")
    :lab_keyword.merge(left, right)
  end

  @doc """
  Merges two keyword lists. If a key is in both, the function gets the key and both values, and
  returns the new value.
  """
  def merge(keywords1, keywords2, fun)
  def merge(left, right, fun) when is_list(left) and is_list(right) and is_function(fun, 3) do
    keyword!(left, "first")
    keyword!(right, "second")
    others(left, right) ++ meet(right, left, fun)
  end

  defp keyword!(list, which) do
    if not keyword?(list), do: raise(ArgumentError, "expected a keyword list as the #{which} argument, got: #{inspect(list)}")
  end

  defp others(left, right), do: for({key, _} = pair <- left, not has_key?(right, key), do: pair)

  defp meet([], _left, _fun), do: []

  defp meet([{key, value} | rest], left, fun) do
    case :lists.keytake(key, 1, left) do
      {:value, {_, old}, left} -> [{key, fun.(key, old, value)} | meet(rest, left, fun)]
      false -> [{key, value} | meet(rest, left, fun)]
    end
  end

  @doc "Returns the pairs whose key is in `keys`."
  def take(keywords, keys) when is_list(keywords) and is_list(keys), do: :lists.filter(fn {k, _} -> k in keys end, keywords)

  @doc "Returns the pairs whose key is not in `keys`."
  def drop(keywords, keys) when is_list(keywords) and is_list(keys), do: :lists.filter(fn {k, _} -> k not in keys end, keywords)

  @doc "Returns the pairs whose key is in `keys`, and the other pairs."
  def split(keywords, keys) when is_list(keywords) and is_list(keys) do
    {left, right} =
      :lists.foldl(
        fn {key, _} = pair, {left, right} -> if key in keys, do: {[pair | left], right}, else: {left, [pair | right]} end,
        {[], []},
        keywords
      )

    {:lists.reverse(left), :lists.reverse(right)}
  end

  @doc "Returns the pairs for which the function returns a truthy value, and the other pairs."
  def split_with(keywords, fun) when is_list(keywords) and is_function(fun, 1), do: Enum.split_with(keywords, fun)

  @doc "Returns the pairs for which the function returns a truthy value."
  def filter(keywords, fun) when is_list(keywords) and is_function(fun, 1), do: do_filter(keywords, fun)

  defp do_filter([{_, _} = pair | rest], fun), do: if(fun.(pair), do: [pair | do_filter(rest, fun)], else: do_filter(rest, fun))
  defp do_filter([], _fun), do: []

  @doc "Returns the pairs for which the function returns a falsy value."
  def reject(keywords, fun) when is_list(keywords) and is_function(fun, 1), do: do_reject(keywords, fun)

  defp do_reject([{_, _} = pair | rest], fun), do: if(fun.(pair), do: do_reject(rest, fun), else: [pair | do_reject(rest, fun)])
  defp do_reject([], _fun), do: []

  @doc "Returns whether both lists have the same pairs, in any order."
  def equal?(left, right) when is_list(left) and is_list(right), do: :lists.sort(left) === :lists.sort(right)

  @doc "Returns the list itself."
  def to_list(keywords) when is_list(keywords), do: keywords

  @doc "Creates a keyword list of the keys, all with the same value."
  def from_keys(keys, value) when is_list(keys), do: :lists.map(&{&1, value}, keys)

  @doc """
  Returns the pairs of the first list whose key is also in the second list. The function gets the
  key and both values, and returns the new value. Without a function, the value is that of the
  second list.
  """
  def intersect(left, right, fun \\ fn _key, _a, b -> b end)
  def intersect([], _right, _fun), do: []

  def intersect([{key, a} | left], right, fun) do
    case :lists.keyfind(key, 1, right) do
      false -> intersect(left, right, fun)
      {_, b} -> [{key, fun.(key, a, b)} | intersect(left, right, fun)]
    end
  end

  @doc """
  Checks that only allowed keys occur, and each once. Returns `{:ok, keywords}` with the defaults
  of missing keys, or `{:error, invalid_keys}`.
  """
  def validate(keyword, values)
  def validate(keywords, allowed) when is_list(keywords) and is_list(allowed) do
    check(keywords, allowed, [], [])
  end

  defp check([{key, _} = pair | rest], allowed, found, invalid) when is_atom(key) do
    case take_allowed(allowed, key, []) do
      :error -> check(rest, allowed, found, [key | invalid])
      allowed -> check(rest, allowed, [pair | found], invalid)
    end
  end

  defp check([other | _], _allowed, _found, _invalid) do
    raise ArgumentError, "expected a keyword list as first argument, got invalid entry: #{inspect(other)}"
  end

  defp check([], allowed, found, []) do
    {:ok, defaults(allowed, found)}
  end

  defp check([], _allowed, _found, invalid), do: {:error, invalid}

  defp defaults([{name, _} = pair | rest], found) when is_atom(name), do: defaults(rest, [pair | found])
  defp defaults([name | rest], found) when is_atom(name), do: defaults(rest, found)
  defp defaults([], found), do: found

  defp defaults([other | _], _found) do
    raise ArgumentError, "expected the second argument to be a list of atoms or tuples, got: #{inspect(other)}"
  end

  # The skipped entries are prepended in reverse, which determines the order of the defaults.
  defp take_allowed([key | rest], key, before), do: before ++ rest
  defp take_allowed([{key, _default} | rest], key, before), do: before ++ rest
  defp take_allowed([name | rest], key, before), do: take_allowed(rest, key, [name | before])
  defp take_allowed([], _key, _before), do: :error

  @doc """
  Returns the list with the defaults of missing keys. Raises ArgumentError if a key is not allowed
  or occurs twice.
  """
  def validate!(keyword, values)
  def validate!(keywords, allowed) do
    case validate(keywords, allowed) do
      {:ok, keywords} ->
        keywords

      {:error, invalid} ->
        names = for name <- allowed, do: if(is_tuple(name), do: elem(name, 0), else: name)

        case Enum.split_with(invalid, &(&1 in names)) do
          {_, [_ | _] = unknown} ->
            raise ArgumentError,
                  "unknown keys #{inspect(unknown)} in #{inspect(keywords)}, the allowed keys are: #{inspect(names)}"

          {twice, []} ->
            raise ArgumentError, "duplicate keys #{inspect(twice)} in #{inspect(keywords)}"
        end
    end
  end

  # Deprecated names

  @doc false
  @deprecated "Use Kernel.length/1 instead"
  def size(keyword), do: length(keyword)

  @doc false
  @deprecated "Use Keyword.new/2 instead"
  def map(keyword, fun) when is_list(keyword), do: Enum.map(keyword, fn {key, value} -> {key, fun.({key, value})} end)

  @doc false
  @deprecated "Use Keyword.fetch/2 + Keyword.delete/2 instead"
  def delete(keyword, key, value) when is_list(keyword) and is_atom(key), do: for({k, v} <- keyword, k != key or v != value, do: {k, v})
end
