package web

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"lab/labs/observe"
)

// still is a cluster of one node that records the orders.
type still struct{ orders []observe.Order }

func (*still) Snapshot() observe.Snapshot {
	return observe.Snapshot{Nodes: []observe.Node{{Name: "a@localhost", State: observe.Up, PID: 7, Here: true}}}
}

func (s *still) Do(o observe.Order) error {
	s.orders = append(s.orders, o)
	if o.Deed == observe.Heal {
		return errors.New("nothing was cut")
	}
	return nil
}

func serve(t *testing.T) (*Server, *still) {
	t.Helper()
	c := &still{}
	s, err := Listen(c, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, c
}

func ask(t *testing.T, method, url, body string, with func(*http.Request)) (int, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if with != nil {
		with(r)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// TestOnlyThePageAsks checks that another page in the same browser can neither read nor change
// anything.
func TestOnlyThePageAsks(t *testing.T) {
	s, c := serve(t)
	const kill = `{"deed":"kill","node":"a@localhost","sure":true}`
	root, _, _ := strings.Cut(s.Address(), s.secret)
	for _, test := range []struct {
		what, method, url string
		with              func(*http.Request)
		status            int
	}{
		{"without the secret", "POST", root + "do", nil, http.StatusNotFound},
		{"with a wrong secret", "GET", root + "WRONG/", nil, http.StatusNotFound},
		{"from another origin", "POST", s.Address() + "do", func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") }, http.StatusForbidden},
		{"from no origin", "POST", s.Address() + "do", func(r *http.Request) { r.Header.Set("Origin", "null") }, http.StatusForbidden},
		{"by another name", "GET", s.Address(), func(r *http.Request) { r.Host = "evil.example" }, http.StatusForbidden},
		{"by a form", "POST", s.Address() + "do", func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, http.StatusUnsupportedMediaType},
		{"by a link", "GET", s.Address() + "do", nil, http.StatusMethodNotAllowed},
	} {
		if status, text := ask(t, test.method, test.url, kill, test.with); status != test.status || strings.Contains(text, s.secret) {
			t.Errorf("%s: %d %s, want %d", test.what, status, text, test.status)
		}
	}
	if len(c.orders) > 0 {
		t.Errorf("it was done: %v", c.orders)
	}
}

func TestAnOrderIsAskedFirst(t *testing.T) {
	s, c := serve(t)
	for _, test := range []struct {
		order, answer string
		done          int
	}{
		{`{"deed":"kill","node":"a@localhost"}`, `{"asks":"Kill a@localhost? Its process 7 receives kill -9, as in a crash."}`, 0},
		{`{"deed":"kill","node":"a@localhost","sure":true}`, `{}`, 1},
		{`{"deed":"heal","node":"a@localhost","peer":"b@localhost"}`, `{"failed":"nothing was cut"}`, 2},
		{`not JSON`, `the request must be JSON: invalid character 'o' in literal null (expecting 'u')`, 2},
	} {
		if _, text := ask(t, "POST", s.Address()+"do", test.order, nil); strings.TrimSpace(text) != test.answer || len(c.orders) != test.done {
			t.Errorf("%s: %s, %d done", test.order, text, len(c.orders))
		}
	}
}

func TestThePageAndItsNews(t *testing.T) {
	s, _ := serve(t)
	if status, text := ask(t, "GET", s.Address(), "", nil); status != http.StatusOK || !strings.Contains(text, "EventSource") || strings.Contains(text, "ZgotmplZ") {
		t.Errorf("%d\n%s", status, text)
	}
	resp, err := http.Get(s.Address() + "events")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	for n := range 3 {
		if n > 0 {
			s.Tell()
		}
		if !lines.Scan() || !strings.HasPrefix(lines.Text(), `data: {"At":0,"Nodes":[{"Name":"a@localhost"`) {
			t.Fatalf("%q %v", lines.Text(), lines.Err())
		}
		lines.Scan() // the empty line after each event
	}
	s.Close()
	if lines.Scan() {
		t.Errorf("%q after the end", lines.Text())
	}
}

func TestAPortThatIsTaken(t *testing.T) {
	s, _ := serve(t)
	_, port, _ := strings.Cut(s.hosts[0], ":")
	n := 0
	for _, d := range port {
		n = n*10 + int(d-'0')
	}
	if _, err := Listen(&still{}, n); err == nil || !strings.Contains(err.Error(), "--port") {
		t.Error(err)
	}
}
