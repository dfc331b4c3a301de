package node

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"testing"

	"lab/runtime/syntax"
	"lab/runtime/term"
)

// fillAtoms is the environment variable that makes TestFillAtoms run.
const fillAtoms = "FILL_ATOMS"

// TestFillAtoms runs in the other process of TestAFullAtomTable, because atoms are never removed.
func TestFillAtoms(t *testing.T) {
	if os.Getenv(fillAtoms) == "" {
		t.Skip("run by another test")
	}
	n := newWorld(t).liveIn(t, t.TempDir(), "", "")
	programs := []string{
		`try do String.to_atom("one_more") rescue e in SystemLimitError -> e.__struct__ end`,
		`try do Module.concat("One", "More") rescue e in SystemLimitError -> e.__struct__ end`,
		`try do Code.string_to_quoted("one_more") catch _, e -> e end |> elem(0)`,
		`try do Code.eval_quoted({:__aliases__, [], [:Filled1, :Filled2]}) rescue e in SystemLimitError -> e.__struct__ end`,
		`try do to_string(%{__struct__: :Filled1}) rescue e in SystemLimitError -> e.__struct__ end`,
		`:erlang.system_info(:atom_count) >= 1_048_575`,
		`inspect(%{a: ~D[2024-01-01]})`,
		`Enum.map(1..3, &Integer.to_string/1)`,
		`JSON.encode!(%{"a" => [1]})`,
		`elem(Agent.start_link(Map, :new, []), 0)`,
		`Plug.Conn.Status.code(:not_found)`,
		`Phoenix.HTML.Safe.to_iodata(1)`,
	}
	for _, code := range programs { // their own names are atoms already
		if _, err := syntax.Parse("inspect(("+code+"))", syntax.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	for i := 0; ; i++ {
		if _, err := term.TryIntern(fmt.Sprint("Filled", i)); err != nil {
			break
		}
	}
	func() {
		defer func() {
			if r := recover(); r != term.ErrAtoms {
				t.Errorf("deriving names without end: %v", r)
			}
		}()
		for i := 0; ; i++ {
			term.InternDerived(fmt.Sprint("Derived", i))
		}
	}()
	for _, code := range programs {
		fmt.Println("told", n.eval(code))
	}
}

// TestAFullAtomTable checks that a program which fills the atom table gets an error, and that the
// library can still be loaded, even if the program also makes the runtime derive names without end.
func TestAFullAtomTable(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(os.Args[0], "-test.run=^TestFillAtoms$", "-test.timeout=120s")
	cmd.Env = append(os.Environ(), fillAtoms+"=1")
	out, err := cmd.CombinedOutput()
	got := ""
	for _, line := range regexp.MustCompile(`(?m)^told (.*)$`).FindAllSubmatch(out, -1) {
		got += string(line[1]) + "\n"
	}
	const want = `SystemLimitError
SystemLimitError
:error
SystemLimitError
SystemLimitError
true
"%{a: ~D[2024-01-01]}"
["1", "2", "3"]
"{\"a\":[1]}"
:ok
404
"1"
`
	if err != nil || got != want {
		t.Errorf("%v, got\n%swant\n%s%s", err, got, want, out)
	}
}
