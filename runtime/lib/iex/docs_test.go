package iex_test

import (
	"strings"
	"testing"

	"lab/runtime/lib/station"
)

// shelf is the source of a module with every kind of documentation.
const shelf = `defmodule Shelf do
	@moduledoc "Keeps *books*."
	@typedoc since: "2.0"
	@typedoc "Where a book is."
	@type place(row) :: {row, side}
	@type side :: :left | :right
	@opaque key :: integer
	@typep own :: 1
	@doc "Asked for a book."
	@doc since: "1.1"
	@callback find(title :: String.t) :: side when side: atom
	@macrocallback mark(own) :: Macro.t
	@optional_callbacks mark: 1
	@doc false
	@callback secret() :: own

	@doc """
	Puts a book.

	  * one
	  * two
	"""
	@doc deprecated: "not now"
	@spec put(place(integer)) :: side
	def put({_, side}), do: side
	@doc "Takes one."
	defmacro take(book, count \\ 1), do: {book, count}
	@doc false
	def hidden(x), do: x
	defdelegate turn(list), to: Enum, as: :reverse
end
defmodule Wall do
	@behaviour Shelf
	@spec find(String.t) :: atom
	def find(_), do: :left
	def secret, do: 1
end`

// TestDocs checks that h, b and t print documentation in the layout of Elixir 1.18.
func TestDocs(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, "IEx.configure(colors: [enabled: false])\n"+shelf)
	centred := func(s string) string { return strings.Repeat(" ", (80+len(s))/2-len(s)) + s + "\n\n" }
	for _, c := range []struct{ src, want string }{
		{"h Shelf", "\n" + centred("Shelf") + "Keeps *books*.\n\n"},
		{"h Shelf.put", "\n" + centred("def put(arg)") + "  @spec put(place(integer())) :: side()\n\ndeprecated: not now\n\nPuts a book.\n\n  * one\n  * two\n\n"},
		{"h Shelf.take/1", "\n" + centred(`defmacro take(book, count \\ 1)`) + "Takes one.\n\n"},
		{"h Shelf.turn", "\n" + centred("def turn(list)") + "delegate_to: Enum.reverse/1\n\n"},
		{"h Shelf.hidden", "No documentation for Shelf.hidden was found\n"},
		{"h Shelf.find", "No documentation for function Shelf.find was found, but there is a callback with the same name.\nYou can view callback documentation with the b/1 helper.\n\n"},
		{"h Shelf.side", "No documentation for function Shelf.side was found, but there is a type with the same name.\nYou can view type documentation with the t/1 helper.\n\n"},
		{"h Nowhere.at", "Could not load module Nowhere, got: nofile\n"},
		{"h Wall.find/1", "\n" + centred("def find(_)") + "  @spec find(String.t()) :: atom()\n\nWall.find/1 has no docs but is a callback for behaviour Shelf. Showing callback\ndocs instead.\n\n@callback find(title :: String.t()) :: side when side: atom()\n\nsince: 1.1\n\nAsked for a book.\n\n"},
		{"b Shelf", "@callback find(title :: String.t()) :: side when side: atom()\n\n@macrocallback mark(own()) :: Macro.t()\n\n@optional_callbacks mark: 1\n\n"},
		{"b Shelf.find", "@callback find(title :: String.t()) :: side when side: atom()\n\nsince: 1.1\n\nAsked for a book.\n\n"},
		{"b Shelf.lost", "No documentation for Shelf.lost was found\n"},
		{"b Wall", "No callbacks for Wall were found\n"},
		{"t Shelf", "@opaque key()\n\n@typep own() :: 1\n\n@type place(row) :: {row, side()}\n\n@type side() :: :left | :right\n\n"},
		{"t Shelf.place", "@type place(row) :: {row, side()}\n\nsince: 2.0\n\nWhere a book is.\n\n"},
		{"t Shelf.own", "No type information for Shelf.own was found or Shelf.own is private\n"},
		{"t Wall", "No type information for Wall was found\n"},
	} {
		t.Run(c.src, func(t *testing.T) {
			before := len(st.Printed())
			answer := st.Eval(t, "import IEx.Helpers; try do "+c.src+" rescue e -> e end")
			if got := st.Printed()[before:]; got != c.want {
				t.Errorf("got %s and\n%s\nwant\n%s", answer, got, c.want)
			}
		})
	}
}

// TestInfo checks the descriptions of i, including the description of a struct with its own
// implementation of IEx.Info.
func TestInfo(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `IEx.configure(colors: [enabled: false])
		defmodule Box do
			defstruct [:lid]
			defimpl IEx.Info do
				def info(_), do: [{"Kind", "a box"}, {:lid, ~c"none"}]
			end
		end`)
	for _, c := range []struct{ src, want string }{
		{"struct(Box)", "Term\n  %Box{lid: nil}\nKind\n  a box\nlid\n  none\nImplemented protocols\n  IEx.Info, Inspect\n"},
		{"4..1//-1", "Term\n  4..1//-1\nData type\n  Range\nDescription\n  This is a struct representing a range of numbers. It is commonly\n  defined using the `first..last//step` syntax. The step is not\n  required and defaults to 1.\nRaw representation\n  %Range{first: 4, last: 1, step: -1}\nReference modules\n  Range\nImplemented protocols\n  Enumerable, IEx.Info, Inspect\n"},
		{"Lost", "Term\n  Lost\nData type\n  Atom\nRaw representation\n  :\"Elixir.Lost\"\nReference modules\n  Atom\nImplemented protocols\n  IEx.Info, Inspect, JSON.Encoder, List.Chars, String.Chars\n"},
		{"<<255, 1>>", "Reference modules\n  :binary\n"},
	} {
		t.Run(c.src, func(t *testing.T) {
			before := len(st.Printed())
			st.Eval(t, "import IEx.Helpers; i("+c.src+")")
			if got := st.Printed()[before:]; !strings.HasSuffix(got, c.want) && !strings.Contains(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
	st.Eval(t, `p = spawn_link(fn -> receive do :never -> :ok end end); Process.register(p, :waiter); IEx.Helpers.process_info(self())`)
	for _, want := range []string{"## Overview \n\nInitial call         ", "## Links \n\n", " :waiter\n", "## Memory \n\nMemory  "} {
		if got := st.Printed(); !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}
