defmodule ExUnit.Callbacks do
  @moduledoc "Callbacks that run before and after tests, and processes that tests start."

  @doc """
  Defines a callback that runs before each test of the module, or of the `describe` around it. The
  argument is a block, or names of functions.
  """
  defmacro setup(block_or_functions) do
    define(:setup, quote(do: _), block_or_functions, __CALLER__)
  end

  @doc "Defines a callback like `setup/1`. The first argument is a pattern for the context."
  defmacro setup(context, block), do: define(:setup, context, body!(:setup, block), __CALLER__)

  @doc "Defines a callback that runs once before the tests of the module, in its own process."
  defmacro setup_all(block_or_functions) do
    define(:setup_all, quote(do: _), block_or_functions, __CALLER__)
  end

  @doc "Defines a callback like `setup_all/1`. The first argument is a pattern for the context."
  defmacro setup_all(context, block), do: define(:setup_all, context, body!(:setup_all, block), __CALLER__)

  defp body!(_kind, [{:do, _} | _] = block), do: block

  defp body!(kind, other) do
    raise ArgumentError, "#{kind}/2 requires a block as the second argument after the context, got: #{Macro.to_string(other)}"
  end

  defp define(kind, context, [do: body], _caller) do
    quote bind_quoted: [kind: kind, context: Macro.escape(context), body: Macro.escape(body, unquote: true)] do
      name = ExUnit.Callbacks.__name__(__MODULE__, kind)
      @doc false
      def unquote(name)(unquote(context)), do: unquote(body)
    end
  end

  defp define(kind, context, [{:do, _} | _] = clauses, caller) do
    define(kind, context, [do: quote(do: try(unquote(clauses)))], caller)
  end

  defp define(kind, _context, functions, _caller) do
    names = List.wrap(functions)

    if names != [] and Enum.all?(names, &name?/1) do
      {:__block__, [], for(name <- names, do: in_place(kind, name))}
    else
      quote(do: ExUnit.Callbacks.__add__(__MODULE__, unquote(kind), unquote(functions)))
    end
  end

  defp name?(name), do: is_atom(name) and name not in [nil, true, false]

  # Defines a function at the place of setup, where the imports of that place are in effect.
  defp in_place(kind, function) do
    quote bind_quoted: [kind: kind, function: function] do
      name = ExUnit.Callbacks.__name__(__MODULE__, kind)
      @doc false
      def unquote(name)(context), do: unquote(function)(context)
    end
  end

  @doc false
  def __name__(module, kind) do
    guard!(module, kind)
    name = :"__ex_unit_#{kind}_#{length(Module.get_attribute(module, attribute(kind)))}"
    put(module, kind, name)
    name
  end

  @doc false
  def __add__(module, kind, functions) do
    guard!(module, kind)

    for function <- List.wrap(functions) do
      unless is_atom(function) or match?({module, name} when is_atom(module) and is_atom(name), function) do
        raise ArgumentError,
              "#{kind}/1 expects a callback as an atom, a {module, function} tuple, or a list of callbacks as argument, got: #{inspect(function)}"
      end

      put(module, kind, function)
    end

    :ok
  end

  defp guard!(module, kind) do
    unless Module.has_attribute?(module, :ex_unit_tests), do: raise("cannot use #{kind}, module #{inspect(module)} does not use ExUnit.Case")

    if kind == :setup_all and Module.get_attribute(module, :ex_unit_described) do
      raise "cannot invoke setup_all/1-2 inside describe as setup_all/1-2 always applies to all tests in a module"
    end
  end

  defp put(module, kind, function) do
    Module.put_attribute(module, attribute(kind), {function, Module.get_attribute(module, :ex_unit_described)})
  end

  defp attribute(:setup), do: :ex_unit_setup
  defp attribute(:setup_all), do: :ex_unit_setup_all

  # Defines the clauses of __ex_unit__/2, which call the setups of a module in order.
  @doc false
  def __chains__(module) do
    for kind <- [:setup, :setup_all] do
      calls = module |> Module.get_attribute(attribute(kind)) |> Enum.reverse() |> Enum.map(&call(&1, {module, kind}))

      quote do
        @doc false
        def __ex_unit__(unquote(kind), context) do
          unquote_splicing(calls)
          context
        end
      end
    end
  end

  defp call({function, nil}, of) do
    quote(do: context = ExUnit.Callbacks.__merge__(unquote(of), context, unquote(invoked(function))))
  end

  defp call({function, {_line, describe}}, of) do
    quote do
      context =
        if context.describe == unquote(describe),
          do: ExUnit.Callbacks.__merge__(unquote(of), context, unquote(invoked(function))),
          else: context
    end
  end

  defp invoked({module, function}), do: quote(do: unquote(module).unquote(function)(context))
  defp invoked(function), do: quote(do: unquote(function)(context))

  @doc false
  def __merge__(_of, context, :ok), do: context
  def __merge__(of, context, {:ok, value}), do: merged(of, context, value, {:ok, value})
  def __merge__(of, context, value), do: merged(of, context, value, value)

  @reserved [:case, :file, :line, :test, :async, :registered, :describe]

  defp merged(of, context, %{} = data, _returned) when not is_struct(data), do: put_all(of, context, data)

  defp merged(of, context, data, returned) when is_list(data) do
    if Keyword.keyword?(data), do: put_all(of, context, Map.new(data)), else: refuse(of, returned)
  end

  defp merged(of, _context, _data, returned), do: refuse(of, returned)

  defp refuse({module, kind}, returned) do
    raise "expected ExUnit #{kind} callback in #{inspect(module)} to " <>
            "return the atom :ok, a keyword, or a map, got #{inspect(returned)} instead"
  end

  defp put_all({module, kind}, context, data) do
    Map.merge(context, data, fn
      key, old, new when key in @reserved and old != new -> raise "ExUnit #{kind} callback in #{inspect(module)} is trying to set reserved field #{inspect(key)} to #{inspect(data[key])}"
      _, _, new -> new
    end)
  end

  @doc "Registers a function that is called when the test ends, or in `setup_all` when the tests of the module end."
  def on_exit(name_or_ref \\ make_ref(), callback) when is_function(callback, 0) do
    case ExUnit.OnExit.add(self(), name_or_ref, callback) do
      :error -> raise ArgumentError, "on_exit/2 can only be invoked from the test process"
      _ -> :ok
    end
  end

  @doc "Starts a process that ends with the test. Returns `{:ok, pid}` or an error."
  def start_supervised(child_spec_or_module, opts \\ []) do
    case Supervisor.start_child(supervisor!("start_supervised/2"), Supervisor.child_spec(child_spec_or_module, opts)) do
      {:error, {:already_started, _}} = error -> error
      result -> result
    end
  end

  @doc """
  Starts a process that ends with the test. Returns its pid, or raises if it cannot be started.
  """
  def start_supervised!(child_spec_or_module, opts \\ []) do
    case start_supervised(child_spec_or_module, opts) do
      {:ok, pid} ->
        pid

      {:ok, pid, _info} ->
        pid

      {:error, reason} ->
        raise "failed to start child with the spec #{inspect(child_spec_or_module)}.\nReason: #{start_failure(reason)}"
    end
  end

  defp start_failure({{:EXIT, reason}, child}) when is_tuple(child), do: Exception.format_exit(reason)
  defp start_failure({:invalid_mfa, what}), do: "bad child specification, invalid mfa: #{inspect(what)}"
  defp start_failure({reason, child}) when is_tuple(child) and elem(child, 0) == :child, do: Exception.format_exit(reason)
  defp start_failure(reason), do: "bad child specification, got: #{inspect(reason)}"

  @doc """
  Starts a process that ends with the test, and links it to the test. Returns its pid, or raises
  if it cannot be started.
  """
  def start_link_supervised!(child_spec_or_module, opts \\ []) do
    pid = start_supervised!(child_spec_or_module, opts)
    Process.link(pid)
    pid
  end

  @doc "Stops a process that `start_supervised/2` started."
  def stop_supervised(id) do
    supervisor = supervisor!("stop_supervised/1")
    with {:ok, pid} <- child(supervisor, id), do: stop_child(supervisor, id, pid)
  end

  defp child(supervisor, id) do
    case List.keyfind(Supervisor.which_children(supervisor), id, 0) do
      {_, pid, _, _} -> {:ok, pid}
      nil -> {:error, :not_found}
    end
  end

  defp stop_child(supervisor, id, pid) do
    if is_pid(pid), do: Process.unlink(pid)
    with :ok <- Supervisor.terminate_child(supervisor, id), do: Supervisor.delete_child(supervisor, id)
    :ok
  end

  @doc "Stops a process that `start_supervised/2` started. Raises if there is no such process."
  def stop_supervised!(id) do
    case stop_supervised(id) do
      :ok -> :ok
      {:error, :not_found} -> raise "could not stop child ID #{inspect(id)} because it was not found"
    end
  end

  defp supervisor!(function) do
    case ExUnit.OnExit.supervisor(self()) do
      {:ok, supervisor} -> supervisor
      :error -> raise ArgumentError, "#{function} can only be invoked from the test process"
    end
  end
end
