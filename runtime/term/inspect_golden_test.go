package term_test

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"lab/runtime/etf"
	"lab/runtime/term"
)

// options maps the names of option sets in inspect.json to the options. Elixir inspected all values
// with pretty: true.
var options = map[string]term.Opts{
	"":                       {Width: 80},
	"width: 40":              {Width: 40},
	"width: 20":              {Width: 20},
	"limit: 5":               {Width: 80, Limit: 5},
	"limit: 3, width: 30":    {Width: 30, Limit: 3},
	"width: :infinity":       {Width: -1},
	"structs: false":         {Width: 80, RawStructs: true},
	"binaries: :as_binaries": {Width: 80, Binaries: "as_binaries"},
	"binaries: :as_strings":  {Width: 80, Binaries: "as_strings"},
	"base: :hex":             {Width: 80, Base: 16},
	"printable_limit: 5":     {Width: 80, PrintableLimit: 5},
	"colours, width: 40": {Width: 40, Colours: map[string]string{
		"atom": term.Colour("cyan"), "boolean": term.Colour("magenta"), "list": term.Colour("red"), "map": term.Colour("blue"),
		"nil": term.Colour("magenta"), "number": term.Colour("yellow"), "string": term.Colour("green"),
		"tuple": term.Colour("white"), "regex": term.Colour("black"), "reset": term.Colour("default_color"),
	}},
}

// TestInspectAsElixir compares with values that Elixir 1.14 inspected. The file has no charlists,
// which 1.18 shows differently. A value has no entry for options that do not change its text.
func TestInspectAsElixir(t *testing.T) {
	text, err := os.ReadFile("testdata/inspect.json")
	if err != nil {
		t.Fatal(err)
	}
	var values []struct {
		Value, Term string
		Shown       map[string]string
	}
	if err := json.Unmarshal(text, &values); err != nil {
		t.Fatal(err)
	}
	for _, v := range values {
		b, err := hex.DecodeString(v.Term)
		if err != nil {
			t.Fatal(err)
		}
		value, _, err := etf.Decode(b, etf.DecodeOpts{})
		if err != nil {
			t.Fatalf("%s: %v", v.Value, err)
		}
		for name, want := range v.Shown {
			if got := term.Inspect(value, options[name]); got != want {
				t.Errorf("%s with [%s]: got\n%s\nwant\n%s", v.Value, name, got, want)
			}
		}
	}
}

// TestDocsAsTerms formats values through algebra documents that were converted to terms. The texts
// must be those of Inspect.
func TestDocsAsTerms(t *testing.T) {
	value := term.Tup(term.Ok, term.MapOf(term.Sym("a"), term.List(term.Int(1000), term.Int(2000)), term.Sym("b"), term.Charlist("text")))
	for _, width := range []int{80, 20, 8, 0} {
		o := term.Opts{Width: width}
		doc := term.Tup(term.Sym("doc_group"), term.InspectDoc(value, o), term.Sym("self"))
		if got, want := term.FormatDoc(doc, width, nil), term.Inspect(value, o); got != want {
			t.Errorf("at %d: got\n%s\nwant\n%s", width, got, want)
		}
	}
}

// TestLayoutAsElixir compares with Inspect.Algebra.format/2 of Elixir 1.14.
func TestLayoutAsElixir(t *testing.T) {
	text, err := os.ReadFile("testdata/docs.json")
	if err != nil {
		t.Fatal(err)
	}
	var docs []struct {
		Doc  string
		Laid map[int]string
	}
	if err := json.Unmarshal(text, &docs); err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		b, err := hex.DecodeString(d.Doc)
		if err != nil {
			t.Fatal(err)
		}
		doc, _, err := etf.Decode(b, etf.DecodeOpts{})
		if err != nil {
			t.Fatal(err)
		}
		for width, want := range d.Laid {
			if got := term.FormatDoc(doc, width, nil); got != want {
				t.Errorf("%s at %d: got\n%s\nwant\n%s", term.Inspect(doc, term.Opts{}), width, got, want)
			}
		}
	}
}
