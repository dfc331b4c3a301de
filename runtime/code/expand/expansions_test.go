package expand_test

import (
	"flag"
	"testing"

	"lab/runtime/lib/station"
)

var update = flag.Bool("update", false, "write testdata/expansions.txt again")

// expandAll expands each source of a list. It returns the expanded form or the error, and the
// warnings.
const expandAll = `
defmodule Expansions do
  def of(source) do
    {:ok, device} = StringIO.open("")
    real = Process.whereis(:standard_error)
    if real, do: Process.unregister(:standard_error)
    Process.register(device, :standard_error)

    try do
      expanded(source)
    after
      Process.unregister(:standard_error)
      if real, do: Process.register(real, :standard_error)
    end
    |> with_notes(device)
  end

  defp expanded(source) do
    form = Code.string_to_quoted!(source)
    env = %{__ENV__ | file: "nofile", line: 1, module: nil, function: nil, versioned_vars: %{}}
    {form, _, _} = :elixir_expand.expand(form, :elixir_env.env_to_ex(env), env)
    Macro.to_string(form)
  rescue
    e -> "** (#{inspect(e.__struct__)}) " <> (e |> Exception.message() |> String.split("\n") |> hd())
  end

  defp with_notes(text, device) do
    {_, said} = StringIO.contents(device)
    notes = for line <- String.split(said, "\n"), line =~ ~r/^\s*(warning|error): /, do: "\n# " <> String.trim(line)
    String.trim(text) <> Enum.join(notes)
  end
end`

// TestExpansions expands the sources of testdata/expansions.txt. The errors and warnings are those
// of Elixir 1.18.4. The expanded forms differ from Elixir's only in calls of the compiler's own
// functions.
func TestExpansions(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, expandAll)
	st.CheckEntries(t, "testdata/expansions.txt", *update, "Expansions")
}
