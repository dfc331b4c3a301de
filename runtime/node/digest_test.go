package node

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// various is source with values that differ between runs of the program or between folders. These
// values are not part of the code, so digests must not depend on them.
const various = `
defmodule Maker do
  defmacro __using__(_) do
    quote do
      def made(x), do: fn y -> tmp = x; {tmp, y} end
      defoverridable made: 1
    end
  end
  defmacro twice(e), do: quote(do: (v = unquote(e); fn -> v + v end))
end
defmodule Various do
  use Maker
  require Maker
  @big Map.new(1..50, &{&1, {:v, &1}})
  @at {:os.system_time(), :erlang.unique_integer(), self() |> inspect()}
  @where __DIR__
  %s
  defmacrop one, do: other(1) + third()
  defp other(x), do: (fn y -> x + y end).(third())
  defp third, do: (fn -> 1 end).()
  def big, do: fn k -> Map.merge(unquote(Macro.escape(Map.new(1..50, &{"#{&1}", &1}))), @big)[k] end
  def at, do: fn -> {@at, @where, __DIR__, __ENV__.file} end
  def path, do: unquote(fn -> Path.join(File.cwd!(), "x") end.())
  def made(x), do: super(x)
  def twice(x), do: [Maker.twice(x), Maker.twice(one())]
  def all, do: [big(), at(), made(1), &other/1 | twice(3)]
end
`

const tellDigests = "TELL_DIGESTS"

// TestTellDigests runs in the processes that TestDigestIsOfTheCodeAlone starts. It prints the
// digests.
func TestTellDigests(t *testing.T) {
	extra, ok := os.LookupEnv(tellDigests)
	if !ok {
		t.Skip("run by another test")
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	n := newWorld(t).liveIn(t, dir, "", "")
	n.eval(fmt.Sprintf("defmodule First%d do\n  def f(x), do: x && (fn -> x end)\nend", os.Getpid()))
	n.eval(fmt.Sprintf(various, extra))
	fmt.Println("told", n.eval("for f <- Various.all() ++ [&Enum.map/2, Stream.map([], & &1).funs |> hd()], do: Keyword.take(:erlang.fun_info(f), [:new_index, :new_uniq, :name])"))
}

// told starts another run of the program in a separate folder. It returns the closures' digests of
// that run.
func told(t *testing.T, extra string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestTellDigests$", "-test.timeout=120s")
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), tellDigests+"="+extra)
	out, err := cmd.CombinedOutput()
	line := regexp.MustCompile(`(?ms)^told (.*\])$`).FindSubmatch(out)
	if err != nil || line == nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(line[1])
}

// TestDigestIsOfTheCodeAlone compiles the same source in several processes, as the nodes of a
// project do.
func TestDigestIsOfTheCodeAlone(t *testing.T) {
	t.Parallel()
	first := told(t, "")
	for range 2 {
		if next := told(t, ""); next != first {
			t.Fatalf("two processes disagree:\n%s\n%s", first, next)
		}
	}
	other := told(t, "def more, do: 1")
	digest := regexp.MustCompile(`new_uniq: <<[^>]*>>`)
	if a, b := digest.FindString(first), digest.FindString(other); a == "" || a == b || strings.Contains(a, "<<0, 0, 0, 0") {
		t.Errorf("other code has the digest %s, as %s", b, a)
	}
}
