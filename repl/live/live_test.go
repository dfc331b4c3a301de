package live

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lab/labs/catalogue"
	"lab/repl/workbook"
	"lab/runtime/dist"
	"lab/runtime/term"
)

func TestPeerIn(t *testing.T) {
	for typed, want := range map[string]string{
		"Node.connect(:node2@localhost)":                 "node2@localhost",
		`Node.connect :"node2@127.0.0.1"`:                "node2@127.0.0.1",
		"Node.ping(:node2)":                              "node2",
		":net_kernel.connect_node(:a@b)":                 "a@b",
		"Node.list()":                                    "",
		"send({:shell, :node2@localhost}, \"hello\")":    "",
		"true = Node.connect(:node2@localhost) |> dbg()": "node2@localhost",
	} {
		got, ok := peerIn(typed)
		if got != want || ok != (want != "") {
			t.Errorf("peerIn(%q) = %q, %v", typed, got, ok)
		}
	}
}

func TestCauseText(t *testing.T) {
	for _, c := range []struct {
		peer, cause, want string
	}{
		{"node2", "bad_name", ":node2 is not the name of a node: what comes after the @?"},
		{"nod@localhost", "unknown_name", "no node is registered as nod@localhost: is the name spelt correctly, and is the node up?"},
		{"b@localhost", string(dist.CauseCookie), "the handshake with b@localhost failed: which screen shows the reason?"},
		{"a@localhost", "nil", ""},
		{"a@localhost", "something else", ""},
	} {
		if got := causeText(c.peer, term.Sym(c.cause)); got != c.want {
			t.Errorf("causeText(%q, %s) = %q, want %q", c.peer, c.cause, got, c.want)
		}
	}
}

// TestOutboxKeepsOrder checks that messages that are added before and during delivery arrive in
// order.
func TestOutboxKeepsOrder(t *testing.T) {
	o := newOutbox()
	o.put(0)
	ctx, cancel := context.WithCancel(t.Context())
	got := make(chan any)
	go o.deliver(ctx, func(msg any) { got <- msg })
	for i := range 100 {
		o.put(i + 1)
		if msg := <-got; msg != i {
			t.Fatalf("message %v, want %d", msg, i)
		}
	}
	cancel()
}

// TestOutputIsJoined checks that pending output of a node is joined into one message, up to a
// maximum length.
func TestOutputIsJoined(t *testing.T) {
	o := newOutbox()
	for _, msg := range []any{
		workbook.Output{Node: "a", Text: "1\n"}, workbook.Output{Node: "a", Text: "2\n"}, workbook.Output{Node: "b", Text: "3\n"},
		workbook.Ready{Node: "b"}, workbook.Output{Node: "b", Text: strings.Repeat("x", longestOutput+1)}, workbook.Output{Node: "b", Text: "4\n"},
	} {
		o.put(msg)
	}
	got := o.take()
	if len(got) != 5 || got[0] != any(workbook.Output{Node: "a", Text: "1\n2\n"}) || got[4] != any(workbook.Output{Node: "b", Text: "4\n"}) {
		t.Errorf("%.200v", got)
	}
}

// TestBusyNodeIsDrawnInFrames prints a line in each millisecond of a second. The lines arrive
// joined, in about 30 messages.
func TestBusyNodeIsDrawnInFrames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutbox()
		ctx, cancel := context.WithCancel(t.Context())
		var got []workbook.Output
		go o.deliver(ctx, func(msg any) { got = append(got, msg.(workbook.Output)) })
		want := ""
		for i := range 1000 {
			line := strconv.Itoa(i) + "\n"
			o.put(workbook.Output{Node: "a", Text: line})
			want += line
			time.Sleep(time.Millisecond)
		}
		time.Sleep(frame)
		cancel()
		synctest.Wait()
		text := ""
		for _, out := range got {
			text += out.Text
		}
		if text != want || len(got) > 32 {
			t.Errorf("%d messages with %d of %d bytes", len(got), len(text), len(want))
		}
	})
}

// TestEveryFaultIsAnEvent checks that the timeline has a kind of event for each fault.
func TestEveryFaultIsAnEvent(t *testing.T) {
	for _, f := range catalogue.FaultForms {
		if kinds[f.Kind] == "" {
			t.Errorf("no event for %s", f.Kind)
		}
	}
}
