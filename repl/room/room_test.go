package room_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	rules "lab/labs/room"
)

// student returns the board's view of a student.
func (c *classroom) student(name string) rules.Student {
	c.Helper()
	all := c.room.Board().Students()
	i := slices.IndexFunc(all, func(s rules.Student) bool { return s.Name == name })
	if i < 0 {
		c.Fatalf("%s is not on the board", name)
	}
	return all[i]
}

// enters opens the first lab.
func (s *screen) enters() {
	s.t.Helper()
	s.sees("Distributed Elixir")
	s.types("\r")
	s.sees("Who am I?", "iex(node1@localhost)1>")
}

// TestAStudentWorks opens a lab, uses its prompt, drops the connection, and comes back to the same
// step.
func TestAStudentWorks(t *testing.T) {
	c := open(t, t.TempDir(), 2, nil)
	key := newKey(t)
	ann := c.come("ann", key)
	ann.enters()
	ann.types("1 + 41\r")
	ann.sees("42")
	ann.types("File.cwd!()\r")
	ann.sees("iex(node1@localhost)3>")
	if text, _ := ann.look(); strings.Contains(text, c.dir) || !strings.Contains(text, `"."`) {
		t.Errorf("the teacher's folder is shown:\n%s", text)
	}
	ann.types("\a") // ctrl+g: the next step
	ann.sees("Before you connect")
	if at := c.student("ann"); !at.Here || at.Lab.ID != "0" || at.Step.ID != "predict-connect" {
		t.Errorf("ann is %+v", at)
	}
	_ = ann.conn.Close()
	ann = c.come("ann", key)
	ann.sees("Distributed Elixir")
	ann.types("\r")
	ann.sees("Before you connect", "iex(node1@localhost)1>")
	if _, err := os.Stat(filepath.Join(c.dir, "students", "ann", "phoenix_hello", "mix.exs")); err != nil {
		t.Error(err)
	}
}

// TestNamesNeedTheirKeys checks that the first key owns a name, that only students on the roster
// are admitted, and that a refusal states its reason.
func TestNamesNeedTheirKeys(t *testing.T) {
	first, second, listed := newKey(t), newKey(t), newKey(t)
	dir := t.TempDir()
	c := open(t, dir, 9, []rules.Person{{Name: "ann"}, {Name: "bob", Key: rules.KeyText(listed.PublicKey())}})
	c.come("ann", first).sees("Distributed Elixir")
	for _, test := range []struct {
		name string
		keys []ssh.Signer
		told string // part of the refusal, or "" if admitted
	}{
		{"ann", []ssh.Signer{second}, "belongs to another key"},
		{"ANN", []ssh.Signer{second}, "belongs to another key"},
		{"ann", []ssh.Signer{second, first}, ""},
		{"ann", nil, "ssh-keygen -t ed25519"},
		{"bob", []ssh.Signer{first}, "belongs to another key"},
		{"bob", []ssh.Signer{listed}, ""},
		{"eve", []ssh.Signer{first}, "not on the list"},
		{"../ann", []ssh.Signer{first}, "is not a valid name"},
		{"teacher", []ssh.Signer{first}, "the room itself uses"},
	} {
		conn, told, err := c.dial(test.name, test.keys...)
		if (err == nil) != (test.told == "") || !strings.Contains(told, test.told) {
			t.Errorf("%s: %v, told %q; want %q", test.name, err, told, test.told)
		}
		if err == nil {
			c.screen(conn).sees("Distributed Elixir")
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "students", "eve")); err == nil {
		t.Error("eve, who was refused, has a folder")
	}
}

// TestTheRoomIsFull checks that a student without a seat is told so, and gets in when another
// student leaves.
func TestTheRoomIsFull(t *testing.T) {
	c := open(t, t.TempDir(), 1, nil)
	ann := c.come("ann", newKey(t))
	ann.sees("Distributed Elixir")
	key := newKey(t)
	c.come("bob", key).ends("the room is full: all 1 seats are taken")
	ann.types("q")
	ann.ends("Your work is kept")
	bob := c.come("bob", key)
	bob.sees("Distributed Elixir")
}

// TestOneStudentTwice checks that a student who connects again replaces the first session, even if
// the room is full.
func TestOneStudentTwice(t *testing.T) {
	c := open(t, t.TempDir(), 1, nil)
	key := newKey(t)
	former := c.come("ann", key)
	former.enters()
	latter := c.come("ann", key)
	former.ends("You connected from another place")
	latter.enters()
	if taken, _ := c.room.Taken(); taken != 1 {
		t.Errorf("%d seats are taken", taken)
	}
}

