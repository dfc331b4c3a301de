package walk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/labs/report"
	"lab/labs/session"
	book "lab/labs/workbook"
	"lab/repl/workbook"
)

// choice returns the command that answers the question of a step with a right or a wrong choice.
func choice(t *testing.T, w *Walk, step int, right bool) string {
	t.Helper()
	s := w.lab.Steps[step]
	for shown, i := range w.shuffle.Order(w.lab, s) {
		if s.Question.Choices[i].Right == right {
			return fmt.Sprintf("/%d", shown+1)
		}
	}
	t.Fatalf("step %s has no such choice", s.ID)
	return ""
}

// TestAnswers answers a prediction, a question that asks for a sentence, and a step without a
// question.
func TestAnswers(t *testing.T) {
	t.Parallel()
	four, _ := walkOf(t, "4", newPlayed(nil))
	right, wrong := choice(t, four, 1, true), choice(t, four, 1, false)
	toCount := []string{"/next", right, "/next", "/next"} // the step that asks for a sentence
	counted, miscounted := choice(t, four, 3, true), choice(t, four, 3, false)
	const ours = "Ours: n nodes have n(n-1)/2 links."
	for _, c := range []struct {
		what  string
		lines []string
		want  []string
	}{
		{"no question", []string{"/1"}, []string{"[this step has no question; /next continues]"}},
		{"a step is not left unanswered", []string{"/next", "/next"}, []string{"Step 2 of ", "[answer the question first: /1, /2 ...]"}},
		{"a choice that is not there", []string{"/next", "/9"}, []string{"[the choices are 1 to 3]"}},
		{"a right expectation", []string{"/next", right, "/why so"}, []string{"Visible nodes form a full mesh.", "Step 2 is done.", "[this step does not ask for a sentence now; /next continues]"}},
		{"a wrong expectation", []string{"/next", wrong, "/next"}, []string{"Step 2 is done.", "Step 3 of "}},
		{"a wrong answer", append(toCount, miscounted, "/next"), []string{"Step 4 of "}},
		{"the sentence, then ours", append(toCount, counted, "/why a pair each"), []string{session.AskWords, "Yours: a pair each", ours}},
		{"the sentence is skipped", append(toCount, counted, "/next"), []string{session.AskWords, ours, "Step 5 of "}},
		{"a second sentence", append(toCount, counted, "/why so", "/why so"), []string{ours, "[this step does not ask for a sentence now; /next continues]"}},
	} {
		inOrder(t, c.what, walked(t, "4", newPlayed(nil), c.lines...), c.want...)
	}
}

// TestExpectations types a line that meets the step's expectations. The step must be reported as
// done, once.
func TestExpectations(t *testing.T) {
	t.Parallel()
	met := workbook.Met{Step: "first", Done: []bool{true}, Seen: &book.Record{}}
	p := newPlayed(map[string][]any{"connect": {met}})
	got := walked(t, "4", p, "connect", "/step", "/next")
	inOrder(t, "a met step", got, "[ ] node1 lists node2", "✓ node1 lists node2", "Step 1 is done. /next goes on.", "Step 1 of ", "(done)", "Step 2 of ")
	if strings.Count(got, "✓ ") != 1 {
		t.Errorf("ticked more than once:\n%s", got)
	}
}

func TestHints(t *testing.T) {
	t.Parallel()
	one, _ := walkOf(t, "1", newPlayed(nil))
	inOrder(t, "hints", walked(t, "1", newPlayed(nil), choice(t, one, 0, true), "/next", "/hint", "/hint", "/hint"),
		"Hint: What does `Node.list()` answer on node1?", "Hint: Type `Node.connect(:node2@localhost)` on node1.", "Hint: Type ")
}

