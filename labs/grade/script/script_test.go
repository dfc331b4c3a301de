package script

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"lab/internal/shipped"
	"lab/labs/catalogue"
)

// head is the two-line beginning of each script in these tests.
const head = "node :red, project: true, serve: true, port: 4005\ntap A.B\n"

// judge is the end of a check.
const judge = "\n  judge do\n    %{a: 1} -> :pass\n    _ -> :oops\n  end\nend\n"

func load(t *testing.T, grade string) (*Grade, error) {
	t.Helper()
	folder := fstest.MapFS{
		catalogue.LabFile: {Data: []byte("format: 2\nid: a\ntitle: T\nsummary: S\nlearn: [x]\nnodes: [{name: n}]\n" +
			"steps: [{id: s, kind: observe, title: T, text: x}]\nmistakes: {oops: no}\n")},
		catalogue.GradeFile: {Data: []byte(grade)},
	}
	l, err := catalogue.LoadLab(folder, "a", fstest.MapFS{"more.exs": {Data: []byte("code :shared do\n  1\nend\n\ncode :unused do\n  2\nend\n")}})
	if err != nil {
		t.Fatal(err)
	}
	return Load(l)
}

func TestRead(t *testing.T) {
	g, err := load(t, head+`named()
include :more
proxy config: "Caddyfile", port: 8080
boot ~r/a "b"/, :oops

code :twice do
  x = 1
  x + x
end

prepare do
  eval(on: :each, code: :twice, seal: [A, B.C])
end

check "c", "It works", from: [:red], times: 3 do
  # a comment
  a = attempt on: :here, until: o when o != :hangs, within: 6_000, steady: 500 do
    A.b(nonce)
  end

  fault "kill red"
  _n = count(A.B)
  eval(on: :red, code: :shared)
  page = browse(:red, get: "/", fill: [name: "Ava"])
  heard = heard(until: [_ | _])
  judge do
    %{a: {:ok, x}} -> if x, do: :pass, else: {:oops, "text"}
    _ -> :oops
  end
end
`)
	if err != nil {
		t.Fatal(err)
	}
	c := g.Checks[0]
	got := fmt.Sprintf("%t %v %v %s/%s | %q %v | %s %v %d | %q %q %s %s %q | %q %q %q %v", g.Named, g.Tap, g.Proxy.Port, g.Boot[0].Says, g.Boot[0].Mistake,
		g.Prepare[0].Eval, g.Prepare[0].Seal, c.ID, c.From, c.Times, c.Do[0].Attempt, c.Do[0].Until, c.Do[0].Within, c.Do[0].Steady, c.Do[0].As,
		c.Do[1].Fault, c.Do[2].Count, c.Do[3].Eval, c.Do[4].Fill)
	want := `true [A.B] 8080 a "b"/oops | "x = 1\nx + x" [A B.C] | c [red] 3 | "A.b(nonce)" "o when o != :hangs" 6s 500ms "a" | "kill red" "A.B" "1" map[name:Ava]`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if want := "%{a: {:ok, x}} ->\nif x do\n  :pass\nelse\n  {:oops, \"text\"}\nend\n_ ->\n:oops\n"; c.Judge != want {
		t.Errorf("the judge is %q", c.Judge)
	}
}

func TestWrongGradesAreToldWhere(t *testing.T) {
	check := func(actions string) string { return head + "check \"c\", \"T\" do\n" + actions + judge }
	for _, test := range []struct{ what, text, want string }{
		{"not Elixir", head + "check do (", "a/grade.exs:3:10: missing terminator"},
		{"an unknown statement", head + "nodes 3\n", "a/grade.exs:3:1: nodes is not known here"},
		{"an unknown action", check("  evil(on: :red)"), "a/grade.exs:4:3: evil is not known here"},
		{"names for more nodes than there are", head + "named [:node1, :node2]\n", "named has 2 names for 1 nodes"},
		{"names that are not a list", head + "named :node1\n", "a/grade.exs:3:1: named needs a list of names"},
		{"an unknown option", check("  eval(on: :red, form: 1, do: 1)"), "a/grade.exs:4:3: eval has no option form"},
		{"an unknown node", check("  eval(on: :blue, do: 1)"), `a/grade.exs:4:3: there is no node "blue" here; use one of red, each, checker`},
		{"here without from", check("  eval(on: :here, do: 1)"), `a/grade.exs:4:3: there is no node "here" here`},
		{"unknown code", check("  eval(on: :red, code: :x)"), "a/grade.exs:4:3: there is no code :x above"},
		{"code that nobody uses", head + "code :x do\n  1\nend\ncheck \"c\", \"T\" do" + judge, "a/grade.exs:3:1: nothing uses code :x"},
		{"an unknown file", head + "include :none\n", "a/grade.exs:3:1: no file none.exs is shared by the labs"},
		{"no judge", head + "check \"c\", \"T\" do\n  heard()\nend\n", "a/grade.exs:3:1: the check has no judge"},
		{"a check that cannot fail", head + "check \"c\", \"T\" do\n  judge do\n    _ -> :pass\n  end\nend\n", `a/grade.exs:4:3: the judge of "c" must be able to return :pass and a mistake`},
		{"a mistake without a hint", head + "check \"c\", \"T\" do\n  judge do\n    1 -> :pass\n    _ -> :other\n  end\nend\n", "mistakes in a/lab.yaml has no hint for :other"},
		{"a judge that says a number", head + "check \"c\", \"T\" do\n  judge do\n    1 -> :pass\n    x -> x + 1\n  end\nend\n", "a/grade.exs:6:10: a clause returns :pass"},
		{"a need that is not there", head + "check \"c\", \"T\", needs: [\"d\"] do" + judge, `a/grade.exs:3:1: no check "d" comes before this one`},
		{"a hint for nobody", head + "check \"c\", \"T\" do\n  judge do\n    1 -> :pass\n    _ -> :halts\n  end\nend\n", "a/lab.yaml:8:18: no judge returns :oops"},
		{"no checks", head, "a/grade.exs:1:1: a grade without checks would pass everything"},
		{"pages of a node without any", check("  browse(:blue, get: \"/\")"), `a/grade.exs:4:3: "blue" has no pages`},
		{"visits without a page", check("  browse(:red, visits: 3)"), "visits and trials need get"},
		{"visits and trials", check("  browse(:red, get: \"/\", visits: 3, trials: 3)"), "visits and trials need get"},
		{"opened without trials", check("  browse(:red, get: \"/\", opened: x())"), "opened can only be used with trials"},
		{"clicks and presses", check("  browse(:red, click: \"a\", press: :b)"), "an action has either click or press"},
		{"a proxy that is not there", check("  fault \"restart proxy\""), `no node "proxy" here`},
		{"a time without a wait", check("  heard(within: 5)"), "within and steady need until"},
		{"waiting on the checker", check("  eval(on: :checker, until: 1, do: 2)"), "eval without until"},
		{"a server without a port", "node :red, project: true, serve: true\n", "a node that serves needs a port"},
	} {
		_, err := load(t, test.text)
		var wrong catalogue.Problems
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v\nwant %s", test.what, err, test.want)
		}
	}
}

func TestTheGradesOfTheLabsAreRead(t *testing.T) {
	for _, l := range shipped.Catalogue(t).Labs {
		if g, err := Load(l); err != nil || (g != nil) != l.Graded() {
			t.Errorf("lab %s: %v", l.ID, err)
		}
	}
}
