package kernel_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestRefused calls functions of Kernel and of related modules, most of them with invalid
// arguments. It compares the errors and the results with those of Elixir.
func TestRefused(t *testing.T) {
	st := station.Boot(t)
	const dot = `\n\nIf you are using the dot syntax, such as map.field, make sure the left-hand side of the dot is a map`
	for call, want := range map[string]string{
		`(k = Enum.to_list(size: 7); k.size)`:                                        `{KeyError, "key :size not found in: [size: 7]` + dot + `"}`,
		`(n = String.length("page"); n.size)`:                                        `{KeyError, "key :size not found in: 4` + dot + `"}`,
		`Keyword.fetch!([size: 7], :page)`:                                           `{KeyError, "key :page not found in: [size: 7]"}`,
		`raise KeyError, key: :page, term: Enum`:                                     `{KeyError, "key :page not found in: Enum (if instead you want to invoke Enum.page(), make sure to add parentheses after the function name)"}`,
		`raise KeyError, key: :page, term: 7`:                                        `{KeyError, "key :page not found in: 7"}`,
		`struct!(Date, page: 7)`:                                                     `{KeyError, "key :page not found"}`,
		`"2" ** 7`:                                                                   `{FunctionClauseError, "no function clause matching in Kernel.**/2"}`,
		`elem({7, 8}, String.first("page"))`:                                         `{ArithmeticError, "bad argument in arithmetic expression"}`,
		`(fn v -> destructure([a, b], v); {a, b} end).(7)`:                           `{FunctionClauseError, "no function clause matching in Kernel.Utils.destructure/2"}`,
		`(fn v -> destructure([a, b], v); {a, b} end).([7 | 8])`:                     `{FunctionClauseError, "no function clause matching in Kernel.Utils.destructure_list/2"}`,
		`(fn v -> destructure([a, b], v); {a, b} end).(nil)`:                         `{nil, nil}`,
		`update_in([size: 7], [:size], fn -> 8 end)`:                                 `{BadArityError, "#Function<_> with arity 0 called with 1 argument (7)"}`,
		`pop_in(%{}, [:size, :of, :page])`:                                           `{nil, %{}}`,
		`pop_in(nil, [:size])`:                                                       `{ArgumentError, "could not pop key :size on a nil value"}`,
		`to_timeout(Duration.new!(hour: 1, minute: -7))`:                             `3180000`,
		`to_timeout(Duration.new!(second: 7, microsecond: {-1, 6}))`:                 `6999`,
		`spawn(7, :f, 8)`:                                                            `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not an atom\n  * 3rd argument: not a list\n"}`,
		`spawn(:m, :f, [6 | 7])`:                                                     `{ArgumentError, "errors were found at the given arguments:\n\n  * 3rd argument: not a proper list\n"}`,
		`binary_part(<<7::5>>, :a, 1)`:                                               `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not a binary\n  * 2nd argument: not an integer\n"}`,
		`elem("page", -1)`:                                                           `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: out of range\n  * 2nd argument: not a tuple\n"}`,
		`function_exported?(:m, 7, -1)`:                                              `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: not an atom\n  * 3rd argument: out of range\n"}`,
		`Process.monitor(7, 8)`:                                                      `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: not a pid\n  * 3rd argument: not a list\n"}`,
		`Process.send_after(7, :x, -1)`:                                              `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: out of range\n  * 2nd argument: not a pid or an atom\n"}`,
		`{&elem/2, (&elem/2).({7, 8}, 1)}`:                                           `{&Kernel.elem/2, 8}`,
		`{is_function(Macro.prewalker(7)), Enum.to_list(Macro.postwalker({:a, 7}))}`: `{true, [:a, 7, {:a, 7}]}`,
		`is_function(:page, 2 ** 70)`:                                                `false`,
		`is_function(& &1, 2 ** 70)`:                                                 `false`,
		`is_function(& &1, -(2 ** 70))`:                                              `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: out of range\n"}`,
		`spawn_monitor(fn _ -> 7 end)`:                                               `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not a fun\n"}`,
		`to_charlist(<<7::5>>)`:                                                      `{Protocol.UndefinedError, "protocol List.Chars not implemented for type BitString, cannot convert a bitstring to a charlist\n\nGot value:\n\n    <<7::size(5)>>\n"}`,
		`String.to_atom(<<200>>)`:                                                    `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: invalid UTF8 encoding\n"}`,
	} {
		src := "try do " + call + " rescue e -> {e.__struct__, Exception.message(e) |> String.replace(~r/#Function<[^>]*>/, \"#Function<_>\")} end"
		if got := st.Eval(t, src); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}
