package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestFormsLinksAndCookies(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "yes"})
		fmt.Fprint(w, `<title>no</title><p>Hello <b>you</b></p><script>no</script><a href="next">on</a>
			<form action="/add" method="post"><input name="n" value="1"><input type="checkbox" name="off" value="1"><button name="b" value="2">Add</button></form>`)
	})
	mux.HandleFunc("GET /next", func(w http.ResponseWriter, r *http.Request) {
		c, _ := r.Cookie("seen")
		fmt.Fprintf(w, "<p>seen %v</p>", c.Value)
	})
	mux.HandleFunc("POST /add", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, "<p>%s</p>", r.PostForm.Encode())
	})
	server := httptest.NewServer(mux)
	defer server.Close()

	b := New(nil)
	defer b.Close()
	open := func() *Page {
		t.Helper()
		p, err := b.Get(t.Context(), server.URL)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := open()
	if got := p.Text(); got != "Hello you on 1 Add" {
		t.Errorf("text %q", got)
	}
	if p, err := p.Click(t.Context(), "on"); err != nil || p.Text() != "seen yes" {
		t.Errorf("link: %v %v", p, err)
	}
	p = open()
	p.Fill("n", "7")
	if p, err := p.Click(t.Context(), "Add"); err != nil || p.Status != http.StatusCreated || p.Text() != "b=2&n=7" {
		t.Errorf("form: %v %v", p, err)
	}
	if _, err := open().Click(t.Context(), "nothing"); err == nil || !strings.Contains(err.Error(), `no button or link "nothing"`) {
		t.Errorf("missing button: %v", err)
	}
}

// TestStaysHere checks that the browser does not follow a page to other machines.
func TestStaysHere(t *testing.T) {
	for _, to := range []string{"http://192.0.2.1/", "https://example.com/", "http://[2001:db8::1]/"} {
		server := httptest.NewServer(http.RedirectHandler(to, http.StatusFound))
		b := New(nil)
		if _, err := b.Get(t.Context(), server.URL); err == nil || !strings.Contains(err.Error(), "not on this machine") {
			t.Errorf("%s: %v", to, err)
		}
		b.Close()
		server.Close()
	}
}
