package room_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"golang.org/x/crypto/ssh"

	"lab/cli"
	"lab/internal/shipped"
	"lab/labs/catalogue"
	"lab/labs/grade"
	"lab/labs/report"
	rules "lab/labs/room"
	book "lab/labs/workbook"
	"lab/repl/home"
	"lab/repl/room"
)

// TestMain lets the test binary act as lab, to run a node or to join.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && slices.Contains([]string{"node", "join", "epmd"}, os.Args[1]) {
		os.Exit(cli.Main(cli.Assets{}))
	}
	os.Exit(m.Run())
}

// patience limits how long a test waits for an event.
const patience = 2 * time.Minute

// bare is a home.Desk that does nothing.
type bare struct{}

func (bare) Check(l *catalogue.Lab, _ *book.Progress) report.Result { return report.Result{Lab: l.ID} }
func (bare) Keep(*catalogue.Lab, report.Result) error               { return nil }
func (bare) Solution(*catalogue.Lab) (string, error)                { return "", nil }

// A classroom is a room on a loopback port.
type classroom struct {
	*testing.T
	room *room.Room
	dir  string
	at   string
}

// config returns the configuration of a room with the first two labs. Each lab starts only one
// node.
func config(t *testing.T, dir string, seats int, roster []rules.Person) room.Config {
	return room.Config{Dir: dir, Seats: seats, Roster: roster, Cluster: rules.NewCluster(), Catalogue: oneNode(t), Exercises: exercises(t),
		Grader: grade.Grader{Command: []string{os.Args[0], "node"}},
		Desk:   func(*book.Workbook, *book.Progress) (home.Desk, func()) { return bare{}, func() {} }}
}

// open opens a room to students.
func open(t *testing.T, dir string, seats int, roster []rules.Person) *classroom {
	t.Helper()
	if testing.Short() {
		t.Skip("starts nodes")
	}
	t.Setenv("XDG_CONFIG_HOME", t.TempDir()) // the key that signs records
	r, err := room.New(config(t, dir, seats, roster))
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- r.Serve(l) }()
	t.Cleanup(func() {
		r.Close()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return &classroom{t, r, dir, l.Addr().String()}
}

// oneNode returns the first two labs, each with only its first node.
func oneNode(t *testing.T) *catalogue.Catalogue {
	t.Helper()
	c := shipped.Catalogue(t)
	c.Labs = c.Labs[:2]
	for _, l := range c.Labs {
		l.Nodes = []catalogue.NodeSpec{{Name: l.Nodes[0].Name}}
	}
	return c
}

func exercises(t *testing.T) fs.FS {
	t.Helper()
	sub, err := fs.Sub(os.DirFS("../.."), "exercises")
	if err != nil {
		t.Fatal(err)
	}
	return sub
}

func newKey(t *testing.T) ssh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// dial connects like ssh: first with the keys, then with keyboard-interactive authentication.
func (c *classroom) dial(name string, keys ...ssh.Signer) (conn *ssh.Client, told string, err error) {
	c.Helper()
	ask := func(_, instruction string, _ []string, _ []bool) ([]string, error) {
		told += instruction
		return nil, nil
	}
	conn, err = ssh.Dial("tcp", c.at, &ssh.ClientConfig{User: name, HostKeyCallback: ssh.InsecureIgnoreHostKey(),
		Auth: []ssh.AuthMethod{ssh.PublicKeys(keys...), ssh.KeyboardInteractive(ask)}})
	if err == nil {
		c.Cleanup(func() { _ = conn.Close() })
	}
	return conn, told, err
}

// A screen is a terminal connected to a session.
type screen struct {
	t       *testing.T
	conn    *ssh.Client
	session *ssh.Session
	keys    io.WriteCloser

	mu    sync.Mutex
	vt    *vt.Emulator
	raw   strings.Builder // all output
	news  chan struct{}   // replaced and closed when output arrives
	ended chan struct{}
}

// come opens the screen of a student.
func (c *classroom) come(name string, keys ...ssh.Signer) *screen {
	c.Helper()
	conn, told, err := c.dial(name, keys...)
	if err != nil {
		c.Fatalf("%s: %v (%s)", name, err, told)
	}
	return c.screen(conn)
}

func (c *classroom) screen(conn *ssh.Client) *screen {
	c.Helper()
	session, err := conn.NewSession()
	if err != nil {
		c.Fatal(err)
	}
	if err := session.RequestPty("xterm-256color", 24, 80, ssh.TerminalModes{}); err != nil {
		c.Fatal(err)
	}
	s := &screen{t: c.T, conn: conn, session: session, vt: vt.NewEmulator(80, 24), news: make(chan struct{}), ended: make(chan struct{})}
	s.keys, err = session.StdinPipe()
	if err != nil {
		c.Fatal(err)
	}
	session.Stdout = s
	if err := session.Shell(); err != nil {
		c.Fatal(err)
	}
	go func() { _, _ = io.Copy(s.keys, s.vt) }() // answers of the terminal to queries
	go func() {
		_ = session.Wait()
		s.mu.Lock()
		defer s.mu.Unlock()
		close(s.ended)
	}()
	return s
}

// Write receives the room's output.
func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.raw.Write(b)
	n, err := s.vt.Write(b)
	close(s.news)
	s.news = make(chan struct{})
	return n, err
}

func (s *screen) look() (text string, news <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.vt.String(), s.news
}

// sees waits until all texts are on the screen.
func (s *screen) sees(texts ...string) {
	s.t.Helper()
	s.until(fmt.Sprint("to see ", texts), func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// until waits until holds accepts the screen.
func (s *screen) until(what string, holds func(screen string) bool) {
	s.t.Helper()
	late := time.After(patience)
	for {
		text, news := s.look()
		if holds(ansi.Strip(text)) {
			return
		}
		select {
		case <-news:
		case <-s.ended:
			s.t.Fatalf("waiting %s: the session has ended, with\n%s", what, text)
		case <-late:
			s.t.Fatalf("waiting %s: there is\n%s", what, text)
		}
	}
}

// ends waits for the end of the session and checks the last text that the room printed.
func (s *screen) ends(words string) {
	s.t.Helper()
	select {
	case <-s.ended:
	case <-time.After(patience):
		text, _ := s.look()
		s.t.Fatalf("the session goes on:\n%s", text)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !strings.Contains(s.raw.String(), words) {
		s.t.Errorf("the session ended without %q, but with %q", words, s.raw.String()[max(0, s.raw.Len()-200):])
	}
}

func (s *screen) types(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.keys, keys); err != nil {
		s.t.Fatal(err)
	}
}

// hostKey returns the room's host key.
func (c *classroom) hostKey() string {
	c.Helper()
	var key string
	conn, err := ssh.Dial("tcp", c.at, &ssh.ClientConfig{User: "room", HostKeyCallback: func(_ string, _ net.Addr, k ssh.PublicKey) error {
		key = rules.KeyText(k)
		return nil
	}})
	if err != nil {
		c.Fatal(err)
	}
	_ = conn.Close()
	return key
}

// strangers opens n connections that send nothing.
func (c *classroom) strangers(n int) []net.Conn {
	c.Helper()
	var all []net.Conn
	for range n {
		conn, err := net.Dial("tcp", c.at)
		if err != nil {
			c.Fatal(err)
		}
		c.Cleanup(func() { _ = conn.Close() })
		all = append(all, conn)
	}
	return all
}
