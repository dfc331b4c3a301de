package room

import "sync"

// This file copies the content of screens to the viewers of those screens.

// look is a message that a watched screen has changed.
type look struct{}

// A frame is the content of a screen.
type frame struct {
	content       string
	width, height int
}

// A stage holds the last frame of every screen, and which of them is projected.
type stage struct {
	mu       sync.Mutex
	frames   map[string]frame
	shown    string                   // the owner of the projected screen, "" for none
	watchers map[chan struct{}]string // the watched screen by watcher, "" for the projected one
	closed   chan struct{}
}

func newStage() *stage {
	return &stage{frames: map[string]frame{}, watchers: map[chan struct{}]string{}, closed: make(chan struct{})}
}

// put stores a new frame of a screen.
func (s *stage) put(name string, f frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.frames[name] != f {
		s.frames[name] = f
		s.wake(name)
	}
}

// drop removes the screen of a student who has left.
func (s *stage) drop(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.frames, name)
	s.wake(name)
}

// wake notifies the watchers of a screen. The caller holds s.mu.
func (s *stage) wake(name string) {
	for w, of := range s.watchers {
		if of != name && (of != "" || name != s.shown) {
			continue
		}
		select {
		case w <- struct{}{}:
		default:
		}
	}
}

// project selects the projected screen. The name "" selects none.
func (s *stage) project(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown = name
	s.wake(name)
}

// projected returns the owner and the frame of the projected screen.
func (s *stage) projected() (string, frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown, s.frames[s.shown]
}

// of returns the last frame of a screen.
func (s *stage) of(name string) (frame, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.frames[name]
	return f, ok
}

// watch returns a channel that receives when a screen changes. The name "" means the projected
// screen.
func (s *stage) watch(name string) chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := make(chan struct{}, 1)
	s.watchers[w] = name
	return w
}

func (s *stage) leave(w chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.watchers, w)
}

// watching returns the number of watchers of a screen. The name "" means the projected screen.
func (s *stage) watching(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, of := range s.watchers {
		if of == name {
			n++
		}
	}
	return n
}

// close tells all watchers to leave.
func (s *stage) close() { close(s.closed) }
