package workbook

import (
	"os"
	"runtime"
	"testing"
)

func TestRunning(t *testing.T) {
	w := &Workbook{Dir: t.TempDir()}
	if _, ok := w.Running(); ok {
		t.Error("something runs in an empty folder")
	}
	first, second := Running{4400, "one"}, Running{4401, "two"}
	end, err := w.Announce(first)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(w.runningFile()); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	endSecond, err := w.Announce(second)
	if err != nil {
		t.Fatal(err)
	}
	end()
	if r, ok := w.Running(); !ok || r != second {
		t.Errorf("%v, %v: the first took the second's back", r, ok)
	}
	endSecond()
	if _, ok := w.Running(); ok {
		t.Error("it is announced still")
	}
	for _, bad := range []string{"", "{}", `{"epmd":99999}`, `{"epmd":-1}`, "null"} {
		if err := os.WriteFile(w.runningFile(), []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, ok := w.Running(); ok {
			t.Errorf("%q is believed", bad)
		}
	}
}
