package node

import (
	"path/filepath"
	"testing"
)

func TestFullName(t *testing.T) {
	tests := []struct {
		name string
		long bool
		want string // the name, or the error
	}{
		{"node1@localhost", false, "node1@localhost"},
		{"node1@127.0.0.1", true, "node1@127.0.0.1"},
		{"node1@localhost", true, "node1@localhost"},
		{"node3@127.0.0.1", false, "Can't set short node name!"},
		{"node 3", false, "Invalid node name!"},
		{"", false, "Invalid node name!"},
		{"a@", false, "Invalid node name!"},
	}
	for _, tt := range tests {
		got, err := fullName(tt.name, tt.long)
		if ne, ok := err.(*NameError); ok {
			got = ne.Text
		}
		if got != tt.want {
			t.Errorf("%q, long %v: %q", tt.name, tt.long, got)
		}
	}
}

func TestCookieIsMadeOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lab", "cookie")
	first, err := userCookie(file)
	if err != nil || len(first) != 20 {
		t.Fatalf("%q, %v", first, err)
	}
	if again, err := userCookie(file); err != nil || again != first {
		t.Errorf("then %q, %v", again, err)
	}
}
