package json_test

import (
	"testing"

	"lab/runtime/lib/station"
)

func TestProtocol(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"only some fields", `defmodule Only do
				@derive {JSON.Encoder, only: [:a]}
				@derive {Jason.Encoder, except: [:a]}
				defstruct a: 1, b: [2]
			end
			{JSON.encode!([struct(Only)]), Jason.encode!(%{x: struct(Only, a: nil)})}`, `{"[{\"a\":1}]", "{\"x\":{\"b\":[2]}}"}`},
		{"an implementation asks the protocol", `defmodule Asking do
				defstruct [:a]
				defimpl JSON.Encoder do
					def encode(w, enc), do: JSON.Encoder.encode(%{x: w.a, y: [1, "b", nil, 1.5]}, enc)
				end
			end
			JSON.encode!(struct(Asking, a: :c))`, `"{\"x\":\"c\",\"y\":[1,\"b\",null,1.5]}"`},
		{"decoded by functions", "{JSON.decode(~s([1,{\"a\":null}] x), [], null: :n), JSON.decode(~s({\"a\":[1.5,2e1]}), 0, object_push: fn k, v, acc -> [{String.to_atom(k), v} | acc] end), JSON.decode(~s([1,), 0, [])}",
			`{{[1, %{"a" => :n}], [], " x"}, {%{a: [1.5, 20.0]}, 0, ""}, {:error, {:unexpected_end, 3}}}`},
		{"the first of two keys", `JSON.decode!(~s({"a":1,"a":2}))`, `%{"a" => 1}`},
		{"wrong escapes", `for s <- [~S("\ud8aa\udcxx"), ~S("\uzzzz"), ~S("\u12")], do: JSON.decode(s)`,
			`[error: {:unexpected_sequence, 1, "\\ud8aa\\udcxx"}, error: {:unexpected_sequence, 1, "\\uzzzz"}, error: {:unexpected_end, 6}]`},
		{"floats", `JSON.encode!([1000.0, 1.0e10, 0.1, 123.0])`, `"[1.0e3,1.0e10,0.1,123.0]"`},
		{"not a value", `for v <- [{1}, [{1}], %{a: self()}, <<1::3>>], do: (try do JSON.encode!(v) rescue e -> e.__struct__ end)`,
			"[Protocol.UndefinedError, Protocol.UndefinedError, Protocol.UndefinedError, FunctionClauseError]"},
		{"an encoder of its own", `{JSON.encode!(%{a: 1, b: [2, {3}]}, fn {x}, _ -> "#{x}t"; x, e when is_integer(x) -> JSON.protocol_encode(-x, e); x, e -> JSON.protocol_encode(x, e) end), JSON.protocol_encode([:a, %{b: 1}], fn x, _ -> inspect(x) end)}`,
			`{"{\"a\":-1,\"b\":[-2,3t]}", [91, ":a", 44, "%{b: 1}", 93]}`},
		{"the pieces of iodata", `for v <- ["a", "a\n\"b", "", :a, nil, 1, [], [1, "x"], %{}, %{a: 1, nil: 2}], do: JSON.encode_to_iodata!(v)`,
			`[[34, "a", 34], [[[~c"\"", "a" | "\\n"] | "\\\""], "b", 34], [34, "", 34], [34, "a", 34], "null", "1", "[]", [91, "1", 44, [34, "x", 34], 93], "{}", [123, [34, "a", 34], 58, "1", 44, [34, "nil", 34], 58, "2" | "}"]]`},
		{"not UTF-8", `for s <- ["a\xff", "a\xc3", %{"\xc3" => 1}], f <- [&JSON.encode!/1, &JSON.encode_to_iodata!/1], do: (try do f.(s) rescue e -> e.original end)`,
			`[{:invalid_byte, 255}, {:invalid_byte, 255}, :unexpected_end, :unexpected_end, :unexpected_end, :unexpected_end]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}
