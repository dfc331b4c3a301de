package workbook

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"lab/labs/catalogue"
)

func TestLastTyped(t *testing.T) {
	w, l := &Workbook{Dir: t.TempDir()}, &catalogue.Lab{ID: "a/b"}
	if got, err := w.LastTyped(l); err != nil || got != nil {
		t.Fatalf("before anything was typed: %v, %v", got, err)
	}
	first := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
	second := first.Add(time.Hour)
	for _, typed := range []Typed{
		{Run: first, Node: "node1", Text: "old"},
		{Run: second, Node: "node1", Text: "one"},
		{Run: second, Node: "node2", Text: "lost"},
		{Run: first, Node: "node1", Text: "of another program"},
		{Run: second, Fault: "kill node2"},
		{Run: second, Node: "node2", Text: "two"},
		{Run: second, Node: "node1", Text: "endless"},
		{Run: second, Node: "node2", Text: "three"},
		{Run: second, Node: "node1", Interrupt: true},
		{Run: second, Fault: "cut node1 node2"},
		{Run: second, Fault: "nonsense"},
	} {
		if err := w.AddTyped(l, typed); err != nil {
			t.Fatal(err)
		}
	}
	got, err := w.LastTyped(l)
	var texts []string
	for _, typed := range got {
		texts = append(texts, typed.Text)
	}
	if err != nil || !slices.Equal(texts, []string{"one", "two", "three"}) {
		t.Errorf("%q, %v", texts, err)
	}
	files, _ := filepath.Glob(filepath.Join(w.Dir, ".lab", "typed", "*"))
	info, err := os.Stat(files[0])
	if err != nil || len(files) != 1 || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v, %v", files, info, err)
	}
}

func FuzzLastRun(f *testing.F) {
	line, _ := json.Marshal(Typed{Node: "node1", Text: "x"})
	f.Add(append(line, '\n'))
	f.Add([]byte("{\"interrupt\": true}\n"))
	f.Add([]byte("{\"run\": 3}\nnonsense\n\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, typed := range lastRun(text) {
			if typed.Fault != "" {
				t.Errorf("a fault is typed: %+v", typed)
			}
		}
	})
}
