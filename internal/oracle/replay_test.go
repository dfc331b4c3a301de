//go:build unix

package oracle

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aymanbagabas/go-udiff"

	"lab/runtime/dist/epmd/epmdtest"
)

var patience = flag.Duration("patience", 30*time.Second, "how long to wait for what should be printed")

// A replay types a recording into nodes of lab.
type replay struct {
	t      *testing.T
	rec    *recording
	dir    string
	env    []string
	panes  map[string]*pane
	colour bool // whether the recording has colours
}

// A pane is one terminal of a replay.
type pane struct {
	*terminal
	name  string
	head  []string
	want  []segment
	typed []entry
	// before is the number of prompts when the last line was entered.
	before int
}

// An entry is a typed line. Only the lines of the recording are compared.
type entry struct {
	text string
	kind string // type, fill, or probe
}

// begin prepares a replay with a private epmd. The nodes run in dir.
func begin(t *testing.T, name, dir string) *replay {
	t.Helper()
	home := t.TempDir()
	env := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "NO_COLOR=") })
	r := &replay{t: t, rec: load(t, name), dir: dir, panes: map[string]*pane{}}
	r.env = append(env, asLab+"=1", "HOME="+home, "XDG_CONFIG_HOME="+home, "TERM=xterm-256color", "COLORTERM=",
		"ERL_EPMD_PORT="+strconv.Itoa(epmdtest.Start(t)))
	for _, name := range r.rec.order {
		p := &pane{name: name}
		var typed []string
		for _, s := range r.rec.steps {
			if s.pane == name && slices.Contains(shown, s.verb) {
				typed = append(typed, s.text)
			}
		}
		lines := slices.DeleteFunc(slices.Clone(r.rec.panes[name]), func(l string) bool { return l == "[...]" })
		if p.head, p.want = segments(lines, typed); len(p.want) != len(typed) {
			t.Fatalf("%s: the recording of %s has %d of %d lines that were typed; the next is %q",
				r.rec.name, name, len(p.want), len(typed), typed[len(p.want)])
		}
		p.want = append([]segment{{typed: start, out: theirs(p.head)}}, p.want...)
		expected(t, r.rec.name, name, p.want)
		p.head, p.want = p.want[0].out, p.want[1:]
		r.colour = r.colour || slices.ContainsFunc(lines, mark.MatchString)
		r.panes[name] = p
	}
	return r
}

// shown are the verbs of steps that leave a recorded line on the screen.
var shown = []string{"type", "ask", "choose", "recall"}

// run executes the steps in order and compares all screens at the end.
func (r *replay) run() {
	for _, s := range r.rec.steps {
		p := r.panes[s.pane]
		if p == nil {
			r.t.Fatalf("%s: no screen of %q", r.rec.name, s.pane)
		}
		switch s.verb {
		case "start":
			p.terminal = open(r.t, r.dir, r.env, words(s.text)...)
			p.await(*patience, ready)
		case "type", "fill":
			r.settle(p)
			if s.verb == "type" {
				r.look(p, s.text)
			}
			r.enter(p, entry{s.text, s.verb})
			r.next(p)
		case "ask":
			r.settle(p)
			r.enter(p, entry{s.text, "type"})
		case "see":
			p.await(*patience, func(lines []string) bool {
				return ready(lines) && slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(bare(l), s.text) })
			})
		case "choose", "complete", "line", "recall", "keys":
			r.edit(p, s)
		case "kill":
			_ = p.cmd.Process.Kill()
			<-p.done
		case "leave":
			r.press(p, "\x03\x03")
			<-p.done
		case "quit":
			r.press(p, "\x1c")
			<-p.done
		default:
			r.t.Fatalf("%s: unknown step %v", r.rec.name, s)
		}
	}
	for _, name := range r.rec.order {
		r.settle(r.panes[name])
		r.compare(r.panes[name])
	}
}

var word = regexp.MustCompile(`'[^']*'|\S+`)

func words(command string) []string {
	all := word.FindAllString(command, -1)
	for i := range all {
		all[i] = strings.Trim(all[i], "'")
	}
	return all
}

// ready reports whether a prompt is waiting.
func ready(lines []string) bool {
	if len(lines) == 0 {
		return false
	}
	last := bare(lines[len(lines)-1])
	p := promptOf(last)
	return p != "" && strings.TrimRight(last, " ") == strings.TrimRight(p, " ")
}

// enter types a line and ends it.
func (r *replay) enter(p *pane, e entry) {
	r.press(p, e.text)
	r.finish(p, e)
}

// finish ends a line. It first waits until the line is on the screen, because an outdated screen
// would be mistaken for the next prompt.
func (r *replay) finish(p *pane, e entry) {
	p.await(*patience, func(lines []string) bool { return reads(lines, e.text) })
	lines, _ := p.lines()
	p.before = prompts(lines)
	p.typed = append(p.typed, e)
	r.press(p, "\r")
}

// next waits for the prompt that follows the entered line.
func (r *replay) next(p *pane) {
	p.await(*patience, func(lines []string) bool { return prompts(lines) > p.before && ready(lines) })
}

func (r *replay) press(p *pane, keys string) {
	if err := p.keys(keys); err != nil {
		r.t.Fatalf("%s: typing on %s: %v", r.rec.name, p.name, err)
	}
}

func prompts(lines []string) int {
	n := 0
	for _, l := range lines {
		if promptOf(l) != "" {
			n++
		}
	}
	return n
}

// settle waits until a pane shows everything that the recording has there so far.
func (r *replay) settle(p *pane) {
	if p.terminal == nil {
		return
	}
	p.await(*patience, func(lines []string) bool {
		select {
		case <-p.done:
		default:
			if !ready(lines) {
				return false
			}
		}
		segs := r.answers(p, lines)
		return len(segs) == 0 || r.equal(p.want[len(segs)-1], segs[len(segs)-1])
	})
}

