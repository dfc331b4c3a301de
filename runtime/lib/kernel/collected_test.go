package kernel_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestCollected collects into a value whose Collectable implementation reports how the collection
// ended. It also calls guards with a struct name that is not the name of a module.
func TestCollected(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Basket do
		defstruct [:owner]
		defimpl Collectable do
			def into(%{owner: owner}), do: {[], fn
				acc, {:cont, x} -> [x | acc]
				acc, :done -> send(owner, {:done, acc})
				acc, :halt -> send(owner, {:halt, acc})
			end}
		end
	end
	defmodule Kinds do
		def either(v, name) when is_struct(v, name) or is_map(v), do: true
		def either(_, _), do: false
		def failed(v, name) when is_exception(v, name) or is_map(v), do: true
		def failed(_, _), do: false
	end`)
	for _, c := range []struct{ name, src, want string }{
		{"done", `(for x <- [1, 2], into: struct(Basket, owner: self()), do: x * 2; receive do m -> m end)`, `{:done, [4, 2]}`},
		{"raised", `(try do for x <- [1, 2], into: struct(Basket, owner: self()), do: if(x == 2, do: raise("no"), else: x) rescue e -> {e.message, receive do m -> m after 0 -> nil end} end)`, `{"no", {:halt, [1]}}`},
		{"thrown", `(try do for x <- [1], into: struct(Basket, owner: self()), do: throw(x) catch t -> {t, receive do m -> m after 0 -> nil end} end)`, `{1, {:halt, []}}`},
		{"within", `for x <- [[1], [2]], into: "", do: for(y <- x, into: "", do: <<y + 48>>)`, `"12"`},
		{"no module's name", `{Kinds.either(%{}, "P"), Kinds.either(%{}, P), Kinds.failed(%{}, 1)}`, `{false, true, false}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestNotCollected checks the errors for values that into: cannot collect. The errors are
// Erlang's if into: is an empty literal, and otherwise those of Collectable.
func TestNotCollected(t *testing.T) {
	st := station.Boot(t)
	for src, want := range map[string]string{
		`for x <- [:fig], into: %{}, do: x`:                 `"argument error"`,
		`for x <- [:fig], into: "", do: x`:                  `"argument error: :fig"`,
		`for x <- [:fig], into: "plum", do: x`:              `"collecting into a binary requires a bitstring, got: :fig"`,
		`(m = %{plum: 7}; for x <- [:fig], into: m, do: x)`: `"collecting into a map requires {key, value} tuples, got: :fig"`,
		`(s = "plum"; for x <- ["fig", 7], into: s, do: x)`: `"collecting into a binary requires a bitstring, got: 7"`,
	} {
		if got := st.Eval(t, "try do "+src+" rescue e in ArgumentError -> e.message end"); got != want {
			t.Errorf("%s: %s, not %s", src, got, want)
		}
	}
}
