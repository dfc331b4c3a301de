defmodule Macro do
  @moduledoc "Functions on quoted code."

  @doc "The variable of a name and a context, quoted."
  def var(var, context) when is_atom(var) and is_atom(context), do: {var, [], context}

  @doc "Fresh arguments, quoted."
  def generate_arguments(0, _context), do: []

  def generate_arguments(amount, context) when is_integer(amount) and amount > 0 and is_atom(context) do
    Enum.map(1..amount, &{:"arg#{&1}", [], context})
  end

  @doc "A variable that no other code can name."
  def unique_var(var, context) when is_atom(var) and is_atom(context) do
    {var, [counter: :erlang.unique_integer()], context}
  end

  @doc "Visits the nodes of quoted code, going in and coming out."
  def traverse(ast, acc, pre, post) when is_function(pre, 2) and is_function(post, 2) do
    {ast, acc} = pre.(ast, acc)
    {ast, acc} = traverse_parts(ast, acc, pre, post)
    post.(ast, acc)
  end

  defp traverse_parts({form, meta, args}, acc, pre, post) when is_atom(form) do
    {args, acc} = traverse_args(args, acc, pre, post)
    {{form, meta, args}, acc}
  end

  defp traverse_parts({form, meta, args}, acc, pre, post) do
    {form, acc} = traverse(form, acc, pre, post)
    {args, acc} = traverse_args(args, acc, pre, post)
    {{form, meta, args}, acc}
  end

  defp traverse_parts({left, right}, acc, pre, post) do
    {left, acc} = traverse(left, acc, pre, post)
    {right, acc} = traverse(right, acc, pre, post)
    {{left, right}, acc}
  end

  defp traverse_parts(list, acc, pre, post) when is_list(list), do: traverse_args(list, acc, pre, post)
  defp traverse_parts(other, acc, _pre, _post), do: {other, acc}

  defp traverse_args(args, acc, _pre, _post) when is_atom(args), do: {args, acc}

  defp traverse_args(args, acc, pre, post) when is_list(args) do
    :lists.mapfoldl(fn x, acc -> traverse(x, acc, pre, post) end, acc, args)
  end

  @doc "Replaces the nodes of quoted code, the outer ones first."
  def prewalk(ast, fun) when is_function(fun, 1) do
    elem(traverse(ast, nil, fn x, nil -> {fun.(x), nil} end, fn x, nil -> {x, nil} end), 0)
  end

  def prewalk(ast, acc, fun) when is_function(fun, 2), do: traverse(ast, acc, fun, fn x, a -> {x, a} end)

  @doc "Replaces the nodes of quoted code, the inner ones first."
  def postwalk(ast, fun) when is_function(fun, 1) do
    elem(traverse(ast, nil, fn x, nil -> {x, nil} end, fn x, nil -> {fun.(x), nil} end), 0)
  end

  def postwalk(ast, acc, fun) when is_function(fun, 2), do: traverse(ast, acc, fn x, a -> {x, a} end, fun)

  @doc "The nodes of quoted code, the outer ones first."
  def prewalker(ast), do: ast |> prewalk([], fn x, acc -> {x, [x | acc]} end) |> elem(1) |> :lists.reverse()

  @doc "The nodes of quoted code, the inner ones first."
  def postwalker(ast), do: ast |> postwalk([], fn x, acc -> {x, [x | acc]} end) |> elem(1) |> :lists.reverse()

  @doc "Changes the metadata of a node."
  def update_meta(quoted, fun)
  def update_meta({left, meta, right}, fun) when is_list(meta), do: {left, fun.(meta), right}
  def update_meta(other, _fun), do: other

  @doc "Takes a call apart: what is called, and the arguments."
  def decompose_call(ast)
  def decompose_call({:{}, _, args}) when is_list(args), do: :error
  def decompose_call({{:., _, [remote, function]}, _, args}) when is_tuple(remote) or is_atom(remote), do: {remote, function, args}
  def decompose_call({name, _, args}) when is_atom(name) and is_atom(args), do: {name, []}
  def decompose_call({name, _, args}) when is_atom(name) and is_list(args), do: {name, args}
  def decompose_call(_), do: :error

  @doc "Puts an expression into a call at a position."
  def pipe(expr, call_args, position)

  def pipe(expr, {:&, _, _} = call_args, _position) do
    raise ArgumentError, "cannot pipe #{to_string(expr)} into #{to_string(call_args)}, the :|> operator can only take local and remote calls"
  end

  def pipe(expr, {call, line, atom}, position) when is_atom(atom), do: {call, line, List.insert_at([], position, expr)}
  def pipe(expr, {call, line, args}, position) when is_list(args), do: {call, line, List.insert_at(args, position, expr)}

  def pipe(expr, other, _position) do
    raise ArgumentError, "cannot pipe #{to_string(expr)} into #{to_string(other)}, can only pipe into local calls foo(), remote calls Foo.bar() or anonymous function calls foo.()"
  end

  @doc "The steps of a pipeline, each with its position."
  def unpipe(expr), do: :lists.reverse(unpipe(expr, []))
  defp unpipe({:|>, _, [left, right]}, acc), do: unpipe(right, unpipe(left, acc))
  defp unpipe(other, acc), do: [{other, 0} | acc]

  @doc "Whether code is made of literals only."
  def quoted_literal?(term)
  def quoted_literal?({:__aliases__, _, args}), do: quoted_literal?(args)
  def quoted_literal?({:%, _, [left, right]}), do: quoted_literal?(left) and quoted_literal?(right)
  def quoted_literal?({:%{}, _, args}), do: quoted_literal?(args)
  def quoted_literal?({:{}, _, args}), do: quoted_literal?(args)
  def quoted_literal?({op, _, [arg]}) when op in [:+, :-], do: is_number(arg)
  def quoted_literal?({left, right}), do: quoted_literal?(left) and quoted_literal?(right)
  def quoted_literal?(list) when is_list(list), do: Enum.all?(list, &quoted_literal?/1)
  def quoted_literal?(term), do: is_atom(term) or is_number(term) or is_binary(term)

  @doc "Whether a name is a special form of that arity."
  def special_form?(name, arity) when is_atom(name) and is_integer(arity) do
    {name, arity} in [&: 1, ^: 1, =: 2, %: 2, .: 2, "::": 2, __CALLER__: 0, __DIR__: 0, __ENV__: 0, __MODULE__: 0, __STACKTRACE__: 0,
      alias: 2, case: 2, cond: 1, import: 2, quote: 2, receive: 1, require: 2, try: 1, unquote: 1, unquote_splicing: 1] or
      name in [:__aliases__, :__block__, :%{}, :{}, :<<>>, :fn, :for, :super, :with]
  end

  @doc "Whether a name is an operator of that arity."
  def operator?(name, arity)
  def operator?(:"..//", 3), do: true
  def operator?(name, 2) when is_atom(name), do: name in [:+, :-, :*, :/, :++, :--, :<>, :==, :!=, :===, :!==, :<, :>, :<=, :>=, :&&, :||, :and, :or, :in, :|>, :.., :=, :=~, :"::", :when, :<-, :|, :^^^, :&&&, :|||, :<<<, :>>>, :**, :., :+++, :---, :"\\\\"]
  def operator?(name, 1) when is_atom(name), do: name in [:+, :-, :!, :not, :&, :^, :@, :"~~~"]
  def operator?(_, _), do: false

  @doc "Whether code is correct as quoted code."
  def validate(expr) do
    if valid?(expr), do: :ok, else: {:error, expr}
  end

  defp valid?({left, right}), do: valid?(left) and valid?(right)
  defp valid?({name, meta, args}) when is_list(meta) and is_list(args), do: (is_atom(name) or valid?(name)) and valid?(args)
  defp valid?({name, meta, args}) when is_atom(name) and is_list(meta), do: is_atom(args)
  defp valid?(list) when is_list(list), do: Enum.all?(list, &valid?/1)
  defp valid?(other), do: is_atom(other) or is_number(other) or is_binary(other) or is_pid(other) or is_function(other)

  @doc "CamelCase to snake_case."
  def underscore(atom_or_string)
  def underscore(atom) when is_atom(atom), do: underscore(strip(Atom.to_string(atom)))
  def underscore(""), do: ""
  def underscore(<<h, t::binary>>), do: <<lower(h)>> <> under(t, h)

  defp under(<<h, t, rest::binary>>, _) when h >= ?A and h <= ?Z and not (t >= ?A and t <= ?Z) and not (t >= ?0 and t <= ?9) and t != ?. and t != ?_ do
    <<?_, lower(h), t>> <> under(rest, t)
  end

  defp under(<<h, t::binary>>, prev) when h >= ?A and h <= ?Z and not (prev >= ?A and prev <= ?Z) and prev != ?_ do
    <<?_, lower(h)>> <> under(t, h)
  end

  defp under(<<?., t::binary>>, _), do: "/" <> underscore(t)
  defp under(<<h, t::binary>>, _), do: <<lower(h)>> <> under(t, h)
  defp under(<<>>, _), do: ""

  defp lower(c) when c >= ?A and c <= ?Z, do: c + 32
  defp lower(c), do: c
  defp upper(c) when c >= ?a and c <= ?z, do: c - 32
  defp upper(c), do: c

  defp strip("Elixir." <> rest), do: rest
  defp strip(other), do: other

  @doc "snake_case to CamelCase."
  def camelize(string)
  def camelize(""), do: ""
  def camelize(<<?_, t::binary>>), do: camelize(t)
  def camelize(<<h, t::binary>>), do: <<upper(h)>> <> camel(t)

  defp camel(<<?_, ?_, t::binary>>), do: camel(<<?_, t::binary>>)
  defp camel(<<?_, h, t::binary>>) when h >= ?a and h <= ?z, do: <<upper(h)>> <> camel(t)
  defp camel(<<?_, h, t::binary>>) when h >= ?0 and h <= ?9, do: <<h>> <> camel(t)
  defp camel(<<?_>>), do: <<>>
  defp camel(<<?/, t::binary>>), do: "." <> camelize(t)
  defp camel(<<h, t::binary>>), do: <<h>> <> camel(t)
  defp camel(<<>>), do: <<>>

  @doc "An atom as it stands in source: a literal, a key or a remote call's name."
  def inspect_atom(source_format, atom)
  def inspect_atom(:literal, atom) when is_atom(atom), do: Kernel.inspect(atom)

  def inspect_atom(:key, atom) when is_atom(atom) do
    text = Kernel.inspect([{atom, 1}])
    binary_part(text, 1, byte_size(text) - 4)
  end

  def inspect_atom(:remote_call, atom) when is_atom(atom) do
    key = inspect_atom(:key, atom)
    binary_part(key, 0, byte_size(key) - 1)
  end

  @doc "Expands literals of code, so that they may stand in module attributes."
  def expand_literals(ast, env), do: expand_literals(ast, env, fn x, _ -> expand(x, env) end)

  def expand_literals({:__aliases__, _, _} = alias, env, _fun), do: expand(alias, %{env | function: {:expand_literals, 2}})
  def expand_literals({left, right}, env, fun), do: {expand_literals(left, env, fun), expand_literals(right, env, fun)}
  def expand_literals({:%{}, meta, args}, env, fun), do: {:%{}, meta, Enum.map(args, &expand_literals(&1, env, fun))}
  def expand_literals({:{}, meta, args}, env, fun), do: {:{}, meta, Enum.map(args, &expand_literals(&1, env, fun))}
  def expand_literals(list, env, fun) when is_list(list), do: Enum.map(list, &expand_literals(&1, env, fun))
  def expand_literals(other, _env, _fun), do: other

  @doc "Where a process was called from, as a keyword list or an entry of a stack trace."
  def compile_apply(module, name, args, _env), do: apply(module, name, args)

  @doc "The path from a node of code to the whole."
  def path(ast, fun), do: find_path(ast, [], fun)

  defp find_path(node, path, fun) do
    if fun.(node), do: [node | path], else: find_in(parts(node), [node | path], fun)
  end

  defp find_in([], _path, _fun), do: nil
  defp find_in([h | t], path, fun), do: find_path(h, path, fun) || find_in(t, path, fun)

  defp parts({form, _, args}) when is_list(args), do: if(is_atom(form), do: args, else: [form | args])
  defp parts({left, right}), do: [left, right]
  defp parts(list) when is_list(list), do: list
  defp parts(_), do: []

  @doc "The code that dbg/2 stands for."
  def dbg(code, options, %Macro.Env{} = env) do
    header = "[#{relative(env.file)}:#{env.line}: #{where(env)}]"

    case unpipe(code) do
      [_, _ | _] = steps -> dbg_pipe(steps, header, options)
      _ -> dbg_value(code, header, options)
    end
  end

  defp dbg_value(code, header, options) do
    text = to_string(code)

    quote do
      value = unquote(code)
      :"Elixir.Macro".__dbg__(unquote(header), [{unquote(text), value}], unquote(options))
      value
    end
  end

  defp dbg_pipe([{first, _} | rest], header, options) do
    start = {first, [{to_string(first), 0}]}
    values = var(:values, __MODULE__)

    {expr, texts} =
      Enum.reduce(rest, start, fn {step, position}, {expr, texts} ->
        value = var(:"value", __MODULE__)
        piped = quote(do: unquote(values) = [unquote(expr) | unquote(values)])
        next = pipe(quote(do: hd(unquote(values))), step, position)
        {quote(do: (unquote(piped); _ = unquote(value) = nil; unquote(next))), [{"|> " <> to_string(step), 0} | texts]}
      end)

    names = texts |> :lists.reverse() |> Enum.map(&elem(&1, 0))

    quote do
      unquote(values) = []
      unquote(values) = [unquote(expr) | unquote(values)]
      :"Elixir.Macro".__dbg__(unquote(header), Enum.zip(unquote(names), Enum.reverse(unquote(values))), unquote(options))
      hd(unquote(values))
    end
  end

  @doc false
  def __dbg__(header, results, options) do
    options = Keyword.merge([width: 80, pretty: true], options)
    lines = Enum.map(results, fn {text, value} -> [text, " #=> ", inspect(value, options), "\n"] end)
    IO.write([header, "\n", lines, "\n"])
  end

  defp relative(file), do: Path.relative_to_cwd(file)

  defp where(%{module: nil}), do: "(file)"
  defp where(%{function: nil} = env), do: "(module) " <> inspect(env.module) |> String.trim()
  defp where(%{function: {name, arity}} = env), do: Exception.format_mfa(env.module, name, arity)
