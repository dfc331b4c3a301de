package paint

import "fmt"

// This file handles windows that are too small.

// A Size is the size of a window in columns and rows.
type Size struct{ Width, Height int }

// Smallest is the smallest window in which a screen of boxes is readable.
var Smallest = Size{Width: 60, Height: 16}

// TooSmall returns the text to show in a window that is smaller than s. It returns "" if the
// window is large enough.
func (s Size) TooSmall(what string, width, height int) string {
	if width >= s.Width && height >= s.Height {
		return ""
	}
	return fmt.Sprintf("This window has %d columns and %d rows;\n%s needs %d by %d.", width, height, what, s.Width, s.Height)
}
