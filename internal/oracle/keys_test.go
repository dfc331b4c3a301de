//go:build unix

package oracle

import "strings"

// This file replays the keys that insert no text, such as Tab, arrows and control keys.

var keys = map[string]string{
	"Tab": "\t", "Up": "\x1b[A", "C-a": "\x01", "C-c": "\x03", "C-d": "\x04", "C-e": "\x05", "C-g": "\x07", "C-u": "\x15", "C-w": "\x17",
}

func (r *replay) edit(p *pane, s step) {
	if s.verb != "line" {
		r.settle(p)
	}
	switch s.verb {
	case "choose":
		lines, _ := p.lines()
		p.before = prompts(lines)
		p.typed = append(p.typed, entry{s.text, "type"})
		r.write(p, s.text)
		r.press(p, keys["Tab"])
		p.await(*patience, func(lines []string) bool { return prompts(lines) > p.before && reads(lines, s.text) })
	case "complete":
		r.write(p, s.text)
		bells := p.bells()
		r.press(p, keys["Tab"])
		p.await(*patience, func(lines []string) bool { return p.bells() > bells || !reads(lines, s.text) })
	case "line":
		if lines, ok := p.await(*patience, func(lines []string) bool { return reads(lines, s.text) }); !ok {
			r.t.Errorf("%s, on %s: the line reads %q, not %q", r.rec.name, p.name, lines[len(lines)-1], s.text)
		}
		r.press(p, keys["C-e"]+keys["C-u"])
		p.await(*patience, ready)
	case "recall":
		r.press(p, keys["Up"])
		r.finish(p, entry{s.text, "type"})
		r.next(p)
	case "keys":
		for name := range strings.FieldsSeq(s.text) {
			r.press(p, keys[name])
		}
	}
}

// write types text without ending the line.
func (r *replay) write(p *pane, text string) {
	r.press(p, text)
	p.await(*patience, func(lines []string) bool { return reads(lines, text) })
}

// reads reports whether the current input line is text.
func reads(lines []string, text string) bool {
	if len(lines) == 0 {
		return false
	}
	last := bare(lines[len(lines)-1])
	return promptOf(last) != "" && strings.TrimPrefix(last, promptOf(last)) == strings.TrimRight(text, " ")
}
