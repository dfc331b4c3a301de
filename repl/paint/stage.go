package paint

import (
	"fmt"
	"image/color"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
)

// This file defines the names of the themes and the colours for a projector.

// Auto, Dark and Light are the names of the themes. Auto follows the terminal's background.
const (
	Auto  = "auto"
	Dark  = "dark"
	Light = "light"
)

// Names lists the names of the themes.
var Names = []string{Auto, Dark, Light}

// Known returns an error if no theme has the name.
func Known(name string) error {
	if slices.Contains(Names, name) {
		return nil
	}
	return fmt.Errorf("there is no theme %q; the themes are %s", name, strings.Join(Names, ", "))
}

// IsDark reports whether a theme is dark. For the theme Auto, the argument terminal decides.
func IsDark(name string, terminal bool) bool {
	return name == Dark || name != Light && terminal
}

// Paper returns the text and background colours of the stage. They replace the terminal's colours
// if the user chose a theme.
func Paper(dark bool) (text, background color.Color) {
	if dark {
		return lipgloss.Color("#ffffff"), lipgloss.Color("#000000")
	}
	return lipgloss.Color("#000000"), lipgloss.Color("#ffffff")
}

// Stage returns the colours for a projector in a dark or a bright room. They are variants of the
// colour-blind-safe palette of Okabe and Ito. Each has a contrast of at least 7:1 to the
// background.
func Stage(dark bool) Theme {
	pick := lipgloss.LightDark(dark)
	colour := func(bright, room string) lipgloss.Style {
		return lipgloss.NewStyle().Foreground(pick(lipgloss.Color(bright), lipgloss.Color(room)))
	}
	return Theme{
		Accent:      colour("#00507f", "#56b4e9"),
		Strong:      lipgloss.NewStyle().Bold(true),
		Faint:       colour("#404040", "#c8c8c8"),
		Good:        colour("#005c43", "#40d0a8"),
		Bad:         colour("#752b00", "#ff9b50").Bold(true),
		Warn:        colour("#634f00", "#f0e442"),
		Code:        colour("#732d58", "#eeb0d4").Bold(true),
		Frame:       colour("#595959", "#a6a6a6"),
		ActiveFrame: colour("#00507f", "#56b4e9"),
	}
}
