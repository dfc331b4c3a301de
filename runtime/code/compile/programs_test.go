package compile_test

import (
	"flag"
	"testing"

	"lab/runtime/lib/station"
)

var update = flag.Bool("update", false, "write testdata/programs.txt again")

// evalProgram evaluates a source. It returns the inspected value, or the first line of the error.
const evalProgram = `
defmodule Programs do
  def of(source) do
    {value, _} = Code.eval_string(source, [], file: "nofile")
    inspect(value, limit: :infinity, width: 100)
  rescue
    e -> "** (#{inspect(e.__struct__)}) " <> (e |> Exception.message() |> String.split("\n") |> hd())
  catch
    kind, reason -> "** (#{kind}) #{inspect(reason)}"
  end
end`

// TestPrograms evaluates the programs of testdata/programs.txt, which cover all forms that this
// package compiles. The values and errors are those of Elixir 1.18.4.
func TestPrograms(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, evalProgram)
	st.CheckEntries(t, "testdata/programs.txt", *update, "Programs")
}
