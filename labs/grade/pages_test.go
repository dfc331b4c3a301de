package grade

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lab/labs/catalogue"
	"lab/labs/cluster"
	"lab/labs/grade/script"
	"lab/labs/pipe"
	"lab/labs/report"
	"lab/runtime/term"
)

// A site implements Nodes. It has one page, and a node that evaluates judges.
type site struct {
	Nodes // nil: the checks of this test do not use it
	url   string
	judge *cluster.Control
	// served holds the requests that the node's server has recorded.
	served []pipe.Request
}

func (s *site) Full(name string) string { return name + "@" + "localhost" }
func (s *site) Replaced() []string      { return nil }
func (s *site) Fallen() error           { return nil }
func (s *site) Judge(ctx context.Context, clauses string, value term.Term, bindings cluster.Bindings) (term.Term, error) {
	return s.judge.Judge(ctx, clauses, value, bindings)
}
func (s *site) Up(string) bool { return true }
func (s *site) Eval(context.Context, string, string, cluster.Bindings) (term.Term, error) {
	return term.Ok, nil
}
func (s *site) Served(context.Context, string) ([]pipe.Request, error) {
	all := s.served
	s.served = nil
	return all, nil
}
func (s *site) Address(string) (string, error) { return s.url, nil }
func (s *site) Trusted() *tls.Config           { return nil }

// TestVisitors lets two visitors use a page that counts clicks per cookie. Each visitor must have
// its own count.
func TestVisitors(t *testing.T) {
	var visitors atomic.Int64
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		who, err := r.Cookie("who")
		if err != nil {
			who = &http.Cookie{Name: "who", Value: fmt.Sprint("number ", visitors.Add(1))}
			http.SetCookie(w, who)
		}
		fmt.Fprintf(w, `<p>Hello %s</p><form action="/say"><input name="word"><button>Say</button></form>`, who.Value)
	})
	mux.HandleFunc("GET /say", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "<p>said %s</p>", r.FormValue("word"))
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	judge, err := cluster.StartJudge()
	if err != nil {
		t.Fatal(err)
	}
	defer judge.Close()

	l := &exam{&catalogue.Lab{ID: "a", Mistakes: map[string]string{"wrong": "wrong"}}, &script.Grade{
		Nodes: []catalogue.NodeSpec{{Name: "red", Project: true, Serve: true, Port: 4005}},
		Checks: []*script.Check{{ID: "pages", Title: "pages", Do: []script.Action{
			{Browse: "red", Get: "/", As: "first"},
			{Browse: "red", Get: "/", Visitor: "other", As: "other"},
			{Browse: "red", Get: "/", Until: `%{text: "Hello number 1" <> _}`, As: "again"},
			{Browse: "red", Fill: map[string]string{"word": "yes"}, Click: "Say", As: "said"},
			{Browse: "red", As: "seen"},
			{Browse: "red", Click: "Nothing", Until: "%{status: 201}", Within: 100 * time.Millisecond, As: "nothing"},
			{Browse: "red", Get: "/none", As: "none"},
		}, Judge: `
			%{first: %{status: 200, url: "/", text: "Hello number 1 Say", live: false}, other: %{text: "Hello number 2 Say"},
			  again: %{text: "Hello number 1 Say"}, said: %{url: "/say?word=yes", text: "said yes"}, seen: %{text: "said yes"},
			  nothing: %{error: e}, none: %{status: 404}} when is_binary(e) -> :pass
			_ -> :wrong`}},
	}}
	r := grade(t.Context(), l, &site{url: server.URL, judge: judge}, func(report.Running) {})
	if r.Verdict != report.Passed {
		t.Errorf("%+v", r)
	}
}

func TestAPageThatNobodyServes(t *testing.T) {
	v := newVisitors(&site{url: "http://127.0.0.1:1"}, func() []string { return nil })
	defer v.close()
	value, err := v.tour(t.Context(), script.Action{Browse: "red", Get: "/"})()
	if text := term.Inspect(value, term.Opts{}); err != nil || !strings.Contains(text, "%{error: ") {
		t.Errorf("%s, %v", text, err)
	}
}
