package room

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"

	"lab/labs/catalogue"
	"lab/labs/grade"
	rules "lab/labs/room"
	book "lab/labs/workbook"
	"lab/repl/home"
	"lab/repl/workbook"
	"lab/runtime/porch"
)

// This file puts a room together.

// Config says what a room has.
type Config struct {
	// Dir holds the host key, whose the names are, and the students' workbooks.
	Dir string
	// Seats is how many students may be here at the same time.
	Seats int
	// Roster is who may come, nil where names are free.
	Roster []rules.Person
	// Catalogue is the labs of the class, Exercises the tree as shipped.
	Catalogue *catalogue.Catalogue
	Exercises fs.FS
	// Cluster takes in the nodes of laptops; nil takes none.
	Cluster *rules.Cluster
	// Grader has this program's commands that run a node, and Caddy.
	Grader grade.Grader
	// Desk does what the home screen asks for, until it is closed.
	Desk func(w *book.Workbook, p *book.Progress) (desk home.Desk, stop func())
	// Now is the time, by which the room says since when somebody is at a step; time.Now where it
	// is nil.
	Now func() time.Time
}

// A Room is open from New to Close.
type Room struct {
	cfg      Config
	register *rules.Register
	seats    *rules.Seats
	laptops  *rules.Seats // of the cluster
	board    *rules.Board
	stage    *stage
	porch    *porch.Porch
	turns    turns // at having checks run
	server   *ssh.Server

	sessions sync.WaitGroup

	mu     sync.Mutex
	places map[string]*place // those on a screen, by name
	holder string            // who has the keys of the teacher's workbook, "" for nobody
	closed bool
	close  sync.Once
	over   chan struct{} // closed with the room

	lectern func(tea.Msg) // tells the teacher's screen; set before anybody has the keys

	news chan struct{} // something has changed that the teacher sees
}

// New opens the room in cfg.Dir, and makes its host key where there is none.
func New(cfg Config) (*Room, error) {
	r := &Room{cfg: cfg, seats: rules.NewSeats(cfg.Seats), laptops: rules.NewSeats(cfg.Seats), stage: newStage(), porch: porch.New(strangers),
		turns:  make(turns, max(1, runtime.NumCPU()/2)),
		places: map[string]*place{}, news: make(chan struct{}, 1), over: make(chan struct{})}
	if r.cfg.Now == nil {
		r.cfg.Now = time.Now
	}
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("the room's folder: %w", err)
	}
	var err error
	if r.register, err = rules.OpenRegister(cfg.Dir, cfg.Roster); err != nil {
		return nil, err
	}
	r.board = rules.NewBoard(cfg.Catalogue.Labs, r.cfg.Now, r.changed)
	for _, name := range r.register.Names() {
		p, err := r.stored(name)
		if err != nil {
			return nil, err
		}
		r.board.Know(name, p)
	}
	if r.server, err = r.newServer(); err != nil {
		return nil, err
	}
	return r, nil
}

// stored is what a student has done before, nil where they have not come yet.
func (r *Room) stored(name string) (*book.Progress, error) {
	dir := rules.Folder(r.cfg.Dir, name)
	if _, err := os.Stat(dir); err != nil {
		return nil, nil
	}
	w, err := book.Open(dir, r.cfg.Exercises)
	if err != nil {
		return nil, err
	}
	p, _, err := w.Progress()
	return p, err
}

// changed wakes the teacher's screen.
func (r *Room) changed() {
	select {
	case r.news <- struct{}{}:
	default:
	}
}

// Board is where the students are.
func (r *Room) Board() *rules.Board { return r.board }

// Taken is how many seats are taken, and of how many.
func (r *Room) Taken() (taken, of int) { return r.seats.Taken() }

// hostKey is where the room's key is.
func (r *Room) hostKey() string { return filepath.Join(r.cfg.Dir, rules.HostKeyFile) }

// Tell shows a message in every workbook until its student puts it away.
func (r *Room) Tell(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.places {
		p.post(letter(text))
	}
}

// Project shows the screen of somebody to all who watch, of nobody for "", and says so to whom
// it concerns.
func (r *Room) Project(name string) {
	before, _ := r.stage.projected()
	r.stage.project(name)
	r.changed()
	if before == name {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := r.places[before]; p != nil {
		p.post(workbook.Notice{Text: "your screen is no longer projected"})
	}
	if p := r.places[name]; p != nil {
		p.post(workbook.Notice{Text: "your teacher projects your screen"})
	}
}

// enter notes whose place is on a screen, unless the room has closed.
func (r *Room) enter(p *place) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	r.places[p.name] = p
	return true
}

func (r *Room) exit(p *place) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.places, p.name)
	if r.holder == p.name {
		r.holder = ""
	}
}

// closing is what is said to those who are here when the room closes.
const closing = "The room has closed. Your work is kept."

// Close sends everybody away, and returns once all nodes have ended.
func (r *Room) Close() { r.close.Do(r.end) }

func (r *Room) end() {
	r.mu.Lock()
	r.closed = true
	for _, p := range r.places {
		p.post(goodbye(closing))
	}
	r.mu.Unlock()
	close(r.over)
	r.stage.close()
	r.sessions.Wait()
	_ = r.server.Close()
}
