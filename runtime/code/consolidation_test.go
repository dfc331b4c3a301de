package code

import (
	"strings"
	"testing"

	"lab/runtime/term"
)

// TestConsolidation defines an implementation after its protocol was consolidated. The
// implementation has no effect. A protocol that is defined later is not consolidated.
func TestConsolidation(t *testing.T) {
	s := newServer(t)
	eval := func(code, want string) {
		t.Helper()
		v, err := evalChunks(s, code)
		if got := term.Inspect(v, term.Opts{}); err != nil || got != want {
			t.Errorf("%s\n got %s, %v\nwant %s", code, got, err, want)
		}
	}
	eval(`defprotocol Size do
  @fallback_to_any true
  def size(x)
end
defimpl Size, for: Any do
  def size(_), do: 0
end
defimpl Size, for: [Integer, List] do
  def size(x), do: {:ok, x}
end
Size.__protocol__(:impls)`, ":not_consolidated")
	eval(`Size.size("not yet")`, "0")
	eval(`:lab_compiler.consolidate(true)`, ":ok")
	eval(`{Size.__protocol__(:consolidated?), Size.__protocol__(:impls)}`, "{true, {:consolidated, [Any, Integer, List]}}")
	eval(`defimpl Size, for: BitString do
  def size(_), do: :late
end
{Size.size("late"), Size.size(1), Size.impl_for("late"), Size.__protocol__(:impls)}`, "{0, {:ok, 1}, Size.Any, {:consolidated, [Any, Integer, List]}}")
	eval(`defprotocol Later do
  def later(x)
end
defimpl Later, for: Integer do
  def later(x), do: x
end
{Later.later(2), Later.__protocol__(:consolidated?)}`, "{2, false}")
	eval(`:lab_compiler.consolidate(false)
defimpl Size, for: BitString do
  def size(_), do: :in_time
end
:lab_compiler.consolidate(true)
Size.size("four")`, ":in_time")
}

// TestImplementationsOfNestedProtocols lists the implementations of protocols whose names begin
// alike. The lists are those of Elixir 1.18.4.
func TestImplementationsOfNestedProtocols(t *testing.T) {
	s := newServer(t)
	if _, err := evalChunks(s, `defprotocol A do
  def f(x)
end
defprotocol A.B do
  def g(x)
end
defmodule B.Pair do
  defstruct []
end
defimpl A.B, for: Integer do
  def g(x), do: x
end
defimpl A, for: [Atom, B.Pair] do
  def f(x), do: x
end
defmodule A.Other do
end
:lab_compiler.consolidate(true)`); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ code, want string }{
		{"A.__protocol__(:impls)", "{:consolidated, [Atom, B.Pair]}"},
		{"A.B.__protocol__(:impls)", "{:consolidated, [Integer]}"},
	} {
		v, err := evalChunks(s, c.code)
		if got := term.Inspect(v, term.Opts{}); err != nil || got != c.want {
			t.Errorf("%s\n got %s, %v\nwant %s", c.code, got, err, c.want)
		}
	}
}

func TestConsolidationWarns(t *testing.T) {
	s := newServer(t)
	var told strings.Builder
	s.Print = func(text string) { told.WriteString(text) }
	for _, code := range []string{
		"defprotocol Size do\n def size(x)\nend\n:lab_compiler.consolidate(true)",
		"defimpl Size, for: Atom do\n def size(_), do: 1\nend",
	} {
		if _, err := evalChunks(s, code); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(told.String(), "warning: the Size protocol has already been consolidated, an implementation for Atom has no effect.") {
		t.Errorf("got %q", told.String())
	}
}
