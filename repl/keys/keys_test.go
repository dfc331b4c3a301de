package keys

import (
	"slices"
	"strings"
	"testing"
)

// pressed is a model that records its actions.
type pressed struct{ done []string }

func note(what string) func(*pressed) {
	return func(p *pressed) { p.done = append(p.done, what) }
}

func table() Table[*pressed] {
	return Table[*pressed]{"Everywhere", []Row[*pressed]{
		On("n p", "next step,\nstep before", Do(New("next", "n", "right"), note("next")), Do(New("back", "p"), note("back"))),
		On("1-3", "choose", Each(Shown("1-3", "choose", Digits(1, 3)...), func(p *pressed, name string) { p.done = append(p.done, name) })),
		On("q", "leave", Do(New("leave", "q"), note("leave"))).Beside(),
	}}
}

func TestPress(t *testing.T) {
	for _, c := range []struct {
		key, does string
	}{{"n", "next"}, {"right", "next"}, {"p", "back"}, {"2", "2"}, {"q", "leave"}, {"4", ""}, {"N", ""}} {
		p := &pressed{}
		_, bound := table().Press(p, c.key)
		if got := strings.Join(p.done, " "); got != c.does || bound != (c.does != "") {
			t.Errorf("%s does %q (bound: %v), not %q", c.key, got, bound, c.does)
		}
	}
}

func TestPage(t *testing.T) {
	page := table().Page()
	want := []string{" Everywhere", "   n p   next step,", "         step before", "   1-3   choose  q leave"}
	if got := page.Lines(3, 6); !slices.Equal(got, want) {
		t.Errorf("the page is %q, not %q", got, want)
	}
	if want := "| `n p` | next step, step before |\n"; !strings.Contains(page.Markdown(), want) {
		t.Errorf("the document does not have %q: %s", want, page.Markdown())
	}
	if want := []string{"n", "right", "p", "1", "2", "3", "q"}; !slices.Equal(page.Keys, want) {
		t.Errorf("the keys are %q, not %q", page.Keys, want)
	}
}

func TestWrong(t *testing.T) {
	if wrong := table().Wrong(); wrong != nil {
		t.Errorf("nothing is wrong, yet: %q", wrong)
	}
	bad := Table[*pressed]{"", []Row[*pressed]{
		On("n x", "next", Do(New("next", "n"), note(""))),
		On("↓", "down", Do(New("down", "down", "n"), note(""))),
	}}
	want := []string{`the row "n x" names x, which does nothing there`, `n is in the rows "n x" and "↓"`}
	if got := bad.Wrong(); !slices.Equal(got, want) {
		t.Errorf("wrong is %q, not %q", got, want)
	}
}

func TestBar(t *testing.T) {
	all := []Ranked{At(0, New("next", "n")), At(2, Says(New("map", "m"), "leave")), At(1, Hint("up, down", "look")), At(1, New("leave", "q"))}
	for _, c := range []struct {
		width int
		want  string
	}{
		{80, " n next  m leave  up, down  look  q leave"},
		{35, " n next  up, down  look  q leave"},
		{20, " n next  q leave"},
		{3, " n next"},
	} {
		if got := Bar(c.width, all...); got != c.want {
			t.Errorf("at %d columns the bar is %q, not %q", c.width, got, c.want)
		}
	}
	if got, want := Menu(New("open it", "enter"), New("stay", "esc")), " enter  open it   esc  stay"; got != want {
		t.Errorf("the menu is %q, not %q", got, want)
	}
}
