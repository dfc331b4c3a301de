package chart

import "math"

// This file draws straight lines. A horizontal line uses box-drawing characters. Any other line
// uses the two by four dots of Braille characters.

// braille are the bits of a Braille character's dots, by column and row.
var braille = [2][4]rune{{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}

// dash is the length of the dashes and of the gaps of a dashed line, in steps.
const dash = 4

func (d *Drawing) line(c canvas, a, b spot, cut bool) {
	style := d.Theme.Accent
	if cut {
		style = d.Theme.Bad
	}
	if math.Abs(a.y-b.y) < 0.5 {
		cell := "─"
		if cut {
			cell = "╌"
		}
		c.across(int(min(a.x, b.x)), int(math.Round(a.y)), int(math.Abs(a.x-b.x)), style, cell)
		return
	}
	cells := map[[2]int]rune{}
	steps := int(max(math.Abs(a.x-b.x)*2, math.Abs(a.y-b.y)*4))
	for i := range steps + 1 {
		if cut && i/dash%2 == 1 {
			continue
		}
		at := along(a, b, float64(i)/float64(steps))
		x, y := int(at.x*2), int((at.y+0.5)*4)
		cells[[2]int{x / 2, y / 4}] |= braille[x%2][y%4]
	}
	for at, dots := range cells {
		if old := []rune(c.at(at[0], at[1])); len(old) == 1 && old[0] > 0x2800 && old[0] < 0x2900 {
			dots |= old[0] - 0x2800
		}
		c.put(at[0], at[1], style, string(0x2800+dots))
	}
}
