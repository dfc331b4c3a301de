package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/coder/websocket"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// live is the connection to a LiveView: a WebSocket with version 2 of the Phoenix channels
// protocol, whose messages are [join_ref, ref, topic, event, payload].
type live struct {
	page  *Page
	main  *html.Node // the element whose content the server updates
	topic string
	ws    *websocket.Conn

	mu      sync.Mutex
	lastRef int
	replies map[string]chan reply
	shown   tree
	fresh   bool // shown has changes that the document lacks
	changed chan struct{}
	lost    error
}

// A reply is the payload of a phx_reply message.
type reply struct {
	Status   string          `json:"status"`
	Response json.RawMessage `json:"response"`
}

// joinRef is the reference of a connection's only join.
const joinRef = "1"

// connect opens the WebSocket and joins the LiveView whose root element is main.
func (p *Page) connect(ctx context.Context, main *html.Node) (*live, error) {
	at := *p.URL
	at.Scheme = map[string]string{"http": "ws", "https": "wss"}[p.URL.Scheme]
	at.Path, at.Fragment = "/live/websocket", ""
	csrf := p.csrfToken()
	at.RawQuery = url.Values{"_csrf_token": {csrf}, "_mounts": {"0"}, "vsn": {"2.0.0"}}.Encode()
	origin := p.URL.Scheme + "://" + p.URL.Host
	ws, resp, err := websocket.Dial(ctx, at.String(), &websocket.DialOptions{
		HTTPClient: p.browser.client, HTTPHeader: http.Header{"Origin": {origin}, "User-Agent": {agent}},
	})
	if err != nil {
		if resp != nil {
			return nil, fmt.Errorf("the server answered %s: %w", resp.Status, err)
		}
		return nil, err
	}
	ws.SetReadLimit(maxPage)
	l := &live{page: p, main: main, topic: "lv:" + attr(main, "id"), ws: ws, replies: map[string]chan reply{}, changed: make(chan struct{})}
	go l.read()
	answer, err := l.push(ctx, "phx_join", tree{
		"url": p.URL.String(), "session": attr(main, "data-phx-session"), "static": attr(main, "data-phx-static"),
		"params": tree{"_csrf_token": csrf, "_mounts": 0, "_mount_attempts": 0},
	})
	if err != nil {
		l.close()
		return nil, err
	}
	var joined struct {
		Rendered tree `json:"rendered"`
	}
	if err := json.Unmarshal(answer, &joined); err != nil {
		l.close()
		return nil, fmt.Errorf("the answer to the join: %w", err)
	}
	l.apply(joined.Rendered)
	return l, nil
}

func (p *Page) csrfToken() string {
	meta := find(p.doc, func(n *html.Node) bool { return n.DataAtom == atom.Meta && attr(n, "name") == "csrf-token" })
	if meta == nil {
		return ""
	}
	return attr(meta, "content")
}

func (l *live) isUp() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lost == nil
}

func (l *live) close() { _ = l.ws.CloseNow() }

// push sends a message and waits for its reply.
func (l *live) push(ctx context.Context, event string, payload tree) (json.RawMessage, error) {
	l.mu.Lock()
	l.lastRef++
	ref := strconv.Itoa(l.lastRef)
	answer := make(chan reply, 1)
	l.replies[ref] = answer
	lost := l.lost
	l.mu.Unlock()
	if lost != nil { // nobody reads replies any more
		return nil, fmt.Errorf("%s: %w", event, lost)
	}
	b, err := json.Marshal([]any{joinRef, ref, l.topic, event, payload})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", event, err)
	}
	if err := l.ws.Write(ctx, websocket.MessageText, b); err != nil {
		return nil, fmt.Errorf("%s: %w", event, err)
	}
	select {
	case r, ok := <-answer:
		switch {
		case !ok:
			l.mu.Lock()
			defer l.mu.Unlock()
			return nil, fmt.Errorf("%s: %w", event, l.lost)
		case r.Status != "ok":
			return nil, fmt.Errorf("%s was refused: %s", event, r.Response)
		}
		return r.Response, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("%s: no answer: %w", event, ctx.Err())
	}
}

var errCrashed = errors.New("the LiveView ended with an error")

