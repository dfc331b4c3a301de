package present

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"lab/repl/paint"
)

// This file writes a recording in the format asciicast v3
// (https://docs.asciinema.org/manual/asciicast/v3). The first line is a header. Every other line
// is an event: the seconds since the previous event, a letter for its kind, and its data.

// A Cast writes a recording.
type Cast struct {
	out   io.Writer
	now   func() time.Time
	began time.Time
	idle  time.Duration // time that passes only in the recording
	last  int64         // the time of the last event in milliseconds
	rows  []string
	err   error
}

// castTheme holds the terminal colours of a recording.
type castTheme struct {
	Ink     string `json:"fg"`
	Paper   string `json:"bg"`
	Palette string `json:"palette"`
}

type castTerm struct {
	Columns int       `json:"cols"`
	Rows    int       `json:"rows"`
	Type    string    `json:"type"`
	Theme   castTheme `json:"theme"`
}

type castHeader struct {
	Version   int      `json:"version"`
	Term      castTerm `json:"term"`
	Timestamp int64    `json:"timestamp"`
	Command   string   `json:"command,omitempty"`
	Title     string   `json:"title,omitempty"`
}

// darkPalette and lightPalette hold the sixteen terminal colours of a recording. The talk uses none
// of these colours, but the output of nodes may use them.
const (
	darkPalette  = "#000000:#ff9b50:#40d0a8:#f0e442:#56b4e9:#eeb0d4:#7fd7e8:#d8d8d8:#8a8a8a:#ffb57a:#70e0c0:#f7ee80:#8fd0f5:#f7cde4:#a8e8f4:#ffffff"
	lightPalette = "#000000:#752b00:#005c43:#634f00:#00507f:#732d58:#00535f:#404040:#595959:#8a3500:#00664a:#6f5900:#005f96:#84356a:#006472:#1a1a1a"
)

// NewCast starts a recording. The function now is its clock.
func NewCast(out io.Writer, columns, rows int, dark bool, command, title string, now func() time.Time) *Cast {
	c := &Cast{out: out, now: now, began: now()}
	ink, paper := paint.Paper(dark)
	palette := lightPalette
	if dark {
		palette = darkPalette
	}
	c.line(castHeader{Version: 3, Timestamp: c.began.Unix(), Command: command, Title: title,
		Term: castTerm{columns, rows, "xterm-256color", castTheme{hex(ink), hex(paper), palette}}})
	c.event("o", "\x1b[2J\x1b[?25l")
	return c
}

// hex formats a colour for the header.
func hex(c interface{ RGBA() (r, g, b, a uint32) }) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

func (c *Cast) line(v any) {
	if c.err != nil {
		return
	}
	var text strings.Builder
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if c.err = enc.Encode(v); c.err == nil {
		_, c.err = io.WriteString(c.out, text.String())
	}
}

// event writes an event at the current time. It rounds the time since the start rather than the
// interval, so that rounding errors do not add up.
func (c *Cast) event(kind, data string) {
	at := (c.now().Sub(c.began) + c.idle).Milliseconds()
	since := max(0, at-c.last)
	c.last += since
	if !utf8.ValidString(data) {
		data = strings.ToValidUTF8(data, "\uFFFD")
	}
	c.line([]any{json.Number(fmt.Sprintf("%d.%03d", since/1000, since%1000)), kind, data})
}

// Frame writes the rows of the screen that have changed.
func (c *Cast) Frame(v tea.View) {
	var b strings.Builder
	rows := strings.Split(v.Content, "\n")
	for i, row := range rows {
		if i < len(c.rows) && c.rows[i] == row {
			continue
		}
		fmt.Fprintf(&b, "\x1b[%d;1H\x1b[m%s\x1b[m", i+1, row)
	}
	if b.Len() == 0 {
		return
	}
	c.rows = rows
	if v.Cursor != nil {
		fmt.Fprintf(&b, "\x1b[%d;%dH\x1b[?25h", v.Cursor.Y+1, v.Cursor.X+1)
	} else {
		b.WriteString("\x1b[?25l")
	}
	c.event("o", b.String())
}

// Wait advances the time of the recording.
func (c *Cast) Wait(d time.Duration) { c.idle += d }

// Mark writes a marker that players can jump to.
func (c *Cast) Mark(label string) { c.event("m", label) }

// End ends the recording with an exit status and returns its duration.
func (c *Cast) End(status int) (time.Duration, error) {
	c.event("o", "\x1b[?25h")
	c.event("x", fmt.Sprint(status))
	return time.Duration(c.last) * time.Millisecond, c.err
}

// reading estimates the time to read a beat before the talk continues.
func (m *Model) reading() time.Duration {
	words := len(strings.Fields(strings.Join(m.rowsOf(m.textWidth()), " ")))
	switch m.beat().kind {
	case command:
		words = len(strings.Fields(m.out)) + 2
	case cover, ending:
		words += 4
	}
	const aWord = 300 * time.Millisecond
	return min(max(time.Duration(words)*aWord, 1200*time.Millisecond), 12*time.Second)
}

// Record makes the model write frames and markers to a recording. It returns a function to pass to
// Play as the argument each.
func (m *Model) Record(c *Cast) (each func()) {
	step := -1
	m.pause = func() {
		c.Frame(m.View())
		if at := m.beat().at; at != step && m.beat().kind != cover {
			step = at
			c.Mark(m.lab.Steps[at].Title)
		}
		c.Wait(m.reading())
	}
	return func() { c.Frame(m.View()) }
}
