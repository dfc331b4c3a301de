package labs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// This file runs one node of a scenario as a process of the operating system.

// The lines by which a node says that it can be talked to: with its project, or
// without since the project's files do not compile. The first character keeps
// them from being met by chance.
const (
	ReadyLine    = "\x1elab node ready\n"
	UnloadedLine = "\x1elab node ready, project not loaded\n"
)

// stopTime is how long an orderly end may take.
const stopTime = 3 * time.Second

// life is a running node. It ends when its input ends, so also with us.
type life struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser
	hold  held          // what keeps it from outliving us
	ready chan struct{} // closed by its ready line
	gone  chan struct{} // closed when it has ended

	mu     sync.Mutex
	loaded bool
	frozen bool

	said lastSaid
}

// maxSaid bounds what is kept of a node's output, to explain a failure with.
const maxSaid = 8 << 10

// spawn starts a node. output is given what it prints, without the ready line.
func spawn(command, env []string, output func(text string)) (*life, error) {
	c := &life{cmd: exec.Command(command[0], command[1:]...), ready: make(chan struct{}), gone: make(chan struct{})}
	c.cmd.Env = env
	c.cmd.SysProcAttr = apart()
	out := func(text string) {
		c.said.keep(text)
		output(text)
	}
	c.cmd.Stdout = &announcer{life: c, text: writer{f: out}}
	c.cmd.Stderr = &writer{f: out}
	// A grandchild must not keep our pipes open for longer than this.
	c.cmd.WaitDelay = time.Second
	stdin, err := c.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	c.stdin = stdin
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting a node: %w", err)
	}
	c.hold = hold(c.cmd.Process)
	go func() {
		_ = c.cmd.Wait() // how it ended does not matter, that it did does
		c.hold.release()
		close(c.gone)
	}()
	return c, nil
}

// lastSaid keeps the last that a program printed.
type lastSaid struct {
	mu   sync.Mutex
	said []byte
}

func (l *lastSaid) keep(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.said = append(l.said, text...)
	if extra := len(l.said) - maxSaid; extra > 0 {
		l.said = bytes.Clone(l.said[extra:])
	}
}

func (l *lastSaid) words() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.TrimSpace(string(l.said))
}

// lastWords is what the node printed last.
func (c *life) lastWords() string { return c.said.words() }

func (c *life) isLoaded() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.loaded
}

func (c *life) isFrozen() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.frozen
}

func (c *life) setFrozen(on bool) error {
	change := resume
	if on {
		change = suspend
	}
	if err := change(c.cmd.Process); err != nil {
		return err
	}
	c.mu.Lock()
	c.frozen = on
	c.mu.Unlock()
	return nil
}

func (c *life) isUp() bool {
	select {
	case <-c.gone:
		return false
	default:
		return true
	}
}

// endsSoon reports whether the node has ended; that its links broke may be known
// a little earlier.
func (c *life) endsSoon() bool {
	select {
	case <-c.gone:
		return true
	case <-time.After(100 * time.Millisecond):
		return false
	}
}

// kill ends the node without a word.
func (c *life) kill() error {
	if err := c.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-c.gone
	return nil
}

// stop ends the node in order, and by force if that takes too long.
func (c *life) stop() error {
	if c.isFrozen() {
		return c.kill()
	}
	c.stdin.Close()
	select {
	case <-c.gone:
		return nil
	case <-time.After(stopTime):
		return c.kill()
	}
}

// announcer takes the ready line out of a node's output.
type announcer struct {
	life *life
	text writer
	head []byte
	done bool
}

func (a *announcer) Write(b []byte) (int, error) {
	if a.done {
		return a.text.Write(b)
	}
	a.head = append(a.head, b...)
	for _, line := range []string{ReadyLine, UnloadedLine} {
		before, after, found := bytes.Cut(a.head, []byte(line))
		if !found {
			continue
		}
		a.life.mu.Lock()
		a.life.loaded = line == ReadyLine
		a.life.mu.Unlock()
		a.done = true
		_, _ = a.text.Write(before)
		_, _ = a.text.Write(after)
		close(a.life.ready)
		return len(b), nil
	}
	// Keep only what may still become the line.
	i := bytes.IndexByte(a.head, ReadyLine[0])
	if i < 0 {
		i = len(a.head)
	}
	_, _ = a.text.Write(a.head[:i])
	a.head = a.head[i:]
	return len(b), nil
}

// writer gives text on in whole characters.
type writer struct {
	f    func(text string)
	rest []byte
}

func (w *writer) Write(b []byte) (int, error) {
	w.rest = append(w.rest, b...)
	end := len(w.rest)
	for i := 1; i <= utf8.UTFMax && i <= end; i++ {
		if utf8.RuneStart(w.rest[end-i]) {
			if !utf8.FullRune(w.rest[end-i:]) {
				end -= i
			}
			break
		}
	}
	if end > 0 {
		w.f(string(w.rest[:end]))
		w.rest = append(w.rest[:0], w.rest[end:]...)
	}
	return len(b), nil
}