end

defmodule Macro.Env do
  @moduledoc "The environment of code while it is compiled."

  defstruct aliases: [],
            context: nil,
            context_modules: [],
            file: "nofile",
            function: nil,
            functions: [],
            lexical_tracker: nil,
            line: 0,
            macro_aliases: [],
            macros: [],
            module: nil,
            requires: [],
            tracers: [],
            versioned_vars: %{}

  @doc "The variables of an environment."
  def vars(%{versioned_vars: vars}), do: Map.keys(vars)

  @doc "Whether an environment has a variable."
  def has_var?(%{versioned_vars: vars}, var), do: Map.has_key?(vars, var)

  @doc "File and line of an environment."
  def location(%{file: file, line: line}), do: [file: file, line: line]

  @doc "Whether code is in a guard."
  def in_guard?(%{context: context}), do: context == :guard

  @doc "Whether code is in a pattern."
  def in_match?(%{context: context}), do: context == :match

  @doc "An environment outside of patterns and guards."
  def to_match(env), do: %{env | context: :match}

  @doc "An environment as an entry of a stack trace."
  def stacktrace(%{module: nil, file: file, line: line}), do: [{:elixir_compiler, :__FILE__, 1, [file: String.to_charlist(file), line: line]}]
  def stacktrace(%{module: module, function: nil, file: file, line: line}), do: [{module, :__MODULE__, 0, [file: String.to_charlist(file), line: line]}]
  def stacktrace(%{module: module, function: {name, arity}, file: file, line: line}), do: [{module, name, arity, [file: String.to_charlist(file), line: line]}]

  @doc "The modules that a function may be imported from."
  def lookup_import(env, {name, arity} = pair) when is_atom(name) and is_integer(arity) do
    for({kind, sets} <- [function: env.functions, macro: env.macros], {module, names} <- sets, pair in names, do: {kind, module})
  end

  @doc "An environment without its lexical tracker."
  def prune_compile_info(env), do: %{env | lexical_tracker: nil, tracers: []}
end
