package lib_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"lab/runtime/code"
	"lab/runtime/lib"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// floors holds, for each module, the minimum percentage of examples in Elixir's documentation
// that must have the documented result. Raise a floor when its percentage rises. The floor of
// Enum is lower, because its examples contain random values of shuffle and take_random, which
// differ between versions of Elixir.
var floors = []struct {
	module  string
	percent int
}{
	{"Kernel", 99}, {"Enum", 98}, {"List", 100}, {"Map", 100}, {"MapSet", 100}, {"Keyword", 100},
	{"String", 100}, {"Integer", 100}, {"Float", 100}, {"Tuple", 100}, {"Atom", 100}, {"Range", 96},
	{"Stream", 100}, {"Access", 100}, {"Agent", 100}, {"Registry", 95},
}

// An example is one prompt in a module's documentation. Examples with the same place share their
// variables. The answer is empty if the documentation shows none.
type example struct{ place, code, answer string }

// TestDocumentation runs the examples in the documentation of the installed Elixir. Set SHOW to a
// module, or to all, to see the examples that fail.
func TestDocumentation(t *testing.T) {
	elixir, err := exec.LookPath("elixir")
	if err != nil {
		t.Skip("elixir is not installed: its documentation's examples are what is run")
	}
	var names []string
	for _, f := range floors {
		names = append(names, f.module)
	}
	examples := documented(t, elixir, names)
	r := newRunner(t)
	for _, f := range floors {
		t.Run(f.module, func(t *testing.T) {
			ok, all := r.share(t, f.module, examples[f.module])
			if all == 0 {
				t.Fatalf("no examples of %s", f.module)
			}
			t.Logf("%d of %d (%d %%)", ok, all, 100*ok/all)
			if 100*ok < f.percent*all {
				t.Errorf("%d of %d examples answer as documented; the floor is %d %%", ok, all, f.percent)
			}
		})
	}
}

// documented asks elixir for the examples in its documentation. It returns them by module.
func documented(t *testing.T, elixir string, modules []string) map[string][]example {
	t.Helper()
	out, err := exec.Command(elixir, append([]string{"testdata/examples.exs"}, modules...)...).Output()
	if err != nil {
		t.Fatalf("examples of the documentation: %v", err)
	}
	found := map[string][]example{}
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		parts := strings.Split(lines.Text(), " ")
		if len(parts) != 4 {
			t.Fatalf("not an example: %q", lines.Text())
		}
		code, codeErr := base64.StdEncoding.DecodeString(parts[2])
		answer, answerErr := base64.StdEncoding.DecodeString(parts[3])
		if codeErr != nil || answerErr != nil {
			t.Fatalf("not an example: %q", lines.Text())
		}
		found[parts[0]] = append(found[parts[0]], example{parts[1], string(code), string(answer)})
	}
	return found
}

// A runner is a machine on which examples run.
type runner struct{ m *vm.Machine }

func newRunner(t *testing.T) *runner {
	t.Helper()
	m := vm.New(vm.Config{Workers: 2})
	t.Cleanup(m.Close)
	s := code.New(m)
	s.Print = func(text string) {
		if os.Getenv("SHOW") != "" && !strings.HasPrefix(text, "warning") {
			fmt.Fprint(os.Stderr, text)
		}
	}
	library.Install(m, s, lib.All())
	driver, err := os.ReadFile("testdata/examples_run.exs")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := s.EvalString(string(driver), term.Empty, nil); err != nil {
		t.Fatalf("the driver of the examples: %v", err)
	}
	return &runner{m}
}

// share returns the number of examples with the documented result, and the number of examples with
// an answer.
func (r *runner) share(t *testing.T, module string, examples []example) (ok, all int) {
	show := os.Getenv("SHOW")
	for len(examples) > 0 {
		n := 1
		for n < len(examples) && examples[n].place == examples[0].place {
			n++
		}
		for i, result := range r.run(t, examples[:n]) {
			e := examples[i]
			switch {
			case result == ":ok":
				ok++
				all++
			case result != ":setup":
				if e.answer != "" {
					all++
				}
				if show == module || show == "all" {
					fmt.Printf("%s: %s\n    %s\n", e.place, e.code, result)
				}
			}
		}
		examples = examples[n:]
	}
	return ok, all
}

// run runs the examples of one place. The result of each is :ok, :setup or a description of the
// failure.
func (r *runner) run(t *testing.T, examples []example) []string {
	t.Helper()
	var list []term.Term
	for _, e := range examples {
		list = append(list, term.Tup(term.Str(e.code), term.Str(e.answer)))
	}
	v, err := r.m.Call(vm.ModuleAtom("Examples.Run"), term.Intern("place"), term.List(list...), term.Int(timeout))
	if err != nil {
		t.Fatalf("%s: %v", examples[0].place, err)
	}
	results, _ := v.Slice()
	if len(results) != len(examples) {
		t.Fatalf("%s: %d results of %d examples", examples[0].place, len(results), len(examples))
	}
	var out []string
	for _, res := range results {
		if s, ok := res.AsStr(); ok {
			out = append(out, s)
		} else {
			out = append(out, term.Inspect(res, term.Opts{}))
		}
	}
	return out
}

// timeout is the time limit of an example, in milliseconds.
const timeout = 2000
