package types

import (
	"strconv"
	"testing"

	"lab/runtime/code/kernel"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// typeOf parses a type.
func typeOf(t *testing.T, text string) Type {
	t.Helper()
	q, err := syntax.Parse(text, syntax.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return read(q)
}

// TestTables parses all signatures of both tables.
func TestTables(t *testing.T) {
	for name, table := range map[string]*table{"strong": strongTable(), "library": libraryTable()} {
		if len(table.lines) < 80 {
			t.Errorf("%s has %d functions", name, len(table.lines))
		}
		for fn := range table.lines {
			s := table.find(fn)
			if s == nil || len(s.clauses) == 0 {
				t.Fatalf("%s: %v has no clauses", name, fn)
			}
			for _, c := range s.clauses {
				if len(c.args) != fn.Arity {
					t.Errorf("%s: %v has %d arguments", name, fn, len(c.args))
				}
			}
		}
	}
	if strongTable().find(kernel.MFA{}) != nil {
		t.Error("a function without a name is known")
	}
}

// TestShown checks that the text of a parsed type is the original text.
func TestShown(t *testing.T) {
	for _, text := range []string{
		"term()", "dynamic()", "none()", "integer()", "float() or integer()", "boolean()", ":a or :b or boolean()", "atom()",
		"{integer(), binary()}", "{:ok, term(), ...}", "%{a: integer()}", "%{..., a: if_set(integer())}", "empty_map()", "list(integer())",
		"non_empty_list(binary(), atom())", "dynamic(%{..., a: term()})", "%Range{first: integer()}", "String or nil", "empty_list() or pid()",
		"%{a: :b} or {integer(), {float()}}",
	} {
		if got := (writer{}).text(typeOf(t, text)); got != text {
			t.Errorf("%s is shown as %s", text, got)
		}
	}
}

func TestRelations(t *testing.T) {
	for _, c := range []struct {
		a, b                          string
		disjoint, subtype, compatible bool
	}{
		{"integer()", "integer() or float()", false, true, true},
		{"integer() or float()", "integer()", false, false, false},
		{"dynamic()", "integer()", false, false, true},
		{"dynamic(integer() or binary())", "integer()", false, false, true},
		{"dynamic(binary())", "integer()", true, false, false},
		{"none()", "integer()", true, true, false},
		{":a", "atom()", false, true, true},
		{":a or :b", ":a", false, false, false},
		{"{:ok, integer()}", "{:ok, term()}", false, true, true},
		{"{:ok, integer()}", "{:error, term()}", true, false, false},
		{"{integer()}", "{...}", false, true, true},
		{"{integer(), ...}", "{integer(), float()}", false, false, false},
		{"{integer()}", "{integer(), ...}", false, true, true},
		{"%{a: integer()}", "%{...}", false, true, true},
		{"%{a: integer()}", "%{..., a: integer()}", false, true, true},
		{"%{a: integer()}", "%{..., b: integer()}", true, false, false},
		{"%{a: integer()}", "%{..., b: if_set(integer())}", false, true, true},
		{"%{a: integer()}", "%{a: integer(), b: if_set(integer())}", false, true, true},
		{"%{..., a: integer()}", "%{a: float()}", true, false, false},
		{"list(integer())", "list(term())", false, true, true},
		{"empty_list()", "list(integer())", false, true, true},
		{"non_empty_list(integer())", "non_empty_list(binary())", true, false, false},
		{"list(integer())", "non_empty_list(integer())", false, false, false},
		{"%Range{first: integer()}", "%Date{first: integer()}", true, false, false},
	} {
		a, b := typeOf(t, c.a), typeOf(t, c.b)
		if disjoint(a, b) != c.disjoint || disjoint(b, a) != c.disjoint {
			t.Errorf("disjoint(%s, %s) is not %v", c.a, c.b, c.disjoint)
		}
		if subtype(a, b) != c.subtype {
			t.Errorf("subtype(%s, %s) is not %v", c.a, c.b, c.subtype)
		}
		if compatible(a, b) != c.compatible {
			t.Errorf("compatible(%s, %s) is not %v", c.a, c.b, c.compatible)
		}
	}
}

func TestUnions(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"integer()", "dynamic()", "dynamic() or integer()"},
		{"%{a: integer()}", "%{a: float()}", "%{a: float() or integer()}"},
		{"%{a: integer(), b: :x}", "%{a: float(), b: :y}", "%{a: float(), b: :y} or %{a: integer(), b: :x}"},
		{"%{..., a: term()}", "%{a: integer(), b: float()}", "%{..., a: term()}"},
		{"{integer()}", "{float()}", "{float() or integer()}"},
		{"list(integer())", "list(float())", "list(float()) or list(integer())"},
		{"empty_list()", "non_empty_list(integer())", "list(integer())"},
		{"true", "false", "boolean()"},
	} {
		if got := (writer{}).text(union(typeOf(t, c.a), typeOf(t, c.b))); got != c.want {
			t.Errorf("%s or %s is %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

// TestIntersectionsStayLight checks that the intersection of two large unions of open maps becomes
// dynamic. It would consist of as many maps as the unions have pairs.
func TestIntersectionsStayLight(t *testing.T) {
	wide := func(prefix string) Type {
		out := none
		for i := range 60 {
			out = union(out, mapOf(true, []pair{{term.Intern(prefix + strconv.Itoa(i)), integer}}))
		}
		return out
	}
	if out := intersection(wide("a"), wide("b")); !out.isDynamic() {
		t.Errorf("the intersection has %d parts", out.upper().size())
	}
}

func TestParts(t *testing.T) {
	shown := func(ty Type, how fetched) string {
		return map[fetched]string{found: "", otherKind: "no map", noSuchPart: "no key"}[how] + map[bool]string{true: (writer{}).text(ty)}[how == found]
	}
	for _, c := range []struct{ of, key, want string }{
		{"%{a: integer()}", "a", "integer()"},
		{"%{a: integer()}", "b", "no key"},
		{"%{...}", "b", "no key"},
		{"dynamic(%{...})", "b", "dynamic()"},
		{"dynamic(%{a: :x, b: float()} or %{c: float()})", "b", "float()"},
		{"dynamic(%{a: integer()})", "b", "no key"},
		{"integer()", "b", "no map"},
		{"dynamic(integer() or %{a: :x})", "a", "dynamic(:x)"},
	} {
		if got := shown(typeOf(t, c.of).field(term.Intern(c.key))); got != c.want {
			t.Errorf("%s.%s is %s, want %s", c.of, c.key, got, c.want)
		}
	}
	for of, want := range map[string]string{"{:a, :b}": ":b", "{:a}": "no key", "dynamic()": "dynamic()", ":a": "no map", "dynamic({:a, ...})": "dynamic()"} {
		if got := shown(typeOf(t, of).element(1)); got != want {
			t.Errorf("element 1 of %s is %s, want %s", of, got, want)
		}
	}
}