// TestNothingButAScreen requests all other features of an SSH server. The room must refuse them.
func TestNothingButAScreen(t *testing.T) {
	c := open(t, t.TempDir(), 2, nil)
	key := newKey(t)
	for what, ask := range map[string]func(*ssh.Client) error{
		"a command":      inSession(func(s *ssh.Session) error { return s.Run("ls") }),
		"sftp":           inSession(func(s *ssh.Session) error { return s.RequestSubsystem("sftp") }),
		"the agent":      inSession(func(s *ssh.Session) error { return request(s, "auth-agent-req@openssh.com", nil) }),
		"X11":            inSession(func(s *ssh.Session) error { return request(s, "x11-req", ssh.Marshal(struct{ A, B bool }{})) }),
		"a variable":     inSession(func(s *ssh.Session) error { return s.Setenv("EDITOR", "vi") }),
		"a port":         func(c *ssh.Client) error { _, err := c.Dial("tcp", "127.0.0.1:22"); return err },
		"a socket":       func(c *ssh.Client) error { _, err := c.Dial("unix", "/run/x"); return err },
		"a port here":    func(c *ssh.Client) error { _, err := c.Listen("tcp", "127.0.0.1:0"); return err },
		"a second shell": secondSession,
	} {
		conn, _, err := c.dial("ann", key)
		if err != nil {
			t.Fatal(err)
		}
		if err := ask(conn); err == nil {
			t.Errorf("%s was granted", what)
		}
		_ = conn.Close()
	}
}

func inSession(ask func(*ssh.Session) error) func(*ssh.Client) error {
	return func(c *ssh.Client) error {
		s, err := c.NewSession()
		if err != nil {
			return nil // a missing session is not a refusal of the request
		}
		return ask(s)
	}
}

func request(s *ssh.Session, name string, payload []byte) error {
	if ok, err := s.SendRequest(name, true, payload); err != nil || !ok {
		return os.ErrPermission
	}
	return nil
}

func secondSession(c *ssh.Client) error {
	if _, err := c.NewSession(); err != nil {
		return nil
	}
	_, err := c.NewSession()
	return err
}

// TestWithoutATerminal checks that a session without a terminal gets an explanation.
func TestWithoutATerminal(t *testing.T) {
	c := open(t, t.TempDir(), 1, nil)
	conn, _, err := c.dial("ann", newKey(t))
	if err != nil {
		t.Fatal(err)
	}
	s, err := conn.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	s.Stdout = &said
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	if err := s.Wait(); err == nil || !strings.Contains(said.String(), "needs a terminal: connect with ssh -t") {
		t.Errorf("%v, told %q", err, said.String())
	}
}

// TestMessageToAll checks that the teacher's message covers each workbook until the student presses
// esc, and that all other keys still reach the workbook.
func TestMessageToAll(t *testing.T) {
	c := open(t, t.TempDir(), 2, nil)
	ann, bob := c.come("ann", newKey(t)), c.come("bob", newKey(t))
	ann.enters()
	bob.sees("Distributed Elixir")
	c.room.Tell("Five minutes left.")
	for _, s := range []*screen{ann, bob} {
		s.sees("your teacher", "Five minutes left.", "esc closes this")
	}
	ann.types("6 * 111\r")
	ann.sees("666", "Five minutes left.")
	ann.types("\x1b")
	ann.until("for the message to go", func(screen string) bool { return !strings.Contains(screen, "Five minutes left.") })
	bob.sees("Five minutes left.")
}

// TestProjection checks that anyone can watch the projected screen without a key, and that input
// of watchers is ignored.
func TestProjection(t *testing.T) {
	c := open(t, t.TempDir(), 1, nil)
	conn, _, err := c.dial("projector")
	if err != nil {
		t.Fatal(err)
	}
	wall := c.screen(conn)
	wall.sees("Nothing is projected yet")
	ann := c.come("ann", newKey(t))
	ann.enters()
	c.room.Project("ann")
	ann.sees("your teacher projects your screen")
	wall.sees("Who am I?")
	wall.types("7 * 111\r")
	ann.types("8 * 111\r")
	wall.sees("888")
	if text, _ := wall.look(); strings.Contains(text, "777") || strings.Contains(text, "7 * 111") {
		t.Errorf("what was typed at the wall arrived:\n%s", text)
	}
	ann.types("\x1b")
	ann.sees("q leave")
	ann.types("qq")
	ann.sees("Distributed Elixir")
	ann.types("q")
	ann.ends("Your work is kept")
	wall.sees("The projected screen has gone")
	wall.types("q")
	wall.ends("")
}