// TestReturn checks the greeting and the command /again in a lab in which lines were typed before.
func TestReturn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed []book.Typed
		want  []string
		asked []string
	}{
		{[]book.Typed{{Node: "node1", Text: "a"}}, []string{"You are back at step 1.", "/again types the line of your last visit", "iex(node1@localhost)1> a\n"}, []string{"node1 a"}},
		{[]book.Typed{{Node: "node1", Text: "a"}, {Node: "nobody", Text: "b"}, {Node: "node2", Text: "c"}},
			[]string{"/again types the 2 lines", "iex(node1@localhost)1> a\n", "iex(node2@localhost)1> c\n"}, []string{"node1 a", "node2 c"}},
	} {
		p := newPlayed(nil)
		w, out := walkOf(t, "4", p, "/again", "/again", "/quit")
		w.Back(c.typed)
		if err := w.Run(); err != nil {
			t.Fatal(err)
		}
		inOrder(t, "coming back", out.String(), append(c.want, "[nothing was typed here before]")...)
		typed := slices.DeleteFunc(p.asked, func(a string) bool { return strings.HasPrefix(a, "watch ") })
		if !slices.Equal(typed, c.asked) {
			t.Errorf("typed %q, want %q", typed, c.asked)
		}
	}
}

// TestForecast checks that a number is asked for before a node is killed, and that it is compared
// with the actual number.
func TestForecast(t *testing.T) {
	t.Parallel()
	fact := 2
	p := newPlayed(nil)
	p.start = []any{workbook.Cluster(census.View{Total: 4})}
	p.counted = &fact
	got := walked(t, "6", p, "1", "/kill node2", "many", "-1", "3")
	inOrder(t, "a forecast", got, "Before you kill node2: How many managers will run on ", "a number> many", "[type the number that you expect first]",
		"a number> -1", "[type the number that you expect first]", "a number> 3", "[node2 is down]", "[after kill node2, 5s later: 2; you said 3]")
	if !slices.Contains(p.asked, "kill node2") {
		t.Errorf("asked %q", p.asked)
	}
}

func TestMap(t *testing.T) {
	t.Parallel()
	node := func(name string, up bool, count, known int, peers ...string) census.Node {
		return census.Node{State: census.State{Name: name, Up: up}, Count: count, Known: known, Peers: peers}
	}
	p := newPlayed(nil)
	p.start = []any{workbook.Cluster(census.View{
		Nodes: []census.Node{node("node1", true, 3, 4, "node2"), node("node2", true, 1, -1, "node1"), node("node3", false, 0, -1)},
		Cuts:  [][2]string{{"node1", "node3"}}, Total: 4, Twice: 1,
		Events: []census.Event{{At: 1500 * time.Millisecond, Kind: census.Killed, Text: "kill node3"}},
	})}
	inOrder(t, "the map", walked(t, "6", p, "1", "/map"), "node1 is ", ", runs 3 managers, knows 4\n", "node2 is ", ", runs 1 managers\n", "node3 is down\n",
		"cut: node1 and node3\n", "4 managers in all, 1 of them alive twice\n", "   1.5s  ")
}

// TestEnd checks that the steps that were not reached are printed when the input ends.
func TestEnd(t *testing.T) {
	t.Parallel()
	w, out := walkOf(t, "4", newPlayed(nil), "/step")
	if err := w.Run(); err != nil {
		t.Fatal(err)
	}
	for i := range w.lab.Steps {
		if step := fmt.Sprintf("Step %d of ", i+1); !strings.Contains(out.String(), step) {
			t.Errorf("no %q", step)
		}
	}
}

// TestTold checks that notices, failed faults and results of checks are printed.
func TestTold(t *testing.T) {
	t.Parallel()
	kill, _ := catalogue.ParseFault("kill node2")
	p := newPlayed(map[string][]any{"x": {
		workbook.Notice{Text: "the disk is full"}, workbook.Notice{Cause: workbook.Saving},
		workbook.Struck{Fault: kill, Failed: "it is down already"},
	}})
	p.result = report.Result{Lab: "1", Title: "Ask a process on another node", Checks: []report.CheckResult{{Title: "it answers", Verdict: report.NotYet}}}
	inOrder(t, "what is told", walked(t, "1", p, "x", "/check", "/open"), "[the disk is full]", "[kill node2: it is down already]", "it answers")
	if !slices.Contains(p.asked, "open") {
		t.Errorf("asked %q", p.asked)
	}
}
