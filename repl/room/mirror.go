package room

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"charm.land/ssh"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"lab/repl/paint"
)

// This file shows the projection to people who connect to watch. They need no key, so each of them
// costs little: the projection is drawn once for all terminals of a kind, a viewer is sent only
// the rows that changed, and input is discarded except for the keys that leave.

// frameTime is the shortest time between two frames of a viewer.
const frameTime = time.Second / 20

// A looks is the part of a terminal that determines the drawing of a frame.
type looks struct {
	width, height int
	colours       colorprofile.Profile
}

// A projection holds the rows of the projected frame for each kind of terminal.
type projection struct {
	stage *stage

	mu    sync.Mutex
	who   string
	frame frame
	rows  map[looks][]string
}

// mostDrawn is the maximum number of kinds of terminals for which rows are kept.
const mostDrawn = 16

// draw returns the rows of the projected frame. The caller must not change them.
func (p *projection) draw(l looks) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if who, f := p.stage.projected(); p.rows == nil || who != p.who || f != p.frame {
		p.who, p.frame, p.rows = who, f, map[looks][]string{}
	}
	rows, ok := p.rows[l]
	if !ok {
		rows = drawn(fitted(p.who, p.frame, l.width, l.height), l.colours)
		if len(p.rows) < mostDrawn {
			p.rows[l] = rows
		}
	}
	return rows
}

// drawn returns the rows with the colours that a terminal supports, and without other control
// sequences.
func drawn(rows []string, colours colorprofile.Profile) []string {
	out := make([]string, len(rows))
	for i, row := range rows {
		var b bytes.Buffer
		w := colorprofile.Writer{Forward: &b, Profile: colours}
		_, _ = w.WriteString(paint.Styled(row)) // a buffer accepts everything
		out[i] = b.String()
	}
	return out
}

// A viewer is a terminal that shows the projection.
type viewer struct {
	room *Room
	out  io.Writer
	news chan struct{} // receives when there is something new to show
	left chan struct{} // closed when the viewer leaves

	mu    sync.Mutex
	looks looks

	shown looks    // the kind of terminal for which rows were drawn
	rows  []string // the rows on the terminal
}

// watch shows the projection until the viewer leaves.
func (r *Room) watch(s ssh.Session, pty ssh.Pty, sizes <-chan ssh.Window) (string, error) {
	news := r.stage.watch("")
	defer r.stage.leave(news)
	r.changed()
	defer r.changed()
	v := &viewer{room: r, out: patient{s}, news: news, left: make(chan struct{})}
	v.resize(pty.Window, colorprofile.Env(append(s.Environ(), "TERM="+pty.Term)))
	go v.follow(sizes, s.Context().Done())
	go v.read(s)
	_, _ = io.WriteString(v.out, ansi.SetModeAltScreenSaveCursor+ansi.ResetModeTextCursorEnable+ansi.ResetModeAutoWrap+
		ansi.SetModeBracketedPaste+ansi.SetWindowTitle("lab room"))
	defer func() {
		_, _ = io.WriteString(v.out, ansi.ResetStyle+ansi.ResetModeBracketedPaste+ansi.SetModeAutoWrap+
			ansi.SetModeTextCursorEnable+ansi.ResetModeAltScreenSaveCursor)
	}()
	return v.show(s.Context().Done()), nil
}

// show sends frames until the viewer or the room leaves. It returns the last words to the viewer.
func (v *viewer) show(gone <-chan struct{}) string {
	for {
		if _, err := io.WriteString(v.out, v.update()); err != nil {
			return ""
		}
		pause := time.After(frameTime)
		for waiting, news := true, (<-chan struct{})(nil); waiting; {
			select {
			case <-gone:
				return ""
			case <-v.left:
				return ""
			case <-v.room.stage.closed:
				return closing
			case <-pause:
				news = v.news
			case <-news:
				waiting = false
			}
		}
	}
}

// update returns the text that makes the terminal show the current frame.
func (v *viewer) update() string {
	v.mu.Lock()
	l := v.looks
	v.mu.Unlock()
	var b strings.Builder
	if l != v.shown {
		b.WriteString(ansi.ResetStyle + ansi.EraseEntireScreen)
		v.shown, v.rows = l, nil
	}
	rows := v.room.projection.draw(l)
	for i := range max(len(rows), len(v.rows)) {
		row := ""
		if i < len(rows) {
			row = rows[i]
		}
		if i < len(v.rows) && v.rows[i] == row {
			continue
		}
		fmt.Fprintf(&b, "\x1b[%d;1H\x1b[m%s\x1b[m", i+1, row)
		if ansi.StringWidth(row) < l.width { // at the end of a full row, it would erase the last column
			b.WriteString("\x1b[K")
		}
	}
	v.rows = slices.Clone(rows)
	if b.Len() == 0 {
		return ""
	}
	return ansi.SetModeSynchronizedOutput + b.String() + ansi.ResetModeSynchronizedOutput
}

// resize stores the kind of the viewer's terminal.
func (v *viewer) resize(w ssh.Window, colours colorprofile.Profile) {
	size := bounded(w)
	v.mu.Lock()
	v.looks = looks{size.Width, size.Height, colours}
	v.mu.Unlock()
	select {
	case v.news <- struct{}{}:
	default:
	}
}

// follow takes over the sizes of the viewer's window until the connection ends.
func (v *viewer) follow(sizes <-chan ssh.Window, gone <-chan struct{}) {
	for {
		select {
		case w, ok := <-sizes:
			if !ok {
				return
			}
			v.resize(w, v.looks.colours)
		case <-gone:
			return
		}
	}
}

// read discards the viewer's input until it contains a key that leaves.
func (v *viewer) read(in io.Reader) {
	var buf [256]byte
	var keys leaving
	for {
		n, err := in.Read(buf[:])
		if slices.ContainsFunc(buf[:n], keys.leaves) {
			close(v.left)
			return
		}
		if err != nil {
			return // without input, one can still watch
		}
	}
}

// leaving recognises the keys q and ctrl+c in the input of a terminal, but not within pasted text.
type leaving struct {
	last   [6]byte // the last bytes
	pasted bool
}

// leaves reports whether the next byte is a key that leaves.
func (k *leaving) leaves(b byte) bool {
	alt := k.last[5] == ansi.ESC
	copy(k.last[:], k.last[1:])
	k.last[5] = b
	switch string(k.last[:]) {
	case ansi.BracketedPasteStart:
		k.pasted = true
	case ansi.BracketedPasteEnd:
		k.pasted = false
	}
	const ctrlC = 3
	return b == ctrlC || b == 'q' && !alt && !k.pasted
}

// fitted returns the upper left part of a frame that fits a window of another size. If there is no
// frame, it returns an explanation.
func fitted(who string, f frame, width, height int) []string {
	if f.content == "" {
		text := "Nothing is projected yet. The screen that your teacher shows will appear here. (q leaves)"
		if who != "" {
			text = "The projected screen has gone. The next one will appear here. (q leaves)"
		}
		rows := strings.Split(paint.Wrap(text, width), "\n")
		return rows[:min(len(rows), height)]
	}
	rows := strings.Split(f.content, "\n")
	rows = rows[:min(len(rows), height)]
	for i, row := range rows {
		rows[i] = paint.Fit(row, width)
	}
	return rows
}