// read handles messages until the connection ends.
func (l *live) read() {
	for {
		_, b, err := l.ws.Read(context.Background())
		if err != nil {
			l.end(err)
			return
		}
		var message [5]json.RawMessage
		if err := json.Unmarshal(b, &message); err != nil {
			l.end(fmt.Errorf("the server's message: %w", err))
			return
		}
		var ref, topic, event string
		_ = json.Unmarshal(message[1], &ref) // null unless the message is a reply
		if json.Unmarshal(message[2], &topic) != nil || json.Unmarshal(message[3], &event) != nil || topic != l.topic {
			continue
		}
		switch event {
		case "phx_reply":
			var r reply
			if err := json.Unmarshal(message[4], &r); err != nil {
				l.end(fmt.Errorf("a reply: %w", err))
				return
			}
			l.mu.Lock()
			if answer, ok := l.replies[ref]; ok {
				answer <- r
				delete(l.replies, ref)
			}
			l.mu.Unlock()
		case "diff":
			var diff tree
			if json.Unmarshal(message[4], &diff) == nil {
				l.apply(diff)
			}
		case "phx_error", "phx_close":
			l.end(errCrashed)
			return
		}
	}
}

func (l *live) end(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost != nil {
		return
	}
	l.lost = err
	for _, answer := range l.replies {
		close(answer)
	}
	close(l.changed)
}

func (l *live) apply(diff tree) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shown, l.fresh = merge(l.shown, diff), true
	if l.lost == nil {
		close(l.changed)
		l.changed = make(chan struct{})
	}
}

// refresh renders the current state of the LiveView into the page's document.
func (l *live) refresh() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.fresh {
		return
	}
	l.fresh = false
	nodes, err := html.ParseFragment(strings.NewReader(markup(l.shown)), l.main)
	if err != nil {
		return // cannot happen: any text parses as HTML
	}
	for l.main.FirstChild != nil {
		l.main.RemoveChild(l.main.FirstChild)
	}
	for _, n := range nodes {
		l.main.AppendChild(n)
	}
}

// Wait waits until wanted returns true for the page's text. It fails when ctx is done or the
// LiveView has ended.
func (p *Page) Wait(ctx context.Context, wanted func(text string) bool) error {
	for {
		var changed chan struct{} // nil blocks forever: a static page does not change
		var lost error
		if p.live != nil {
			p.live.mu.Lock()
			changed, lost = p.live.changed, p.live.lost
			p.live.mu.Unlock()
		}
		switch {
		case wanted(p.Text()):
			return nil
		case lost != nil:
			return lost
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
	}
}

// patch navigates within the LiveView to another address.
func (l *live) patch(ctx context.Context, to *url.URL) (*Page, error) {
	answer, err := l.push(ctx, "live_patch", tree{"url": to.String()})
	if err != nil {
		return nil, err
	}
	next, err := l.answered(ctx, "live_patch", answer)
	if err == nil && next == l.page {
		l.page.URL = to
	}
	return next, err
}

// event sends an event and applies the reply. It returns this page, or the page to which the
// server redirects.
func (l *live) event(ctx context.Context, cid any, kind, event string, value any) (*Page, error) {
	payload := tree{"type": kind, "event": event, "value": value}
	if cid != nil {
		payload["cid"] = cid
	}
	answer, err := l.push(ctx, "event", payload)
	if err != nil {
		return nil, err
	}
	return l.answered(ctx, event, answer)
}

// answered applies the reply to an event.
func (l *live) answered(ctx context.Context, event string, answer json.RawMessage) (*Page, error) {
	type target struct {
		To string `json:"to"`
	}
	var change struct {
		Diff         tree    `json:"diff"`
		Redirect     *target `json:"redirect"`
		LiveRedirect *target `json:"live_redirect"`
	}
	if err := json.Unmarshal(answer, &change); err != nil {
		return nil, fmt.Errorf("the answer to %s: %w", event, err)
	}
	if change.Diff != nil {
		l.apply(change.Diff)
	}
	to := change.Redirect
	if to == nil {
		to = change.LiveRedirect
	}
	if to == nil {
		return l.page, nil
	}
	next, err := l.page.URL.Parse(to.To)
	if err != nil {
		return nil, fmt.Errorf("the server redirects to an invalid URL %q: %w", to.To, err)
	}
	l.close()
	return l.page.browser.Get(ctx, next.String())
}
