package browser

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestProtocol speaks the protocol of a LiveView client, without a browser.
func TestProtocol(t *testing.T) {
	t.Parallel()
	s := serve(t, client{name: "none"})
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	base := s.url("")
	open := func(t *testing.T, path string) *visitor {
		t.Helper()
		v, err := visit(ctx, base, path)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}

	t.Run("a tick sends the value", func(t *testing.T) {
		v := open(t, "/counter")
		for _, want := range []string{`{"diff":{"0":"1"}}`, `{"diff":{"0":"2"}}`} {
			if got, err := v.reply(ctx, "event", click("inc")); err != nil || got != want {
				t.Errorf("got %s, %v, want %s", got, err, want)
			}
		}
	})

	t.Run("work beside", func(t *testing.T) {
		v := open(t, "/work")
		v.until(ctx, t, "Ann")
		for event, want := range map[string]string{"work": "{:ok, 42}", "fail": "{:exit, :tired}", "call": "answer "} {
			if _, err := v.reply(ctx, "event", click(event)); err != nil {
				t.Fatal(err)
			}
			v.until(ctx, t, want)
		}
	})

	t.Run("what is not signed here", func(t *testing.T) {
		for name, change := range map[string]func(p *pageTokens){
			"a session of somebody":  func(p *pageTokens) { p.session = p.session[:len(p.session)-4] + "AAAA" },
			"another page's session": func(p *pageTokens) { p.id = "phx-other" },
			"no token of the form":   func(p *pageTokens) { p.csrf = "" },
			"a false token":          func(p *pageTokens) { p.csrf = strings.Repeat("x", 56) },
		} {
			_, err := visitWith(ctx, base, "/counter", change)
			if err == nil || !strings.Contains(err.Error(), `"reason":"stale"`) {
				t.Errorf("%s: got %v, want a stale join", name, err)
			}
		}
	})

	t.Run("a message outlives the page", func(t *testing.T) {
		v := open(t, "/counter")
		got, err := v.reply(ctx, "event", click("leave"))
		if err != nil {
			t.Fatal(err)
		}
		var reply struct{ Redirect struct{ To, Flash string } }
		if err := json.Unmarshal([]byte(got), &reply); err != nil || reply.Redirect.To != "/other" {
			t.Fatalf("got %s, %v", got, err)
		}
		req, _ := http.NewRequestWithContext(ctx, "GET", base+"/other", nil)
		req.AddCookie(&http.Cookie{Name: "__phoenix_flash__", Value: reply.Redirect.Flash})
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		if !strings.Contains(string(body), "so long") {
			t.Errorf("the next page does not say it:\n%s", body)
		}
		for _, c := range resp.Cookies() {
			if c.Name == "__phoenix_flash__" && c.MaxAge >= 0 {
				t.Error("the cookie stays")
			}
		}
	})

	t.Run("a hook that redirects", func(t *testing.T) {
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		resp, err := client.Get(base + "/out")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != 302 || resp.Header.Get("Location") != "/plain" {
			t.Errorf("got %d to %q", resp.StatusCode, resp.Header.Get("Location"))
		}
	})
}

func click(event string) map[string]any {
	return map[string]any{"type": "click", "event": event, "value": map[string]any{}}
}
