package catalogue

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestTheCatalogueLoads(t *testing.T) {
	c := shipped(t)
	for _, id := range []string{"0", "1", "2", "3", "4", "5"} {
		if _, ok := c.Lab(id); !ok {
			t.Errorf("no lab %s", id)
		}
	}
}

func TestFaultsHaveLineAndColumn(t *testing.T) {
	const head = "format: 2\nid: a\ntitle: T\nsummary: S\nminutes: 1\nlearn: [x]\nnodes: [{name: n}]\nsteps:\n"
	for _, test := range []struct{ name, text, want string }{
		{"unknown key", head + "  - {id: s, kind: observe, title: T, txt: x}\n", `a/lab.yaml:9:`},
		{"unknown kind", head + "  - {id: s, kind: watch, title: T, text: x}\n", `a/lab.yaml:9:19: kind "watch" is not one of predict, do, observe, explain`},
		{"unknown node", head + "  - id: s\n    kind: do\n    title: T\n    text: x\n    until:\n      - {on: m, eval: e, match: m, say: s}\n", `a/lab.yaml:14:14: there is no node "m" here; use one of n, each`},
		{"do without until", head + "  - {id: s, kind: do, title: T, text: x}\n", "a step of kind do needs until or graded"},
		{"two steps of one name", head + "  - {id: s, kind: observe, title: T, text: x}\n  - {id: s, kind: observe, title: T, text: x}\n", `a/lab.yaml:10:10: there is a step "s" already`},
		{"wrong format", strings.Replace(head, "format: 2", "format: 9", 1) + "  - {id: s, kind: observe, title: T, text: x}\n", "a/lab.yaml:1:9: format is 9; this program reads format 2"},
		{"a server without a port", strings.Replace(head, "{name: n}", "{name: n, project: true, serve: true}", 1) + "  - {id: s, kind: observe, title: T, text: x}\n", "a/lab.yaml:7:"},
		{"before of one node", head + "  - {id: s, kind: do, title: T, text: x, until: [{on: n, eval: e, match: x when before == x, say: s}]}\n", "a/lab.yaml:9:"},
		{"nothing that was", head + "  - {id: s, kind: do, title: T, text: x, until: [{on: n, eval: e, was: [''], match: m, say: s}]}\n", "was has an empty pattern"},
		{"a prediction that nothing follows", head + "  - {id: s, kind: predict, title: T, text: x, question: {ask: a, explain: e, choices: [{text: t, right: true}, {text: u, why: w}]}}\n", "no later step shows the outcome of this prediction"},
		{"a prediction that is seen nowhere", head + "  - {id: s, kind: predict, title: T, text: x, question: {ask: a, explain: e, seen: o, choices: [{text: t, right: true}, {text: u, why: w}]}}\n  - {id: p, kind: observe, title: T, text: x}\n", `no step "o" comes after this one`},
		{"an explanation that is seen", head + "  - {id: s, kind: explain, title: T, text: x, question: {ask: a, explain: e, seen: p, choices: [{text: t, right: true}, {text: u, why: w}]}}\n  - {id: p, kind: observe, title: T, text: x}\n", "seen is for predictions; this step is of kind explain"},
		{"graded by nobody", head + "  - {id: s, kind: do, graded: true, title: T, text: x}\n", "the step is graded, but the lab has no grade.exs"},
		{"a weight below nothing", strings.Replace(head, "steps:", "weights: {a: 1, b: -1}\nsteps:", 1) + "  - {id: s, kind: observe, title: T, text: x}\n", "a/lab.yaml:8:20: a weight is a number from 0 to 1000"},
		{"a weight that is not a number", strings.Replace(head, "steps:", "weights: {a: .nan}\nsteps:", 1) + "  - {id: s, kind: observe, title: T, text: x}\n", "a/lab.yaml:8:14: a weight is a number from 0 to 1000"},
		{"an act that is nothing", head + "  - {id: s, kind: observe, title: T, text: x, type: [{on: n, code: c}], show: [{answer: a}]}\n", "an act is one of typed, code, fault, solution, file, until, together and hand; this is none"},
		{"an act that is two", head + "  - {id: s, kind: observe, title: T, text: x, type: [{on: n, code: c}], show: [{fault: kill n, until: true}]}\n", "this is fault and until"},
		{"a command that is not there", head + "  - {id: s, kind: observe, title: T, text: x, type: [{on: n, code: c}], show: [{typed: [2]}]}\n", "the step has no command 2"},
		{"a fault on nobody", head + "  - {id: s, kind: observe, title: T, text: x, type: [{on: n, code: c}], show: [{fault: kill m}]}\n", "there is no node m"},
		{"a solution that is not there", head + "  - {id: s, kind: observe, title: T, text: x, type: [{on: n, code: c}], show: [{solution: true}]}\n", "the lab has no solution"},
		{"a file of nobody", head + "  - {id: s, kind: observe, title: T, text: x, type: [{on: n, code: c}], show: [{file: a.ex, from: x}]}\n", "file must be one of the student's files"},
		{"not YAML", "format: [", "a/lab.yaml:"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := LoadLab(fstest.MapFS{LabFile: {Data: []byte(test.text)}}, "a", nil)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestIndex(t *testing.T) {
	lab := func(id string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("format: 2\nid: " + id + "\ntitle: T\nsummary: S\nlearn: [x]\nnodes: [{name: n}]\nsteps: [{id: s, kind: observe, title: T, text: x}]\n")}
	}
	for _, test := range []struct{ what, index, want string }{
		{"two labs", "format: 2\nlabs: [x/a, b]\n", ""},
		{"a route", "format: 2\nshort: [a]\nlabs: [x/a, b]\n", ""},
		{"a route to nowhere", "format: 2\nshort: [z]\nlabs: [x/a, b]\n", `labs.yaml:2:9: there is no lab "z"`},
		{"no labs", "format: 2\nlabs: []\n", "labs.yaml:2:7: there are no labs"},
		{"nothing there", "format: 2\nlabs:\n  - x/a\n  - c\n", "labs.yaml:4:5: there is no c/lab.yaml"},
		{"outside", "format: 2\nlabs: [../a]\n", "labs.yaml:2:8: there is no ../a/lab.yaml"},
		{"two of one id", "format: 2\nlabs: [x/a, d]\n", `labs.yaml:2:13: there is a lab "a" already`},
		{"a lab that is wrong", "format: 2\nlabs: [e]\n", "e/lab.yaml:2:5: id"},
		{"one that replaces another", "format: 2\nlabs: [x/a, r]\n", ""},
		{"one that replaces a later one", "format: 2\nlabs: [r, x/a]\n", `r/lab.yaml:8:12: no lab before this one has the id "a"`},
	} {
		root := fstest.MapFS{"labs.yaml": {Data: []byte(test.index)}, "x/a/lab.yaml": lab("a"), "b/lab.yaml": lab("b"), "d/lab.yaml": lab("a"), "e/lab.yaml": lab("E"),
			"r/lab.yaml": {Data: append(lab("r").Data, "replaces: [a]\n"...)}}
		c, err := Load(root, "labs.yaml", nil)
		switch {
		case test.want != "" && (err == nil || !strings.HasPrefix(err.Error(), test.want)):
			t.Errorf("%s: got %v, want %s", test.what, err, test.want)
		case test.want == "" && (err != nil || len(c.Labs) != 2):
			t.Errorf("%s: %v, %v", test.what, c, err)
		}
	}
}

func TestElixirHasItsPlace(t *testing.T) {
	text := "format: 2\nid: a\ntitle: T\nsummary: S\nlearn: [x]\nnodes: [{name: n}]\nsteps:\n" +
		"  - id: s\n    kind: do\n    title: T\n    text: x\n    until:\n" +
		"      - {on: n, eval: plain, match: \"quoted\", say: s}\n      - on: each\n        eval: |\n          block\n        was: [w]\n        match: m\n        say: s\n"
	l, err := LoadLab(fstest.MapFS{LabFile: {Data: []byte(text)}}, "a", nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range l.Elixir() {
		got = append(got, fmt.Sprintf("%s:%d:%d %s %t", s.File, s.Line, s.Column, strings.TrimSpace(s.Text), s.Pattern))
	}
	want := []string{"a/lab.yaml:13:23 plain false", "a/lab.yaml:13:38 quoted true", "a/lab.yaml:16:11 block false", "a/lab.yaml:18:16 m true", "a/lab.yaml:17:15 w true"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte("format: 2\nid: a\n"))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, _ = LoadLab(fstest.MapFS{LabFile: {Data: text}}, "a", nil)
	})
}
