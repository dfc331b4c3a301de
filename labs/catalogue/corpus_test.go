package catalogue

import (
	"os"
	"strings"
	"testing"
)

func shipped(t *testing.T) *Catalogue {
	t.Helper()
	c, err := Load(os.DirFS("../.."), "labs.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCorpora requires at least 25 correct and 40 wrong programs for each graded lab.
func TestCorpora(t *testing.T) {
	project := os.DirFS("../../exercises/phoenix_hello")
	for _, l := range shipped(t).Labs {
		if !l.Graded() {
			continue
		}
		c, err := LoadCorpus(l, project)
		if err != nil {
			t.Error(err)
			continue
		}
		right := 0
		for _, p := range c.Programs {
			if p.Verdict == Passes {
				right++
			}
			if text := c.Text(p); !strings.Contains(text, beginning(p.Code)) {
				t.Errorf("lab %s, %s: the program is not in its file", l.ID, p.ID)
			}
		}
		if wrong := len(c.Programs) - right; right < 25 || wrong < 40 {
			t.Errorf("lab %s: %d right and %d wrong programs", l.ID, right, wrong)
		}
	}
}

func TestTextReplacesFunctions(t *testing.T) {
	c := Corpus{bases: map[string]string{"m.ex": "defmodule M do\n  def a(x) do\n    x\n  end\n\n  def b, do: 1\nend\n"}}
	got := c.Text(Program{File: "m.ex", Code: "def a(x), do: x + 1\n"})
	want := "defmodule M do\n\n  def b, do: 1\n\n  def a(x), do: x + 1\nend\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestASampleIsSpread(t *testing.T) {
	c := Corpus{Programs: []Program{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}, {ID: "e"}}}
	c.Sample(2)
	if len(c.Programs) != 2 || c.Programs[0].ID != "a" || c.Programs[1].ID != "c" {
		t.Errorf("kept %v", c.Programs)
	}
}

func beginning(code string) string {
	code = strings.TrimSpace(code)
	return code[:min(20, len(code))]
}
