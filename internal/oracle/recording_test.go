package oracle

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A recording is a session of the real iex.
type recording struct {
	name  string
	steps []step
	panes map[string][]string // final screens, by name
	order []string            // names of the panes
}

// A step is an action at a terminal: start COMMAND, type TEXT, ask TEXT (type, but do not wait for
// the answer), fill TEXT (type, but the recording lacks the answer), see TEXT (wait for output),
// leave (Ctrl-C), quit (Ctrl-\), or kill. The steps with keys are: choose TEXT (type, and Tab
// shows choices), complete TEXT (type, and Tab shows none), line TEXT (the input line must now be
// TEXT; it is erased), recall TEXT (with Up), and keys KEYS.
type step struct{ pane, verb, text string }

// load reads a recording. A line of its script has the form "PANE VERB TEXT". The line "== PANE"
// begins a screen.
func load(t *testing.T, name string) *recording {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	r := &recording{name: name, panes: map[string][]string{}}
	pane := ""
	for line := range strings.SplitSeq(strings.TrimSuffix(string(text), "\n"), "\n") {
		if head, ok := strings.CutPrefix(line, "== "); ok && !strings.Contains(head, " ") {
			pane = head
			r.order = append(r.order, pane)
			continue
		}
		if pane != "" {
			r.panes[pane] = append(r.panes[pane], line)
			continue
		}
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		who, rest, _ := strings.Cut(line, " ")
		verb, arg, _ := strings.Cut(rest, " ")
		r.steps = append(r.steps, step{who, verb, arg})
	}
	for name, lines := range r.panes {
		for lines[len(lines)-1] == "" {
			lines = lines[:len(lines)-1]
		}
		r.panes[name] = decode(lines)
	}
	return r
}

var escape = regexp.MustCompile(`<ESC>\[(\d+)m`)

// decode replaces the colours of a recording by marks, line by line.
func decode(lines []string) []string {
	colour := ""
	out := make([]string, len(lines))
	for i, line := range lines {
		var row marker
		for line != "" {
			if m := escape.FindStringSubmatch(line); m != nil && strings.HasPrefix(line, m[0]) {
				if colour = m[1]; colour == "39" || colour == "0" {
					colour = ""
				}
				line = line[len(m[0]):]
				continue
			}
			for _, r := range line {
				row.add(string(r), colour)
				line = line[len(string(r)):]
				break
			}
		}
		out[i] = row.String()
	}
	return out
}

// A marker writes one line with a mark at each visible change of colour. The line begins without a
// colour.
type marker struct {
	strings.Builder
	colour string
}

func (m *marker) add(text, colour string) {
	if text != "" && text != " " && colour != m.colour {
		m.WriteString("‹" + colour + "›")
		m.colour = colour
	}
	m.WriteString(text)
}

var mark = regexp.MustCompile(`‹\d*›`)

// bare removes the marks from a line.
func bare(line string) string { return mark.ReplaceAllString(line, "") }
