//go:build unix

package oracle

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// The screen is wide enough that no line of the recordings is wrapped.
const width, height = 800, 24

// A terminal is a lab process with its screen.
type terminal struct {
	cmd  *exec.Cmd
	pty  *os.File
	done chan struct{} // closed when the process has ended

	mu     sync.Mutex
	screen *vt.Emulator
	above  []string      // lines that have scrolled off the top
	news   chan struct{} // replaced and closed when output arrives
	rung   int           // how often the bell has rung
}

func open(t *testing.T, dir string, env []string, args ...string) *terminal {
	t.Helper()
	x := &terminal{cmd: exec.Command(os.Args[0], args...), done: make(chan struct{}), news: make(chan struct{})}
	x.cmd.Dir, x.cmd.Env = dir, env
	x.screen = vt.NewEmulator(width, height)
	x.screen.SetCallbacks(vt.Callbacks{Bell: func() { x.rung++ }})
	f, err := pty.StartWithSize(x.cmd, &pty.Winsize{Rows: height, Cols: width})
	if err != nil {
		t.Fatal(err)
	}
	x.pty = f
	go func() { _, _ = io.Copy(f, x.screen) }() // answers of the terminal to queries
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = io.Copy(x, f)
	}()
	go func() {
		_ = x.cmd.Wait()
		<-read
		close(x.done)
	}()
	t.Cleanup(func() {
		_ = x.cmd.Process.Kill()
		<-x.done
		_ = x.screen.Close()
		_ = f.Close()
	})
	return x
}

// Write receives the process's output.
func (x *terminal) Write(b []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	n, err := x.screen.Write(b)
	close(x.news)
	x.news = make(chan struct{})
	return n, err
}

// bells returns how often the bell has rung.
func (x *terminal) bells() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.rung
}

func (x *terminal) keys(text string) error {
	_, err := io.WriteString(x.pty, text)
	return err
}

// lines returns the scrollback and the screen down to the cursor's row, with colours as marks. The
// channel is closed when the process writes again.
func (x *terminal) lines() ([]string, <-chan struct{}) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for y := len(x.above); y < x.screen.ScrollbackLen(); y++ {
		row := x.screen.Scrollback().Line(y)
		var m marker
		for i := range row {
			m.add(row[i].Content, colourOf(row[i].Style.Fg))
		}
		x.above = append(x.above, m.String())
	}
	all := x.above[:len(x.above):len(x.above)]
	for y := range x.screen.CursorPosition().Y + 1 {
		end := width
		for end > 0 && x.screen.CellAt(end-1, y).Content == " " {
			end--
		}
		var m marker
		for i := range end {
			c := x.screen.CellAt(i, y)
			m.add(c.Content, colourOf(c.Style.Fg))
		}
		all = append(all, m.String())
	}
	for len(all) > 0 && all[len(all)-1] == "" {
		all = all[:len(all)-1]
	}
	return all, x.news
}

// await waits until ok accepts the lines, or until the limit is exceeded. It returns the last
// lines and the result of ok.
func (x *terminal) await(limit time.Duration, ok func([]string) bool) ([]string, bool) {
	timeout := time.After(limit)
	for {
		ended := false
		select {
		case <-x.done:
			ended = true
		default:
		}
		lines, news := x.lines()
		if ok(lines) {
			return lines, true
		}
		if ended {
			return lines, false
		}
		select {
		case <-news:
		case <-x.done:
		case <-timeout:
			return lines, false
		}
	}
}

func colourOf(c any) string {
	switch c := c.(type) {
	case nil:
		return ""
	case ansi.BasicColor:
		if c < 8 {
			return fmt.Sprint(30 + int(c))
		}
		return fmt.Sprint(82 + int(c))
	}
	return fmt.Sprint(c)
}
