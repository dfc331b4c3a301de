package kernel_test

import (
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
)

// typespecs holds invalid types, specs and callbacks, with the errors of Elixir 1.18.4.
var typespecs = []struct{ name, src, want string }{
	{"type with an equals sign", "defmodule Specs1 do\n  @type age = 3\nend",
		"** (Kernel.TypespecError) nofile:2: invalid type specification: age = 3\n"},
	{"type that is a text", "defmodule Specs2 do\n  @type name :: \"Ada\"\nend",
		"** (Kernel.TypespecError) nofile:2: unexpected expression in typespec: \"Ada\"\n"},
	{"type defined twice", "defmodule Specs3 do\n  @type id :: integer\n  @type id :: binary\nend",
		"** (Kernel.TypespecError) nofile:3: type id/0 is already defined in nofile:2\n"},
	{"variable of a type used once", "defmodule Specs4 do\n  @type box(inside) :: map\nend",
		"** (Kernel.TypespecError) nofile:2: type variable inside is used only once. Type variables in typespecs must be referenced at least twice, otherwise it is equivalent to term()\n"},
	{"variable of a type that is an underscore", "defmodule Specs5 do\n  @type box(_) :: map\nend",
		"** (Kernel.TypespecError) nofile:2: type variable '_' is invalid\n"},
	{"variable of a spec used once", "defmodule Specs6 do\n  @spec keep(a, b) :: b when a: var, b: var\n  def keep(_, b), do: b\nend",
		"** (Kernel.TypespecError) nofile:2: type variable a is used only once. Type variables in typespecs must be referenced at least twice, otherwise it is equivalent to term()\n"},
	{"spec without a function", "defmodule Specs7 do\n  @spec area(float) :: float\n  def circle(r), do: r\nend",
		"error: spec for undefined function area/1\n└─ nofile:2\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"spec of another arity", "defmodule Specs8 do\n  @spec area(float, float) :: float\n  def area(r), do: r\nend",
		"error: spec for undefined function area/2\n└─ nofile:2\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"spec without a result", "defmodule Specs9 do\n  @spec area(float)\n  def area(r), do: r\nend",
		"** (Kernel.TypespecError) nofile:2: type specification missing return type: area(float)\n"},
	{"spec with dots", "defmodule Specs10 do\n  @spec area(...) :: float\n  def area(r), do: r\nend",
		"** (Kernel.TypespecError) nofile:2: ... in typespecs is only allowed inside lists, as in [term(), ...], or inside functions, as in (... -> term())\n"},
	{"spec with a default", "defmodule Specs11 do\n  @spec area(r \\\\ 1 :: float) :: float\n  def area(r), do: r\nend",
		"** (ArgumentError) default arguments \\\\ not supported in typespecs\n"},
	{"spec with a guard that is a name", "defmodule Specs12 do\n  @spec area(r) :: r when number\n  def area(r), do: r\nend",
		"** (Kernel.TypespecError) nofile:2: expected keywords as guard in type specification, got: number\n"},
	{"bitstring of a type", "defmodule Specs13 do\n  @type head :: <<_::byte>>\nend",
		"** (Kernel.TypespecError) nofile:2: invalid binary specification, expected <<_::size>>, <<_::_*unit>>, or <<_::size, _::_*unit>> with size being non-negative integers, and unit being an integer between 1 and 256\n"},
	{"range of a type", "defmodule Specs14 do\n  @type small :: 1..limit\nend",
		"** (Kernel.TypespecError) nofile:2: type limit/0 undefined (no such type in Specs14)\n"},
	{"type of a struct that is nowhere", "defmodule Specs15 do\n  @type u :: %Nowhere.User{}\nend",
		"** (ArgumentError) Nowhere.User.__struct__/1 is undefined, cannot expand struct Nowhere.User. Make sure the struct name is correct. If the struct name exists and is correct but it still cannot be found, you likely have cyclic module usage in your code\n"},
	{"type of a field that is not there", "defmodule Specs16 do\n  defstruct [:name]\n  @type u :: %__MODULE__{age: integer}\nend",
		"** (Kernel.TypespecError) nofile:3: undefined field :age on struct Specs16\n"},
	{"type with a built-in name", "defmodule Specs17 do\n  @type keyword :: list\nend",
		"** (Kernel.TypespecError) nofile:2: type keyword/0 is a built-in type and it cannot be redefined\n"},
	{"types of one's own with built-in names", "defmodule Specs17b do\n  @type fun(a) :: {a}\n  @type dynamic :: fun(1)\n  @spec f :: dynamic\n  def f, do: {1}\nend", ""},
	{"type with a reserved name", "defmodule Specs18 do\n  @type optional(x) :: x\nend",
		"** (Kernel.TypespecError) nofile:2: type optional/1 is a reserved type and it cannot be defined\n"},
	{"type whose argument is a type", "defmodule Specs19 do\n  @type pair(integer(), b) :: {integer, b}\nend",
		"** (Kernel.TypespecError) nofile:2: @type definitions expect all arguments to be variables. The type pair/2 has an invalid argument(s): integer()\n"},
	{"record of an unknown name", "defmodule Specs20 do\n  @type p :: record(:point, x: integer)\nend",
		"** (Kernel.TypespecError) nofile:2: unknown record :point\n"},
	{"record of an unknown field", "defmodule Specs21 do\n  require Record\n  Record.defrecord(:point, x: 0)\n  @type p :: record(:point, z: integer)\nend",
		"** (Kernel.TypespecError) nofile:4: undefined field z on record :point\n"},
	{"map key with a bar", "defmodule Specs22 do\n  @type m :: %{atom | binary => integer}\nend",
		"** (Kernel.TypespecError) nofile:2: invalid map specification. When using the | operator in the map key, make sure to wrap the key type in parentheses: %{atom | binary => integer}\n"},
	{"list of two types", "defmodule Specs23 do\n  @type l :: [atom, binary]\nend",
		"** (Kernel.TypespecError) nofile:2: unexpected list in typespec: [atom, binary]\n"},
	{"remote type of a variable", "defmodule Specs24 do\n  @type l :: other.t()\nend",
		"** (Kernel.TypespecError) nofile:2: invalid remote in typespec: other.t()\n"},
	{"remote type of an attribute", "defmodule Specs25 do\n  @other 7\n  @type l :: @other.t()\nend",
		"** (Kernel.TypespecError) nofile:3: invalid remote in typespec: @other.t() (@other is 7)\n"},
	{"optional callback that is none", "defmodule Specs26 do\n  @optional_callbacks stop: 1\nend",
		"error: unknown callback stop/1 given as optional callback\n└─ nofile:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"optional callback twice", "defmodule Specs27 do\n  @callback stop(term) :: :ok\n  @optional_callbacks stop: 1\n  @optional_callbacks stop: 1\nend",
		"error: stop/1 has been specified as optional callback more than once\n└─ nofile:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"optional callbacks without arities", "defmodule Specs28 do\n  @callback stop(term) :: :ok\n  @optional_callbacks [:stop]\nend",
		"error: invalid optional callback :stop. @optional_callbacks expects a keyword list of callback names and arities\n└─ nofile:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"callback beside behaviour_info", "defmodule Specs29 do\n  @callback stop(term) :: :ok\n  def behaviour_info(_), do: []\nend",
		"error: cannot define @callback attribute for stop/1 when behaviour_info/1 is defined\n└─ nofile:1\n\n** (CompileError) nofile: cannot compile file (errors have been logged)\n"},
	{"type of this module that is not there", "defmodule Specs30 do\n  @type l :: __MODULE__.t()\nend",
		"** (Kernel.TypespecError) nofile:2: type t/0 undefined (no such type in Specs30)\n"},
}

