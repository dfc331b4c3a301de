package workbook

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"lab/repl/line"
	"lab/repl/paint"
)

// This file is the prompt of one node: its output and the line being typed.

// maxScrollback is the maximum number of lines that a pane keeps.
const maxScrollback = 5000

// longestLine is the size in bytes from which a line is stored as several lines. Wrapping a longer
// line for each drawing would delay the keys. The parts fill whole rows, so nobody sees the
// division at the current width.
const longestLine = 8 << 10

type pane struct {
	node    string
	editor  *line.Editor
	lines   []string // complete lines, colours included
	partial string   // output without its line break yet
	prompt  string   // the prompt's text
	ready   bool
	gone    bool
	queued  []string // lines typed ahead
	choices []string // completions to choose from
	back    int      // lines scrolled back from the end
	width   int      // the width of the last drawing
	log     bool     // Caddy's pane, which has no prompt
	news    bool     // there is unseen output

	recompiles bool // recompile() runs, and no file has failed to compile so far
}

func newPane(node string, h *line.History) *pane {
	return &pane{node: node, editor: line.New(h), width: 80}
}

// resets removes the escape sequences that end a colour.
var resets = strings.NewReplacer("\x1b[0m", "", "\x1b[m", "")

// clearing is the escape sequence that IEx's clear writes: cursor to the top left, erase the
// screen.
const clearing = "\x1b[H\x1b[2J"

// write adds output above the line being typed. The lines of a pane that is scrolled back stay
// where they are.
func (p *pane) write(text string) {
	text = p.partial + text
	if i := strings.LastIndex(text, clearing); i >= 0 {
		p.clear()
		text = text[i+len(clearing):]
	}
	parts := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	before := len(p.lines)
	for _, part := range parts[:len(parts)-1] {
		p.lines = append(p.lines, p.divided(paint.Line(part))...)
	}
	p.partial = parts[len(parts)-1]
	if len(p.partial) > longestLine {
		p.shorten()
	}
	if p.back > 0 {
		p.back += len(p.lines) - before
	}
	if last := len(p.lines) - 1; last >= 0 && p.partial != "" && resets.Replace(p.partial) == "" {
		p.lines[last] += p.partial // a trailing reset belongs to the last line
		p.partial = ""
	}
	if extra := len(p.lines) - maxScrollback; extra > 0 {
		p.lines = append([]string(nil), p.lines[extra:]...)
	}
}

// divided returns a line as lines of limited size.
func (p *pane) divided(line string) []string {
	if len(line) <= longestLine {
		return []string{line}
	}
	rows := max(1, longestLine/p.width)
	return strings.Split(ansi.Hardwrap(line, rows*p.width, true), "\n")
}

// shorten limits the unfinished line: it drops the text that a carriage return has overwritten, and
// stores the rest as lines.
func (p *pane) shorten() {
	if i := strings.LastIndexByte(p.partial[:len(p.partial)-1], '\r'); i > 0 {
		p.partial = paint.Line(p.partial[:i]) + p.partial[i:]
	}
	rows := p.divided(p.partial)
	last := len(rows) - 1
	for _, row := range rows[:last] {
		p.lines = append(p.lines, paint.Line(row))
	}
	p.partial = rows[last]
}

// clear removes all output.
func (p *pane) clear() { p.lines, p.partial, p.back = nil, "", 0 }

// ask shows a prompt. If a line was typed ahead, ask returns it as the answer.
func (p *pane) ask(prompt string) (answer string, answered bool) {
	p.prompt, p.ready, p.gone = prompt, true, false
	if len(p.queued) == 0 {
		return "", false
	}
	answer, p.queued = p.queued[0], p.queued[1:]
	p.echo(answer)
	return answer, true
}

// submit takes the typed line. It returns false if the line is queued because no prompt is
// waiting.
func (p *pane) submit() (answer string, answered bool) {
	text := p.editor.Submit()
	p.choices, p.back = nil, 0
	if !p.ready {
		p.queued = append(p.queued, text)
		return "", false
	}
	p.echo(text)
	return text, true
}

// echo moves the prompt and the answer into the scrollback.
func (p *pane) echo(text string) {
	p.flush()
	p.write(p.prompt + text + "\n")
	p.ready = false
}

func (p *pane) flush() {
	if p.partial != "" {
		p.write("\n")
	}
}

func (p *pane) scrollBy(n int) {
	p.back = max(0, min(p.back+n, len(p.lines)))
}

// render renders the visible part of the pane and returns the position of the cursor. If the typed
// text is higher than the pane, the part around the cursor is visible.
func (p *pane) render(t paint.Theme, width, height int, focused bool) (rows []string, cursorX, cursorY int) {
	p.width = max(1, width)
	var all []string
	for _, l := range tail(p.lines, height+p.back) {
		all = append(all, paint.Folded(l, width)...)
	}
	if p.partial != "" {
		all = append(all, paint.Folded(paint.Line(p.partial), width)...)
	}
	p.back = min(p.back, max(0, len(all)-height)) // not past the first line
	if p.back == 0 {
		input, x, y := p.input(t, width)
		cursorX, cursorY = x, len(all)+y
		all = append(append(all, input...), p.choiceRows(t, width, height*2/3-len(input))...)
	} else {
		cursorY = -1
	}
	start, end := paint.Around(len(all)-p.back, cursorY, height)
	rows = all[start:end]
	cursorY -= start
	for len(rows) < height {
		rows = append(rows, "")
	}
	return rows[:height], cursorX, cursorY
}

// choiceRows lists the completions in at most the given number of rows, so that the line above
// stays visible.
func (p *pane) choiceRows(t paint.Theme, width, most int) []string {
	if len(p.choices) == 0 {
		return nil
	}
	rows := strings.Split(paint.Wrap(strings.Join(p.choices, "  "), width), "\n")
	if most = max(2, most); len(rows) > most {
		shown := rows[:most-1]
		left := len(p.choices) - len(strings.Fields(strings.Join(shown, " ")))
		rows = append(slices.Clone(shown), "… and "+strconv.Itoa(left)+" more: type on")
	}
	return strings.Split(t.Lines(t.Faint, strings.Join(rows, "\n")), "\n")
}

func (p *pane) input(t paint.Theme, width int) (rows []string, x, y int) {
	if p.log {
		return nil, 0, -1
	}
	if p.gone {
		return []string{t.Bad.Render(p.node + " is down")}, 0, 0
	}
	prompt := p.prompt
	if !p.ready {
		prompt = ""
	}
	if sought, ok := p.editor.Searching(); ok {
		prompt = "(search) " + sought + ": "
	}
	before := paint.Folded(prompt+p.editor.BeforeCursor(), width)
	x = ansi.StringWidth(before[len(before)-1])
	return paint.Folded(prompt+p.editor.Text(), width), min(x, width-1), len(before) - 1
}

func tail(lines []string, n int) []string {
	return lines[max(0, len(lines)-n):]
}
