package cluster

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"lab/labs/beats"
	"lab/labs/pipe"
	"lab/runtime/etf"
)

// This file runs one node of a scenario as a process of the operating system.

// stopTime is how long an orderly end may take.
const stopTime = 3 * time.Second

// life is a running node. It ends when its input ends, so also with us.
type life struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser
	line  *pipe.Line
	hold  held          // what keeps it from outliving us
	up    chan struct{} // closed when it can be talked to
	ready chan struct{} // closed when its project is loaded, or has failed to be
	gone  chan struct{} // closed when it has ended

	mu     sync.Mutex
	loaded bool
	frozen bool
	// struck says that the lab itself ends the node.
	struck bool
	// halted is where a program ended the node, stopping where it began to, and redefined what it
	// tried to replace.
	halted    *string
	stopping  *string
	redefined []string

	said lastSaid
	text writer
}

// maxSaid bounds what is kept of a node's output, to explain a failure with.
const maxSaid = 8 << 10

// spawn starts a node. own says whose processes are spoken of to it; output is given
// what it prints.
func spawn(command, env []string, boot pipe.Boot, own etf.EncodeOpts, output func(text string)) (*life, error) {
	c := &life{cmd: exec.Command(command[0], command[1:]...), up: make(chan struct{}), ready: make(chan struct{}), gone: make(chan struct{})}
	c.cmd.Env = env
	c.cmd.SysProcAttr = apart()
	out := func(text string) {
		c.said.keep(text)
		output(text)
	}
	stdin, err := c.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	c.stdin = stdin
	c.text = writer{f: out}
	c.line = pipe.NewLine(boot.Key, stdin, own, (*news)(c))
	c.cmd.Stdout = c.line
	c.cmd.Stderr = &writer{f: out}
	// A grandchild must not keep our pipes open for longer than this.
	c.cmd.WaitDelay = time.Second
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting a node: %w", err)
	}
	c.hold = hold(c.cmd.Process)
	go func() {
		_ = c.cmd.Wait() // how it ended does not matter, that it did does
		c.hold.release()
		c.line.Close()
		close(c.gone)
	}()
	first, err := json.Marshal(boot)
	if err == nil {
		_, err = stdin.Write(append(first, '\n'))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("telling a node what it is: %w", err), c.kill())
	}
	return c, nil
}

// news is a life as its line tells of it.
type news life

func (c *news) Text(text []byte) { _, _ = c.text.Write(text) }

func (c *news) Up() { closeOnce(c.up) }

func (c *news) Loaded(ok bool) {
	c.mu.Lock()
	c.loaded = ok
	c.mu.Unlock()
	closeOnce(c.ready)
}

func (c *news) Stopping(place string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopping == nil {
		c.stopping = &place
	}
}

func (c *news) Halted(place string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.halted == nil {
		c.halted = cmp.Or(c.stopping, &place)
	}
}

// maxRedefined bounds how many tries to replace a module are kept.
const maxRedefined = 10

func (c *news) Redefined(module, place string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.redefined) < maxRedefined {
		c.redefined = append(c.redefined, module+" ("+place+")")
	}
}

// closeOnce closes a channel that one goroutine closes.
func closeOnce(c chan struct{}) {
	select {
	case <-c:
	default:
		close(c)
	}
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

func (l *lastSaid) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.said = nil
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

// isUnloaded reports whether its project has failed to be loaded.
func (c *life) isUnloaded() bool {
	select {
	case <-c.ready:
		return !c.isLoaded()
	default:
		return false
	}
}

func (c *life) isFrozen() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.frozen
}

func (c *life) setFrozen(on bool) error {
	change := Resume
	if on {
		change = Suspend
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

// kill ends the node without a word.
func (c *life) kill() error {
	c.strike()
	if err := c.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-c.gone
	return nil
}

// stop ends the node in order, and by force if that takes too long.
func (c *life) stop() error {
	c.strike()
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

// strike notes that the lab ends the node.
func (c *life) strike() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.struck = true
}

// settle waits for the end of a node that a program has begun to stop.
func (c *life) settle() {
	c.mu.Lock()
	stops := c.stopping != nil && !c.struck
	c.mu.Unlock()
	if !stops {
		return
	}
	late, stop := beats.After(stopTime)
	defer stop()
	select {
	case <-c.gone:
	case <-late:
	}
}

// fell reports whether the node ended by itself, whether a program asked for that, and
// where, as far as that is known.
func (c *life) fell() (fell, halted bool, place string) {
	if c.isUp() {
		return false, false, ""
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.halted != nil {
		halted, place = true, *c.halted
	}
	return !c.struck, halted, place
}

// replaced lists the modules that programs tried to replace.
func (c *life) replaced() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.redefined)
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
