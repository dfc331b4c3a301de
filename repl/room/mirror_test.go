package room

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/vt"
)

// TestViewersShareADrawing checks that the projection is drawn once for all viewers with the same
// terminal, and again for a new frame.
func TestViewersShareADrawing(t *testing.T) {
	s := newStage()
	p := &projection{stage: s}
	small, large := looks{20, 5, colorprofile.TrueColor}, looks{500, 200, colorprofile.TrueColor}
	s.project("ann")
	s.put("ann", frame{"hello\nthere", 80, 24})
	one, two := p.draw(small), p.draw(small)
	if &one[0] != &two[0] {
		t.Error("the same frame was drawn twice")
	}
	if rows := p.draw(large); len(rows) != 2 || len(rows[0]) != 500 {
		t.Errorf("a large terminal gets %q", rows)
	}
	for i := range 3 * mostDrawn {
		p.draw(looks{i + 1, 5, colorprofile.TrueColor})
	}
	if len(p.rows) > mostDrawn {
		t.Errorf("%d drawings are kept", len(p.rows))
	}
	s.put("ann", frame{"bye", 80, 24})
	if rows := p.draw(small); !slices.Equal(rows, []string{"bye" + strings.Repeat(" ", 17)}) {
		t.Errorf("the next frame is %q", rows)
	}
}

// TestViewersGetNoControls checks that a projected screen sends viewers text and styles only, in
// the colours of their terminals.
func TestViewersGetNoControls(t *testing.T) {
	row := "a\x1b[31mb\x1b[m\x1b]52;c;eA==\x07\x1b[2J\x1b[?1049l\x1b[>4;1m\x07\u009bc漢"
	for profile, want := range map[colorprofile.Profile]string{colorprofile.TrueColor: "a\x1b[31mb\x1b[mc漢", colorprofile.NoTTY: "abc漢"} {
		if got := drawn([]string{row}, profile); got[0] != want {
			t.Errorf("%s: %q, want %q", profile, got[0], want)
		}
	}
}

// TestViewersSeeTheFrames applies a viewer's updates to a terminal.
func TestViewersSeeTheFrames(t *testing.T) {
	r := &Room{stage: newStage()}
	r.projection.stage = r.stage
	v := &viewer{room: r, looks: looks{12, 3, colorprofile.TrueColor}}
	term := vt.NewEmulator(12, 3)
	r.stage.project("ann")
	for _, frames := range []struct{ content, want string }{
		{"one\ntwo\nthree\nfour", "one/two/three"},
		{"one\n2", "one/2/"},
		{"漢漢漢漢漢漢漢漢\nx", "漢漢漢漢漢…/x/"},
		{"", "The/projected/screen has"},
	} {
		r.stage.put("ann", frame{frames.content, 80, 24})
		_, _ = term.WriteString(v.update())
		rows := strings.Split(term.String(), "\n")
		for i := range rows {
			rows[i] = strings.TrimRight(rows[i], " ")
		}
		if got := strings.Join(rows, "/"); got != frames.want {
			t.Errorf("%q:\n got %q\nwant %q", frames.content, got, frames.want)
		}
		if again := v.update(); again != "" {
			t.Errorf("the same frame is sent again: %q", again)
		}
	}
	r.stage.put("ann", frame{"same\na", 80, 24})
	v.update()
	r.stage.put("ann", frame{"same\nb", 80, 24})
	if text := v.update(); strings.Contains(text, "same") || !strings.Contains(text, "b") {
		t.Errorf("the changed row is sent as %q", text)
	}
}

func TestKeysThatLeave(t *testing.T) {
	for in, want := range map[string]bool{"q": true, "xq": true, "\x03": true, "\x1bq": false, "7 * 111\r\x1b[A": false,
		"\x1b[200~q" + strings.Repeat("q", 1000): false, "\x1b[200~q\x1b[201~": false, "\x1b[200~\x1b[201~q": true, "\x1b[200~\x03": true} {
		var k leaving
		if got := slices.ContainsFunc([]byte(in), k.leaves); got != want {
			t.Errorf("%.20q leaves: %v", in, got)
		}
	}
}

// TestViewersHaveTheirLimits checks the limits for one address and for all.
func TestViewersHaveTheirLimits(t *testing.T) {
	a := newAudience()
	var leaves []func()
	enter := func(at string) error {
		leave, err := a.enter(&net.TCPAddr{IP: net.ParseIP(at), Port: 1 + len(leaves)})
		if err == nil {
			leaves = append(leaves, leave)
		}
		return err
	}
	for i := range mostOfAddress {
		if err := enter(fmt.Sprintf("2001:db8::%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := enter("2001:db8::ffff"); err == nil || !strings.Contains(err.Error(), "at your address") {
		t.Errorf("one more of a network: %v", err)
	}
	if err := enter("10.0.0.1"); err != nil {
		t.Errorf("another address: %v", err)
	}
	leaves[0]()
	leaves[0]() // has no effect again
	if err := enter("2001:db8::ffff"); err != nil {
		t.Errorf("after one left: %v", err)
	}
	if enter("2001:db8::ffff") == nil {
		t.Error("a viewer left twice")
	}
	for i := range mostViewers - mostOfAddress - 1 {
		if err := enter(fmt.Sprintf("10.0.%d.2", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := enter("10.1.1.1"); err == nil || !strings.Contains(err.Error(), "the maximum") {
		t.Errorf("one more than all: %v", err)
	}
	for _, leave := range leaves {
		leave()
	}
	if a.count != 0 || len(a.of) != 0 {
		t.Errorf("%d viewers of %d addresses are left", a.count, len(a.of))
	}
}
