package kernel_test

import (
	"strconv"
	"strings"
	"testing"

	"lab/runtime/lib/station"
)

// TestDiagnostics compares the compiler's messages about a file d.ex with those of Elixir 1.18.
func TestDiagnostics(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"unused alias", "defmodule D do\n  alias Foo.Bar\n  def f, do: 1\nend", "unused alias Bar|2|  alias Foo.Bar|  ~|d.ex:2:3"},
		{"unused import", "defmodule D do\n  import List\n  def f, do: 1\nend", "unused import List|2|  import List|  ~|d.ex:2:3"},
		{"unused name of an import", "defmodule D do\n  import List, only: [first: 1, last: 1]\n  def f(x), do: first(x)\nend",
			"unused import List.last/1|2|  import List, only: [first: 1, last: 1]|  ~|d.ex:2:3"},
		{"alias in a quote", "defmodule D do\n  alias Foo.Bar\n  defmacro f, do: quote(do: Bar)\nend", ""},
		{"alias of a macro", "defmodule D do\n  alias Foo.Bar\n  import List, warn: false\n  require Logger\n  defmacro m(a), do: Macro.expand(a, __CALLER__)\n  def g, do: 1\nend", "unused alias Bar|2|  alias Foo.Bar|  ~|d.ex:2:3"},
		{"unused attribute", "defmodule D do\n  @a 1\n  @b 2\n  def f, do: @b\nend", "module attribute @a was set but never used|2|  @a 1|  ~~~~|d.ex:2: D (module)"},
		{"doc of nothing", "defmodule D do\n  @doc false\nend", "module attribute @doc was set but no definition follows it|2|  @doc false|  ~~~~~~~~~~|d.ex:2: D (module)"},
		{"no effect", "defmodule D do\n  def f(x) do\n    x\n    1\n  end\nend", "variable x in code block has no effect as it is never returned (remove the variable or assign it to _ to avoid warnings)|3|    x|    ~|d.ex:3:5: D.f/1"},
		{"key twice", "defmodule D do\n  def f, do: %{a: 1, a: 2}\nend", "key :a will be overridden in map|2|  def f, do: %{a: 1, a: 2}|             ~|d.ex:2:14"},
		{"pin", "defmodule D do\n  def f(y) do\n    case y do\n      y -> 1\n    end\n  end\nend",
			"variable \"y\" is unused (there is a variable with the same name in the context, use the pin operator (^) to match on it or prefix this variable with underscore if it is not meant to be used)|4|      y -> 1|      ~|d.ex:4:7: D.f/1"},
		{"unused at the top", "x = 1\n:ok", "variable \"x\" is unused (if the variable is not meant to be used, prefix it with an underscore)|1|x = 1|~|d.ex:1:1"},
		{"used by a module", "x = 1\ndefmodule D do\n  def f, do: unquote(x)\nend", ""},
		{"unknown function", "defmodule D do\n  def f(x), do: Enum.mapp(x, & &1)\nend", "Enum.mapp/2 is undefined or private. Did you mean:||      * map/2||2|  def f(x), do: Enum.mapp(x, & &1)|                     ~|d.ex:2:22: D.f/1"},
		{"of a module made by the function", "defmodule D do\n  def f do\n    defmodule DInner do\n      def g, do: 1\n    end\n    Enum.map([1], fn _ -> DInner.g() end)\n  end\nend", ""},
		{"unknown arity", "defmodule D do\n  def f(x), do: String.upcase(x, 1, 2)\nend", "String.upcase/3 is undefined or private. Did you mean:||      * upcase/1|      * upcase/2||2|  def f(x), do: String.upcase(x, 1, 2)|                       ~|d.ex:2:24: D.f/1"},
		{"unknown function, told not to say", "defmodule D do\n  @compile {:no_warn_undefined, Nope}\n  def f(x), do: Nope.f(x)\nend", ""},
		{"unknown function, before a failure", "try do\n  Code.compile_string(\"defmodule D do def f, do: Nope.f() end; raise ~s(no)\")\nrescue\n  _ -> :failed\nend", ""},
		{"deprecated", "defmodule DOld do\n  @deprecated \"Use g/0\"\n  def f, do: 1\nend\ndefmodule D do\n  def f, do: DOld.f()\nend", "DOld.f/0 is deprecated. Use g/0|6|  def f, do: DOld.f()|                  ~|d.ex:6:19: D.f/0"},
		{"unknown function of the own module", "defmodule D do\n  def f(x), do: D.g(x)\n  def g, do: __MODULE__.f()\nend",
			"D.g/1 is undefined or private. Did you mean:||      * g/0||2|  def f(x), do: D.g(x)|                  ~|d.ex:2:19: D.f/1||warning: D.f/0 is undefined or private. Did you mean:||      * f/1||3|  def g, do: __MODULE__.f()|                        ~|d.ex:3:25: D.g/0"},
		{"unknown capture of the own module", "defmodule D do\n  def f, do: &D.g/1\n  def g, do: D.f(1)\nend",
			"D.f/1 is undefined or private. Did you mean:||      * f/0||3|  def g, do: D.f(1)|               ~|d.ex:3:16: D.g/0||warning: D.g/1 is undefined or private. Did you mean:||      * g/0||2|  def f, do: &D.g/1|                ~|d.ex:2:17: D.f/0"},
		{"unknown function of Kernel", "defmodule D do\n  def f, do: Kernel.nope(1)\n  def g, do: Kernel.self()\nend",
			"Kernel.nope/1 is undefined or private. Did you mean:||      * node/0|      * node/1||2|  def f, do: Kernel.nope(1)|                    ~|d.ex:2:21: D.f/0"},
		{"macro without require", "defmodule D do\n  def f(x), do: Integer.is_odd(x)\nend",
			"Integer.is_odd/1 is undefined or private|2|  def f(x), do: Integer.is_odd(x)|                        ~|d.ex:2:25: D.f/1"},
		{"captured by a macro", "defmodule D do\n  def f, do: unquote(&Enum.mapp/2)\nend",
			"warning: Enum.mapp/2 is undefined or private. Did you mean:||  * map/2||d.ex: D.f/0"},
		{"silenced by arity", "defmodule D do\n  @compile {:no_warn_undefined, [{Nope, :f, 1}]}\n  def f(x), do: {Nope.f(x), Nope.f(x, x)}\nend",
			"Nope.f/2 is undefined (module Nope is not available or is yet to be defined). Make sure the module name is correct and has been specified in full (or that an alias has been defined)|3|  def f(x), do: {Nope.f(x), Nope.f(x, x)}|                                 ~|d.ex:3:34: D.f/1"},
		{"deprecated in its own module", "defmodule D do\n  @deprecated \"no\"\n  def f(x), do: D.f(x)\nend",
			"D.f/1 is deprecated. no|3|  def f(x), do: D.f(x)|                  ~|d.ex:3:19: D.f/1"},
		{"deprecated struct", "defmodule D do\n  @deprecated \"no\"\n  defstruct [:a]\n  def f(%D{}), do: %D{}\nend",
			"D.__struct__/0 is deprecated. no|4|  def f(%D{}), do: %D{}|        ~|d.ex:4:9: D.f/1|d.ex:4:20: D.f/1"},
		{"the last module first", "defmodule D do\n  def f, do: D.g()\nend\ndefmodule E do\n  def f, do: E.g()\nend",
			"E.g/0 is undefined or private|5|  def f, do: E.g()|               ~|d.ex:5:16: E.f/0||warning: D.g/0 is undefined or private|2|  def f, do: D.g()|               ~|d.ex:2:16: D.f/0"},
		{"guard used outside of guards", "defmodule D do\n  defguard some(x, y) when x != nil and is_function(x, y)\n  def f(l), do: some(length(l), 1)\nend",
			""},
		{"wrong argument of a local function", "defmodule D do\n  def f(x), do: g(List.to_tuple(x))\n  defp g(:ok), do: nil\nend",
			"incompatible types given to g/1:||    g(List.to_tuple(x))||given types:||    -dynamic({...})-||but expected one of:||    dynamic(:ok)||where \"x\" was given the type:||    # type: dynamic()|    # from: d.ex:2:9|    x||typing violation found at:|2|  def f(x), do: g(List.to_tuple(x))|                ~|d.ex:2:17: D.f/1"},
		{"overridden clauses", "defmodule D do\n  def f(x), do: g(x)\n  defp g({:ok, x}), do: x\n  defp g(:error), do: 1\n  defoverridable g: 1\n  defp g(x), do: super(List.to_tuple(x))\nend",
			""},
		{"behaviour of a server of Erlang", "defmodule D do\n  @behaviour :gen_server\n  @impl true\n  def init(x), do: {:ok, x}\nend",
			"function handle_call/3 required by behaviour :gen_server is not implemented (in module D)|1|defmodule D do|~~~~~~~~~~~~~~|d.ex:1: D (module)||warning: function handle_cast/2 required by behaviour :gen_server is not implemented (in module D)|1|defmodule D do|~~~~~~~~~~~~~~|d.ex:1: D (module)"},
		{"behaviour of an application of Erlang", "defmodule D do\n  @behaviour :application\nend",
			"function start/2 required by behaviour :application is not implemented (in module D)|1|defmodule D do|~~~~~~~~~~~~~~|d.ex:1: D (module)||warning: function stop/1 required by behaviour :application is not implemented (in module D)|1|defmodule D do|~~~~~~~~~~~~~~|d.ex:1: D (module)"},
		{"behaviour of a state machine of Erlang", "defmodule D do\n  @behaviour :gen_statem\nend",
			"function callback_mode/0 required by behaviour :gen_statem is not implemented (in module D)|1|defmodule D do|~~~~~~~~~~~~~~|d.ex:1: D (module)||warning: function init/1 required by behaviour :gen_statem is not implemented (in module D)|1|defmodule D do|~~~~~~~~~~~~~~|d.ex:1: D (module)"},
		{"behaviour of a supervisor of Erlang", "defmodule D do\n  @behaviour :supervisor\n  @impl true\n  def init(_), do: :ignore\nend",
			""},
		{"fields without parentheses last", "defmodule D do\n  def s, do: %{a: 1}\n  def f, do: s().b\n  def g, do: %{s() | c: 1}\nend",
			"expected a map with key :c in map update syntax:||    %{s() | c: 1}||but got type:||    dynamic(%{a: integer()})||typing violation found at:|4|  def g, do: %{s() | c: 1}|             ~|d.ex:4:14: D.g/0||warning: unknown key .b in expression:||    s().b||the given type does not have the given key:||    dynamic(%{a: integer()})||typing violation found at:|3|  def f, do: s().b|                 ~|d.ex:3:18: D.f/0"},
		{"clause after all", "defmodule D do\n  def f(_), do: 1\n  def f(1), do: 2\nend", "this clause for f/1 cannot match because a previous clause at line 2 always matches|3|  def f(1), do: 2|      ~|d.ex:3:7"},
		{"clause of case", "defmodule D do\n  def f(x) do\n    case x do\n      _ -> 1\n      2 -> 3\n    end\n  end\nend", "this clause cannot match because a previous clause at line 4 always matches|5|      2 -> 3|        ~|d.ex:5:9"},
		{"grouped", "defmodule D do\n  def f(1), do: 1\n  def g, do: 2\n  def f(2), do: 3\nend", "clauses with the same name and arity (number of arguments) should be grouped together, \"def f/1\" was previously defined (d.ex:2)|4|  def f(2), do: 3|      ~|d.ex:4:7"},
		{"impl of a macro", "defmodule DU do\n  defmacro __using__(_) do\n    quote do\n      @behaviour GenServer\n      @impl true\n      def init(x), do: {:ok, x}\n    end\n  end\nend\ndefmodule D do\n  use DU\n  def handle_call(_, _, s), do: {:reply, s, s}\nend", ""},
		{"exception with a message", "defmodule D do\n  defexception [:n]\n  def message(e), do: \"n is #{e.n}\"\nend", ""},
		{"badarith", "defmodule D do\n  def f(x), do: x + \"1\"\nend", "incompatible types given to Kernel.+/2:||    x + \"1\"||given types:||    dynamic(), -binary()-||but expected one of:||    #1|    integer(), integer()||    #2|    integer(), float()||    #3|    float(), integer()||    #4|    float(), float()||where \"x\" was given the type:||    # type: dynamic()|    # from: d.ex:2:9|    x||typing violation found at:|2|  def f(x), do: x + \"1\"|                  ~|d.ex:2:19: D.f/1"},
		{"result ignored", "defmodule D do\n  def f(x) do\n    x + 1\n    :ok\n  end\nend",
			"the result of evaluating operator '+'/2 is ignored (suppress the warning by assigning the expression to the _ variable)|3|    x + 1|      ~|d.ex:3:7"},
		{"result of a clause ignored", "defmodule D do\n  def f(x) do\n    case x do\n      1 -> hd(x)\n    end\n    :ok\n  end\nend",
			"the result of calling hd/1 is ignored (suppress the warning by assigning the expression to the _ variable)|4|      1 -> hd(x)|           ~|d.ex:4:12"},
		{"comparison ignored", "defmodule D do\n  def f(x) do\n    x == 1\n    :ok\n  end\nend", "use of operator == has no effect|3|    x == 1|      ~|d.ex:3:7"},
		{"call without effect", "defmodule D do\n  def f do\n    self()\n    :ok\n  end\nend", "the call to self/0 has no effect|3|    self()|    ~|d.ex:3:5"},
		{"comparison of a file", "1 == 2\n:ok", ""},
		{"settings in a module", "defmodule D do\n  @a Application.get_env(:a, :b)\n  def f, do: @a\nend",
			"Application.get_env/2 is discouraged in the module body, use Application.compile_env/3 instead|2|  @a Application.get_env(:a, :b)|                 ~|d.ex:2:18: D (module)"},
		{"outdated in a file", "String.strip(\"a\")", "String.strip/1 is deprecated. Use String.trim/1 instead|1|String.strip(\"a\")|       ~|d.ex:1:8"},
		{"outdated in a capture", "defmodule D do\n  def f(x), do: Enum.map(x, &String.strip/1)\nend",
			"String.strip/1 is deprecated. Use String.trim/1 instead|2|  def f(x), do: Enum.map(x, &String.strip/1)|                                    ~|d.ex:2:37: D.f/1"},
		{"private and unused", "defmodule D do\n  defp foo(x), do: x\nend", "function foo/1 is unused|2|  defp foo(x), do: x|       ~|d.ex:2:8: D (module)"},
		{"unused, by name", "defmodule D do\n  def f(b, a), do: 1\nend", "variable \"a\" is unused (if the variable is not meant to be used, prefix it with an underscore)|2|  def f(b, a), do: 1|           ~|d.ex:2:12: D.f/2||warning: variable \"b\" is unused (if the variable is not meant to be used, prefix it with an underscore)|2|  def f(b, a), do: 1|        ~|d.ex:2:9: D.f/2"},
		{"unknown field", "defmodule D do\n  defstruct [:a]\n  def f(%D{} = d), do: d.b\nend", "unknown key .b in expression:||    d.b||the given type does not have the given key:||    dynamic(%D{a: term()})||where \"d\" was given the type:||    # type: dynamic(%D{})|    # from: d.ex:3:14|    %D{} = d||typing violation found at:|3|  def f(%D{} = d), do: d.b|                         ~|d.ex:3:26: D.f/1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			st := station.Boot(t)
			st.S.ReadFile = func(string) ([]byte, error) { return []byte(c.src), nil }
			src := "{:ok, io} = StringIO.open(\"\"); Process.register(io, :standard_error); Code.compile_string(" + exString(c.src) +
				`, "d.ex"); Process.unregister(:standard_error); io |> StringIO.contents() |> elem(1)`
			if got := st.Eval(t, src); unframed(got) != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, unframed(got), c.want)
			}
		})
	}
}

// exString returns an Elixir string literal.
func exString(s string) string { return strings.ReplaceAll(strconv.Quote(s), "#{", "\\#{") }

// unframed removes the frame of a warning. It returns the message, the source line with its number,
// the marks and the place, separated by |.
func unframed(shown string) string {
	s, err := strconv.Unquote(shown)
	if err != nil {
		return shown
	}
	var out []string
	for i, line := range strings.Split(strings.TrimRight(s, "\n"), "\n") {
		bar := strings.SplitN(line, "│", 2)
		switch {
		case i == 0:
			out = append(out, strings.TrimPrefix(line, "    warning: "))
		case len(bar) == 2 && strings.TrimSpace(bar[0]) != "":
			out = append(out, strings.TrimSpace(bar[0]), bar[1][1:])
		case len(bar) == 2 && strings.TrimSpace(bar[1]) != "":
			out = append(out, bar[1][1:])
		case len(bar) == 2:
		case strings.Contains(line, "└─ "):
			out = append(out, line[strings.Index(line, "└─ ")+len("└─ "):])
		default:
			out = append(out, strings.TrimPrefix(line, "    "))
		}
	}
	return strings.Join(out, "|")
}
