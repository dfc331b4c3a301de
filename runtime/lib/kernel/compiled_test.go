package kernel_test

import (
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
)

// compiled holds code with the warnings and errors that Elixir 1.18.4 prints and raises for it.
var compiled = []struct{ name, src, want string }{
	{"import that is not there", "import Kernel, only: [invalid: 1]",
		"warning: cannot import Kernel.invalid/1 because it is undefined or private\n└─ nofile:1:1\n\n"},
	{"import twice", "defmodule A1 do\n  import List, only: [wrap: 1, keyfind: 3, wrap: 1]\nend",
		"warning: invalid :only option for import, wrap/1 is duplicated\n└─ nofile:2:3: A1 (module)\n\nwarning: unused import List\n└─ nofile:2:3\n\n"},
	{"only and except", "import List, only: [wrap: 1], except: [first: 1]",
		"error: :only and :except can only be given together to import when :only is :functions, :macros, or :sigils\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"length is nought", "defmodule A2 do\n  def f(v) when length(v) == 0, do: v\nend",
		""},
	{"length is positive", "defmodule A3 do\n  def f(v) when length(v) > 0, do: v\nend",
		""},
	{"defaults that no call leaves out", "defmodule A4 do\n  def a, do: b(1, 2, 3)\n  defp b(x \\\\ 1, y \\\\ 2, z \\\\ 3), do: [x, y, z]\nend",
		"warning: default values for the optional arguments in b/3 are never used\n└─ nofile:3:8: A4 (module)\n\n"},
	{"last default", "defmodule A5 do\n  def a, do: b(1, 2)\n  defp b(x \\\\ 1, y \\\\ 2, z \\\\ 3), do: [x, y, z]\nend",
		"warning: the default value for the last optional argument in b/3 is never used\n└─ nofile:3:8: A5 (module)\n\n"},
	{"late head", "defmodule A6 do\n  def add(a, b), do: a + b\n  def add(a, b)\nend",
		"warning: function head for def add/2 must come at the top of its direct implementation. Instead of:\n\n    def add(a, b), do: a + b\n    def add(a, b)\n\none should write:\n\n    def add(a, b)\n    def add(a, b), do: a + b\n\n└─ nofile:3:7\n\n"},
	{"defaults in clauses", "defmodule A7 do\n  def hello(arg \\\\ 0), do: arg\n  def hello(:b), do: 1\nend",
		"warning: def hello/1 has multiple clauses and also declares default values. In such cases, the default values should be defined in a header. Instead of:\n\n    def foo(:first_clause, b \\\\ :default) do ... end\n    def foo(:second_clause, b) do ... end\n\none should write:\n\n    def foo(a, b \\\\ :default)\n    def foo(:first_clause, b) do ... end\n    def foo(:second_clause, b) do ... end\n\n└─ nofile:3:7\n\nwarning: this clause for hello/1 cannot match because a previous clause at line 2 always matches\n└─ nofile:3:7\n\n"},
	{"attribute with parentheses", "defmodule A8 do\n  @foo 13\n  @foo()\nend",
		"warning: the @foo() notation (with parentheses) is deprecated, please use @foo (without parentheses) instead\n└─ nofile:3: A8 (module)\n\n"},
	{"undefined attribute", "defmodule A9 do\n  def hello, do: @foo\nend",
		"warning: undefined module attribute @foo, please remove access to @foo or explicitly set it before access\n└─ nofile:2: A9 (module)\n\n"},
	{"operator without effect", "defmodule B1 do\n  def a(x) do\n    x != :foo\n    :ok\n  end\nend",
		"warning: use of operator != has no effect\n└─ nofile:3:7\n\n"},
	{"callback of another kind", "defmodule B2 do\n  @callback foo :: term\nend\ndefmodule B3 do\n  @behaviour B2\n  defmacro foo, do: :ok\nend",
		"warning: function foo/0 required by behaviour B2 was implemented as \"defmacro\" but should have been \"def\" (in module B3)\n└─ nofile:4: B3 (module)\n\n"},
	{"behaviours with one callback", "defmodule B4 do\n  @callback foo :: term\nend\ndefmodule B5 do\n  @callback foo :: term\nend\ndefmodule B6 do\n  @behaviour B4\n  @behaviour B5\n  def foo, do: 1\nend",
		"warning: conflicting behaviours found. Callback function foo/0 is defined by both B4 and B5 (in module B6)\n└─ nofile:7: B6 (module)\n\n"},
	{"behaviour twice", "defmodule B7 do\n  @callback foo :: term\nend\ndefmodule B8 do\n  @behaviour B7\n  @behaviour B7\n  def foo, do: 1\nend",
		"warning: the behaviour B7 has been declared twice (conflict in function foo/0 in module B8)\n└─ nofile:4: B8 (module)\n\n"},
	{"another file", "defmodule B9 do\n  @file \"sample\"\n  def foo(x), do: :ok\nend",
		"warning: variable \"x\" is unused (if the variable is not meant to be used, prefix it with an underscore)\n└─ sample:3:11: B9.foo/1\n\n"},
	{"doc twice", "defmodule C1 do\n  @doc \"Something\"\n  @doc \"Another\"\n  def foo, do: :ok\nend",
		"warning: redefining @doc attribute previously set at line 2\n└─ nofile:3: C1 (module)\n\n"},
	{"reserved metadata", "defmodule C2 do\n  @doc defaults: 3, since: \"1.2.3\"\n  def foo(a), do: a\nend",
		"warning: ignoring reserved documentation metadata key: :defaults\n└─ nofile:2: C2 (module)\n\n"},
	{"unused type", "defmodule C3 do\n  @typep priv :: any\nend",
		"warning: type priv/0 is unused\n└─ nofile:2: (file)\n\n"},
	{"opaque type of anything", "defmodule C4 do\n  @opaque op :: term\nend",
		"warning: @opaque type op/0 is underspecified and therefore meaningless\n└─ nofile:2: C4 (module)\n\n"},
	{"type variable", "defmodule C5 do\n  @type t(_a) :: {atom, _a}\nend",
		"warning: the underscored type variable \"_a\" is used more than once in the type specification. A leading underscore indicates that the value of the variable should be ignored. If this is intended please rename the variable to remove the underscore\n└─ nofile:2: C5 (module)\n\n"},
	{"type variables, by name", "defmodule C5b do\n  @type t(_c, _b, _a) :: {_c, _b, _a}\nend",
		"warning: the underscored type variable \"_a\" is used more than once in the type specification. A leading underscore indicates that the value of the variable should be ignored. If this is intended please rename the variable to remove the underscore\n└─ nofile:2: C5b (module)\n\nwarning: the underscored type variable \"_b\" is used more than once in the type specification. A leading underscore indicates that the value of the variable should be ignored. If this is intended please rename the variable to remove the underscore\n└─ nofile:2: C5b (module)\n\nwarning: the underscored type variable \"_c\" is used more than once in the type specification. A leading underscore indicates that the value of the variable should be ignored. If this is intended please rename the variable to remove the underscore\n└─ nofile:2: C5b (module)\n\n"},
	{"typedoc of a private type", "defmodule C6 do\n  @typedoc \"Something\"\n  @typep priv :: any\n  @spec foo() :: priv\n  def foo(), do: nil\nend",
		"warning: type priv/0 is private, @typedoc's are always discarded for private types\n└─ nofile:2: (file)\n\n"},
	{"typing without a source", "defmodule C6b do\n  def f(x) do\n    y = [x]\n    y.()\n  end\nend",
		"warning: expected a 0-arity function on call:\n\n    y.()\n\nbut got type:\n\n    dynamic(non_empty_list(term()))\n\nwhere \"y\" was given the type:\n\n    # type: dynamic(non_empty_list(term()))\n    # from: nofile:3:7\n    y = [x]\n\n└─ nofile:4:6: C6b.f/1\n\n"},
	{"clauses outside of a function", "defmodule C6c do\n  case :erlang.phash2(1) do\n    _ -> 1\n    2 -> 2\n  end\nend",
		""},
	{"clauses for a literal", "defmodule C6d do\n  def f do\n    case 1 do\n      1 -> 1\n      1 -> 2\n    end\n  end\nend",
		""},
	{"clauses for a tuple", "defmodule C6e do\n  def f(x, y) do\n    case {x, y} do\n      {_, _} -> 1\n      _ -> 2\n    end\n  end\nend",
		"warning: this clause cannot match because a previous clause at line 4 always matches\n└─ nofile:5:9\n\n"},
	{"clauses of else", "defmodule C6f do\n  def f(x) do\n    try do\n      x\n    rescue\n      _ -> 0\n    else\n      _ -> 1\n      2 -> 2\n    end\n  end\nend",
		"warning: this clause cannot match because a previous clause at line 8 always matches\n└─ nofile:9:9\n\n"},
	{"comprehension of an unknown variable", "for i in [1], do: i",
		"error: undefined variable \"i\"\n└─ nofile:1:5\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"documentation that is a number", "defmodule C6g do\n  @moduledoc 1\nend",
		"** (ArgumentError) @moduledoc is a built-in module attribute for documentation. It should be either false, nil, a string, or a keyword list, got: 1\n"},
	{"map without escape", "defmodule C6i do\n  defmacro m, do: %{a: 1}\nend\ndefmodule C6j do\n  require C6i\n  def f, do: C6i.m()\nend",
		"error: invalid quoted expression: %{a: 1}\n\nPlease make sure your quoted expressions are made of valid AST nodes. If you would like to introduce a value into the AST, such as a four-element tuple or a map, make sure to call Macro.escape/1 before\n└─ nofile\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"module without a body", "defmodule C6h, 1",
		"** (FunctionClauseError) no function clause matching in Kernel.defmodule/2\n\nThe following arguments were given to Kernel.defmodule/2:\n\n    # 1\n    {:__aliases__, [line: 1, column: 11], [:C6h]}\n\n    # 2\n    1\n\n"},
	{"annotation in an annotation", "defmodule C7 do\n  @type t :: a :: b :: atom\nend",
		"warning: invalid type annotation. Type annotations cannot be nested: a :: b :: atom\n└─ nofile:2: C7 (module)\n\n"},
	{"annotation of a type", "defmodule C8 do\n  @type t :: (pid() :: atom)\nend",
		"warning: invalid type annotation. The left side of :: must be a variable, got: pid()\n└─ nofile:2: C8 (module)\n\n"},
	{"union with an annotation", "defmodule C9 do\n  @type t :: pid | a :: atom\nend",
		"warning: invalid type annotation. The left side of :: must be a variable, got: pid | a. Note \"left | right :: ann\" is the same as \"(left | right) :: ann\". To solve this, use parentheses around the union operands: \"left | (right :: ann)\"\n└─ nofile:2: C9 (module)\n\n"},
	{"catch before rescue", "try do\n  :trying\ncatch\n  _ -> :caught\nrescue\n  _ -> :error\nend",
		"warning: \"catch\" should always come after \"rescue\" in try\n└─ nofile:1:1\n\n"},
	{"else alone", "try do\n  :ok\nelse\n  other -> other\nend",
		"warning: \"else\" shouldn't be used as the only clause in \"try\", use \"case\" instead\n└─ nofile:1:1\n\n"},
	{"else alone in def", "defmodule D1 do\n  def foo do\n    :bar\n  else\n    _ -> :ok\n  end\nend",
		"warning: \"else\" shouldn't be used as the only clause in \"def\", use \"case\" instead\n└─ nofile:2:7\n\n"},
	{"commas in words", "~w(foo, bar)",
		"warning: the sigils ~w/~W do not allow trailing commas at the end of each word. If the comma is necessary, define a regular list with [...], otherwise remove the comma.\n  nofile:1: (file)\n\n"},
	{"field twice", "defmodule D2 do\n  defstruct [:foo, :bar, foo: 1]\nend",
		"warning: duplicate key :foo found in struct\n└─ nofile:2: D2 (module)\n\n"},
	{"capture with parentheses", "&System.pid()/0",
		"warning: extra parentheses on a remote function capture &System.pid()/0 have been deprecated. Please remove the parentheses: &System.pid/0\n└─ nofile:1:1\n\n"},
	{"pattern against itself", "defmodule D3 do\n  var = quote(do: x)\n  def hello(unquote(var) = unquote(var)), do: unquote(var)\nend",
		"warning: this pattern is matched against itself inside a match: x = x\n└─ nofile\n\n"},
	{"unknown compiler variable", "defmodule D4 do\n  def hello(__MODULE___), do: :ok\nend",
		"warning: unknown compiler variable \"__MODULE___\" (expected one of __MODULE__, __ENV__, __DIR__, __CALLER__, __STACKTRACE__)\n└─ nofile:2:13: D4.hello/1\n\n"},
	{"derive without a struct", "defmodule D5 do\n  @derive [Inspect]\nend",
		"warning: warning: module attribute @derive was set but never used (it must come before defstruct)\n└─ nofile:1: D5 (module)\n\n"},
	{"empty protocol", "defprotocol D6 do\nend",
		"warning: protocols must define at least one function, but none was defined\n└─ nofile:1: D6 (module)\n\n"},
	{"impl of a private function", "defmodule D7 do\n  @behaviour GenServer\n  @impl true\n  defp foo, do: :ok\n  def init(x), do: foo() && {:ok, x}\nend",
		"warning: function foo/0 is private, @impl attribute is always discarded for private functions/macros\n└─ nofile:4: D7 (module)\n\nwarning: module attribute @impl was not set for function init/1 callback (specified in GenServer). This either means you forgot to add the \"@impl true\" annotation before the definition or that you are accidentally overriding this callback\n└─ nofile:5: D7 (module)\n\n"},
	{"unused import of a module in a function", "f = fn ->\n  defmodule D8 do\n    import List\n    def f, do: 1\n  end\nend\nf.()",
		"warning: unused import List\n└─ nofile:3:5\n\n"},
	{"defaults of fn", "fn x \\\\ 1 -> x end",
		"error: anonymous functions cannot have optional arguments\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"internal function", "defmodule E1 do\n  def f, do: module_info()\nend",
		"error: undefined function module_info/0 (this function is auto-generated by the compiler and must always be called as a remote, as in __MODULE__.module_info/0)\n└─ nofile:2:14: E1.f/0\n\n** (CompileError) nofile: cannot compile module E1 (errors have been logged)\n"},
	{"info is taken", "defmodule E2 do\n  def __info__(_), do: []\nend",
		"error: cannot define def __info__/1 as it is automatically defined by Elixir\n└─ nofile:2:7\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"alias as a name", "defmodule E3 do\n  def Bar do\n    :baz\n  end\nend",
		"error: function names should start with lowercase characters or underscore, invalid name Bar\n└─ nofile:2:7\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"kind changes", "defmodule E4 do\n  def foo(1), do: 1\n  defmacro foo(x), do: x\nend",
		"error: defmacro foo/1 already defined as def in nofile:2\n└─ nofile:3:12\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"head with a guard", "defmodule E5 do\n  def foo(n) when is_number(n)\nend",
		"error: missing :do option in \"def\"\n└─ nofile:2:7: E5.foo/1\n\n** (CompileError) nofile: cannot compile module E5 (errors have been logged)\n"},
	{"tracers", "Code.put_compiler_option(:tracers, [Nobody])\nCode.put_compiler_option(:tracers, [])",
		"warning: tracers of the compiler are not part of lab, and are not called: [Nobody]\n\n"},
	{"outdated no longer", "Code.eval_string(\"defmodule E6c do\\n @deprecated \\\"x\\\"\\n def f, do: 1\\nend\")\nCode.put_compiler_option(:ignore_module_conflict, true)\nCode.eval_string(\"defmodule E6c do\\n def f, do: 1\\nend\")\nCode.put_compiler_option(:ignore_module_conflict, false)\nCode.eval_string(\"E6c.f()\")", ""},
	{"macros before their definitions", "defmodule E6b do\n  def foo do\n    zed()\n    alpha()\n  end\n  defmacro alpha, do: 1\n  defmacro zed, do: 2\nend",
		"error: cannot invoke macro zed/0 before its definition\n└─ nofile:3:5: E6b.foo/0\n\nerror: cannot invoke macro alpha/0 before its definition\n└─ nofile:4:5: E6b.foo/0\n\n** (CompileError) nofile: cannot compile module E6b (errors have been logged)\n"},
	{"macro before its definition", "defmodule E6 do\n  def foo, do: bar()\n  defmacro bar, do: :bar\nend",
		"error: cannot invoke macro bar/0 before its definition\n└─ nofile:2:16: E6.foo/0\n\n** (CompileError) nofile: cannot compile module E6 (errors have been logged)\n"},
	{"local function of an imported name", "defmodule E7 do\n  def other, do: length([])\n  def length(_), do: :error\nend",
		"error: imported Kernel.length/1 conflicts with local function\n└─ nofile:3:7: E7 (module)\n\n** (CompileError) nofile: cannot compile module E7 (errors have been logged)\n"},
	{"inlined function that is not there", "defmodule E8 do\n  @compile {:inline, foo: 1}\nend",
		"error: undefined function foo/1 given to @compile :inline\n└─ nofile:1: E8 (module)\n\n** (CompileError) nofile: cannot compile module E8 (errors have been logged)\n"},
	{"on_load of a macro", "defmodule E9 do\n  @on_load :foo\n  defmacro foo, do: :ok\nend",
		"error: macro foo/0 given to @on_load (only functions are supported)\n└─ nofile:1: E9 (module)\n\n** (CompileError) nofile: cannot compile module E9 (errors have been logged)\n"},
	{"rescue without clauses", "defmodule F1 do\n  def foo do\n    1\n  rescue\n    2\n  end\nend",
		"error: expected -> clauses for :rescue in \"def\"\n└─ nofile:2:7: F1.foo/0\n\n** (CompileError) nofile: cannot compile module F1 (errors have been logged)\n"},
	{"multi alias with as", "alias Elixir.{Map}, as: Dict",
		"error: :as option is not supported by multi-alias call\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"multi alias of a number", "alias IO.{ANSI, 42}",
		"error: invalid argument for alias, expected a compile time atom or alias, got: 42\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"bar outside of a list", "1 | 2",
		"error: misplaced operator |/2\n\nThe | operator is typically used between brackets to mark the tail of a list:\n\n    [head | tail]\n    [head, middle, ... | tail]\n\nIt is also used to update maps and structs, via the %{map | key: value} notation, and in typespecs, such as @type and @spec, to express the union of two types\n└─ nofile:1:3\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"colons outside of a bitstring", "1 :: 2",
		"error: misplaced operator ::/2\n\nThe :: operator is typically used in bitstrings to specify types and sizes of segments:\n\n    <<size::32-integer, letter::utf8, rest::binary>>\n\nIt is also used in typespecs, such as @type and @spec, to describe inputs and outputs\n└─ nofile:1:3\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"case in a guard", "defmodule F2 do\n  def f(x) when case(x, do: (_ -> true)), do: x\nend",
		"error: invalid expression in guards, case is not allowed in guards. To learn more about guards, visit: https://hexdocs.pm/elixir/patterns-and-guards.html#guards\n└─ nofile:2:17\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"fn in a pattern", "fn -> 1 end = 2",
		"error: invalid pattern in match, fn is not allowed in matches\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"bang in a guard", "defmodule F3 do\n  def f(x) when !x, do: x\nend",
		"** (ArgumentError) invalid expression in guard, ! is not allowed in guards. To learn more about guards, visit: https://hexdocs.pm/elixir/patterns-and-guards.html\n"},
	{"macro that overrides a function", "defmodule F4 do\n  def foo, do: 1\n  defoverridable foo: 0\n  defmacro foo, do: 2\nend",
		"error: cannot override function (def, defp) foo/0 in module F4 as a macro (defmacro, defmacrop)\n└─ nofile:4:12\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"module within itself", "defmodule F5 do\n  defmodule Elixir.F5, do: true\nend",
		"error: cannot define module F5 because it is currently being defined in nofile:1\n└─ nofile:2: F5 (module)\n\n** (CompileError) nofile: cannot compile module F5 (errors have been logged)\n"},
	{"unknown struct key", "defmodule F6 do\n  defstruct [:a]\nend\n%F6{b: 1}",
		"error: cannot access struct F6, the struct was not yet defined or the struct is being accessed in the same context that defines it\n└─ nofile:4:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"unknown struct key in a pattern", "defmodule F7 do\n  defstruct [:a]\nend\n%F7{b: 1} = 1",
		"error: cannot access struct F7, the struct was not yet defined or the struct is being accessed in the same context that defines it\n└─ nofile:4:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"unknown struct", "%F8{}",
		"error: F8.__struct__/1 is undefined, cannot expand struct F8. Make sure the struct name is correct. If the struct name exists and is correct but it still cannot be found, you likely have cyclic module usage in your code\n└─ nofile:1:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"enforced keys that are not fields", "defmodule F9 do\n  @enforce_keys [:b]\n  defstruct [:a]\nend",
		"** (ArgumentError) @enforce_keys required keys ([:b]) that are not defined in defstruct: [a: nil]\n"},
	{"invalid rescue", "try do\n  1\nrescue\n  %{} -> 2\nend",
		"error: invalid \"rescue\" clause. The clause should match on an alias, a variable or be in the \"var in [alias]\" format. Got: %{}\n└─ nofile:4:7\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"upper case attribute", "defmodule G2 do\n  @Foo\nend",
		"** (ArgumentError) module attributes set via @ cannot start with an uppercase letter\n"},
	{"impl of nil", "defmodule G3 do\n  @impl nil\n  def f, do: 1\nend",
		"** (ArgumentError) @impl is a built-in module attribute that marks the next definition as a callback implementation. It should be a module or a boolean, got: nil\n"},
	{"if with other keys", "if true, foo: 7",
		"** (ArgumentError) invalid or duplicate keys for if, only \"do\" and an optional \"else\" are permitted\n"},
	{"delegate to itself", "defmodule G4 do\n  defdelegate foo(), to: __MODULE__\nend",
		"** (ArgumentError) defdelegate function is calling itself, which will lead to an infinite loop. You should either change the value of the :to option or specify the :as option\n"},
	{"delegate with a guard", "defmodule G5 do\n  defdelegate foo(x) when is_list(x), to: List\nend",
		"** (ArgumentError) guards are not allowed in defdelegate/2, got: when is_list(x)\n"},
	{"slash in a name", "defmodule :\"foo/bar\", do: :ok",
		"** (ArgumentError) invalid module name: :\"foo/bar\"\n"},
	{"error in a macro", "defmodule G6 do\n  defmacro sample(num), do: num + :foo\n  def other, do: sample(1)\nend",
		"** (ArithmeticError) bad argument in arithmetic expression: 1 + :foo\n"},
	{"function of the module that is being compiled", "defmodule G6b do\n  def ready, do: 1\n  __MODULE__.ready()\nend",
		"** (UndefinedFunctionError) function G6b.ready/0 is undefined (function not available). Make sure the module name is correct and has been specified in full (or that an alias has been defined)\n"},
	{"function that a macro calls too early", "defmodule G6c do\n  defmacrop now, do: late(4)\n  def f, do: now()\nend",
		"** (UndefinedFunctionError) function G6c.late/1 is undefined (function not available). Make sure the module name is correct and has been specified in full (or that an alias has been defined)\n"},
	{"escaped end of a sigil without escapes", "~S[a\\]b]",
		"warning: using \\] to escape the closing of an uppercase sigil is deprecated, please use another delimiter or a lowercase sigil instead\n└─ nofile:1:5\n\n"},
	{"module of other letters", "ENUM.map([1], & &1)",
		"** (UndefinedFunctionError) function ENUM.map/2 is undefined (module ENUM is not available). Did you mean:\n\n      * Enum.map/2\n\n"},
	{"macro that is not required", "Integer.is_odd(1)",
		"** (UndefinedFunctionError) function Integer.is_odd/1 is undefined or private. However, there is a macro with the same name and arity. Be sure to require Integer if you intend to invoke this macro\n"},
	{"callback that is not there", "Code.eval_string(\"defmodule G7 do\\n  @callback c() :: :ok\\nend\\ndefmodule G8 do\\n  @behaviour G7\\nend\")\nG8.c()",
		"warning: function c/0 required by behaviour G7 is not implemented (in module G8)\n└─ nofile:4: G8 (module)\n\n** (UndefinedFunctionError) function G8.c/0 is undefined or private, but the behaviour G7 expects it to be present\n"},
	{"unescaped value in a quote", "quote do: unquote(%{a: 1})",
		"** (ArgumentError) tried to unquote invalid AST: %{a: 1}\nDid you forget to escape term using Macro.escape/1?\n"},
	{"line of a quote", "line = true\nquote(line: line, do: 1)",
		"** (ArgumentError) invalid runtime value for option :line in quote, got: true\n"},
	{"aliases of use", "defmodule G9 do\n  defmacro __using__(_), do: quote(do: (alias String, as: S))\nend\ndefmodule H1 do\n  use G9\n  def f, do: S.upcase(\"a\")\nend\nIO.puts(:stderr, H1.f())",
		"A\n"},
	{"guard of a local macro", "defmodule H2 do\n  defmacro is_foo(x), do: quote(do: unquote(x) == :foo)\n  defguard foo_or_bar(x) when is_foo(x) or x == :bar\nend\ndefmodule H3 do\n  require H2\n  def f(x) when H2.foo_or_bar(x), do: true\n  def f(x), do: H2.foo_or_bar(x)\nend\nIO.puts(:stderr, inspect(for x <- [:foo, :bar, :baz], do: H3.f(x)))",
		"[true, true, false]\n"},
	{"macro in rescue", "defmodule H4 do\n  defmacrop argerr(e), do: quote(do: unquote(e) in ArgumentError)\n  def f do\n    raise ArgumentError, \"x\"\n  rescue\n    argerr(e) -> Exception.message(e)\n  end\nend\nIO.puts(:stderr, H4.f())",
		"x\n"},
	{"erlang's errors", "defmodule H5 do\n  def f(g) do\n    g.()\n  rescue\n    e in [ErlangError] -> e.__struct__\n  end\nend\nIO.puts(:stderr, inspect([H5.f(fn -> Nope.f() end), H5.f(fn -> :erlang.error(:x) end)]))",
		"[UndefinedFunctionError, ErlangError]\n"},
	{"pinned binary", "v = \"foo\"\n<<^v::binary, rest::binary>> = \"foobar\"\nIO.puts(:stderr, rest)",
		"bar\n"},
	{"update of a missing key", "defmodule H6 do\n  def f(m), do: %{m | a: 1}\nend\nH6.f(%{})",
		"** (KeyError) key :a not found\n"},
}

// said is the source of a module whose function returns the output and the error of evaluated code.
const said = `defmodule Said do
	def of(src) do
	{:ok, io} = StringIO.open("")
	Process.register(io, :standard_error)

	ended =
		try do
			src |> Code.string_to_quoted!(columns: true) |> Code.eval_quoted()
			""
		rescue
			e -> Exception.format_banner(:error, :error |> Exception.blame(e, __STACKTRACE__) |> elem(0)) <> "\n"
		end

	Process.unregister(:standard_error)
	elem(StringIO.contents(io), 1) <> ended
	end
end`

// TestCompiled evaluates each program and compares its output and error.
func TestCompiled(t *testing.T) {
	st := station.Boot(t)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	st.Eval(t, said)
	for _, c := range compiled {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, "Said.of("+exString(c.src)+") == "+exString(c.want)); got != "true" {
				t.Errorf("%s\n says %s\n want %s", c.src, st.Eval(t, "Said.of("+exString(c.src)+")"), c.want)
			}
		})
	}
}
