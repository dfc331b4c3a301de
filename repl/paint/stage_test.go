package paint

import (
	"image/color"
	"math"
	"testing"

	"charm.land/lipgloss/v2"
)

// luminance returns the relative luminance as defined by WCAG 2.2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	part := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// TestTheStageCanBeRead checks that the colours can be read from the last row of a room: the
// contrast is at least 7 to 1 for text and 3 to 1 for borders.
func TestTheStageCanBeRead(t *testing.T) {
	for _, dark := range []bool{true, false} {
		theme := Stage(dark)
		text, paper := Paper(dark)
		if contrast(text, paper) < 20 {
			t.Errorf("dark %v: plain text", dark)
		}
		for name, style := range map[string]lipgloss.Style{"accent": theme.Accent, "faint": theme.Faint, "good": theme.Good,
			"bad": theme.Bad, "warn": theme.Warn, "code": theme.Code} {
			if c := contrast(style.GetForeground(), paper); c < 7 {
				t.Errorf("dark %v: %s has %.1f to 1", dark, name, c)
			}
		}
		if c := contrast(theme.Frame.GetForeground(), paper); c < 3 {
			t.Errorf("dark %v: frames have %.1f to 1", dark, c)
		}
	}
}

// TestGoodAndBadDifferForAll checks that the two colours differ in luminance, not only in hue.
func TestGoodAndBadDifferForAll(t *testing.T) {
	for _, dark := range []bool{true, false} {
		theme := Stage(dark)
		if c := contrast(theme.Good.GetForeground(), theme.Bad.GetForeground()); c < 1.05 {
			t.Errorf("dark %v: good and bad have the same light, %.2f to 1", dark, c)
		}
		if theme.Good.GetBold() == theme.Bad.GetBold() {
			t.Errorf("dark %v: good and bad have the same weight", dark)
		}
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		name     string
		terminal bool
		dark     bool
	}{{Auto, true, true}, {Auto, false, false}, {Dark, false, true}, {Light, true, false}} {
		if got := IsDark(c.name, c.terminal); got != c.dark {
			t.Errorf("%s on a terminal that is dark: %v: %v", c.name, c.terminal, got)
		}
	}
	if Known("blue") == nil || Known(Auto) != nil {
		t.Error("names")
	}
}
