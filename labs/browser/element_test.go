package browser

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// pageOf returns a page that has no server.
func pageOf(t *testing.T, markup string) *Page {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatal(err)
	}
	return &Page{URL: &url.URL{Scheme: "http", Host: "localhost", Path: "/"}, doc: doc}
}

// TestClickable checks which elements send a click to the server.
func TestClickable(t *testing.T) {
	js, err := json.Marshal([]any{[]any{"add_class", map[string]any{"names": []string{"x"}}}, []any{"push", map[string]any{"event": "inc", "value": map[string]any{"by": 1}}}})
	if err != nil {
		t.Fatal(err)
	}
	for markup, want := range map[string]string{
		`<button phx-click="a">x</button><a href="#" phx-click="b">y</a><a href="/">z</a>`:                                         "=button:a:1 =a:b:1",
		`<button phx-click="a" disabled>x</button><button phx-click="a">y</button>`:                                                "=button:a:2",
		`<fieldset disabled><legend><button phx-click="a">x</button></legend><button phx-click="b">y</button></fieldset>`:          "=button:a:1",
		`<fieldset><button phx-click="b">y</button></fieldset>`:                                                                    "=button:b:1",
		`<div hidden><button phx-click="a">x</button></div><button style="display: none" phx-click="b">y</button>`:                 "",
		`<div inert><button phx-click="a">x</button></div><template><button phx-click="b">y</button></template>`:                   "",
		`<details><summary phx-click="a">x</summary><button phx-click="b">y</button></details>`:                                    "=summary:a:1",
		`<form phx-submit="go"><button>x</button><button type="button">y</button><input type="submit" value="z"></form>`:           "=button:go:1 =input:go:1",
		`<form><button>x</button></form><button form="f">y</button><form id="f" phx-submit="far"></form>`:                          "=button:far:1",
		`<form phx-change="tick"><input type="checkbox" name="a"><input name="b"></form>`:                                          "=input:tick:1",
		`<button phx-click='` + string(js) + `'>x</button>`:                                                                        "=button:inc:1",
		`<button onclick="x()">x</button>`:                                                                                         "",
		`<a data-phx-link="patch" data-phx-link-state="push" href="/counter?n=1">x</a>`:                                            "=a:patch:1",
		`<div disabled phx-click="a">x</div>`:                                                                                      "=div:a:1",
		`<button phx-click="a" phx-value-n="5">+5</button><button phx-click="a" phx-value-n="1">+1</button>`:                       "=button:a:1 =button:a:2",
		`<input type="hidden" phx-click="a"><dialog><button phx-click="b">x</button></dialog><dialog open phx-click="c"></dialog>`: "=dialog:c:1",
	} {
		p := pageOf(t, markup)
		if got := strings.Join(p.Clickable(), " "); got != want {
			t.Errorf("%s\n got %s\nwant %s", markup, got, want)
		}
		for _, name := range p.Clickable() {
			if p.find(name) == nil {
				t.Errorf("%s: %s is not found", markup, name)
			}
		}
	}
}

func TestADisabledButtonIsNotClicked(t *testing.T) {
	p := pageOf(t, `<form action="/x"><button id="b" disabled>Add</button></form><button hidden id="less">Less</button>`)
	for _, what := range []string{"Add", "#b", "#less"} {
		if _, err := p.Click(t.Context(), what); err == nil || !strings.Contains(err.Error(), "disabled or hidden") {
			t.Errorf("%s: got %v", what, err)
		}
	}
}

// TestText checks the text that a visitor sees.
func TestText(t *testing.T) {
	for markup, want := range map[string]string{
		`<input value="3" readonly><input type="hidden" value="4"><input type="checkbox" value="5">`:   "3",
		`<p style="display:none">1</p><p hidden>2</p><p>3</p><details><summary>4</summary>5</details>`: "3 4",
		`<!-- 1 --><template>2</template><noscript>3</noscript>4`:                                      "4",
	} {
		if got := pageOf(t, markup).Text(); got != want {
			t.Errorf("%s: got %q, want %q", markup, got, want)
		}
	}
}

// TestValues checks the values of a form as a browser sends them.
func TestValues(t *testing.T) {
	p := pageOf(t, `<form><input name="a" value="1"><input name="b" value="2" disabled><textarea name="c">3</textarea>
		<select name="d"><option>4</option><option value="5" selected>x</option></select>
		<input type="checkbox" name="e" checked><input type="checkbox" name="f"><input type="submit" name="g" value="7"></form><input name="h" value="8">`)
	form := find(p.doc, func(n *html.Node) bool { return n.Data == "form" })
	p.Fill("a", "9")
	if got := p.values(form).Encode(); got != "a=9&c=3&d=5&e=on" {
		t.Errorf("got %s", got)
	}
}

func TestPushes(t *testing.T) {
	all, ok := jsPushes(`[["push",{"event":"a","value":{"n":1},"target":2}],["hide",{}],["push",{"event":"b"}]]`)
	if !ok || len(all) != 2 || all[0].Event != "a" || all[0].Value["n"] != 1.0 || all[1].Event != "b" {
		t.Errorf("got %v, %v", all, ok)
	}
	visits, ok := jsPushes(`[["patch",{"href":"/a?n=1","replace":false}],["navigate",{"href":"/b"}],["push",{"event":"c","href":"/d"}]]`)
	if !ok || len(visits) != 3 || visits[0].Event != patches || visits[0].Href != "/a?n=1" || visits[1].Event != navigates || visits[2].Href != "" {
		t.Errorf("got %v, %v", visits, ok)
	}
	if _, ok := jsPushes("inc"); ok {
		t.Error("the name of an event is not a list of commands")
	}
	l := &live{}
	n := pageOf(t, `<button phx-target="3">x</button>`).find("x")
	if got := []any{l.target(n, all[0].Target), l.target(n, nil), l.target(n, "#id")}; !slices.Equal(got, []any{2, 3, nil}) {
		t.Errorf("got %v", got)
	}
}
