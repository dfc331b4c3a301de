package kernel_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestAppliedToNoModule calls functions of values that are not modules.
func TestAppliedToNoModule(t *testing.T) {
	st := station.Boot(t)
	for call, want := range map[string]string{
		`(m = Map.new(age: 7); m.age(1))`:        `{ArgumentError, "you attempted to apply a function named :age on a map/struct. If you are using Kernel.apply/3, make sure the module is an atom. If you are using the dot syntax, ensure there are no parentheses after the field name, such as map.age"}`,
		`(m = Map.new(go: & &1); m.go(7))`:       `{ArgumentError, "you attempted to apply a function named :go on a map/struct. If you are using Kernel.apply/3, make sure the module is an atom. If you are trying to invoke an anonymous function in a map/struct, add a dot between the function name and the parenthesis: map.go.()"}`,
		`(s = hd(["x"]); s.size())`:              `{ArgumentError, "you attempted to apply a function named :size on \"x\". If you are using Kernel.apply/3, make sure the module is an atom. If you are using the dot syntax, such as module.function(), make sure the left-hand side of the dot is an atom representing a module"}`,
		`apply([300], :size, [1])`:               `{ArgumentError, "you attempted to apply a function on [300]. Modules (the first argument of apply) must always be an atom"}`,
		`apply(String, "size", 1)`:               `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: not an atom\n  * 3rd argument: not a list\n"}`,
		`apply(&length/1, 7)`:                    `{ArgumentError, "argument error"}`,
		`hd([7]) ++ [8]`:                         `{ArgumentError, "argument error"}`,
		`[7] -- hd([8])`:                         `{ArgumentError, "argument error"}`,
		`function_exported?("String", :size, 1)`: `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not an atom\n"}`,
		`struct("String")`:                       `{FunctionClauseError, "no function clause matching in Kernel.struct/3"}`,
	} {
		if got := st.Eval(t, "try do "+call+" rescue e -> {e.__struct__, Exception.message(e)} end"); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}
