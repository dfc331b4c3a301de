package mix_test

import (
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// TestCompileFails compiles a project whose only file has an error. The compiler of the test
// reports that error for each file.
func TestCompileFails(t *testing.T) {
	st := station.Boot(t)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	st.M.Native("lab_compiler", "compile_files", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		file := a[0].Cons().Head
		failed := term.Tup(file, term.Sym("error"), vm.Raise("RuntimeError", "message", "no").Reason, term.Empty, term.Nil)
		return term.Tup(term.Empty, term.List(failed), term.Empty), nil
	})
	st.Eval(t, `(File.mkdir!("lib"); File.write!("lib/a.ex", "raise :no"); defmodule Faulty do
		def project, do: [app: :faulty]
	end)`)
	for _, c := range []struct{ src, want string }{
		{`(Mix.Project.push(Faulty); Mix.Tasks.Compile.run(["--return-errors"]))`, `{:error, []}`},
		{`catch_exit(Mix.Tasks.Compile.run([]))`, `{:shutdown, 1}`},
	} {
		if got := st.Eval(t, "(import ExUnit.Assertions; "+c.src+")"); got != c.want {
			t.Errorf("%s\n got  %s\nwant %s", c.src, got, c.want)
		}
	}
}
