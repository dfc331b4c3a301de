package versus

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var (
	programs     = flag.Int("programs", 0, "how many random programs to run on both runtimes")
	programsSeed = flag.Uint64("programs-seed", 0, "the seed of the random programs; 0 means a new one")
)

// programsTime bounds one run of all programs on one runtime.
const programsTime = 4 * time.Minute

// TestSameAnswers runs random programs on both runtimes: go test -run Same ./internal/versus
// -programs 300. The programs compute with integers below and above the word size, use patterns
// and guards, call funs for lists, and raise exceptions. They also have the forms of same_forms_test.go.
func TestSameAnswers(t *testing.T) {
	if *programs == 0 {
		t.Skip("runs with -programs")
	}
	elixir, err := exec.LookPath("elixir")
	if err != nil {
		t.Skip("there is no elixir on the PATH to compare with")
	}
	dir := t.TempDir()
	lab, file := filepath.Join(dir, "lab"), filepath.Join(dir, "programs.exs")
	if out, err := exec.Command("go", "build", "-o", lab, "lab").CombinedOutput(); err != nil {
		t.Fatalf("building lab: %v\n%s", err, out)
	}
	seed := *programsSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	source := randomPrograms(rand.New(rand.NewPCG(seed, 1)), *programs)
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	ours := run(t, seed, lab, "elixir", file)
	theirs := run(t, seed, elixir, file)
	functions := strings.Split(source, "\n\n")
	want := strings.Split(theirs, "\n")
	for i, line := range strings.Split(ours, "\n") {
		if i >= len(want) || line != want[i] {
			t.Errorf("seed %d:\n%s\nlab    %s\nelixir %s", seed, functions[min(i+3, len(functions)-1)], line, want[min(i, len(want)-1)])
		}
	}
}

func run(t *testing.T, seed uint64, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), programsTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		text := said.String()
		t.Fatalf("%s, seed %d: %v\n%s", name, seed, err, text[max(0, len(text)-2000):])
	}
	return string(out)
}

// again limits the number of recursive calls of a function. Without the limit, the number would
// grow exponentially in nested loops.
const again = `  def again?(depth), do: depth > 0 and Process.put(:calls, Process.get(:calls) - 1) > 0
`

// randomPrograms returns n functions of a module and calls of each with a few values.
func randomPrograms(r *rand.Rand, n int) string {
	var b strings.Builder
	b.WriteString("defmodule Box do\n  defstruct v: 0\nend\n\ndefmodule P do\n  import Bitwise\n\n" + again + "\n")
	for i := range n {
		g := &author{r: r, name: fmt.Sprintf("f%d", i)}
		b.WriteString(g.function() + "\n")
	}
	b.WriteString(`end

for i <- 0..` + fmt.Sprint(n-1) + ` do
  answers =
    for {a, b} <- [{0, 1}, {3, -2}, {576460752303423487, 5}, {-576460752303423488, 7}, {[1, 2, 3], 2}, {:a, [4]}, {1.5, {1, 2}}] do
      Process.put(:calls, 500)

      try do
        apply(P, :"f#{i}", [a, b, 4])
      rescue
        # Its message is another one since 1.15.
        e in Protocol.UndefinedError -> e.__struct__
        # Where the compiler of Erlang knows a wrong type, the error of a bitstring has no details.
        e in ArgumentError -> {ArgumentError, String.starts_with?(e.message, ["argument error", "construction of"]) || hd(String.split(e.message, "\n"))}
        e -> {e.__struct__, Exception.message(e) |> String.split("\n") |> hd()}
      catch
        kind, value -> {kind, value}
      end
    end

  answers
  |> inspect(limit: :infinity, printable_limit: :infinity, width: 100_000)
  |> String.replace(~r/#Function<[^>]*>/, "#Function<>")
  |> IO.puts()
end
`)
	return b.String()
}

// An author writes one function with the arguments a, b and depth.
type author struct {
	r    *rand.Rand
	name string
	deep int
}

func (g *author) pick(of ...string) string { return of[g.r.IntN(len(of))] }