func (r *replay) equal(want, got segment) bool {
	return slices.Equal(settled([]string{want.prompt}), settled([]string{got.prompt})) && same(settled(want.out), settled(got.out))
}

// answers returns the segments of a pane that are also in the recording.
func (r *replay) answers(p *pane, lines []string) []segment {
	texts := make([]string, len(p.typed))
	for i, e := range p.typed {
		texts[i] = e.text
	}
	_, segs := segments(r.plain(lines), texts)
	var out []segment
	for i, s := range segs {
		switch p.typed[i].kind {
		case "type":
			out = append(out, s)
		case "probe":
			if n := len(out); n > 0 {
				out[n-1].out = append(out[n-1].out, unseen(s.out)...)
			}
		}
	}
	realign(r, p.want, out)
	return out
}

// realign corrects the prompt counters after a difference, so that each difference is reported
// only once. A shell that ends may or may not have counted its last line.
func realign(r *replay, want, got []segment) {
	drift := 0
	for i := range got {
		if i > 0 {
			now := count(got[i].prompt) - count(want[i].prompt)
			byOne := ended(got[i-1].out) && max(now-drift, drift-now) == 1
			if byOne || !r.equal(want[i-1], got[i-1]) {
				drift = now
			}
		}
		if drift != 0 {
			got[i] = got[i].moved(-drift)
		}
	}
}

func count(prompt string) int {
	n, _ := strconv.Atoi(counter.FindStringSubmatch(prompt)[2])
	return n
}

func (r *replay) plain(lines []string) []string {
	if r.colour {
		return lines
	}
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = bare(l)
	}
	return out
}

// compare reports the differences between a screen and the recording.
func (r *replay) compare(p *pane) {
	if p.terminal == nil {
		r.t.Fatalf("%s: %s was not started", r.rec.name, p.name)
	}
	lines, _ := p.lines()
	lines = r.plain(lines)
	head, _ := segments(lines, nil)
	r.report(p, start, segment{out: p.head}, segment{out: head})
	segs := r.answers(p, lines)
	for i, want := range p.want {
		got := segment{typed: want.typed, prompt: "(nothing)"}
		if i < len(segs) {
			got = segs[i]
		}
		r.report(p, want.prompt+" "+want.typed, want, got)
	}
}

func (r *replay) report(p *pane, what string, want, got segment) {
	if !r.equal(want, got) {
		r.t.Errorf("%s, on %s: %s\n%s", r.rec.name, p.name, what, udiff.Unified("iex", "lab", want.text(), got.text()))
	}
}

func (s segment) text() string {
	return fmt.Sprintf("%s %s\n%s\n", s.prompt, s.typed, strings.Join(settled(s.out), "\n"))
}

// theirs removes from a head the lines that lab does not print. These are warnings of the recorded
// project, the crash dump, and the report of a second supervisor. Erlang prints that report only
// sometimes, before it ends.
func theirs(head []string) []string {
	for _, block := range []string{
		"module attribute @impl was not set",
		"=SUPERVISOR REPORT====.*\n    supervisor: {local,kernel_sup}",
		"Crash dump is being written",
	} {
		text := strings.Join(head, "\n")
		at := regexp.MustCompile(block).FindStringIndex(text)
		if at == nil {
			continue
		}
		i := strings.Count(text[:at[0]], "\n")
		end := i
		for end < len(head) && head[end] != "" {
			end++
		}
		head = slices.Concat(head[:i], head[min(end+1, len(head)):])
	}
	return head
}

// looks matches lines whose answer depends on news from another node. The news may still be in
// transit.
var looks = regexp.MustCompile(
	`^(Node\.list|:global\.(whereis_name|registered_names)|Process\.(alive\?|whereis)|Agent\.get)\([^()]*\)$`)

// seen is the value that a probe throws at its end. Prompts do not count a line that fails.
const seen = ":seen"

// look runs a probe that waits until the next line will have the recorded answer. The probe itself
// is not compared.
func (r *replay) look(p *pane, text string) {
	n := 0
	for _, e := range p.typed {
		if e.kind == "type" {
			n++
		}
	}
	if n >= len(p.want) || !strings.HasPrefix(p.want[n].prompt, "iex") {
		return
	}
	answer := settled(p.want[n].out)
	var missing string
	switch {
	case strings.HasPrefix(text, "flush"):
		messages := 0
		for _, l := range answer {
			if l = bare(l); l == ":ok" {
				break // log messages follow
			}
			if !strings.HasPrefix(l, " ") && l != "" {
				messages++
			}
		}
		if messages == 0 {
			return
		}
		missing = fmt.Sprintf("elem(Process.info(self(), :message_queue_len), 1) < %d", messages)
	case !looks.MatchString(text) || len(answer) != 1:
		return
	case strings.HasPrefix(bare(answer[0]), "#PID"):
		missing = "not is_pid(" + text + ")"
	default:
		missing = fmt.Sprintf("inspect(%s) != %q", text, bare(answer[0]))
	}
	r.enter(p, entry{"l = fn l, n -> if n > 0 and (" + missing + "), do: (receive do after 10 -> l.(l, n - 1) end) end; l.(l, " +
		fmt.Sprint(patience.Milliseconds()/10) + "); throw(" + seen + ")", "probe"})
	r.next(p)
}

// unseen removes the output of a probe itself and keeps the output that arrived meanwhile.
func unseen(lines []string) []string {
	i := slices.IndexFunc(lines, func(l string) bool { return bare(l) == "** (throw) "+seen })
	if i < 0 || i+1 >= len(lines) {
		return lines
	}
	return slices.Concat(lines[:i], lines[i+2:])
}
