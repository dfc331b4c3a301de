package browser

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/coder/websocket"
)

// TestNothingIsPushedAfterACrash checks that a LiveView that has ended is not waited for, although
// its socket is still open.
func TestNothingIsPushedAfterACrash(t *testing.T) {
	done := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := websocket.Accept(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer ws.CloseNow()
		if err := ws.Write(r.Context(), websocket.MessageText, []byte(`[null,null,"lv:a","phx_error",{}]`)); err != nil {
			t.Error(err)
		}
		<-done
	}))
	defer server.Close()
	defer close(done)
	ws, _, err := websocket.Dial(t.Context(), server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	l := &live{topic: "lv:a", ws: ws, replies: map[string]chan reply{}, changed: make(chan struct{})}
	defer l.close()
	go l.read()
	<-l.changed
	if _, err := l.push(context.Background(), "event", tree{}); !errors.Is(err, errCrashed) {
		t.Errorf("%v", err)
	}
}