// TestForecastOfTheRoom checks that the answers of students appear immediately.
func TestForecastOfTheRoom(t *testing.T) {
	c := open(t, t.TempDir(), 2, nil)
	board := c.room.Board()
	answer := func(name string) {
		s := c.come(name, newKey(t))
		s.enters()
		s.types("\a")
		s.sees("Before you connect")
		if tally, _ := board.Tally(board.Current()); tally.Waiting != 1 {
			t.Errorf("%d are thinking while %s is", tally.Waiting, name)
		}
		s.types("1\r")
		s.until("to be answered", func(screen string) bool {
			return strings.Contains(screen, "Right.") || strings.Contains(screen, "Recorded.")
		})
	}
	answer("ann")
	answer("bob")
	tally, _ := board.Tally(board.Current())
	sum := 0
	for _, b := range tally.Bars {
		sum += b.Count
	}
	if tally.Step.ID != "predict-connect" || tally.Answered != 2 || sum != 2 || tally.Waiting != 0 {
		t.Errorf("%+v", tally)
	}
}

// TestTheRoomRemembers checks that a reopened room knows the owners of names and the progress.
func TestTheRoomRemembers(t *testing.T) {
	dir, key := t.TempDir(), newKey(t)
	var host string
	t.Run("first", func(t *testing.T) {
		c := open(t, dir, 1, nil)
		host = c.hostKey()
		ann := c.come("ann", key)
		ann.enters()
		ann.types("\a")
		ann.sees("Before you connect")
		c.room.Close()
		ann.ends("The room has closed")
	})
	c := open(t, dir, 1, nil)
	if c.hostKey() != host {
		t.Error("the room has another host key")
	}
	if c.student("ann").Here {
		t.Error("ann is here before she came")
	}
	if _, told, err := c.dial("ann", newKey(t)); err == nil || !strings.Contains(told, "another key") {
		t.Errorf("%v, told %q", err, told)
	}
	ann := c.come("ann", key)
	ann.sees("Distributed Elixir")
	ann.types("\r")
	ann.sees("Before you connect")
	for _, file := range []string{"host_key", "names"} {
		if info, err := os.Stat(filepath.Join(dir, file)); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("others may read %s: %v, %v", file, info.Mode(), err)
		}
	}
}

// TestStrangersTakeTurns checks that unauthenticated connections displace only each other.
func TestStrangersTakeTurns(t *testing.T) {
	c := open(t, t.TempDir(), 1, nil)
	ann := c.come("ann", newKey(t))
	ann.sees("Distributed Elixir")
	silent := c.strangers(100)
	_ = silent[0].SetReadDeadline(time.Now().Add(patience))
	for { // the first connection is closed to make room
		if _, err := silent[0].Read(make([]byte, 64)); err != nil {
			if os.IsTimeout(err) {
				t.Error("the one that waited longest has kept its place")
			}
			break
		}
	}
	ann.types("?")
	ann.sees("keys")
}

// TestViewersOfOneAddress checks that a viewer beyond the limit of its address is told so, and that
// a viewer who leaves makes room.
func TestViewersOfOneAddress(t *testing.T) {
	c := open(t, t.TempDir(), 1, nil)
	var all []*ssh.Client
	for {
		conn, told, err := c.dial("room", newKey(t))
		if err != nil {
			if !strings.Contains(told, "screens at your address already show the projection") {
				t.Errorf("%v, told %q", err, told)
			}
			break
		}
		if all = append(all, conn); len(all) > 100 {
			t.Fatal("an address may have any number of viewers")
		}
	}
	ann := c.come("ann", newKey(t))
	ann.sees("Distributed Elixir")
	wall := c.screen(all[0])
	wall.sees("Nothing is projected yet")
	wall.types("\x1b[200~" + strings.Repeat("q", 1<<20)) // an unfinished paste
	wall.types("\x03")
	wall.ends("")
	for late := time.Now().Add(patience); ; {
		if _, _, err := c.dial("room"); err == nil {
			break
		}
		if time.Now().After(late) {
			t.Fatal("a viewer who left keeps its place")
		}
	}
}
