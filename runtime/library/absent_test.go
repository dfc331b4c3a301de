package library_test

import (
	"os"
	"strings"
	"testing"

	"lab/runtime/lib/station"
)

// What is said not to be part of lab must not be part of it.
func TestAbsentIsAbsent(t *testing.T) {
	text, err := os.ReadFile("absent.txt")
	if err != nil {
		t.Fatal(err)
	}
	st := station.Boot(t)
	found := st.Eval(t, `
for line <- String.split(~S"""
`+string(text)+`
""", "\n", trim: true), not String.starts_with?(line, "#") do
  [module | functions] = String.split(line)
  module = String.to_atom(module)

  case functions do
    [] -> if Code.ensure_loaded?(module), do: inspect(module)
    _ ->
      for function <- functions do
        [_, name, arity] = Regex.run(~r{^(.*)/(\d+)$}, function)
        {name, arity} = {String.to_atom(name), String.to_integer(arity)}
        Code.ensure_loaded?(module)
        if function_exported?(module, name, arity) or macro_exported?(module, name, arity), do: Exception.format_mfa(module, name, arity)
      end
  end
end |> List.flatten() |> Enum.reject(&is_nil/1)
`)
	if found != "[]" {
		t.Errorf("absent.txt lists what is here, take it out: %s", found)
	}
}

func TestAbsentIsSaid(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ src, want string }{
		{`try do :mnesia.start() rescue e -> Exception.message(e) end`, `":mnesia.start/0 is not part of lab"`},
		{`try do IO.stream() rescue e -> Exception.message(e) end`, `"IO.stream/0 is not part of lab"`},
		{`try do Enum.mop([]) rescue e -> Exception.message(e) end`, `"function Enum.mop/1 is undefined or private"`},
		{`try do Nowhere.f() rescue e -> Exception.message(e) end`, `"function Nowhere.f/0 is undefined (module Nowhere is not available)"`},
	} {
		if got := st.Eval(t, c.src); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
	}
	for _, module := range []string{"ExUnit.Case", "Phoenix.Presence"} {
		st.Eval(t, `try do Code.eval_string("use `+module+`") rescue e -> e end`)
		if !strings.Contains(st.Printed(), "module "+module+" is not part of lab") {
			t.Errorf("printed %q", st.Printed())
		}
	}
}
