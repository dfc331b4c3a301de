package probe

import (
	"fmt"
	"strconv"
	"strings"

	"lab/runtime/term"
)

// This file decodes results from nodes. They are untrusted: a term of an unexpected form reads as
// empty.

// most is the maximum length of a text from a node.
const most = 120

// shown formats a term as Elixir does, shortened.
func shown(t term.Term) string {
	text := term.Inspect(t, term.Opts{Limit: 10, PrintableLimit: most, Width: 1 << 20})
	return clip(strings.Map(plain, text))
}

// plain replaces control characters, which could move the cursor.
func plain(r rune) rune {
	if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
		return '·'
	}
	return r
}

func clip(text string) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

// name formats an atom or another term as a name. It removes the prefix of an Elixir module.
func name(t term.Term) string {
	if t.IsAtom() {
		return clip(strings.Map(plain, strings.TrimPrefix(t.Atom().String(), "Elixir.")))
	}
	return shown(t)
}

// atoms returns the names in a list.
func atoms(t term.Term) []string {
	list, _ := t.Slice()
	var out []string
	for _, e := range list {
		if e.IsAtom() {
			out = append(out, clip(strings.Map(plain, e.Atom().String())))
		}
	}
	return out
}

// number returns an integer, or 0 for any other term.
func number(t term.Term) int64 {
	n, _ := t.AsInt()
	return n
}

// pid formats a pid in the node's own notation. A pid of another node is followed by that node's
// name.
func pid(node string, t term.Term) string {
	p := t.Pid()
	if p == nil {
		return ""
	}
	text := fmt.Sprintf("<0.%d.%d>", p.ID, p.Serial)
	if owner := p.Node.String(); p.Node != term.LocalNode && owner != node {
		return text + " on " + owner
	}
	return text
}

// pidNumber returns the first number of a pid.
func pidNumber(t term.Term) uint32 {
	if p := t.Pid(); p != nil {
		return p.ID
	}
	return 0
}

// function formats {Module, Function, Arity}.
func function(t term.Term) string {
	e := t.Elems()
	if len(e) != 3 || !e[0].IsAtom() || !e[1].IsAtom() || e[0].Atom().String() == "" {
		return ""
	}
	return name(e[0]) + "." + name(e[1]) + "/" + strconv.FormatInt(number(e[2]), 10)
}

// A record is a list of pairs as a map.
type record map[string]term.Term

func readRecord(t term.Term) record {
	list, _ := t.Slice()
	r := record{}
	for _, e := range list {
		if kv := e.Elems(); len(kv) == 2 && kv[0].IsAtom() {
			r[kv[0].Atom().String()] = kv[1]
		}
	}
	return r
}

// text decodes a charlist or a string.
func text(t term.Term) string {
	if s, ok := t.AsStr(); ok {
		return clip(strings.Map(plain, s))
	}
	list, _ := t.Slice()
	var b strings.Builder
	for _, e := range list[:min(len(list), most)] {
		if n, ok := e.AsInt(); ok && n > 0 && n <= 0x10ffff {
			b.WriteRune(plain(rune(n)))
		}
	}
	return b.String()
}
