package node

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"lab/runtime/term"
)

var updateCoverage = flag.Bool("update", false, "write docs/coverage.md anew")

// floor is the minimum share of the documented functions that lab has, in thousandths. It may only
// be raised.
const floor = 700

// onPurpose lists the modules that lab deliberately does not have, with reasons.
var onPurpose = []struct{ modules, why string }{
	{"Mix.SCM Mix.Release Mix.Tasks.Release Mix.Tasks.Archive Mix.Tasks.Escript Mix.Tasks.Local Mix.Tasks.Deps", "lab does not download, install or release anything; the dependencies of a project are in its folder or in lab"},
	{"Mix.Tasks.Profile Mix.Tasks.Compile", "lab has no .beam files and a single compiler"},
	{"Port", "programs cannot start other programs"},
	{"erl_eval c user_drv", "lab does not compile Erlang's sources; `:erl_scan` and `:erl_parse` read terms"},
	{"ssl heart auth net", "a node that stays on its machine does not need them"},
}

// TestCoverage writes and compares docs/coverage.md. It counts for each module how many of the
// functions in runtime/library/documented.txt lab has.
func TestCoverage(t *testing.T) {
	listed, err := os.ReadFile("../library/documented.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := newWorld(t).whole("coverage@localhost")
	missing := map[string][]string{}
	answer, err := n.m.Call(term.Intern("Elixir.Code"), term.Intern("eval_string"), term.Str(`
here? = fn module, function ->
  [_, name, arity] = Regex.run(~r{^(.*)/(\d+)$}s, function)
  {name, arity} = {String.to_atom(name), String.to_integer(arity)}
  function_exported?(module, name, arity) or macro_exported?(module, name, arity) or
    (module in [Kernel, Kernel.SpecialForms] and Macro.special_form?(name, arity))
end
for line <- String.split(~S"""
`+string(listed)+`
""", "\n", trim: true), not String.starts_with?(line, "#"), reduce: "" do
  out ->
    [module | functions] = String.split(line)
    atom = String.to_atom(module)
    Code.ensure_loaded(atom)
    out <> module <> " " <> Enum.join(Enum.reject(functions, &here?.(atom, &1)), " ") <> "\n"
end`))
	if err != nil {
		t.Fatal(err)
	}
	text, _ := answer.Elems()[0].AsStr()
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		missing[words[0]] = words[1:]
	}
	page := coverage(string(listed), missing)
	if page.here*1000 < floor*page.all {
		t.Errorf("%d of %d functions are here: fewer than %d in a thousand", page.here, page.all, floor)
	}
	const name = "../../docs/coverage.md"
	if *updateCoverage {
		if err := os.WriteFile(name, []byte(page.text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if before, err := os.ReadFile(name); err != nil || string(before) != page.text {
		t.Errorf("docs/coverage.md is not what lab has (%v): go test ./runtime/node -run TestCoverage -update", err)
	}
}

type coveragePage struct {
	text      string
	here, all int
}

func coverage(listed string, missing map[string][]string) coveragePage {
	var p coveragePage
	var rows strings.Builder
	var whole []string
	for line := range strings.Lines(listed) {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] == "#" {
			continue
		}
		name, all := shownModule(words[0]), len(words)-1
		lacks := slices.Clone(missing[words[0]])
		slices.Sort(lacks)
		p.all += all
		p.here += all - len(lacks)
		if len(lacks) == all {
			whole = append(whole, fmt.Sprintf("`%s` (%d)", name, all))
			continue
		}
		text := ""
		if len(lacks) > 0 {
			text = "`" + strings.Join(lacks, "` `") + "`"
		}
		fmt.Fprintf(&rows, "| `%s` | %d of %d | %s |\n", name, all-len(lacks), all, strings.ReplaceAll(text, "|", `\|`))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Coverage of Elixir and Erlang\n\n`go test ./runtime/node -run TestCoverage -update` generates this page from `runtime/library/documented.txt`.\n\n")
	fmt.Fprintf(&b, "The documentation of Elixir 1.18.4, and of the modules of Erlang/OTP 25 that are useful in a course, lists %d functions and macros. lab has %d of them (%d %%).\n", p.all, p.here, p.here*100/p.all)
	b.WriteString("\n## Deliberately missing\n\n| Modules | Reason |\n|---|---|\n")
	for _, m := range onPurpose {
		fmt.Fprintf(&b, "| `%s` | %s |\n", strings.ReplaceAll(m.modules, " ", "` `"), m.why)
	}
	fmt.Fprintf(&b, "\n## Missing modules\n\nThe numbers are those of their functions: %s.\n", strings.Join(whole, ", "))
	fmt.Fprintf(&b, "\n## Module by module\n\n| Module | Supported | Missing |\n|---|---|---|\n%s", rows.String())
	p.text = b.String()
	return p
}

func shownModule(name string) string {
	if short, ok := strings.CutPrefix(name, "Elixir."); ok {
		return short
	}
	return ":" + name
}
