package catalogue

import (
	"strings"
	"testing"
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
	const head = "format: 1\nlabs:\n  - id: a\n    title: T\n    summary: S\n    minutes: 1\n    learn: [x]\n    nodes: [{name: n}]\n    steps:\n"
	for _, test := range []struct{ name, text, want string }{
		{"unknown key", head + "      - {id: s, kind: observe, title: T, txt: x}\n", `labs.yaml:10:`},
		{"unknown kind", head + "      - {id: s, kind: watch, title: T, text: x}\n", `labs.yaml:10:23: kind "watch" is none of predict, do, observe, explain`},
		{"unknown node", head + "      - id: s\n        kind: do\n        title: T\n        text: x\n        until:\n          - {on: m, eval: e, match: m, say: s}\n", `labs.yaml:15:18: no node "m" here; there are n`},
		{"do without until", head + "      - {id: s, kind: do, title: T, text: x}\n", "a step of kind do needs until, or graded"},
		{"two steps of one name", head + "      - {id: s, kind: observe, title: T, text: x}\n      - {id: s, kind: observe, title: T, text: x}\n", `labs.yaml:11:14: there is a step "s" already`},
		{"wrong format", strings.Replace(head, "format: 1", "format: 9", 1) + "      - {id: s, kind: observe, title: T, text: x}\n", "labs.yaml:1:9: format is 9; this program reads format 1"},
		{"a check that cannot fail", head + "      - {id: s, kind: observe, title: T, text: x}\n    grade:\n      nodes: [{name: n}]\n      checks: [{id: c, title: T, do: [], judge: '_ -> :pass'}]\n", `the judge of "c" must be able to say :pass and a mistake`},
		{"a mistake without a hint", head + "      - {id: s, kind: observe, title: T, text: x}\n    grade:\n      nodes: [{name: n}]\n      checks: [{id: c, title: T, do: [], judge: \"1 -> :pass\\n_ -> :oops\"}]\n", "the judge says :oops, for which mistakes has no hint"},
		{"a page of a node without pages", head + "      - {id: s, kind: observe, title: T, text: x}\n    grade:\n      nodes: [{name: n}]\n      checks:\n        - id: c\n          title: T\n          do:\n            - {browse: n, get: /}\n          judge: |\n            1 -> :pass\n            _ -> :oops\n", `labs.yaml:17:24: no pages of "n" here`},
		{"a server without a port", strings.Replace(head, "{name: n}", "{name: n, project: true, serve: true}", 1) + "      - {id: s, kind: observe, title: T, text: x}\n", "labs.yaml:8:"},
		{"before of one node", head + "      - {id: s, kind: do, title: T, text: x, until: [{on: n, eval: e, match: x when before == x, say: s}]}\n", "labs.yaml:10:"},
		{"nothing that was", head + "      - {id: s, kind: do, title: T, text: x, until: [{on: n, eval: e, was: [''], match: m, say: s}]}\n", "was has an empty pattern"},
		{"a prediction that nothing follows", head + "      - {id: s, kind: predict, title: T, text: x, question: {ask: a, explain: e, choices: [{text: t, right: true}, {text: u, why: w}]}}\n", "no step comes after this prediction to show what happens"},
		{"a prediction that is seen nowhere", head + "      - {id: s, kind: predict, title: T, text: x, question: {ask: a, explain: e, seen: o, choices: [{text: t, right: true}, {text: u, why: w}]}}\n      - {id: p, kind: observe, title: T, text: x}\n", `no step "o" comes after this one`},
		{"an explanation that is seen", head + "      - {id: s, kind: explain, title: T, text: x, question: {ask: a, explain: e, seen: p, choices: [{text: t, right: true}, {text: u, why: w}]}}\n      - {id: p, kind: observe, title: T, text: x}\n", "seen is for predictions; this step is of kind explain"},
		{"visits without a page", strings.Replace(head, "{name: n}", "{name: n, project: true, serve: true, port: 4005}", 1) + "      - {id: s, kind: observe, title: T, text: x}\n    grade:\n      nodes: [{name: n, project: true, serve: true, port: 4005}]\n      checks:\n        - id: c\n          title: T\n          do:\n            - {browse: n, visits: 3}\n          judge: |\n            1 -> :pass\n            _ -> :oops\n", "visits and trials take get"},
		{"visits and trials", strings.Replace(head, "{name: n}", "{name: n, project: true, serve: true, port: 4005}", 1) + "      - {id: s, kind: observe, title: T, text: x}\n    grade:\n      nodes: [{name: n, project: true, serve: true, port: 4005}]\n      checks:\n        - id: c\n          title: T\n          do:\n            - {browse: n, get: /, visits: 3, trials: 3}\n          judge: |\n            1 -> :pass\n            _ -> :oops\n", "visits and trials take get"},
		{"opened without trials", strings.Replace(head, "{name: n}", "{name: n, project: true, serve: true, port: 4005}", 1) + "      - {id: s, kind: observe, title: T, text: x}\n    grade:\n      nodes: [{name: n, project: true, serve: true, port: 4005}]\n      checks:\n        - id: c\n          title: T\n          do:\n            - {browse: n, get: /, opened: x}\n          judge: |\n            1 -> :pass\n            _ -> :oops\n", "opened needs trials"},
		{"clicks and presses", strings.Replace(head, "{name: n}", "{name: n, project: true, serve: true, port: 4005}", 1) + "      - {id: s, kind: observe, title: T, text: x}\n    grade:\n      nodes: [{name: n, project: true, serve: true, port: 4005}]\n      checks:\n        - id: c\n          title: T\n          do:\n            - {browse: n, click: a, press: b}\n          judge: |\n            1 -> :pass\n            _ -> :oops\n", "an action clicks, or presses"},
		{"visits of nobody", strings.Replace(head, "{name: n}", "{name: n, project: true, serve: true, port: 4005}", 1) + "      - {id: s, kind: observe, title: T, text: x}\n    grade:\n      nodes: [{name: n, project: true, serve: true, port: 4005}]\n      checks:\n        - id: c\n          title: T\n          do:\n            - {on: n, eval: e, visits: 3}\n          judge: |\n            1 -> :pass\n            _ -> :oops\n", "need browse: of which node is the page?"},
		{"a proxy that is not there", strings.Replace(head, "{name: n}", "{name: n, project: true, serve: true, port: 4005}", 1) + "      - {id: s, kind: observe, title: T, text: x}\n    grade:\n      nodes: [{name: n, project: true, serve: true, port: 4005}]\n      checks:\n        - id: c\n          title: T\n          do:\n            - {fault: restart proxy}\n          judge: |\n            1 -> :pass\n            _ -> :oops\n", "no node \"proxy\" here"},
		{"not YAML", "format: [", "labs.yaml:"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Load("labs.yaml", []byte(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte("format: 1\nlabs: []\n"))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		Load("labs.yaml", text)
	})
}
