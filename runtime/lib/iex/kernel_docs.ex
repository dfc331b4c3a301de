defmodule IEx.KernelDocs do
  @moduledoc "The documentation of functions, macros and special forms that are written in Go: a head, a text, an example."

  # Each line has the form: kind head | text | example #=> value
  @kernel ~S"""
  def left != right | Whether two values differ. 1 and 1.0 are equal. | 1 != 2 #=> true
  def left !== right | Whether two values differ in value or in type. | 1 !== 1.0 #=> true
  def left * right | The product of two numbers. | 2 * 3 #=> 6
  def left ** right | A number raised to a power. | 2 ** 10 #=> 1024
  def left + right | The sum of two numbers. | 1 + 2 #=> 3
  def left ++ right | The concatenation of two lists. | [1] ++ [2, 3] #=> [1, 2, 3]
  def left - right | The difference of two numbers. | 3 - 5 #=> -2
  def left -- right | A list without the first occurrences of the elements of another. | [1, 2, 1] -- [1] #=> [2, 1]
  def left / right | The quotient of two numbers, always a float. | 4 / 2 #=> 2.0
  def left < right | Whether a value comes before another in the order of all terms. | 1 < :a #=> true
  def left <= right | Whether a value comes before another in the order of all terms, or is equal to it. | 2 <= 2.0 #=> true
  def left == right | Whether two values are equal. 1 and 1.0 are equal. | 1 == 1.0 #=> true
  def left === right | Whether two values are equal in value and in type. | 1 === 1.0 #=> false
  def left =~ right | Whether a text contains a text or matches a regular expression. | "abcd" =~ ~r/c./ #=> true
  def left > right | Whether a value comes after another in the order of all terms. | [] > 1 #=> true
  def left >= right | Whether a value comes after another in the order of all terms, or is equal to it. | 1 >= 2 #=> false
  def +value | The number itself. | +1 #=> 1
  def -value | The negated number. | -(1 - 3) #=> 2
  def abs(number) | The absolute value of a number. | abs(-3.5) #=> 3.5
  def apply(fun, args) | Calls a function with a list of arguments. | apply(fn a, b -> a - b end, [5, 2]) #=> 3
  def apply(module, function_name, args) | Calls a function of a module by its name. | apply(String, :upcase, ["a"]) #=> "A"
  def binary_part(binary, start, size) | A part of a binary, in bytes. | binary_part("hello", 1, 3) #=> "ell"
  def binary_slice(binary, range) | A part of a binary, by a range of indexes. | binary_slice("elixir", 1..3) #=> "lix"
  def binary_slice(binary, start, size) | A part of a binary. It is shorter than the size if the binary ends before. | binary_slice("elixir", 4, 9) #=> "ir"
  def bit_size(bitstring) | The number of bits of a bitstring. | bit_size(<<1::3>>) #=> 3
  def byte_size(bitstring) | The number of bytes that a bitstring needs. | byte_size("é") #=> 2
  def ceil(number) | The smallest integer that is not below a number. | ceil(2.1) #=> 3
  def div(dividend, divisor) | The quotient of two integers, rounded towards zero. | div(-7, 2) #=> -3
  def elem(tuple, index) | An element of a tuple; the first has index 0. | elem({:a, :b}, 1) #=> :b
  def exit(reason) | Ends the process with a reason. Linked processes receive it as an exit signal. | try(do: exit(:bye), catch: (:exit, r -> r)) #=> :bye
  def floor(number) | The largest integer that is not above a number. | floor(-2.1) #=> -3
  def function_exported?(module, function, arity) | Whether a loaded module has a public function. | function_exported?(Enum, :map, 2) #=> true
  def get_and_update_in(data, keys, fun) | Reads a nested value and updates it in one step. | get_and_update_in(%{a: 1}, [:a], &{&1, &1 + 1}) #=> {1, %{a: 2}}
  def get_in(data, keys) | A nested value, or nil if a key on the way is missing. | get_in(%{a: %{b: 1}}, [:a, :b]) #=> 1
  def hd(list) | The first element of a list. | hd([1, 2]) #=> 1
  def inspect(term, opts \\ []) | A text that shows a value in the syntax of Elixir. | inspect(a: 1) #=> "[a: 1]"
  def is_atom(term) | Whether a value is an atom. | is_atom(nil) #=> true
  def is_binary(term) | Whether a value is a binary. A text is a binary. | is_binary("a") #=> true
  def is_bitstring(term) | Whether a value is a bitstring. A binary is a bitstring. | is_bitstring(<<1::3>>) #=> true
  def is_boolean(term) | Whether a value is true or false. | is_boolean(:true) #=> true
  def is_float(term) | Whether a value is a float. | is_float(1) #=> false
  def is_function(term) | Whether a value is a function. | is_function(&is_atom/1) #=> true
  def is_function(term, arity) | Whether a value is a function with the given number of arguments. | is_function(fn -> 1 end, 1) #=> false
  def is_integer(term) | Whether a value is an integer. | is_integer(1.0) #=> false
  def is_list(term) | Whether a value is a list. | is_list([]) #=> true
  def is_map(term) | Whether a value is a map. A struct is a map. | is_map(1..2) #=> true
  def is_map_key(map, key) | Whether a map has a key. | is_map_key(%{a: nil}, :a) #=> true
  def is_non_struct_map(term) | Whether a value is a map and not a struct. | is_non_struct_map(1..2) #=> false
  def is_number(term) | Whether a value is an integer or a float. | is_number(1.5) #=> true
  def is_pid(term) | Whether a value identifies a process. | is_pid(self()) #=> true
  def is_port(term) | Whether a value identifies a port. | is_port(1) #=> false
  def is_reference(term) | Whether a value is a reference. | is_reference(make_ref()) #=> true
  def is_tuple(term) | Whether a value is a tuple. | is_tuple({}) #=> true
  def length(list) | The number of elements of a list. The time grows with the length. | length([1, 2]) #=> 2
  def macro_exported?(module, macro, arity) | Whether a loaded module has a public macro. | macro_exported?(Kernel, :if, 2) #=> true
  def make_ref() | A unique reference. | make_ref() == make_ref() #=> false
  def map_size(map) | The number of keys of a map. | map_size(%{a: 1}) #=> 1
  def max(first, second) | The larger of two values. | max(1, 2) #=> 2
  def min(first, second) | The smaller of two values. | min("a", "b") #=> "a"
  def node() | The name of this node, or :nonode@nohost if it has none. | is_atom(node()) #=> true
  def node(arg) | The node of a process, a reference or a port. | node(self()) == node() #=> true
  def not value | The opposite of true or false. Other values raise an error. | not true #=> false
  def pop_in(data, keys) | Removes a nested value. Returns the value and the rest. | pop_in(%{a: %{b: 1}}, [:a, :b]) #=> {1, %{a: %{}}}
  def put_elem(tuple, index, value) | A tuple with the element at an index replaced. | put_elem({1, 2}, 0, :a) #=> {:a, 2}
  def put_in(data, keys, value) | A structure with a nested value replaced. | put_in(%{a: %{b: 1}}, [:a, :b], 2) #=> %{a: %{b: 2}}
  def rem(dividend, divisor) | The remainder of a division of integers, with the sign of the dividend. | rem(-7, 2) #=> -1
  def round(number) | The nearest integer. A half is rounded away from zero. | round(2.5) #=> 3
  def self() | The pid of the calling process. | self() == self() #=> true
  def send(dest, message) | Sends a message to a process, a name or {name, node}, and returns the message at once. | send(self(), :hi) #=> :hi
  def spawn(fun) | Starts a process that calls a function. | is_pid(spawn(fn -> :ok end)) #=> true
  def spawn(module, fun, args) | Starts a process that calls a function of a module. | is_pid(spawn(Kernel, :self, [])) #=> true
  def spawn_link(fun) | Starts a linked process. If one of the two processes ends with an error, the other ends too. | is_pid(spawn_link(fn -> :ok end)) #=> true
  def spawn_link(module, fun, args) | Starts a linked process that calls a function of a module. | is_pid(spawn_link(Kernel, :self, [])) #=> true
  def spawn_monitor(fun) | Starts a process and monitors it. A :DOWN message reports its end and the reason. | match?({_pid, _ref}, spawn_monitor(fn -> :ok end)) #=> true
  def spawn_monitor(module, fun, args) | Starts a monitored process that calls a function of a module. | match?({_pid, _ref}, spawn_monitor(Kernel, :self, [])) #=> true
  def struct(struct, fields \\ []) | A struct with the given fields. Unknown fields are ignored. | struct(%URI{}, port: 1, no: 2).port #=> 1
  def struct!(struct, fields \\ []) | A struct with the given fields. An unknown field raises an error. | struct!(%URI{}, port: 1).port #=> 1
  def throw(term) | Leaves the surrounding try with a value. A catch clause receives it. | try(do: throw(:x), catch: (v -> v)) #=> :x
  def tl(list) | A list without its first element. | tl([1, 2]) #=> [2]
  def to_timeout(duration) | A time in milliseconds, for timeouts. | to_timeout(second: 2) #=> 2000
  def trunc(number) | A number without its fraction. | trunc(-2.9) #=> -2
  def tuple_size(tuple) | The number of elements of a tuple. | tuple_size({1, 2}) #=> 2
  def update_in(data, keys, fun) | A structure with a nested value updated by a function. | update_in(%{a: 1}, [:a], & &1 + 1) #=> %{a: 2}
  defmacro !value | Whether a value is nil or false. | !nil #=> true
  defmacro left && right | The right side if the left side is neither nil nor false, and otherwise the left side. | 1 && 2 #=> 2
  defmacro .. | The whole range, 0..-1//1. | Enum.slice([1, 2], ..) #=> [1, 2]
  defmacro first..last | A range of integers, both ends included. | Enum.to_list(1..3) #=> [1, 2, 3]
  defmacro first..last//step | A range with a step. | Enum.to_list(1..6//2) #=> [1, 3, 5]
  defmacro left <> right | The concatenation of two texts. | "a" <> "b" #=> "ab"
  defmacro @expr | Reads or sets an attribute of the module that is being defined. |
  defmacro alias!(alias) | An alias in a quote. It is resolved where the quoted code is used. |
  defmacro left and right | Whether both sides are true. The left side must be true or false. | true and 1 #=> 1
  defmacro binding(context \\ nil) | The variables in scope with their values. | (fn -> x = 1; _ = x; binding()[:x] end).() #=> 1
  defmacro dbg(code \\ quote(do: binding()), options \\ []) | Prints code and its value, also for each step of a pipeline, and returns the value. |
  defmacro def(call, expr \\ nil) | Defines a public function. |
  defmacro defdelegate(funs, opts) | Defines a function that calls the function of the same name in another module. |
  defmacro defexception(fields) | Defines a struct that can be raised. |
  defmacro defguard(guard) | Defines a macro for use in guards. |
  defmacro defguardp(guard) | Defines a private macro for use in guards. |
  defmacro defimpl(name, opts, do_block \\ []) | Implements a protocol for a type. |
  defmacro defmacro(call, expr \\ nil) | Defines a macro: a function that takes and returns quoted code, and runs at compile time. |
  defmacro defmacrop(call, expr \\ nil) | Defines a private macro, which only its module can call. |
  defmacro defmodule(alias, do_block) | Defines a module. |
  defmacro defoverridable(keywords_or_behaviour) | Allows later code to define these functions again. |
  defmacro defp(call, expr \\ nil) | Defines a private function, which only its module can call. |
  defmacro defprotocol(name, do_block) | Defines a protocol: functions that each type implements separately. |
  defmacro defstruct(fields) | Defines the struct of a module: its fields and their default values. |
  defmacro destructure(left, right) | Matches lists of any lengths. A missing element is nil. | (fn -> destructure([a, b], [1]); {a, b} end).() #=> {1, nil}
  defmacro get_and_update_in(path, fun) | Reads the value at a path such as map.a.b or map[:a] and updates it in one step. | get_and_update_in(%{a: 1}.a, &{&1, &1 + 1}) #=> {1, %{a: 2}}
  defmacro get_in(path) | The value at a path such as map.a.b, or nil if a part of the path is nil. | (fn -> m = %{a: nil}; get_in(m.a.b) end).() #=> nil
  defmacro if(condition, clauses) | Runs the do block if a condition is neither nil nor false, and otherwise the else block. | if(1 > 2, do: :a, else: :b) #=> :b
  defmacro left in right | Whether a list, a range or another enumerable contains a value. | 2 in 1..3 #=> true
  defmacro is_exception(term) | Whether a value is an exception. | is_exception(%RuntimeError{}) #=> true
  defmacro is_exception(term, name) | Whether a value is an exception of a module. | is_exception(%RuntimeError{}, ArgumentError) #=> false
  defmacro is_nil(term) | Whether a value is nil. | is_nil([]) #=> false
  defmacro is_struct(term) | Whether a value is a struct. | is_struct(1..2) #=> true
  defmacro is_struct(term, name) | Whether a value is a struct of a module. | is_struct(1..2, Range) #=> true
  defmacro match?(pattern, expr) | Whether a value matches a pattern. | match?({:ok, _}, {:ok, 1}) #=> true
  defmacro left or right | Whether at least one side is true. The left side must be true or false. | false or :x #=> :x
  defmacro pop_in(path) | Removes the value at a path. Returns the value and the rest. | (fn -> m = %{a: %{b: 1}}; pop_in(m[:a][:b]) end).() #=> {1, %{a: %{}}}
  defmacro put_in(path, value) | A structure with the value at a path replaced. | (fn -> m = %{a: 1}; put_in(m.a, 2) end).() #=> %{a: 2}
  defmacro raise(message) | Raises a RuntimeError with a message, or an exception. | try(do: raise("no"), rescue: (e -> e.message)) #=> "no"
  defmacro raise(exception, attributes) | Raises an exception with the given fields. | try(do: raise(ArgumentError, message: "no"), rescue: (e -> e.message)) #=> "no"
  defmacro reraise(message, stacktrace) | Raises an exception again with an earlier stack trace. |
  defmacro reraise(exception, attributes, stacktrace) | Raises an exception with the given fields and an earlier stack trace. |
  defmacro sigil_C(term, modifiers) | A charlist without escapes and interpolation. | ~C(a\n) #=> ~c"a\\n"
  defmacro sigil_c(term, modifiers) | A charlist, with escapes and interpolation. | ~c(ab) #=> ~c"ab"
  defmacro sigil_D(date_string, modifiers) | A date. | ~D[2024-02-29].day #=> 29
  defmacro sigil_N(naive_datetime_string, modifiers) | A date and a time without a time zone. | ~N[2024-01-01 10:00:00].hour #=> 10
  defmacro sigil_R(term, modifiers) | A regular expression without interpolation (deprecated: use ~r). |
  defmacro sigil_r(term, modifiers) | A regular expression. | "ab" =~ ~r/B/i #=> true
  defmacro sigil_S(term, modifiers) | A text without escapes and interpolation. | ~S(a\n) #=> "a\\n"
  defmacro sigil_s(term, modifiers) | A text, with escapes and interpolation. | ~s(a "b") #=> "a \"b\""
  defmacro sigil_T(time_string, modifiers) | A time. | ~T[10:20:30].minute #=> 20
  defmacro sigil_U(datetime_string, modifiers) | A date and a time in UTC. | ~U[2024-01-01 10:00:00Z].year #=> 2024
  defmacro sigil_W(term, modifiers) | A list of words without escapes and interpolation. | ~W(a b) #=> ["a", "b"]
  defmacro sigil_w(term, modifiers) | A list of words. The modifier a makes them atoms, and c charlists. | ~w(a b)a #=> [:a, :b]
  defmacro tap(value, fun) | Calls a function with a value and returns the value. | tap(1, fn x -> x + 1 end) #=> 1
  defmacro then(value, fun) | Calls a function with a value and returns the result. Often used in a pipeline. | 1 |> then(&(&1 + 1)) #=> 2
  defmacro to_char_list(term) | The old name of to_charlist/1. |
  defmacro to_charlist(term) | Converts a value to a charlist with the protocol List.Chars. | to_charlist(12) #=> ~c"12"
  defmacro to_string(term) | Converts a value to a text with the protocol String.Chars. | to_string(:a) #=> "a"
  defmacro unless(condition, clauses) | Runs the do block if a condition is nil or false. |
  defmacro update_in(path, fun) | A structure with the value at a path updated by a function. | (fn -> m = %{a: 1}; update_in(m.a, &(&1 + 1)) end).() #=> %{a: 2}
  defmacro use(module, opts \\ []) | Requires a module and runs its macro __using__ here. |
  defmacro var!(var, context \\ nil) | A variable in a quote that belongs to the code around the macro call. |
  defmacro left |> right | Passes the left side as the first argument of the call on the right. | [3, 1] |> Enum.sort() #=> [1, 3]
  defmacro left || right | The left side if it is neither nil nor false, and otherwise the right side. | nil || 2 #=> 2
  """

  @forms ~S"""
  defmacro %struct{} | Creates or matches a struct. | %URI{port: 1}.port #=> 1
  defmacro %{} | Creates or matches a map. A pattern also matches maps with more keys. | %{a: 1}.a #=> 1
  defmacro &expr | Creates a function from an expression in which &1 is the first argument, or captures a function as &name/arity. | Enum.map([1, 2], &(&1 * 2)) #=> [2, 4]
  defmacro left.right | Calls a function of a module, or reads a field of a map. | String.length("ab") #=> 2
  defmacro left :: right | Gives the type of a part of a bitstring, or of a specification. | <<258::16>> #=> <<1, 2>>
  defmacro <<args>> | Creates or matches a bitstring. | <<1, 2>> #=> <<1, 2>>
  defmacro left = right | Matches a value against a pattern and binds the variables in it. | {a, _} = {1, 2}; a #=> 1
  defmacro ^var | In a pattern, the current value of a variable. | (fn -> x = 1; match?(^x, 1) end).() #=> true
  defmacro __CALLER__ | In a macro, the environment of the code that calls it. |
  defmacro __DIR__ | The folder of the source file, as a text. | is_binary(__DIR__) #=> true
  defmacro __ENV__ | The environment of this code: module, function, file, line. | is_integer(__ENV__.line) #=> true
  defmacro __MODULE__ | The module that is being defined, or nil outside of a module. | __MODULE__ #=> nil
  defmacro __STACKTRACE__ | In rescue and catch, the stack trace of the error. |
  defmacro __aliases__(args) | The quoted form of an alias. | quote(do: A.B) |> elem(2) #=> [:A, :B]
  defmacro __block__(args) | The quoted form of several expressions. | quote(do: (a; b)) |> elem(0) #=> :__block__
  defmacro alias(module, opts) | Gives a module a short name. | (alias String, as: S; S.upcase("a")) #=> "A"
  defmacro case(condition, clauses) | Runs the first clause whose pattern matches a value. | case({:ok, 1}, do: ({:ok, x} -> x)) #=> 1
  defmacro cond(clauses) | Runs the first clause whose condition is neither nil nor false. | cond(do: (1 > 2 -> :a; true -> :b)) #=> :b
  defmacro fn(clauses) | A function without a name. | (fn x -> x + 1 end).(1) #=> 2
  defmacro for(args) | A comprehension: evaluates the body for each value of the generators that passes the filters, and collects the results. | for(x <- 1..4, rem(x, 2) == 0, do: x * x) #=> [4, 16]
  defmacro import(module, opts) | Makes functions and macros callable without their module. | (import String, only: [upcase: 1]; upcase("a")) #=> "A"
  defmacro quote(opts, block) | The quoted form of code instead of its value. | quote(do: 1 + 2) |> elem(2) #=> [1, 2]
  defmacro receive(args) | Removes the first message that matches a clause from the mailbox. Waits for one, at most for the time of after. | (send(self(), :hi); receive(do: (m -> m))) #=> :hi
  defmacro require(module, opts) | Makes the macros of a module available. | (require Integer; Integer.is_odd(3)) #=> true
  defmacro super(args) | In an overriding function, calls the overridden one. |
  defmacro try(args) | Runs code. The rescue clauses handle exceptions, the catch clauses throws and exits. The after block always runs. | try(do: 1 / 0, rescue: (_ -> :zero)) #=> :zero
  defmacro unquote(expr) | In a quote, inserts the value of an expression. | (fn -> x = 1; quote(do: 1 + unquote(x)) end).() |> elem(2) #=> [1, 1]
  defmacro unquote_splicing(expr) | In a quote, inserts the elements of a list. | quote(do: [unquote_splicing([1, 2])]) #=> [1, 2]
  defmacro with(args) | Runs the body if all patterns match, and otherwise returns the first value that does not match. | with({:ok, x} <- {:error, 1}, do: x) #=> {:error, 1}
  defmacro {args} | Creates or matches a tuple. | tuple_size({1, 2, 3}) #=> 3
  """

  @code ~S"""
  def compile_file(file, relative_to \\ nil) | Compiles a file. Returns its modules with their object code. |
  def compile_quoted(quoted, file \\ "nofile") | Compiles a quoted form. Returns its modules with their object code. | length(Code.compile_quoted(quote(do: defmodule(Leaf1, do: def(f, do: 1))))) #=> 1
  def compile_string(string, file \\ "nofile") | Compiles a text. Returns its modules with their object code. | length(Code.compile_string("defmodule Leaf2, do: def(f, do: 1)")) #=> 1
  def ensure_compiled!(module) | Loads a module, and waits for it if it is still being compiled. Raises ArgumentError if there is none. | Code.ensure_compiled!(Enum) #=> Enum
  def ensure_compiled(module) | Loads a module, and waits for it if it is still being compiled. Returns `{:module, module}` or `{:error, reason}`. | Code.ensure_compiled(Enum) #=> {:module, Enum}
  def ensure_loaded!(module) | Loads a module, or raises ArgumentError. | Code.ensure_loaded!(Enum) #=> Enum
  def ensure_loaded(module) | Loads a module. Returns `{:module, module}` or `{:error, reason}`. | Code.ensure_loaded(Unheard.Of) #=> {:error, :nofile}
  def ensure_loaded?(module) | Loads a module, and returns whether there is one. | Code.ensure_loaded?(Enum) #=> true
  def env_for_eval(env_or_opts) | Makes an environment for evaluation from an environment or options. | Code.env_for_eval(file: "a.exs").file #=> "a.exs"
  def eval_file(file, relative_to \\ nil) | Evaluates a file. Returns the value of its last expression, and its variables. |
  def eval_quoted(quoted, binding \\ [], env_or_opts \\ []) | Evaluates a quoted form with variables. Returns its value, and the variables. | Code.eval_quoted(quote(do: 1 + var!(a)), a: 2) #=> {3, [a: 2]}
  def eval_quoted_with_env(quoted, binding, env) | Evaluates a quoted form. Returns its value, the variables, and the environment. | Code.eval_quoted_with_env(1, [], __ENV__) |> elem(0) #=> 1
  def eval_string(string, binding \\ [], opts \\ []) | Evaluates a text with variables. Returns its value, and the variables. | Code.eval_string("a * 2", a: 21) #=> {42, [a: 21]}
  def fetch_docs(module_or_path) | The documentation of a module as a tuple with `:docs_v1`, or an error. | elem(Code.fetch_docs(Enum), 0) #=> :docs_v1
  def format_string!(string, opts \\ []) | Formats the source of a program. | IO.iodata_to_binary(Code.format_string!("f( 1,2 )")) #=> "f(1, 2)"
  def loaded?(module) | Whether a module is loaded. | Code.loaded?(Unheard.Of) #=> false
  def purge_compiler_modules() | Removes the modules that evaluations left. Returns `{:ok, number}`. | elem(Code.purge_compiler_modules(), 0) #=> :ok
  def quoted_to_algebra(quoted, opts \\ []) | The layout of a quoted form, which Inspect.Algebra.format/2 turns into text. | Code.quoted_to_algebra(quote(do: f(1))) |> Inspect.Algebra.format(80) |> IO.iodata_to_binary() #=> "f(1)"
  def require_file(file, relative_to \\ nil) | Compiles a file, unless it was required before. Returns its modules, or nil. |
  def string_to_quoted!(string, opts \\ []) | The quoted form of a text. Raises an error for a text that is not Elixir. | Code.string_to_quoted!("f(1)") #=> {:f, [line: 1], [1]}
  def string_to_quoted(string, opts \\ []) | The quoted form of a text as `{:ok, quoted}`, or an error. | Code.string_to_quoted("a") #=> {:ok, {:a, [line: 1], nil}}
  """

  @macro ~S"""
  def escape(expr, opts \\ []) | The quoted form of a value. | Macro.escape({1, 2, 3}) #=> {:{}, [], [1, 2, 3]}
  def expand(ast, env) | Expands a macro or an alias until it is another form. | Macro.expand(quote(do: List), __ENV__) #=> List
  def expand_once(ast, env) | Expands a macro or an alias once. | Macro.expand_once(quote(do: List), __ENV__) #=> List
  def operator?(name, arity) | Whether a name with an arity is an operator. | Macro.operator?(:+, 2) #=> true
  def pipe(expr, call_args, position) | Puts an expression among the arguments of a call. | Macro.to_string(Macro.pipe(1, quote(do: f(2)), 0)) #=> "f(1, 2)"
  def to_string(tree) | The source of a quoted form. | Macro.to_string(quote(do: a + b * 2)) #=> "a + b * 2"
  def unescape_string(string) | Replaces the escapes in a text by their characters. | byte_size(Macro.unescape_string("\\n")) #=> 1
  """

  @module ~S"""
  def attributes_in(module) | The names of the attributes of a module that is being compiled. |
  def concat(list) | The module with these parts in its name. | Module.concat([Shop, "Desk"]) #=> Shop.Desk
  def concat(left, right) | The module with these parts in its name. | Module.concat(Shop, Desk) #=> Shop.Desk
  def create(module, quoted, env_or_opts) | Defines a module with a quoted form as its body. | elem(Module.create(Leaf3, quote(do: def(f, do: 1)), __ENV__), 1) #=> Leaf3
  def defines?(module, tuple) | Whether a module that is being compiled defines `{name, arity}`. |
  def defines?(module, tuple, def_kind) | Whether a module that is being compiled defines `{name, arity}` by this kind of definition. |
  def defines_type?(module, definition) | Whether a module that is being compiled defines the type `{name, arity}`. |
  def definitions_in(module) | The functions and macros of a module that is being compiled. |
  def definitions_in(module, kind) | The definitions of a kind in a module that is being compiled. |
  def delete_attribute(module, key) | Deletes an attribute of a module that is being compiled. Returns its value. |
  def delete_definition(module, tuple) | Deletes `{name, arity}` of a module that is being compiled. |
  def eval_quoted(module_or_env, quoted, binding \\ [], opts \\ []) | Evaluates a quoted form in a module. Deprecated: Code.eval_quoted/3 does the same. |
  def get_attribute(module, key, default \\ nil) | The value of an attribute of a module that is being compiled. |
  def get_definition(module, name_arity, options \\ []) | The clauses of `{name, arity}` in a module that is being compiled. |
  def has_attribute?(module, key) | Whether a module that is being compiled has an attribute. |
  def make_overridable(module, tuples) | Lets a module that is being compiled define functions again. |
  def open?(module) | Whether a module is being compiled. | Module.open?(Enum) #=> false
  def overridable?(module, tuple) | Whether `{name, arity}` can be defined again in a module that is being compiled. |
  def overridables_in(module) | What can be defined again in a module that is being compiled. |
  def put_attribute(module, key, value) | Sets an attribute of a module that is being compiled. |
  def register_attribute(module, attribute, options) | Sets the options `accumulate:` and `persist:` of an attribute. |
  def safe_concat(list) | The module with these parts in its name. Raises ArgumentError unless the atom exists. | Module.safe_concat(["Enum"]) #=> Enum
  def safe_concat(left, right) | The module with these parts in its name. Raises ArgumentError unless the atom exists. | Module.safe_concat(Task, Supervisor) #=> Task.Supervisor
  def split(module) | The parts of a module's name. | Module.split(Task.Supervisor) #=> ["Task", "Supervisor"]
  """

  @doc "Returns the entries of a name: head, arity, text."
  def of(module, name, arity) do
    for {head, said, example} <- entries(module), {^name, arities} <- [named(head)], arity == :any or arity in arities do
      {head, Enum.max(arities), said <> if(example == "", do: "", else: "\n\n    iex> " <> String.replace(example, " #=> ", "\n    "))}
    end
  end

  @doc "Returns all entries of a module: head, sentence, example."
  def entries(module) do
    text = %{Kernel => @kernel, Kernel.SpecialForms => @forms, Code => @code, Macro => @macro, Module => @module}[module] || ""

    for line <- String.split(text, "\n", trim: true) do
      [head, said, example] = Regex.run(~r/\A(.*?) \| (\S.*?) \|(?: (.*))?\z/s, line <> if(String.ends_with?(line, "|"), do: " ", else: ""), capture: :all_but_first)
      {head, said, String.trim(example)}
    end
  end

  @operators ~w(!= !== ** * +++ ++ + --- -- - / <= < === == =~ >= > ..// .. && <> |> || in and or = :: .) |> Enum.sort_by(&(-byte_size(&1)))

  defp named(head) do
    [_, call] = String.split(head, " ", parts: 2)

    case Regex.run(~r/\A([a-z_A-Z]\w*[?!]?)(?:\((.*)\))?\z/, call, capture: :all_but_first) do
      [name] -> {String.to_atom(name), [0]}
      [name, args] -> {String.to_atom(name), arities(args)}
      nil -> operator(call)
    end
  end

  defp operator("%struct{}"), do: {:%, [2]}
  defp operator("%{}"), do: {:%{}, [1]}
  defp operator("<<args>>"), do: {:<<>>, [1]}
  defp operator("{args}"), do: {:{}, [1]}
  defp operator(".."), do: {:.., [0]}
  defp operator(<<sign, "value">>) when sign in [?+, ?-], do: {String.to_atom(<<sign>>), [1]}
  defp operator("not " <> _), do: {:not, [1]}
  defp operator("first..last//step"), do: {:"..//", [3]}
  defp operator(<<sign, _::binary>>) when sign in [?!, ?@, ?&, ?^], do: {String.to_atom(<<sign>>), [1]}

  defp operator(call) do
    name = Enum.find(@operators, fn op -> String.starts_with?(String.trim(String.replace_leading(String.replace_leading(call, "left", ""), "first", "")), op) end)
    {String.to_atom(name), [2]}
  end

  defp arities(""), do: [0]

  defp arities(args) do
    args = Regex.replace(~r/\([^()]*\)|\[\]/, args, "") |> String.split(",")
    count = length(args)
    Enum.to_list((count - Enum.count(args, &String.contains?(&1, "\\\\")))..count)
  end
end
