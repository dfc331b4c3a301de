package room_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
)

// TestAClassComes connects forty students at the same time. One student reconnects ten times,
// another student uses a name that is taken, and a third student requests unsupported features. The
// other students must not notice.
func TestAClassComes(t *testing.T) {
	const students = 40
	c := open(t, t.TempDir(), students, nil)
	keys := make([]ssh.Signer, students)
	conns, screens := make([]*ssh.Client, students), make([]*screen, students)
	for i := range keys {
		keys[i] = newKey(t)
	}
	var coming sync.WaitGroup
	for i, key := range keys {
		coming.Go(func() {
			var told string
			var err error
			if conns[i], told, err = c.dial(fmt.Sprintf("student%d", i), key); err != nil {
				t.Errorf("student%d: %v, %s", i, err, told)
			}
		})
	}
	coming.Wait()
	if t.Failed() {
		t.FailNow()
	}
	for i, conn := range conns {
		screens[i] = c.screen(conn)
	}
	for _, s := range screens {
		s.sees("Distributed Elixir")
	}
	for range 10 {
		_ = screens[0].conn.Close()
		screens[0] = c.come("student0", keys[0])
		screens[0].sees("Distributed Elixir")
	}
	if _, told, err := c.dial("student1", keys[0]); err == nil || !strings.Contains(told, "another key") {
		t.Errorf("another's name: %v, told %q", err, told)
	}
	hostile, _, err := c.dial("student2", keys[2])
	if err != nil {
		t.Fatal(err)
	}
	for range 50 {
		if _, err := hostile.Dial("tcp", "127.0.0.1:22"); err == nil {
			t.Fatal("a port was forwarded")
		}
	}
	_ = hostile.Close()
	c.room.Tell("All here?")
	for _, s := range screens {
		s.sees("All here?")
	}
	if taken, _ := c.room.Taken(); taken != students {
		t.Errorf("%d of %d seats are taken", taken, students)
	}
}
