defprotocol Inspect do
  @moduledoc "The protocol of formatted values. Built-in types and plain structs are formatted by the runtime."
  @fallback_to_any true

  @spec inspect(t, Inspect.Opts.t()) :: Inspect.Algebra.t()
  @doc "Returns the document of a value."
  def inspect(term, opts)
end

defimpl Inspect, for: Any do
  defmacro __deriving__(module, struct, options) do
    fields = Map.keys(struct) -- [:__struct__, :__exception__]
    for {option, names} <- options, option in [:only, :except, :optional], do: known!(option, names, fields, module)

    quote do
      defimpl Inspect, for: unquote(module) do
        def inspect(struct, opts) do
          Inspect.Any.shown(struct, unquote(Macro.escape(options)), opts)
        end
      end
    end
  end

  defp known!(option, names, fields, module) do
    case Enum.reject(names, &(&1 in fields)) do
      [] -> :ok
      unknown -> raise ArgumentError, "unknown fields #{Kernel.inspect(unknown)} in #{Kernel.inspect(option)} when deriving the Inspect protocol for #{Kernel.inspect(module)}"
    end
  end

  # An implementation for a struct may call this function. So this function must not look for an
  # implementation.
  def inspect(%_{} = struct, opts), do: Inspect.Native.of_runtime(struct, opts) || shown(struct, [], opts)
  def inspect(term, opts), do: Inspect.Native.parts(term, opts)

  @doc "Returns the document of some fields of a struct, with a name."
  def inspect(struct, name, fields, opts) do
    pairs = for %{field: field} <- fields, do: {field, Map.get(struct, field)}
    pairs(["#", name, "<"], pairs ++ [:...], ">", opts)
  end

  @doc false
  def shown(%module{} = struct, options, opts) do
    fields = fields(struct)
    optional = for {field, default} <- defaults(struct), field in List.wrap(options[:optional]), Map.get(struct, field) == default, do: field
    kept = (options[:only] || fields) |> Enum.reject(&(&1 in List.wrap(options[:except]) or &1 in optional))
    pairs = for field <- fields, field in kept, do: {field, Map.get(struct, field)}
    name = Inspect.Algebra.to_doc(module, %{opts | syntax_colors: []})

    if Enum.all?(fields, &(&1 in kept or &1 in optional)) do
      pairs(["%", name, "{"], pairs, "}", opts)
    else
      pairs(["#", name, "<"], pairs ++ [:...], ">", opts)
    end
  end

  defp pairs(left, pairs, right, opts) do
    Inspect.Algebra.container_doc(Inspect.Algebra.concat(left), pairs, right, opts, &pair/2, break: :strict)
  end

  defp pair(:..., _opts), do: "..."

  defp pair({field, value}, opts) do
    Inspect.Algebra.concat([Macro.inspect_atom(:key, field), " ", Inspect.Algebra.to_doc(value, opts)])
  end

  defp fields(%module{} = struct) do
    case Inspect.Native.fields(module) do
      [] -> Map.keys(struct) -- [:__struct__]
      fields -> fields
    end
  end

  defp defaults(%module{}), do: Map.to_list(module.__struct__())
end

defmodule Inspect.Opts do
  @moduledoc "The options of inspect/2."

  defstruct base: :decimal,
            binaries: :infer,
            char_lists: :infer,
            charlists: :infer,
            custom_options: [],
            inspect_fun: &Inspect.inspect/2,
            limit: 50,
            pretty: false,
            printable_limit: 4096,
            safe: true,
            structs: true,
            syntax_colors: [],
            width: 80

  def new(opts), do: struct(%Inspect.Opts{inspect_fun: default_inspect_fun()}, opts)

  @doc "Returns the default inspect function."
  def default_inspect_fun(), do: :persistent_term.get({Inspect.Opts, :inspect_fun}, &Inspect.inspect/2)

  @doc "Sets the default inspect function."
  def default_inspect_fun(fun) when is_function(fun, 2), do: :persistent_term.put({Inspect.Opts, :inspect_fun}, fun)
