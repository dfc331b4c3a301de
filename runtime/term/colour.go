package term

import "strconv"

var colourNames = []string{"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"}

// Colour returns the ANSI sequence of a name that IO.ANSI knows: a colour, its
// light_ variant, reset, bright, faint, italic, underline, default_color. It is
// empty for any other name.
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
