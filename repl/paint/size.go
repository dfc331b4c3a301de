package paint

import "fmt"

// This file is about windows that are too small.

// A Size is the width and height of a window, in columns and rows.
type Size struct{ Width, Height int }

// Smallest is the smallest window in which a screen of boxes can be read.
var Smallest = Size{Width: 60, Height: 16}

// TooSmall is the text for a window in which what needs the size s has no room; "" where it fits.
func (s Size) TooSmall(what string, width, height int) string {
	if width >= s.Width && height >= s.Height {
		return ""
	}
	return fmt.Sprintf("This window has %d columns and %d rows;\n%s needs %d by %d.", width, height, what, s.Width, s.Height)
}