end

defmodule Inspect.Native do
  @moduledoc false

  # Implements inspect/2. The runtime formats all values except structs that implement Inspect.
  # The documents of these structs are computed first.

  def inspect(term, opts) do
    opts = opts |> Inspect.Opts.new() |> within_error()

    if own?(opts) do
      opts.inspect_fun.(term, opts) |> Inspect.Algebra.group() |> Inspect.Algebra.format(columns(width(opts).width)) |> IO.iodata_to_binary()
    else
      {docs, fields} = about(term, opts)
      :lab_inspect.format(term, width(opts), docs, fields)
    end
  end

  defp columns(:infinity), do: 0
  defp columns(width), do: width

  # Returns whether the program has its own inspect function, which also formats nested values.
  defp own?(opts), do: opts.inspect_fun != (&Inspect.inspect/2)

  @doc "Returns the document of a value. If the program has its own inspect function, the function formats each part."
  def parts(term, opts), do: if(own?(opts) and (is_list(term) or is_tuple(term) or is_map(term)), do: container(term, opts), else: doc(term, opts))

  @doc "Returns the document of a struct that the runtime formats itself, if the program has its own inspect function."
  def of_runtime(%module{} = struct, opts) do
    cond do
      not own?(opts) or not :lab_inspect.special(struct) -> nil
      module == MapSet -> Inspect.Algebra.concat(["MapSet.new(", container(MapSet.to_list(struct), opts), ")"])
      true -> doc(struct, opts)
    end
  end

  defp container([], opts), do: doc([], opts)

  defp container(list, opts) when is_list(list) do
    cond do
      opts.charlists == :as_charlists or (opts.charlists == :infer and List.ascii_printable?(list, opts.printable_limit)) -> doc(list, opts)
      Keyword.keyword?(list) -> Inspect.Algebra.container_doc("[", list, "]", opts, &pair/2, break: :strict)
      true -> Inspect.Algebra.container_doc("[", list, "]", opts, &Inspect.Algebra.to_doc/2)
    end
  end

  defp container(tuple, opts) when is_tuple(tuple), do: Inspect.Algebra.container_doc("{", Tuple.to_list(tuple), "}", opts, &Inspect.Algebra.to_doc/2, break: :flex)
  defp container(map, opts), do: Inspect.Algebra.container_doc("%{", Map.to_list(map), "}", opts, if(Keyword.keyword?(Map.to_list(map)), do: &pair/2, else: &arrow/2), break: :strict)

  defp pair({key, value}, opts), do: Inspect.Algebra.concat([Macro.inspect_atom(:key, key), " ", Inspect.Algebra.to_doc(value, opts)])
  defp arrow({key, value}, opts), do: Inspect.Algebra.concat([Inspect.Algebra.to_doc(key, opts), " => ", Inspect.Algebra.to_doc(value, opts)])

  def doc(term, opts) do
    opts = within_error(opts)
    {docs, fields} = about(term, opts)
    :lab_inspect.doc(term, opts, docs, fields)
  end

  defp width(%{pretty: true} = opts), do: opts
  defp width(opts), do: %{opts | width: :infinity}

  # Structs inside an error of an implementation are shown as maps, because their implementations
  # may fail too.
  defp within_error(opts), do: if(Process.get(:inspect_trap), do: %{opts | structs: false}, else: opts)

  defp about(_term, %{structs: false}), do: {[], []}

  defp about(term, opts) do
    case :lab_inspect.structs(term) do
      [] ->
        {[], []}

      structs ->
        docs = for %{} = struct <- structs, show = shower(struct), do: {struct, shown(struct, show, opts)}
        modules = for %module{} <- structs, do: module
        {docs, for(module <- Enum.uniq(modules), do: {module, fields(module)})}
    end
  end

  # An error of an implementation is shown in its place. With `safe: false` it is raised again.
  defp shown(struct, show, opts) do
    show.(struct, opts)
  rescue
    caught ->
      trace = __STACKTRACE__
      error = trapped(fn -> error(caught, trace, struct, opts) end)
      if opts.safe, do: trapped(fn -> Inspect.Error.__doc__(error) end), else: reraise(error, trace)
  end

  # Inspects the struct as a map, because its own implementation would raise again.
  defp error(caught, trace, struct, opts) do
    plain = Kernel.inspect(struct, structs: false, limit: 50, custom_options: opts.custom_options)
    Inspect.Error.exception(exception: caught, stacktrace: trace, inspected_struct: plain)
  end

  defp trapped(fun) do
    Process.put(:inspect_trap, true)
    fun.()
  after
    Process.delete(:inspect_trap)
  end

  # The runtime formats only dates and times of Calendar.ISO.
  defp shower(%module{calendar: calendar}) when module in [Date, Time, NaiveDateTime, DateTime] and calendar != Calendar.ISO do
    fn value, _opts -> Calendar.Common.shown(value) end
  end

  defp shower(%Inspect.Error{}), do: fn error, _opts -> Inspect.Error.__doc__(error) end
  defp shower(%module{}), do: (impl = implementation(module)) && (&impl.inspect/2)

  # __struct__ can also contain an atom that is not a module.
  defp implementation(module) do
    impl = :erlang.binary_to_atom("Elixir.Inspect." <> name(module))
    if Code.ensure_loaded?(impl) and :erlang.function_exported(impl, :inspect, 2) and not :lab_compiler.refuses(impl), do: impl
  end

  defp name(module) do
    case :erlang.atom_to_binary(module) do
      "Elixir." <> name -> name
      name -> name
    end
  end

  # A name without a struct gets a field that the value lacks, so that it is shown as a map.
  def fields(module) do
    if Code.ensure_loaded?(module) and :erlang.function_exported(module, :__struct__, 0) do
      for %{field: field} <- module.__info__(:struct) || [], do: field
    else
      [:"no struct"]
    end
  end