func TestTypespecs(t *testing.T) {
	st := station.Boot(t)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	st.Eval(t, said)
	for _, c := range typespecs {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, "Said.of("+exString(c.src)+") == "+exString(c.want)); got != "true" {
				t.Errorf("%s\n says %s\n want %s", c.src, st.Eval(t, "Said.of("+exString(c.src)+")"), c.want)
			}
		})
	}
}

// TestTypeForms reads types and specs from a loaded module and from its object code.
func TestTypeForms(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Shown do
		def types(from), do: show(Code.Typespec.fetch_types(from), fn {_, type} -> Code.Typespec.type_to_quoted(type) end)
		def specs(from), do: show(Code.Typespec.fetch_specs(from), fn {{name, _}, forms} -> Enum.map(forms, &Code.Typespec.spec_to_quoted(name, &1)) end)
		def callbacks(from), do: show(Code.Typespec.fetch_callbacks(from), fn {{name, _}, forms} -> Enum.map(forms, &Code.Typespec.spec_to_quoted(name, &1)) end)
		defp show({:ok, all}, f), do: all |> Enum.flat_map(&List.wrap(f.(&1))) |> Enum.map(&Macro.to_string/1) |> Enum.sort()
	end
	defmodule Shapes do
		defstruct [:side]
		@type side :: pos_integer | float
		@type square :: %__MODULE__{side: side}
		@opaque named(of) :: {atom, of, Keyword.t(of)}
		@type step :: (... -> side) | nil
		@callback draw(shape :: square, keyword) :: :ok | {:error, String.t()}
		@spec area(square) :: float
		def area(s), do: s.side * s.side
		@spec pick(list(a), (-> a)) :: a when a: var
		def pick(l, f), do: List.first(l) || f.()
	end`)
	for _, c := range []struct{ src, want string }{
		{`Shown.types(Shapes) |> hd()`, `"named(of) :: {atom(), of, Keyword.t(of)}"`},
		{`Shown.types(Shapes) |> Enum.at(1)`, `"side() :: pos_integer() | float()"`},
		{`Shown.types(Shapes) |> Enum.at(2)`, `"square() :: %Shapes{side: side()}"`},
		{`Shown.specs(Shapes)`, `["area(square()) :: float()", "pick([a], (-> a)) :: a when a: var"]`},
		{`Shown.callbacks(Shapes)`, `["draw(shape :: square(), keyword()) :: :ok | {:error, String.t()}"]`},
		{`Code.Typespec.fetch_types(Not.There)`, `:error`},
		{`{:module, mod, code, _} = defmodule Gone do
			@type t :: %{optional(atom) => 1..9, key: <<_::8, _::_*16>>}
		end
		:code.delete(mod)
		{Code.Typespec.fetch_types(mod), Shown.types(code)}`, `{:error, ["t() :: %{optional(atom()) => 1..9, key: <<_::8, _::_*16>>}"]}`},
		{`defprotocol Priced do
			@spec price(t, currency :: atom) :: integer
			def price(thing, currency)
			def name(thing)
		end
		{Shown.callbacks(Priced), Shown.types(Priced)}`, `{["name(t()) :: term()", "price(t(), currency :: atom()) :: integer()"], ["t() :: term()"]}`},
		{`{Shown.types(String), Shown.callbacks(Collectable), Shown.specs(List.Chars)}`,
			`{["codepoint() :: t()", "grapheme() :: t()", "pattern() :: t() | [nonempty_binary()] | (compiled_search_pattern :: :binary.cp())", "t() :: binary()"], ` +
				`["into(t()) :: {initial_acc :: term(), collector :: (term(), command() -> t() | term())}"], ["to_charlist(t()) :: charlist()"]}`},
		{`defmodule Kept do
			@type first :: atom
			@type second :: binary
			def kinds, do: for({kind, {:"::", _, [{name, _, _}, _]}, {Kept, _}} <- @type, do: {kind, name})
		end
		Kept.kinds()`, `[type: :second, type: :first]`},
	} {
		if got := st.Eval(t, c.src); got != c.want {
			t.Errorf("%s is %s, want %s", c.src, got, c.want)
		}
	}
}
