package iex_test

import (
	"strings"
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// TestImportFile imports files at the prompt, including a file that imports itself.
func TestImportFile(t *testing.T) {
	st := station.Boot(t, `import_file "one.exs"`, "two + seven()", `import_file_if_available "none.exs"`)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	st.Eval(t, `File.write!("one.exs", "import_file \"two.exs\"\nimport_file \"one.exs\"\n")
		File.write!("two.exs", "defmodule Seven do\n def seven, do: 7\nend\nimport Seven\ntwo = 2\n")
		me = self()
		spawn(fn ->
			{:ok, io} = StringIO.open("")
			Process.register(io, :standard_error)
			send(me, :registered)
			Process.sleep(:infinity)
		end)
		receive do :registered -> :ok end`)
	opts := term.List(term.Tup(term.Sym("dot_iex"), term.Str("")))
	if _, err := st.M.Call(vm.ModuleAtom("IEx"), term.Intern("start"), opts); err != nil {
		t.Fatal(err)
	}
	if warned := st.Eval(t, "StringIO.contents(Process.whereis(:standard_error)) |> elem(1)"); !strings.Contains(warned, "one.exs was already imported, skipping circular file imports") {
		t.Errorf("warned %s", warned)
	}
	if got := st.Printed(); !strings.Contains(got, "iex(2)> 9\niex(3)> nil\n") {
		t.Errorf("got\n%s", got)
	}
}
