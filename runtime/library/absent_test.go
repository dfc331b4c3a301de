package library_test

import (
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"lab/runtime/lib/station"
)

var update = flag.Bool("update", false, "take out of absent.txt what is here")

// TestAbsentIsAbsent checks that no function on the list of absent functions exists.
func TestAbsentIsAbsent(t *testing.T) {
	text, err := os.ReadFile("absent.txt")
	if err != nil {
		t.Fatal(err)
	}
	st := station.Boot(t)
	st.Eval(t, `
here = for line <- String.split(~S"""
`+string(text)+`
""", "\n", trim: true), not String.starts_with?(line, "#") do
  [module | functions] = String.split(line)
  atom = String.to_atom(module)
  loaded = Code.ensure_loaded?(atom)

  if functions == [] do
    if loaded, do: module
  else
    for function <- functions do
      [_, name, arity] = Regex.run(~r{^(.*)/(\d+)$}, function)
      {name, arity} = {String.to_atom(name), String.to_integer(arity)}
      if function_exported?(atom, name, arity) or macro_exported?(atom, name, arity), do: module <> " " <> function
    end
  end
end
here |> List.flatten() |> Enum.reject(&is_nil/1) |> Enum.each(&IO.puts/1)
`)
	found := map[string]bool{}
	for line := range strings.Lines(st.Printed()) {
		found[strings.TrimSpace(line)] = true
	}
	switch {
	case len(found) == 0:
	case *update:
		if err := os.WriteFile("absent.txt", []byte(without(string(text), found)), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("absent.txt lists what is here, go test ./runtime/library -update takes it out: %q", slices.Sorted(maps.Keys(found)))
	}
}

// without returns the list of absent functions without the functions that were found.
func without(list string, found map[string]bool) string {
	var out strings.Builder
	for line := range strings.Lines(list) {
		module, functions, some := strings.Cut(strings.TrimSpace(line), " ")
		if module == "#" || !some && !found[module] {
			out.WriteString(line)
			continue
		}
		var left []string
		for _, f := range strings.Fields(functions) {
			if !found[module+" "+f] {
				left = append(left, f)
			}
		}
		if len(left) > 0 {
			out.WriteString(module + " " + strings.Join(left, " ") + "\n")
		}
	}
	return out.String()
}

func TestAbsentIsSaid(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ src, want string }{
		{`try do :mnesia.start() rescue e -> Exception.message(e) end`, `":mnesia.start/0 is not part of lab"`},
		{`try do System.restart() rescue e -> Exception.message(e) end`, `"System.restart/0 is not part of lab"`},
		{`try do Enum.mop([]) rescue e -> Exception.message(e) end`, `"function Enum.mop/1 is undefined or private"`},
		{`try do Nowhere.f() rescue e -> Exception.message(e) end`, `"function Nowhere.f/0 is undefined (module Nowhere is not available). Make sure the module name is correct and has been specified in full (or that an alias has been defined)"`},
	} {
		if got := st.Eval(t, c.src); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
	}
	for _, module := range []string{"Mix.SCM", "Mix.Tasks.Xref"} {
		st.Eval(t, `try do Code.eval_string("use `+module+`") rescue e -> e end`)
		if !strings.Contains(st.Printed(), "module "+module+" is not part of lab") {
			t.Errorf("printed %q", st.Printed())
		}
	}
}
