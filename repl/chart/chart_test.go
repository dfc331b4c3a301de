package chart

import (
	"cmp"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"lab/labs/messages"
	"lab/repl/paint"
)

const ms = time.Millisecond

// talk returns messages that exercise every feature of a chart.
func talk() []messages.Message {
	on := func(node, name string) messages.End { return messages.End{Node: node, ID: name, Name: name} }
	shell, receiver := on("node1", "shell"), on("node2", "Receiver")
	list := []messages.Message{
		{Sent: 12300 * ms, Got: 12301 * ms, From: shell, To: receiver, Text: ":hello", Fate: messages.Arrived},
		{Sent: 12302 * ms, Got: 12303 * ms, From: receiver, To: shell, Kind: messages.Reply, Text: ":ok", Fate: messages.Arrived},
		{Sent: 13000 * ms, Got: 13000 * ms, From: shell, To: on("node1", "Receiver"), Text: `{:text, "to myself"}`, Fate: messages.Arrived},
		{Sent: 14000 * ms, From: shell, To: on("node3", "Receiver"), Kind: messages.Call, Text: ":count", Fate: messages.OnWay},
		{Sent: 15000 * ms, From: on("node3", "Manager 7"), To: shell, Kind: messages.Cast, Text: `{:put, "a long text that does not fit between the lines of two nodes"}`, Fate: messages.Untold},
		{Sent: 16000 * ms, From: shell, To: receiver, Text: ":are_you_there", Fate: messages.Lost, Why: "node2 is down"},
		{Sent: 16100 * ms, From: on("node3", "shell"), To: receiver, Text: ":me_too", Fate: messages.Lost, Why: "node2 is down"},
		{Sent: 17000 * ms, Got: 17000 * ms, To: shell, Kind: messages.Signal, Text: "{:nodedown, :node2@localhost}", Fate: messages.Arrived},
		{Sent: 18000 * ms, From: on("node1", "日本語"), To: on("node3", "日本語"), Text: "日本語日本語", Fate: messages.Arrived, Got: 19000 * ms},
		{Sent: 18100 * ms, From: shell, To: on("elsewhere", "Receiver"), Text: ":far", Fate: messages.Untold},
		{Sent: 18200 * ms, From: shell, To: on("node1", "#PID<0.99.0>"), Text: ":gone", Fate: messages.Lost, Why: "that process has ended"},
	}
	for i := range list {
		list[i].Serial, list[i].Kind = uint64(i+1), cmp.Or(list[i].Kind, messages.Plain)
	}
	return list
}

func marks() []Mark {
	return append(Mores([]messages.More{{At: 15500 * ms, Node: "node3", N: 999960}}),
		Mark{At: 15900 * ms, Node: "node2", Sign: "▼", Text: "node2 is down", Down: true},
		Mark{At: 17500 * ms, Sign: "╳", Text: "cut node1 node3"},
		Mark{At: 18050 * ms, Node: "node2", Sign: "▲", Text: "node2 runs again", Up: true})
}

func drawn(t *testing.T, rows []string, width, height int) string {
	t.Helper()
	if len(rows) != height {
		t.Errorf("%d rows of %d", len(rows), height)
	}
	text := ansi.Strip(strings.Join(rows, "\n"))
	for i, row := range strings.Split(text, "\n") {
		if w := ansi.StringWidth(row); w > width {
			t.Errorf("row %d is %d wide", i, w)
		}
	}
	return text
}

func TestChart(t *testing.T) {
	for _, width := range []int{24, 42, 78, 150} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			c := Chart{Nodes: []string{"node1", "node2", "node3"}, Messages: talk(), Marks: marks(), Theme: paint.New(true)}
			golden.RequireEqual(t, []byte(drawn(t, c.Draw(Window{Width: width, Height: 20, Selected: 6}), width, 20)))
		})
	}
}

func TestTheNewestIsAtTheBottom(t *testing.T) {
	c := Chart{Nodes: []string{"node1", "node2", "node3"}, Messages: talk(), Marks: marks(), Theme: paint.New(true)}
	for _, test := range []struct {
		selected    uint64
		first, last string
	}{{0, ":far", ":gone"}, {11, ":far", ":gone"}, {1, ":hello", ":ok"}, {99, ":far", ":gone"}, {6, ":are_you", ":me_too"}} {
		rows := strings.Split(drawn(t, c.Draw(Window{Width: 78, Height: 3, Selected: test.selected}), 78, 3), "\n")
		if !strings.Contains(rows[1], test.first) || !strings.Contains(rows[2], test.last) {
			t.Errorf("selected %d:\n%s", test.selected, strings.Join(rows, "\n"))
		}
	}
}

// TestNoSizeIsTooSmall draws charts in tiny areas. No row may be wider than the area.
func TestNoSizeIsTooSmall(t *testing.T) {
	for width := range 60 {
		for _, nodes := range [][]string{nil, {"node1"}, {"node1", "node2", "node3", "node4", "node5", "node6", "node7"}} {
			c := Chart{Nodes: nodes, Messages: talk(), Marks: marks(), Theme: paint.New(true)}
			drawn(t, c.Draw(Window{Width: width, Height: 12}), max(1, width), 12)
		}
	}
}

func TestDetail(t *testing.T) {
	var all []string
	for _, m := range talk() {
		all = append(all, Detail(paint.New(true), m, 60)...)
	}
	golden.RequireEqual(t, []byte(ansi.Strip(strings.Join(all, "\n"))))
}