func (g *author) function() string {
	first := g.pick("0", "3", ":a", "[]", "[_ | _]", "[_, _ | _]", "{_, _}", "a", "1.5")
	var b strings.Builder
	if first != "a" {
		fmt.Fprintf(&b, "  def %s(%s = a, b, depth)%s, do: %s\n", g.name, first, g.guard(), g.expr())
	}
	fmt.Fprintf(&b, "  def %s(a, b, depth)%s, do: %s\n", g.name, g.guard(), g.expr())
	fmt.Fprintf(&b, "  def %s(a, b, depth), do: %s\n", g.name, g.expr())
	return b.String()
}

func (g *author) guard() string {
	return g.pick("", " when is_integer(a)", " when a > 2", " when a == b", " when is_list(a) and length(a) > 1",
		" when a + 1 > b", " when rem(a, 2) == 0 or b < 0", " when depth <= 0", " when not is_atom(a) and a != 3")
}

func (g *author) expr() string {
	if g.deep > 3 {
		return g.leaf()
	}
	g.deep++
	defer func() { g.deep-- }()
	if g.r.IntN(3) == 0 {
		return g.form()
	}
	switch g.r.IntN(14) {
	case 0, 1, 2:
		return fmt.Sprintf("(%s %s %s)", g.expr(), g.pick("+", "-", "*", "+", "-"), g.expr())
	case 3:
		return fmt.Sprintf("%s(%s, %s)", g.pick("rem", "div", "max", "min", "band", "bor", "bxor"), g.expr(), g.expr())
	case 4:
		return fmt.Sprintf("(if %s, do: %s, else: %s)", g.condition(), g.expr(), g.expr())
	case 5:
		return fmt.Sprintf("(case %s do 0 -> %s; [h | t] -> {h, t, %s}; {x, ^b} -> x; n when n > 5 -> %s; _ -> %s end)",
			g.expr(), g.expr(), g.leaf(), g.expr(), g.leaf())
	case 6:
		return fmt.Sprintf("(if again?(depth), do: %s(%s, %s, depth - 1), else: %s)", g.name, g.expr(), g.expr(), g.leaf())
	case 7:
		return fmt.Sprintf("Enum.%s(%s, fn x -> %s end)", g.pick("map", "filter", "reject", "any?", "all?", "find", "count",
			"find_value", "split_with", "group_by", "flat_map", "each", "sort_by"), g.list(), g.of("x"))
	case 8:
		return fmt.Sprintf("Enum.reduce(%s, %s, fn x, acc -> %s end)", g.list(), g.leaf(), g.of("x", "acc"))
	case 9:
		return fmt.Sprintf("(for x <- %s, %s, do: %s)", g.list(), g.pick("x != 2", "x", "x > b", "is_integer(x)"), g.of("x"))
	case 10:
		return fmt.Sprintf("(f = fn x -> %s end; f.(%s))", g.of("x"), g.expr())
	case 11:
		return fmt.Sprintf("{%s, %s}", g.expr(), g.expr())
	case 12:
		return fmt.Sprintf("[%s | %s]", g.expr(), g.list())
	}
	return g.pick("raise(\"no\")", "throw({:ball, a})", "Map.put(%{a => 1}, b, 2)", "hd(a)", "elem(b, 0)", "-a", "(x = a; x + depth)")
}

func (g *author) leaf() string {
	return g.pick("a", "b", "depth", "a", "b", "1", "2", "-3", ":ok", "[]", "576460752303423487", "2.5")
}

func (g *author) list() string {
	return g.pick("[1, 2, 3, 4]", "[a, b]", "1..5", "5..1//-2", "List.wrap(a)", "[depth]", "%{a => b}", "[]", "[b | List.wrap(a)]")
}

// of returns an expression that also uses the given variables.
func (g *author) of(names ...string) string {
	e := g.expr()
	for _, name := range names {
		e = fmt.Sprintf("(%s %s %s)", name, g.pick("+", "-", "==", "<", ">=", "!=", "===", "*"), e)
	}
	return e
}

func (g *author) condition() string {
	return fmt.Sprintf("%s %s %s", g.leaf(), g.pick("<", ">", "==", "!=", "<=", ">=", "===", "!=="), g.expr())
}
