package oracle

import (
	"regexp"
	"strconv"
	"strings"
)

// prompt matches the prompt before a typed line.
var prompt = regexp.MustCompile(`^(iex|\.\.\.)\([^()]*\)\d*>( |$)`)

// A segment is a typed line with the output that followed.
type segment struct {
	prompt, typed string
	out           []string
}

// segments splits a screen at the given typed lines. Output of another process may stand between a
// prompt and the text typed at it. It belongs to the previous segment. Typed text has no colour,
// because only lab colours it.
func segments(lines []string, typed []string) (head []string, segs []segment) {
	pos := 0
	for pos < len(lines) && promptOf(lines[pos]) == "" {
		pos++
	}
	head = lines[:pos]
	for _, text := range typed {
		at, shown := find(lines, pos, strings.TrimRight(text, " "))
		if at < 0 {
			break
		}
		if n := len(segs); n > 0 {
			segs[n-1].out = unprompted(lines[pos:at])
		}
		segs = append(segs, segment{prompt: shown, typed: text})
		pos = at + 1
	}
	if n := len(segs); n > 0 {
		segs[n-1].out = unprompted(lines[pos:])
	}
	return head, segs
}

// find returns the line in which text was typed, and the prompt.
func find(lines []string, from int, text string) (at int, shown string) {
	for i := from; i < len(lines); i++ {
		line := bare(lines[i])
		p := promptOf(line)
		switch rest := strings.TrimRight(strings.TrimPrefix(line, p), " "); {
		case p != "" && rest == text:
			return i, strings.TrimRight(p, " ")
		case p != "":
			shown = strings.TrimRight(p, " ")
		case shown != "" && text != "" && rest == text:
			return i, shown
		}
	}
	return -1, ""
}

var counter = regexp.MustCompile(`(iex:|\)|iex\()(\d+)(:|>|\)|$)`)

// moved returns the segment with its prompt counter changed by n.
func (s segment) moved(n int) segment {
	move := func(line string) string {
		return counter.ReplaceAllStringFunc(line, func(m string) string {
			parts := counter.FindStringSubmatch(m)
			c, _ := strconv.Atoi(parts[2])
			return parts[1] + strconv.Itoa(c+n) + parts[3]
		})
	}
	out := make([]string, len(s.out))
	for i, l := range s.out {
		out[i] = move(l)
	}
	return segment{move(s.prompt), s.typed, out}
}

func promptOf(line string) string { return prompt.FindString(bare(line)) }

// unprompted removes prompts at which nothing was typed. It keeps output of other processes that
// follows such a prompt.
func unprompted(lines []string) []string {
	var out []string
	for _, line := range lines {
		p := promptOf(line)
		if p == "" {
			out = append(out, line)
		} else if rest := strings.TrimPrefix(line, p); strings.TrimSpace(bare(rest)) != "" {
			out = append(out, rest)
		}
	}
	return out
}
