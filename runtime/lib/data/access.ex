defmodule Access do
  @moduledoc "Access to values by key: `container[key]`, get_in/2 and related functions."

  @type container :: keyword | struct | map
  @type nil_container :: nil
  @type t :: container | nil_container | any
  @type key :: any
  @type value :: any
  @type get_fun(data) :: (:get, data, (term -> term) -> new_data :: container)
  @type get_and_update_fun(data, current) :: (:get_and_update, data, (term -> term) -> {current, new_data :: container} | :pop)
  @type access_fun(data, current) :: get_fun(data) | get_and_update_fun(data, current)

  @callback fetch(term, term) :: {:ok, term} | :error
  @callback get_and_update(term, term, (term -> term)) :: {term, term}
  @callback pop(term, term) :: {term, term}

  @doc "Returns `{:ok, value}` for a key of a map, keyword list or struct with access, or `:error` if the key is missing."
  def fetch(container, key)
  def fetch(%module{} = container, key) do
    module.fetch(container, key)
  rescue
    exception in UndefinedFunctionError -> struct_error(exception, module, :fetch, 2, container, key, __STACKTRACE__)
  end

  def fetch(map, key) when is_map(map) do
    case map do
      %{^key => value} -> {:ok, value}
      _ -> :error
    end
  end

  def fetch(list, key) when is_list(list) and is_atom(key) do
    case :lists.keyfind(key, 1, list) do
      {_, value} -> {:ok, value}
      false -> :error
    end
  end

  def fetch(list, key) when is_list(list) do
    raise ArgumentError, "the Access calls for keywords expect the key to be an atom, got: " <> inspect(key)
  end

  def fetch(nil, _key), do: :error

  @doc "Returns the value of a key. Raises KeyError if the key is missing."
  def fetch!(container, key) do
    case fetch(container, key) do
      {:ok, value} -> value
      :error -> raise KeyError, key: key, term: container
    end
  end

  @doc "Returns the value of a key, or the default."
  def get(container, key, default \\ nil)
  def get(%module{} = container, key, default) do
    case module.fetch(container, key) do
      {:ok, value} -> value
      :error -> default
    end
  rescue
    exception in UndefinedFunctionError -> struct_error(exception, module, :fetch, 2, container, key, __STACKTRACE__)
  end

  def get(list, key, default) when is_list(list) and is_atom(key) do
    case :lists.keyfind(key, 1, list) do
      {_, value} -> value
      false -> default
    end
  end

  def get(container, key, default) when is_map(container) do
    case container do
      %{^key => value} -> value
      _ -> default
    end
  end

  def get(list, key, _default) when is_list(list) and is_integer(key) do
    raise ArgumentError, index_message(key, "access", "Enum.at/2")
  end

  def get(list, key, _default) when is_list(list) do
    raise ArgumentError, key_message(key) <> "\n\nIf you want to search lists of tuples, use List.keyfind/3"
  end

  def get(nil, _key, default), do: default

  @doc """
  Passes the value of a key to the function, which returns `{result, new_value}` or `:pop`.
  Returns the result, and the container with the new value or without the key.
  """
  def get_and_update(container, key, fun)
  def get_and_update(%module{} = container, key, fun) do
    module.get_and_update(container, key, fun)
  rescue
    exception in UndefinedFunctionError -> struct_error(exception, module, :get_and_update, 3, container, key, __STACKTRACE__)
  end

  def get_and_update(map, key, fun) when is_map(map) and is_function(fun, 1) do
    current =
      case map do
        %{^key => value} -> value
        _ -> nil
      end

    case fun.(current) do
      {result, value} -> {result, :maps.put(key, value, map)}
      :pop -> {current, :maps.remove(key, map)}
      other -> Map.get_and_update(map, key, fn _ -> other end)
    end
  end

  def get_and_update(map, key, fun) when is_map(map), do: Map.get_and_update(map, key, fun)
  def get_and_update(list, key, fun) when is_list(list) and is_atom(key), do: Keyword.get_and_update(list, key, fun)

  def get_and_update(list, key, _fun) when is_list(list) and is_integer(key) do
    raise ArgumentError, index_message(key, "modify", "Access.at/1")
  end

  def get_and_update(list, key, _fun) when is_list(list), do: raise(ArgumentError, key_message(key))

  def get_and_update(nil, key, _fun) do
    raise ArgumentError, "could not put/update key #{inspect(key)} on a nil value"
  end

  @doc "Returns the value of a key, and the container without the key."
  def pop(container, key)

  def pop(%module{} = container, key) do
    module.pop(container, key)
  rescue
    exception in UndefinedFunctionError -> struct_error(exception, module, :pop, 2, container, key, __STACKTRACE__)
  end

  def pop(map, key) when is_map(map), do: Map.pop(map, key)
  def pop(list, key) when is_list(list), do: Keyword.pop(list, key)
  def pop(nil, key), do: raise(ArgumentError, "could not pop key #{inspect(key)} on a nil value")

  defp struct_error(exception, module, function, arity, container, key, stacktrace) do
    case exception do
      %{module: ^module, function: ^function, arity: ^arity} ->
        reason =
          "#{inspect(module)} does not implement the Access behaviour" <>
            "\n\nYou can use the \"struct.field\" syntax to access struct fields. " <>
            "You can also use Access.key!/1 to access struct fields dynamically inside get_in/put_in/update_in"

        _ = {container, key}
        reraise %{exception | message: nil, reason: reason}, stacktrace

      _ ->
        reraise exception, stacktrace
    end
  end

  defp key_message(key), do: "the Access module supports only keyword lists (with atom keys), got: " <> inspect(key)

  defp index_message(key, purpose, function) do
    "the Access module does not support accessing lists by index, got: #{inspect(key)}\n\n" <>
      "Accessing a list by index is typically discouraged in Elixir, instead we prefer to use the Enum module to manipulate lists " <>
      "as a whole. If you really must #{purpose} a list element by index, you can use #{function} or the functions in the List module"
  end

  # Functions for get_in/2, put_in/3 and similar

  @doc "Returns an access function for a key of a map or struct, with a default."
  def key(key, default \\ nil) do
    fn
      :get, data, next -> next.(Map.get(to_map(data), key, default))
      :get_and_update, data, next -> update_key(data, key, Map.get(to_map(data), key, default), next)
    end
  end

  @doc "Returns an access function for a key of a map or struct. The key must exist."
  def key!(key) do
    fn
      :get, %{} = data, next -> next.(Map.fetch!(data, key))
      :get_and_update, %{} = data, next -> update_key(data, key, Map.fetch!(data, key), next)
      _op, data, _next -> raise "Access.key!/1 expected a map/struct, got: #{inspect(data)}"
    end
  end

  defp to_map(nil), do: %{}
  defp to_map(data), do: data

  defp update_key(data, key, value, next) do
    case next.(value) do
      {get, update} -> {get, Map.put(to_map(data), key, update)}
      :pop -> {value, Map.delete(to_map(data), key)}
    end
  end

  @doc "Returns an access function for an element of a tuple."
  def elem(index) when is_integer(index) and index >= 0 do
    fn
      :get, data, next when is_tuple(data) -> next.(:erlang.element(index + 1, data))
      :get_and_update, data, next when is_tuple(data) -> update_elem(data, index, next)
      _op, data, _next -> raise "Access.elem/1 expected a tuple, got: #{inspect(data)}"
    end
  end

  defp update_elem(data, index, next) do
    value = :erlang.element(index + 1, data)

    case next.(value) do
      {get, update} -> {get, :erlang.setelement(index + 1, data, update)}
      :pop -> raise "cannot pop data from a tuple"
    end
  end

  @doc "Returns an access function for all elements of a list."
  def all do
    fn
      :get, data, next when is_list(data) -> Enum.map(data, next)
      :get_and_update, data, next when is_list(data) -> update_where(data, fn _ -> true end, next)
      _op, data, _next -> raise "Access.all/0 expected a list, got: #{inspect(data)}"
    end
  end

  @doc "Returns an access function for the elements of a list for which the function returns a truthy value."
  def filter(func)
  def filter(fun) when is_function(fun) do
    fn
      :get, data, next when is_list(data) -> data |> Enum.filter(fun) |> Enum.map(next)
      :get_and_update, data, next when is_list(data) -> update_where(data, fun, next)
      _op, data, _next -> raise "Access.filter/1 expected a list, got: #{inspect(data)}"
    end
  end

  @doc "Returns an access function for the first element of a list for which the function returns a truthy value."
  def find(fun) when is_function(fun, 1) do
    fn
      :get, data, next when is_list(data) -> data |> Enum.find(fun) |> next.()
      :get_and_update, data, next when is_list(data) -> update_index(data, Enum.find_index(data, fun), next)
      _op, data, _next -> raise "Access.find/1 expected a list, got: #{inspect(data)}"
    end
  end

  defp update_where(data, fun, next) do
    {gets, updates} =
      Enum.reduce(data, {[], []}, fn element, {gets, updates} ->
        if fun.(element) do
          case next.(element) do
            {get, update} -> {[get | gets], [update | updates]}
            :pop -> {[element | gets], updates}
          end
        else
          {gets, [element | updates]}
        end
      end)

    {:lists.reverse(gets), :lists.reverse(updates)}
  end

  @doc "Returns an access function for the element at an index of a list."
  def at(index) when is_integer(index) do
    fn
      :get, data, next when is_list(data) -> data |> Enum.at(index) |> next.()
      :get_and_update, data, next when is_list(data) -> update_index(data, index, next)
      _op, data, _next -> raise "Access.at/1 expected a list, got: #{inspect(data)}"
    end
  end

  @doc "Returns an access function for the element at an index of a list. The element must exist."
  def at!(index) when is_integer(index) do
    fn
      :get, data, next when is_list(data) -> data |> Enum.fetch!(index) |> next.()
      :get_and_update, data, next when is_list(data) -> _ = Enum.fetch!(data, index); update_index(data, index, next)
      _op, data, _next -> raise "Access.at!/1 expected a list, got: #{inspect(data)}"
    end
  end

  defp update_index(data, nil, next), do: {elem_or_nil(next.(nil)), data}

  defp update_index(data, index, next) do
    case Enum.fetch(data, index) do
      :error ->
        {nil, data}

      {:ok, element} ->
        case next.(element) do
          {get, update} -> {get, List.replace_at(data, index, update)}
          :pop -> List.pop_at(data, index)
        end
    end
  end

  defp elem_or_nil({get, _}), do: get
  defp elem_or_nil(:pop), do: nil

  @doc "Returns an access function for the elements in a range of a list."
  def slice(range)
  def slice(%Range{step: step} = range) do
    if step <= 0 do
      raise ArgumentError, "Access.slice/1 does not accept ranges with negative steps, got: #{inspect(range)}"
    end

    fn
      :get, data, next when is_list(data) -> data |> Enum.slice(range) |> Enum.map(next)
      :get_and_update, data, next when is_list(data) -> update_slice(data, range, next)
      _op, data, _next -> raise ArgumentError, "Access.slice/1 expected a list, got: #{inspect(data)}"
    end
  end

  defp update_slice(data, range, next) do
    chosen = 0..(length(data) - 1)//1 |> Enum.slice(range) |> MapSet.new()

    {gets, updates, _} =
      Enum.reduce(data, {[], [], 0}, fn element, {gets, updates, i} ->
        case if(i in chosen, do: next.(element), else: :keep) do
          :keep -> {gets, [element | updates], i + 1}
          {get, update} -> {[get | gets], [update | updates], i + 1}
          :pop -> {[element | gets], updates, i + 1}
        end
      end)

    {:lists.reverse(gets), :lists.reverse(updates)}
  end

  @doc "Returns an access function for all values of a map or keyword list."
  def values do
    fn
      :get, data, next when is_map(data) -> Enum.map(Map.values(data), next)
      :get, data, next when is_list(data) -> Enum.map(Keyword.values(data), next)
      :get_and_update, data, next -> update_values(data, next)
    end
  end

  defp update_values(data, next) do
    {gets, pairs} =
      Enum.reduce(data, {[], []}, fn {key, value}, {gets, pairs} ->
        case next.(value) do
          {get, update} -> {[get | gets], [{key, update} | pairs]}
          :pop -> {[value | gets], pairs}
        end
      end)

    pairs = :lists.reverse(pairs)
    {:lists.reverse(gets), if(is_map(data), do: Map.new(pairs), else: pairs)}
  end
end
