package class

import (
	"os"
	"path/filepath"
	"testing"
)

func TestSetAside(t *testing.T) {
	both := &Class{Labs: []Lab{{ID: "1"}, {ID: "2"}}, Students: []*Student{{Name: "ava"}, {Name: "ben"}, {Name: "gus", Missing: true}}}
	for _, c := range []struct {
		name  string
		now   *Class
		moved bool
	}{
		{"the same class", both, false},
		{"one more submission", &Class{Labs: both.Labs, Students: append([]*Student{{Name: "cy"}}, both.Students...)}, false},
		{"nobody is missing any more", &Class{Labs: both.Labs, Students: both.Students[:2]}, false},
		{"another submission", &Class{Labs: both.Labs, Students: []*Student{{Name: "ava"}, {Name: "cy"}}}, true},
		{"fewer labs", &Class{Labs: both.Labs[:1], Students: both.Students}, true},
	} {
		out := t.TempDir()
		if err := both.Write(out); err != nil {
			t.Fatal(err)
		}
		dir, err := c.now.SetAside(out)
		if err != nil || (dir != "") != c.moved {
			t.Errorf("%s: moved to %q, %v", c.name, dir, err)
			continue
		}
		for _, name := range reports {
			at := out
			if c.moved {
				at = dir
			}
			if _, err := os.Stat(filepath.Join(at, name)); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	}
}

// TestSetAsideUnread checks that a report that cannot be read is kept.
func TestSetAsideUnread(t *testing.T) {
	out := t.TempDir()
	if dir, err := (&Class{}).SetAside(out); dir != "" || err != nil {
		t.Errorf("an empty folder: %q, %v", dir, err)
	}
	if err := os.WriteFile(filepath.Join(out, "grades.json"), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	dir, err := (&Class{}).SetAside(out)
	if text, _ := os.ReadFile(filepath.Join(dir, "grades.json")); err != nil || string(text) != "{" {
		t.Errorf("moved %q to %q, %v", text, dir, err)
	}
}
