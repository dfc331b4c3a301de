package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// join opens a WebSocket.
func (s *site) join(path string) (*websocket.Conn, context.Context) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	s.t.Cleanup(cancel)
	c, _, err := websocket.Dial(ctx, "ws://"+s.addr()+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = c.CloseNow() })
	return c, ctx
}

func say(t *testing.T, ctx context.Context, c *websocket.Conn, text string) {
	t.Helper()
	if err := c.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func hear(t *testing.T, ctx context.Context, c *websocket.Conn, want string) {
	t.Helper()
	if _, b, err := c.Read(ctx); err != nil || string(b) != want {
		t.Fatalf("got %q, %v; want %q", b, err, want)
	}
}

func TestWebSocket(t *testing.T) {
	s := open(t, nil, "", pages)
	c, ctx := s.join("/ws")
	for i := range 50 {
		say(t, ctx, c, fmt.Sprint(i))
	}
	for i := range 50 {
		hear(t, ctx, c, fmt.Sprintf("you said %d", i))
	}
	say(t, ctx, c, "pid")
	hear(t, ctx, c, "known")
	s.eval(`send(:socket, {:hello, 1})`)
	hear(t, ctx, c, "{:hello, 1}")
	say(t, ctx, c, "stop")
	if _, _, err := c.Read(ctx); websocket.CloseStatus(err) != websocket.StatusNormalClosure {
		t.Errorf("after stop: %v", err)
	}
}

func TestWebSocketEndsTellTheHandler(t *testing.T) {
	s := open(t, nil, "", pages)
	for _, c := range []struct {
		how  func(c *websocket.Conn, ctx context.Context)
		want string
		code websocket.StatusCode
	}{
		{func(c *websocket.Conn, ctx context.Context) { say(t, ctx, c, "crash") }, `{:error, %RuntimeError{message: "in the socket"}}`, websocket.StatusInternalError},
		{func(c *websocket.Conn, ctx context.Context) { say(t, ctx, c, strings.Repeat("a", 2000)) }, ":remote", websocket.StatusMessageTooBig},
		{func(c *websocket.Conn, _ context.Context) { _ = c.Close(websocket.StatusGoingAway, "bye") }, ":remote", -1},
		{func(c *websocket.Conn, _ context.Context) { _ = c.CloseNow() }, ":closed", -1},
	} {
		told := make(chan string, 1)
		watcher := s.n.Machine().SpawnActor("", func(_ *vm.Actor, msg term.Term) {
			told <- term.Inspect(msg.Elems()[1], term.Opts{})
		})
		s.n.Machine().Register(term.Intern("watcher"), watcher.PID())
		conn, ctx := s.join("/ws")
		c.how(conn, ctx)
		if c.code != -1 {
			if _, _, err := conn.Read(ctx); websocket.CloseStatus(err) != c.code {
				t.Errorf("%s: %v", c.want, err)
			}
		}
		if got := <-told; got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
		s.eval(`Process.unregister(:watcher)`)
	}
}

func TestWebSocketKilled(t *testing.T) {
	s := open(t, nil, "", pages)
	c, ctx := s.join("/ws")
	say(t, ctx, c, "pid")
	hear(t, ctx, c, "known")
	s.eval(`Process.exit(Process.whereis(:socket), :kill)`)
	if _, _, err := c.Read(ctx); websocket.CloseStatus(err) != websocket.StatusInternalError {
		t.Errorf("got %v", err)
	}
}

func TestWebSocketHandshakeMustBeOne(t *testing.T) {
	s := open(t, nil, "", pages)
	if status, _ := s.get("/ws"); status != 400 {
		t.Errorf("got %d", status)
	}
}

// TestMessagesWithoutRoomCloseTheSocket sends a message to a node that has no memory for it.
func TestMessagesWithoutRoomCloseTheSocket(t *testing.T) {
	s := open(t, nil, "", `
defmodule Site do
  def init(o), do: o
  def call(conn, _), do: WebSockAdapter.upgrade(conn, Size, nil, [])
end
defmodule Size do
  def init(state), do: {:ok, state}
  def handle_in({data, _}, state), do: {:push, {:text, "#{byte_size(data)}"}, state}
end`)
	c, ctx := s.join("/")
	say(t, ctx, c, strings.Repeat("a", 4<<20))
	hear(t, ctx, c, fmt.Sprint(4<<20))
	for n := vm.DefaultMaxMemory; n >= 1<<20; n /= 2 {
		if release, err := s.n.Machine().Claim(n); err == nil {
			defer release()
		}
	}
	say(t, ctx, c, strings.Repeat("a", 8<<20-1))
	if _, _, err := c.Read(ctx); websocket.CloseStatus(err) != websocket.StatusTryAgainLater {
		t.Errorf("got %v", err)
	}
}
