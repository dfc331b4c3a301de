package lint

import (
	"io/fs"
	"os"
	"strings"
	"testing"

	"lab/internal/shipped"
	"lab/runtime/syntax"
)

// withoutPrograms is the folder of a lab without its programs.
type withoutPrograms struct{ fs.FS }

func (f withoutPrograms) Open(name string) (fs.File, error) {
	if strings.HasPrefix(name, "programs") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return f.FS.Open(name)
}

// TestTheLabsAreClean compiles the Elixir code of all labs. The labs have nine hundred programs.
// The test compiles only the programs of one lab, or all programs if LAB_CERTIFY is set.
func TestTheLabsAreClean(t *testing.T) {
	c := shipped.Catalogue(t)
	for _, l := range c.Labs {
		if os.Getenv("LAB_CERTIFY") == "" && l.ID != "3" {
			l.Folder = withoutPrograms{l.Folder}
		}
	}
	if err := Index(c, "labs.yaml", os.DirFS("../../exercises/phoenix_hello")); err != nil {
		t.Error(err)
	}
}

func TestStill(t *testing.T) {
	for text, want := range map[string]bool{
		"defmodule A do\n  use GenServer\n  @a 1\n  def a(x), do: System.halt(x)\nend": true,
		"defmodule A do\n  System.halt(1)\nend":                                        false,
		"defmodule A do\n  @a System.halt(1)\n  def a, do: @a\nend":                    false,
		"defmodule A do\n  defmodule B do\n    spawn(fn -> 1 end)\n  end\nend":         false,
		"System.halt(1)": false,
		"defmodule A do\nend\n\ndefmodule B do\n  def b, do: 1\nend": true,
		"1": false,
	} {
		quoted, err := syntax.Parse(text, syntax.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := still(quoted); got != want {
			t.Errorf("%v of\n%s", got, text)
		}
	}
}

func TestCompile(t *testing.T) {
	c, err := newCompiler()
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	for _, test := range []struct{ text, want string }{
		{"a + b", ""},
		{"a + c", `f:1:5: undefined variable "c"`},
		{"case value do\n  ^a -> b\nend", ""},
		{"\n  nobody(a)", "f:2:3: undefined function nobody/1"},
		{"defmodule LintTest do\n  def a, do: unknown\nend\n\n:ok", `f:2:14: undefined variable "unknown"`},
		{"System.halt(a)", ""}, // valid, since it is not run
	} {
		quoted, err := syntax.Parse(test.text, syntax.Options{Columns: true})
		if err != nil {
			t.Fatal(err)
		}
		got := c.compile("f", quoted, []string{"a", "b"})
		if test.want == "" && len(got) > 0 || test.want != "" && (len(got) == 0 || !strings.HasPrefix(got[0].Error(), test.want)) {
			t.Errorf("%q: got %v, want %s", test.text, got, test.want)
		}
	}
}
