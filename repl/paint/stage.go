package paint

import (
	"fmt"
	"image/color"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
)

// This file has the colours for a projector, and the names by which themes are chosen.

// Auto, Dark and Light are the names of themes: by the terminal's background, or forced.
const (
	Auto  = "auto"
	Dark  = "dark"
	Light = "light"
)

// Names are the names of themes.
var Names = []string{Auto, Dark, Light}

// Known returns an error for a name that is not a theme's.
func Known(name string) error {
	if slices.Contains(Names, name) {
		return nil
	}
	return fmt.Errorf("there is no theme %q; there are %s", name, strings.Join(Names, ", "))
}

// IsDark says whether a theme is the dark one, by its name or else by what the terminal has.
func IsDark(name string, terminal bool) bool {
	return name == Dark || name != Light && terminal
}

// Paper is the plain text and the background of the stage, for a theme that is forced on a
// terminal.
func Paper(dark bool) (text, background color.Color) {
	if dark {
		return lipgloss.Color("#ffffff"), lipgloss.Color("#000000")
	}
	return lipgloss.Color("#000000"), lipgloss.Color("#ffffff")
}

// Stage returns the colours for a projector, in a dark room or a bright one. They are of the
// palette of Okabe and Ito, which the colour-blind can tell apart, dark or bright enough that
// each has seven times the light of the background, or a seventh.
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
