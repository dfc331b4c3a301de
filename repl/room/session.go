package room

import (
	"errors"
	"io"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"github.com/charmbracelet/colorprofile"
	gossh "golang.org/x/crypto/ssh"

	rules "lab/labs/room"
)

// This file is one session, from the client's request for a terminal to the end of the student's
// nodes.

// widest and highest limit the size of a window, in columns and rows. The client chooses the size,
// and every cell costs memory here.
const (
	widest  = 500
	highest = 200
)

// patience is the time limit for a client that does not read its output, and for a student's
// earlier session to end.
const patience = 10 * time.Second

// welcome serves a session.
func (r *Room) welcome(s ssh.Session) {
	conn := s.Context().Value(ssh.ContextKeyConn).(*gossh.ServerConn)
	if d, ok := s.Context().Value(timerKey{}).(*sessionTimer); ok {
		d.open()
	}
	said, err := closing, error(nil)
	if r.begin() {
		defer r.sessions.Done()
		said, err = r.serve(s)
	}
	code := 0
	if err != nil {
		said, code = err.Error(), 1
	}
	if said != "" {
		_, _ = io.WriteString(s, strings.ReplaceAll(said, "\n", "\r\n")+"\r\n")
	}
	_ = s.Exit(code)
	_ = conn.Close()
}

// begin counts a new session. It returns false if the room has closed.
func (r *Room) begin() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.closed {
		r.sessions.Add(1)
	}
	return !r.closed
}

// errNoTerminal is the error for a session without a terminal.
var errNoTerminal = errors.New("this room needs a terminal: connect with ssh -t NAME@HOST")

// serve runs the screen of a session, or joins a laptop. It returns the last words to the client.
func (r *Room) serve(s ssh.Session) (string, error) {
	if s.RawCommand() == rules.JoinCommand {
		return r.join(s)
	}
	pty, sizes, ok := s.Pty()
	if sizes != nil {
		defer func() { // drain until the connection ends, so that resizing does not block it
			go func() {
				for range sizes {
				}
			}()
		}()
	}
	if !ok {
		return "", errNoTerminal
	}
	if rules.Watches(s.User()) {
		return r.watch(s, pty, sizes)
	}
	screen := func(m tea.Model) *tea.Program { return tea.NewProgram(m, options(s, pty)...) }
	return r.attend(s, screen, sizes)
}

// options returns the options of a Bubble Tea program on the terminal of an SSH session.
func options(s ssh.Session, pty ssh.Pty) []tea.ProgramOption {
	env := append(s.Environ(), "TERM="+pty.Term)
	size := bounded(pty.Window)
	return []tea.ProgramOption{
		tea.WithContext(s.Context()), tea.WithInput(newTyping(s)), tea.WithOutput(patient{s}), tea.WithEnvironment(env),
		tea.WithColorProfile(colorprofile.Env(env)), tea.WithWindowSize(size.Width, size.Height),
		tea.WithoutSignalHandler(), tea.WithFilter(keepOpen),
	}
}

// bounded limits the size of a window.
func bounded(w ssh.Window) tea.WindowSizeMsg {
	return tea.WindowSizeMsg{Width: min(max(w.Width, 1), widest), Height: min(max(w.Height, 1), highest)}
}

// run runs a program until it or its connection ends.
func run(p *tea.Program, sizes <-chan ssh.Window) {
	over := make(chan struct{})
	go func() {
		for {
			select {
			case <-over:
				return
			case w, ok := <-sizes:
				if !ok {
					return
				}
				p.Send(bounded(w))
			}
		}
	}()
	_, _ = p.Run() // the student or the connection ends it; neither is an error
	close(over)
}

// attend runs the place of a student. It waits until an earlier session of the same student has
// ended.
func (r *Room) attend(s ssh.Session, screen func(tea.Model) *tea.Program, sizes <-chan ssh.Window) (string, error) {
	name, err := r.known(s)
	if err != nil {
		return "", err
	}
	p := newPlace(r, name)
	program := screen(p)
	p.send = program.Send
	seat, err := r.seats.Take(name, func() {
		p.post(goodbye("You connected from another place, so this session has ended."))
		time.AfterFunc(patience, func() { _ = s.Close() })
	})
	if err != nil {
		return "", err
	}
	defer seat.Give()
	<-seat.Ready()
	if s.Context().Err() != nil {
		return "", nil
	}
	if err := p.open(); err != nil {
		return "", err
	}
	if !r.enter(p) {
		return closing, nil
	}
	defer r.exit(p)
	r.board.Came(name)
	defer r.board.Left(name)
	run(program, sizes)
	p.shut()
	return p.last, nil
}

// A patient writer closes the connection of a client that does not read for a while. Otherwise the
// output of the student's nodes would pile up.
type patient struct{ s ssh.Session }

// Write implements io.Writer.
func (p patient) Write(b []byte) (int, error) {
	timer := time.AfterFunc(patience, func() { _ = p.s.Context().Value(ssh.ContextKeyConn).(*gossh.ServerConn).Close() })
	defer timer.Stop()
	return p.s.Write(b)
}
