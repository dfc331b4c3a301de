package chart

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"lab/repl/paint"
)

// cluster returns a drawing of n nodes with faults. The last node is down, and the node before it
// is cut off. A message is in transit from the first node to the second.
func cluster(n int) *Drawing {
	d := &Drawing{Scale: 500, Theme: paint.New(true)}
	for i := range n {
		b := Box{Name: fmt.Sprint("node", i+1), Count: 330 - 70*i, Note: fmt.Sprintf(" knows %d", 1000-i)}
		if i > 1 && i == n-1 {
			b.State, b.Note = Down, ""
		}
		if i == 2 && n > 4 {
			b.State = Frozen
		}
		d.Boxes = append(d.Boxes, b)
		for j := range i {
			if b.State != Down {
				d.Lines = append(d.Lines, Line{A: j, B: i, Cut: i == n-2 && n > 2})
			}
		}
	}
	if n > 1 {
		d.Dots = []Dot{{From: 0, To: 1, Part: 0.3}}
	}
	if n > 2 {
		d.Dots = append(d.Dots, Dot{From: 1, To: n - 1, Part: 0.7, Lost: true})
	}
	return d
}

func TestDrawing(t *testing.T) {
	for n := 1; n <= 6; n++ {
		for _, width := range []int{50, 78} {
			t.Run(fmt.Sprint(n, "x", width), func(t *testing.T) {
				d := cluster(n)
				if d.Fits(width, d.Height()) != (n < 6 || width > 60) {
					t.Errorf("%d nodes, %d columns", n, width)
				}
				golden.RequireEqual(t, []byte(drawn(t, d.Draw(width, d.Height()), width, d.Height())))
			})
		}
	}
}

// TestADrawingThatDoesNotFit checks that Draw returns the given number of rows even if the drawing
// does not fit.
func TestADrawingThatDoesNotFit(t *testing.T) {
	for n := range 30 {
		d := cluster(n)
		for width := range 60 {
			for _, height := range []int{0, 3, 10, d.Height()} {
				fits := d.Fits(width, height)
				rows := d.Draw(width, height)
				if len(rows) != height {
					t.Fatalf("%d rows of %d", len(rows), height)
				}
				if n > 6 && width < 40 && fits {
					t.Fatalf("%d nodes fit into %d by %d", n, width, height)
				}
			}
		}
	}
}

// TestAFullBarEndsBeforeItsNumber draws the largest counts. The bar must not touch the number.
func TestAFullBarEndsBeforeItsNumber(t *testing.T) {
	for _, b := range []Box{{Count: 1000}, {Count: 7}, {Count: 1000, State: Frozen}} {
		d := &Drawing{Scale: b.Count}
		if row := d.bar(b, boxWidth-2); !strings.Contains(row, "█ ") || len([]rune(row)) != boxWidth-2 {
			t.Errorf("%q", row)
		}
	}
}
