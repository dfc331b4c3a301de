defmodule Macro do
  @moduledoc "Functions on quoted forms."

  @doc "Formats an atom as a :literal, a :key, or the name of a :remote_call."
  def inspect_atom(kind, atom) when kind in [:literal, :key, :remote_call] and is_atom(atom), do: :lab_inspect.atom(kind, atom)

  def inspect_atom(source, atom, _opts), do: inspect_atom(source, atom)

  @doc "Formats a quoted form. The function gets each part with its text and returns the text to use."
  @deprecated "Use Macro.to_string/1 instead"
  def to_string(tree, fun) when is_function(fun, 2), do: Macro.Written.of(tree, fun)

  def var(name, context) when is_atom(name) and is_atom(context), do: {name, [], context}

  def unique_var(name, context) when is_atom(name) and is_atom(context) do
    {name, [counter: :erlang.unique_integer([:positive])], context}
  end

  def generate_arguments(0, context) when is_atom(context), do: []

  def generate_arguments(amount, context) when is_integer(amount) and amount > 0 and is_atom(context) do
    for i <- 1..amount, do: {String.to_atom("arg#{i}"), [], context}
  end

  def generate_unique_arguments(amount, context), do: for({name, _, _} <- generate_arguments(amount, context), do: unique_var(name, context))

  def unpipe(expr), do: :lists.reverse(unpipe(expr, []))

  defp unpipe({:|>, _, [left, right]}, acc), do: unpipe(right, unpipe(left, acc))
  defp unpipe(other, acc), do: [{other, 0} | acc]

  def prewalk(ast, fun) when is_function(fun, 1), do: elem(prewalk(ast, nil, fn x, nil -> {fun.(x), nil} end), 0)
  def prewalk(ast, acc, fun) when is_function(fun, 2), do: traverse(ast, acc, fun, fn x, acc -> {x, acc} end)
  def postwalk(ast, fun) when is_function(fun, 1), do: elem(postwalk(ast, nil, fn x, nil -> {fun.(x), nil} end), 0)
  def postwalk(ast, acc, fun) when is_function(fun, 2), do: traverse(ast, acc, fn x, acc -> {x, acc} end, fun)

  def traverse(ast, acc, pre, post) when is_function(pre, 2) and is_function(post, 2) do
    {ast, acc} = pre.(ast, acc)
    {ast, acc} = inside(ast, acc, pre, post)
    post.(ast, acc)
  end

  defp inside({form, meta, args}, acc, pre, post) when is_atom(form) do
    {args, acc} = arguments(args, acc, pre, post)
    {{form, meta, args}, acc}
  end

  defp inside({form, meta, args}, acc, pre, post) do
    {form, acc} = traverse(form, acc, pre, post)
    {args, acc} = arguments(args, acc, pre, post)
    {{form, meta, args}, acc}
  end

  defp inside({left, right}, acc, pre, post) do
    {left, acc} = traverse(left, acc, pre, post)
    {right, acc} = traverse(right, acc, pre, post)
    {{left, right}, acc}
  end

  defp inside(list, acc, pre, post) when is_list(list), do: arguments(list, acc, pre, post)
  defp inside(other, acc, _pre, _post), do: {other, acc}

  defp arguments(args, acc, pre, post) when is_list(args), do: :lists.mapfoldl(&traverse(&1, &2, pre, post), acc, args)
  defp arguments(args, acc, _pre, _post), do: {args, acc}

  def prewalker(ast), do: &Enumerable.reduce(nodes(ast, fn ast, acc, visit -> prewalk(ast, acc, visit) end), &1, &2)
  def postwalker(ast), do: &Enumerable.reduce(nodes(ast, fn ast, acc, visit -> postwalk(ast, acc, visit) end), &1, &2)

  defp nodes(ast, walk), do: ast |> walk.([], &{&1, [&1 | &2]}) |> elem(1) |> :lists.reverse()

  def path(ast, fun) when is_function(fun, 1) do
    if fun.(ast), do: [ast], else: Enum.find_value(children(ast), fn child -> if found = path(child, fun), do: found ++ [ast] end)
  end

  defp children({form, _, args}) when is_list(args), do: if(is_tuple(form), do: [form | args], else: args)
  defp children({a, b}), do: [a, b]
  defp children(list) when is_list(list), do: list
  defp children(_other), do: []

  def decompose_call({:{}, _, args}) when is_list(args), do: :error
  def decompose_call({{:., _, [remote, function]}, _, args}) when is_tuple(remote) or is_atom(remote), do: {remote, function, args}
  def decompose_call({name, _, args}) when is_atom(name) and is_atom(args), do: {name, []}
  def decompose_call({name, _, args}) when is_atom(name) and is_list(args), do: {name, args}
  def decompose_call(_other), do: :error

  @doc "Returns whether a quoted form is a literal, without variables and calls."
  def quoted_literal?({:%, _, [_, {:%{}, _, args}]}) when is_list(args), do: quoted_literal?(args)
  def quoted_literal?({name, _, args}) when name in [:%{}, :{}, :__aliases__] and is_list(args), do: quoted_literal?(args)
  def quoted_literal?({:<<>>, _, parts}) when is_list(parts), do: Enum.all?(parts, &literal_part?/1)
  def quoted_literal?({left, right}), do: quoted_literal?(left) and quoted_literal?(right)
  def quoted_literal?(list) when is_list(list), do: Enum.all?(list, &quoted_literal?/1)
  def quoted_literal?(term), do: is_atom(term) or is_number(term) or is_binary(term)

  defp literal_part?({:"::", _, [value, specifiers]}), do: literal_part?(value) and literal_specifiers?(specifiers)
  defp literal_part?(value), do: is_number(value) or is_binary(value)

  @specifiers [:integer, :float, :bits, :bitstring, :binary, :bytes, :utf8, :utf16, :utf32] ++ [:signed, :unsigned, :little, :big, :native]

  defp literal_specifiers?({:-, _, [left, right]}), do: literal_specifiers?(left) and literal_specifiers?(right)
  defp literal_specifiers?({:*, _, [size, unit]}), do: is_integer(size) and is_integer(unit)
  defp literal_specifiers?({name, _, [value]}) when name in [:size, :unit], do: is_integer(value)
  defp literal_specifiers?({name, _, args}), do: name in @specifiers and (args == [] or is_atom(args))
  defp literal_specifiers?(size), do: is_integer(size)

  @special [&: 1, ^: 1, =: 2, %: 2, |: 2, .: 2, "::": 2, alias: 1, alias: 2, require: 1, require: 2, import: 1, import: 2, quote: 1, quote: 2] ++
             [unquote: 1, unquote_splicing: 1, cond: 1, case: 2, try: 1, receive: 1] ++
             [__ENV__: 0, __CALLER__: 0, __STACKTRACE__: 0, __MODULE__: 0, __DIR__: 0]

  @any_arity [:__aliases__, :__block__, :__cursor__, :->, :<<>>, :{}, :%{}, :fn, :super, :for, :with]

  def special_form?(name, arity) when is_atom(name) and is_integer(arity), do: name in @any_arity or {name, arity} in @special

  def classify_atom(atom) do
    case inspect_atom(:literal, atom) do
      ":\"" <> _ -> :quoted
      ":" <> rest -> if rest =~ ~r/^[\p{L}_]/u, do: :identifier, else: :unquoted
      _ when atom in [nil, true, false] -> :identifier
      _ -> :alias
    end
  end

  def underscore(atom) when is_atom(atom) do
    case Atom.to_string(atom) do
      "Elixir." <> rest -> underscore(rest)
      other -> underscore(other)
    end
  end

  # A dot separates segments, but not as the first character of one.
  def underscore(text) when is_binary(text) do
    Regex.replace(~r/(.[^.]*)(\.?)/s, text, fn _, segment, dot -> spread(segment) <> if(dot == "", do: "", else: "/") end)
  end

  # A capital starts a word if the next character cannot continue a word in capitals, or if the one
  # before is not a capital.
  defp spread(segment) do
    ~r/(?!\A)(?:[A-Z](?=[^A-Z\d._])|(?<![A-Z_])[A-Z])/s |> Regex.replace(segment, "_\\0") |> String.downcase(:ascii)
  end

  @doc "Converts a name to the name of a module: `read_file` becomes `ReadFile`. A name in capitals stays."
  def camelize(text) when is_binary(text) do
    Regex.replace(~r/_*(?:([^_])([^\/]*))?(\/?)/s, text, fn _, first, rest, slash ->
      String.upcase(first, :ascii) <> (joined(rest <> slash) |> String.replace("/", "."))
    end)
  end

  # Removes underscores before a lower-case letter or a digit, and at the end of the text.
  defp joined(part) do
    Regex.replace(~r/_+(?:([a-z0-9])|(?=_)|\z)/, part, fn _, next -> String.upcase(next, :ascii) end)
  end

  @doc "Returns the code that dbg/2 expands to."
  def dbg(code, options, env), do: Macro.Dbg.dbg(code, options, env)

  @doc "Updates the metadata of a node. A value without metadata is returned unchanged."
  def update_meta({form, meta, args}, fun) when is_list(meta), do: {form, fun.(meta), args}
  def update_meta(other, _fun), do: other

  @doc """
  Returns the fields of a struct with their defaults. The compiler may still be defining the
  module of the struct.
  """
  def struct_info!(module, env) when is_atom(module) do
    case :lab_compiler.struct(module) do
      nil -> raise ArgumentError, no_struct(module, env)
      fields -> for {field, default} <- fields, do: %{field: field, default: default}
    end
  end

  defp no_struct(module, env) do
    name = inspect(module)

    if module in env.context_modules do
      "cannot access struct #{name}, the struct was not yet defined or the struct is being accessed in the same context that defines it"
    else
      "#{name}.__struct__/1 is undefined, cannot expand struct #{name}. Make sure the struct name is correct. If the struct name exists and is correct but it still cannot be found, you likely have cyclic module usage in your code"
    end
  end

  @doc """
  Returns a struct with its defaults. The compiler may still be defining the module of the struct.
  """
  def struct!(module, env) when is_atom(module) do
    Map.new([{:__struct__, module} | for(%{field: field, default: default} <- struct_info!(module, env), do: {field, default})])
  end

  @doc """
  Resolves escapes with a function. The function gets the character after a backslash, and returns
  the character for the escape, or false if the character is not an escape. It also gets :newline,
  :hex and :unicode, and returns whether these escapes are resolved.
  """
  def unescape_string(string, map) when is_binary(string) and is_function(map, 1), do: unescaped(string, map, "")

  defp unescaped("", _map, acc), do: acc

  defp unescaped("\\\n" <> rest, map, acc), do: unescaped(rest, map, if(map.(:newline), do: acc, else: acc <> "\\\n"))

  defp unescaped(<<?\\, kind, rest::binary>> = string, map, acc) when kind in [?x, ?u] do
    if map.(if(kind == ?x, do: :hex, else: :unicode)) do
      # unescape_string/1 raises for a sequence with missing digits.
      sequence = ~r/^\\([xu]\{[[:xdigit:]]{1,6}\}|x[[:xdigit:]]{1,2}|u[[:xdigit:]]{4}|[xu])/ |> Regex.run(string) |> hd()
      <<_::binary-size(byte_size(sequence)), rest::binary>> = string
      unescaped(rest, map, acc <> Macro.unescape_string(sequence))
    else
      unescaped(rest, map, acc <> <<?\\, kind>>)
    end
  end

  defp unescaped(<<?\\, char::utf8, rest::binary>>, map, acc) do
    case map.(char) do
      false -> unescaped(rest, map, acc <> <<?\\, char::utf8>>)
      meant -> unescaped(rest, map, acc <> <<meant::utf8>>)
    end
  end

  defp unescaped(<<byte, rest::binary>>, map, acc), do: unescaped(rest, map, acc <> <<byte>>)

  @doc "Expands literals and aliases."
  def expand_literals(ast, env) do
    {ast, :ok} = expand_literals(ast, :ok, fn node, :ok -> {expand(node, env), :ok} end)
    ast
  end

  def expand_literals({:__aliases__, meta, args}, acc, fun) do
    {args, acc} = expand_literals(args, acc, fun)
    if :lists.all(&is_atom/1, args), do: fun.({:__aliases__, meta, args}, acc), else: {{:__aliases__, meta, args}, acc}
  end

  def expand_literals({:__MODULE__, _, context} = node, acc, fun) when is_atom(context), do: fun.(node, acc)

  def expand_literals({:%, meta, [left, right]}, acc, fun) do
    {left, acc} = expand_literals(left, acc, fun)
    {right, acc} = expand_literals(right, acc, fun)
    {{:%, meta, [left, right]}, acc}
  end

  def expand_literals({form, meta, args}, acc, fun) when form in [:%{}, :{}] do
    {args, acc} = expand_literals(args, acc, fun)
    {{form, meta, args}, acc}
  end

  def expand_literals({left, right}, acc, fun) do
    {left, acc} = expand_literals(left, acc, fun)
    {right, acc} = expand_literals(right, acc, fun)
    {{left, right}, acc}
  end

  def expand_literals(list, acc, fun) when is_list(list), do: :lists.mapfoldl(&expand_literals(&1, &2, fun), acc, list)
  def expand_literals(other, acc, _fun), do: {other, acc}

  @doc """
  Returns `:ok` if a value is a quoted form, and `{:error, part}` with the invalid part otherwise.
  """
  def validate(expr) do
    case find_invalid(expr) do
      nil -> :ok
      {:invalid, part} -> {:error, part}
    end
  end

  defp find_invalid({left, right}), do: find_invalid(left) || find_invalid(right)

  defp find_invalid({form, meta, args}) when is_list(meta) and is_list(args), do: find_invalid(form) || find_invalid(args)
  defp find_invalid({form, meta, args}) when is_list(meta) and is_atom(args), do: find_invalid(form)
  defp find_invalid(list) when is_list(list) and length(list) >= 0, do: Enum.find_value(list, &find_invalid/1)
  defp find_invalid(term) when is_atom(term) or is_number(term) or is_binary(term) or is_pid(term), do: nil
  defp find_invalid(fun) when is_function(fun), do: if(Function.info(fun, :type) == {:type, :external}, do: nil, else: {:invalid, fun})
  defp find_invalid(term), do: {:invalid, term}
end
