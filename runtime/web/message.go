package web

import (
	"context"
	"errors"

	"github.com/coder/websocket"

	"lab/runtime/term"
)

// This file limits the memory of the messages of WebSockets. A client can begin a message and
// never end it, and a compressed one may be a thousand times larger than what is sent.

const (
	// Together, unfinished messages may take the memory limit divided by unreadPart.
	unreadPart = 4
	// packerBytes is the memory of a compressor.
	packerBytes = 1300 << 10
	// leastPacked is the size from which the package websocket compresses a message.
	leastPacked = 512
)

// message reads a message of the client.
func (s *socket) message(ctx context.Context) (websocket.MessageType, string, error) {
	kind, r, err := s.conn.Reader(ctx)
	if err != nil {
		return 0, "", err
	}
	defer s.taken()
	data, err := readAll(s.x.l.w.m, r, s.take)
	if errors.Is(err, errNoRoom) {
		s.noRoom()
	}
	return kind, data, err
}

// take counts n more bytes of a message. It returns an error if unfinished messages would take
// too much memory.
func (s *socket) take(n int) error {
	s.held.Add(int64(n))
	w := s.x.l.w
	if w.unread.Add(int64(n)) > int64(w.m.Config().MaxMemory/unreadPart) {
		return errNoRoom
	}
	return nil
}

// taken subtracts a message that was read or refused.
func (s *socket) taken() { s.x.l.w.unread.Add(-s.held.Swap(0)) }

// noRoom makes the end of the connection say that there is no memory for a message.
func (s *socket) noRoom() {
	s.bye.CompareAndSwap(nil, &websocket.CloseError{Code: websocket.StatusTryAgainLater, Reason: errNoRoom.Error()})
}

// sending returns the memory for a message of n bytes while it is sent.
func (s *socket) sending(n int) int {
	if s.packs && n >= leastPacked {
		n += packerBytes
	}
	return n
}

// holds reports the unfinished messages as memory of the processes of their sockets.
func (w *Web) holds(add func(owner term.Term, bytes uint64)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, x := range w.exchanges {
		if s := x.socket.Load(); s != nil {
			add(x.pid, uint64(s.held.Load()))
		}
	}
}
