package catalogue

import (
	"reflect"
	"testing"
)

func TestActs(t *testing.T) {
	typed := []Typed{{On: "n", Code: "a", Answer: "1"}, {On: "m", Code: "b"}}
	a, b := Act{On: "n", Code: "a", Answer: "1"}, Act{On: "m", Code: "b"}
	for _, c := range []struct {
		what string
		step Step
		want []Act
	}{
		{"nothing to type", Step{}, nil},
		{"what is typed", Step{Type: typed}, []Act{a, b}},
		{"graded", Step{Type: typed, Graded: true}, []Act{{Solution: true}, a, b}},
		{"said otherwise", Step{Type: typed, Graded: true, Show: []Act{{Typed: []int{2}}, {Fault: "kill n"}, {Typed: []int{1}}}}, []Act{b, {Fault: "kill n"}, a}},
		{"nothing, said so", Step{Type: typed, Show: []Act{}}, nil},
	} {
		if got := c.step.Acts(); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v", c.what, got)
		}
	}
}
