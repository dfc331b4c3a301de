package web_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"lab/runtime/term"
)

// A browser keeps cookies and the CSRF token of the last page.
type browser struct {
	*site
	http  *http.Client
	token string
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{site: s, http: &http.Client{Jar: jar, Timeout: patience}}
}

// visit opens /visits. It returns the session's number of visits and the flash message.
func (b *browser) visit() (visits, flash string) {
	b.t.Helper()
	_, body := b.open(http.MethodGet, "/visits", nil)
	words := strings.Split(body, " ")
	if len(words) != 3 {
		b.t.Fatalf("/visits answered %q", body)
	}
	b.token = words[2]
	return words[0], words[1]
}

func (b *browser) open(method, path string, form url.Values) (int, string) {
	b.t.Helper()
	req, err := http.NewRequest(method, b.url(path), strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := b.http.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// cookie returns the session cookie. setCookie replaces it.
func (b *browser) cookie() string {
	at, _ := url.Parse(b.url("/"))
	for _, c := range b.http.Jar.Cookies(at) {
		if c.Name == "_hello_key" {
			return c.Value
		}
	}
	return ""
}

func (b *browser) setCookie(value string) {
	at, _ := url.Parse(b.url("/"))
	b.http.Jar.SetCookies(at, []*http.Cookie{{Name: "_hello_key", Value: value, Path: "/"}})
}

func TestSession(t *testing.T) {
	s, _ := generated(t)
	b := s.browser()
	b.visit()
	if visits, _ := b.visit(); visits != "2" {
		t.Fatalf("the second visit is the %s", visits)
	}
	if _, body := b.open("GET", "/bye", nil); !strings.HasPrefix(body, "3 bye ") {
		t.Errorf("after the redirect: %q", body)
	}
	if visits, flash := b.visit(); visits != "4" || flash != "" {
		t.Errorf("visit %s, flash %q", visits, flash)
	}
	good := b.cookie()
	parts := strings.Split(good, ".")
	for name, forged := range map[string]string{
		"another signature": parts[0] + "." + parts[1] + "." + strings.Repeat("A", len(parts[2])),
		"another payload":   parts[0] + "." + "g3QAAAABbQAAAAZ2aXNpdHNhYw." + parts[2],
		"no signature":      parts[0] + "." + parts[1] + ".",
		"another algorithm": "SFM1MTI." + parts[1] + "." + parts[2],
		"none":              "bm9uZQ." + parts[1] + ".",
		"nonsense":          "%00",
	} {
		b.setCookie(forged)
		if visits, _ := b.visit(); visits != "1" {
			t.Errorf("%s: the session was believed (visit %s)", name, visits)
		}
	}
	b.setCookie(good)
	if visits, _ := b.visit(); visits != "5" {
		t.Errorf("the true cookie: visit %s", visits)
	}
}

func TestSignedDataExpires(t *testing.T) {
	s, _ := generated(t)
	got := s.eval(`
		sign = fn opts -> Phoenix.Token.sign(HelloWeb.Endpoint, "user", 7, opts) end
		now = System.system_time(:second)
		verify = &Phoenix.Token.verify(HelloWeb.Endpoint, &1, &2, max_age: 60)
		[
		  verify.("user", sign.([])),
		  verify.("user", sign.(signed_at: now - 30)),
		  verify.("user", sign.(signed_at: now - 90)),
		  verify.("admin", sign.([])),
		  verify.("user", "x" <> sign.([])),
		  verify.("user", nil)
		]`)
	want := "[ok: 7, ok: 7, error: :expired, error: :invalid, error: :invalid, error: :missing]"
	if text := term.Inspect(got, term.Opts{}); text != want {
		t.Errorf("got %s", text)
	}
}

func TestForgedForms(t *testing.T) {
	s, _ := generated(t)
	alice, bob := s.browser(), s.browser()
	alice.visit()
	bob.visit()
	form := func(token string) url.Values { return url.Values{"text": {"hi"}, "_csrf_token": {token}} }
	if status, body := alice.open("POST", "/say", form(alice.token)); status != 200 || body != "You said hi" {
		t.Errorf("her own token: %d %q", status, body)
	}
	for name, token := range map[string]string{
		"another's": bob.token, "none": "", "garbled": strings.ToUpper(alice.token), "cut": alice.token[:55], "longer": alice.token + "A",
	} {
		if status, _ := alice.open("POST", "/say", form(token)); status != 403 {
			t.Errorf("%s: %d", name, status)
		}
	}
	old := alice.token
	if alice.visit(); alice.token == old {
		t.Error("the token is masked the same each time")
	}
	if status, _ := s.do("POST", "/say", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, strings.NewReader(form(old).Encode())); status != 403 {
		t.Errorf("a token replayed without its session: %d", status)
	}
	if status, body := alice.open("POST", "/users/3", url.Values{"_method": {"delete"}, "_csrf_token": {alice.token}}); status != 200 || body != "gone 3" {
		t.Errorf("a form that stands for DELETE: %d %q", status, body)
	}
}

func TestOriginOfSockets(t *testing.T) {
	s, _ := generated(t)
	dial := func(origin, query string) (*websocket.Conn, int) {
		b := s.browser()
		header := http.Header{}
		if origin != "" {
			header.Set("Origin", origin)
		}
		c, resp, err := websocket.Dial(t.Context(), "ws://"+s.addr()+"/talk/websocket"+query, &websocket.DialOptions{HTTPClient: b.http, HTTPHeader: header})
		if err != nil {
			return nil, resp.StatusCode
		}
		t.Cleanup(func() { _ = c.CloseNow() })
		return c, resp.StatusCode
	}
	for origin, want := range map[string]int{
		"": 101, "http://localhost:4000": 101, "https://localhost:8080": 101,
		"https://evil.example": 403, "http://localhost.evil.example": 403, "null": 403, "http://evil.example/localhost": 403, "localhost": 403,
	} {
		if _, got := dial(origin, ""); got != want {
			t.Errorf("origin %q: %d, want %d", origin, got, want)
		}
	}
	if _, got := dial("", "?refuse=1"); got != 403 {
		t.Errorf("refused by connect/1: %d", got)
	}
}

func TestSessionOfSockets(t *testing.T) {
	s, _ := generated(t)
	b := s.browser()
	b.visit()
	other := s.browser()
	other.visit()
	for name, c := range map[string]struct{ token, want string }{
		"its own token": {b.token, "1"}, "no token": {"", "nil"}, "another's token": {other.token, "nil"},
	} {
		conn, _, err := websocket.Dial(t.Context(), "ws://"+s.addr()+"/talk/websocket?_csrf_token="+url.QueryEscape(c.token), &websocket.DialOptions{HTTPClient: b.http})
		if err != nil {
			t.Fatal(err)
		}
		say(t, t.Context(), conn, "visits")
		_, got, err := conn.Read(t.Context())
		if err != nil || string(got) != c.want {
			t.Errorf("%s: the session's visits are %s, %v", name, got, err)
		}
		say(t, t.Context(), conn, "peer")
		hear(t, t.Context(), conn, "{127, 0, 0, 1}")
		_ = conn.CloseNow()
	}
}

func TestNoWayOutOfTheFolder(t *testing.T) {
	s, _ := generated(t)
	root := s.eval(`File.cwd!()`)
	dir, _ := root.AsStr()
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "priv/static/assets/link")); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	for _, path := range []string{
		"/assets/../../mix.exs", "/assets/%2e%2e/%2e%2e/%2e%2e/mix.exs", "/assets/..%2f..%2f..%2fmix.exs", "/assets/..%5c..%5cmix.exs",
		"/assets/%252e%252e/mix.exs", "/assets//etc/passwd", "/assets/app.css%00.txt", "/assets/link", "/assets/.", "/assets", "/config/config.exs", "/mix.exs",
	} {
		got := s.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
		if strings.HasPrefix(got, "HTTP/1.1 2") || strings.Contains(got, "secret") || strings.Contains(got, "MixProject") {
			t.Errorf("%s: %.200q", path, got)
		}
	}
}

// TestManyHeadersAreRefused counts the headers of each request on a connection, and nothing else.
func TestManyHeadersAreRefused(t *testing.T) {
	s := open(t, nil, "", pages)
	last := "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
	for text, want := range map[string]int{
		last + strings.Repeat("a:\r\n", 98) + "\r\n":                                                                   200,
		last + strings.Repeat("a:\r\n", 99) + "\r\n":                                                                   431,
		last + strings.Repeat("a:\r\n", 9000) + "\r\n":                                                                 431,
		"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n" + strings.Repeat("\na", 4500) + last + "\r\n": 200,
	} {
		got := s.raw(text)
		_, got, _ = strings.Cut(got[strings.LastIndex(got, "HTTP/1.1 "):], " ")
		if !strings.HasPrefix(got, fmt.Sprint(want)) {
			t.Errorf("%.60q and %d bytes: got %.60q, want %d", text, len(text), got, want)
		}
	}
}
