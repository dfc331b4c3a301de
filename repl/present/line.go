package present

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
)

// This file connects the speaker's window to the talk through a Unix socket. A file in the
// workbook's folder contains the path of the socket. The talk sends states to the window, and the
// window sends keys back, each as a line of JSON.

// addressFile is the path of the file that contains the socket's path, relative to the workbook's
// folder.
const addressFile = ".lab/talk.json"

type address struct {
	Socket string `json:"socket"`
}

// A Line is the talk's side of the connection to speakers' windows.
type Line struct {
	ln   net.Listener
	dir  string
	file string
	keys func(Remote)

	mu    sync.Mutex
	last  State
	peers map[net.Conn]bool
	work  sync.WaitGroup
}

// Listen opens the line of a workbook's talk. It calls keys for each key pressed in a speaker's
// window.
func Listen(book string, keys func(Remote)) (*Line, error) {
	// The path of a Unix socket must be short, and only the owner can open this folder.
	dir, err := os.MkdirTemp("", "lab-talk-")
	if err != nil {
		return nil, fmt.Errorf("opening the connection for the speaker's notes: %w", err)
	}
	l := &Line{dir: dir, file: filepath.Join(book, filepath.FromSlash(addressFile)), keys: keys, peers: map[net.Conn]bool{}}
	l.ln, err = net.Listen("unix", filepath.Join(dir, "s"))
	if err == nil {
		err = l.publish()
	}
	if err != nil {
		l.Close()
		return nil, fmt.Errorf("opening the connection for the speaker's notes: %w", err)
	}
	l.work.Go(l.accept)
	return l, nil
}

func (l *Line) publish() error {
	text, err := json.Marshal(address{filepath.Join(l.dir, "s")})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(l.file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(l.file, text, 0o600)
}

func (l *Line) accept() {
	for {
		c, err := l.ln.Accept()
		if err != nil {
			return
		}
		l.mu.Lock()
		l.peers[c] = true
		last := l.last
		l.mu.Unlock()
		l.write(c, last)
		l.work.Go(func() { l.hear(c) })
	}
}

// maxKey is the maximum length in bytes of a line from a speaker's window.
const maxKey = 256

func (l *Line) hear(c net.Conn) {
	defer l.drop(c)
	lines := bufio.NewScanner(c)
	lines.Buffer(nil, maxKey)
	for lines.Scan() {
		key, ok := readKey(lines.Bytes())
		if !ok {
			return
		}
		l.keys(key)
	}
}

// readKey decodes a line from a speaker's window.
func readKey(line []byte) (Remote, bool) {
	var key Remote
	err := json.Unmarshal(line, &key)
	return key, err == nil && (key == "left" || key == "right")
}

func (l *Line) drop(c net.Conn) {
	l.mu.Lock()
	delete(l.peers, c)
	l.mu.Unlock()
	_ = c.Close()
}

func (l *Line) write(c net.Conn, s State) {
	if text, err := json.Marshal(s); err == nil {
		_, _ = c.Write(append(text, '\n')) // a peer that cannot be written to is dropped by hear
	}
}

// Tell sends a state to all speakers' windows.
func (l *Line) Tell(s State) {
	l.mu.Lock()
	l.last = s
	var all []net.Conn
	for c := range l.peers {
		all = append(all, c)
	}
	l.mu.Unlock()
	for _, c := range all {
		l.write(c, s)
	}
}

// Close closes the line and tells the windows that the talk has ended.
func (l *Line) Close() {
	if l.ln != nil {
		_ = l.ln.Close()
	}
	l.mu.Lock()
	s := l.last
	s.Ended = true
	for c := range l.peers {
		l.write(c, s)
		_ = c.Close()
	}
	l.mu.Unlock()
	l.work.Wait()
	_ = os.Remove(l.file)
	_ = os.Remove(filepath.Dir(l.file)) // removes the folder if the talk created it
	_ = os.RemoveAll(l.dir)
}

// ErrNoTalk means that there is no talk in the workbook.
var ErrNoTalk = errors.New("no talk runs in this workbook: start one in another terminal, with lab present N")

// Follow calls each with every state of the workbook's talk, until ctx is done or the talk ends.
// It sends the keys to the talk.
func Follow(ctx context.Context, book string, keys <-chan Remote, each func(State)) error {
	text, err := os.ReadFile(filepath.Join(book, filepath.FromSlash(addressFile)))
	if err != nil {
		return ErrNoTalk
	}
	var at address
	if err := json.Unmarshal(text, &at); err != nil {
		return ErrNoTalk
	}
	c, err := (&net.Dialer{}).DialContext(ctx, "unix", at.Socket)
	if err != nil {
		return ErrNoTalk
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer stop()
	go func() {
		for {
			select {
			case k := <-keys:
				text, _ := json.Marshal(k)
				if _, err := c.Write(append(text, '\n')); err != nil {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	for in := json.NewDecoder(c); ; {
		var s State
		if err := in.Decode(&s); err != nil || s.Ended {
			return nil // the talk has ended
		}
		each(s)
	}
}
