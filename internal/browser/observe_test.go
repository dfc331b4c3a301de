package browser

import (
	"context"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"lab/labs/census"
	"lab/labs/messages"
	"lab/labs/observe"
	"lab/repl/observe/web"
)

// A stage is a simulated cluster that records the requests to it.
type stage struct {
	mu     sync.Mutex
	seen   observe.Snapshot
	orders []observe.Order
}

func (s *stage) Snapshot() observe.Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := s.seen
	seen.Nodes = slices.Clone(seen.Nodes)
	return seen
}

func (s *stage) Do(o observe.Order) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.orders = append(s.orders, o)
	if o.Deed == observe.Kill && o.PID == "" {
		s.seen.Nodes[1].State = observe.Down
	}
	return nil
}

// say adds a traced message.
func (s *stage) say(m messages.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen.Messages.Messages = append(s.seen.Messages.Messages, m)
}

func (s *stage) asked(o observe.Order) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.orders, o)
}

func threeNodes() observe.Snapshot {
	node := func(name string, peers ...string) observe.Node {
		return observe.Node{Name: name, State: observe.Up, Kind: "lab", PID: 123, Here: true, Peers: peers, Living: 20, Memory: 50 << 20, Work: 1200,
			Traffic:   []observe.Traffic{{Peer: peers[0], In: 12, Out: 30}},
			Processes: []observe.Process{{PID: "<0.201.0>", Name: "clerk", Initial: "Shop.Clerk.init/1", Queue: 3, Memory: 4000}, {PID: "<0.11.0>", Name: "rex", System: true}},
			Names:     []string{"clerk", "rex"}, Globals: []observe.Global{{Name: "boss", Node: name, PID: "<0.201.0>"}},
			Tables: []observe.Table{{Name: "stock<b>", Owner: "<0.201.0>", Type: "set", Protection: "public", Size: 12, Words: 400}},
			Trees:  []observe.Branch{{Name: "Shop", PID: "<0.200.0>", Supervisor: true, Children: []observe.Branch{{ID: "clerk", PID: "<0.201.0>"}}}}}
	}
	end := func(node, name string) messages.End { return messages.End{Node: node, ID: name, Name: name} }
	return observe.Snapshot{At: 83 * time.Second,
		Nodes: []observe.Node{node("a@localhost", "b@localhost"), node("b@localhost", "a@localhost"), node("real@localhost", "a@localhost")},
		Cuts:  [][2]string{{"b@localhost", "real@localhost"}},
		Events: []census.Event{{At: time.Second, Kind: census.NodeUp, Node: "a@localhost", N: 1, Names: []string{"b@localhost"}},
			{At: 2 * time.Second, Kind: census.Cut, Text: "cut b@localhost from real@localhost"}},
		Messages: messages.View{Messages: []messages.Message{
			{Serial: 1, Sent: 5 * time.Second, Got: 5 * time.Second, From: end("a", "shell"), To: end("b", "clerk"), Kind: messages.Call, Text: ":count", Fate: messages.Arrived},
			{Serial: 2, Sent: 6 * time.Second, From: end("b", "clerk"), To: end("real", "clerk"), Kind: messages.Plain, Text: "{:hello, 1}", Fate: messages.Lost},
		}}}
}

// TestThePageOfObserve checks that the page can be used with the keyboard only.
func TestThePageOfObserve(t *testing.T) {
	needChromium(t)
	s := &stage{seen: threeNodes()}
	server, err := web.Listen(s, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	p := browse(t, chromedp.WindowSize(1600, 900), chromedp.Flag("blink-settings", "preferredColorScheme=1"))
	press := func(keys ...string) {
		t.Helper()
		for _, k := range keys {
			p.do("press "+k, chromedp.KeyEvent(k))
		}
	}
	const focused = `document.activeElement`
	p.do("open", chromedp.Navigate(server.Address()))
	p.until(`document.querySelector("#summary").textContent === "3 of 3 nodes answer, 1 cut"`)
	p.until(`document.querySelector("#map-says").textContent.includes("a is connected to b")`)
	p.until(`document.querySelector("#map-says").textContent.includes("b and real are cut")`)
	p.shot("observe")
	// The skip link comes first, then the nodes.
	press("\t", "\t", "\t", "\r")
	p.until(`document.querySelector("#node-title").textContent === "b@localhost: up" && ` + focused + `.textContent.includes("b@localhost")`)
	server.Tell() // redrawing keeps the focus
	p.until(focused + `.textContent.includes("b@localhost")`)
	press("\t", "\t", "\r") // the actions on the selected node follow the last node
	p.until(`document.querySelector("#really").open && document.querySelector("#question").textContent.includes("kill -9")`)
	press("\r") // the safe answer is focused
	p.until(`!document.querySelector("#really").open`)
	if s.asked(observe.Order{Deed: observe.Kill, Node: "b@localhost"}) {
		t.Fatal("the node was killed without a yes")
	}
	p.click("#kill")
	p.click("#really button[value=yes]")
	p.until(`document.querySelector("#node-title").textContent === "b@localhost: down"`)
	if !s.asked(observe.Order{Deed: observe.Kill, Node: "b@localhost"}) {
		t.Fatal(s.orders)
	}
	for tab, holds := range map[string]string{"processes": "clerk", "names": "the whole cluster", "tables": "stock<b>", "trees": "(supervisor)", "messages": ":count"} {
		p.click("#tab-" + tab)
		p.until(`document.querySelector("#panel").textContent.includes("` + holds + `")`)
		p.shot("observe-" + tab)
	}
	p.click("#tab-processes")
	p.click(`#panel button[aria-label^="Trace clerk"]`)
	p.until(`!document.querySelector("#notice").textContent`)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for !s.asked(observe.Order{Deed: observe.Trace, Node: "b@localhost", PID: "<0.201.0>"}) {
		if ctx.Err() != nil {
			t.Fatal("the process was not traced")
		}
		p.until(`true`)
	}
	p.do("watch for dots", chromedp.Evaluate[chromedp.Void](`new MutationObserver(() => { window.flew = true }).observe(document.querySelector("#dots"), { childList: true })`))
	s.say(messages.Message{Serial: 3, From: messages.End{Node: "a", Name: "shell"}, To: messages.End{Node: "real", Name: "clerk"}, Kind: messages.Plain, Text: ":new", Fate: messages.Arrived})
	server.Tell()
	p.until(`window.flew`)
	p.click("#tab-messages")
	p.until(`document.querySelector("#panel").textContent.includes(":new")`)
	server.Close()
	p.until(`document.querySelector("#notice").textContent.includes("has ended")`)
}

// TestThePageInTheDark checks that the page follows the browser's colour scheme.
func TestThePageInTheDark(t *testing.T) {
	needChromium(t)
	s := &stage{seen: threeNodes()}
	s.seen.Nodes[2].State = observe.Frozen
	server, err := web.Listen(s, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	p := browse(t, chromedp.WindowSize(1600, 900), chromedp.Flag("blink-settings", "preferredColorScheme=0"))
	p.do("open", chromedp.Navigate(server.Address()))
	p.until(`document.querySelector("#summary").textContent.startsWith("2 of 3 nodes answer")`)
	p.until(`getComputedStyle(document.body).backgroundColor === "rgb(15, 18, 22)"`)
	p.shot("observe-dark")
}

// needChromium skips the test if Chromium is not found under one of its usual names.
func needChromium(t *testing.T) {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome", "headless-shell"} {
		if _, err := exec.LookPath(name); err == nil {
			return
		}
	}
	t.Skip("no Chromium here")
}