end

defmodule Inspect.Algebra do
  @moduledoc "Documents: text with places where lines may be broken."

  @tags [:doc_string, :doc_cons, :doc_nest, :doc_break, :doc_group, :doc_force, :doc_fits, :doc_collapse, :doc_limit, :doc_color]

  @doc "Returns whether a term is a document. It checks the outermost part only."
  defguard is_doc(term) when is_binary(term) or term in [:doc_nil, :doc_line] or (is_tuple(term) and tuple_size(term) > 1 and elem(term, 0) in @tags)

  def empty, do: :doc_nil
  def line, do: :doc_line
  def line(a, b), do: concat(a, concat(:doc_line, b))
  def string(text) when is_binary(text), do: {:doc_string, text, String.length(text)}
  def concat(a, b), do: {:doc_cons, a, b}
  def concat(docs) when is_list(docs), do: fold_doc(docs, &concat/2)
  def nest(doc, level, mode \\ :always)
  def nest(doc, level, mode) when level in [:cursor, :reset], do: {:doc_nest, doc, level, mode}
  def nest(doc, 0, _mode), do: doc
  def nest(doc, level, mode) when is_integer(level), do: {:doc_nest, doc, level, mode}
  def break(text \\ " ") when is_binary(text), do: {:doc_break, text, :strict}
  def flex_break(text \\ " ") when is_binary(text), do: {:doc_break, text, :flex}
  def glue(a, text \\ " ", b), do: concat(a, concat(break(text), b))
  def flex_glue(a, text \\ " ", b), do: concat(a, concat(flex_break(text), b))
  def group(doc, mode \\ :self), do: {:doc_group, doc, mode}
  def space(a, b), do: concat(a, concat(" ", b))
  def force_unfit(doc), do: {:doc_force, doc}
  def next_break_fits(doc, mode \\ :enabled) when mode in [:enabled, :disabled], do: {:doc_fits, doc, mode}
  def collapse_lines(max) when is_integer(max) and max > 0, do: {:doc_collapse, max}
  def no_limit(doc), do: {:doc_limit, doc, :infinity}

  def fold_doc(docs, fun)
  def fold_doc([], _fun), do: :doc_nil
  def fold_doc([doc], _fun), do: doc
  def fold_doc([doc | docs], fun), do: fun.(doc, fold_doc(docs, fun))

  def fold(docs, fun), do: fold_doc(docs, fun)

  def color(doc, key, opts), do: color_doc(doc, key, opts)

  def color_doc(:doc_nil, _key, _opts), do: :doc_nil

  def color_doc(doc, key, %{syntax_colors: colors}) do
    case Keyword.fetch(colors, key) do
      {:ok, color} -> concat({:doc_color, doc, sequence(color)}, {:doc_color, :doc_nil, sequence(Keyword.get(colors, :reset, :reset))})
      :error -> doc
    end
  end

  defp sequence(color), do: color |> IO.ANSI.format_fragment(true) |> IO.iodata_to_binary()

  def to_doc(term, opts), do: if(opts.inspect_fun == (&Inspect.inspect/2), do: Inspect.Native.doc(term, opts), else: opts.inspect_fun.(term, opts))

  def to_doc_with_opts(term, opts), do: {to_doc(term, opts), opts}

  def format(doc, width), do: [:lab_inspect.layout(group(doc), width)]

  def container_doc(left, collection, right, inspect_opts, fun, opts \\ [])
  def container_doc(left, [], right, _inspect_opts, _fun, _opts), do: concat(left, right)

  def container_doc(left, collection, right, inspect_opts, fun, opts) do
    {docs, tail} = each_doc(collection, inspect_opts.limit, inspect_opts, fun, [])

    case docs ++ List.wrap(tail) do
      [] -> concat(left, right)
      all ->
        how = breaking(all, opts)
        contained(left, joined(docs, tail, Keyword.get(opts, :separator, ","), how), right, how)
    end
  end

  # Returns the documents of the elements within the limit, and the document of an improper tail.
  # An empty document is dropped with its separator.
  defp each_doc([], _limit, _opts, _fun, done), do: {Enum.reverse(done), nil}
  defp each_doc(_rest, 0, _opts, _fun, done), do: {Enum.reverse(["..." | done]), nil}

  defp each_doc([term | rest], limit, opts, fun, done) do
    left = less(limit)

    case fun.(term, %{opts | limit: left}) do
      :doc_nil -> each_doc(rest, limit, opts, fun, done)
      doc -> each_doc(rest, left, opts, fun, [doc | done])
    end
  end

  defp each_doc(tail, limit, opts, fun, done) do
    doc = fun.(tail, %{opts | limit: less(limit)})
    {Enum.reverse(done), if(doc == :doc_nil, do: nil, else: doc)}
  end

  defp less(:infinity), do: :infinity
  defp less(limit), do: limit - 1

  defp breaking(docs, opts) do
    case Keyword.get(opts, :break, :maybe) do
      :flex -> :flex
      :maybe -> if(Enum.all?(docs, &plain?/1), do: :flex, else: :strict)
      _ -> :strict
    end
  end

  defp plain?({:doc_cons, a, b}), do: plain?(a) and plain?(b)
  defp plain?({:doc_color, doc, _}), do: plain?(doc)
  defp plain?({:doc_string, _, _}), do: true
  defp plain?(:doc_nil), do: true
  defp plain?(doc), do: is_binary(doc)

  defp joined([], tail, _separator, _how), do: tail
  defp joined(docs, nil, separator, how), do: fold_doc(docs, &between(concat(&1, separator), &2, how))
  defp joined(docs, tail, separator, how), do: between(concat(joined(docs, nil, separator, how), " |"), tail, how)

  defp between(a, b, :flex), do: flex_glue(a, b)
  defp between(a, b, :strict), do: glue(a, b)

  defp contained(left, inner, right, :flex), do: group(concat(left, concat(nest(inner, 1), right)))
  defp contained(left, inner, right, :strict), do: group(glue(nest(glue(left, "", inner), 2), "", right))
end
