package term

import (
	"strconv"
	"strings"
)

var colourNames = []string{"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"}

// ANSI returns the ANSI sequence of a value in syntax_colors: a sequence, the name of a colour, or
// a list of both. It panics with ErrTooDeep when lists are nested too deeply.
func ANSI(t Term) string {
	var b strings.Builder
	writeANSI(&b, t, new(Depth))
	return b.String()
}

func writeANSI(b *strings.Builder, t Term, depth *Depth) {
	depth.Enter()
	defer depth.Leave()
	if s, ok := t.AsStr(); ok {
		b.WriteString(s)
	} else if list, ok := t.Slice(); ok {
		for _, e := range list {
			writeANSI(b, e, depth)
		}
	} else if t.IsAtom() {
		b.WriteString(Colour(t.Atom().String()))
	}
}

// Colour returns the ANSI sequence of a name in IO.ANSI: a colour, its light_ or _background
// variant, reset, bright, faint, italic, underline or default_color. It returns "" for any other
// name.
func Colour(name string) string {
	for i, c := range colourNames {
		switch name {
		case c:
			return sgr(30 + i)
		case "light_" + c:
			return sgr(90 + i)
		case c + "_background":
			return sgr(40 + i)
		}
	}
	switch name {
	case "reset":
		return sgr(0)
	case "bright":
		return sgr(1)
	case "faint":
		return sgr(2)
	case "italic":
		return sgr(3)
	case "underline":
		return sgr(4)
	case "default_color":
		return sgr(39)
	}
	return ""
}

func sgr(n int) string { return "\x1b[" + strconv.Itoa(n) + "m" }
