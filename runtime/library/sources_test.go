package library

import (
	"slices"
	"testing"
)

func TestDefinedModules(t *testing.T) {
	const text = `
defmodule GenServer do
  defmodule Inner.Deep do
  end
  defprotocol Size do
  end
end
defmodule :gen_server do
end
defimpl Enumerable, for: [List, Map] do
end
defimpl String.Chars, for: Atom do
end
`
	want := []string{"GenServer", "GenServer.Inner.Deep", "GenServer.Size", "gen_server", "Enumerable.List", "Enumerable.Map", "String.Chars.Atom"}
	if got := definedModules(text); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
