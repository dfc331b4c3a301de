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

// This file runs a node of a scenario as an operating system process.

// stopTime is the time allowed for an orderly end.
const stopTime = 3 * time.Second

// A life is one run of a node. The node ends when its standard input closes. It thus ends when this
// process ends.
type life struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser
	line  *pipe.Line
	hold  held          // keeps the node from outliving this process
	up    chan struct{} // closed when the node answers
	ready chan struct{} // closed when the project has been loaded or has failed to load
	gone  chan struct{} // closed when the node has ended

	mu     sync.Mutex
	loaded bool
	frozen bool
	// struck reports whether the lab itself ended the node.
	struck bool
	// halted is the place where a program halted the node. stopping is the place where a program
	// began to stop the node. redefined lists the modules that programs tried to replace.
	halted    *string
	stopping  *string
	redefined []string

	said lastSaid
	text writer
}

// maxSaid is the number of bytes of a node's output that are kept to explain a failure.
const maxSaid = 8 << 10

// spawn starts a node. The options own encode terms in requests to the node. The node's output
// goes to output.
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
	// WaitDelay limits how long a grandchild can keep the pipes of this process open.
	c.cmd.WaitDelay = time.Second
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting a node: %w", err)
	}
	c.hold = hold(c.cmd.Process)
	go func() {
		_ = c.cmd.Wait() // the exit status does not matter
		c.hold.release()
		c.line.Close()
		close(c.gone)
	}()
	first, err := json.Marshal(boot)
	if err == nil {
		_, err = stdin.Write(append(first, '\n'))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("configuring a node: %w", err), c.kill())
	}
	return c, nil
}

// news implements the callbacks of a life's pipe.Line.
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

// maxRedefined is the maximum number of attempts to replace a module that are recorded.
const maxRedefined = 10

func (c *news) Redefined(module, place string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.redefined) < maxRedefined {
		c.redefined = append(c.redefined, module+" ("+place+")")
	}
}

// closeOnce closes a channel unless it is closed. Only one goroutine may close the channel.
func closeOnce(c chan struct{}) {
	select {
	case <-c:
	default:
		close(c)
	}
}

// lastSaid keeps the end of a program's output.
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

// lastWords returns the end of the node's output.
func (c *life) lastWords() string { return c.said.words() }

func (c *life) isLoaded() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.loaded
}

// isUnloaded reports whether loading the project has failed.
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

// kill kills the node's process.
func (c *life) kill() error {
	c.strike()
	if err := c.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-c.gone
	return nil
}

// stop ends the node in an orderly way, or kills it if that takes too long.
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

// strike records that the lab ends the node.
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

// fell reports whether the node ended by itself and whether a program halted it. It also returns
// the place in the program's code, if known.
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

// A writer passes text on without splitting UTF-8 characters.
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
