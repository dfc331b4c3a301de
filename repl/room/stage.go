package room

import "sync"

// This file carries what is on one screen to others, which only show it.

// A frame is what is on a screen.
type frame struct {
	content       string
	width, height int
}

// A stage has the last frame of every screen, and says which one is projected.
type stage struct {
	mu       sync.Mutex
	frames   map[string]frame
	shown    string                   // whose screen is projected, "" for nobody's
	watchers map[chan struct{}]string // whose screen each watches, "" for the one that is projected
	closed   chan struct{}
}

func newStage() *stage {
	return &stage{frames: map[string]frame{}, watchers: map[chan struct{}]string{}, closed: make(chan struct{})}
}

// put takes in what is on the screen of somebody.
func (s *stage) put(name string, f frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.frames[name] != f {
		s.frames[name] = f
		s.wake(name)
	}
}

// drop forgets the screen of somebody who has gone.
func (s *stage) drop(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.frames, name)
	s.wake(name)
}

// wake tells those that watch the screen of somebody. It holds s.mu.
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

// project shows the screen of somebody, of nobody for "".
func (s *stage) project(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown = name
	s.wake(name)
}

// projected is what is shown, and whose it is.
func (s *stage) projected() (string, frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown, s.frames[s.shown]
}

// of is the screen of somebody.
func (s *stage) of(name string) (frame, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.frames[name]
	return f, ok
}

// watch returns a channel that tells that there is something new on the screen of somebody, on
// the one that is projected for "", unless there are too many watchers.
func (s *stage) watch(name string) (chan struct{}, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.watchers) >= mostWatchers {
		return nil, false
	}
	w := make(chan struct{}, 1)
	s.watchers[w] = name
	return w, true
}

// mostWatchers is how many may watch the projection.
const mostWatchers = 200

func (s *stage) leave(w chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.watchers, w)
}

// watching is how many watch the screen of somebody, the one that is projected for "".
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

// close sends the watchers away.
func (s *stage) close() { close(s.closed) }
