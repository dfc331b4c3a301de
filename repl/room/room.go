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

// This file creates and closes a room.

// Config configures a Room.
type Config struct {
	// Dir is the folder of the host key, the register of names and the students' workbooks.
	Dir string
	// Seats is the maximum number of students at the same time.
	Seats int
	// Roster lists the people who may join. If it is nil, names are free.
	Roster []rules.Person
	// Catalogue holds the labs of the class. Exercises holds the files of the labs.
	Catalogue *catalogue.Catalogue
	Exercises fs.FS
	// Cluster accepts the nodes of laptops. If it is nil, laptops cannot join.
	Cluster *rules.Cluster
	// Grader holds the commands of this program that run a node and Caddy's guard.
	Grader grade.Grader
	// Desk returns the desk of a student's home screen, and a function that stops the desk.
	Desk func(w *book.Workbook, p *book.Progress) (desk home.Desk, stop func())
	// Now is the clock that measures the time at a step. The default is time.Now.
	Now func() time.Time
}

// A Room is a classroom, open from New until Close.
type Room struct {
	cfg      Config
	register *rules.Register
	seats    *rules.Seats
	laptops  *rules.Seats // seats in the cluster
	board    *rules.Board
	stage    *stage
	audience *audience
	porch    *porch.Porch
	turns    turns // limits how many checks run at once
	server   *ssh.Server

	projection projection

	sessions sync.WaitGroup

	mu     sync.Mutex
	places map[string]*place // the places on a screen, by name
	holder string            // has the keys of the teacher's workbook, "" for nobody
	closed bool
	close  sync.Once
	over   chan struct{} // closed when the room closes

	toTeacher func(tea.Msg) // sends to the teacher's screen; set before the keys can be lent

	news chan struct{} // signals a change on the teacher's screen
}

// New opens the room in cfg.Dir. It creates the host key if there is none.
func New(cfg Config) (*Room, error) {
	r := &Room{cfg: cfg, seats: rules.NewSeats(cfg.Seats), laptops: rules.NewSeats(cfg.Seats), stage: newStage(), audience: newAudience(), porch: porch.New(strangers),
		turns:  make(turns, max(1, runtime.NumCPU()/2)),
		places: map[string]*place{}, news: make(chan struct{}, 1), over: make(chan struct{})}
	if r.cfg.Now == nil {
		r.cfg.Now = time.Now
	}
	r.projection.stage = r.stage
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the room's folder: %w", err)
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

// stored returns a student's saved progress, or nil if they have never joined.
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

// Board returns the board of the students' positions.
func (r *Room) Board() *rules.Board { return r.board }

// Taken returns the number of taken seats and of all seats.
func (r *Room) Taken() (taken, of int) { return r.seats.Taken() }

// hostKey returns the path of the room's host key.
func (r *Room) hostKey() string { return filepath.Join(r.cfg.Dir, rules.HostKeyFile) }

// Tell shows a message in every workbook until the student dismisses it.
func (r *Room) Tell(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.places {
		p.post(letter(text))
	}
}

// Project shows a student's screen to all viewers, and notifies the students concerned. The name
// "" ends the projection.
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

// enter registers a place. It returns false if the room has closed.
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

// closing is the message to everyone in the room when it closes.
const closing = "The room has closed. Your work is kept."

// Close ends all sessions and returns when all nodes have ended.
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
