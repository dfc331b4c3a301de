package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// A visitor is an open page: its LiveView and the socket to it.
type visitor struct {
	ws    *websocket.Conn
	topic string
	ref   int
	// seen holds the received messages that were not replies.
	seen strings.Builder
}

// pageTokens are the values in a page with which its client connects.
type pageTokens struct{ csrf, id, session, static string }

var pageParts = regexp.MustCompile(`csrf-token" content="([^"]+)"|id="(phx-[^"]+)" data-phx-main data-phx-session="([^"]+)" data-phx-static="([^"]+)"`)

// visit loads the page and joins its LiveView, as a browser does.
func visit(ctx context.Context, base, path string) (*visitor, error) {
	return visitWith(ctx, base, path, func(*pageTokens) {})
}

// visitWith is like visit, but calls change with the page's tokens before it joins.
func visitWith(ctx context.Context, base, path string, change func(*pageTokens)) (*visitor, error) {
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	resp, err := client.Get(base + path)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	found := pageParts.FindAllStringSubmatch(string(body), -1)
	if len(found) < 2 {
		return nil, fmt.Errorf("%d: no LiveView in %s", resp.StatusCode, body)
	}
	p := pageTokens{found[0][1], found[1][2], found[1][3], found[1][4]}
	change(&p)
	address := strings.Replace(base, "http", "ws", 1) + "/live/websocket?vsn=2.0.0&_csrf_token=" + url.QueryEscape(p.csrf)
	ws, _, err := websocket.Dial(ctx, address, &websocket.DialOptions{HTTPClient: client})
	if err != nil {
		return nil, err
	}
	v := &visitor{ws: ws, topic: "lv:" + p.id}
	_, err = v.reply(ctx, "phx_join", map[string]any{"url": base + path, "params": map[string]any{"_lab": 1}, "session": p.session, "static": p.static})
	return v, err
}

// reply sends a message and returns the reply.
func (v *visitor) reply(ctx context.Context, event string, payload any) (string, error) {
	v.ref++
	ref := strconv.Itoa(v.ref)
	msg, err := json.Marshal([]any{"1", ref, v.topic, event, payload})
	if err != nil {
		return "", err
	}
	if err := v.ws.Write(ctx, websocket.MessageText, msg); err != nil {
		return "", err
	}
	for {
		got, err := v.read(ctx)
		if err != nil {
			return "", err
		}
		if string(got[1]) != strconv.Quote(ref) {
			continue
		}
		var reply struct {
			Status   string
			Response json.RawMessage
		}
		if err := json.Unmarshal(got[4], &reply); err != nil {
			return "", err
		}
		if reply.Status != "ok" {
			return "", fmt.Errorf("%s", got[4])
		}
		return string(reply.Response), nil
	}
}

func (v *visitor) read(ctx context.Context) (got [5]json.RawMessage, err error) {
	_, b, err := v.ws.Read(ctx)
	if err != nil {
		return got, err
	}
	v.seen.Write(b)
	return got, json.Unmarshal(b, &got)
}

// until reads messages until one contains text.
func (v *visitor) until(ctx context.Context, t *testing.T, text string) {
	t.Helper()
	for !strings.Contains(v.seen.String(), text) {
		if _, err := v.read(ctx); err != nil {
			t.Fatalf("%q has not come: %v\n%s", text, err, v.seen.String())
		}
	}
}
