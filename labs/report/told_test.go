package report

import (
	"reflect"
	"testing"
)

func TestTold(t *testing.T) {
	found := []CheckResult{
		{Check: "compiles", Title: "It compiles"},
		{Check: "asks", Title: "It asks", From: "a", Verdict: NotYet, Mistake: "local", Hint: "Whom?"},
		{Check: "asks", Title: "It asks", From: "b", Verdict: NotYet, Mistake: "local", Hint: "Whom?"},
		{Check: "asks", Title: "It asks", From: "c", Verdict: NotYet, Mistake: "local", Hint: "Whom?"},
		{Check: "asks", Title: "It asks", From: "d", Verdict: NotYet, Mistake: "sent", Hint: "Which function?"},
		{Check: "asks", Title: "It asks", From: "e"},
		{Check: "returns", Title: "It returns", From: "e", Verdict: NotYet, Mistake: "local", Hint: "Whom?"},
	}
	want := []CheckResult{
		{Check: "compiles", Title: "It compiles"},
		{Check: "asks", Title: "It asks", From: "a, b and c", Verdict: NotYet, Mistake: "local", Hint: "Whom?"},
		{Check: "asks", Title: "It asks", From: "d", Verdict: NotYet, Mistake: "sent", Hint: "Which function?"},
		{Check: "asks", Title: "It asks", From: "e"},
		{Check: "returns", Title: "It returns", From: "e", Verdict: NotYet, Mistake: "local", Hint: "the same as above"},
	}
	if got := Told(found); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if len(found) != 7 || found[1].From != "a" {
		t.Error("what was found has changed")
	}
}

func TestSame(t *testing.T) {
	wrong := Result{Verdict: NotYet, Checks: []CheckResult{{Check: "asks", From: "a", Verdict: NotYet, Mistake: "local"}}}
	for _, c := range []struct {
		what string
		next Result
		want bool
	}{
		{"from another node", Result{Verdict: NotYet, Checks: []CheckResult{{Check: "asks", From: "b", Verdict: NotYet, Mistake: "local"}}}, true},
		{"another mistake", Result{Verdict: NotYet, Checks: []CheckResult{{Check: "asks", From: "a", Verdict: NotYet, Mistake: "sent"}}}, false},
		{"passed", Result{Checks: []CheckResult{{Check: "asks", From: "a"}}}, false},
		{"it does not compile", Result{Verdict: NotYet, Reason: "line 3"}, false},
	} {
		if got := Same(wrong, c.next); got != c.want {
			t.Errorf("%s: %v", c.what, got)
		}
	}
	broken := Result{Verdict: NotYet, Reason: "unexpected end"}
	if !Same(broken, broken) || Same(broken, Result{Verdict: NotYet, Reason: "unexpected )"}) {
		t.Error("another error of the compiler is another result")
	}
}
