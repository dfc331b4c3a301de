package grade

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lab/labs/grade/script"
	"lab/labs/pipe"
	"lab/runtime/term"
)

// TestVisitsTellWhoMadeAPage visits pages that a node made, and pages that something else made in
// its place.
func TestVisitsTellWhoMadeAPage(t *testing.T) {
	for name, c := range map[string]struct {
		served func(target string) []pipe.Request
		status int
		want   string
	}{
		"a node": {func(target string) []pipe.Request {
			return []pipe.Request{{Method: "GET", Target: target, Status: 200}}
		}, 200, "%{by: [:red@localhost], errors: [], failed: 0, statuses: [200], unmade: 0}"},
		"nobody": {func(string) []pipe.Request { return nil }, 200, "%{by: [], errors: [], failed: 0, statuses: [200], unmade: 2}"},
		"another page": {func(target string) []pipe.Request {
			return []pipe.Request{{Target: "/other" + strings.TrimPrefix(target, "/hello"), Status: 200}}
		}, 200, "%{by: [], errors: [], failed: 0, statuses: [200], unmade: 2}"},
		"another answer": {func(target string) []pipe.Request { return []pipe.Request{{Target: target, Status: 500}} }, 200, "%{by: [], errors: [], failed: 0, statuses: [200], unmade: 2}"},
		"an error":       {func(string) []pipe.Request { return nil }, 502, "%{by: [], errors: [], failed: 2, statuses: [502], unmade: 0}"},
	} {
		s := &site{}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s.served = append(s.served, c.served(r.RequestURI)...)
			w.WriteHeader(c.status)
		}))
		s.url = server.URL
		v := newVisitors(s, func() []string { return []string{"red"} })
		got, err := v.visits(t.Context(), script.Action{Browse: "red", Get: "/hello", Visits: 2})
		if text := term.Inspect(got, term.Opts{Width: 200}); err != nil || text != c.want {
			t.Errorf("%s: got %s, %v", name, text, err)
		}
		server.Close()
	}
}

// TestVisitsEndWhereNobodyAnswers visits a page whose server does not answer. The first visit ends
// at the time limit, and no other visit follows.
func TestVisitsEndWhereNobodyAnswers(t *testing.T) {
	visits := 0
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		visits++
		<-r.Context().Done()
	}))
	defer server.Close()
	v := newVisitors(&site{url: server.URL}, func() []string { return nil })
	got, err := v.visits(t.Context(), script.Action{Browse: "red", Get: "/hello", Visits: 5})
	if text := term.Inspect(got, term.Opts{Width: 200}); err != nil || visits != 1 || text != `%{by: [], errors: ["no answer"], failed: 1, statuses: [0], unmade: 0}` {
		t.Errorf("got %s, %v after %d visits", text, err, visits)
	}
}

// TestServedLeavesTheVisitsOut checks that the visits of checks are not reported as requests.
func TestServedLeavesTheVisitsOut(t *testing.T) {
	s := &site{served: []pipe.Request{{Target: "/health", Status: 200}, {Target: "/hello?" + token + "x", Status: 200}}}
	v := newVisitors(s, func() []string { return []string{"red"} })
	got, err := v.served(t.Context())
	if text := term.Inspect(got, term.Opts{}); err != nil || text != `%{red@localhost: [{"/health", 200}]}` {
		t.Errorf("got %s, %v", text, err)
	}
}

// TestTrialsOfAPageWithoutALiveView checks that a page without a LiveView needs no trials.
func TestTrialsOfAPageWithoutALiveView(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<p>0</p>")) }))
	defer server.Close()
	r := &run{nodes: &site{url: server.URL}}
	r.visitors = newVisitors(r.nodes, func() []string { return nil })
	got, err := r.trials(t.Context(), script.Action{Browse: "red", Get: "/", Trials: 3}, nil)
	if text := term.Inspect(got, term.Opts{}); err != nil || text != "[]" {
		t.Errorf("got %s, %v", text, err)
	}
}
